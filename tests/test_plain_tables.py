"""Tables of other houses: a points column, no merged cells, merged cells written as blanks, titles of other shapes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from table_text import html, rulebook

from extract import read_document
from normalize import build_rulebook
from schemas import Rulebook

TITLE = "2021年度后勤处目标责任书考核细则"
HEADER = "| 类别 | 考核项目 | 考核内容 | 评分标准 | 分值 | 考核部门 |"


def book(tmp_path: Path, *rows: str, title: str = TITLE, header: str = HEADER) -> Rulebook:
    rule = "|" + "---|" * (header.count("|") - 1)
    path = tmp_path / "sheet.md"
    path.write_text("\n".join([title, "", header, rule, *rows]) + "\n", encoding="utf-8")
    return build_rulebook([read_document(path)])


def paths(book: Rulebook) -> list[str]:
    return [
        " > ".join(name + (f" {points}" if points is not None else "") for name, points in task.path)
        for sheet in book.sheets
        for task in sheet.tasks
    ]


def codes(book: Rulebook) -> set[str]:
    return {anomaly.code for anomaly in book.anomalies}


def test_a_label_in_every_row_is_a_task_in_every_row(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 后勤办 |",
        "| 后勤 | 维修 | 报修 | 超时一次扣0.5分。 | 5 | 后勤办 |",
        "| 后勤 | 绿化 | 养护 | 枯死一处扣0.2分。 | 15 | 后勤办 |",
    )
    assert paths(found) == ["后勤 > 食堂 10", "后勤 > 维修 5", "后勤 > 绿化 15"]
    assert codes(found) == set()


def test_blanks_below_a_label_were_merged_with_it(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 卫健科 |",
        "| | 维修 | 报修 | 超时一次扣0.5分。 | 5 | |",
        "| 安全 | 消防 | 巡查 | 漏查一次扣1分。 | 20 | 保卫科 |",
        "| | 交通 | 停车 | 乱停一次扣0.2分。 | 15 | |",
    )
    assert paths(found) == ["后勤 > 食堂 10", "后勤 > 维修 5", "安全 > 消防 20", "安全 > 交通 15"]
    assert [task.assessors for task in found.sheets[0].tasks] == [("卫健科",), ("卫健科",), ("保卫科",), ("保卫科",)]


def test_points_that_were_read_are_never_voted_away(tmp_path: Path) -> None:
    """Two rows of one item have points of their own."""
    found = book(
        tmp_path,
        "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 卫健科 |",
        "| 后勤 | 食堂 | 留样 | 未留样一次扣1分。 | 5 | 卫健科 |",
    )
    assert sum(points or Decimal(0) for task in found.sheets[0].tasks for _, points in task.path) == 15


@pytest.mark.parametrize(("cell", "points"), [("10分", "10"), ("二十分", "20"), ("共30分", "30"), ("0.5", "0.5")])
def test_points_cells_that_are_numbers(tmp_path: Path, cell: str, points: str) -> None:
    found = book(tmp_path, f"| 后勤 | 食堂 | 供餐 | 迟供一次扣0.1分。 | {cell} | 后勤办 |")
    assert found.sheets[0].tasks[0].path[-1] == ("食堂", Decimal(points))


def test_each_column_of_criteria_has_its_own_sign(tmp_path: Path) -> None:
    """What stands under 加分标准 without a verb is awarded, what stands under 扣分标准 beside it is deducted."""
    header = "| 类别 | 考核项目 | 考核内容 | 扣分标准 | 加分标准 | 考核部门 |"
    rows = [
        "| 宣教 | 讲座 | 每季1次 | 每少1次2分 | 获县级表彰每次2分,市级5分 | 宣教科 |",
        "| 宣教 | 投稿 | 每月1篇 | 1. 每少1篇扣1分。 | 1. 省级刊发每篇3分。 | 宣教科 |",
    ]
    first, second = book(tmp_path, *rows, header=header).sheets[0].tasks
    assert [c.text for c in first.criteria] == ["每少1次2分", "获县级表彰每次2分,市级5分"]
    assert [rule.effect for c in first.criteria[1:] for rule in c.rules] == ["award", "award"]
    assert "award" not in [rule.effect for rule in first.criteria[0].rules]
    assert [rule.effect for c in second.criteria for rule in c.rules] == ["deduct", "award"]


def test_ditto_marks_stand_for_what_is_above(tmp_path: Path) -> None:
    header = "| 类别 | 考核项目 | 考核内容 | 评分标准 | 评价方法 | 考核部门 |"
    rows = [
        "| 安全 | 门岗 | 值守。 | 脱岗扣2分。 | 扣分法 | 保卫科、安监科 |",
        "| 安全 | 巡逻 | 每日2次。 | 每少1次扣1分。 | 同 上 | 〃 |",
        "| 安全 | 消防 | 每月检查。 | 未检查扣1分。 | 〃 | 同上 |",
    ]
    tasks = book(tmp_path, *rows, header=header).sheets[0].tasks
    assert {(task.methods, task.assessors) for task in tasks} == {(("扣分法",), ("保卫科", "安监科"))}


def test_headings_below_a_heading_of_criteria_are_criteria() -> None:
    header = "项目{r2} | 考核内容{r2} | 评分标准{c2} | 满分{r2}\n优 | 差\n"
    (task,) = rulebook(html(header + "师德 | 关爱学生。 | 无投诉得20分。 | 投诉1次扣4分。 | 20\n")).sheets[0].tasks
    assert [rule.effect for c in task.criteria for rule in c.rules] == ["award", "deduct"]


@pytest.mark.parametrize("cell", ["30%", "5-10", "每人2分", "见附件"])
def test_points_cells_that_are_no_number_are_flagged_with_what_they_say(tmp_path: Path, cell: str) -> None:
    found = book(tmp_path, f"| 后勤 | 食堂 | 供餐 | 迟供一次扣0.1分。 | {cell} | 后勤办 |")
    (flag,) = [anomaly for anomaly in found.anomalies if anomaly.code == "points-unread"]
    assert cell in flag.message
    assert found.sheets[0].tasks[0].path[-1] == ("食堂", None)


def test_a_space_within_the_points_is_taken_out_and_flagged(tmp_path: Path) -> None:
    found = book(tmp_path, "| 后勤 | 食堂 | 供餐 | 迟供一次扣0.1分。 | 1 5 | 后勤办 |")
    assert found.sheets[0].tasks[0].path[-1] == ("食堂", Decimal(15))
    (flag,) = [anomaly for anomaly in found.anomalies if anomaly.code == "number-suspect"]
    assert "15" in flag.message


@pytest.mark.parametrize("cell", ["—", "/", "--", "／"])
def test_a_dash_in_the_points_cell_says_that_there_are_none(tmp_path: Path, cell: str) -> None:
    found = book(tmp_path, f"| 后勤 | 食堂 | 供餐 | 迟供一次扣0.1分。 | {cell} | 后勤办 |")
    assert found.sheets[0].tasks[0].path[-1] == ("食堂", None)
    assert "points-unread" not in [anomaly.code for anomaly in found.anomalies]


def test_a_column_that_awards_makes_awards(tmp_path: Path) -> None:
    header = "| 类别 | 考核项目 | 考核内容 | 加分标准 | 分值 | 考核部门 |"
    found = book(tmp_path, "| 加分 | 表彰 | 获奖 | 获市级表彰每项2分。 | 10 | 后勤办 |", header=header)
    assert [rule.effect for rule in found.sheets[0].tasks[0].criteria[0].rules] == ["award"]


@pytest.mark.parametrize(
    ("title", "department", "year"),
    [
        ("图文中心2020年度绩效目标量化考核任务表", "图文中心", 2020),
        ("2021年度教务处目标责任书考核细则", "教务处", 2021),
        ("人事处（2021年）绩效考核指标表", "人事处", 2021),
        ("某市第二中学2021-2022学年度教务处考核量化表", "教务处", 2021),
        ("二〇二一年度总务处考核表", "总务处", 2021),
        ("被考核单位:信息中心 年度:2021", "信息中心", 2021),
        ("绩效目标考核表（学生处）", "学生处", None),
    ],
)
def test_titles(tmp_path: Path, title: str, department: str, year: int | None) -> None:
    (sheet,) = book(tmp_path, "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 后勤办 |", title=title).sheets
    assert (sheet.department, sheet.year) == (department, year)


def test_the_same_title_over_other_departments_is_another_sheet(tmp_path: Path) -> None:
    row = "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 后勤办 |"
    rule = "|" + "---|" * 6
    text = "\n\n".join(
        f"某院2021年度绩效考核表\n\n被考核部门:{unit}\n\n{HEADER}\n{rule}\n{row}" for unit in ("车队", "食堂科")
    )
    path = tmp_path / "two.md"
    path.write_text(text, encoding="utf-8")
    assert [sheet.department for sheet in build_rulebook([read_document(path)]).sheets] == ["车队", "食堂科"]


def test_an_absurdly_long_criterion_is_flagged_in_no_time(tmp_path: Path) -> None:
    found = book(tmp_path, f"| 后勤 | 食堂 | 供餐 | {'扣1分（' * 20_000} | 10 | 后勤办 |")
    assert "clause-unparsed" in codes(found)


def test_a_table_whose_headings_say_nothing_is_flagged(tmp_path: Path) -> None:
    header = "| 甲栏 | 乙栏 | 丙栏 | 丁栏 | 戊栏 | 己栏 |"
    found = book(tmp_path, "| 后勤 | 食堂 | 供餐 | 迟供一次扣2分。 | 10 | 后勤办 |", header=header)
    assert [a.where for a in found.anomalies if a.code == "table-unread"] == [found.sheets[0].tasks[0].id]
    assert {rule.certainty for c in found.sheets[0].tasks[0].criteria for rule in c.rules} == {"likely"}
    assert [rule.text for task in found.sheets[0].tasks for c in task.criteria for rule in c.rules] == ["迟供一次扣2分"]


def test_each_level_may_have_its_points_in_a_column_of_its_own(tmp_path: Path) -> None:
    header = "| 一级指标 | 分值 | 二级指标 | 分值 | 考核内容 | 评分标准 |"
    found = book(
        tmp_path,
        "| 党建 | 20 | 组织 | 8 | 例会 | 缺会一次扣1分。 |",
        "| | | 宣传 | 12 | 稿件 | 少一篇扣2分。 |",
        header=header,
    )
    assert paths(found) == ["党建 20 > 组织 8", "党建 20 > 宣传 12"]


@pytest.mark.parametrize("end", ["", "。"])
def test_rows_of_a_merged_item_with_points_of_their_own_stay_apart(tmp_path: Path, end: str) -> None:
    rows = f"| 预算 | 编制 | 编制预算{end} | 迟报一次扣2分{end} | 20 | 财务科 |\n"
    rows += f"|  |  | 执行预算{end} | 每低一个百分点扣1分{end} | 30 | 财务科 |"
    (task,) = book(tmp_path, rows).sheets[0].tasks
    assert [(duty.text.rstrip("。"), duty.points) for duty in task.duties] == [("编制预算", 20), ("执行预算", 30)]
    assert [c.text.rstrip("。") for c in task.criteria] == ["迟报一次扣2分", "每低一个百分点扣1分"]


LOST = """督查室2021年度绩效目标量化考核任务表

