"""The Markdown reader: pipe tables and HTML tables as conversion tools write them, and loose lines."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract import UnreadableFile, read_document
from extract.markdown.reader import plain, read_blocks
from schemas import LineAnchor, Paragraph, Table

Shape = list[list[str]] | str


def shapes(text: str) -> list[Shape]:
    """Paragraphs as text, tables as rows of cell texts (spans left aside)."""
    found: list[Shape] = []
    for block in read_blocks(text):
        if isinstance(block, Paragraph):
            found.append(block.text)
            continue
        rows: list[list[str]] = [[] for _ in range(block.rows)]
        for cell in block.cells:
            rows[cell.row].append(cell.text)
        found.append(rows)
    return found


HEAD = "| 类别 | 项目 |\n|---|---|\n"
CASES = [
    pytest.param(HEAD + "| a | b |", [[["类别", "项目"], ["a", "b"]]], id="plain"),
    pytest.param(
        "|类别|项目|\n|:-|--:|\n|a|b|", [[["类别", "项目"], ["a", "b"]]], id="dashes-and-colons-of-any-length"
    ),
    pytest.param("类别 | 项目\n--|--\na | b", [[["类别", "项目"], ["a", "b"]]], id="no-outer-pipes"),
    pytest.param("| a | b |\n| c | d |", [[["a", "b"], ["c", "d"]]], id="no-separator"),
    pytest.param("|---|---|\n| a | b |", [[["a", "b"]]], id="no-header"),
    pytest.param(
        "| a | b |\n| 一 | 二 |\n|---|---|\n| c | d |", [[["a", "b"], ["一", "二"], ["c", "d"]]], id="two-header-rows"
    ),
    pytest.param(HEAD + "| a |\n| b | c | d |", [[["类别", "项目"], ["a"], ["b", "c", "d"]]], id="short-and-long-rows"),
    pytest.param(HEAD + "| | b |\n|| d |", [[["类别", "项目"], ["", "b"], ["", "d"]]], id="empty-cells"),
    pytest.param(HEAD + r"| a\|b | \*c\_ |", [[["类别", "项目"], ["a|b", "*c_"]]], id="escapes"),
    pytest.param(HEAD + "| a<br>b<BR/>c | <br />d |", [[["类别", "项目"], ["a\nb\nc", "d"]]], id="line-breaks"),
    pytest.param(HEAD + "| a&lt;4次 | &nbsp;b&amp;c |", [[["类别", "项目"], ["a<4次", "b&c"]]], id="entities"),
    pytest.param(HEAD + "| **重点**工作 | <b>x</b><sup>2</sup> |", [[["类别", "项目"], ["重点工作", "x²"]]], id="bold"),
    pytest.param(
        HEAD + r"| 合格率$\geq 9 5 \%$ | $\textcircled{2}$ 每超 $ 0 . 5 \mathrm{m}^{2}$扣$1$分 |",
        [[["类别", "项目"], ["合格率≥95%", "② 每超 0.5m²扣1分"]]],
        id="numbers-and-signs-as-formulas",
    ),
    pytest.param(
        HEAD + r"| 扣$1\sim3$分 | 扣$0.5 \sim 2$分,少$10 ~ 20\%$,$2{\sim}3$次 |",
        [[["类别", "项目"], ["扣1～3分", "扣0.5～2分,少10～20%,2～3次"]]],
        id="ranges-as-formulas",
    ),
    pytest.param(
        HEAD + r"| $\frac{a}{b}\times 15$ | 扣\(5\)分,收费$5 |",
        [[["类别", "项目"], [r"$\frac{a}{b}\times 15$", "扣(5)分,收费$5"]]],
        id="a-real-formula-and-escaped-brackets-stay",
    ),
    pytest.param(
        r"<table><tr><td>类别</td><td>扣\(0.5\)分,\(x_1\)</td></tr></table>",
        [[["类别", r"扣0.5分,\(x_1\)"]]],
        id="formulas-in-html",
    ),
    pytest.param(
        r"<table><tr><td>1\. 扣1\~2分\n2\. \(x_1\)\r\nCPU<td>a&lt;br&gt; b &lt;BR/&gt;<td>$5\neq 6$,**c**</table>",
        [[["1. 扣1~2分\n2. \\(x_1\\)\nCPU", "a\nb", "5≠6,c"]]],
        id="line-breaks-and-escapes-spelled-out-in-html",
    ),
    pytest.param(
        HEAD + r"| 1\. a\n2\. b | c&lt;br/&gt;d\nE |",
        [[["类别", "项目"], ["1. a\n2. b", "c\nd\nE"]]],
        id="line-breaks-spelled-out",
    ),
    pytest.param("|考核项⽬|\n|-|\n|⼯会⻘年①|", [[["考核项目"], ["工会青年①"]]], id="radicals-copied-from-a-pdf"),
    pytest.param(
        "<html><body><table><tr><td>类别</td></tr></table></body></html>\n<h2>甲</h2>",
        [[["类别"]], "甲"],
        id="a-page-of-html-round-each-table",
    ),
    pytest.param(
        HEAD + "| a | b |\n\n| c | d |\n\n\n| e | f |",
        [[["类别", "项目"], ["a", "b"], ["c", "d"], ["e", "f"]]],
        id="blank-lines-between-rows",
    ),
    pytest.param(
        HEAD + "| a | b |\n\n" + HEAD + "| c | d |",
        [[["类别", "项目"], ["a", "b"]], [["类别", "项目"], ["c", "d"]]],
        id="a-table-after-a-blank-line",
    ),
    pytest.param(
        HEAD + "| a | b |\n" + HEAD + "| c | d |",
        [[["类别", "项目"], ["a", "b"]], [["类别", "项目"], ["c", "d"]]],
        id="a-header-without-a-blank-line",
    ),
    pytest.param(
        "|a|b|\n|-|-|\n|c|d|\n\n|a|b|\n|-|-|\n|e|f|",
        [[["a", "b"], ["c", "d"]], [["a", "b"], ["e", "f"]]],
        id="single-dashes",
    ),
    pytest.param(
        HEAD + "| - | - |\n| a | b |", [[["类别", "项目"], ["-", "-"], ["a", "b"]]], id="a-row-of-dashes-is-text"
    ),
    pytest.param(
        HEAD + "| a | b |\n\n| c | d | e |\n| f | g | h |",
        [[["类别", "项目"], ["a", "b"]], [["c", "d", "e"], ["f", "g", "h"]]],
        id="another-width-after-a-blank-line",
    ),
    pytest.param(
        HEAD + "| 1. 甲\n2. 乙 | 丙\n丁 |\n| a | b |",
        [[["类别", "项目"], ["1. 甲\n2. 乙", "丙\n丁"], ["a", "b"]]],
        id="raw-line-breaks-in-cells",
    ),
    pytest.param("```markdown\n" + HEAD + "| a | b |\n```", [[["类别", "项目"], ["a", "b"]]], id="code-fence"),
    pytest.param("> | a | b |\n> |---|---|\n> | c | d |", [[["a", "b"], ["c", "d"]]], id="quoted"),
    pytest.param(
        "# 青岚学院2021年度任务表\n" + HEAD + "| a | b |\n注:乙",
        ["青岚学院2021年度任务表", [["类别", "项目"], ["a", "b"]], "注:乙"],
        id="title-and-note",
    ),
    pytest.param(
        "## **标题** ##\n***备注***\n* 甲\n\n---\n===\n- 3 -", ["标题", "备注", "甲", "- 3 -"], id="marks-out"
    ),
    pytest.param("#1号楼 扣1分\n甲|乙\n| 丙", ["1号楼 扣1分", "甲|乙", "| 丙"], id="pipes-that-make-no-table"),
    pytest.param("![图](p1.png)\n<!-- 第2页\n| x | y |\n-->\n甲", ["![图](p1.png)", "甲"], id="pictures-and-comments"),
    pytest.param("|  |  |\n|--|--|\n|  |  |\n甲", ["甲"], id="an-empty-table"),
    pytest.param(
        '<span id="page-0-0"></span># **标题**\n<span id="page-1-0"></span>| 类别 | 项目 |\n|---|---|\n| a | b |',
        ["标题", [["类别", "项目"], ["a", "b"]]],
        id="marks-of-pages-before-a-heading-and-a-table",
    ),
    pytest.param(
        "| 标题 | Unnamed: 1 |\n|---|---|\n| a | NaN |\n| nan | 无None |",
        [[["标题", ""], ["a", ""], ["", "无None"]]],
        id="empty-cells-as-pandas-prints-them",
    ),
    pytest.param(
        "类别| 任务| 标准| 方法| 部门  \n---|---|---|---|---  \n"
        "甲| 1.a  \n2.b  \n3.c| 1.d  \n2.e| 扣分法  \n达标法| 乙处  \n"
        "1.f| 1.g  \n2.h| 扣分法| 丙处  \n2.i  \n乙| 1.j| 1.k| 扣分法| 丁处  \n戊处\n\n注",
        [
            [
                ["类别", "任务", "标准", "方法", "部门"],
                ["甲", "1.a\n2.b\n3.c", "1.d\n2.e", "扣分法\n达标法", "乙处"],
                ["1.f", "1.g\n2.h", "扣分法", "丙处"],
                ["2.i"],
                ["乙", "1.j", "1.k", "扣分法", "丁处\n戊处"],
            ],
            "注",
        ],
        id="line-breaks-in-cells-of-rows-without-outer-pipes",
    ),
    pytest.param(
        "类别| 项目| 部门\n---|---|---\n甲| 乙| 丙处\n丁| 戊处\n己| 庚处\n## 辛",
        [[["类别", "项目", "部门"], ["甲", "乙", "丙处"], ["丁", "戊处"], ["己", "庚处"]], "辛"],
        id="short-rows-without-outer-pipes-stay-apart",
    ),
    pytest.param(
        "甲\u2028乙\x0c\x85丙\r丁\r\n戊", ["甲\u2028乙\x0c\x85丙", "丁", "戊"], id="lines-as-editors-count-them"
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_blocks(text: str, expected: list[Shape]) -> None:
    assert shapes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**重点**", "重点"),
        ("(*备注*)", "(备注)"),
        ("处理率*15分*2", "处理率*15分*2"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**未闭合", "**未闭合"),
        ("____年____月", "____年____月"),
        ("A&notes;与&amp;&#12288;x&#x4e2d;", "A&notes;与&\u3000x中"),
        ("少于<4次>的", "少于<4次>的"),
        ("C:\\目录", "C:\\目录"),
        (r"1\. 甲", "1. 甲"),
    ],
)
def test_inline_marks(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_cells_are_anchored_at_their_line_and_place() -> None:
    title, table = read_blocks("标题\n\n| a | b |\n|---|---|\n| c |\n")
    assert title.anchor == LineAnchor(line=1)
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (2, 2)
    assert [(cell.text, cell.anchor) for cell in table.cells] == [
        ("a", LineAnchor(line=3, column=1)),
        ("b", LineAnchor(line=3, column=2)),
        ("c", LineAnchor(line=5, column=1)),
    ]


# --- HTML tables


def test_empty_cells_as_pandas_prints_them() -> None:
    assert shapes("<table><tr><th>标题<th>Unnamed: 1<tr><td>a<td>NaN</table>") == [[["标题", ""], ["a", ""]]]


def cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


HTML = [
    pytest.param(
        "<table><tr><td rowspan='2'>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        [(0, 0, 2, 1, "a"), (0, 1, 1, 2, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d")],
        id="spans",
    ),
    pytest.param(
        "<TABLE border=1>\n<THEAD>\n<TR><TH>a<TH>b\n<TBODY>\n<TR><TD>c<TD>d\n</TABLE>",
        [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")],
        id="end-tags-left-out",
    ),
    pytest.param(
        "<html><body><table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table></body></html>",
        [(0, 0, 1, 1, "a"), (1, 0, 1, 1, "b")],
        id="in-a-whole-page",
    ),
    pytest.param(
        "<table><tr><td rowspan=9>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")],
        id="span-past-the-end",
    ),
    pytest.param(
        "<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td colspan=2>c</td></tr></table>",
        [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (1, 0, 1, 1, "c")],
        id="spans-that-would-overlap",
    ),
    pytest.param(
        "<table><tr><td rowspan=3>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>",
        [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c"), (2, 0, 1, 1, "d"), (2, 1, 1, 1, "e")],
        id="span-into-a-whole-row",
    ),
    pytest.param(
        "<table><tr><td rowspan=x colspan=-1>a</td><td colspan=''>b</td></tr></table>",
        [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")],
        id="spans-no-numbers",
    ),
    pytest.param(
        "<table><tr><td>扣<b>0.5</b>分<br>二<p>三</p>四&lt;五 六\n七</td><td><ol><li>甲<li>乙</ol></td></tr></table>",
        [(0, 0, 1, 1, "扣0.5分\n二\n三\n四<五 六 七"), (0, 1, 1, 1, "1. 甲\n2. 乙")],
        id="text-in-cells",
    ),
    pytest.param(
        "<table><tr><td>外<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></td><td>邻</td></tr></table>",
        [(0, 0, 1, 1, "外\n1 2\n3"), (0, 1, 1, 1, "邻")],
        id="nested",
    ),
    pytest.param(
        "<table>\n<tr>\n<td>a</td>\n\n<td>b</td>\n\n</tr>\n</table>",
        [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")],
        id="blank-lines-inside",
    ),
    pytest.param("<table><tr><td>a</td><td>b</td></tr>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")], id="never-closed"),
    pytest.param("<table><td>a</td><td>b</td></table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")], id="no-row"),
]


@pytest.mark.parametrize(("text", "expected"), HTML)
def test_html_table(text: str, expected: list[tuple[int, int, int, int, str]]) -> None:
    (table,) = [block for block in read_blocks(text) if isinstance(block, Table)]
    assert cells(table) == expected


def test_html_tables_among_other_text() -> None:
    text = (
        "甲<table><tr><td>a</td></tr></table>乙<table><tr><td>b</td></tr></table>\n\n| c | d |\n|---|---|\n"
        "<table><caption>表名</caption><tr><td>e</td></tr></table>\n丙"
    )
    assert shapes(text) == ["甲", [["a"]], "乙", [["b"]], [["c", "d"]], "表名", [["e"]], "丙"]


def test_an_unclosed_html_table_ends_where_other_text_begins() -> None:
    text = "<table><tr><td>a</td></tr>\n\n# 标题\n<table><tr><td>b</td></tr></table>\n\n" + HEAD
    assert shapes(text) == [[["a"]], "标题", [["b"]], [["类别", "项目"]]]


def test_text_of_a_damaged_html_table_is_not_lost() -> None:
    assert shapes("<table>散字<tr>又<td>a</td>后</tr></table>") == ["散字", "又", "后", [["a"]]]


def test_html_nested_beyond_measure_keeps_its_text() -> None:
    assert shapes("<table>" + "<tr><td><div>" * 300 + "底") == ["底"]


def test_spans_beyond_measure_cost_little() -> None:
    row = "<tr><td rowspan=60000 colspan=255>x</td></tr>"
    started = time.perf_counter()
    (table,) = read_blocks("<table>" + row * 5000 + "</table>")
    assert isinstance(table, Table)
    assert len(table.cells) == 5000
    assert time.perf_counter() - started < 15


def test_html_cells_are_anchored_at_their_lines() -> None:
    (table,) = read_blocks("\n\n<table>\n<tr><td>a</td><td>b</td></tr>\n<tr>\n<td>c</td></tr></table>")
    assert isinstance(table, Table)
    assert [cell.anchor for cell in table.cells] == [
        LineAnchor(line=4, column=1),
        LineAnchor(line=4, column=2),
        LineAnchor(line=6, column=1),
    ]


def test_lines_stay_true_below_html_and_comments() -> None:
    blocks = read_blocks("甲\n<!-- 一\n二 -->\n<table>\n<tr><td>a</td></tr>\n</table>\n乙\n")
    assert [block.anchor.line for block in blocks if isinstance(block, Paragraph)] == [1, 7]


# --- invariants

Rectangle = tuple[int, int, int, int]


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[int, int, list[Rectangle]]:
    """A grid cut into rectangles (row, column, height, width) that cover it; no row is without a cell of its own."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    found: list[Rectangle] = []
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        width = 1
        while (row, column + width) in free and draw(st.booleans()):
            width += 1
        height = 1
        while all((row + height, column + c) in free for c in range(width)) and draw(st.booleans()):
            height += 1
        free -= {(row + down, column + right) for down in range(height) for right in range(width)}
        found.append((row, column, height, width))
    return rows, columns, found


