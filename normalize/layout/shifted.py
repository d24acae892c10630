"""Rows with fewer cells than the table has columns: a tool lost merged cells beside them, and the others moved up.

What is lost stands at the left (labels), and at the right as well (how and by whom it is judged).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import regex

from normalize.layout.apart import SCORES
from normalize.layout.columns import Layout
from normalize.layout.headings import Role
from normalize.layout.labels import points_cell, squash
from normalize.text.numbering import number_value
from schemas import Cell, Table

_METHOD = regex.compile(r"\p{Han}法$")
_UNIT = regex.compile(r"(?:办|处|部|科|股|室|馆|会|中心|组|院|系|所|站|局|队)$")
_PART = regex.compile(r"\s*[(（]?([一二三四五六七八九十]{1,3})[)）、.．]")
_LABELS: frozenset[Role | None] = frozenset({"level", "serial"})
_OF_ALL: frozenset[Role | None] = frozenset({"methods", "assessors", "notes", "form"})
_LONGEST_LABEL = 20  # characters
_AS_BEFORE = 2  # a row goes as the one above it went that has its cells filled alike
_FAR_BETTER = 5  # as `_fit` counts: criteria and points, or two of one kind, now stand in their columns


def moved_back(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of each short row that fit their columns better further to the right, each in its new place beside the
    cell as it was; none where what was lost is no labels, numbers, methods or units. A row may have been made up to the
    table's width with empty cells at its right: it has to fit far better."""
    width = len(layout.columns)
    found: list[tuple[Cell, Cell]] = []
    above: dict[int, str] = {}
    before: tuple[tuple[bool, ...], int] | None = None
    for row in range(layout.first, table.rows):
        covering = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
        cells = sorted((cell for cell in covering if cell.row == row), key=lambda cell: cell.column)
        lost = width - sum(cell.column_span for cell in covering)
        places, shape = 0, tuple(bool(cell.text.strip()) for cell in cells)
        if lost == 0 and (places := _padded(covering, layout)):
            cells = cells[:-places]
        elif cells and 0 < lost < width - 1:
            kept = {column for cell in covering if cell.row < row for column in _columns(cell, 0)}
            ways = [n for n in _ways(lost, layout) if kept.isdisjoint(c for cell in cells for c in _columns(cell, n))]
            as_before = before[1] if before and before[0] == shape else None
            fits = {n: _fit(cells, layout, n, above) + _AS_BEFORE * (n == as_before) for n in (0, *ways)}
            places = max(fits, key=fits.__getitem__)  # none where another is no better
        moved = [cell.model_copy(update={"column": cell.column + places}) for cell in cells] if places else cells
        found += zip(moved, cells, strict=True) if places else ()
        before = (shape, places)
        above |= {cell.column: cell.text for cell in moved if cell.text.strip()}
    return tuple(found)


def _ways(lost: int, layout: Layout) -> Iterator[int]:
    """How many places a row that lacks so many columns may have moved: those it lacks at its left, the most first."""
    roles = [column.role for column in layout.columns]
    for left in range(lost, 0, -1):
        right = roles[len(roles) - lost + left :]
        if _LABELS.issuperset(roles[:left]) and _OF_ALL.issuperset(right):
            yield left


def _padded(cells: Sequence[Cell], layout: Layout) -> int:
    """How many places a row that is none too short stands too far left, 0 where it does not: as many cells are empty at
    its right, and no other cell of it is merged."""
    row = sorted(cells, key=lambda cell: cell.column)
    blank = next((i for i, cell in enumerate(reversed(row)) if cell.text.strip()), len(row))
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in row) or blank == len(row):
        return 0
    ways = [n for n in range(1, blank + 1) if _LABELS.issuperset(layout.columns[i].role for i in range(n))]
    return next((n for n in ways if _fit(row[:-n], layout, n) >= _fit(row, layout, 0) + _FAR_BETTER), 0)


def moved_page(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of a further page without headings that shows too few columns, all moved right, each beside the cell as
    it was: where the columns that it lacks are labels or numbers and the texts go better with the others."""
    lost = len(layout.columns) - table.columns
    if not 0 < lost < table.columns or not _LABELS.issuperset(layout.columns[i].role for i in range(lost)):
        return ()
    if _fit(table.cells, layout, lost) <= _fit(table.cells, layout, 0):
        return ()
    return tuple((cell.model_copy(update={"column": cell.column + lost}), cell) for cell in table.cells)


def _columns(cell: Cell, lost: int) -> range:
    return range(cell.column + lost, cell.column + lost + cell.column_span)


def _fit(cells: Sequence[Cell], layout: Layout, moved: int, above: Mapping[int, str] = MappingProxyType({})) -> int:
    """How well texts, so many places to the right, go with the roles of their columns and with what stands `above`."""
    said = [(cell.text, cell.column + moved) for cell in cells if cell.text.strip()]
    return sum(_fits(text, layout.columns[at].role) + _goes_on(text, above.get(at, "")) for text, at in said)


def _goes_on(text: str, above: str) -> int:
    """二、… goes well below 一、…"""
    first, second = _PART.match(above), _PART.match(text)
    return 2 if first and second and number_value(second[1]) == number_value(first[1]) + 1 else 0


def _fits(text: str, role: Role | None) -> int:
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
        return 1 if _METHOD.search(said) else -2 if SCORES.search(text) else 0
    if role == "assessors":
        return 1 if _UNIT.search(said) else -1
    return -2 if role == "duties" and SCORES.search(text) else 0
