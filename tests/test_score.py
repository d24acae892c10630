"""The scorer: what each kind of rule comes to, what is refused, and what holds whatever the events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noted_book import noted_book
from typer.testing import CliRunner, Result

from rulebook.cli import app
from rulebook.language import Language
from schemas import Rulebook
from score import BookScore, EventsProblem, Refusal, SheetScore, place_events, read_events, score_book
from score.interval import Interval
from score.report import score_lines

HEADER = "rule,count,value,points,trigger,department,date,note\n"


def scored(book: Rulebook, *rows: str) -> BookScore:
    """The score by events written as CSV rows: rule,count,value,points,trigger,department,date."""
    events, malformed = read_events(HEADER + "\n".join(rows))
    placed, refused = place_events(book, events, malformed)
    assert refused == ()
    return score_book(book, placed)


def sheet_of(book: Rulebook, *rows: str) -> SheetScore:
    (sheet,) = scored(book, *rows).sheets
    return sheet


def total(book: Rulebook, *rows: str) -> str:
    """The department's score as text: "1.9", "1.4~1.8", "unknown"."""
    score = sheet_of(book, *rows).score
    return "unknown" if score is None else str(score)


def refused(book: Rulebook, row: str, header: str = HEADER) -> Refusal:
    events, malformed = read_events(header + row)
    placed, refusals = place_events(book, events, malformed)
    assert placed == ()
    (refusal,) = refusals
    return refusal


def one(criteria: str, points: str = "2", methods: str = "扣分法") -> Rulebook:
    """A sheet with one task of that many points; rules are r1, r2, …"""
    return noted_book(f"# 工作纪律 {points}\n@ | {methods}\n{criteria}")


# --- what one rule comes to

LATE = "C 1 {迟到、早退|扣0.02分/人次|-0.02/人次}"
PATROL = "C 1 {夜间巡查不少于4次，每少1次|扣0.25分|-0.25/次 short >=4次}"
STEP = "C 1 {搬迁逾期，每超过10天|扣0.5分|-0.5/天 excess step=10}"
ABSENT = "C 1 {每旷工半天|扣0.1分|-0.1/天 step=0.5}"
ONCE = "C 1 {无年度计划|扣0.3分|-0.3}"
RANGE = "C 1 {结果失实的|视情节扣0.2-0.6分|-0.2~0.6}"
RANGE_EACH = "C 1 {结果失实的每件|扣0.2-0.6分|-0.2~0.6/件}"
OPEN = "C 1 {部分完成|酌情扣分|-?}"
SHARE = "C 1 {未完成保护工作|，以总分15分按比例扣分|-prop=15}"
SATISFIED = "C 1 {满意度不低于85%，每低1个百分点|扣0.2分|-0.2/百分点 short >=85%}"
LIMITED = "C 1 {包裹滞留的|，扣0.02分/件，最多扣0.05分|-0.02/件 max=0.05}"
LIMITED_RANGE = "C 1 {丢失的每件|扣0.5-1分，最多扣1.2分|-0.5~1/件 max=1.2}"


@pytest.mark.parametrize(
    ("criteria", "rows", "score"),
    [
        (LATE, [], "2"),
        (LATE, ["r1"], "1.98"),
        (LATE, ["r1,3"], "1.94"),
        (LATE, ["r1,3人次", "r1,2"], "1.9"),
        (LATE, ["r1,3人•次", "r1,2人/次"], "1.9"),
        (LATE, ["r1,101"], "0"),
        (PATROL, ["r1,,2"], "1.5"),
        (PATROL, ["r1,,2次"], "1.5"),
        (PATROL, ["r1,2,2"], "1.5"),
        (PATROL, ["r1,3"], "1.25"),
        (PATROL, ["r1,,4"], "2"),
        (PATROL, ["r1,,7"], "2"),
        (STEP, ["r1,20"], "1"),
        (STEP, ["r1,25"], "0.5~1"),
        (STEP, ["r1,5", "r1,5"], "1~2"),
        (ABSENT, ["r1,1.5"], "1.7"),
        (ABSENT, ["r1,0.25", "r1,0.25天"], "1.9"),
        (ABSENT, ["r1,0.75"], "1.8~1.9"),
        (ONCE, ["r1"], "1.7"),
        (ONCE, ["r1,1"], "1.7"),
        (ONCE, ["r1", "r1"], "1.4~1.7"),
        (ONCE, ["r1,,,0.3", "r1,,,0.3"], "1.4"),
        (RANGE, ["r1"], "1.4~1.8"),
        (RANGE, ["r1,,,0.35"], "1.65"),
        (RANGE_EACH, ["r1,2"], "0.8~1.6"),
        (RANGE_EACH, ["r1,2,,0.9"], "1.1"),
        (OPEN, ["r1"], "0~2"),
        (OPEN, ["r1,,,0.7"], "1.3"),
        (SATISFIED, ["r1,,82"], "1.4"),
        (SATISFIED, ["r1,,82%"], "1.4"),
        (SATISFIED, ["r1,,82.5%"], "1.4~1.6"),
        (SATISFIED, ["r1,3个百分点"], "1.4"),
        (LIMITED, ["r1,2"], "1.96"),
        (LIMITED, ["r1,2", "r1,9"], "1.95"),
        (LIMITED_RANGE, ["r1"], "1~1.5"),
        (LIMITED_RANGE, ["r1,2"], "0.8~1"),
        (LIMITED_RANGE, ["r1,3"], "0.8"),
    ],
)
def test_a_deduction(criteria: str, rows: list[str], score: str) -> None:
    assert total(one(criteria), *rows) == score


