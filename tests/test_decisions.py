"""Decisions: their file, how they are replayed, and that none is applied to a text that it was not made on."""

from __future__ import annotations

import codecs
import errno
import itertools
import json
import multiprocessing
import os
import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from review_desk import sample_documents

import normalize
from normalize.settle import anomaly_text, node_texts
from rulebook.decisions import NAME, Line, Refused, append, line_of, parse_decisions, read_decisions
from rulebook.inputs import find_inputs
from rulebook.outputs.writers import rulebook_json
from rulebook.run import YearRun, run_years
from schemas import Anomaly, Criterion, Rule, Rulebook, Sheet, SourcePlace, Task
from schemas.catalogue.decisions import KINDS

START = datetime(2021, 3, 1, 8, tzinfo=UTC)
TITLE = "青岚职业技术学院2020年度绩效目标量化考核任务表\n\n被考核部门:总务处\n\n"
HEAD = "| 类别 | 项目名称 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位 |\n|---|---|---|---|---|---|\n"
ROWS = (
    (
        "保证目标(40分)",
        "食堂管理(10分)",
        "1. 每日检查食堂卫生。",
        "1. 卫生不合格扣0.5分/次;未留样扣",
        "扣分法",
        "党政办",
    ),
    (
        "保证目标(40分)",
        "绿化养护(30分)",
        "1. 修剪草坪。 2. 浇灌。",
        "1. 草坪枯死扣1分。 2. 未浇灌扣0.2分。",
        "扣分法",
        "党政办",
    ),
)


