"""Amounts in columns of their own, beside what they are for or below a grade."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook

from schemas import Rulebook

Read = tuple[str, str, str, tuple[str, ...]]


def rules(book: Rulebook) -> list[Read]:
    """Text, effect, amount and measures of all rules."""
    return [
        (rule.text, rule.effect, f"{rule.amount.min}-{rule.amount.max}" if rule.amount else "", rule.per)
        for sheet in book.sheets
        for task in sheet.tasks
        for criterion in task.criteria
        for rule in criterion.rules
    ]


def deducts(text: str, amount: str, *per: str) -> Read:
    return text, "deduct", f"{amount}-{amount}", per


BESIDE = """序号 | 考核项目 | 分值 | 工作要求 | {event} | {cost}
1{{r2}} | 考勤{{r2}} | 10{{r2}} | 按时到岗。{{r2}} | 迟到、早退 | {a}
旷工。 | {b}
2 | 值班 | 5 | 二十四小时值守。 | 脱岗 | {c}
"""


@pytest.mark.parametrize("event", ["扣分情形", "违规行为", "评分标准"])
@pytest.mark.parametrize("cost", ["扣分值", "扣分值(分)"])
def test_amounts_with_their_measures(event: str, cost: str) -> None:
    book = rulebook(html(BESIDE.format(event=event, cost=cost, a="0.02分每人次", b="2分", c="1-3分")))
    assert paths(book) == ["考勤 10", "值班 5"]
    first, second, third = rules(book)
    assert first == deducts("迟到、早退扣0.02分每人次", "0.02", "人次")
    assert second == deducts("旷工扣2分", "2")
    assert third == ("脱岗扣1-3分", "deduct", "1-3", ())
    assert [len(task.criteria) for task in book.sheets[0].tasks] == [2, 1]
    assert flags(book) == []


def test_an_amount_that_its_narrow_column_wraps() -> None:
    book = rulebook(html(BESIDE.format(event="扣分情形", cost="扣分标准", a="0.5/分每次", b="2/分", c="1/分每天")))
    assert rules(book) == [
        deducts("迟到、早退扣0.5分每次", "0.5", "次"),
        deducts("旷工扣2分", "2"),
        deducts("脱岗扣1分每天", "1", "天"),
    ]
    assert flags(book) == []


def test_rows_of_totals_say_nothing_of_the_column_of_amounts() -> None:
    rows = "考勤 | 迟到 | 0.5 | 5 | 工会 |\n小计{c3} | 5 | |\n值班 | 脱岗 | 2 | 8 | 工会 |\n小计{c3} | 8 | |\n"
    book = rulebook(html("考核指标 | 扣分事项 | 扣分值 | 分数 | 考核部门 | 得分\n" + rows))
    assert rules(book) == [deducts("迟到扣0.5分", "0.5"), deducts("脱岗扣2分", "2")]


def test_numbers_alone() -> None:
    book = rulebook(html(BESIDE.format(event="扣分情形", cost="扣分值", a="0.5", b="每天2", c="-3")))
    assert rules(book) == [
        deducts("迟到、早退扣0.5分", "0.5"),
        deducts("旷工每天扣2分", "2", "天"),
        deducts("脱岗-3分", "3"),
    ]


def test_negative_points_and_ranges_of_them() -> None:
    """负分 is what the points of each event are, signed; blank on the form it says nothing."""
    rows = BESIDE.format(event="扣分事项", cost="负分", a="-0.5分每次", b="-1~-3分", c="-2—-5")
    book = rulebook(html(rows))
    assert rules(book) == [
        deducts("迟到、早退-0.5分每次", "0.5", "次"),
        ("旷工-1~-3分", "deduct", "1-3", ()),
        ("脱岗-2—-5分", "deduct", "2-5", ()),
    ]
    assert flags(book) == []
    blank = rulebook(html("考核栏目 | 项目 | 分值 | 评分标准 | 负分\n纪律(10分) | 考勤 | 10 | 迟到每次扣1分。 | \n"))
    assert (paths(blank), flags(blank)) == (["纪律 10 > 考勤 10"], [])


@pytest.mark.parametrize("cost", ["每次扣分", "扣分／次", "扣分值(分／次)", "扣分值(每次)"])
def test_what_the_heading_counts_by(cost: str) -> None:
    book = rulebook(html(BESIDE.format(event="扣分情形", cost=cost, a="0.5", b="每天2分", c="扣3分")))
    assert rules(book) == [
        deducts("迟到、早退每次扣0.5分", "0.5", "次"),
        deducts("旷工每天扣2分", "2", "天"),
        deducts("脱岗每次扣3分", "3", "次"),
    ]


def test_bands_over_the_table_are_no_amounts() -> None:
    header = "考核项目 | 分值 | 扣分情形 | 扣分标准(分／次)\n"
    rows = "一、日常{c4}\n考勤 | 10 | 迟到 | 0.5\n二、安全{c4}\n值班 | 5 | 脱岗 | 2\n"
    book = rulebook(html(header + rows))
    assert rules(book) == [deducts("迟到每次扣0.5分", "0.5", "次"), deducts("脱岗每次扣2分", "2", "次")]


def test_a_table_of_awards_below_the_main_one() -> None:
    main = "考核项目 | 评分标准 | 分值\n考勤 | 迟到一次扣1分。 | 10\n"
    more = "加分项目 | 加分标准 | 加分值\n宣传 | 省级媒体采用 | 2分每篇\n获奖 | 市级表彰 | 3\n"
    book = rulebook(html(main) + html(more, ""))
    assert paths(book) == ["考勤 10", "宣传 -", "获奖 -"]
    assert [(text, effect) for text, effect, *_ in rules(book)] == [
        ("迟到一次扣1分", "deduct"),
        ("省级媒体采用加2分每篇", "award"),
        ("市级表彰加3分", "award"),
    ]


def test_amounts_below_a_heading_that_awards() -> None:
    rows = "考核项目 | 分值 | 加分事项 | 加分值\n宣传 | 10 | 省级媒体采用 | 2分每篇\n获奖 | 10 | 受市级表彰 | 3\n"
    assert [(text, effect) for text, effect, *_ in rules(rulebook(html(rows)))] == [
        ("省级媒体采用加2分每篇", "award"),
        ("受市级表彰加3分", "award"),
    ]


def test_deductions_and_awards_each_with_their_amounts() -> None:
    header = "考核项目 | 分值 | 扣分事项 | 扣分值 | 加分事项 | 加分值\n"
    book = rulebook(html(header + "考勤 | 10 | 迟到 | 0.5分每次 | 全勤 | 1分\n值班 | 5 | 脱岗 | 2 | | \n"))
    assert rules(book) == [
        deducts("迟到扣0.5分每次", "0.5", "次"),
        ("全勤加1分", "award", "1-1", ()),
        deducts("脱岗扣2分", "2"),
    ]
    assert flags(book) == []


@pytest.mark.parametrize("over", ["标准", "事项", ""])
def test_events_and_amounts_below_a_heading_that_says_what_they_do(over: str) -> None:
    header = f"考核项目{{r2}} | 分值{{r2}} | 扣分{over}{{c2}} | 加分{over}{{c2}}\n情形 | 分值 | 情形 | 分值\n"
    book = rulebook(html(header + "考勤 | 10 | 迟到 | 0.5分每次 | 全勤 | 1分\n值班 | 5 | 脱岗 | 2 | | \n"))
    assert rules(book) == [
        deducts("迟到扣0.5分每次", "0.5", "次"),
        ("全勤加1分", "award", "1-1", ()),
        deducts("脱岗扣2分", "2"),
    ]
    assert flags(book) == []


def test_lines_of_one_cell_go_in_step() -> None:
    rows = "考核项目 | 分值 | 扣分情形 | 扣分值\n考勤 | 10 | 迟到/早退 | 0.5/1\n值班 | 5 | 脱岗 | 2\n"
    assert rules(rulebook(html(rows))) == [
        deducts("迟到扣0.5分", "0.5"),
        deducts("早退扣1分", "1"),
        deducts("脱岗扣2分", "2"),
    ]


def test_lines_that_are_not_in_step_are_kept_apart_and_flagged() -> None:
    rows = "考核项目 | 分值 | 扣分情形 | 扣分值\n考勤 | 10 | 迟到/早退/旷工 | 0.5/1\n值班 | 5 | 脱岗 | 2\n"
    book = rulebook(html(rows))
    assert rules(book) == [deducts("脱岗扣2分", "2")]
    assert flags(book) == ["no-rule", "unknown-column"]


def test_what_a_finding_rests_on_is_no_criterion() -> None:
    rows = "收费 | 漏报 | 2 | 稽查记录\n服务 | 争吵 | 3-5 | 投诉记录\n"
    book = rulebook(html("考核项目 | 违规情形 | 扣分标准(分／次) | 考核依据\n" + rows))
    (first, _) = book.sheets[0].tasks
    assert [criterion.text for criterion in first.criteria] == ["漏报每次扣2分"]
    assert flags(book) == []


def test_points_of_the_item_are_no_amounts() -> None:
    rows = "考核项目 | 评分标准 | 分值\n考勤 | 迟到一次扣1分。 | 10\n值班 | 脱岗一次扣2分。 | 5\n"
    assert paths(rulebook(html(rows))) == ["考勤 10", "值班 5"]


def test_a_field_of_the_form_that_was_filled_in_is_no_amount() -> None:
    rows = "考核项目 | 分值 | 评分标准 | 扣分\n考勤 | 10 | 按时到岗 | 1\n值班 | 5 | 脱岗一次扣2分。 | 2\n"
    assert rules(rulebook(html(rows))) == [deducts("脱岗一次扣2分", "2", "次")]


# --- grades

GRADED = """考核项目{{r2}} | 分值{{r2}} | 考核内容{{r2}} | {over}{{c4}} | 得分{{r2}}
优 | 良 | 中 | 差
台账 | 10 | 台账齐全。 | 10 | 8 | 6 | {last} |
环境 | 5 | 室内整洁。 | 5 | 4-4.5 | 3 | 1分 |
"""


ONE_ROW = "考核项目 | 分值 | 考核内容 | 优 | 良 | 中 | 差 | 得分\n"
OVER = [html(GRADED.format(over=over, last="0")) for over in ("评价等级", "评分标准", "等次及分值", "评分档次")]


@pytest.mark.parametrize("table", [*OVER, pipes(ONE_ROW + GRADED.format(over="", last="0").split("\n", 2)[2])])
def test_points_below_grades(table: str) -> None:
    book = rulebook(table)
    assert paths(book) == ["台账 10", "环境 5"]
    assert [duty.text for task in book.sheets[0].tasks for duty in task.duties] == ["台账齐全。", "室内整洁。"]
    assert [(text, effect, amount) for text, effect, amount, _ in rules(book)] == [
        ("优得10分", "award", "10-10"),
        ("良得8分", "award", "8-8"),
        ("中得6分", "award", "6-6"),
        ("差得0分", "zero", ""),
        ("优得5分", "award", "5-5"),
        ("良得4-4.5分", "award", "4-4.5"),
        ("中得3分", "award", "3-3"),
        ("差得1分", "award", "1-1"),
    ]


def test_points_in_the_headings_of_grades() -> None:
    header = "考核项目 | 优秀(10分) | 合格(6-8分) | 不合格(0分)\n"
    book = rulebook(html(header + "台账 | 齐全规范 | 有缺项 | 无台账\n环境 | 整洁 | 较整洁 | 脏乱\n"))
    read = [(text, amount) for text, _, amount, _ in rules(book)]
    assert read[:2] == [("优秀(10分)", "10-10"), ("合格得6-8分", "6-8")]
    assert "齐全规范" in book.sheets[0].tasks[0].criteria[0].text


def test_numbers_below_grades_that_nothing_bears_out_are_flagged() -> None:
    rows = "考核项目 | 考核内容 | 优 | 良\n合格率 | 抽检合格。 | 95 | 90\n满意率 | 群众满意。 | 98 | 92\n"
    assert flags(rulebook(html(rows))) == ["grade-amounts"]


def test_grades_that_say_what_they_give_stay_as_they_are() -> None:
    rows = "台账 | 10 | 齐全的得10分。 | 有缺项的得6分。\n环境 | 5 | 整洁的得5分。 | 较好的得3分。\n"
    assert [text for text, *_ in rules(rulebook(html("考核项目 | 分值 | 优 | 良\n" + rows)))] == [
        "齐全的得10分",
        "有缺项的得6分",
        "整洁的得5分",
        "较好的得3分",
    ]


def test_deductions_below_grades() -> None:
    rows = "考勤 | 10 | 按时到岗。 | 扣2分 | -5\n值班 | 5 | 值守。 | 扣1分 | -3分\n"
    assert rules(rulebook(html("考核项目 | 分值 | 考核内容 | 合格 | 不合格\n" + rows))) == [
        deducts("合格扣2分", "2"),
        deducts("不合格-5分", "5"),
        deducts("合格扣1分", "1"),
        deducts("不合格-3分", "3"),
    ]


def test_grades_to_be_ticked_say_nothing() -> None:
    rows = "考核项目 | 评分标准 | 优 | 良 | 差\n台账(9分) | 缺一项扣1分。 | | | \n环境(5分) | 脏乱扣2分。 | | | \n"
    book = rulebook(html(rows))
    assert (len(rules(book)), flags(book)) == (2, [])


TIERS = """考核项目 | 满分 | 考核要求 | {tier} | {event} | {points}
考勤{{r3}} | 10{{r3}} | 按时到岗。{{r3}} | 优 | 全年全勤 | {top}
良 | 缺勤一次 | 8
差 | 缺勤三次以上 | 0
值班{{r2}} | 5{{r2}} | 守岗。{{r2}} | 优 | 无脱岗 | 5
差 | 脱岗 | 1
"""


@pytest.mark.parametrize("tier", ["等次", "评价等级"])
@pytest.mark.parametrize("points", ["得分值", "分值", "对应分值(分)"])
@pytest.mark.parametrize("event", ["评价标准", "具体要求"])
def test_grades_one_to_a_row(tier: str, points: str, event: str) -> None:
    book = rulebook(html(TIERS.format(tier=tier, event=event, points=points, top="10")))
    assert paths(book) == ["考勤 10", "值班 5"]
    assert rules(book) == [
        ("优:全年全勤得10分", "award", "10-10", ()),
        ("良:缺勤一次得8分", "award", "8-8", ()),
        ("差:缺勤三次以上得0分", "zero", "", ()),
        ("优:无脱岗得5分", "award", "5-5", ()),
        ("差:脱岗得1分", "award", "1-1", ()),
    ]
    assert [[duty.text for duty in task.duties] for task in book.sheets[0].tasks] == [["按时到岗。"], ["守岗。"]]
    assert flags(book) == []


def test_grades_of_which_one_has_no_points_are_flagged() -> None:
    book = rulebook(html(TIERS.format(tier="等次", event="评价标准", points="得分值", top="")))
    assert rules(book) == []
    assert "nothing-scored" in flags(book)


def test_a_grade_of_each_item_is_no_tier() -> None:
    """How weighty an item is, with its points beside it: nothing that can be earned."""
    rows = "考核项目 | 等级 | 分值 | 评分标准\n考勤 | A | 10 | 迟到一次扣1分。\n值班 | B | 5 | 脱岗扣2分。\n"
    book = rulebook(html(rows))
    assert paths(book) == ["考勤 10", "值班 5"]
    assert rules(book) == [deducts("迟到一次扣1分", "1", "次"), deducts("脱岗扣2分", "2")]
    assert flags(book) == ["unknown-column"]


SHARES = "考核项目 | 分值 | 考核要求 | {a} | {b} | {c}\n考勤 | 10 | 按时到岗。 | 全勤 | 缺勤一次 | 缺勤三次\n"


def test_grades_that_give_a_share() -> None:
    book = rulebook(html(SHARES.format(a="优(100%)", b="良（80％）", c="差(0%)")))
    assert rules(book) == [
        ("优:全勤得100%", "award", "100-100", ()),
        ("良:缺勤一次得80%", "award", "80-80", ()),
        ("差:缺勤三次得0分", "zero", "", ()),
    ]
    amounts = [rule.amount for rule in book.sheets[0].tasks[0].criteria[0].rules if rule.amount]
    assert all(amount.percent for amount in amounts)
    assert flags(book) == []


def test_bounds_in_brackets_are_no_shares() -> None:
    """Nothing says that 良 gives 90% of the points, where the best is not all of them."""
    book = rulebook(html(SHARES.format(a="优(95%)", b="良(90%)", c="差(85%)")))
    assert rules(book) == []
    assert "nothing-scored" in flags(book)


# --- one event, several amounts

TIMES = """考核项目 | 分值 | {head} | {cost}
考勤{{r3}} | 10{{r3}} | 脱岗{{r2}} | {first}
{second}
迟到 | {third}
值班 | 5 | 空岗 | {third}
"""
WHICH_TIME = [
    deducts("脱岗首次扣2分", "2"),
    deducts("脱岗再次扣5分", "5"),
    deducts("迟到扣0.5分", "0.5"),
    deducts("空岗扣0.5分", "0.5"),
]


@pytest.mark.parametrize("cost", ["扣分值", "扣分"])
def test_an_event_over_two_amounts_that_say_which_time(cost: str) -> None:
    text = TIMES.format(head="违规行为", cost=cost, first="首次2", second="再次5", third="0.5")
    book = rulebook(html(text))
    assert rules(book) == WHICH_TIME
    assert [len(task.criteria) for task in book.sheets[0].tasks] == [3, 1]
    assert flags(book) == []


@pytest.mark.parametrize("cost", ["扣分值", "扣分"])
def test_an_event_in_two_columns_under_one_heading(cost: str) -> None:
    text = TIMES.format(head="违规行为{c2}", cost=cost, first="首次 | 2", second="再次 | 5", third="0.5")
    book = rulebook(html(text.replace("迟到", "迟到{c2}").replace("空岗", "空岗{c2}")))
    assert rules(book) == WHICH_TIME
    assert [len(task.criteria) for task in book.sheets[0].tasks] == [3, 1]
    assert flags(book) == []


def test_an_event_over_two_amounts_that_do_not_say_which_time_is_flagged() -> None:
    book = rulebook(html(TIMES.format(head="违规行为", cost="扣分值", first="2", second="5", third="0.5")))
    assert rules(book)[0] == deducts("脱岗扣2分", "2")
    assert "unknown-column" in flags(book)


def test_a_column_filled_in_by_hand_costs_nothing() -> None:
    """An event that lost no points shows it."""
    rows = "考核项目 | 分值 | 违规行为 | 扣分\n考勤 | 10 | 迟到 | 2\n值班 | 5 | 脱岗 | \n卫生 | 5 | 不洁 | 1\n"
    asked = "检查项目 | 检查内容 | 扣分\n大门 | 门卫在岗 | 2\n楼道 | 地面整洁 | 1\n花坛 | 无枯枝 | 3\n"
    scored = "考核项目 | 违规行为 | 扣分 | 得分\n考勤 | 迟到 | 2 | 8\n值班 | 脱岗 | 1 | 9\n卫生 | 不洁 | 1 | 9\n"
    for text in (rows, asked, scored):
        book = rulebook(html(text))
        assert rules(book) == []
        assert "nothing-scored" in flags(book)


# --- awards by rank

RANKS = "{first}{{r2}} | 级别{{c3}}\n国家级 | 省级 | 市级\n{name} | 6分 | 4 | 2\n竞赛 | 10 | 6 | —\n"
MAIN = "考核项目 | 分值 | 评分标准\n考勤 | 10 | 迟到一次扣1分。\n"


@pytest.mark.parametrize("first", ["事项", "加分项目"])
def test_awards_by_rank_below_the_main_table(first: str) -> None:
    book = rulebook(html(MAIN) + html(RANKS.format(first=first, name="论文发表"), ""))
    assert paths(book) == ["考勤 10", "论文发表 -", "竞赛 -"]
    assert len(book.sheets) == 1
    assert rules(book)[1:] == [
        ("国家级得6分", "award", "6-6", ()),
        ("省级得4分", "award", "4-4", ()),
        ("市级得2分", "award", "2-2", ()),
        ("国家级得10分", "award", "10-10", ()),
        ("省级得6分", "award", "6-6", ()),
    ]


def test_what_costs_points_by_rank_is_no_award() -> None:
    book = rulebook(html(MAIN) + html(RANKS.format(first="事项", name="被通报批评"), ""))
    assert rules(book) == [deducts("迟到一次扣1分", "1", "次")]
    assert "unknown-column" in flags(book)


SIGNED = "考核项目 | 分值 | 负面行为 | 加减分\n礼仪 | 10 | 与顾客争吵 | {a}\n陈列 | 10 | 空架 | {b}\n"


def test_amounts_with_signs_of_their_own() -> None:
    book = rulebook(html(SIGNED.format(a="－5／次".replace("／", "每"), b="+0.5分")))
    assert [(effect, amount, per) for _, effect, amount, per in rules(book)] == [
        ("deduct", "5-5", ("次",)),
        ("award", "0.5-0.5", ()),
    ]
    assert flags(book) == []


def test_amounts_of_which_one_has_no_sign_are_flagged() -> None:
    book = rulebook(html(SIGNED.format(a="-5", b="0.5")))
    assert rules(book) == []
    assert "unknown-column" in flags(book)


def test_deductions_and_awards_below_headings_in_three_rows() -> None:
    header = "考核项目{r3} | 分值{r3} | 评分标准{c4}\n扣分{c2} | 加分{c2}\n情形 | 分值 | 情形 | 分值\n"
    body = "考勤 | 10 | 迟到 | 0.5分每次 | 全勤 | 1分\n值班 | 5 | 脱岗 | 2 | | \n"
    book = rulebook(html(header + body))
    assert paths(book) == ["考勤 10", "值班 5"]
    assert rules(book) == [
        deducts("迟到扣0.5分每次", "0.5", "次"),
        ("全勤加1分", "award", "1-1", ()),
        deducts("脱岗扣2分", "2"),
    ]
    assert flags(book) == []
