"""Pages and tables to sheets: titles, several sheets in a file, rows cut by a page end, tables without a header."""

from __future__ import annotations

import pytest
from table_text import TITLE, document, flags, headings, html, paths, pipes, rulebook, texts

from normalize import build_rulebook
from schemas import Rulebook, Table

HEADER = "类别 | 项目名称 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位\n"
FIRST = "保证目标(40分) | 食堂(40分) | 1. 保障供应。 | 1. 断供一次扣1分。 | 扣分法 | 后勤处\n"
SECOND = "发展目标(30分) | 招生(30分) | 1. 招生。 | 1. 少招一人扣0.1分。 | 达标法 | 招生办\n"
OTHER = "# 财务处2021年度绩效目标量化考核任务表\n\n"


@pytest.mark.parametrize("write", [html, pipes])
def test_two_sheets_in_a_file(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + FIRST) + write(HEADER + SECOND, OTHER))
    assert [sheet.department for sheet in book.sheets] == ["督查室", "财务处"]
    assert [len(sheet.tasks) for sheet in book.sheets] == [1, 1]


def test_two_sheets_in_one_table() -> None:
    """A tool that joins tables: the second title and header are rows within."""
    rows = HEADER + FIRST + "财务处2021年度绩效目标量化考核任务表{c6}\n" + HEADER + SECOND
    for text in (html(rows), pipes(rows.replace("{c6}", " | | | | |"))):
        book = rulebook(text)
        assert [sheet.department for sheet in book.sheets] == ["督查室", "财务处"]
        assert paths(book) == ["保证目标 40 > 食堂 40", "发展目标 30 > 招生 30"]


@pytest.mark.parametrize("write", [html, pipes])
def test_a_header_repeated_within_a_table(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + FIRST + HEADER + SECOND))
    assert paths(book) == ["保证目标 40 > 食堂 40", "发展目标 30 > 招生 30"]
    assert flags(book) == []


@pytest.mark.parametrize("between", ["", "第2页\n\n", TITLE])
@pytest.mark.parametrize("write", [html, pipes])
def test_a_table_that_goes_on_with_its_header_repeated(write, between: str) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + FIRST) + write(HEADER + SECOND, between))
    assert len(book.sheets) == 1
    assert paths(book) == ["保证目标 40 > 食堂 40", "发展目标 30 > 招生 30"]
    assert flags(book) == []


def test_a_table_that_goes_on_without_a_header() -> None:
    book = rulebook(html(HEADER + FIRST) + html(SECOND, "第2页\n\n"))
    assert paths(book) == ["保证目标 40 > 食堂 40", "发展目标 30 > 招生 30"]
    assert headings(book) == ["第2页"]


def test_rows_on_a_page_without_a_header_are_none() -> None:
    """发展目标, 扣分法 and 考评小组 name columns elsewhere; what stands beside them is content."""
    below = "发展目标(30分) | 1. 修好西岸的码头 | 1. 码头未修好，扣5分 | 扣分法 | 绩效考评小组"
    page = below + "\n" + below.replace("修好西岸的码头", "清点船队").replace("码头未修好", "未清点船队")
    header = "类别 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位\n"
    first = "保证目标(40分) | 1. 保障供应。 | 1. 断供一次扣1分。 | 扣分法 | 后勤处\n"
    book = rulebook(html(header + first) + html(page, ""))
    assert [len(sheet.tasks) for sheet in book.sheets] == [3]


def on_pages(*pages: tuple[str, tuple[float, ...]]) -> Rulebook:
    """Tables of a PDF's pages, with the x of their vertical lines."""
    whole = document("".join(html(text, TITLE if n == 0 else "") for n, (text, _) in enumerate(pages)), medium="pdf")
    edges = iter(edges for _, edges in pages)
    blocks = tuple(
        block.model_copy(update={"edges": next(edges)}) if isinstance(block, Table) else block for block in whole.blocks
    )
    return build_rulebook([whole.model_copy(update={"blocks": blocks})])


HUNG = """
发展目标(30分){r2} | 3. 疏浚河道。 | 1. 未疏浚扣5分。 | 扣分法 | 水务处
4. 植树。 | 1. 未植树扣2分。 | 扣分法 | 园林处
"""
EDGES = (30.0, 80.0, 140.0, 300.0, 480.0, 520.0, 570.0)


def test_a_page_whose_rows_all_hang_under_their_category_shows_fewer_lines() -> None:
    """The second page is the picture of another sheet of paper: a little larger, and moved."""
    page = (30.0, 80.0, 300.0, 480.0, 520.0, 570.0)
    for own in (page, tuple(12 + 1.005 * x for x in page)):
        book = on_pages((HEADER + FIRST, EDGES), (HUNG, own))
        assert paths(book) == ["保证目标 40 > 食堂 40", "发展目标 30", "发展目标 30"]
        assert [c.text for t in book.sheets[0].tasks[1:] for c in t.criteria] == ["未疏浚扣5分。", "未植树扣2分。"]
        assert flags(book) == []


def test_a_page_that_one_label_takes_up_may_lack_its_column() -> None:
    """No side of it is drawn after the page end."""
    page = "车队(15分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 车队办\n"
    page += "码头(15分) | 1. 装卸。 | 1. 漏检一次扣2分。 | 扣分法 | 船务处\n"
    second = HEADER + FIRST + SECOND
    book = on_pages((second.replace("发展目标(30分)", "发展目标(60分)"), EDGES), (page, EDGES[1:]))
    assert paths(book)[1:] == ["发展目标 60 > 招生 30", "发展目标 60 > 车队 15", "发展目标 60 > 码头 15"]
    assert flags(book) == []
    moved = on_pages((HEADER + FIRST, EDGES), (page, tuple(x - 20 for x in EDGES[1:])))
    assert len(paths(moved)) == 1
    assert "scoring-outside" in flags(moved)


