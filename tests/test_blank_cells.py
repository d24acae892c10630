"""Word and PDF tables with empty cells where others merge: the category is told by the points, or it is in doubt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from table_text import TITLE, document, flags, html, path, pipes

from normalize import build_rulebook
from schemas import Rulebook

HEADER = "类别 | 考核项目 | 分值 | 评分标准\n"
ITEMS = [
    ("存款", "20", "少一户扣1分。"),
    ("开户", "10", "少一户扣2分。"),
    ("代发", "10", "少一家扣1分。"),
    ("贷款", "15", "少一笔扣1分。"),
    ("不良", "20", "多一笔扣2分。"),
]


def book(names: list[str], medium: str, page_end: int = 9) -> Rulebook:
    """A name or nothing in the category's cell of each item; the page ends before item `page_end`."""
    rows = [f"{name} | {' | '.join(item)}\n" for name, item in zip(names, ITEMS, strict=True)]
    text = html(HEADER + "".join(rows[:page_end]), TITLE)
    if page_end < len(rows):
        text += html(HEADER + "".join(rows[page_end:]), "")
    return build_rulebook([document(text, medium=medium)])


def categories(read: Rulebook) -> list[str]:
    return [path(task).split(" > ")[0] for sheet in read.sheets for task in sheet.tasks]


BUSINESS, CREDIT = "业务(40分)", "信贷(35分)"
TOLD = ["业务 40"] * 3 + ["信贷 35"] * 2


@pytest.mark.parametrize("medium", ["word", "pdf"])
@pytest.mark.parametrize("page_end", [9, 2, 3, 4])
@pytest.mark.parametrize(
    "names",
    [[BUSINESS, "", "", CREDIT, ""], ["", BUSINESS, "", "", CREDIT], ["", "", BUSINESS, CREDIT, ""]],
    ids=["first", "middle", "last"],
)
def test_the_points_tell_whose_the_empty_cells_are(names: list[str], page_end: int, medium: str) -> None:
    read = book(names, medium, page_end)
    assert categories(read) == TOLD
    assert flags(read) == []


def test_a_cell_left_empty_at_the_end_of_a_page_and_on_the_next_goes_on_with_the_label_above() -> None:
    """Above it the cells are merged, so that nothing is told by empty cells elsewhere."""
    first = f"{BUSINESS}{{r2}} | {' | '.join(ITEMS[0])}\n{' | '.join(ITEMS[1])}\n"
    second = f" | {' | '.join(ITEMS[2])}\n"
    third = f"{CREDIT}{{r2}} | {' | '.join(ITEMS[3])}\n{' | '.join(ITEMS[4])}\n"
    read = build_rulebook([document(html(HEADER + first + second) + html(HEADER + third, ""), medium="pdf")])
    assert categories(read) == TOLD
    assert flags(read) == []


def test_names_without_points_in_the_middle_of_empty_cells_are_in_doubt() -> None:
    read = book(["", "业务", "", "", "信贷"], "pdf")
    doubted = {a.where for a in read.anomalies if a.code in ("label-carried", "label-missing")}
    named = [task.id for task in read.sheets[0].tasks if dict(task.path).keys() & {"业务", "信贷"}]
    assert "label-missing" in flags(read)
    assert {task.id for task in read.sheets[0].tasks} - doubted == {named[0], named[-1]}


def test_names_without_points_above_their_empty_cells_are_not() -> None:
    read = book(["业务", "", "", "信贷", ""], "word")
    assert [name.split(" ")[0] for name in categories(read)] == ["业务"] * 3 + ["信贷"] * 2
    assert flags(read) == []


POINTS = """序号 | 考核项目 | 分值 | 考核内容 | 评分标准
1 | 船舶保养 | 20 | 按期上坞 | 未上坞的扣10分。
 | | | 油漆完好 | 锈蚀一处扣1分。
2 | 航标巡查 | 6 | 每月巡查 | 少一次扣1分。
 | | | 记录齐全 | 缺一份扣0.5分。
"""


@pytest.mark.parametrize("write", [pipes, html])
def test_points_above_empty_cells_are_the_items_and_not_those_of_its_first_criterion(
    write: Callable[[str], str],
) -> None:
    tasks = build_rulebook([document(write(POINTS))]).sheets[0].tasks
    assert [path(task) for task in tasks] == ["船舶保养 20", "航标巡查 6"]
    assert [criterion.points for task in tasks for criterion in task.criteria] == [None] * 4
