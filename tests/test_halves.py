"""Tables whose rows go on beside themselves."""

from __future__ import annotations

import pytest
from table_text import flags, headings, html, paths, pipes, rulebook, texts

HEADER = "序号 | 考核项目 | 分值 | 评分标准"
LEFT = ["1 | 考勤 | 10 | 迟到一次扣1分。", "2 | 值班 | 5 | 脱岗一次扣2分。"]
RIGHT = ["3 | 卫生 | 6 | 有垃圾每处扣0.5分。", "4 | 会风 | 4 | 缺席一次扣1分。"]
READ = [
    ("考勤 10", "", "迟到一次扣1分。"),
    ("值班 5", "", "脱岗一次扣2分。"),
    ("卫生 6", "", "有垃圾每处扣0.5分。"),
    ("会风 4", "", "缺席一次扣1分。"),
]


def beside(left: list[str], right: list[str], between: str = " | ") -> str:
    return "\n".join(a + between + b for a, b in zip(left, right, strict=True)) + "\n"


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("between", [" | ", " | | "])
def test_the_left_half_is_read_and_then_the_right_one(write, between: str) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(beside([HEADER, *LEFT], [HEADER, *RIGHT], between)))
    assert texts(book) == READ
    assert flags(book) == []


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize("between", [" | ", " | | "])
def test_three_beside_one_another(write, between: str) -> None:  # type: ignore[no-untyped-def]
    more = [HEADER, "5 | 档案 | 8 | 缺一份扣1分。", "6 | 宣传 | 7 | 少一篇扣1分。"]
    table = beside([*beside([HEADER, *LEFT], [HEADER, *RIGHT], between).splitlines()], more, between)
    book = rulebook(write(table))
    assert texts(book) == [*READ, ("档案 8", "", "缺一份扣1分。"), ("宣传 7", "", "少一篇扣1分。")]
    assert flags(book) == []


def test_titles_and_remarks_over_both_halves_stay() -> None:
    table = "档案室2023年度考核表{c8}\n" + beside([HEADER, *LEFT], [HEADER, *RIGHT]) + "备注:扣完为止。{c8}\n"
    book = rulebook(html(table, ""))
    assert texts(book) == READ
    assert (book.sheets[0].department, book.sheets[0].year) == ("档案室", 2023)
    assert "备注:扣完为止。" in headings(book)


@pytest.mark.parametrize("write", [html, pipes])
@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (" | 合计 | 25 | ", " |  |  | ", []),
        (" |  |  | ", " | 合计 | 25 | ", []),
        (" | 合计 | 15 | ", " | 合计 | 10 | ", []),
        (" | 小计 | 15 | ", " | 合计 | 25 | ", []),
        (" | 合计 | 26 | ", " |  |  | ", ["points-sum"]),
        (" | 小计 | 25 | ", " |  |  | ", ["points-sum"]),
        (" | 合计 | 25 | ", " | 合计 | 10 | ", ["points-sum"]),
    ],
)
def test_a_total_in_one_half_may_count_both(write, left: str, right: str, said: list[str]) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(beside([HEADER, *LEFT, left], [HEADER, *RIGHT, right])))
    assert paths(book) == [path for path, _, _ in READ]
    assert flags(book) == said


def test_an_odd_number_of_rows_leaves_the_last_place_empty() -> None:
    book = rulebook(html(beside([HEADER, *LEFT], [HEADER, RIGHT[0], " | | | "])))
    assert texts(book) == READ[:3]


def test_categories_merged_over_rows_of_each_half() -> None:
    header = "类别 | 考核项目 | 评分标准"
    left = ["纪律(15分){r2} | 考勤(10分) | 迟到一次扣1分。", "值班(5分) | 脱岗一次扣2分。"]
    right = ["内务(10分){r2} | 卫生(6分) | 有垃圾每处扣0.5分。", "会风(4分) | 缺席一次扣1分。"]
    book = rulebook(html(beside([header, *left], [header, *right])))
    assert paths(book) == ["纪律 15 > 考勤 10", "纪律 15 > 值班 5", "内务 10 > 卫生 6", "内务 10 > 会风 4"]


def test_a_page_without_headings_goes_on_in_halves() -> None:
    first = html(beside([HEADER, LEFT[0]], [HEADER, LEFT[1]]))
    second = html(beside(RIGHT[:1], RIGHT[1:]), "")
    assert texts(rulebook(first + second)) == READ


def test_two_headings_alike_are_no_halves() -> None:
    rows = "考核项目 | 得分 | 评分标准 | 得分\n考勤(9分) | | 迟到一次扣1分。 | \n值班(5分) | | 脱岗一次扣2分。 | \n"
    assert paths(rulebook(html(rows))) == ["考勤 9", "值班 5"]
