"""The Word reader: grids, text as Word shows it, list numbers, and files that cannot be read."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_builder import (
    NAMESPACES,
    OFFICE,
    STRICT_W,
    W,
    abstract,
    document_xml,
    docx,
    grid,
    item,
    members,
    num,
    p,
    package,
    r,
    read_bytes,
    t,
    tbl,
    tc,
    tr,
)

from extract import UnreadableFile, read_document
from normalize import build_rulebook
from schemas import Document, Table, WordAnchor

# --- grids: (what is tried, table, rows, columns, cells as (row, column, row span, column span, text))

GRIDS = [
    pytest.param(
        tbl(tr(tc("类别"), tc("项目名称", span=2)), tr(tc("重点"), tc("a"), tc("b")), columns=3),
        (
            2,
            3,
            [
                (0, 0, 1, 1, "类别"),
                (0, 1, 1, 2, "项目名称"),
                (1, 0, 1, 1, "重点"),
                (1, 1, 1, 1, "a"),
                (1, 2, 1, 1, "b"),
            ],
        ),
        id="gridSpan",
    ),
    pytest.param(
        tbl(
            tr(tc("保证目标", merge="restart"), tc("a")),
            tr(tc("", merge="continue"), tc("b")),
            tr(tc("发展目标", merge="restart"), tc("c")),
            tr(tc("", merge="continue"), tc("d")),
        ),
        (
            4,
            2,
            [
                (0, 0, 2, 1, "保证目标"),
                (0, 1, 1, 1, "a"),
                (1, 1, 1, 1, "b"),
                (2, 0, 2, 1, "发展目标"),
                (2, 1, 1, 1, "c"),
                (3, 1, 1, 1, "d"),
            ],
        ),
        id="vMerge-restarts",
    ),
    pytest.param(
        tbl(
            tr(tc("x", span=2, merge="restart"), tc("a")),
            tr(tc("", span=2, merge="continue"), tc("b")),
            columns=3,
        ),
        (2, 3, [(0, 0, 2, 2, "x"), (0, 2, 1, 1, "a"), (1, 2, 1, 1, "b")]),
        id="both-ways",
    ),
    pytest.param(
        tbl(tr(tc("a"), tc("b", merge="continue")), tr(tc("c"), tc("", merge="continue"))),
        (2, 2, [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (1, 0, 1, 1, "c")]),
        id="continues-nothing",
    ),
    pytest.param(
        tbl(tr(tc("a", merge="restart"), tc("b")), tr(tc("wide", span=2, merge="continue"))),
        (2, 2, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 2, "wide")]),
        id="continues-another-width",
    ),
    pytest.param(
        tbl(
            tr(tc("a"), tc("b"), tc("c")),
            tr(tc("d"), tc("e"), properties='<w:gridBefore w:val="1"/>'),
            tr(tc("f"), properties='<w:gridAfter w:val="2"/>'),
            columns=3,
        ),
        (
            3,
            3,
            [
                (0, 0, 1, 1, "a"),
                (0, 1, 1, 1, "b"),
                (0, 2, 1, 1, "c"),
                (1, 1, 1, 1, "d"),
                (1, 2, 1, 1, "e"),
                (2, 0, 1, 1, "f"),
            ],
        ),
        id="gridBefore-gridAfter",
    ),
    pytest.param(
        tbl(tr(tc("a"), tc("b"), tc("c")), tr(tc("d")), columns=3),
        (2, 3, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (0, 2, 1, 1, "c"), (1, 0, 1, 1, "d")]),
        id="short-row",
    ),
    pytest.param(
        tbl(tr(tc("a"), tc("b"), tc("c")), columns=1),
        (1, 3, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (0, 2, 1, 1, "c")]),
        id="tblGrid-too-small",
    ),
    pytest.param(
        tbl(
            tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("b")),
            tr(tc("c"), tc("d"), tc("e")),
            columns=3,
        ),
        (2, 3, [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d"), (1, 2, 1, 1, "e")]),
        id="hMerge",
    ),
    pytest.param(
        tbl(
            tr(tc("a"), tc("b")),
            tr(tc("gone"), tc("gone"), properties='<w:del w:id="1" w:author="x"/>'),
            tr(tc("c"), tc("d"), properties='<w:ins w:id="2" w:author="x"/>'),
        ),
        (2, 2, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")]),
        id="rows-deleted-and-inserted",
    ),
    pytest.param(
        tbl(
            f"<w:sdt><w:sdtContent>{tr(tc('a'), '<w:sdt><w:sdtContent>' + tc('b') + '</w:sdtContent></w:sdt>')}"
            "</w:sdtContent></w:sdt>",
            f'<w:customXml w:element="row">{tr(tc("c"), tc("d"))}</w:customXml>',
        ),
        (2, 2, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")]),
        id="content-controls-around-rows-and-cells",
    ),
    pytest.param(
        tbl(tr(tc("a", '<w:gridSpan w:val="many"/>'), tc("b", '<w:gridSpan w:val="-3"/>'))),
        (1, 2, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
        id="span-no-number",
    ),
]


@pytest.mark.parametrize(("body", "expected"), GRIDS)
def test_grid(tmp_path: Path, body: str, expected: tuple[int, int, list[tuple[int, int, int, int, str]]]) -> None:
    (table,) = read_bytes(tmp_path, docx(body)).tables
    assert (table.rows, table.columns, grid(table)) == expected


# --- text of one cell as Word shows it


def field(result: str, instruction: str = " PAGE ") -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


BOX = "<w:txbxContent>" + p("框内") + "</w:txbxContent>"
DRAWN = f"<w:drawing><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></w:drawing>"
OLD_DRAWN = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH_DRAWN = (
    f"<mc:AlternateContent><mc:Choice>{DRAWN}</mc:Choice><mc:Fallback>{OLD_DRAWN}</mc:Fallback></mc:AlternateContent>"
)
PROMPT = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>"

TEXTS = [
    pytest.param(p(r("扣0.") + r("5分")), "扣0.5分", id="runs"),
    pytest.param(p("一") + p() + p("二"), "一\n二", id="paragraphs"),
    pytest.param(p("⼯会⻘年①"), "工会青年①", id="radicals-copied-from-a-pdf"),
    pytest.param(
        p(r("每10m") + r("2", '<w:vertAlign w:val="superscript"/>') + r("扣1分")), "每10m²扣1分", id="superscript"
    ),
    pytest.param(p(r("CO") + r("2", '<w:vertAlign w:val="subscript"/>') + r("超标")), "CO2超标", id="subscript"),
    pytest.param(
        p("<w:r>" + t("一") + "<w:br/>" + t("二") + "<w:cr/>" + t("三") + "</w:r>"), "一\n二\n三", id="breaks"
    ),
    pytest.param(p("<w:r>" + t("1.") + "<w:tab/>" + t("甲") + "</w:r>"), "1. 甲", id="tab"),
    pytest.param(p("<w:r><w:t> 甲 </w:t></w:r>" + r("乙 ") + r("丙")), "甲乙 丙", id="space-kept-only-when-preserved"),
    pytest.param(
        p("<w:r>" + t("0.2") + "<w:noBreakHyphen/>" + t("0.6") + "<w:softHyphen/>" + t("分") + "</w:r>"),
        "0.2-0.6分",
        id="hyphens",
    ),
    pytest.param(
        p(f'<w:ins w:id="1">{r("新")}</w:ins><w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del>'),
        "新",
        id="tracked",
    ),
    pytest.param(
        p(f'<w:moveFrom w:id="1">{r("旧处")}</w:moveFrom><w:moveTo w:id="2">{r("新处")}</w:moveTo>'), "新处", id="moved"
    ),
    pytest.param(p("前", '<w:rPr><w:del w:id="1"/></w:rPr>') + p("后"), "前后", id="paragraph-end-deleted"),
    pytest.param(p("只", '<w:rPr><w:del w:id="1"/></w:rPr>'), "只", id="last-paragraph-end-deleted"),
    pytest.param(p(f'<w:hyperlink w:anchor="x">{r("办法")}</w:hyperlink>'), "办法", id="hyperlink"),
    pytest.param(p(f'<w:smartTag w:element="d">{r("2020年")}</w:smartTag>'), "2020年", id="smart-tag"),
    pytest.param(p(f'<w:fldSimple w:instr="PAGE">{r("3")}</w:fldSimple>'), "3", id="simple-field"),
    pytest.param(p(r("共") + field("5") + r("页")), "共5页", id="field"),
    pytest.param(
        p(field("外", " IF ").replace("<w:instrText> IF ", field("内") + "<w:instrText>")),
        "外",
        id="field-in-an-instruction",
    ),
    pytest.param(p('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("甲")), "甲", id="field-end-alone"),
    pytest.param(
        p("<w:r>" + t("甲") + '<w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r>'),
        "甲",
        id="notes-out",
    ),
    pytest.param(p(r("显") + r("隐", "<w:vanish/>") + r("现", '<w:vanish w:val="0"/>')), "显现", id="hidden"),
    pytest.param(p(r("显") + r("隐", '<w:rStyle w:val="H"/>')), "显", id="hidden-by-style"),
    pytest.param(p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/>' + t("90%") + "</w:r>"), "≥90%", id="symbol"),
    pytest.param(p('<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>'), "①", id="circled-symbol"),
    pytest.param(
        p('<w:r><w:sym w:font="Odd" w:char="4E2D"/><w:sym w:font="Odd" w:char="zz"/></w:r>'), "中", id="symbol-unknown"
    ),
    pytest.param(p("<m:oMath><m:r><m:t>处理率×15</m:t></m:r></m:oMath>" + r("分")), "处理率×15分", id="formula"),
    pytest.param(
        p("<w:r><w:ruby><w:rt>" + r("pin") + "</w:rt><w:rubyBase>" + r("拼") + "</w:rubyBase></w:ruby></w:r>"),
        "拼",
        id="phonetic-guide",
    ),
    pytest.param(p(f"<w:sdt><w:sdtContent>{r('控')}</w:sdtContent></w:sdt>"), "控", id="content-control"),
    pytest.param(p(PROMPT + r("甲")), "甲", id="prompt-out"),
    pytest.param(p(r("外") + f"<w:r>{BOTH_DRAWN}</w:r>"), "外\n框内", id="text-box-once"),
    pytest.param(
        p("甲") + tbl(tr(tc("1"), tc("2")), tr(tc(p("3") + p("4")), tc("5"))) + p("乙"),
        "甲\n1 2\n3 4 5\n乙",
        id="nested-table",
    ),
    pytest.param("<w:sdt><w:sdtContent>" + p("块") + "</w:sdtContent></w:sdt>", "块", id="block-content-control"),
    pytest.param(p("A&amp;B ２０２０年 ①㎡"), "A&B ２０２０年 ①㎡", id="characters-as-they-are"),
]


@pytest.mark.parametrize(("content", "expected"), TEXTS)
def test_cell_text(tmp_path: Path, content: str, expected: str) -> None:
    styles = '<w:style w:type="character" w:styleId="B"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:type="character" w:styleId="H"><w:basedOn w:val="B"/></w:style>'
    (table,) = read_bytes(tmp_path, docx(tbl(tr(tc(content), tc("邻"))), styles)).tables
    assert [cell.text for cell in table.cells] == [expected, "邻"]


def test_a_deleted_cell_keeps_its_place_and_loses_its_text(tmp_path: Path) -> None:
    (table,) = read_bytes(tmp_path, docx(tbl(tr(tc("旧", '<w:cellDel w:id="1"/>'), tc("b"))))).tables
    assert grid(table) == [(0, 0, 1, 1, ""), (0, 1, 1, 1, "b")]


# --- the body


def test_paragraphs_tables_and_their_anchors_in_order(tmp_path: Path) -> None:
    body = (
        p("青岚职业技术学院2021年度任务表")
        + p()
        + tbl(tr(tc("a", span=2)), tr(tc("b"), tc("c")))
        + p("备注")
        + tbl(tr(tc("d"), tc("e")))
    )
    title, first, note, second = read_bytes(tmp_path, docx(body)).blocks
    assert (title.kind, title.anchor) == ("paragraph", WordAnchor(paragraph=1))
    assert (note.kind, note.anchor) == ("paragraph", WordAnchor(paragraph=3))
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert [cell.anchor for cell in first.cells] == [
        WordAnchor(table=1, row=1, column=1),
        WordAnchor(table=1, row=2, column=1),
        WordAnchor(table=1, row=2, column=2),
    ]
    assert second.cells[1].anchor == WordAnchor(table=2, row=1, column=2)


def test_a_title_in_a_text_box_is_a_paragraph(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, docx(p("首段") + p(f"<w:r>{DRAWN}</w:r>") + p("末段")))
    assert [(block.text, block.anchor.paragraph) for block in document.blocks] == [
        ("首段", 1),
        ("框内", 2),
        ("末段", 3),
    ]


def test_a_table_in_a_layout_table_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = tbl(tr(tc("类别"), tc("项目")), tr(tc("a"), tc("b")))
    document = read_bytes(tmp_path, docx(tbl(tr(tc(p("标题") + inner + p("脚注"))), columns=1)))
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    assert grid(document.tables[0])[2:] == [(1, 0, 1, 1, "a"), (1, 1, 1, 1, "b")]


def test_text_that_a_merge_hides_is_reported(tmp_path: Path) -> None:
    body = tbl(tr(tc("上", merge="restart"), tc("a")), tr(tc("被盖住的字", merge="continue"), tc("b")))
    document = read_bytes(tmp_path, docx(body))
    (anomaly,) = document.anomalies
    assert anomaly.code == "text-hidden"
    assert "被盖住的字" in anomaly.message
    assert "row 1, column 1" in anomaly.message
    assert document.tables[0].cells[0].text == "上"


LEFT_OUT = [
    pytest.param(r("迟到扣1分") + r("迟到扣2分", "<w:vanish/>"), [("text-invisible", "迟到扣2分")], id="hidden"),
    pytest.param(
        r("迟到扣1分") + r("扣2", "<w:strike/>") + r("分", "<w:dstrike/>"), [("text-struck", "扣2分")], id="struck"
    ),
    pytest.param(r("扣2分", "<w:strike/><w:vanish/>"), [("text-struck", "扣2分")], id="both"),
    pytest.param(r("扣2分") + r(" ", "<w:vanish/>") + r("。", "<w:strike/>"), [], id="nothing-that-says-anything"),
    pytest.param(r("扣2分", '<w:vanish w:val="0"/><w:strike w:val="false"/>'), [], id="switched-off"),
]


@pytest.mark.parametrize(("runs", "said"), LEFT_OUT)
@pytest.mark.parametrize("in_cell", [True, False])
def test_text_that_is_hidden_or_struck_out_is_told(
    tmp_path: Path, runs: str, said: list[tuple[str, str]], in_cell: bool
) -> None:
    body = tbl(tr(tc("甲"), tc(p(runs)))) if in_cell else p("甲") + p(runs)
    anomalies = read_bytes(tmp_path, docx(body)).anomalies
    assert [(anomaly.code, anomaly.evidence[0].places[0].text) for anomaly in anomalies] == said
    where = "table 1, row 1, column 2" if in_cell else "paragraph 2"
    assert all(where in anomaly.message for anomaly in anomalies)


@pytest.mark.parametrize("below", ["", "上"])
def test_a_merge_that_hides_nothing_gives_no_anomaly(tmp_path: Path, below: str) -> None:
    body = tbl(tr(tc("上", merge="restart"), tc("a")), tr(tc(below, merge="continue"), tc("b")))
    assert read_bytes(tmp_path, docx(body)).anomalies == ()


# --- list numbers


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "paragraph"] + [
        cell.text for table in document.tables for cell in table.cells
    ]


def numbered(tmp_path: Path, body: str, numbering: str, styles: str = "") -> list[str]:
    return texts(read_bytes(tmp_path, docx(body, styles, numbering)))


FORMS = [
    ("decimal", "%1.", 3, "3. 甲"),
    ("decimal", "（%1）", 12, "（12） 甲"),
    ("decimal", "第%1条", 2, "第2条 甲"),
    ("decimalZero", "%1", 4, "04 甲"),
    ("decimalFullWidth", "%1、", 10, "１０、 甲"),
    ("chineseCounting", "%1、", 1, "一、 甲"),
    ("chineseCounting", "%1、", 10, "十、 甲"),
    ("chineseCounting", "%1、", 21, "二十一、 甲"),
    ("chineseCountingThousand", "（%1）", 30, "（三十） 甲"),
    ("chineseCountingThousand", "%1", 105, "一百零五 甲"),
    ("chineseCountingThousand", "%1", 1010, "一千零一十 甲"),
    ("japaneseCounting", "第%1条", 11, "第十一条 甲"),
    ("chineseLegalSimplified", "%1、", 12, "壹拾贰、 甲"),
    ("ideographDigital", "%1", 20, "二〇 甲"),
    ("ideographTraditional", "%1.", 3, "丙. 甲"),
    ("ideographZodiac", "%1.", 12, "亥. 甲"),
    ("decimalEnclosedCircle", "%1", 2, "② 甲"),
    ("decimalEnclosedCircleChinese", "%1", 20, "⑳ 甲"),
    ("decimalEnclosedCircle", "%1", 21, "21 甲"),
    ("decimalEnclosedParen", "%1", 3, "⑶ 甲"),
    ("lowerLetter", "%1)", 2, "b) 甲"),
    ("upperLetter", "%1.", 28, "BB. 甲"),
    ("lowerRoman", "%1.", 14, "xiv. 甲"),
    ("upperRoman", "%1.", 9, "IX. 甲"),
    ("bullet", "", 2, "甲"),
    ("none", "附：", 2, "附： 甲"),
    ("neverHeardOf", "%1.", 7, "7. 甲"),
]


@pytest.mark.parametrize(("form", "pattern", "count", "expected"), FORMS)
def test_number_formats(tmp_path: Path, form: str, pattern: str, count: int, expected: str) -> None:
    start = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{count}"/></w:lvlOverride>'
    assert numbered(tmp_path, item("甲", 1), abstract(0, (form, pattern)) + num(1, 0, start)) == [expected]


ONE_LEVEL = abstract(0, ("decimal", "%1."))
THREE_LEVELS = abstract(0, ("chineseCounting", "%1、"), ("decimal", "%1.%2"), ("decimal", "(%3)"))
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
)
DELETED_ITEM = p(
    '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>',
    '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="2"/></w:rPr>',
)
LISTS = [
    pytest.param(
        tbl(tr(tc(item("甲", 1) + item("乙", 1)), tc(item("丙", 2) + item("丁", 2)))),
        ONE_LEVEL + abstract(1, ("decimal", "%1.")) + num(1, 0) + num(2, 1),
        ["1. 甲\n2. 乙", "1. 丙\n2. 丁"],
        id="a-list-of-its-own-restarts-in-its-cell",
    ),
    pytest.param(
        tbl(tr(tc(item("甲", 1) + item("乙", 1)), tc(item("丙", 1)))),
        ONE_LEVEL + num(1, 0),
        ["1. 甲\n2. 乙", "3. 丙"],
        id="one-list-goes-on-over-cells",
    ),
    pytest.param(
        item("甲", 1) + item("乙", 2) + item("丙", 1),
        ONE_LEVEL + num(1, 0) + num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
        ["1. 甲", "5. 乙", "6. 丙"],
        id="start-override-restarts-the-shared-counter-once",
    ),
    pytest.param(
        item("甲", 1) + item("乙", 2) + item("丙", 2),
        ONE_LEVEL + num(1, 0) + num(2, 0),
        ["1. 甲", "2. 乙", "3. 丙"],
        id="lists-of-one-abstract-list-share-their-counter",
    ),
    pytest.param(
        item("甲", 1) + item("乙", 1, 1) + item("丙", 1, 1) + item("丁", 1) + item("戊", 1, 1) + item("己", 1, 2),
        THREE_LEVELS + num(1, 0),
        ["一、 甲", "一.1 乙", "一.2 丙", "二、 丁", "二.1 戊", "(1) 己"],
        id="levels-restart-after-higher-ones",
    ),
    pytest.param(
        item("甲", 1) + item("乙", 1, 1) + item("丙", 1) + item("丁", 1, 1),
        abstract(0, ("decimal", "%1."), ("decimal", "%2)"), extra='<w:lvlRestart w:val="0"/>') + num(1, 0),
        ["1. 甲", "1) 乙", "2. 丙", "2) 丁"],
        id="a-level-that-never-restarts",
    ),
    pytest.param(
        item("甲", 1) + item("乙", 1, 1),
        abstract(0, ("chineseCounting", "%1、"), ("decimal", "%1.%2"), extra="<w:isLgl/>") + num(1, 0),
        ["1、 甲", "1.1 乙"],
        id="legal-numbers",
    ),
    pytest.param(
        item("甲", 1),
        abstract(0, ("decimal", "%1、"), extra='<w:suff w:val="nothing"/>') + num(1, 0),
        ["1、甲"],
        id="nothing-follows-the-number",
    ),
    pytest.param(
        item("24小时内到场", 1) + item("甲", 1),
        abstract(0, ("decimal", "%1."), extra='<w:suff w:val="nothing"/>') + num(1, 0),
        ["1. 24小时内到场", "2.甲"],
        id="nothing-follows-the-number-but-a-number",
    ),
    pytest.param(
        p("甲", '<w:pStyle w:val="Own"/>') + p("乙", '<w:pStyle w:val="Own"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        ONE_LEVEL + num(1, 0),
        ["1. 甲", "乙"],
        id="by-style-and-taken-out-again",
    ),
    pytest.param(
        tbl(tr(tc(item("", 1)), tc("甲")), tr(tc(item("", 1)), tc("乙"))),
        ONE_LEVEL + num(1, 0),
        ["1.", "甲", "2.", "乙"],
        id="a-column-of-numbers-alone",
    ),
    pytest.param(
        item("甲", 1) + DELETED_ITEM + item("乙", 1),
        ONE_LEVEL + num(1, 0),
        ["1. 甲", "2. 乙"],
        id="a-deleted-item-is-not-counted",
    ),
    pytest.param(item("甲", 9), ONE_LEVEL + num(1, 0), ["甲"], id="no-such-list"),
    pytest.param(item("甲", 1, 7), ONE_LEVEL + num(1, 0), ["甲"], id="no-such-level"),
]


@pytest.mark.parametrize(("body", "numbering", "expected"), LISTS)
def test_lists(tmp_path: Path, body: str, numbering: str, expected: list[str]) -> None:
    assert numbered(tmp_path, body, numbering, STYLES) == expected


def test_a_list_behind_a_numbering_style(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = abstract(0, ("decimal", "%1)")) + linked + num(1, 1) + num(2, 0)
    assert numbered(tmp_path, item("甲", 1) + item("乙", 2), numbering, styles) == ["1) 甲", "2) 乙"]


# --- as python-docx writes it


def test_a_file_written_by_python_docx(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_heading("白桦镇2022年度考核表", 1)
    table = document.add_table(rows=3, cols=3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"格{number}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "合并"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "纵向"
    document.add_paragraph("逐条", style="List Number")
    document.save(str(tmp_path / "made.docx"))
    title, made, listed = read_document(tmp_path / "made.docx").blocks
    assert title.text == "白桦镇2022年度考核表"
    assert listed.text == "1. 逐条"
    assert grid(made) == [
        (0, 0, 1, 1, "格0"),
        (0, 1, 1, 2, "合并"),
        (1, 0, 2, 1, "纵向"),
        (1, 1, 1, 1, "格4"),
        (1, 2, 1, 1, "格5"),
        (2, 1, 1, 1, "格7"),
        (2, 2, 1, 1, "格8"),
    ]


Rectangle = tuple[int, int, int, int]


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[int, int, list[Rectangle]]:
    """A grid cut into rectangles (row, column, height, width) that cover it."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    found: list[Rectangle] = []
    for row in range(rows):
        for column in range(columns):
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


