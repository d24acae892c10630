"""一、 (一) 1. (1) ① and glued numbers: a cell's text -> its numbered items.

The outermost numbering found is the list; 一、 or (一) with numbered items below is a section, without them an item.
Deeper numbering stays in the item's text. A number counts where a sentence may begin and the sequence fits:
0.25, 第2. 条 and 2.2021年 are told apart by what stands around them and by what number is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from normalize.clause.listed import listed_lines
from normalize.clause.reading import Doubt, Item, Numbering, Span
from normalize.text.glued import dotted_numbers, glued_numbers

_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_LETTERS = "abcdefgh"
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}

_DOTS = "●■◆◇▪➢➤►▶\uf06c\uf06e\uf075\uf0b7\uf0d8"
BULLETS = rf"(?:[{_DOTS}]|•(?!\s*[次项天件台]))"  # not 人•次
SIGNED = "signed"
_SIGN = r"[扣减加奖]分(?:项目?|标准|内容|情形|事项)?"
SIGNED_LINE = rf"(?:{_SIGN}[ \t]*[:：]|【{_SIGN}】[:：]?)[ \t]*(?=\n)"
DOTTED = "dotted"  # 1.1 2.3, found by dotted_numbers
BULLET = "bullet"  # it numbers nothing
# style -> its marker; the group is the number. Each headed by what it matches.
STYLES: dict[str, str] = {
    # 一、 二.
    "chinese": r"([一二三四五六七八九十]{1,3})\s*[、.．]",
    # (一) （二）
    "bracketed-chinese": r"[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[、.．]?",
    # 扣分: and 加分项: on lines of their own
    SIGNED: rf"(?<![^\n])({SIGNED_LINE})",
    # 1. 1． 1、 but not 0.25, 1.5, 8.30; 2.2021年, 1、8月 and what glued_numbers finds are items
    "arabic": r"(?<![\d.])([1-9]\d?)\s*(?:、|[.．](?!\d)|[.．](?=(?:19|20)\d\d\D)|(?P<glued>[.．](?=\d)))",
    # (1) （2）, but not (1)项不符合要求
    "bracketed": r"[(（]\s*([1-9]\d?)\s*[)）]\s*[、.．]?(?![项条款])",
    # 1) 2）
    "half-bracketed": r"(?<![\d.(（])([1-9]\d?)\s*[)）]",
    # ① ②
    "circled": r"([①-⑳])",
    # a) (b)
    "letter": r"(?<![A-Za-z])[(（]?([a-h])\s*[)）]",
    # ● ◆, and - before a word at the start of a line
    BULLET: rf"({BULLETS}|(?<![^\n])[-–](?=\s*\p{{Han}}))\s*",
}
SECTION_STYLES = ("chinese", "bracketed-chinese", SIGNED)
_FIRST = rf"一二三四五六七八九十(（1-9①-⑳a-h{_DOTS}•–\-【扣减加奖"  # what a marker can begin with
_MARKERS = regex.compile(
    f"(?=[{_FIRST}])(?:{'|'.join(f'(?P<s{i}>{pattern})' for i, pattern in enumerate(STYLES.values()))})"
)
_NAMES = tuple(STYLES)
_NUMERAL = regex.compile(r"\d+[.．]\d+|[一二三四五六七八九十]+|\d+|[①-⑳a-h]")
_ROW_END = frozenset("。;；!！")
_SENTENCE_END = frozenset("。;；!！?？:：)）、,，.")
# a cut-off sentence runs into the next item: …未送院2. 未按 · …制度2.落实; not 第2. 条, 附件2. 表
_BREAKS_OFF = regex.compile(
    r"(?<=[\p{Han}&&[^第附件表图款条项至到共计约每满近达于超]]|[%％])\d{1,2}[.．](?:\s|(?=\p{Han}))", flags=regex.V1
)
# its full stop lost, a consequence ends all the same: …扣1分2.未按 · …扣1分/次②未按 · …扣1分(2)未按
_BEHIND_POINTS = regex.compile(
    r"(?<=分(?:/\p{Han}{1,2})?|为止)(?:\d{1,2}[.．、]|[①-⑳]|[(（]?\d{1,2}[)）](?![项条款]))(?=\s*\p{Han})"
)
_LIST_GOES_ON = regex.compile(r"\d|[一二三四五六七八九十]{1,3}(?:、|级|等|类|档|期|号|楼|年级|季度|[至到])")
_HEADING_LENGTH = 40
# a heading whose line end was lost: 一、主体责任1.无计划; not 一、附件1.
_GLUED_HEADING = regex.compile(r"\p{Han}{1,14}[\p{Han}&&[^第附表图款条项至到共计约每满近达件]]", flags=regex.V1)
_WORTH = regex.compile(r"[(（]\s*\d+(?:\.\d+)?\s*分\s*[)）]")
_SCORES = regex.compile(r"[扣减得加奖计]\s*\d|\d\s*分")
_AMOUNT = regex.compile(
    r"[扣减加奖得计]?\s*\d+(?:\.\d+)?(?:\s*[-~—至]\s*\d+(?:\.\d+)?)?\s*分|[扣减加奖]\s*\d+(?:\.\d+)?"
)
# …早退扣0.5分/次。以上项目累计扣分不超过2.5分。 at an item's end, its line end lost: over the items before it, too
_CAP_OF_ALL = regex.compile(
    r"(?<=[。;；\n分次])\s*(?:以上|上述|前述)(?:所有|全部|各)?(?:[两二三四五六七八九十\d]+)?(?:项目?|条款?|款|内容|标准|指标|情形|扣分|加分)"
    r"[^,，;；。\d]{0,14}?(?:不得?超过|最多|最高|至多|上限|封顶)[^,，;；。\d]{0,8}\d+(?:\.\d+)?\s*分(?:为止|封顶)?[。.;；]?\s*\Z"
)
_LISTED = regex.compile("[各均]|分别")


@dataclass(frozen=True, slots=True)
class _Marker:
    style: str
    number: int
    start: int
    end: int
    at_line_start: bool
    after_sentence: bool
    spaced: bool
    breaks_off: bool
    in_list: bool  # 6、4、2、1分; 一、二级道路


def number_value(numeral: str) -> int:
    """一 -> 1, 十二 -> 12, ③ -> 3, 7 -> 7, b -> 2."""
    if numeral in _CIRCLED:
        return _CIRCLED[numeral]
    if numeral in _LETTERS:
        return _LETTERS.index(numeral) + 1
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十") if "十" in numeral else ("", "", numeral)
    value = (_DIGITS.get(tens, 1) * 10) if ten else 0
    return value + _DIGITS.get(ones, 0)


def _markers(text: str) -> list[_Marker]:
    dotted = dotted_numbers(text)
    found = [_marker(text, DOTTED, int(regex.split("[.．]", text[a:b])[1]), a, b) for a, b in dotted.items()]
    glued = glued_numbers(text)
    for match in _MARKERS.finditer(text):
        if match.start() in dotted or (match.group("glued") and match.start() not in glued):
            continue
        number = number_value(_numeral_in(match.group()) or "1")
        if not number:  # 八一、 is no number
            continue
        style = next(_NAMES[i] for i in range(len(_NAMES)) if match.group(f"s{i}") is not None)
        found.append(_marker(text, style, number, *match.span()))
    return sorted(found, key=lambda marker: marker.start)


def _marker(text: str, style: str, number: int, start: int, end: int) -> _Marker:
    before = text[max(0, start - 8) : start].rstrip(" \t\u3000")
    breaks_off = style == "arabic" and _BREAKS_OFF.match(text, start) is not None
    return _Marker(
        style=style,
        number=number,
        start=start,
        end=end,
        at_line_start=before[-1:] in ("", "\n"),
        after_sentence=bool(before) and before[-1] in _SENTENCE_END,
        spaced=start > 0 and text[start - 1].isspace(),
        in_list=text[end - 1] == "、" and bool(_LIST_GOES_ON.match(text, end)),
        breaks_off=breaks_off or _BEHIND_POINTS.match(text, start) is not None,
    )


def _list_style(markers: list[_Marker]) -> str | None:
    """The outermost numbering: that of the first marker that may begin a list."""
    for marker in markers:
        if marker.at_line_start or (marker.number == 1 and _begins(marker)):
            return marker.style
    return None


def _begins(marker: _Marker) -> bool:
    """Whether an item may begin here: at the start of a line, or after a sentence or a gap within one."""
    within = marker.after_sentence or marker.spaced or marker.breaks_off
    return marker.at_line_start or (within and not marker.in_list)


def _sequence(markers: list[_Marker], style: str) -> list[_Marker]:
    """The markers of `style` that number items: in sequence, or out of it but at the start of a line."""
    taken: list[_Marker] = []
    for marker in markers:
        if marker.style != style:
            continue
        due = taken[-1].number + 1 if taken and style not in (BULLET, SIGNED) else 1
        fits = marker.number == due and _begins(marker)
        ahead = marker.number > due and marker.number <= due + 8 and marker.after_sentence and marker.spaced
        if fits or marker.at_line_start or ahead or style == DOTTED:
            taken.append(marker)
    return taken


def split_numbered(text: str) -> Numbering:
    """The items of a cell. Items in order cover the text but for white space and section headings.

    Never raises; a text without numbering is one item with number None, an empty text none.
    """
    if not text.strip():
        return Numbering(items=())
    markers = _markers(text)
    style = _list_style(markers)
    if style is None:
        return Numbering(items=(_item(text, 0, 0, len(text), None),))
    outer = _sequence(markers, style)
    items: list[Item] = []
    doubts: list[Doubt] = []
    if text[: outer[0].start].strip():
        items.append(_item(text, 0, 0, outer[0].start, None))
    for marker, end in _spans(outer, len(text)):
        inner = _section_items(text, markers, marker, end)
        if inner:
            heading: Span = (marker.start, inner[0].start)
            section = text[slice(*heading)].strip().rstrip(":：。")
            for sub, sub_end in _spans(inner, end):
                items.append(
                    _item(text, sub.start, sub.end, sub_end, _numeral_in(text[sub.start : sub.end]), section, heading)
                )
            doubts += _gaps(inner, end)
        else:
            items.append(_item(text, marker.start, marker.end, end, _numeral_in(text[marker.start : marker.end])))
    return Numbering(items=tuple(items), doubts=(*_gaps(outer, len(text)), *doubts))


def cut_at_rows(numbering: Numbering, text: str, starts: Sequence[int], columns: Sequence[int] = ()) -> Numbering:
    """The same with an item cut where one of `starts`, a row's first character, begins a sentence within it, or
    a clause that is whole below one that is.

    `columns` are the first characters of cells of another column, where it is cut in any case.
    """
    items: list[Item] = []
    whole = {end for _, end in listed_lines(text)} if starts else set()
    for item in numbering.items:
        for start in sorted({*starts, *columns}):
            said = text[item.text_start : start].rstrip()
            apart = start in columns or start in whole or said[-1:] in _ROW_END
            if item.text_start < start < item.text_end and said and apart:
                items.append(replace(item, end=start, text_end=item.text_start + len(said)))
                item = _item(text, start, start, item.end, None, item.section)
        items.append(item)
    return replace(numbering, items=tuple(items))


def caps_apart(numbering: Numbering, text: str) -> Numbering:
    """The same with a cap over several items (以上项目累计扣分不超过2.5分) cut off the end of the last of them.

    What stands before it there has one amount: a cap behind several may be over these alone.
    """
    caps: list[int] = []
    for item in numbering.items[1:]:
        found = _CAP_OF_ALL.search(text[item.text_start : item.text_end])
        if found is None:
            continue
        said = text[item.text_start : item.text_start + found.start()]
        if len(_AMOUNT.findall(said)) == 1 and not _LISTED.search(said):
            caps.append(item.text_start + found.start() + len(found.group()) - len(found.group().lstrip()))
    return cut_at_rows(numbering, text, (), caps) if caps else numbering


def _spans(markers: list[_Marker], end: int) -> list[tuple[_Marker, int]]:
    return [(m, markers[i + 1].start if i + 1 < len(markers) else end) for i, m in enumerate(markers)]


def _section_items(text: str, markers: list[_Marker], section: _Marker, end: int) -> list[_Marker]:
    """The numbered items below a section heading; none where the heading is an item of its own."""
    inside = [m for m in markers if section.end <= m.start < end and m.style != section.style]
    if section.style not in SECTION_STYLES:  # 1.点检管理(10分) over 1.1 and 1.2
        inside = [m for m in inside if m.style == DOTTED]
    first = next((m for m in inside if m.at_line_start or m.number == 1 or m.spaced), None)
    if first is None:
        return []
    heading = text[section.end : first.start].strip()
    said = heading if section.style in SECTION_STYLES else _WORTH.sub("", heading)
    if len(heading) > _HEADING_LENGTH or _SCORES.search(said):
        return []
    if first.number == 1 and _GLUED_HEADING.fullmatch(heading):
        first = replace(first, at_line_start=True)
    return _sequence([first, *(m for m in inside if m.start > first.start)], first.style)


def _numeral_in(marker: str) -> str | None:
    """The number of a marker; a bullet has none."""
    found = _NUMERAL.search(marker)
    return str(found.group()) if found else None


def _item(
    text: str,
    start: int,
    text_start: int,
    end: int,
    number: str | None,
    section: str | None = None,
    heading: Span | None = None,
) -> Item:
    body = text[text_start:end]
    return Item(
        start=start,
        end=end,
        text_start=text_start + len(body) - len(body.lstrip()),
        text_end=text_start + len(body.rstrip()) if body.strip() else text_start + len(body) - len(body.lstrip()),
        number=number,
        section=section,
        section_span=heading,
    )


def _gaps(markers: list[_Marker], end: int) -> tuple[Doubt, ...]:
    """A doubt where the numbers do not run from 1; several cells of one item each begin anew."""
    numbers = [m.number for m in markers]
    if numbers[0] == 1 and all(b in (a + 1, 1) for a, b in pairwise(numbers)):
        return ()
    return (Doubt("numbering-gap", markers[0].start, end, {"numbers": " ".join(map(str, numbers))}),)