CELL = st.text(alphabet="青岚扣分0.25，；（）<>&|*\\ ", min_size=1, max_size=8).map(lambda text: " ".join(text.split()))


@settings(max_examples=100, deadline=None)
@given(merged_grids(), st.data())
def test_any_merged_html_table_comes_back(shape: tuple[int, int, list[Rectangle]], data: st.DataObject) -> None:
    rows, columns, rectangles = shape
    made = [(*place, data.draw(CELL.filter(lambda text: not re.search(r"\*\*|\d\\\.", text)))) for place in rectangles]
    if not any(text for *_, text in made):
        return
    body = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{height}" colspan="{width}">{html.escape(text)}</td>'
            for row, _, height, width, text in made
            if row == number
        )
        + "</tr>\n"
        for number in range(rows)
    )
    (table,) = read_blocks(f"标题\n\n<table>\n{body}</table>\n")[1:]
    assert isinstance(table, Table)
    assert (table.rows, table.columns, cells(table)) == (rows, columns, made)


WORDS = st.text(alphabet="青岚扣分0.5，；（）:-", max_size=6).filter(lambda text: "--" not in text)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=1, max_size=6)))
def test_any_pipe_table_comes_back(rows: list[list[str]]) -> None:
    if any(all(set(text) <= set(":-") for text in row) for row in rows):
        return  # a row of dashes alone is a separator
    header = "|" + "|".join("类别" for _ in rows[0]) + "|\n|" + "|".join("---" for _ in rows[0]) + "|\n"
    (table,) = shapes(header + "".join("| " + " | ".join(row) + " |\n" for row in rows))
    assert table[1:] == rows


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="|-:\n\\ a青*#<>`!&;", max_size=60))
def test_pipes_and_dashes_anyhow_give_blocks_in_line_order(text: str) -> None:
    lines = [
        anchor.line
        for block in read_blocks(text)
        for anchor in ([cell.anchor for cell in block.cells] if isinstance(block, Table) else [block.anchor])
    ]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