def test_a_table_whose_lines_lie_left_of_the_last_is_another() -> None:
    rows = "车队(20分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 党政办\n"
    book = on_pages((HEADER + FIRST, EDGES), (rows, (*EDGES[1:-1], 540.0)))
    assert paths(book) == ["保证目标 40 > 食堂 40"]
    assert "table-passed" in flags(book)


def test_a_table_of_other_lines_is_another_table() -> None:
    other = (30.0, 110.0, 260.0, 430.0, 520.0, 570.0)
    book = on_pages((HEADER + FIRST, EDGES), (HUNG, other))
    assert paths(book) == ["保证目标 40 > 食堂 40"]
    assert "scoring-outside" in flags(book)


CUT = [
    # the row's last part before the page end, the next page's first row, the criteria as one
    ("1. 误车一次扣1分。/2. 私用公车", " | | | 一次扣5分。 | |", ["误车一次扣1分。", "私用公车一次扣5分。"]),
    ("1. 误车一次扣1分。", " | | | 2. 私用公车一次扣5分。 | |", ["误车一次扣1分。", "私用公车一次扣5分。"]),
    ("1. 误车一次扣1分。/2. 私用公", " | | | 车一次扣5分。/3. 违章一次扣2分。 | |", None),
]


@pytest.mark.parametrize(("last", "rest", "criteria"), CUT)
def test_a_row_cut_by_the_page_end(last: str, rest: str, criteria: list[str] | None) -> None:
    first = HEADER + f"保证目标(40分) | 车队(40分) | 1. 调度。 | {last} | 扣分法 | 党政办\n"
    for between in ("", HEADER):
        book = rulebook(html(first) + html(between + rest + "\n" + SECOND, ""))
        assert paths(book) == ["保证目标 40 > 车队 40", "发展目标 30 > 招生 30"]
        got = [c.text for c in book.sheets[0].tasks[0].criteria]
        assert got == (criteria or ["误车一次扣1分。", "私用公车一次扣5分。", "违章一次扣2分。"])
        assert book.sheets[0].tasks[0].assessors == ("党政办",)
        # the evidence of the criterion that was cut leads to both pages
        lines = {
            place.anchor.model_dump_json() for c in book.sheets[0].tasks[0].criteria for place in c.evidence[0].places
        }
        assert len(lines) == 2


def test_duties_and_criteria_both_go_on() -> None:
    first = HEADER + "保证目标(40分) | 车队(40分) | 1. 调度。/2. 保 | 1. 误车一次扣1分。 | 扣分法 | 党政办\n"
    book = rulebook(html(first) + html(" | | 养车辆。 | 2. 未保养一次扣2分。 | |\n" + SECOND, ""))
    assert texts(book)[0] == ("保证目标 40 > 车队 40", "调度。 保养车辆。", "误车一次扣1分。 未保养一次扣2分。")


def test_a_row_of_its_own_at_the_top_of_a_page() -> None:
    """Its numbering begins anew and it has its own label: not the rest of the row above."""
    second = " | 车队(20分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 党政办\n"
    first = FIRST.replace("食堂(40分)", "食堂(20分)")
    book = rulebook(html(HEADER + first) + html(HEADER + second, ""))
    assert paths(book) == ["保证目标 40 > 食堂 20", "保证目标 40 > 车队 20"]


def test_a_label_that_is_shown_again_on_the_next_page_is_one_label() -> None:
    second = "保证目标(40分) | 车队(20分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 党政办\n"
    book = rulebook(pipes(HEADER + FIRST.replace("食堂(40分)", "食堂(20分)")) + pipes(HEADER + second, ""))
    assert paths(book) == ["保证目标 40 > 食堂 20", "保证目标 40 > 车队 20"]
    assert flags(book) == []


@pytest.mark.parametrize("said", ["保证目标(续)", "保证目标（续）", "保证目标(接上页)"])
def test_a_label_that_says_it_goes_on_is_the_one_above(said: str) -> None:
    food, cars = (
        FIRST.replace("食堂(40分)", "食堂(20分)"),
        "{} | 车队(20分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 党政办\n",
    )
    drivers = " | 驾驶员(10分) | 1. 培训。 | 1. 少一次扣1分。 | 扣分法 | 党政办\n"
    first = html(HEADER + food.replace("保证目标(40分)", "保证目标(50分){r1}"))
    book = rulebook(first + html(HEADER + cars.format(said + "{r2}") + drivers.removeprefix(" | "), ""))
    assert paths(book) == ["保证目标 50 > 食堂 20", "保证目标 50 > 车队 20", "保证目标 50 > 驾驶员 10"]
    assert flags(book) == []


def test_a_row_cut_by_the_page_end_beside_a_label_that_says_it_goes_on() -> None:
    first = HEADER + "保证目标(50分){r2} | 食堂(20分) | 1. 供应。 | 1. 断供一次扣1分。 | 扣分法 | 后勤处\n"
    first += "车队(30分) | 1. 调度。 | 1. 误车且未及时报告 | 扣分法 | 党政办\n"
    book = rulebook(html(first) + html(HEADER + "保证目标(续) | | | 的,一次扣2分。 | | \n", ""))
    assert texts(book)[1] == ("保证目标 50 > 车队 30", "调度。", "误车且未及时报告的,一次扣2分。")
    assert flags(book) == []


