"""Tables whose columns a line of dashes tells, as Pandoc writes those whose cells are a line or a paragraph each."""

from __future__ import annotations

import pytest
from table_text import flags, rulebook, texts

from extract.markdown.reader import read_blocks
from schemas import LineAnchor, Paragraph, Table

TITLE = "督查室2021年度绩效目标考核任务表\n\n"
PLAIN = """  类别         项目           评分标准
  ------------ -------------- ---------------------
  安全(30分)   门岗(10分)     脱岗一次扣2分。
  安全(30分)   巡逻(20分)     少一次扣1分。
"""
BARE = """  ------------ -------------- ---------------------
  类别         项目           评分标准
  安全(30分)   门岗(10分)     脱岗一次扣2分。
  安全(30分)   巡逻(20分)     少一次扣1分。
  ------------ -------------- ---------------------
"""
WRAPPED = """  -------------------------------------------------
  类别         项目           评分标准
  ------------ -------------- ---------------------
  安全(30分)   门岗(10分)     脱岗一次
                              扣2分。

  安全(30分)   巡逻(20分)     少一次扣1分。
  -------------------------------------------------
"""
WRAPPED_BARE = """  ------------ -------------- ---------------------
  类别         项目           评分标准

  安全(30分)   门岗(10分)     脱岗一次
                              扣2分。

  安全(30分)   巡逻(20分)     少一次扣1分。
  ------------ -------------- ---------------------
"""


@pytest.mark.parametrize("table", [PLAIN, BARE, WRAPPED, WRAPPED_BARE])
def test_a_sheet(table: str) -> None:
    book = rulebook(f"{TITLE}{table}\n说明:扣完为止。\n")
    assert texts(book) == [
        ("安全 30 > 门岗 10", "", "脱岗一次扣2分。"),
        ("安全 30 > 巡逻 20", "", "少一次扣1分。"),
    ]
    assert flags(book) == []


def test_two_tables_and_the_places_of_their_cells() -> None:
    text = f"{TITLE}{PLAIN}\n其他\n\n{BARE}"
    first, second = (block for block in read_blocks(text) if isinstance(block, Table))
    assert [(table.rows, table.columns) for table in (first, second)] == [(3, 3), (3, 3)]
    line = text[: text.rindex("门岗")].count("\n") + 1
    assert next(cell for cell in second.cells if "门岗" in cell.text).anchor == LineAnchor(line=line, column=2)
    assert [block.text for block in read_blocks(text) if isinstance(block, Paragraph)] == [TITLE.strip(), "其他"]


@pytest.mark.parametrize(
    "text",
    [
        "第一段。\n\n--- --- ---\n\n第二段。",  # a rule between paragraphs
        "督查室考核表\n------------\n\n脱岗一次扣2分。",  # a heading
        "签名: -------- 日期: --------",
    ],
)
def test_lines_of_dashes_that_are_no_table(text: str) -> None:
    assert not any(isinstance(block, Table) for block in read_blocks(text))
