"""Several units in one table: a row across it says who is assessed (被考核科室:办公室), the headings stand once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from normalize.layout.columns import distinct, find_layout, grid, is_header
from normalize.layout.titles import names_unit
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

Pairs = list[tuple[Cell, Cell]]


def by_unit(table: Table, wording: Wording = PLAIN) -> list[tuple[Table, Pairs]]:
    """The table of each unit, its name above a copy of the headings, with the pairs of new and old cells; none where no
    row below the headings names a unit alone."""
    slots = grid(table)
    layout = find_layout(table, slots, wording)
    if layout is None:
        return []
    named = [row for row in range(layout.first, table.rows) if _unit(slots[row])]
    if not named or any(cell.row < row < cell.row + cell.row_span for cell in table.cells for row in named):
        return []
    above = list(layout.above) if named[0] == layout.first else []
    parts = [] if above or named[0] == layout.first else [list(range(named[0]))]
    for start, end in pairwise((*named, table.rows)):
        own = start + 1 < end and is_header(slots[start + 1], wording)
        parts.append([*above, start, *(() if own else layout.header), *range(start + 1, end)])
        above = []
    return [_of_rows(table, part) for part in parts]


def _unit(row: Sequence[Cell | None]) -> bool:
    """Whether a row says who is assessed and nothing else."""
    said = {cell.text.strip() for cell in distinct(row) if cell.text.strip()}
    return len(said) == 1 and names_unit(said.pop())


def _of_rows(table: Table, rows: Sequence[int]) -> tuple[Table, Pairs]:
    """The table of some rows of another, in their order; a cell goes with the row it begins in."""
    place = {row: index for index, row in enumerate(rows)}
    pairs = [(cell.model_copy(update={"row": place[cell.row]}), cell) for cell in table.cells if cell.row in place]
    pairs.sort(key=lambda pair: (pair[0].row, pair[0].column))
    cells = tuple(cell for cell, _ in pairs)
    return table.model_copy(update={"rows": len(rows), "cells": cells}), pairs
