"""Print of a page's other side that shows through."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import Layout, lay_out

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 1600, 1200
XS, YS = (150, 280, 500, 900, 1200, 1320, 1450), (180, 300, 430, 560, 700, 830, 950, 1060)
BEHIND = (140, 240, 360, 490, 630, 770, 900, 1000, 1120)


def page(grey: int = 40, frame: int = 40, ys: tuple[int, ...] = YS) -> np.ndarray:
    """A table of seven rows and six columns; its inner lines of the shade `grey`, those around it of `frame`."""
    drawn = np.full((HIGH, WIDE), 240, np.uint8)
    for y in ys:
        cv2.line(drawn, (XS[0], y), (XS[-1], y), frame if y in (ys[0], ys[-1]) else grey, 3)
    for x in XS:
        cv2.line(drawn, (x, ys[0]), (x, ys[-1]), frame if x in (XS[0], XS[-1]) else grey, 3)
    for y in ys[:-1]:
        for x in XS[:-1]:
            for stroke in range(3):
                cv2.rectangle(drawn, (x + 24 + 30 * stroke, y + 40), (x + 44 + 30 * stroke, y + 64), 40, 3)
    return drawn


def showing(drawn: np.ndarray, amount: float) -> np.ndarray:
    """The page on paper through which the mirror image of another shows, a little askew."""
    turn = cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), 0.3, 1.0)
    back = cv2.warpAffine(np.ascontiguousarray(page(ys=BEHIND)[:, ::-1]), turn, (WIDE, HIGH), borderValue=240)
    back = cv2.GaussianBlur(back, (0, 0), 1.6).astype(np.float32)
    return np.clip(drawn.astype(np.float32) - (240 - back) * amount, 0, 255).astype(np.uint8)


def laid_out(drawn: np.ndarray) -> Layout:
    return lay_out(Picture(drawn, WIDE / UNIT, HIGH / UNIT, UNIT, 200.0), 0)


@pytest.mark.parametrize("amount", [0.32, 0.38])
def test_what_shows_through_draws_no_cells(amount: float) -> None:
    found = laid_out(showing(page(), amount))
    assert found.cleared
    (grid,) = found.grids
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (7, 6, 42)
    assert all(len(cell.strips) == 1 for cell in found.cells[0])


def in_groups(dotted: bool) -> np.ndarray:
    """Thick lines around groups of rows and of columns, hairlines or lines of dots between."""
    drawn = np.full((HIGH, WIDE), 240, np.uint8)
    xs, ys = np.linspace(150, 1450, 11).astype(int).tolist(), np.linspace(180, 1060, 11).astype(int).tolist()
    shade, width = (60, 2) if dotted else (150, 1)
    for at in range(11):
        if at % 5:
            cv2.line(drawn, (xs[0], ys[at]), (xs[-1], ys[at]), shade, width)
            cv2.line(drawn, (xs[at], ys[0]), (xs[at], ys[-1]), shade, width)
    if dotted:
        gaps = np.arange(WIDE) % 6 < 3
        drawn[:, gaps] = 240
        drawn[gaps[:HIGH]] = 240
    for at in range(0, 11, 5):
        cv2.line(drawn, (xs[0], ys[at]), (xs[-1], ys[at]), 40, 3)
        cv2.line(drawn, (xs[at], ys[0]), (xs[at], ys[-1]), 40, 3)
    return drawn


@pytest.mark.parametrize("dotted", [False, True])
def test_hairlines_and_dots_are_kept(dotted: bool) -> None:
    assert not laid_out(in_groups(dotted)).cleared


@pytest.mark.parametrize(
    "drawn",
    [
        page(),
        page(grey=190),  # pale lines in a dark frame
        page(grey=190, frame=190),
        showing(page(), 0.15),  # too pale to draw anything
    ],
)
def test_a_page_of_its_own_print_is_left_as_it_is(drawn: np.ndarray) -> None:
    found = laid_out(drawn)
    assert not found.cleared
    (grid,) = found.grids
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (7, 6, 42)
