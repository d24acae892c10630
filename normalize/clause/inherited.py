"""The subject of an elliptic clause, sought in what stands before it: the sentences since the last rule, then the rules
one by one, each with its own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.clause.counting import Counting, bare
from normalize.clause.echoes import echoed, left_undone
from normalize.clause.joining import BOUNDARIES
from normalize.clause.patterns import compiled
from normalize.clause.subjects import (
    found_thing,
    gathering,
    is_elliptic,
    is_sweep,
    noun_phrase,
    rate_noun,
    without_rate,
)
from normalize.clause.view import View
from normalize.clause.whole import Made

# 主街每发现一处: where it is found, not what
_FOUND_AT = compiled(r"[^,;。未不无没被违]{0,8}?(?:发现|出现|查出|有)(?:一|1)?[处例起次个项]")
# 90%-95%  低于85%: a share, and of what is not said
_SHARE_ALONE = compiled(
    r"(?:在|达到?|低于|不足|超过|高于|未达到?|不低于|大于|小于"
    r"|[<>≥≤])?\d+(?:\.\d+)?%(?:[-~至到]\d+(?:\.\d+)?%)?(?:之间|及?以[上下])?"
)


def inherited(view: View, rules: Sequence[Made], done: int, mask: str, start: int, counting: Counting) -> str | None:
    """What the masked trigger `mask`, from view offset `start` on, leaves unsaid; None where it is whole, or nothing
    before it tells. `rules` are those before it, the last of which ended at `done`."""
    noun = _sought(view, rules, done, mask, start, counting)
    if noun is None:
        return None
    at = view.mask.find(noun)
    return view.original(at, at + len(noun)) if at >= 0 else noun  # punctuation as written


def _sought(view: View, rules: Sequence[Made], done: int, mask: str, start: int, counting: Counting) -> str | None:
    before = view.mask[:start]
    if _FOUND_AT.fullmatch(mask) and (thing := found_thing(before)):
        return thing
    if mask and start and (thing := gathering(mask, before) or echoed(mask, before)):
        return thing
    share = _SHARE_ALONE.fullmatch(bare(mask).rstrip(",、:;的")) is not None
    if not mask or not (share or is_elliptic(mask) or _is_second_tier(mask, rules)):
        return left_undone(mask, before)
    if (share or counting.per == ("百分点",)) and (rate := rate_noun(before)):
        return rate
    if noun := _last_noun(view.mask, done, start):
        return noun
    for i, made in reversed(list(enumerate(rules))):
        if made.clause.subject:
            return made.clause.subject
        if noun := noun_phrase(made.mask):
            return without_rate(noun, mask)
        if noun := _last_noun(view.mask, rules[i - 1].end if i else 0, made.start):
            return noun
        if any(unit in made.mask for unit in counting.per):  # 三年以上未换水的扣5分,每多一年: it is about that
            return None
    return None


def _is_second_tier(mask: str, rules: Sequence[Made]) -> bool:
    """完成创建的加3分,未完成的扣3分: after a single award its contrary is about the same thing."""
    spans = {(made.start, made.end) for made in rules}
    return len(spans) == 1 and rules[0].clause.effect == "award" and is_sweep(mask)


def _last_noun(mask: str, start: int, end: int) -> str | None:
    """The noun phrase of the last sentence between that has one."""
    nouns = map(noun_phrase, reversed(list(_sentences(mask, start, end))))
    return next((noun for noun in nouns if noun), None)


def _sentences(mask: str, start: int, end: int) -> Iterator[str]:
    begin = start
    for i in range(start, end + 1):
        if i == end or mask[i] in BOUNDARIES:
            if begin < i:
                yield mask[begin:i]
            begin = i + 1
