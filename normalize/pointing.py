"""What a reader doubted, pointed at the node whose characters it fell on: a reader knows pages, not tasks and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from schemas import Anomaly, Criterion, Evidence, PageAnchor, Place, Sheet, Task
from schemas.anomaly import pointed_at

POINTED = frozenset({"two-readings", "rule-doubtful", "cell-uneven", "text-struck", "text-unread", "text-unseen"})
OF_PAGES = frozenset({"scan-poor", "no-ruled-table", "text-layer"})  # doubts of all that stands on a page
_SLACK = 0.5  # points

Spot = tuple[str, int]
"""Source.id and page."""


def point_doubts(anomalies: Sequence[Anomaly], sheets: Iterable[Sheet]) -> Iterator[Anomaly]:
    """The anomalies, those of POINTED at the rule, criterion or task on whose characters they fall, or at the sheet of
    whose title.

    At the one rule; at the criterion, where it has several there or none; at the first task, where they fall on several
    criteria, a duty or a label. The characters of such an anomaly's evidence count in the cell that its box lies in.
    One OF_PAGES points at each task of its pages.
    """
    if not any(anomaly.code in POINTED | OF_PAGES for anomaly in anomalies):
        yield from anomalies
        return
    sheets = list(sheets)
    tasks = _tasks_by_page(sheets)
    for anomaly in anomalies:
        places = [place for evidence in anomaly.evidence for place in evidence.places]
        nodes: list[str] = []
        if anomaly.code in OF_PAGES:
            nodes = [task.id for place in places if (spot := _spot(place)) for task in tasks[spot]]
        elif anomaly.code in POINTED and places and (spot := _spot(places[0])):
            titled = (sheet.id for sheet in sheets if _holds(sheet.evidence, places[0]))
            nodes = [node] if (node := _node(places[0], tasks[spot]) or next(titled, None)) else []
        yield from (pointed_at(anomaly, node) for node in dict.fromkeys(nodes))
        if not nodes:
            yield anomaly


def _spot(place: Place) -> Spot | None:
    return (place.source, place.anchor.page) if isinstance(place.anchor, PageAnchor) else None


def _tasks_by_page(sheets: Iterable[Sheet]) -> dict[Spot, list[Task]]:
    found: dict[Spot, dict[str, Task]] = defaultdict(dict)
    for task in (task for sheet in sheets for task in sheet.tasks):
        for evidence in _all_of(task):
            for place in evidence.places:
                if spot := _spot(place):
                    found[spot][task.id] = task
    return defaultdict(list, {spot: list(tasks.values()) for spot, tasks in found.items()})


def _all_of(task: Task) -> Iterator[Evidence]:
    yield from task.evidence
    for duty in task.duties:
        yield from duty.evidence
    for criterion in task.criteria:
        yield from criterion.evidence


def _node(place: Place, tasks: Sequence[Task]) -> str | None:
    """The id of the node that the place falls on."""
    hit = [task for task in tasks if _holds(_all_of(task), place)]
    criteria = [criterion for task in hit for criterion in task.criteria if _holds(criterion.evidence, place)]
    if len(criteria) == 1:
        return _rule_or(criteria[0], place)
    return hit[0].id if hit else None


def _rule_or(criterion: Criterion, place: Place) -> str:
    rules = [rule for rule in criterion.rules if _holds(rule.evidence, place)]
    return rules[0].id if len(rules) == 1 else criterion.id


def _holds(evidence: Iterable[Evidence], doubt: Place) -> bool:
    """Whether some of the doubted characters are among those of the evidence."""
    return any(
        place.start < doubt.end and doubt.start < place.end and _lies_in(doubt, place)
        for one in evidence
        for place in one.places
    )


def _lies_in(doubt: Place, place: Place) -> bool:
    inner, outer = doubt.anchor, place.anchor
    if not isinstance(inner, PageAnchor) or not isinstance(outer, PageAnchor) or _spot(doubt) != _spot(place):
        return False
    (x0, top, x1, bottom), (left, upper, right, lower) = inner.bbox, outer.bbox
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    return left - _SLACK <= x <= right + _SLACK and upper - _SLACK <= y <= lower + _SLACK
