"""rulebook.xlsx: the rules as one flat table, and each department's sheet as the merged-cell table that it was.

The same rulebook gives the same bytes. Every text is written as text: one that begins with = + - @ is no formula, not
even after it was edited.
Excel holds numbers in binary: one of up to 15 digits is the number it says, a longer one is text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from rulebook.outputs.tables import rule_rows
from rulebook.outputs.xlsx import (
    HEAD,
    PLAIN,
    QUOTED,
    QUOTED_TITLE,
    TITLE,
    Worksheet,
    cell,
    column_name,
    of_nothing,
    of_number,
    of_text,
    row_xml,
    write_package,
)
from schemas import Rulebook, Sheet, Task, decimal_text

RULES = "规则"
LONGEST = 32_767
"""How many characters an Excel cell holds."""
DIGITS = 15
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TREE = ("类别", "项目名称", "条目")
COLUMNS: tuple[tuple[str, int], ...] = (
    ("主要任务", 44),
    ("序号", 6),
    ("评价标准", 60),
    ("分值", 7),
    ("评价方法", 12),
    ("考核单位", 16),
    ("备注", 20),
)
RULE_COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("rule_id", "编号", 16),
    ("year", "年度", 7),
    ("department", "部门", 16),
    ("category", "类别", 14),
    ("project", "项目", 18),
    ("item", "条目", 18),
    ("task", "任务", 18),
    ("task_points", "任务分值", 9),
    ("section", "小标题", 12),
    ("number", "序号", 6),
    ("text", "规则原文", 50),
    ("trigger", "触发情形", 36),
    ("subject", "主语", 14),
    ("effect", "效果", 9),
    ("amount_kind", "分值类型", 12),
    ("amount_min", "最低分值", 9),
    ("amount_max", "最高分值", 9),
    ("amount_base", "基数", 9),
    ("per", "计量单位", 9),
    ("count", "计数方式", 12),
    ("step", "步长", 7),
    ("target_op", "目标关系", 9),
    ("target_value", "目标值", 9),
    ("target_unit", "目标单位", 9),
    ("cap_kind", "上限类型", 9),
    ("cap_points", "上限分值", 9),
    ("scope", "范围", 8),
    ("reference", "参照依据", 24),
    ("certainty", "可信度", 10),
    ("anomalies", "疑点", 20),
    ("source", "来源文件", 24),
    ("page", "页", 6),
    ("anchor", "位置", 24),
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell: first and last row and column from 0, and what stands in it."""

    top: int
    bottom: int
    column: int
    value: str


def write_workbook(rulebook: Rulebook, path: Path) -> None:
    """Write the workbook to `path`. Raises OSError."""
    names = _Names()
    sheets = [_rules_sheet(names.make(RULES), rulebook)]
    for number, sheet in enumerate(rulebook.sheets, start=1):
        name = names.make(sheet.department or sheet.title or f"表{number}")
        sheets.append(_department_sheet(name, sheet))
    write_package(path, "rulebook", sheets)


def _rules_sheet(name: str, rulebook: Rulebook) -> Worksheet:
    rules = sum(len(c.rules) for sheet in rulebook.sheets for task in sheet.tasks for c in task.criteria)
    letters = [column_name(column) for column in range(len(RULE_COLUMNS))]
    return Worksheet(
        name=name,
        widths=[width for _, _, width in RULE_COLUMNS],
        rows=_rules_rows(rulebook, letters),
        frozen=(1, 1),
        filtered=f"A1:{letters[-1]}{rules + 1}",
    )


def _rules_rows(rulebook: Rulebook, letters: Sequence[str]) -> Iterator[str]:
    fields = [(letter, field) for letter, (field, _, _) in zip(letters, RULE_COLUMNS, strict=True)]
    heads = (f"{title}\n{field}" for field, title, _ in RULE_COLUMNS)
    yield row_xml(1, [cell(f"{letter}1", of_text(head, HEAD)) for letter, head in zip(letters, heads, strict=True)])
    for place, row in enumerate(rule_rows(rulebook), start=2):
        yield row_xml(
            place,
            [
                cell(f"{letter}{place}", _content(tuple(value) if isinstance(value, list) else value))
                for letter, field in fields
                if (value := row.get(field)) is not None and value not in ("", [])
            ],
        )


def _department_sheet(name: str, sheet: Sheet) -> Worksheet:
    """The department's table: nodes, duties, methods, assessors and notes merged over the criteria of their task."""
    depth = max((len(task.path) for task in sheet.tasks), default=1) or 1
    letters = [column_name(column) for column in range(depth + len(COLUMNS))]
    merges = [*_node_merges(sheet.tasks, depth), *_task_merges(sheet.tasks, depth)]
    return Worksheet(
        name=name,
        widths=[16] * depth + [width for _, width in COLUMNS],
        rows=_department_rows(sheet, depth, letters, merges),
        frozen=(2, 0),
        merged=[
            f"A1:{letters[-1]}1",
            *(
                f"{letters[merge.column]}{merge.top + 1}:{letters[merge.column]}{merge.bottom + 1}"
                for merge in merges
                if merge.bottom > merge.top
            ),
        ],
        repeated=2,
    )


