"""Rows -> tasks: which label each row stands under, names and points, and points that only the sums give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import regex

from normalize.ids import Ids
from normalize.layout.draft import DraftSheet, DraftTask, Flag, Labelled, Node, Path
from normalize.layout.headings import role_of
from normalize.layout.infer import carry_labels, infer_labels
from normalize.layout.labels import points_cell, split_label, squash
from normalize.layout.rows import Row
from normalize.layout.stitch import SheetRows, joined_labels
from normalize.layout.titles import Title
from normalize.layout.torn import torn_severity
from normalize.layout.vocabulary import Vocabulary
from normalize.text.repairs import repair
from normalize.text.traced import EMPTY, TracedText, join
from schemas import Source

_AWARDS = regex.compile(r"加分|奖励|奖分")
CELLS_JOINED = ("cells-joined", "several cells of one task")


def outline(sheet: SheetRows, known: Vocabulary, ids: Ids) -> DraftSheet:
    """The tasks of a sheet, with the points that their labels give."""
    rows = body_rows(sheet)
    labelled = _labelled(sheet, rows, known)
    tasks, headings = _tasks(labelled, has_points=any(c.role == "points" for c in sheet.columns))
    feet = tuple(row.duties for row in sheet.rows if row.foot and row.duties.text.strip())
    return DraftSheet(
        id=sheet_id(sheet.title, sheet.source, ids),
        source=sheet.source,
        title=sheet.title,
        title_text=sheet.title_text,
        tasks=tasks,
        headings=(*headings, *feet, *sheet.outside),
        lossy=sheet.source.medium in ("markdown", "scan"),
        flags=(*labelled.flags, *column_flags(sheet, rows)),
        header=sheet.header,
        awards=any(c.role == "criteria" and _AWARDS.search(c.heading) and "扣" not in c.heading for c in sheet.columns),
    )


def column_flags(sheet: SheetRows, rows: Sequence[Row]) -> tuple[Flag, ...]:
    """Columns that hold text under a heading that fits nothing; no column at all that names what is assessed."""
    unknown: dict[str, TracedText] = {}
    roles = {column.heading: column.role for column in sheet.columns}
    for row in rows:
        for heading, text in row.others:
            if roles.get(heading) is None and role_of(heading) is None:
                unknown.setdefault(heading, text)
    flags = [Flag("unknown-column", {"heading": heading or "–"}, text) for heading, text in unknown.items()]
    if rows and not sheet.levels:
        shown = " ".join(column.heading for column in sheet.columns)
        flags.append(Flag("missing-column", {"role": "the item", "role_zh": "考核项目", "headings": shown}))
    return tuple(flags)


def sheet_id(title: Title | None, source: Source, ids: Ids) -> str:
    """By department and year, where the title tells; else by the title, else by the file."""
    name = (title.department or squash(title.text)) if title else source.path
    return ids.make("s", name, title.year if title else None)


def body_rows(sheet: SheetRows) -> tuple[Row, ...]:
    """The rows that may be tasks: neither empty nor at the foot of the table."""
    return tuple(row for row in sheet.rows if not row.foot and not _blank(row))


def _blank(row: Row) -> bool:
    labels = [label.text for label in row.labels if label]
    return not any(text.text.strip() for text in (*labels, *_texts(row)))


def _texts(row: Row) -> tuple[TracedText, ...]:
    """What a row says besides its labels."""
    others = tuple(text for _, text in row.others)
    return (row.duties, row.criteria, row.methods, row.assessors, row.points, row.notes, *others)


def _labelled(sheet: SheetRows, rows: tuple[Row, ...], known: Vocabulary) -> Labelled:
    """By merged cells where they are known; else carried down where that adds up; else as the points decide."""
    whole = all(label.text.text.strip() for row in rows for label in row.labels if label)
    if sheet.trusted or (whole and not any(known.levels)):
        return label_rows(rows, sheet.levels)
    carried = carry_labels(rows, sheet.levels, known)
    if carried is not None and _adds_up(_tasks(carried, has_points=_has_points(sheet))[0]):
        return carried
    return infer_labels(rows, sheet.levels, known)


def _has_points(sheet: SheetRows) -> bool:
    return any(column.role == "points" for column in sheet.columns)


def _adds_up(tasks: tuple[DraftTask, ...]) -> bool:
    """Whether the points of all labels that have some are those of what is below them, and no row hangs beside."""
    hung = {id(task.path[-1].text) for task in tasks if task.path and task.criteria.text.strip()}
    for _, parent, children in _families(tasks):
        points = [child.points for child in children]
        if parent.points is None or None in points:
            continue
        total = sum((value for value in points if value is not None), Decimal(0))
        if total != parent.points or id(parent.text) in hung:
            return False
    return True


def label_rows(rows: Sequence[Row], levels: int) -> Labelled:
    """The labels of a grid whose merged cells are known: each cell once, joined where a page end cut it."""
    labels: list[TracedText] = []
    keys: dict[tuple[int, int], int] = {}
    paths: list[Path] = []
    carried: list[Row] = []
    for row in rows:
        last = paths[-1] if paths else (None,) * levels
        path: list[int | None] = []
        for level in range(levels):
            label = row.labels[level] if level < len(row.labels) else None
            above = last[level] if path == list(last[:level]) else None
            if label is None:
                path.append(None)
                continue
            known = keys.get(label.key)
            if known is None:
                known = _place_label(label.text, label.to_bottom, row.top, above, level, labels)
                if known is not None:
                    keys[label.key] = known
            path.append(known)
            after = row.continued[level] if level < len(row.continued) else None
            if known is not None and after is not None:
                labels[known] = joined_labels(labels[known], after.text)
                keys[after.key] = known
        paths.append(tuple(path))
        carried.append(_carry(row, carried[-1] if carried else None))
    return Labelled(tuple(labels), tuple(paths), tuple(carried))


def _place_label(
    text: TracedText, to_bottom: bool, top: bool, above: int | None, level: int, labels: list[TracedText]
) -> int | None:
    """The label that a new cell is: one of its own, or the one above going on over the page end."""
    if top and above is not None and _goes_on(labels[above].text, text.text):
        labels[above] = join([labels[above], text], "", "row-joined", "the label was cut by the end of a page")
        return above
    if not text.text.strip() and not to_bottom:
        return above if level == 0 else None
    labels.append(text)
    return len(labels) - 1


def _goes_on(label: str, text: str) -> bool:
    """Whether the text at a page's top is the rest of the label above: nothing, or the half that has the points."""
    if not text.strip() or not label.strip():
        return True
    return split_label(label)[1] is None and split_label(text)[1] is not None and len(squash(label)) <= 12


