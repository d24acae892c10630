"""The bound that a shortfall or an excess is counted from: 不少于4次, 完好率100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from normalize.clause.counting import EVERY_LATE, EVERY_LESS, EVERY_MORE, ONE_LESS, ONE_MORE, Counting
from normalize.clause.lexicon import canonical_measure, parse_number
from normalize.clause.patterns import compiled
from normalize.clause.subjects import is_elliptic
from normalize.clause.tokens import DASH, DIGITS, MEASURE, NUMBER
from schemas import Effect, Target

_AT_LEAST = (
    r"不少于|不得少于|不能少于|不低于|不得低于|至少|最少|少于|低于|不足|不满|未达到?|达不到"
    r"|达到|达|满|共计|共|总共|≥|>=|完成|要求|需|应|不?小于|[<>](?!=)"
)
_AT_MOST = (
    r"不超过|不得超过|不能超过|不多于|不高于|超过|超出|多于|高于|大于|≤|<=|控制在|限|>(?!=)"
    rf"|超(?=\d[\d.]*(?:{MEASURE}(?:每{MEASURE})?|%)[的,]*\Z)"
)
_BOUND = (
    r"[^,;。\d]{0,12}?(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})"
    rf"(?P<unit>{MEASURE}|%|分(?![钟项贝米之]))"
)
# 以100%为基数
_STANDARD = rf"以(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE}|%)为(?:基数|标准|基准|目标)"
AT_LEAST = compiled(
    rf"(?<!每)(?:{_AT_LEAST}){_BOUND}|(?<![\d.第每超])(?P<n>\d+(?:\.\d+)?"
    rf"|[一二两三四五六七八九十]{{1,3}})(?P<unit>{MEASURE}|%)及?以上(?!的?(?:扣|不得|一票))"
    r"|(?<=率)(?P<n>\d+(?:\.\d+)?)(?P<unit>%)(?![-~至到]|及?以[上下])"
    rf"|(?<![\d.第每超~至到-])(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE})的?(?=[得计记]\d)"
    r"|(?<![\d.-])(?P<n>100)(?P<unit>%)(?=完成|落实|覆盖)"
    rf"|目标值?[为是:]?(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE}|%)|{_STANDARD}"
)
AT_MOST = compiled(
    rf"(?<!每)(?<![未不])(?:{_AT_MOST}){_BOUND}|以(?P<n>\d+(?:\.\d+)?)(?P<unit>{MEASURE}|%)为(?:上限|限)"
    rf"|(?<![\d.~至到-])(?P<n>\d+(?:\.\d+)?)(?P<unit>%)[以之]内|{_STANDARD}"
    r"|(?<=控制率)(?P<n>\d+(?:\.\d+)?)(?P<unit>%)(?![-~至到]|及?以[上下])"
)
# 错漏率低于2%,每超1%: what is asked for
BELOW = compiled(rf"(?<!每)(?<![未不])(?:低于|小于|少于|<(?!=)){_BOUND}")
PLAIN = compiled(
    rf"(?<![\d.第每少缺差超多之]|第\d[\d、,和及~-]{{0,8}})(?P<n>\d+(?:\.\d+)?"
    rf"|[一二两三四五六七八九十]{{1,3}})(?P<unit>{MEASURE})(?!及?以下|内(?![容部控务科勤设])|[前后])"
    r"|(?<![\d.~)准×*-]|每[^,;。]{0,24})(?P<n>\d+(?:\.\d+)?)(?P<unit>%)(?![-~]|[至到]\d|及?以下|[内前后])"
)
# 不足1天按1天计 says how to round, and bounds nothing
ROUNDED = compiled(rf"(?:不[足到满][^,;。()（）]{{1,8}})?按{NUMBER}[^,;。()（）]{{1,4}}计算?")
_HUNDRED = compiled(r"[×*]100%")  # 回收率=实收/应收×100%: no bound
_SAME = {"日": "天", "名": "人", "千分点": "百分点"}
_BREACHED = compiled("低于|少于|小于|不足|不满|未达|达不到|超过|超出|多于|高于|[<>]")
_COUNTED = rf"(?P<unit>{MEASURE}|[%‰])"
_NUMBER = compiled(r"\d")
_EDGE = compiled(rf"(?P<n>{DIGITS}){_COUNTED}及?以(?P<side>[上下])[的者,]*\Z")
# 80%-90%  80%≤合格率<90%
_BETWEEN = compiled(
    rf"(?P<low>{DIGITS})(?:(?&unit))?(?:{DASH}|[≤<]=?\p{{Han}}{{1,10}}[≤<]=?)(?P<high>{DIGITS}){_COUNTED}"
)
_EVERY = (EVERY_LESS, EVERY_MORE, EVERY_LATE)
# 查会议记录,少1次扣0.2分: where it shows, and nothing that is counted
_CHECKED = compiled(r"\A(?:抽|检|核)?(?:查(?!处|办|封|获)看?|阅)[^,;。]{1,16},")
_WHOLE = Decimal(100)
_EVERY_SO_MANY = compiled(rf"每{DIGITS}{MEASURE}[的,]*\Z")
_BEYOND_PLAN = compiled("超额(?:完成|部分)?")
_NO_WORD = compiled(rf"(?:每|少|缺|差|一|\d)+{MEASURE}|[^\u4e00-\u9fff]|每|少|缺|一")


@dataclass(frozen=True, slots=True)
class Stated:
    """The bound of a clause; `rivals`: where several stand for it and nothing tells which, all of them as written."""

    target: Target | None = None
    rivals: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a criterion before the clause at hand: of no rule yet, or of rules of one `effect`."""

    text: str
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    value: Decimal
    unit: str
    demanded: bool  # 不低于95%, and not 低于90%
    written: str


