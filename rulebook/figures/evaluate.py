"""A rulebook held against a gold file: the figures, each difference, and which nodes of the rulebook are wrong.

Figures, each a share of 1:
  task      F1 of tasks whose whole path (names and points) is right
  duty      F1 of duties whose number and text are right (likeness of the texts at least SAME_TEXT)
  criterion F1 of criteria, likewise
  rule      F1 of rules whose clause, effect, amount and per are right
  full      F1 of those that are right in count, step, target, cap, scope and trigger as well
  cer       character error rate over duties and criteria of the tasks found
  methods, assessors   tasks found whose list is right
  subject   elliptic gold rules whose subject holds the gold's
  silent    wrong or lost rules that no anomaly points at (rule, criterion or task), as a share of the gold's rules
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from rulebook.figures.compare import (
    SAME_PLACE,
    BookView,
    ItemView,
    RuleView,
    SheetView,
    TaskView,
    align,
    distance,
    likeness,
    matches,
    squash,
)

SAME_TEXT = 0.98
SAME_CLAUSE = 0.9
SAME_TRIGGER = 0.85
SAME_TASK = 0.4
BODY = 400

Kind = Literal["task", "duty", "criterion", "rule", "full"]
Placed = tuple[ItemView, RuleView]
NOTHING = TaskView(None, (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Difference:
    kind: str
    gold: object
    got: object


@dataclass(slots=True)
class Tally:
    good: int = 0
    got: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        both = self.got + self.gold
        return 2 * self.good / both if both else 1.0


@dataclass(slots=True)
class Evaluation:
    """The counts as they grow, sheet by sheet. `judged` are the ids of nodes that the gold speaks of, `wrong` those
    of them that are wrong or hold something wrong; `rules` says of each judged rule whether it is right, and `near`
    gives the ids whose flags speak for it."""

    book: BookView
    tallies: dict[Kind, Tally] = field(
        default_factory=lambda: {kind: Tally() for kind in ("task", "duty", "criterion", "rule", "full")}
    )
    characters: int = 0
    edits: int = 0
    found: int = 0
    methods: int = 0
    assessors: int = 0
    elliptic: int = 0
    inherited: int = 0
    silent: int = 0
    differences: list[Difference] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    rules: dict[str, bool] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, float | int]:
        shares: dict[str, float | int] = {kind: round(tally.f1, 4) for kind, tally in self.tallies.items()}
        gold_rules = self.tallies["rule"].gold
        return {
            **shares,
            "cer": round(self.edits / self.characters, 5) if self.characters else 0.0,
            "methods": round(self.methods / self.found, 4) if self.found else 0.0,
            "assessors": round(self.assessors / self.found, 4) if self.found else 0.0,
            "subject": round(self.inherited / self.elliptic, 4) if self.elliptic else 1.0,
            "silent": round(self.silent / gold_rules, 4) if gold_rules else 0.0,
            "gold_rules": gold_rules,
            "gold_tasks": self.tallies["task"].gold,
            "rules_got": self.tallies["rule"].got,
            "anomalies": len({flag.where for flag in self.book.flags}),
        }

    def note(self, kind: str, gold: object, got: object, *at: str | None) -> None:
        """Keep a difference, and that the nodes `at` are wrong."""
        self.differences.append(Difference(kind, gold, got))
        self.wrong.update(node for node in at if node)


def evaluate(book: BookView, gold: BookView) -> Evaluation:
    """Hold `book` against `gold`. Sheets may come in any order; sheets that the gold lacks are left out."""
    result = Evaluation(book)
    for gold_sheet, sheet in pair_sheets(book, gold):
        if sheet is None:
            result.note("sheet", gold_sheet.department, "missing")
        _sheet(result, gold_sheet, sheet or SheetView(None, None, ()))
    return result


def pair_sheets(book: BookView, gold: BookView) -> Iterable[tuple[SheetView, SheetView | None]]:
    """Each gold sheet with the likest sheet, by department, that none before it took."""
    left = list(book.sheets)
    for gold_sheet in gold.sheets:
        scores = [likeness(gold_sheet.department or "-", sheet.department or "-") for sheet in left]
        best = max(range(len(left)), key=scores.__getitem__, default=None)
        yield gold_sheet, left.pop(best) if best is not None and scores[best] >= SAME_PLACE else None


def _sheet(result: Evaluation, gold: SheetView, sheet: SheetView) -> None:
    result.judged.update(node for node in _ids(sheet) if node)
    opposite = align(gold.tasks, sheet.tasks, _task_likeness, SAME_TASK)
    result.tallies["task"].gold += len(gold.tasks)
    result.tallies["task"].got += len(sheet.tasks)
    for index, task in enumerate(sheet.tasks):
        if index not in opposite.values():
            _extra_task(result, sheet, task)
    for index, gold_task in enumerate(gold.tasks):
        _task(result, gold_task, sheet.tasks[opposite[index]] if index in opposite else None, sheet)


def _task_likeness(gold: TaskView, task: TaskView) -> float:
    if not gold.path and not task.path:
        return 1.0
    tail = likeness(gold.path[-1][0] if gold.path else "-", task.path[-1][0] if task.path else "-")
    gold_body, body = ("".join(item.text for item in some.criteria)[:BODY] for some in (gold, task))
    return (tail + 2 * likeness(gold_body, body)) / 3


def _extra_task(result: Evaluation, sheet: SheetView, task: TaskView) -> None:
    placed = _placed(task)
    counted: dict[Kind, int] = {
        "duty": len(task.duties),
        "criterion": len(task.criteria),
        "rule": len(placed),
        "full": len(placed),
    }
    for kind, count in counted.items():
        result.tallies[kind].got += count
    result.note("task", task.path, "not in the gold", sheet.id, *_task_ids(task))
    for criterion, rule in placed:
        _judge(result, rule, criterion, task, right=False)


def _task(result: Evaluation, gold: TaskView, found: TaskView | None, sheet: SheetView) -> None:
    task = found or NOTHING
    if found is None:
        result.note("task", gold.path, "missing", sheet.id)
    elif _same_path(gold, found):
        result.tallies["task"].good += 1
    else:
        result.note("task", gold.path, found.path, found.id, sheet.id)
    if found is not None:
        result.found += 1
        result.methods += _same_list(result, "methods", gold.methods, found.methods, found, sheet)
        result.assessors += _same_list(result, "assessors", gold.assessors, found.assessors, found, sheet)
    _items(result, "duty", gold.duties, task.duties, task, sheet)
    _items(result, "criterion", gold.criteria, task.criteria, task, sheet)
    if found is not None:
        result.characters += sum(len(squash(item.text)) for item in (*gold.duties, *gold.criteria))
    _rules(result, gold, task, sheet)


def _same_path(gold: TaskView, task: TaskView) -> bool:
    return len(gold.path) == len(task.path) and all(
        points == its_points and matches(name, its_name)
        for (name, points), (its_name, its_points) in zip(gold.path, task.path, strict=True)
    )


def _same_list(
    result: Evaluation, kind: str, gold: tuple[str, ...], got: tuple[str, ...], task: TaskView, sheet: SheetView
) -> bool:
    same = [squash(text) for text in gold] == [squash(text) for text in got]
    if not same:
        result.note(kind, gold, got, task.id, sheet.id)
    return same


def _items(
    result: Evaluation,
    kind: Literal["duty", "criterion"],
    gold: tuple[ItemView, ...],
    got: tuple[ItemView, ...],
    task: TaskView,
    sheet: SheetView,
) -> None:
    """Compare the duties or the criteria of a task."""
    tally = result.tallies[kind]
    tally.gold += len(gold)
    tally.got += len(got)
    opposite = align(gold, got, lambda left, right: likeness(left.text, right.text, SAME_PLACE), SAME_PLACE)
    for index, wanted in enumerate(gold):
        item = got[opposite[index]] if index in opposite else None
        if task is not NOTHING:
            result.edits += distance(wanted.text, item.text) if item else len(squash(wanted.text))
        if item and likeness(wanted.text, item.text) >= SAME_TEXT and wanted.number == item.number:
            tally.good += 1
        else:
            result.note(kind, _numbered(wanted), item and _numbered(item), item.id if item else None, task.id, sheet.id)
    for index, item in enumerate(got):
        if index not in opposite.values():
            result.note(kind, "not in the gold", _numbered(item), item.id, task.id, sheet.id)


def _rules(result: Evaluation, gold: TaskView, task: TaskView, sheet: SheetView) -> None:
    wanted, got = _placed(gold), _placed(task)
    for tally in (result.tallies["rule"], result.tallies["full"]):
        tally.gold += len(wanted)
        tally.got += len(got)
    opposite = align(wanted, got, _rule_likeness, SAME_PLACE)
    for index, (gold_criterion, gold_rule) in enumerate(wanted):
        placed = got[opposite[index]] if index in opposite else None
        if placed is not None and _good(gold_rule, placed[1]):
            result.tallies["rule"].good += 1
            _good_rule(result, gold_rule, placed, task, sheet)
        else:
            _bad_rule(result, gold_criterion, gold_rule, placed, task, sheet)
        _subject(result, gold_rule, placed, task, sheet)
    for index, (criterion, rule) in enumerate(got):
        if index not in opposite.values():
            _judge(result, rule, criterion, task, right=False)
            result.note("rule", "not in the gold", _described(rule), rule.id, criterion.id, task.id, sheet.id)


def _rule_likeness(gold: Placed, placed: Placed) -> float:
    text = likeness(gold[1].text, placed[1].text, SAME_PLACE)
    if text < SAME_PLACE:
        return 0.0
    return text + 0.2 * (gold[1].core == placed[1].core) + 0.2 * likeness(gold[1].trigger, placed[1].trigger)


def _good(gold: RuleView, rule: RuleView) -> bool:
    return gold.core == rule.core and likeness(gold.text, rule.text) >= SAME_CLAUSE


def _good_rule(result: Evaluation, gold: RuleView, placed: Placed, task: TaskView, sheet: SheetView) -> None:
    criterion, rule = placed
    at = (rule.id, criterion.id, task.id, sheet.id)
    _judge(result, rule, criterion, task, right=True)
    if gold.core[1] == "missing":  # read right, and yet the text itself is broken there: a flag is due
        result.wrong.update(node for node in at if node)
    if gold.rest == rule.rest and likeness(gold.trigger, rule.trigger) >= SAME_TRIGGER:
        result.tallies["full"].good += 1
    else:
        unlike = [(name, gold.rest[name], rule.rest[name]) for name in gold.rest if gold.rest[name] != rule.rest[name]]
        result.note("full", f"{gold.text} {unlike}", f"{gold.trigger} ~ {rule.trigger}", *at)
    if gold.reference and squash(gold.reference) != squash(rule.reference):
        result.note("reference", gold.reference, rule.reference, *at)


def _bad_rule(
    result: Evaluation, home: ItemView, gold: RuleView, placed: Placed | None, task: TaskView, sheet: SheetView
) -> None:
    """A rule that is wrong or lost. Where it is lost, the criterion likest to its own stands for its place."""
    if placed is not None:
        criterion, rule = placed
        _judge(result, rule, criterion, task, right=False)
        near = [rule.id, criterion.id, task.id]
        at = near
    else:
        close = max(task.criteria, key=lambda item: likeness(home.text, item.text), default=None)
        at = [close.id, task.id] if close else [task.id]
        near = [*at, *(rule.id for rule in close.rules)] if close else at
    flagged = {flag.where for flag in result.book.flags}
    hidden = not any(node in flagged for node in near if node)
    result.silent += hidden
    got = placed and _described(placed[1])
    result.note("rule SILENT" if hidden else "rule", _described(gold), got, *at, sheet.id)


def _subject(result: Evaluation, gold: RuleView, placed: Placed | None, task: TaskView, sheet: SheetView) -> None:
    if gold.subject is None:
        return
    result.elliptic += 1
    if placed is not None and squash(gold.subject) in squash(placed[1].subject):
        result.inherited += 1
        return
    at = (placed[1].id, placed[0].id, task.id, sheet.id) if placed else ()
    result.note("subject", f"{gold.subject} -> {gold.text}", placed and placed[1].subject, *at)


def _judge(result: Evaluation, rule: RuleView, criterion: ItemView, task: TaskView, right: bool) -> None:
    if rule.id:
        result.rules[rule.id] = right
        result.near[rule.id] = tuple(node for node in (rule.id, criterion.id, task.id) if node)


def _placed(task: TaskView) -> list[Placed]:
    return [(criterion, rule) for criterion in task.criteria for rule in criterion.rules]


def _ids(sheet: SheetView) -> Iterable[str | None]:
    yield sheet.id
    for task in sheet.tasks:
        yield from _task_ids(task)


def _task_ids(task: TaskView) -> Iterable[str | None]:
    yield task.id
    for criterion in task.criteria:
        yield criterion.id
        yield from (rule.id for rule in criterion.rules)


def _numbered(item: ItemView) -> str:
    return f"{item.number} {item.text}"


def _described(rule: RuleView) -> str:
    return f"{rule.text} {rule.core}"
