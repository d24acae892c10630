"""Cards: a table for each item, its headings beside what they head: 指标名称 | 点检, below it 评分标准 | 漏检扣1分."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from normalize.layout.headings import plain
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

_SCORES = frozenset({"criteria", "content"})
_NAMES = frozenset({"level", "points"})
_LEAST = 3  # headings

Pairs = list[tuple[Cell, Cell]]


def cards_of(table: Table, wording: Wording = PLAIN) -> tuple[tuple[Table, Pairs], ...]:
    """The tables that the cards in one make, each a row below its headings, and their cells with those that they were;
    none for a table that holds no cards.

    Headings and what they head take turns in each row; a card begins where its first heading comes again.
    """
    first = min(table.cells, key=_place, default=None)
    second = next((cell for cell in table.cells if (cell.row, cell.column) > (0, 0)), None)
    if first is None or second is None or wording.role_of(first.text) is None or wording.role_of(second.text):
        return ()  # as nearly all tables
    cards = _cards(table, wording)
    headings = [[plain(heading.text) for heading, _ in card] for card in cards]
    roles = {wording.role_of(heading) for heading in headings[0]} if headings else set()
    if not headings or any(own != headings[0] for own in headings) or len(set(headings[0])) < len(headings[0]):
        return ()
    if len(headings[0]) < _LEAST or not roles & _SCORES or not roles & _NAMES:
        return ()
    return tuple(_laid_down(table, card) for card in cards)


def _laid_down(table: Table, card: Sequence[tuple[Cell, Cell]]) -> tuple[Table, Pairs]:
    pairs = [(_at(cell, row, column), cell) for row in (0, 1) for column, cell in enumerate(pair[row] for pair in card)]
    cells = tuple(cell for cell, _ in pairs)
    return table.model_copy(update={"rows": 2, "columns": len(card), "cells": cells, "edges": None}), pairs


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


def _at(cell: Cell, row: int, column: int) -> Cell:
    return cell.model_copy(update={"row": row, "column": column, "row_span": 1, "column_span": 1})


def _cards(table: Table, wording: Wording) -> list[list[tuple[Cell, Cell]]]:
    """Headings with what they head, card by card; empty where a row does not take turns."""
    found: list[list[tuple[Cell, Cell]]] = []
    for _, cells in groupby(sorted(table.cells, key=_place), key=lambda cell: cell.row):
        row = list(_turns(list(cells), wording))
        if not row:
            return []
        if not found or plain(row[0][0].text) == plain(found[0][0][0].text):
            found.append([])
        found[-1] += row
    return found


def _turns(cells: Sequence[Cell], wording: Wording) -> Iterator[tuple[Cell, Cell]]:
    """The pairs of a row; none where not each heading has one cell beside it, as high as itself."""
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    if len(cells) % 2 == 0 and all(wording.role_of(a.text) and a.row_span == b.row_span for a, b in pairs):
        yield from pairs
