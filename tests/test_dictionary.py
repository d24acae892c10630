"""The data dictionary and the data package: current, complete, and true of what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from frictionless import Package
from small_book import BOOK
from typer.testing import CliRunner

from rulebook.cli import app
from rulebook.outputs.columns import TABLES, column_meaning, field_meaning
from rulebook.outputs.datapackage import datapackage_json
from rulebook.outputs.dictionary import MODELS, dictionary_md
from rulebook.outputs.writers import FILES, rulebook_json, write_year
from schemas import Model, Rulebook

SHIPPED = Path(__file__).parent.parent / "docs" / "data-dictionary.md"
NESTED = {"Rulebook", "Evidence"}
"""Models whose fields are mostly lists of others, which have examples of their own."""


def test_the_shipped_dictionary_is_current() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == dictionary_md(), "run: make schemas"


def test_the_command_prints_it() -> None:
    assert CliRunner().invoke(app, ["schema", "dictionary"]).stdout == dictionary_md()


@pytest.mark.parametrize("model", MODELS)
def test_every_field_says_what_it_means(model: type[Model]) -> None:
    for name in model.model_fields:
        assert field_meaning(model, name).text, f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", MODELS)
def test_every_plain_field_has_an_example_and_every_number_a_unit(model: type[Model]) -> None:
    for name, schema in model.model_json_schema(mode="serialization")["properties"].items():
        kinds = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
        meaning = field_meaning(model, name)
        plain = all(kind.get("type") in ("string", "integer", "boolean") for kind in kinds)
        assert meaning.example or not plain, f"{model.__name__}.{name}"
        decimal = any(str(kind.get("pattern", "")).startswith(r"^-?\d+(\.") for kind in kinds)
        assert meaning.unit or not decimal, f"{model.__name__}.{name}"


def test_every_model_of_the_rulebook_is_in_it() -> None:
    named = {"Rulebook", *Rulebook.model_json_schema(mode="serialization")["$defs"]}
    assert {model.__name__ for model in MODELS} == named


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_meaning(table: str) -> None:
    for field in TABLES[table]:
        assert column_meaning(table, field.name).text


def test_examples_of_models_are_values_that_they_take() -> None:
    """An example that its own model refuses would mislead."""
    schema = Rulebook.model_json_schema(mode="serialization")
    for definition in schema["$defs"].values():
        for name, field in definition["properties"].items():
            for example in field.get("examples", []):
                choices = [choice for part in field.get("anyOf", [field]) for choice in part.get("enum", [])]
                assert not choices or example in choices, f"{name}: {example}"


# --- the data package


def test_the_descriptor_is_a_data_package() -> None:
    descriptor = json.loads(datapackage_json(BOOK, "0" * 64))
    report = Package.validate_descriptor(descriptor)
    assert report.valid, report.flatten(["type", "note"])
    assert descriptor["name"] == "rulebook-2020"


def test_the_descriptor_is_true_of_the_files(tmp_path: Path) -> None:
    write_year(BOOK, tmp_path)
    descriptor = json.loads((tmp_path / "datapackage.json").read_bytes())
    assert {resource["path"] for resource in descriptor["resources"]} == set(FILES) - {"datapackage.json"}
    for resource in descriptor["resources"]:
        if resource["format"] != "parquet":
            continue
        schema = pq.read_schema(tmp_path / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == schema.names
        assert schema.metadata[b"rulebook_sha256"].decode() == descriptor["rulebook_sha256"]
        rows = pq.read_table(tmp_path / resource["path"]).to_pylist()
        (key,) = resource["schema"]["primaryKey"]
        assert len({row[key] for row in rows}) == len(rows)
        required = [f["name"] for f in resource["schema"]["fields"] if f.get("constraints", {}).get("required")]
        assert all(row[name] is not None for row in rows for name in required)


def test_what_is_no_one_table_is_not_checked_as_one(tmp_path: Path) -> None:
    """Frictionless takes a workbook for one table unless told otherwise, and guesses its columns' types wrongly."""
    write_year(BOOK, tmp_path)
    package = Package(str(tmp_path / "datapackage.json"))
    for name in ("rulebook", "anomalies", "workbook"):
        report = package.get_resource(name).validate()
        assert report.valid, report.flatten(["type", "note"])
    assert package.get_resource("workbook").type == "file"


def test_a_descriptor_of_several_years_or_none_has_no_year() -> None:
    assert json.loads(datapackage_json(Rulebook(), ""))["name"] == "rulebook"
    later = BOOK.sheets[0].model_copy(update={"year": 2021})
    both = BOOK.model_copy(update={"sheets": (*BOOK.sheets, later)})
    assert json.loads(datapackage_json(both, ""))["name"] == "rulebook"


def test_what_is_written_keeps_its_examples_out(tmp_path: Path) -> None:
    """Descriptions and examples belong to the schema alone: the rulebook's bytes do not carry them."""
    assert b"examples" not in rulebook_json(BOOK)
