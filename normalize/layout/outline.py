"""Rows -> tasks: which label each row stands under, names and points, and points that only the sums give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

import regex

from normalize.ids import Ids
from normalize.layout.apart import has_amount
from normalize.layout.columns import Column
from normalize.layout.continued import counted, own_number
from normalize.layout.dittos import with_dittos
from normalize.layout.draft import DraftSheet, DraftTask, Flag, Labelled, Node
from normalize.layout.grouped import task_of
from normalize.layout.headings import role_of, two_headings
from normalize.layout.infer import carry_labels, infer_labels, over_pages
from normalize.layout.labels import split_label, squash
from normalize.layout.merged import carried_over, is_empty, label_rows, repeated_labels, same_items, unnamed
from normalize.layout.percents import percents_as_points
from normalize.layout.rows import Label, Row
from normalize.layout.serials import serial_gaps
from normalize.layout.shared import Group, count_once, row_points
from normalize.layout.stitch import SheetRows
from normalize.layout.sums import families, infer_points, total_flags
from normalize.layout.titles import Title
from normalize.layout.vocabulary import Vocabulary
from normalize.text.repairs import repair
from normalize.text.traced import TracedText
from schemas import Source

_CATEGORY = regex.compile(r"类|模块|板块|维度|一级")
_EXCERPT = 60
Placed = tuple[int, DraftTask]
_WEIGHT = regex.compile("权|比重|占比")


def outline(sheet: SheetRows, known: Vocabulary) -> DraftSheet:
    """The tasks of a sheet, with the points that their labels give; without an id."""
    weighted = any(column.role == "points" and _WEIGHT.search(column.heading) for column in sheet.columns)
    rows, weights = percents_as_points(with_dittos(_in_parts(sheet.rows)), weighted)
    tasks: list[Placed] = []
    headings: list[TracedText] = []
    flags: list[Flag] = []
    parts: dict[int, Node] = {}  # a heading of several parts is one node
    for part in _blocks(rows):
        labelled = same_items(_labelled(sheet, part, known))
        found, heads = _tasks(labelled, sheet.columns)
        other = _by_points(sheet, part, known, labelled, found)
        if other is not labelled:
            labelled = same_items(other)
            found, heads = _tasks(labelled, sheet.columns)
        tops = _part_nodes(labelled.rows, parts)
        tasks += [(place, replace(task, path=(*tops, *task.path))) for place, task in found] if tops else found
        headings += heads
        flags += labelled.flags
    if any(row.section for row in rows):
        whole = infer_points(tuple(task for _, task in tasks))
        tasks = [(part, task) for (part, _), task in zip(tasks, whole, strict=True)]
    tasks = [(part, _pathless(task, tasks)) for part, task in tasks]
    if sheet.printed:
        tasks = [(part, replace(task, flags=(*task.flags, Flag("rows-printed", {})))) for part, task in tasks]
    feet = tuple(row.duties for row in sheet.rows if row.foot and row.duties.text.strip())
    return DraftSheet(
        id="",
        source=sheet.source,
        title=sheet.title,
        title_text=sheet.title_text,
        tasks=tuple(task for _, task in tasks),
        headings=(*headings, *feet, *sheet.outside),
        lossy=sheet.recognised,
        flags=(*flags, *weights, *column_flags(sheet, rows), *total_flags(sheet.rows, tasks)),
        header=sheet.header,
    )


def named(draft: DraftSheet, ids: Ids) -> DraftSheet:
    """The draft with its id, which counts those of the same department and year before it."""
    return replace(draft, id=sheet_id(draft.title, draft.source, ids))


def needs_vocabulary(sheet: SheetRows) -> bool:
    """Whether the labels of other sheets may tell what those of this one are."""
    return not sheet.trusted or any(_leaves_blank(sheet, part) for part in _blocks(_in_parts(sheet.rows)))


def _blocks(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of each table of the sheet that goes on with nothing above it."""
    return (tuple(part) for _, part in groupby(rows, key=lambda row: row.block))


