"""Tables without known headings beside those of a sheet: which go on with it, and which others may hold points."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize.layout.apart import SCORES, mostly_amounts
from normalize.layout.columns import Layout
from normalize.layout.headings import role_of
from normalize.layout.labels import squash
from schemas import Table

FIRST_ROW = ("first-row", "what a table without known headings begins with")
_SAYS = regex.compile("[分。;；,，]")
_SENTENCE = 6  # characters
_LEAST = 2  # rows, amounts one below the other
_MOST = 100  # points; what is more counts something else


def holds_amounts(table: Table) -> bool:
    """Whether a table speaks of points, or has a column of small numbers that are no running ones: 论文 | 6 | 4."""
    if any(SCORES.search(cell.text) for cell in table.cells):
        return True
    columns: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.text.strip():
            columns.setdefault(cell.column, []).append(cell.text.strip())
    return any(_are_points(texts) for texts in columns.values())


def may_go_on(table: Table, layout: Layout) -> bool:
    """Whether a table without headings may be a further page under those of `layout`: not if the criteria of several
    rows are but words and numbers."""
    if table.rows < _LEAST or layout.of("amount") or layout.of("grade") or layout.of("tier"):
        return True
    columns = layout.of("criteria")
    texts = [cell.text for cell in table.cells if cell.column in columns and cell.text.strip()]
    return not texts or any(_SAYS.search(text) or len(squash(text)) >= _SENTENCE for text in texts)


def _are_points(texts: Sequence[str]) -> bool:
    heading, *below = texts if not mostly_amounts(texts[:1]) else ("", *texts)
    while below and not mostly_amounts(below[:1]):  # a second row of headings
        heading, *below = below
    numbers = [text for text in below if text.isdigit()]
    running = numbers == [str(i) for i in range(1, len(numbers) + 1)] and len(numbers) == len(below)
    small = all(int(text) <= _MOST for text in numbers)
    return len(below) >= _LEAST and mostly_amounts(below) and small and not running and role_of(heading) != "serial"
