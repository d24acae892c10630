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
    return tuple(
        sheet.model_copy(update={"tasks": tuple(_task(task, open_codes) for task in sheet.tasks)}) for sheet in sheets
    )


def _task(task: Task, codes: dict[str, list[str]]) -> Task:
    criteria = tuple(_criterion(criterion, task, codes) for criterion in task.criteria)
    return task.model_copy(update={"criteria": criteria})


def _criterion(criterion: Criterion, task: Task, codes: dict[str, list[str]]) -> Criterion:
    rules = tuple(_rule(rule, criterion, task, codes) for rule in criterion.rules)
    return criterion.model_copy(update={"rules": rules}) if rules else criterion


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
