"""Rows over the whole table that name the rows below them, instead of a column of categories."""

from __future__ import annotations

import pytest
from table_text import TITLE, flags, headings, html, paths, pipes, rulebook

HEADER = "序号 | 考核项目 | 考核内容 | 分值 | 评分标准\n"
WARD = "1 | 巡视 | 按级别巡视。 | 10 | 每少1次扣1分。\n2 | 文书 | 记录完整。 | 15 | 缺一项扣0.5分。\n"
SAFETY = "3 | 查对 | 三查八对。 | 20 | 查对错误每起扣2分。\n"
SPLIT = ["护理质量 25 > 巡视 10", "护理质量 25 > 文书 15", "护理安全 20 > 查对 20"]


def numbered(*marks: str) -> list[str]:
    first, second = marks
    return [f"{first}{SPLIT[0]}", f"{first}{SPLIT[1]}", f"{second}{SPLIT[2]}"]


BANDS = [
    pytest.param("一、护理质量(25分){c5}", "二、护理安全(20分){c5}", numbered("一、", "二、"), id="numbered"),
    pytest.param("护理质量(25分){c5}", "护理安全(20分){c5}", SPLIT, id="points-alone"),
    pytest.param("一 | 护理质量(25分){c4}", "二 | 护理安全(20分){c4}", numbered("一、", "二、"), id="number-beside"),
    pytest.param(
        "一、护理质量{c3} | 25 | ", "二、护理安全{c3} | 20 | ", numbered("一、", "二、"), id="points-in-their-column"
    ),
    pytest.param(
        "一、护理质量(25分) | | | | ", "二、护理安全(20分) | | | | ", numbered("一、", "二、"), id="not-merged"
    ),
    pytest.param(
        "一、 | 护理质量 | | 25 | ", "二、 | 护理安全 | | 20 | ", numbered("一、", "二、"), id="marked-number-beside"
    ),
    pytest.param(
        "（一） | 护理质量 | | 25 | ",
        "（二） | 护理安全 | | 20 | ",
        numbered("（一）", "（二）"),
        id="bracketed-beside",
    ),
]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、 | 夯实基础，提升护理质量 | | 25 | ", "二、 | 查漏补缺，保障护理安全 | | 20 | "),
        ("一、夯实基础，提升护理质量{c3} | 25 | ", "二、查漏补缺，保障护理安全{c3} | 20 | "),
        ("一、夯实基础，提升护理质量(25分){c5}", "二、查漏补缺，保障护理安全(20分){c5}"),
    ],
)
def test_a_slogan_with_a_number_and_points_is_a_band(first: str, second: str) -> None:
    book = rulebook(html(f"{HEADER}总分 | | | 45 | \n{first}\n{WARD}{second}\n{SAFETY}"))
    above = ["一、夯实基础，提升护理质量 25", "一、夯实基础，提升护理质量 25", "二、查漏补缺，保障护理安全 20"]
    assert [path.split(" > ")[0] for path in paths(book)] == above
    assert flags(book) == []


@pytest.mark.parametrize(("first", "second", "expected"), BANDS)
def test_bands_are_categories(first: str, second: str, expected: list[str]) -> None:
    book = rulebook(html(f"{HEADER}{first}\n{WARD}{second}\n{SAFETY}"))
    assert paths(book) == expected
    assert flags(book) == []


def test_an_item_numbered_as_the_bands_are_stands_in_none() -> None:
    """三、 with criteria of its own is no row of 二、."""
    bands = f"一、 | 护理质量 | | 25 | \n{WARD}二、 | 护理安全 | | 20 | \n{SAFETY}"
    book = rulebook(html(f"{HEADER}{bands}三、 | 宣传 | 报送信息。 | 7 | 缺一篇扣1分。\n"))
    assert paths(book) == [*numbered("一、", "二、"), "宣传 7"]
    assert flags(book) == []


