"""Drafts to sheets, each on its own: what can be done in any order, in any process, and be kept for the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from normalize.audit import audit_tasks, audit_tree
from normalize.build import Builder, task_ids
from normalize.decide import Replay
from normalize.decide_nodes import decide_sheets
from normalize.layout.draft import DraftSheet
from normalize.text.traced import TracedText
from schemas import Anomaly, Decided, Sheet


@dataclass(frozen=True, slots=True)
class Built:
    """A sheet, or a part of one, with what is in doubt about it: `doubts` of its reading, `audited` of what it says."""

    sheet: Sheet
    doubts: tuple[Anomaly, ...]
    audited: tuple[Anomaly, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """What gives the sheet of a draft on which nobody decided, but for what only all of a sheet's tasks together show
    to be in doubt. `measures`: the institution's own measure words."""

    measures: tuple[str, ...] = ()

    def __call__(self, draft: DraftSheet) -> Built:
        builder = Builder(measures=self.measures)
        sheet = builder.sheet(draft)
        return Built(sheet, tuple(builder.anomalies), tuple(audit_tasks(sheet)))


Each = Callable[[Build, list[DraftSheet]], Iterable[Built]]
"""Builds all drafts, in their order, and may take them out of the list: those of a long year weigh as much as its
sheets. `here` is one."""


def here(build: Build, drafts: list[DraftSheet]) -> Iterator[Built]:
    """One after the other, in this process; each draft is let go of once its sheet is built."""
    drafts.reverse()
    while drafts:
        yield build(drafts.pop())


PART = 100  # tasks of a long sheet that are built in one piece


def parts_of(draft: DraftSheet) -> Iterator[DraftSheet]:
    """The pieces that a sheet is built in: itself, or drafts of PART of its tasks each."""
    if len(draft.tasks) <= PART:
        yield draft
        return
    ids = task_ids(draft)
    shown: dict[int, TracedText] = {}
    for start in range(0, len(ids), PART):
        tasks = draft.tasks[start : start + PART]
        labels = {id(node.text): node.text for task in tasks for node in task.path}
        again = tuple(text for name, text in labels.items() if name in shown)
        part = replace(draft, tasks=tasks, task_ids=ids[start : start + PART], shown=again)
        yield replace(part, goes_on=True, title_text=(), headings=(), flags=(), header=()) if start else part
        shown |= labels


def joined(parts: Sequence[Built]) -> Built:
    """The sheet that the parts make up."""
    sheet = parts[0].sheet
    if len(parts) > 1:
        sheet = sheet.model_copy(update={"tasks": tuple(task for part in parts for task in part.sheet.tasks)})
    audited = (*audit_tree(sheet), *(anomaly for part in parts for anomaly in part.audited))
    return Built(sheet, tuple(anomaly for part in parts for anomaly in part.doubts), audited)


def build_sheets(
    drafts: list[DraftSheet], replay: Replay, measures: tuple[str, ...], each: Each = here
) -> tuple[Built, ...]:
    """The sheets of all drafts as decided; what was applied and what could not be stands in `replay`. The drafts are
    taken out of their list."""
    kept = list(drafts) if replay.decisions else []
    parts: list[DraftSheet] = []
    counts: list[int] = []
    while drafts:
        parts += parts_of(drafts.pop(0))
        counts.append(len(parts) - sum(counts))
    came = iter(each(Build(measures), parts))
    built = tuple(joined(list(islice(came, count))) for count in counts)
    return tuple(_decided(kept, built, replay, measures)) if replay.decisions else built


def _decided(
    drafts: Sequence[DraftSheet], built: Sequence[Built], replay: Replay, measures: tuple[str, ...]
) -> Iterator[Built]:
    """Sheets that a decision may be about are built again with it."""
    builder = Builder(replay, measures)
    again: list[Built] = []
    for draft, plain in zip(drafts, built, strict=True):
        ids = frozenset(_ids(plain.sheet))
        if any(_may_be_about(decision, draft, ids) for decision in replay.decisions):
            builder.anomalies = []
            plain = replace(plain, sheet=builder.sheet(draft), doubts=tuple(builder.anomalies))
        again.append(plain)
    for plain, sheet in zip(again, decide_sheets([each.sheet for each in again], replay), strict=True):
        yield Built(sheet, plain.doubts, (*audit_tree(sheet), *audit_tasks(sheet)))


def _may_be_about(decision: Decided, draft: DraftSheet, ids: frozenset[str]) -> bool:
    """Whether a decision was made on one of these nodes, below one of them, or on a cell of the draft's file."""
    here = decision.place is not None and decision.place.path == draft.source.path
    return here or not ids.isdisjoint((decision.where, *decision.within))


def _ids(sheet: Sheet) -> Iterator[str]:
    yield sheet.id
    for task in sheet.tasks:
        yield task.id
        for criterion in task.criteria:
            yield criterion.id
            yield from (rule.id for rule in criterion.rules)
