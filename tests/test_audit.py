"""What the audit sees in a sheet, and how certain a rule is by what points at it."""

from __future__ import annotations

import pytest
from table_text import document, flags, html, pipes, rulebook

from normalize import build_rulebook
from schemas import Rule, Rulebook


def book(criteria: str, label: str = "车队(5分)") -> Rulebook:
    return rulebook(html(f"类别 | 项目 | 主要任务 | 考核评价标准\n安全(5分) | {label} | 1. 调度。 | {criteria}"))


def rules(found: Rulebook) -> list[Rule]:
    return [rule for s in found.sheets for t in s.tasks for c in t.criteria for rule in c.rules]


CASES = [
    ("1. 误车扣5分。", []),
    ("1. 误车扣6分。", ["points-exceed"]),
    ("1. 误车扣1-6分。", ["points-exceed"]),
    ("1. 超速的,在绩效总分里扣6分。", []),  # another holder
    ("1. 误车扣1分。/2. 保持整洁。/3. 违章扣1分。", ["no-rule"]),
    ("1. 误车扣1分。/3. 违章扣1分。", ["numbering-gap"]),
    ("1. 保持整洁。", ["no-rule", "nothing-scored"]),
    ("1. 误车扣", ["amount-missing"]),
]


@pytest.mark.parametrize(("criteria", "codes"), CASES)
def test_flags(criteria: str, codes: list[str]) -> None:
    assert flags(book(criteria)) == codes


def test_an_item_of_which_only_name_and_points_are_said_is_flagged() -> None:
    rows = "项目 | 分值 | 考核内容 | 评分标准\n车队 | 5 | 出车。 | 误车扣1分。\n修理 | 3 | |\n"
    found = rulebook(pipes(rows))
    (flag,) = (anomaly for anomaly in found.anomalies if anomaly.code == "no-rule")
    assert flag.where == found.sheets[0].tasks[1].id


@pytest.mark.parametrize(
    ("label", "flagged"),
    [
        ("3.发生责任事故扣5分。(5分)", True),
        ("迟报的不得分", True),
        ("加分项目(5分)", False),
        ("加分项目最高加5分(5分)", False),
    ],
)
def test_a_label_that_says_what_something_costs_is_flagged(label: str, flagged: bool) -> None:
    assert ("scoring-outside" in flags(book("1. 误车扣1分。", label=label))) == flagged


@pytest.mark.parametrize(("rows", "where"), [(1, "t-"), (5, "s-")])
def test_labels_that_are_sentences_are_flagged(rows: int, where: str) -> None:
    text = "项目 | 分值 | 评分标准\n车队 | 5 | 误车扣1分。\n"
    found = rulebook(
        pipes(text + "".join(f"{i}.按月上报第{i}本台账。 | 5 | 迟报扣1分。\n" for i in range(1, rows + 1)))
    )
    (flag,) = (anomaly for anomaly in found.anomalies if anomaly.code == "label-sentence")
    assert flag.where is not None
    assert flag.where.startswith(where)
    assert "label-sentence" not in flags(rulebook(pipes(text)))


def test_a_label_without_a_name_is_flagged() -> None:
    assert "label-missing" in flags(book("1. 误车扣1分。", label="(5分)"))


@pytest.mark.parametrize(
    ("label", "flagged"),
    [
        ("调度(2分)修理(3分)", True),
        ("调度(2分)\n修理(2分)\n其他(1分)", True),
        ("车队(5分)", False),
        ("车队(另加3分)(5分)", False),
        ("车队(三班(5分))", False),
    ],
)
def test_a_label_of_several_names_with_points_is_flagged(label: str, flagged: bool) -> None:
    assert ("labels-glued" in flags(book("1. 误车扣1分。", label=label.replace("\n", "/")))) == flagged


CERTAIN = [
    ("1. 误车扣5分。", "certain", ()),
    ("1. 误车扣6分。", "doubtful", ("points-exceed",)),
    ("1. 误车扣0. 5分。", "certain", ()),  # only a space was taken out
]


@pytest.mark.parametrize(("criteria", "certainty", "reasons"), CERTAIN)
def test_how_certain_a_rule_is(criteria: str, certainty: str, reasons: tuple[str, ...]) -> None:
    (rule,) = rules(book(criteria))
    assert rule.certainty == certainty
    assert len(rule.reasons) == len(reasons)
    assert all(got.startswith(reason) for got, reason in zip(rule.reasons, reasons, strict=True))


def test_a_doubt_about_the_task_makes_its_rules_likely_at_best() -> None:
    (rule,) = rules(book("1. 误车扣1分。", label="(5分)"))
    assert rule.certainty == "likely"
    assert "label-missing" in rule.reasons


