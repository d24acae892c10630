"""Rows with fewer cells than the table has columns: a tool lost the merged cell at their left, and all moved up."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize.layout.apart import SCORES
from normalize.layout.columns import Layout
from normalize.layout.labels import points_cell, squash
from schemas import Cell, Table

_METHOD = regex.compile(r"\p{Han}法$")
_UNIT = regex.compile(r"(?:办|处|部|科|股|室|馆|会|中心|组|院|系|所|站|局|队)$")
_LONGEST_LABEL = 20  # characters
_FAR_BETTER = 5  # as `_fit` counts: criteria and points, or two of one kind, now stand in their columns


def moved_back(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of each short row that fit their columns better as many places to the right as the row lacks, each in
    its new place beside the cell as it was; none where the lost columns are no labels or numbers. A row may have been
    made up to the table's width with empty cells at its right: it has to fit far better."""
    width = len(layout.columns)
    found: list[tuple[Cell, Cell]] = []
    for row in range(layout.first, table.rows):
        covering = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
        cells = sorted((cell for cell in covering if cell.row == row), key=lambda cell: cell.column)
        lost = width - sum(cell.column_span for cell in covering)
        if lost == 0 and (padded := _padded(covering, layout)):
            found += [(cell.model_copy(update={"column": cell.column + padded}), cell) for cell in cells[:-padded]]
            continue
        free = {column for cell in covering if cell.row < row for column in _columns(cell, 0)}
        taken = {column for cell in cells for column in _columns(cell, lost)}
        if not cells or free & taken or not 0 < lost < width - 1:
            continue
        roles = {layout.columns[i].role for i in range(lost)}
        if roles <= {"level", "serial"} and _fit(cells, layout, lost) > _fit(cells, layout, 0):
            found += [(cell.model_copy(update={"column": cell.column + lost}), cell) for cell in cells]
    return tuple(found)


def _padded(cells: Sequence[Cell], layout: Layout) -> int:
    """How many places a row that is none too short stands too far left, 0 where it does not: as many cells are empty at
    its right, and no other cell of it is merged."""
    row = sorted(cells, key=lambda cell: cell.column)
    blank = next((i for i, cell in enumerate(reversed(row)) if cell.text.strip()), len(row))
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in row) or blank == len(row):
        return 0
    ways = [n for n in range(1, blank + 1) if {layout.columns[i].role for i in range(n)} <= {"level", "serial"}]
    return next((n for n in ways if _fit(row[:-n], layout, n) >= _fit(row, layout, 0) + _FAR_BETTER), 0)


def moved_page(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of a further page without headings that shows too few columns, all moved right, each beside the cell as
    it was: where the columns that it lacks are labels or numbers and the texts go better with the others."""
    lost = len(layout.columns) - table.columns
    if not 0 < lost < table.columns or not {layout.columns[i].role for i in range(lost)} <= {"level", "serial"}:
        return ()
    if _fit(table.cells, layout, lost) <= _fit(table.cells, layout, 0):
        return ()
    return tuple((cell.model_copy(update={"column": cell.column + lost}), cell) for cell in table.cells)


def _columns(cell: Cell, lost: int) -> range:
    return range(cell.column + lost, cell.column + lost + cell.column_span)


def _fit(cells: Sequence[Cell], layout: Layout, lost: int) -> int:
    """How well texts go with the roles of the columns that they stand in, moved `lost` places to the right."""
    return sum(_fits(cell.text, layout.columns[_columns(cell, lost)[0]].role) for cell in cells if cell.text.strip())


def _fits(text: str, role: str | None) -> int:
    said = squash(text)
    if role == "criteria":
        return 2 if SCORES.search(text) else -1
    if role == "points":
        return 1 if points_cell(text) is not None else -2
    if role == "level":
        return -3 if SCORES.search(text) else -1 if len(said) > _LONGEST_LABEL or said.isdigit() else 1
    if role == "serial":
        return 1 if said.isdigit() else -2
    if role == "methods":
        return 1 if _METHOD.search(said) else 0
    if role == "assessors":
        return 1 if _UNIT.search(said) else -1
    return -2 if role == "duties" and SCORES.search(text) else 0
