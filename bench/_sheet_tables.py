"""The sheets of a file as the tables that they are, pages joined: what a table reader gives, from this program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, takewhile
from pathlib import Path

from extract import read_document
from normalize.layout.rows import Label, Row
from normalize.layout.stitch import SheetRows, stitch

Cell = tuple[str, int, int]
_ROLES = ("duties", "criteria", "methods", "assessors", "points", "notes")


def sheet_tables(path: Path) -> list[list[list[Cell]]]:
    """The tables of a file's sheets as rows of (text, row span, column span)."""
    document = read_document(path)
    sheets, _ = stitch(document)
    return [[_header(sheet), *_body(sheet)] for sheet in sheets]


def _header(sheet: SheetRows) -> list[Cell]:
    """Neighbouring columns under one heading are one cell."""
    runs = groupby(sheet.columns, key=lambda column: (id(column.cell), column.cell.text if column.cell else ""))
    return [(text, 1, len(list(run))) for (_, text), run in runs]


def _body(sheet: SheetRows) -> list[list[Cell]]:
    roles = [str(column.role) for column in sheet.columns if column.role in _ROLES]
    rows: list[list[Cell]] = []
    for index, row in enumerate(sheet.rows):
        before = sheet.rows[index - 1] if index else None
        below = sheet.rows[index + 1 :]
        ends = [*[level for level, label in enumerate(row.labels) if label][1:], sheet.levels]
        cells: list[Cell] = []
        for (level, label), end in zip(((n, one) for n, one in enumerate(row.labels) if one), ends, strict=False):
            if before is None or not _goes_on(label, before, level):
                span = 1 + _run(below, row, lambda one, above, n=level: _goes_on(_at(one.labels, n), above, n))
                wide = row.wide and end == sheet.levels
                text = "".join(part.text.text for part in _parts(row, level))
                cells.append((text, span, 1 if wide else end - level))
        for role in roles:
            if before is None or not _shared(row, role):
                span = 1 + _run(below, row, lambda one, above, r=role: _shared(one, r))
                free = sheet.levels - 1 - max((n for n, one in enumerate(row.labels) if one), default=-1)
                cells.append((getattr(row, role).text, span, 1 + free if role == "duties" and row.wide else 1))
        rows.append(cells)
    return rows


def _run(below: Sequence[Row], first: Row, goes_on: Callable[[Row, Row], bool]) -> int:
    """How many of the rows below go on with what the first one began."""
    above = (first, *below)
    return sum(1 for _ in takewhile(lambda pair: goes_on(*pair), zip(below, above, strict=False)))


def _goes_on(label: Label | None, above: Row, level: int) -> bool:
    """Whether a label is the merged cell of the row above, or what a page end left of it."""
    before = _parts(above, level)
    return label is not None and bool(before) and (label.key in [b.key for b in before] or not label.text.text.strip())


def _shared(row: Row, role: str) -> bool:
    """Whether a cell began in a row above, over a page end too: then it came out empty."""
    text = getattr(row, role).text.strip()
    over_page = row.top and role in ("methods", "assessors") and bool(row.criteria.text.strip()) and not text
    return role in row.shared or over_page


def _parts(row: Row, level: int) -> list[Label]:
    """A label and what of it stands after each page end that cuts the row."""
    return [one for labels in (row.labels, *row.continued) if (one := _at(labels, level))]


def _at(labels: Sequence[Label | None], level: int) -> Label | None:
    return labels[level] if level < len(labels) else None