TABLE_TAGS = ("<table>", "</table>", "<tr>", "</tr>", "<td>", "<td rowspan=3>", "<td colspan=4>", "</td>", "<th")
OTHER_TAGS = ("<!--", "-->", "<br>", "<p>", "<caption>", "<script>", "<tbody>", "<li>", "<ol start=99999999>")
TAGS = st.sampled_from((*TABLE_TAGS, *OTHER_TAGS, "甲", "\n", "\n\n", "|", "&lt;"))


@settings(max_examples=300, deadline=None)
@given(st.lists(TAGS, max_size=40))
@example(["<table>", "<td>", "<li>", "<td>", "甲"])
def test_no_heap_of_tags_is_refused_or_loses_text_in_cells(tags: list[str]) -> None:
    text = "".join(tags)
    blocks = read_blocks(text)
    if "<script>" in text or "<th" in text or "<!--" in text:
        return
    kept = sum(block.text.count("甲") for block in blocks if isinstance(block, Paragraph))
    kept += sum(cell.text.count("甲") for block in blocks if isinstance(block, Table) for cell in block.cells)
    assert kept == text.count("甲")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_a_document_or_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.md"
    path.write_bytes(data)
    try:
        document = read_document(path)
    except UnreadableFile:
        return
    document.model_dump_json()


