"""PDFs written by the tests, read back: tables, paragraphs, anchors, and what can't be read."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_builder import Canvas, build

from extract import UnreadableFile, read_document
from extract.pdf.nested import endless_pages
from extract.pdf.reader import iter_pages, survey
from normalize import build_rulebook
from review.pictures import NoPicture, render
from schemas import Document, Paragraph, Table

XS, YS = [50.0, 130.0, 300.0, 500.0], [80.0, 110.0, 180.0, 250.0]
TITLE, NOTE = "青岚职业技术学院2021年度绩效目标量化考核任务表", "注:以上考核以支部为单位进行。"
CELLS = {
    (0, 0): ["类别"],
    (0, 1): ["主要任务"],
    (0, 2): ["考核评价标准"],
    (1, 0): ["保证目标", "(40分)"],
    (1, 1): ["1. 按时报送材料。"],
    (1, 2): ["1. 迟报一次扣0.25分。", "2. 缺一次扣0.5分。"],
    (2, 1): ["2. 做好网站更新。"],
    (2, 2): ["1. 每差一条扣0.01分。"],
}


def sheet(ruled: bool = True) -> Canvas:
    """A title, a table whose first column is merged over two rows, and a note."""
    canvas = Canvas()
    canvas.text(150, 50, TITLE)
    canvas.text(50, 300, NOTE)
    for (row, column), lines in CELLS.items():
        canvas.lines(XS[column] + 5, YS[row] + 15, *lines)
    if ruled:
        for x in XS:
            canvas.line(x, YS[0], x, YS[-1])
        for y in YS:
            canvas.line(XS[1] if y == YS[2] else XS[0], y, XS[-1], y)
    return canvas


def save(folder: Path, *pages: Canvas, password: str | None = None) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(build(*pages, password=password))
    return path


def load(folder: Path, *pages: Canvas, password: str | None = None) -> Document:
    return read_document(save(folder, *pages, password=password))


def grid_of(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


SHEET = [
    (0, 0, 1, 1, "类别"),
    (0, 1, 1, 1, "主要任务"),
    (0, 2, 1, 1, "考核评价标准"),
    (1, 0, 2, 1, "保证目标\n(40分)"),
    (1, 1, 1, 1, "1. 按时报送材料。"),
    (1, 2, 1, 1, "1. 迟报一次扣0.25分。\n2. 缺一次扣0.5分。"),
    (2, 1, 1, 1, "2. 做好网站更新。"),
    (2, 2, 1, 1, "1. 每差一条扣0.01分。"),
]


def assert_sheet(document: Document) -> None:
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    title, table, note = document.blocks
    assert isinstance(table, Table)
    assert (title.text, note.text) == (TITLE, NOTE)
    assert grid_of(table) == SHEET
    assert document.anomalies == ()


# --- a sheet


def test_a_sheet_with_its_places(tmp_path: Path) -> None:
    document = load(tmp_path, sheet())
    assert_sheet(document)
    (page,) = document.pages
    assert (page.number, page.width, page.height) == (1, 600, 400)
    (table,) = document.tables
    assert (table.page, table.edges) == (1, tuple(XS))
    assert table.cells[3].anchor.bbox == (50, 110, 130, 250)
    title = document.blocks[0]
    # the type is 10 points: ideographs and 4 digits of half their width, from 8.8 above the baseline to 1.2 below
    assert title.anchor.bbox == pytest.approx((150, 41.2, 150 + 10 * (len(TITLE) - 4) + 5 * 4, 51.2), abs=0.5)


def test_same_in_same_out(tmp_path: Path) -> None:
    path = save(tmp_path, sheet(), sheet())
    assert read_document(path).model_dump_json() == read_document(path).model_dump_json()


# --- ways to draw ruling lines


def _bars(canvas: Canvas) -> None:
    for x in XS:
        canvas.box(x - 0.4, YS[0], x + 0.4, YS[-1], "f")
    for y in YS:
        canvas.box(XS[1] if y == YS[2] else XS[0], y - 0.4, XS[-1], y + 0.4, "f")


def _outlines(canvas: Canvas) -> None:
    """Each cell's own outline, filled with its background."""
    for row, column, high, wide, _ in SHEET:
        canvas.raw("0.9 1 0.9 rg")
        canvas.box(XS[column], YS[row], XS[column + wide], YS[row + high], "B")
    canvas.raw("0 g")
    for (row, column), lines in CELLS.items():
        canvas.lines(XS[column] + 5, YS[row] + 15, *lines)


def _dash_pattern(canvas: Canvas) -> None:
    canvas.raw("[3 2] 0 d")
    _strokes(canvas)


def _strokes(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[1] if y == YS[2] else XS[0], y, XS[-1], y)


def _one_path(canvas: Canvas) -> None:
    parts = [f"{x} {400 - YS[0]} m {x} {400 - YS[-1]} l" for x in XS]
    parts += [f"{XS[1] if y == YS[2] else XS[0]} {400 - y} m {XS[-1]} {400 - y} l" for y in YS]
    canvas.raw(" ".join(parts) + " 0.5 w S")


def _one_filled_path(canvas: Canvas) -> None:
    parts = [f"{x - 0.3} {400 - YS[-1]} 0.6 {YS[-1] - YS[0]} re" for x in XS]
    parts += [f"{XS[1] if y == YS[2] else XS[0]} {400 - y - 0.3} {XS[-1] - XS[0]} 0.6 re" for y in YS[:2] + YS[3:]]
    parts += [f"{XS[1]} {400 - YS[2] - 0.3} {XS[-1] - XS[1]} 0.6 re"]
    canvas.raw(" ".join(parts) + " f")


def _frames(canvas: Canvas) -> None:
    """Each cell's border filled as the room between two rectangles."""
    for row, column, high, wide, _ in SHEET:
        x, y = XS[column], 400 - YS[row + high]
        width, height = XS[column + wide] - x, YS[row + high] - YS[row]
        canvas.raw(f"{x} {y} {width} {height} re {x + 1} {y + 1} {width - 2} {height - 2} re f*")


