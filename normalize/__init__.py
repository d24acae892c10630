"""Documents -> Rulebook, without I/O. `build_rulebook` is the table of contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalize.audit import conservation, files_without_rules, other_categories
from normalize.built import Each, build_sheets, here
from normalize.certainty import with_certainty
from normalize.decide import Decisions, replay_of
from normalize.duplicates import settle_duplicates
from normalize.ids import Ids
from normalize.layout.blanks import flag_blanks
from normalize.layout.draft import DraftSheet
from normalize.layout.outline import named
from normalize.layout.prose import criteria_draft
from normalize.layout.running import mark_running
from normalize.layout.stitch import source_cells
from normalize.layout.wording import wording_of
from normalize.pointing import point_doubts
from normalize.settle import settle
from normalize.siblings.reconcile import reconcile
from normalize.sketch import Origin, Sketch, drafts_of, origin_of, sketch_of
from normalize.text.suspects import suspect_texts
from normalize.text.unknown import unknown_characters
from schemas import Document, LineAnchor, Paragraph, Profile, Rulebook, Source

__all__ = ["build_rulebook", "criteria_rulebook", "draft_sheets", "rulebook_of"]


def build_rulebook(
    documents: Iterable[Document], decisions: Decisions = (), profile: Profile | None = None, each: Each = here
) -> Rulebook:
    """The rulebook of all documents of a year, whatever their order; what is in doubt stands in its anomalies.

    `decisions` are those of its reviewers, in any order. One whose text has changed is not applied, but an anomaly.
    `profile` is what the institution says of its tables. `each` builds the sheets, here or elsewhere.
    """
    wording = wording_of(profile)
    return rulebook_of((sketch_of(document, wording) for document in documents), decisions, profile, each)


def rulebook_of(
    sketches: Iterable[Sketch], decisions: Decisions = (), profile: Profile | None = None, each: Each = here
) -> Rulebook:
    """The same from the sketches of the documents, which may still be on their way."""
    origins, drafts = _drafted(sketches)
    return _rulebook(origins, drafts, decisions, profile, each)


def _drafted(sketches: Iterable[Sketch]) -> tuple[list[Origin], list[DraftSheet]]:
    """The origins in order, and the drafts of their sheets: all that is still needed of the way so far."""
    ordered = sorted(sketches, key=lambda sketch: sketch.origin.place)
    drafts = [mark_running(flag_blanks(draft)) for draft in reconcile(drafts_of(ordered))]
    return [sketch.origin for sketch in ordered], drafts


def criteria_rulebook(text: str, name: str) -> Rulebook:
    """Plain criteria text, a criterion or more a line: one sheet with one task of an empty path."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(id=digest[:12], path=name, sha256=digest, medium="text")
    lines = enumerate(text.splitlines(), 1)
    blocks = tuple(Paragraph(text=line, anchor=LineAnchor(line=n)) for n, line in lines if line.strip())
    document = Document(source=source, blocks=blocks)
    return _rulebook([origin_of(document)], [named(criteria_draft(document, source_cells(document)), Ids())])


def draft_sheets(documents: Iterable[Document], profile: Profile | None = None) -> tuple[DraftSheet, ...]:
    """The sheets of all documents with their tasks, texts repaired and traced but not yet split."""
    wording = wording_of(profile)
    return drafts_of([sketch_of(document, wording) for document in documents])


def _rulebook(
    origins: Sequence[Origin],
    drafts: list[DraftSheet],
    decisions: Decisions = (),
    profile: Profile | None = None,
    each: Each = here,
) -> Rulebook:
    """The rulebook of the drafts, which are taken out of their list: they weigh as much as the sheets."""
    heads = [replace(draft, tasks=(), headings=()) for draft in drafts]
    replay = replay_of(decisions, {origin.source.id: origin.source.path for origin in origins})
    parts = build_sheets(drafts, replay, profile.measures if profile else (), each)
    built = [part.sheet for part in parts]
    share, lost = conservation(origins, built, [cell for head in heads for cell in head.header])
    found = list(point_doubts([anomaly for origin in origins for anomaly in origin.anomalies], built))
    found += [anomaly for part in parts for anomaly in part.doubts]
    found += [anomaly for part in parts for anomaly in part.audited]
    found += [a for sheet in built if profile for a in other_categories(sheet, profile.categories)]
    found += unknown_characters(built)
    found += suspect_texts(built, {head.id for head in heads if head.lossy})
    found += files_without_rules(origins, {head.id: head.source.id for head in heads}, built)
    found += lost
    source_of = {head.id: head.source for head in heads}
    sheets, anomalies = settle_duplicates(built, tuple({a.id: a for a in found}.values()), source_of)
    anomalies = settle(anomalies, sheets, replay)
    return Rulebook(
        sources=tuple(origin.source for origin in origins),
        sheets=with_certainty(tuple(sorted(sheets, key=lambda sheet: source_of[sheet.id].path)), anomalies),
        anomalies=anomalies,
        conservation=share,
    )
