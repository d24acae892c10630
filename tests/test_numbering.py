"""Cells -> numbered items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.text.numbering import caps_apart, split_numbered

Case = tuple[str, list[tuple[str | None, str | None, str]]]

CASES: dict[str, Case] = {
    "plain": ("1. 甲。\n2. 乙。", [(None, "1", "甲。"), (None, "2", "乙。")]),
    "glued": ("1. 迟到扣0.1分。2. 没有计划扣1分。", [(None, "1", "迟到扣0.1分。"), (None, "2", "没有计划扣1分。")]),
    "glued, the full stop lost": (
        "1.没有计划扣1分2.迟到扣0.1分/次3、旷工扣完为止4.其他",
        [
            (None, "1", "没有计划扣1分"),
            (None, "2", "迟到扣0.1分/次"),
            (None, "3", "旷工扣完为止"),
            (None, "4", "其他"),
        ],
    ),
    "glued, the full stop lost, bracketed": (
        "(1)没有计划扣1分(2)迟到扣0.1分/次（3）旷工不得分",
        [(None, "1", "没有计划扣1分"), (None, "2", "迟到扣0.1分/次"), (None, "3", "旷工不得分")],
    ),
    "glued, the full stop lost, half a bracket": (
        "1)没有计划扣1分2)迟到扣0.1分/次",
        [(None, "1", "没有计划扣1分"), (None, "2", "迟到扣0.1分/次")],
    ),
    "what a bracket counts is no number": (
        "(1)迟到扣1分(2)项不合格扣2分。",
        [(None, "1", "迟到扣1分(2)项不合格扣2分。")],
    ),
    "glued, the full stop of an obligation lost": (
        "1.落实值守制度2.合格率不低于95%3.每月检查",
        [(None, "1", "落实值守制度"), (None, "2", "合格率不低于95%"), (None, "3", "每月检查")],
    ),
    "a number that belongs to what stands before it": (
        "1.检查不少于2.其他见附件2.与表2.",
        [(None, "1", "检查不少于2.其他见附件2.与表2.")],
    ),
    "glued, the full stop lost, circled": ("①甲扣1分②乙扣2分", [(None, "①", "甲扣1分"), (None, "②", "乙扣2分")]),
    "points and hours are no numbers": (
        "1.迟到扣1分2.5小时以上扣2分、3分不等。",
        [(None, "1", "迟到扣1分2.5小时以上扣2分、3分不等。")],
    ),
    "sections restart": (
        "一、教学\n1. 甲。2. 乙。二、科研\n1. 丙。",
        [("一、教学", "1", "甲。"), ("一、教学", "2", "乙。"), ("二、科研", "1", "丙。")],
    ),
    "a heading without its line end": (
        "一、主体责任1.无计划扣1分。2.无总结扣1分。二、学习教育(1)缺课扣1分。",
        [
            ("一、主体责任", "1", "无计划扣1分。"),
            ("一、主体责任", "2", "无总结扣1分。"),
            ("二、学习教育", "1", "缺课扣1分。"),
        ],
    ),
    "a number that belongs to a word": ("一、对照附件1.逐项检查。", [(None, "一", "对照附件1.逐项检查。")]),
    "sections that are items": ("一、甲扣1分。二、乙扣2分。", [(None, "一", "甲扣1分。"), (None, "二", "乙扣2分。")]),
    "a year after the number": ("1. 甲。2.2021年完成建设。", [(None, "1", "甲。"), (None, "2", "2021年完成建设。")]),
    "decimals are no numbers": ("1. 扣1.5分。2. 扣0.2分。", [(None, "1", "扣1.5分。"), (None, "2", "扣0.2分。")]),
    "no number": ("每次检查发现一项扣0.1分。", [(None, None, "每次检查发现一项扣0.1分。")]),
    "lead": ("要求如下:\n1、甲\n2、乙", [(None, None, "要求如下:"), (None, "1", "甲"), (None, "2", "乙")]),
    "brackets": ("（1）甲得2分\n（2）乙得3分", [(None, "1", "甲得2分"), (None, "2", "乙得3分")]),
    "circled": ("①甲；②乙", [(None, "①", "甲；"), (None, "②", "乙")]),
    "deeper levels stay": ("1. 甲(1)子(2)丑\n2. 乙①寅②卯", [(None, "1", "甲(1)子(2)丑"), (None, "2", "乙①寅②卯")]),
    "starts late": ("3. 丙扣1分。4. 丁扣1分。", [(None, "3", "丙扣1分。"), (None, "4", "丁扣1分。")]),
    "a list of grades": (
        "资料齐全。一、二、三级道路未清扫的每条扣0.1分。",
        [(None, None, "资料齐全。一、二、三级道路未清扫的每条扣0.1分。")],
    ),
    "a list of amounts": (
        "1. 分别加6、4、2、1分。2. 乙扣1分。",
        [(None, "1", "分别加6、4、2、1分。"), (None, "2", "乙扣1分。")],
    ),
    "a day is no number": ("八一、春节值班缺岗扣1分。", [(None, None, "八一、春节值班缺岗扣1分。")]),
    "a date after the number": ("1、8月31日前完成。\n2、乙。", [(None, "1", "8月31日前完成。"), (None, "2", "乙。")]),
    "a month after the number": (
        "一、码头改造\n1.9月1日前完工得3分。",
        [("一、码头改造", "1", "9月1日前完工得3分。")],
    ),
    "hours after the number": (
        "1.24小时内未到扣1分\n2.超过3天扣2分；\n3.5次以上扣1分。",
        [(None, "1", "24小时内未到扣1分"), (None, "2", "超过3天扣2分；"), (None, "3", "5次以上扣1分。")],
    ),
    "hours after the number, glued": (
        "1.未报扣1分。2.24小时内未到扣2分。3.其他",
        [(None, "1", "未报扣1分。"), (None, "2", "24小时内未到扣2分。"), (None, "3", "其他")],
    ),
    "days after both numbers": ("1.15日前上报\n2.30日前办结", [(None, "1", "15日前上报"), (None, "2", "30日前办结")]),
    "a decimal in a line that goes on": (
        "1. 航程超过\n2.5海里扣1分。",
        [(None, "1", "航程超过\n2.5海里扣1分。")],
    ),
    "a decimal after a clause": (
        "1. 迟到2小时扣1分；2.5小时以上扣2分。",
        [(None, "1", "迟到2小时扣1分；2.5小时以上扣2分。")],
    ),
    "people in a line that goes on": ("每班不少于\n1.5人", [(None, None, "每班不少于\n1.5人")]),
    "decimals one below another": ("1.5海里扣1分\n2.5海里扣2分", [(None, None, "1.5海里扣1分\n2.5海里扣2分")]),
    "bullets": ("● 迟到扣1分；\n● 旷工扣3分。", [(None, None, "迟到扣1分；"), (None, None, "旷工扣3分。")]),
    "bullets within an item": ("1. 甲：\n●子\n2. 乙", [(None, "1", "甲：\n●子"), (None, "2", "乙")]),
    "dashes": ("-台账缺失扣1分\n-记录不实扣2分", [(None, None, "台账缺失扣1分"), (None, None, "记录不实扣2分")]),
    "a range that a line end cut": ("温度20\n-26℃", [(None, None, "温度20\n-26℃")]),
    "two levels": (
        "1.点检管理（10分）\n1.1 漏检扣1分。\n1.2 迟报扣2分。\n2.检修管理\n2.1超时1小时扣1分。",
        [
            ("1.点检管理（10分）", "1.1", "漏检扣1分。"),
            ("1.点检管理（10分）", "1.2", "迟报扣2分。"),
            ("2.检修管理", "2.1", "超时1小时扣1分。"),
        ],
    ),
    "the second level alone": ("1.1漏检扣1分\n1.2迟报扣2分", [(None, "1.1", "漏检扣1分"), (None, "1.2", "迟报扣2分")]),
    "decimals that go up": ("1.1小时内未到\n2.5小时内未到", [(None, None, "1.1小时内未到\n2.5小时内未到")]),
    "deductions and awards": (
        "扣分：\n1.漏采扣1分；\n2.错采扣2分。\n加分项：\n1.创新加3分。",
        [("扣分", "1", "漏采扣1分；"), ("扣分", "2", "错采扣2分。"), ("加分项", "1", "创新加3分。")],
    ),
    "deductions and awards without numbers": (
        "【扣分】\n漏采扣1分。\n【加分】\n创新加3分。",
        [(None, None, "漏采扣1分。"), (None, None, "创新加3分。")],
    ),
    "a verb on a line of its own": ("1. 视情节\n扣分\n2. 乙", [(None, "1", "视情节\n扣分"), (None, "2", "乙")]),
    "a sentence that begins with them": ("扣分以旬报为准。\n加分另计", [(None, None, "扣分以旬报为准。\n加分另计")]),
    "people and times": ("迟到扣1分/人\n•次", [(None, None, "迟到扣1分/人\n•次")]),
    "letters": ("a)迟到扣1分；\nb)旷工扣3分。", [(None, "a", "迟到扣1分；"), (None, "b", "旷工扣3分。")]),
    "an item referred to": (
        "无坡道不得分;(1)项不合要求扣1分;(2)项不合要求扣2分",
        [(None, None, "无坡道不得分;(1)项不合要求扣1分;(2)项不合要求扣2分")],
    ),
    "a list after a stop": (".一、0", [(None, None, ".一、0")]),
    "a mention is no item": ("1. 见第2.条规定。2. 乙", [(None, "1", "见第2.条规定。"), (None, "2", "乙")]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_items(case: Case) -> None:
    text, expected = case
    items = split_numbered(text).items
    assert [(item.section, item.number, text[item.text_start : item.text_end]) for item in items] == expected


@pytest.mark.parametrize(("text", "numbers"), [("1. 甲\n2. 乙\n4. 丁", "1 2 4"), ("3. 丙", "3")])
def test_gaps_are_doubts(text: str, numbers: str) -> None:
    (doubt,) = split_numbered(text).doubts
    assert (doubt.code, doubt.parameters["numbers"]) == ("numbering-gap", numbers)


def test_cells_that_each_begin_anew_have_no_doubt() -> None:
    assert split_numbered("1. 甲。\n2. 乙。\n1. 丙。\n2. 丁。").doubts == ()


def test_a_whole_sequence_has_no_doubt() -> None:
    assert split_numbered("一、教学\n1. 甲。2. 乙。二、科研\n1. 丙。").doubts == ()


@given(st.text("1234567890.、()（）一二三①② \n甲乙丙扣分。", max_size=80))
def test_items_lose_no_character(text: str) -> None:
    items = split_numbered(text).items
    covered = set()
    for item in items:
        assert 0 <= item.start <= item.text_start <= item.text_end <= item.end <= len(text)
        start = item.section_span[0] if item.section_span else item.start
        covered |= set(range(start, item.end))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("1. 迟到扣1分。2. 早退扣0.5-1分。以上项目累计扣分不超过1.5分。", "以上项目累计扣分不超过1.5分。"),
        ("1. 迟到扣1分。2. 早退扣1分/次\n上述两项最多扣3分", "上述两项最多扣3分"),
        ("1. 省级加2分。2. 市级加1分；以上加分最高2分", "以上加分最高2分"),
    ],
)
def test_a_cap_over_all_items_is_none_of_the_last(text: str, last: str) -> None:
    items = caps_apart(split_numbered(text), text).items
    assert [item.number for item in items] == ["1", "2", None]
    assert text[items[-1].text_start : items[-1].text_end] == last


@pytest.mark.parametrize(
    "text",
    [
        "迟到扣1分。以上项目累计扣分不超过1.5分。",
        "1. 迟到扣1分。2. 早退扣1分；旷工扣1分。以上两项最多扣1.5分。",
        "1. 迟到扣1分。2. 无计划、无总结各扣1分。以上两项最多扣1.5分。",
        "1. 迟到扣1分。2. 早退扣1分，累计扣分不超过1.5分。",
        "1. 迟到扣1分。2. 三次以上最多扣1分。",
        "1. 迟到扣1分。2. 早退扣1分。以上项目最多扣2分的部门取消评优。",
    ],
)
def test_a_cap_that_may_be_of_one_item_alone_stays_there(text: str) -> None:
    numbering = split_numbered(text)
    assert caps_apart(numbering, text) == numbering