def _carry(row: Row, last: Row | None) -> Row:
    """Methods and assessors of a merged cell that began in a row above, or on the page before."""
    changes = {}
    for role in ("methods", "assessors"):
        mine: TracedText = getattr(row, role)
        if (
            last is not None
            and not mine.text.strip()
            and (role in row.shared or (row.top and row.criteria.text.strip()))
        ):
            changes[role] = getattr(last, role)
    return replace(row, **changes) if changes else row


def _tasks(labelled: Labelled, has_points: bool) -> tuple[tuple[DraftTask, ...], tuple[TracedText, ...]]:
    nodes = [_node(text) for text in labelled.labels]
    groups: list[tuple[Path, list[Row]]] = []
    headings: list[TracedText] = []
    for path, row in zip(labelled.paths, labelled.rows, strict=True):
        own = [index for index in path[1:] if index is not None]
        if not own and is_heading(row):
            labels = [label.text for label in row.labels[1:] if label]
            headings += [text for text in (*labels, *_texts(row)) if text.text.strip()]
            continue
        same = bool(groups) and groups[-1][0] == path and not row.wide and not groups[-1][1][-1].wide
        if same and (own or "duties" in row.shared):
            groups[-1][1].append(row)
        else:
            groups.append((path, [row]))
    tasks = [_task(tuple(nodes[i] for i in path if i is not None), rows, has_points) for path, rows in groups]
    return infer_points(tuple(tasks)), tuple(headings)


