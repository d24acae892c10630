"""Pieces of ink that may be ruling lines, labelled on the rows that hold any; specks."""

from __future__ import annotations

import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import lay_out
from extract.scan.page import without_specks
from extract.scan.pieces import exchanged, find_pieces, rows_with
from extract.scan.rules import find_rules

UNIT = 200 / 72


def drawn(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Ink in boxes: left, top, width, height."""
    ink = np.zeros((400, 600), np.uint8)
    for left, top, wide, high in boxes:
        ink[top : top + high, left : left + wide] = 255
    return ink


def test_pieces_stand_where_they_are_in_the_picture() -> None:
    """Lines in the first and in the last rows, and two whose rows are parted by one without ink."""
    boxes = [(10, 0, 300, 3), (40, 200, 500, 3), (60, 204, 400, 2), (0, 397, 600, 3)]
    ink = drawn(*boxes)
    rows = rows_with(ink)
    pieces = find_pieces(ink[rows], rows, UNIT, 11.0)
    found = [(line.at * UNIT, line.start * UNIT, line.end * UNIT) for line in pieces.lines.values()]
    expected = [(top + (high - 1) / 2, left, left + wide) for left, top, wide, high in boxes]
    assert sorted(found) == [pytest.approx(line) for line in expected]
    mask = np.zeros_like(ink)
    pieces.draw(pieces.lines, mask)
    assert np.array_equal(mask, ink)


def test_only_the_pieces_asked_for_are_drawn() -> None:
    ink = drawn((10, 100, 300, 3), (350, 100, 200, 3), (10, 250, 300, 3))
    rows = rows_with(ink)
    pieces = find_pieces(ink[rows], rows, UNIT, 11.0)
    (right,) = [number for number, line in pieces.lines.items() if line.start * UNIT > 320]
    mask = np.zeros_like(ink)
    pieces.draw([right], mask)
    assert np.array_equal(mask, drawn((350, 100, 200, 3)))


def test_a_short_piece_and_a_bar_are_no_lines() -> None:
    ink = drawn((10, 100, 25, 3), (10, 200, 300, 20), (10, 300, 300, 3))
    rows = rows_with(ink)
    (line,) = find_pieces(ink[rows], rows, UNIT, 11.0).lines.values()
    assert line.at * UNIT == pytest.approx(301)


def test_a_blank_picture_has_no_lines() -> None:
    rules = find_rules(drawn(), UNIT)
    assert (rules.horizontals, rules.verticals) == ((), ())
    assert not rules.mask.any()
    blank = Picture(np.full((400, 600), 240, np.uint8), 600 / UNIT, 400 / UNIT, UNIT, 200)
    layout = lay_out(blank, 0)
    assert (layout.grids, layout.lines) == ((), ())


def test_lines_down_are_lines_across_of_the_exchanged_picture() -> None:
    ink = drawn((100, 20, 3, 350), (400, 20, 3, 350), (100, 20, 303, 3), (100, 367, 303, 3))
    rules, other = find_rules(ink, UNIT), find_rules(exchanged(ink), UNIT)
    assert len(rules.verticals) == len(rules.horizontals) == 2
    assert (rules.verticals, rules.horizontals) == (other.horizontals, other.verticals)
    assert np.array_equal(rules.mask, other.mask.T)


def test_specks_go_and_what_stands_around_them_stays() -> None:
    """Dots of up to three pixels: alone, at the edges, and within the box of a larger piece."""
    kept = drawn((100, 100, 60, 2), (100, 100, 2, 60), (300, 300, 4, 1), (596, 10, 4, 4))
    ink = kept.copy()
    for left, top, wide, high in ((0, 0, 1, 1), (597, 397, 3, 3), (110, 110, 2, 3), (130, 120, 1, 1), (0, 200, 3, 1)):
        ink[top : top + high, left : left + wide] = 255
    assert np.array_equal(without_specks(ink, UNIT), kept)
    assert np.array_equal(without_specks(kept, UNIT), kept)
