"""Merged cells that a tool wrote out in each of their rows."""

from __future__ import annotations

import pytest
from table_text import flags, paths, pipes, rulebook, texts

from schemas import Rulebook

HEADER = "考核项目 | 分值 | 考核要求 | 评分标准\n"
SAME = "迟到一次扣1分,旷工一次扣3分。"


def book(*rows: str) -> Rulebook:
    return rulebook(pipes(HEADER + "\n".join(rows) + "\n"))


def test_points_and_criteria_in_each_row_of_an_item_count_once() -> None:
    found = book(
        f"考勤 | 10 | 按时到岗。 | {SAME}", f"考勤 | 10 | 不早退。 | {SAME}", "值班 | 5 | 守岗。 | 脱岗扣2分。"
    )
    assert paths(found) == ["考勤 10", "值班 5"]
    assert texts(found)[0] == ("考勤 10", "按时到岗。 不早退。", SAME)
    assert flags(found) == ["criteria-repeated"]


def test_points_in_each_row_of_an_item_count_once_where_that_gives_the_sum() -> None:
    rows = ["考勤 | 60 | 按时到岗。 | 迟到一次扣1分。", "考勤 | 60 | 不早退。 | 早退一次扣2分。"]
    found = book(*rows, "值班 | 40 | 守岗。 | 脱岗一次扣2分。")
    assert paths(found) == ["考勤 60", "值班 40"]
    assert [c for _, _, c in texts(found)] == ["迟到一次扣1分。 早退一次扣2分。", "脱岗一次扣2分。"]
    assert paths(book(*rows, "值班 | 4 | 守岗。 | 脱岗一次扣2分。", "合计 | 64 | | ")) == ["考勤 60", "值班 4"]


@pytest.mark.parametrize(("points", "rest"), [("30", "40"), ("10", "5")])
def test_points_of_each_row_count_each_where_no_sum_says_otherwise(points: str, rest: str) -> None:
    found = book(
        f"考勤 | {points} | 按时到岗。 | 迟到一次扣1分。",
        f"考勤 | {points} | 不早退。 | 早退一次扣2分。",
        f"值班 | {rest} | 守岗。 | 脱岗一次扣2分。",
    )
    assert paths(found) == [f"考勤 {2 * int(points)}", f"值班 {rest}"]
    assert [a.severity for a in found.anomalies if a.code == "points-inferred"] == ["warning"]


def test_the_same_criteria_under_points_of_their_own_are_each_a_rule() -> None:
    found = book(f"考勤 | 10 | 按时到岗。 | {SAME}", f"考勤 | 5 | 不早退。 | {SAME}")
    assert paths(found) == ["考勤 15"]
    assert len(found.sheets[0].tasks[0].criteria) == 2


def test_categories_and_items_in_each_row() -> None:
    rows = """类别 | 考核项目 | 分值 | 考核要求 | 评分标准
纪律(50分) | 考勤 | 30 | 按时到岗。 | 迟到一次扣1分。
纪律(50分) | 考勤 | 30 | 不早退。 | 早退一次扣2分。
纪律(50分) | 着装 | 20 | 统一着装。 | 未着装一次扣1分。
业务(50分) | 值班 | 50 | 守岗。 | 脱岗一次扣2分。
"""
    found = rulebook(pipes(rows))
    assert paths(found) == ["纪律 50 > 考勤 30", "纪律 50 > 着装 20", "业务 50 > 值班 50"]
    assert flags(found) == []
