"""Markdown as a PDF-to-Markdown tool leaves it: damage by a named, seeded list of operations.

An operation takes a Draft (the pages of one sheet, rows of seven cells) and changes it in place. What is lost
here stands whole in the gold: in sibling sheets, or in the sums of points.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sample.builder.layout import COLUMNS, Table
from sample.builder.markdown import grid, pipe_row

CATEGORY, PROJECT, ITEM, DUTIES, CRITERIA, METHODS, ASSESSORS = range(COLUMNS)
HALF = str.maketrans("，；：（）", ",;:()")
HAN = r"[\u4e00-\u9fff]"


@dataclass
class Row:
    """`name` is what operations find it by: its item, its heading, or the first words of its duty."""

    name: str
    cells: list[str]
    hung: bool = False  # project, item and duties are one cell
    continued: bool = False  # the rest of a row that the page end cut


@dataclass
class Draft:
    title: str
    pages: list[list[Row]]
    headers: list[list[str]] = field(default_factory=list)
    narrow: set[int] = field(default_factory=set)  # pages with project and item as one column

    def find(self, name: str, part: int = 0) -> Row:
        """The row of that name; `part` counts the pieces of a row that was cut."""
        return [row for page in self.pages for row in page if row.name.startswith(name)][part]


Operation = Callable[[Draft], None]


def draft_of(table: Table, number: str = "{}. ") -> Draft:
    """One page, nothing damaged yet; labels written into every row that they span."""
    rows = grid(table, number, " ")
    wide = {cell.row for cell in table.cells if cell.columns == 3}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            rows[row][cell.column] = cell.text(number, " ")
    body = []
    for row, cells in enumerate(rows[1:], 1):
        name = cells[ITEM] or cells[PROJECT] or cells[DUTIES]
        body.append(Row(name, cells, hung=row in wide))
    return Draft(table.title, [body])


def render(draft: Draft) -> str:
    """The pages as pipe tables, each under its header."""
    wide = ["类别", "项目名称", "", "主要任务/考核内容", "成果及分值/考核评价标准", "评价 方法", "考核 单位"]
    parts = [draft.title]
    for number, page in enumerate(draft.pages):
        header = list(wide)
        if number and any(row.cells[ITEM] for row in page) and number % 3 == 1:
            header[1:3] = ["项目", "名称"]
        rows = [row.cells for row in page]
        if number in draft.narrow:
            header, rows = header[:2] + header[3:], [cells[:2] + cells[3:] for cells in rows]
        rule = "|" + "|".join("-" * (5 + 7 * (len(cell) > 6)) for cell in header) + "|"
        parts.append("\n".join([pipe_row(header), rule, *map(pipe_row, rows)]))
    return re.sub(r"(?<=\|) +(?=\|)", " ", "\n\n".join(parts)) + "\n"


# --- pages


def cut_row(name: str, before: str, duties_before: str | None = None) -> Operation:
    """A row goes on over the page end: its criteria (and duties) before some words, the rest in a new row."""

    def apply(draft: Draft) -> None:
        page = next(page for page in draft.pages if any(row.name.startswith(name) for row in page))
        at = next(i for i, row in enumerate(page) if row.name.startswith(name))
        row = page[at]
        rest = Row(row.name, list(row.cells), row.hung, continued=True)
        for column, words in ((CRITERIA, before), (DUTIES, duties_before)):
            where = row.cells[column].index(words) if words else len(row.cells[column])
            row.cells[column], rest.cells[column] = row.cells[column][:where].rstrip(), row.cells[column][where:]
        rest.cells[ITEM] = ""
        page.insert(at + 1, rest)
        _split(draft, page, at + 1)

    return apply


def new_page(name: str) -> Operation:
    """The page ends before this row."""

    def apply(draft: Draft) -> None:
        page = next(page for page in draft.pages if any(row.name.startswith(name) for row in page))
        _split(draft, page, next(i for i, row in enumerate(page) if row.name.startswith(name)))

    return apply


def _split(draft: Draft, page: list[Row], at: int) -> None:
    number = draft.pages.index(page)
    draft.pages[number : number + 1] = [page[:at], page[at:]]


# --- labels


def labels_once(*columns: int) -> Operation:
    """A label merged over rows stands in one row of each page, somewhere about the middle."""

    def apply(draft: Draft) -> None:
        for page in draft.pages:
            for column in columns:
                for run in _runs(page, column):
                    keep = run[(len(run) - 1) // 2]
                    for row in run:
                        if row is not keep:
                            row.cells[column] = ""

    return apply


def _runs(page: list[Row], column: int) -> list[list[Row]]:
    runs: list[list[Row]] = []
    for row in page:
        if column == PROJECT and (row.hung or not (row.cells[ITEM] or row.continued)):
            continue
        if column in (METHODS, ASSESSORS) and not row.hung:
            continue
        if runs and runs[-1][-1].cells[column] == row.cells[column]:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def wrapped_labels(draft: Draft) -> None:
    """Labels in narrow columns were set on several lines: 组织建设 与育人 (14分)."""
    for page in draft.pages:
        for row in page:
            for column in (CATEGORY, PROJECT, ITEM):
                if not (row.hung and column != CATEGORY):
                    name, bracket, points = row.cells[column].partition(" （")
                    width = 2 if column == CATEGORY and len(name) == 4 else 4
                    lines = re.findall(f".{{1,{width}}}", name)
                    row.cells[column] = " ".join(lines) + bracket + points


def label_over_rows(upper: str, lower: str, column: int, first: str, second: str) -> Operation:
    """One label's halves fall into two rows."""

    def apply(draft: Draft) -> None:
        draft.find(upper).cells[column], draft.find(lower).cells[column] = first, second

    return apply


