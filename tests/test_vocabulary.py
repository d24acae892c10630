"""Which of the run's labels a damaged one is; where several fit, none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from table_text import document, pipes

from normalize.layout.outline import body_rows
from normalize.layout.stitch import stitch
from normalize.layout.vocabulary import Vocabulary, labels_of, vocabulary


def known(*labels: str) -> Vocabulary:
    """The vocabulary of a sheet with these categories."""
    text = pipes("类别 | 项目 | 评分标准\n" + "\n".join(f"{label} | 消防(1分) | 1. 少一次扣1分。" for label in labels))
    read = document(text)
    sheets, _ = stitch(read)
    return vocabulary(labels_of(body_rows(sheet)) for sheet in sheets)


RUN = known("保证目标(40分)", "发展目标(30分)", "重点突破(30分)", "证目标(40分)")
CASES = [
    ("保证目标", "40", ("保证目标", 40)),
    ("保证目", None, ("保证目标", 40)),
    ("点突破", "30", ("重点突破", 30)),
    ("保正目标", "40", ("保证目标", 40)),
    ("目标", "40", ("保证目标", 40)),  # the points tell
    ("目标", None, None),  # both end so
    ("后勤", "30", None),
    ("", "40", None),
]


@pytest.mark.parametrize(("name", "points", "expected"), CASES)
def test_resolve(name: str, points: str | None, expected: tuple[str, int] | None) -> None:
    found = RUN.resolve(0, name, None if points is None else Decimal(points))
    assert found == expected


def test_a_damaged_form_is_no_label_of_its_own() -> None:
    assert RUN.resolve(0, "证目标", Decimal(40)) == ("保证目标", 40)


@pytest.mark.parametrize(("short", "long"), [("第20类(10分)", "第120类(10分)"), ("第十类(10分)", "第十二类(10分)")])
def test_another_number_is_no_damaged_form(short: str, long: str) -> None:
    run = known(short, long)
    for label in (short, long):
        name = label.partition("(")[0]
        assert run.resolve(0, name, Decimal(10)) == (name, 10)


def test_a_level_that_the_run_lacks() -> None:
    assert RUN.resolve(5, "保证目标", None) is None
