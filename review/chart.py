"""The points of a run as areas: category > project > item, squarified.

Method: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from unicodedata import east_asian_width

from schemas import Sheet, decimal_text

HEAD = 22
GAP = 2
DOT = 14
FONT = 13


@dataclass
class Branch:
    """A level of the tree with the points of what lies below it, and how many open anomalies do."""

    name: str
    points: Decimal = Decimal(0)
    open: int = 0
    children: dict[str, Branch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the drawing; `hue` tells categories apart, `lines` is what fits of its name, `dot` where
    a mark says that anomalies are open."""

    x: float
    y: float
    width: float
    height: float
    depth: int
    hue: int
    lines: tuple[str, ...]
    title: str
    dot: tuple[float, float] | None
    open: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the same in words."""

    depth: int
    name: str
    points: str
    open: int


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    areas: tuple[Area, ...]
    rows: tuple[Row, ...]


def tree_of(sheets: Sequence[Sheet], open_by_task: dict[str, int]) -> Branch:
    """The points of the sheets together. A path that several tasks share counts once in a sheet."""
    root = Branch("")
    for sheet in sheets:
        paths = [tuple(name or "–" for name, _ in task.path) for task in sheet.tasks]
        # where other tasks lie below a path, its points are the sum of theirs
        inner = {names[:depth] for names in paths for depth in range(len(names))}
        seen: set[tuple[str, ...]] = set()
        for task, names in zip(sheet.tasks, paths, strict=True):
            if not names:
                continue
            points = task.path[-1][1] if names not in seen | inner else None
            seen.add(names)
            branch = root
            for name in names:
                branch = branch.children.setdefault(name, Branch(name))
            branch.points += points or 0
            branch.open += open_by_task.get(task.id, 0)
    _summed(root)
    return root


def _summed(branch: Branch) -> None:
    for child in branch.children.values():
        _summed(child)
        branch.points += child.points
        branch.open += child.open


def draw(root: Branch, width: int, height: int) -> Chart:
    """The tree as areas of a drawing of that size in pixels."""
    areas: list[Area] = []
    _place(root, (0.0, 0.0, float(width), float(height)), 0, 0, "", areas)
    return Chart(width, height, tuple(areas), tuple(_rows(root, 0)))


def _rows(branch: Branch, depth: int) -> list[Row]:
    found = []
    for child in _ranked(branch):
        found.append(Row(depth, child.name, decimal_text(child.points), child.open))
        found += _rows(child, depth + 1)
    return found


def _ranked(branch: Branch) -> list[Branch]:
    children = [child for child in branch.children.values() if child.points > 0]
    return sorted(children, key=lambda child: -child.points)


_WORD = re.compile(r"\s?[\d.]+|.", re.DOTALL)  # a number is not broken
Rectangle = tuple[float, float, float, float]


def _place(branch: Branch, room: Rectangle, depth: int, hue: int, above: str, areas: list[Area]) -> None:
    children = _ranked(branch)
    for n, (child, (x, y, width, height)) in enumerate(
        zip(children, squarify([float(child.points) for child in children], room), strict=True)
    ):
        x, y, width, height = x + GAP / 2, y + GAP / 2, max(width - GAP, 0), max(height - GAP, 0)
        own = n if depth == 0 else hue
        title = f"{above} > {child.name}" if above else child.name
        inner = bool(_ranked(child)) and width > 60 and height > HEAD * 2
        label = f"{child.name} {decimal_text(child.points)}"
        room_for_dot = DOT if child.open and (inner or height < 2 * DOT + HEAD) else 0
        lines = fitted(label, width - 8 - room_for_dot, HEAD if inner else height - 6)
        dot = (x + width - DOT / 2, y + (DOT / 2 if inner else height - DOT / 2)) if child.open else None
        whole = f"{title} · {decimal_text(child.points)}"
        areas.append(Area(x, y, width, height, depth, own % 4, lines, whole, dot, child.open))
        if inner:
            _place(child, (x + 2, y + HEAD, width - 4, height - HEAD - 2), depth + 1, own, title, areas)


def squarify(sizes: Sequence[float], room: Rectangle) -> list[Rectangle]:
    """Rectangles of areas proportional to `sizes` (from large to small) that fill the room, as square as can be."""
    x, y, width, height = room
    total = sum(sizes)
    if not sizes or total <= 0 or width <= 0 or height <= 0:
        return [(x, y, 0.0, 0.0) for _ in sizes]
    areas = [size * width * height / total for size in sizes]
    result: list[Rectangle] = []
    while areas:
        side = min(width, height)
        count = 1
        while count < len(areas) and _worst(areas[: count + 1], side) <= _worst(areas[:count], side):
            count += 1
        row, areas = areas[:count], areas[count:]
        thick = sum(row) / side if side else 0.0
        at = 0.0
        for area in row:
            long = area / thick if thick else 0.0
            result.append((x, y + at, thick, long) if width >= height else (x + at, y, long, thick))
            at += long
        if width >= height:
            x, width = x + thick, max(width - thick, 0.0)
        else:
            y, height = y + thick, max(height - thick, 0.0)
        if width <= 0 or height <= 0:
            result += [(x, y, 0.0, 0.0)] * len(areas)
            break
    return result


def _worst(row: Sequence[float], side: float) -> float:
    total = sum(row)
    return max(max(side**2 * area / total**2, total**2 / (side**2 * area)) for area in row)


def fitted(text: str, width: float, height: float) -> tuple[str, ...]:
    """The text broken into lines that fit, the last one cut with …; nothing where not even three characters fit."""
    most = int(height // (FONT + 3))
    if most < 1 or width < FONT * 2.5:
        return ()
    lines, line, room = [], "", width
    for word in _WORD.findall(text):
        wide = sum(FONT if east_asian_width(character) in "WFA" else FONT * 0.65 for character in word)
        if wide > room:
            lines.append(line)
            line, room = "", width
        line += word
        room -= wide
    lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][:-1] + "…"
    return tuple(lines)
