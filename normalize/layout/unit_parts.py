"""Parts of a sheet that are sheets: 一、办公室 and 二、财务科 above rows that come to 100 points each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from normalize.layout.draft import DraftSheet, DraftTask, Flag, Node
from normalize.layout.labels import squash
from normalize.layout.titles import NUMBERED, Title, is_unit_name
from normalize.text.traced import TracedText

_WHOLE = Decimal(100)  # points that one unit is assessed with; parts of one sheet share them


def units_apart(draft: DraftSheet) -> tuple[DraftSheet, ...]:
    """A sheet for each unit that the headings of all its parts name, where their points are the same and make a whole.

    Headings that name units without points of their own stay parts where the points do not tell, with a flag.
    """
    parts = [(part[0].path[0], part) for part in _parts(draft.tasks)]
    names = [_unit(top) for top, _ in parts]
    if len(parts) < 2 or None in names or len(set(names)) < len(names):
        return (draft,)
    totals = {_total(top, part) for top, part in parts}
    total = totals.pop()
    if totals or total is None or total < _WHOLE:
        if any(top.points is not None for top, _ in parts):
            return (draft,)
        flag = Flag("units-as-parts", {"names": "、".join(filter(None, names))}, parts[0][0].text)
        return (replace(draft, flags=(*draft.flags, flag)),)
    starts = [_place(top.text) for top, _ in parts]
    return tuple(
        replace(
            draft,
            title=_titled(draft.title, name or ""),
            title_text=(*(() if number else draft.title_text), top.text),
            tasks=tuple(replace(task, path=task.path[1:]) for task in part),
            headings=() if number else draft.headings,
            flags=tuple(flag for flag in draft.flags if _owner(flag, starts) == number),
        )
        for number, ((top, part), name) in enumerate(zip(parts, names, strict=True))
    )


def _parts(tasks: Sequence[DraftTask]) -> list[list[DraftTask]]:
    """The tasks below each top of their paths; none where one has nothing between its top and itself."""
    if not all(len(task.path) > 1 for task in tasks):
        return []
    return [list(part) for _, part in groupby(tasks, key=lambda task: id(task.path[0].text))]


def _unit(top: Node) -> str | None:
    name = NUMBERED.sub("", squash(top.name))
    return name if is_unit_name(name) else None


def _total(top: Node, tasks: Sequence[DraftTask]) -> Decimal | None:
    """The points of a part: its own, or the sum of what stands right below it; None where some are missing."""
    if top.points is not None:
        return top.points
    below = {id(task.path[1].text): task.path[1].points for task in tasks}
    known = [points for points in below.values() if points is not None]
    return sum(known, Decimal(0)) if len(known) == len(below) else None


def _titled(title: Title | None, name: str) -> Title:
    return replace(title, department=name) if title else Title(name, name, None)


def _place(text: TracedText) -> int:
    return min((cell.index for cell in text.cells), default=0)


def _owner(flag: Flag, starts: Sequence[int]) -> int:
    """The part that what is flagged stands in, the first for what stands in none."""
    return max((i for i, start in enumerate(starts) if start <= _place(flag.text)), default=0)