def test_a_band_that_says_something_itself_names_the_rows_below_it() -> None:
    first, third = f"一、 | 护理质量 | | 25 | \n{WARD}", "三、 | 教学 | | 5 | \n4 | 讲课 | 讲课。 | 5 | 缺一次扣1分。\n"
    second = f"二、 | 护理安全 | 人人有责。 | 20 | 发生事故扣20分。\n{SAFETY}"
    book = rulebook(html(HEADER + first + second + third))
    assert paths(book) == [
        *numbered("一、", "二、")[:2],
        "二、护理安全 20",
        numbered("一、", "二、")[2],
        "三、教学 5 > 讲课 5",
    ]


@pytest.mark.parametrize(("total", "said"), [("45", []), ("50", ["the points below 总分50 add up to 45, not 50"])])
def test_a_total_above_all_bands_counts_them(total: str, said: list[str]) -> None:
    bands = f"一、 | 护理质量 | | 25 | \n{WARD}二、 | 护理安全 | | 20 | \n{SAFETY}"
    book = rulebook(html(f"{HEADER}总分 | | | {total} | \n{bands}"))
    assert [a.message for a in book.anomalies] == said


def test_bands_above_headings_that_come_again() -> None:
    first, second = "一、护理质量(25分){c5}\n", "二、护理安全(20分){c5}\n"
    book = rulebook(html(f"{first}{HEADER}{WARD}{second}{HEADER}{SAFETY}"))
    assert paths(book) == numbered("一、", "二、")
    assert (headings(book), flags(book)) == ([], [])


def test_bands_of_a_pipe_table() -> None:
    book = rulebook(pipes(f"{HEADER}护理质量 | | | | \n{WARD}护理安全 | | | | \n{SAFETY}"))
    assert [path.split(" ")[0] for path in paths(book)] == ["护理质量", "护理质量", "护理安全"]


def test_a_band_over_a_page_end() -> None:
    """Nothing below a band goes on with what stands above it, and a label does not either."""
    first = html(f"{HEADER}一、护理质量(25分){{c5}}\n{WARD}二、护理安全(20分){{c5}}\n")
    assert paths(rulebook(first + html(SAFETY, ""))) == numbered("一、", "二、")


NESTED = """一、护理(45分){c5}
(一)护理质量(25分){c5}
1 | 巡视 | 按级别巡视。 | 10 | 每少1次扣1分。
2 | 文书 | 记录完整。 | 15 | 缺一项扣0.5分。
(二)护理安全(20分){c5}
3 | 查对 | 三查八对。 | 20 | 查对错误每起扣2分。
二、教学(10分){c5}
(一)带教(10分){c5}
4 | 讲课 | 每月1次。 | 10 | 每少1次扣1分。
"""
BOTH = [
    "一、护理 45 > (一)护理质量 25 > 巡视 10",
    "一、护理 45 > (一)护理质量 25 > 文书 15",
    "一、护理 45 > (二)护理安全 20 > 查对 20",
    "二、教学 10 > (一)带教 10 > 讲课 10",
]


def test_two_ways_of_numbering_are_two_levels() -> None:
    book = rulebook(html(HEADER + NESTED))
    assert paths(book) == BOTH
    assert flags(book) == []


def test_a_part_without_parts_of_its_own_among_others() -> None:
    rows = NESTED.replace("(一)带教(10分){c5}\n", "")
    assert paths(rulebook(html(HEADER + rows))) == [*BOTH[:3], "二、教学 10 > 讲课 10"]


def test_points_that_the_parts_of_a_part_do_not_give() -> None:
    assert flags(rulebook(html(HEADER + NESTED.replace("45分", "50分")))) == ["points-sum"]