def test_every_place_on_a_line_is_named_once() -> None:
    """Tools write whole pages on one line; evidence has to tell its tables and texts apart."""
    table = "<table><caption>甲</caption><tr><td>类别</td><td>项目</td></tr></table>"
    blocks = read_blocks(f"前{table}中{table}后")
    places = [block.anchor for block in blocks if isinstance(block, Paragraph)]
    places += [cell.anchor for block in blocks if isinstance(block, Table) for cell in block.cells]
    assert len(places) == len(set(places)) == 9
    assert {place.line for place in places if isinstance(place, LineAnchor)} == {1}


def test_a_document_of_html_on_one_line_keeps_its_paragraphs_apart() -> None:
    text = (
        "<h1>督查室2021年度考核表</h1><p>部门:督查室</p><p>一、安全(30分)</p><table><tr><td><p>项目</p></td></tr></table>"
        "<p>二、卫生</p>\n<div>注<br>意</div><p></p>"
    )
    told = [(block.text, block.anchor) for block in read_blocks(text) if isinstance(block, Paragraph)]
    assert [said for said, _ in told] == ["督查室2021年度考核表", "部门:督查室", "一、安全(30分)", "二、卫生", "注\n意"]
    assert len({anchor for _, anchor in told}) == 5
    assert {anchor.line for _, anchor in told if isinstance(anchor, LineAnchor)} == {1, 2}