FIELDS = """
项目 | 分值 | 考核内容 | 评分标准 | 考核方式 | 考核单位
车队 | 5 | 出车前检查。 | 误车扣1分。 | 查行车日志 | 总务处
修理 | 3 | 按期检修。 | 逾期扣1分。 | 查检修单 | 总务处
门卫 | 4 | 来客登记。 | 漏登一次扣0.5分。 | 抽查 | 安保处
绿化 | 6 | 按季修剪。 | 未修剪扣2分。 | 实地查看 | 工会
"""


@pytest.mark.parametrize(
    ("lost", "said"), [("抽查", "the method"), ("安保处", "the assessor"), ("来客登记。", "what is asked for")]
)
def test_a_cell_that_recognition_may_have_emptied_is_flagged(lost: str, said: str) -> None:
    found = rulebook(html(FIELDS.replace(lost, "")))
    (flag,) = (anomaly for anomaly in found.anomalies if anomaly.code == "field-empty")
    assert flag.where == found.sheets[0].tasks[2].id
    assert flag.message.startswith(f"{said} is empty")


@pytest.mark.parametrize(
    "text",
    [
        FIELDS,
        FIELDS.replace("抽查", "").replace("实地查看", ""),  # a column that many leave empty
        FIELDS + "加分项 | | | 获表彰加1分。 | |",  # all other cells are one, or were
        FIELDS.replace("漏登一次扣0.5分。 | 抽查 | 安保处", " | |"),  # no-rule says it
    ],
)
def test_an_empty_cell_among_others_is_not_flagged(text: str) -> None:
    assert "field-empty" not in flags(rulebook(html(text)))


def test_a_cell_that_is_missing_at_the_end_of_a_row_is_flagged() -> None:
    found = rulebook(html(FIELDS.replace(" | 安保处", "")))
    assert flags(found) == ["field-empty"]


ROWS = """
项目 | 分值 | 考核内容 | 评分标准 | 考核单位
车队{r2} | 5{r2} | 出车前检查。{r2} | 1. 误车扣1分。 | 总务处{r2}
2. 违章扣2分。
修理 | 3 | 按期检修。 | 逾期扣1分。 | 总务处
门卫 | 4 | 来客登记。 | 漏登一次扣0.5分。 | 安保处
绿化 | 6 | 按季修剪。 | 未修剪扣2分。 | 工会
"""


@pytest.mark.parametrize("left", ["", "<td></td>"])
def test_a_row_of_criteria_that_recognition_may_have_emptied_is_flagged(left: str) -> None:
    whole = html(ROWS)
    assert flags(rulebook(whole)) == []
    found = rulebook(whole.replace("<td>2. 违章扣2分。</td>", left))
    (flag,) = (anomaly for anomaly in found.anomalies if anomaly.severity != "info")
    assert (flag.code, flag.where) == ("field-empty", found.sheets[0].tasks[0].id)


NUMBERED = """
序号 | 项目 | 分值 | 考核内容 | 评分标准
1 | 车队 | 5 | 出车前检查。 | 误车扣1分。
2 | 修理 | 3 | 按期检修。 | 逾期扣1分。
3 | 门卫 | 4 | 来客登记。 | 漏登一次扣0.5分。
4 | 绿化 | 6 | 按季修剪。 | 未修剪扣2分。
5 | 食堂 | 6 | 按日留样。 | 未留样扣2分。
"""


def without(line: str) -> str:
    return "".join(kept for kept in NUMBERED.splitlines(keepends=True) if not kept.startswith(line))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (NUMBERED, []),
        (without("3"), ["the numbering runs 2 4"]),
        (NUMBERED.replace("3 | 门卫", " | 门卫"), []),  # the number is missing, not the row
        (NUMBERED.replace("3 | 门卫", "1 | 门卫").replace("4 |", "2 |", 1).replace("5 | 食", "3 | 食"), []),
        (NUMBERED.replace("2 | 修", "4 | 修").replace("3 | 门卫", "7 | 门卫"), []),  # numbers of another kind
    ],
)
def test_a_number_missing_between_rows_is_flagged(text: str, runs: list[str]) -> None:
    for write in (html, pipes):
        found = rulebook(write(text))
        assert [anomaly.message for anomaly in found.anomalies if anomaly.code == "numbering-gap"] == runs


def test_an_empty_cell_of_a_document_that_nobody_recognised_is_not_flagged() -> None:
    typed = document(html(FIELDS.replace("抽查", "")), medium="word")
    assert flags(build_rulebook([typed])) == []


def test_criteria_that_ran_into_the_column_beside_them_are_flagged() -> None:
    rows = (
        "项目 | 分值 | 考核内容 | 评分标准\n车队 | 5 | 出车前检查。误车扣1分。 |\n修理 | 3 | 按期检修。逾期扣1分。 |\n"
    )
    found = rulebook(html(rows))
    assert flags(found) == ["column-empty"]
    assert "评分标准" in found.anomalies[0].message
    apart = rows.replace("误车扣", " | 误车扣").replace("逾期扣", " | 逾期扣").replace("。 |\n", "。\n")
    assert flags(rulebook(html(apart))) == []
