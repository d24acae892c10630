"""What differs between two rulebooks, as values: departments > tasks > duties and criteria > rules > fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from rulebook.figures.compare import squash
from schemas import Sheet, Task, decimal_text

RULE_FIELDS = ("effect", "amount", "unit", "step", "target", "cap", "scope", "reference")
TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
Json = dict[str, Any]
Status = Literal["added", "gone", "changed"]
Mark = Literal["same", "gone", "added"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a node: its value before and after, as text; None where it has none."""

    field: str
    old: str | None
    new: str | None

    def as_json(self) -> Json:
        return {"field": self.field, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """`old` and `new` are rule ids; `changes` are empty for a rule that was added or is gone."""

    status: Status
    old: str | None
    new: str | None
    trigger: str
    text: str
    changes: tuple[Change, ...]

    def as_json(self) -> Json:
        return {
            "status": self.status,
            "old": self.old,
            "new": self.new,
            "trigger": self.trigger,
            "text": self.text,
            "changes": [change.as_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A duty or criterion; of one that stands in both years, `reworded` says whether its text differs."""

    kind: Literal["duty", "criterion"]
    status: Status
    number: str | None
    old: str | None
    new: str | None
    changes: tuple[Change, ...] = ()
    rules: tuple[RuleChange, ...] = ()

    @property
    def reworded(self) -> bool:
        return self.old is not None and self.new is not None and squash(self.old) != squash(self.new)

    def as_json(self) -> Json:
        return {
            "kind": self.kind,
            "status": self.status,
            "number": self.number,
            "reworded": self.reworded,
            "old": self.old,
            "new": self.new,
            "marks": [list(mark) for mark in marks(self.old or "", self.new or "")] if self.reworded else [],
            "changes": [change.as_json() for change in self.changes],
            "rules": [rule.as_json() for rule in self.rules],
        }


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that was added, is gone (either with all that is in it), or differs. `moved`: its parents are others;
    `renamed`: its own name is. `elsewhere`: of a task that went from one department to another, the other one; it is
    gone from the first and has moved to the second."""

    status: Status
    old: Task | None
    new: Task | None
    moved: bool
    renamed: bool
    changes: tuple[Change, ...]
    items: tuple[ItemChange, ...]
    elsewhere: str | None = None

    def as_json(self) -> Json:
        return {
            "status": self.status,
            "moved": self.moved,
            "renamed": self.renamed,
            "elsewhere": self.elsewhere,
            "old": _task_json(self.old),
            "new": _task_json(self.new),
            "changes": [change.as_json() for change in self.changes],
            "items": [item.as_json() for item in self.items],
        }


@dataclass(frozen=True, slots=True)
class SheetChange:
    """A department. `points` are those of its categories and projects, by path, that differ."""

    status: Status
    department: str | None
    old: Sheet | None
    new: Sheet | None
    points: tuple[Change, ...]
    tasks: tuple[TaskChange, ...]

    @property
    def renamed(self) -> bool:
        """Whether a department has another name than it had."""
        if self.old is None or self.new is None:
            return False
        return squash(self.old.department) != squash(self.new.department)

    def as_json(self) -> Json:
        return {
            "status": self.status,
            "renamed": self.renamed,
            "department": self.department,
            "old": _sheet_json(self.old),
            "new": _sheet_json(self.new),
            "points": [change.as_json() for change in self.points],
            "tasks": [task.as_json() for task in self.tasks],
        }


@dataclass(frozen=True, slots=True)
class BookDiff:
    """What differs, department by department in the order of the new rulebook, those that are gone last."""

    sheets: tuple[SheetChange, ...]

    @property
    def summary(self) -> dict[str, int]:
        """How many of each kind of change. What is in a task that was added or is gone counts with it alone."""
        tasks = [task for sheet in self.sheets for task in sheet.tasks]
        changed = [task for task in tasks if task.status == "changed"]
        items = [item for task in changed for item in task.items]
        rules = [rule for item in items for rule in item.rules]
        criteria = [item for item in items if item.kind == "criterion"]
        fields = [change.field for rule in rules for change in rule.changes]
        return {
            "departments_added": sum(sheet.status == "added" for sheet in self.sheets),
            "departments_gone": sum(sheet.status == "gone" for sheet in self.sheets),
            "departments_renamed": sum(sheet.renamed for sheet in self.sheets),
            "tasks_added": sum(task.status == "added" for task in tasks),
            "tasks_gone": sum(task.status == "gone" and not task.elsewhere for task in tasks),
            "tasks_moved": sum(task.moved for task in tasks),
            "tasks_renamed": sum(task.renamed for task in tasks),
            "points": sum(len(sheet.points) for sheet in self.sheets)
            + sum(change.field == "points" for task in changed for change in task.changes),
            "criteria_added": sum(item.status == "added" for item in criteria),
            "criteria_gone": sum(item.status == "gone" for item in criteria),
            "criteria_reworded": sum(item.reworded for item in criteria),
            "rules_added": sum(rule.status == "added" for rule in rules),
            "rules_gone": sum(rule.status == "gone" for rule in rules),
            **{f"rules_{name}": sum(name == field for field in fields) for name in RULE_FIELDS},
        }

    def as_json(self) -> Json:
        return {"summary": self.summary, "departments": [sheet.as_json() for sheet in self.sheets]}


def marks(old: str, new: str) -> Iterator[tuple[Mark, str]]:
    """The words of both texts in order: same, gone or added. A number is one word, as is each Chinese character."""
    left, right = TOKEN.findall(old), TOKEN.findall(new)
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(left[i:j])
            continue
        if i < j:
            yield "gone", "".join(left[i:j])
        if k < m:
            yield "added", "".join(right[k:m])


def _task_json(task: Task | None) -> Json | None:
    if task is None:
        return None
    path = [[name, None if points is None else decimal_text(points)] for name, points in task.path]
    return {"id": task.id, "path": path}


def _sheet_json(sheet: Sheet | None) -> Json | None:
    return None if sheet is None else {"id": sheet.id, "year": sheet.year, "department": sheet.department}
