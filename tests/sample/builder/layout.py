"""Sheets as the issuers' seven-column table: cells with their spans, the same for every medium."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sample.builder.notation import Item, Sheet, Task

HEADER = ("类别", "项目名称", "主要任务/考核内容", "成果及分值/考核评价标准", "评价方法", "考核单位")
COLUMNS = 7


@dataclass(frozen=True)
class Line:
    """A part of a cell: an item with its number, or plain text. `glued` stands on the line before it."""

    text: str
    mark: str | None = None
    glued: bool = False


@dataclass(frozen=True)
class Cell:
    row: int
    column: int
    lines: tuple[Line, ...]
    rows: int = 1
    columns: int = 1

    def text(self, number: str = "{}. ", joint: str = "\n") -> str:
        """The cell's text; `number` is how the issuer writes an item's number, `joint` a line break."""
        out = ""
        for line in self.lines:
            head = number.format(line.mark) if line.mark else ""
            out += ("" if line.glued or not out else "\n") + head + line.text
        return out.replace("\n", joint)


@dataclass(frozen=True)
class Table:
    department: str
    year: int
    rows: int
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        return f"{self.department}{self.year}年度绩效目标量化考核任务表"


def table_of(sheet: Sheet, merged_assessors: bool = False) -> Table:
    """The table of a sheet; row 0 is the header. `merged_assessors` joins equal ones within a project."""
    assert sheet.department
    assert sheet.year
    cells = [Cell(0, 0, (Line(HEADER[0]),)), Cell(0, 1, (Line(HEADER[1]),), columns=2)]
    cells += [Cell(0, column, (Line(text),)) for column, text in enumerate(HEADER[2:], start=3)]
    row = 1
    for _, group in groupby(sheet.tasks, key=lambda task: task.path[0]):
        tasks = list(group)
        cells += _category(tasks, row, merged_assessors)
        row += len(tasks)
    return Table(sheet.department, sheet.year, row, tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def _category(tasks: list[Task], first: int, merged_assessors: bool) -> list[Cell]:
    cells = [Cell(first, 0, _plain(tasks[0].path[0].label), rows=len(tasks))]
    hung = not tasks[0].heading and len(tasks[0].path) == 1  # rows straight under their category
    for row, task in enumerate(tasks, first):
        if task.heading:
            cells += [Cell(row, 1, (Line(task.heading),), columns=3), Cell(row, 4, ()), Cell(row, 5, ())]
        elif hung:
            cells += [Cell(row, 1, _items(task.duties), columns=3), Cell(row, 4, _criteria(task))]
        else:
            cells += [Cell(row, 3, _items(task.duties)), Cell(row, 4, _criteria(task))]
        if len(task.path) == 2:
            cells.append(Cell(row, 1, _plain(task.path[1].label), columns=2))
        if len(task.path) == 3:
            cells.append(Cell(row, 2, _plain(task.path[2].label)))
        if not task.heading and not hung:
            cells.append(Cell(row, 5, _plain("\n".join(task.methods))))
    cells += _runs(tasks, first, 1, lambda t: t.path[1].label if len(t.path) == 3 else None)
    if hung:
        cells += _runs(tasks, first, 5, lambda t: "\n".join(t.methods))
    if hung or merged_assessors:
        return cells + _runs(tasks, first, 6, lambda t: (str(t.path[1:2]), "\n".join(t.assessors)))
    return cells + [Cell(row, 6, _plain("\n".join(task.assessors))) for row, task in enumerate(tasks, first)]


def _runs(tasks: list[Task], first: int, column: int, key) -> list[Cell]:  # type: ignore[no-untyped-def]
    """One cell over each run of neighbours with the same key; None makes none."""
    cells, row = [], first
    for value, group in groupby(tasks, key=key):
        size = len(list(group))
        if value is not None:
            cells.append(Cell(row, column, _plain(value[-1] if isinstance(value, tuple) else value), rows=size))
        row += size
    return cells


def _plain(text: str) -> tuple[Line, ...]:
    return tuple(Line(part) for part in text.split("\n") if part)


def _items(items: list[Item]) -> tuple[Line, ...]:
    return tuple(Line(item.text, item.mark, item.glued) for item in items)


def _criteria(task: Task) -> tuple[Line, ...]:
    lines: list[Line] = []
    section = None
    for item in task.criteria:
        if item.section != section:
            section = item.section
            lines.append(Line(section or ""))
        lines.append(Line(item.text, item.mark, item.glued))
    return (*lines, *(Line(f"（备注：{note}）") for note in task.notes))