CELL_TEXT = st.text(alphabet="青岚扣分0.25，；（）<>&|* ", max_size=8).map(lambda text: " ".join(text.split()))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(merged_grids(), st.data())
def test_any_merged_grid_comes_back(
    tmp_path: Path, shape: tuple[int, int, list[Rectangle]], data: st.DataObject
) -> None:
    rows, columns, rectangles = shape
    made = [(*rectangle, data.draw(CELL_TEXT)) for rectangle in rectangles]
    body = ""
    for number in range(rows):
        cells = ""
        for row, _, height, width, text in sorted(made, key=lambda cell: cell[1]):
            if row <= number < row + height:
                merge = None if height == 1 else "restart" if row == number else "continue"
                escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                cells += tc(p(r(escaped)) if row == number else "", span=width, merge=merge)
        body += tr(cells)
    document = read_bytes(tmp_path, docx(tbl(body, columns=columns)))
    (table,) = document.tables
    assert (table.rows, table.columns, grid(table)) == (rows, columns, made)


# --- size


def test_ten_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    row = tr(*(tc(f"扣0.{number}分") for number in range(1, 8)))
    data = docx(tbl(*[row] * 10_000, columns=7))
    started = time.perf_counter()
    (table,) = read_bytes(tmp_path, data).tables
    assert time.perf_counter() - started < 20  # 2 s on an idle core; quadratic reading takes many minutes
    assert len(table.cells) == 70_000


