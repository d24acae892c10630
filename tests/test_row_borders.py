"""Rows of one merged item without points of their own: where one begins anew, where it goes on, and what is asked."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from table_text import TITLE, flags, html, pipes, rulebook

from extract import read_document
from normalize import build_rulebook
from schemas import Rulebook

HEADER = "项目 | 考核内容 | 评分标准 | 考核部门\n"
ROWS = (("巡查堤防", "漏查扣2分"), ("清理杂草", "杂草未清扣1分"), ("上报险情", "资料齐全"), ("台账管理", "缺一项扣1分"))


def lines(book: Rulebook) -> tuple[list[str], list[str]]:
    """The duties and the criteria of the first task."""
    task = book.sheets[0].tasks[0]
    return [duty.text for duty in task.duties], [criterion.text for criterion in task.criteria]


def merged(*rows: tuple[str, str]) -> str:
    first, *rest = rows
    body = f"巡堤(40分){{r{len(rows)}}} | {first[0]} | {first[1]} | 工程科{{r{len(rows)}}}\n"
    body += "".join(f"{duty} | {criterion}\n" for duty, criterion in rest)
    return html(HEADER + body + "供水(60分) | 检修管网 | 漏修一处扣3分 | 供水科")


def blank_below(*rows: tuple[str, str]) -> str:
    body = "".join(
        f"{'' if i else '巡堤(40分)'} | {duty} | {criterion} | {'' if i else '工程科'}\n"
        for i, (duty, criterion) in enumerate(rows)
    )
    return pipes(HEADER + body + "供水(60分) | 检修管网 | 漏修一处扣3分 | 供水科")


def test_drawn_borders_part_rows() -> None:
    book = rulebook(merged(*ROWS))
    assert lines(book) == ([duty for duty, _ in ROWS], [criterion for _, criterion in ROWS])
    assert [rule.trigger for task in book.sheets[0].tasks for c in task.criteria for rule in c.rules] == [
        "漏查",
        "杂草未清",
        "缺一项",
        "漏修一处",
    ]
    assert flags(book) == ["no-rule"]  # 资料齐全


def test_drawn_borders_in_word(tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph(TITLE.strip("# \n"))
    table = written.add_table(rows=len(ROWS) + 1, cols=4)
    for cell, text in zip(table.rows[0].cells, HEADER.split("|"), strict=True):
        cell.text = text.strip()
    for row, texts in zip(table.rows[1:], ROWS, strict=True):
        row.cells[1].text, row.cells[2].text = texts
    table.cell(1, 0).merge(table.cell(len(ROWS), 0)).text = "巡堤(40分)"
    table.cell(1, 3).merge(table.cell(len(ROWS), 3)).text = "工程科"
    packed = io.BytesIO()
    written.save(packed)
    path = tmp_path / "a.docx"
    path.write_bytes(packed.getvalue())
    assert lines(build_rulebook([read_document(path)])) == ([duty for duty, _ in ROWS], [c for _, c in ROWS])


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("漏查一次扣0.", "5分"),
        ("漏查一次扣2", "分"),
        ("漏查一次扣1分,", "扣完为止"),
        ("漏查一次扣", "1分"),
        ("未按规定(夜间", ")巡查扣1分"),
    ],
)
def test_text_that_goes_on_below_a_border_stays_in_one(above: str, below: str) -> None:
    for written in (merged, blank_below):
        book = rulebook(written(("巡查堤防", above), ("及水闸", below)))
        assert lines(book) == (["巡查堤防及水闸"], [above + below])
        assert "rows-joined" in flags(book)


def test_numbers_of_two_rows_are_no_number() -> None:
    book = rulebook(merged(("巡查", "漏查一次扣2分"), ("夜巡", "3次以上未夜巡扣5分")))
    assert lines(book)[1] == ["漏查一次扣2分", "3次以上未夜巡扣5分"]
    assert flags(book) == []


def test_rows_without_drawn_borders_are_parted_where_a_consequence_ends() -> None:
    book = rulebook(blank_below(*ROWS[:2], ("清淤", "漏清一处扣0.5分,扣完为止"), ("看闸", "离岗一次扣1分"), ROWS[2]))
    assert lines(book) == (
        ["巡查堤防", "清理杂草", "清淤", "看闸", "上报险情"],
        ["漏查扣2分", "杂草未清扣1分", "漏清一处扣0.5分,扣完为止", "离岗一次扣1分", "资料齐全"],
    )


def test_numbers_tell_torn_rows_where_no_line_is_drawn() -> None:
    rows = ("1. 按作息时", "1. 漏查扣2分。"), ("间巡查堤防。2. 登记水", "2. 漏登扣1分。"), ("位。", "3. 迟报扣1分。")
    assert lines(rulebook(blank_below(*rows)))[0] == ["按作息时间巡查堤防。", "登记水位。"]


def test_rows_that_nothing_parts_are_asked_about() -> None:
    book = rulebook(blank_below(*ROWS[2:]))
    assert lines(book) == (["上报险情台账管理"], ["资料齐全缺一项扣1分"])
    assert flags(book) == ["rows-joined"]


def test_the_row_after_a_page_end_goes_on() -> None:
    table = html("巡堤(40分) | 巡查堤防 | 漏查 | 工程科\n").replace(TITLE, "")
    rest = html(" | 及水闸 | 一处扣1分 | \n", title="")
    first = html(HEADER + "供水(60分) | 检修管网 | 漏修一处扣3分 | 供水科")
    book = rulebook(first + table + rest)
    task = book.sheets[0].tasks[-1]
    assert [c.text for c in task.criteria] == ["漏查一处扣1分"]


def test_points_of_a_cell_over_rows_are_no_one_rows() -> None:
    header = "项目 | 考核内容 | 评分标准 | 分值\n"
    rows = header + "供水{r2} | 检修 | 漏修扣1分。 | 60{r2}\n抄表 | 漏抄扣2分。\n排涝 | 抽水 | 迟开扣1分。 | 40\n"
    first, second = rulebook(html(rows)).sheets[0].tasks
    assert first.path == (("供水", 60),)
    assert [(duty.text, duty.points) for duty in first.duties] == [("检修", None), ("抄表", None)]
    assert [criterion.points for criterion in (*first.criteria, *second.criteria)] == [None, None, 40]


def test_a_name_over_item_and_duties_names_the_item() -> None:
    header = "项目 | 考核内容 | 评分标准 | 分值\n供水 | 检修 | 漏修扣1分。 | 95\n"
    book = rulebook(html(header + "加分项{c2} | 获表彰加1-3分。 | 5\n"))
    assert [task.path for task in book.sheets[0].tasks] == [(("供水", 95),), (("加分项", 5),)]
    said = rulebook(html(header + "按时完成上级交办的各项任务。{c2} | 未完成扣1分。 | 5\n")).sheets[0].tasks[1]
    assert (said.path, [duty.text for duty in said.duties]) == ((), ["按时完成上级交办的各项任务。"])