def test_bold_between_underscores_is_markup_and_blanks_to_fill_in_are_not() -> None:
    assert plain("__督查室2021年度考核表__") == "督查室2021年度考核表"
    assert plain("得分:____ 签名:______") == "得分:____ 签名:______"
    assert plain("a__b__c") == "a__b__c"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("考核任务表------后勤处", "考核任务表——后勤处"),
        ("扣1--3分", "扣1–3分"),
        ("甲---乙", "甲—乙"),
        ("得分:----", "得分:----"),
        ("扣1-3分", "扣1-3分"),
        ("a \\-- b", "a -- b"),
    ],
)
def test_dashes_of_pandoc(read: str, meant: str) -> None:
    assert plain(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("不少于12<sup>3</sup>座", "不少于12³座"),
        ("每10 m^2^扣1分", "每10 m²扣1分"),
        ("扣1分<sup>[1]</sup>", "扣1分[¹]"),
        ("CO<sub>2</sub>超标", "CO2超标"),
        ("甲^乙^丙", "甲^乙^丙"),
    ],
)
def test_raised_digits(read: str, meant: str) -> None:
    assert plain(read) == meant


def test_raised_digits_in_html() -> None:
    assert shapes("<table><tr><td>不少于12<sup>3</sup>座</td><td>乙</td></tr></table>") == [[["不少于12³座", "乙"]]]
