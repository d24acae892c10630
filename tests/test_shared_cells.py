"""One cell over several items or several cells in one item: nothing counts twice, and what is not decided is said."""

from __future__ import annotations

import pytest
from table_text import flags, headings, html, paths, pipes, rulebook, texts

from schemas import Anomaly, Rulebook

FIVE = "类别 | 项目 | 考核内容 | 评分标准 | 分值\n"


def of_code(book: Rulebook, code: str) -> list[Anomaly]:
    return [anomaly for anomaly in book.anomalies if anomaly.code == code]


# --- one cell over several items

SHARED = (
    FIVE + "安全{r3} | 门岗 | 值守。 | 1. 脱岗一次扣2分。/2. 迟到一次扣1分。{r2} | 10\n"
    "巡逻 | 每晚两次。 | 20\n"
    "消防 | 演练。 | 缺一次扣3分。 | 30\n"
)


def test_criteria_over_two_items_count_once_and_name_both() -> None:
    book = rulebook(html(SHARED))
    first, second, _ = book.sheets[0].tasks
    assert [len(task.criteria) for task in book.sheets[0].tasks] == [2, 0, 1]
    assert flags(book) == ["cell-shared", "cell-shared"]
    shared = of_code(book, "cell-shared")
    assert [anomaly.where for anomaly in shared] == [first.id, second.id]
    assert all("门岗" in anomaly.message and "巡逻" in anomaly.message for anomaly in shared)
    assert all(e.read.startswith("1. 脱岗一次扣2分。") for anomaly in shared for e in anomaly.evidence)
    assert any("脱岗" in evidence.read for evidence in second.evidence)


def test_points_over_two_items_are_neither_s_alone() -> None:
    text = FIVE + (
        "安全{r3} | 门岗 | 值守。 | 脱岗一次扣2分。 | 30{r2}\n"
        "巡逻 | 每晚两次。 | 少一次扣1分。\n"
        "消防 | 演练。 | 缺一次扣3分。 | 30\n"
    )
    book = rulebook(html(text))
    assert paths(book) == ["安全 - > 门岗 -", "安全 - > 巡逻 -", "安全 - > 消防 30"]
    assert flags(book) == ["cell-shared", "cell-shared"]
    assert all("门岗" in a.message and "巡逻" in a.message and "30" in a.message for a in of_code(book, "cell-shared"))


def test_duties_over_two_items_are_told() -> None:
    text = FIVE + "安全{r2} | 门岗 | 值守,巡查。{r2} | 脱岗一次扣2分。 | 10\n巡逻 | 少一次扣1分。 | 20\n"
    book = rulebook(html(text))
    assert [duties for _, duties, _ in texts(book)] == ["值守,巡查。", "值守,巡查。"]
    assert flags(book) == []
    assert [anomaly.severity for anomaly in of_code(book, "cell-shared")] == ["info", "info"]


def test_one_of_two_columns_of_criteria_over_two_items() -> None:
    text = """项目 | 考核内容 | 扣分标准 | 加分标准
门岗 | 值守。 | 脱岗一次扣2分。 | 受表彰一次加1分。{r2}
巡逻 | 每晚两次。 | 少一次扣1分。"""
    book = rulebook(html(text))
    assert [criteria for _, _, criteria in texts(book)] == [
        "脱岗一次扣2分。 受表彰一次加1分。",
        "少一次扣1分。",
    ]
    assert flags(book) == ["cell-shared", "cell-shared"]


def test_criteria_over_the_rows_of_one_item_are_its_own() -> None:
    book = rulebook(html(FIVE + "安全{r2} | 门岗{r2} | 值守。 | 脱岗一次扣2分。{r2} | 10{r2}\n登记。"))
    assert texts(book) == [("安全 - > 门岗 10", "值守。 登记。", "脱岗一次扣2分。")]
    assert flags(book) == []


def test_criteria_over_rows_without_an_item_make_them_one_task() -> None:
    text = """序号 | 考核内容 | 评分标准 | 分值
1 | 值守。 | 脱岗一次扣2分。{r2} | 10{r2}
2 | 登记。
3 | 演练。 | 缺一次扣3分。 | 5"""
    book = rulebook(html(text))
    assert [(duties, criteria) for _, duties, criteria in texts(book)] == [
        ("值守。 登记。", "脱岗一次扣2分。"),
        ("演练。", "缺一次扣3分。"),
    ]


# --- rows of one item that have points of their own

