"""A row's criteria with the amounts in the columns beside them: 旷课 | 扣2分, and 旷课 over 首次2分 and 再次5分."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import regex

from normalize.layout.apart import AMOUNT_BESIDE, tells_when, with_amount
from normalize.layout.columns import Layout
from normalize.layout.headings import plain
from normalize.text.traced import EMPTY, SourceCell, TracedText, join, read
from schemas import Cell

_BRACKET = regex.compile(r"[(（][^()（）]*[)）]\s*$")
CellOf = dict[int, SourceCell]


def with_amounts(
    criteria: list[TracedText],
    beside: Mapping[int, TracedText],
    amounts: Sequence[Cell],
    layout: Layout,
    cell_of: CellOf,
    cells: Sequence[Cell],
) -> tuple[list[TracedText], list[tuple[str, TracedText]], frozenset[int]]:
    """The criteria of a row with the amounts in the columns next to them, the amounts that are no one's, and the cells
    from rows above that were read with an amount of this row.

    `beside`: criteria by the column that follows them; `cells`: all of the row."""
    unplaced: list[tuple[str, TracedText]] = []
    placed: set[int] = set()
    for cell in amounts:
        column, text = layout.columns[cell.column], read(cell_of[id(cell)])
        written = column.cell.text if column.cell else ""  # with its brackets, but not what stands above it
        heading = written if plain(written) == column.heading else f"{column.heading}{_bracket(written)}"
        event = beside.get(cell.column) or next((e for at, e in beside.items() if at > cell.column), EMPTY)
        above = next((c for c in cells if c.column + c.column_span == cell.column and c.row < cell.row), None)
        if not event.text.strip() and above is not None and tells_when(text.text):
            event = read(replace(cell_of[id(above)]))  # a copy, for each amount of it is a criterion of its own
            whole = with_amount(event, text, heading)
            criteria = [*criteria, whole] if whole else criteria
            placed |= {id(cell_of[id(above)])} if whole else set()
        else:
            whole = with_amount(event, text, heading)
            criteria = [whole if whole and part is event else part for part in criteria]
        unplaced += [] if whole else [(column.heading, text)]
    return criteria, unplaced, frozenset(placed)


def _bracket(heading: str) -> str:
    found = _BRACKET.search(heading)
    return found.group() if found else ""


def halves_of_events(cells: Sequence[Cell], layout: Layout) -> dict[int, Cell]:
    """By the id() of the cell left of an amount the one left of that, where one heading stands over both: 错发指令 |
    首次 | 2 below 违章行为 | 扣分."""
    found: dict[int, Cell] = {}
    columns = layout.columns
    for at in layout.of("amount"):
        if at < 2 or columns[at - 1].role != "criteria" or columns[at - 1].cell is not columns[at - 2].cell:
            continue
        left, right = (next((c for c in cells if c.column + c.column_span == end), None) for end in (at - 1, at))
        if left and right and right.column_span == 1:
            found[id(right)] = left
    return found


def whole_event(left: Cell | None, right: TracedText, row: int, cell_of: CellOf) -> TracedText:
    """An event of two cells, the left of which may have begun in a row above."""
    if left is None:
        return right
    cell = cell_of[id(left)]
    return join([read(cell if left.row == row else replace(cell)), right], "", *AMOUNT_BESIDE)
