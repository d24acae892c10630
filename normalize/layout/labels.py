"""A label cell -> name and points: 党风廉政建设(4分) is name 党风廉政建设, points 4."""

from __future__ import annotations

from decimal import Decimal

import regex

_NUMBER = r"(\d+(?:\.\d+)?)"
# (4分) (满分15分) (30) [10分] （计5分）; misread (4兮) and (4分分)
_OPEN = r"[(（\[【〔［]\s*(?:满分|共|计|总分|分值|权重)?\s*[:：]?\s*"
_POINTS = regex.compile(rf"{_OPEN}{_NUMBER}\s*分?\s*[)）\]】〕］]")
# 基本条件(15分 whose last bracket was not read
_OPEN_POINTS = regex.compile(rf"{_OPEN}{_NUMBER}\s*分$")
# 基本条件15分 基本条件:15分
_BARE_POINTS = regex.compile(rf"(?<=\p{{Han}})\s*[:：]?\s*{_NUMBER}\s*分\s*$")
# a points column: 3, 0.7, 5分, 10.0, (5), （5分）
_POINTS_CELL = regex.compile(rf"^\s*(?P<open>[(（])?\s*(?:满分|共|计)?\s*{_NUMBER}\s*分?\s*(?(open)[)）])\s*$")
# 十分, 二十五, 一百, （三十分）; 三 alone may be a number of the row
_NUMERAL = r"(?P<numeral>[一二三四五六七八九十百零]{1,5})"
_NUMERAL_CELL = regex.compile(rf"^\s*(?P<open>[(（])?\s*(?=.*[十百分]){_NUMERAL}\s*分?\s*(?(open)[)）])\s*$")
# 党务类(八十分); 护理(二) is a name
_NUMERAL_POINTS = regex.compile(rf"{_OPEN}{_NUMERAL}\s*分\s*[)）\]】〕］]")
_DIGIT = "[一二三四五六七八九]"
_NUMERAL_PARTS = regex.compile(rf"(?:(?P<hundreds>{_DIGIT})百零?)?(?:(?P<tens>{_DIGIT}?)十)?(?P<ones>{_DIGIT}?)")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}


def squash(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def split_label(text: str) -> tuple[str, Decimal | None]:
    """Name and points of a label; points None where it has none. White space in labels is typesetting."""
    text = squash(text)
    for pattern in (_POINTS, _OPEN_POINTS, _BARE_POINTS):
        matches = list(pattern.finditer(text))
        if matches:
            last = matches[-1]
            return text[: last.start()] + text[last.end() :], plain_decimal(last.group(1))
    for found in _NUMERAL_POINTS.finditer(text):
        if (points := _numeral_value(found["numeral"])) is not None:
            return text[: found.start()] + text[found.end() :], points
    return text, None


def closes(above: str, below: str) -> bool:
    """Whether a bracket that one piece of a label opens is closed by the next: 教学(15 and 分)."""
    left_open = max(above.rfind("("), above.rfind("（")) > max(above.rfind(")"), above.rfind("）"))
    ends = [at for mark in ")）" if (at := below.find(mark)) >= 0]
    opens = [at for mark in "(（" if (at := below.find(mark)) >= 0]
    return left_open and bool(ends) and min(ends) < min(opens, default=len(below))


def points_cell(text: str) -> Decimal | None:
    """The points of a cell of a points column, None where it is no number."""
    found = _POINTS_CELL.match(text)
    if found:
        return plain_decimal(found.group(2))
    numeral = _NUMERAL_CELL.match(text)
    return _numeral_value(numeral["numeral"]) if numeral else None


def _numeral_value(numeral: str) -> Decimal | None:
    """二十五 -> 25, 一百 -> 100; None for what is no number: 二五, 零."""
    found = _NUMERAL_PARTS.fullmatch(numeral)
    if not found:
        return None
    hundreds, tens, ones = (_DIGITS.get(found[name] or "", 0) for name in ("hundreds", "tens", "ones"))
    tens = tens or int("十" in numeral)
    return Decimal(hundreds * 100 + tens * 10 + ones) or None


def plain_decimal(text: str) -> Decimal:
    """Without trailing zeros: 0.50 -> 0.5, 10.0 -> 10."""
    value = Decimal(text).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


_GENERIC_UNITS = (
    "领导小组",
    "工作小组",
    "委员会",
    "办公室",
    "小组",
    "中心",
    "部门",
    "科室",
    "处",
    "部",
    "科",
    "室",
    "组",
)
_UNIT_END = regex.compile(
    r"(?:办|处|部|科|股|室|馆|会|中心|组|院|系|所|站|委|局|队|校|团|厅|司|支部|总支|公司|基地|人员|领导|联|集团|街道|政府|银行|[支分]行)$"
)


_UNIT = regex.compile(r"[^\s、,，;；/]+")
_HAN = regex.compile(r"\p{Han}")
# 扣分法
_METHOD = regex.compile(r"\p{Han}(?:\s*\p{Han}){0,5}?\s*法")
_OTHER_METHOD = regex.compile(r"[^\n、,，;；/]*\p{Han}[^\n、,，;；/]*")
# 督查科 beside 扣分法, but nothing in brackets
_BESIDE = regex.compile(r"[(（][^()（）]*[)）]|(\p{Han}[^\n、,，;；/()（）]*)")


def ends_unit(text: str) -> bool:
    """Whether a text ends as the name of a unit does."""
    return bool(_UNIT_END.search(text))


def split_units(text: str) -> list[tuple[int, int]]:
    """Spans of the names of units in a cell: 党政办 绩效办 are two, 绩效考核 小组 is one, torn by a line end."""
    pieces = [m.span() for m in _UNIT.finditer(text) if _HAN.search(m.group())]
    units: list[tuple[int, int]] = []
    for start, end in pieces:
        if units:
            previous, between = text[slice(*units[-1])], text[units[-1][1] : start]
            whole = _UNIT_END.search(squash(previous)) and _UNIT_END.search(text[start:end])
            rest = text[start:end] in _GENERIC_UNITS and not (text[start:end] == "办公室" and previous[-1] in "科股")
            if not between.strip() and (not whole or rest):
                units[-1] = (units[-1][0], end)
                continue
        units.append((start, end))
    return units


def split_methods(text: str) -> list[tuple[int, int]]:
    """Spans of the methods in a cell: 扣分法达标法 are two; other words are one method a line, also beside a 扣分法."""
    named = [m.span() for m in _METHOD.finditer(text)]
    if not named:
        return [m.span() for m in _OTHER_METHOD.finditer(text)]
    between = zip([0, *(end for _, end in named)], [*(start for start, _ in named), len(text)], strict=True)
    beside = [m.span(1) for start, end in between for m in _BESIDE.finditer(text, start, end) if m.group(1)]
    if beside and beside[0][1] == named[0][0]:  # 现场检查结合扣分法
        named[0] = beside.pop(0)[0], named[0][1]
    return sorted([*named, *beside])
