"""A table whose rows go on beside themselves, to save paper: 序号 | 项目 | 标准 | 序号 | 项目 | 标准."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from normalize.layout.columns import grid, is_header
from normalize.layout.headings import plain
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

_SAY = frozenset({"criteria", "content", "duties"})
_LOOK = 6  # rows
_LEAST = 2  # columns


@dataclass(frozen=True, slots=True)
class Halves:
    """`width` columns, and the same again from `start`; a column between them is empty."""

    columns: int
    width: int
    start: int


def halves_of(table: Table, wording: Wording = PLAIN) -> Halves | None:
    """How a table is halved: its headings come twice, in the same order, among them what is to be done or scored."""
    width = table.columns // 2
    if width < _LEAST:
        return None
    start = table.columns - width
    if not _comes_twice(table):  # cheap, and true of hardly any table
        return None
    if any(width <= cell.column < start and cell.text.strip() for cell in table.cells):
        return None
    for row in grid(table)[:_LOOK]:
        if not is_header(row, wording):
            continue
        left, right = ([_heading(cell) for cell in half] for half in (row[:width], row[start:]))
        apart = not {id(cell) for cell in row[:width]} & {id(cell) for cell in row[start:]}
        says = _SAY & {wording.role_of(heading) for heading in left}
        if apart and left == right and len(set(left)) == width and says:
            return Halves(table.columns, width, start)
        return None
    return None


def _comes_twice(table: Table) -> bool:
    """Whether the texts of one of the first rows are the same twice."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.row < _LOOK and cell.text.strip():
            rows.setdefault(cell.row, []).append(plain(cell.text))
    return any(len(row) > 1 and row[: len(row) // 2] == row[len(row) // 2 :] for row in rows.values())


def _heading(cell: Cell | None) -> str:
    return plain(cell.text) if cell else ""


def parted(table: Table, halves: Halves) -> Iterator[tuple[Table, list[tuple[Cell, Cell]]]]:
    """The left half, then the right one, each with its cells and the cells of `table` that they were.

    A cell over both (a title, a remark) stands on the left.
    """
    width = halves.width
    for first in (0, halves.start):
        own = [cell for cell in table.cells if first <= cell.column < first + width]
        pairs = [(_placed(cell, first, width), cell) for cell in own]
        cells = tuple(cell for cell, _ in pairs)
        edges = table.edges[first : first + width + 1] if table.edges else None
        yield table.model_copy(update={"columns": width, "cells": cells, "edges": edges}), pairs


def _placed(cell: Cell, first: int, width: int) -> Cell:
    column = cell.column - first
    return cell.model_copy(update={"column": column, "column_span": min(cell.column_span, width - column)})
