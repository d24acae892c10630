"""Rows with fewer cells than the table has columns: a tool lost merged cells beside them, and the others moved up.

What is lost stands at the left (labels), at the right as well (how and by whom it is judged), and in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from unicodedata import normalize

import regex

from normalize.layout.apart import SCORES, mostly_amounts
from normalize.layout.columns import Layout
from normalize.layout.headings import Role
from normalize.layout.labels import points_cell, split_label, squash
from normalize.layout.wording import Wording
from normalize.text.numbering import number_value
from schemas import Cell, Table

Places = tuple[int, ...]
"""The columns that the cells of a row stand in, from left to right."""
_METHOD = regex.compile(r"\p{Han}法$")
_UNIT = regex.compile(r"(?:办|处|部|科|股|室|馆|会|中心|组|院|系|所|站|局|队)$")
_NUMBER = regex.compile(r"^\s*[(（]?([一二三四五六七八九十]{1,3}|\d{1,2})(?:[)）、]|[.．](?!\d))", regex.MULTILINE)
_LABELS: frozenset[Role | None] = frozenset({"level", "serial"})
_OF_ALL: frozenset[Role | None] = frozenset({"methods", "assessors", "notes", "form"})
_TOLD: frozenset[Role | None] = frozenset({"criteria", "amount", "points"})  # what their texts tell surely
_SCORING: frozenset[Role | None] = frozenset({"criteria", "amount", "grade", "tier"})
_BETWEEN = 1  # as `_fit` counts: how much better cells have to fit where what is lost at their right is no one run
_ELSEWHERE = 3  # and where more is lost than labels at their left and what binds several rows
_WAYS = 3000  # of placing a row: where there are more, too much was lost
_HEADER_ROWS = 4  # below titles
_LONGEST_LABEL = 20  # characters
_AS_BEFORE = 2  # a row goes as the one above it went that has its cells filled alike
_FAR_BETTER = 5  # as `_fit` counts: criteria and points, or two of one kind, now stand in their columns


def moved_back(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of each short row that fit their columns better further to the right, each in its new place beside the
    cell as it was. A row may have been made up to the table's width with empty cells at its right: it has to fit far
    better."""
    width = len(layout.columns)
    found: list[tuple[Cell, Cell]] = []
    above: dict[int, str] = {}
    before: tuple[tuple[bool, ...], Places] | None = None
    by_row = _by_row(table)
    for row in range(layout.first, table.rows):
        covering = by_row[row]
        cells = sorted((cell for cell in covering if cell.row == row), key=lambda cell: cell.column)
        lost = width - sum(cell.column_span for cell in covering)
        stay = places = tuple(cell.column for cell in cells)
        shape = tuple(bool(cell.text.strip()) for cell in cells)
        if lost == 0 and (padded := _padded(covering, layout)):
            places = padded
            cells = cells[: len(places)]
        elif cells and 0 < lost < width:
            kept = {column for cell in covering if cell.row < row for column in _columns(cell, cell.column)}
            as_before = before[1] if before and before[0] == shape else None
            fits = {stay: _fit(cells, stay, layout, above)}
            for way, least in _ways(cells, lost, layout):
                if kept.isdisjoint(
                    column for cell, at in zip(cells, way, strict=True) for column in _columns(cell, at)
                ):
                    fits.setdefault(way, _fit(cells, way, layout, above) + _AS_BEFORE * (way == as_before) - least)
            places = max(fits, key=fits.__getitem__)  # none where another is no better
        moved = [cell.model_copy(update={"column": at}) for cell, at in zip(cells, places, strict=True)]
        found += zip(moved, cells, strict=True) if places != stay else ()
        before = (shape, places)
        above |= {cell.column: cell.text for cell in moved if cell.text.strip()}
    return tuple(found)


def _by_row(table: Table) -> list[list[Cell]]:
    """The cells that reach into each row."""
    found: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            found[row].append(cell)
    return found


def _ways(cells: Sequence[Cell], lost: int, layout: Layout) -> Iterator[tuple[Places, int]]:
    """Where the cells of a row that lacks so many columns may stand, and how much better they have to fit there. What
    it lacks is at its left first of all, and never what says how it is scored."""
    roles = [column.role for column in layout.columns]
    for left in range(lost, 0, -1):
        right = roles[len(roles) - lost + left :]
        if _LABELS.issuperset(roles[:left]) and _OF_ALL.issuperset(right):
            yield tuple(cell.column + left for cell in cells), 0
    if comb(len(roles), len(cells)) > _WAYS:
        return
    for places in reversed([*combinations(range(len(roles)), len(cells))]):
        gone = [i for i in range(len(roles)) if i not in places]
        moved = (cell for cell, at in zip(cells, places, strict=True) if cell.column != at)
        if all(cell.row_span == cell.column_span == 1 for cell in moved) and _SCORING.isdisjoint(
            roles[i] for i in gone
        ):
            merged = all(roles[i] in (_LABELS if i < places[0] else _OF_ALL) for i in gone)
            yield places, _BETWEEN if merged else _ELSEWHERE