@pytest.mark.parametrize(
    ("rows", "score"),
    [(["r1"], "0~15"), (["r1,,20%"], "12"), (["r1,,,2.5"], "12.5"), (["r1,,33.3%"], "10.005"), (["r1,,100%"], "0")],
)
def test_a_share_of_a_base(rows: list[str], score: str) -> None:
    assert total(one(SHARE, "15"), *rows) == score


@pytest.mark.parametrize(
    ("criteria", "rows", "score"),
    [
        ("C 1 {未完成|扣5%|-5%}", ["r1"], "9.5"),
        ("C 1 {未完成|扣分|-!}", ["r1"], "0~10"),
        ("C 1 {案件|按处理率扣分|-f=处理率*15}", ["r1"], "0~10"),
        ("C 1 {案件|按处理率扣分|-f=处理率*15}", ["r1,,,4"], "6"),
        ("C 1 {损失的|酌情扣分，最多扣3分|-? max=3}", ["r1"], "7~10"),
        ("C 1 {被投诉的|，扣1分，本项20分扣完为止|-1/次 cap=20}", ["r1,30"], "0"),
    ],
)
def test_what_the_text_leaves_open_is_bounded_by_what_carries_it(criteria: str, rows: list[str], score: str) -> None:
    assert total(one(criteria, "10"), *rows) == score


DIVIDED = "D 1 搬迁（20分）。\nD 2 建成平台（8分）。\n"


@pytest.mark.parametrize(
    ("duties", "rule", "score"),
    [
        (DIVIDED, "部分建成的|酌情扣分|-?", "20~28"),
        (DIVIDED, "部分建成的|酌情扣分，最多扣3分|-? max=3", "25~28"),
        (DIVIDED, "部分建成的|酌情在总分中扣分|-? total", "0~28"),
        (DIVIDED.replace("20分", "12分"), "部分建成的|酌情扣分|-?", "0~28"),  # 12 + 8 leave some to no duty
        (DIVIDED.replace("（20分）", ""), "部分建成的|酌情扣分|-?", "0~28"),
        (DIVIDED.replace("D 2", "D 3"), "部分建成的|酌情扣分|-?", "0~28"),
        (DIVIDED.replace("D 1", "D 2"), "部分建成的|酌情扣分|-?", "0~28"),
    ],
)
def test_discretion_takes_no_more_than_the_duty_of_its_number_where_duties_share_out_the_points(
    duties: str, rule: str, score: str
) -> None:
    assert total(one(f"{duties}C 2 {{{rule}}}", "28"), "r1") == score


def test_points_that_settle_discretion_are_within_the_duty_s() -> None:
    book = one(f"{DIVIDED}C 2 {{部分建成的|酌情扣分|-?}}", "28")
    assert total(book, "r1,,,8") == "20"
    assert "at most 8" in refused(book, "r1,,,9").said.en


def test_rules_of_one_text_share_its_cap() -> None:
    book = one(
        "C 1 {无计划、无记录、无总结|各扣0.4分，最多扣1分|"
        "-0.4 max=1 @无计划 & -0.4 max=1 @无记录 & -0.4 max=1 @无总结}；{迟到|扣0.1分/次|-0.1/次}"
    )
    assert total(book, "r1", "r2") == "1.2"
    assert total(book, "r1", "r2", "r3") == "1"
    assert total(book, "r1", "r2", "r3", "r4,2") == "0.8"


# --- criteria, group caps, zero, veto, multiples


def test_a_criterion_loses_no_more_than_its_own_points() -> None:
    book = one("C 1 pts=0.5 教育要有签到表（0.5分）。{每缺一次|扣0.2分|-0.2/次 short}\nC 2 {迟到|扣0.1分/次|-0.1/次}")
    assert total(book, "r1,2") == "1.6"
    assert total(book, "r1,9") == "1.5"
    assert total(book, "r1,9", "r2") == "1.4"


def test_a_line_that_is_only_a_cap_binds_the_criteria_above_it() -> None:
    book = one(
        "C 1 {迟到|扣1分/次|-1/次}\nC 2 {早退|扣1分/次|-1/次}\nC - gcap=2.5 以上累计扣分不超过2.5分\n"
        "C 3 {旷工|扣1分/次|-1/次}\nC - gcap=1.5 以上累计扣分不超过1.5分",
        "10",
    )
    assert total(book, "r1", "r2") == "8"
    assert total(book, "r1,2", "r2,2") == "7.5"
    assert total(book, "r1,2", "r2,2", "r3,9") == "6"


def test_zero_takes_the_points_of_what_carries_it() -> None:
    assert total(one(f"{LATE}\nC 2 {{发生事故|，本项不得分|0}}"), "r1", "r2") == "0"
    assert total(one(f"{LATE}\nC 2 pts=0.5 {{无台账|不得分|0}}"), "r1", "r2") == "1.48"


