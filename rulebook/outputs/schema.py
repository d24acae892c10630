"""The JSON Schema of what the program writes, generated from the models."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rulebook.outputs.writers import write_together
from schemas import DECISION, Anomaly, Document, Rulebook

SCHEMAS: dict[str, TypeAdapter[Any]] = {
    "rulebook": TypeAdapter(Rulebook),
    "document": TypeAdapter(Document),
    "anomaly": TypeAdapter(Anomaly),
    "decision": DECISION,
}


def schema_json(name: str) -> bytes:
    """The schema of one of SCHEMAS as it is written: every field present, decimals as strings."""
    schema = SCHEMAS[name].json_schema(mode="serialization")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write NAME.schema.json for each of SCHEMAS into `folder`; gives their paths. Raises OSError."""
    return write_together({folder / f"{name}.schema.json": partial(_write_schema, name) for name in SCHEMAS})


def _write_schema(name: str, path: Path) -> None:
    path.write_bytes(schema_json(name))