def is_bounded(counting: Counting) -> bool:
    """Whether a target may stand: an amount that counts a shortfall or an excess by one measure."""
    return counting.count in ("shortfall", "excess") and len(counting.per) == 1


def stated(mask: str, own: str, before: Sequence[Part], counting: Counting, effect: Effect) -> Stated:
    """The bound of a clause, in it or before it in its criterion.

    `mask`, `own`: the clause's trigger, masked and as it is; `before`: what stands before it, the nearest first.
    """
    if not is_bounded(counting):
        return Stated()
    found = _stated(mask, _without_counts(own), before, counting, effect)
    beyond_plan = counting.count == "excess" and counting.per == ("百分点",) and _BEYOND_PLAN.search(own)
    if beyond_plan and found.target and found.target.value < _WHOLE:  # 70%-90%的扣2分,超额完成的每超5%: not over 70%
        return Stated(None, f"{found.target.value}%、{_WHOLE}%")
    return found


def _stated(mask: str, own: str, before: Sequence[Part], counting: Counting, effect: Effect) -> Stated:
    if effect == "deduct" and _NUMBER.search(own) and (band := _of_band(own, counting)):
        return Stated(_target(band, counting, effect))
    if found := _bounds(own, counting, effect, plain=True):
        higher = [bound for bound in _whole_of(before, counting, effect) if bound.value > found[-1].value]
        if higher and effect == "deduct" and "以上" in found[-1].written:  # 完成100%得10分,90%以上每差1%扣1分
            found = [higher[-1], *found]
        return _settled(found, counting, effect)
    counted = _CHECKED.sub("", mask)
    if not before or not (is_elliptic(counted) or _shares_noun(counted, before)):
        return Stated()
    for part in before:
        found = _bounds(_without_counts(part.text), counting, effect, plain=part.effect == "award")
        demanded = [bound for bound in found if bound.demanded]
        if demanded or (found and part.effect != "zero"):  # 低于80%不得分 is where all is lost
            return _settled(demanded or found, counting, effect)
    return Stated()


def _whole_of(before: Sequence[Part], counting: Counting, effect: Effect) -> list[_Bound]:
    return [bound for part in before for bound in _bounds(part.text, counting, effect, plain=False) if bound.demanded]


