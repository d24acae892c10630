"""Drafts -> sheets of the rulebook: texts split into duties and criteria, criteria into rules, all with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

import regex

from normalize.clause.clauses import read_criterion
from normalize.clause.reading import Clause, Doubt, Item, Numbering, Reading, Sign
from normalize.decide import Entry, Replay, Spot
from normalize.ids import Ids
from normalize.layout.draft import DraftSheet, DraftTask, Flag, RowPoints
from normalize.layout.headings import role_of
from normalize.layout.labels import plain_decimal, split_methods, split_units, squash
from normalize.layout.rows import TOTAL
from normalize.siblings.reconcile import CONSENSUS, restored_text
from normalize.text.notes import cut_notes, says_nothing
from normalize.text.numbering import caps_apart, cut_at_rows, split_numbered
from normalize.text.recognition import label_doubt, recognition_doubts
from normalize.text.repairs import DOUBTFUL, repair
from normalize.text.traced import EMPTY, Edit, SourceCell, TracedText
from schemas import Anomaly, Criterion, Duty, Evidence, Heading, Remark, Rule, Sheet, Task, make_anomaly

_DUTY_POINTS = regex.compile(r"[(（]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]\s*[。.;；]?\s*$")
# one issuer's departments share most of their criteria
_READ = lru_cache(maxsize=8192)(read_criterion)
_LONGEST = 20_000  # characters; no criterion is so long, and reading one takes time by the square
_LEAD = 20  # characters shown before the points
_SPEAKS_OF_POINTS = regex.compile(r"[扣减加得计奖]\s*\d+(?:\.\d+)?\s*分")
# the same without a number, in a remark: duties and methods may name a veto and discretion without deciding anything
_DECIDES_POINTS = regex.compile(
    rf"{_SPEAKS_OF_POINTS.pattern}|加倍[扣加计]分?|一票否决(?!制|事?项|情形|指标|内容|条款)|不[得计记]分|[得计记按](?:0|零)分|酌情[扣加减]分"
    r"|扣[除减]?(?:[本该此]项)?(?:全部|所有)|[扣减加][一二两三四五六七八九十半]{1,2}分"
)


@dataclass
class Builder:
    """Turns the drafts of one run into sheets, and collects what is in doubt about them."""

    replay: Replay = field(default_factory=Replay)
    measures: tuple[str, ...] = ()  # the institution's own
    ids: Ids = field(default_factory=Ids)
    anomalies: list[Anomaly] = field(default_factory=list)
    _labels: dict[int, TracedText] = field(default_factory=dict)
    # of the task at hand: the cells under headings that award or deduct, those of rows that nothing above goes on in
    _awards: frozenset[SourceCell] = frozenset()
    _signed: dict[Sign, frozenset[Spot]] = field(default_factory=dict)
    _apart: frozenset[SourceCell] = frozenset()
    _runs_on: frozenset[str] = frozenset()

    def sheet(self, draft: DraftSheet) -> Sheet:
        """One sheet, or the part of one that the draft is. Adds its anomalies."""
        title = draft.title
        department, year = (title.department, title.year) if title else (None, None)
        sheet_id = draft.id
        self._labels |= {id(text): text for text in draft.shown}
        if not draft.plain and not draft.goes_on and (department is None or year is None):
            evidence = tuple(text.evidence(role="title") for text in draft.title_text)
            self.anomalies.append(make_anomaly("missing-title", sheet_id, evidence))
        for flag in draft.flags:
            self._flag(flag, sheet_id)
        headings = tuple(self._headings(draft, sheet_id))
        return Sheet(
            id=sheet_id,
            title=title.text if title else None,
            department=department,
            year=year,
            tasks=tuple(map(self.task, draft.tasks, draft.task_ids or task_ids(draft))),
            headings=headings,
            evidence=tuple(text.evidence(role="title") for text in draft.title_text),
        )

    def _headings(self, draft: DraftSheet, sheet_id: str) -> Iterator[Heading]:
        for raw in draft.headings:
            text = repair(raw)
            evidence = text.evidence(role="heading")
            if _DECIDES_POINTS.search(text.text) and not TOTAL.match(text.text):
                self.anomalies.append(make_anomaly("scoring-outside", sheet_id, (evidence,), text=_short(text.text)))
            yield Heading(text=text.text.strip(), evidence=(evidence,))

    def task(self, draft: DraftTask, task_id: str) -> Task:
        """One task."""
        draft = self.replay.cells(draft, task_id)
        self._awards = draft.awards
        self._signed = {
            "award": frozenset((cell.source, cell.anchor) for cell in draft.awards),
            "deduct": frozenset((cell.source, cell.anchor) for cell in draft.deducts),
        }
        self._runs_on = draft.runs_on
        self._apart = draft.borders | {cell for cells, _ in draft.row_points for cell in cells}
        for flag in draft.flags:
            self._flag(flag, task_id)
        self._doubt_labels(draft, task_id)
        evidence = [self._label(node.text) for node in draft.path if node.text.pieces or node.text]
        methods, method_evidence = _values(draft.methods, "method", split_methods)
        assessors, assessor_evidence = _values(draft.assessors, "assessor", split_units)
        evidence += [*method_evidence, *assessor_evidence]
        evidence += [text.evidence(role="points") for text in draft.points]
        evidence += [text.evidence(role="shared") for text in draft.shared]
        evidence += [text.evidence(role=f"column:{heading}") for heading, text in draft.others]
        self._outside_criteria(draft, task_id)
        notes = [squash(repair(text).text) for text in draft.notes if not says_nothing(text.text)]
        evidence += [text.evidence(role="note") for text in draft.notes]
        duty_text, duty_notes = cut_notes(draft.duties)
        criteria_text, criteria_notes = cut_notes(draft.criteria)
        if says_nothing(duty_text.text):
            evidence.append(duty_text.evidence(role="duty"))
            duty_text = EMPTY
        for text, start, end in (*duty_notes, *criteria_notes):
            notes.append(text.text[start:end].strip(" \n。;；"))
            evidence.append(text.evidence(start, end, role="note"))
        places = Ids()
        criteria = tuple(
            c
            for text in (criteria_text, *draft.lines)
            for c in self._criteria(text, task_id, places, bool(draft.lines), draft.row_starts)
        )
        return Task(
            id=task_id,
            path=tuple((node.name, node.points) for node in draft.path),
            duties=_with_points(tuple(self._duties(duty_text, task_id, draft.row_starts)), draft.row_points),
            methods=methods,
            assessors=assessors,
            notes=tuple(dict.fromkeys(notes)),
            criteria=_with_points(criteria, draft.row_points),
            evidence=tuple(evidence),
        )

    def _doubt_labels(self, draft: DraftTask, task_id: str) -> None:
        """Doubts about the texts of the path and of the points; a label over several tasks is doubted once."""
        labels = [node.text for node in draft.path if id(node.text) not in self._labels]
        self.anomalies += [doubt for text in (*labels, *draft.points) if (doubt := label_doubt(text, task_id))]
        for text in labels:
            self._repair_doubts(text.edits, text.evidence(), task_id)

    def _outside_criteria(self, draft: DraftTask, task_id: str) -> None:
        """Doubts about what takes or gives points in a column that makes no rules: 备注, 考核方式, 主要任务."""
        if not draft.criteria.text.strip():
            return
        others = [text for heading, text in draft.others if role_of(heading) != "form"]
        notes = [(text, _DECIDES_POINTS) for text in draft.notes]
        for text, speaks in (*notes, *((text, _SPEAKS_OF_POINTS) for text in (*draft.methods, draft.duties, *others))):
            if found := speaks.search(text.text):
                said = text.text[max(0, found.start() - _LEAD) : found.end()]
                self._add("scoring-outside", task_id, (text.evidence(),), text=_short(said))

    def _label(self, text: TracedText) -> Evidence:
        """A label's evidence: the whole of it with the first task below, its first place with the others."""
        if id(text) not in self._labels:
            self._labels[id(text)] = text  # kept, so that no other text takes its id
            return text.evidence(role="label")
        return Evidence(role="label", places=(text.first_place(),))

    def _duties(self, text: TracedText, task_id: str, starts: frozenset[SourceCell]) -> Iterator[Duty]:
        numbering = _split(text, starts, frozenset(), self._apart)
        restored: list[Edit] = []
        read: list[Evidence] = []
        entries = [Entry(task_id, text, item, end) for item, end in _with_ends(numbering.items, len(text.text))]
        for entry in self.replay.duties(entries):
            item, body = entry.item, entry.body
            points = _DUTY_POINTS.search(body)
            evidence = entry.text.evidence(_start(item), entry.end, role="duty")
            yield Duty(
                number=item.number,
                text=_one_line(body),
                points=plain_decimal(points.group(1)) if points else None,
                evidence=(evidence,),
            )
            touched = entry.text.touched_by(item.start, entry.end)
            restored += [edit for edit in touched if edit.name == CONSENSUS]
            read.append(evidence)
        if restored:
            self.anomalies.append(restored_text(task_id, tuple(read), list(dict.fromkeys(restored))))
        if len(numbering.items) > 1:  # a single one may number the rows of its parent
            self._numbering_doubts("duties", numbering, text, task_id)

    def _criteria(
        self, text: TracedText, task_id: str, places: Ids, plain: bool, starts: frozenset[SourceCell]
    ) -> Iterator[Criterion]:
        numbering = caps_apart(_split(text, starts, self._awards, self._apart), text.text)
        entries = [
            Entry(self.ids.make("c", places.make("c", task_id, item.section, item.number)), text, item, end)
            for item, end in _with_ends(numbering.items, len(text.text))
        ]
        for entry in self.replay.criteria(entries, lambda name, part: self.ids.make("c", name, part)):
            yield self._criterion(entry.text, entry.item, entry.end, entry.id)
        if not plain:
            self._numbering_doubts("criteria", numbering, text, task_id)

    def _reading(self, body: str, evidence: Evidence) -> Reading:
        if len(body) > _LONGEST:
            doubt = Doubt("clause-unparsed", 0, _LONGEST, {"text": _short(body)})
            return Reading(statements=((0, len(body)),), doubts=(doubt,))
        first = [(place.source, place.anchor) for place in evidence.places[:1]]
        column = next((sign for sign, cells in self._signed.items() if cells and not cells.isdisjoint(first)), None)
        return _READ(body, column=column, measures=self.measures)

    def _criterion(self, text: TracedText, item: Item, end: int, criterion_id: str) -> Criterion:
        body = text.text[item.text_start : item.text_end]
        evidence = text.evidence(_start(item), end, role="criterion")
        reading = self._reading(body, evidence)
        rules = tuple(self._rules(reading, text, item, criterion_id))
        self._reading_doubts(reading.doubts, rules, text, item, criterion_id)
        self._edit_doubts(text, item, criterion_id, evidence)
        placed = [(rule, item.text_start + rule.start, item.text_start + rule.end) for rule in rules]
        self.anomalies += recognition_doubts(text, _start(item), item.text_end, placed, criterion_id)
        return Criterion(
            id=criterion_id,
            section=item.section,
            number=item.number,
            text=body,
            points=reading.points,
            group_cap=reading.group_cap,
            rules=rules,
            statements=tuple(Remark(text=body[a:b], start=a, end=b) for a, b in reading.statements),
            notes=tuple(Remark(text=body[a:b], start=a, end=b) for a, b in reading.notes),
            evidence=(evidence,),
        )

    def _repair_doubts(self, edits: Iterable[Edit], evidence: Evidence, where: str) -> None:
        for edit in edits:
            if edit.name in DOUBTFUL:
                change = f"{edit.before} → {edit.after}"
                self._add(DOUBTFUL[edit.name], where, (evidence,), text=_short(evidence.read), read=change)

    def _edit_doubts(self, text: TracedText, item: Item, criterion_id: str, evidence: Evidence) -> None:
        edits = text.touched_by(item.text_start, item.text_end)
        self._repair_doubts(edits, evidence, criterion_id)
        restored = [edit for edit in edits if edit.name == CONSENSUS]
        if restored:
            self.anomalies.append(restored_text(criterion_id, (evidence,), restored))

    def _rules(self, reading: Reading, text: TracedText, item: Item, criterion_id: str) -> Iterator[Rule]:
        for clause in reading.rules:
            start, end = item.text_start + clause.start, item.text_start + clause.end
            yield Rule(
                id=self.ids.make("r", criterion_id, text.text[start:end], clause.trigger),
                text=text.text[start:end],
                trigger=clause.trigger,
                subject=clause.subject,
                effect=clause.effect,
                amount=clause.amount,
                per=clause.per,
                count=clause.count,
                step=clause.step,
                target=clause.target,
                cap=clause.cap,
                scope=_scope(clause),
                reference=clause.reference,
                start=clause.start,
                end=clause.end,
                evidence=(text.evidence(start, end, role="rule"),),
            )

    def _reading_doubts(
        self, doubts: tuple[Doubt, ...], rules: tuple[Rule, ...], text: TracedText, item: Item, criterion_id: str
    ) -> None:
        for doubt in doubts:
            inside = [rule for rule in rules if rule.start <= doubt.start and doubt.end <= rule.end]
            where = inside[0].id if inside else criterion_id
            evidence = text.evidence(item.text_start + doubt.start, item.text_start + doubt.end)
            for target in [rule.id for rule in inside] or [where]:
                self.anomalies.append(make_anomaly(doubt.code, target, (evidence,), **doubt.parameters))

    def _numbering_doubts(self, role: str, numbering: Numbering, text: TracedText, where: str) -> None:
        for doubt in numbering.doubts:
            if doubt.code == "numbering-gap" and role in self._runs_on:
                continue
            evidence = text.evidence(doubt.start, doubt.end)
            self.anomalies.append(make_anomaly(doubt.code, where, (evidence,), **doubt.parameters))

    def _add(self, code: str, where: str, evidence: tuple[Evidence, ...], **parameters: Any) -> None:
        self.anomalies.append(make_anomaly(code, where, evidence, **parameters))

    def _flag(self, flag: Flag, where: str) -> None:
        evidence: tuple[Evidence, ...] = (flag.text.evidence(),) if flag.text.pieces or flag.text else ()
        self.anomalies.append(
            make_anomaly(
                flag.code, where, evidence, alternatives=flag.alternatives, severity=flag.severity, **flag.parameters
            )
        )