def test_points_beside_a_zero_settle_only_what_is_open() -> None:
    """0.5 are the criterion's own. Without them, points say how much of the task's 2 it was: another case takes all."""
    own = one(f"{LATE}\nC 2 pts=0.5 {{无台账|不得分|0}}")
    assert total(own, "r2,,,0.5") == "1.5"
    assert "0.5" in refused(own, "r2,,,0.2").problem.en
    assert "0.5" in refused(own, "r2,,,5").problem.en
    task = one(f"{LATE}\nC 2 {{发生事故|，本项不得分|0}}")
    assert total(task, "r2,,,0.5") == "1.5"
    assert total(task, "r2,,,0.5", "r2,,,0.8") == "1.2"
    assert total(task, "r2,,,0.5", "r2") == "0"


def test_a_veto_sets_the_department_to_zero_and_says_what_it_would_have_been() -> None:
    book = noted_book(
        "# 甲 60\n@ | 扣分法\nC 1 {被立案查实的|，一票否决|veto}\n# 乙 40\n@ | 扣分法\nC 1 {迟到|扣1分/次|-1/次}"
    )
    sheet = sheet_of(book, "r1", "r2,3")
    assert sheet.vetoed
    assert (str(sheet.score), str(sheet.before_veto)) == ("0", "97")
    assert "一票否决" in sheet.explanation[0].zh


@pytest.mark.parametrize(
    ("rows", "score"),
    [
        (["r1", "r3"], "9.6"),
        (["r3"], "10"),
        (["r1,2", "r3"], "9.2~9.4"),
        (["r1,2", "r2", "r3"], "8.2~8.9"),
        (["r1,2", "r2", "r3,,,0.4"], "8.7"),
        (["r1,4", "r4"], "9.3~9.6"),
        (["r1", "r4"], "9.9"),
    ],
)
def test_a_multiple_of_what_is_otherwise_due(rows: list[str], score: str) -> None:
    """0.2 each, 0.5 once. Which part is doubled or halved is not said: anything from one 0.2 to all of it."""
    book = one(
        "C 1 {未办结，每一项|扣0.2分|-0.2/项}；{资料不齐|扣0.5分|-0.5}\n"
        "C 2 {被督办两次仍未办结的|，加倍扣分|-x2}\nC 3 {主动报告的|，减半扣分|-x0.5}",
        "10",
    )
    assert total(book, *rows) == score


def test_what_is_taken_from_the_total_leaves_the_task_alone() -> None:
    book = one("C 1 {被追究责任|，将在绩效总分里扣分|-? total}", "10")
    sheet = sheet_of(book, "r1,,,3")
    assert str(sheet.score) == "7"
    assert str(sheet.nodes[0].score) == "10"
    assert total(book, "r1") == "0~10"


def test_what_is_added_to_the_total_leaves_the_task_alone() -> None:
    book = one("C 1 {创新突出的|，在绩效总分里加3分|+3 total}；{被追究责任|，在绩效总分里扣1分|-1 total}", "10")
    sheet = sheet_of(book, "r1")
    assert str(sheet.score) == "13"
    assert str(sheet.nodes[0].score) == "10"
    assert str(sheet.gained) == "3"
    assert [line.zh for line in sheet.explanation] == ["在总分中加 3"]
    assert total(book, "r1", "r2") == "12"


def test_what_is_listed_together_shares_its_cap_in_the_total() -> None:
    rules = "-2 total max=3 @追责 & -2 total max=3 @通报"
    book = one(f"C 1 {{追责、通报|在绩效总分里各扣2分，最多扣3分|{rules}}}", "10")
    assert total(book, "r1") == "8"
    assert total(book, "r1", "r2") == "7"


# --- awards, and what a task starts from

STEPS = "C 2 {建成平台|得6分|+6}，{访问达到800人次|得2分|+2}。{未完成|得0分|0}，{部分完成|酌情扣分|-?}"


@pytest.mark.parametrize(
    ("rows", "score"),
    [
        ([], "20"),
        (["r2"], "26"),
        (["r2", "r3"], "28"),
        (["r2", "r4"], "20"),
        (["r2", "r5,,,1.5"], "24.5"),
        (["r2", "r5"], "20~26"),
        (["r5"], "20"),
        (["r1,2", "r2", "r5"], "18~24"),
    ],
)
def test_a_mixed_task_starts_without_what_is_to_be_earned(rows: list[str], score: str) -> None:
    """28 points, of which criterion 2 keeps 8: its duty's number says so. What is lost there stays there."""
    duties = "D 1 搬迁（20分）。\nD 2 建成平台（8分）。"
    book = one(f"{duties}\nC 1 {{迟到|扣1分/次|-1/次}}\n{STEPS}", "28", "扣分法 达标法")
    assert total(book, *rows) == score