def column_flags(sheet: SheetRows, rows: Sequence[Row]) -> tuple[Flag, ...]:
    """Columns that hold text under a heading that fits nothing; no column at all that names what is assessed."""
    unknown: dict[str, TracedText] = {}
    roles = {column.heading: column.role for column in sheet.columns}
    for row in rows:
        for heading, text in row.others:
            if roles.get(heading) in ("amount", "grade") or (roles.get(heading) is None and role_of(heading) is None):
                unknown.setdefault(heading, text)
    flags = [Flag("unknown-column", {"heading": heading or "–"}, text) for heading, text in unknown.items()]
    flags += [
        Flag("headings-glued", {"heading": column.heading, "first": two[0], "second": two[1]})
        for column in sheet.columns
        if rows and column.cell is not None and (two := two_headings(column.cell.text))
    ]
    flags += [
        Flag("column-empty", {"heading": emptied.heading, "other": other.heading})
        for emptied, other in _fused(sheet, rows)
    ]
    flags += [Flag("heading-misread", {"heading": heading, "known": known}) for heading, known in sheet.misread]
    flags += serial_gaps(sheet.columns, rows)
    flags += [Flag("part-unplaced", {"text": squash(text.text)}, text) for text in sheet.unplaced]
    flags += [Flag("table-passed", {"headings": text.text[:_EXCERPT]}, text) for text in sheet.passed]
    flags += [
        Flag("column-lost", {"heading": heading, "text": text.text[:_EXCERPT]}, text) for heading, text in sheet.lost
    ]
    graded = [(column.heading, column.cell) for column in sheet.columns if column.role == "grade"]
    grades = [heading for heading, cell in graded if cell and not has_amount(cell.text)]
    if grades and not any(row.points.text.strip() or any(_pointed(label) for label in row.labels) for row in rows):
        flags.append(Flag("grade-amounts", {"headings": " ".join(grades)}))
    if rows and not sheet.levels:
        shown = " ".join(column.heading for column in sheet.columns)
        flags.append(Flag("missing-column", {"role": "the item", "role_zh": "考核项目", "headings": shown}))
    return tuple(flags)


def _fused(sheet: SheetRows, rows: Sequence[Row]) -> Iterator[tuple[Column, Column]]:
    """A column headed as criteria below which nothing stands, and the one below whose heading the criteria were found,
    and what is asked for with them."""
    if not rows or any(row.duties.text.strip() for row in rows):
        return
    emptied = [c for c in sheet.columns if c.role == "duties" and role_of(c.heading) == "criteria"]
    found = [c for c in sheet.columns if c.role == "criteria" and role_of(c.heading) in ("content", "duties")]
    yield from zip(emptied, found, strict=False)


def _pointed(label: Label | None) -> bool:
    return label is not None and split_label(label.text.text)[1] is not None


def sheet_id(title: Title | None, source: Source, ids: Ids) -> str:
    """By department and year, where the title tells; else by the title, else by the file."""
    name = (title.department or squash(title.text)) if title else source.path
    return ids.make("s", name, title.year if title else None)


def body_rows(sheet: SheetRows) -> tuple[Row, ...]:
    """The rows that may be tasks: neither empty nor at the foot of the table."""
    return tuple(row for row in sheet.rows if not row.foot and not _blank(row))


