"""Rows that lost the merged cell at their left, so that all others stand too far left."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook, texts

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


def test_another_small_table_is_no_page() -> None:
    text = html(HEADER + ROWS.splitlines()[0]) + html("姓名 | 电话 | 职务 | 备注\n张三 | 1 | 处长 | 无", "")
    book = rulebook(text)
    assert paths(book) == ["安全 30 > 门岗 10"]
    assert "row-moved" not in flags(book)
