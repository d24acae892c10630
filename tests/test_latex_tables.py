r"""LaTeX tables in Markdown: \begin{tabular} with rows and columns spanned, and text that only LaTeX dresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_text import flags, paths, rulebook, texts

from extract import read_document
from extract.markdown.reader import plain, read_blocks
from normalize import build_rulebook
from schemas import LineAnchor, Paragraph, Table

SHEET = r"""\section*{督查室2021年度绩效目标考核任务表}

\begin{tabular}{|l|l|l|l|l|}
\hline 类别 & 项目 & 考核内容 & 评分标准 & 分值 \\
\hline \multirow{2}{*}{\begin{tabular}{l}
安全 \\
工作
\end{tabular}} & 门岗 & 全天值守 $\geq 2$ 人。 & 脱岗一次扣 2 分。 & 10 \\
\cline { 2 - 5 } & 巡逻 & 每晚两次。 & \begin{tabular}{l}1. 少一次扣1分。\\2. 漏签一次扣0.5分。\end{tabular} & 20 \\
\hline 卫生 & 保洁 & 合格率达到95\%。 & 每低1\%扣0.5分。 & 70 \\
\hline \multicolumn{4}{|c|}{合计} & 100 \\
\hline
\end{tabular}
"""


def shape(text: str) -> list[tuple[int, int, int, int, str]]:
    (table,) = [block for block in read_blocks(text) if isinstance(block, Table)]
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def test_a_sheet() -> None:
    book = rulebook(SHEET)
    assert book.sheets[0].department == "督查室"
    assert texts(book) == [
        (
            "安全工作 - > 门岗 10",
            "全天值守≥2人。",
            "脱岗一次扣2分。",
        ),
        ("安全工作 - > 巡逻 20", "每晚两次。", "少一次扣1分。 漏签一次扣0.5分。"),
        ("卫生 - > 保洁 70", "合格率达到95%。", "每低1%扣0.5分。"),
    ]
    assert flags(book) == []


def test_lines_of_a_cell_in_an_array_of_text() -> None:
    cell = r"\begin{array}{l}\text{1. 合格率低于95\%扣1分。} \\ \text{2. 漏检一次扣2分。}\end{array}"
    text = rf"\begin{{array}}{{|c|c|}} \text{{保洁}} & {cell} \\ \text{{门岗}} & \text{{无}} \end{{array}}"
    assert [row[4] for row in shape(text)] == ["保洁", "1. 合格率低于95%扣1分。\n2. 漏检一次扣2分。", "门岗", "无"]


def test_spans_of_rows_and_columns() -> None:
    text = r"""\begin{tabular}{|l|p{3cm}|}
