"""Amounts that stand apart from what they are for: 扣分情形 | 扣分值, and 优 | 良 | 中 | 差 with the points of each.

What the page says by its columns is written out as a sentence says it (旷课扣5分, 优得10分), each addition a repair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

import regex

from normalize.clause.reading import Sign
from normalize.layout.headings import Role, plain
from normalize.text.traced import TracedText, join


class Headed(Protocol):
    @property
    def role(self) -> Role | None: ...

    @property
    def heading(self) -> str: ...


_NUMBER = r"[+\-－−＋]?\d+(?:\.\d+)?(?:\s*[-~～—–至]\s*[\-－−]?\d+(?:\.\d+)?)?"
_MEASURE = r"\p{Han}{1,3}"
_WHEN = r"(?:首|初|再|[二两三四])次(?:以上)?|第[一二三四五]次(?:以上)?"
# 2 · 0.5分 · 1-3分 · 0.02分/人次 · 2分每次 · 每次0.5分 · -2 · -1~-3
_AMOUNT = regex.compile(
    rf"\s*(?P<lead>每{_MEASURE}?|一次|(?P<when>{_WHEN}))?\s*(?P<verb>[扣减加得奖计])?\s*(?P<number>{_NUMBER})\s*(?P<unit>分)?"
    rf"\s*(?P<rest>[/／每]\s*{_MEASURE})?\s*[。.]?\s*"
)
# 每次扣分 · 扣分/次 · 扣分值(分/处)
_COUNTED = regex.compile(r"每(?P<by>\p{Han}{1,2}?)(?=[扣减加奖)）]|$)|[/／](?P<by>\p{Han}{1,2})\s*(?=[)）]|$)")
_FORM = frozenset({"扣分", "减分", "加分", "奖分"})  # what is filled in by hand bears the same name
ALL = Decimal(100)  # per cent
_LEAST_FILLED = 3  # events, each with its number in a column that may be filled in by hand
_MOSTLY = 0.8  # of a column's texts
SCORES = regex.compile(
    r"[扣减得加计奖]\s*\d+(?:\.\d+)?(?:\s*[-~～－—–至到]\s*\d+(?:\.\d+)?)?\s*分|不得分|不计分"
    r"|(?:按\p{Han}{0,6}|酌情|相应|加倍)[扣减加计]分"
)
_ENDS = regex.compile(r"[。;；,，、:：.\s]+$")
_HAS_AMOUNT = regex.compile(rf"[(（]\s*(?P<number>{_NUMBER})\s*分?\s*[)）]|(?P<number>{_NUMBER})\s*分")
_BRACKETED = regex.compile(rf"\s*[(（]\s*(?P<number>{_NUMBER})\s*(?P<unit>分)?\s*[)）]\s*$")
_SHARE = regex.compile(r"\s*[(（]\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[%％])\s*[)）]\s*$")
_GRADE = regex.compile(
    r"(?:优秀?|良好?|中等?|差|好|较好|一般|较差|不?及格|(?:基本|不)?合格|(?:完全|基本|未|不)?达标|[A-EＡ-Ｅ])(?:等|级|档)?"
    r"|[一二三四五]等|[一二三四五](?:档|等次)"
)
# what is awarded by rank: 国家级 | 省级 | 市级, 一等奖 | 二等奖
_RANK = regex.compile(
    r"(?:国家|省|省部|市|市厅|地市|县|县区|区县|区|乡镇|校|院|系)级|(?:特|一|二|三|四)等奖|(?:优秀|鼓励|入围)奖"
)
_SIGNS = "+-－−＋"
_EITHER = regex.compile("加减分|[奖加]扣分|奖[惩罚]分|增减分")
_FAULTS = regex.compile("违|失[职分误]|负面|不合格|不良|[扣减]分|情形")
_BLAME = regex.compile(r"批评|处[分罚]|事故|违[规纪法反章]|[扣罚减]|投诉|曝光|问责|[失漏欠]")
_AMOUNT_HEADING = regex.compile(r"(?:每次|单项)?[扣减加奖负]分(?:分)?值?")
_DEDUCTS = regex.compile(r"扣|[减负]分")
_AWARDS = regex.compile(r"加分|奖励|奖分")
_GIVES = regex.compile(r"[加奖得]")
_GIVEN = regex.compile(r"[得赋计]分|分[值数]|^分$|标准分")
AMOUNT_BESIDE = ("amount-beside", "the amount stands in a column of its own")
GRADE_BESIDE = ("grade-beside", "the grade stands in a column of its own")
GRADE_ABOVE = ("grade-above", "the grade stands in the heading of its column")


def sign_of(heading: str) -> Sign | None:
    """What a heading of criteria says that its amounts do: 加分标准, 扣分; None where it says neither or both."""
    if _DEDUCTS.search(heading):
        return None if _GIVES.search(heading) else "deduct"
    return "award" if _AWARDS.search(heading) else None


def _verb_of(heading: str) -> str | None:
    """The verb of the amounts below a heading: 扣, 加; 得 where it only says that they are points."""
    sign = sign_of(heading)
    return {"deduct": "扣", "award": "加"}[sign] if sign else "得" if _GIVEN.search(plain(heading)) else None


def is_amount_heading(heading: str) -> bool:
    """Whether a heading names amounts and nothing else: 扣分值, 每次扣分."""
    return bool(_AMOUNT_HEADING.fullmatch(plain(heading)))


def is_grade(heading: str) -> bool:
    """Whether a heading is a grade: 优, 良好(8分), 一档, or a rank: 省级."""
    name = plain(heading)
    return bool(_GRADE.fullmatch(name) or _GRADE.fullmatch(_HAS_AMOUNT.sub("", name)) or _RANK.fullmatch(name))


def has_amount(heading: str) -> bool:
    """Whether a heading as written holds an amount: 优(10分)."""
    return bool(_HAS_AMOUNT.search(heading))


def grade_columns(columns: Sequence[Headed], said: Sequence[Sequence[str]], written: Sequence[str]) -> dict[int, Role]:
    """The columns that are grades: two or more of different names beside one another, each holding an amount in all of
    its cells, or in its heading and text without amounts below. `written`: the headings with their brackets.
    """
    if any(_RANK.fullmatch(column.heading) for column in columns) and _blames(said, written):
        return {}  # 通报批评 at one rank or another is no award
    shares = _are_shares(written)
    found = [
        i
        for i, column in enumerate(columns)
        if is_grade(column.heading) and _holds_grades(said[i], written[i], i in shares)
    ]
    beside = [i for i in found if {i - 1, i + 1} & set(found)]
    return dict.fromkeys(beside, "grade") if len({plain(written[i]) for i in beside}) > 1 else {}


def _blames(said: Sequence[Sequence[str]], written: Sequence[str]) -> bool:
    return any(_BLAME.search(text) for texts in (written, *said) for text in texts)


def _are_shares(written: Sequence[str]) -> Mapping[int, Decimal]:
    """The grades that give a share of the points, 优(100%) | 良(80%) | 差(0): each less than the one before it, and the
    first gives all, as no bounds that are to be reached do."""
    found = {
        i: Decimal(match["number"])
        for i, heading in enumerate(written)
        if is_grade(heading) and (match := _SHARE.search(heading))
    }
    given = list(found.values())
    return found if given and given[0] == ALL and all(a > b for a, b in pairwise(given)) else {}


def _holds_grades(texts: Sequence[str], heading: str, share: bool) -> bool:
    texts = [text for text in texts if any(map(str.isalnum, text))]  # — gives nothing
    if not texts:
        return False
    if has_amount(heading) or share:
        return not any(SCORES.search(text) for text in texts)
    return mostly_amounts(texts)


def amount_columns(columns: Sequence[Headed], said: Sequence[Sequence[str]]) -> dict[int, Role]:
    """The columns of amounts and nothing else that stand beside criteria which have none: 扣分情形 | 扣分值.

    A column that bears the name of a field of the form (扣分) is one only if its amounts say that they are points, or
    if the events are faults and none is without one: what is filled in by hand stands beside what is asked for.
    """
    found: dict[int, Role] = {}
    for i, column in enumerate(columns):
        told = sign_of(column.heading) or (_EITHER.search(column.heading) and _all_signed(said[i]))
        if column.role not in (None, "form", "criteria") or not told or not mostly_amounts(said[i]):
            continue
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(columns) and columns[j].role == "criteria"]
        events = [j for j in beside if said[j] and not any(SCORES.search(t) or _AMOUNT.fullmatch(t) for t in said[j])]
        if column.heading in _FORM and not any("分" in text for text in said[i]):
            by_hand = any(column.role == "form" and said[j] for j, column in enumerate(columns) if j != i)
            events = [j for j in events if _names_faults(columns[j], said[j], said[i]) and not by_hand]
        if events:
            found[i] = "amount"
    return found


def _names_faults(column: Headed, events: Sequence[str], amounts: Sequence[str]) -> bool:
    """Whether a column says what is wrong, and each of several events has its amount beside it."""
    return bool(_FAULTS.search(column.heading)) and _LEAST_FILLED <= len(events) <= len(amounts)


def _all_signed(amounts: Sequence[str]) -> bool:
    return all((match := _AMOUNT.fullmatch(text)) and match["number"][0] in _SIGNS for text in amounts)


def tells_when(amount: str) -> bool:
    """Whether an amount says which time it is for: 首次2分, and so is one of several."""
    match = _AMOUNT.fullmatch(amount)
    return bool(match and match["when"])


def mostly_amounts(texts: Sequence[str]) -> bool:
    lines = [text[slice(*span)] for text in texts for span in _amounts_in(text)]
    return bool(lines) and sum(bool(_AMOUNT.fullmatch(line)) for line in lines) >= _MOSTLY * len(lines)


def with_amount(event: TracedText, amount: TracedText, heading: str) -> TracedText | None:
    """What happens and what it costs as one text, line by line: 旷课 beside 5分/次 below 扣分值 is 旷课扣5分/次.

    None where it is not certain which amount is whose, or where the cell holds something else.
    """
    verb = _verb_of(heading) or (
        "" if _EITHER.search(plain(heading)) and _all_signed(amount.text.split("\n")) else None
    )
    counted = _COUNTED.search(heading)
    by = f"每{counted['by']}" if counted else ""
    events, amounts = _lines(event.text), _amounts_in(amount.text)
    whole = all(_AMOUNT.fullmatch(amount.text, *span) for span in amounts)
    if verb is None or not events or len(events) != len(amounts) or not whole:
        return None
    if len(events) == 1:
        return _written_out(event, amount, verb, by)
    pairs = zip(events, amounts, strict=True)
    texts = [_written_out(event.part(*a), amount.part(*b), verb, by) for a, b in pairs]
    return join(texts, ";\n", *AMOUNT_BESIDE)


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in regex.finditer(r"[^\n]*\S[^\n]*", text)]


def _amounts_in(text: str) -> list[tuple[int, int]]:
    """A line each; one that a narrow column wraps (0.6 above 分/处) is one."""
    return [(0, len(text))] if _AMOUNT.fullmatch(text) else _lines(text)


def _written_out(event: TracedText, amount: TracedText, does: str, by: str) -> TracedText:
    """One event with its one amount; `by`: what the heading counts by, where the amount does not say."""
    if end := _ENDS.search(event.text):
        event = event.edit([(*end.span(), "")], *AMOUNT_BESIDE)
    match = _AMOUNT.fullmatch(amount.text)
    if match is None:
        return event
    changes = [] if match["unit"] else [(match.end("number"), match.end("number"), "分")]
    verb = "" if match["verb"] or match["number"][0] in _SIGNS else does
    counts = "" if match["lead"] or match["rest"] or "每" in event.text else by
    if verb or counts:
        at = match.start("verb") if match["verb"] else match.start("number")
        changes.append((at, at, counts + verb))
    return join([event, amount.edit(changes, *AMOUNT_BESIDE) if changes else amount], "", *AMOUNT_BESIDE)


def with_grade(heading: TracedText, cell: TracedText) -> TracedText:
    """A grade and what stands below it as one text: 优 above 10 is 优得10分, 优(10分) above 准确 is 优(10分):准确,
    良(80%) above 准确 is 良:准确得80%."""
    if share := _SHARE.search(heading.text):
        return _with_share(heading, cell, share)
    amount = _AMOUNT.fullmatch(cell.text)
    if amount:
        name = _BRACKETED.search(heading.text)
        verb = "" if amount["verb"] or amount["number"][0] in _SIGNS else "得"
        whole = join([heading, cell], verb, *GRADE_ABOVE)
        changes = [(name.start(), len(heading.text), "")] if name else []
        at = len(heading.text) + len(verb) + amount.end("number")
        changes += [] if amount["unit"] else [(at, at, "分")]
        return whole.edit(changes, *GRADE_ABOVE) if changes else whole
    whole = join([heading, cell], ":", *GRADE_ABOVE)
    bracket = _BRACKETED.search(heading.text)
    if bracket is None or (bracket["number"].replace(".", "").isdigit() and bracket["unit"]):
        return whole
    start, end = bracket.span()
    number = bracket.span("number")
    return whole.edit([(start, number[0], "得"), (number[1], end, "分")], *GRADE_ABOVE)


def _with_share(heading: TracedText, cell: TracedText, share: regex.Match[str]) -> TracedText:
    named = join([heading.part(0, share.start()), cell], ":", *GRADE_ABOVE)
    whole = join([named, heading.part(share.start("number"), share.end("unit"))], "得", *GRADE_ABOVE)
    nothing = not Decimal(share["number"])  # 0% and 0分 are the same
    return whole.edit([(len(whole.text) - 1, len(whole.text), "分")], *GRADE_ABOVE) if nothing else whole


def duties_beside(columns: Sequence[Headed], asks: Sequence[bool]) -> dict[int, Role]:
    """The columns that are criteria for want of others (`asks`: headed 考核内容), as duties where grades are the
    criteria."""
    return {i: "duties" for i, column in enumerate(columns) if column.role == "criteria" and asks[i]}


def joined_grades(texts: Sequence[TracedText]) -> TracedText:
    """The grades of a row as tiers of one criterion."""
    return join(list(texts), ";", *GRADE_ABOVE)
