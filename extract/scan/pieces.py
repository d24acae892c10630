"""Pieces of ink that run across a picture: what may be ruling lines. Those that run down are found in the picture with
its rows and columns exchanged.

They stand on few of a picture's rows, and only those are labelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule
from extract.scan.page import components

Ink = NDArray[np.uint8]
Rows = NDArray[np.intp]  # numbers of rows of a picture, ascending

WAVER = 0.7  # points that a line may stray from its row of pixels over a few characters
THICK = 4.5  # points: thicker is a bar or a shadow


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces by number, as lines in points. `labels` says of which piece each pixel is part; it has these `rows` of the
    picture alone. `boxes` are left, top, width and height by number, in pixels of `labels`."""

    lines: dict[int, Rule]
    rows: Rows
    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]

    def shape(self, number: int) -> NDArray[np.bool_]:
        """The pixels of a piece within its box."""
        left, top, wide, high = self.boxes[number].tolist()
        return np.equal(self.labels[top : top + high, left : left + wide], number)

    def ends(self, number: int, unit: float) -> tuple[float, float, float, float]:
        """The ends (points) of the straight line that fits a piece best."""
        left, top, wide, _ = self.boxes[number].tolist()
        rows, columns = np.nonzero(self.shape(number))
        slope, first = np.polyfit(columns, rows, 1)
        above = int(self.rows[top])
        return left / unit, (above + first) / unit, (left + wide) / unit, (above + first + slope * wide) / unit

    def draw(self, numbers: Iterable[int], mask: Ink) -> None:
        """Sets the pixels of pieces in a mask of the picture."""
        for number in numbers:
            left, top, wide, high = self.boxes[number].tolist()
            first = int(self.rows[top])
            mask[first : first + high, left : left + wide][self.shape(number)] = 255


def find_pieces(ink: Ink, rows: Rows, unit: float, short: float) -> Pieces:
    """The thin pieces of levelled ink that are longer than `short` points. `ink` has only these `rows` of a picture."""
    _, labels, stats, middles = components(ink)
    wide, thick = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA] / stats[:, cv2.CC_STAT_WIDTH]
    kept = (wide >= short * unit) & (thick - (_waver(unit) - 1) <= THICK * unit)
    lines: dict[int, Rule] = {}
    for number in (np.flatnonzero(kept[1:]) + 1).tolist():  # 0 is the paper
        left, top, length, _ = stats[number, :4].tolist()
        above = int(rows[top]) - top  # rows of the picture that were left out
        lines[number] = Rule((float(middles[number, 1]) + above) / unit, left / unit, (left + length) / unit)
    return Pieces(lines, rows, labels, stats[:, :4])


def rows_with(ink: Ink) -> Rows:
    """The rows that have ink, and after each run of them one that has none, which keeps it from the next. There is one
    row at least."""
    inked = np.asarray(ink.any(axis=1))
    kept = inked.copy()
    kept[1:] |= inked[:-1]
    kept[0] = True
    return np.flatnonzero(kept)


def levelled(ink: Ink, unit: float) -> Ink:
    """The ink with what a line across wavers by filled in."""
    return cv2.dilate(ink, np.ones((_waver(unit), 1), np.uint8)).astype(np.uint8, copy=False)


def exchanged(ink: Ink) -> Ink:
    """The picture with its rows and columns exchanged."""
    return cv2.transpose(ink).astype(np.uint8, copy=False)


def _waver(unit: float) -> int:
    return 2 * max(round(WAVER * unit / 2), 1) + 1