def _department_rows(sheet: Sheet, depth: int, letters: Sequence[str], merges: Sequence[Merge]) -> Iterator[str]:
    title = sheet.title or " ".join(str(part) for part in (sheet.department, sheet.year) if part)
    yield row_xml(1, [cell("A1", _text(title, QUOTED_TITLE if title.startswith(FORMULA) else TITLE))])
    levels = (TREE[level] if level < len(TREE) else f"层级{level + 1}" for level in range(depth))
    heads = [*levels, *(head for head, _ in COLUMNS)]
    yield row_xml(2, [cell(f"{letter}2", of_text(head, HEAD)) for letter, head in zip(letters, heads, strict=True)])
    starts = {(merge.top, merge.column): merge.value for merge in merges}
    for row, values in _criterion_rows(sheet.tasks, depth):
        yield row_xml(
            row + 1,
            [
                cell(f"{letter}{row + 1}", _content(starts.get((row, column), values.get(column))))
                for column, letter in enumerate(letters)
            ],
        )


@lru_cache(maxsize=2048, typed=True)  # most stand in many rows
def _content(value: Hashable) -> str:
    """A value as what it is: a short enough decimal or whole number as a number, all else as text."""
    if isinstance(value, str):
        return _text(value, QUOTED if value.startswith(FORMULA) else PLAIN) if value else of_nothing(PLAIN)
    if value is None or value == ():
        return of_nothing(PLAIN)
    if isinstance(value, int):
        return of_number(str(value), PLAIN)
    if isinstance(value, Decimal) and _fits(value):
        return of_number(decimal_text(value), PLAIN)
    return _content(_shown(value))


def _text(value: str, look: int) -> str:
    if 2 * len(value) > LONGEST and _units(value) > LONGEST:
        value = _cut(value, LONGEST - 1) + "…"
    return of_text(value, look)


def _rows_of(task: Task) -> int:
    return max(1, len(task.criteria))


def _node_merges(tasks: Sequence[Task], depth: int) -> Iterator[Merge]:
    """A merged cell for each run of tasks below the same node; tasks hung under one node share it."""
    for level in range(depth):
        row, last = 2, None
        for task in tasks:
            bottom = row + _rows_of(task) - 1
            key = task.path[: level + 1] if level < len(task.path) else None
            if key is not None and last is not None and last[0] == key:
                last = (key, Merge(last[1].top, bottom, level, last[1].value))
            else:
                if last is not None:
                    yield last[1]
                last = None if key is None else (key, Merge(row, bottom, level, _label(key[-1])))
            row = bottom + 1
        if last is not None:
            yield last[1]


def _task_merges(tasks: Sequence[Task], depth: int) -> Iterator[Merge]:
    row = 2
    for task in tasks:
        bottom = row + _rows_of(task) - 1
        duties = "\n".join(f"{duty.number}. {duty.text}" if duty.number else duty.text for duty in task.duties)
        texts = {0: duties, 4: "\n".join(task.methods), 5: "\n".join(task.assessors), 6: "\n".join(task.notes)}
        for column, text in texts.items():
            yield Merge(row, bottom, depth + column, text)
        row = bottom + 1


def _criterion_rows(tasks: Sequence[Task], depth: int) -> Iterator[tuple[int, dict[int, object]]]:
    row = 2
    for task in tasks:
        for place in range(_rows_of(task)):
            values: dict[int, object] = {}
            if place < len(task.criteria):
                criterion = task.criteria[place]
                first = place == 0 or task.criteria[place - 1].section != criterion.section
                head = f"{criterion.section}\n" if criterion.section and first else ""
                texts = (criterion.number, f"{head}{criterion.text}", criterion.points)
                values = dict(enumerate(texts, start=depth + 1))
            yield row, values
            row += 1


def _label(node: tuple[str, Decimal | None]) -> str:
    name, points = node
    return name if points is None else f"{name}\n({decimal_text(points)}分)"


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return str(value)


def _fits(value: Decimal) -> bool:
    return value.is_finite() and len(value.normalize().as_tuple().digits) <= DIGITS


def _units(text: str) -> int:
    """The length of a text as Excel counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[: len(text) - max(1, (_units(text) - units) // 2)]
    return text


class _Names:
    """Names of worksheets as Excel takes them: at most 31 characters, none of []:*?/\\, each once whatever the case."""

    def __init__(self) -> None:
        self.taken: set[str] = {"history"}

    def make(self, wanted: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", " ".join(wanted.split())).strip("' ") or "表"
        name, number = _cut(plain, 31), 1
        while name.casefold() in self.taken:
            number += 1
            ending = f" {number}"
            name = _cut(plain, 31 - len(ending)) + ending
        self.taken.add(name.casefold())
        return name
