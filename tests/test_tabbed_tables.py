"""Tables whose cells tabs part, as they come from a spreadsheet's clipboard."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from table_text import flags, paths, rulebook, texts

from extract import read_document
from extract.markdown.reader import read_blocks
from schemas import LineAnchor, Paragraph, Table

HEAD = "类别\t项目\t考核内容\t评分标准\t考核部门\n"
ROWS = """安全(30分)\t门岗(10分)\t值守。\t脱岗一次扣2分。\t保卫处
\t巡逻(20分)\t每晚两次。\t"1.少一次扣1分。
2.未登记""巡更""一次扣0.5分。"\t保卫处
卫生(70分)\t保洁(70分)\t扫地。\t"双清"漏扫一次扣1分。\t后勤处
"""
TITLE = "督查室2021年度绩效目标量化考核任务表"


@pytest.mark.parametrize("title", [f"{TITLE}\n\n", f"{TITLE}\n", f"{TITLE}\t\t\t\t\n"])
def test_a_table_from_the_clipboard(title: str) -> None:
    book = rulebook(title + HEAD + ROWS + "\n注:本表由督查室解释。")
    assert book.sheets[0].department == "督查室"
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20", "卫生 70 > 保洁 70"]
    assert [c for _, _, c in texts(book)] == [
        "脱岗一次扣2分。",
        '少一次扣1分。 未登记"巡更"一次扣0.5分。',
        '"双清"漏扫一次扣1分。',
    ]
    assert flags(book) == []


def test_cells_are_anchored_at_the_line_that_their_row_begins_on() -> None:
    (table, last) = read_blocks(f"{HEAD}{ROWS}\n注")
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (4, 5)
    assert [cell.anchor for cell in table.cells if cell.text in ("类别", "后勤处")] == [
        LineAnchor(line=1, column=1),
        LineAnchor(line=5, column=5),
    ]
    assert last == Paragraph(text="注", anchor=LineAnchor(line=7))


@pytest.mark.parametrize(
    "text",
    [
        "1\t迟到一次扣1分。\t2\n2\t早退一次扣1分。\t2\n",  # no headings
        "\t一、迟到扣1分。\n\t二、早退扣1分。\n",  # indented
        "类别\t项目\t标准\n以下无表。\n",
    ],
)
def test_lines_with_tabs_that_are_no_such_table(text: str) -> None:
    assert all(isinstance(block, Paragraph) for block in read_blocks(text))


def test_tabs_between_pipes_part_nothing() -> None:
    (table,) = read_blocks("| 类别\t| 项目\t| 标准\t|\n|---|---|---|\n| 甲\t| 乙\t| 丙\t|\n")
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (2, 3)


def test_a_text_file_that_holds_one(tmp_path: Path) -> None:
    path = tmp_path / "任务表.txt"
    path.write_text(f"{TITLE}\n{HEAD}{ROWS}", encoding="utf-8")
    assert any(isinstance(block, Table) for block in read_document(path).blocks)
    path.write_text("1\t迟到一次扣1分。\t2\n", encoding="utf-8")
    assert all(isinstance(block, Paragraph) for block in read_document(path).blocks)


@pytest.mark.parametrize("text", ["一\t二\n" * 30_000, '"' + "a\t" * 60_000, '"a\n' * 30_000, "甲乙丙丁\n" * 60_000])
def test_long_texts_take_time_in_proportion(text: str) -> None:
    before = time.process_time()
    read_blocks(text)
    assert time.process_time() - before < 5