def set_cell(name: str, column: int, text: str, part: int = 0) -> Operation:
    """A label or name lost or misread: the cell reads otherwise."""

    def apply(draft: Draft) -> None:
        draft.find(name, part).cells[column] = text

    return apply


# --- text


def misread(name: str, column: int, old: str, new: str) -> Operation:
    """Some words lost, doubled or misread in one cell."""

    def apply(draft: Draft) -> None:
        hits = [r for page in draft.pages for r in page if r.name.startswith(name) and old in r.cells[column]]
        if not hits:
            raise ValueError(f"{name}: no {old!r} to misread")
        hits[0].cells[column] = hits[0].cells[column].replace(old, new, 1)

    return apply


def half_width(draft: Draft) -> None:
    """Full-width commas, semicolons, colons and brackets read as ASCII."""
    _each_text(draft, lambda text: text.translate(HALF))


def zero_for_o(draft: Draft) -> None:
    """OA read as 0A."""
    _each_text(draft, lambda text: text.replace("OA", "0A"))


def spaces_in_numbers(seed: int, share: float = 0.4) -> Operation:
    """0.25 read as 0. 25, in some cells throughout."""

    def apply(draft: Draft) -> None:
        dice = random.Random(seed)
        for page in draft.pages:
            for row in page:
                if dice.random() < share:
                    row.cells[CRITERIA] = re.sub(r"(?<=\d)\.(?=\d)", ". ", row.cells[CRITERIA])

    return apply


def soft_wraps(seed: int, share: float = 0.3, width: int = 26) -> Operation:
    """In some cells each line end of the page became a space between Han characters."""

    def apply(draft: Draft) -> None:
        dice = random.Random(seed)
        for page in draft.pages:
            for row in page:
                for column in (DUTIES, CRITERIA):
                    if dice.random() < share and not (row.hung and column == DUTIES):
                        pattern = rf"(.{{{width}}}{HAN})(?={HAN})"
                        row.cells[column] = re.sub(pattern, r"\1 ", row.cells[column])

    return apply


def glued_items(name: str) -> Operation:
    """The space before an item's number is gone: …扣0.1分。2. …"""

    def apply(draft: Draft) -> None:
        for page in draft.pages:
            for row in page:
                if row.name.startswith(name):
                    row.cells[CRITERIA] = re.sub(r"(?<=。) (?=\d\. )", "", row.cells[CRITERIA])

    return apply


# --- columns


def torn(name: str, left: int, middle: int, width: int = 0) -> Operation:
    """A text merged over project, item and duties is cut at the column lines, line by line in turn."""

    def apply(draft: Draft) -> None:
        row = draft.find(name)
        text = row.cells[PROJECT]
        lines = re.findall(f".{{1,{width}}}", text) if width else [text]
        row.cells[PROJECT] = " ".join(line[:left] for line in lines)
        row.cells[ITEM] = " ".join(filter(None, (line[left : left + middle] for line in lines)))
        row.cells[DUTIES] = " ".join(filter(None, (line[left + middle :] for line in lines)))

    return apply


def narrow_page(number: int) -> Operation:
    """The tool sees no line between project and item on this page: six columns."""

    def apply(draft: Draft) -> None:
        draft.narrow.add(number % len(draft.pages))
        for row in draft.pages[number]:
            if row.hung:
                row.cells[PROJECT] += row.cells[ITEM]

    return apply


def split_over(rows: tuple[str, str], column: int, first: str, second: str) -> Operation:
    """A cell merged over rows, its two words in two of them."""
    return label_over_rows(rows[0], rows[1], column, first, second)


def _each_text(draft: Draft, change: Callable[[str], str]) -> None:
    for page in draft.pages:
        for row in page:
            row.cells = [change(cell) for cell in row.cells]


