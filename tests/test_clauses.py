"""The clause grammar against tables of cases by phenomenon and by kind of institution, and its invariants."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.clause.clauses import read_criterion
from normalize.clause.reading import Clause, Reading, Sign
from normalize.clause.remarks import SEPARATORS
from normalize.clause.view import view_of
from schemas import CATALOGUE, Amount, decimal_text

MARKS: dict[str, Sign] = {"[awards]": "award", "[deducts]": "deduct"}
CASES = Path(__file__).parent / "cases"


def show_amount(amount: Amount | None) -> str:
    if amount is None:
        return ""
    numbers = "" if amount.min is None or amount.max is None else decimal_text(amount.min)
    if amount.kind == "range" and amount.max is not None:
        numbers += "~" + decimal_text(amount.max)
    kind = "" if amount.kind in ("fixed", "range") else amount.kind
    return " ".join(part for part in (kind, numbers + "%" * amount.percent, amount.base or "") if part)


def show(clause: Clause) -> str:
    """A rule in the notation of the case tables: `deduct 0.1 次 shortfall step 2 target >=4次 cap 5`."""
    parts = [clause.effect, show_amount(clause.amount)]
    if clause.per:
        parts += ["|".join(clause.per), clause.count or "?"]
    if clause.step != 1:
        parts.append(f"step {decimal_text(clause.step)}")
    if clause.target:
        parts.append(f"target {clause.target.op}{decimal_text(clause.target.value)}{clause.target.unit}")
    if clause.cap:
        points = "" if clause.cap.points is None else " " + decimal_text(clause.cap.points)
        parts.append(("cap exhaust" if clause.cap.kind == "exhaust" else "cap") + points)
    if clause.scope == "total":
        parts.append("total")
    if clause.reference:
        parts.append(f"ref {clause.reference}")
    return " ".join(part for part in parts if part)


def load(name: str) -> list[tuple[str, str, list[str]]]:
    """The cases of a table: (id, text, expected lines). See tests/cases/README.md for the notation."""
    cases = []
    for number, block in enumerate((CASES / name).read_text(encoding="utf-8").strip().split("\n\n"), 1):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines:
            cases.append((f"{name}:{number}", lines[0], [line.strip() for line in lines[1:]]))
    return cases


def column_of(text: str) -> tuple[str, Sign | None]:
    """A case's text without what stands before it, and what that says of its column."""
    for mark, sign in MARKS.items():
        if text.startswith(mark):
            return text.removeprefix(mark), sign
    return text, None


TABLES = sorted(path.name for path in CASES.glob("clauses_*.txt"))
ALL = [case for name in TABLES for case in load(name)]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in ALL], ids=[case[0] for case in ALL])
def test_table(text: str, expected: list[str]) -> None:
    text, column = column_of(text)
    reading = read_criterion(text, column=column)
    wanted = [line for line in expected if not line.startswith(("!", "="))]
    assert [show(clause) for clause in reading.rules] == [line.split(" :: ")[0].split(" << ")[0] for line in wanted]
    for clause, line in zip(reading.rules, wanted, strict=True):
        if " :: " in line:
            assert clause.trigger == line.split(" :: ")[1].split(" << ")[0].strip()
        if " << " in line:
            assert clause.subject == line.split(" << ")[1].strip()
    assert sorted(doubt.code for doubt in reading.doubts) == sorted(
        line.removeprefix("!").strip() for line in expected if line.startswith("!")
    )
    facts = {line.removeprefix("=").strip() for line in expected if line.startswith("=")}
    assert facts == {
        f"{name} {value}"
        for name, value in (
            ("points", reading.points and decimal_text(reading.points)),
            ("group_cap", reading.group_cap and decimal_text(reading.group_cap)),
            ("note", " / ".join(text[a:b] for a, b in reading.notes)),
        )
        if value
    }


def test_tables_are_broad() -> None:
    negative = [case for case in ALL if case[0].startswith("clauses_numbers_that_are_no_points")]
    assert len(negative) >= 60
    assert len(ALL) >= 300


# --- invariants -------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "扣0.1分",
        "扣",
        "分",
        "每次",
        "每少1次",
        "得10分",
        ",",
        "。",
        ";",
        "、",
        "(",
        ")",
        "《",
        "》",
        "“",
        "各",
        "分别",
        "未完成",
        "最高",
        "扣完为止",
        "累计不超过5分",
        "0.5",
        "-",
        "1",
        "%",
        "/",
        "人次",
        "一票否决",
        "不得分",
        "酌情扣分",
        "按比例",
        "①",
        "(1)",
        "加",
        "奖励2分",
        "一等奖",
        "参照",
        "《办法》",
        "考核",
        "分/次",
        "否则",
        "该项",
        "总分15分",
        "倍",
        "*",
        "×",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


def check(text: str, reading: Reading) -> None:
    """Spans lie inside, in order, and hold every character that is not a separator."""
    held = [False] * len(text)
    spans = [(clause.start, clause.end) for clause in reading.rules] + [*reading.statements, *reading.notes]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        held[start:end] = [True] * (end - start)
    starts = [clause.start for clause in reading.rules]
    assert starts == sorted(starts)
    distinct = sorted({(clause.start, clause.end) for clause in reading.rules} | {*reading.statements, *reading.notes})
    assert all(a[1] <= b[0] for a, b in pairwise(distinct)), "spans overlap"
    view = view_of(text)
    for place, char in zip(view.at, view.plain, strict=True):
        assert held[place] or char in SEPARATORS or not char.isalnum(), f"{text[place]!r} at {place} is lost"
    for clause in reading.rules:
        assert (clause.amount is None) == (clause.effect in ("zero", "veto", "refer"))
        assert (clause.count is None) == (not clause.per)
    for doubt in reading.doubts:
        assert 0 <= doubt.start < doubt.end <= len(text)
        assert CATALOGUE[doubt.code].message.format(**doubt.parameters)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([None, *MARKS.values()]))
def test_any_text_is_read_whole(text: str, column: Sign | None) -> None:
    check(text, read_criterion(text, column=column))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([column_of(case[1])[0] for case in ALL]), st.data())
def test_damaged_cases_are_read_whole(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 3)) :]
    check(damaged, read_criterion(damaged))


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in ALL[::7]], ids=[case[0] for case in ALL[::7]])
def test_white_space_changes_nothing(text: str, expected: list[str]) -> None:
    text, column = column_of(text)
    spaced = " ".join(text)
    one, other = read_criterion(text, column=column), read_criterion(spaced, column=column)
    assert [show(c).replace(" ", "") for c in one.rules] == [show(c).replace(" ", "") for c in other.rules]


@pytest.mark.parametrize(
    "piece", ["每少1次扣", "(", "扣1、", "按", "视情节", "未完成,", "《", "0.", "1分", "第1条、", "加倍", "最高", "×1"]
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        begin = time.perf_counter()
        read_criterion(piece * times)
        return time.perf_counter() - begin

    seconds(50)
    short, long = min(seconds(200) for _ in range(2)), seconds(1600)
    assert long < 1.0 or long < 8 * 4 * short


def test_what_goes_beyond_the_rule_before_is_about_that_and_no_other() -> None:
    rules = read_criterion("塘长职责未完成的每项扣1分；三年以上未换水的，扣5分，每多一年加扣1分。").rules
    assert [rule.subject for rule in rules] == [None, None, None]
