"""The word tables and what is built from them."""

from __future__ import annotations

from decimal import Decimal

import pytest
import regex
from test_clauses import ALL

from normalize.clause.amounts import kind_of
from normalize.clause.counting import count_in
from normalize.clause.grammar import KINDS, Consequences
from normalize.clause.lexicon import MEASURE_GUARDS, MEASURES, PERIODS, TIMES, canonical_measure, parse_number
from normalize.clause.lists import expand
from normalize.clause.tokens import MEASURE
from normalize.clause.view import view_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("0.25", "0.25"),
        ("一", "1"),
        ("两", "2"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("三十二", "32"),
        ("一百", "100"),
        ("一百二十", "120"),
        ("半", "0.5"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "若干", "几", "1.2.3", "abc", "NaN", "Infinity", "一些"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("人•次", "人次"), ("人·次", "人次"), ("个百分点", "百分点"), ("%", "百分点"), ("台件", "台件")],
)
def test_canonical_measures(written: str, canonical: str) -> None:
    assert canonical_measure(written) == canonical


def test_periods_and_times_are_measures() -> None:
    assert {"年", "月", "天", "日", "小时", "分钟"} <= MEASURES
    assert TIMES - {"个月"} <= MEASURES | {"个月"}
    assert not PERIODS & {"次", "项", "人"}


@pytest.mark.parametrize("word", ["组织", "处理", "批评", "科研", "例行", "台账", "起草", "生产", "节约", "家长"])
def test_a_measure_is_not_the_head_of_another_word(word: str) -> None:
    assert word[0] in MEASURE_GUARDS
    assert regex.match(MEASURE, word) is None


@pytest.mark.parametrize(
    ("trigger", "per", "count"),
    [
        ("每次", ("次",), "occurrence"),
        ("每少1人", ("人",), "shortfall"),
        ("每超1天", ("天",), "excess"),
        ("每迟报一次", ("次",), "occurrence"),
        ("每迟1天", ("天",), "excess"),
        ("缺席一次", ("次",), "occurrence"),
        ("缺一次", ("次",), "shortfall"),
        ("每人每次", ("人次",), "occurrence"),
        ("每次(项)", ("次", "项"), "occurrence"),
        ("每年", ("年",), "occurrence"),
        ("每年未上报", (), None),
        ("每月开展活动", (), None),
        ("少于4次的", (), None),
        ("未制定一项制度", (), None),
        ("迟到3次", (), None),
        ("一年未开展", (), None),
        ("一次性通过", (), None),
        ("不少于一次", (), None),
        ("与群众一起", (), None),
    ],
)
def test_counting(trigger: str, per: tuple[str, ...], count: str | None) -> None:
    found = count_in(trigger, award=False)
    assert (found.per, found.count) == (per, count)


@pytest.mark.parametrize(
    ("trigger", "items"),
    [
        ("迟到、早退", ["迟到", "早退"]),
        ("会议无通知、无记录", ["会议无通知", "会议无记录"]),
        ("未建立台账、档案", ["未建立台账", "未建立档案"]),
        ("计划、总结缺失", ["计划缺失", "总结缺失"]),
        ("在县、市、省获奖", ["在县获奖", "在市获奖", "在省获奖"]),
        ("不服从调度", ["不服从调度"]),
    ],
)
def test_expanded_lists(trigger: str, items: list[str]) -> None:
    assert expand(trigger, trigger) == items


def test_kinds_looked_for_apart_are_those_of_their_union() -> None:
    union = regex.compile("|".join(f"(?P<K{name}>{pattern})" for name, pattern in KINDS.items()))
    several = 0
    for _, text, _ in ALL:
        mask = view_of(text.removeprefix("[awards]")).mask
        expected = [
            (match.span(), next(name for name in KINDS if match.start(f"K{name}") >= 0))
            for match in union.finditer(mask)
        ]
        consequences, place, found = Consequences(mask), 0, []
        while match := consequences.after(place):
            found.append((match.span(), kind_of(match)))
            place = max(match.end(), place + 1)
        assert found == expected, text
        several += len(found) > 1
    assert several > 50