ROWS = "门岗{r2} | 值守。 | 脱岗一次扣2分。 | 30\n登记。 | 漏登一次扣1分。 | 70\n"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("项目 | 考核内容 | 评分标准 | 分值\n" + ROWS, "门岗 100"),
        (FIVE + "安全{r2} | " + ROWS, "安全 - > 门岗 100"),
        (
            "项目 | 考核内容 | 评分标准 | 分值 | 考核方式\n" + ROWS.replace("30\n", "30 | 扣分法{r2}\n"),
            "门岗 100",
        ),
    ],
)
def test_rows_of_a_merged_item_are_one_task_whose_points_add_up(text: str, whole: str) -> None:
    book = rulebook(html(text))
    assert texts(book) == [(whole, "值守。 登记。", "脱岗一次扣2分。 漏登一次扣1分。")]
    (task,) = book.sheets[0].tasks
    assert [str(duty.points) for duty in task.duties] == ["30", "70"]
    assert [str(criterion.points) for criterion in task.criteria] == ["30", "70"]
    assert flags(book) == []


def test_a_row_with_several_criteria_has_points_that_none_of_them_has_alone() -> None:
    text = FIVE + "安全{r2} | " + ROWS.replace("脱岗一次扣2分。", "1. 脱岗一次扣2分。/2. 睡岗一次扣3分。")
    (task,) = rulebook(html(text)).sheets[0].tasks
    assert [str(duty.points) for duty in task.duties] == ["30", "70"]
    assert [None if c.points is None else str(c.points) for c in task.criteria] == [None, None, "70"]


def test_points_of_rows_that_contradict_the_item_s_own() -> None:
    book = rulebook(html(FIVE + "安全{r2} | " + ROWS.replace("门岗", "门岗(90分)")))
    assert paths(book) == ["安全 - > 门岗 90"]
    assert flags(book) == ["points-sum"]


@pytest.mark.parametrize("category", ["安全", ""])
def test_a_name_written_in_each_row_of_a_pipe_table_is_one_item_and_said_so(category: str) -> None:
    """Pipes know no merged cells: a tool that writes them repeats the text, or leaves it out."""
    text = (
        FIVE + "安全 | 门岗 | 值守。 | 脱岗一次扣2分。 | 30\n" + f"{category} | 门岗 | 登记。 | 漏登一次扣1分。 | 70\n"
    )
    book = rulebook(pipes(text))
    assert texts(book) == [("安全 - > 门岗 100", "值守。 登记。", "脱岗一次扣2分。 漏登一次扣1分。")]
    assert flags(book) == []
    (said,) = of_code(book, "points-inferred")
    assert "30 + 70" in said.message


def test_the_same_name_with_points_of_its_own_each_time_is_two_items() -> None:
    text = (
        FIVE + "安全 | 其他(30分) | 值守。 | 脱岗一次扣2分。 | 30\n安全 | 其他(70分) | 登记。 | 漏登一次扣1分。 | 70\n"
    )
    assert paths(rulebook(pipes(text))) == ["安全 - > 其他 30", "安全 - > 其他 70"]


def test_rows_hung_under_a_category_have_their_own_points_and_the_category_their_sum() -> None:
    text = (
        "类别 | 考核内容 | 评分标准 | 分值\n安全{r2} | 值守。 | 脱岗一次扣2分。 | 30\n登记。 | 漏登一次扣1分。 | 70\n"
    )
    book = rulebook(html(text))
    assert paths(book) == ["安全 100", "安全 100"]
    assert [str(task.duties[0].points) for task in book.sheets[0].tasks] == ["30", "70"]
    assert flags(book) == []


# --- rows of totals

BODY = FIVE + (
    "安全{r2} | 门岗 | 值守。 | 脱岗一次扣2分。 | 10\n巡逻 | 每晚两次。 | 少一次扣1分。 | 20\n"
    "{between}服务 | 食堂 | 供餐。 | 迟供一次扣1分。 | 40\n"
)


