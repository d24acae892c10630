"""Which tasks are copies of one another: by their text, since labels are what gets lost.

Tasks are compared through an inverted index of shingles (Broder 1997, On the resemblance and containment of
documents) against one representative a cluster, so the work grows with the text, not with its square. Containment
is the measure and not resemblance: a copy that lost most of its lines is a copy still.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from rapidfuzz.distance import Indel

from normalize.siblings.alignment import fold
from normalize.siblings.copies import TaskCopy

SHINGLE = 3
"""Length of the shingles, in Han characters: digits and punctuation are alike everywhere and get lost first."""

ALIKE = 0.4
"""Least share of the shorter text's shingles found in the longer one."""

SHORT = 14
"""Texts of fewer shingles are alike by chance: labels or neighbours must bear them out."""

SHORT_ALIKE = 0.7
"""Least likeness of short texts."""

GENERIC = 3
"""A shingle that a sheet has in more tasks than this, on average, is no evidence."""

_COMMON = 100
"""A shingle that stands in more representatives than this says nothing, and is not looked up."""


_Group = list[int]


def cluster(tasks: Sequence[TaskCopy]) -> tuple[tuple[int, ...], ...]:
    """Indices of the tasks that are copies of one another, at most one of a sheet in a cluster; all tasks occur.

    Every task is matched against the representatives it shares shingles with; the best matches are taken first.
    The clusters do not depend on the order of the tasks; indices in a cluster are sorted by sheet and position.
    """
    shingles = _specific(tasks, [_shingles(task) for task in tasks])
    order = sorted(range(len(tasks)), key=lambda i: (-_size(shingles[i]), _content(tasks[i])))
    long = [i for i in order if _size(shingles[i]) >= SHORT]
    short = [i for i in order if _size(shingles[i]) < SHORT]
    groups: list[_Group] = []
    while long:
        made, long = _round(tasks, shingles, long)
        groups += made
    groups = _place_short(tasks, shingles, short, groups)
    sorted_groups = (sorted(group, key=lambda i: _content(tasks[i])) for group in groups)
    return tuple(tuple(group) for group in sorted(sorted_groups, key=lambda group: _content(tasks[group[0]])))


def _content(task: TaskCopy) -> tuple[object, ...]:
    return (task.sheet, task.position, sorted(task.texts.items()), [name for name, _ in task.path], task.assessors)


_NOT_HAN = re.compile("[^\u3400-\u9fff]+")
_Shingles = Mapping[str, frozenset[str]]


def _shingles(task: TaskCopy) -> _Shingles:
    """By role: a cell's shingles are sought in the same cell of the other task."""
    found: dict[str, frozenset[str]] = {}
    for role, text in sorted(task.texts.items()):
        han = _NOT_HAN.sub("", text)
        found[role] = frozenset(role + han[i : i + SHINGLE] for i in range(len(han) - SHINGLE + 1))
    return found


def _specific(tasks: Sequence[TaskCopy], shingles: Sequence[_Shingles]) -> list[_Shingles]:
    """Without the shingles that a sheet has in many of its tasks: they tell no task from another."""
    in_tasks = Counter(chain.from_iterable(grams for found in shingles for grams in found.values()))
    in_sheets: dict[str, set[str]] = defaultdict(set)
    for task, found in zip(tasks, shingles, strict=True):
        for grams in found.values():
            in_sheets[task.sheet].update(grams)
    sheets = Counter(chain.from_iterable(in_sheets.values()))
    generic = frozenset(gram for gram, count in in_tasks.items() if count > GENERIC * sheets[gram])
    return [{role: grams - generic for role, grams in found.items()} for found in shingles]


def _size(shingles: _Shingles) -> int:
    return sum(map(len, shingles.values()))


def _round(
    tasks: Sequence[TaskCopy], shingles: Sequence[_Shingles], order: Sequence[int]
) -> tuple[list[_Group], list[int]]:
    """Clusters of one pass, and the tasks whose cluster had one of their sheet already: they form others."""
    index: dict[str, list[int]] = defaultdict(list)
    leaders: list[int] = []
    matches: list[tuple[float, float, int, int, int]] = []
    for rank, task in enumerate(order):
        found = [
            (score, leader) for leader, score in _scores(shingles[task], shingles, index).items() if score >= ALIKE
        ]
        for score, leader in found:
            likeness, distance = _labels_alike(tasks[task], tasks[leader]), _distance(tasks[task], tasks[leader])
            matches.append((-round(score, 3), -round(likeness, 3), distance, rank, leader))
        if not found:
            leaders.append(task)
            for shingle in chain.from_iterable(shingles[task].values()):
                index[shingle].append(task)
    groups = {leader: [leader] for leader in leaders}
    sheets = {leader: {tasks[leader].sheet} for leader in leaders}
    left = set(order) - set(leaders)
    for *_, rank, leader in sorted(matches):
        task = order[rank]
        if task in left and tasks[task].sheet not in sheets[leader]:
            groups[leader].append(task)
            sheets[leader].add(tasks[task].sheet)
            left.discard(task)
    return list(groups.values()), [task for task in order if task in left]


