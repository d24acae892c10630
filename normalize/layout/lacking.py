"""Further pages that lack columns of the first: labels at their left, how and by whom it is judged at their right.

A tool that reads page by page leaves out what stands merged over a whole page, or is blank on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalize.layout.columns import Layout
from normalize.layout.headings import Role
from normalize.layout.shifted import fit_moved
from schemas import Table

_AT_RIGHT: frozenset[Role | None] = frozenset({"methods", "assessors", "notes", "form"})


def lacking_labels(layout: Layout, first: Layout) -> int:
    """How many columns a page under headings lacks at its left, where one of them holds labels and its headings are
    otherwise those of the first."""
    lost = len(first.columns) - len(layout.columns)
    if lost < 1 or _headings(layout) != _headings(first)[lost:]:
        return 0
    roles = {column.role for column in first.columns[:lost]}
    return lost if "level" in roles and roles <= {"level", "serial"} else 0


def lacking_last(layout: Layout, first: Layout) -> tuple[str, ...]:
    """The headings of columns that a page under headings lacks at its right, its headings otherwise those of the
    first."""
    wide = len(layout.columns)
    if wide >= len(first.columns) or _headings(layout) != _headings(first)[:wide]:
        return ()
    return _at_right(first, wide)


def cut_at_right(table: Table, first: Layout) -> tuple[str, ...]:
    """The same of a page without headings, whose texts go well with the columns at the left."""
    lost = len(first.columns) - table.columns
    if lost < 1 or fit_moved(table.cells, first, 0) <= max(0, fit_moved(table.cells, first, lost)):
        return ()
    return _at_right(first, table.columns)


def _at_right(first: Layout, wide: int) -> tuple[str, ...]:
    lost = first.columns[wide:]
    return tuple(column.heading for column in lost) if {column.role for column in lost} <= _AT_RIGHT else ()


def _headings(layout: Layout) -> Sequence[str]:
    return [column.heading for column in layout.columns]
