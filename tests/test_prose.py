"""Files without a table, notes cut out of texts, and sheets issued twice."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, rulebook

PROSE = """# 青岚运输公司2021年度驾驶员考核办法

为加强管理,制定本办法。

1. 迟到一次扣2分。

2. 超速行驶扣5分/次。
"""


def test_prose_gives_criteria_and_nothing_is_invented() -> None:
    (sheet,) = rulebook(PROSE).sheets
    (task,) = sheet.tasks
    assert (task.path, task.duties, task.methods, task.assessors) == ((), (), (), ())
    scoring = [(c.number, c.text, len(c.rules)) for c in task.criteria if c.rules]
    assert scoring == [("1", "迟到一次扣2分。", 1), ("2", "超速行驶扣5分/次。", 1)]
    assert sheet.title == "青岚运输公司2021年度驾驶员考核办法"


def test_prose_without_points_makes_no_rule_and_says_so() -> None:
    book = rulebook("关于召开会议的通知\n\n定于5月6日上午8:30召开会议,请准时参加。\n")
    assert not [rule for s in book.sheets for t in s.tasks for c in t.criteria for rule in c.rules]
    assert flags(book)


NOTES = [
    ("1. 少一次扣1分。(备注:以支部为单位考核)", "以支部为单位考核", ["少一次扣1分。"]),
    ("1. 少一次扣1分。（备 注：以支部(含党小组)为单位考核）", "以支部(含党小组)为单位考核", ["少一次扣1分。"]),
    ("1. 少一次扣1分。/备注:按季考核", "按季考核", ["少一次扣1分。"]),
    ("1. 少一次(不含临时会议)扣1分。", None, ["少一次(不含临时会议)扣1分。"]),
    ("1. 未填备注栏扣1分。", None, ["未填备注栏扣1分。"]),
]


@pytest.mark.parametrize(("cell", "note", "criteria"), NOTES)
def test_notes(cell: str, note: str | None, criteria: list[str]) -> None:
    (task,) = rulebook(html(f"类别 | 项目 | 评分标准\n安全(9分) | 消防(9分) | {cell}")).sheets[0].tasks
    assert task.notes == ((note,) if note else ())
    assert [c.text for c in task.criteria] == criteria


SHEET = "类别 | 项目 | 评分标准\n安全(9分) | 消防(9分) | 1. 少一次扣1分。"


def test_the_same_sheet_twice_is_one() -> None:
    book = rulebook(html(SHEET), html(SHEET) + "\n第二份。\n")
    assert paths(book) == ["安全 9 > 消防 9"]
    assert flags(book) == []
    assert "duplicate-sheet-same" in [a.code for a in book.anomalies]


def test_two_versions_of_a_sheet_are_kept_and_flagged() -> None:
    book = rulebook(html(SHEET), html(SHEET.replace("扣1分", "扣2分")))
    assert paths(book) == ["安全 9 > 消防 9"] * 2
    assert "duplicate-sheet" in flags(book)
    assert len({sheet.id for sheet in book.sheets}) == 2


def test_two_departments_with_the_same_words_are_two_sheets() -> None:
    book = rulebook(html(SHEET), html(SHEET).replace("督查室", "财务处"))
    assert [sheet.department for sheet in book.sheets] == ["督查室", "财务处"]
    assert flags(book) == []