def test_bands_below_headings_between_the_tables() -> None:
    inner = NESTED.splitlines()
    first, second = (
        "\n".join(inner[1:6]),
        "\n".join([inner[7], inner[8], "(二)进修{c5}", inner[8].replace("4 |", "5 |")]),
    )
    text = html(HEADER + first).replace("<table>", "一、护理(45分)\n\n<table>") + html(HEADER + second, "二、教学\n\n")
    assert paths(rulebook(text)) == [
        *BOTH[:3],
        "二、教学 - > (一)带教 10 > 讲课 10",
        "二、教学 - > (二)进修 - > 讲课 10",
    ]


DECIMAL = """{a} | 护理质量 | | 25 |
{a}.1 | 巡视 | 按级别巡视。 | 10 | 每少1次扣1分。
{a}.2 | 文书 | 记录完整。 | 15 | 缺一项扣0.5分。
{b} | 护理安全 | | 20 |
{b}.1 | 查对 | 三查八对。 | 20 | 查对错误每起扣2分。
"""


@pytest.mark.parametrize("write", [html, pipes])
def test_numbers_that_the_rows_below_go_on_with(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + DECIMAL.format(a=1, b=2)))
    assert paths(book) == SPLIT
    assert flags(book) == []


def test_plain_numbers_are_no_levels() -> None:
    rows = "1 | 巡视 | | 10 |\n2 | 文书 | 记录完整。 | 15 | 缺一项扣0.5分。\n"
    assert paths(rulebook(html(HEADER + rows)))[-1] == "文书 15"


def test_a_single_band_of_bonuses_names_the_rows_below_it() -> None:
    book = rulebook(html(HEADER + WARD + "加分项(20分){c5}\n" + SAFETY))
    assert paths(book) == ["巡视 10", "文书 15", "加分项 20 > 查对 20"]
    assert flags(book) == []


LONE = [
    "一、护理质量(25分){c5}\n" + WARD + SAFETY,  # one names nothing apart
    "二、护理质量(25分){c5}\n" + WARD + "一、护理安全(20分){c5}\n" + SAFETY,  # not upwards
    "一、护理质量(25分){c5}\n二、护理安全(20分){c5}\n" + WARD + SAFETY,  # the first names no row
]


@pytest.mark.parametrize("rows", LONE)
def test_rows_that_are_no_bands_stay_headings(rows: str) -> None:
    book = rulebook(html(HEADER + rows))
    assert paths(book) == ["巡视 10", "文书 15", "查对 20"]
    assert any("护理质量" in text for text in headings(book))


def test_remarks_and_totals_are_no_bands() -> None:
    rows = WARD + "备注:抽查{c5}\n" + SAFETY + "合计 | | | 45 | \n"
    assert paths(rulebook(html(HEADER + rows))) == ["巡视 10", "文书 15", "查对 20"]


@pytest.mark.parametrize("names", [("护理质量(25分)", "护理安全(20分)"), ("质量类", "安全类"), ("服务好", "守规矩")])
@pytest.mark.parametrize("write", [html, pipes])
def test_parts_without_numbers_above_headings_that_come_again(names: tuple[str, str], write) -> None:  # type: ignore[no-untyped-def]
    rest = "{c5}\n" if write is html else " | | | | \n"
    first, second = (name + rest for name in names)
    book = rulebook(write(f"{first}{HEADER}{WARD}{second}{HEADER}{SAFETY}"))
    read = [[name for name, _ in task.path] for task in book.sheets[0].tasks]
    above = [name.split("(")[0] for name in names]
    assert read == [[above[0], "巡视"], [above[0], "文书"], [above[1], "查对"]]
    assert headings(book) == []


@pytest.mark.parametrize("band", ["{}{{c3}} | {}分 | ", "{}{{c3}} | {} | ", "{}({}分) | | | | "])
def test_parts_with_their_points_beside_them_above_headings_that_come_again(band: str) -> None:
    first, second = (band.format(*said) + "\n" for said in (("护理质量", "25"), ("护理安全", "20")))
    book = rulebook(html(f"{first}{HEADER}{WARD}{second}{HEADER}{SAFETY}"))
    assert paths(book) == SPLIT
    assert flags(book) == []


