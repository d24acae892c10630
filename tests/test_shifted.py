"""Rows that lost the merged cell at their left, so that all others stand too far left."""

from __future__ import annotations

import pytest
from table_text import TITLE, flags, html, path, paths, pipes, rulebook, texts

HEADER = "类别 | 项目 | 考核内容 | 评分标准 | 考核部门\n"
ROWS = """安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。 | 保卫处
巡逻(20分) | 每晚两次。 | 少一次扣1分。 | 保卫处
卫生(70分) | 保洁(30分) | 扫地。 | 漏扫一次扣1分。 | 后勤处
绿化(40分) | 养护。 | 枯死一株扣1分。 | 后勤处
"""
WHOLE = ["安全 30 > 门岗 10", "安全 30 > 巡逻 20", "卫生 70 > 保洁 30", "卫生 70 > 绿化 40"]


@pytest.mark.parametrize("write", [html, pipes])
def test_rows_that_lost_their_category(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + ROWS))
    assert paths(book) == WHOLE
    assert texts(book)[1] == (WHOLE[1], "每晚两次。", "少一次扣1分。")
    assert [task.assessors for task in book.sheets[0].tasks][3] == ("后勤处",)
    assert flags(book) == ["row-moved", "row-moved"]


PADDED = """类别 | 项目 | 分值 | 考核内容 | 评分标准 | 得分
安全(30分) | 门岗 | 10 | 值守。 | 脱岗一次扣2分。 |
{row}
"""


@pytest.mark.parametrize("write", [html, pipes])
def test_a_row_that_lost_its_category_and_was_filled_up(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(PADDED.format(row="巡逻 | 20 | 每晚两次。 | 少一次扣1分。 | |")))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]
    assert texts(book)[1][1:] == ("每晚两次。", "少一次扣1分。")
    assert "row-moved" in flags(book)


@pytest.mark.parametrize("write", [html, pipes])
def test_a_numbered_row_that_lost_its_category_and_was_filled_up(write) -> None:  # type: ignore[no-untyped-def]
    rows = """序号 | 类别 | 项目 | 分值 | 考核内容 | 评分标准 | 考核部门
1 | 安全(30分) | 门岗 | 10 | 值守。 | 脱岗一次扣2分。 | 保卫处
2 | 巡逻 | 20 | 每晚两次。 | 少一次扣1分。 | 保卫处 |
"""
    book = rulebook(write(rows))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]
    assert texts(book)[1][1:] == ("每晚两次。", "少一次扣1分。")
    assert flags(book) == ["row-moved"]


def test_a_row_with_empty_cells_at_its_right_stays() -> None:
    book = rulebook(html(PADDED.format(row="卫生(5分) | 保洁 | 5 | 漏扫一次扣1分。 | |")))
    assert paths(book)[1] == "卫生 5 > 保洁 5"
    assert "row-moved" not in flags(book)


def test_rows_that_lost_category_and_item() -> None:
    text = HEADER + ROWS.replace(
        "巡逻(20分) | 每晚两次。 | 少一次扣1分。 | 保卫处", "登记。 | 漏登一次扣1分。 | 保卫处"
    )
    book = rulebook(html(text))
    assert [c for _, _, c in texts(book)][:2] == ["脱岗一次扣2分。", "漏登一次扣1分。"]
    assert paths(book)[1].startswith("安全 30")
    assert "row-moved" in flags(book)


@pytest.mark.parametrize(
    "row", ["安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。", "安全(30分) | 门岗(10分) | 值守。"]
)
def test_rows_that_lack_cells_at_their_right_stay(row: str) -> None:
    (path, *_) = paths(rulebook(html(HEADER + row)))
    assert path == "安全 30 > 门岗 10"
    assert "row-moved" not in flags(rulebook(html(HEADER + row)))


def test_a_row_beside_a_cell_that_is_merged_too_far() -> None:
    """The category spans a row too few, and what stands right of it is merged over that row, too."""
    rows = """安全(30分){r2} | 门岗(10分) | 值守。 | 脱岗一次扣2分。 | 保卫处{r3}
巡逻(10分) | 每晚两次。 | 少一次扣1分。
消防(10分) | 每月检查。 | 少一次扣3分。
"""
    book = rulebook(html(HEADER + rows))
    assert paths(book) == [f"安全 30 > {name} 10" for name in ("门岗", "巡逻", "消防")]
    assert "row-moved" in flags(book)


