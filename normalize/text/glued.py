"""Item numbers that run into a number of their text, 2.24小时内未到场, told from decimals by the numbers near them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

# 1. 2、 2.2 where a line or a sentence begins
_BEGINS = regex.compile(r"(?m)(?:^|(?<=[。;；]))[ \t\u3000]*(?P<number>[1-9]\d?)(?:、|\s*[.．](?P<glued>(?=\d))?)")
# 24小时  9月1日  30日前  5人  100%: what stands behind the point is no fraction
_WHOLE = regex.compile(
    r"(?:19|20)\d\d\D|\d{1,2}月(?:\d|[底初末中上下前])|\d{1,2}日[前内]|\d{1,3}[人名件项]"
    r"|\d{2,3}(?:个?(?:工作日|小时|分钟)|[天日次])|100[%％]"
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
    if not regex.search(r"[1-9][.．]\d", text):  # most texts
        return frozenset()
    return frozenset(_accepted(list(_beginnings(text))))


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
