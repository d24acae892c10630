"""Pipe tables without outer pipes whose cells have line breaks, as html2text writes them."""

from __future__ import annotations

import pytest
from table_text import flags, paths, rulebook, texts

from extract.markdown.reader import read_blocks
from schemas import LineAnchor, Paragraph, Table

HEAD = "类别| 项目| 标准| 方法| 部门  \n---|---|---|---|---  \n"


def rows(body: str) -> list[list[str]]:
    """The rows below the headings, of the one table."""
    (table,) = (block for block in read_blocks(HEAD + body) if isinstance(block, Table))
    found: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        found[cell.row].append(cell.text)
    return found[1:]


CASES = [
    pytest.param(
        "甲| 乙| 1.a  \n2.b  \n3.c| 扣分法| 丙处  \n", [["甲", "乙", "1.a\n2.b\n3.c", "扣分法", "丙处"]], id="items"
    ),
    pytest.param(
        "甲| 乙| ①a  \n②b| 扣分法| 丙处\n丁| (1)c  \n(2)d| 扣分法| 丙处",
        [["甲", "乙", "①a\n②b", "扣分法", "丙处"], ["丁", "(1)c\n(2)d", "扣分法", "丙处"]],
        id="items-of-other-signs",
    ),
    pytest.param(
        "甲| 乙| 1.a| 扣分法  \n达标法| 丙处  \n丁| 1.b| 扣分法  \n达标法| 戊处",
        [["甲", "乙", "1.a", "扣分法\n达标法", "丙处"], ["丁", "1.b", "扣分法\n达标法", "戊处"]],
        id="words-of-a-kind",
    ),
    pytest.param("甲| 乙| 1.a| 扣分法| 丙处  \n丁处\n", [["甲", "乙", "1.a", "扣分法", "丙处\n丁处"]], id="units"),
    pytest.param(
        "甲  \n(30分)| 乙  \n（10 分）| 1.a  \n2.b| 扣分法| 丙处  \n丁  \n(20分)| 1.c| 扣分法| 丙处",
        [["甲\n(30分)", "乙\n（10 分）", "1.a\n2.b", "扣分法", "丙处"], ["丁\n(20分)", "1.c", "扣分法", "丙处"]],
        id="points-below-a-name",
    ),
    pytest.param(
        "甲| 乙|\n1.a 扣1分。2.b| 扣分法| 丙处  \n丁|\n1.c| 扣分法| 丙处",
        [["甲", "乙", "1.a 扣1分。2.b", "扣分法", "丙处"], ["丁", "1.c", "扣分法", "丙处"]],
        id="lines-wrapped-after-a-pipe",
    ),
    pytest.param(
        "甲| 乙| \n\n  1. a\n  2. b\n\n| 扣分法| 丙处\n丁| 戊| c| 扣分法|   \n",
        [["甲", "乙", "1. a\n2. b", "扣分法", "丙处"], ["丁", "戊", "c", "扣分法", ""]],
        id="lists-between-blank-lines",
    ),
    pytest.param(
        "甲| 乙| 1.a| 扣分法| 丙处  \n2.b  \n3.c  \n丁| 戊| d| 扣分法| 己处",
        [["甲", "乙", "1.a", "扣分法", "丙处"], ["2.b\n3.c"], ["丁", "戊", "d", "扣分法", "己处"]],
        id="items-as-rows-of-one-cell",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_rows(body: str, expected: list[list[str]]) -> None:
    assert rows(body) == expected


@pytest.mark.parametrize("end", ["\n注:下一段", "## 附件", "注:下一段"])
def test_what_stands_below_is_none_of_it(end: str) -> None:
    *_, last = read_blocks(f"{HEAD}甲| 乙| 1.a  \n2.b| 扣分法| 丙处  \n{end}")
    assert isinstance(last, Paragraph)
    assert last.text in end


def test_another_table_below_is_none_of_it() -> None:
    blocks = read_blocks(HEAD + "甲| 乙| 1.a  \n2.b| 扣分法| 丙处\n\n| 类别 | 项目 |\n|---|---|\n| 丁 | 戊 |")
    assert [block.rows for block in blocks if isinstance(block, Table)] == [2, 2]


def test_cells_are_anchored_at_the_line_that_their_row_begins_on() -> None:
    (table,) = read_blocks(HEAD + "甲| 乙| 1.a  \n2.b| 扣分法| 丙处  \n丁| 戊| c| 扣分法| 己处")
    assert isinstance(table, Table)
    assert [cell.anchor for cell in table.cells if cell.text in ("甲", "丙处", "丁")] == [
        LineAnchor(line=3, column=1),
        LineAnchor(line=3, column=5),
        LineAnchor(line=5, column=1),
    ]


def test_merged_cells_are_found_again_and_flagged() -> None:
    text = """# 督查室2021年度绩效目标量化考核任务表

类别| 项目| 考核内容| 评分标准| 考核部门
---|---|---|---|---
安全  \n(30分)| 门岗(10分)| 1.值守。  \n2.登记。| 1.脱岗一次扣2分。  \n2.漏登一次扣1分。| 保卫处
巡逻  \n(20分)| 每晚两次。| 1.少一次扣1分。| 保卫处
2.无记录一次扣0.5分。
"""
    book = rulebook(text)
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]
    assert texts(book)[1][2] == "少一次扣1分。 无记录一次扣0.5分。"
    assert flags(book) == ["row-moved", "row-moved"]
