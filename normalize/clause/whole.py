"""What can be said of a criterion's rules only together: headings with points, tiers, what a cap binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import regex

from normalize.clause.amounts import Consequence
from normalize.clause.counting import bare, count_in
from normalize.clause.grammar import CAP_SUBJECT, CAP_WORDS
from normalize.clause.lexicon import any_of, parse_number, words
from normalize.clause.patterns import compiled
from normalize.clause.reading import Clause, Span
from normalize.clause.remarks import SEPARATORS
from normalize.clause.targets import Part
from normalize.clause.tokens import MEASURE, NUMBER, OPEN
from normalize.clause.view import POINTS_ALONE, View

# a name with its points is a heading unless it tells of something done: 完成方案1分。
_ACHIEVED = compiled(r"[,;:、]|的|^(?:完成|建成|建立|制定|达到|获|取得|通过|按时|有|无|未|实现|每)")
_ALL_ABOVE = compiled(r"(?:以上|上述|前述)[^,;。\d未不无]{0,12}")
_SUMMED = compiled("累计|合计|总计|之和|封顶|上限")
# 加减分  加扣分  加分、扣分  奖惩分
_BOTH_SIGNS = compiled("[加增奖]分?[、/和及与]?[减扣惩]分|[减扣]分?[、/和及与]?加分")
_NOT_IN_TIME = compiled(r"\d(?:分钟|个?小时|天|日|周)[^,;。\d]{0,2}[未没不]")
_LATER = compiled(r"(?:一|1)(?:个?小时|天|日|周)[^,;。\d]{0,2}[未没不]")
# 违反一条扣1分,‖两条扣3分
_SO_MANY_MORE = compiled(r"(?:[2-9]|[两二三四五])\p{Han}{1,2}的?\Z")
_BY_RESULT = compiled("(?:按照?|以|根据|依据)[^,;。未不]{2,30}[计得加扣]分")
# 直至  以此类推,扣至  累计至: how far points go, and no event
_SO_FAR = any_of(
    words("直至 直到 至 限 限于 累计至 累计到 累 累至 扣至 扣到 减至 加至 加到 以此类推 依此类推 依次类推")
)
_ONLY_SO_FAR = compiled(rf"(?:{CAP_WORDS}|全部)*{_SO_FAR}(?:{CAP_WORDS}|{_SO_FAR}|全部|:)*")


@dataclass(slots=True)
class Made:
    """A rule in the making: view offsets, its masked trigger (for its subject), and the clause."""

    start: int
    end: int
    mask: str
    bare: bool
    clause: Clause


def heading(rules: list[Made], mask: str) -> Made | None:
    """What opens with a name and its points, and is no rule: 辖区巡逻2分。未巡逻的扣0.3分."""
    if len(rules) < 2 or not rules[0].bare or any(made.bare for made in rules[1:]):
        return None
    opening = mask[rules[0].start : rules[0].end]
    if rules[0].clause.per or not mask.startswith((opening + "。", opening + ".")) or _ACHIEVED.search(opening):
        return None
    return rules[0]


def is_led(rules: list[Made], mask: str) -> bool:
    """Whether each consequence leads what brings it about, so that triggers are shifted: 扣2分:漏登;扣5分:私拆."""
    if len(rules) < 2:
        return False
    if all(mask.startswith(":", made.end) for made in rules):
        return True
    first, *others = rules  # 扣2分,漏登;扣5分,私拆
    led = not first.start and not first.mask and mask.startswith(",", first.end)
    return led and any(made.mask and mask.startswith((";", "。"), made.start + len(made.mask)) for made in others)


def own_points(view: View) -> Decimal | None:
    """The points in a bracket of their own: (0.4分); None where there are none or several."""
    found = [
        match for a, b in view.brackets if view.mask[a] != OPEN and (match := POINTS_ALONE.fullmatch(view.plain, a, b))
    ]
    return parse_number(found[0][1]) if len(found) == 1 else None


def points_before(view: View, start: int) -> Span | None:
    """The points in a bracket that the criterion begins with, and its first clause: (20分)未建台账扣5分."""
    if start or not view.brackets or view.brackets[0][0] or view.mask[0] == OPEN:
        return None
    return view.brackets[0] if POINTS_ALONE.fullmatch(view.plain, *view.brackets[0]) else None


def parts_before(rules: list[Made], plain: str, start: int) -> list[Part]:
    """What stands before a clause, the nearest first; awards that follow one another are tiers of one thing."""
    parts: list[Part] = []
    place = 0
    for made in rules:
        effect, text = made.clause.effect, plain[place : made.end]
        if parts and parts[-1].effect == effect == "award":
            parts[-1] = Part(parts[-1].text + text, effect)
        elif text:
            parts.append(Part(text, effect))
        place = max(place, made.end)
    return [*parts, Part(plain[place:start])][::-1]


_FOR_SO_LONG = compiled(rf"(?<!每)(?P<late>逾期|超期|延期|超时|延误|滞后|迟报|迟交)(?:{NUMBER}){MEASURE}的?\Z")


def doubtful_tiers(rules: list[Made]) -> Iterator[Made]:
    """缺1次扣1分,缺2次扣3分; 迟报1天扣3分,迟报2天扣10分: whether the first counts or is a tier is not said."""
    for made, after in pairwise(rules):
        one, other = made.clause, after.clause
        if other.per and not one.per and _LATER.match(after.mask) and _NOT_IN_TIME.search(made.mask):
            yield after  # 30分钟未到场扣2分,1小时未到扣5分
        if other.per and not one.per and other.count == "excess" and _also_late(made.mask, after.mask):
            yield after
        if not one.per or other.per or "每" in made.mask or one.effect != other.effect:
            continue
        same = made.mask[:1] == after.mask[:1] and one.count != "excess"
        tier = other.amount is not None and other.amount.kind == "fixed" and _said_again(made.mask, after.mask)
        tier = tier or _SO_MANY_MORE.match(after.mask) is not None
        if (same or tier) and regex.search(rf"(?:[2-9]|\d\d|[两二三四五十])个?{one.per[0]}", after.mask):
            yield made


def _also_late(mask: str, other: str) -> bool:
    """逾期半年扣1分,逾期一年扣3分: a tier of the same delay in another measure."""
    one, two = _FOR_SO_LONG.search(mask), _FOR_SO_LONG.search(other)
    return one is not None and two is not None and one["late"] == two["late"]


def _said_again(mask: str, other: str) -> bool:
    """Whether another clause has the words that end a clause, its number apart: 迟报1天, 迟报2天; 超1天, 超3天."""
    words = regex.search(r"(\p{Han}{2}|(?<=\A|[,的])[超迟晚少缺差])(?:1|一)(?:个?\p{Han}{1,2}|个百分点)的?\Z", mask)
    return words is not None and regex.search(words[1] + r"(?:[2-9]|[1-9]\d|[两二三四五十])", other) is not None


# --- caps -------------------------------------------------------------------------------------------------------


def cap_opening(mask: str, floor: int, found: Consequence, rules: list[Made], settled: list[Span]) -> tuple[int, str]:
    """Where a cap's own words begin, and what is left before them in its clause: an event, if anything."""
    start = found.start
    while start > floor and (word := CAP_SUBJECT.search(mask, max(floor, start - 6), start)):
        start = word.start()
    residue = mask[floor:start].strip("".join(SEPARATORS))
    summed = _SUMMED.search(mask, start, found.end) is not None
    if summed and not rules and _nothing_else(mask, floor, start, settled):  # 基本分为0分,累计不超过8分
        return floor, ""
    comma = mask.rfind(",", floor, found.start)
    if summed and _ALL_ABOVE.fullmatch(residue):
        return start, ""
    scored = _BY_RESULT.search(mask, floor, found.start) is not None
    remarked = summed or (not scored and any(floor <= a < comma for a, _ in settled))
    if residue and rules and comma >= 0 and start <= comma + 1 and remarked:
        # 同一事项不重复加分,累计加分不超过10分: what stands before the comma triggers nothing
        return comma + 1, ""
    return start, residue