# --- other packages of the same document


def test_strict_documents_are_read(tmp_path: Path) -> None:
    parts = members(tbl(tr(tc("甲", span=2)), tr(tc("乙"), tc(item("丙", 1)))), numbering=ONE_LEVEL + num(1, 0))
    strict = {
        name: data.replace(W, STRICT_W).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, data in parts.items()
        if isinstance(data, str)
    }
    assert texts(read_bytes(tmp_path, package(strict))) == ["甲", "乙", "1. 丙"]


def test_a_main_part_of_another_name_is_found(tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, package(members(p("甲"), main="word/document2.xml")))) == ["甲"]


def test_links_to_parts_that_are_missing_do_no_harm(tmp_path: Path) -> None:
    parts = members(p("甲"), styles=STYLES)
    parts["word/_rels/document.xml.rels"] = str(parts["word/_rels/document.xml.rels"]).replace("styles.xml", "NULL")
    assert texts(read_bytes(tmp_path, package(parts))) == ["甲"]


def test_without_any_relationships_the_usual_names_are_tried(tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, package({"word/document.xml": document_xml(p("甲"))}))) == ["甲"]


# --- what cannot be read


def lying_bomb() -> bytes:
    """A member whose directory entry claims a hundredth of what it unpacks to."""
    data = bytearray(package({"word/document.xml": b"<a>" + b" " * 40_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.infolist()[0].file_size
    assert data.count(struct.pack("<L", size)) == 2
    return bytes(data).replace(struct.pack("<L", size), struct.pack("<L", size // 100))


LAUGHS = (
    '<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504

UNREADABLE = [
    pytest.param(b"PK\x03\x04 cut off", "not a whole zip", id="zip-cut-off"),
    pytest.param("并非压缩包".encode(), "not a whole zip", id="no-zip"),
    pytest.param(docx(p("甲"))[:-200], "not a whole zip", id="truncated"),
    pytest.param(package({"a.txt": "x"}), "no Word document", id="another-zip"),
    pytest.param(package({"word/document.xml": "<w:document"}), "XML is broken", id="broken-xml"),
    pytest.param(package({"word/document.xml": f'<w:styles xmlns:w="{W}"/>'}), "no document body", id="another-root"),
    pytest.param(package({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}), "no document body", id="no-body"),
    pytest.param(
        package({"word/document.xml": LAUGHS + document_xml(p("<w:r><w:t>&c;</w:t></w:r>")).split("?>")[1]}),
        "document type",
        id="entities",
    ),
    pytest.param(
        package(
            {
                "word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                + document_xml(p("<w:r><w:t>&e;</w:t></w:r>")).split("?>")[1]
            }
        ),
        "document type",
        id="outside-entity",
    ),
    pytest.param(package({"word/document.xml": b" " * (64 << 20)}), "packed more densely", id="bomb-by-ratio"),
    pytest.param(lying_bomb(), "damaged|unpack", id="bomb-that-lies"),
    pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "password", id="password"),
    pytest.param(OLE + "WordDocument".encode("utf-16-le"), r"old binary Word file \(\.doc\)", id="old-doc-renamed"),
]


@pytest.mark.parametrize(("data", "problem"), UNREADABLE)
def test_unreadable(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(UnreadableFile, match=problem) as caught:
        read_bytes(tmp_path, data)
    assert caught.value.path == "sheet.docx"
    assert caught.value.problem_zh
    assert caught.value.remedy
    assert caught.value.remedy_zh


def test_many_members_add_up_to_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.word.package.MAX_TOTAL_BYTES", 3_000_000)
    parts = members(p("甲"))
    for number in range(4):
        parts[f"word/media/{number}.bin"] = random.Random(number).randbytes(1_000_000)
    with pytest.raises(UnreadableFile, match="would unpack to"):
        read_bytes(tmp_path, package(parts))


def test_a_table_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.word.reader.MAX_AREA", 300)
    with pytest.raises(UnreadableFile, match="table 1 has more than 300 places"):
        read_bytes(tmp_path, docx(tbl(tr(tc("a", span=200)), tr(tc("b", span=200)))))


def test_deep_nesting_is_read_or_refused(tmp_path: Path) -> None:
    body = p("底")
    for _ in range(60):
        body = tbl(tr(tc(body), tc("邻")))
    assert read_bytes(tmp_path, docx(body)).tables[0].cells[0].text.startswith("底")
    for _ in range(400):
        body = tbl(tr(tc(body + p())))
    with pytest.raises(UnreadableFile, match="XML is broken"):
        read_bytes(tmp_path, docx(body))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_document_or_unreadable(tmp_path: Path, data: bytes) -> None:
    try:
        read_bytes(tmp_path, data)
    except UnreadableFile:
        return


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=5), st.booleans())
def test_damaged_bytes_are_a_document_or_unreadable(
    tmp_path: Path, changes: list[tuple[int, int]], inside: bool
) -> None:
    """Damage to the zip itself, or to the XML before it is packed."""
    xml = document_xml(p("甲") + tbl(tr(tc("a", span=2), tc("b", merge="restart")), tr(tc(item("c", 1))))).encode()
    data = bytearray(xml if inside else package({"word/document.xml": xml}))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        read_bytes(tmp_path, package({"word/document.xml": bytes(data)}) if inside else bytes(data))
    except UnreadableFile:
        return


def test_a_text_box_beside_a_title_is_told_apart_from_it(tmp_path: Path) -> None:
    """Box and title have the place of one paragraph; the proof that nothing is lost counts both."""
    boxes = "<w:txbxContent>" + p("附件3") + p("内部资料,注意保存") + "</w:txbxContent>"
    title = (
        r("青禾医院护理部2023年度考核表")
        + f"<w:r><w:pict><v:shape><v:textbox>{boxes}</v:textbox></v:shape></w:pict></w:r>"
    )
    sheet = tbl(
        tr(tc("考核项目"), tc("考核内容"), tc("评分标准")), tr(tc("护理(5分)"), tc("1.巡视。"), tc("1.每少1次扣1分。"))
    )
    book = build_rulebook((read_bytes(tmp_path, docx(p(title) + sheet)),))
    assert book.sheets[0].department == "青禾医院护理部"
    assert book.conservation.accounted == book.conservation.characters
    assert not book.anomalies


def test_two_tables_side_by_side_in_a_frame_are_two_tables(tmp_path: Path) -> None:
    left = tbl(tr(tc("项目"), tc("标准")), tr(tc("巡视"), tc("扣1分")))
    right = tbl(tr(tc("项目"), tc("标准")), tr(tc("查对"), tc("扣2分")))
    frame = tbl(tr(tc(p("") + left + p("")), tc(right + p(""))), tr(tc(p()), tc(p())))
    tables = read_bytes(tmp_path, docx(frame)).tables
    assert [[cell.text for cell in table.cells] for table in tables] == [
        ["项目", "标准", "巡视", "扣1分"],
        ["项目", "标准", "查对", "扣2分"],
    ]


def test_a_table_beside_text_stays_in_its_cell(tmp_path: Path) -> None:
    inner = tbl(tr(tc("一档"), tc("扣1分")), tr(tc("二档"), tc("扣2分")))
    (table,) = read_bytes(tmp_path, docx(tbl(tr(tc("巡视"), tc(inner + p("")))))).tables
    assert [cell.text for cell in table.cells] == ["巡视", "一档 扣1分\n二档 扣2分"]


# --- page headers

SHEET = "".join(tr(*(tc(text) for text in row)) for row in (
    ("项目", "考核内容", "评分标准", "考核部门"),
    ("巡查", "按时巡查。", "漏查一次扣1分。", "保卫处"),
    ("值守", "按时到岗。", "脱岗一次扣2分。", "保卫处"),
))  # fmt: skip


def headed(tmp_path: Path, body: str, *headers: str) -> Document:
    """A document whose sections have these page headers (XML)."""
    found = members(body + tbl(SHEET, columns=4))
    relations = "word/_rels/document.xml.rels"
    links = ""
    for n, xml in enumerate(headers):
        links += f'<Relationship Id="h{n}" Type="{OFFICE}/header" Target="header{n}.xml"/>'
        found[f"word/header{n}.xml"] = f"<w:hdr {NAMESPACES}>{xml}</w:hdr>" if xml.startswith("<w:") else xml
    found[relations] = str(found[relations]).replace("</Relationships>", links + "</Relationships>")
    return read_bytes(tmp_path, package(found))


def test_a_title_in_the_page_header_alone(tmp_path: Path) -> None:
    document = headed(tmp_path, p("填表日期:3月"), p("青竹小学") + p("保卫处2022年度目标考核表"), p("第 1 页"))
    assert [(line.text, line.anchor) for line in document.page_headers] == [
        ("青竹小学", WordAnchor()),
        ("保卫处2022年度目标考核表", WordAnchor()),
        ("第 1 页", WordAnchor()),
    ]
    book = build_rulebook([document])
    (sheet,) = book.sheets
    assert (sheet.department, sheet.year, sheet.title) == ("保卫处", 2022, "保卫处2022年度目标考核表")
    assert [place.text for e in sheet.evidence for place in e.places] == ["保卫处2022年度目标考核表"]
    assert book.anomalies == ()


def test_the_page_header_says_what_the_title_lacks(tmp_path: Path) -> None:
    (sheet,) = build_rulebook([headed(tmp_path, p("目标考核表"), p("保卫处2022年度考核表"))]).sheets
    assert (sheet.department, sheet.year, sheet.title) == ("保卫处", 2022, "目标考核表")


def test_the_title_of_the_body_goes_before_the_page_header(tmp_path: Path) -> None:
    (sheet,) = build_rulebook([headed(tmp_path, p("教务处2021年度目标考核表"), p("保卫处2022年度考核表"))]).sheets
    assert (sheet.department, sheet.year) == ("教务处", 2021)
    assert len(sheet.evidence) == 1


def test_several_titles_in_page_headers_tell_nothing(tmp_path: Path) -> None:
    book = build_rulebook([headed(tmp_path, "", p("保卫处2022年度考核表"), p("教务处2022年度考核表"))])
    assert book.sheets[0].department is None
    assert [anomaly.code for anomaly in book.anomalies] == ["missing-title"]


@pytest.mark.parametrize("xml", ["", "<broken", "<!DOCTYPE x><hdr/>", "<other/>"])
def test_a_page_header_that_is_broken_is_left_out(tmp_path: Path, xml: str) -> None:
    document = headed(tmp_path, p("保卫处2022年度考核表"), xml)
    assert document.page_headers == ()
    assert len(document.tables) == 1
