"""Documents -> Rulebook, without I/O. `build_rulebook` is the table of contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalize.audit import conservation, files_without_rules, other_categories
from normalize.built import Each, build_sheets
from normalize.certainty import with_certainty
from normalize.decide import Decisions, replay_of
from normalize.duplicates import settle_duplicates
from normalize.ids import Ids
from normalize.layout.draft import DraftSheet
from normalize.layout.outline import body_rows, outline
from normalize.layout.prose import criteria_draft, prose_draft
from normalize.layout.stitch import source_cells, stitch
from normalize.layout.vocabulary import vocabulary
from normalize.layout.wording import wording_of
from normalize.pointing import point_doubts
from normalize.settle import settle
from normalize.siblings.reconcile import reconcile
from normalize.text.suspects import suspect_texts
from normalize.text.traced import read
from schemas import Document, LineAnchor, Paragraph, Profile, Rulebook, Source

# the better medium first: of a sheet that was issued twice, its copy is the one that counts
_MEDIA = ("word", "pdf", "markdown", "scan", "text")

__all__ = ["build_rulebook", "criteria_rulebook", "draft_sheets"]


def build_rulebook(
    documents: Iterable[Document], decisions: Decisions = (), profile: Profile | None = None, each: Each = map
) -> Rulebook:
    """The rulebook of all documents of a year, whatever their order; what is in doubt stands in its anomalies.

    `decisions` are those of its reviewers, in any order. One whose text has changed is not applied, but an anomaly.
    `profile` is what the institution says of its tables. `each` builds the sheets, here or elsewhere.
    """
    ordered = sorted(documents, key=lambda document: (document.source.path, document.source.sha256))
    return _rulebook(ordered, reconcile(draft_sheets(ordered, profile)), decisions, profile, each)


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
    wording = wording_of(profile)
    read_sheets = [
        (document, cells, *stitch(document, cells, wording))
        for document in documents
        for cells in [source_cells(document)]
    ]
    known = vocabulary(body_rows(sheet) for _, _, sheets, _ in read_sheets for sheet in sheets)
    drafts: list[DraftSheet] = []
    ids = Ids()
    for document, cells, sheets, loose in sorted(read_sheets, key=lambda item: _MEDIA.index(item[0].source.medium)):
        if sheets:
            first, *others = [outline(sheet, known, ids) for sheet in sheets]
            outside = tuple(read(cells[id(item)]) for item in loose)
            drafts += [replace(first, headings=(*outside, *first.headings)), *others]
        elif document.blocks:
            drafts.append(prose_draft(document, cells, ids, wording))
    return tuple(drafts)


def _rulebook(
    documents: Sequence[Document],
    drafts: Sequence[DraftSheet],
    decisions: Decisions = (),
    profile: Profile | None = None,
    each: Each = map,
) -> Rulebook:
    replay = replay_of(decisions, {document.source.id: document.source.path for document in documents})
    parts = build_sheets(drafts, replay, profile.measures if profile else (), each)
    built = [part.sheet for part in parts]
    share, lost = conservation(documents, built, [cell for draft in drafts for cell in draft.header])
    found = list(point_doubts([anomaly for document in documents for anomaly in document.anomalies], built))
    found += [anomaly for part in parts for anomaly in part.doubts]
    found += [anomaly for part in parts for anomaly in part.audited]
    found += [a for sheet in built if profile for a in other_categories(sheet, profile.categories)]
    found += suspect_texts(built, {draft.id for draft in drafts if draft.lossy})
    found += files_without_rules(documents, {draft.id: draft.source.id for draft in drafts}, built)
    found += lost
    source_of = {draft.id: draft.source for draft in drafts}
    sheets, anomalies = settle_duplicates(built, tuple({a.id: a for a in found}.values()), source_of)
    anomalies = settle(anomalies, sheets, replay)
    return Rulebook(
        sources=tuple(document.source for document in documents),
        sheets=with_certainty(tuple(sorted(sheets, key=lambda sheet: source_of[sheet.id].path)), anomalies),
        anomalies=anomalies,
        conservation=share,
    )
