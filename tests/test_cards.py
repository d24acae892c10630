"""A table for each item, its headings beside what they head."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook, texts

CARD = """类别 | {category} | 项目名称 | {name}
分值 | {points} | 考核部门 | 质检科
考核要求 | {duty}{{c3}}
评分标准 | {criteria}{{c3}}
"""
ITEMS = [
    ("生产", "点检", "10", "每班点检。", "漏检一台扣1分。"),
    ("生产", "产量", "15", "完成计划。", "少一吨扣0.5分。"),
    ("安全", "培训", "5", "全员培训。", "漏训一人扣2分。"),
]
READ = [
    ("生产 - > 点检 10", "每班点检。", "漏检一台扣1分。"),
    ("生产 - > 产量 15", "完成计划。", "少一吨扣0.5分。"),
    ("安全 - > 培训 5", "全员培训。", "漏训一人扣2分。"),
]


def card(item: tuple[str, ...]) -> str:
    return CARD.format(**dict(zip(("category", "name", "points", "duty", "criteria"), item, strict=True)))


def test_a_card_for_each_item() -> None:
    first, *rest = map(card, ITEMS)
    book = rulebook(html(first) + "".join(html(each, "") for each in rest))
    assert texts(book) == READ
    assert [task.assessors for task in book.sheets[0].tasks] == [("质检科",)] * 3
    assert flags(book) == []


def test_cards_below_each_other_in_one_table() -> None:
    book = rulebook(html("".join(map(card, ITEMS))))
    assert texts(book) == READ
    assert flags(book) == []


@pytest.mark.parametrize("write", [html, pipes])
def test_headings_at_the_left_alone(write) -> None:  # type: ignore[no-untyped-def]
    rows = "指标名称 | {}\n分值 | {}\n考核内容 | {}\n评分标准 | {}\n"
    book = rulebook(write("".join(rows.format(*item[1:]) for item in ITEMS)))
    assert [(path, criteria) for path, _, criteria in texts(book)] == [
        ("点检 10", "漏检一台扣1分。"),
        ("产量 15", "少一吨扣0.5分。"),
        ("培训 5", "漏训一人扣2分。"),
    ]
    assert flags(book) == []


@pytest.mark.parametrize(
    "form",
    [
        "考核部门 | 质检科 | 考核时间 | 2021年\n备注 | 无 | 得分 | 90\n",  # nothing is scored
        "考核项目 | 考核内容 | 分值 | 评分标准\n点检 | 每班点检。 | 10 | 漏检一台扣1分。\n",  # a table
    ],
)
def test_what_is_no_card(form: str) -> None:
    main = "考核项目 | 考核内容 | 分值 | 评分标准\n产量 | 完成计划。 | 15 | 少一吨扣0.5分。\n"
    assert paths(rulebook(html(form) + html(main, "")))[-1] == "产量 15"
