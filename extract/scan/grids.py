"""Cells of a scanned grid that a broken ruling line may have joined, or a stray one cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.grid import Grid, Rule, Span, Tolerances, merge_rules

Box = tuple[float, float, float, float]

BY = 2.3  # points: type keeps this far from a ruling line; of what a fold crossed some is left nearer
JOINED = (0.2, 0.6)  # shares of its length that a line covers within one cell: it may be a divider
PARTED = (0.6, 0.75)  # the same between two cells: it may be none
LARGE, OVER = 0.5, 0.2  # em: ink that may be a character, and how far beyond its cell's ruling line it reaches
BESIDE = 3.0  # points that a piece may lie beside its line


def doubted_cells(
    grid: Grid, horizontals: Sequence[Rule], verticals: Sequence[Rule], tolerances: Tolerances
) -> tuple[Span, ...]:
    """The cells beside a side of a slot that is ruled in part only, in reading order."""
    owner = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    doubted: set[Span] = set()
    across, down = merge_rules(horizontals, tolerances), merge_rules(verticals, tolerances)
    rows, columns = list(pairwise(grid.ys)), list(pairwise(grid.xs))
    for line, x in enumerate(grid.xs[1:-1], 1):
        near = [rule for rule in down if abs(rule.at - x) <= BESIDE]
        for row, band in enumerate(rows):
            doubted |= _doubt(owner[row, line - 1], owner[row, line], _cover(near, band))
    for line, y in enumerate(grid.ys[1:-1], 1):
        near = [rule for rule in across if abs(rule.at - y) <= BESIDE]
        for column, band in enumerate(columns):
            doubted |= _doubt(owner[line - 1, column], owner[line, column], _cover(near, band))
    return tuple(sorted(doubted))


def cells_cut_at(
    cells: Sequence[tuple[Span, Box, NDArray[np.float64]]], lines: Sequence[Box], unit: float
) -> frozenset[Span]:
    """The cells, each with its box and those of its ink (pixels), that one of the lines (their ends) may part: it runs
    between ink on either side and touches none. Such a line was taken for no ruling line."""
    doubted: set[Span] = set()
    for span, box, boxes in cells:
        for line in lines:
            around = distances(line, np.array([box]))
            beside = distances(line, boxes)
            runs_through = around.min() < 0 < around.max()
            if runs_through and len(boxes) and not (np.abs(beside).min(axis=1) < BY * unit).any():
                first = beside[:, 0] < 0
                if first.any() and not first.all():
                    doubted.add(span)
    return frozenset(doubted)


def cells_written_over(
    cells: Sequence[tuple[Span, Box, NDArray[np.float64]]], em: float, unit: float
) -> frozenset[Span]:
    """The cells, each with its box and those of its ink (pixels), that share a character: the line between them does
    not run where it was taken to run, as where lines lean or sag."""
    doubted: set[Span] = set()
    frames = np.array([box for _, box, _ in cells]).reshape(-1, 4)
    for span, box, boxes in cells:
        large = boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= LARGE * em]
        out = np.maximum(box[:2] - large[:, :2], large[:, 2:] - box[2:]).max(axis=1) > OVER * em + unit
        for ink in large[out]:
            shared = np.minimum(frames[:, 2:], ink[2:]) - np.maximum(frames[:, :2], ink[:2])
            doubted |= {span, *(cells[n][0] for n in np.flatnonzero(shared.min(axis=1) > 0).tolist())}
    return frozenset(doubted)


def distances(line: Box, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the four corners of boxes lie from a line through two points, less than 0 on one of its sides."""
    x0, y0, x1, y1 = line
    xs, ys = boxes[:, [0, 2, 0, 2]], boxes[:, [1, 1, 3, 3]]
    return np.asarray(((xs - x0) * (y1 - y0) - (ys - y0) * (x1 - x0)) / math.hypot(x1 - x0, y1 - y0))


def _cover(rules: Sequence[Rule], band: tuple[float, float]) -> float:
    """Share of a band that rules cover."""
    covered, reached = 0.0, band[0]
    for rule in sorted(rules, key=lambda rule: rule.start):
        start, end = max(rule.start, reached), min(rule.end, band[1])
        if end > start:
            covered, reached = covered + end - start, end
    return covered / (band[1] - band[0])


def _doubt(before: Span, after: Span, share: float) -> set[Span]:
    low, high = JOINED if before == after else PARTED
    return {before, after} if low <= share < high else set()
