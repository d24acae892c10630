"""Round seals on pages without colour: taken out where they are lighter than type, and what they cover is doubted."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.doubt import SPOILED
from extract.scan.images import Picture
from extract.scan.layout import lay_out
from extract.scan.ocr import Char
from extract.scan.reader import read_picture
from extract.scan.seals import without_seals

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
HIGH, WIDE = 900, 1200
SEAL = (700, 450)  # where the seals' middles lie
RADIUS = round(20 / 25.4 * 200)  # 20 mm
LIGHT, TYPE, PAPER = 110, 40, 240


def page(rule: int = 2) -> np.ndarray:
    """A table of two columns and three rows with a line of characters in each cell of the second."""
    grey = np.full((HIGH, WIDE), PAPER, np.uint8)
    for y in (200, 360, 520, 680):
        cv2.line(grey, (100, y), (1100, y), TYPE, rule)
    for x in (100, 300, 1100):
        cv2.line(grey, (x, 200), (x, 680), TYPE, rule)
    for y in (240, 430, 560):
        for x in range(340, 1050, 30):
            cv2.rectangle(grey, (x, y), (x + 22, y + 26), TYPE, 2)
    return grey


def sealed(grey: np.ndarray, level: int, shape: str = "round") -> np.ndarray:
    layer = np.full_like(grey, 255)
    (x, y), pen = SEAL, 8
    if shape == "round":
        cv2.circle(layer, SEAL, RADIUS, level, pen, cv2.LINE_AA)
        cv2.circle(layer, SEAL, 40, level, -1)
    elif shape == "oval":
        cv2.ellipse(layer, SEAL, (RADIUS, RADIUS * 2 // 3), 0, 0, 360, level, pen, cv2.LINE_AA)
    elif shape == "square":
        cv2.rectangle(layer, (x - RADIUS, y - RADIUS), (x + RADIUS, y + RADIUS), level, pen)
    return np.asarray(grey.astype(np.float32) * layer / 255).astype(np.uint8, copy=False)


@pytest.mark.parametrize("shape", ["round", "oval"])
@pytest.mark.parametrize("rule", [2, 4])
def test_a_seal_lighter_than_type_is_taken_out(shape: str, rule: int) -> None:
    grey, covered = without_seals(sealed(page(rule), LIGHT, shape), UNIT)
    assert covered is not None
    clean = page(rule)
    assert np.median(grey[(clean == PAPER) & (covered > 0)]) >= 0.95 * PAPER
    assert np.median(grey[(clean == TYPE) & (covered > 0)]) <= 0.5 * PAPER
    assert np.array_equal(grey[covered == 0], sealed(page(rule), LIGHT, shape)[covered == 0])


def test_a_seal_as_dark_as_type_stays_but_is_known() -> None:
    picture = sealed(page(), TYPE)
    grey, covered = without_seals(picture, UNIT)
    assert covered is not None
    assert covered[SEAL[1], SEAL[0] + RADIUS] == 255
    assert np.array_equal(grey, picture)


@pytest.mark.parametrize("shape", ["none", "square"])
def test_what_is_no_seal(shape: str) -> None:
    grey = sealed(page(), LIGHT, shape)
    cv2.circle(grey, (60, 450), 24, 30, -1)  # a punched hole
    found, covered = without_seals(grey, UNIT)
    assert covered is None
    assert found is grey


def test_a_seal_cuts_no_cell() -> None:
    picture = Picture(sealed(page(), LIGHT), WIDE / UNIT, HIGH / UNIT, UNIT, 200)
    (grid,) = lay_out(picture, 0).grids
    assert (len(grid.ys) - 1, len(grid.xs) - 1) == (3, 2)


class Digits:
    """Reads a digit every 30 pixels, and is sure of it."""

    def read(self, picture: np.ndarray) -> tuple[Char, ...]:
        return tuple(Char("5", 1.0, float(x)) for x in range(20, picture.shape[1] - 10, 30))


def test_numbers_that_a_seal_covers_are_doubted() -> None:
    picture = Picture(sealed(page(), LIGHT), WIDE / UNIT, HIGH / UNIT, UNIT, 200)
    read = read_picture(picture, Digits())  # type: ignore[arg-type]
    (table,) = [block for block in read.blocks if hasattr(block, "cells")]
    least = {cell.row: min(cell.confidence) for cell in table.cells if cell.column == 1}
    assert least == {0: 1.0, 1: SPOILED, 2: SPOILED}
