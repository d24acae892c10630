"""Scans of tables that have no lines between their columns, or between their rows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.layout import Layout, lay_out

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