@pytest.mark.parametrize(
    ("between", "below", "said"),
    [
        ("", "合计{c4} | 70", []),
        ("", "合计 | | | | 70", []),
        ("", "合计{c4} | 100", ["合计 100 70"]),
        ("", "总计:100分{c5}", ["总计:100分 100 70"]),
        ("", "合计(100分){c4} | ", ["合计(100分) 100 70"]),
        ("小计{c4} | 30\n", "小计{c4} | 40", []),
        ("小计{c4} | 30\n", "小计{c4} | 40\n合计{c4} | 70", []),
        ("合计{c4} | 30\n", "合计{c4} | 40\n总计{c4} | 70", []),
        ("小计{c4} | 35\n", "小计{c4} | 40\n合计{c4} | 75", ["小计 35 30", "合计 75 70"]),
        ("小计{c4} | 见附件\n", "合计{c4} | ", []),
    ],
)
def test_a_total_is_held_against_the_points_above_it(between: str, below: str, said: list[str]) -> None:
    text = BODY.replace("{between}", between) + below
    for write in (html, pipes):
        if write is pipes:
            text = text.replace("{r2}", "").replace("{c4}", " | | | ").replace("{c5}", " | | | | ")
            text = text.replace("\n巡逻", "\n | 巡逻")
        book = rulebook(write(text))
        assert paths(book) == ["安全 - > 门岗 10", "安全 - > 巡逻 20", "服务 - > 食堂 40"]
        found = of_code(book, "points-sum")
        assert [anomaly.severity for anomaly in found] == ["warning"] * len(said)
        for anomaly, words in zip(found, said, strict=True):
            assert all(word in anomaly.message for word in words.split())
            assert anomaly.where == book.sheets[0].id


def test_a_subtotal_beside_its_category_is_no_task() -> None:
    text = FIVE + (
        "安全{r3} | 门岗 | 值守。 | 脱岗一次扣2分。 | 10\n巡逻 | 每晚两次。 | 少一次扣1分。 | 20\n小计{c3} | 40\n"
        "服务 | 食堂 | 供餐。 | 迟供一次扣1分。 | 40\n"
    )
    book = rulebook(html(text))
    assert paths(book) == ["安全 - > 门岗 10", "安全 - > 巡逻 20", "服务 - > 食堂 40"]
    assert flags(book) == ["points-sum"]
    assert headings(book) == ["小计40"]


def test_a_total_over_points_in_the_labels() -> None:
    text = (
        "类别 | 项目 | 评分标准\n安全(30分) | 门岗(30分) | 脱岗一次扣2分。\n服务(60分) | 食堂(60分) | 迟供一次扣1分。\n"
    )
    assert flags(rulebook(html(text + "合计90分{c3}"))) == []
    assert flags(rulebook(html(text + "合计100分{c3}"))) == ["points-sum"]


# --- columns that were filled in by hand

SCORED = "项目 | 考核内容 | 分值 | 评分标准 | 自评得分 | 考核得分 | 扣分原因\n"


@pytest.mark.parametrize("write", [html, pipes])
def test_scores_that_were_filled_in_are_kept_and_are_no_points(write) -> None:  # type: ignore[no-untyped-def]
    text = (
        SCORED
        + "门岗 | 值守。 | 30 | 脱岗一次扣2分。 | 28 | 27 | 扣3分\n食堂 | 供餐。 | 70 | 迟供一次扣1分。 | 70 | 70 | \n"
    )
    book = rulebook(write(text))
    assert texts(book) == [("门岗 30", "值守。", "脱岗一次扣2分。"), ("食堂 70", "供餐。", "迟供一次扣1分。")]
    first, second = (
        {e.role: e.read for e in task.evidence if e.role.startswith("column:")} for task in book.sheets[0].tasks
    )
    assert first == {"column:自评得分": "28", "column:考核得分": "27", "column:扣分原因": "扣3分"}
    assert second == {"column:自评得分": "70", "column:考核得分": "70"}
    assert flags(book) == []


def test_the_same_score_in_two_rows_of_an_item_is_kept_twice() -> None:
    text = SCORED + "门岗{r2} | 值守。 | 30 | 脱岗一次扣2分。 | 28 | 27 | \n登记。 | 70 | 漏登一次扣1分。 | 28 | 27 |\n"
    (task,) = rulebook(html(text)).sheets[0].tasks
    assert [e.read for e in task.evidence if e.role == "column:自评得分"] == ["28", "28"]


def test_a_total_counts_no_filled_in_scores() -> None:
    text = SCORED + "门岗 | 值守。 | 30 | 脱岗一次扣2分。 | 28 | 27 | \n合计{c2} | 30 | | 28 | 27 | \n"
    assert flags(rulebook(html(text))) == []


def test_rows_that_each_hold_a_whole_clause_are_criteria_of_their_own() -> None:
    rows = "航道{r3} | 按期巡查。{r3} | 20{r3} | 少巡一次扣1分\n漏记日志一页扣0.5分\n瞒报扣5分"
    text = "项目 | 工作要求 | 分值 | 评分标准\n" + rows
    (task,) = rulebook(html(text)).sheets[0].tasks
    assert [criterion.text for criterion in task.criteria] == ["少巡一次扣1分", "漏记日志一页扣0.5分", "瞒报扣5分"]
