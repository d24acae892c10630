"""Several units in one table, the headings standing once: a row across it says who is assessed (被考核科室:办公室), or
a column left of all labels does (被考核部门, its cells merged downwards)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex

from normalize.layout.columns import Layout, distinct, find_layout, grid, is_header
from normalize.layout.labels import squash
from normalize.layout.rows import is_foot_text
from normalize.layout.titles import asks_for_unit, is_unit_name, names_unit
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

Pairs = list[tuple[Cell, Cell]]
_SAYS_ASSESSED = regex.compile("[被受]|对象")  # 被考核部门; 责任部门 and 单位 may be others
_LONGEST = 20  # characters
_SEVERAL = regex.compile(r"[、,，;；/。:：]|\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows of headings that tables without any go on under. `unit`: the column that says who is assessed, None
    where none does."""

    cells: tuple[Cell, ...]
    layout: Layout
    unit: int | None

    @property
    def rows(self) -> tuple[int, ...]:
        return self.layout.header

    @property
    def columns(self) -> int:
        return len(self.layout.columns)


def heading_of(table: Table, wording: Wording = PLAIN, before: Heading | None = None) -> Heading | None:
    """The headings of a table, None where it has none. On a further page nothing may be left of a column of units but
    its heading: it is one as on the page `before`."""
    slots = grid(table)
    layout = find_layout(table, slots, wording)
    if layout is None:
        return None
    cells = tuple(cell for cell in table.cells if cell.row in layout.header)
    unit = _unit_column(slots, layout)
    if before and before.unit is not None and before.columns == table.columns:
        empty = not _names(slots[layout.first :], before.unit)
        unit = before.unit if empty and asks_for_unit(layout.columns[before.unit].heading) else unit
    return Heading(cells, layout, unit)


def by_unit(
    table: Table, own: Heading | None, before: Heading | None, wording: Wording = PLAIN
) -> list[tuple[Table, Pairs]]:
    """The table of each unit, its name above a copy of the headings, with the pairs of new and old cells; none where no
    row names a unit alone. A table without headings of its `own` goes on under those `before` it."""
    heading = _standing(table, own, before)
    return [_of_rows(table, part, heading) for part in _by_rows(table, own, wording)] if heading else []


def by_unit_column(
    table: Table, own: Heading | None, before: Heading | None
) -> tuple[list[tuple[Table, Pairs]], list[Cell]]:
    """The same where a column names the units, and the cells that name one once more; nothing where none does."""
    heading = _standing(table, own, before)
    if heading is None or heading.unit is None:
        return [], []
    return _by_column(table, heading, heading.unit, own)


def _standing(table: Table, own: Heading | None, before: Heading | None) -> Heading | None:
    return own or (before if before and before.columns == table.columns else None)


# --- rows that name units

_Part = list[int | None]
"""The rows of a part by their numbers; None stands for the rows of headings."""


def _by_rows(table: Table, own: Heading | None, wording: Wording) -> list[_Part]:
    slots = grid(table)
    first = own.rows[-1] + 1 if own else 0
    named = [row for row in range(first, table.rows) if _unit(slots[row])]
    if not named or any(cell.row < row < cell.row + cell.row_span for cell in table.cells for row in named):
        return []
    above: _Part = list(range(own.rows[0])) if own and named[0] == first else []
    parts: list[_Part] = []
    if not above and named[0] != first:
        parts.append(list(range(named[0])))
    for start, end in pairwise((*named, table.rows)):
        again = start + 1 < end and is_header(slots[start + 1], wording)
        parts.append([*above, start, *(() if again else (None,)), *range(start + 1, end)])
        above = []
    return parts


def _unit(row: Sequence[Cell | None]) -> bool:
    """Whether a row says who is assessed and nothing else."""
    said = {cell.text.strip() for cell in distinct(row) if cell.text.strip()}
    return len(said) == 1 and names_unit(said.pop())


def _of_rows(table: Table, part: _Part, heading: Heading) -> tuple[Table, Pairs]:
    """The table of some rows of another, in their order; a cell goes with the row it begins in."""
    pairs: Pairs = []
    place = 0
    for row in part:
        cells = heading.cells if row is None else tuple(cell for cell in table.cells if cell.row == row)
        top = heading.rows[0] if row is None else row
        pairs += [(cell.model_copy(update={"row": place + cell.row - top}), cell) for cell in cells]
        place += len(heading.rows) if row is None else 1
    return _table(table, pairs, place, table.columns), pairs


def _table(table: Table, pairs: Pairs, rows: int, columns: int) -> Table:
    pairs.sort(key=lambda pair: (pair[0].row, pair[0].column))
    cells = tuple(cell for cell, _ in pairs)
    return table.model_copy(update={"rows": rows, "columns": columns, "cells": cells})


# --- a column that names units