@pytest.mark.parametrize(
    "names", [("一、护理质量", "护理安全(20分)"), ("二、护理质量", "一、护理安全"), ("", "护理安全类")]
)
def test_names_above_tables_that_make_no_parts_are_flagged(names: tuple[str, str]) -> None:
    first, second = names
    book = rulebook(html(f"{HEADER}{WARD}", f"{TITLE}{first}\n\n") + html(f"{HEADER}{SAFETY}", f"{second}\n\n"))
    assert paths(book) == ["巡视 10", "文书 15", "查对 20"]
    assert flags(book) == ["part-unplaced"] * len([name for name in names if name])


def test_totals_and_items_above_headings_that_come_again_name_no_parts() -> None:
    rows = (
        f"{HEADER}{WARD}小计{{c3}} | 25 | \n{HEADER}{SAFETY}4 | 交接 | | 5 | \n{HEADER}5 | 急救 | | 5 | 缺一件扣1分。\n"
    )
    book = rulebook(html(rows))
    assert [task.split(" ")[0] for task in paths(book)] == ["巡视", "文书", "查对", "交接", "急救"]
    assert book.sheets[0].department == "督查室"


def test_a_label_that_a_page_end_parts_from_its_rows_names_no_part() -> None:
    header = "类别 | 考核项目 | 分值 | 评分标准\n"
    first = "护理(13分) | 巡视 | 5 | 缺一次扣1分。\n | 文书 | 8 | 缺一项扣1分。\n安全(9分) | | | \n"
    second = " | 查对 | 4 | 错一次扣1分。\n | 交接 | 5 | 缺一次扣1分。\n"
    book = rulebook(pipes(header + first + header + second))
    assert paths(book) == ["护理 13 > 巡视 5", "护理 13 > 文书 8", "安全 9 > 查对 4", "安全 9 > 交接 5"]
    assert flags(book) == []


def test_one_name_above_the_only_table_is_none() -> None:
    assert flags(rulebook(html(f"{HEADER}{WARD}", f"{TITLE}一、护理质量\n\n"))) == []


def test_a_title_in_the_table_above_a_part_stays_the_title() -> None:
    title = "康宁医院护理部2023年度绩效考核表{c5}\n"
    first, second = "护理质量(25分){c5}\n", "护理安全(20分){c5}\n"
    book = rulebook(html(f"{title}{first}{HEADER}{WARD}{second}{HEADER}{SAFETY}", ""))
    assert paths(book) == SPLIT
    assert (book.sheets[0].department, book.sheets[0].year) == ("康宁医院护理部", 2023)


def test_units_above_headings_that_come_again_name_no_parts() -> None:
    book = rulebook(html(f"护理部{{c5}}\n{HEADER}{WARD}门诊部{{c5}}\n{HEADER}{SAFETY}", ""))
    assert paths(book) == ["巡视 10", "文书 15", "查对 20"]
    assert flags(book) == ["missing-title", "part-unplaced"]


def test_points_in_numerals() -> None:
    first, second = "护理质量(二十五分){c5}\n", "护理安全(二十分){c5}\n"
    assert paths(rulebook(html(f"{HEADER}{first}{WARD}{second}{SAFETY}"))) == SPLIT


def test_one_numbered_row_above_those_that_its_number_leads() -> None:
    rows = """序号 | 考核项目 | 分值 | 评分标准
1 | 考勤 | 60 |
1.1 | 出勤 | 30 | 迟到一次扣1分。
1.2 | 请假 | 30 | 未请假一次扣2分。
2 | 值班 | 40 | 脱岗一次扣2分。
"""
    book = rulebook(html(rows))
    assert paths(book) == ["考勤 60 > 出勤 30", "考勤 60 > 请假 30", "值班 40"]
    assert flags(book) == []