@pytest.mark.parametrize("mark", ["(续表)", "（续）", "续表", " (续表)"])
def test_a_title_that_says_it_goes_on_begins_no_sheet(mark: str) -> None:
    again = TITLE.rstrip("\n") + mark + "\n\n"
    book = rulebook(html(HEADER + FIRST) + html(HEADER + SECOND, again))
    assert len(book.sheets) == 1
    assert flags(book) == []


def test_text_between_and_below_tables_is_kept() -> None:
    text = html(HEADER + FIRST) + "以上由后勤处解释。\n\n" + html(HEADER + SECOND, "") + "本表自发布之日起施行。\n"
    assert headings(rulebook(text)) == ["以上由后勤处解释。", "本表自发布之日起施行。"]


def test_scoring_that_stands_outside_the_table_is_flagged() -> None:
    book = rulebook(html(HEADER + FIRST) + "凡弄虚作假的,另扣5分。\n")
    assert flags(book) == ["points-sum", "scoring-outside"] or flags(book) == ["scoring-outside"]


TITLES = [
    ("图书馆2021年度绩效目标量化考核任务表", "图书馆", 2021),
    ("2021年度教务处绩效目标考核表", "教务处", 2021),
    ("2024年白石镇文化站重点工作目标任务考核细则", "白石镇文化站", 2024),
    ("重点实验室2023年度目标考核表", "重点实验室", 2023),
    ("疾控中心工作考核表(2022年度)", "疾控中心", 2022),
    ("青岚职业技术学院2021年绩效目标考核任务表(保卫处)", "保卫处", 2021),
    ("2021年度部门绩效考核任务表\n\n被考核部门:学生工作处", "学生工作处", 2021),
    ("2021年度绩效考核表\n\n单位:白石镇", "白石镇", 2021),
    ("财 务 处 2021 年度 目标管理考核任务表", "财务处", 2021),
    ("急诊科2020-2021年度医疗质量考核表", "急诊科", 2020),
    ("水利局２０２２年度目标考核表", "水利局", 2022),
    ("青 禾县人民医院护理部2 0 2 3 年 度绩效考核量化表", "青禾县人民医院护理部", 2023),
    ("护  理  部  2 0 2 3  年  度  绩  效  考  核  量  化  评  分  标  准  一  览  表", "护理部", 2023),
    ("农机研究所科研处年度绩效评价指标体系(2021年度)", "农机研究所科研处", 2021),
    ("石桥村村民委员会环境卫生管理考核细则(2024年)", "石桥村村民委员会", 2024),
    ("农机研究所科研部门2021年度绩效评价表", "农机研究所科研部门", 2021),
    ("白石镇人民政府2021年度绩效考核任务表\n\n(考核对象:农业办公室)", "农业办公室", 2021),
    ("白石镇2021年度绩效考核任务表\n\n被考核股室:财政股", "财政股", 2021),
    ("车队2021年度绩效目标量化考核任务表", "车队", 2021),
    ("白石图书馆2021年度部室目标管理考核表", "白石图书馆", 2021),
    ("白石公司2021年度\n\n车队绩效考核评分表\n\n被考核车队:第三车队", "第三车队", 2021),
    ("白石公司2021年度\n\n绩效考核评分表", "白石公司", 2021),
    ("白石大学2021年度机关部门绩效考核任务表——组织部", "组织部", 2021),
    ("2021年财务部关键绩效指标(KPI)考核表", "财务部", 2021),
    ("白石学院团委二〇二一年度工作目标考核表", "白石学院团委", 2021),
    ("白石学院2021年度绩效考核任务表(纪委)", "纪委", 2021),
    ("白石学院2021年度绩效考核任务表——工会", "工会", 2021),
    ("2021年度绩效考核任务表\n\n(团委)", "团委", 2021),
    ("白石医院临床党总支2021年度考核任务书", "白石医院临床党总支", 2021),
    ("附件2:保卫处2021年度绩效考核任务表", "保卫处", 2021),
    ("附表一 保卫处2021年度绩效考核任务表", "保卫处", 2021),
    ("白石镇人民政府关于印发村级考核办法的通知石桥村2021年度综合考核评分表", "石桥村", 2021),
    ("白石镇2021年度社区居委会考核评分表\n\n(白石镇青禾社区)", "白石镇青禾社区", 2021),
    ("白石农机院绩效目标考核表\n\n考核对象:试验站考核周期:2021年度 总分:100分", "试验站", 2021),
    ("白石大学化工学院2021年度二级学院绩效考核指标体系", "白石大学化工学院", 2021),
    ("白石区综合执法大队2021年度中队绩效目标考核表", "白石区综合执法大队", 2021),
    ("白石区综合执法大队2021年度第二中队绩效目标考核表", "第二中队", 2021),
    ("白石医院财务科2021年度绩效目标考核表\n\n(临床科室)", "白石医院财务科", 2021),
    ("绩效考核评分表\n\n受检科室:药剂科 检查时间:2021年3月", "药剂科", 2021),
    ("2021年第三季度白石街道网格员绩效考核评分表", "白石街道网格员", 2021),
    ("白石研究院(综合办公室)2021年绩效考核指标", "综合办公室", 2021),
    ("白石学院绩效考核任务表(2021年度)部门:保卫处", "保卫处", 2021),
    ("白石供电公司2021年度变电运检班绩效考核表", "变电运检班", 2021),
    ("白石公司2021年度值班考核评分表", "白石公司", 2021),
    ("组织部(统战部)2021年度目标任务考核表", "组织部(统战部)", 2021),  # a second sign on the same door
    ("2021年度党政办公室（督查室）绩效考核表", "党政办公室（督查室）", 2021),
    ("白石学院教务处(教师发展中心)2021年度绩效考核表", "白石学院教务处(教师发展中心)", 2021),
    ("白石学院2021年度绩效考核表(组织部(统战部))", "组织部(统战部)", 2021),
    ("白石区人民政府办公室(秘书科)2021年绩效考核指标", "秘书科", 2021),
    ("白石地铁公司2021年度车站绩效考核评分标准", "白石地铁公司", 2021),
    ("白石印务有限责任公司装订部2021年度绩效目标量化考核任务表", "白石印务有限责任公司装订部", 2021),
    ("白石印务有限责任公司2021年度目标责任书", "白石印务有限责任公司", 2021),
    ("白石区机关绩效考核办2021年度目标管理考核表", "白石区机关绩效考核办", 2021),
    ("白石区教育质量评价中心2021年工作目标责任状", "白石区教育质量评价中心", 2021),
    ("白石区水利局2021年度目标责任制考核评分表", "白石区水利局", 2021),
]


