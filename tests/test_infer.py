"""Labels of pipe tables, whose merged cells are lost: the points decide, and what they don't decide is flagged."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_text import flags, paths, pipes, rulebook

HEADER = "类别 | 项目 | 名称 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位\n"
REST = "1. 落实{n}项工作。 | 1. 未落实扣0.1分。 | 扣分法 | 督查{n}组"

WHOLE = [
    "保证目标 40 > 党建 15 > 廉政 4",
    "保证目标 40 > 党建 15 > 宣传 5",
    "保证目标 40 > 党建 15 > 考勤 6",
    "保证目标 40 > 资产 25 > 盘点 10",
    "保证目标 40 > 资产 25 > 采购 15",
    "重点突破 30 > 校园 30 > 立项 12",
    "重点突破 30 > 校园 30 > 验收 18",
    "发展目标 30 > 招就 30 > 招生 10",
    "发展目标 30 > 招就 30 > 就业 20",
]


def sheet(labels: str) -> str:
    """A pipe table: a line of `labels` is category, project, item, in short."""
    rows = [f"{line} | {REST.format(n=n)}" for n, line in enumerate(labels.strip("\n").splitlines(), 1)]
    return pipes(HEADER + "\n".join(rows))


SHAPES = {
    "in the first row": """
保证目标(40分) | 党建(15分) | 廉政(4分)
 | | 宣传(5分)
 | | 考勤(6分)
 | 资产(25分) | 盘点(10分)
 | | 采购(15分)
重点突破(30分) | 校园(30分) | 立项(12分)
 | | 验收(18分)
发展目标(30分) | 招就(30分) | 招生(10分)
 | | 就业(20分)
""",
    "in the middle": """
 | | 廉政(4分)
 | 党建(15分) | 宣传(5分)
保证目标(40分) | | 考勤(6分)
 | | 盘点(10分)
 | 资产(25分) | 采购(15分)
 | | 立项(12分)
重点突破(30分) | 校园(30分) | 验收(18分)
 | | 招生(10分)
发展目标(30分) | 招就(30分) | 就业(20分)
""",
    "in the last row": """
 | | 廉政(4分)
 | | 宣传(5分)
 | 党建(15分) | 考勤(6分)
 | | 盘点(10分)
保证目标(40分) | 资产(25分) | 采购(15分)
 | | 立项(12分)
重点突破(30分) | 校园(30分) | 验收(18分)
 | | 招生(10分)
发展目标(30分) | 招就(30分) | 就业(20分)
""",
    "split over two rows": """
 | | 廉政(4分)
 | 党 | 宣传(5分)
保证 | 建(15分) | 考勤(6分)
目标(40分) | | 盘点(10分)
 | 资产(25分) | 采购(15分)
重点突破 | | 立项(12分)
(30分) | 校园(30分) | 验收(18分)
发展 | 招就(30分) | 招生(10分)
目标(30分) | | 就业(20分)
""",
    "written out in every row": "\n".join(
        " | ".join(f"{name}({points}分)" for name, points in (part.split() for part in path.split(" > ")))
        for path in WHOLE
    ),
}


@pytest.mark.parametrize("labels", [pytest.param(labels, id=name) for name, labels in SHAPES.items()])
def test_where_the_labels_stand(labels: str) -> None:
    book = rulebook(sheet(labels))
    assert paths(book) == WHOLE
    assert flags(book) == []


def test_halves_of_a_label_that_no_points_join_are_told() -> None:
    """The items have no points that could add up: two labels or one?"""
    labels = """
保证 | 党建 | 廉政
目标(40分) | 资产 | 盘点
重点突破(30分) | 校园 | 立项
"""
    book = rulebook(sheet(labels))
    (told,) = [anomaly for anomaly in book.anomalies if anomaly.code == "label-cut"]
    assert (told.severity, told.alternatives) == ("warning", ("保证目标(40分)",))


def test_a_split_label_is_put_together_where_another_sheet_has_it_whole() -> None:
    other = sheet(SHAPES["in the middle"]).replace("督查室", "财务处")
    book = rulebook(sheet(SHAPES["split over two rows"]), other)
    assert paths(book) == WHOLE * 2
    assert flags(book) == []


def test_a_line_that_holds_only_a_label_is_no_row() -> None:
    """A label that is centred over an even number of rows stands between two of them."""
    body = [
        f" | | 立项(12分) | {REST.format(n=1)}",
        "重点突破(30分) | 校园(30分) | | | | |",
        f" | | 验收(18分) | {REST.format(n=2)}",
    ]
    book = rulebook(pipes(HEADER + "\n".join(body)))
    assert paths(book) == WHOLE[5:7]
    assert flags(book) == []


def test_the_sum_tells_where_a_project_ends() -> None:
    """Both projects' labels in neighbouring rows: 4 + 5 + 6 are 15, so the rows between are shared out 3 and 2."""
    labels = """
保证目标(40分) | | 廉政(4分)
 | | 宣传(5分)
 | 党建(15分) | 考勤(6分)
 | 资产(25分) | 盘点(10分)
 | | 采购(15分)
"""
    assert paths(rulebook(sheet(labels))) == WHOLE[:5]


