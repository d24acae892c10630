"""Numbers with a point in them told from decimals by the numbers near them: 2.24小时内, an item number that runs into
its text, and 1.1, 1.2, the numbers of items below 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

_POINT = regex.compile(r"[1-9][.．]\d")
_LEAST = 2  # numbers of two levels
# 1. 2、 2.2 where a line or a sentence begins
_BEGINS = regex.compile(r"(?m)(?:^|(?<=[。;；]))[ \t\u3000]*(?P<number>[1-9]\d?)(?:、|\s*[.．](?P<glued>(?=\d))?)")
# 24小时  9月1日  30日前  5人  100%: what stands behind the point is no fraction
_WHOLE = regex.compile(
    r"(?:19|20)\d\d\D|\d{1,2}月(?:\d|[底初末中上下前])|\d{1,2}日[前内]|\d{1,3}[人名件项]"
    r"|\d{2,3}(?:个?(?:工作日|小时|分钟)|[天日次])|100[%％]"
)
# 1.1 漏检 · 1.2 迟报
_DOTTED = regex.compile(
    r"(?m)(?:^|(?<=[。;；]))[ \t\u3000]*(?P<number>(?P<over>[1-9]\d?)[.．](?P<own>[1-9]\d?))(?![\d.．]|\s*[分%％])"
)
_WAITS = frozenset("于过到达满足每共约近计扣减加得第至超低高缺少")  # 不少于, at a line's end: a number is to come


@dataclass(frozen=True, slots=True)
class _Beginning:
    start: int
    number: int
    glued: bool
    whole: bool  # what follows the point can be no fraction
    after_sentence: bool  # 2小时扣1分;2.5小时扣2分 is one line


def glued_numbers(text: str) -> frozenset[int]:
    """Where item numbers begin that run into a number: each is due, and no decimal can stand there.

    That is so where the next item has the number after it, where a sentence has ended behind the item before it, and
    where what follows the point is no fraction.
    """
    if not _POINT.search(text) or dotted_numbers(text):
        return frozenset()
    return frozenset(_accepted(list(_beginnings(text))))


def dotted_numbers(text: str) -> dict[int, int]:
    """Where numbers of two levels begin and end, 1.1 and 1.2 and 2.1: each is the next of its level, or begins one."""
    if not _POINT.search(text):  # most texts
        return {}
    found = list(_DOTTED.finditer(text))
    levels = [(int(match["over"]), int(match["own"])) for match in found]
    in_turn = all(b in ((a[0], a[1] + 1), (a[0] + 1, 1)) for a, b in pairwise(levels))
    if len(levels) < _LEAST or levels[0][1] != 1 or not in_turn:
        return {}
    return {match.start("number"): match.end("number") for match in found}


def _beginnings(text: str) -> Iterator[_Beginning]:
    for match in _BEGINS.finditer(text):
        before = text[: match.start("number")].rstrip()
        at_line = not before or "\n" in text[len(before) : match.start("number")]
        yield _Beginning(
            start=match.start("number"),
            number=int(match["number"]),
            glued=match["glued"] is not None,
            whole=_WHOLE.match(text, match.end()) is not None and before[-1:] not in _WAITS,
            after_sentence=before[-1:] == "。" or (at_line and before[-1:] in (";", "；", ":", "：")),
        )


def _accepted(beginnings: list[_Beginning]) -> Iterator[int]:
    last = 0
    for i, each in enumerate(beginnings):
        if each.glued:
            if each.number not in (1, last + 1):
                continue
            following = beginnings[i + 1] if i + 1 < len(beginnings) else None
            followed = following is not None and not following.glued and following.number == each.number + 1
            in_turn = each.after_sentence and each.number == last + 1 > 1
            if not (followed or in_turn or each.whole):
                continue
            yield each.start
        last = each.number