BY_METHOD = """类别 | 项目 | 考核内容 | 评分标准 | 评价方法 | 考核部门
安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。 | 扣分法 | 保卫处
巡逻(20分) | 每晚两次。 | 少一次扣1分。 | {rest}
"""


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize(
    ("rest", "methods", "assessors"), [("后勤处", "扣分法", "后勤处"), ("达标法", "达标法", "保卫处")]
)
def test_a_row_that_lost_its_category_and_how_or_by_whom_it_is_judged(write, rest, methods, assessors) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(BY_METHOD.format(rest=rest)))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]
    task = book.sheets[0].tasks[1]
    assert (task.methods, task.assessors) == ((methods,), (assessors,))
    assert flags(book) == ["row-moved"]


@pytest.mark.parametrize(
    ("category", "more"),
    [("安全(30分) | ", ""), ("卫生(30分){r2} | ", "保洁(10分) | 扫地。 | 漏扫一次扣1分。 | 扣分法 | 后勤处")],
)
def test_a_row_that_lacks_only_how_it_is_judged(category: str, more: str) -> None:
    book = rulebook(html(BY_METHOD.format(rest="后勤处").replace("巡逻", f"{category}巡逻") + more))
    task = book.sheets[0].tasks[1]
    assert ("后勤处" in task.methods, task.assessors) == (False, ("后勤处",))
    assert flags(book).count("row-moved") == 1


def test_cells_that_are_merged_are_not_lost() -> None:
    text = HEADER + ROWS.replace("安全(30分)", "安全(30分){r2}").replace("卫生(70分)", "卫生(70分){r2}")
    book = rulebook(html(text))
    assert paths(book) == WHOLE
    assert flags(book) == []


@pytest.mark.parametrize("above", ["", "续表\n\n"])
def test_a_page_that_lacks_the_column_of_categories(above: str) -> None:
    first, second, *rest = ROWS.splitlines()
    page = html("\n".join([second, second.replace("巡逻(20分)", "消防(20分)")]), above)
    book = rulebook(html(HEADER + first.replace("30", "50")) + page + html("\n".join(rest), ""))
    assert paths(book)[:3] == ["安全 50 > 门岗 10", "安全 50 > 巡逻 20", "安全 50 > 消防 20"]
    assert flags(book).count("row-moved") == 3


def test_a_page_under_headings_that_lacks_the_column_of_categories() -> None:
    heading = HEADER.removeprefix("类别 | ")
    first, second, *rest = ROWS.splitlines()
    page = html(heading + "\n".join([second, second.replace("巡逻(20分)", "消防(20分)")]), "— 3 —\n\n")
    book = rulebook(html(HEADER + first.replace("30", "50")) + page + html(HEADER + "\n".join(rest), ""))
    assert paths(book)[:3] == ["安全 50 > 门岗 10", "安全 50 > 巡逻 20", "安全 50 > 消防 20"]
    assert flags(book).count("row-moved") == 3


@pytest.mark.parametrize("row", ["每晚两次 | 少一次扣1分 | 保卫处", "每晚两次。 | 少一次扣1分。 | 后勤处"])
def test_a_page_that_lacks_all_labels_is_flagged_where_its_row_is_taken_for_a_rest(row: str) -> None:
    first = "项目 | 考核内容 | 评分标准 | 考核部门\n门岗(10分) | 值守 | 脱岗一次扣2分 | 保卫处"
    book = rulebook(html(first) + html("考核内容 | 评分标准 | 考核部门\n" + row, ""))
    assert "row-moved" in flags(book)


@pytest.mark.parametrize("header", ["", HEADER.replace(" | 考核部门", "")])
def test_a_page_that_lacks_the_column_at_its_right(header: str) -> None:
    lines = ROWS.replace("巡逻", "安全(30分) | 巡逻").replace("绿化", "卫生(70分) | 绿化").splitlines()
    short = "\n".join(line.rpartition(" | ")[0] for line in lines[2:])
    book = rulebook(html(HEADER + "\n".join(lines[:2])) + html(header + short, ""))
    assert paths(book) == WHOLE
    assert texts(book)[3] == (WHOLE[3], "养护。", "枯死一株扣1分。")
    assert "column-lost" in flags(book)


def test_a_part_whose_headings_are_fewer_lacks_none() -> None:
    part = "类别 | 项目 | 考核内容 | 评分标准\n绿化 | 苗木(10分) | 养护。 | 枯死一株扣1分。"
    book = rulebook(html(HEADER + ROWS.splitlines()[0], TITLE + "一、日常工作\n\n") + html(part, "二、专项工作\n\n"))
    assert "column-lost" not in flags(book)