@pytest.mark.parametrize(("title", "department", "year"), TITLES)
def test_what_titles_say(title: str, department: str, year: int) -> None:
    (sheet,) = rulebook(html(HEADER + FIRST, f"{title}\n\n")).sheets
    assert (sheet.department, sheet.year) == (department, year)


@pytest.mark.parametrize("title", ["", "绩效目标量化考核任务表\n\n", "关于印发任务的通知,请各部门认真执行。\n\n"])
def test_a_table_without_a_title_says_so(title: str) -> None:
    book = rulebook(html(HEADER + FIRST, title))
    assert flags(book) == ["missing-title"]
    assert paths(book) == ["保证目标 40 > 食堂 40"]


def test_a_title_within_the_table() -> None:
    book = rulebook(html("财务处2021年度绩效目标考核表{c6}\n" + HEADER + FIRST, ""))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("财务处", 2021)]
    assert flags(book) == []


UNITS = "类别 | 项目 | 分值 | 考核内容 | 评分标准\n"
OF_KITCHEN = "保障(40分) | 供餐 | 40 | 按时供餐。 | 断供一次扣1分。\n"
OF_DEPOT = "仓储(30分) | 盘点 | 30 | 每月盘点。 | 少一次扣2分。\n"


@pytest.mark.parametrize("asked", ["被考核科室:", "受考核部门：", "考核对象:"])
def test_units_in_one_table_are_sheets_of_their_own(asked: str) -> None:
    """Their names stand in rows across it, the headings once, or below each name again."""
    kitchen, depot = f"{asked}食堂{{c5}}\n", f"{asked}仓库{{c5}}\n"
    for rows in (
        UNITS + kitchen + OF_KITCHEN + depot + OF_DEPOT,
        kitchen + UNITS + OF_KITCHEN + depot + UNITS + OF_DEPOT,
        UNITS + kitchen + OF_KITCHEN + depot + UNITS + OF_DEPOT,
    ):
        book = rulebook(html(rows, "# 白石公司2021年度考核细则\n\n"))
        assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("食堂", 2021), ("仓库", 2021)]
        assert paths(book) == ["保障 40 > 供餐 40", "仓储 30 > 盘点 30"]


def test_rows_above_the_first_unit_stay_with_the_title() -> None:
    book = rulebook(html(UNITS + OF_KITCHEN + "被考核科室:仓库{c5}\n" + OF_DEPOT))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("督查室", 2021), ("仓库", 2021)]
    assert paths(book) == ["保障 40 > 供餐 40", "仓储 30 > 盘点 30"]


@pytest.mark.parametrize("line", ["单位:分", "计量单位：万元", "单位：分/人", "(单位:元)"])
def test_what_a_table_counts_in_is_no_department(line: str) -> None:
    (sheet,) = rulebook(html(HEADER + FIRST, f"2021年度督查室绩效考核表\n\n{line}\n\n")).sheets
    assert (sheet.department, sheet.year) == ("督查室", 2021)


def test_titles_within_tables_name_them_before_one_above_them_all() -> None:
    above = "附件:各部门2021年度绩效考核标准\n\n"
    two = [html(f"白石公司{name}2021年度绩效考核表{{c6}}\n{HEADER}{FIRST}", "") for name in ("生产部", "销售部")]
    book = rulebook(above + "".join(two))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [
        ("白石公司生产部", 2021),
        ("白石公司销售部", 2021),
    ]


@pytest.mark.parametrize(
    "line", ["表3 绩效考核任务表（续）", "续表3 绩效考核任务表", "绩效考核任务表(接上页)", "绩效目标考核表（续表）"]
)
def test_a_further_page_below_the_name_of_the_table(line: str) -> None:
    head = "类别 | 项目 | 考核内容 | 评分标准\n"
    first = head + "安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。"
    page = html(head + " | 巡逻(20分) | 每晚两次。 | 少一次扣1分。", f"{line}\n\n")
    book = rulebook(html(first) + page)
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]


def test_a_row_cut_by_a_page_end_says_once_what_is_asked_for() -> None:
    head = "类别 | 项目 | 考核内容 | 评分标准 | 评价方法 | 考核部门\n"
    row = "安全(30分) | 门岗(30分) | 1.值守不脱岗。/2.登记。 | {} | 扣分法 | 保卫处"
    book = rulebook(html(head + row.format("1.脱岗一次扣2分。")) + html(row.format("2.漏登一次扣1分。"), ""))
    assert texts(book) == [("安全 30 > 门岗 30", "值守不脱岗。 登记。", "脱岗一次扣2分。 漏登一次扣1分。")]
    assert flags(book) == []


def test_a_row_over_two_levels_that_is_read_twice_is_flagged() -> None:
    head = "类别 | 项目{c2} | 考核内容 | 评分标准\n"
    row = "安全(30分) | 门岗(10分){c2} | 值守。 | 脱岗一次扣2分,漏登扣1分。\n"
    more = "安全(30分) | 巡查(20分) | 夜巡(20分) | 每晚两次。 | 少一次扣1分。\n"
    assert "row-repeated" in flags(rulebook(html(head + row + row + more)))
    assert "row-repeated" not in flags(rulebook(html(head + row + more)))