def task_ids(draft: DraftSheet) -> tuple[str, ...]:
    """The ids of a sheet's tasks, those of the same path numbered."""
    places, ids = Ids(), Ids()
    paths = ([node.name for node in task.path] for task in draft.tasks)
    return tuple(ids.make("t", places.make("t", draft.id, *path)) for path in paths)


def _split(
    text: TracedText, starts: frozenset[SourceCell], awards: frozenset[SourceCell], apart: frozenset[SourceCell]
) -> Numbering:
    """The items of a task's duties or criteria: by their numbers, where a row of the table begins one after a
    sentence's end or stands `apart`, and where the column of `awards` begins or ends."""
    numbering = split_numbered(text.text)
    if len(text.cells) < 2:
        return numbering
    firsts = {piece.cell: piece for piece in reversed(text.pieces)}
    rows = [text.place_of(piece) for cell, piece in firsts.items() if cell in starts]
    columns = [text.place_of(b) for a, b in pairwise(text.pieces) if (a.cell in awards) != (b.cell in awards)]
    # a cell read for each of several rows begins each of them
    again = [piece for piece in text.pieces if piece.start == firsts[piece.cell].start]
    columns += [text.place_of(piece) for piece in again if piece.cell in starts & apart]
    return cut_at_rows(numbering, text.text, rows, columns)


