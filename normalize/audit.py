"""Rulebook -> anomalies: points that do not add up, criteria without a rule, amounts above their points, lost text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import regex

from normalize.sketch import Origin
from normalize.text.notes import says_nothing
from normalize.text.traced import SourceCell
from schemas import (
    Anchor,
    Anomaly,
    Conservation,
    Criterion,
    Evidence,
    Rule,
    Sheet,
    Task,
    decimal_text,
    make_anomaly,
)

Path = tuple[tuple[str, Decimal | None], ...]
Key = tuple[str, Anchor]

_FEW_LABELS = 3
# 迟到一次扣1分, but neither 加分项目 nor 最高加5分
_COSTS = regex.compile(r"(?<!(?:最高|最多|不超过|累计)\p{Han}{0,2})[扣减加得]\s*\d+(?:\.\d+)?\s*分|不得分|不计分")
_POINTED = regex.compile(r"\p{Han}\s*[(（]\s*\d+(?:\.\d+)?\s*分\s*[)）]")
_CAP_IN_LABEL = regex.compile(
    r"(?:最高|最多|至多|上限|不得?超过|限)\P{Han}{0,2}[加扣得计]?\P{Han}{0,2}\d+(?:\.\d+)?\s*分|\d\s*分封顶"
)
_WHOLE = 100  # points of a sheet
_NUMBER_IN_BRACKETS = regex.compile(r"[(（\[【](?=\P{Han}*\d)[^\p{Han})）\]】]{1,6}分")


def audit_tree(sheet: Sheet) -> Iterator[Anomaly]:
    """What the tasks of a sheet together show to be in doubt."""
    yield from points_that_do_not_add_up(sheet)
    yield from missing_points(sheet)
    yield from glued_labels(sheet)
    yield from capped_labels(sheet)
    yield from sentences_for_labels(sheet)


def audit_tasks(sheet: Sheet) -> Iterator[Anomaly]:
    """What each of its tasks shows to be in doubt."""
    seen: set[Path] = set()
    for task in sheet.tasks:
        yield from missing_names(task)
        yield from scoring_labels(task, seen)
        yield from criteria_without_rule(task)
        for criterion in task.criteria:
            for rule in criterion.rules:
                yield from amount_above_points(rule, criterion, task)


def _children(sheet: Sheet) -> dict[Path, dict[Path, Task]]:
    """For each node its children's paths, in order, with the first task below; the tree's top is ()."""
    tree: dict[Path, dict[Path, Task]] = defaultdict(dict)
    for task in sheet.tasks:
        for depth in range(len(task.path)):
            tree[task.path[:depth]].setdefault(task.path[: depth + 1], task)
    return tree


def points_that_do_not_add_up(sheet: Sheet) -> Iterator[Anomaly]:
    """A node whose children all have points that do not give its own."""
    tree = _children(sheet)
    for node, children in tree.items():
        if not node or node[-1][1] is None:
            continue
        points = [child[-1][1] for child in children]
        known = [value for value in points if value is not None]
        if len(known) == len(points) and sum(known) != node[-1][1]:
            yield make_anomaly(
                "points-sum",
                next(iter(children.values())).id,
                _label_evidence(next(iter(children.values())), len(node) - 1),
                name=node[-1][0],
                sum=decimal_text(sum(known, Decimal(0))),
                points=decimal_text(node[-1][1]),
            )


def missing_points(sheet: Sheet) -> Iterator[Anomaly]:
    """A node without points among siblings that have some, or whose label holds what looks like them: 目标(4O分).

    But not where a cell of its points is in doubt already, nor beside categories that make up a hundred: what is
    awarded or deducted besides has none.
    """
    for node, children in _children(sheet).items():
        known = [points for child in children if (points := child[-1][1]) is not None]
        some = bool(known) and (bool(node) or sum(known) != _WHOLE)
        for child, task in children.items():
            name, points = child[-1]
            if points is not None or (child == task.path and _has(task, "points")):
                continue
            if some or (_NUMBER_IN_BRACKETS.search(name) and not _CAP_IN_LABEL.search(name)):
                evidence = _label_evidence(task, len(child) - 1)
                yield make_anomaly("points-missing", task.id, evidence, name=name)


def glued_labels(sheet: Sheet) -> Iterator[Anomaly]:
    """A label that holds several names, each with its points: rows that nothing told apart (设备(20分)耗材(15分))."""
    for children in _children(sheet).values():
        for child, task in children.items():
            for evidence in _label_evidence(task, len(child) - 1):
                if len(_POINTED.findall(text := evidence.replay())) > 1:
                    yield make_anomaly("labels-glued", task.id, (evidence,), text=text)


def capped_labels(sheet: Sheet) -> Iterator[Anomaly]:
    """A label that holds a cap over what stands below it, which no rule has: 加分项(最高10分)."""
    for children in _children(sheet).values():
        for child, task in children.items():
            if _CAP_IN_LABEL.search(child[-1][0]):
                yield make_anomaly("cap-unplaced", task.id, _label_evidence(task, len(child) - 1), text=child[-1][0])


def sentences_for_labels(sheet: Sheet) -> Iterator[Anomaly]:
    """Labels that are sentences: 2.按月上报台账。 Where they are many, the sheet is flagged once."""
    found = [
        (child, task)
        for children in _children(sheet).values()
        for child, task in children.items()
        if child[-1][0].endswith(("。", "；", ";"))
    ]
    many = len(found) > _FEW_LABELS
    for path, task in found[:1] if many else found:
        evidence = _label_evidence(task, len(path) - 1)
        yield make_anomaly("label-sentence", sheet.id if many else task.id, evidence, text=_short(path[-1][0]))


def other_categories(sheet: Sheet, expected: Mapping[str, Decimal]) -> Iterator[Anomaly]:
    """A sheet whose categories are not those, with those points, that its institution says every sheet has."""
    tops = _children(sheet).get((), {})
    found = {path[0][0]: path[0][1] for path in tops}
    if not expected or not tops or found == expected:
        return
    read = ", ".join(f"{name} {'–' if value is None else decimal_text(value)}" for name, value in found.items())
    yield make_anomaly(
        "categories-differ",
        sheet.id,
        tuple(evidence for task in tops.values() for evidence in _label_evidence(task, 0)),
        read=read,
        expected=", ".join(f"{name} {decimal_text(value)}" for name, value in expected.items()),
    )


_LEVELS = (("category", "类别"), ("project", "项目"), ("item", "项目名称"))


def missing_names(task: Task) -> Iterator[Anomaly]:
    """A task of a path with a nameless node: its label was lost."""
    for level, (name, _) in enumerate(task.path):
        if not name:
            role, role_zh = _LEVELS[min(level, len(_LEVELS) - 1)]
            yield make_anomaly("label-missing", task.id, task.evidence, role=role, role_zh=role_zh)


def scoring_labels(task: Task, seen: set[Path]) -> Iterator[Anomaly]:
    """A label that says what something costs: a criterion that came to stand in its place. `seen`: those of tasks
    before."""
    for level, (name, _) in enumerate(task.path):
        path = task.path[: level + 1]
        if path not in seen and _COSTS.search(name):
            seen.add(path)
            yield make_anomaly("scoring-outside", task.id, _label_evidence(task, level), text=_short(name))


def _label_evidence(task: Task, level: int) -> tuple[Evidence, ...]:
    labels = [evidence for evidence in task.evidence if evidence.role == "label"]
    return (labels[level],) if level < len(labels) else ()


def _has(task: Task, role: str) -> bool:
    return any(evidence.role == role for evidence in task.evidence)


def criteria_without_rule(task: Task) -> Iterator[Anomaly]:
    """A criterion without a consequence where most others have one; a task of a table whose criteria have none.

    A task without criteria is one, too, unless it only names what follows (一、上级下达的任务); and one of which
    nothing is said but its name and points.
    """
    if not task.criteria and task.path and not _has(task, "shared"):
        if any(not duty.number or duty.number.isdigit() for duty in task.duties):
            yield make_anomaly("no-rule", task.id, task.duties[0].evidence, text=_short(task.duties[0].text))
        elif not task.duties and task.path[-1][1] is not None:
            yield make_anomaly("no-rule", task.id, task.evidence, text=_short(task.path[-1][0]))
    silent = [c for c in task.criteria if not c.rules and c.group_cap is None]
    if any(c.rules for c in task.criteria):
        silent = [c for c in silent if not says_nothing(c.text)]
    scoring = len(task.criteria) - len(silent)
    if not scoring and silent and task.path:
        yield make_anomaly("no-rule", task.id, silent[0].evidence, text=_short(silent[0].text))
    elif scoring >= len(silent):
        for criterion in silent:
            yield make_anomaly("no-rule", criterion.id, criterion.evidence, text=_short(criterion.text))


def amount_above_points(rule: Rule, criterion: Criterion, task: Task) -> Iterator[Anomaly]:
    """A rule that takes or gives more at once than what carries it has."""
    holder = (
        (criterion.text[:20], criterion.points)
        if criterion.points is not None
        else (task.path[-1] if task.path else ("", None))
    )
    amount, (name, points) = rule.amount, holder
    if amount is None or amount.percent or amount.kind not in ("fixed", "range") or rule.scope != "task":
        return
    if points is not None and amount.max is not None and amount.max > points:
        evidence = rule.evidence
        yield make_anomaly(
            "points-exceed",
            rule.id,
            evidence,
            amount=decimal_text(amount.max),
            points=decimal_text(points),
            name=name,
        )


def files_without_rules(
    origins: Sequence[Origin], source_of: Mapping[str, str], sheets: Sequence[Sheet]
) -> Iterator[Anomaly]:
    """A file that gave not one rule, where its reader did not say why. `source_of`: a sheet's Source.id."""
    scoring = {source_of[sheet.id] for sheet in sheets if any(c.rules for task in sheet.tasks for c in task.criteria)}
    for origin in origins:
        if origin.source.id not in scoring and not any(a.severity != "info" for a in origin.anomalies):
            yield make_anomaly("nothing-scored", origin.source.id, place=origin.source.path)


