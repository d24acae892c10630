"""What the templates show: lists and readings prepared from a run and its standing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from rapidfuzz import fuzz

from normalize.clause.clauses import read_criterion
from review.book import Case, Run, Spot
from review.chart import Chart, draw, tree_of
from review.marks import Part, changes, criterion_parts, difference
from review.standing import Standing
from review.words import say
from rulebook.language import Language
from schemas import Criterion, Decided, Evidence, PageAnchor, Place, Rule, Sheet, WordAnchor

SEVERITIES = ("error", "warning", "info")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Which anomalies are looked at. Empty means all; `sheet` is a sheet's id, `place` a source's id and its page."""

    status: str = "open"
    severity: str = ""
    code: str = ""
    sheet: str = ""
    place: str = ""
    q: str = ""

    def query(self, **changed: str) -> str:
        """As the query of an address, what is as usual left out."""
        values = {**{name: getattr(self, name) for name in self.__dataclass_fields__}, **changed}
        usual = {"status": "open"}
        return urlencode({name: value for name, value in values.items() if value != usual.get(name, "")})

    def chosen(self) -> bool:
        return self != Filters()


def filters_of(query: Mapping[str, str]) -> Filters:
    known = {name: query[name][:200] for name in Filters.__dataclass_fields__ if query.get(name)}
    found = Filters(**known)
    return found if found.status in ("open", "decided", "all") else replace(found, status="open")


def matching(run: Run, standing: Standing, filters: Filters) -> tuple[Case, ...]:
    """The cases that the filters let through, in reading order."""
    words = filters.q.lower().split()
    return tuple(
        case
        for case in run.cases
        if (filters.status == "all" or standing.is_open(case) == (filters.status == "open"))
        and (not filters.severity or case.anomaly.severity == filters.severity)
        and (not filters.code or case.anomaly.code == filters.code)
        and (not filters.sheet or (case.sheet is not None and case.sheet.id == filters.sheet))
        and (not filters.place or place_key(case) == filters.place)
        and all(word in run.haystacks[case.number] for word in words)
    )


def neighbours(cases: Sequence[Case], number: int) -> tuple[Case | None, Case | None]:
    """The case before a position and the one after it."""
    before = [case for case in cases if case.number < number]
    after = next((case for case in cases if case.number > number), None)
    return (before[-1] if before else None), after


def place_key(case: Case) -> str:
    """The file and page of a case, as one word: what the distribution by page and its filter go by."""
    if not case.places:
        return ""
    place = case.places[0]
    anchor = place.anchor
    if isinstance(anchor, PageAnchor):
        return f"{place.source}:{anchor.page}"
    if isinstance(anchor, WordAnchor) and anchor.table:
        return f"{place.source}:{anchor.table}"
    return f"{place.source}:"


def place_label(run: Run, place: Place, language: Language) -> str:
    """A place in words: 2020/图书馆.pdf, page 3."""
    source = run.sources.get(place.source)
    name = source.path if source else place.source
    anchor = place.anchor
    if isinstance(anchor, PageAnchor):
        return language.pick(f"{name}, page {anchor.page}", f"{name} 第 {anchor.page} 页")
    if isinstance(anchor, WordAnchor):
        if anchor.table is None and anchor.paragraph is None:
            return language.pick(f"{name}, page header", f"{name} 页眉")
        if anchor.table is None:
            return language.pick(f"{name}, paragraph {anchor.paragraph}", f"{name} 第 {anchor.paragraph} 段")
        return language.pick(
            f"{name}, table {anchor.table}, row {anchor.row}, column {anchor.column}",
            f"{name} 表 {anchor.table} 第 {anchor.row} 行第 {anchor.column} 列",
        )
    return language.pick(f"{name}, line {anchor.line}", f"{name} 第 {anchor.line} 行")


def counts(run: Run) -> dict[str, int]:
    """How many criteria and rules there are, and anomalies of each severity."""
    criteria = [criterion for sheet in run.rulebook.sheets for task in sheet.tasks for criterion in task.criteria]
    severities = Counter[str](anomaly.severity for anomaly in run.rulebook.anomalies)
    found = {"criteria": len(criteria), "rules": sum(len(criterion.rules) for criterion in criteria)}
    return found | {severity: severities[severity] for severity in SEVERITIES}


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with what it counts; `share` is of the greatest, in percent."""

    key: str
    label: str
    severity: str
    count: int
    share: int


def bars_by_code(cases: Sequence[Case]) -> list[Bar]:
    counts = Counter((case.anomaly.severity, case.anomaly.code) for case in cases)
    ranked = sorted(counts, key=lambda kind: (SEVERITIES.index(kind[0]), -counts[kind], kind[1]))
    most = max(counts.values(), default=1)
    return [Bar(code, code, severity, counts[severity, code], counts[severity, code] * 100 // most)
            for severity, code in ranked]  # fmt: skip


def bars_by_place(run: Run, cases: Sequence[Case], language: Language) -> list[Bar]:
    counts: Counter[str] = Counter()
    first: dict[str, Case] = {}
    for case in cases:
        if key := place_key(case):
            counts[key] += 1
            first.setdefault(key, case)
    order = {source: n for n, source in enumerate(run.sources)}

    def rank(key: str) -> tuple[int, int]:
        source, _, number = key.partition(":")
        return order.get(source, -1), int(number or 0)

    most = max(counts.values(), default=1)
    return [
        Bar(key, _key_label(run, key, first[key], language), "", counts[key], counts[key] * 100 // most)
        for key in sorted(counts, key=rank)
    ]


def _key_label(run: Run, key: str, case: Case, language: Language) -> str:
    source_id, _, number = key.partition(":")
    source = run.sources.get(source_id)
    name = (source.path if source else source_id).rsplit("/", 1)[-1]
    if not number:
        return name
    word = "page" if isinstance(case.places[0].anchor, PageAnchor) else "table"
    if word == "page":
        return language.pick(f"{name}, page {number}", f"{name} 第 {number} 页")
    return f"{name}, {say(word, language)} {number}"


def points_chart(run: Run, standing: Standing, sheet: str, width: int, height: int) -> Chart:
    """The areas of all sheets, or of one."""
    open_by_task: Counter[str] = Counter(
        case.spot.task.id for case in standing.open_cases if case.spot and case.spot.task
    )
    sheets = [one for one in run.rulebook.sheets if not sheet or one.id == sheet]
    return draw(tree_of(sheets, dict(open_by_task)), width, height)


@dataclass(frozen=True, slots=True)
class RepairLine:
    """A repair with how often it was made."""

    name: str
    reason: str
    support: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of evidence: as read, with its changes; `parts` is empty where nothing was repaired."""

    role: str
    text: str
    parts: tuple[Part, ...]
    repairs: tuple[RepairLine, ...]


