"""How far a rule can be relied on, by the checks that it passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from normalize.decide import DECISION
from schemas import Anomaly, Criterion, Rule, Sheet, Task

_DIGIT = regex.compile(r"\d")


def with_certainty(sheets: tuple[Sheet, ...], anomalies: Sequence[Anomaly]) -> tuple[Sheet, ...]:
    """The sheets, each rule with its certainty: doubtful where an error or warning points at it or its criterion,
    likely where one points at its task or a repair touched its number, certain otherwise."""
    open_codes: dict[str, list[str]] = defaultdict(list)
    for anomaly in anomalies:
        if anomaly.severity != "info" and anomaly.status == "open":
            open_codes[anomaly.where].append(anomaly.code)
    return tuple(_sheet(sheet, open_codes) for sheet in sheets)


def _sheet(sheet: Sheet, codes: dict[str, list[str]]) -> Sheet:
    """The sheet with its tasks' certainty and its own: as that of its least certain rule, with all their reasons."""
    tasks = tuple(_task(task, codes) for task in sheet.tasks)
    rules = [rule for task in tasks for criterion in task.criteria for rule in criterion.rules]
    levels = {rule.certainty for rule in rules} | ({"doubtful"} if codes.get(sheet.id) else set())
    reasons = [*codes.get(sheet.id, ()), *(reason for rule in rules for reason in rule.reasons)]
    least = next((level for level in ("doubtful", "likely") if level in levels), "certain")
    return sheet.model_copy(update={"tasks": tasks, "certainty": least, "reasons": tuple(sorted(set(reasons)))})


def _task(task: Task, codes: dict[str, list[str]]) -> Task:
    criteria = tuple(_criterion(criterion, task, codes) for criterion in task.criteria)
    return task if _same(criteria, task.criteria) else task.model_copy(update={"criteria": criteria})


def _criterion(criterion: Criterion, task: Task, codes: dict[str, list[str]]) -> Criterion:
    rules = tuple(_rule(rule, criterion, task, codes) for rule in criterion.rules)
    return criterion if _same(rules, criterion.rules) else criterion.model_copy(update={"rules": rules})


def _same(some: Sequence[object], others: Sequence[object]) -> bool:
    """Whether nothing was changed: copies of what stays would weigh as much as all of a long sheet."""
    return all(one is other for one, other in zip(some, others, strict=True))


def _rule(rule: Rule, criterion: Criterion, task: Task, codes: dict[str, list[str]]) -> Rule:
    near = [*codes.get(rule.id, ()), *codes.get(criterion.id, ())]
    far = list(codes.get(task.id, ()))
    touched = [
        f"repaired:{repair.name}"
        for evidence in rule.evidence
        for repair in evidence.repairs
        if repair.name != DECISION and _DIGIT.search(repair.before + repair.after)
    ]
    reasons = tuple(dict.fromkeys([*near, *far, *touched]))
    certainty = "doubtful" if near else "likely" if reasons else "certain"
    return rule.model_copy(update={"certainty": certainty, "reasons": reasons}) if reasons else rule
