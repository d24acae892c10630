"""A rulebook and placed events to scores: rules, tasks, the nodes of the tree, departments. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas import Rulebook, Sheet, Task, decimal_text
from score.awards import Start, has_earned, start_of
from score.criteria import Box, box_of, group_capped
from score.events import Event
from score.interval import NOUGHT, ZERO, Interval, exact, total
from score.placing import Placed
from score.ruling import Events, headed, label_of, task_rulings, unbounded
from score.scores import BookScore, NodeScore, RuleScore, SheetScore, TaskScore
from score.wording import Said, name_of

Path = tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Pot:
    """The points that the tasks hanging directly under one node share; mostly one task has them alone."""

    points: Decimal | None
    start: Interval | None
    score: Interval | None
    lost: Interval
    gained: Interval
    total: Interval
    total_added: Interval
    tasks: tuple[TaskScore, ...]
    lines: tuple[Said, ...]
    open: tuple[Said, ...]


def score_book(book: Rulebook, placed: Iterable[Placed]) -> BookScore:
    """The score of every department. The order of events makes no difference. Nothing is rounded."""
    by_rule: dict[str, list[Event]] = {}
    count = 0
    for some in placed:
        by_rule.setdefault(some.place.rule.id, []).append(some.event)
        count += 1
    for events in by_rule.values():
        events.sort(key=lambda event: event.row)
    with exact():
        return BookScore(count, tuple(_sheet(sheet, by_rule) for sheet in book.sheets))


def _sheet(sheet: Sheet, events: Events) -> SheetScore:
    hung: dict[Path, list[Task]] = {}
    for task in sheet.tasks:
        hung.setdefault(task.path, []).append(task)
    paths = tuple(dict.fromkeys(path[:depth] for path in hung for depth in range(1, len(path) + 1)))
    tops = [path for path in paths if len(path) == 1]
    points = _sum_known(path[-1][1] for path in tops) if tops else None
    total_points = unbounded(points)
    pots: list[Pot] = []
    nodes = tuple(_node(path, paths, hung, events, total_points, pots) for path in tops)
    if () in hung:
        nodes = (_node((), (), hung, events, total_points, pots), *nodes)
    return _summed_sheet(sheet, points, nodes, pots, events)


def _summed_sheet(
    sheet: Sheet, points: Decimal | None, nodes: tuple[NodeScore, ...], pots: Sequence[Pot], events: Events
) -> SheetScore:
    taken, added = total(pot.total for pot in pots), total(pot.total_added for pot in pots)
    before = _sum_scores(node.score for node in nodes)
    if before is not None:
        before = (before - taken).at_least(NOUGHT) + added
    rules = [(task, rule) for task in sheet.tasks for criterion in task.criteria for rule in criterion.rules]
    vetoes = [(task, rule) for task, rule in rules if rule.effect == "veto" and rule.id in events]
    lines = [
        headed(label_of(task), Said(f"{name_of(rule)}: veto", f"{name_of(rule)}: 一票否决")) for task, rule in vetoes
    ]
    if taken.high:
        lines.append(Said(f"taken from the total: {taken}", f"在总分中扣除 {taken}"))
    if added.high:
        lines.append(Said(f"added to the total: {added}", f"在总分中加 {added}"))
    return SheetScore(
        sheet_id=sheet.id,
        department=sheet.department,
        year=sheet.year,
        points=points,
        score=ZERO if vetoes else before,
        before_veto=before,
        vetoed=bool(vetoes),
        lost=total(node.lost for node in nodes) + taken,
        gained=total(node.gained for node in nodes) + added,
        explanation=tuple(lines),
        open=_unknown(nodes),
        rules=tuple(rule for node in nodes for rule in _all_rules(node)),
        nodes=nodes,
    )


def _node(
    path: Path,
    paths: Sequence[Path],
    hung: Mapping[Path, Sequence[Task]],
    events: Events,
    total_points: Decimal,
    pots: list[Pot],
) -> NodeScore:
    """The node at `path` with all below it; the pots that it makes are added to `pots`."""
    below = [other for other in paths if len(other) == len(path) + 1 and other[:-1] == path] if path else []
    children = tuple(_node(other, paths, hung, events, total_points, pots) for other in below)
    points = path[-1][1] if path else None
    tasks = hung.get(path, ())
    pot = _pot(tasks, _own_points(points, children, tasks), events, total_points) if tasks else None
    if pot is not None:
        pots.append(pot)
    scores = [*(child.score for child in children), *([pot.score] if pot else [])]
    starts = [*(child.start for child in children), *([pot.start] if pot else [])]
    return NodeScore(
        path=tuple(name for name, _ in path),
        points=points,
        start=_sum_scores(starts),
        score=_sum_scores(scores),
        lost=total(child.lost for child in children) + (pot.lost if pot else ZERO),
        gained=total(child.gained for child in children) + (pot.gained if pot else ZERO),
        explanation=pot.lines if pot else (),
        open=(pot.open if pot else ()) + _unknown(children),
        tasks=pot.tasks if pot else (),
        children=children,
    )


def _own_points(points: Decimal | None, children: Sequence[NodeScore], tasks: Sequence[Task]) -> Decimal | None:
    """What a node has for the tasks directly under it: what its children leave of its points."""
    if not children:
        return points
    below = _sum_known(child.points for child in children)
    if points is not None and below is not None and below <= points:
        return points - below
    scored = any(criterion.rules for task in tasks for criterion in task.criteria)
    return None if scored else NOUGHT


def _pot(tasks: Sequence[Task], points: Decimal | None, events: Events, total_points: Decimal) -> Pot:
    starts: list[Start] = [start_of(task) for task in tasks]
    earned = all(start == "earned" for start in starts) and has_earned(tasks)
    starts = ["earned" if earned else "mixed" if start == "earned" else start for start in starts]
    boxed: list[tuple[TaskScore, tuple[Box, ...]]] = [
        _task(task, points, events, total_points, start) for task, start in zip(tasks, starts, strict=True)
    ]
    boxes = [box for _, some in boxed for box in some]
    lost = total(box.lost for box in boxes).at_least(NOUGHT)
    gained = total(box.earned + box.bonus for box in boxes)
    zeroes = any(box.zeroes for box in boxes)
    shared = len(tasks) > 1
    lines: list[Said] = []
    reasons: list[Said] = [reason for task, _ in boxed for reason in task.open]
    if zeroes and shared:
        lost = lost + Interval(NOUGHT, unbounded(points))
        reasons.append(
            Said("how many of the shared points fall to zero is not said", "不得分项占共有分值多少, 原文未写明")
        )
    start = score = None
    if points is not None:
        start = ZERO if earned else Interval.of(points)
        score = _bounded(start, lost, boxes, points, lines)
        if zeroes and not shared:
            score = ZERO
    else:
        reasons.append(Said("its points are not known", "分值不明"))
    scores = tuple(task if shared else _with_score(task, score) for task, _ in boxed)
    return Pot(
        points=points,
        start=start,
        score=score,
        lost=lost,
        gained=gained,
        total=total(box.total for box in boxes),
        total_added=total(box.total_added for box in boxes),
        tasks=scores,
        lines=tuple(lines),
        open=tuple(dict.fromkeys(reasons)),
    )


def _bounded(start: Interval, lost: Interval, boxes: Sequence[Box], points: Decimal, lines: list[Said]) -> Interval:
    """start - lost + earned within 0 and `points`, then what the text adds on top."""
    earned = total(box.earned for box in boxes)
    bonus = total(box.bonus for box in boxes)
    free = start - lost + earned
    bound = decimal_text(points)
    if free.low < 0:
        lines.append(Said(f"{free} in all, not below 0", f"合计 {free}, 扣完为止"))
    if free.high > points:
        lines.append(Said(f"{free} in all, not above {bound}", f"合计 {free}, 不超过 {bound}"))
    if bonus.high:
        lines.append(Said(f"{bonus} added on top of {bound}", f"另加 {bonus}, 在 {bound} 分之外"))
    return free.at_least(NOUGHT).at_most(points) + bonus


def _task(
    task: Task, points: Decimal | None, events: Events, total_points: Decimal, start: Start
) -> tuple[TaskScore, tuple[Box, ...]]:
    rulings = task_rulings(task, events, unbounded(points), total_points)
    boxes = group_capped(task, [box_of(task, criterion, rulings, start) for criterion in task.criteria])
    name = label_of(task)
    rules = tuple(
        rulings[rule.id].score(task, criterion)
        for criterion in task.criteria
        for rule in criterion.rules
        if rule.id in rulings
    )
    lines: list[Said] = []
    for criterion, box in zip(task.criteria, boxes, strict=True):
        mine = [rule for rule in rules if rule.criterion_id == criterion.id]
        lines += [line for rule in mine for line in rule.explanation]
        lines += [headed(name, line) for line in box.lines]
    open_ = [reason for rule in rules for reason in rule.open] + [reason for box in boxes for reason in box.open]
    result = TaskScore(
        task_id=task.id,
        score=None,
        lost=total(box.lost for box in boxes).at_least(NOUGHT),
        gained=total(box.earned + box.bonus for box in boxes),
        rules=rules,
        explanation=tuple(lines),
        open=tuple(dict.fromkeys(open_)),
    )
    return result, boxes


def _with_score(task: TaskScore, score: Interval | None) -> TaskScore:
    return TaskScore(task.task_id, score, task.lost, task.gained, task.rules, task.explanation, task.open)


def _all_rules(node: NodeScore) -> tuple[RuleScore, ...]:
    own = [rule for task in node.tasks for rule in task.rules]
    return (*own, *(rule for child in node.children for rule in _all_rules(child)))


def _unknown(nodes: Iterable[NodeScore]) -> tuple[Said, ...]:
    """Why a sum over nodes is not known, naming those that are missing from it."""
    missing = ["/".join(node.path) for node in nodes if node.score is None]
    if not missing:
        return ()
    return (
        Said(
            f"not added up: the score of {', '.join(missing)} is not known", f"未能合计:{'、'.join(missing)} 得分不明"
        ),
    )


def _sum_scores(scores: Iterable[Interval | None]) -> Interval | None:
    known = list(scores)
    return None if any(score is None for score in known) else total(score for score in known if score is not None)


def _sum_known(values: Iterable[Decimal | None]) -> Decimal | None:
    known = list(values)
    return None if any(value is None for value in known) else sum((v for v in known if v is not None), NOUGHT)
