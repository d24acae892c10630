"""Lines that each hold a whole clause."""

from __future__ import annotations

import pytest

from normalize.clause.clauses import read_criterion
from normalize.clause.listed import listed_lines
from normalize.text.repairs import repaired

PARTED = {
    "lines": ("航标失修一座扣5分\n日志漏记一页扣1分\n灯质不符酌情扣分", 3),
    "a measure behind the amount": ("航标失修扣5分/座\n日志漏记一页扣1分", 2),
    "tabs": ("抛泥每1次计2分 测深每1处计0.5分 打捞每1件计1分", 3),
    "full marks": ("两项演练均开展，得满分\n开展一项，得1分", 2),
    "full marks before a digit": ("2项演练均开展，得满分\n1项开展，得1分", 2),
    "full marks and none": ("浮标正位率≥90%，得满分\n浮标正位率≥80%，得2分\n浮标正位率＜80%，不得分", 3),
    "nothing of the sort": ("有值班制度，记录完整，得2分\n有制度无记录，得1分\n无，不得分", 3),
    "spaces behind full marks": ("两项演练均开展，得满分 开展一项，得1分 均未开展不得分", 3),
    "a remark in brackets behind the amount": ("设备齐全，得1分（无船艇的单位不失分）\n缺1件，不得分", 2),
    "a table within the cell": ("按完好率分档：\n完好率 得分\n90%以上 20分\n80%—90% 15分\n80%以下 0分", 3),
}
RUN_ON = [
    "航标失修一座扣5分\n的再扣1分",
    "日志漏记每页扣1分\n最多扣5分",
    "日志漏记每页扣1分\n全年累计不超过5分",
    "航标失修扣\n5分",
    "航标失修一座扣5分，\n日志漏记一页扣1分",
    "1.航标失修一座扣5分\n日志漏记一页扣1分",
    "日志管理10分\n日志漏记一页扣1分",
    "巡航次数每月不少于3次，每少一次扣1分\n以上",
]


@pytest.mark.parametrize(("text", "rules"), PARTED.values(), ids=PARTED.keys())
def test_lines_that_are_whole_are_parted(text: str, rules: int) -> None:
    after = repaired(text)
    assert repaired(after) == after
    reading = read_criterion(after)
    assert len(reading.rules) == rules
    assert not [doubt for doubt in reading.doubts if doubt.code == "clause-runs-on"]


@pytest.mark.parametrize("text", RUN_ON)
def test_lines_that_go_on_are_not(text: str) -> None:
    assert listed_lines(text) == ()


def test_full_marks_stay_with_their_own_line() -> None:
    rules = read_criterion(repaired("两项演练均开展，得满分\n开展一项，得1分")).rules
    assert [rule.trigger for rule in rules] == ["两项演练均开展", "开展一项"]


def test_a_row_of_a_table_keeps_its_amount() -> None:
    text = repaired("按完好率分档：\n完好率 得分\n90%以上 20分\n80%—90% 15分\n80%以下 0分")
    triggers = [(rule.trigger, rule.effect) for rule in read_criterion(text).rules]
    assert triggers == [("90%以上", "award"), ("80%—90%", "award"), ("80%以下", "zero")]


def test_an_award_and_what_is_taken_from_it_share_their_bound() -> None:
    text = repaired("组织巡航不少于5次得10分\n每少一次扣2分")
    award, deduction = read_criterion(text).rules
    assert award.effect == "award"
    assert deduction.target is not None
    assert str(deduction.target.value) == "5"


@pytest.mark.parametrize("points", ["20 15 0", "20分 15分 0分"])
def test_a_row_of_points_that_belong_to_the_columns_above_is_told(points: str) -> None:
    text = repaired(f"按完好率得分：\n完好率 ≥95% 90%-95% ＜90%\n得分 {points}")
    assert {doubt.code for doubt in read_criterion(text).doubts} & {"clause-unparsed", "clause-runs-on"}
