"""The bound that a shortfall or an excess is counted from: 不少于4次, 完好率100%."""

from __future__ import annotations

from decimal import Decimal

import regex

from normalize.clause.counting import EVERY_LATE, EVERY_LESS, EVERY_MORE, ONE_LESS, ONE_MORE, Counting
from normalize.clause.grammar import MEASURE, NUMBER
from normalize.clause.lexicon import canonical_measure, parse_number
from normalize.clause.patterns import compiled
from normalize.clause.subjects import is_elliptic
from schemas import Effect, Target

_AT_LEAST = (
    r"不少于|不得少于|不能少于|不低于|不得低于|至少|最少|少于|低于|不足|不满|未达到?|达不到"
    r"|达到|达|满|共计|共|总共|≥|>=|完成|要求|需|应|不?小于|[<>](?!=)"
)
_AT_MOST = r"不超过|不得超过|不能超过|不多于|不高于|超过|超出|多于|高于|≤|<=|控制在|限|>(?!=)"
_BOUND = rf"[^,;。\d]{{0,12}}?(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{{1,3}})(?P<unit>{MEASURE}|%)"
AT_LEAST = compiled(
    rf"(?<!每)(?:{_AT_LEAST}){_BOUND}|(?<![\d.第每超])(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{{1,3}})(?P<unit>{MEASURE}|%)及?以上(?!的?(?:扣|不得|一票))"
    r"|(?<=率)(?P<n>\d+(?:\.\d+)?)(?P<unit>%)(?![-~至到]|及?以[上下])"
    rf"|(?<![\d.第每超~至到-])(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE})的?(?=[得计记]\d)"
    r"|(?<![\d.-])(?P<n>100)(?P<unit>%)(?=完成|落实|覆盖)|目标值?[为是:]?(?P<n>\d+(?:\.\d+)?)(?P<unit>%)"
)
AT_MOST = compiled(
    rf"(?<!每)(?<![未不])(?:{_AT_MOST}){_BOUND}|以(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE}|%)为(?:上限|限)"
    r"|(?<![\d.~至到-])(?P<n>\d+(?:\.\d+)?)(?P<unit>%)[以之]内"
)
# 错漏率低于2%,每超1%: what is asked for
BELOW = compiled(rf"(?<!每)(?<![未不])(?:低于|小于|少于|<(?!=)){_BOUND}")
PLAIN = compiled(
    rf"(?<![\d.第每少缺差超多之]|第\d[\d、,和及~-]{{0,8}})(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{{1,3}})(?P<unit>{MEASURE})(?!及?以下|[内前后])"
)
# 不足1天按1天计 says how to round, and bounds nothing
_ROUNDED = compiled(rf"(?:不[足到满][^,;。()（）]{{1,8}})?按{NUMBER}[^,;。()（）]{{1,4}}计算?")
_SAME = {"日": "天", "名": "人"}
_FLAT = (EVERY_LESS, EVERY_MORE, EVERY_LATE, ONE_LESS, ONE_MORE)
_NO_WORD = compiled(rf"(?:每|少|缺|差|一|\d)+{MEASURE}|[^\u4e00-\u9fff]|每|少|缺|一")


def stated(mask: str, own: str, earlier: str, counting: Counting, effect: Effect, quota: bool) -> Target | None:
    """The bound of a clause, in it or before it in its criterion.

    `mask`, `own`: the clause's trigger, masked and as it is; `earlier`: what stands before it, with an award right
    before it where `quota`.
    """
    if counting.count not in ("shortfall", "excess"):
        return None
    award = effect == "award"
    target = target_in(_without_counts(own), counting, award=award, plain=True)
    if target or not earlier or not (is_elliptic(mask) or _shares_noun(mask, earlier)):
        return target
    return target_in(_without_counts(earlier), counting, award=award, plain=quota)


def target_in(text: str, counting: Counting, *, award: bool, plain: bool) -> Target | None:
    """The bound for a shortfall or excess that `text` (a clause or what stands before it) states last, if any.

    `plain`: also a quantity without a bound's word (每年培训2次,每少1次) states what is asked for.
    """
    if counting.count not in ("shortfall", "excess") or len(counting.per) != 1:
        return None
    at_most = (counting.count == "excess") is not award  # what is deducted for more, or awarded for less
    patterns = [AT_MOST, BELOW] if at_most else [AT_LEAST] if not award else [AT_LEAST, AT_MOST]
    for pattern in patterns:
        if found := _bound(pattern, text, counting.per[0]):
            return Target(op="<=" if at_most else ">=", value=found[0], unit=found[1])
    if plain and not at_most and (found := _bound(PLAIN, text, counting.per[0])):
        return Target(op=">=", value=found[0], unit=found[1])
    return None


def _bound(pattern: regex.Pattern[str], text: str, measure: str) -> tuple[Decimal, str] | None:
    best = None
    text = _ROUNDED.sub("", text)
    for match in pattern.finditer(text, overlapped=True):
        unit = canonical_measure(match["unit"])
        if _SAME.get(unit, unit) == _SAME.get(measure, measure):
            value = parse_number(match["n"])
            shown = "%" if match["unit"] == "%" else unit
            best = (value, shown) if value is not None else best
    return best


def _without_counts(text: str) -> str:
    """The text without what says how an amount counts, so that a bound alone is left."""
    for pattern in _FLAT:
        text = pattern.sub("", text)
    return text


def _shares_noun(mask: str, earlier: str) -> bool:
    """Whether two characters of a clause's own words stand in what was said before."""
    words = _NO_WORD.sub(" ", mask)
    return any(word[i : i + 2] in earlier for word in words.split() for i in range(len(word) - 1))
