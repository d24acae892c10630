"""The rules of one task with their events: what each takes away or gives, after its own cap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas import Criterion, Rule, Task, decimal_text
from score.awards import share_of, standing
from score.due import ONE, RuleDue, rule_due
from score.events import Event
from score.interval import NOUGHT, UNBOUNDED, ZERO, Interval, total
from score.scores import RuleScore
from score.wording import Said, name_of

# 发生投诉的,按《…》扣分 waits for an event; 科研工作参照《…》考核 does not: its trigger names the work that is scored
HAPPENED = re.compile(
    r"的[,，:：\s]*\Z|[每凡如若未没违被逾漏误]|不(?!断|同)|无(?!障碍|线|纸|人)|超(?!市|声)|[每缺减]少|少于|发生|出现|发现"
    "|造成|导致|引发|受到|因故|事故|投诉(?!处理|办理)|迟到|早退|旷"
)
Events = Mapping[str, Sequence[Event]]
"""Events by rule id, in the order of their rows."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule with its events. `rows` is what each event comes to by itself."""

    rule: Rule
    events: tuple[Event, ...]
    lost: Interval
    gained: Interval
    rows: tuple[Interval, ...]
    lines: tuple[Said, ...]
    open: tuple[Said, ...]

    def score(self, task: Task, criterion: Criterion) -> RuleScore:
        name = label_of(task)
        return RuleScore(
            rule_id=self.rule.id,
            criterion_id=criterion.id,
            name=name_of(self.rule),
            effect=self.rule.effect,
            certainty=self.rule.certainty,
            rows=tuple(event.row for event in self.events),
            lost=self.lost,
            gained=self.gained,
            explanation=tuple(headed(name, line) for line in self.lines),
            open=self.open,
        )


def label_of(task: Task) -> str:
    """How a task is named in a line: its last name, and the number of its duty where it has but one."""
    name = task.path[-1][0] if task.path else ""
    number = task.duties[0].number if len(task.duties) == 1 else None
    return f"{name} {number}" if name and number else name


def headed(name: str, line: Said) -> Said:
    return Said(f"{name}: {line.en}", f"{name}: {line.zh}") if name else line


def task_rulings(task: Task, events: Events, points: Decimal, total_points: Decimal) -> dict[str, Ruling]:
    """Rulings by rule id, of every rule with events and of the awards and references that stand without one.

    `points` is what carries the task, `total_points` the department's; infinite where unknown.
    """
    rulings: dict[str, Ruling] = {}
    for criterion in task.criteria:
        held = standing(criterion.rules)
        for rule in criterion.rules:
            carried = criterion.points if criterion.points is not None else points
            most = min(carried, share_of(task, criterion, rule) or carried)
            limit = _limit(rule, total_points if rule.scope == "total" else most)
            found = tuple(events.get(rule.id, ()))
            if rule in held:
                rulings[rule.id] = _standing(rule, found)
            elif rule.effect == "refer" and (found or not HAPPENED.search(rule.trigger)):
                rulings[rule.id] = _referred(rule, found, limit)
            elif found:
                rulings[rule.id] = _ruled(rule, found, limit, carried)
    for criterion in task.criteria:
        for rule in criterion.rules:
            if rule.id in rulings and _is_multiple(rule):
                rulings[rule.id] = _multiplied(rulings[rule.id], _otherwise_due(task, criterion, rule, rulings))
    return rulings


def _limit(rule: Rule, carried: Decimal) -> Decimal:
    return min(carried, rule.cap.points) if rule.cap and rule.cap.points is not None else carried


def _is_multiple(rule: Rule) -> bool:
    """加倍扣分: of what is otherwise due. 加全分, an award of multiple 1, is the carrier's points instead."""
    amount = rule.amount
    return amount is not None and amount.kind == "multiple" and not (rule.effect == "award" and amount.max == ONE)


def _ruled(rule: Rule, events: tuple[Event, ...], limit: Decimal, carried: Decimal) -> Ruling:
    empty = Ruling(rule, events, ZERO, ZERO, (ZERO,) * len(events), (), ())
    if rule.effect in ("zero", "veto") or _is_multiple(rule):
        return empty
    if rule.amount is not None and rule.amount.kind == "multiple":
        whole = Interval(NOUGHT, carried) if not carried.is_finite() else Interval.of(carried)
        line = Said(f"{name_of(rule)}: all points, {whole}", f"{name_of(rule)}: 全分, {whole}")
        return replace(empty, gained=whole, rows=(whole,) * len(events), lines=(line,))
    due = _capped(rule, rule_due(rule, events, limit), limit)
    lost, gained = (due.amount, ZERO) if rule.effect == "deduct" else (ZERO, due.amount)
    return Ruling(rule, events, lost, gained, due.rows, due.workings, due.reasons)


