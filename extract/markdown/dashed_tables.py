"""Tables whose columns only a line of dashes tells (---- ------- ---), as Pandoc and reStructuredText write plain ones.

Rows are lines, or lines between blank ones where a cell takes several (https://pandoc.org/MANUAL.html, "Extension:
simple_tables" and "multiline_tables"). No cell is merged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.markdown.drawn_tables import BEHIND, joined, spread
from schemas import Cell, LineAnchor, Table

_RULER = re.compile(r"[ \t]*(?:-{2,}(?:[ ]+-{2,})+|={2,}(?:[ ]+={2,})+)[ \t]*")
_LINE = re.compile(r"[ \t]*-{5,}[ \t]*")
_GROUP = re.compile(r"[-=]+")


@dataclass(frozen=True, slots=True)
class _Found:
    """Lines of a table: of its headings, of its rulers, and of its body."""

    headings: range
    ruler: int
    body: range
    end: int  # one past its last line


def dashed_tables(text: str) -> Iterator[tuple[int, int]]:
    """Where tables ruled by dashes stand."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for found in _tables(lines):
        first = found.headings.start
        above = first and _is_ruling(lines[first - 1])
        yield starts[first - bool(above)], starts[found.end] - 1


def read_dashed(fragment: str, first_line: int, plain: Callable[[str], str]) -> list[Table]:
    """The table of a fragment that `dashed_tables` found. `plain` takes inline markup out of a cell."""
    lines = fragment.split("\n")
    found = next(_tables(lines), None)
    if found is None:
        return []
    starts = [group.start() for group in _GROUP.finditer(spread(lines[found.ruler]))]
    # what stands left of the first column is part of it
    places = [*pairwise([0, *starts[1:]]), (starts[-1], None)]
    rows = [[*found.headings]] if found.headings else []
    rows += _rows(lines, found.body)
    cells = []
    for row, numbers in enumerate(rows):
        for column, (start, end) in enumerate(places):
            said = [spread(lines[number])[start:end].replace(BEHIND, "").strip() for number in numbers]
            anchor = LineAnchor(line=first_line + numbers[0], column=column + 1)
            cells.append(Cell(row=row, column=column, text=plain(joined(said)), anchor=anchor))
    return [Table(rows=len(rows), columns=len(places), cells=tuple(cells))] if any(c.text for c in cells) else []


def _tables(lines: Sequence[str]) -> Iterator[_Found]:
    number = 0
    while number < len(lines):
        found = _table_at(lines, number) if _RULER.fullmatch(lines[number]) else None
        if found:
            yield found
        number = found.end if found else number + 1


def _table_at(lines: Sequence[str], ruler: int) -> _Found | None:
    """The table whose columns the ruler at this line tells."""
    top = ruler
    while top and lines[top - 1].strip() and not _is_ruling(lines[top - 1]):
        top -= 1
    framed = top > 0 and top < ruler and _is_ruling(lines[top - 1])
    if top < ruler and not framed:
        top = ruler - 1  # the headings of a plain one are one line
    # a reStructuredText table is ruled above, below its headings and at its end
    rulings = [i for i in range(ruler + 1, len(lines)) if _is_ruling(lines[i])]
    if top == ruler and len(rulings) > 1 and "=" in lines[ruler] and rulings[0] == ruler + 2:
        return _Found(range(ruler + 1, ruler + 2), ruler, range(ruler + 3, rulings[1]), rulings[1] + 1)
    blank = next((i for i in range(ruler + 1, len(lines)) if not lines[i].strip()), len(lines))
    if top == ruler or framed:
        if not rulings:
            return None
        end = rulings[0]
        return _Found(range(top, ruler), ruler, range(ruler + 1, end), end + 1) if end > ruler + 1 else None
    end = min([blank, *rulings[:1]])
    after = end + 1 if end in rulings else end
    return _Found(range(top, ruler), ruler, range(ruler + 1, end), after) if end > ruler + 1 else None


def _rows(lines: Sequence[str], body: range) -> Iterator[list[int]]:
    """The lines of each row: one each, unless blank lines stand between rows."""
    if all(lines[number].strip() for number in body):
        yield from ([number] for number in body)
        return
    row: list[int] = []
    for number in [*body, None]:
        if number is not None and lines[number].strip():
            row.append(number)
        elif row:
            yield row
            row = []


def _is_ruling(line: str) -> bool:
    return bool(_RULER.fullmatch(line) or _LINE.fullmatch(line))
