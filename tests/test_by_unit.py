"""Several units in one table: rows or a column that name them."""

from __future__ import annotations

import pytest
from table_text import document, flags, html, paths, pipes, rulebook, texts

from normalize import build_rulebook

ABOVE = "# 白石公司2021年度考核细则\n\n"
HEADER = "{} | 类别 | 项目 | 分值 | 考核内容 | 评分标准 | 考核部门\n"
KITCHEN = """食堂{r2} | 保障(60分){r2} | 供餐 | 40 | 按时供餐。 | 断供一次扣1分。 | 工会
留样 | 20 | 餐餐留样。 | 缺一次扣2分。 | 工会
"""
DEPOT = "仓库 | 仓储(30分) | 盘点 | 30 | 每月盘点。 | 少一次扣2分。 | 财务科\n"
PATHS = ["保障 60 > 供餐 40", "保障 60 > 留样 20", "仓储 30 > 盘点 30"]


@pytest.mark.parametrize("heading", ["被考核部门", "受考核单位", "被考核/科室", "考核对象"])
def test_a_column_of_who_is_assessed_makes_sheets(heading: str) -> None:
    book = rulebook(html(HEADER.format(heading) + KITCHEN + DEPOT + "合计{c3} | 30 | | | \n", ABOVE))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("食堂", 2021), ("仓库", 2021)]
    assert paths(book) == PATHS
    assert [task.assessors for sheet in book.sheets for task in sheet.tasks] == [("工会",), ("工会",), ("财务科",)]
    assert flags(book) == []


@pytest.mark.parametrize(("total", "said"), [("30", []), ("90", []), ("60", ["points-sum"]), ("91", ["points-sum"])])
def test_a_total_below_the_last_unit_counts_it_or_all_units(total: str, said: list[str]) -> None:
    foot = f"合计{{c3}} | {total} | | | \n"
    assert flags(rulebook(html(HEADER.format("被考核部门") + KITCHEN + DEPOT + foot, ABOVE))) == said


@pytest.mark.parametrize("heading", ["责任部门", "部门"])
def test_a_column_of_units_left_of_the_labels_makes_sheets(heading: str) -> None:
    rows = (KITCHEN + DEPOT).replace("食堂", "膳食科").replace("仓库", "物资部")
    book = rulebook(html(HEADER.format(heading) + rows, ABOVE))
    assert [sheet.department for sheet in book.sheets] == ["膳食科", "物资部"]


def test_names_written_out_in_each_row_are_one_unit() -> None:
    """A pipe table has no merged cells: each row says its unit, or only the first does."""
    for again in ("食堂 | 保障(60分)", " | "):
        rows = KITCHEN.replace("{r2}", "").replace("留样 |", f"{again} | 留样 |", 1)
        book = rulebook(pipes(HEADER.format("被考核部门") + rows + DEPOT, ABOVE))
        assert [sheet.department for sheet in book.sheets] == ["食堂", "仓库"]
        assert paths(book) == PATHS


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [("责任部门", "膳食科、财务科", "物资部"), ("单位", "次", "篇"), ("责任部门", "张明", "李华")],
)
def test_a_column_of_anything_else_makes_none(heading: str, first: str, second: str) -> None:
    """Several units at once, measures, persons."""
    rows = (KITCHEN + DEPOT).replace("食堂", first).replace("仓库", second)
    (sheet,) = rulebook(html(HEADER.format(heading) + rows, ABOVE)).sheets
    assert len(sheet.tasks) == 3


def test_units_that_come_again_make_no_sheets() -> None:
    """A list of tasks, each with who answers for it."""
    rows = KITCHEN.replace("食堂{r2}", "膳食科").replace("留样 |", "物资部 | 留样 |", 1) + DEPOT.replace(
        "仓库", "膳食科"
    )
    (sheet,) = rulebook(html(HEADER.format("责任部门") + rows, ABOVE)).sheets
    assert len(sheet.tasks) == 3


def test_a_page_without_headings_goes_on_with_the_units() -> None:
    first, second = KITCHEN.splitlines(keepends=True)
    first = first.replace("{r2}", "")
    for unit in ("", "食堂"):
        page = html(f"{unit} | 保障(60分) | {second}" + DEPOT, "")
        book = rulebook(html(HEADER.format("被考核部门") + first, ABOVE) + page)
        assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("食堂", 2021), ("仓库", 2021)]
        assert len(paths(book)) == 3
    page = html(HEADER.format("被考核部门") + f" | 保障(60分) | {second}", "")
    book = rulebook(html(HEADER.format("被考核部门") + first, ABOVE) + page)
    assert [sheet.department for sheet in book.sheets] == ["食堂"]
    assert len(paths(book)) == 2


def test_another_table_without_headings_names_no_units() -> None:
    one, two = "附1:评分说明。 | 一 | 二 | 三 | 四 | 五 | 六\n", "附2:联系电话。 | 七 | 八 | 九 | 十 | 甲 | 乙\n"
    book = rulebook(html(HEADER.format("被考核部门") + KITCHEN + DEPOT, ABOVE) + html(one + two, ""))
    assert [sheet.department for sheet in book.sheets] == ["食堂", "仓库"]


