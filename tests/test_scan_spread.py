"""Two pages in one picture, as of a book that lies open: the left one is read first, each with its own title."""

from __future__ import annotations

import cv2
import numpy as np

from extract.scan.images import Picture
from extract.scan.ocr import Char
from extract.scan.reader import read_picture
from extract.scan.result import ScanTable

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 2000, 1000


def table(grey: np.ndarray, left: int, top: int, rows: int) -> None:
    for y in range(top, top + rows * 120 + 1, 120):
        cv2.line(grey, (left, y), (left + 700, y), 50, 2)
    for x in (left, left + 250, left + 700):
        cv2.line(grey, (x, top), (x, top + rows * 120), 50, 2)
    for y in range(top + 40, top + rows * 120, 120):
        write(grey, left + 20, y, 5)
        write(grey, left + 270, y, 9)


def write(grey: np.ndarray, x: int, y: int, count: int, size: int = 26) -> None:
    for place in range(count):
        cv2.rectangle(grey, (x + place * 44, y), (x + place * 44 + size, y + size), 40, 3)
        cv2.line(grey, (x + place * 44, y + 9), (x + place * 44 + size, y + 15), 40, 2)


class Widths:
    """Reads as many 字 as a line is wide."""

    def read(self, line: np.ndarray) -> tuple[Char, ...]:
        high, wide = line.shape
        return tuple(Char("字", 0.99, (n + 0.5) * high) for n in range(max(wide // high, 1)))


def kinds(grey: np.ndarray) -> list[object]:
    """The page's blocks: rows of a table, or where a line of text begins (pixels)."""
    page = read_picture(Picture(grey, WIDE / UNIT, HIGH / UNIT, UNIT, 200), Widths())  # type: ignore[arg-type]
    return [
        block.rows if isinstance(block, ScanTable) else round(block.box[0] * UNIT / 100) * 100 for block in page.blocks
    ]


def test_the_left_page_comes_first_with_its_title() -> None:
    """The right one begins higher: its table stands beside the left one's title."""
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    table(grey, 150, 220, 6)
    table(grey, 1150, 100, 3)
    write(grey, 300, 120, 9, 34)
    write(grey, 1200, 520, 6)
    assert kinds(grey) == [300, 6, 3, 1200]


def test_a_title_over_both_is_one_line() -> None:
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    table(grey, 150, 220, 6)
    table(grey, 1150, 220, 3)
    write(grey, 600, 120, 18, 34)
    assert kinds(grey) == [600, 6, 3]


def test_tables_one_below_the_other_go_from_top_to_bottom() -> None:
    grey = np.full((HIGH, WIDE), 235, np.uint8)
    table(grey, 900, 100, 2)
    table(grey, 150, 500, 3)
    write(grey, 200, 420, 6)
    assert kinds(grey) == [2, 200, 3]