def markdown(rows: Sequence[Sequence[str]] = ROWS) -> str:
    return TITLE + HEAD + "".join("| " + " | ".join(row) + " |\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    year = tmp_path / "raw" / "2020"
    year.mkdir(parents=True)
    (year / "sheet.md").write_text(markdown(), encoding="utf-8")
    return year


def extract(folder: Path) -> Rulebook:
    (run,) = list(run_years(find_inputs([folder]), lambda item, failure: None))
    assert isinstance(run, YearRun)
    assert not run.failures
    return run.rulebook


def tasks(book: Rulebook) -> dict[str, Task]:
    return {task.path[-1][0]: task for sheet in book.sheets for task in sheet.tasks}


def the(book: Rulebook, code: str) -> Anomaly:
    (found,) = [anomaly for anomaly in book.anomalies if anomaly.code == code]
    return found


def codes(book: Rulebook, status: str = "open") -> list[str]:
    return sorted(anomaly.code for anomaly in book.anomalies if anomaly.status == status)


def on(book: Rulebook, node: Sheet | Task | Criterion | Rule, kind: str, **payload: Any) -> dict[str, Any]:
    """The fields of a decision on a node of a rulebook."""
    place = next((p for evidence in node.evidence for p in evidence.places), None)
    source = {source.id: source.path for source in book.sources}
    where = {
        "where": node.id,
        "text": node_texts(book.sheets)[node.id],
        "place": place and SourcePlace(path=source[place.source], source=place.source, anchor=place.anchor),
    }
    return {"kind": kind, "who": "周老师", "note": "对照原件"} | where | payload


def answer(book: Rulebook, anomaly: Anomaly, kind: str = "accept") -> dict[str, Any]:
    text = anomaly_text(anomaly, node_texts(book.sheets))
    return {
        "kind": kind, "who": "周老师", "code": anomaly.code, "anomaly": anomaly.id, "where": anomaly.where, "text": text
    }  # fmt: skip


def decide(folder: Path, *fields: dict[str, Any]) -> list[Line]:
    return [append(folder / NAME, one) for one in fields]


AMOUNT = {"kind": "fixed", "min": "0.3", "max": "0.3"}


# --- the file


def test_one_line_each_in_plain_chinese_and_nothing_is_rewritten(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[0]
    decide(folder, on(book, rule, "dismiss-rule"))
    first = (folder / NAME).read_bytes()
    decide(folder, on(book, rule, "correct-rule", change={"amount": AMOUNT}))
    both = (folder / NAME).read_bytes()
    assert both.startswith(first)
    assert both.count(b"\n") == 2
    assert "周老师" in both.decode()
    assert json.loads(both.splitlines()[1])["change"] == {"amount": AMOUNT}


def test_what_is_written_reads_back_as_it_was(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[0]
    made = decide(folder, on(book, rule, "correct-rule", change={"subject": None, "step": "0.50"}))
    assert read_decisions(folder / NAME).made == tuple(made)
    assert "subject" in made[0].change.model_fields_set  # type: ignore[union-attr]


def test_times_never_stand_still(folder: Path) -> None:
    fields = {"kind": "undo", "who": "a", "decision": "d-0123456789ab"}
    same = [append(folder / NAME, fields, now=START) for _ in range(3)]
    assert [d.when[-7:] for d in same] == ["000000Z", "000001Z", "000002Z"]


@pytest.mark.parametrize("when", ["2021-02-31T08:00:00.000000Z", "9999-12-31T23:59:59.999999Z"])
def test_a_line_of_no_day_or_of_the_last_moment_stops_no_decision_after_it(folder: Path, when: str) -> None:
    fields = {"kind": "undo", "who": "a", "decision": "d-0123456789ab"}
    line = {"id": "d-0123456789ab", "when": when} | fields
    (folder / NAME).write_text(json.dumps(line) + "\n")
    append(folder / NAME, fields)
    found = read_decisions(folder / NAME)
    assert (len(found.made), len(found.anomalies)) == (1, 1)
    assert "when:没有这个时刻" in found.anomalies[0].message_zh


@pytest.mark.parametrize(
    ("line", "problem_zh"),
    [
        pytest.param(b"{", "不是有效的 JSON", id="cut off"),
        pytest.param(b"[]", "应为 JSON 对象", id="no object"),
        pytest.param(b"\xff\xfe", "不是 UTF-8 文本", id="no UTF-8"),
        pytest.param(b'{"kind": "guess"}', "没有这种决定类型", id="an unknown kind"),
        pytest.param(b'{"who": "a"}', "缺少决定类型 kind", id="without a kind"),
        pytest.param(b'{"kind": "undo", "decision": "d-1"}', "id:不能为空", id="a part of one"),
        pytest.param(b"<<<<<<< ours", "不是有效的 JSON", id="a merge conflict"),
    ],
)
def test_a_line_that_is_none_is_an_anomaly_and_spoils_only_itself(folder: Path, line: bytes, problem_zh: str) -> None:
    book = extract(folder)
    decide(folder, answer(book, the(book, "amount-missing")))
    with (folder / NAME).open("ab") as stream:
        stream.write(line + b"\n")
    again = extract(folder)
    unreadable = the(again, "decision-unreadable")
    assert unreadable.message.startswith("2020/decisions.jsonl, line 2 is no decision")
    assert unreadable.message_zh == f"2020/decisions.jsonl 第 2 行不是有效的决定:{problem_zh}"
    assert "amount-missing" in codes(again, "closed")


def test_a_byte_order_mark_that_an_editor_put_in_front_costs_no_decision(folder: Path) -> None:
    made = decide(folder, {"kind": "undo", "who": "a", "decision": "d-0123456789ab"})
    (folder / NAME).write_bytes(codecs.BOM_UTF8 + (folder / NAME).read_bytes())
    found = read_decisions(folder / NAME)
    assert (found.made, found.anomalies) == (tuple(made), ())


def test_after_a_line_that_was_cut_off_comes_a_new_one(folder: Path) -> None:
    (folder / NAME).write_bytes(b'{"kind": "acc')
    decide(folder, {"kind": "undo", "who": "a", "decision": "d-0123456789ab"})
    found = read_decisions(folder / NAME)
    assert (len(found.made), len(found.anomalies)) == (1, 1)


def test_a_decision_that_the_disk_takes_half_of_is_not_said_to_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is filling takes what it can of one write and refuses the next."""
    write, calls = os.write, itertools.count()

    def filling(handle: int, data: bytes) -> int:
        if next(calls):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data[:20])

    fields = {"kind": "undo", "who": "a", "decision": "d-0123456789ab"}
    first = append(folder / NAME, fields)
    before = (folder / NAME).read_bytes()
    monkeypatch.setattr("os.write", filling)
    with pytest.raises(OSError, match="No space"):
        append(folder / NAME, fields)
    assert (folder / NAME).read_bytes() == before
    assert read_decisions(folder / NAME).made == (first,)


def test_a_refused_decision_is_not_written(folder: Path) -> None:
    def refuse(made: Sequence[Line]) -> None:
        raise Refused("another was first")

    with pytest.raises(Refused):
        append(folder / NAME, {"kind": "undo", "who": "a", "decision": "d-0123456789ab"}, refuse)
    assert read_decisions(folder / NAME).made == ()


def _write_many(path: Path, who: str) -> None:
    for _ in range(25):
        append(path, {"kind": "undo", "who": who, "decision": "d-0123456789ab"})


def test_reviewers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, who)) for who in "甲乙丙"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = read_decisions(path)
    assert not found.anomalies
    assert sorted(d.who for d in found.made) == sorted("甲乙丙" * 25)
    assert len({d.when for d in found.made}) == 75


# --- what each kind does


def test_accepted_is_closed_and_names_its_decision(folder: Path) -> None:
    book = extract(folder)
    (made,) = decide(folder, answer(book, the(book, "amount-missing")))
    again = extract(folder)
    assert (the(again, "amount-missing").status, the(again, "amount-missing").decision) == ("closed", made.id)
    assert [s.tasks for s in again.sheets] != [s.tasks for s in book.sheets]  # the rule is no longer doubtful
    doubtful = tasks(book)["食堂管理"].criteria[0].rules[1].certainty
    assert (doubtful, tasks(again)["食堂管理"].criteria[0].rules[1].certainty) == ("doubtful", "certain")


def test_not_an_anomaly_closes_too(folder: Path) -> None:
    book = extract(folder)
    decide(folder, answer(book, the(book, "amount-missing"), "not-an-anomaly"))
    assert codes(extract(folder), "closed") == ["amount-missing"]


def test_a_corrected_rule_has_the_field_and_names_the_decision(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[1]
    anomaly = the(book, "amount-missing")
    assert anomaly.where == rule.id
    fields = on(book, rule, "correct-rule", change={"amount": AMOUNT}, code=anomaly.code, anomaly=anomaly.id)
    (made,) = decide(folder, fields)
    again = extract(folder)
    new = tasks(again)["食堂管理"].criteria[0].rules[1]
    assert new.amount is not None
    assert (new.id, new.amount.min, new.effect) == (rule.id, Decimal("0.3"), rule.effect)
    (named,) = [r for e in new.evidence for r in e.repairs if r.name == "decision"]
    assert (named.support, "对照原件" in named.reason) == (made.id, True)
    assert "amount-missing" not in codes(again)


def test_a_corrected_criterion_is_parsed_again_and_keeps_where_it_came_from(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["食堂管理"].criteria[0]
    (made,) = decide(folder, on(book, criterion, "correct-text", to="卫生不合格扣0.5分/次;未留样扣0.3分"))
    again = extract(folder)
    new = tasks(again)["食堂管理"].criteria[0]
    assert (new.id, new.text) == (criterion.id, "卫生不合格扣0.5分/次;未留样扣0.3分")
    assert [str(rule.amount.min) for rule in new.rules if rule.amount] == ["0.5", "0.3"]
    (evidence,) = new.rules[1].evidence
    assert (evidence.read, evidence.replay()) == ("未留样扣", "未留样扣0.3分")
    assert {repair.support for repair in evidence.repairs} == {made.id}
    assert "amount-missing" not in codes(again)
    assert again.conservation == book.conservation


def test_corrections_of_one_text_follow_each_other(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["食堂管理"].criteria[0]
    decide(folder, on(book, criterion, "correct-text", to="未留样扣0.3分"))
    again = extract(folder)
    decide(folder, on(again, tasks(again)["食堂管理"].criteria[0], "correct-text", to="未留样扣0.4分"))
    last = extract(folder)
    assert tasks(last)["食堂管理"].criteria[0].text == "未留样扣0.4分"
    assert "stale-decision" not in codes(last)


def test_a_corrected_duty(folder: Path) -> None:
    book = extract(folder)
    task = tasks(book)["绿化养护"]
    decide(folder, on(book, task, "correct-text", part="duty", text=task.duties[1].text, to="及时浇灌(3分)。"))
    duties = tasks(extract(folder))["绿化养护"].duties
    assert [(duty.number, duty.text, duty.points) for duty in duties] == [
        ("1", "修剪草坪。", None),
        ("2", "及时浇灌(3分)。", Decimal(3)),
    ]


def test_a_whole_cell_is_split_anew(folder: Path) -> None:
    book = extract(folder)
    task = tasks(book)["绿化养护"]
    fields = on(
        book,
        task,
        "correct-text",
        part="criteria",
        text=ROWS[1][3],
        to="1. 枯死扣1分。 2. 未浇灌扣0.2分。 3. 无记录扣0.1分。",
    )
    decide(folder, fields)
    criteria = tasks(extract(folder))["绿化养护"].criteria
    assert [(c.number, c.text) for c in criteria] == [
        ("1", "枯死扣1分。"),
        ("2", "未浇灌扣0.2分。"),
        ("3", "无记录扣0.1分。"),
    ]


def test_split_and_joined_again(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["食堂管理"].criteria[0]
    decide(folder, on(book, criterion, "split", parts=["卫生不合格扣0.5分/次;", "未留样扣"]))
    split = extract(folder)
    first, second = tasks(split)["食堂管理"].criteria
    assert (first.id, first.text, second.text, second.number) == (
        criterion.id,
        "卫生不合格扣0.5分/次;",
        "未留样扣",
        None,
    )
    assert split.conservation == book.conservation
    decide(folder, on(split, first, "join", other=second.id, other_text=second.text))
    joined = extract(folder)
    assert [c.text for c in tasks(joined)["食堂管理"].criteria] == [criterion.text]
    assert joined.conservation == book.conservation


def test_criteria_joined(folder: Path) -> None:
    book = extract(folder)
    first, second = tasks(book)["绿化养护"].criteria
    decide(folder, on(book, first, "join", other=second.id, other_text=second.text))
    joined = extract(folder)
    (one,) = tasks(joined)["绿化养护"].criteria
    assert one.text == "草坪枯死扣1分。未浇灌扣0.2分。"
    assert len(one.rules) == 2
    assert joined.conservation == book.conservation


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)])
def test_criteria_that_were_corrected_are_joined_as_they_read_now(folder: Path, which: tuple[int, ...]) -> None:
    book = extract(folder)
    said = ["草坪枯死每处扣1.5分。", "未按时浇灌扣0.2分。"]
    pair = tasks(book)["绿化养护"].criteria
    decide(folder, *(on(book, pair[i], "correct-text", part="criterion", to=said[i]) for i in which))
    corrected = extract(folder)
    first, second = tasks(corrected)["绿化养护"].criteria
    now = [said[i] if i in which else pair[i].text for i in (0, 1)]
    assert [first.text, second.text] == now
    decide(folder, on(corrected, first, "join", other=second.id, other_text=second.text))
    joined = extract(folder)
    (one,) = tasks(joined)["绿化养护"].criteria
    assert one.text == "".join(now)
    assert [rule.text for rule in one.rules] == [text.rstrip("。") for text in now]
    assert joined.conservation == book.conservation
    assert not [anomaly for anomaly in joined.anomalies if "decision" in anomaly.code]


def test_a_criterion_corrected_before_it_is_joined_stands_among_others(folder: Path) -> None:
    """What follows the two keeps its place and its text."""
    book = extract(folder)
    first, second = tasks(book)["绿化养护"].criteria
    decide(folder, on(book, first, "split", parts=["草坪枯死", "扣1分。"]))
    split = extract(folder)
    one, two, _ = tasks(split)["绿化养护"].criteria
    decide(folder, on(split, two, "correct-text", part="criterion", to="每处扣1分。"))
    again = extract(folder)
    one, two, _ = tasks(again)["绿化养护"].criteria
    decide(folder, on(again, one, "join", other=two.id, other_text=two.text))
    joined = extract(folder)
    assert [c.text for c in tasks(joined)["绿化养护"].criteria] == ["草坪枯死每处扣1分。", second.text]
    assert joined.conservation == book.conservation


def test_a_dismissed_rule_is_a_statement_and_its_doubts_are_closed(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[1]
    decide(folder, on(book, rule, "dismiss-rule"))
    again = extract(folder)
    criterion = tasks(again)["食堂管理"].criteria[0]
    assert [rule.text for rule in criterion.rules] == ["卫生不合格扣0.5分/次"]
    assert [remark.text for remark in criterion.statements] == ["未留样扣"]
    assert codes(again, "closed") == ["amount-missing"]


def test_an_added_rule(folder: Path) -> None:
    rows = [ROWS[0], (*ROWS[1][:3], "1. 草坪枯死扣1分。 2. 浇灌记录完整。", *ROWS[1][4:])]
    (folder / "sheet.md").write_text(markdown(rows), encoding="utf-8")
    book = extract(folder)
    criterion = tasks(book)["绿化养护"].criteria[1]
    assert not criterion.rules
    rule = {"text": "浇灌记录完整", "trigger": "浇灌记录完整", "effect": "award", "amount": AMOUNT}
    anomaly = the(book, "no-rule")
    decide(folder, on(book, criterion, "add-rule", rule=rule, code=anomaly.code, anomaly=anomaly.id))
    again = extract(folder)
    (added,) = tasks(again)["绿化养护"].criteria[1].rules
    assert (added.text, added.start, added.end, added.effect) == ("浇灌记录完整", 0, 6, "award")
    assert not tasks(again)["绿化养护"].criteria[1].statements
    assert "no-rule" not in codes(again)


def test_a_corrected_node(folder: Path) -> None:
    book = extract(folder)
    task = tasks(book)["绿化养护"]
    change = {"name": "园林养护", "points": "20", "methods": ["达标法"], "assessors": ["绩效办", "党政办"]}
    decide(folder, on(book, task, "correct-node", change=change))
    again = extract(folder)
    new = tasks(again)["园林养护"]
    assert (new.id, new.path[-1], new.methods, new.assessors) == (
        task.id, ("园林养护", Decimal(20)), ("达标法",), ("绩效办", "党政办")
    )  # fmt: skip
    assert "points-sum" in codes(again)  # 40 is 10 + 20 no more: what is decided is audited like what is read


def test_a_category_is_corrected_for_all_its_tasks(folder: Path) -> None:
    book = extract(folder)
    first, second = (tasks(book)[name] for name in ("食堂管理", "绿化养护"))
    decide(
        folder,
        on(book, first, "correct-node", level=0, change={"name": "保障目标"}),
        on(book, second, "correct-node", change={"assessors": ["绩效办"]}),  # made before the other was replayed
    )
    again = extract(folder)
    assert {task.path[0][0] for task in tasks(again).values()} == {"保障目标"}
    assert tasks(again)["绿化养护"].assessors == ("绩效办",)


def test_department_and_year_of_a_sheet(folder: Path) -> None:
    book = extract(folder)
    decide(folder, on(book, book.sheets[0], "correct-node", change={"department": "后勤处", "year": 2021}))
    (sheet,) = extract(folder).sheets
    assert (sheet.department, sheet.year) == ("后勤处", 2021)


# --- what is not applied


def test_undone_is_as_if_it_had_never_been(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[0]
    (made,) = decide(folder, on(book, rule, "dismiss-rule"))
    assert rulebook_json(extract(folder)) != rulebook_json(book)
    (undo,) = decide(folder, {"kind": "undo", "who": "吴老师", "decision": made.id})
    assert rulebook_json(extract(folder)) == rulebook_json(book)
    decide(folder, {"kind": "undo", "who": "周老师", "decision": undo.id})
    assert len(tasks(extract(folder))["食堂管理"].criteria[0].rules) == 1


def test_a_text_corrected_to_nothing(folder: Path) -> None:
    book = extract(folder)
    decide(folder, on(book, tasks(book)["绿化养护"].criteria[1], "correct-text", to=""))
    assert [c.text for c in tasks(extract(folder))["绿化养护"].criteria] == ["草坪枯死扣1分。", ""]


def test_undone_twice_is_still_undone(folder: Path) -> None:
    book = extract(folder)
    (made,) = decide(folder, on(book, tasks(book)["食堂管理"].criteria[0].rules[0], "dismiss-rule"))
    for who in ("甲", "乙"):
        decide(folder, {"kind": "undo", "who": who, "decision": made.id})
    assert rulebook_json(extract(folder)) == rulebook_json(book)


@pytest.mark.parametrize("kind", ["accept", "correct-text", "correct-rule", "dismiss-rule"])
def test_a_decision_on_changed_text_comes_back_with_both_texts(folder: Path, kind: str) -> None:
    book = extract(folder)
    criterion = tasks(book)["食堂管理"].criteria[0]
    fields = {
        "accept": lambda: answer(book, the(book, "amount-missing")),
        "correct-text": lambda: on(book, criterion, "correct-text", to="未留样扣0.3分"),
        "correct-rule": lambda: on(book, criterion.rules[1], "correct-rule", change={"amount": AMOUNT}),
        "dismiss-rule": lambda: on(book, criterion.rules[1], "dismiss-rule"),
    }[kind]()
    decide(folder, fields | {"within": [criterion.id, tasks(book)["食堂管理"].id]})
    rows = [(*ROWS[0][:3], "1. 卫生不合格扣0.5分/次;未消毒扣", *ROWS[0][4:]), ROWS[1]]
    (folder / "sheet.md").write_text(markdown(rows), encoding="utf-8")
    again = extract(folder)
    stale = the(again, "stale-decision")
    assert re.match(r"决定 d-[0-9a-f]{12}\(\S+,\S+\)作于“", stale.message_zh)
    assert stale.message_zh.partition("(")[2].partition(",")[0] in {zh for _, zh in KINDS.values()}
    assert fields["text"] in stale.message
    assert stale.where in node_texts(again.sheets)
    assert tasks(again)["食堂管理"].criteria[0].text.endswith("未消毒扣")
    assert "amount-missing" in codes(again)


def test_the_new_text_stands_in_the_stale_decision(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["食堂管理"].criteria[0]
    decide(folder, on(book, criterion, "correct-text", to="x"))
    rows = [(*ROWS[0][:3], "1. 卫生不合格扣0.8分/次", *ROWS[0][4:]), ROWS[1]]
    (folder / "sheet.md").write_text(markdown(rows), encoding="utf-8")
    message = the(extract(folder), "stale-decision").message
    assert "扣0.5分/次;未留样扣;" in message
    assert "now reads 卫生不合格扣0.8分/次" in message


def test_a_doubt_that_is_gone_needs_no_decision(folder: Path) -> None:
    book = extract(folder)
    decide(folder, answer(book, the(book, "amount-missing")) | {"code": "unit-unknown", "anomaly": "a-0"})
    assert "stale-decision" not in codes(extract(folder))


def test_a_row_put_in_above_moves_nothing(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["绿化养护"].criteria[1].rules[0]
    decide(folder, on(book, rule, "correct-rule", change={"amount": AMOUNT}))
    new = ("保证目标(40分)", "消防检查(2分)", "1. 检查。", "1. 未检查扣1分。", "扣分法", "党政办")
    (folder / "sheet.md").write_text(markdown([new, *ROWS]), encoding="utf-8")
    again = extract(folder)
    assert "stale-decision" not in codes(again)
    assert tasks(again)["绿化养护"].criteria[1].rules[0].amount.min == Decimal("0.3")  # type: ignore[union-attr]


def test_a_renamed_task_is_found_by_its_place(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["绿化养护"].criteria[0]
    decide(folder, on(book, criterion, "correct-text", to="草坪枯死扣2分。"))
    rows = [ROWS[0], ("保证目标(40分)", "园林(30分)", *ROWS[1][2:])]
    (folder / "sheet.md").write_text(markdown(rows), encoding="utf-8")
    again = extract(folder)
    assert tasks(again)["园林"].criteria[0].text == "草坪枯死扣2分。"


def test_the_same_text_in_another_file_is_left_alone(folder: Path) -> None:
    book = extract(folder)
    criterion = tasks(book)["绿化养护"].criteria[0]
    decide(folder, on(book, criterion, "correct-text", to="草坪枯死扣2分。", where="c-of-old-times"))
    (folder / "sheet.md").rename(folder / "other.md")
    again = extract(folder)
    assert tasks(again)["绿化养护"].criteria[0].text == criterion.text
    assert codes(again).count("stale-decision") == 1


def test_a_run_of_some_files_passes_over_decisions_on_the_others(folder: Path) -> None:
    book = extract(folder)
    decide(folder, on(book, tasks(book)["绿化养护"].criteria[0], "correct-text", to="x"))
    (folder / "other.md").write_text(markdown([ROWS[0]]).replace("总务处", "教务处"), encoding="utf-8")
    (run,) = run_years(find_inputs([folder / "other.md"]), lambda item, failure: None)
    assert "stale-decision" not in codes(run.rulebook)


def test_two_corrections_of_one_rule_at_once_are_shown(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[1]
    other = AMOUNT | {"min": "0.4", "max": "0.4"}
    first, _ = decide(
        folder,
        on(book, rule, "correct-rule", change={"amount": AMOUNT}),
        on(book, rule, "correct-rule", change={"amount": other}, who="吴老师"),
    )
    again = extract(folder)
    assert tasks(again)["食堂管理"].criteria[0].rules[1].amount.min == Decimal("0.3")  # type: ignore[union-attr]
    assert f"({first.id})" in the(again, "decision-invalid").message
    decide(folder, on(book, rule, "correct-rule", change={"amount": other}, after=first.id))
    amount = tasks(extract(folder))["食堂管理"].criteria[0].rules[1].amount
    assert amount is not None
    assert amount.min == Decimal("0.4")


def test_one_of_three_corrections_of_a_rule_is_taken_back(folder: Path) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[1]
    made: list[Line] = []
    for points in ("0.3", "0.4", "0.6"):
        change = {"amount": AMOUNT | {"min": points, "max": points}, "subject": points}
        made += decide(folder, on(book, rule, "correct-rule", change=change, after=made[-1].id if made else None))
    decide(folder, {"kind": "undo", "who": "周老师", "decision": made[1].id})
    again = extract(folder)
    assert tasks(again)["食堂管理"].criteria[0].rules[1].subject == "0.6"
    assert "decision-invalid" not in codes(again)


@pytest.mark.parametrize(
    "change",
    [{"effect": "zero"}, {"amount": None}, {"count": "occurrence", "per": []}, {"text": "不在文中"}],
    ids=["zero with an amount", "deduct without one", "count without per", "text of elsewhere"],
)
def test_a_correction_that_makes_no_rule_is_an_anomaly(folder: Path, change: dict[str, Any]) -> None:
    book = extract(folder)
    rule = tasks(book)["食堂管理"].criteria[0].rules[0]
    decide(folder, on(book, rule, "correct-rule", change=change))
    again = extract(folder)
    assert the(again, "decision-invalid").where == rule.id
    assert tasks(again)["食堂管理"].criteria[0].rules[0].amount == rule.amount


# --- many


def many_decisions(book: Rulebook) -> list[dict[str, Any]]:
    """Two hundred of every kind, each on a node of its own."""
    criteria = [c for sheet in book.sheets for task in sheet.tasks for c in task.criteria if c.rules]
    fields: list[dict[str, Any]] = []
    for n, criterion in zip(range(200), criteria, strict=False):
        rule = criterion.rules[0]
        fields.append(
            (
                lambda c=criterion, r=rule: on(book, c, "correct-text", to=c.text + " 另扣0.1分"),
                lambda c=criterion, r=rule: on(book, r, "dismiss-rule"),
                lambda c=criterion, r=rule: on(book, r, "correct-rule", change={"subject": "某事"}),
                lambda c=criterion, r=rule: on(book, c, "add-rule", rule={"effect": "veto", "text": r.text}),
            )[n % 4]()
        )
    return fields


def test_two_hundred_replay_to_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    documents = sample_documents()
    book = normalize.build_rulebook(documents)
    path = tmp_path / NAME
    times = itertools.count()
    for fields in many_decisions(book):
        append(path, fields, now=START + timedelta(seconds=next(times)))
    made = list(read_decisions(path).made)
    assert len(made) == 200
    whole = rulebook_json(normalize.build_rulebook(documents, made))
    shuffled = random.Random(5)
    for _ in range(2):
        shuffled.shuffle(made)
        shuffled.shuffle(documents)
        assert rulebook_json(normalize.build_rulebook(documents, made)) == whole
    lines = "".join(line_of(decision) + "\n" for decision in made)
    assert set(parse_decisions(lines.encode(), NAME).made) == set(made)
    replayed = normalize.build_rulebook(documents, made)
    named = {r.support for e in _evidence(replayed) for r in e.repairs if r.name == "decision"}
    assert named == {decision.id for decision in made}
    assert not {"stale-decision", "decision-invalid"} & set(codes(replayed))


def _evidence(book: Rulebook) -> list[Any]:
    criteria = [c for sheet in book.sheets for task in sheet.tasks for c in task.criteria]
    return [e for c in criteria for node in (c, *c.rules) for e in node.evidence]
