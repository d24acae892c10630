"""Assessors' names that a line end glued: parted where that is sure, flagged where it is not."""

from __future__ import annotations

import pytest
from table_text import document, html

from normalize import build_rulebook
from schemas import Rulebook

HEADER = "类别 | 项目 | 考核内容 | 评分标准 | 分值 | 考核部门\n"


def book(*units: str, medium: str = "pdf") -> Rulebook:
    rows = "\n".join(f"安全 | 门岗{i} | 值守{i}。 | 脱岗一次扣2分。 | 10 | {unit}" for i, unit in enumerate(units))
    return build_rulebook([document(html(HEADER + rows), medium=medium)])


def assessors(found: Rulebook) -> list[tuple[str, ...]]:
    return [task.assessors for sheet in found.sheets for task in sheet.tasks]


def glued(found: Rulebook) -> list[str]:
    return [anomaly.severity for anomaly in found.anomalies if anomaly.code == "units-glued"]


SURE = [
    ("政务科法规科", ("政务科", "法规科")),
    ("教务处学生处", ("教务处", "学生处")),
    ("保卫科后勤处", ("保卫科", "后勤处")),
    ("教务处学生处图书馆", ("教务处", "学生处", "图书馆")),
    ("县民政局县残联", ("县民政局", "县残联")),
    ("教务处团委", ("教务处", "团委")),
    ("校办学生处", ("校办", "学生处")),
    ("团委学生处", ("团委", "学生处")),
    ("县妇联县民政局", ("县妇联", "县民政局")),
]


@pytest.mark.parametrize(("cell", "expected"), SURE)
def test_units_of_one_kind_are_parted_and_said_so(cell: str, expected: tuple[str, ...]) -> None:
    found = book(cell)
    assert assessors(found) == [expected]
    assert set(glued(found)) == {"info"}


def test_units_that_stand_alone_elsewhere_are_parted_without_a_word() -> None:
    found = book("教务处", "质量办公室", "教务处质量办公室")
    assert assessors(found)[2] == ("教务处", "质量办公室")
    assert glued(found) == []


@pytest.mark.parametrize(
    "name",
    [
        "教务处质量办公室",
        "图书馆采编部",
        "信息中心网络部",
        "教务科考务组",
        "党政办公室文秘科",
        "县财政局县发改委",
        "保管科办公室",
    ],
)
def test_a_unit_that_may_belong_to_the_one_before_is_flagged_once(name: str) -> None:
    found = book(name, name)
    assert assessors(found) == [(name,)] * 2
    assert glued(found) == ["warning"]


@pytest.mark.parametrize(
    "name",
    [
        "科研处",
        "教务处办公室",
        "社会科学处",
        "自然科学研究部",
        "教学科研处",
        "财务部门",
        "党委办公室",
        "考核办公室",
        "信息中心",
        "区残联",
        "校办公室",
        "工会委员会",
        "团委",
        "工商联合会",
    ],
)
def test_one_name_stays_one(name: str) -> None:
    found = book(name)
    assert assessors(found) == [(name,)]
    assert glued(found) == []


def test_word_says_itself_where_a_line_ends() -> None:
    found = book("政务科法规科", medium="word")
    assert assessors(found) == [("政务科法规科",)]
    assert glued(found) == []
