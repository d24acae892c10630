"""Tables that hold several, cut apart: cards, halves side by side, sheets one below the other, units row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from normalize.layout.by_unit import Heading, by_unit, by_unit_column, heading_of
from normalize.layout.cards import cards_of
from normalize.layout.columns import find_layout, grid, stacked
from normalize.layout.halves import Halves, halves_of, parted
from normalize.layout.wording import Wording
from schemas import Cell, Table


class Cutter:
    """Cuts the tables of one document, in their order. `stands_for` is told which cells were made of which, before the
    table that holds them is given; `leave_out` of those that belong to no part."""

    def __init__(
        self,
        wording: Wording,
        stands_for: Callable[[Iterable[tuple[Cell, Cell]]], None],
        leave_out: Callable[[Iterable[Cell]], None],
    ) -> None:
        self._wording, self._stands_for, self._leave_out = wording, stands_for, leave_out
        self._halves: Halves | None = None
        self.heading: Heading | None = None  # of the last table that had one

    def apart(self, table: Table) -> Iterator[Table]:
        """The tables that one holds, from the top and from the left; itself, where it holds no others."""
        cards = cards_of(table, self._wording)
        for card, pairs in cards:
            self._stands_for(pairs)
            yield card
        if cards:
            return
        found = halves_of(table, self._wording)
        if found is None and self._halves and self._halves.columns == table.columns:
            # a page without headings goes on as the one before it
            headed = find_layout(table, grid(table), self._wording) is not None
            found = None if headed else self._halves
        self._halves = found
        for half, pairs in parted(table, found) if found else [(table, [])]:
            self._stands_for(pairs)
            yield from self._stacked(half)

    def _stacked(self, table: Table) -> Iterator[Table]:
        """The tables that stand in one, one below the other."""
        own, before = heading_of(table, self._wording, self.heading), self.heading
        self.heading = own or before
        if units := by_unit(table, own, before, self._wording):
            for unit, pairs in units:
                self._stands_for(pairs)
                yield unit
            return
        parts = stacked(table, own.layout, self._wording) if own else (table,)
        if len(parts) == 1:
            yield from self._by_column(table, own, before)
            return
        whole = {(cell.row, cell.column): cell for cell in table.cells}
        above = 0
        for part in parts:
            self._stands_for((cell, whole[cell.row + above, cell.column]) for cell in part.cells)
            above += part.rows
            before = self.heading
            own = heading_of(part, self._wording, before)
            self.heading = own or before
            yield from self._by_column(part, own, before)

    def _by_column(self, table: Table, own: Heading | None, before: Heading | None) -> Iterator[Table]:
        """The tables of the units that a column of one names, or that table."""
        units, again = by_unit_column(table, own, before)
        self._leave_out(again)
        for unit, pairs in units:
            self._stands_for(pairs)
            yield unit
        if not units:
            yield table
