"""datapackage.json: a year's files as a Frictionless data package (https://specs.frictionlessdata.io/data-package/)."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
from pydantic_core import to_json

from rulebook.outputs.columns import TABLES, column_meaning, kind_of
from schemas import SCHEMA_VERSION, Rulebook

Json = dict[str, Any]
PLAIN: tuple[tuple[str, str, str, str], ...] = (
    ("rulebook", "rulebook.json", "application/json", "Sheets, tasks, criteria and rules with evidence and anomalies"),
    ("anomalies", "anomalies.json", "application/json", "What is in doubt, and what to do"),
    (
        "workbook",
        "rulebook.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "The departments' tables and the rules, for Excel and LibreOffice",
    ),
)
TITLES = {"rules": "One row a rule", "tasks": "One row a task"}


def datapackage_json(rulebook: Rulebook, mark: str) -> bytes:
    """The descriptor; `mark` is the SHA-256 of the rulebook.json beside it."""
    years = {sheet.year for sheet in rulebook.sheets}
    year = years.pop() if len(years) == 1 else None
    package: Json = {
        "name": f"rulebook-{year}" if year else "rulebook",
        "title": f"Rulebook {year}" if year else "Rulebook",
        "profile": "data-package",
        "version": SCHEMA_VERSION,
        "rulebook_sha256": mark,
        "resources": [
            *(_table(name, schema) for name, schema in TABLES.items()),
            *(_plain(*resource) for resource in PLAIN),
        ],
    }
    return to_json(package, indent=2) + b"\n"


def _plain(name: str, path: str, mediatype: str, title: str) -> Json:
    told = {} if path.endswith(".json") else {"type": "file"}  # else a workbook is checked as one table
    return {
        "name": name,
        "path": path,
        "title": title,
        "profile": "data-resource",
        "format": path.rsplit(".", 1)[-1],
        "mediatype": mediatype,
        **told,
    }


def _table(name: str, schema: pa.Schema) -> Json:
    keys: Json = {"primaryKey": ["rule_id" if name == "rules" else "task_id"]}
    if name == "rules":
        task = {"resource": "tasks", "fields": ["task_id"]}
        keys["foreignKeys"] = [{"fields": ["task_id"], "reference": task}]
    return {
        "name": name,
        "path": f"{name}.parquet",
        "title": TITLES[name],
        "profile": "data-resource",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {"fields": [_field(name, field) for field in schema], **keys},
    }


def _example(text: str) -> list[Any]:
    """The example of a list: written as JSON, or one of its elements."""
    return list(json.loads(text)) if text.startswith("[") else [text]


def _field(table: str, field: pa.Field) -> Json:
    meaning = column_meaning(table, field.name)
    described: Json = {"name": field.name, "type": kind_of(field.type), "description": meaning.text}
    if meaning.unit:
        described["unit"] = meaning.unit
    if meaning.example:
        described["example"] = _example(meaning.example) if described["type"] == "array" else meaning.example
    if not field.nullable:
        described["constraints"] = {"required": True}
    return described