def moved_headings(table: Table, wording: Wording) -> tuple[tuple[Cell, Cell], ...]:
    """The headings of a short second row, each below the one above that goes over it (指标 | | 标准, then 类别 | 项目)
    beside the cell as it was; none where they are not as many as the places there."""
    for row in range(min(_HEADER_ROWS, table.rows - 1)):
        above = sorted((cell for cell in table.cells if cell.row == row), key=lambda cell: cell.column)
        below = sorted((cell for cell in table.cells if cell.row == row + 1), key=lambda cell: cell.column)
        texts = [cell.text.strip() for cell in above]
        if len(above) != table.columns or not texts[0] or not 0 < len(below) < table.columns:
            continue
        free = [i for i, text in enumerate(texts) if not text or (i + 1 < len(texts) and not texts[i + 1])]
        named = all(wording.role_of(cell.text) for cell in below)
        if len(free) == len(below) and named and any(wording.role_of(text) for text in texts):
            return tuple((cell.model_copy(update={"column": at}), cell) for cell, at in zip(below, free, strict=True))
    return ()


def _padded(cells: Sequence[Cell], layout: Layout) -> Places:
    """Where the cells of a row stand that is none too short but stands too far left, none where it does not: as many
    cells as it lacks are empty at its right, and no other cell of it is merged."""
    row = sorted(cells, key=lambda cell: cell.column)
    blank = next((i for i, cell in enumerate(reversed(row)) if cell.text.strip()), len(row))
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in row) or blank == len(row):
        return ()
    events = bool(layout.of("amount"))
    told = [(cell.text, role) for cell in row if (role := layout.columns[cell.column].role) in _TOLD and cell.text]
    if all(_fits(text, role, events) >= 0 for text, role in told):
        return ()  # it stands where it should
    least = fit_moved(row, layout, 0) + _FAR_BETTER
    for lost in range(1, blank + 1):
        kept = row[:-lost]
        fits = {way: _fit(kept, way, layout, {}) - less for way, less in _ways(kept, lost, layout)}
        best = max(fits, key=fits.__getitem__, default=())
        if best and fits[best] >= least:
            return best
    return ()


def moved_page(table: Table, layout: Layout) -> tuple[tuple[Cell, Cell], ...]:
    """The cells of a further page without headings that shows too few columns, all moved right, each beside the cell as
    it was: where the columns that it lacks are labels or numbers and the texts go better with the others."""
    lost = len(layout.columns) - table.columns
    if not 0 < lost < table.columns or not _LABELS.issuperset(layout.columns[i].role for i in range(lost)):
        return ()
    if fit_moved(table.cells, layout, lost) <= fit_moved(table.cells, layout, 0):
        return ()
    return moved_right(table, lost)


def moved_right(table: Table, by: int) -> tuple[tuple[Cell, Cell], ...]:
    """All cells of a table further right, each beside the cell as it was."""
    return tuple((cell.model_copy(update={"column": cell.column + by}), cell) for cell in table.cells)


def _columns(cell: Cell, at: int) -> range:
    return range(at, at + cell.column_span)


def fit_moved(cells: Sequence[Cell], layout: Layout, lost: int) -> int:
    """How well cells fit when all stand so many columns further right."""
    return _fit(cells, tuple(cell.column + lost for cell in cells), layout, {})


def _fit(cells: Sequence[Cell], places: Places, layout: Layout, above: Mapping[int, str]) -> int:
    """How well texts go with the roles of the columns that they stand in, and with what stands `above` them there."""
    said = [(cell.text, at) for cell, at in zip(cells, places, strict=True) if cell.text.strip()]
    events = bool(layout.of("amount"))
    return sum(_fits(text, layout.columns[at].role, events) + _goes_on(text, above.get(at, "")) for text, at in said)


def _goes_on(text: str, above: str) -> int:
    """二、… goes well below 一、…, 4 below 3, and what is repeated below itself."""
    if text.strip() == above.strip():
        return 2
    if above.isdecimal() and text.isdecimal():
        return 2 if int(text) == int(above) + 1 else 0
    first, second = _NUMBER.findall(above), _NUMBER.match(text)
    return 2 if first and second and number_value(second[1]) == number_value(first[-1]) + 1 else 0


def _fits(text: str, role: Role | None, events: bool) -> int:
    """How well a text goes with a role; `events` are what criteria say whose amounts stand beside them."""
    said = normalize("NFKC", squash(text))
    scores, amount = SCORES.search(said), mostly_amounts([said])
    if role == "criteria":
        return 2 if scores else -2 if amount else 1 if events else -1
    if role == "amount":
        return 2 if amount else -2
    if role == "points":
        return 1 if points_cell(text) is not None else -2
    if role == "level":
        if scores or amount or said.isdigit():
            return -3
        return -1 if len(said) > _LONGEST_LABEL or said.endswith("。") else 1
    if role == "serial":
        return 1 if said.isdigit() else -2
    if role == "methods":
        return 1 if _METHOD.search(said) else -2 if scores else -bool(_UNIT.search(said))
    if role == "assessors":
        return 1 if _UNIT.search(said) else -1
    if role == "duties":
        named = len(said) <= _LONGEST_LABEL and split_label(text)[1] is not None
        return -2 if scores or amount else -named
    return 0
