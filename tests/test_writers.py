"""The files of a year: what stands in them, that they are exact, and that they are whole or absent."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from noted_book import noted_book
from pydantic_core import to_json
from small_book import BOOK, line

from rulebook.outputs import tables, writers
from rulebook.outputs.tables import RULES, TASKS, anchor_text, rules_table, tasks_table
from rulebook.outputs.writers import rulebook_json
from schemas import PageAnchor, Rulebook, WordAnchor


@pytest.fixture
def year(tmp_path: Path) -> Path:
    writers.write_year(BOOK, tmp_path / "2020")
    return tmp_path / "2020"


def test_a_year_has_its_files_and_nothing_else(year: Path) -> None:
    assert sorted(path.name for path in year.iterdir()) == [
        "anomalies.json",
        "datapackage.json",
        "rulebook.json",
        "rulebook.xlsx",
        "rules.parquet",
        "tasks.parquet",
    ]


def test_rulebook_json_is_readable_exact_and_gives_back_the_rulebook(year: Path) -> None:
    raw = (year / "rulebook.json").read_bytes()
    assert raw.endswith(b"}\n")
    assert "夜间巡查".encode() in raw, "Chinese stands as it is, not escaped"
    data = json.loads(raw)
    task = data["sheets"][0]["tasks"][0]
    assert task["path"] == [["保证目标", "40"], ["校园安全", "7.5"], ["巡查", None], ["夜间", "2.5"]]
    assert task["criteria"][0]["rules"][0]["amount"]["min"] == "0.25"
    assert Rulebook.model_validate_json(raw) == BOOK


def test_anomalies_json_repeats_those_of_the_rulebook(year: Path) -> None:
    assert (
        json.loads((year / "anomalies.json").read_bytes())
        == json.loads((year / "rulebook.json").read_bytes())["anomalies"]
    )


def test_parquet_names_the_rulebook_it_belongs_to(year: Path) -> None:
    digest = hashlib.sha256((year / "rulebook.json").read_bytes()).hexdigest().encode()
    for name in ("rules.parquet", "tasks.parquet"):
        assert pq.read_schema(year / name).metadata[b"rulebook_sha256"] == digest


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for place in ("first", "second"):
        writers.write_year(BOOK, tmp_path / place)
    for name in writers.FILES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_a_rule_row_needs_no_join() -> None:
    patrol, record, award = rules_table(BOOK).to_pylist()
    expected = {
        "year": 2020,
        "department": "保卫处",
        "category": "保证目标",
        "category_points": Decimal("40.000000"),
        "project": "校园安全",
        "project_points": Decimal("7.5"),
        "item": "巡查",
        "item_points": None,
        "task": "夜间",
        "task_points": Decimal("2.5"),
        "methods": ["扣分法", "达标法"],
        "section": "一、巡查",
        "number": "1",
        "effect": "deduct",
        "amount_kind": "fixed",
        "amount_min": Decimal("0.25"),
        "per": ["次"],
        "count": "shortfall",
        "target_op": ">=",
        "target_value": Decimal(4),
        "cap_kind": "max",
        "cap_points": Decimal(2),
        "source": "2020/保卫处.pdf",
        "page": 2,
        "anchor": "page 2, box 56.7 100.2 201 290.5",
        "anomalies": ["numbering-gap"],
        "task_id": "t-patrol",
    }
    assert {name: patrol[name] for name in expected} == expected
    assert [node["name"] for node in patrol["path"]] == ["保证目标", "校园安全", "巡查", "夜间"]
    assert record["page"] == 3, "without evidence of its own a rule stands where its criterion does"
    assert record["anomalies"] == ["numbering-gap", "number-suspect"]
    assert award["per"] == ["台", "件"]
    assert award["step"] == Decimal("0.5")
    assert award["task"] == award["category"] == "发展目标"


def test_a_rule_row_has_the_cap_over_several_criteria() -> None:
    book = noted_book(
        "# 纪律 10\n@ | 扣分法\nC 1 {迟到|扣1分/次|-1/次}；{全勤|加1分|+1}\nC 2 {早退|扣1分/次|-1/次}\n"
        "C - gcap=2.5 以上项目累计扣分不超过2.5分\nC 3 {旷工|扣2分|-2}；{表彰|加3分|+3}\n"
        "C - gcap=4 以上加分最高4分\nC 4 {脱岗|扣1分|-1}"
    )
    caps = {row["trigger"]: row["group_cap"] for row in rules_table(book).to_pylist()}
    together = {"迟到": Decimal("2.5"), "早退": Decimal("2.5"), "表彰": Decimal(4)}
    assert caps == dict.fromkeys(["全勤", "旷工", "脱岗"]) | together


def test_null_is_what_the_document_does_not_say_and_lists_are_never_null() -> None:
    _, record, award = rules_table(BOOK).to_pylist()
    for column in ("amount_kind", "amount_min", "target_op", "cap_kind", "reference"):
        assert record[column] is None, column
    assert record["percent"] is False
    assert record["per"] == []
    assert award["project"] is None
    assert award["methods"] == []
    assert award["source"] is None
    for schema in (RULES, TASKS):
        assert all(not field.nullable for field in schema if pa.types.is_list(field.type))


def test_a_task_row() -> None:
    patrol, bonus = tasks_table(BOOK).to_pylist()
    assert patrol["duties"] == [
        {"number": "1", "text": "开展夜间巡查", "points": Decimal("2.5")},
        {"number": None, "text": "做好记录", "points": None},
    ]
    assert patrol["notes"] == ["以班组为单位"]
    assert (patrol["criteria_count"], patrol["rules_count"]) == (2, 2)
    assert patrol["anomalies"] == ["numbering-gap", "number-suspect", "no-rule"]
    assert bonus["anomalies"] == ["text-broken"]


def test_pandas_reads_it(year: Path) -> None:
    rules = pd.read_parquet(year / "rules.parquet")
    assert rules["amount_min"].iloc[0] == Decimal("0.25")
    assert list(rules["per"].iloc[2]) == ["台", "件"]
    tasks = pd.read_parquet(year / "tasks.parquet")
    assert tasks["duties"].iloc[0][1]["text"] == "做好记录"


def test_polars_reads_it(year: Path) -> None:
    rules = pl.read_parquet(year / "rules.parquet")
    assert rules.schema["amount_min"] == pl.Decimal(18, 6)
    assert rules["per"].to_list() == [["次"], [], ["台", "件"]]
    assert rules.filter(pl.col("effect") == "deduct")["cap_points"].to_list() == [Decimal(2)]
    assert pl.read_parquet(year / "tasks.parquet")["assessors"].to_list() == [["党政办"], []]


def test_duckdb_reads_it(year: Path) -> None:
    found = duckdb.sql(
        f"select department, task, sum(amount_max), list(per) from '{year}/rules.parquet' "
        "where list_contains(methods, '扣分法') group by all"
    ).fetchall()
    assert found == [("保卫处", "夜间", Decimal("0.25"), [["次"], []])]
    assert duckdb.sql(f"select len(duties), path[2].points from '{year}/tasks.parquet'").fetchall() == [
        (2, Decimal("7.5")),
        (0, None),
    ]


def test_an_empty_rulebook_has_the_same_columns(tmp_path: Path) -> None:
    writers.write_year(Rulebook(), tmp_path)
    assert pq.read_schema(tmp_path / "rules.parquet").remove_metadata().equals(RULES)
    assert pl.read_parquet(tmp_path / "tasks.parquet").height == 0


def test_rulebook_json_in_pieces_is_the_model_as_json() -> None:
    for book in (Rulebook(), BOOK):
        assert rulebook_json(book) == to_json(book, indent=1) + b"\n"


def test_a_failing_writer_leaves_the_last_good_files(year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in year.iterdir()}

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables.pq, "ParquetWriter", no_space)
    with pytest.raises(OSError, match="No space left"):
        writers.write_year(Rulebook(), year)
    assert {path.name: path.read_bytes() for path in year.iterdir()} == before


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to write, another process is begun for it."""
    monkeypatch.setattr(writers, "MANY", 1)


