"""Which rule each event falls under: by id, or by its trigger within its department; any other event is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from schemas import Criterion, Rule, Rulebook, Sheet, Task
from score.due import amount_problem
from score.events import COLUMN_ZH, Event, Malformed
from score.wording import Said, name_of

NEAR, SHOWN = 0.4, 3
PUNCTUATION = re.compile(r"[\s\u3000-\u303f,;:!?()\[\]{}<>'\"`_|\\・•·…“”‘’—–]+|(?<!\d)\.|\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """A rule and everything that it stands in."""

    sheet: Sheet
    task: Task
    criterion: Criterion
    rule: Rule

    def __str__(self) -> str:
        return (
            f"{self.rule.id} {self.sheet.department or ''} {'/'.join(name for name, _ in self.task.path)}: "
            + name_of(self.rule)
        )


@dataclass(frozen=True, slots=True)
class Placed:
    event: Event
    place: Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not scored: what was read, what was expected and what comes near."""

    row: int
    column: str
    read: str
    problem: Said
    candidates: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        near = "; ".join(self.candidates)
        column_zh = COLUMN_ZH.get(self.column, "整行")
        return Said(
            f"row {self.row}, {self.column} {self.read!r}: {self.problem.en}" + (f". Near: {near}" if near else ""),
            f"第 {self.row} 行 {column_zh}“{self.read}”:{self.problem.zh}" + (f"。相近:{near}" if near else ""),
        )

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": self.column,
            "read": self.read,
            "problem": self.problem.as_json(),
            "candidates": list(self.candidates),
        }


def place_events(
    book: Rulebook, events: Iterable[Event], malformed: Iterable[Malformed] = ()
) -> tuple[tuple[Placed, ...], tuple[Refusal, ...]]:
    """Each event with its rule, or refused. Refusals are in the order of the rows."""
    places = tuple(_places(book))
    placed: list[Placed] = []
    refused = [_misread(row) for row in malformed]
    for event in events:
        outcome = _place(book, places, event)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            placed.append(Placed(event, outcome))
    return tuple(placed), tuple(sorted(refused, key=lambda refusal: refusal.row))


def _places(book: Rulebook) -> Iterator[Place]:
    for sheet in book.sheets:
        for task in sheet.tasks:
            for criterion in task.criteria:
                for rule in criterion.rules:
                    yield Place(sheet, task, criterion, rule)


def _misread(row: Malformed) -> Refusal:
    expected = row.expected
    return Refusal(row.row, row.column, row.read, Said(f"expected {expected.en}", f"应为{expected.zh}"))


def _place(book: Rulebook, places: Sequence[Place], event: Event) -> Place | Refusal:
    sheets = _sheets(book, event)
    if isinstance(sheets, Refusal):
        return sheets
    within = [place for place in places if place.sheet in sheets]
    outcome = _by_id(places, within, event) if event.rule else _by_trigger(within, event)
    if isinstance(outcome, Refusal):
        return outcome
    year = outcome.sheet.year
    if event.date and year and event.date.year != year:
        return Refusal(
            event.row,
            "date",
            event.date.isoformat(),
            Said(
                f"the sheet is that of {year}: use the rulebook of the event's year",
                f"任务表为 {year} 年度:请用相应年度的规则库",
            ),
        )
    if problem := amount_problem(outcome.task, outcome.criterion, outcome.rule, event):
        column, read, said = problem
        return Refusal(event.row, column, read, said, (str(outcome),))
    return outcome


def _sheets(book: Rulebook, event: Event) -> list[Sheet] | Refusal:
    """The sheets that the event's department names; all of them where it names none."""
    if event.department is None:
        if event.rule or len(book.sheets) == 1:
            return list(book.sheets)
        said = Said("a trigger is looked for in one department: name it", "按触发情形查找须写明部门")
        return Refusal(event.row, "department", "", said, _departments(book))
    wanted = plain(event.department)
    sheets = [sheet for sheet in book.sheets if plain(sheet.department or "") == wanted]
    if sheets:
        return sheets
    near = _nearest(event.department, [(name, name) for name in _departments(book)]) or _departments(book)
    said = Said("no sheet of this department is in the rulebook", "规则库中没有该部门的任务表")
    return Refusal(event.row, "department", event.department, said, near[:SHOWN])


def _departments(book: Rulebook) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sheet.department for sheet in book.sheets if sheet.department))


def _by_id(everywhere: Sequence[Place], within: Sequence[Place], event: Event) -> Place | Refusal:
    found = next((place for place in within if place.rule.id == event.rule), None)
    if found is None:
        elsewhere = next((place for place in everywhere if place.rule.id == event.rule), None)
        if elsewhere is not None:
            said = Said(
                f"the rule is one of {elsewhere.sheet.department}, not of {event.department}",
                f"该规则属于{elsewhere.sheet.department},不属于{event.department}",
            )
            return Refusal(event.row, "rule", event.rule or "", said, (str(elsewhere),))
        near = _near(within, event.trigger) if event.trigger else ()
        said = Said("no rule of the rulebook has this id", "规则库中没有该编号的规则")
        return Refusal(event.row, "rule", event.rule or "", said, near)
    if event.trigger and plain(event.trigger) not in _spellings(found):
        said = Said(
            "the trigger is not that of the rule beside it: leave one of them out", "触发情形与同行规则不符:请只填其一"
        )
        return Refusal(event.row, "trigger", event.trigger, said, (str(found),))
    return found


def _by_trigger(within: Sequence[Place], event: Event) -> Place | Refusal:
    if event.trigger is None:
        said = Said("neither a rule id nor a trigger", "规则编号和触发情形均为空")
        return Refusal(event.row, "rule", "", said)
    wanted = plain(event.trigger)
    found = [place for place in within if wanted and wanted in _spellings(place)]
    if len(found) == 1:
        return found[0]
    if found:
        said = Said(
            f"{len(found)} rules have this trigger: name the one meant by its id",
            f"有 {len(found)} 条规则与之相符:请用规则编号指明",
        )
        return Refusal(event.row, "trigger", event.trigger, said, tuple(map(str, found)))
    said = Said("no rule of the department has this trigger", "该部门没有此触发情形的规则")
    return Refusal(event.row, "trigger", event.trigger, said, _near(within, event.trigger))


def _spellings(place: Place) -> set[str]:
    """The texts that name a rule: its trigger, with and without its subject, and its whole clause."""
    rule = place.rule
    texts = (rule.trigger, f"{rule.subject or ''}{rule.trigger}", name_of(rule), rule.text)
    return {plain(text) for text in texts} - {""}


def _near(places: Sequence[Place], text: str) -> tuple[str, ...]:
    return _nearest(text, [(name_of(place.rule), str(place)) for place in places])


def _nearest(text: str, named: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The labels whose names are most like `text`, best first."""
    wanted = plain(text)
    scored = ((_likeness(wanted, plain(name)), label) for name, label in named)
    near = sorted(((score, label) for score, label in scored if score >= NEAR), key=lambda pair: (-pair[0], pair[1]))
    return tuple(dict.fromkeys(label for _, label in near))[:SHOWN]


def _likeness(wanted: str, name: str) -> float:
    if wanted and (wanted in name or name in wanted) and name:
        return 1.0
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio()


def plain(text: str) -> str:
    """Text by which triggers are compared: NFKC, without white space and punctuation, but 2.5, 85% and 1-9."""
    return PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).casefold()
