"""What no rule takes: the statements and notes of a criterion, and which of them speak of points after all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from normalize.clause.patterns import compiled
from normalize.clause.reading import Span
from normalize.clause.tokens import BARE_POINTS, CLOSE, MARK, OPEN
from normalize.clause.view import View

SEPARATORS = frozenset(" ,、。;:!?.\"()[]【】<>-~/|·•_*=+'‘’「」『』" + MARK + OPEN + CLOSE)
# a note by its words: 备注:…  按最高项计分  依次递增
NOTE = compiled(
    r"^(?:备注|注|说明|注意)[:\d]|^注[:,]?(?=.)|依次(?:递增|类推|递减|累加)|[以依如]此类推|仅[加扣计]一次"
    r"|只[加扣计]一次"
    r"|[按取以]照?最高|就高|不重复|不累计|不累加|不兼得|不得重复|可累[计加]"
)
_NOTE_BRACKET = compiled(r"[(\[【](?:备注|注|说明|注意)[:\d一二三]?")
_POINTS = compiled(
    rf"(?<![点时]\d?)\d{BARE_POINTS}|[扣减加]\d+(?:\.\d+)?份|(?<![折回克代抵暗相紧环])扣(?![分押留款发缴子证])"
)
_BRACKET_POINTS = compiled(r"\d分(?!钟|之)|\([+-]\d+(?:\.\d+)?\)|[扣加减]\d|翻倍|加倍|减半|折半|双倍")
# 按影响因子折算计分  参与者折半: points spoken of without a number
_WORDED = compiled(
    r"(?:按照?|以|[×*÷])[^,;。不未高低先]{1,24}(?:计|加|扣|得|奖|记|减)分(?=,|\Z)"
    r"|(?:翻[倍番]|加倍|减半|折半|双倍)(?:计算|处理|执行)?\Z"
    r"|[\p{Han})][*×][\p{Han}(]{0,6}(?:分值?|权重)(?=[^\p{Han}]|\Z)|(?<!=[^。;]{0,30})得分[*×]\d+(?:\.\d+)?%"
    r"|乘以?\d[^,;。]{0,4}(?:得出|计算|折算|为|即|计入)[^,;。]{0,4}分"
)


# 弄虚作假的。 names a case, and nothing comes of it
_CASE = compiled(r"(?<!目)的\Z")


@dataclass(frozen=True, slots=True)
class Remainder:
    """A part of a text that makes no rule, in view offsets; `doubt` is a catalogue code where points are spoken of."""

    start: int
    end: int
    is_note: bool
    doubt: str | None = None


def opens(mask: str, place: int) -> bool:
    """Whether a bracket, title or quotation begins here: part of what follows, no separator."""
    return mask[place] in '([【"' and mask[place + 1 : place + 2] not in (")", "]", "】", "")


def remainders(view: View, taken: list[Span], settled: list[Span]) -> Iterator[Remainder]:
    """The statements and notes between the spans `taken` by rules; `settled`: words of points that are none."""
    place = 0
    ends = {end for _, end in taken}
    for start, end in [*sorted(set(taken)), (len(view.mask), len(view.mask))]:
        if place < start:
            yield from _pieces(view, place, start, ends, settled)
        place = max(place, end)


def _pieces(view: View, start: int, end: int, ends: set[int], settled: list[Span]) -> Iterator[Remainder]:
    """Sentences, and brackets right after a consequence."""
    opening = {a: b for a, b in view.brackets if start <= a and b <= end}
    place = start
    while place < end:
        if place in opening and (place in ends or _NOTE_BRACKET.match(view.plain, place, opening[place])):
            stop = opening[place]
            doubtful = _BRACKET_POINTS.search(view.plain, place, stop) is not None
            yield Remainder(place, stop, True, "note-with-points" if doubtful else None)
            if place in ends:
                ends.add(stop)
            place = stop
            continue
        stop = place
        while stop < end and view.mask[stop] not in "。;!?":
            if stop > place and stop in opening and _NOTE_BRACKET.match(view.plain, stop, opening[stop]):
                break
            stop += 1
        if piece := _piece(view, place, stop, settled):
            yield piece
        place = stop if stop < end and stop in opening else stop + 1


def _piece(view: View, start: int, end: int, settled: list[Span]) -> Remainder | None:
    """One sentence without the separators around it; None where nothing else is in it."""
    mask = view.mask
    while start < end and mask[start] in SEPARATORS - {MARK} and not opens(mask, start):
        start += 1
    while start < end and mask[end - 1] in SEPARATORS - {MARK, ")", "]", "】", '"', CLOSE}:
        end -= 1
    if start >= end or not any(char.isalnum() for char in view.plain[start:end]):
        return None
    if NOTE.search(mask[start:end]):
        return Remainder(start, end, True)
    for match in _POINTS.finditer(mask, start, end):
        if not any(a <= match.start() < b for a, b in settled):
            return Remainder(start, end, False, "clause-unparsed")
    if (worded := _WORDED.search(mask, start, end)) and not any(a <= worded.start() < b for a, b in settled):
        return Remainder(start, end, False, "clause-unparsed")
    return Remainder(start, end, False, "no-rule" if _CASE.search(mask, start, end) else None)