def _unit_column(slots: Sequence[Sequence[Cell | None]], layout: Layout) -> int | None:
    """The column left of all labels whose heading asks who is assessed, each of its cells naming one unit, and no unit
    again once another was named; None where there is no such column."""
    labels = [i for i, column in enumerate(layout.columns) if column.role not in (None, "other", "serial")]
    for i, column in enumerate(layout.columns[: min(labels, default=0)]):
        if not asks_for_unit(column.heading):
            continue
        names = _names(slots[layout.first :], i)
        sure = bool(_SAYS_ASSESSED.search(column.heading))
        fit = all(_is_name(name, sure) for name in names)
        if fit and len(set(names)) == len(names) >= (1 if sure else 2):
            return i
    return None


def _names(rows: Sequence[Sequence[Cell | None]], column: int) -> list[str]:
    """What the cells of a column say one after the other, each once while it stays the same."""
    cells = [cell for row in rows if (cell := row[column]) and _alone(cell, column) and cell.text.strip()]
    return [name for name, _ in groupby(squash(cell.text) for cell in cells)]


def _alone(cell: Cell, column: int) -> bool:
    return cell.column == column and cell.column_span == 1 and not is_foot_text(cell.text)


def _is_name(name: str, sure: bool) -> bool:
    return len(name) <= _LONGEST and not _SEVERAL.search(name) and (sure or is_unit_name(name))


def _by_column(
    table: Table, heading: Heading, column: int, own: Heading | None
) -> tuple[list[tuple[Table, Pairs]], list[Cell]]:
    """The rows of each unit without the column that names it, which is said in a row above its headings instead."""
    slots = grid(table)
    first = own.rows[-1] + 1 if own else 0
    starts: list[int] = []
    name = ""
    again: list[Cell] = []
    for row in range(first, table.rows):
        cell = slots[row][column]
        if cell is None or cell.row != row or not _alone(cell, column) or not cell.text.strip():
            continue
        if squash(cell.text) == name:
            again.append(cell)
        else:
            name = squash(cell.text)
            starts.append(row)
    named = [cell.text for row in starts if (cell := slots[row][column])]
    crossed = any(_crosses(cell, row, column) for cell in table.cells for row in starts)
    if crossed or not all(_is_name(squash(name), sure=True) for name in named):  # a further page may be another table
        return [], []
    above = list(range(own.rows[0])) if own else []
    parts: list[tuple[Table, Pairs]] = []
    if not starts or starts[0] > first:
        again += [cell for cell in own.cells if _narrow(cell, column) is None] if own else []
        rows = [*above, *(own.rows if own else ()), *range(first, starts[0] if starts else table.rows)]
        parts.append(_without(table, _numbered(table, rows), column))
        above = []
    for start, end in pairwise((*starts, table.rows)):
        rows = [*above, *range(start, end)]
        part, pairs = _without(table, _numbered(table, rows), column)
        unit = slots[start][column]
        assert unit is not None
        parts.append(_named(part, pairs, unit, heading, column, len(above)))
        above = []
    return parts, again


def _crosses(cell: Cell, row: int, column: int) -> bool:
    return cell.row < row < cell.row + cell.row_span and not _alone(cell, column)


def _numbered(table: Table, rows: Sequence[int]) -> Pairs:
    place = {row: index for index, row in enumerate(rows)}
    return [(cell.model_copy(update={"row": place[cell.row]}), cell) for cell in table.cells if cell.row in place]


def _without(table: Table, pairs: Pairs, column: int) -> tuple[Table, Pairs]:
    """The table of some rows without one of their columns."""
    found = [(narrow, before) for cell, before in pairs if (narrow := _narrow(cell, column)) is not None]
    rows = max((cell.row + cell.row_span for cell, _ in pairs), default=0)
    edges = table.edges
    narrowed = edges[:column] + edges[column + 1 :] if edges and len(edges) == table.columns + 1 else None
    return _table(table, found, rows, table.columns - 1).model_copy(update={"edges": narrowed}), found


def _named(table: Table, pairs: Pairs, unit: Cell, heading: Heading, column: int, above: int) -> tuple[Table, Pairs]:
    """The table with a row of its unit and the heading of that, and a copy of the other headings, below the first
    `above` rows."""
    high = len(heading.rows) + 1
    found = [(c.model_copy(update={"row": c.row + high}) if c.row >= above else c, before) for c, before in pairs]
    asked = next(c for c in heading.cells if c.column <= column < c.column + c.column_span and c.text.strip())
    for place, cell in enumerate((asked, unit)):
        alone = {"row": above, "column": place, "row_span": 1, "column_span": 1}
        found.append((cell.model_copy(update=alone), cell))
    for cell in heading.cells:
        if (narrow := _narrow(cell, column)) is not None:
            found.append((narrow.model_copy(update={"row": above + 1 + cell.row - heading.rows[0]}), cell))
    return _table(table, found, table.rows + high, table.columns), found


def _narrow(cell: Cell, column: int) -> Cell | None:
    """A cell of a table without one of its columns, None where it stood in that column alone."""
    if cell.column > column:
        return cell.model_copy(update={"column": cell.column - 1})
    if cell.column + cell.column_span <= column:
        return cell
    return cell.model_copy(update={"column_span": cell.column_span - 1}) if cell.column_span > 1 else None
