"""Document -> sketch: what one document shows before the others are known, so that it can be kept for the next run and
the document be let go; and the sketches of a year -> drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.ids import Ids
from normalize.layout.draft import DraftSheet
from normalize.layout.outline import body_rows, named, needs_vocabulary, outline
from normalize.layout.prose import prose_draft
from normalize.layout.stitch import SheetRows, source_cells, stitch
from normalize.layout.vocabulary import NOTHING, Labels, labels_of, vocabulary
from normalize.layout.wording import Wording
from normalize.text.traced import TracedText, read
from schemas import Anchor, Anomaly, Document, Source, Table

# the better medium first: of a sheet that was issued twice, its copy is the one that counts
_MEDIA = ("word", "pdf", "markdown", "scan", "text")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where sheets came from: a source, what its reader doubted, and the texts of all its cells and paragraphs."""

    source: Source
    anomalies: tuple[Anomaly, ...]
    texts: tuple[tuple[Anchor, str], ...]

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands among the others, in whatever order they came."""
        return self.source.path, self.source.sha256


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sheets of a document: each a draft, still without its id, or rows where the labels of other documents may
    tell what its own are. `labels`: of each sheet, for those others. `outside`: texts that belong to no sheet."""

    origin: Origin
    sheets: tuple[DraftSheet | SheetRows, ...]
    labels: tuple[Labels, ...] = ()
    outside: tuple[TracedText, ...] = ()


def sketch_of(document: Document, wording: Wording) -> Sketch:
    """The sketch of a document; one without a table that can be read is one draft of its text."""
    cells = source_cells(document)
    rows, loose = stitch(document, cells, wording)
    if not rows:
        return Sketch(origin_of(document), (prose_draft(document, cells, wording),) if document.blocks else ())
    return Sketch(
        origin=origin_of(document),
        sheets=tuple(sheet if needs_vocabulary(sheet) else outline(sheet, NOTHING) for sheet in rows),
        labels=tuple(labels_of(body_rows(sheet)) for sheet in rows),
        outside=tuple(read(cells[id(item)]) for item in loose),
    )


def origin_of(document: Document) -> Origin:
    """What is still asked of a document once it is sketched."""
    items = (item for block in document.blocks for item in (block.cells if isinstance(block, Table) else (block,)))
    return Origin(document.source, document.anomalies, tuple((item.anchor, item.text) for item in items))


def drafts_of(sketches: Sequence[Sketch]) -> tuple[DraftSheet, ...]:
    """The drafts of all sheets, the better medium first."""
    known = vocabulary(labels for sketch in sketches for labels in sketch.labels)
    drafts: list[DraftSheet] = []
    ids = Ids()
    for sketch in sorted(sketches, key=lambda sketch: _MEDIA.index(sketch.origin.source.medium)):
        whole = (sheet if isinstance(sheet, DraftSheet) else outline(sheet, known) for sheet in sketch.sheets)
        for number, draft in enumerate(whole):
            headings = draft.headings if number else (*sketch.outside, *draft.headings)
            drafts.append(named(replace(draft, headings=headings), ids))
    return tuple(drafts)
