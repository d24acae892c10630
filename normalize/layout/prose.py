"""Text without a table: each paragraph or line becomes criteria, and nothing is invented around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from normalize.layout.apart import SCORES
from normalize.layout.draft import DraftSheet, DraftTask, Flag
from normalize.layout.headings import Role
from normalize.layout.wording import PLAIN, Wording
from normalize.text.repairs import repair
from normalize.text.traced import SourceCell, read
from schemas import Document, Table

_HAN = regex.compile(r"\p{Han}")
_EXCERPT = 60
_HEADINGS = 3  # of as many roles
_SAYING: frozenset[Role | None] = frozenset({"duties", "criteria", "content"})
_FURNITURE = 3  # a line on so many pages is a page header


def prose_draft(document: Document, cells: dict[int, SourceCell], wording: Wording = PLAIN) -> DraftSheet:
    """A sheet, still without its id, with one task of an empty path whose criteria are the document's paragraphs.

    Of a table without known headings what scores are criteria; the flag is the task's, for it holds what other tasks
    should. What repeats on page after page, has no Chinese in it, or stands in a table without scoring is kept as
    headings.
    """
    paragraphs = [block for block in document.blocks if not isinstance(block, Table) and block.text.strip()]
    repeated = Counter(block.text for block in paragraphs)
    title = next((block for block in paragraphs[:5] if wording.looks_like_title(block.text)), None)
    lines, headings = [], []
    for block in document.blocks:
        for item in block.cells if isinstance(block, Table) else (block,):
            if not item.text.strip() or item is title:
                continue
            text = read(cells[id(item)])
            says = SCORES.search(item.text) if isinstance(block, Table) else _HAN.search(item.text)
            if says and repeated[item.text] < _FURNITURE:
                lines.append(repair(text))
            else:
                headings.append(text)
    unread = tuple(_unread(document, table) for table in document.tables if min(table.columns, table.rows) > 1)
    unread += _flattened(document, [block.text for block in paragraphs], wording)
    read_as = wording.read_title((title.text,)) if title is not None else None
    return DraftSheet(
        id="",
        source=document.source,
        title=read_as,
        title_text=(read(cells[id(title)]),) if title is not None else (),
        tasks=(DraftTask(path=(), lines=tuple(lines), flags=unread),) if lines else (),
        headings=tuple(headings),
        flags=() if lines else unread,
        lossy=document.source.medium in ("markdown", "scan"),
    )


def _unread(document: Document, table: Table) -> Flag:
    """A table that no heading made a sheet of."""
    first = " | ".join(cell.text.strip() for cell in table.cells if cell.row == 0 and cell.text.strip())
    return Flag("table-unread", {"place": document.source.path, "headings": first[:_EXCERPT] or "–"})


def criteria_draft(document: Document, cells: dict[int, SourceCell]) -> DraftSheet:
    """A sheet, still without its id and without a title, whose one task has every line of the text as a criterion."""
    texts = [read(cells[id(block)]) for block in document.blocks]
    lines = tuple(repair(text) for text in texts if text.text.strip())
    return DraftSheet(
        id="",
        source=document.source,
        title=None,
        title_text=(),
        tasks=(DraftTask(path=(), lines=lines),),
        headings=(),
        lossy=False,
        plain=True,
    )


def _flattened(document: Document, lines: Sequence[str], wording: Wording) -> tuple[Flag, ...]:
    """A table of which a conversion left the words alone: its headings stand one below the other, or on one line."""
    rows = [line.split() for line in lines if len(line.split()) >= _HEADINGS]
    rows += [list(lines[i : i + _HEADINGS]) for i in range(len(lines) - _HEADINGS + 1)]
    for row in rows:
        roles = {wording.role_of(text) for text in row}
        if None not in roles and len(roles) >= _HEADINGS and roles & _SAYING:
            return (Flag("table-flattened", {"place": document.source.path, "headings": " | ".join(row)[:_EXCERPT]}),)
    return ()