def _frames_from_within(canvas: Canvas) -> None:
    """The same with the inner rectangle first, and a gap between the cells, as a browser parts them."""
    for row, column, high, wide, _ in SHEET:
        x, y = XS[column] + 1.2, 400 - YS[row + high] + 1.2
        width, height = XS[column + wide] - x - 1.2, YS[row + high] - YS[row] - 2.4
        canvas.raw(f"{x + 0.7} {y + 0.7} {width - 1.4} {height - 1.4} re {x} {y} {width} {height} re f*")


def _double(canvas: Canvas) -> None:
    for away in (-1.2, 1.2):
        for x in XS:
            canvas.line(x + away, YS[0], x + away, YS[-1])
        for y in YS:
            canvas.line(XS[1] if y == YS[2] else XS[0], y + away, XS[-1], y + away)


def _in_a_form(canvas: Canvas) -> None:
    """Drawn at half the size in a form within a form, each with a matrix of its own."""
    inner, outer = Canvas(matrix=(1, 0, 0, 1, 10, 20)), Canvas(matrix=(0.5, 0, 0, 0.5, 0, 0))
    for x in XS:
        inner.line(x, YS[0], x, YS[-1])
    for y in YS:
        inner.line(XS[1] if y == YS[2] else XS[0], y, XS[-1], y)
    outer.form(inner, 2, 0, 0, 2, 0, 0)
    canvas.form(outer, 1, 0, 0, 1, -10, -20)


def _with_white_lines(canvas: Canvas) -> None:
    _strokes(canvas)
    canvas.raw("1 G 1 g")
    canvas.line(60, 130, 490, 130)
    canvas.box(200, 80, 201, 250, "f")
    canvas.raw("0 G 0 g")


def _white_on_dark(canvas: Canvas) -> None:
    """A dark header with white lines between its cells, as a theme's table has it."""
    canvas.raw("0.1 0.2 0.4 rg")
    canvas.box(50, 80, 500, 110, "f")
    canvas.raw("1 G 1 g")
    for (row, column), lines in CELLS.items():
        if row == 0:
            canvas.lines(XS[column] + 5, YS[0] + 15, *lines)
    for x in XS:
        canvas.line(x, 80, x, 110)
    canvas.line(50, 80, 500, 80)
    canvas.raw("0.5 G 0 g")
    for x in XS:
        canvas.line(x, YS[1], x, YS[-1])
    for y in YS[1:]:
        canvas.line(XS[1] if y == YS[2] else XS[0], y, XS[-1], y)


def _over_shading(canvas: Canvas) -> None:
    written, canvas.marks = canvas.marks, []
    canvas.raw("0.8 g")
    canvas.box(50, 80, 500, 95, "f")
    canvas.box(300, 120, 400, 240, "f")
    canvas.raw("0 g")
    canvas.marks += written
    _strokes(canvas)


@pytest.mark.parametrize(
    "draw",
    [
        _bars, _outlines, _dash_pattern, _one_path, _one_filled_path, _frames, _frames_from_within, _double, _in_a_form,
        _with_white_lines, _white_on_dark, _over_shading,
    ],
)  # fmt: skip
def test_ruling_lines_however_drawn(tmp_path: Path, draw) -> None:
    canvas = sheet(ruled=False)
    if draw is _outlines:  # the backgrounds come first, and the text of the cells after them
        canvas.marks = canvas.marks[:2]
    draw(canvas)
    assert_sheet(load(tmp_path, canvas))


# --- no lines at all: areas of colour


def _areas(canvas: Canvas, gap: float) -> None:
    """A coloured area for each cell, `gap` points of bare paper between them."""
    canvas.raw("0.85 0.9 1 rg")
    for row, column, high, wide, _ in SHEET:
        x0, x1, half = XS[column], XS[column + wide], gap / 2
        canvas.box(x0 + half, YS[row] + half, x1 - half, YS[row + high] - half, "f")
    canvas.raw("0 g")


@pytest.mark.parametrize("gap", [0, 1.5, 3.5])
def test_cells_told_apart_by_their_colour_alone(tmp_path: Path, gap: float) -> None:
    canvas = sheet(ruled=False)
    text, canvas.marks = canvas.marks, []
    _areas(canvas, gap)
    canvas.marks += text
    assert_sheet(load(tmp_path, canvas))


def test_one_coloured_area_is_no_table(tmp_path: Path) -> None:
    """Nor are three beside one another: a page may be decorated."""
    canvas = Canvas()
    canvas.raw("0.8 1 0.8 rg")
    for x in (50, 200, 350):
        canvas.box(x, 80, x + 150, 200, "f")
    canvas.raw("0 g")
    canvas.text(60, 100, "按时报送材料")
    canvas.text(360, 100, "迟报一次扣0.25分")
    document = load(tmp_path, canvas)
    assert document.tables == ()


# --- headings on a coloured band, without lines of their own


def _banded(band: str) -> Canvas:
    """No outer lines, dotted ones within that begin below a band of colour; `band` is written on it."""
    canvas = Canvas()
    canvas.text(150, 50, TITLE)
    canvas.raw("0.2 0.3 0.6 rg")
    canvas.box(XS[0], YS[0], XS[-1], YS[1], "f")
    canvas.raw("0 g")
    for column, text in enumerate(band.split("|")):
        canvas.text(XS[column] + 5, YS[0] + 15, text)
    for (row, column), lines in CELLS.items():
        if row:
            canvas.lines(XS[column] + 5, YS[row] + 15, *lines)
    canvas.raw("[1 2] 0 d")
    for x in XS[1:-1]:
        canvas.line(x, YS[1], x, YS[-1])
    canvas.line(XS[1], YS[2], XS[-1], YS[2])
    canvas.raw("[] 0 d")
    return canvas