def as_cap(found: Consequence, mask: str) -> Consequence | None:
    """The cap that a consequence is where its masked trigger names no event: 直至‖最高扣10分, 以此类推,‖扣至0分."""
    amount = found.amounts[0] if len(found.amounts) == 1 else None
    down = found.effect == "zero" or (amount is not None and amount.kind == "multiple" and amount.min == 1)
    if not _ONLY_SO_FAR.fullmatch(mask.strip("".join(SEPARATORS))) or (amount and amount.percent):
        return None
    if down:
        return replace(found, kind="cap", effect="deduct", amounts=(), vague=True)
    if amount is None or amount.kind not in ("fixed", "range") or regex.search("[扣减][至到]", mask):
        return None  # 扣至10分: by so much, or down to so much
    effect = None if found.bare else found.effect
    return replace(found, kind="cap", effect=effect, amounts=(), limit=amount.max)


def _nothing_else(mask: str, start: int, end: int, settled: list[Span]) -> bool:
    """Whether all that is said is words of points that are no consequence, and which ones they are."""
    within = [span for span in settled if start <= span[0] < end]
    left = "".join(mask[i] for i in range(start, end) if not any(a <= i < b for a, b in within))
    while word := CAP_SUBJECT.search(left := left.strip("".join(SEPARATORS))):
        left = left[: word.start()]
    return bool(within) and not left


