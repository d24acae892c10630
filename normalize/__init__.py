"""Documents -> Rulebook, without I/O. `build_rulebook` is the table of contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from normalize.audit import conservation, files_without_rules, other_categories
from normalize.built import Each, build_sheets, here
from normalize.certainty import with_certainty
from normalize.decide import Decisions, replay_of
from normalize.duplicates import settle_duplicates
from normalize.ids import Ids
from normalize.layout.draft import DraftSheet
from normalize.layout.outline import body_rows, named, needs_vocabulary, outline
from normalize.layout.prose import criteria_draft, prose_draft
from normalize.layout.stitch import Loose, SheetRows, source_cells, stitch
from normalize.layout.vocabulary import NOTHING, vocabulary
from normalize.layout.wording import Wording, wording_of
from normalize.pointing import point_doubts
from normalize.settle import settle
from normalize.siblings.reconcile import reconcile
from normalize.text.suspects import suspect_texts
from normalize.text.traced import SourceCell, read
from schemas import Document, LineAnchor, Paragraph, Profile, Rulebook, Source

# the better medium first: of a sheet that was issued twice, its copy is the one that counts
_MEDIA = ("word", "pdf", "markdown", "scan", "text")

__all__ = ["build_rulebook", "criteria_rulebook", "draft_sheets"]


def build_rulebook(
    documents: Iterable[Document], decisions: Decisions = (), profile: Profile | None = None, each: Each = here
) -> Rulebook:
    """The rulebook of all documents of a year, whatever their order; what is in doubt stands in its anomalies.

    Documents may still be on their way: each is worked on as it comes. `decisions` are those of its reviewers, in any
    order. One whose text has changed is not applied, but an anomaly. `profile` is what the institution says of its
    tables. `each` builds the sheets, here or elsewhere.
    """
    read_documents, drafts = _drafted(documents, profile)
    return _rulebook(read_documents, drafts, decisions, profile, each)


def _drafted(documents: Iterable[Document], profile: Profile | None) -> tuple[list[Document], list[DraftSheet]]:
    """The documents in order, and the drafts of their sheets: all that is still needed of the way so far."""
    sketches = sorted(sketches_of(documents, profile), key=lambda sketch: sketch.place)
    drafts = reconcile(drafts_of(sketches, wording_of(profile)))
    return [sketch.document for sketch in sketches], list(drafts)


def criteria_rulebook(text: str, name: str) -> Rulebook:
    """Plain criteria text, a criterion or more a line: one sheet with one task of an empty path."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(id=digest[:12], path=name, sha256=digest, medium="text")
    lines = enumerate(text.splitlines(), 1)
    blocks = tuple(Paragraph(text=line, anchor=LineAnchor(line=n)) for n, line in lines if line.strip())
    document = Document(source=source, blocks=blocks)
    return _rulebook([document], [criteria_draft(document, source_cells(document), Ids())])


def draft_sheets(documents: Sequence[Document], profile: Profile | None = None) -> tuple[DraftSheet, ...]:
    """The sheets of all documents with their tasks, texts repaired and traced but not yet split."""
    return drafts_of(list(sketches_of(documents, profile)), wording_of(profile))


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a document shows before the others are known: its sheets as rows, and those already drafted whose labels
    nothing else can tell. `cells` as in `source_cells`, `loose` as in `stitch`."""

    document: Document
    cells: dict[int, SourceCell]
    sheets: tuple[SheetRows, ...]
    drafts: tuple[DraftSheet | None, ...]
    loose: tuple[Loose, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands among the others, in whatever order they came."""
        return self.document.source.path, self.document.source.sha256


def sketches_of(documents: Iterable[Document], profile: Profile | None = None) -> Iterator[Sketch]:
    """The sketch of each document, in their order."""
    wording = wording_of(profile)
    for document in documents:
        cells = source_cells(document)
        sheets, loose = stitch(document, cells, wording)
        drafts = tuple(None if needs_vocabulary(sheet) else outline(sheet, NOTHING) for sheet in sheets)
        yield Sketch(document, cells, sheets, drafts, loose)


def drafts_of(sketches: Sequence[Sketch], wording: Wording) -> tuple[DraftSheet, ...]:
    """The drafts of all sheets, the better medium first."""
    known = vocabulary(body_rows(sheet) for sketch in sketches for sheet in sketch.sheets)
    drafts: list[DraftSheet] = []
    ids = Ids()
    for sketch in sorted(sketches, key=lambda sketch: _MEDIA.index(sketch.document.source.medium)):
        if sketch.sheets:
            pairs = zip(sketch.sheets, sketch.drafts, strict=True)
            first, *others = [named(draft or outline(sheet, known), ids) for sheet, draft in pairs]
            outside = tuple(read(sketch.cells[id(item)]) for item in sketch.loose)
            drafts += [replace(first, headings=(*outside, *first.headings)), *others]
        elif sketch.document.blocks:
            drafts.append(prose_draft(sketch.document, sketch.cells, ids, wording))
    return tuple(drafts)


def _rulebook(
    documents: Sequence[Document],
    drafts: list[DraftSheet],
    decisions: Decisions = (),
    profile: Profile | None = None,
    each: Each = here,
) -> Rulebook:
    """The rulebook of the drafts, which are taken out of their list: they weigh as much as the sheets."""
    heads = [replace(draft, tasks=(), headings=()) for draft in drafts]
    replay = replay_of(decisions, {document.source.id: document.source.path for document in documents})
    parts = build_sheets(drafts, replay, profile.measures if profile else (), each)
    built = [part.sheet for part in parts]
    share, lost = conservation(documents, built, [cell for head in heads for cell in head.header])
    found = list(point_doubts([anomaly for document in documents for anomaly in document.anomalies], built))
    found += [anomaly for part in parts for anomaly in part.doubts]
    found += [anomaly for part in parts for anomaly in part.audited]
    found += [a for sheet in built if profile for a in other_categories(sheet, profile.categories)]
    found += suspect_texts(built, {head.id for head in heads if head.lossy})
    found += files_without_rules(documents, {head.id: head.source.id for head in heads}, built)
    found += lost
    source_of = {head.id: head.source for head in heads}
    sheets, anomalies = settle_duplicates(built, tuple({a.id: a for a in found}.values()), source_of)
    anomalies = settle(anomalies, sheets, replay)
    return Rulebook(
        sources=tuple(document.source for document in documents),
        sheets=with_certainty(tuple(sorted(sheets, key=lambda sheet: source_of[sheet.id].path)), anomalies),
        anomalies=anomalies,
        conservation=share,
    )