\hline \multicolumn{2}{|c|}{\multirow[t]{2}{*}{甲}} & 乙 \\
\multicolumn{2}{|c|}{} & 丙 \\
丁 & 戊 & 己 \end{tabular}"""
    assert shape(text) == [
        (0, 0, 2, 2, "甲"),
        (0, 2, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
        (2, 0, 1, 1, "丁"),
        (2, 1, 1, 1, "戊"),
        (2, 2, 1, 1, "己"),
    ]


def test_single_cells_below_one_over_two_columns() -> None:
    text = r"\begin{tabular}{lll} \multicolumn{2}{c}{\multirow{3}{*}{甲}} & 乙 \\ & & 丙 \\ & 丁 & 戊 \end{tabular}"
    assert shape(text) == [
        (0, 0, 2, 2, "甲"),
        (0, 2, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, "丁"),
        (2, 2, 1, 1, "戊"),
    ]


@pytest.mark.parametrize("down", ["5", "2", "0"])
def test_a_cell_over_rows_that_are_not_empty_covers_none_of_them(down: str) -> None:
    text = rf"\begin{{tabular}}{{ll}} \multirow{{{down}}}{{*}}{{甲}} & 乙 \\ 丙 & 丁 \end{{tabular}}"
    assert shape(text) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")]


CUT = SHEET[: SHEET.index(r"\hline \multicolumn{4}")]


@pytest.mark.parametrize("after", ["", "\n说明:由督查室解释。\n", "\\end{table}\n说明:由督查室解释。\n"])
def test_a_table_whose_end_was_lost_is_read_as_far_as_rows_follow(tmp_path: Path, after: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(CUT + after, encoding="utf-8")
    book = build_rulebook([read_document(path)])
    assert texts(book) == texts(rulebook(SHEET))
    assert flags(book) == ["table-cut"]
    assert "a.md:3" in book.anomalies[0].message


def test_rows_go_on_after_a_blank_line() -> None:
    text = "\\begin{tabular}{ll}\n甲 & 乙 \\\\\n\n丙 & 丁\n\n戊\n"
    assert shape(text)[2:] == [
        (1, 0, 1, 1, "丙"),
        (1, 1, 1, 1, "丁"),
    ]


def test_a_table_without_its_end_before_a_whole_one() -> None:
    whole = "\\begin{tabular}{ll}\n丙 & 丁\n\\end{tabular}\n"
    blocks = read_blocks("\\begin{tabular}{ll}\n甲 & 乙 \\\\\n\n附表\n\n" + whole)
    assert [block.kind for block in blocks] == ["table", "paragraph", "table"]


def test_a_beginning_without_rows_is_text() -> None:
    blocks = read_blocks("\\begin{tabular}{ll}\n甲 与 乙 \\\\\n" * 2)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert "".join(block.text for block in blocks if isinstance(block, Paragraph)).count("甲") == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"扣2\~{}3分", "扣2~3分"),
        (r"扣2\textasciitilde{}3分", "扣2~3分"),
        (r"扣1\,分", "扣1分"),
        (r"扣\(0.5\sim1\)分", "扣0.5～1分"),
        (r"扣0.5\sim 1分", "扣0.5～1分"),
        (r"扣1{,}5分", "扣1,5分"),
    ],
)
def test_numbers_as_latex_writes_them(written: str, meant: str) -> None:
    assert plain(written) == meant
    assert shape(rf"\begin{{tabular}}{{l}} 甲 & {written} \end{{tabular}}")[1][4] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"扣\textbf{2}分", "扣2分"),
        (r"扣\underline{\textbf{2}}分", "扣2分"),
        (r"{\bf 扣2分}", "扣2分"),
        (r"\makecell[l]{扣2分\\扣3分}", "扣2分\n扣3分"),
        (r"第~3~次扣2~3分", "第 3 次扣2~3分"),
        (r"1月~3月", "1月~3月"),
        (r"合格率\textless 90\%", r"合格率\textless 90%"),  # not known: as written
    ],
)
def test_text_that_is_only_dressed(written: str, meant: str) -> None:
    assert shape(rf"\begin{{tabular}}{{l}} 甲 & {written} \end{{tabular}}")[1][4] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [(r"满意度\(含本级\)", "满意度(含本级)"), (r"C:\sim", r"C:\sim"), (r"甲\,乙", "甲,乙"), ("{,}", "{,}")],
)
def test_what_markdown_only_escapes(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_cells_are_anchored_at_their_lines() -> None:
    (table,) = [block for block in read_blocks(SHEET) if isinstance(block, Table)]
    anchors = {cell.text: cell.anchor for cell in table.cells}
    assert anchors["类别"] == LineAnchor(line=4, column=1)
    assert anchors["合计"].line == 11  # type: ignore[union-attr]
    assert len(set(anchors.values())) == len(anchors)


def test_an_empty_table_is_none() -> None:
    assert read_blocks(r"\begin{tabular}{ll} \hline & \\ \hline \end{tabular}") == ()


def test_a_title_as_caption() -> None:
    text = SHEET.replace(r"\section*{", r"\captionsetup{labelformat=empty}" + "\n" + r"\caption{")
    text = r"\begin{table}" + "\n" + text + r"\end{table}" + "\n"
    book = rulebook(text)
    assert (book.sheets[0].department, book.sheets[0].year) == ("督查室", 2021)
    assert paths(book)[0] == "安全工作 - > 门岗 10"
