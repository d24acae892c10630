"""What each column of the Parquet files means: taken from the field of the schema that fills it, or said here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from rulebook.outputs.tables import RULES, TASKS
from schemas import Amount, Cap, Criterion, Model, Rule, Sheet, Source, Target, Task


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field or column holds, its unit where it has one, and an example."""

    text: str
    unit: str | None = None
    example: str | None = None


FROM: dict[str, tuple[type[Model], str]] = {
    "rule_id": (Rule, "id"),
    "task_id": (Task, "id"),
    "criterion_id": (Criterion, "id"),
    "sheet_id": (Sheet, "id"),
    "year": (Sheet, "year"),
    "department": (Sheet, "department"),
    "title": (Sheet, "title"),
    "methods": (Task, "methods"),
    "assessors": (Task, "assessors"),
    "notes": (Task, "notes"),
    "duties": (Task, "duties"),
    "section": (Criterion, "section"),
    "number": (Criterion, "number"),
    "criterion": (Criterion, "text"),
    "criterion_points": (Criterion, "points"),
    "text": (Rule, "text"),
    "trigger": (Rule, "trigger"),
    "subject": (Rule, "subject"),
    "effect": (Rule, "effect"),
    "amount_kind": (Amount, "kind"),
    "amount_min": (Amount, "min"),
    "amount_max": (Amount, "max"),
    "amount_base": (Amount, "base"),
    "percent": (Amount, "percent"),
    "per": (Rule, "per"),
    "count": (Rule, "count"),
    "step": (Rule, "step"),
    "target_op": (Target, "op"),
    "target_value": (Target, "value"),
    "target_unit": (Target, "unit"),
    "cap_kind": (Cap, "kind"),
    "cap_points": (Cap, "points"),
    "scope": (Rule, "scope"),
    "reference": (Rule, "reference"),
    "certainty": (Rule, "certainty"),
    "reasons": (Rule, "reasons"),
    "source": (Source, "path"),
    "sha256": (Source, "sha256"),
}
SAID: dict[str, Meaning] = {
    "category": Meaning("first level of the path (类别)", None, "保证目标"),
    "category_points": Meaning("its points; null where none are known", "分", "40"),
    "project": Meaning("second level of the path; null where it has but one", None, "内部运转"),
    "project_points": Meaning("its points", "分", "15"),
    "item": Meaning("third level of the path; null where it has fewer", None, "考勤纪律"),
    "item_points": Meaning("its points", "分", "2"),
    "task": Meaning("last name of the path, whatever its depth", None, "考勤纪律"),
    "task_points": Meaning("its points", "分", "2"),
    "criteria_count": Meaning("how many criteria the task has", "criteria", "3"),
    "rules_count": Meaning("how many rules they hold", "rules", "7"),
    "path": Meaning(
        "Task.path, a record of name and points for each level from category down; points null where none is known",
        "分",
        '[{"name": "保证目标", "points": "40"}, {"name": "考勤纪律", "points": "2"}]',
    ),
    "group_cap": Meaning("at most so many points for it and the criteria beside it together", "分", "2.5"),
    "page": Meaning("page of the source, from 1; null where the medium has none", "page", "3"),
    "anchor": Meaning("the place in the source, in words", None, "page 3, box 56.7 100.2 201 290.5"),
}
ANOMALIES = {
    "rules": Meaning("codes of the doubts that point at the rule or its criterion", None, "number-suspect"),
    "tasks": Meaning("codes of the doubts that point at the task, its criteria or rules", None, "numbering-gap"),
}
TABLES: dict[str, pa.Schema] = {"rules": RULES, "tasks": TASKS}


def column_meaning(table: str, column: str) -> Meaning:
    """What a column of "rules" or "tasks" holds. Raises KeyError for a column that nothing is said of."""
    if column == "anomalies":
        return ANOMALIES[table]
    if column in SAID:
        return SAID[column]
    model, field = FROM[column]
    meaning = field_meaning(model, field)
    return replace(meaning, text=f"{model.__name__}.{field}: {meaning.text}")


def field_meaning(model: type[Model], field: str) -> Meaning:
    """What a field of a model holds, by its description, its first example and its unit."""
    info = model.model_fields[field]
    extra: Any = info.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return Meaning(info.description or "", unit, str(info.examples[0]) if info.examples else None)


def kind_of(kind: pa.DataType) -> str:
    """A column's type as the documentation and the data package name it: string, integer, number, boolean, array."""
    if pa.types.is_list(kind):
        return "array"
    if pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_integer(kind):
        return "integer"
    return "boolean" if pa.types.is_boolean(kind) else "string"