def _in_parts(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The body rows, each with how many rows of totals stand above it."""
    part = 0
    found: list[Row] = []
    for row in rows:
        part += row.total is not None
        if not row.foot and not _blank(row):
            found.append(replace(row, part=part) if part != row.part else row)
    return tuple(found)


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
    if sheet.trusted:
        return _by_cells(sheet, rows, known)
    if whole and not any(known.levels):
        return repeated_labels(label_rows(rows, sheet.levels))
    carried = carry_labels(rows, sheet.levels, known)
    if carried is not None:
        carried = repeated_labels(carried)
        tasks = _unmended(carried, sheet)
        marked = over_pages(carried)
        open_top = any(row.carried for row in marked.rows)
        pointed = [task.path[0].points is not None for task in tasks if task.path]
        if _adds_up(tasks) and (not open_top or all(pointed)):
            return carried
        if open_top and not any(pointed):
            return marked
    return infer_labels(rows, sheet.levels, known)


def _by_cells(sheet: SheetRows, rows: tuple[Row, ...], known: Vocabulary) -> Labelled:
    """By merged cells; where none is merged, an empty cell stands under the label above it."""
    unmerged = carry_labels(rows, sheet.levels, known) if _leaves_blank(sheet, rows) else None
    return label_rows(rows, sheet.levels) if unmerged is None else repeated_labels(unmerged)


def _by_points(
    sheet: SheetRows, rows: tuple[Row, ...], known: Vocabulary, labelled: Labelled, tasks: Sequence[Placed]
) -> Labelled:
    """What the cells made of the rows, put right; `tasks` are what it came to.

    An empty cell may lack its name because that stands in the middle of several, or because a page end parted them.
    Where the points speak against the cells, or rows have no category, it is as the points have it; if they tell
    nothing, each row without a category is in doubt, and each with an empty cell where the first has none.
    """
    if not sheet.trusted or sheet.levels < 2 or not any(map(is_empty, rows)):
        return labelled
    lost = {i for i in range(len(labelled.rows)) if unnamed(labelled, i)}
    if not lost and _adds_up([task for _, task in tasks]):
        return labelled
    filled = carried_over(labelled)
    if lost and _bears_out(filled, sheet):
        return filled
    inferred = infer_labels(rows, sheet.levels, known)
    if _bears_out(inferred, sheet):
        return inferred
    if not lost:
        return labelled
    marked = [replace(r, carried=is_empty(r) and bool({0, i} & lost)) for i, r in enumerate(filled.rows)]
    return replace(filled, rows=tuple(marked))


def _bears_out(labelled: Labelled, sheet: SheetRows) -> bool:
    """Whether each task has a category, and the points of each category are those of its items."""
    tasks = _unmended(labelled, sheet)
    return all(len(task.path) > 1 and task.path[0].points is not None for task in tasks) and _adds_up(tasks)


def _unmended(labelled: Labelled, sheet: SheetRows) -> list[DraftTask]:
    """The tasks that labels make, for their points."""
    return [task for _, task in _tasks(labelled, sheet.columns, mended=False)[0]]


def _leaves_blank(sheet: SheetRows, rows: Sequence[Row]) -> bool:
    """Whether no label's cell is merged downwards, and cells below labels were left empty instead.

    A row with a number or points of its own whose last label is empty is an item without its name.
    """
    labels = [label for row in rows for label in row.labels if label]
    nameless = any(
        row.labels and row.labels[-1] and not row.labels[-1].text.text.strip() and counted(row) for row in rows
    )
    blank = any(not label.text.text.strip() for label in labels)
    cells = [*labels, *(label for row in rows for part in row.continued for label in part if label)]
    merged = len({label.key for label in cells}) < len(cells)
    return not sheet.recognised and blank and not merged and not nameless


def _adds_up(tasks: Sequence[DraftTask]) -> bool:
    """Whether the points of all labels that have some are those of what is below them, and no row hangs beside."""
    hung = {id(task.path[-1].text) for task in tasks if task.path and task.criteria.text.strip()}
    for _, parent, children in families(tasks):
        points = [child.points for child in children]
        if parent.points is None or None in points:
            continue
        total = sum((value for value in points if value is not None), Decimal(0))
        if total != parent.points or id(parent.text) in hung:
            return False
    return True


def _tasks(
    labelled: Labelled, columns: Sequence[Column], mended: bool = True
) -> tuple[tuple[Placed, ...], tuple[TracedText, ...]]:
    """The tasks of one part of a sheet, each with the `part` of its first row, and the texts that only name others.
    Their texts are repaired where they are to be `mended`."""
    nodes = [_node(text) for text in labelled.labels]
    levels = [column.heading for column in columns if column.role == "level"]
    sole_item = len(levels) == 1 and not _CATEGORY.search(levels[0])
    groups: list[Group] = []
    headings: list[TracedText] = []
    for path, row in zip(labelled.paths, labelled.rows, strict=True):
        own = [index for index in path[1:] if index is not None]
        if not own and is_heading(row):
            labels = [label.text for label in row.labels[1:] if label]
            headings += [text for text in (*labels, *_texts(row)) if text.text.strip()]
            continue
        last = groups[-1] if groups else None
        if last is not None and last.path == path and _same_task(last.rows, row, bool(own) or sole_item):
            groups[-1] = last.with_row(row)
        else:
            groups.append(Group(path, (row,)))
    groups = [_nameless(group, groups) for group in groups]
    nodes = _category_points(groups, nodes)
    tasks = [
        task_of(tuple(nodes[i] for i in group.path if i is not None), group, mended)
        for group in count_once(groups, nodes)
    ]
    inferred = infer_points(tuple(tasks))
    return tuple((group.rows[0].part, task) for group, task in zip(groups, inferred, strict=True)), tuple(headings)


def _nameless(group: Group, groups: Sequence[Group]) -> Group:
    """The group with a flag, where its cell for the item's name is empty and others of its category have one, or that
    of its category and others have one."""
    row = group.rows[0]
    if len(group.path) > 1 and group.path[0] is None and is_empty(row) and row.criteria.text.strip():
        flag = Flag("label-missing", {"role": "category", "role_zh": "类别"}, row.criteria)
        return replace(group, flags=(*group.flags, flag)) if any(g.path[0] is not None for g in groups) else group
    empty = len(row.labels) > 1 and all(label and not label.text.text.strip() for label in row.labels[1:])
    hung = group.path[:1] != (None,) and set(group.path[1:]) == {None}
    if not (empty and hung and row.criteria.text.strip()):
        return group
    named = any(other.path[:1] == group.path[:1] and set(other.path[1:]) != {None} for other in groups)
    flag = Flag("label-missing", {"role": "item", "role_zh": "项目名称"}, row.criteria, severity="warning")
    return replace(group, flags=(*group.flags, flag)) if named else group


def _pathless(task: DraftTask, tasks: Sequence[Placed]) -> DraftTask:
    """The task with a flag, where no column names it and others of its sheet have names."""
    if task.path or not task.criteria.text.strip() or not any(other.path for _, other in tasks):
        return task
    flag = Flag("label-missing", {"role": "item", "role_zh": "项目名称"}, task.criteria, severity="warning")
    return replace(task, flags=(*task.flags, flag))


def _part_nodes(rows: Sequence[Row], known: dict[int, Node]) -> tuple[Node, ...]:
    """The headings that the rows of one part stand under, each made a node once."""
    first = next((row for row in rows if row.section), None)
    texts = [text for text in (first.section, first.band) if text] if first else []
    return tuple(known.setdefault(id(text), _node(text)) for text in texts)


def _category_points(groups: Sequence[Group], nodes: Sequence[Node]) -> list[Node]:
    """The nodes; a category without points whose rows all hang directly under it has those of the rows together."""
    below: dict[int, list[Group]] = {}
    for group in groups:
        if group.path and group.path[0] is not None:
            below.setdefault(group.path[0], []).append(group)
    found = list(nodes)
    for top, hung in below.items():
        known = [points for group in hung for _, points in row_points(group.rows)]
        leaves = len(hung) > 1 and all(set(group.path[1:]) <= {None} for group in hung)
        if leaves and nodes[top].points is None and len(known) >= len(hung):
            found[top] = replace(nodes[top], points=sum(known, Decimal(0)))
    return found


def _same_task(above: Sequence[Row], row: Row, has_item: bool) -> bool:
    """Whether a row under the same labels is of the same task; hung under a category, each row is one of its own, but
    for criteria beside which all is left empty."""
    if "criteria" in row.shared:
        return True
    if row.wide or above[-1].wide:
        return False
    new = counted(row) and (bool(row.points.text.strip()) or own_number(row) != own_number(above[-1]))
    alone = not row.duties.text.strip() and not new and any(each.duties.text.strip() for each in above)
    return has_item or "duties" in row.shared or alone


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