def test_grades_or_steps_is_not_guessed() -> None:
    """Either 5 of 5 (grades) or 8 of 8 (steps) are kept; nothing earned loses 5 to 8, the larger earned 0 to 3."""
    book = one("C 1 {省级奖项|得5分|+5}，{市级奖项|得3分|+3}\nC 2 {迟到|扣1分/次|-1/次}", "20", "扣分法 达标法")
    assert total(book) == "12~15"
    one_criterion = one("C - {省级奖项|得5分|+5}，{市级奖项|得3分|+3}", "20", "扣分法 达标法")
    told = [line for line in score_lines(scored(one_criterion), Language.ENGLISH) if "criterion" in line]
    assert [line.partition(": its criterion: ")[2] or line.partition("? its criterion: ")[2] for line in told] == [
        "5~8 of 5~8 not earned",
        "whether its awards add up or exclude each other is not said",
    ]
    assert total(book, "r1") == "17~20"
    assert total(book, "r1", "r2") == "20"


@pytest.mark.parametrize(
    ("rows", "score"), [([], "0"), (["r1"], "3"), (["r1", "r2"], "5"), (["r1", "r2", "r3,2"], "3"), (["r3,2"], "0")]
)
def test_an_attained_task_starts_from_zero(rows: list[str], score: str) -> None:
    book = one("C 1 {建成平台|得3分|+3}\nC 2 {通过验收|得2分|+2}\nC 3 {逾期每天|扣1分|-1/天}", "5", "达标法")
    assert total(book, *rows) == score


def test_attaining_without_anything_to_earn_starts_full() -> None:
    assert total(one(LATE, "2", "达标法"), "r1,5") == "1.9"


@pytest.mark.parametrize("methods", ["扣分法", "达标法", "扣分法 达标法"])
@pytest.mark.parametrize(
    ("rows", "score"), [([], "10"), (["r2,,20"], "7.5"), (["r1"], "10"), (["r2,,0"], "0"), (["r1", "r2,,24"], "9.5")]
)
def test_an_award_with_a_deduction_after_it_stands_until_something_is_missing(
    methods: str, rows: list[str], score: str
) -> None:
    book = one("C 1 {入驻项目不少于25个|得10分|+10}，{少一个|扣0.5分|-0.5/个 short >=25个}", "10", methods)
    assert total(book, *rows) == score


def test_earned_points_make_up_for_losses_and_added_ones_come_on_top() -> None:
    book = one(
        "C 1 {迟到|扣0.5分/次|-0.5/次}\nC 2 {省级媒体刊发每篇|得1分|+1/篇}\n"
        "C 3 {被表彰一次|加0.2分，最高加1分|+0.2/次 max=1}"
    )
    assert total(book, "r2,3") == "2"
    assert total(book, "r1", "r2") == "2"
    assert total(book, "r1,9", "r2") == "0"
    assert total(book, "r3,2") == "2.4"
    assert total(book, "r3,9") == "3"
    assert total(book, "r1,9", "r3") == "0.2", "what is added is added after the floor"


def test_all_points_are_an_award_too() -> None:
    book = one("C 1 {建成平台|得3分|+3}\nC 2 {提前完成的|，加全分|+x1}", "5", "达标法")
    assert total(book, "r2") == "5"


def test_another_document_scores_it() -> None:
    book = one("C 1 {|参照《评价办法》进行考核|ref=《评价办法》}", "10")
    assert total(book) == "0~10"
    assert total(book, "r1,,,1.5") == "8.5"
    (rule,) = sheet_of(book).rules
    assert "《评价办法》" in rule.open[0].zh


def test_another_document_takes_nothing_from_what_was_attained() -> None:
    """In a task that starts from zero it only gives: 3 of 5 are there whatever it says."""
    book = one("C 1 {建成平台|得3分|+3}\nC 2 {|参照《评价办法》进行考核|ref=《评价办法》}", "5", "达标法")
    assert total(book) == "0~5"
    assert total(book, "r1") == "3~5"
    assert total(book, "r1", "r2,,,1") == "4"
    assert str(sheet_of(book, "r1").lost) == "0"


@pytest.mark.parametrize("trigger", ["科研工作", "重大贡献", "-"])
def test_another_document_scores_what_is_named_before_it(trigger: str) -> None:
    """What stands before 参照 names the work; whatever became of it, the document says how it is scored."""
    book = one(f"C 1 {{{trigger}|参照《评价办法》进行考核|ref=《评价办法》}}", "10")
    assert total(book) == "0~10"
    assert total(book, "r1,,,1.5") == "8.5"


@pytest.mark.parametrize("trigger", ["发生投诉的，", "未按期归还，", "每出现一次", "逾期归还"])
def test_another_document_scores_what_happened_only_where_it_did(trigger: str) -> None:
    book = one(f"C 1 {{{trigger}|按《投诉办法》扣分|ref=《投诉办法》}}", "10")
    assert total(book) == "10"
    assert total(book, "r1") == "0~10"


# --- the tree

SHARED = """
# 保证目标 30
@ 内部管理 30 > 纪律 10 | 扣分法
C 1 {迟到|扣1分/次|-1/次}
@ 内部管理 30 > 安全 20 | 扣分法
C 1 {发生事故|扣3分/起|-3/起}
# 发展目标 20
@ | 扣分法
D 1 采购图书。
C - {少1000册|扣2分|-2/册 short step=1000}
@ | 扣分法
D 2 开放时间。
C - {闭馆一次|扣4分|-4/次}；{发生责任事故|，本项计0分|0}
"""


