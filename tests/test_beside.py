"""Digital PDF: tables beside one another, each read with its own title before the next one begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_builder import Canvas, build

from extract import read_document
from schemas import Document, Paragraph

WIDE = 160
HEADER = ("项目", "标准")


def table(canvas: Canvas, left: float, top: float, name: str, rows: int = 2) -> None:
    ys = [top + 30 * row for row in range(rows + 2)]
    canvas.grid([left, left + 60, left + WIDE], ys)
    for x, text in zip((left + 5, left + 65), HEADER, strict=True):
        canvas.text(x, top + 18, text)
    for row in range(1, rows + 1):
        canvas.text(left + 5, top + 30 * row + 18, f"{name}{row}")
        canvas.text(left + 65, top + 30 * row + 18, f"迟报扣{row}分。")


def load(tmp_path: Path, *pages: Canvas) -> Document:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(build(*pages))
    return read_document(path)


def blocks(document: Document) -> list[str]:
    """Each paragraph, and of each table the name of its first row."""
    return [
        block.text if isinstance(block, Paragraph) else next(cell.text for cell in block.cells if cell.row == 1)
        for block in document.blocks
    ]


@pytest.mark.parametrize("inset", [0, 40], ids=["left", "centred"])
def test_titles_on_one_line_go_with_their_tables(tmp_path: Path, inset: float) -> None:
    canvas = Canvas()
    for left, name in ((30, "甲"), (220, "乙"), (410, "丙")):
        canvas.text(left + inset, 70, f"{name}科考核表")
        table(canvas, left, 90, name)
    canvas.text(30, 380, "第1页")
    document = load(tmp_path, canvas)
    assert blocks(document) == ["甲科考核表", "甲1", "乙科考核表", "乙1", "丙科考核表", "丙1", "第1页"]
    assert document.anomalies == ()


def test_a_title_over_all_comes_first(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(180, 50, "二〇二一年度各科室绩效考核表")
    for left, name in ((30, "甲"), (320, "乙")):
        canvas.text(left, 70, f"{name}科")
        table(canvas, left, 90, name)
    assert blocks(load(tmp_path, canvas)) == ["二〇二一年度各科室绩效考核表", "甲科", "甲1", "乙科", "乙1"]


def test_a_line_over_both_is_not_cut(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(30, 70, "被考核单位:后勤处")
    canvas.text(420, 70, "年度:2021")
    for left, name in ((30, "甲"), (320, "乙")):
        table(canvas, left, 90, name)
    assert blocks(load(tmp_path, canvas)) == ["被考核单位:后勤处 年度:2021", "甲1", "乙1"]


def test_a_title_with_wide_gaps_is_not_cut(tmp_path: Path) -> None:
    canvas = Canvas()
    for n, char in enumerate("绩效考核表"):
        canvas.text(100 + 75 * n, 70, char, 14)
    for left, name in ((30, "甲"), (320, "乙")):
        table(canvas, left, 90, name)
    assert blocks(load(tmp_path, canvas))[0].replace(" ", "") == "绩效考核表"


def test_a_title_at_the_height_of_another_table_is_not_hidden_text(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.text(30, 60, "甲科考核表")
    table(canvas, 30, 70, "甲", rows=6)
    canvas.text(330, 120, "乙科考核表")
    table(canvas, 320, 130, "乙")
    canvas.text(330, 300, "乙科的说明")
    document = load(tmp_path, canvas)
    assert blocks(document) == ["甲科考核表", "甲1", "乙科考核表", "乙1", "乙科的说明"]
    assert document.anomalies == ()


def test_columns_of_several_tables_are_read_one_after_the_other(tmp_path: Path) -> None:
    canvas = Canvas()
    table(canvas, 30, 60, "甲")
    table(canvas, 30, 220, "甲甲")
    table(canvas, 320, 55, "乙", rows=7)
    assert blocks(load(tmp_path, canvas)) == ["甲1", "甲甲1", "乙1"]


def pair(*titles: str) -> Canvas:
    canvas = Canvas()
    for left, name in ((30, "甲"), (320, "乙")):
        table(canvas, left, 90, name)
    for left, title in zip((30, 320), titles, strict=False):
        canvas.text(left, 70, title)
    return canvas


@pytest.mark.parametrize(
    ("pages", "flagged"),
    [
        ((pair("甲科考核表", "乙科考核表"), pair(), pair()), 2),
        ((pair("甲科考核表", "乙科考核表"), pair("丙科考核表", "丁科考核表")), 0),
        ((pair(), pair()), 0),  # one table in halves
    ],
)
def test_tables_beside_one_another_that_may_go_on_each_are_flagged(
    tmp_path: Path, pages: tuple[Canvas, ...], flagged: int
) -> None:
    codes = [anomaly.code for anomaly in load(tmp_path, *pages).anomalies]
    assert codes == ["columns-go-on"] * flagged
