"""Text without a table: each paragraph or line becomes criteria, and nothing is invented around them."""

from __future__ import annotations

from normalize.draft import DraftSheet, DraftTask
from normalize.ids import Ids
from normalize.outline import sheet_id
from normalize.repairs import repair
from normalize.titles import looks_like_title, read_title
from normalize.traced import SourceCell, read
from schemas import Document, Table


def prose_draft(document: Document, cells: dict[int, SourceCell], ids: Ids) -> DraftSheet:
    """A sheet with one task of an empty path whose criteria are the document's paragraphs."""
    items = [item for block in document.blocks for item in (block.cells if isinstance(block, Table) else (block,))]
    texts = [(item, read(cells[id(item)])) for item in items if item.text.strip()]
    titled = next((i for i, (item, _) in enumerate(texts[:5]) if looks_like_title(item.text)), None)
    title = texts[titled][0].text if titled is not None else None
    lines = tuple(repair(text) for i, (_, text) in enumerate(texts) if i != titled)
    read_as = read_title((title,)) if title is not None else None
    return DraftSheet(
        id=sheet_id(read_as, document.source, ids),
        source=document.source,
        title=read_as,
        title_text=(texts[titled][1],) if titled is not None else (),
        tasks=(DraftTask(path=(), lines=lines),) if lines else (),
        headings=(),
        lossy=document.source.medium in ("markdown", "scan"),
    )


def criteria_draft(document: Document, cells: dict[int, SourceCell], ids: Ids) -> DraftSheet:
    """A sheet without title whose one task has every line of the text as a criterion."""
    texts = [read(cells[id(block)]) for block in document.blocks]
    lines = tuple(repair(text) for text in texts if text.text.strip())
    return DraftSheet(
        id=sheet_id(None, document.source, ids),
        source=document.source,
        title=None,
        title_text=(),
        tasks=(DraftTask(path=(), lines=lines),),
        headings=(),
        lossy=False,
        plain=True,
    )
