"""The tables of a straightened picture: by the lines drawn, and where those between columns or rows were left out, by
the gaps in the text. All in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.grid import Grid, Rule, Tolerances, find_grids
from extract.rivers import implied_horizontals, implied_verticals, untold_rows
from extract.scan.page import components
from extract.scan.text import PART

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]

# a scan's rules waver and break: more is bridged than on a digital page
SCAN = Tolerances(snap=2.2, join=7.0, touch=4.5, overshoot=4.0)
WORD, SPECK = 0.6, 0.15  # em: between the characters of a word at the most; ink that may be dirt
DRAWN = 2.0  # pixels of a point where words are drawn


class Tables(NamedTuple):
    """The tables of a page, and the lines that they are made of. `by_text`: those between columns were told by the
    text; `rows_by_text`: those between the rows of a ruled table."""

    grids: tuple[Grid, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    by_text: bool = False
    rows_by_text: bool = False


def find_tables(
    across: tuple[Rule, ...], down: tuple[Rule, ...], marks: Sequence[tuple[float, float]], boxes: Boxes, em: float
) -> Tables:
    """The tables that lines (`across` and `down`) and boxes of ink make; `marks` are points inside characters."""
    grids = tuple(find_grids(across, down, marks, SCAN))
    large = _large(boxes, PART * em)
    if not grids:
        words = _words(boxes, em)
        rows = (*across, *implied_horizontals(across, words))
        columns = (*down, *implied_verticals(rows, words, large))
        grids = tuple(find_grids(rows, columns, marks, SCAN)) if columns != down else ()
        return Tables(grids, rows, columns, by_text=True) if grids else Tables((), across, down)
    untold = tuple(rule for grid in grids for rule in untold_rows(grid, large))
    if not untold:
        return Tables(grids, across, down)
    across = (*across, *untold)
    return Tables(tuple(find_grids(across, down, marks, SCAN)), across, down, rows_by_text=True)


def _large(boxes: Boxes, least: float) -> list[Box]:
    """The boxes of what is no dot or dust."""
    large = boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= least]
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in large.tolist()]


def _words(boxes: Boxes, em: float) -> list[Box]:
    """Boxes of ink (points) that stand side by side, less than WORD apart, as one."""
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= SPECK * em]
    if not len(boxes):
        return []
    edges = np.round((boxes + np.array([0, 0, WORD * em, 0])) * DRAWN).astype(int)  # each reaches WORD to the right
    drawn = np.zeros(edges[:, [3, 2]].max(axis=0) + 1, np.uint8)
    for x0, top, x1, bottom in edges.clip(0).tolist():
        drawn[top:bottom, x0:x1] = 255
    count, _, stats, _ = components(drawn)
    return [(x, y, x + wide - WORD * em, y + high) for x, y, wide, high in (stats[1:count, :4] / DRAWN).tolist()]