def _scores(own: _Shingles, shingles: Sequence[_Shingles], index: dict[str, list[int]]) -> dict[int, float]:
    """Containment: what the two share of what they could, role by role, so that a cell that lost its lines in the one
    and another that lost them in the other do not hide each other."""
    found = (index[shingle] for shingle in chain.from_iterable(own.values()) if shingle in index)
    shared = Counter(chain.from_iterable(holders for holders in found if len(holders) <= _COMMON))
    scores: dict[int, float] = {}
    for leader, count in shared.items():
        if count < SHORT * ALIKE:
            continue
        common = _common(own, shingles[leader])
        if common >= SHORT:
            scores[leader] = count / common
    return scores


def _common(one: _Shingles, other: _Shingles) -> int:
    return sum(min(len(grams), len(other.get(role, ()))) for role, grams in one.items())


def _labels_alike(one: TaskCopy, other: TaskCopy) -> float:
    if not one.path or not other.path:
        return 0.0
    return Indel.normalized_similarity(fold(one.path[-1][0]).key, fold(other.path[-1][0]).key)


def _distance(one: TaskCopy, other: TaskCopy) -> int:
    return abs(one.position - other.position)


def _place_short(
    tasks: Sequence[TaskCopy], shingles: Sequence[_Shingles], short: Sequence[int], groups: list[_Group]
) -> list[_Group]:
    """Short tasks join a group whose text theirs is like, when the label or a neighbour in the sheet agrees."""
    seats = {(tasks[i].sheet, tasks[i].position): number for number, group in enumerate(groups) for i in group}
    beside: dict[tuple[str, object], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for mark in {mark for i in group for mark in _marks(tasks[i], seats)}:
            beside[mark].append(number)
    sheets = [{tasks[i].sheet for i in group} for group in groups]
    for task in short:
        marks = _marks(tasks[task], seats)
        met = Counter(number for mark in marks for number in beside[mark] if tasks[task].sheet not in sheets[number])
        fits = [(-_fit(tasks, shingles, task, groups[number], count), number) for number, count in met.items()]
        best = min(fits, default=(0.0, -1))
        if best[0] < 0:
            number = best[1]
            groups[number].append(task)
            sheets[number].add(tasks[task].sheet)
        else:
            number = len(groups)
            groups.append([task])
            sheets.append({tasks[task].sheet})
        for mark in marks:
            if number not in beside[mark]:
                beside[mark].append(number)
    return groups


def _marks(task: TaskCopy, seats: dict[tuple[str, int], int]) -> set[tuple[str, object]]:
    """What bears a short text out: its label, and the clusters of its neighbours in the sheet."""
    marks: set[tuple[str, object]] = set()
    if task.path and len(fold(task.path[-1][0]).key) > 1:
        marks.add(("label", fold(task.path[-1][0]).key))
    for side in (-1, 1):
        if (task.sheet, task.position + side) in seats:
            marks.add(("after" if side < 0 else "before", seats[task.sheet, task.position + side]))
    return marks


def _fit(tasks: Sequence[TaskCopy], shingles: Sequence[_Shingles], task: int, group: _Group, marks: int) -> float:
    """How well a short task fits a group: 0 when it does not."""
    leader = group[0]
    mine, theirs = ("".join(fold(t).key for _, t in sorted(tasks[i].texts.items())) for i in (task, leader))
    if not mine or not theirs:
        return float(marks) if marks > 1 else 0.0
    likeness = Indel.normalized_similarity(mine, theirs)
    common = _common(shingles[task], shingles[leader])
    if common:
        shared = sum(len(grams & shingles[leader].get(role, frozenset())) for role, grams in shingles[task].items())
        likeness = max(likeness, shared / common)
    return likeness + 0.05 * marks if likeness >= SHORT_ALIKE else 0.0