def is_heading(row: Row) -> bool:
    """A row that only names what follows: no criteria, nobody who assesses, no method, no points."""
    return (
        not any(_has_han(text.text) for text in (row.criteria, row.methods, row.assessors))
        and not row.points.text.strip()
    )


def _has_han(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _node(text: TracedText) -> Node:
    text = repair(text)
    name, points = split_label(text.text)
    return Node(name, points, text)


def _task(path: tuple[Node, ...], rows: list[Row], has_points: bool) -> DraftTask:
    cells = [row.points for row in rows if (row.points.text.strip() and "points" not in row.shared) or row is rows[0]]
    given = [(cell, points_cell(cell.text)) for cell in cells if cell.text.strip()]
    flags: list[Flag] = []
    if has_points and path:
        leaf = path[-1]
        unread = [cell for cell, value in given if value is None]
        known = [value for _, value in given if value is not None]
        total = sum(known, Decimal(0))
        flags += [Flag("points-unread", {"name": leaf.name, "text": squash(cell.text)}, cell) for cell in unread]
        if known and leaf.points is not None and leaf.points != total and leaf is not path[0]:
            flags.append(Flag("points-sum", {"name": leaf.name, "sum": total, "points": leaf.points}, leaf.text))
        elif known and leaf.points is None and not unread:
            path = (*path[:-1], replace(leaf, points=total))
    flags += [
        Flag("text-torn", {"text": squash(row.duties.text)}, row.duties, severity=torn_severity(row.duties))
        for row in rows
        if row.mended
    ]
    return DraftTask(
        path=path,
        duties=repair(_column([row.duties for row in rows])),
        criteria=repair(_column([row.criteria for row in rows])),
        methods=_distinct([row.methods for row in rows]),
        assessors=_distinct([row.assessors for row in rows]),
        notes=_distinct([row.notes for row in rows]),
        points=tuple(cell for cell in cells if cell.text.strip()),
        others=_others(rows),
        flags=tuple(flags),
        torn=frozenset().union(*(row.torn for row in rows)),
    )


def _others(rows: list[Row]) -> tuple[tuple[str, TracedText], ...]:
    seen: dict[tuple[str, str], TracedText] = {}
    for row in rows:
        for heading, text in row.others:
            seen.setdefault((heading, text.text), text)
    return tuple((heading, text) for (heading, _), text in seen.items())


def _column(texts: list[TracedText]) -> TracedText:
    parts = _distinct(texts)
    return parts[0] if len(parts) == 1 else join(parts, "\n", *CELLS_JOINED) if parts else EMPTY


def _distinct(texts: list[TracedText]) -> tuple[TracedText, ...]:
    """Each cell once: rows that share a merged cell read it together."""
    seen: dict[tuple[int, ...], TracedText] = {}
    for text in texts:
        if text.text.strip():
            seen.setdefault(tuple(id(cell) for cell in text.cells), text)
    return tuple(seen.values())


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
    for level, parent, children in _families(tasks):
        missing = [child for child in children if child.points is None]
        known = [child.points for child in children if child.points is not None]
        total = sum(known, Decimal(0))
        if parent.points is not None and len(missing) == 1 and parent.points > total:
            because = f"{parent.name} {parent.points}" + (f" - {total}" if total else "")
            found[id(missing[0].text)] = (parent.points - total, because)
        elif parent.points is None and not missing and len(children) > 1 and level in pointed:
            found[id(parent.text)] = (total, " + ".join(str(points) for points in known))
    return found


def _families(tasks: tuple[DraftTask, ...]) -> list[tuple[int, Node, list[Node]]]:
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
            path[level] = replace(node, points=points)
            if key not in flagged:
                told = {"name": node.name, "points": points, "because": because, "because_zh": because}
                flags.append(Flag("points-inferred", told, node.text))
                flagged.add(key)
        result.append(replace(task, path=tuple(path), flags=tuple(flags)))
    return tuple(result)