def test_a_row_cut_by_a_page_end_says_once_who_judges() -> None:
    head = "类别 | 项目 | 考核内容 | 评分标准 | 评价方法 | 考核部门\n"
    page = "安全(30分) | 门岗(30分) | 不脱岗。 | 误岗一次扣1分。 | 扣分法 | 办公室"
    book = rulebook(
        html(head + "安全(30分) | 门岗(30分) | 1.值守, | 1.脱岗一次扣2分, | 扣分法 | 办公室") + html(page, "")
    )
    (task,) = book.sheets[0].tasks
    assert (task.methods, task.assessors) == (("扣分法",), ("办公室",))


@pytest.mark.parametrize("line", ["被考核单位：{}", "单位名称:{}", "考核对象：{}    填表人：李", "部门：{}"])
def test_units_below_one_title_are_of_its_year(line: str) -> None:
    first = "白石镇2021年度绩效考核任务表\n\n" + line.format("财政所") + "\n\n"
    book = rulebook(html(HEADER + FIRST, first) + html(HEADER + FIRST, line.format("农业站") + "\n\n"))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("财政所", 2021), ("农业站", 2021)]


def test_a_title_of_its_own_is_of_no_other_year() -> None:
    book = rulebook(html(HEADER + FIRST) + html(HEADER + FIRST, "农业站绩效考核任务表\n\n"))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("督查室", 2021), ("农业站", None)]


def test_a_title_for_all_departments_names_none() -> None:
    (sheet,) = rulebook(html(HEADER + FIRST, "各科室2021年度绩效考核标准\n\n")).sheets
    assert (sheet.department, sheet.year) == (None, 2021)


@pytest.mark.parametrize("name", ["保卫处2021年度考核标准", "保卫处绩效考核标准"])
def test_a_title_written_into_every_column_is_no_heading(name: str) -> None:
    text = " | ".join([name] * 6) + "\n" + HEADER + FIRST
    (sheet,) = rulebook(pipes(text, "")).sheets
    assert sheet.department == "保卫处"
    assert len(sheet.tasks) == 1


@pytest.mark.parametrize(
    ("lines", "department"),
    [
        ("青岚职业技术学院财务处\n\n2021年度绩效目标考核任务表", "青岚职业技术学院财务处"),
        ("白石镇石桥村村民委员会\n\n2021年工作目标考核表", "白石镇石桥村村民委员会"),
        ("请各村对照执行,自查自纠\n\n2021年工作目标考核表", None),
    ],
)
def test_a_title_split_over_two_lines(lines: str, department: str | None) -> None:
    (sheet,) = rulebook(html(HEADER + FIRST, f"{lines}\n\n")).sheets
    assert (sheet.department, sheet.year) == (department, 2021)


# --- several tables under one title

FOUR = "考核项目 | 考核内容 | 评分标准 | 分值\n"
DUTY = FOUR + "考勤 | 按时到岗。 | 迟到一次扣1分。 | 20\n"
CARE = FOUR + "卫生 | 每日清扫。 | 漏扫一处扣0.5分。 | 80\n"
EXTRA = "序号 | 加分项目 | 加分标准\n1 | 表彰 | 获表彰一次加2分。\n"


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("marker", ["附表", "附表2:", "附件二", "附录"])
def test_a_table_under_the_heading_of_an_appendix_is_a_sheet_of_its_own(write, marker: str) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(DUTY) + write(CARE, f"{marker}\n\n"))
    assert [[task.path[0][0] for task in sheet.tasks] for sheet in book.sheets] == [["考勤"], ["卫生"]]
    assert [sheet.department for sheet in book.sheets] == ["督查室", None]
    assert flags(book) == ["missing-title"]


