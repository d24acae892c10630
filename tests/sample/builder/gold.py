"""Sheets of the notation as a gold file: the nesting of docs/rule-model.md, *Gold files*."""

from __future__ import annotations

from typing import Any

from sample.builder.notation import Item, Sheet, Task

Json = dict[str, Any]


def gold_of(source: str, sheets: list[Sheet]) -> Json:
    """The gold object of some sheets. Heading rows without an assessor carry nothing and are no tasks."""
    return {"source": source, "sheets": [_sheet(sheet) for sheet in sheets]}


def _sheet(sheet: Sheet) -> Json:
    tasks = [_task(task) for task in sheet.tasks if not task.heading or task.assessors]
    return {"department": sheet.department, "year": sheet.year, "tasks": tasks}


def _task(task: Task) -> Json:
    return {
        "path": [[node.name, node.points] for node in task.path],
        "duties": [{"number": duty.mark, "text": duty.text, "points": duty.points} for duty in task.duties],
        "methods": task.methods,
        "assessors": task.assessors,
        "notes": task.notes,
        "criteria": [_criterion(item) for item in task.criteria],
    }


def _criterion(item: Item) -> Json:
    return {
        "section": item.section,
        "number": item.mark,
        "text": item.text,
        "points": item.points,
        "group_cap": item.group_cap,
        "rules": list(item.rules),
    }
