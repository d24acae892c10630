"""Rows of one task; cells that are merged over several tasks count with one of them, and the others say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.layout.draft import Flag, Node, Path, RowPoints
from normalize.layout.labels import points_cell, squash
from normalize.layout.rows import Row
from normalize.text.traced import EMPTY, SourceCell, TracedText, read

_EXCERPT = 30


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one task. `shared`: criteria that count with another task; `points_shared`: the cell of its points
    is also another's."""

    path: Path
    rows: tuple[Row, ...]
    flags: tuple[Flag, ...] = ()
    shared: tuple[TracedText, ...] = ()
    points_shared: bool = False

    def with_row(self, row: Row) -> Group:
        return replace(self, rows=(*self.rows, row))


def count_once(groups: Sequence[Group], nodes: Sequence[Node]) -> tuple[Group, ...]:
    """The groups, each merged cell of criteria with the first of those that it spans; all of them are flagged.

    Points in a cell over several tasks are none of theirs alone. Duties stay with each: they cost nothing twice.
    """
    names = [_name(group, nodes) for group in groups]
    flags: list[list[Flag]] = [[] for _ in groups]
    for role in ("criteria", "duties", "points"):
        for text, members in _spans(groups, role):
            kept, kept_zh = {
                "criteria": (f"kept with {names[members[0]]}", f"仅归入“{names[members[0]]}”"),
                "duties": ("kept with each", "各项均保留"),
                "points": ("no one's points alone", "未作为任何一项的分值"),
            }[role]
            told = {
                "text": _short(squash(text.text)),
                "names": " / ".join(names[i] for i in members),
                "kept": kept,
                "kept_zh": kept_zh,
            }
            for i in members:
                flags[i].append(Flag("cell-shared", told, text, severity="info" if role == "duties" else None))
    later = _later(groups)
    points = {i for _, members in _spans(groups, "points") for i in members}
    return tuple(
        replace(
            group,
            rows=tuple(_without(row, later.get(i, ())) for row in group.rows),
            flags=(*group.flags, *flags[i]),
            shared=later.get(i, ()),
            points_shared=i in points,
        )
        for i, group in enumerate(groups)
    )


def row_points(rows: Sequence[Row], alone: bool = False) -> RowPoints:
    """The points of each row that has some: the cells of its duties and criteria, and the points. `alone`: not those
    of a cell over several rows, which are no one row's."""
    below = (*("points" in row.shared for row in rows[1:]), False)
    return tuple(
        ((*row.duties.cells, *row.criteria.cells), points)
        for row, goes_on in zip(rows, below, strict=True)
        if "points" not in row.shared
        and not (alone and goes_on)
        and (points := points_cell(row.points.text)) is not None
    )


def _spans(groups: Sequence[Group], role: str) -> list[tuple[TracedText, list[int]]]:
    """The cells of a role that several groups hold, each with the indices of those."""
    found: dict[int, tuple[SourceCell, list[int]]] = {}
    for i, group in enumerate(groups):
        texts = [getattr(row, role) for row in group.rows]
        texts += [text for row in group.rows for text in row.also if role == "criteria"]
        for cell in (cell for text in texts for cell in text.cells if cell.text.strip()):
            members = found.setdefault(id(cell), (cell, []))[1]
            if i not in members:
                members.append(i)
    return [(read(cell), members) for cell, members in found.values() if len(members) > 1]


def _later(groups: Sequence[Group]) -> dict[int, tuple[TracedText, ...]]:
    """For each group that is not the first of those that a cell of criteria spans, such cells' texts."""
    found: dict[int, tuple[TracedText, ...]] = {}
    for text, members in _spans(groups, "criteria"):
        for i in members[1:]:
            found[i] = (*found.get(i, ()), text)
    return found


def _without(row: Row, texts: Sequence[TracedText]) -> Row:
    cells = {id(cell) for text in texts for cell in text.cells}
    return replace(row, criteria=EMPTY) if cells and {id(cell) for cell in row.criteria.cells} <= cells else row


def _name(group: Group, nodes: Sequence[Node]) -> str:
    own = [nodes[i].name for i in group.path if i is not None]
    return own[-1] if own and own[-1] else _short(squash(group.rows[0].duties.text)) or "–"


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