def test_nodes_add_up_and_tasks_of_one_node_share_its_points() -> None:
    sheet = sheet_of(noted_book(SHARED), "r1,2", "r2", "r3,2000", "r4,5")
    guarantee, growth = sheet.nodes
    assert [str(node.score) for node in guarantee.children[0].children] == ["8", "17"]
    assert [str(node.score) for node in (guarantee.children[0], guarantee, growth)] == ["25", "25", "0"]
    assert str(sheet.score) == "25"
    assert (sheet.points, growth.points) == (Decimal(50), Decimal(20))
    assert [str(task.lost) for task in growth.tasks] == ["4", "20"]
    assert [task.score for task in growth.tasks] == [None, None]
    assert str(guarantee.children[0].children[0].tasks[0].score) == "8"


def test_how_much_of_shared_points_falls_to_zero_is_not_guessed() -> None:
    assert total(noted_book(SHARED), "r5") == "30~50"
    assert total(noted_book(SHARED), "r5,,,6") == "44"


def test_points_that_are_not_known_make_a_score_that_is_not_known() -> None:
    book = noted_book(
        "# 保证目标 30\n@ 纪律 ? | 扣分法\nC 1 {迟到|扣1分/次|-1/次}\n@ 安全 20 | 扣分法\nC 1 {事故|扣3分|-3}"
    )
    sheet = sheet_of(book, "r1,2")
    assert sheet.score is None
    assert "保证目标" in sheet.open[0].zh
    assert str(sheet.lost) == "2"
    assert str(sheet.nodes[0].children[1].score) == "20"


# --- what is written

TWO = (
    "! 保卫处\n# 工作纪律 2\n@ | 扣分法\n" + LATE,
    "! 图书馆\n# 工作纪律 2\n@ | 扣分法\n" + LATE + "；{缺岗|扣0.1分/次|-0.1/次}",
)


def test_every_point_lost_is_explained_in_both_languages() -> None:
    sheet = sheet_of(one(f"{LATE}\n{PATROL}"), "r1,3", "r2,,2")
    told = [line for node in sheet.nodes for task in node.tasks for line in task.explanation]
    assert told[0].zh == "工作纪律: 迟到、早退 3 人次 x 0.02 = 0.06, 上限 2"
    assert told[0].en == "工作纪律: 迟到、早退 3 人次 x 0.02 = 0.06, at most 2"
    assert told[1].zh == "工作纪律: 夜间巡查不少于4次，每少1次: 实测 2, 目标 >= 4 次, 少 2 次 x 0.25 = 0.5, 上限 2"


def test_every_rule_with_an_event_has_a_line_and_every_interval_a_reason() -> None:
    book = one(
        f"{RANGE}\n{OPEN.replace('C 1', 'C 2')}\n{STEP.replace('C 1', 'C 3')}\n{ONCE.replace('C 1', 'C 4')}", "20"
    )
    for rule in sheet_of(book, "r1", "r2", "r3,25", "r4", "r4").rules:
        assert rule.explanation
        assert bool(rule.open) != rule.lost.settled


def test_the_text_and_the_json_say_the_same(tmp_path: Path) -> None:
    book = noted_book(*TWO)
    result = scored(book, "r3,2", "r1,4")
    text = list(score_lines(result, Language.CHINESE))
    assert text[0] == "保卫处 2020  1.92 / 2"
    assert "图书馆 2020  1.8 / 2" in text
    data = result.as_json()
    assert [department["score"] for department in data["departments"]] == [
        {"low": "1.92", "high": "1.92"},
        {"low": "1.8", "high": "1.8"},
    ]


# --- what is refused


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("r9", "rule", "no rule of the rulebook has this id"),
        ("r3,,,,,保卫处", "rule", "the rule is one of 图书馆"),
        ("r1,,,,,保卫科", "department", "no sheet of this department"),
        (",,,,迟到、早退", "department", "name it"),
        (",,,,迟到,保卫处", "trigger", "no rule of the department has this trigger"),
        (",,,,缺岗,保卫处", "trigger", "no rule of the department has this trigger"),
        (",,,,,保卫处", "rule", "neither a rule id nor a trigger"),
        ("r1,,,,缺岗", "trigger", "the trigger is not that of the rule beside it"),
        ("r1,0", "count", "above 0"),
        ("r1,-3", "count", "a number such as"),
        ("r1,三", "count", "a number such as"),
        ("r1,1e3", "count", "a number such as"),
        ("r1,3天", "count", "counts by 人次"),
        ("r1,,3", "value", "no bound to measure against"),
        ("r1,,,0.5", "points", "the rule gives 0.02"),
        ("r1,,,,,,2021-01-01", "date", "the sheet is that of 2020"),
        ("r1,,,,,,2020-02-30", "date", "a day such as"),
        ("r1,,,,,,,a,b", "row", "at most 8 cells"),
    ],
)
def test_an_event_that_cannot_be_placed_is_refused_by_name(row: str, column: str, says: str) -> None:
    refusal = refused(noted_book(*TWO), row)
    assert (refusal.row, refusal.column) == (2, column)
    assert says in refusal.said.en
    assert refusal.said.zh != refusal.said.en


