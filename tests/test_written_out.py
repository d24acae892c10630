"""Merged cells that a tool wrote out in each of their rows."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook, texts

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


def test_a_short_duty_beside_several_criteria_is_said_once() -> None:
    found = book(
        "考勤 | 60 | 按时到岗。 | 迟到一次扣1分。",
        "考勤 | 60 | 按时到岗。 | 早退一次扣2分。",
        "值班 | 40 | 守岗。 | 脱岗一次扣2分。",
    )
    assert texts(found)[0] == ("考勤 60", "按时到岗。", "迟到一次扣1分。 早退一次扣2分。")


def test_a_short_duty_does_not_tell_whether_points_count_once() -> None:
    found = book("考勤 | 10 | 按时到岗。 | 迟到一次扣1分。", "考勤 | 10 | 按时到岗。 | 早退一次扣2分。")
    assert paths(found) == ["考勤 20"]
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


TWICE = "类别 | 考核项目 | 考核要求 | 评分标准 | 分值\n"


@pytest.mark.parametrize(
    "rows",
    [
        # its duties and points are merged, its names are not
        "窗口 | 接待(6分) | 热情接待。{r2} | 迟到一次扣1分。 | 6{r2}\n窗口 | 接待(6分) | 脱岗一次扣2分。\n",
        # nothing is merged, the numbers go on
        "窗口 | 接待(6分) | 热情接待。 | 1.迟到一次扣1分。 |\n窗口 | 接待(6分) | | 2.脱岗一次扣2分。 |\n",
    ],
    ids=["merged", "numbered"],
)
def test_an_item_whose_name_and_points_stand_in_each_of_its_rows(rows: str) -> None:
    found = rulebook(html(TWICE + rows + "内务 | 卫生(4分) | 保持整洁。 | 不洁一处扣1分。 | 4\n"))
    assert texts(found) == [
        ("窗口 - > 接待 6", "热情接待。", "迟到一次扣1分。 脱岗一次扣2分。"),
        ("内务 - > 卫生 4", "保持整洁。", "不洁一处扣1分。"),
    ]
    assert flags(found) == []


def test_items_of_the_same_name_with_duties_of_their_own_stay_apart() -> None:
    rows = "窗口 | 接待(6分) | 热情接待。 | 迟到一次扣1分。 | 6\n窗口 | 接待(6分) | 首问负责。 | 推诿一次扣2分。 | 6\n"
    assert paths(rulebook(html(TWICE + rows))) == ["窗口 - > 接待 6", "窗口 - > 接待 6"]


def test_criteria_alone_in_a_row_go_on_with_what_hangs_above_them() -> None:
    rows = """类别 | 工作任务 | 评分标准
窗口(6分) | 热情接待。 | 1.迟到一次扣1分。
 | | 2.脱岗一次扣2分。
 | 首问负责。 | 推诿一次扣2分。
"""
    assert texts(rulebook(pipes(rows))) == [
        ("窗口 6", "热情接待。", "迟到一次扣1分。 脱岗一次扣2分。"),
        ("窗口 6", "首问负责。", "推诿一次扣2分。"),
    ]
