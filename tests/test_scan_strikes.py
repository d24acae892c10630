"""Text struck out in a picture: left out and said, and nothing else taken for it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import Layout, lay_out
from extract.scan.ocr import Char
from extract.scan.page import find_ink
from extract.scan.reader import read_picture
from extract.scan.rules import find_rules
from extract.scan.strikes import without_strikes

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 1200, 700
PITCH, TYPE = 30, 26  # pixels
FIRST, LINES = 320, (160, 210)  # where the second column's type begins, and its lines


def page() -> np.ndarray:
    """A table of two columns and three rows; in the second column's first cell two lines of 20 characters."""
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    for y in (140, 260, 400, 540):
        cv2.line(grey, (100, y), (1100, y), 50, 2)
    for x in (100, 300, 1100):
        cv2.line(grey, (x, 140), (x, 540), 50, 2)
    for y in LINES:
        write(grey, y, range(20))
    write(grey, 320, range(8))
    for y in (190, 320, 460):
        write(grey, y, range(-7, -2))
    return grey


def write(grey: np.ndarray, y: int, places: range) -> None:
    for place in places:
        x = FIRST + place * PITCH
        corners = [(x, y + TYPE), (x, y), (x + TYPE, y + TYPE), (x + TYPE, y)]
        cv2.polylines(grey, [np.array(corners, np.int32)], False, 40, 2)