@pytest.mark.parametrize(
    ("criteria", "row", "says"),
    [
        (PATROL, "r1", "how many 次"),
        (PATROL, "r1,1,2", "it is 2 off the bound"),
        (PATROL, "r1,,2天", "the bound is in 次"),
        (STEP, "r1", "how many 天"),
        (ABSENT, "r1", "how many 天"),
        (ONCE, "r1,2", "counts by nothing"),
        (ONCE, "r1,,,0.2", "the rule gives 0.3"),
        (RANGE, "r1,,,0.7", "the rule gives 0.2~0.6"),
        (RANGE_EACH, "r1,2,,0.3", "the rule gives 0.4~1.2"),
        (SHARE, "r1,,20", "a share such as 20%"),
        (SHARE, "r1,,120%", "a share such as 20%"),
        (
            "C 1 {出勤不足10人，每少1人|扣1分/次|-1/次 short >=10人}",
            "r1,,8",
            "the bound is in 人, the rule counts by 次",
        ),
        ("C 1 {被立案的|，一票否决|veto}", "r1,,,2", "a veto has no points"),
    ],
)
def test_quantities_that_do_not_fit_the_rule_are_refused(criteria: str, row: str, says: str) -> None:
    assert says in refused(one(criteria, "15"), row).said.en


@pytest.mark.parametrize("value", ["0.84", "1"])
def test_a_share_of_one_is_not_taken_for_a_percentage(value: str) -> None:
    """A spreadsheet writes 84% as 0.84; read as 0.84% it would cost all points."""
    refusal = refused(one(SATISFIED), f"r1,,{value}")
    assert (refusal.column, refusal.read) == ("value", value)
    assert "%" in refusal.problem.en
    assert total(one(SATISFIED), f"r1,,{value}%") == "0"
    assert total(one(SATISFIED), "r1,,0") == "0"


@pytest.mark.parametrize(
    ("criteria", "fits", "most"),
    [
        ("C 1 {部分完成|酌情扣分|-?}", "2", "2"),
        ("C 1 {部分完成|酌情扣分，最多扣1分|-? max=1}", "1", "1"),
        ("C 1 pts=1.5 {部分完成|酌情扣分|-?}", "1.5", "1.5"),
        ("C 1 {|参照《评价办法》进行考核|ref=《评价办法》}", "2", "2"),
        ("C 1 {有创新的|酌情加分，最多加3分|+? max=3}", "3", "3"),
    ],
)
def test_points_of_one_case_are_within_what_carries_it(criteria: str, fits: str, most: str) -> None:
    """5 for 0.5 would cost the whole task without a word."""
    assert sheet_of(one(criteria), f"r1,,,{fits}").rules
    refusal = refused(one(criteria), "r1,,,5")
    assert refusal.column == "points"
    assert most in refusal.problem.en


def test_what_nothing_bounds_takes_any_points() -> None:
    assert total(one("C 1 {有创新的|酌情加分|+?}"), "r1,,,5") == "7"
    assert total(one("C 1 {被追究责任|，将在绩效总分里扣分|-? total}\n# 其他 8\n@ | 扣分法\n" + LATE), "r1,,,5") == "5"


def test_a_trigger_that_two_rules_have_is_refused_with_both() -> None:
    book = one("C 1 {党课每缺一次|扣0.1分|-0.1/次 short}\nC 2 {党课，每缺一次|扣0.2分|-0.2/次 short}")
    refusal = refused(book, ",1,,,党课每缺一次")
    assert "2 rules have this trigger" in refusal.said.en
    assert [candidate.split()[0] for candidate in refusal.candidates] == ["r1", "r2"]


def test_what_comes_near_is_named() -> None:
    assert refused(noted_book(*TWO), ",,,,迟到早退的,保卫处").candidates[0].startswith("r1 保卫处 工作纪律: 迟到、早退")
    assert refused(noted_book(*TWO), "r1,,,,,图书室").candidates == ("图书馆",)


@pytest.mark.parametrize("trigger", ["迟到、早退", "迟到,早退", " 迟到 、早退", "迟到、早退扣0.02分/人次"])
def test_a_trigger_is_found_however_it_is_set(trigger: str) -> None:
    quoted = f'"{trigger}"'
    assert str(scored(noted_book(*TWO), f",,,,{quoted},保卫处").sheets[0].score) == "1.98"


def test_numbers_in_a_trigger_are_not_run_together() -> None:
    book = one("C 1 {超过2.5小时的|扣0.5分|-0.5}")
    assert "no rule" in refused(book, ",,,,超过25小时的").said.en
    assert total(book, ",,,,超过2.5小时的") == "1.5"


def test_an_elliptic_trigger_is_found_with_its_subject() -> None:
    book = one("C 1 {未排查隐患|扣0.3分|-0.3}，{未按期整改|扣0.2分|-0.2 s=安全隐患}")
    assert total(book, ",,,,安全隐患未按期整改") == "1.8"
    assert total(book, ",,,,未按期整改") == "1.8"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no header"),
        ("rule,colour\nr1,red", "the column 'colour' is unknown"),
        ("rule,规则\nr1,r1", "the column '规则' stands twice"),
        ("department,date\n保卫处,2020-01-01", "neither a column rule nor a column trigger"),
        ('rule\n"r1', "this is no CSV"),
    ],
)
def test_a_table_that_is_no_table_of_events(text: str, says: str) -> None:
    with pytest.raises(EventsProblem) as caught:
        read_events(text)
    assert says in caught.value.said.en