{headings}

安全

(30分)

1. 全天值守。

1. 脱岗一次扣2分。

扣分法
"""


@pytest.mark.parametrize(
    "headings", ["类别\n\n项目\n\n考核内容\n\n评分标准\n\n评价方法", "类别  项目 考核内容\t评分标准 评价方法"]
)
def test_a_table_that_a_conversion_made_lines_of(headings: str) -> None:
    found = rulebook(LOST.format(headings=headings))
    (flag,) = [a for a in found.anomalies if a.code == "table-flattened"]
    assert (flag.severity, flag.where) == ("error", found.sheets[0].tasks[0].id)
    assert "certain" not in {rule.certainty for c in found.sheets[0].tasks[0].criteria for rule in c.rules}


def test_prose_that_names_what_it_is_about_is_no_lost_table() -> None:
    text = "评分标准\n\n1. 脱岗一次扣2分。\n\n评价方法\n\n实地检查。\n\n考核部门 保卫处\n"
    assert "table-flattened" not in {a.code for a in rulebook(text).anomalies}


PRINTED = """督查室2021年度考核任务表

| 类别 | 项目 | 考核内容 | 评分标准 |
| --- | --- | --- | --- |
| 安全 | 门岗 | 1.全天值守,来 | 1.脱岗一次扣 |
|  |  | 人登记。 | 0.5分。 |
|  | 巡逻 | 每晚两次,有记 | 少一次扣0. |
|  |  | 录。 | 2分,漏签扣0.1 |
|  |  |  | 分。 |
| 卫生 | 保洁 | 每日清扫。 | 一处不洁扣0.2分。 |
"""


def test_rows_that_are_lines_of_a_print_are_flagged_task_by_task() -> None:
    found = rulebook(PRINTED)
    assert {a.where for a in found.anomalies if a.code == "rows-printed"} == {task.id for task in found.sheets[0].tasks}


def test_rows_that_end_without_a_mark_are_no_lines_of_a_print() -> None:
    rows = "".join(f"| 安全 | 岗位{n} | 全天值守 | 脱岗一次扣{n}分 |\n" for n in range(1, 8))
    found = rulebook(PRINTED.split("| 安全")[0] + rows)
    assert "rows-printed" not in codes(found)
