"""Grades one to a row: 等次 | 评价标准 | 得分值, an item's rows being 优 | 全部按时 | 15, 良 | 缺席一次 | 12."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalize.layout.apart import GRADE_BESIDE, SCORES, Headed, duties_beside, is_grade, mostly_amounts
from normalize.layout.headings import Role
from normalize.layout.items import begun
from normalize.text.traced import TracedText, join
from schemas import Cell

_TIER = regex.compile(r"(?:考[核评]|评[价定分])?(?:等级|等次|档次|级别|档位|评级|层次|等第)(?:名称)?")
_GIVEN = regex.compile(r"(?:得|赋|计)?分(?:值|数)?|(?:对应|标准|相应|等级|等次)(?:得)?分(?:值|数)?")
_EVENTS = ("criteria", "duties", "content")


def tier_columns(columns: Sequence[Headed], body: Sequence[Sequence[Cell | None]]) -> dict[int, Role]:
    """The roles of the columns that give an item's grades one to a row: the grade, what earns it, and its points.

    Empty where no item has several grades, each once, or not all of them have their points.
    """
    tier = next((i for i, column in enumerate(columns) if _TIER.fullmatch(column.heading)), None)
    if tier is None:
        return {}
    grades, ahead = begun(body, tier), range(tier + 1, min(tier + 3, len(columns)))
    amount = next((i for i in ahead if _is_given(columns[i], begun(body, i), grades)), None)
    graded = bool(grades) and all(is_grade(text) for _, text in grades)
    if amount is None or not graded or not _several(columns, body, tier):
        return {}
    event = tier + 1 if amount > tier + 1 else tier - 1
    told = columns[event].role in _EVENTS and not any(SCORES.search(text) for _, text in begun(body, event))
    if not told:
        return {**_asked(columns), tier: "criteria", amount: "amount"} if amount == tier + 1 else {}
    return {**_asked(columns), tier: "tier", event: "criteria", amount: "amount"}


def _asked(columns: Sequence[Headed]) -> dict[int, Role]:
    return duties_beside(columns, ["内容" in column.heading or "要求" in column.heading for column in columns])


def _is_given(column: Headed, cells: Sequence[tuple[int, str]], grades: Sequence[tuple[int, str]]) -> bool:
    rows, given = {row for row, _ in grades}, {row for row, _ in cells}
    return bool(_GIVEN.fullmatch(column.heading)) and mostly_amounts([text for _, text in cells]) and rows == given


def _several(columns: Sequence[Headed], body: Sequence[Sequence[Cell | None]], tier: int) -> bool:
    """Whether most items have several grades, and none has one twice."""
    levels = [i for i, column in enumerate(columns) if column.role == "level" and i < tier]
    if not levels:
        return False
    starts = [row for row, _ in begun(body, levels[-1])]
    grades = begun(body, tier)
    spans = zip(starts, [*starts[1:], len(body)], strict=True)
    parts = [[text for row, text in grades if start <= row < end] for start, end in spans]
    return all(len(set(part)) == len(part) for part in parts) and sum(len(part) > 1 for part in parts) * 2 > len(parts)


def with_tier(tier: TracedText, event: TracedText) -> TracedText:
    """A grade and what earns it as one text: 优 beside 全部按时 is 优:全部按时."""
    return join([part for part in (tier, event) if part.text.strip()], ":", *GRADE_BESIDE)