def test_chinese_headers_blank_rows_and_full_width_digits() -> None:
    text = "\ufeff触发情形,部门,日期,次数,备注\n迟到、早退,保卫处,2020年3月2日,３,门口\n,,,,\n"
    events, malformed = read_events(text)
    assert malformed == ()
    placed, refusals = place_events(noted_book(*TWO), events)
    assert refusals == ()
    assert placed[0].event.count is not None
    assert (placed[0].place.rule.id, placed[0].event.count.number, placed[0].event.row) == ("r1", Decimal(3), 2)


@pytest.mark.parametrize(
    "text",
    [
        "rule;count;date;note\nr1;3;2020-03-31;a,b\n",
        "rule\tcount\tdate\tnote\r\nr1\t3\t2020/3/31\t一;二\r\n",
        "sep=;\r\nrule;count;date\r\nr1;3;2020/3/31 0:00\r\n",
        '"sep=\t"\nrule\tcount\tdate\nr1\t3\t2020-03-31T00:00:00\n',
        "rule,count,date\nr1,3,20200331\n",
    ],
)
def test_tables_as_spreadsheets_write_them(text: str) -> None:
    (event,), malformed = read_events(text)
    assert malformed == ()
    assert event.count is not None
    assert (event.row, event.rule, event.count.number, event.date) == (2, "r1", Decimal(3), date(2020, 3, 31))


@pytest.mark.parametrize("written", ["43921", "202003", "2020033", "31.3.2020", "2020-03-31 later", "20201331"])
def test_what_is_no_day_for_certain_is_none(written: str) -> None:
    events, (malformed,) = read_events(f"rule,date\nr1,{written}\n")
    assert events == ()
    assert (malformed.column, malformed.read) == ("date", written)


def test_chinese_messages_name_columns_in_chinese() -> None:
    assert refused(noted_book(*TWO), "r1,-3").said.zh == "第 2 行 次数“-3”:应为数字,如 3 或 0.5,不带正负号和千分位"
    with pytest.raises(EventsProblem) as caught:
        read_events("规则,颜色\n")
    assert caught.value.said.zh == (
        "栏目“颜色”无法识别:可用 规则(rule)、触发情形(trigger)、部门(department)、日期(date)、次数(count)、"
        "实测值(value)、分值(points)、备注(note)"
    )


# --- the command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["score", *map(str, arguments)], env={"LANG": "C.UTF-8", "LC_ALL": ""})


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "rulebook.json").write_text(noted_book(*TWO).model_dump_json(), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_command_scores(written: Path, encoding: str) -> None:
    events = written / "events.csv"
    events.write_text("触发情形,部门,次数\n迟到、早退,保卫处,3\n", encoding=encoding)
    for book in (written, written / "rulebook.json"):
        result = run(book, events, "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout)["departments"][0]["score"] == {"low": "1.94", "high": "1.94"}
    assert "保卫处 2020  1.94 / 2" in run(written, events).stdout


def test_one_refused_event_and_nothing_is_scored(written: Path) -> None:
    events = written / "events.csv"
    events.write_text("rule,count\nr1,3\nr7,1\nr3,5天\n", encoding="utf-8")
    result = run(written, events, "--json")
    assert result.exit_code == 4
    assert "row 3, rule 'r7'" in result.stderr
    assert "row 4, count '5天'" in result.stderr
    assert [refusal["row"] for refusal in json.loads(result.stdout)["refused"]] == [3, 4]
    assert json.loads(result.stdout)["departments"] == []
    assert run(written, events).stdout == ""


def test_rows_that_say_the_same_count_and_are_told(written: Path) -> None:
    events = written / "events.csv"
    events.write_text("rule,count,note\nr1,3,\nr1,1,\nr1,3,\nr1,3,门口\n", encoding="utf-8")
    result = run(written, events)
    assert (result.exit_code, result.stderr) == (0, "Note: rows 2, 4 say the same: each of them counts\n")
    assert "保卫处 2020  1.8 / 2" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rulebook.json", None, "cannot be opened"),
        ("rulebook.json", "{", "is no rulebook.json"),
        ("rulebook.json", '{"sheets": [{"tasks": []}]}', "sheets > 0 > id"),
        ("events.csv", None, "events.csv cannot be opened"),
        ("events.csv", "PK\x03\x04\0\0", "save it as CSV"),
        ("events.csv", "colour\nred", "the column 'colour' is unknown"),
    ],
)
def test_wrong_files_are_wrong_usage(written: Path, name: str, content: str | None, says: str) -> None:
    (written / "events.csv").write_text("rule\nr1\n", encoding="utf-8")
    if content is None:
        (written / name).unlink()
    else:
        (written / name).write_text(content, encoding="utf-8")
    result = run(written, written / "events.csv")
    assert result.exit_code == 2
    assert says in result.stderr.replace("\n", " ")


