"""Grounds that are darker than the paper: type on them stays, whichever of the two is darker."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.scan.fills import without_fills
from extract.scan.images import image_picture, positive
from extract.scan.layout import lay_out
from extract.scan.page import find_ink
from extract.scan.screens import without_screens

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


def test_type_whose_strokes_have_run_together_is_no_ground() -> None:
    """Heavy type on a copy of a copy: little paper is left within its characters, but its edges are not straight."""
    page = np.full((400, 1200), PAPER, np.uint8)
    for x in range(200, 560, 40):
        cv2.rectangle(page, (x, 100), (x + 37, 137), TYPE, -1)
        for stroke in range(2):
            cv2.line(page, (x + 9 + 18 * stroke, 100), (x + 9 + 18 * stroke, 112), PAPER, 3)
            cv2.line(page, (x + 14 + 14 * stroke, 126), (x + 14 + 14 * stroke, 137), PAPER, 3)
    grey, boxes = without_fills(page, UNIT)
    assert boxes == ()
    assert np.array_equal(grey, page)


def test_light_type_on_such_a_ground_is_turned_dark() -> None:
    grey, (box,) = without_fills(filled(90, 235), UNIT)
    assert box == pytest.approx((150, 100, 1050, 161), abs=3)
    assert grey[118, 210] < 120
    assert grey[110, 600] > PAPER - 10


def shaded_table(header: int) -> np.ndarray:
    """A table of three rows and two columns whose first row has a ground."""
    page = np.full((600, 1200), 255, np.uint8)
    page[100:160, 150:1050] = header
    for y in (100, 160, 300, 440):
        cv2.line(page, (150, y), (1050, y), 0, 3)
    for x in (150, 450, 1050):
        cv2.line(page, (x, 100), (x, 440), 0, 3)
    for y in (118, 220, 360):
        for x in [*range(200, 400, 36), *range(500, 1000, 36)]:
            cv2.rectangle(page, (x, y), (x + 24, y + 24), 0, 3)
    return page


def screened(page: np.ndarray, pitch: float, degrees: float) -> np.ndarray:
    """The page in black and white, its greys as dots so far apart, in rows so inclined."""
    y, x = np.mgrid[0 : page.shape[0], 0 : page.shape[1]] * (2 * np.pi / pitch)
    along, across = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    raster = np.cos(x * along + y * across) + np.cos(y * along - x * across)
    return np.where(page > 128 + 60 * raster, 255, 0).astype(np.uint8)


def grid_of(grey: np.ndarray, folder: Path) -> tuple[int, int]:
    path = folder / "page.png"
    Image.fromarray(grey).save(path, dpi=(200, 200))
    (grid,) = lay_out(image_picture(path, 0), 0).grids
    return len(grid.ys) - 1, len(grid.xs) - 1


@pytest.mark.parametrize(("pitch", "degrees"), [(4.0, 45.0), (5.0, 30.0), (4.5, 0.0)])
def test_dots_of_a_copier_are_no_lines(tmp_path: Path, pitch: float, degrees: float) -> None:
    assert grid_of(screened(shaded_table(190), pitch, degrees), tmp_path) == (3, 2)


def test_dust_is_no_raster() -> None:
    random = np.random.default_rng(3)
    page = screened(shaded_table(255), 5.0, 45.0)
    page[random.random(page.shape) < 0.004] = 0
    assert without_screens(page, UNIT) is page


def test_faint_type_that_goes_to_pieces_in_black_and_white_is_no_raster() -> None:
    random = np.random.default_rng(5)
    page = np.full((1700, 2300), 235.0)
    for y in range(100, 800, 14):
        for x in range(100, 1100, 10):
            page[y : y + 9, x] = page[y, x : x + 6] = 131
    page = np.clip(page + random.normal(0, 6, page.shape), 0, 255).astype(np.uint8)
    assert without_screens(page, UNIT) is page


@pytest.mark.parametrize(("ground", "light"), [(0, 255), (60, 210)])
def test_a_negative_is_read_as_its_positive(tmp_path: Path, ground: int, light: int) -> None:
    negative = np.where(shaded_table(255) == 255, ground, light).astype(np.uint8)
    assert grid_of(negative, tmp_path) == (3, 2)


def test_a_small_page_on_a_dark_bed_is_no_negative() -> None:
    bed = np.full((1600, 2400), 20, np.uint8)
    bed[300:900, 400:1600] = shaded_table(255)
    assert positive(bed) is bed
