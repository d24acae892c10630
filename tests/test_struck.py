"""Text that a line strikes out in a PDF: left out and said, and nothing else taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import read_document
from normalize import build_rulebook
from schemas import Document, Paragraph
from tests.pdf_builder import Canvas, build

XS, YS = [50, 130, 300, 500], [80, 110, 170, 230]
MIDDLE = 3.0  # points from the baseline to the middle of type of 10 points
CRITERION = 305  # where the text of the third column begins


def page() -> Canvas:
    canvas = Canvas()
    canvas.text(150, 50, "云岭县档案馆2021年度考核细则")
    canvas.grid(XS, YS)
    for x, heading in zip(XS, ("考核项目", "考核内容", "评分标准"), strict=False):
        canvas.text(x + 5, 100, heading)
    canvas.text(55, 130, "接收(10分)")
    canvas.text(135, 130, "按时接收档案。")
    canvas.text(55, 190, "保管(5分)")
    canvas.text(135, 190, "库房整洁。")
    canvas.text(CRITERION, 190, "不整洁的扣1分。")
    return canvas


def load(folder: Path, canvas: Canvas) -> Document:
    path = folder / "sheet.pdf"
    path.write_bytes(build(canvas))
    return read_document(path)


def criterion(document: Document) -> str:
    return next(cell.text for cell in document.tables[0].cells if (cell.row, cell.column) == (1, 2))


@pytest.mark.parametrize("draw", ["line", "box", "double", "annotation"])
def test_text_struck_out_is_left_out_and_said(tmp_path: Path, draw: str) -> None:
    canvas = page()
    canvas.text(CRITERION, 130, "漏收扣2分;迟收扣1分。")
    x0, x1, y = CRITERION, CRITERION + 50, 130 - MIDDLE  # 漏收扣2分;
    if draw == "line":
        canvas.line(x0, y, x1, y)
    elif draw == "box":
        canvas.box(x0, y - 0.3, x1, y + 0.3, "f")
    elif draw == "annotation":
        canvas.strike(x0, 130 - 8.8, x1, 130 + 1.2)
    else:
        canvas.line(x0, y - 1, x1, y - 1)
        canvas.line(x0, y + 1, x1, y + 1)
    document = load(tmp_path, canvas)
    assert criterion(document) == "迟收扣1分。"
    (anomaly,) = document.anomalies
    assert anomaly.code == "text-struck"
    assert "漏收扣2分;" in anomaly.message


def test_it_points_at_the_criterion_that_is_left(tmp_path: Path) -> None:
    canvas = page()
    canvas.text(CRITERION, 130, "每漏收一卷扣0.50.2分。")
    canvas.line(CRITERION + 70, 130 - MIDDLE, CRITERION + 85, 130 - MIDDLE)
    book = build_rulebook([load(tmp_path, canvas)])
    task = book.sheets[0].tasks[0]
    (rule,) = task.criteria[0].rules
    assert rule.amount is not None
    assert (rule.text, str(rule.amount.min)) == ("每漏收一卷扣0.2分", "0.2")
    (struck,) = [anomaly for anomaly in book.anomalies if anomaly.code == "text-struck"]
    assert struck.where in (task.criteria[0].id, rule.id)


def test_a_line_left_empty_is_none_and_the_lines_around_it_stay(tmp_path: Path) -> None:
    canvas = page()
    canvas.lines(CRITERION, 130, "1.漏收扣2分。", "2.迟收扣1分。", "3.损坏扣5分。")
    canvas.line(CRITERION, 144 - MIDDLE, CRITERION + 65, 144 - MIDDLE)
    assert criterion(load(tmp_path, canvas)) == "1.漏收扣2分。\n3.损坏扣5分。"


@pytest.mark.parametrize("off", [-5.5, 1.5])
def test_an_underline_and_an_overline_strike_nothing_out(tmp_path: Path, off: float) -> None:
    canvas = page()
    canvas.text(CRITERION, 130, "漏收扣2分。")
    y = 130 - MIDDLE + (off if off < 0 else MIDDLE + off)
    canvas.line(CRITERION, y, CRITERION + 55, y)
    document = load(tmp_path, canvas)
    assert criterion(document) == "漏收扣2分。"
    assert not document.anomalies


def test_a_tables_own_line_through_type_that_is_too_high_for_its_row_strikes_nothing_out(tmp_path: Path) -> None:
    canvas = page()
    canvas.text(CRITERION, 170 + MIDDLE, "漏收扣2分;迟收扣1分;损毁扣五分。")
    document = load(tmp_path, canvas)
    assert "text-struck" not in {anomaly.code for anomaly in document.anomalies}


def test_a_line_of_text_outside_the_tables(tmp_path: Path) -> None:
    canvas = page()
    canvas.text(50, 300, "本细则试行一年。")
    canvas.line(50, 300 - MIDDLE, 50 + 80, 300 - MIDDLE)
    document = load(tmp_path, canvas)
    assert "本细则试行一年。" not in [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert [anomaly.code for anomaly in document.anomalies] == ["text-struck"]


# --- Markdown


def markdown(folder: Path, text: str) -> Document:
    path = folder / "sheet.md"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


PIPES = "| 考核项目 | 评分标准 |\n|---|---|\n| 接收(9分) | {} |\n"
HTML = "<table><tr><td>考核项目</td><td>评分标准</td></tr><tr><td>接收(9分)</td><td>{}</td></tr></table>\n"


@pytest.mark.parametrize("table", [PIPES, HTML])
@pytest.mark.parametrize("struck", ["~~2~~", "<s>2</s>", "<del>2</del>", '<strike class="a">2</strike>', "<S>2</S>"])
def test_markup_that_strikes_out(tmp_path: Path, table: str, struck: str) -> None:
    document = markdown(tmp_path, table.format(f"漏收扣{struck}1分。"))
    assert document.tables[0].cells[-1].text == "漏收扣1分。"
    assert [anomaly.code for anomaly in document.anomalies] == ["text-struck"]
    assert "2" in document.anomalies[0].message


@pytest.mark.parametrize(
    "text", ["视情节扣3~~5分,重犯扣5~~8分。", "漏收扣1~2分。", "<span>漏收扣1分</span>", "漏收~~扣1分。"]
)
def test_markup_that_strikes_nothing_out(tmp_path: Path, text: str) -> None:
    document = markdown(tmp_path, PIPES.format(text))
    assert document.tables[0].cells[-1].text == text.replace("<span>", "").replace("</span>", "")
    assert not document.anomalies


def test_what_is_struck_out_in_markdown_ends_with_its_cell(tmp_path: Path) -> None:
    document = markdown(tmp_path, PIPES.format("甲 ~~乙 |\n| 丙(3分) | 丁~~ 戊"))
    assert [cell.text for cell in document.tables[0].cells][-1] == "丁~~ 戊"
