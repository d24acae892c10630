"""Tables whose cells tabs part, as spreadsheets put them on the clipboard: one row a line, merged cells left empty.

A cell of several lines stands in quotation marks, its own doubled. Lines with tabs whose first full row is not like
headings (1 | 未按时… | 2) are no such table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas import Cell, LineAnchor, Table

_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=\t|\n|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")
_NO_HEADING = re.compile(r"[。；;，,|<]|^\s*\d")
_LONGEST_HEADING = 20  # characters
_LEAST = 3  # headings


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: where it begins in the text, and its cells."""

    start: int
    end: int
    cells: tuple[str, ...]


def tabbed_tables(text: str) -> Iterator[tuple[int, int]]:
    """Where such tables stand."""
    for rows in _tables(text):
        yield rows[0].start, rows[-1].end


def read_tabbed(fragment: str, first_line: int, plain: Callable[[str], str]) -> list[Table]:
    """The table of a fragment that `tabbed_tables` found. `plain` takes inline markup out of a cell."""
    rows = next(_tables(fragment), None)
    if rows is None:
        return []
    width = max(len(row.cells) for row in rows)
    cells = []
    for number, row in enumerate(rows):
        line = first_line + fragment.count("\n", 0, row.start)
        said = [i for i, cell in enumerate(row.cells) if cell.strip()]
        if said == [0] and len(row.cells) == width:  # a title over the whole table
            anchor = LineAnchor(line=line, column=1)
            cells.append(Cell(row=number, column=0, column_span=width, text=plain(row.cells[0]), anchor=anchor))
            continue
        for column, text in enumerate(row.cells):
            cells.append(
                Cell(row=number, column=column, text=plain(text), anchor=LineAnchor(line=line, column=column + 1))
            )
    return [Table(rows=len(rows), columns=width, cells=tuple(cells))]


def _tables(text: str) -> Iterator[Sequence[_Row]]:
    """Runs of two and more rows, one of which is like headings."""
    run: list[_Row] = []
    place = 0
    while place <= len(text):
        row = _row(text, place)
        if len(row.cells) > 1:
            run.append(row)
        else:
            if _are_table(run):
                yield run
            run = []
        place = row.end + 1
    if _are_table(run):
        yield run


def _are_table(rows: Sequence[_Row]) -> bool:
    full = next(([cell for cell in row.cells if cell.strip()] for row in rows if _filled(row) >= _LEAST), [])
    headings = full and all(len(cell) <= _LONGEST_HEADING and not _NO_HEADING.search(cell) for cell in full)
    return bool(headings) and sum(_filled(row) > 1 for row in rows) > 1


def _filled(row: _Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _row(text: str, start: int) -> _Row:
    """The row that begins at a place; a quoted cell may hold line breaks."""
    cells: list[str] = []
    place = start
    while True:
        quoted = _QUOTED.match(text, place) if text.startswith('"', place) else None
        if quoted and ("\n" in quoted[1] or '""' in quoted[1]):
            cells.append(quoted[1].replace('""', '"'))
            place = quoted.end()
        else:
            found = _PLAIN.match(text, place)
            cells.append(found.group() if found else "")
            place += len(cells[-1])
        if not text.startswith("\t", place):
            return _Row(start, place, tuple(cells))
        place += 1