def test_an_appendix_goes_on_under_its_heading() -> None:
    """The heading comes again over the second page; a continuation says so."""
    first = html(DUTY, "附表1\n\n督查室2021年度绩效考核表\n\n")
    for again in ("附表1\n\n", "附表1(续)\n\n", "续表\n\n"):
        book = rulebook(first + html(CARE, again))
        assert [[task.path[0][0] for task in sheet.tasks] for sheet in book.sheets] == [["考勤", "卫生"]]


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("numbers", [("一、", "二、"), ("(一)", "(二)"), ("1. ", "2. "), ("第一部分 ", "第二部分 ")])
def test_numbered_tables_are_parts_of_one_sheet(write, numbers: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    one, two = numbers
    text = write(DUTY, f"{TITLE}{one}日常管理(20分)\n\n") + write(CARE, f"{two}环境管理(80分)\n\n")
    book = rulebook(text)
    assert [sheet.department for sheet in book.sheets] == ["督查室"]
    one, two = one.strip(), two.strip()
    assert paths(book) == [f"{one}日常管理 20 > 考勤 20", f"{two}环境管理 80 > 卫生 80"]
    assert flags(book) == []


def test_a_part_goes_on_over_the_page_and_the_next_begins_anew() -> None:
    """An empty label at the top belongs to the table above only where no heading of its own stands over it."""
    text = html(FOUR + "考勤 | 按时到岗。 | 迟到一次扣1分。 | 20\n", TITLE + "一、日常管理\n\n")
    text += html(" | 不早退。 | 早退一次扣1分。 | \n", "第2页\n\n")
    text += html(FOUR + " | 每日清扫。 | 漏扫一处扣0.5分。 | 80\n", "二、环境管理\n\n")
    book = rulebook(text)
    assert [path.partition(" >")[0] for path in paths(book)] == ["一、日常管理 -", "二、环境管理 -"]
    assert texts(book)[0][2] == "迟到一次扣1分。 早退一次扣1分。"
    assert "label-missing" in flags(book)


@pytest.mark.parametrize("kind", ["考核", "考核(20分)", "重点任务"])
def test_parts_whose_names_end_as_titles_do(kind: str) -> None:
    book = rulebook(html(DUTY, f"{TITLE}一、日常{kind}\n\n") + html(CARE, f"二、附加{kind}\n\n"))
    assert [path[:4] for path in paths(book)] == ["一、日常", "二、附加"]
    assert [sheet.department for sheet in book.sheets] == ["督查室"]


def test_a_numbered_line_with_a_unit_is_the_title_of_a_sheet() -> None:
    book = rulebook(html(DUTY, "一、后勤处2021年度考核\n\n") + html(CARE, "二、保卫处2021年度考核\n\n"))
    assert [sheet.department for sheet in book.sheets] == ["后勤处", "保卫处"]


def test_one_numbered_heading_is_no_part() -> None:
    book = rulebook(html(DUTY, TITLE + "三、考核内容\n\n"))
    assert paths(book) == ["考勤 20"]
    assert "三、考核内容" in headings(book)


def test_a_table_with_other_headings_goes_on_with_nothing_of_the_one_above() -> None:
    text = html(FOUR + "考勤 | 按时到岗。 | 迟到一次扣1分,早退 | 20\n") + html(
        "类别 | 加分标准 | 考核单位\n | 获表彰一次加2分。 | 人事处\n", ""
    )
    book = rulebook(text)
    assert [sheet.department for sheet in book.sheets] == ["督查室"]
    assert [c for _, _, c in texts(book)] == ["迟到一次扣1分,早退", "获表彰一次加2分。"]
    assert "label-missing" in flags(book)


def test_headings_repeated_without_a_line_below_them() -> None:
    """The first row of the further page holds the headings, too."""
    page = "类别 | 项目名称/车队(10分) | 主要任务/1. 调度。 | 考核评价标准/1. 误车一次扣1分。"
    page += " | 评价方法/扣分法 | 考核单位/车队办"
    book = rulebook(html(HEADER + FIRST.replace("保证目标(40分)", "保证目标(50分)")) + html(page, ""))
    assert texts(book)[1] == ("保证目标 50 > 车队 10", "调度。", "误车一次扣1分。")
    assert [task.assessors for task in book.sheets[0].tasks] == [("后勤处",), ("车队办",)]
    assert flags(book) == []


def test_a_repeated_heading_without_a_line_below_it_stands_above_the_label_that_goes_on() -> None:
    page = HEADER.replace("类别", "类别{r3}", 1) + "车队(10分) | 1. 调度。 | 1. 误车一次扣1分。 | 扣分法 | 车队办\n"
    page += "码头(20分) | 1. 装卸。 | 1. 漏检一次扣2分。 | 扣分法 | 船务处\n"
    book = rulebook(html(HEADER + FIRST + SECOND.replace("发展目标(30分)", "发展目标(60分)")) + html(page, ""))
    assert paths(book)[1:] == ["发展目标 60 > 招生 30", "发展目标 60 > 车队 10", "发展目标 60 > 码头 20"]
    assert flags(book) == []


def test_a_heading_as_wide_as_its_column_is_no_line_of_the_label_below_it() -> None:
    page = "类别发展目标(10分) | 项目名称/车队(10分) | 主要任务/1. 调度。 | 考核评价标准/1. 误车一次扣1分。"
    page += " | 评价方法/扣分法 | 考核单位/车队办"
    book = rulebook(html(HEADER + FIRST) + html(page, ""))
    assert texts(book)[1] == ("发展目标 10 > 车队 10", "调度。", "误车一次扣1分。")


# --- a table that is none of the sheet's pages

MAIN = "考核项目 | 评分标准 | 分值\n考勤 | 迟到一次扣1分。 | 10\n"


@pytest.mark.parametrize(
    "other",
    [
        "情形 | 甲类 | 乙类\n论文 | 6 | 4\n竞赛 | 10 | 3\n",
        "事由 | 处理\n旷工 | 扣2分\n",
    ],
)
def test_a_table_with_amounts_of_which_nothing_was_read_is_flagged(other: str) -> None:
    book = rulebook(html(MAIN) + html(other, ""))
    assert paths(book) == ["考勤 10"]
    assert "table-passed" in flags(book)


@pytest.mark.parametrize(
    "other",
    [
        "甲方(签字): | 乙方(签字):\n2021年1月1日 | 2021年1月1日\n",
        "序 | 姓名 | 电话\n1 | 张三 | 8001\n2 | 李四 | 8002\n",
    ],
)
def test_a_table_of_signatures_or_persons_is_not(other: str) -> None:
    assert flags(rulebook(html(MAIN) + html(other, ""))) == []


def test_a_short_label_below_its_repeated_heading_is_on_one_line_with_it() -> None:
    page = "类别保证目标(50分) | 项目名称/车队(10分) | 主要任务/1. 调度。 | 考核评价标准/1. 误车一次扣1分。"
    page += " | 评价方法扣分法 | 考核单位/车队办"
    book = rulebook(html(HEADER + FIRST.replace("保证目标(40分)", "保证目标(50分)")) + html(page, ""))
    assert texts(book)[1] == ("保证目标 50 > 车队 10", "调度。", "误车一次扣1分。")
    assert book.sheets[0].tasks[1].methods == ("扣分法",)


# --- rows that stand on both sides of a page end

PLAN = "序号 | 项目 | 考核内容 | 评分标准 | 分值\n"
TWICE = "1 | 安全 | 做好门禁。 | 失守一次扣1分。 | 10\n2 | 绿化 | 养护。 | 漏修一次扣2分,扣完为止。 | 9\n"


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("again", [1, 2])
@pytest.mark.parametrize("headed", [True, False])
def test_rows_that_come_again_on_the_next_page_count_once(write, again: int, headed: bool) -> None:  # type: ignore[no-untyped-def]
    rows = [*TWICE.splitlines()[-again:], "3 | 保洁 | 扫地。 | 漏扫一次扣0.5分。 | 5"]
    header = PLAN if headed or write is pipes else ""
    book = rulebook(write(PLAN + TWICE) + write(header + "\n".join(rows), ""))
    assert paths(book) == ["安全 10", "绿化 9", "保洁 5"]
    assert [c for _, _, c in texts(book)] == ["失守一次扣1分。", "漏修一次扣2分,扣完为止。", "漏扫一次扣0.5分。"]
    assert flags(book) == ["row-repeated"] * again


def pages(*parts: str, medium: str = "pdf") -> Rulebook:
    return build_rulebook([document("".join(parts), medium=medium)])


def test_a_row_with_an_amount_of_its_own_is_no_rest_of_the_row_above() -> None:
    plan = "项目 | 分值 | 扣分情形 | 扣分值\n门禁 | 10 | 漏登来访人员 | 每人0.5分\n"
    book = pages(html(plan), html(" | | 通道堵塞 | 每处1分\n", ""))
    assert texts(book) == [("门禁 10", "", "漏登来访人员每人扣0.5分 通道堵塞每处扣1分")]
    assert len(book.sheets[0].tasks[0].criteria) == 2
    assert flags(book) == []


def test_the_name_of_an_assessor_that_a_page_end_cuts() -> None:
    first = HEADER + "保证目标(4分) | 食堂 | 1.保障 | 1.断 | 扣分法 | 综合办公\n"
    book = pages(html(first), html(" | | 供应。 | 供一次扣1分。 | | 室\n", ""))
    assert texts(book) == [("保证目标 4 > 食堂 4", "保障供应。", "断供一次扣1分。")]
    assert book.sheets[0].tasks[0].assessors == ("综合办公室",)


def test_a_label_merged_only_below_the_page_end_is_that_of_the_row_cut_there() -> None:
    first = "类别 | 项目 | 名称 | 工作要求 | 评分标准\n窗口 | 现场(10分) | 接待(6分) | 1.登记来访 | 漏登一人\n"
    rest = "(10分){r2} | {r2} | | 人员。 | 扣1分。\n候车(4分) | 1.保持整洁。 | 不洁一处扣1分。\n"
    book = pages(html(first), html(rest, ""))
    assert texts(book) == [
        ("窗口 10 > 现场 10 > 接待 6", "登记来访人员。", "漏登一人扣1分。"),
        ("窗口 10 > 现场 10 > 候车 4", "保持整洁。", "不洁一处扣1分。"),
    ]
    assert flags(book) == []


def test_a_name_over_all_labels_at_the_top_of_a_page_is_the_rest_of_none() -> None:
    first = "类别 | 项目 | 工作要求 | 评分标准 | 分值\n窗口 | 接待 | 登记来访。 | 漏登一人扣1分。 | 6\n"
    book = pages(html(first), html("加分项{c3} | 获市级表彰加2分。 | \n", ""))
    assert texts(book)[1:] == [("加分项 -", "", "获市级表彰加2分。")]
    assert flags(book) == []


def test_a_merged_cell_that_a_page_end_cuts_in_its_last_row() -> None:
    plan = "项目 | 工作要求 | 评分标准 | 分值\n"
    first = "门禁{r2} | 1.查验证件。/2.登记来{r2} | 1.漏登一人扣1分。 | 10{r2}\n2.未查\n"
    book = pages(html(plan + first), html(" | 访人员。 | 验一次扣2分。 | \n", ""))
    assert texts(book) == [("门禁 10", "查验证件。 登记来访人员。", "漏登一人扣1分。 未查验一次扣2分。")]
    assert flags(book) == []


@pytest.mark.parametrize("medium", ["pdf", "word"])
def test_rows_of_a_digital_source_that_are_alike_count_each(medium: str) -> None:
    plan, row = "项目 | 考核内容 | 评分标准 | 分值\n", "巡查 | 按时巡查。 | 每缺一次巡查扣0.5分。 | 5\n"
    book = pages(html(plan + "安全 | 门禁。 | 失守一次扣1分。 | 10\n" + row), html(row, ""), medium=medium)
    assert paths(book) == ["安全 10", "巡查 5", "巡查 5"]
    assert [c for _, _, c in texts(book)][1:] == ["每缺一次巡查扣0.5分。"] * 2


def test_a_numbered_row_of_a_digital_source_that_comes_again_counts_once() -> None:
    book = pages(html(PLAN + TWICE), html(TWICE.splitlines()[-1], ""))
    assert paths(book) == ["安全 10", "绿化 9"]
    assert flags(book) == ["row-repeated"]
    assert "漏修一次扣2分" in next(a.message for a in book.anomalies if a.code == "row-repeated")


def test_rows_alike_within_a_page_are_alike_on_the_next() -> None:
    plan, row = "项目 | 考核内容 | 评分标准 | 分值\n", "巡查 | 按时巡查。 | 每缺一次巡查扣0.5分。 | 5\n"
    book = rulebook(html(plan + row * 3) + html(row * 2, ""))
    assert paths(book) == ["巡查 25"]
    assert len(book.sheets[0].tasks[0].criteria) == 5


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("plan", [PLAN, PLAN.replace("序号 | ", "")])
def test_a_line_that_a_tool_read_twice_counts_once(write, plan: str) -> None:  # type: ignore[no-untyped-def]
    rows = [row if "序号" in plan else row.partition(" | ")[2] for row in TWICE.splitlines()]
    book = rulebook(write(plan + "\n".join([rows[0], rows[0], rows[1]])))
    assert paths(book) == ["安全 10", "绿化 9"]
    assert [c for _, _, c in texts(book)] == ["失守一次扣1分。", "漏修一次扣2分,扣完为止。"]
    assert flags(book) == ["row-repeated"]


def test_rows_alike_that_may_be_meant_are_flagged() -> None:
    """Three below one another, and two that no tool has read."""
    plan, row = "项目 | 考核内容 | 评分标准 | 分值\n", "巡查 | 按时巡查。 | 每缺一次巡查扣0.5分。 | 5\n"
    assert "row-alike" in flags(rulebook(html(plan + row * 3)))
    book = pages(html(plan + row * 2), medium="word")
    assert len([rule for task in book.sheets[0].tasks for c in task.criteria for rule in c.rules]) == 2
    assert flags(book) == ["row-alike"]


@pytest.mark.parametrize(
    "row",
    [
        "3 | 绿化 | 养护。 | 漏修一次扣2分,扣完为止。 | 9",  # a number of its own
        "2 | 绿化 | 养护。 | 漏修一次扣2分,扣完为止。 | 8",  # points of its own
        "2 | 花木 | 养护。 | 漏修一次扣2分,扣完为止。 | 9",  # another name
    ],
)
def test_a_row_that_is_only_alike_counts_as_well(row: str) -> None:
    (sheet,) = rulebook(html(PLAN + TWICE) + html(PLAN + row, "")).sheets
    assert [criterion.text[:4] for task in sheet.tasks for criterion in task.criteria] == [
        "失守一次",
        "漏修一次",
        "漏修一次",
    ]
    assert sum(task.path[-1][1] or 0 for task in sheet.tasks) == 19 + int(row.split(" | ")[-1])


def test_points_shown_again_on_the_next_page_are_the_same_points() -> None:
    cut = "2 | 绿化 | 养护。 | 漏修一次扣2分, | 9", "2 | 绿化 | | 漏浇一次扣1分。 | 9"
    book = rulebook(html(PLAN + cut[0]) + html(PLAN + cut[1], ""))
    assert texts(book) == [("绿化 9", "养护。", "漏修一次扣2分,漏浇一次扣1分。")]


# --- a row whose label the page end cut

ABOVE = "1 | 安全 | 做好门禁。 | 失守一次扣1分。 | 10\n2 | {label} | {duty} | {criterion} | 9\n"
CUTS = [
    # what stands above and below the page end; the labels as read
    (("绿化管", "做好路", "漏修一次扣"), " | 理 | 灯维护。 | 0.5分。 | ", ["安全 10", "绿化管理 9"], []),
    (("绿化管", "做好养护。", "漏修一次扣"), " | 理 | | 0.5分。 | ", ["安全 10", "绿化管理 9"], []),
    # a number or points of its own: another item, whatever breaks off above
    (
        ("绿化管", "做好路", "漏修一次扣"),
        "3 | 保洁 | 扫地。 | 漏扫扣1分。 | 5",
        ["安全 10", "绿化管 9", "保洁 5"],
        None,
    ),
    # nothing breaks off, but nothing else is new either: not joined, but said
    (
        ("绿化管", "做好养护。", "漏修扣1分。"),
        " | 理 | 补苗。 | 漏补扣1分。 | ",
        ["安全 10", "绿化管 9", "理 -"],
        ["label-cut"],
    ),
]


@pytest.mark.parametrize(("above", "below", "expected", "said"), CUTS)
def test_a_label_cut_by_the_page_end(above: tuple[str, str, str], below: str, expected: list[str], said) -> None:  # type: ignore[no-untyped-def]
    label, duty, criterion = above
    rows = ABOVE.format(label=label, duty=duty, criterion=criterion)
    text = html(PLAN + rows.replace("安全 |", "安全{r1} |")) + html(below, "")
    found = build_rulebook([document(text, medium="word")])
    assert paths(found) == expected
    if said is not None:
        assert [code for code in flags(found) if code not in ("points-missing", "missing-title")] == said
    for anomaly in found.anomalies:
        if anomaly.code == "label-cut":
            assert anomaly.alternatives == ("绿化管理",)


def test_a_row_over_three_pages_keeps_its_whole_label() -> None:
    text = html(PLAN + "1 | 绿化管 | 做好路 | 漏修一次扣 | 9\n")
    text += html(" | 理 | 灯维护,保证 | 0.5分,情节 | ", "") + html(" | | 照明。 | 严重扣1分。 | ", "")
    found = build_rulebook([document(text, medium="word")])
    assert texts(found) == [("绿化管理 9", "做好路灯维护,保证照明。", "漏修一次扣0.5分,情节严重扣1分。")]
    assert found.conservation.accounted == found.conservation.characters


def test_a_line_across_some_columns_makes_no_row() -> None:
    """A border drawn twice: no row begins where no cell begins that says something."""
    rows = "1{r2} | 安全 | 做好门禁。{r2} | 失守一次扣1分。{r2} | 10{r2}\n |\n2 | 绿化 | 养护。 | 枯死一处扣1分。 | 90"
    found = build_rulebook([document(html(PLAN + rows), medium="pdf")])
    assert paths(found) == ["安全 10", "绿化 90"]
    assert [c for _, _, c in texts(found)] == ["失守一次扣1分。", "枯死一处扣1分。"]
    assert flags(found) == []