def strike(grey: np.ndarray, first: int, last: int, y: int = LINES[0] + TYPE // 2, pen: int = 2, rise: int = 0) -> None:
    """A line from before character `first` to behind `last`."""
    ends = (FIRST + first * PITCH - 2, y), (FIRST + last * PITCH + TYPE + 2, y + rise)
    cv2.line(grey, *ends, 40, pen)


def laid_out(grey: np.ndarray) -> Layout:
    return lay_out(Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0)


@pytest.mark.parametrize(
    ("first", "last", "pen", "rise"), [(3, 6, 2, 0), (0, 19, 2, 0), (5, 6, 3, 0), (2, 15, 2, 4), (12, 19, 2, -3)]
)
def test_a_line_through_characters_strikes_them_out(first: int, last: int, pen: int, rise: int) -> None:
    grey = page()
    strike(grey, first, last, pen=pen, rise=rise)
    layout = laid_out(grey)
    ((start, end),) = [run for runs in layout.struck.values() for run in runs]
    assert start == pytest.approx(FIRST + first * PITCH - 2, abs=4)
    assert end == pytest.approx(FIRST + last * PITCH + TYPE + 2, abs=4)
    (grid,) = layout.grids
    assert (len(grid.ys) - 1, len(grid.xs) - 1) == (3, 2)


def underlined(grey: np.ndarray) -> None:
    strike(grey, 3, 9, LINES[0] + TYPE + 5)


def dashed(grey: np.ndarray) -> None:
    grey[LINES[0] - 2 : LINES[0] + TYPE + 3, FIRST + 4 * PITCH - 2 : FIRST + 6 * PITCH - 2] = 235
    cv2.line(grey, (FIRST + 4 * PITCH, LINES[0] + 13), (FIRST + 6 * PITCH - 6, LINES[0] + 13), 40, 2)


def sealed(grey: np.ndarray) -> None:
    points = np.array([[420, 150], [520, 165], [520, 182], [600, 190], [430, 200]], np.int32)
    cv2.fillPoly(grey, [points], 90)


def stamped(grey: np.ndarray) -> None:
    layer = np.full_like(grey, 255)
    strike(layer, 3, 8, pen=3)
    np.minimum(grey, np.where(layer < 255, 125, 255).astype(np.uint8), out=grey)


def stroked(grey: np.ndarray) -> None:
    for place in range(20):  # each character has a stroke of its own
        x = FIRST + place * PITCH
        cv2.line(grey, (x, LINES[0] + 13), (x + TYPE, LINES[0] + 13), 40, 2)


def folded(grey: np.ndarray) -> None:
    cv2.line(grey, (0, LINES[0] + 12), (WIDE, LINES[0] + 15), 90, 2)


def ruled(grey: np.ndarray) -> None:
    cv2.line(grey, (300, LINES[0] + 13), (1100, LINES[0] + 13), 50, 2)


@pytest.mark.parametrize("draw", [underlined, dashed, sealed, stamped, stroked, folded, ruled])
def test_what_strikes_nothing_out(draw: object) -> None:
    grey = page()
    draw(grey)  # type: ignore[operator]
    assert not [
        run for strip, runs in laid_out(grey).struck.items() for run in runs if len(Slices().within(strip.em, run)) > 1
    ]


def test_it_ends_before_the_stroke_of_the_next_character() -> None:
    grey = page()
    strike(grey, 3, 6)
    x = FIRST + 7 * PITCH + 2
    cv2.line(grey, (x, LINES[0] + 13), (x + TYPE, LINES[0] + 13), 40, 2)
    grey[:, x - 3 : x] = 235
    ((_, end),) = [run for runs in laid_out(grey).struck.values() for run in runs]
    assert end <= x


class Slices:
    """Reads 分 where a character's width has ink."""

    def read(self, line: np.ndarray) -> tuple[Char, ...]:
        inked = np.flatnonzero((line < 150).any(axis=0))
        if not len(inked):
            return ()
        middles = range(int(inked[0]) + TYPE // 2, int(inked[-1]) + 1, PITCH)
        return tuple(Char("分", 0.99, float(x)) for x in middles if (line[:, x - 8 : x + 8] < 150).any())

    def within(self, em: float, run: tuple[float, float]) -> list[int]:
        return [n for n in range(20) if run[0] - 0.1 * em <= FIRST + n * PITCH + TYPE / 2 <= run[1] + 0.1 * em]


def read(grey: np.ndarray) -> tuple[str, list[tuple[str, dict[str, str], str]]]:
    """The text of the cell of 40 characters, and what is in doubt."""
    found = read_picture(Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200), Slices())  # type: ignore[arg-type]
    (table,) = found.blocks
    text = next(cell.text for cell in table.cells if (cell.row, cell.column) == (0, 1))  # type: ignore[union-attr]
    return text, [(note.code, note.parameters, note.text) for note in found.notes]


def test_what_is_struck_out_is_left_out_and_said() -> None:
    grey = page()
    strike(grey, 3, 6)
    text, notes = read(grey)
    assert len(text.replace("\n", "")) == 36
    assert notes == [("text-struck", {"text": "分分分分"}, text)]


def test_a_line_struck_out_as_a_whole_is_not_there() -> None:
    grey = page()
    strike(grey, 0, 19)
    text, notes = read(grey)
    assert len(text) == 20
    assert [(code, len(said["text"])) for code, said, _ in notes] == [("text-struck", 20)]


@pytest.mark.parametrize(("scale", "bilevel", "poor"), [(0.6, True, True), (0.6, False, False), (1.0, True, False)])
def test_small_type_in_black_and_white_is_hard_to_read(scale: float, bilevel: bool, poor: bool) -> None:
    """Thin strokes of digits fall out of it, and what is left is read with confidence: 10 as 1, 4.5 as 1.5."""
    grey = cv2.resize(page(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if bilevel:
        grey = np.where(grey > 150, 255, 0)
    picture = Picture(grey.astype(np.uint8), WIDE / UNIT, HIGH / UNIT, UNIT * scale, 200 * scale + 40)
    notes = read_picture(picture, Slices()).notes  # type: ignore[arg-type]
    assert ("scan-poor" in {note.code for note in notes}) == poor


def test_nothing_is_said_of_a_page_without() -> None:
    text, notes = read(page())
    assert (len(text.replace("\n", "")), notes) == (40, [])


@pytest.mark.parametrize("columns", [(300,), ()])
def test_lines_between_tight_rows_of_an_open_table_stay(columns: tuple[int, ...]) -> None:
    """Without lines at its sides, and type right above and below those between its rows."""
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    for y in range(140, 501, 40):
        cv2.line(grey, (100, y), (1100, y), 50, 2)
    for x in columns:
        cv2.line(grey, (x, 140), (x, 500), 50, 2)
    for y in range(147, 500, 40):
        write(grey, y, range(-7, -2))
        write(grey, y, range(20))
    ink = find_ink(grey, UNIT)
    rules = find_rules(ink, UNIT)
    assert len(rules.horizontals) >= 10
    assert without_strikes(rules, ink, UNIT)[0] is rules


def test_a_ruling_line_that_is_broken_between_lines_of_type_strikes_nothing_out() -> None:
    grey = page()
    grey[262:398, 303:1098] = 235
    above, row = 290, 290 + TYPE + 7
    write(grey, above, range(20))
    write(grey, row + 7, range(20))
    cv2.line(grey, (300, row), (1100, row), 50, 2)
    for x in (430, 640, 860):
        grey[row - 2 : row + 3, x : x + 12] = 235
    layout = laid_out(grey)
    assert not layout.struck
    (grid,) = layout.grids
    assert len(grid.ys) - 1 == 4


def test_pieces_of_a_fold_that_leans_through_a_cell_are_no_ruling_line() -> None:
    grey = page()
    for x0, x1, y in ((0, 420, 174), (436, 760, 173), (800, 1199, 172)):
        cv2.line(grey, (x0, y), (x1, y), 60, 2)
    ink = find_ink(grey, UNIT)
    rules, _ = without_strikes(find_rules(ink, UNIT), ink, UNIT)
    assert not [rule for rule in rules.horizontals if abs(rule.at * UNIT - 173) < 4 and 450 < rule.end * UNIT < 780]