def _at_most(counting: Counting, effect: Effect) -> bool:
    """Whether the bound is an upper one: of what is deducted for more, or awarded for less."""
    return (counting.count == "excess") is not (effect == "award")


def _target(bound: _Bound, counting: Counting, effect: Effect) -> Target:
    return Target(op="<=" if _at_most(counting, effect) else ">=", value=bound.value, unit=bound.unit)


def _settled(found: list[_Bound], counting: Counting, effect: Effect) -> Stated:
    """The one bound of several that are alike, or the last of a ladder that leads to what more of it brings."""
    values = [bound.value for bound in found]
    last = _target(found[-1], counting, effect)
    ladder = effect == "award" and values == sorted(values)
    if len(set(values)) == 1 or ladder:
        return Stated(last)
    written = "、".join(dict.fromkeys(bound.written for bound in found))
    return Stated(None if found[-1].demanded else last, written)


def _of_band(own: str, counting: Counting) -> _Bound | None:
    """The edge of a band that a clause deducts in: 80%至90%之间,‖每低1%; 85%以下‖每低1%; 3天以上‖每多1天."""
    if (edge := _EDGE.search(own)) and (edge["side"] == "下") is (counting.count == "shortfall"):
        return _bound(edge, counting.per[0])
    if between := _BETWEEN.search(own):
        return _bound(between, counting.per[0], "high" if counting.count == "shortfall" else "low")
    return None


def _bounds(text: str, counting: Counting, effect: Effect, *, plain: bool) -> list[_Bound]:
    """What `text` asks for in the measure that is counted, in order.

    `plain`: also a quantity without a bound's word (每年培训2次,每少1次) states what is asked for.
    """
    at_most = _at_most(counting, effect)
    patterns = [AT_MOST, BELOW] if at_most else [AT_LEAST] if effect != "award" else [AT_LEAST, AT_MOST]
    if plain and not at_most:
        patterns.append(PLAIN)
    text = ROUNDED.sub("", text)
    for pattern in patterns:
        found: dict[int, _Bound] = {}
        for match in pattern.finditer(text, overlapped=True):
            if match.start("n") not in found and (bound := _bound(match, counting.per[0])):
                found[match.start("n")] = bound
        if found:
            if plain and pattern is not PLAIN and found[max(found)].demanded:  # 企业达到98%、个体95%
                others = (m for m in PLAIN.finditer(text) if m.start("n") not in found)
                found |= {m.start("n"): bound for m in others if (bound := _bound(m, counting.per[0]))}
            return [found[place] for place in sorted(found)]
    return []


def _bound(match: regex.Match[str], measure: str, which: str = "n") -> _Bound | None:
    """The bound of a match where it is in the measure that is counted."""
    unit, value = canonical_measure(match["unit"]), parse_number(match[which])
    if value is None or _SAME.get(unit, unit) != _SAME.get(measure, measure):
        return None
    negated = match.string[max(0, match.start() - 2) : match.start()]
    demanded = not _BREACHED.match(match.group()) or any(word in negated for word in "不未")
    return _Bound(value, match["unit"] if match["unit"] in "%‰" else unit, demanded, match.group())


def _without_counts(text: str) -> str:
    """The text without what says how an amount counts, so that a bound alone is left."""
    text = _HUNDRED.sub("", text)
    rest = text
    for pattern in (*_EVERY, _EVERY_SO_MANY):
        rest = pattern.sub("", rest)
    if rest != text:  # 超过1‰的,每超0.5‰: what is over one is the bound, as it counts by something else
        return rest
    for pattern in (ONE_LESS, ONE_MORE):
        rest = pattern.sub("", rest)
    return rest


def _shares_noun(mask: str, before: Sequence[Part]) -> bool:
    """Whether two characters of a clause's own words stand in what was said before."""
    words = _NO_WORD.sub(" ", mask).split()
    pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    return any(pair in part.text for pair in pairs for part in before)
