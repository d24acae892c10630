"""The numbers of rows: one that is missing may be that of a lost row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from normalize.layout.columns import Column
from normalize.layout.draft import Flag
from normalize.layout.rows import Row
from normalize.text.traced import TracedText

_FEW = 3  # times as many steps as gaps
_NUMBER = regex.compile(r"\s*(\d{1,3})\s*[.．、]?\s*")


def serial_gaps(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[Flag]:
    """Gaps in a column of numbers (序号) that is in order but for them: 1, 2, 4. It may begin again with 1; an item
    without a number may be the one that is missing."""
    headings = {column.heading for column in columns if column.role == "serial"}
    numbers = [_number(row, headings) for row in rows]
    told = [number for number, row in zip(numbers, rows, strict=True) if number or _is_item(row)]
    steps = [(a, b) for a, b in pairwise(told) if a and b and b[0] not in (a[0], 1)]
    gaps = [(a, b) for a, b in steps if b[0] != a[0] + 1]
    if any(b[0] < a[0] for a, b in gaps) or len(gaps) * _FEW > len(steps):
        return
    for (before, _), (after, text) in gaps:
        yield Flag("numbering-gap", {"numbers": f"{before} {after}"}, text)


def _is_item(row: Row) -> bool:
    return any(label and label.text.text.strip() for label in row.labels[-1:])


def _number(row: Row, headings: set[str]) -> tuple[int, TracedText] | None:
    texts = [text for heading, text in row.others if heading in headings]
    found = _NUMBER.fullmatch(texts[0].text) if len(texts) == 1 else None
    return (int(found[1]), texts[0]) if found else None