def bound_by(rules: list[Made], found: Consequence, words: str = "") -> list[Made]:
    """The rules that a cap in these words binds: those of the nearest consequence of its effect; the nearest of both
    for 加减分均不超过5分."""
    nearest = {made.clause.effect: (made.start, made.end) for made in rules}
    both = {span for effect in ("award", "deduct") if (span := nearest.get(effect))}
    if len(both) > 1 and _BOTH_SIGNS.search(words):
        return [made for made in rules if (made.start, made.end) in both]
    fits = [
        made
        for made in rules
        if made.clause.effect == found.effect or (found.effect is None and made.clause.effect in ("award", "deduct"))
    ]
    return [made for made in rules if fits and (made.start, made.end) == (fits[-1].start, fits[-1].end)]


def leaves_out(mask: str, cap: int, rules: list[Made], bound: list[Made]) -> bool:
    """Whether a cap is over all above but binds not all of its effect: 迟到扣1分;早退扣1分。以上两项‖最多扣1.5分."""
    between = mask[bound[-1].end : cap].lstrip("".join(SEPARATORS))
    others = sum(made.clause.effect == bound[-1].clause.effect for made in rules) > len(bound)
    return others and _ALL_ABOVE.match(between) is not None


def capped_quota(clause: Clause, mask: str) -> Clause:
    """被报道一次加0.2分,最高加1分: a cap above the amount makes the quota of an award a rate."""
    amount, cap = clause.amount, clause.cap
    if clause.effect != "award" or clause.per or not amount or amount.max is None or not cap:
        return clause
    if cap.points is not None and cap.points <= amount.max:
        return clause
    counting = count_in(mask, award=True, rate=True)
    return replace(clause, per=counting.per, count=counting.count, step=counting.step) if counting.per else clause


def quotas_alike(rules: list[Made]) -> Iterator[tuple[Made, str]]:
    """被县报采用一条加0.5分,被省报采用一条加1分,最高加5分: the first counts as the capped one does, or not."""
    for made, after in pairwise(rules):
        one, other = made.clause, after.clause
        quota = one.effect == other.effect == "award" and not one.per and one.amount and one.amount.kind == "fixed"
        if not quota or not other.cap or not other.per or "每" in made.mask + after.mask:
            continue
        if count_in(made.mask, award=True, rate=True).per == other.per:
            yield made, other.per[0]


# 每降1级,产区‖扣1分
_MEASURE_FIRST = compiled(r"每(?![年月周日天季])[^,;。]{1,14},(?:[^;。每]{2,24},)?[^,;。每\d一]{1,8}\Z")
_NAMED_ALONE = compiled("[^,;。每]{1,8}")


def shared_measures(rules: list[Made], mask: str) -> Iterator[tuple[Made, str]]:
    """每减少1个百分点,产区扣0.5分,非产区扣0.3分: the second counts by it, too, or not."""
    for made, after in pairwise(rules):
        one, other = made.clause, after.clause
        alike = one.per and not other.per and one.effect == other.effect
        beside = not any(mark in mask[made.end : after.start] for mark in "。;")
        if alike and beside and _MEASURE_FIRST.search(bare(made.mask)) and _NAMED_ALONE.fullmatch(after.mask):
            yield after, one.per[0]