def conservation(
    origins: Sequence[Origin], sheets: Sequence[Sheet], header: Sequence[SourceCell]
) -> tuple[Conservation, tuple[Anomaly, ...]]:
    """How many characters of the documents' cells and paragraphs lie in some node, and an anomaly for each lost run.

    Column headings aside, every character that is not white space has to lie in the evidence of a node.
    """
    headings = {(cell.source, cell.anchor) for cell in header}
    # one byte a character: a long file has millions of them; by text, too: a text box shares its paragraph's anchor
    covered: dict[Key, dict[str, bytearray]] = {}
    for origin in origins:
        for anchor, text in origin.texts:
            covered.setdefault((origin.source.id, anchor), {})[text] = bytearray(len(text))
    for evidence in _all_evidence(sheets):
        for place in evidence.places:
            for text, marks in covered.get((place.source, place.anchor), {}).items():
                if text.startswith(place.text, place.start):
                    marks[place.start : place.end] = b"\1" * len(place.text)
    total = accounted = 0
    lost: list[Anomaly] = []
    for origin in origins:
        for anchor, text in origin.texts:
            if (origin.source.id, anchor) in headings:
                continue
            marks = covered[origin.source.id, anchor][text]
            characters = len("".join(text.split()))
            total += characters
            if 0 not in marks:
                accounted += characters
                continue
            missing = "".join([c for c, mark in zip(text, marks, strict=True) if not mark and not c.isspace()])
            accounted += characters - len(missing)
            if missing:
                lost.append(make_anomaly("text-unaccounted", origin.source.id, text=_short(missing, 80)))
    return Conservation(characters=total, accounted=accounted), tuple(lost)


def _all_evidence(sheets: Iterable[Sheet]) -> Iterator[Evidence]:
    for sheet in sheets:
        yield from sheet.evidence
        for heading in sheet.headings:
            yield from heading.evidence
        for task in sheet.tasks:
            yield from task.evidence
            for duty in task.duties:
                yield from duty.evidence
            for criterion in task.criteria:
                yield from criterion.evidence


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[:length] + "…"
