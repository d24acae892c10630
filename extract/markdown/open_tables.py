"""Pipe tables whose rows no pipe begins or ends (a| b, below it ---|---), with line breaks in their cells.

So html2text writes them: a line break in a cell is one of the file, a list in a cell stands between blank lines, and
a merged cell leaves the rows that it covers short. Where a row ends is told by how many cells it has, by the numbers of
lists, and by points in brackets, which never begin a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from schemas import Cell, LineAnchor, Table

_PIPE = re.compile(r"(?<!\\)\|")
_RULER = re.compile(r"[ \t]*:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)+[ \t]*")
_HEADING = re.compile(r"\s*#{1,6}\s")
# 2. · (3) · ④ at the beginning of an item
_ITEM = re.compile(r"[(（]?(\d{1,2})(?:\\?[.．、](?!\d)|[)）])|([①-⑳])")
_POINTS = re.compile(r"[(（]\s*\d+(?:\.\d+)?\s*(?:分|%)?\s*[)）]")
_BLANKS = 3  # lines between a list in a cell and the next cell, at most
_LONGEST_WORD = 8  # characters: 绩效考核小组


@dataclass(slots=True)
class _Row:
    """A row being gathered: the number of its first line and its cells; `ended`: whether a pipe ends its last line."""

    number: int
    cells: list[str]
    ended: bool = False
    lines: int = 0

    def add(self, line: str) -> None:
        first, *rest = _PIPE.split(line)
        self.cells[-1] = f"{self.cells[-1]}\n{first}".strip()
        self.cells += [part.strip() for part in rest]
        self.ended = not self.cells[-1] and bool(rest)
        self.lines += 1


@dataclass(slots=True)
class _Found:
    """A table: its rows, headings first, and one past its last line."""

    rows: list[_Row] = field(default_factory=list)
    end: int = 0

    @property
    def broken(self) -> bool:
        """Whether it has rows of several lines, or lines without pipes: rows of one cell."""
        return any(len(row.cells) == 1 or row.lines > 1 for row in self.rows)


def open_tables(text: str) -> Iterator[tuple[int, int]]:
    """Where such tables stand; one whose rows are lines is a pipe table like others."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for found in _tables(lines):
        if found.broken:
            yield starts[found.rows[0].number], starts[found.end] - 1


def read_open(fragment: str, first_line: int, plain: Callable[[str], str]) -> list[Table]:
    """The table of a fragment that `open_tables` found. `plain` takes inline markup out of a cell."""
    found = next(_tables(fragment.split("\n")), None)
    if found is None:
        return []
    cells = tuple(
        Cell(row=i, column=column, text=plain(text), anchor=LineAnchor(line=first_line + row.number, column=column + 1))
        for i, row in enumerate(found.rows)
        for column, text in enumerate(row.cells)
    )
    if not any(cell.text for cell in cells):
        return []
    return [Table(rows=len(found.rows), columns=max(len(row.cells) for row in found.rows), cells=cells)]


def _tables(lines: Sequence[str]) -> Iterator[_Found]:
    number = 0
    while number + 1 < len(lines):
        heading = _PIPE.split(lines[number])
        if _RULER.fullmatch(lines[number + 1]) and len(heading) > 1 and all(map(str.strip, heading[:1] + heading[-1:])):
            found = _gathered(lines, number)
            yield found
            number = found.end
        else:
            number += 1


def _gathered(lines: Sequence[str], first: int) -> _Found:
    """The table whose headings stand on a line."""
    found = _Found([_row(first, lines[first])], first + 2)
    number = first + 2
    width = max(
        len(found.rows[0].cells),
        *(len(_PIPE.split(line)) for line in takewhile(str.strip, map(lines.__getitem__, range(number, len(lines))))),
        0,
    )
    while number < len(lines):
        line = lines[number].strip()
        row = found.rows[-1] if len(found.rows) > 1 else None
        if not line:
            if row is None or not _goes_on_below(row, lines[number : number + _BLANKS], width):
                break
        elif row and _goes_on(row, line, lines[number + 1].strip() if number + 1 < len(lines) else "", width):
            row.add(line)
        elif _begins(line, lines[number + 1 : number + 2], row):
            found.rows.append(_row(number, line))
        else:
            break
        number += 1
        found.end = number if line else found.end
    return found


def _row(number: int, line: str) -> _Row:
    row = _Row(number, [""])
    row.add(line)
    return row


def _begins(line: str, following: Sequence[str], row: _Row | None) -> bool:
    """Whether a line that is no rest of the row above begins another: it has a pipe, is an item whose other cells are
    merged with those above, or a name whose points stand on the next line."""
    if line.startswith("|") or _HEADING.match(line):
        return False
    return bool(_PIPE.search(line)) or (row is not None and _item(line) is not None) or _points_follow(following)


def _points_follow(following: Sequence[str]) -> bool:
    return any(_POINTS.match(line.strip()) and _PIPE.search(line) for line in following)


def _goes_on_below(row: _Row, lines: Sequence[str], width: int) -> bool:
    """Whether a row goes on below a blank line: with the list in a cell, or with the cell behind the list."""
    after = next((line.strip() for line in lines if line.strip()), "")
    if row.ended and _item(after):
        return True
    listed = _item(row.cells[-1].rpartition("\n")[2]) is not None
    return after.startswith("|") and (row.ended or (listed and len(row.cells) < width))


def _goes_on(row: _Row, line: str, following: str, width: int) -> bool:
    """Whether a line is more of a row: of the cell that a pipe has begun, the next item of a list, points in brackets,
    one more word of a kind (扣分法, then 达标法), or a rest without pipes."""
    first, *rest = (part.strip() for part in _PIPE.split(line))
    lacking = width - len(row.cells) - len(rest)
    if rest and not rest[-1]:
        lacking += 1  # a pipe at the end may begin a cell that is empty
    if lacking < 0 or _HEADING.match(line):
        return False
    last = row.cells[-1]
    if row.ended or not first or not last:
        return True
    if number := _item(first):
        items = [item for said in last.split("\n") if (item := _item(said))]
        return bool(items) and items[-1] == number - 1
    if _POINTS.match(first):
        return True
    if max(len(first), len(last)) <= _LONGEST_WORD and first[-1] == last[-1]:
        return lacking == 0 or first.endswith("法")  # no name of an item
    return lacking > 0 and not rest and not _points_follow([following])


def _item(text: str) -> int | None:
    """The number that a text begins with as an item of a list."""
    found = _ITEM.match(text.strip())
    if not found:
        return None
    return int(found[1]) if found[1] else ord(found[2]) - ord("①") + 1