def test_a_row_whose_item_was_lost() -> None:
    """Its points follow from the sum, its name from nothing."""
    labels = """
保证目标(40分) | 党建(15分) | 廉政(4分)
 | |
 | | 考勤(6分)
 | 资产(25分) | 盘点(10分)
 | | 采购(15分)
"""
    book = rulebook(sheet(labels))
    assert paths(book) == [WHOLE[0], "保证目标 40 > 党建 15 >  5", *WHOLE[2:5]]
    assert flags(book) == ["label-missing"]


def test_rows_hung_under_their_category() -> None:
    rows = [
        "保证目标(40分) | 资产(40分) | 盘点(40分) | 1. 盘点。 | 1. 未盘点扣1分。 | 扣分法 | 资产处",
        " | 1. 办好校报。 | | | 1. 少一期扣1分。 | 达标法 |",
        "发展目标(30分) | 2. 建成校史馆。 | | | 1. 未建成不得分。 | | 绩效办",
        " | 3. 出版年鉴。 | | | 1. 未出版扣2分。 | |",
    ]
    book = rulebook(pipes(HEADER + "\n".join(rows)))
    assert paths(book) == ["保证目标 40 > 资产 40 > 盘点 40", *["发展目标 30"] * 3]
    hung = book.sheets[0].tasks[1:]
    assert [task.duties[0].text for task in hung] == ["办好校报。", "建成校史馆。", "出版年鉴。"]
    assert {(task.methods, task.assessors) for task in hung} == {(("达标法",), ("绩效办",))}


def test_a_damaged_label_is_read_by_those_of_the_run() -> None:
    """Another sheet has it whole; that it was put right is said."""
    whole = sheet(SHAPES["in the first row"])
    damaged = whole.replace("督查室", "财务处").replace("重点突破(30分)", "点突破(30分)")
    book = rulebook(whole, damaged)
    assert paths(book) == WHOLE * 2
    assert [a.code for a in book.anomalies if a.code == "label-restored"] == ["label-restored"]


PAGES = "类别 | 项目 | 考核内容 | 分值 | 评分标准\n"
ABOVE = """客服{} | 接待 | 着装整齐。 | 10 | 不整齐扣1分。
 | 投诉 | 及时回复。 | 10 | 每件扣1分。
秩序{} | 门岗 | 值守。 | 10 | 脱岗扣2分。
"""
BELOW = """ | 巡逻 | 每日巡逻。 | 5 | 每少1次扣1分。
 | 消防 | 器材完好。 | 5 | 失效每具扣1分。
环境{} | 保洁 | 清扫。 | 20 | 每处扣1分。
"""
UNDER = ["客服 > 接待", "客服 > 投诉", "秩序 > 门岗", "秩序 > 巡逻", "秩序 > 消防", "环境 > 保洁"]


@pytest.mark.parametrize(("points", "said"), [("(20分)", []), ("", ["label-carried", "label-carried"])])
def test_a_merged_category_goes_on_over_the_page_end(points: str, said: list[str]) -> None:
    """Where the categories' points give the rows' sums that is sure, where they have none it is said."""
    book = rulebook(pipes(PAGES + ABOVE.format(points, points)) + pipes(PAGES + BELOW.format(points), ""))
    assert [re.sub(r" [-\d]+", "", path) for path in paths(book)] == UNDER
    assert flags(book) == said


POINTS = st.lists(
    st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=4), min_size=1, max_size=3), min_size=1, max_size=3
)


@settings(deadline=None, max_examples=40)
@given(tree=POINTS, seed=st.integers(0, 99))
def test_points_decide_wherever_a_label_stands(tree: list[list[list[int]]], seed: int) -> None:
    """Any tree, each label in any of its rows: the same paths, or a flag."""
    rng = random.Random(seed)
    expected: list[str] = []
    rows: list[list[str]] = []
    names = ("甲乙丙丁戊己庚辛壬癸"[i // 10] + "子丑寅卯辰巳午未申酉"[i % 10] for i in range(100))
    for projects in tree:
        category, total, first = next(names), sum(map(sum, projects)), len(rows)
        for items in projects:
            project, begin = next(names), len(rows)
            for points in items:
                item = next(names)
                rows.append(["", "", f"{item}({points}分)"])
                expected.append(f"{category} {total} > {project} {sum(items)} > {item} {points}")
            rows[rng.randrange(begin, len(rows))][1] = f"{project}({sum(items)}分)"
        rows[rng.randrange(first, len(rows))][0] = f"{category}({total}分)"
    book = rulebook(sheet("\n".join(" | ".join(row) for row in rows)))
    assert paths(book) == expected or flags(book)
    got = sum((task.path[-1][1] or Decimal(0) for task in book.sheets[0].tasks), Decimal(0))
    assert got == sum(sum(map(sum, projects)) for projects in tree)