def test_a_page_of_one_row_that_tells_no_number_of_points() -> None:
    row = "未完成任务的,按比例扣分。 | 无"
    book = rulebook(html(HEADER + ROWS.splitlines()[0]) + html(row, ""))
    assert "table-passed" in flags(book)


def test_another_small_table_is_no_page() -> None:
    text = html(HEADER + ROWS.splitlines()[0]) + html("姓名 | 电话 | 职务 | 备注\n张三 | 1 | 处长 | 无", "")
    book = rulebook(text)
    assert paths(book) == ["安全 30 > 门岗 10"]
    assert "row-moved" not in flags(book)


# a converter that keeps the width of merged cells but not their height
WIDE = """类别 | 名称 |  | 考核内容 | 评分标准 | 评价方法 | 考核部门
重点(20分) | 竣工验收 |  | 1. 完成验收。 | 未验收扣5分。 | 扣分法 | 考核组
保证(40分) | 一、上级下达的任务(另文下发) |  |  |  |  | 考核组
二、本单位各科室下达的任务 |  |  |  |  |
安全(30分) | 门岗(10分) | 1. 值守。 | 1. 脱岗一次扣2分。 | 扣分法 | 保卫处
巡逻(20分) | 每晚两次。 | 少一次扣1分。 | 扣分法 | 保卫处
卫生(10分) | 保洁(10分) | 扫地。 | 漏扫一次扣1分。 | 扣分法 | 后勤处
发展(40分) | 1. 完成库房改造。 |  |  | 未改造扣3分。 | 扣分法 | 考核组
2. 完成档案移交工作,做好登记。 |  |  | 漏移交一卷扣0.5分。
3. 完成资产清查工作,账物相符。 |  |  | 按《资产管理办法》评定。
"""


def test_rows_that_lost_cells_at_both_sides() -> None:
    book = rulebook(pipes(WIDE))
    tasks = book.sheets[0].tasks
    assert [p for p in paths(book) if p.startswith("保证")] == [
        "保证 40",
        "保证 40 > 安全 30 > 门岗 10",
        "保证 40 > 安全 30 > 巡逻 20",
        "保证 40 > 卫生 10 > 保洁 10",
    ]
    assert not any("二、" in path for path in paths(book))
    growing = [task for task in tasks if path(task).startswith("发展")]
    assert [c.text for task in growing for c in task.criteria] == [
        "未改造扣3分。",
        "漏移交一卷扣0.5分。",
        "按《资产管理办法》评定。",
    ]
    assert {task.methods for task in growing} == {("扣分法",)}
    assert flags(book).count("row-moved") == 5
    assert "scoring-outside" not in flags(book)


def test_headings_below_one_that_goes_over_them() -> None:
    rows = """序号 | 指标 | | 考核内容 | 评分标准 | 考核部门
类别 | 项目
1 | 安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。 | 保卫处
2 | 巡逻(20分) | 每晚两次。 | 少一次扣1分。 | 保卫处
3 | 卫生(70分) | 保洁(70分) | 扫地。 | 漏扫一次扣1分。 | 后勤处
"""
    book = rulebook(pipes(rows))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20", "卫生 70 > 保洁 70"]
    assert flags(book) == ["row-moved"]


@pytest.mark.parametrize("said", ["2. 少一次扣0  .5分。", "2. 少一次扣０．５分。"])
def test_criteria_are_known_by_amounts_that_are_torn_or_wide(said: str) -> None:
    rows = f"安全(30分) | 门岗(30分) | 值守。 | 1. 脱岗一次扣0.2分。 | 保卫处\n{said}\n"
    book = rulebook(pipes(HEADER + rows))
    assert paths(book) == ["安全 30 > 门岗 30"]
    assert [rule.text for c in book.sheets[0].tasks[0].criteria for rule in c.rules] == [
        "脱岗一次扣0.2分",
        "少一次扣0.5分",
    ]


def test_a_name_with_points_that_is_repeated_is_no_duty() -> None:
    rows = """类别 | 考核内容 | 评分标准 | 备注
安全(60分) | 全天值守。 | 1. 脱岗一次扣2分。 |
安全(60分) | 2. 漏登一人次扣0.5分。 |
卫生(40分) | 扫地。 | 漏扫一次扣1分。 |
"""
    book = rulebook(pipes(rows))
    assert texts(book)[0] == ("安全 60", "全天值守。", "脱岗一次扣2分。 漏登一人次扣0.5分。")
    assert flags(book) == ["row-moved"]