CONTINUING_EDUCATION: list[Operation] = [
    cut_row("支部建设", before="2. 阻碍老同志", duties_before="6. 支持老同志"),
    new_page("教工之家"),
    new_page("设备物资"),
    new_page("数据与网络"),
    new_page("结对帮扶"),
    new_page("4. 按规定管理学员学籍"),
    wrapped_labels,
    labels_once(CATEGORY, PROJECT, METHODS, ASSESSORS),
    set_cell("支部建设", ITEM, "（老干部 工作）", part=1),
    label_over_rows("廉洁教育", "新闻宣传", CATEGORY, "保证目标", "目标 （40分）"),
    label_over_rows("廉洁教育", "新闻宣传", PROJECT, "组织建设", "与育人 （14分）"),
    set_cell("安全值守", ITEM, "（3分）"),
    set_cell("数据与网络", ITEM, "与网络 （2分）"),
    misread(
        "安全值守",
        DUTIES,
        "1. 制定年度安全计划，落实《青岚职业技术学院校园安全责任制实施细则》。",
        "校园安全责任制实施细则》。",
    ),
    misread("安全值守", CRITERIA, "1. 无年度安全计划扣0.2分，无值班记录扣0.1分；", ""),
    misread("安全值守", CRITERIA, "《校园安全责任制实施细则》执行走样扣0.3分。 ", ""),
    misread(
        "安全值守",
        CRITERIA,
        "未按期整改扣0.3分，未登记台账扣0.2分。 4. 车辆占道停放每车次扣0.1分，发生校内交通事故扣0.5分。 "
        "5. 出现安全责任事故的，扣2分，并取消部门评优资格。",
        "未按期整改扣",
    ),
    misread("事项落实", DUTIES, "确定的事项。", "确定的事项。 确定的事项。"),
    set_cell("事项落实", ASSESSORS, ""),
    misread("文书归档", CRITERIA, "未盖章等情况", "未盖草等情况"),
    misread("设备物资", CRITERIA, "张贴资产标签", "张贴资产标鉴"),
    glued_items("公文会务"),
    glued_items("经费管理"),
    torn("一、", left=6, middle=5),
    torn("二、", left=6, middle=5),
    misread("二、", ITEM, "归口", "]归口"),
    torn("1. 制定2020年成人教育", left=12, middle=6, width=48),
    torn("2. 加强校外教学点", left=12, middle=6, width=48),
    torn("3. 开展社区课堂", left=9, middle=5),
    torn("4. 按规定管理学员学籍", left=18, middle=0, width=40),
    torn("5. 规范培训收费", left=9, middle=0),
    torn("6. 完成退役军人", left=9, middle=0),
    narrow_page(-1),
    split_over(("4. 按规定", "5. 规范培训"), METHODS, "扣分法", "达标法"),
    split_over(("4. 按规定", "5. 规范培训"), ASSESSORS, "绩效考核", "办公室"),
    soft_wraps(seed=7),
    spaces_in_numbers(seed=11),
    zero_for_o,
    half_width,
]

INNOVATION: list[Operation] = [
    cut_row("支部建设", before="每缺一次扣0.15分", duties_before="5. 关心服务离退休"),
    new_page("廉洁教育"),
    new_page("考勤纪律"),
    cut_row("设备物资", before="4. 未指定资产管理员"),
    new_page("数据与网络"),
    cut_row("结对帮扶", before="4. 协助对口村"),
    new_page("3. 加强孵化场地"),
    wrapped_labels,
    labels_once(CATEGORY, PROJECT, METHODS, ASSESSORS),
    set_cell("支部建设", ITEM, ""),
    set_cell("文书归档", ITEM, "又书归挡 （2分）"),
    set_cell("水电节约", CATEGORY, "保证（40分）"),
    misread(
        "公文会务", CRITERIA, "，院领导签批后两日内未送院长办公室编号，每次扣0.1分。", "，院领导签批后两日内未送院"
    ),
    misread("新闻宣传", CRITERIA, "7. 网页信息陈旧、文字有误、图片不清扣0.1分，网页全年更新每少一条扣0.01分。", ""),
    misread("廉洁教育", CRITERIA, "因内控不严", "因内控不\ufffd"),
    misread("经费管理", CRITERIA, "最多扣0.4分", "最多扣0.4分_"),
    misread("教工之家", DUTIES, "资料整理归档。", "资料整理归档。 理归档。"),
    misread("临时交办", ASSESSORS, "院长办公室 绩效考核办公室", "院长办公室绩效考核办公室"),
    set_cell("新闻宣传", METHODS, ""),
    glued_items("公文会务"),
    glued_items("廉洁教育"),
    torn("一、", left=5, middle=6),
    torn("二、", left=5, middle=6),
    misread("一、", ITEM, "教育局", "]教育局"),
    torn("1. 组织", left=14, middle=5, width=50),
    torn("2. 举办项目路演", left=10, middle=5),
    torn("3. 加强孵化场地", left=15, middle=0, width=36),
    torn("4. 申报创新创业", left=15, middle=0, width=36),
    torn("5. 指导学生申请专利", left=8, middle=0),
    torn("6. 完成大学生", left=12, middle=0),
    torn("7. 完成2020年度", left=12, middle=0),
    narrow_page(-1),
    soft_wraps(seed=23),
    spaces_in_numbers(seed=29),
    zero_for_o,
    half_width,
]
