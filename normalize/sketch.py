"""Document -> sketch: what one document shows before the others are known, so that it can be kept for the next run and
the document be let go; and the sketches of a year -> drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from normalize.ids import Ids
from normalize.layout.draft import DraftSheet
from normalize.layout.outline import body_rows, named, needs_vocabulary, outline
from normalize.layout.prose import prose_draft
from normalize.layout.stitch import Block, SheetRows, Stitcher, items_of, source_cells, tells_merged
from normalize.layout.sums import totals_of_units
from normalize.layout.unit_parts import units_apart
from normalize.layout.vocabulary import NOTHING, Labels, labels_of, vocabulary
from normalize.layout.wording import Wording
from normalize.text.traced import TracedText
from schemas import Anchor, Anomaly, Document, Paragraph, Source

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


class Sketcher:
    """Sketches a document whose blocks come in order, so that they can be let go of before the last is there.
    `trusted`: its grids tell merged cells."""

    def __init__(
        self, source: Source, wording: Wording, trusted: bool = True, page_headers: tuple[Paragraph, ...] = ()
    ) -> None:
        self._wording = wording
        self._stitcher = Stitcher(source, trusted, page_headers, wording)
        self._blocks: list[Block] = []  # until a sheet begins: without one, all of it is prose
        self._texts: list[tuple[Anchor, str]] = []
        self._sheets: list[DraftSheet | SheetRows] = []
        self._labels: list[Labels] = []

    def add(self, block: Block) -> None:
        self._blocks.append(block)
        self._texts += _texts(block)
        self._take(self._stitcher.add(block))
        if self._stitcher.begun:
            self._blocks.clear()

    def end(self, document: Document) -> Sketch:
        """The sketch of a document that has had all its blocks added, and may be without them: it is asked for what
        is only known in the end. One without a table that can be read is one draft of its text."""
        self._take(self._stitcher.end())
        origin = Origin(document.source, document.anomalies, tuple(self._texts))
        if not self._sheets:
            prose = document.model_copy(update={"blocks": tuple(self._blocks)})
            drafts = (prose_draft(prose, source_cells(prose), self._wording),) if self._blocks else ()
            return Sketch(origin, drafts)
        sheets = tuple(replace(sheet, source=document.source) for sheet in self._sheets)
        return Sketch(origin, sheets, tuple(self._labels), self._stitcher.outside)

    def _take(self, sheets: Iterable[SheetRows]) -> None:
        for sheet in sheets:
            self._labels.append(labels_of(body_rows(sheet)))
            self._sheets.append(sheet if needs_vocabulary(sheet) else outline(sheet, NOTHING))


def sketch_of(document: Document, wording: Wording) -> Sketch:
    """The sketch of a whole document."""
    sketcher = Sketcher(document.source, wording, tells_merged(document), document.page_headers)
    for block in document.blocks:
        sketcher.add(block)
    return sketcher.end(document)


def origin_of(document: Document) -> Origin:
    """What is still asked of a document once it is sketched."""
    texts = tuple(text for block in document.blocks for text in _texts(block))
    return Origin(document.source, document.anomalies, texts)


def _texts(block: Block) -> Iterator[tuple[Anchor, str]]:
    return ((item.anchor, item.text) for item in items_of(block))


def drafts_of(sketches: Sequence[Sketch]) -> tuple[DraftSheet, ...]:
    """The drafts of all sheets, the better medium first."""
    known = vocabulary(labels for sketch in sketches for labels in sketch.labels)
    drafts: list[DraftSheet] = []
    ids = Ids()
    for sketch in sorted(sketches, key=lambda sketch: _MEDIA.index(sketch.origin.source.medium)):
        whole = (sheet if isinstance(sheet, DraftSheet) else outline(sheet, known) for sheet in sketch.sheets)
        apart = [part for draft in whole for part in units_apart(draft)]
        for number, draft in enumerate(totals_of_units(apart)):
            headings = draft.headings if number else (*sketch.outside, *draft.headings)
            drafts.append(named(replace(draft, headings=headings), ids))
    return tuple(drafts)
