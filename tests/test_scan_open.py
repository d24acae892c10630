"""Scans of tables that have no lines between their columns, or between their rows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import Layout, lay_out
from extract.scan.ocr import Char
from extract.scan.reader import READABLE, _legibility
from extract.scan.text import Strip

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 1600, 1200
PITCH = 32  # pixels between characters
LINES = (200, 260, 400, 540, 680)  # pixels: above and below the heading, and below each row


def layout_of(headings: list[tuple[int, int]], cells: list[tuple[int, int]]) -> Layout:
    """The layout of a page with lines across at LINES only: `headings` and the cells of each row by x and length."""
    page = np.full((HIGH, WIDE), 235, np.uint8)
    for y in LINES:
        cv2.line(page, (200, y), (1400, y), 60, 2)
    rows = [(215, headings), *((y, cells) for line in LINES[1:-1] for y in (line + 30, line + 72))]
    for y, row in rows:
        for x, length in row:
            for place in range(length):
                cv2.rectangle(page, (x + place * PITCH, y), (x + place * PITCH + 26, y + 30), 40, 3)
    return lay_out(Picture(page, WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0)


@pytest.mark.parametrize(
    ("headings", "cells", "columns"),
    [
        # two headings of four characters half an em apart, over two columns of three
        ([(230, 2), (600, 4), (1040, 4), (1180, 4)], [(220, 3), (400, 18), (1060, 3), (1200, 3)], 4),
        # one heading set wide, over a column whose texts run on below the gap
        ([(230, 2), (600, 4), (1040, 4), (1180, 4)], [(220, 3), (400, 18), (1060, 9)], 3),
        # and one with nothing below its second half
        ([(230, 2), (600, 4), (1040, 4), (1180, 4)], [(220, 3), (400, 18), (1060, 3)], 3),
    ],
    ids=["two columns", "text below the gap", "nothing beside the text"],
)
def test_close_headings_part_columns_where_the_rows_do(
    headings: list[tuple[int, int]], cells: list[tuple[int, int]], columns: int
) -> None:
    layout = layout_of(headings, cells)
    (grid,) = layout.grids
    assert layout.by_text
    assert (len(grid.ys) - 1, len(grid.xs) - 1) == (len(LINES) - 1, columns)


def line(text: str, places: list[float], confidence: float) -> tuple[Strip, tuple[Char, ...]]:
    """A line of type 20 pixels high, its characters at these ems."""
    chars = tuple(Char(char, confidence, place * 20) for char, place in zip(text, places, strict=True))
    return Strip((0.0, 0.0, (places[-1] + 0.5) * 20, 20.0), 20.0), chars


def test_gaps_between_columns_do_not_make_a_line_hard_to_read() -> None:
    apart = dict([line("一季度二季度三季度", [0.5, 1.5, 2.5, 20.5, 21.5, 22.5, 40.5, 41.5, 42.5], 0.999)])
    assert _legibility(apart)[0] > READABLE


def test_short_lines_count_for_less() -> None:
    whole = dict([line("按季度报送材料", [n + 0.5 for n in range(7)], 0.999)])
    bits = {
        Strip((0.0, 40.0 * n, 20.0, 40.0 * n + 20), 20.0): chars
        for n, chars in enumerate([(Char("分", 0.6, 10.0),)] * 3, 1)
    }
    assert _legibility({**whole, **bits})[0] > 0.6


def test_a_page_on_its_side_reads_less_well_than_an_upright_one() -> None:
    """The characters of its lines stand apart by the pitch of lines, and the recogniser is less sure of them."""
    aside = dict([line("按季度报送材料", [n * 1.5 + 0.5 for n in range(7)], 0.95)])
    upright = dict([line("一季度二季度三", [0.5, 1.5, 2.5, 20.5, 21.5, 22.5, 40.5], 0.97)])
    assert _legibility(aside)[0] < 0.6 < _legibility(upright)[0]
