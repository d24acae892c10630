"""A table whose rows go on beside themselves, to save paper: 序号 | 项目 | 标准 | 序号 | 项目 | 标准."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize.layout.columns import grid, is_header
from normalize.layout.headings import plain
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

_SAY = frozenset({"criteria", "content", "duties"})
_LOOK = 6  # rows
_LEAST = 2  # columns
_MOST = 4  # times


@dataclass(frozen=True, slots=True)
class Halves:
    """`width` columns, and the same again from each of `starts`; a column between two of them is empty."""

    columns: int
    width: int
    starts: tuple[int, ...]

    def between(self, column: int) -> bool:
        """Whether a column belongs to none of them."""
        return not any(start <= column < start + self.width for start in self.starts)


def halves_of(table: Table, wording: Wording = PLAIN) -> Halves | None:
    """How a table is halved, or parted in three or four: its headings come as often, in the same order, among them what
    is to be done or scored."""
    if not _comes_again(table):  # cheap, and true of hardly any table
        return None
    header = next((row for row in grid(table)[:_LOOK] if is_header(row, wording)), None)
    if header is None:
        return None
    return next((found for found in _ways(table.columns) if _parts_with(found, table, header, wording)), None)


def _ways(columns: int) -> Iterator[Halves]:
    """The ways to part so many columns evenly, with one between two parts or none."""
    for times in range(2, _MOST + 1):
        for gap in (0, 1):
            width, rest = divmod(columns - gap * (times - 1), times)
            if not rest and width >= _LEAST:
                yield Halves(columns, width, tuple(i * (width + gap) for i in range(times)))


def _parts_with(halves: Halves, table: Table, header: Sequence[Cell | None], wording: Wording) -> bool:
    if any(halves.between(cell.column) and cell.text.strip() for cell in table.cells):
        return False
    first, *others = (header[start : start + halves.width] for start in halves.starts)
    headings = [_heading(cell) for cell in first]
    cells = [id(cell) for part in (first, *others) for cell in {id(cell): cell for cell in part}.values()]
    alike = all([_heading(cell) for cell in other] == headings for other in others)
    says = _SAY & {wording.role_of(heading) for heading in headings}
    return alike and len(set(cells)) == len(cells) and len(set(headings)) == halves.width and bool(says)


def _comes_again(table: Table) -> bool:
    """Whether the texts of one of the first rows are the same several times over."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.row < _LOOK and cell.text.strip():
            rows.setdefault(cell.row, []).append(plain(cell.text))
    return any(
        len(row) >= times and row == row[: len(row) // times] * times
        for row in rows.values()
        for times in range(2, _MOST + 1)
    )


def _heading(cell: Cell | None) -> str:
    return plain(cell.text) if cell else ""


def parted(table: Table, halves: Halves) -> Iterator[tuple[Table, list[tuple[Cell, Cell]]]]:
    """The left part, then those beside it, each with its cells and the cells of `table` that they were.

    A cell over several (a title, a remark) stands on the left.
    """
    width = halves.width
    for first in halves.starts:
        own = [cell for cell in table.cells if first <= cell.column < first + width]
        pairs = [(_placed(cell, first, width), cell) for cell in own]
        cells = tuple(cell for cell, _ in pairs)
        edges = table.edges[first : first + width + 1] if table.edges else None
        yield table.model_copy(update={"columns": width, "cells": cells, "edges": edges}), pairs


def _placed(cell: Cell, first: int, width: int) -> Cell:
    column = cell.column - first
    return cell.model_copy(update={"column": column, "column_span": min(cell.column_span, width - column)})
