"""Grounds that are darker than the paper: type on them stays, whichever of the two is darker."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.fills import without_fills
from extract.scan.page import find_ink

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
PAPER, TYPE = 235, 40


def filled(ground: int, shade: int) -> np.ndarray:
    """A band of ground 22 points high across a page, with a line of type on it and another below."""
    page = np.full((400, 1200), PAPER, np.uint8)
    page[100:161, 150:1050] = ground
    for y, level in ((118, shade), (220, TYPE)):
        for x in range(200, 1000, 36):
            cv2.rectangle(page, (x, y), (x + 24, y + 24), level, 3)
    return page


@pytest.mark.parametrize("ground", [90, 120, 140])
def test_dark_type_on_a_marked_or_shaded_ground_stays_dark(ground: int) -> None:
    page = filled(ground, 25)
    grey, boxes = without_fills(page, UNIT)
    assert boxes == (), "no ground to draw a frame around: marks of a pen end anywhere"
    assert grey[118, 210] < 140
    assert grey[110, 600] > PAPER - 10
    assert np.array_equal(grey[200:], page[200:])
    ink = find_ink(cv2.GaussianBlur(grey, (0, 0), 1.0).astype(np.uint8), UNIT)
    assert not ink[[*range(95, 106), *range(155, 170)]].any(), "its edges are no lines"


def test_a_ground_below_a_line_of_type_stays_one_of_dark_type() -> None:
    """The dark area reaches up into the type above it, and a little paper with it; there are few characters on it."""
    page = filled(125, 25)
    page[105:160, 420:1045] = 125
    for x in range(150, 1050, 9):
        page[76:100, x : x + 4] = 125
    grey, boxes = without_fills(page, UNIT)
    assert boxes == ()
    assert grey[118, 210] < 140


def test_light_type_on_such_a_ground_is_turned_dark() -> None:
    grey, (box,) = without_fills(filled(90, 235), UNIT)
    assert box == pytest.approx((150, 100, 1050, 161), abs=3)
    assert grey[118, 210] < 120
    assert grey[110, 600] > PAPER - 10