def test_headings_on_a_band_of_colour_above_the_lines(tmp_path: Path) -> None:
    document = load(tmp_path, _banded("类别|主要任务|考核评价标准"))
    (table,) = document.tables
    assert [row[4] for row in grid_of(table)] == [
        "类别",
        "主要任务",
        "考核评价标准",
        "保证目标\n(40分)",
        "1. 按时报送材料。",
        "1. 迟报一次扣0.25分。\n2. 缺一次扣0.5分。",
        "2. 做好网站更新。",
        "1. 每差一条扣0.01分。",
    ]


def test_a_title_on_a_band_of_colour_is_not_cut_into_columns(tmp_path: Path) -> None:
    title = "以下各项考核均以支部为单位捆绑进行并计入年终总分"
    canvas = _banded(title)
    for y in (YS[1], YS[-1]):
        canvas.line(XS[0], y, XS[-1], y)
    document = load(tmp_path, canvas)
    (table,) = document.tables
    assert title in [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert [row[4] for row in grid_of(table)][1:3] == ["1. 按时报送材料。", "1. 迟报一次扣0.25分。\n2. 缺一次扣0.5分。"]


# --- rows cut by the page end


def test_a_row_cut_by_the_page_end_stands_on_both_pages(tmp_path: Path) -> None:
    first, second = Canvas(), Canvas()
    for canvas, top, bottom, rules in ((first, 80, 380, (80, 110)), (second, 30, 120, (70, 120))):
        for x in XS:
            canvas.line(x, top, x, bottom)
        for y in rules:
            canvas.line(XS[0], y, XS[-1], y)
    first.text(55, 95, "类别")
    first.text(305, 95, "标准")
    first.text(55, 125, "党建")
    first.text(305, 125, "1. 未按要求")
    first.text(305, 376, "上报的,")
    second.text(305, 42, "扣0.25分。")
    second.text(55, 85, "管理")
    document = load(tmp_path, first, second)
    above, below = document.tables
    assert [cell.text for cell in above.cells] == ["类别", "", "标准", "党建", "", "1. 未按要求\n上报的,"]
    assert [cell.text for cell in below.cells] == ["", "", "扣0.25分。", "管理", "", ""]
    assert above.cells[3].anchor.bbox[3] == 380
    assert below.cells[0].anchor.bbox[1] == 30
    assert above.edges == below.edges
    assert document.anomalies == ()


def headed_page(*seams: float, framed: bool = True) -> Canvas:
    """Headings repeated above a row that the page end cut, no line between them; the verticals are drawn in pieces
    that meet at `seams`. Where it is not `framed`, the first column has no line of its own."""
    canvas = Canvas()
    for x in XS if framed else XS[1:]:
        for start, end in pairwise((80, *seams, 250)):
            canvas.line(x, start, x, end)
    for y in (80, 180, 250) if framed else (180,):
        canvas.line(XS[0] if y != 180 else XS[1], y, XS[-1], y)
    for (row, column), lines in CELLS.items():
        canvas.lines(XS[column] + 5, YS[row] + 15, *lines)
    return canvas


def test_repeated_headings_are_parted_where_all_verticals_begin_anew(tmp_path: Path) -> None:
    """A typesetter that draws the verticals over many rows draws those of the headings by themselves."""
    assert grid_of(load(tmp_path, headed_page(110)).tables[0]) == SHEET


def test_a_heading_left_of_all_lines_is_that_of_a_column(tmp_path: Path) -> None:
    """Only the lines between cells are drawn, and the cell left of them takes up the whole page."""
    document = load(tmp_path, headed_page(110, framed=False))
    assert grid_of(document.tables[0]) == SHEET
    assert document.anomalies == ()


def test_a_heading_left_of_all_verticals_with_a_line_below_it(tmp_path: Path) -> None:
    canvas = headed_page(framed=False)
    canvas.line(XS[0], 110, XS[-1], 110)
    assert grid_of(load(tmp_path, canvas).tables[0]) == SHEET


@pytest.mark.parametrize("seams", [(), (180,), (92,), (110, 180)])
def test_verticals_that_begin_anew_elsewhere_part_nothing(tmp_path: Path, seams: tuple[float, ...]) -> None:
    """At a line, on a line of text, or at every row."""
    assert load(tmp_path, headed_page(*seams)).tables[0].rows == 2


def test_lines_end_with_the_page(tmp_path: Path) -> None:
    """A browser that dashes its lines draws them on below the page, to where the cut row ends on the next."""
    page = Canvas()
    for x in XS:
        page.line(x, 80, x, 520)
    for y in (80, 110, 430, 520):
        page.line(XS[0], y, XS[-1], y)
    for y, text in ((95, "类别"), (125, "党建")):
        page.text(55, y, text)
    page.text(305, 376, "上报的,")
    (table,) = load(tmp_path, page).tables
    assert table.rows == 2
    assert max(cell.anchor.bbox[3] for cell in table.cells) <= page.height


# --- pages that are turned or cropped

TO_UPRIGHT = {90: (0, 1, -1, 0, 400, 0), 180: (-1, 0, 0, -1, 600, 400), 270: (0, -1, 1, 0, 0, 600)}


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_rotated_page_reads_as_it_is_displayed(tmp_path: Path, rotate: int) -> None:
    canvas = Canvas(400, 600, rotate) if rotate % 180 else Canvas(600, 400, rotate)
    canvas.form(sheet(), *TO_UPRIGHT[rotate])
    turned = load(tmp_path, canvas)
    assert_sheet(turned)
    plain = load(tmp_path, sheet())
    assert turned.pages == plain.pages
    assert [cell.anchor for cell in turned.tables[0].cells] == [cell.anchor for cell in plain.tables[0].cells]


def test_a_cropped_page_counts_from_the_corner_that_is_displayed(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.crop = (40, 30, 560, 380)
    document = load(tmp_path, canvas)
    assert_sheet(document)
    assert (document.pages[0].width, document.pages[0].height) == (520, 350)
    assert document.tables[0].cells[0].anchor.bbox == (10, 50, 90, 80)


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_table_printed_on_its_side_is_read_upright(tmp_path: Path, rotate: int) -> None:
    canvas = Canvas(400, 600) if rotate % 180 else Canvas(600, 400)
    canvas.form(sheet(), *TO_UPRIGHT[rotate])
    document = load(tmp_path, canvas)
    assert_sheet(document)
    x0, top, x1, bottom = document.tables[0].cells[0].anchor.bbox
    # 80 x 30 points as written: on the displayed page it stands on end
    assert (x1 - x0, bottom - top) == (30, 80)
    assert 0 <= x0 < x1 <= 400
    assert 0 <= top < bottom <= 600


# --- text


def test_radicals_are_ideographs_and_signs_stay(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(310, 200, "⼯作部⻔①㎡")
    assert grid_of(load(tmp_path, canvas).tables[0])[-1][-1] == "1. 每差一条扣0.01分。\n工作部门①㎡"


def test_text_on_end_in_a_cell(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(120, 240, "备注", turn=3)
    assert grid_of(load(tmp_path, canvas).tables[0])[3][-1] == "保证目标\n(40分)\n备注"


WATERMARKS = [
    pytest.param(12.0, (0.866, 0.5, -0.5, 0.866, 60, 120), id="askew"),
    pytest.param(12.0, (0.707, -0.707, 0.707, 0.707, 60, 300), id="down"),
    pytest.param(60.0, (1, 0, 0, 1, 100, 170), id="huge"),
    pytest.param(19.0, (1, 0, 0, 1, 140, 198), id="large"),
]


@pytest.mark.parametrize(("size", "matrix"), WATERMARKS)
def test_a_watermark_is_no_text_of_the_cells_that_it_lies_on(tmp_path: Path, size: float, matrix) -> None:
    mark, canvas = Canvas(), sheet()
    mark.text(0, mark.height, "内部资料严禁外传", size)
    canvas.form(mark, *matrix)
    document = load(tmp_path, canvas)
    (table,) = document.tables
    assert grid_of(table) == SHEET
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        TITLE,
        NOTE,
        "内部资料严禁外传",
    ]


@pytest.mark.parametrize("ink", ["0.8 g", "1 0.7 0.7 rg"])
def test_a_pale_watermark_of_the_size_of_the_type_is_none_either(tmp_path: Path, ink: str) -> None:
    canvas = Canvas()
    canvas.raw(ink)
    for y in (60, 129, 198, 267, 336):
        canvas.text(140, y, "内部资料")
    canvas.raw("0 g")
    for mark in sheet().marks:
        canvas.marks.append(mark)
    document = load(tmp_path, canvas)
    assert grid_of(document.tables[0]) == SHEET
    assert "内部资料" * 5 in [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_pale_text_that_nothing_lies_over_is_text(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.raw("0.6 g")
    canvas.text(310, 230, "3. 漏报扣1分。")
    assert load(tmp_path, canvas).tables[0].cells[-1].text.endswith("3. 漏报扣1分。")


def test_a_large_title_is_no_watermark(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(100, 30, "考核表", 30)
    document = load(tmp_path, canvas)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["考核表", TITLE, NOTE]


# the table's lines are at 50, 130, 300 and 500, its type is 10 points
def test_text_that_runs_on_over_a_line_stays_in_its_cell(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(132, 170, "外来人员登记放行,值班记录完整交接清楚")  # to 317
    document = load(tmp_path, canvas)
    (table,) = document.tables
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}
    assert "交接清楚" in texts[1, 1]
    assert texts[1, 2] == "1. 迟报一次扣0.25分。\n2. 缺一次扣0.5分。"
    assert [(a.code, "清楚" in a.message) for a in document.anomalies] == [("text-over-line", True)]


@pytest.mark.parametrize("top", [112, 116, 120])
def test_stacked_characters_that_reach_out_of_their_cell_stay_in_it(tmp_path: Path, top: float) -> None:
    canvas = Canvas()
    canvas.grid([50, 80, 200, 400], [80, 120, 200, 280])
    for y, number in ((100, "一"), (160, "二"), (240, "三")):
        canvas.text(100, y, f"第{number}项")
        canvas.text(210, y, "迟报一次扣2分。")
    canvas.lines(58, top + 8, *"安全管理四十分整", pitch=11)
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text.replace("\n", "") for cell in table.cells if cell.column == 0] == ["", "安全管理四十分整", ""]


def test_characters_of_cells_above_each_other_are_no_stack(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.grid([50, 80, 200, 400], [80, 92, 104, 116, 128])
    canvas.lines(58, 90, *"5678", pitch=12)
    canvas.lines(100, 90, "值守", "巡逻", "消防", "门岗", pitch=12)
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text for cell in table.cells if cell.column == 0] == ["5", "6", "7", "8"]


def test_a_stop_that_hangs_over_a_line_is_not_joined_with_the_next_cell(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(214, 170, "按月报送备查材料。")  # to 304
    canvas.text(304, 170, "20")
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text for cell in table.cells if "20" in cell.text] == ["1. 迟报一次扣0.25分。\n2. 缺一次扣0.5分。\n20"]


@pytest.mark.parametrize(
    ("x", "text", "cell"),
    [
        (296, "(备注)按月报送", (1, 2)),  # a bracket hangs out to the left
        (232, "每月末报送材料。", (1, 1)),  # a stop to the right
    ],
)
def test_a_mark_that_hangs_over_a_line_takes_nothing_with_it(
    tmp_path: Path, x: float, text: str, cell: tuple[int, int]
) -> None:
    canvas = sheet()
    canvas.text(x, 170, text)
    (table,) = load(tmp_path, canvas).tables
    held = [(each.row, each.column) for each in table.cells if text[1:-1] in each.text]
    assert held == [cell]


def test_a_closing_mark_beyond_the_line_closes_what_stands_before_it(tmp_path: Path) -> None:
    """A typesetter that never begins a line with one lets it stick out, into the next cell."""
    canvas = sheet()
    canvas.text(266, 170, "\uff0820分\uff09")
    canvas.text(312, 170, "20")
    document = load(tmp_path, canvas)
    texts = {(cell.row, cell.column): cell.text for cell in document.tables[0].cells}
    assert texts[1, 1].endswith("\uff0820分\uff09")
    assert texts[1, 2].endswith("20")
    assert [anomaly.code for anomaly in document.anomalies] == ["text-over-line"]


def test_a_line_that_stands_over_the_one_between_rows_goes_with_the_lines_written_next(tmp_path: Path) -> None:
    """A label with more lines than the part of its cell before the page end has room for."""
    canvas = Canvas()
    canvas.grid(XS, YS)
    canvas.text(55, 130, "食堂")
    for step, text in enumerate(("发展目标", "(车队)", "(40分)")):
        canvas.text(55, 182 + 13 * step, text)
    document = load(tmp_path, canvas)
    texts = {cell.row: cell.text for cell in document.tables[0].cells if cell.column == 0}
    assert texts[2].replace("\n", "") == "发展目标(车队)(40分)"
    assert texts[1] == "食堂"
    assert [anomaly.code for anomaly in document.anomalies] == ["text-over-line"]


def test_the_one_line_of_a_cell_is_its_own_though_it_stands_over_its_line(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.grid([50, 120, 200], [80, 92, 104])
    canvas.lines(58, 94, "值守", "巡逻", pitch=12)
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text for cell in table.cells if cell.column == 0] == ["值守", "巡逻"]


def test_text_beside_a_table_is_kept_and_flagged(tmp_path: Path) -> None:
    canvas = sheet()
    canvas.text(520, 150, "装订线")
    document = load(tmp_path, canvas)
    assert "装订线" in [block.text for block in document.blocks if isinstance(block, Paragraph)]
    (anomaly,) = document.anomalies
    assert anomaly.code == "text-hidden"
    assert "装订线" in anomaly.message
    assert anomaly.where == document.source.id


def test_a_missing_piece_of_rule_is_flagged(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.box(50, 80, 500, 250)
    canvas.line(50, 160, 300, 160)
    canvas.line(300, 160, 300, 250)  # nothing parts the upper cell from the lower right one
    canvas.text(60, 100, "上")
    canvas.text(310, 200, "右下")
    document = load(tmp_path, canvas)
    assert [cell.text for cell in document.tables[0].cells] == ["上", "右下", ""]
    assert {anomaly.code for anomaly in document.anomalies} == {"cell-uneven"}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(5, 560), st.integers(15, 390), st.text("绩效考核扣分0.5(项)", min_size=1, max_size=9)),
        max_size=25,
        unique_by=lambda item: item[1],
    )
)
def test_every_character_is_read_once(tmp_path_factory: pytest.TempPathFactory, texts) -> None:
    canvas = Canvas(1200, 400)
    canvas.grid(XS, YS)
    for x, y, text in texts:
        canvas.text(x, y, text)
    document = load(tmp_path_factory.mktemp("pdf"), canvas)
    found = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    found += "".join(cell.text for table in document.tables for cell in table.cells)
    assert Counter(found.replace("\n", "").replace(" ", "")) == Counter("".join(text for _, _, text in texts))


# --- what is no table, and what can't be read

PROSE = [
    "第一条 为加强考核管理,制定本办法。",
    "第二条 考核由绩效办负责,每季度进行一次。",
    "第三条 迟报一次扣0.25分,累计不超过2分。",
]


def prose() -> Canvas:
    canvas = Canvas()
    canvas.line(50, 40, 550, 40)  # the rule below a page header
    canvas.text(250, 35, "考核办法")
    for index, line in enumerate(PROSE):
        canvas.text(70, 70 + 20 * index, line)
    return canvas


def picture() -> Canvas:
    canvas = Canvas()
    canvas.picture(0, 0, 600, 400)
    return canvas


def test_prose_gives_paragraphs_and_one_flag_for_each_run_of_pages(tmp_path: Path) -> None:
    document = load(tmp_path, prose(), prose(), sheet(), prose())
    assert [block.text for block in document.blocks[:4]] == ["考核办法", *PROSE]
    assert [(a.code, a.message.split(":")[0]) for a in document.anomalies] == [
        ("no-ruled-table", "sheet.pdf, pp. 1–2"),
        ("no-ruled-table", "sheet.pdf, p. 4"),
    ]
    assert document.anomalies[0].evidence[0].places[0].text == "考核办法"
    assert [place.anchor.page for e in document.anomalies[0].evidence for place in e.places] == [1, 2]  # type: ignore[union-attr]


def test_rules_of_a_page_whose_table_was_not_found_are_not_certain(tmp_path: Path) -> None:
    cover = Canvas()
    cover.text(200, 200, "安全检查汇编")
    book = build_rulebook([load(tmp_path, cover, three_lines((122, 146, 170), (0, 0, 0)))])
    (task,) = book.sheets[0].tasks
    assert [a.where for a in book.anomalies if a.code == "no-ruled-table"] == [task.id]
    rules = [rule for criterion in task.criteria for rule in criterion.rules]
    assert rules
    assert "certain" not in {rule.certainty for rule in rules}


def test_a_cover_needs_no_flag(tmp_path: Path) -> None:
    cover = Canvas()
    cover.text(200, 200, "绩效考核文件汇编")
    assert load(tmp_path, cover, Canvas(), sheet()).anomalies == ()


def test_pictures_are_flagged(tmp_path: Path) -> None:
    document = load(tmp_path, sheet(), picture(), picture())
    assert [(a.code, a.severity) for a in document.anomalies] == [("blank-page", "info")] * 2
    assert ["p. 2" in document.anomalies[0].message, "p. 3" in document.anomalies[1].message] == [True, True]


def test_without_the_scan_reader_pictures_are_flagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "extract.scan.reader", None)
    document = load(tmp_path, sheet(), picture(), picture())
    assert [(a.code, a.severity) for a in document.anomalies] == [("no-text", "error")]
    assert "pp. 2–3" in document.anomalies[0].message
    assert "rulebook[scan]" in document.anomalies[0].suggestion
    assert document.source.medium == "pdf"


def test_characters_that_their_font_does_not_name_are_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(build(sheet(), unmapped="5"))
    read = [cell.text for table in read_document(path).tables for cell in table.cells]
    assert "1. 迟报一次扣0.2\ufffd分。\n2. 缺一次扣0.\ufffd分。" in read


def test_a_page_whose_fonts_name_hardly_any_character_is_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "extract.scan.reader", None)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(build(sheet(), unmapped="".join(map(chr, range(0x4E00, 0x9FFF)))))
    document = read_document(path)
    assert document.blocks == ()
    assert [(a.code, a.severity) for a in document.anomalies] == [("no-unicode", "error")]
    assert "rulebook[scan]" in document.anomalies[0].suggestion


def test_a_file_of_pictures_has_no_blocks_and_says_so(tmp_path: Path) -> None:
    document = load(tmp_path, picture())
    assert document.blocks == ()
    assert [a.code for a in document.anomalies] == ["blank-page"]


def test_a_broken_page_spoils_only_itself(tmp_path: Path) -> None:
    broken = Canvas(broken=True)
    document = load(tmp_path, sheet(), broken, sheet())
    assert [table.page for table in document.tables] == [1, 3]
    assert [page.number for page in document.pages] == [1, 2, 3]
    (anomaly,) = document.anomalies
    assert (anomaly.code, anomaly.severity) == ("unreadable-page", "error")
    assert "p. 2" in anomaly.message


def test_a_page_whose_content_is_damaged_is_not_taken_for_empty(tmp_path: Path) -> None:
    good, damaged, empty = sheet(), Canvas(), Canvas()
    damaged.raw("q Q " + "x" * 60)
    path = save(tmp_path, good, damaged, empty)
    content = path.read_bytes()
    # the second page's stream says that it is compressed, and is not
    spoiled = content.replace(
        b"<<  /Length 64 >>\nstream\nq Q xxx", b"<< /Filter /FlateDecode /Length 64 >>\nstream\nq Q xxx"
    )
    assert spoiled != content
    path.write_bytes(spoiled)
    document = read_document(path)
    assert [table.page for table in document.tables] == [1]
    assert [(a.code, a.message.split(":")[0]) for a in document.anomalies] == [("unreadable-page", "sheet.pdf, p. 2")]


def test_pages_are_read_one_after_the_other(tmp_path: Path) -> None:
    pages = iter_pages(save(tmp_path, sheet(), Canvas(broken=True)), "sheet.pdf")
    assert next(pages).state == "read"
    assert next(pages).state == "unreadable-page"
    assert next(pages, None) is None


def test_an_empty_password_opens(tmp_path: Path) -> None:
    assert_sheet(load(tmp_path, sheet(), password=""))


def test_a_locked_file_says_how_to_unlock_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as error:
        load(tmp_path, sheet(), password="geheim")
    assert "password" in error.value.problem
    assert "密码" in error.value.problem_zh
    assert "without a password" in error.value.remedy
    assert error.value.path == "sheet.pdf"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.97])
