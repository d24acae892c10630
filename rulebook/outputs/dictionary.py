"""docs/data-dictionary.md: every field with its meaning, unit and example, generated from the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rulebook.outputs.columns import TABLES, Meaning, column_meaning, field_meaning, kind_of
from schemas import (
    Amount,
    Anomaly,
    Cap,
    Conservation,
    Criterion,
    Duty,
    Evidence,
    Heading,
    LineAnchor,
    Model,
    PageAnchor,
    Place,
    Remark,
    Repair,
    Rule,
    Rulebook,
    Sheet,
    Source,
    Target,
    Task,
    WordAnchor,
)
from schemas.catalogue.repairs import REPAIRS

MODELS: tuple[type[Model], ...] = (
    *(Rulebook, Sheet, Task, Duty, Criterion, Rule, Amount, Target, Cap, Remark, Heading),
    *(Anomaly, Evidence, Place, Repair, PageAnchor, WordAnchor, LineAnchor, Source, Conservation),
)
HEAD = """# Data dictionary

Generated from the schemas (`make schemas`): change the descriptions there, not here. What the words mean stands in
[rule-model.md](rule-model.md). Points are exact decimals: strings in JSON, `decimal128(18, 6)` in Parquet. null is what
the document does not say. A column that is filled by a field of rulebook.json names it: `Criterion.number`.
"""
BAR = "\\|"
NOTES = {
    "rules": "One row a rule, with its whole path.",
    "tasks": "One row a task.",
}


def dictionary_md() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_tables(), *_models(), *_repairs()])


def _tables() -> Iterator[str]:
    for name, schema in TABLES.items():
        yield f"## {name}.parquet\n\n{NOTES[name]}\n"
        yield _table(
            (field.name, kind_of(field.type), field.nullable, column_meaning(name, field.name)) for field in schema
        )


def _models() -> Iterator[str]:
    yield "## rulebook.json\n\nThe file is one Rulebook; anomalies.json is its list of Anomaly.\n"
    for model in MODELS:
        yield f"### {model.__name__}\n\n{' '.join((model.__doc__ or '').split())}\n"
        properties = model.model_json_schema(mode="serialization")["properties"]
        yield _table(
            (name, _kind(properties[name]), _nullable(properties[name]), field_meaning(model, name))
            for name in model.model_fields
        )


def _repairs() -> Iterator[str]:
    yield "## Names of repairs\n\n`Repair.name`, and what the repair of that name does.\n"
    yield "| name | what it does | 说明 |\n|---|---|---|"
    yield "\n".join(f"| `{name}` | {english} | {chinese} |" for name, (english, chinese) in REPAIRS.items()) + "\n"


def _table(rows: Iterator[tuple[str, str, bool, Meaning]]) -> str:
    lines = ["| field | type | meaning | unit | example |", "|---|---|---|---|---|"]
    for name, kind, nullable, meaning in rows:
        example = f"`{meaning.example}`" if meaning.example else ""
        cells = (f"`{name}`", f"{kind}, null" if nullable else kind, meaning.text, meaning.unit or "", example)
        escaped = (cell.replace("|", BAR) for cell in cells)
        lines.append(f"| {' | '.join(escaped)} |".replace("  ", " "))
    return "\n".join(lines) + "\n"


def _kind(schema: dict[str, Any]) -> str:
    """A property's type in words: string, array of Rule, one of `a`, `b`."""
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"] if part.get("type") != "null")
    if "oneOf" in schema:
        return " or ".join(_kind(part) for part in schema["oneOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "string" and schema.get("pattern", "").startswith(r"^-?\d+"):
        return "decimal"
    if schema.get("type") == "array":
        return f"array of {_kind(schema['items'])}" if "items" in schema else "array"
    return str(schema.get("type", "any"))


def _nullable(schema: dict[str, Any]) -> bool:
    return any(part.get("type") == "null" for part in schema.get("anyOf", ()))
