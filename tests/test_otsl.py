"""OTSL tables in Markdown: cells merged to the left and upwards, and the tags of DocTags around them."""

from __future__ import annotations

import pytest
from table_text import flags, rulebook, texts

from extract.markdown.otsl import without_otsl
from extract.markdown.reader import read_blocks
from schemas import LineAnchor, Table

SHEET = """<doctag><section_header_level_1><loc_9><loc_4>督查室2021年度绩效考核细则</section_header_level_1>
<otsl><loc_2><loc_6><ched>考核项目<lcel><ched>分值<ched>工作要求<ched>评分标准<ched>得分<nl>
<fcel>保障(40分)<fcel>供餐<fcel>30<fcel>按时供餐。<fcel>1. 断供一次扣1分。 2. 迟供一次扣0.5分。<ecel><nl>
<ucel><fcel>采购<fcel>10<fcel>索证率≥95%,<98%要说明。<fcel>缺证一次扣2分。<ecel><nl></otsl>
<text><loc_2><loc_9>考核人签名:</text>
</doctag>
"""


def test_a_sheet() -> None:
    book = rulebook(SHEET)
    assert book.sheets[0].department == "督查室"
    assert texts(book) == [
        ("保障 40 > 供餐 30", "按时供餐。", "断供一次扣1分。 迟供一次扣0.5分。"),
        ("保障 40 > 采购 10", "索证率≥95%,<98%要说明。", "缺证一次扣2分。"),
    ]
    assert flags(book) == []


def test_spans_and_lines() -> None:
    (table,) = [block for block in read_blocks(SHEET) if isinstance(block, Table)]
    first = next(cell for cell in table.cells if cell.text == "考核项目")
    label = next(cell for cell in table.cells if cell.text == "保障(40分)")
    assert (first.column_span, first.row_span, label.column_span, label.row_span) == (2, 1, 1, 2)
    assert isinstance(label.anchor, LineAnchor)
    assert label.anchor.line == 3


def test_a_block_of_rows_and_columns_is_one_cell() -> None:
    text = "<otsl><fcel>甲<lcel><fcel>乙<nl><ucel><xcel><fcel>丙<nl><fcel>丁<fcel>戊<fcel>己<nl></otsl>"
    (table,) = [block for block in read_blocks(text) if isinstance(block, Table)]
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 2, 2, "甲"),
        (0, 2, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
        (2, 0, 1, 1, "丁"),
        (2, 1, 1, 1, "戊"),
        (2, 2, 1, 1, "己"),
    ]


def test_what_stands_before_the_first_cell_and_behind_a_row_is_kept() -> None:
    text = "<otsl>督查室考核表<fcel>甲<fcel><b>乙</b>丙<nl>丁\n<ucel>戊<fcel>己<nl></otsl>"
    said = "".join(
        item.text for block in read_blocks(text) for item in (block.cells if isinstance(block, Table) else (block,))
    )
    assert sorted(said) == sorted("督查室考核表甲乙丙丁戊己")


@pytest.mark.parametrize("text", ["<loc_5>甲", "甲<nl>乙", "<text>甲</text>"])
def test_without_a_table_nothing_is_left_out(text: str) -> None:
    assert without_otsl(text) == text
