"""What the scan reader doubts is pointed at the rule, criterion or task whose characters it falls on."""

from __future__ import annotations

import pytest

from normalize import build_rulebook
from schemas import (
    Anomaly,
    Cell,
    Document,
    Evidence,
    PageAnchor,
    Paragraph,
    Place,
    Rulebook,
    Source,
    Table,
    make_anomaly,
)

SOURCE = Source(id="0" * 12, path="2021/scan.pdf", sha256="0" * 64, medium="scan")
ROWS = (
    ("类别", "项目", "主要任务", "考核评价标准", "考核单位"),
    ("目标(9分)", "食堂(4分)", "1. 保障供应。", "1. 断供一次扣1分;涨价扣2分。\n2. 未公示扣0.5分。", "后勤处"),
    ("目标(9分)", "车队(5分)", "1. 安全行车。", "1. 误车一次扣1分。\n2. 车容整洁。", "后勤处"),
)


def box(row: int, column: int) -> tuple[float, float, float, float]:
    return 50.0 + 90 * column, 100.0 + 60 * row, 140.0 + 90 * column, 160.0 + 60 * row


def anomaly(code: str, row: int, column: int, text: str, page: int = 1) -> Anomaly:
    """Of these characters of a cell, with the box of a line within the cell's."""
    x0, top, x1, _ = box(row, column)
    start = ROWS[row][column].index(text)
    anchor = PageAnchor(page=page, bbox=(x0 + 3, top + 4, x1 - 20, top + 14))
    place = Place(source=SOURCE.id, anchor=anchor, start=start, end=start + len(text), text=text)
    told = {"place": "scan.pdf, p. 1", "read": text, "other": "?", "text": text}
    return make_anomaly(code, SOURCE.id, (Evidence(places=(place,)),), **told)


def rulebook_of(*anomalies: Anomaly) -> Rulebook:
    cells = [
        Cell(row=row, column=column, text=text, anchor=PageAnchor(page=1, bbox=box(row, column)))
        for row, texts in enumerate(ROWS)
        for column, text in enumerate(texts)
        if (row, column) != (2, 0)
    ]
    cells[5] = cells[5].model_copy(update={"row_span": 2})
    title = Paragraph(
        text="督查室2021年度绩效目标考核任务表", anchor=PageAnchor(page=1, bbox=(50.0, 50.0, 300.0, 70.0))
    )
    table = Table(rows=3, columns=5, cells=tuple(cells), page=1)
    return build_rulebook([Document(source=SOURCE, blocks=(title, table), anomalies=anomalies)])


@pytest.mark.parametrize(
    ("doubt", "expected"),
    [
        pytest.param(anomaly("two-readings", 1, 3, "扣2"), "rule 1.2", id="in the second rule of a criterion"),
        pytest.param(anomaly("two-readings", 1, 3, "0.5"), "rule 2.1", id="in another criterion"),
        pytest.param(anomaly("two-readings", 1, 3, "分;涨"), "criterion 1", id="across two rules"),
        pytest.param(
            anomaly("two-readings", 2, 3, "2"), "criterion 2", id="in a criterion's number, which has no rule"
        ),
        pytest.param(anomaly("two-readings", 1, 2, "1"), "task", id="in a duty"),
        pytest.param(anomaly("two-readings", 1, 1, "4"), "task", id="in a label"),
        pytest.param(anomaly("rule-doubtful", 1, 3, ROWS[1][3]), "task", id="a cell of several criteria"),
        pytest.param(anomaly("rule-doubtful", 1, 0, ROWS[1][0]), "task", id="a label of several tasks: the first"),
        pytest.param(anomaly("two-readings", 1, 3, "扣2", page=2), "source", id="on another page"),
    ],
)
def test_where_a_doubt_falls(doubt: Anomaly, expected: str) -> None:
    book = rulebook_of(doubt)
    (found,) = (a for a in book.anomalies if a.code == doubt.code)
    task = book.sheets[0].tasks[doubt.evidence[0].read == "2"]
    ids = {"task": task.id, "source": SOURCE.id}
    for n, item in enumerate(task.criteria, 1):
        ids |= {f"criterion {n}": item.id} | {f"rule {n}.{m}": rule.id for m, rule in enumerate(item.rules, 1)}
    assert found.where == ids[expected]
    assert found.evidence == doubt.evidence


def test_a_rule_whose_characters_are_in_doubt_is_doubtful() -> None:
    book = rulebook_of(anomaly("two-readings", 1, 3, "扣2"), anomaly("two-readings", 2, 2, "1"))
    certainty = [rule.certainty for task in book.sheets[0].tasks for item in task.criteria for rule in item.rules]
    assert certainty == ["certain", "doubtful", "certain", "likely"]


@pytest.mark.parametrize(("page", "pointed"), [(1, "tasks"), (2, "source")])
def test_a_page_that_reads_badly_is_in_doubt_with_all_its_tasks(page: int, pointed: str) -> None:
    anchor = PageAnchor(page=page, bbox=(0.0, 0.0, 842.0, 595.0))
    place = Place(source=SOURCE.id, anchor=anchor, start=0, end=0, text="")
    told = {"place": f"scan.pdf, p. {page}", "because": "few dots", "because_zh": "分辨率低"}
    book = rulebook_of(make_anomaly("scan-poor", SOURCE.id, (Evidence(places=(place,)),), **told))
    wanted = {"tasks": [task.id for task in book.sheets[0].tasks], "source": [SOURCE.id]}
    assert sorted(a.where for a in book.anomalies if a.code == "scan-poor") == sorted(wanted[pointed])
    levels = {rule.certainty for task in book.sheets[0].tasks for item in task.criteria for rule in item.rules}
    assert levels == {"likely" if pointed == "tasks" else "certain"}


def test_a_doubt_in_a_title_is_the_sheets() -> None:
    anchor = PageAnchor(page=1, bbox=(50.0, 50.0, 300.0, 70.0))
    place = Place(source=SOURCE.id, anchor=anchor, start=2, end=4, text="室2")
    doubt = make_anomaly(
        "text-unread", SOURCE.id, (Evidence(places=(place,)),), place="scan.pdf, p. 1", text="督查室…2021年度"
    )
    book = rulebook_of(doubt)
    assert [found.where for found in book.anomalies if found.code == "text-unread"] == [book.sheets[0].id]