def test_a_file_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    path = save(tmp_path, sheet(), sheet())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableFile) as error:
        read_document(path)
    assert "cut short" in error.value.problem


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n%%EOF\n", b"%PDF-1.4\nnonsense\nstartxref\n0\n%%EOF", b"%PDF-1.4\n" + bytes(range(256)) * 20],
    ids=["empty", "nonsense", "noise"],
)
def test_what_is_no_pdf_inside_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_document(path)


# --- lines between the rows only


def rows_only(*ys: float) -> Canvas:
    canvas = sheet(ruled=False)
    for y in ys:
        canvas.line(XS[0], y, XS[-1], y)
    return canvas


def test_columns_by_the_gaps_between_words(tmp_path: Path) -> None:
    document = load(tmp_path, rows_only(*YS))
    (table,) = document.tables
    unmerged = [(r, c, 1, 1, text) for r, c, _, _, text in SHEET]
    assert grid_of(table) == [*unmerged[:6], (2, 0, 1, 1, ""), *unmerged[6:]]
    assert [anomaly.code for anomaly in document.anomalies] == ["columns-by-text"]


def test_a_cell_merged_over_rows_and_one_over_columns_without_verticals(tmp_path: Path) -> None:
    canvas = Canvas()
    for y in (80.0, 110.0, 150.0, 190.0, 230.0, 270.0):
        canvas.line(XS[1] if y == 150 else XS[0], y, XS[-1], y)
    for y, texts in (
        (95, ("类别", "主要任务", "考核标准")),
        (135, ("保证", "报送", "迟报扣1分。")),
        (175, ("", "更新", "漏扣1分。")),
    ):
        for x, text in zip(XS, texts, strict=False):
            canvas.text(x + 5, y, text)
    canvas.text(XS[0] + 5, 215, "发展目标由学校统一组织考核,不单列主要任务")
    canvas.text(XS[2] + 5, 215, "未完成扣2分。")
    for x, text in zip(XS, ("重点", "建设", "未建扣5分。"), strict=False):
        canvas.text(x + 5, 255, text)
    (table,) = load(tmp_path, canvas).tables
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["保证"] == (2, 1)
    assert spans["发展目标由学校统一组织考核,不单列主要任务"] == (1, 2)