@pytest.mark.usefixtures("apart")
def test_another_process_writes_the_same(year: Path, tmp_path: Path) -> None:
    told = {"more.txt": lambda path: Path(path).write_text("more")}
    written = writers.write_year(BOOK, tmp_path / "apart", told, jobs=2)
    assert [path.name for path in written] == ["more.txt", *writers.FILES]
    assert set(written) == set((tmp_path / "apart").iterdir())
    assert all((tmp_path / "apart" / name).read_bytes() == (year / name).read_bytes() for name in writers.FILES)


@pytest.mark.usefixtures("apart")
def test_what_another_process_cannot_write_is_told_here(year: Path) -> None:
    before = {path.name: path.read_bytes() for path in year.iterdir()}

    def no_space(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        writers.write_year(Rulebook(sheets=BOOK.sheets), year, {"more.txt": no_space}, jobs=2)
    assert {path.name: path.read_bytes() for path in year.iterdir()} == before


@pytest.mark.usefixtures("apart")
def test_what_a_killed_process_did_not_write_is_written_here(tmp_path: Path) -> None:
    home = os.getpid()

    def deadly(path: Path) -> None:
        if os.getpid() != home:
            os.kill(os.getpid(), signal.SIGKILL)
        path.write_text("here")

    writers.write_year(BOOK, tmp_path, {"more.txt": deadly}, jobs=2)
    assert (tmp_path / "more.txt").read_text() == "here"


def test_nothing_is_switched_before_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switched: list[str] = []
    replace = os.replace

    def watch(source: str | Path, target: str | Path) -> None:
        waiting = {path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")}
        assert len(waiting) == len(writers.FILES) - len(switched)
        switched.append(Path(target).name)
        replace(source, target)

    monkeypatch.setattr(writers.os, "replace", watch)
    writers.write_year(BOOK, tmp_path)
    assert switched[-1] == "rulebook.json", "last, so that the others may be held against it"
    assert len(switched) == len(writers.FILES)


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        (PageAnchor(page=1, bbox=(0, 0.5, 10, 20.25)), "page 1, box 0 0.5 10 20.25"),
        (WordAnchor(table=1, row=3, column=4), "table 1, row 3, column 4"),
        (WordAnchor(paragraph=7), "paragraph 7"),
        (line(12), "line 12, cell 3"),
    ],
)
def test_an_anchor_in_words(anchor: PageAnchor | WordAnchor, text: str) -> None:
    assert anchor_text(anchor) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**11), max_value=10**11))
def test_points_keep_their_value(value: Decimal) -> None:
    column = pa.array([tables._fit(value)], type=tables.POINTS)
    assert column.to_pylist() == [value]


@pytest.mark.parametrize("value", ["0.0000001", "1000000000000", "1E+40", "NaN"])
def test_points_that_do_not_fit_are_null_never_rounded(value: str) -> None:
    assert tables._fit(Decimal(value)) is None