def test_a_row_that_names_a_unit_on_a_page_without_headings() -> None:
    rows = [line.split(" | ", 1)[1] for line in (KITCHEN + DEPOT).replace("留样", "食堂 | 留样", 1).splitlines()]
    first, second, depot = (f"{row}\n" for row in rows)
    above = f"{HEADER.split(' | ', 1)[1]}被考核科室:食堂{{c6}}\n{first}"
    page = f"{second}被考核科室:仓库{{c6}}\n{depot}"
    book = rulebook(html(above, ABOVE) + html(page, ""))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("食堂", 2021), ("仓库", 2021)]
    assert paths(book) == PATHS


def test_the_places_of_what_was_set_apart_are_those_of_the_table() -> None:
    book = build_rulebook([document(html(HEADER.format("被考核部门") + KITCHEN + DEPOT, ABOVE))])
    (rule,) = book.sheets[1].tasks[0].criteria[0].rules
    assert rule.text == "少一次扣2分"


PARTS = "类别 | 项目 | 分值 | 考核内容 | 评分标准\n"
OF_OFFICE = "政务(60分){r2} | 收文 | 40 | 当日分送。 | 压件一次扣1分。\n会务 | 20 | 布置会场。 | 差错一次扣2分。\n"
MORE = "{}({}分) | {} | {} | 按月核对。 | 少一次扣2分。\n"
OFFICE, FINANCE = OF_OFFICE + MORE.format("队伍", 40, "培训", 40), MORE.format("账务", 100, "对账", 100)


@pytest.mark.parametrize(("first", "second"), [("一、办公室", "二、财务科"), ("（一）机要室", "（二）维修车间")])
def test_parts_named_by_units_are_sheets(first: str, second: str) -> None:
    """As headings above tables, or as rows across one table."""
    above = html(PARTS + OFFICE, f"{ABOVE}{first}\n\n") + html(PARTS + FINANCE, f"{second}\n\n")
    inside = html(f"{PARTS}{first}{{c5}}\n{OFFICE}{second}{{c5}}\n{FINANCE}", ABOVE)
    for text in (above, inside):
        book = rulebook(text)
        assert [(sheet.department, sheet.year) for sheet in book.sheets] == [
            (first[2:].lstrip("）"), 2021),
            (second[2:].lstrip("）"), 2021),
        ]
        assert paths(book) == ["政务 60 > 收文 40", "政务 60 > 会务 20", "队伍 40 > 培训 40", "账务 100 > 对账 100"]
        assert flags(book) == []


def test_parts_that_share_the_points_stay_parts() -> None:
    """Named like units, but not each with a whole of points: that is asked."""
    rows = f"{PARTS}办公室{{c5}}\n{OF_OFFICE}财务科{{c5}}\n{MORE.format('账务', 40, '对账', 40)}"
    book = rulebook(html(rows, ABOVE))
    assert [sheet.department for sheet in book.sheets] == ["白石公司"]
    assert paths(book)[0] == "办公室 - > 政务 60 > 收文 40"
    assert flags(book) == ["units-as-parts"]


@pytest.mark.parametrize(("first", "second"), [("一、教学工作", "二、德育工作"), ("一、办公室管理", "二、财务科管理")])
def test_parts_named_by_kinds_of_work_stay_parts(first: str, second: str) -> None:
    book = rulebook(html(f"{PARTS}{first}{{c5}}\n{OFFICE}{second}{{c5}}\n{FINANCE}", ABOVE))
    assert len(book.sheets) == 1
    assert flags(book) == []


def test_parts_named_by_units_with_points_stay_parts() -> None:
    rows = f"{PARTS}办公室(60分){{c5}}\n{OF_OFFICE}财务科(40分){{c5}}\n{MORE.format('账务', 40, '对账', 40)}"
    book = rulebook(html(rows, ABOVE))
    assert [sheet.department for sheet in book.sheets] == ["白石公司"]


def test_numbered_titles_of_units_below_the_title_of_all() -> None:
    """(一)… 考核指标 right above a table says whose it is; the year stands in the title of all."""
    above = "白石公司2021年度绩效考核办法\n\n为做好考核,制定本办法。\n\n"
    tables = (html(PARTS + OFFICE, f"{above}(一)办公室考核指标\n\n"), html(PARTS + FINANCE, "(二)财务科考核指标\n\n"))
    book = rulebook("".join(tables))
    assert [(sheet.department, sheet.year) for sheet in book.sheets] == [("办公室", 2021), ("财务科", 2021)]
    assert flags(book) == []


def test_columns_of_a_further_unit_are_what_they_were() -> None:
    """What is asked for is short below the second unit: it is told by what stands below the first."""
    head = "被考核部门 | 类别 | 项目 | 分值 | 考核标准 | 扣分标准\n"
    first = "食堂{r2} | 保障(60分){r2} | 供餐 | 40 | 每日按时供应三餐。 | 断供一次扣1分。\n"
    first += "留样 | 20 | 每餐留样并登记在册。 | 缺一次扣2分。\n"
    book = rulebook(html(head + first + "仓库 | 仓储(30分) | 盘点 | 30 | 账物符。 | 少一次扣2分。\n", ABOVE))
    assert [(duties, criteria) for _, duties, criteria in texts(book)][-1] == ("账物符。", "少一次扣2分。")