def _capped(rule: Rule, due: RuleDue, limit: Decimal) -> RuleDue:
    """The rule's own cap, and the bound named at the end of the working: 迟到 3 人次 x 0.02 = 0.06, 上限 2."""
    cap = rule.cap.points if rule.cap else None
    if cap is None and (rule.effect == "award" or not limit.is_finite()):
        return due
    bound = cap if cap is not None else limit
    last = due.workings[-1]
    line = Said(f"{last.en}, at most {decimal_text(bound)}", f"{last.zh}, 上限 {decimal_text(bound)}")
    return replace(due, amount=due.amount.at_most(cap), workings=(*due.workings[:-1], line))


def _standing(rule: Rule, events: tuple[Event, ...]) -> Ruling:
    """得15分,少一次扣3分: the 15 hold without an event; the deduction after it takes from them."""
    assert rule.amount is not None
    gained = Interval(rule.amount.min or NOUGHT, rule.amount.max or NOUGHT)
    return Ruling(rule, events, ZERO, gained, (ZERO,) * len(events), (), ())


def _referred(rule: Rule, events: tuple[Event, ...], limit: Decimal) -> Ruling:
    """Another document or body scores it: open until events say what it took (or gave, in a task that is earned)."""
    rows = tuple(Interval.of(event.points) if event.points is not None else Interval(NOUGHT, limit) for event in events)
    amount = total(rows) if rows else Interval(NOUGHT, limit)
    by = rule.reference or name_of(rule)
    if amount.settled:
        line = Said(f"{name_of(rule)}: settled by {by} at {amount}", f"{name_of(rule)}: 按{by}核定 {amount}")
        return Ruling(rule, events, amount, ZERO, rows, (line,), ())
    reason = Said(f"scored by {by}: give its points in an event", f"由{by}评定:请在事件中填写分值")
    line = Said(f"{name_of(rule)}: open, {amount}", f"{name_of(rule)}: 待核定, {amount}")
    return Ruling(rule, events, amount, ZERO, rows, (line,), (reason,))


def _otherwise_due(task: Task, criterion: Criterion, rule: Rule, rulings: Mapping[str, Ruling]) -> list[Interval]:
    """What the events of the same effect come to: of the criterion, or of the task where the criterion has none."""

    def rows(criteria: Iterable[Criterion]) -> list[Interval]:
        return [
            row
            for some in criteria
            for other in some.rules
            if other.effect == rule.effect and not _is_multiple(other) and other.id in rulings
            for row in rulings[other.id].rows
        ]

    return rows([criterion]) or rows(task.criteria)


def _multiplied(ruling: Ruling, due: Sequence[Interval]) -> Ruling:
    """What a multiple adds to what is otherwise due: exact over one event, open over several."""
    rule = ruling.rule
    assert rule.amount is not None
    assert rule.amount.max is not None
    name, factor = name_of(rule), rule.amount.max
    settled = [event.points for event in ruling.events if event.points is not None]
    reasons: tuple[Said, ...] = ()
    if len(settled) == len(ruling.events):
        more = Interval.of(sum(settled, NOUGHT))
        base = Interval.of(NOUGHT)
        line = Said(f"{name}: settled at {more}", f"{name}: 核定 {more}")
        if factor < ONE:
            more = more.times(-ONE)
    else:
        base = _base(due)
        more = base.times(factor - ONE)
        times = decimal_text(factor)
        line = Said(
            f"{name}: {times} times {base} otherwise due, {more} more",
            f"{name}: 应计 {base} 的 {times} 倍, 另计 {more}",
        )
        if due and not base.settled:
            reasons = (
                Said(
                    "which part of what is due is multiplied is not said: give the points that it adds",
                    "未写明应计分值中哪一部分加倍:请填写另计的分值",
                ),
            )
        if not due:
            line = Said(f"{name}: nothing otherwise due to multiply", f"{name}: 没有可加倍的扣(加)分")
    lost, gained = (more, ZERO) if rule.effect == "deduct" else (ZERO, more)
    return replace(ruling, lost=lost, gained=gained, lines=(line,), open=reasons)


def _base(due: Sequence[Interval]) -> Interval:
    if not due:
        return ZERO
    if len(due) == 1:
        return due[0]
    return Interval(min(row.low for row in due), sum((row.high for row in due), NOUGHT))


def unbounded(points: Decimal | None) -> Decimal:
    return UNBOUNDED if points is None else points
