"""Ruling lines with a gap at every crossing, as where a worn plate prints no joints, and lines in pieces."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from extract.grid import Grid, find_grids
from extract.scan.dots import with_dotted
from extract.scan.joints import with_joints
from extract.scan.layout import SCAN
from extract.scan.rules import find_rules

UNIT = 200 / 72
XS = (100, 400, 700, 1000, 1300)  # pixels
YS = (100, 136, 400, 436, 700)  # rows of 13 and of 95 points
GAP = 5  # pixels on either side of a crossing: 1.8 points


def drawn(merged: bool = False) -> np.ndarray:
    """The ink of a grid without its joints; where `merged`, the first two cells of each low row are one."""
    ink = np.zeros((800, 1400), np.uint8)
    for y in YS:
        for left, right in pairwise(XS):
            ink[y : y + 3, left + GAP : right - GAP] = 255
    for x in XS:
        for top, bottom in pairwise(YS):
            if not (merged and x == XS[1] and bottom - top < 50):
                ink[top + GAP : bottom - GAP, x : x + 3] = 255
    return ink


def grid_of(ink: np.ndarray) -> Grid:
    rules = with_joints(find_rules(ink, UNIT), ink, UNIT)
    marks = [(x / UNIT, y / UNIT) for x in range(250, 1300, 300) for y in (118, 250, 418, 550)]
    (grid,) = find_grids(rules.horizontals, rules.verticals, marks, SCAN)
    return grid


def test_low_rows_are_divided() -> None:
    grid = grid_of(drawn())
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (4, 4, 16)


def test_a_cell_over_two_columns_of_a_low_row_stays_one() -> None:
    grid = grid_of(drawn(merged=True))
    assert [cell.column_span for cell in grid.cells if cell.row == 0] == [2, 1, 1]
    assert len(grid.cells) == 14


def test_what_is_left_of_the_lines_is_no_type() -> None:
    ink = drawn()
    mask = with_joints(find_rules(ink, UNIT), ink, UNIT).mask
    assert not cv2.bitwise_and(ink, cv2.bitwise_not(cv2.dilate(mask, np.ones((3, 3), np.uint8)))).any()


def test_a_stroke_of_type_on_a_column_line_does_not_cut_a_merged_cell() -> None:
    ink = drawn()
    for x in XS[1:-1]:
        ink[YS[0] + 3 : YS[1], x - 4 : x + 8] = 0
    ink[YS[0] + 4 : YS[1] - 4, XS[2] : XS[2] + 3] = 255  # a 1
    rules = find_rules(ink, UNIT)
    added = with_joints(rules, ink, UNIT).verticals[len(rules.verticals) :]
    inner = range(XS[1] - 9, XS[-2] + 9)
    assert not [rule for rule in added if rule.start < YS[1] / UNIT - 5 and round(rule.at * UNIT) in inner]


def test_breaks_are_counted() -> None:
    """Five lines across with three inner joints; five down with one between pieces long enough to be lines."""
    assert find_rules(drawn(), UNIT).breaks == 5 * 3 + 5 * 1


def test_a_page_whose_lines_are_whole_is_left_as_it_is() -> None:
    ink = np.zeros((800, 1400), np.uint8)
    for y in YS:
        ink[y : y + 3, XS[0] : XS[-1]] = 255
    for x in XS:
        ink[YS[0] : YS[-1], x : x + 3] = 255
    rules = find_rules(ink, UNIT)
    assert with_joints(rules, ink, UNIT) is rules
    assert rules.breaks == 0


def torn(ends: int) -> np.ndarray:
    """The ink of a grid of whole lines, open at the foot, whose second vertical is in pieces of 16 points and less from
    the last line across down to `ends`."""
    ink = np.zeros((800, 1400), np.uint8)
    for y in YS[:-1]:
        ink[y : y + 3, XS[0] : XS[-1] + 3] = 255
    for x in XS:
        ink[YS[0] : YS[-1], x : x + 3] = 255
    ink[YS[3] + 4 :, XS[1] : XS[1] + 3] = 0
    for y in range(YS[3] + 12, ends, 58):
        ink[y : min(y + 44, ends), XS[1] : XS[1] + 3] = 255
    return ink


def reaches(ink: np.ndarray) -> float:
    """Where the lowest piece of the second vertical ends, in pixels."""
    rules = with_dotted(with_joints(find_rules(ink, UNIT), ink, UNIT), ink, UNIT)
    return max(rule.end for rule in rules.verticals if abs(rule.at * UNIT - XS[1]) < 6) * UNIT


def test_a_line_goes_on_in_pieces_beyond_a_line_that_others_cross() -> None:
    assert reaches(torn(YS[-1])) > YS[-1] - 44  # but for the last, which is as short as a stroke


def test_a_line_is_not_drawn_out_by_type_beyond_its_end() -> None:
    ink = torn(YS[3])
    for y in range(YS[3] + 10, YS[3] + 40, 8):  # strokes across the column's line
        ink[y : y + 5, XS[1] - 12 : XS[1] + 12] = 255
    assert reaches(ink) < YS[3] + 8
