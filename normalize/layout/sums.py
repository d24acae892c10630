"""Points that only sums give, and totals that the sheet states held against the points above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise

import regex

from normalize.layout.draft import DraftSheet, DraftTask, Flag, Node
from normalize.layout.labels import squash
from normalize.layout.rows import Row

_OPEN_END = regex.compile(r"[(（](\d+(?:\.\d+)?分?)$")
_BRACKET = regex.compile(r"[(（]([^()（）]{1,6})[)）]$")


def infer_points(tasks: tuple[DraftTask, ...]) -> tuple[DraftTask, ...]:
    """Points that are missing and that the sums pin down: the parent's less its other children's, or their sum.

    A node is known by its label's text object, so that two of the same name stay two. Returns the tasks with those
    points and a flag on each first task below such a node.
    """
    while found := _inferable(tasks):
        tasks = _with_points(tasks, found)
    return tasks


def _inferable(tasks: tuple[DraftTask, ...]) -> dict[int, tuple[Decimal, str]]:
    """Nodes (by the id of their text) whose points the sums give: the points and the sum that gives them."""
    found: dict[int, tuple[Decimal, str]] = {}
    pointed = {
        len(task.path[:level]) for task in tasks for level, node in enumerate(task.path) if node.points is not None
    }
    for level, parent, children in families(tasks):
        missing = [child for child in children if child.points is None]
        known = [child.points for child in children if child.points is not None]
        total = sum(known, Decimal(0))
        if parent.points is not None and len(missing) == 1 and parent.points > total:
            because = f"{parent.name} {parent.points}" + (f" - {total}" if total else "")
            found[id(missing[0].text)] = (parent.points - total, because)
        elif parent.points is None and not missing and len(children) > 1 and level in pointed:
            found[id(parent.text)] = (total, " + ".join(str(points) for points in known))
    return found


def families(tasks: Sequence[DraftTask]) -> list[tuple[int, Node, list[Node]]]:
    """Each node that has children with its level and those, in order."""
    families: dict[int, tuple[int, Node, dict[int, Node]]] = {}
    for task in tasks:
        for level, (parent, child) in enumerate(pairwise(task.path)):
            families.setdefault(id(parent.text), (level, parent, {}))[2].setdefault(id(child.text), child)
    return [(level, parent, list(below.values())) for level, parent, below in families.values()]


def _with_points(tasks: tuple[DraftTask, ...], found: dict[int, tuple[Decimal, str]]) -> tuple[DraftTask, ...]:
    result: list[DraftTask] = []
    flagged: set[int] = set()
    for task in tasks:
        path, flags = list(task.path), list(task.flags)
        for level, node in enumerate(task.path):
            key = id(node.text)
            if key not in found:
                continue
            points, because = found[key]
            path[level] = replace(node, name=_without_points(node.name, points), points=points)
            if key not in flagged:
                told = {"name": node.name, "points": points, "because": because, "because_zh": because}
                flags.append(Flag("points-inferred", told, node.text))
                flagged.add(key)
        result.append(replace(task, path=tuple(path), flags=tuple(flags)) if path != list(task.path) else task)
    return tuple(result)


def _without_points(name: str, points: Decimal) -> str:
    """The name without a bracket that states these points, one character misread: 考勤(2浆) is 考勤 where 2 is due.

    Nor one that breaks off: 考勤(2.
    """
    found = _BRACKET.search(name)
    due = (f"{points}", f"{points}分")
    if (open_end := _OPEN_END.search(name)) and open_end.group(1) in due:
        return name[: open_end.start()]
    if not found or not found.start() or not any(_one_off(found.group(1), text) for text in due):
        return name
    return name[: found.start()]


def _one_off(read: str, due: str) -> bool:
    """Whether one character was put in, or is another that is no digit."""
    if len(read) == len(due) + 1:
        return any(read[:i] + read[i + 1 :] == due for i in range(len(read)))
    wrong = [a for a, b in zip(read, due, strict=False) if a != b]
    return len(read) == len(due) and len(wrong) == 1 and not wrong[0].isdigit()


def total_flags(rows: Sequence[Row], tasks: Sequence[tuple[int, DraftTask]]) -> tuple[Flag, ...]:
    """A flag for each row of totals (合计, 小计) that states another sum than the points above it give.

    `tasks`: each with how many such rows stand above it. A subtotal counts from the row of totals before it, any other
    from there, from an earlier one or from the top; the only one of a sheet may count what stands below it, too: the
    right half of a table whose rows go on beside themselves. One above all rows counts them all. Where points are
    missing nothing is said: that is a flag already.
    """
    flags: list[Flag] = []
    totals = [row for row in rows if row.total is not None]
    for last, row in enumerate(totals):
        name = squash(row.duties.text)
        partial = name.startswith("小")
        above, whole = [task for part, task in tasks if part <= last], [task for _, task in tasks]
        sums: list[Decimal | None] = []
        if above or partial:
            starts = (last,) if partial else range(last + 1)
            sums = [_leaf_sum([task for part, task in tasks if start <= part <= last]) for start in starts]
            sums.append(_top_sum(above) if 0 in starts else None)
        if not partial and (len(totals) == 1 or not above):
            sums += [_top_sum(whole), _leaf_sum(whole)]
        known = [value for value in sums if value is not None]
        if known and row.total not in known:
            flags.append(Flag("points-sum", {"name": name, "sum": known[0], "points": row.total}, row.duties))
    return tuple(flags)


def totals_of_units(drafts: Sequence[DraftSheet]) -> tuple[DraftSheet, ...]:
    """The drafts, the last unit of a table without a flag for a row of totals that counts the whole table: 合计 90
    below units of 60 and of 30. Units of one table share the cells of its headings."""
    result: list[DraftSheet] = []
    for header, same in groupby(drafts, key=lambda draft: draft.header):
        units = list(same)
        if header and len(units) > 1:
            whole = _leaf_sum([task for unit in units for task in unit.tasks])
            flags = tuple(f for f in units[-1].flags if f.code != "points-sum" or f.parameters["points"] != whole)
            units[-1] = replace(units[-1], flags=flags)
        result += units
    return tuple(result)


def _leaf_sum(tasks: Sequence[DraftTask]) -> Decimal | None:
    """The points of the tasks, those of one node once; None where some are missing."""
    leaves = {id(task.path[-1].text): task.path[-1].points for task in tasks if task.path}
    known = [points for points in leaves.values() if points is not None]
    return sum(known, Decimal(0)) if len(known) == len(leaves) else None


def _top_sum(tasks: Sequence[DraftTask]) -> Decimal | None:
    """The same of the top of their paths."""
    return _leaf_sum([replace(task, path=task.path[:1]) for task in tasks])
