"""Each repair does what its example says, leaves alone what it must, and the list replays and settles."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.text.repairs import DOUBTFUL, REPAIRS, TextRepair, repair, repaired
from normalize.text.traced import SourceCell, read
from schemas import LineAnchor
from schemas.catalogue.repairs import REPAIRS as EXPLAINED

NORMALIZE = Path(__file__).parent.parent / "normalize"


def applied(item: TextRepair, text: str) -> str:
    for start, end, after in sorted(item.find(text), reverse=True):
        text = text[:start] + after + text[end:]
    return text


@pytest.mark.parametrize("item", REPAIRS, ids=lambda item: item.name)
def test_example_and_counterexample(item: TextRepair) -> None:
    before, after = item.example
    assert applied(item, before) == after
    assert applied(item, item.leaves) == item.leaves


def names_in_code() -> Iterator[str]:
    """The names that calls of `edit` and `join` give, and those of constants that such calls take."""
    for path in NORMALIZE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        for tuple_ in (value for value in constants if isinstance(value, ast.Tuple)):
            said = [part.value for part in tuple_.elts if isinstance(part, ast.Constant)]
            if len(said) == len(tuple_.elts) == 2 and " " in str(said[1]) and " " not in str(said[0]):
                yield str(said[0])
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1):
            function = getattr(call.func, "attr", getattr(call.func, "id", ""))
            name = call.args[{"edit": 1, "join": 2}.get(function, 0)] if function in ("edit", "join") else None
            if isinstance(name, ast.Constant):
                yield str(name.value)


def test_each_is_explained_in_both_languages() -> None:
    named = {item.name for item in REPAIRS} | {"consensus", "decision"} | set(names_in_code())
    assert {"ditto", "row-joined", "note-cut"} <= named, "the code was looked through"
    assert named == EXPLAINED.keys()


WILD_SHAPES = [
    ("迟到扣0. 02分/人•次; 早退扣 0. 25/次。2. 旷课", "迟到扣0.02分/人•次;早退扣0.25/次。2. 旷课"),
    ("视情节扣0. 2-0. 6分", "视情节扣0.2-0.6分"),
    ("每笔扣\n0. 2分。", "每笔扣0.2分。"),
    ("每少1次扣1. 5分", "每少1次扣1.5分"),
    ("得 1 分；每年组织 1 次", "得1分；每年组织1次"),
    ("文 献 检 索系统", "文献检索系统"),
    ("实训教学 (校外 基地) (5分)", "实训教学(校外基地)(5分)"),
    ("确保不出现重大教学事故。 教学事故。 2. 按时", "确保不出现重大教学事故。 2. 按时"),
    ("1.未按时巡查的,每次扣1分。 1.未按时巡查的,每次扣1分。2.脱岗扣2分。", "1.未按时巡查的,每次扣1分。2.脱岗扣2分。"),
    ("2.无故缺席的,每次扣1分。\n2.无故缺席的,每次扣1分。", "2.无故缺席的,每次扣1分。"),
    ("1.迟到扣1分。2.早退扣2分。1.迟到扣1分。2.早退扣2分。3.旷工扣5分。", "1.迟到扣1分。2.早退扣2分。3.旷工扣5分。"),
    ("旷工每次口3分;睡岗,口0.5分", "旷工每次扣3分;睡岗,扣0.5分"),
    ("通过0A系统报送", "通过OA系统报送"),
    ("一、本单位|]承担的任务", "一、本单位承担的任务"),
    ("视情节扣2一5分;扣0.5 一 1分", "视情节扣2-5分;扣0.5-1分"),
]


def test_a_number_over_two_lines_is_doubted() -> None:
    assert DOUBTFUL["number-joined"] == "number-suspect"
    changed = repair(read(SourceCell("s", 0, LineAnchor(line=1), "见附件1\n2人以上未到扣1分")))
    assert {edit.name for edit in changed.edits} == {"number-joined"}


LEFT_ALONE = [
    "1.未按要求完成任务的扣1分。2.未按要求完成任务的扣1分。",
    "缺报扣1分。缺报扣1分。",
    "1. 2人以上未到",  # an item number and a number
    "第0. 5条",  # neither surely
    "3. 12个月内",
    "2. 8:30~17:30值班",
    "①按时②按质",
    "窗口3分钟内受理;每个出口3分区",
    "面积60㎡",
    "Excel and Word",
    "1.甲。\n2.乙。",
    "1.未报扣1分\n2.24小时内未到扣2分",
]


@pytest.mark.parametrize(("before", "after"), WILD_SHAPES)
def test_shapes_of_damage(before: str, after: str) -> None:
    assert repaired(before) == after


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text: str) -> None:
    assert repaired(text) == text


def test_a_line_for_each_of_two_duties_is_none_too_many() -> None:
    line = "未按要求完成年度任务的扣1分。"
    assert repaired(f"{line}\n{line}") == line + line


def test_a_guessed_digit_is_a_doubt() -> None:
    text = repair(read(SourceCell("s", 0, LineAnchor(line=1), "扣O.5分")))
    assert text.text == "扣0.5分"
    assert [DOUBTFUL.get(edit.name) for edit in text.edits] == ["number-suspect"]


@given(st.text("扣0123456789. 分次,，。;；OAl迟到\n(（)）一二、-", max_size=60))
def test_repairs_replay_and_settle(raw: str) -> None:
    text = repair(read(SourceCell("s", 0, LineAnchor(line=1), raw)))
    assert text.text == repaired(raw)
    assert text.evidence().replay() == text.text