OPEN = (
    (("类别", "项目", "主要任务", "考核标准"),),
    (("保证", "食堂", "1.供餐。", "1.断供扣1分。"), ("", "", "2.留样。", "2.未留样扣2分。")),
    (("", "车队", "1.调度。", "1.误车扣0.5分。"),),
    (("重点", "码头", "1.装卸。", "1.漏检扣1.5分。"), ("", "", "", "2.丢失扣3分。")),
)


def open_rows(*ys: float, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> Canvas:
    """Rows 40 high from 80 on with lines at `ys`, and a line of text right above or below them."""
    canvas, xs = Canvas(), (50, 120, 220, 380)
    for y, lines in zip((80, 120, 160, 200), OPEN, strict=True):
        for step, texts in enumerate(lines):
            for x, text in zip(xs, texts, strict=True):
                canvas.text(x, y + 16 + 14 * step, text)
    for x, text in zip(xs, before, strict=False):
        canvas.text(x, 76, text)
    for x, text in zip(xs, after, strict=False):
        canvas.text(x, 252, text)
    for y in ys:
        canvas.line(50, y, 500, y)
    return canvas


@pytest.mark.parametrize("ys", [(120, 160, 200, 240), (80, 120, 160, 200), (120, 160, 200)])
def test_lines_that_a_table_lacks_at_its_ends(tmp_path: Path, ys: tuple[float, ...]) -> None:
    """Lines below the rows only; the last row goes on after the page end."""
    document = load(tmp_path, open_rows(*ys))
    (table,) = document.tables
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert rows == [["\n".join(filter(None, texts)) for texts in zip(*lines, strict=True)] for lines in OPEN]
    assert [anomaly.code for anomaly in document.anomalies] == ["columns-by-text"]


def test_a_row_whose_last_cells_the_page_end_left_empty(tmp_path: Path) -> None:
    canvas = open_rows(80, 120, 160, 200, 240, after=("发展", "机库", "1.检修。"))
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text for cell in table.cells if cell.row == 4] == ["发展", "机库", "1.检修。", ""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("部门:后勤处", "", "年度:2021"), ()),
        ((), ("签字:", "", "日期:", "")),
        ((), ("签字:后勤处副处长甲乙", "", "年", "月")),
        ((), ("签字:", "  日期:", "   年", " 月")),
    ],
)
def test_what_stands_at_the_ends_of_a_table_is_no_row(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    document = load(tmp_path, open_rows(80, 120, 160, 200, 240, before=before, after=after))
    assert document.tables[0].rows == len(OPEN)
    said = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert all(text.strip() in said for text in (*before, *after))


def test_prose_between_lines_is_no_table(tmp_path: Path) -> None:
    canvas = Canvas()
    for index, line in enumerate((*PROSE, *PROSE)):
        canvas.text(70, 70 + 30 * index, line)
        canvas.line(50, 80 + 30 * index, 550, 80 + 30 * index)
    assert load(tmp_path, canvas).tables == ()


# --- three lines: above the heading, below it, at the end

THREE = ("序号", "项目", "考核内容", "评分标准")
ITEMS = (
    ("1", "门岗", ("值守。",), ("脱岗扣2分。", "迟到扣1分。")),
    ("2", "巡逻", ("每晚两次。", "登记。"), ("少一次扣1分。",)),
    ("3", "消防", ("演练。",), ("少一次扣3分。",)),
)


def three_lines(tops: tuple[float, ...], heights: tuple[float, ...], pitch: float = 12) -> Canvas:
    """The items from `tops` on downwards, the first two columns `heights` below the others."""
    canvas, xs = Canvas(), (50, 100, 170, 330)
    for x, text in zip(xs, THREE, strict=True):
        canvas.text(x, 95, text)
    for (number, name, duties, criteria), top, height in zip(ITEMS, tops, heights, strict=True):
        canvas.text(xs[0], top + height, number)
        canvas.text(xs[1], top + height, name)
        canvas.lines(xs[2], top, *duties, pitch=pitch)
        canvas.lines(xs[3], top, *criteria, pitch=pitch)
    for y in (80.0, 105.0, 230.0):
        canvas.line(45, y, 500, y)
    return canvas


@pytest.mark.parametrize("heights", [(0, 0, 0), (6, 0, 0)], ids=["top", "middle"])
def test_a_table_with_three_lines(tmp_path: Path, heights: tuple[float, ...]) -> None:
    document = load(tmp_path, three_lines((122, 162, 202), heights))
    (table,) = document.tables
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert [[text.split() for text in row] for row in rows[1:]] == [
        [[number], [name], list(duties), list(criteria)] for number, name, duties, criteria in ITEMS
    ]
    assert [anomaly.code for anomaly in document.anomalies] == ["columns-by-text"]


def test_one_row_under_its_heading_with_three_lines(tmp_path: Path) -> None:
    canvas = Canvas()
    for y in (80.0, 105.0, 160.0):
        canvas.line(45, y, 500, y)
    for x, text in zip((50, 100, 170, 330), THREE, strict=True):
        canvas.text(x, 95, text)
    canvas.text(50, 133, "3")
    canvas.text(100, 133, "消防")
    canvas.lines(170, 127, "演练,", "登记。", pitch=12)
    canvas.lines(330, 121, "少一次扣3分。", "无登记扣1分。", "迟到扣0.5分。", pitch=12)
    document = load(tmp_path, canvas)
    (table,) = document.tables
    assert [cell.text for cell in table.cells if cell.row == 1] == [
        "3",
        "消防",
        "演练,\n登记。",
        "少一次扣3分。\n无登记扣1分。\n迟到扣0.5分。",
    ]
    assert [anomaly.code for anomaly in document.anomalies] == ["columns-by-text"]


def test_rows_that_no_gap_tells_apart_make_no_table(tmp_path: Path) -> None:
    document = load(tmp_path, three_lines((122, 146, 170), (0, 0, 0)))
    assert document.tables == ()
    assert [anomaly.code for anomaly in document.anomalies] == ["no-ruled-table"]


def test_a_merged_cell_in_the_middle_of_its_rows_makes_no_table(tmp_path: Path) -> None:
    canvas = three_lines((122, 162, 202), (0, 0, 0))
    canvas.marks = [mark for mark in canvas.marks if mark[-1] not in ("1", "2", "3")]
    canvas.text(50, 174, "安全")
    assert load(tmp_path, canvas).tables == ()


def test_merged_cells_at_the_top_of_their_rows(tmp_path: Path) -> None:
    canvas = three_lines((122, 162, 202), (0, 0, 0))
    canvas.marks = [mark for mark in canvas.marks if mark[-1] not in ("2",)]
    (table,) = load(tmp_path, canvas).tables
    assert [cell.text for cell in table.cells if cell.column == 0] == ["序号", "1", "", "3"]


# --- raised and lowered characters


@pytest.mark.parametrize(
    ("before", "small", "shift", "after", "expected"),
    [
        ("每10m", "2", -4, "扣0.3分。", "每10m²扣0.3分。"),
        ("不少于12", "3", -4, "座", "不少于12³座"),  # a note's mark, not 123
        ("扣0.5分", "2", -4, "", "扣0.5分²"),
        ("CO", "2", 2.5, "超标扣1分", "CO2超标扣1分"),
        ("每10m", "2", 0, "扣0.3分", "每10m2扣0.3分"),  # small, and on the line
    ],
)
def test_raised_and_lowered_characters(
    tmp_path: Path, before: str, small: str, shift: float, after: str, expected: str
) -> None:
    canvas = Canvas()
    canvas.grid([50, 300, 500], [80, 110, 180])
    canvas.text(55, 100, "任务")
    canvas.text(305, 100, "标准")
    canvas.text(55, 130, "巡查")
    canvas.text(305, 130, before)
    end = 305 + sum(10 if char > "\u2e80" else 5 for char in before)
    canvas.text(end, 130 + shift, small, 7)
    canvas.text(end + 3.5, 130, after)
    (table,) = load(tmp_path, canvas).tables
    assert next(cell.text for cell in table.cells if (cell.row, cell.column) == (1, 1)).replace(" ", "") == expected


# --- lines between the columns only

COLUMNS = [45, 115, 185, 345, 500]


def columns_only(*tops: float, firsts: tuple[tuple[float, str], ...], pitch: float = 12) -> Canvas:
    canvas, xs = Canvas(), COLUMNS
    for x in xs:
        canvas.line(x, 80, x, 230)
    for y in (80.0, 105.0, 230.0):
        canvas.line(xs[0], y, xs[-1], y)
    for x, text in zip(xs, ("类别", "项目", "考核内容", "评分标准"), strict=False):
        canvas.text(x + 5, 95, text)
    for y, text in firsts:
        canvas.text(xs[0] + 5, y, text)
    for (_, name, duties, criteria), top in zip(ITEMS, tops, strict=True):
        canvas.text(xs[1] + 5, top, name)
        canvas.lines(xs[2] + 5, top, *duties, pitch=pitch)
        canvas.lines(xs[3] + 5, top, *criteria, pitch=pitch)
    return canvas


def test_rows_by_the_gaps_between_lines(tmp_path: Path) -> None:
    firsts = ((146, "安全"), (202, "其他"))  # the first is merged over two rows
    document = load(tmp_path, columns_only(122, 162, 202, firsts=firsts))
    (table,) = document.tables
    rows = [[cell.text.split() for cell in table.cells if cell.row == row] for row in range(1, table.rows)]
    names = [[name] for _, name, *_ in ITEMS]
    assert rows == [
        [["安全"], names[0], list(ITEMS[0][2]), list(ITEMS[0][3])],
        [names[1], list(ITEMS[1][2]), list(ITEMS[1][3])],
        [["其他"], names[2], list(ITEMS[2][2]), list(ITEMS[2][3])],
    ]
    assert [cell.row_span for cell in table.cells if cell.text == "安全"] == [2]
    assert [anomaly.code for anomaly in document.anomalies] == ["rows-by-text"]


def test_paragraphs_of_one_row_are_no_rows(tmp_path: Path) -> None:
    canvas = columns_only(122, 162, 202, firsts=((146, "安全"),))
    canvas.marks = [mark for mark in canvas.marks if mark[-1] not in ("巡逻", "消防")]
    document = load(tmp_path, canvas)
    assert [table.rows for table in document.tables] == [2]
    assert document.anomalies == ()


def nested_in_itself(draws: int) -> bytes:
    """A page whose form draws itself so many times."""
    inner = Canvas()
    inner.text(50, 50, "备注")
    for _ in range(draws):
        inner.raw("/X0 Do")
    page = sheet()
    page.form(inner)
    content = build(page, Canvas())
    own = content.index(b"/Subtype /Form")
    number = int(content[content.rindex(b" 0 obj", 0, own) - 4 : content.rindex(b" 0 obj", 0, own)].split()[-1])
    hole = content.index(b"/XObject <<  >>", own)
    return content[:hole] + f"/XObject<</X0 {number} 0 R>>".encode() + content[hole + 15 :]


def test_a_form_that_draws_itself_twice_costs_its_page_and_not_the_run(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(nested_in_itself(2))
    document = read_document(path)
    assert [anomaly.code for anomaly in document.anomalies] == ["unreadable-page"]
    assert "p. 1: the page could not be read" in document.anomalies[0].message
    assert survey(path, "sheet.pdf") == (2, False)
    with pytest.raises(NoPicture, match="never ends"):
        render(path, 1)


def test_forms_that_end_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(nested_in_itself(1))
    assert grid_of(read_document(path).blocks[1]) == SHEET
    deep = Canvas()
    deep.text(60, 60, "深")
    for _ in range(12):  # 8191 forms in all
        deep, inner = Canvas(), deep
        deep.form(inner)
        deep.form(inner)
    page = sheet()
    page.form(deep)
    assert endless_pages(save(tmp_path, page)) == frozenset()


@pytest.mark.parametrize(
    "broken",
    [(b"/Subtype /Form", b"/Subtype [/Form]"), (b"/XObject <<", b"/XObject 9 "), (b"/Type /Page ", b"/Type /Form ")],
)
def test_forms_that_are_broken_are_left_to_the_reader(tmp_path: Path, broken: tuple[bytes, bytes]) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(nested_in_itself(1).replace(*broken))
    assert endless_pages(path) == frozenset()