_Pointed = TypeVar("_Pointed", Duty, Criterion)


def _with_points(items: tuple[_Pointed, ...], rows: RowPoints) -> tuple[_Pointed, ...]:
    """The items, with the points of its row each that stands alone there and has none of its own."""
    if not rows:
        return items
    places = [{(place.source, place.anchor) for e in item.evidence for place in e.places} for item in items]
    found = list(items)
    for cells, points in rows:
        row = {(cell.source, cell.anchor) for cell in cells}
        inside = [i for i, at in enumerate(places) if at & row]
        if len(inside) == 1 and items[inside[0]].points is None:
            found[inside[0]] = items[inside[0]].model_copy(update={"points": points})
    return tuple(found)


def _start(item: Item) -> int:
    return item.section_span[0] if item.section_span else item.start


def _with_ends(items: tuple[Item, ...], length: int) -> Iterator[tuple[Item, int]]:
    """Each item with where the next begins: what repairs deleted between two items belongs to the first."""
    for i, item in enumerate(items):
        following = items[i + 1] if i + 1 < len(items) else None
        yield item, (following.start if following else length)


def _scope(clause: Clause) -> str:
    return clause.scope


def _values(texts: tuple[TracedText, ...], role: str, split: object) -> tuple[tuple[str, ...], list[Evidence]]:
    values: list[str] = []
    evidence: list[Evidence] = []
    for text in texts:
        values += [squash(text.text[a:b]) for a, b in split(text.text)]  # type: ignore[operator]
        evidence.append(text.evidence(role=role))
    return tuple(dict.fromkeys(values)), evidence


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _short(text: str, length: int = 60) -> str:
    text = squash(text)
    return text if len(text) <= length else text[:length] + "…"
