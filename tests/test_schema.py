"""The shipped JSON Schemas are those of the models, and what the program writes keeps to them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from small_book import BOOK

from rulebook.outputs.schema import SCHEMAS, schema_json, write_schemas
from rulebook.outputs.writers import anomalies_json, rulebook_json

SHIPPED = Path(__file__).parent.parent / "schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_shipped_schema_is_current(name: str) -> None:
    shipped = (SHIPPED / f"{name}.schema.json").read_bytes()
    assert shipped == schema_json(name), "run: make schemas"


def test_written_schemas_are_valid_schemas(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_bytes()))


def test_what_is_written_keeps_to_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_json("rulebook")))
    assert list(validator.iter_errors(json.loads(rulebook_json(BOOK)))) == []
    validator = jsonschema.Draft202012Validator(json.loads(schema_json("anomaly")))
    assert [error for row in json.loads(anomalies_json(BOOK)) for error in validator.iter_errors(row)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("step", 1.5), ("effect", "punish"), ("colour", "red"), ("count", "often")],
    ids=["a float", "an unknown effect", "an unknown key", "an unknown count"],
)
def test_the_schema_refuses(key: str, value: object) -> None:
    book = json.loads(rulebook_json(BOOK))
    book["sheets"][0]["tasks"][0]["criteria"][0]["rules"][0][key] = value
    assert not jsonschema.Draft202012Validator(json.loads(schema_json("rulebook"))).is_valid(book)
