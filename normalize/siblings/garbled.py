"""Leaf labels that are no words, put right by where they stand.

A recognizer can turn a whole short label into other characters (肘势菅埋). Its copies elsewhere may have other texts
below it, so that no vote over texts reaches it. Three things together decide: no two neighbouring characters of it
stand next to each other anywhere in the run's texts, the other sheets agree on what stands in this place, and it has
the shape of that. Without the last it is a task of the department's own, which no other text speaks of (借阅).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from normalize.siblings.copies import TaskCopy
from normalize.siblings.label_votes import LabelVote
from normalize.siblings.lookalikes import LOOK_ALIKES
from normalize.siblings.plausible import is_rare

_LEAST = 2


def vote_garbled(tasks: Sequence[TaskCopy], pairs: Mapping[str, int]) -> dict[int, LabelVote]:
    """For the tasks (by index) whose leaf label is no words, the path to restore where at least two sheets agree.

    `pairs` counts neighbouring characters over the texts of the run. A place is known by the parents, the leaf's points
    and the leaves before and after.
    """
    by_sheet: dict[str, list[int]] = defaultdict(list)
    for i, task in sorted(enumerate(tasks), key=lambda item: (item[1].sheet, item[1].position)):
        if len(task.path) > 1:
            by_sheet[task.sheet].append(i)
    places: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    found: dict[int, tuple[object, ...]] = {}
    for sheet, indices in by_sheet.items():
        for k, i in enumerate(indices):
            before = tasks[indices[k - 1]].path[-1][0] if k else None
            after = tasks[indices[k + 1]].path[-1][0] if k + 1 < len(indices) else None
            name, points = tasks[i].path[-1]
            place = (tuple(name for name, _ in tasks[i].path[:-1]), points, before, after)
            if tasks[i].lossy and name and not any(pairs.get(a + b) for a, b in pairwise(name)):
                found[i] = place
            elif name:
                places[place][sheet] = name
    return {i: vote for i, place in found.items() if (vote := _vote(tasks[i], places[place], by_sheet, tasks))}


def _vote(
    task: TaskCopy, names: Mapping[str, str], by_sheet: Mapping[str, list[int]], tasks: Sequence[TaskCopy]
) -> LabelVote | None:
    own = {tasks[i].path[-1][0] for i in by_sheet[task.sheet]}
    counts = Counter(name for name in names.values() if name not in own)
    if len(counts) != 1 or counts.total() < _LEAST:
        return None
    name = next(iter(counts))
    if not _has_shape_of(name, task.path[-1][0]):
        return None
    support = (*((0, 0) for _ in task.path[:-1]), (counts.total(), counts.total() + 1))
    return LabelVote((*task.path[:-1], (name, task.path[-1][1])), support, tuple(sorted(names)))


def _has_shape_of(name: str, read: str) -> bool:
    """As long, with a character that is or looks like the one in its place, or with one that such labels never have."""
    if any(map(is_rare, read)):
        return True
    return len(name) == len(read) and any(a == b or (a, b) in LOOK_ALIKES for a, b in zip(read, name, strict=True))
