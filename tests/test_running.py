"""Numbers of duties and criteria that run on from task to task."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from table_text import flags, html, pipes, rulebook

RUNNING = """
项目 | 分值 | 考核内容 | 评分标准 | 考核单位
车队 | 5 | 1. 出车前检查。/2. 收车后清洗。 | 1. 误车扣1分。/2. 违章扣2分。 | 总务处
修理 | 3 | 3. 按期检修。 | 3. 逾期扣1分。 | 总务处
门卫 | 4 | 4. 来客登记。/5. 夜间巡查。 | 4. 漏登一次扣0.5分。/5. 漏巡一次扣0.5分。 | 安保处
绿化 | 6 | 6. 按季修剪。 | 6. 未修剪扣2分。 | 工会
"""


def renumbered(*pairs: tuple[str, str]) -> str:
    text = RUNNING
    for before, after in pairs:
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize("write", [html, pipes])
def test_numbers_that_run_on_are_no_gap(write: Callable[[str], str]) -> None:
    book = rulebook(write(RUNNING))
    assert flags(book) == []
    assert [[c.number for c in task.criteria] for task in book.sheets[0].tasks] == [
        ["1", "2"],
        ["3"],
        ["4", "5"],
        ["6"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        renumbered(("3. 逾期", "4. 逾期")),  # 3 is missing
        renumbered(("4. 漏登", "1. 漏登"), ("5. 漏巡", "2. 漏巡"), ("6. 未修剪", "1. 未修剪")),  # each its own but one
    ],
)
def test_what_may_have_been_lost_is_a_gap(text: str) -> None:
    assert "numbering-gap" in flags(rulebook(html(text)))
