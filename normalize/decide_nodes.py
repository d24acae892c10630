"""Decisions on what was built: rules, names, points, methods, assessors. Results keep to the same schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import regex
from pydantic import ValidationError

from normalize.decide import DECISION, Replay, Spot, reason
from normalize.ids import Ids
from schemas import (
    AddRule,
    CorrectNode,
    CorrectRule,
    Criterion,
    Decided,
    DismissRule,
    Evidence,
    Remark,
    Repair,
    Rule,
    RuleChange,
    Sheet,
    Task,
    decimal_text,
)
from schemas.refusals import problem_of

_WORD = regex.compile(r"[\p{L}\p{N}]")
_TRIM = " \n\t,，、;；。"


def sheet_text(sheet: Sheet) -> str:
    """What a decision on a sheet was made on: its title, or department and year."""
    return sheet.title or " ".join(str(part) for part in (sheet.department, sheet.year) if part is not None)


def task_text(task: Task) -> str:
    """What a decision on a task was made on: 内部管理(15) > 资产管理(2) · 扣分法 · 资产基建处."""
    path = " > ".join(name + ("" if points is None else f"({decimal_text(points)})") for name, points in task.path)
    return " · ".join(part for part in (path, "、".join(task.methods), "、".join(task.assessors)) if part)


def decide_sheets(sheets: Sequence[Sheet], replay: Replay) -> tuple[Sheet, ...]:
    """The sheets as decided; what cannot be applied is left in `replay`."""
    if not replay.decisions:
        return tuple(sheets)
    return tuple(_Sheets(replay).sheet(sheet) for sheet in sheets)


@dataclass
class _Sheets:
    replay: Replay
    last: dict[str, Decided] = field(default_factory=dict)  # the decision last applied to a node

    def sheet(self, sheet: Sheet) -> Sheet:
        tasks = self._tasks(sheet.tasks)
        sheet = sheet.model_copy(update={"tasks": tuple(self._task(task) for task in tasks)})
        built = sheet_text(sheet)
        for decision in self.replay.about(CorrectNode, (sheet.id,), ()):
            if decision.where != sheet.id or decision.text not in (built, sheet_text(sheet)):
                continue
            if self._in_turn(decision, sheet.id):
                change = {name: getattr(decision.change, name) for name in decision.change.model_fields_set}
                change = {name: value for name, value in change.items() if name in ("department", "year")}
                evidence = (*sheet.evidence, _evidence(decision, sheet.evidence))
                sheet = sheet.model_copy(update=change | {"evidence": evidence})
        return sheet

    def _in_turn(self, decision: Decided, node: str) -> bool:
        """Whether its maker had seen the decision applied before it; marks it applied, or says what is wrong."""
        before = self.last.get(node)
        if before is not None and before.when > self.replay.moments.get(decision.after or "", ""):
            self.replay.problems[decision.id] = (
                f"{before.who} decided otherwise meanwhile ({before.id})",
                f"{before.who} 同时作出了另一决定({before.id})",
            )
            return False
        self.last[node] = decision
        self.replay.applied.add(decision.id)
        return True

    def _tasks(self, built: Sequence[Task]) -> list[Task]:
        tasks = list(built)
        spots = [_spots(task.evidence) for task in built]
        everywhere = frozenset[Spot]().union(*spots)
        for decision in self.replay.about(CorrectNode, [task.id for task in built], everywhere):
            same = [i for i, task in enumerate(built) if decision.text in (task_text(task), task_text(tasks[i]))]
            found = [i for i in same if built[i].id == decision.where]
            found = found or [i for i in same if self.replay.stands_at(decision, spots[i])]
            if len(found) == 1 and self._in_turn(decision, built[found[0]].id):
                _correct(tasks, found[0], decision)
        return tasks

    def _task(self, task: Task) -> Task:
        criteria = tuple(self._criterion(criterion) for criterion in task.criteria)
        return task if criteria == task.criteria else task.model_copy(update={"criteria": criteria})

    def _criterion(self, criterion: Criterion) -> Criterion:
        ids = [criterion.id, *(rule.id for rule in criterion.rules)]
        spots = _spots(criterion.evidence)
        for decision in self.replay.about((CorrectRule, DismissRule, AddRule), ids, spots):
            if isinstance(decision, AddRule):
                here = decision.where == criterion.id or self.replay.stands_at(decision, spots)
                if here and criterion.text == decision.text:
                    criterion = self._added(criterion, decision)
                continue
            rule = self._rule(criterion, decision, spots)
            if rule is None or not self._in_turn(decision, rule.id):
                continue
            if isinstance(decision, DismissRule):
                criterion = _without(criterion, rule, decision)
            elif isinstance(decision, CorrectRule):
                criterion = self._changed(criterion, rule, decision)
        return criterion

    def _rule(self, criterion: Criterion, decision: Decided, spots: frozenset[Spot]) -> Rule | None:
        same = [rule for rule in criterion.rules if rule.text == decision.text]
        found = [rule for rule in same if rule.id == decision.where]
        if not found and not any(rule.id == decision.where for rule in criterion.rules):
            found = same if self.replay.stands_at(decision, spots) else []
        return found[0] if len(found) == 1 else None

    def _changed(self, criterion: Criterion, rule: Rule, decision: CorrectRule) -> Criterion:
        evidence = (*rule.evidence, _evidence(decision, rule.evidence))
        new = self._validated(criterion, rule.model_dump() | {"evidence": evidence}, decision.change, decision)
        if new is None:
            return criterion
        return criterion.model_copy(update={"rules": tuple(new if r is rule else r for r in criterion.rules)})

    def _added(self, criterion: Criterion, decision: AddRule) -> Criterion:
        base = {
            "id": Ids().make("r", criterion.id, decision.id),
            "text": criterion.text,
            "trigger": criterion.text,
            "effect": "deduct",
            "step": Decimal(1),
            "start": 0,
            "end": len(criterion.text),
            "evidence": (_evidence(decision, criterion.evidence),),
        }
        new = self._validated(criterion, base, decision.rule, decision)
        if new is None:
            return criterion
        self.replay.applied.add(decision.id)
        rules = tuple(sorted([*criterion.rules, new], key=lambda rule: rule.start))
        return criterion.model_copy(
            update={
                "rules": rules,
                "statements": _uncovered(criterion.statements, new),
                "notes": _uncovered(criterion.notes, new),
            }
        )

    def _validated(
        self, criterion: Criterion, values: dict[str, object], change: RuleChange, decision: Decided
    ) -> Rule | None:
        """The rule with the change, or None with the problem told."""
        values |= {name: getattr(change, name) for name in change.model_fields_set}
        if "text" in change.model_fields_set:
            start = criterion.text.find(change.text or "")
            if not change.text or start < 0:
                self._refuse(
                    decision,
                    f"{change.text!r} is no part of the criterion's text",
                    f"“{change.text or ''}”不是该条文中的文字",
                )
                return None
            values |= {"start": start, "end": start + len(change.text)}
        try:
            return Rule.model_validate(values)
        except ValidationError as error:
            self._refuse(decision, *problem_of(error))
            return None

    def _refuse(self, decision: Decided, problem: str, problem_zh: str) -> None:
        self.replay.applied.discard(decision.id)
        self.replay.problems[decision.id] = (problem, problem_zh)


def rule_problem(criterion: Criterion, rule: Rule | None, decision: CorrectRule | AddRule) -> tuple[str, str] | None:
    """Why a correction or addition would be refused, in English and Chinese; None where it would be applied."""
    replay = Replay((decision,))
    sheets = _Sheets(replay)
    if isinstance(decision, AddRule):
        sheets._added(criterion, decision)
    elif rule is not None:
        sheets._changed(criterion, rule, decision)
    return replay.problems.get(decision.id)


def _correct(tasks: list[Task], at: int, decision: CorrectNode) -> None:
    """Change the task; a level above the last is changed for all tasks of the sheet that share it."""
    change, given = decision.change, decision.change.model_fields_set
    path = tasks[at].path
    level = len(path) - 1 if decision.level is None else decision.level
    if given & {"name", "points"} and 0 <= level < len(path):
        shared = path[: level + 1]
        node = (change.name if change.name is not None else path[level][0], path[level][1])
        node = (node[0], change.points if "points" in given else node[1])
        for i, task in enumerate(tasks):
            if i == at or (level < len(path) - 1 and task.path[: level + 1] == shared):
                evidence = (*task.evidence, _evidence(decision, task.evidence[:1]))
                new = (*task.path[:level], node, *task.path[level + 1 :])
                tasks[i] = task.model_copy(update={"path": new, "evidence": evidence})
    lists = {name: getattr(change, name) or () for name in given & {"methods", "assessors"}}
    if lists:
        evidence = (*tasks[at].evidence, _evidence(decision, tasks[at].evidence[:1]))
        tasks[at] = tasks[at].model_copy(update=lists | {"evidence": evidence})


def _without(criterion: Criterion, rule: Rule, decision: DismissRule) -> Criterion:
    """The criterion without a rule; text that no other rule covers becomes a statement."""
    rules = tuple(r for r in criterion.rules if r is not rule)
    update: dict[str, object] = {"rules": rules, "evidence": (*criterion.evidence, _evidence(decision, rule.evidence))}
    if not any(r.start < rule.end and rule.start < r.end for r in rules):
        remark = Remark(text=rule.text, start=rule.start, end=rule.end)
        update["statements"] = tuple(sorted([*criterion.statements, remark], key=lambda r: r.start))
    return criterion.model_copy(update=update)


def _uncovered(remarks: Sequence[Remark], rule: Rule) -> tuple[Remark, ...]:
    """The remarks without what a new rule takes of them."""
    left: list[Remark] = []
    for remark in remarks:
        if rule.end <= remark.start or remark.end <= rule.start:
            left.append(remark)
            continue
        for start, end in ((remark.start, rule.start), (rule.end, remark.end)):
            text = remark.text[max(start - remark.start, 0) : max(end - remark.start, 0)]
            inner = text.strip(_TRIM)
            if _WORD.search(inner):
                start += text.index(inner)
                left.append(Remark(text=inner, start=start, end=start + len(inner)))
    return tuple(left)


def _evidence(decision: Decided, of: Sequence[Evidence]) -> Evidence:
    """What names the decision in a node's evidence: the node's places and a repair that changes no character."""
    note = Repair(name=DECISION, reason=reason(decision), start=0, before="", after="", support=decision.id)
    return Evidence(role=DECISION, places=of[0].places if of else (), repairs=(note,))


def _spots(evidence: Sequence[Evidence]) -> frozenset[Spot]:
    return frozenset((place.source, place.anchor) for one in evidence for place in one.places)
