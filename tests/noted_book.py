"""Rulebooks for tests, written in the sample's notation (tests/sample/builder/notation.py)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sample.builder.notation import Item, _tasks
from sample.builder.notation import Sheet as NotedSheet
from sample.builder.notation import Task as NotedTask

from schemas import Criterion, Duty, Rule, Rulebook, Sheet, Task


def noted_book(*sheets: str, year: int = 2020) -> Rulebook:
    """A rulebook of one sheet for each text; "! 保卫处" names its department. Ids are s1, t1, c1, r1, …"""
    ids = Ids()
    return Rulebook(sheets=tuple(_sheet(text, year, ids) for text in sheets))


class Ids:
    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def make(self, letter: str) -> str:
        self.last[letter] = self.last.get(letter, 0) + 1
        return f"{letter}{self.last[letter]}"


def book_of(sheets: Iterable[NotedSheet]) -> Rulebook:
    """The rulebook of sheets of the notation, as read by read_sheet."""
    ids = Ids()
    return Rulebook(sheets=tuple(_sheet_of(sheet, ids) for sheet in sheets))


def _sheet(text: str, year: int, ids: Ids) -> Sheet:
    lines = [line.strip() for line in text.strip().splitlines()]
    department = next((line[2:] for line in lines if line.startswith("! ")), "保卫处")
    tasks = _tasks([line for line in lines if not line.startswith("! ")])
    return _sheet_of(NotedSheet(department, year, tasks), ids)


def _sheet_of(sheet: NotedSheet, ids: Ids) -> Sheet:
    return Sheet(
        id=ids.make("s"),
        department=sheet.department,
        year=sheet.year,
        tasks=tuple(_task(task, ids) for task in sheet.tasks if not task.heading or task.assessors),
    )


def _task(task: NotedTask, ids: Ids) -> Task:
    return Task(
        id=ids.make("t"),
        path=tuple((node.name, None if node.points in (None, "?") else Decimal(node.points)) for node in task.path),
        duties=tuple(Duty(number=duty.mark, text=duty.text, points=_points(duty.points)) for duty in task.duties),
        methods=tuple(task.methods),
        assessors=tuple(task.assessors),
        notes=tuple(task.notes),
        criteria=tuple(_criterion(item, ids) for item in task.criteria),
    )


def _criterion(item: Item, ids: Ids) -> Criterion:
    end = 0
    last: str | None = None
    rules: list[Rule] = []
    for data in item.rules:
        if data["text"] != last:
            start = item.text.index(data["text"], end)
            end, last = start + len(data["text"]), data["text"]
        rules.append(Rule(id=ids.make("r"), start=start, end=end, **data))
    return Criterion(
        id=ids.make("c"),
        section=item.section,
        number=item.mark,
        text=item.text,
        points=_points(item.points),
        group_cap=_points(item.group_cap),
        rules=tuple(rules),
    )


def _points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
