"""The figures on books small enough to work them out by hand; the working stands beside each expected value."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.figures.calibration import calibrate
from rulebook.figures.compare import BookProblem, align, distance, likeness, load_book, matches, squash, view_book
from rulebook.figures.evaluate import evaluate

Json = dict[str, Any]


def rule(text: str, trigger: str, points: str, **more: Any) -> Json:
    amount = {"kind": "fixed", "min": points, "max": points, "base": None, "percent": False}
    whole = {"text": text, "trigger": trigger, "subject": None, "effect": "deduct", "amount": amount, "per": []}
    return whole | {"count": None, "step": "1", "target": None, "cap": None, "scope": "task", "reference": None} | more


def gold_book() -> Json:
    """Two tasks; 2 duties of 8 and 6 characters, 3 criteria of 21, 10 and 8, and 4 rules, of them 1 elliptic."""
    patrol = {
        "path": [["保证目标", "40"], ["校园巡逻", "5"]],
        "duties": [{"number": "1", "text": "组织夜间巡逻工作", "points": None}],
        "methods": ["扣分法"],
        "assessors": ["党政办"],
        "notes": [],
        "criteria": [
            {
                "section": None,
                "number": "1",
                "text": "未安排值班扣0.5分;每缺少一次扣0.2分",
                "points": None,
                "rules": [
                    rule("未安排值班扣0.5分", "未安排值班", "0.5"),
                    rule("每缺少一次扣0.2分", "每缺少一次", "0.2", per=["次"], count="shortfall", subject="值班"),
                ],
            },
            {
                "section": None,
                "number": "2",
                "text": "器材丢失的扣1.5分",
                "points": None,
                "rules": [rule("器材丢失的扣1.5分", "器材丢失的", "1.5")],
            },
        ],
    }
    drill = {
        "path": [["保证目标", "40"], ["消防演练", "3"]],
        "duties": [{"number": "1", "text": "开展消防演练", "points": None}],
        "methods": ["达标法"],
        "assessors": ["保卫处"],
        "notes": [],
        "criteria": [
            {
                "section": None,
                "number": "1",
                "text": "未开展演练扣2分",
                "points": None,
                "rules": [rule("未开展演练扣2分", "未开展演练", "2")],
            }
        ],
    }
    return {"sheets": [{"department": "保卫处", "year": 2020, "tasks": [patrol, drill]}]}


def with_ids(book: Json) -> Json:
    """The same with ids by place: s0, s0t1, s0t1c0, s0t1c0r0."""
    book = copy.deepcopy(book)
    for s, sheet in enumerate(book["sheets"]):
        sheet["id"] = f"s{s}"
        for t, task in enumerate(sheet["tasks"]):
            task["id"] = f"s{s}t{t}"
            for c, criterion in enumerate(task["criteria"]):
                criterion["id"] = f"s{s}t{t}c{c}"
                for r, one in enumerate(criterion["rules"]):
                    one["id"] = f"s{s}t{t}c{c}r{r}"
    return book


def figures(book: Json) -> dict[str, float | int]:
    return evaluate(view_book(book), view_book(gold_book())).figures


def tasks(book: Json) -> list[Json]:
    return book["sheets"][0]["tasks"]


PERFECT = {
    "task": 1.0,
    "duty": 1.0,
    "criterion": 1.0,
    "rule": 1.0,
    "full": 1.0,
    "cer": 0.0,
    "methods": 1.0,
    "assessors": 1.0,
    "subject": 1.0,
    "silent": 0.0,
    "gold_rules": 4,
    "gold_tasks": 2,
    "rules_got": 4,
    "anomalies": 0,
}


def test_a_gold_file_against_itself() -> None:
    assert figures(gold_book()) == PERFECT


def wrong_amount(book: Json) -> None:
    tasks(book)[1]["criteria"][0]["rules"][0]["amount"].update(min="3", max="3")


def wrong_target(book: Json) -> None:
    tasks(book)[0]["criteria"][0]["rules"][1]["step"] = "10"


def other_trigger(book: Json) -> None:
    tasks(book)[0]["criteria"][1]["rules"][0]["trigger"] = "扣"


def lost_rule(book: Json) -> None:
    del tasks(book)[0]["criteria"][0]["rules"][1]


def extra_rule(book: Json) -> None:
    tasks(book)[1]["criteria"][0]["rules"].append(rule("总结会未召开的减5分", "总结会未召开的", "5"))


def lost_task(book: Json) -> None:
    del tasks(book)[1]


def extra_task(book: Json) -> None:
    extra = copy.deepcopy(tasks(book)[1])
    extra["path"] = [["发展目标", "30"], ["刊物订阅", "9"]]
    extra["criteria"][0].update(text="另有嘉奖每人加七分", rules=[rule("另有嘉奖每人加七分", "另有嘉奖每人", "7")])
    tasks(book).append(extra)


def wrong_points(book: Json) -> None:
    tasks(book)[0]["path"][1][1] = "50"


def lost_subject(book: Json) -> None:
    tasks(book)[0]["criteria"][0]["rules"][1]["subject"] = None


def misspelt_duty(book: Json) -> None:
    tasks(book)[0]["duties"][0]["text"] = "组织夜间巡罗工作"


def lost_number(book: Json) -> None:
    tasks(book)[0]["criteria"][1]["number"] = None


def other_method(book: Json) -> None:
    tasks(book)[0]["methods"] = ["扣分法", "达标法"]


def other_department(book: Json) -> None:
    book["sheets"][0]["department"] = "图书馆、档案馆"


def harmless(book: Json) -> None:
    """Full-width forms, white space, punctuation at the end and the spelling of a number are no difference."""
    criterion = tasks(book)[1]["criteria"][0]
    criterion["text"] = "未 开展演练扣2分。"
    criterion["rules"][0]["amount"].update(min="2.0", max="2.00")
    tasks(book)[0]["assessors"] = ["党政办 "]


# gold and book have 2 tasks, 2 duties, 3 criteria and 4 rules each; F1 = 2 x good / (got + gold)
CASES = [
    (harmless, {}),
    (wrong_amount, {"rule": 0.75, "full": 0.75, "silent": 0.25}),  # 2x3/8; 1 of 4 gold rules is wrong unflagged
    (wrong_target, {"full": 0.75}),  # the rule is right, not all of it
    (other_trigger, {"full": 0.75}),
    # 2x3/7; its criterion's text is whole; the elliptic rule is gone with its subject
    (lost_rule, {"rule": 0.8571, "full": 0.8571, "silent": 0.25, "subject": 0.0, "rules_got": 3}),
    (extra_rule, {"rule": 0.8889, "full": 0.8889, "rules_got": 5}),  # 2x4/9
    # task 2x1/3, duty 2x1/3, criterion 2x2/5, rule 2x3/7; cer counts tasks found alone
    (
        lost_task,
        {
            "task": 0.6667,
            "duty": 0.6667,
            "criterion": 0.8,
            "rule": 0.8571,
            "full": 0.8571,
            "silent": 0.25,
            "rules_got": 3,
        },
    ),
    # task 2x2/5, duty 2x2/5, criterion 2x3/7, rule 2x4/9
    (extra_task, {"task": 0.8, "duty": 0.8, "criterion": 0.8571, "rule": 0.8889, "full": 0.8889, "rules_got": 5}),
    (wrong_points, {"task": 0.5}),
    (lost_subject, {"subject": 0.0}),
    # likeness 2x7/16 is below 0.98; 1 wrong character of 8+6 in duties and 21+10+8 in criteria: 1/53
    (misspelt_duty, {"duty": 0.5, "cer": 0.01887}),
    (lost_number, {"criterion": 0.6667}),
    (other_method, {"methods": 0.5}),
    # nothing of the sheet is found, and nothing else is counted as got
    (
        other_department,
        dict.fromkeys(("task", "duty", "criterion", "rule", "full", "methods", "assessors", "subject"), 0.0)
        | {"silent": 1.0, "rules_got": 0},
    ),
]


@pytest.mark.parametrize(("damage", "changed"), CASES, ids=[damage.__name__ for damage, _ in CASES])
def test_each_damage_moves_its_own_figures(damage: Any, changed: dict[str, float]) -> None:
    book = gold_book()
    damage(book)
    assert figures(book) == PERFECT | changed


def flagged(damage: Any, *flags: tuple[str, str, str]) -> Json:
    book = with_ids(gold_book())
    damage(book)
    book["anomalies"] = [{"code": code, "severity": severity, "where": where} for code, severity, where in flags]
    return book


@pytest.mark.parametrize(
    ("where", "silent"),
    [("s0t1c0r0", 0.0), ("s0t1c0", 0.0), ("s0t1", 0.0), ("s0", 0.25), ("s0t0", 0.25), ("s0t0c0r0", 0.25)],
)
def test_a_wrong_rule_is_silent_unless_a_flag_is_near(where: str, silent: float) -> None:
    assert figures(flagged(wrong_amount, ("points-sum", "warning", where)))["silent"] == silent


@pytest.mark.parametrize(("where", "silent"), [("s0t0c0", 0.0), ("s0t0", 0.0), ("s0t0c0r0", 0.0), ("s0t0c1", 0.25)])
def test_a_lost_rule_is_flagged_at_the_criterion_it_stood_in(where: str, silent: float) -> None:
    assert figures(flagged(lost_rule, ("no-rule", "warning", where)))["silent"] == silent


def test_sheets_come_in_any_order_and_those_without_gold_are_left_out() -> None:
    book = gold_book()
    other = copy.deepcopy(book["sheets"][0])
    other["department"] = "图书馆、档案馆"
    book["sheets"].insert(0, other)
    assert figures(book) == PERFECT


def test_what_no_copy_gives_back_costs_nothing() -> None:
    gold = gold_book()
    tasks(gold)[0]["duties"][0]["text"] = "组织□工作"
    result = evaluate(view_book(gold_book()), view_book(gold))
    assert result.figures["duty"] == 1.0
    assert result.figures["cer"] == 0.0


def test_calibration_counts_what_is_wrong_without_a_flag() -> None:
    book = flagged(wrong_amount, ("points-sum", "warning", "s0t0c0"), ("range-reversed", "info", "s0t1c0r0"))
    calibration = calibrate(evaluate(view_book(book), view_book(gold_book())))
    # the two rules of s0t0c0 are flagged; of the other two the one with the wrong amount has an info only
    assert (calibration.rules, calibration.unflagged, calibration.unflagged_wrong) == (4, 2, 1)
    assert calibration.unflagged_wrong_share == 0.5


def test_a_flag_at_a_clause_that_breaks_off_is_deserved() -> None:
    gold = gold_book()
    broken = gold["sheets"][0]["tasks"][0]["criteria"][0]["rules"][0]
    broken["amount"] = {"kind": "missing", "min": None, "max": None, "base": None, "percent": False}
    book = copy.deepcopy(gold)
    book["sheets"][0]["tasks"][0]["criteria"][0]["rules"][0]["id"] = "r-broken"
    book["anomalies"] = [{"where": "r-broken", "code": "amount-missing", "severity": "error", "message": ""}]
    calibration = calibrate(evaluate(view_book(book), view_book(gold)))
    assert [(severity, aim.flags, aim.hits) for severity, aim in calibration.severities if aim.flags] == [
        ("error", 1, 1)
    ]


def test_calibration_says_which_codes_point_at_something_wrong() -> None:
    book = flagged(
        wrong_amount,
        ("points-sum", "warning", "s0t0"),  # nothing is wrong there
        ("points-sum", "warning", "s0t1"),  # the wrong rule lies in it
        ("amount-missing", "error", "s0t1c0r0"),
        ("unreadable-file", "error", "2020/x.pdf"),  # the gold does not speak of files
    )
    calibration = calibrate(evaluate(view_book(book), view_book(gold_book())))
    aims = [(code, severity, aim.flags, aim.hits) for severity, code, aim in calibration.codes]
    assert aims == [("amount-missing", "error", 1, 1), ("points-sum", "warning", 2, 1)]
    assert calibration.elsewhere == 1
    assert [(severity, aim.share) for severity, aim in calibration.severities] == [
        ("error", 1.0),
        ("warning", 0.5),
        ("info", None),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "no JSON"),
        (b"[]", "shape of a rulebook"),
        (b'{"tasks": []}', "sheets"),
        ("\ufeff".encode("utf-16"), "no JSON"),
        (b'{"sheets": [{"tasks": [{"path": ["x"]}]}]}', "shape of a rulebook"),
        (b'{"sheets":' * 100_000, "no JSON"),
    ],
)
def test_a_file_that_is_no_rulebook_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "book.json"
    path.write_bytes(content)
    with pytest.raises(BookProblem, match=says) as caught:
        load_book(path)
    assert "book.json" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookProblem, match=r"none\.json cannot be opened"):
        load_book(tmp_path / "none.json")


def test_a_gold_file_loads(tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold_book(), ensure_ascii=False), encoding="utf-8")
    assert load_book(path) == view_book(gold_book())


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("巡逻", "巡逻", 0),
        ("巡逻", "巡罗", 1),
        ("巡逻", "", 2),
        ("", "巡逻队", 3),
        ("每缺1次", "每缺次", 1),
        ("巡□队", "巡夜逻队", 0),
    ],
)
def test_distance(left: str, right: str, edits: int) -> None:
    assert distance(left, right) == edits


@pytest.mark.parametrize(
    ("text", "compared"),
    [("未 开展、\n", "未开展"), ("0.5分/人•次;", "0.5分/人.次"), ("“四史”。", '"四史"'), (None, "")],
)
def test_squash(text: str | None, compared: str) -> None:
    assert squash(text) == compared


def test_lost_characters_match_any_run() -> None:
    assert matches("甲□丙", "甲乙丙")
    assert matches("甲□丙", "甲丙")
    assert not matches("甲□丙", "甲乙")


@given(st.text("甲乙丙,0", max_size=12), st.text("甲乙丙,0", max_size=12), st.sampled_from([0.55, 0.9]))
def test_leaving_out_hopeless_pairs_changes_no_choice(left: str, right: str, least: float) -> None:
    whole, quick = likeness(left, right), likeness(left, right, least)
    assert quick == whole if whole >= least else quick < least


@given(st.lists(st.integers(0, 9), max_size=6), st.lists(st.integers(0, 9), max_size=6))
def test_alignment_keeps_order_and_no_other_choice_scores_more(gold: list[int], book: list[int]) -> None:
    def score(left: int, right: int) -> float:
        return 1 - abs(left - right) / 9

    pairs = align(gold, book, score, 0.5)
    assert list(pairs.values()) == sorted(set(pairs.values()))
    assert all(score(gold[i], book[j]) >= 0.5 for i, j in pairs.items())
    assert sum(score(gold[i], book[j]) for i, j in pairs.items()) == pytest.approx(_best(gold, book, score))


def _best(gold: list[int], book: list[int], score: Any) -> float:
    """The highest total by trying every choice for the first of `gold`."""
    if not gold:
        return 0.0
    choices = [_best(gold[1:], book, score)]
    for j, right in enumerate(book):
        if score(gold[0], right) >= 0.5:
            choices.append(score(gold[0], right) + _best(gold[1:], book[j + 1 :], score))
    return max(choices)
