"""Streaks of a dirty scanner, from edge to edge of the picture, are no ruling lines; a cut-out table's lines are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import lay_out
from extract.scan.ocr import Char
from extract.scan.reader import read_picture
from extract.scan.streaks import without_streaks

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 1600, 1200


def page(skew: float = 0.0) -> np.ndarray:
    """A table of three columns and four rows of two lines of type, turned by `skew` degrees."""
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    for y in range(200, 1001, 200):
        cv2.line(grey, (200, y), (1400, y), 60, 2)
    for x in range(200, 1401, 400):
        cv2.line(grey, (x, 200), (x, 1000), 60, 2)
    for y in (*range(250, 1000, 200), *range(300, 1000, 200)):
        for x in range(226, 1370, 46):
            if all(abs(x + 12 - line) > 24 for line in range(200, 1401, 400)):
                cv2.rectangle(grey, (x, y), (x + 24, y + 24), 40, 3)
    turn = cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), -skew, 1.0)
    return cv2.warpAffine(grey, turn, (WIDE, HIGH), borderValue=235).astype(np.uint8)


def with_streaks(grey: np.ndarray, places: list[int], width: int = 2, level: int = 120) -> np.ndarray:
    grey = grey.copy()
    for x in places:
        grey[:, x : x + width] = np.minimum(grey[:, x : x + width], level)
    return grey


def grids(grey: np.ndarray) -> list[tuple[int, int, int]]:
    high, wide = grey.shape
    layout = lay_out(Picture(grey, wide / UNIT, high / UNIT, UNIT, 200), 0)
    return [(len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) for grid in layout.grids]


@pytest.mark.parametrize("skew", [0.0, 0.7, -1.5])
@pytest.mark.parametrize("width", [1, 4])
def test_streaks_are_no_columns(skew: float, width: int) -> None:
    assert grids(with_streaks(page(skew), [90, 335, 860, 1150], width)) == [(4, 3, 12)]


def test_streaks_across_are_no_rows() -> None:
    turned = np.ascontiguousarray(np.rot90(with_streaks(np.ascontiguousarray(np.rot90(page(0.6))), [270, 655])))
    assert grids(np.ascontiguousarray(np.rot90(turned, 2))) == [(4, 3, 12)]


def test_a_streak_that_fades_and_noise() -> None:
    grey = with_streaks(page(), [860], 2, 150)
    for y in range(150, HIGH - 150, 130):
        grey[y : y + 35, 860:862] = page()[y : y + 35, 860:862]
    noise = np.random.default_rng(2).normal(0, 8, grey.shape)
    assert grids(np.clip(grey + noise, 0, 255).astype(np.uint8)) == [(4, 3, 12)]


def test_strokes_that_cross_a_streak_stay() -> None:
    clean = page()
    mended, streaks = without_streaks(with_streaks(clean, [334]), UNIT)
    assert [(streak.start, streak.end) for streak in streaks.down] == [(334, 336)]
    assert streaks.across == ()
    rows, columns = slice(250, 275), slice(318, 343)  # a character whose upper and lower strokes it crosses
    assert np.abs(mended[rows, columns].astype(int) - clean[rows, columns]).max() < 60


@pytest.mark.parametrize(
    "part",
    [np.s_[198:1003, 198:1403], np.s_[198:1003, 240:1300], np.s_[260:960, 198:1403], np.s_[230:970, 230:1370]],
    ids=["at its lines", "open sides", "open ends", "all open"],
)
def test_the_lines_of_a_table_cut_out_of_its_page_are_no_streaks(part: tuple[slice, slice]) -> None:
    cut = np.ascontiguousarray(page()[part])
    assert without_streaks(cut, UNIT)[0] is cut


def test_a_page_without_streaks_is_left_as_it_is() -> None:
    grey = page()
    assert without_streaks(grey, UNIT)[0] is grey


def creased(rows: list[int], columns: list[int], lean: float = 0.0) -> np.ndarray:
    """The page with folds that lean a little against the print, through type and between it."""
    grey = page()
    rise, shift = round(lean * WIDE), round(lean * HIGH)
    for y in rows:
        cv2.line(grey, (0, y), (WIDE, y + rise), 130, 3)
    for x in columns:
        cv2.line(grey, (x, 0), (x - shift, HIGH), 130, 3)
    return grey


@pytest.mark.parametrize("lean", [0.0, 0.004, -0.006])
@pytest.mark.parametrize(("rows", "columns"), [([460], []), ([460, 712], [960]), ([320], [340, 720])])
def test_folds_are_no_ruling_lines(lean: float, rows: list[int], columns: list[int]) -> None:
    assert grids(creased(rows, columns, lean)) == [(4, 3, 12)]


@pytest.mark.parametrize(
    "part",
    [np.s_[:, 198:1403], np.s_[:, 240:1300], np.s_[198:1003, :], np.s_[260:960, 260:1340]],
    ids=["at its sides", "open sides", "at its ends", "all open"],
)
def test_the_lines_of_a_table_that_fills_the_picture_are_no_folds(part: tuple[slice, slice]) -> None:
    """A table from edge to edge: all its lines run from one to the other, or end at others that do."""
    cut = np.ascontiguousarray(page()[part])
    high, wide = cut.shape
    layout = lay_out(Picture(cut, wide / UNIT, high / UNIT, UNIT, 200), 0)
    found = {round(rule * UNIT) for grid in layout.grids for rule in grid.ys}
    inner = [y - (part[0].start or 0) for y in (400, 600, 800)]
    assert all(any(abs(y - place) < 8 for place in found) for y in inner)


def test_lines_between_merged_cells_of_an_open_table_with_narrow_margins_are_no_folds() -> None:
    """Open at its sides; of nine lines four go on under the first column, the others end at its merged cells."""
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    for n, y in enumerate(range(140, 1101, 120)):
        cv2.line(grey, (60 if n % 2 else 300, y), (WIDE - 60, y), 60, 2)
    for x in (300, 700, 1150):
        cv2.line(grey, (x, 140), (x, 1100), 60, 2)
    for y in range(180, 1100, 120):
        for x in range(70, WIDE - 70, 46):
            if all(abs(x + 12 - line) > 24 for line in (300, 700, 1150)):
                cv2.rectangle(grey, (x, y), (x + 24, y + 24), 40, 3)
    layout = lay_out(Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0)
    assert layout.through == ()
    assert [len(grid.ys) - 1 for grid in layout.grids] == [8]


class Certain:
    """Reads every line as 分1分1…, one character an em, and is sure of it."""

    def read(self, line: np.ndarray) -> tuple[Char, ...]:
        high, wide = line.shape
        em = high / 1.4
        return tuple(Char("分1"[n % 2], 0.99, (n + 0.5) * em) for n in range(max(int(wide / em), 1)))


@pytest.mark.parametrize(
    "grey",
    [with_streaks(page(), [860]), with_streaks(page(-1.2), [860]), creased([], [863], 0.005)],
    ids=["straight", "skewed", "fold"],
)
def test_numbers_beside_a_streak_are_in_doubt(grey: np.ndarray) -> None:
    """What a streak hid is not there to be recognised: 11 becomes a sure 1."""
    picture = Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200)
    (table,) = read_picture(picture, Certain()).blocks  # type: ignore[arg-type]
    for cell in table.cells:  # type: ignore[union-attr]
        digits = [c for c, char in zip(cell.confidence, cell.text, strict=True) if char == "1"]
        assert any(c < 0.8 for c in digits) == (cell.column == 1)
        assert sum(c < 0.8 for c in digits) <= len(digits) / 3
        assert all(c > 0.9 for c, char in zip(cell.confidence, cell.text, strict=True) if char == "分")


def test_cells_that_a_line_taken_out_may_have_parted_are_doubted() -> None:
    """The fold runs where two columns of type leave room: it may have been the ruling line between them."""
    grey = page()
    grey[:, 590:611] = 235  # the second column's line is not there
    for y in range(200, 1001, 200):
        cv2.line(grey, (580, y), (620, y), 60, 2)
    cv2.line(grey, (598, 0), (603, HIGH), 130, 3)
    layout = lay_out(Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0)
    assert [len(grid.xs) - 1 for grid in layout.grids] == [2]
    assert {(span.row, span.column) for span in layout.doubted[0]} == {(row, 0) for row in range(4)}
    through_type = lay_out(Picture(creased([], [885], 0.005), WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0)
    assert through_type.doubted == (frozenset(),)
