"""docs/queries: each runs on a year as written, and says what its first line promises."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from noted_book import noted_book

from rulebook.outputs.writers import write_year
from schemas import Rulebook, make_anomaly

QUERIES = Path(__file__).parent.parent / "docs" / "queries"
NAMES = sorted(path.name for path in QUERIES.glob("*.sql"))
HEAD = "# 保证目标 10\n@ 纪律 4 | 扣分法 | 人事处\n"
BOOK = noted_book(
    f"! 保卫处\n{HEAD}C 1 {{迟到、早退|扣0.02分/人次|-0.02/人次}}；{{无记录|酌情扣分|-?}}\n"
    "@ 安全 6 | 扣分法 | 校长办 人事处\n"
    "C 1 {发生事故的每起|扣2分|-2/起}；{隐患未整改每处|扣1分，最多扣3分|-1/处 max=3}",
    f"! 图书馆\n{HEAD}C 1 {{迟到、早退|扣0.05分/人次|-0.05/人次}}\n@ 安全 6 | 扣分法 | 校长办\nC 1 {{闭馆|扣3分|-3}}",
)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = BOOK.sheets[1]
    closed = library.tasks[1].criteria[0]
    rule = closed.rules[0].model_copy(update={"certainty": "doubtful"})
    task = library.tasks[1].model_copy(update={"criteria": (closed.model_copy(update={"rules": (rule,)}),)})
    sheet = library.model_copy(update={"tasks": (library.tasks[0], task)})
    flags = tuple(make_anomaly("number-suspect", rule.id, text=text, read="3") for text in ("闭馆", "扣3分"))
    folder = tmp_path_factory.mktemp("year")
    write_year(BOOK.model_copy(update={"sheets": (BOOK.sheets[0], sheet), "anomalies": flags}), folder)
    return folder


def rows(name: str, folder: Path) -> list[dict[str, Any]]:
    """The rows of a query, run in the folder of a year."""
    sql = (QUERIES / name).read_text(encoding="utf-8")
    for table in ("rules", "tasks"):
        sql = sql.replace(f"'{table}.parquet'", f"'{folder.as_posix()}/{table}.parquet'")
    found = duckdb.sql(sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_there_are_five() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_answers_in_both_languages(name: str) -> None:
    first, second, *_ = (QUERIES / name).read_text(encoding="utf-8").splitlines()
    assert first.startswith("-- ")
    assert second.startswith("-- ")
    assert any("\u4e00" <= character <= "\u9fff" for character in second)


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_on_a_year_with_nothing_in_it(name: str, tmp_path: Path) -> None:
    write_year(Rulebook(), tmp_path)
    assert rows(name, tmp_path) == []


def test_largest_deductions(year: Path) -> None:
    found = rows("1-largest-deductions.sql", year)
    assert [(row["trigger"], row["percent_of_task"]) for row in found] == [
        ("发生事故的每起", 33.3),
        ("隐患未整改每处", 16.7),
        ("迟到、早退", 1.3),
        ("迟到、早退", 0.5),
    ], "the doubtful 闭馆 is left out"


def test_what_is_capped_together_is_not_unbounded(tmp_path: Path) -> None:
    book = noted_book("# 纪律 10\n@ | 扣分法\nC 1 {迟到|扣1分/次|-1/次}\nC - gcap=2.5 以上项目累计扣分不超过2.5分")
    write_year(book, tmp_path)
    assert rows("4-unbounded-deductions.sql", tmp_path) == []


def test_discretion_by_assessor(year: Path) -> None:
    found = rows("2-discretion-by-assessor.sql", year)
    assert [tuple(row.values()) for row in found] == [("人事处", 5, 1, 20.0), ("校长办", 3, 0, 0.0)]


def test_same_trigger_other_amount(year: Path) -> None:
    (row,) = rows("3-same-trigger-other-amount.sql", year)
    assert (row["finding"], row["least"], row["most"], row["who"]) == (
        "迟到、早退",
        Decimal("0.02"),
        Decimal("0.05"),
        ["保卫处", "图书馆"],
    )


def test_unbounded_deductions(year: Path) -> None:
    found = rows("4-unbounded-deductions.sql", year)
    assert [(row["department"], row["task"], row["trigger"], row["units_to_zero"]) for row in found] == [
        ("保卫处", "安全", "发生事故的每起", 3),
        ("图书馆", "纪律", "迟到、早退", 80),
        ("保卫处", "纪律", "迟到、早退", 200),
    ]


def test_what_to_review_first(year: Path) -> None:
    (row,) = rows("5-what-to-review-first.sql", year)
    assert (row["department"], row["task"], row["doubtful"], row["codes"]) == ("图书馆", "安全", 1, ["number-suspect"])
