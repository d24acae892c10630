"""The rows of one table: what stands in each role, and which merged cell each label is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from normalize.layout.columns import SCORES, Layout
from normalize.layout.labels import points_cell
from normalize.text.traced import EMPTY, SourceCell, TracedText, join, read
from schemas import Cell

CellOf = dict[int, SourceCell]

# 小计 合计 总分: · 备注: · 专家签字: 评价人: 日期
_FOOT = regex.compile(
    r"\s*(?:小\s*计|合\s*计|总\s*计|共\s*计|总\s*分|总得分|得分合计|备\s*注|附\s*注|注|说\s*明|\p{Han}{0,6}(?:签字|签名|签章|盖章)"
    r"|\p{Han}{2,8}[(（](?:签字|签名|签章|盖章)[)）]"
    r"|(?:评价|评估|检查|考核|考评|填表|填报|审核|制表|复核)(?:人|者|单位|日期|时间)|日\s*期|时\s*间)"
    r"\s*(?:[(（][^()（）]*[)）])?\s*(?:[:：]|$)"
)


POINTS_BESIDE = ("points-beside", "the level's points stand in a column of their own")


@dataclass(frozen=True, slots=True)
class Label:
    """One label cell of a row: its text as read and the identity of the merged cell."""

    text: TracedText
    key: tuple[int, int]
    to_bottom: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid by roles. `labels[i]` is level i's cell, None where a wider cell covers that column.

    `wide`: the duties' cell begins in a level's column (a row hung directly under its parent). `shared`: roles whose
    cell began in a row above. `continued`: the labels of the part after a page end, where the row was cut by one;
    `torn`: roles of which that part came out empty. `mended`: put together from pieces cut at the column lines.
    """

    labels: tuple[Label | None, ...]
    duties: TracedText = EMPTY
    criteria: TracedText = EMPTY
    methods: TracedText = EMPTY
    assessors: TracedText = EMPTY
    points: TracedText = EMPTY
    notes: TracedText = EMPTY
    others: tuple[tuple[str, TracedText], ...] = ()
    wide: bool = False
    foot: bool = False
    page: int = 0
    top: bool = False
    shared: frozenset[str] = frozenset()
    continued: tuple[Label | None, ...] = ()
    torn: frozenset[str] = frozenset()
    mended: bool = False


def table_rows(
    slots: list[list[Cell | None]], layout: Layout, cell_of: CellOf, table_index: int, page: int
) -> Iterator[Row]:
    """The body rows of a table. Raises nothing: a row that fits no role is a foot row."""
    levels = layout.of("level")
    for index in range(layout.first, len(slots)):
        cells = list(dict.fromkeys(cell for cell in slots[index] if cell is not None))
        yield _row(cells, levels, layout, cell_of, table_index, page, index, len(slots))


def _row(
    cells: list[Cell],
    levels: tuple[int, ...],
    layout: Layout,
    cell_of: CellOf,
    table_index: int,
    page: int,
    index: int,
    height: int,
) -> Row:
    texts: dict[str, list[TracedText]] = {}
    others: list[tuple[str, TracedText]] = []
    shared: set[str] = set()
    labels: dict[int, Label] = {}
    wide = False
    width = len(layout.columns)
    whole = [cell for cell in cells if cell.column_span >= max(2, width - 1) and cell.text.strip()]
    last_points = max(layout.of("points"), default=-1)
    first_text = next((cell.text for cell in cells if cell.text.strip()), "")
    foot = bool(whole) or bool(_FOOT.match(first_text))
    for cell in cells:
        if cell.row != index and not _is_label(cell, levels, layout):
            shared.add(_role(cell, layout))
        text = read(cell_of[id(cell)])
        role = _role(cell, layout)
        if foot:
            texts.setdefault("foot", []).append(text)
        elif role == "level":
            level = levels.index(max(cell.column, levels[0])) if cell.column in levels else 0
            labels[level] = Label(text, (table_index, id(cell)), cell.row + cell.row_span == height)
        elif role == "points" and cell.column < last_points and labels:
            level = max(labels)  # a points column of its own for each level
            labels[level] = replace(labels[level], text=_with_points(labels[level].text, text))
        elif role in ("other", "form", "serial", "unknown"):
            if text.text.strip():
                others.append((layout.columns[cell.column].heading, text))
        else:
            wide = wide or (role in ("duties", "criteria") and cell.column in levels)
            texts.setdefault(role, []).append(text)
    joined = {
        role: join(parts, "\n", "cells-joined", "one column over two cells of the grid")
        for role, parts in texts.items()
    }
    if foot:
        return Row(labels=(), duties=joined.get("foot", EMPTY), foot=True, page=page)
    return Row(
        labels=tuple(labels.get(i) for i in range(len(levels))),
        duties=joined.get("duties", EMPTY),
        criteria=joined.get("criteria", EMPTY),
        methods=joined.get("methods", EMPTY),
        assessors=joined.get("assessors", EMPTY),
        points=joined.get("points", EMPTY),
        notes=joined.get("notes", EMPTY),
        others=tuple(others),
        wide=wide,
        page=page,
        top=index == layout.first,
        shared=frozenset(shared),
    )


def _with_points(label: TracedText, points: TracedText) -> TracedText:
    """The label as if its points stood in it: 组织 beside 20 is 组织(20分)."""
    if not label.text.strip() or points_cell(points.text) is None:
        return label
    text = join([label, points], "(", *POINTS_BESIDE)
    return text.edit([(len(text.text), len(text.text), ")")], *POINTS_BESIDE)


def _is_label(cell: Cell, levels: tuple[int, ...], layout: Layout) -> bool:
    return _role(cell, layout) == "level"


def _role(cell: Cell, layout: Layout) -> str:
    """The role of a cell; over several columns: criteria where it scores, else duties, else that of the first."""
    roles = [layout.columns[c].role for c in range(cell.column, cell.column + cell.column_span)]
    if "criteria" in roles and SCORES.search(cell.text):
        return "criteria"
    return next((role for role in ("duties", "criteria") if role in roles), roles[0] or "unknown")