# --- what holds whatever the events

POINTS = st.decimals("0.01", "3", places=2, allow_nan=False, allow_infinity=False)
COUNTS = st.decimals("0.5", "40", places=1, allow_nan=False, allow_infinity=False)


def _meaning(draw: st.DrawFn, sign: str) -> str:
    amount = draw(POINTS)
    kind = draw(st.sampled_from(["fixed", "per", "short", "excess", "step", "range", "open", "max"]))
    return {
        "fixed": f"{sign}{amount}",
        "per": f"{sign}{amount}/次",
        "short": f"{sign}{amount}/次 short >=20次",
        "excess": f"{sign}{amount}/天 excess",
        "step": f"{sign}{amount}/天 step=3",
        "range": f"{sign}{amount}~{amount * 2}/件",
        "open": f"{sign}?",
        "max": f"{sign}{amount}/件 max={amount * 3}",
    }[kind]


@st.composite
def books(draw: st.DrawFn, deductions_only: bool = False) -> Rulebook:
    """A department with two categories, the second of two tasks that share its points."""
    counter = 0
    lines: list[str] = []
    for head in ("# 甲 10\n@ 一 10", "# 乙 5\n@ ", "@ "):
        methods = "扣分法" if deductions_only else draw(st.sampled_from(["扣分法", "达标法", "扣分法 达标法", ""]))
        lines.append(f"{head} | {methods}")
        for number in range(draw(st.integers(1, 3))):
            own = draw(st.sampled_from(["", "pts=1.5 ", "pts=4 "]))
            text = ""
            for _ in range(draw(st.integers(1, 3))):
                counter += 1
                sign = "-" if deductions_only else draw(st.sampled_from(["-", "-", "+"]))
                meaning = draw(st.sampled_from(["0", "veto"])) if draw(st.integers(0, 9)) == 0 else _meaning(draw, sign)
                verb = "得2分" if sign == "+" else "扣2分"
                text += f"{{情形{counter}|{verb}|{meaning}}}；"
            lines.append(f"C {number + 1} {own}{text}")
            if draw(st.integers(0, 3)) == 0:
                lines.append(f"C - gcap={draw(POINTS)} 以上累计扣分不超过上限")
    return noted_book("\n".join(lines))


def rows_for(book: Rulebook) -> st.SearchStrategy[list[str]]:
    rules = [rule for task in book.sheets[0].tasks for criterion in task.criteria for rule in criterion.rules]

    def row(index: int, count: Decimal) -> str:
        rule = rules[index]
        return f"{rule.id},{count if rule.per else ''}"

    return st.lists(st.builds(row, st.integers(0, len(rules) - 1), COUNTS), max_size=12)


def every_score(sheet: SheetScore) -> Sequence[tuple[Interval, Decimal]]:
    found = [(sheet.score, sheet.points)]
    waiting = list(sheet.nodes)
    while waiting:
        node = waiting.pop()
        found.append((node.score, node.points))
        waiting += node.children
    return [(score, points) for score, points in found if score is not None and points is not None]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_score_is_neither_below_zero_nor_above_the_points(data: st.DataObject) -> None:
    book = data.draw(books())
    for score, points in every_score(sheet_of(book, *data.draw(rows_for(book)))):
        assert 0 <= score.low <= score.high <= points


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_events_makes_no_difference(data: st.DataObject) -> None:
    book = data.draw(books())
    rows = data.draw(rows_for(book))
    shuffled = data.draw(st.permutations(rows))
    assert every_score(sheet_of(book, *rows)) == every_score(sheet_of(book, *shuffled))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_one_event_more_never_raises_a_score_of_deductions(data: st.DataObject) -> None:
    book = data.draw(books(deductions_only=True))
    rows = data.draw(rows_for(book))
    more = data.draw(rows_for(book).filter(bool))
    before, after = sheet_of(book, *rows), sheet_of(book, *rows, more[0])
    for (old, _), (new, _) in zip(every_score(before), every_score(after), strict=True):
        assert new.low <= old.low
        assert new.high <= old.high


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_event_and_only_deductions_is_full_points(data: st.DataObject) -> None:
    sheet = sheet_of(data.draw(books(deductions_only=True)))
    assert str(sheet.score) == "15"
    assert sheet.rules == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_sums_are_exact(data: st.DataObject) -> None:
    """Where everything is settled and nothing is capped, start - lost + gained is the score to the last digit."""
    amounts = data.draw(st.lists(POINTS, min_size=1, max_size=6))
    counts = data.draw(st.lists(st.integers(1, 99), min_size=len(amounts), max_size=len(amounts)))
    criteria = "\n".join(f"C {i} {{情形{i}|扣分|-{amount}/次}}" for i, amount in enumerate(amounts, 1))
    rows = [f"r{i},{count}" for i, count in enumerate(counts, 1)]
    cents = sum(int(amount * 100) * count for amount, count in zip(amounts, counts, strict=True))
    score = sheet_of(one(criteria, "5000"), *rows).score
    assert score is not None
    assert score.settled
    assert int(score.low * 100) == 500000 - cents