def readings(evidence: Sequence[Evidence]) -> list[Reading]:
    return [
        Reading(one.role, one.replay(), changes(one), tuple(_repair_lines(one)))
        for one in evidence
        if one.read.strip() or one.repairs
    ]


def _repair_lines(evidence: Evidence) -> Iterator[RepairLine]:
    counts = Counter((repair.name, repair.reason, repair.support) for repair in evidence.repairs)
    for (name, reason, support), count in counts.items():
        yield RepairLine(name, reason, support, count)


@dataclass(frozen=True, slots=True)
class Block:
    """A criterion as shown: its text in parts, its rules, and the text that waits for the next run, if any."""

    criterion: Criterion
    parts: tuple[Part, ...]
    text: str
    waiting: bool
    rules: tuple[Rule, ...]
    joinable: bool


def blocks(spot: Spot, standing: Standing) -> list[Block]:
    """The criteria that a node is about: its own, or all of a task."""
    if spot.task is None:
        return []
    own = [spot.criterion] if spot.criterion else list(spot.task.criteria)
    last = spot.task.criteria[-1].id if spot.task.criteria else None
    found = []
    for criterion in own:
        text = standing.text_of(criterion)
        waiting = text != criterion.text
        rules = parsed(text, standing.run.measures) if waiting else criterion.rules
        parts = criterion_parts(text, rules, None if waiting else criterion)
        found.append(Block(criterion, parts, text, waiting, rules, criterion.id != last))
    return found


def parsed(text: str, measures: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """The rules of a criterion's text as the next run will read it."""
    return tuple(
        Rule(
            id=f"r-{n}",
            text=text[clause.start : clause.end],
            trigger=clause.trigger,
            subject=clause.subject,
            effect=clause.effect,
            amount=clause.amount,
            per=clause.per,
            count=clause.count,
            step=clause.step,
            target=clause.target,
            cap=clause.cap,
            scope="total" if clause.scope == "total" else "task",
            reference=clause.reference,
            start=clause.start,
            end=clause.end,
        )
        for n, clause in enumerate(_read(text, measures=measures).rules)
    )


_read = lru_cache(maxsize=4096)(read_criterion)


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same text in another sheet, against the one that is looked at."""

    department: str
    node: str
    parts: tuple[Part, ...]
    same: bool


def siblings(run: Run, spot: Spot, evidence: Sequence[Evidence]) -> list[Sibling]:
    """How the sheets that decided a repair read the same criterion, duty or label."""
    named = dict.fromkeys(sheet for one in evidence for repair in one.repairs for sheet in repair.sources)
    if spot.task is None:
        return []
    names = tuple(name for name, _ in spot.task.path)
    found = []
    for sheet_id in named:
        other = run.spots.get(sheet_id)
        if other is None:
            continue
        text, node = _counterpart(other.sheet, names, spot)
        if text is not None:
            ours = _text_of(spot)
            found.append(Sibling(other.sheet.department or sheet_id, node, difference(ours, text), text == ours))
    return found


def _counterpart(sheet: Sheet, names: tuple[str, ...], spot: Spot) -> tuple[str | None, str]:
    task = max(
        sheet.tasks, key=lambda task: fuzz.ratio(" ".join(n for n, _ in task.path), " ".join(names)), default=None
    )
    if task is None:
        return None, ""
    if spot.criterion is None:
        return _text_of(Spot(sheet, task)), task.id
    text = spot.criterion.text
    best = max(task.criteria, key=lambda criterion: fuzz.ratio(criterion.text, text), default=None)
    return (best.text, best.id) if best else (None, "")


def _text_of(spot: Spot) -> str:
    if spot.criterion is not None:
        return spot.criterion.text
    if spot.task is None:
        return spot.sheet.title or ""
    return " > ".join(name for name, _ in spot.task.path) + "\n" + "\n".join(duty.text for duty in spot.task.duties)


def describe(decision: Decided) -> str:
    """What a decision says beside its kind."""
    values = decision.model_dump(mode="json", exclude_none=True)
    if "to" in values:
        return str(values["to"])
    if "parts" in values:
        return " | ".join(values["parts"])
    change = values.get("change") or values.get("rule") or {}
    return " · ".join(f"{name}: {_plain(value)}" for name, value in change.items())


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_plain(one)}" for name, one in value.items() if one not in (None, False))
    return "、".join(value) if isinstance(value, list) else str(value)
