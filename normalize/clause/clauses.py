"""A criterion's text -> its rules, statements and notes, with what is in doubt about them.

`read_criterion` finds consequences from left to right, gives each the clause it ends, and leaves what no rule
takes to statements and notes, so that every character has its place. It never raises on any text.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from decimal import Decimal

from normalize.clause.amounts import Consequence, amount_alone, consequence_of
from normalize.clause.around import CIRCUMSTANCE
from normalize.clause.counting import NOTHING, Counting, count_after, count_in
from normalize.clause.cross_checks import cross_checks
from normalize.clause.declared import named_again
from normalize.clause.effects import EXAMPLE, judged, settle_effect
from normalize.clause.grammar import Consequences
from normalize.clause.inherited import inherited
from normalize.clause.joining import BOUNDARIES, joined, skip
from normalize.clause.lexicon import PERIODS, canonical_measure
from normalize.clause.lists import expand, is_mixed, one_each, ranks
from normalize.clause.misgivings import ONCE, SHARE_CAP, hidden_amounts, miscounted, misgivings, of_amounts
from normalize.clause.patterns import GRAMMAR, compiled
from normalize.clause.reading import Clause, Doubt, Reading, Sign, Span
from normalize.clause.remarks import SEPARATORS, remainders
from normalize.clause.targets import ROUNDED, is_bounded, stated
from normalize.clause.tokens import CLOSE, MARK, MEASURE, OPEN
from normalize.clause.view import View, view_of
from normalize.clause.whole import (
    Made,
    as_cap,
    bound_by,
    cap_opening,
    capped_quota,
    doubtful_tiers,
    heading,
    is_led,
    leaves_out,
    own_points,
    parts_before,
    points_before,
    quotas_alike,
    shared_measures,
)
from schemas import Amount, Cap, Effect, Target

_QUICK = compiled(rf"[分扣否零减加得记计奖按参同由{OPEN}]|为0")
_SIGNED_RATE = compiled(r"[+-]\d[\d.]*/")  # 有油污-0.1/处
_NUMBER_LEFT = compiled(r"(?<=[\p{Han})](?<![附件表第号款项条年月页章节编到至于过]))\d{1,2}(?:\.\d+)?(?=[,;。、]|$)")
_ESCALATES = compiled(r"^[,、;(]?(?:依次递增|[以依]此类推|逐次递增|依次类推|累加|可累计)")
_SHARED_MEASURE = compiled(
    rf"[,、]?(?:每(?:一|1)?{MEASURE}){{2}}\Z|[,、]?(?:每|有|发现|出现|凡有|其中|每有|每发现)(?:一|1)?{MEASURE}\Z"
    rf"|[,、]?每(?:一|1)?{MEASURE}\Z"
)
_LADDER = compiled(rf"\d(?P<unit>{MEASURE})[^,;。\d]{{0,4}}、[^,;。\d]{{0,4}}\d+(?P=unit)")  # 迟报1天、2天、3天以上
_MORE_AMOUNTS = compiled(r"、\d")
# 每降5个百分点‖降0.5分
_LOWERED = compiled(r"每[^;。每]*[\d一][^;。每]*?(?P<by>降低?|下调|减少|递减)\Z")
# 不得分‖并扣2分; not what is taken from somebody else: 并扣科主任年终绩效5分
_BESIDES = compiled(r"(?:并|同时)(?![^,;。\d]{0,3}扣除?\p{Han}{2,}(?:绩效|年终|工资)\d)")
# 一等奖、二等奖、三等奖或前三名: two lists that go side by side
_AND_RANKS = compiled(r"、[^,;。、]{1,8}(?:或者?|/)(?:排名)?前\p{Han}{1,2}名")
_OF_EACH = compiled(rf"[,、;]?(?:单|每)(?:一|1)?个?(?P<unit>(?![项条款类]){MEASURE})\p{{Han}}{{0,6}}")
_SANCTION = compiled(r"并.*(?:处理|处罚)")  # 扣10分并按规定处理: beside the points
_HEADING = compiled("(?:[该本此]项?(?:目|指标)?[为是])?[加扣减奖]分(?:项目?|因素|指标|事项|内容|情形|部分)")
# 少一人扣1分,(以上报数为准)另加: a note, though a comma stands before it
_ASIDE = compiled(r",\((?:[^()]{2,16}(?:为准|除外)|(?:不[含计]|含)[^()]{1,12})\)")


def read_criterion(text: str, *, column: Sign | None = None, measures: tuple[str, ...] = ()) -> Reading:
    """One criterion's text (without its number) -> its reading; spans are offsets into `text`.

    `column`: what the heading of its column does (加分标准, 扣分), so that an amount without a verb does the same.
    `measures`: measure words beside those of `lexicon`. Never raises.
    """
    view = view_of(text, measures)
    if not view.plain:
        return Reading()
    reader = _Reader(view, column, measures)
    if column and (found := amount_alone(view, column)):
        reader.take_alone(found)
    elif _QUICK.search(view.mask) or _SIGNED_RATE.search(view.mask):
        reader.read()
    return named_again(reader.reading(), measures)


@dataclass(slots=True)
class _Reader:
    view: View
    column: Sign | None
    measures: tuple[str, ...] = ()
    rules: list[Made] = field(default_factory=list)
    settled: list[Span] = field(default_factory=list)  # words of points that are no consequence
    doubts: list[Doubt] = field(default_factory=list)
    group_cap: Decimal | None = None
    above: Span = (0, 0)  # where the group cap stands
    guessed: bool = False  # whether the effect of the last rule was
    done: int = 0  # where the last rule ended
    boundaries: list[int] = field(default_factory=list)

    # --- finding ---------------------------------------------------------------------------------------------

    def read(self) -> None:
        mask, place = self.view.mask, 0
        self.boundaries = [i for i, char in enumerate(mask) if char in BOUNDARIES]
        consequences = Consequences(mask)
        while match := consequences.after(place):
            place = max(match.end(), place + 1)
            floor = self._floor(match.start())
            found = consequence_of(match, self.view, floor)
            if found.kind == "skip":
                self.settled.append((found.start, found.end))
            elif found.kind == "cap":
                self._take_cap(found)
            elif self._is_circumstance(found):
                self.settled.append((found.start, found.end))
            elif self._take(found):
                place = max(place, self.done)

    def _floor(self, place: int) -> int:
        """The latest of the last rule's end and the last boundary before `place`."""
        last = bisect_left(self.boundaries, place)
        return max(self.done, self.boundaries[last - 1] + 1) if last else self.done

    def _is_circumstance(self, found: Consequence) -> bool:
        """得90分的, 扣分5分以上, 得0分的: the number tells a case, not a consequence."""
        kind = found.amounts[0].kind if found.amounts else found.effect
        return (
            kind in ("fixed", "range", "discretionary", "zero")
            and CIRCUMSTANCE.match(self.view.mask, found.end) is not None
        )

    def take_alone(self, found: Consequence) -> None:
        """0.5 under 扣分标准: what brings it about stands in another cell."""
        self._make(found, 0, 0)
        for code, parameters in (("trigger-missing", {}), *misgivings(found, self.rules[-1].clause, "", 0, [], "")):
            self._doubt(code, 0, found.end, **parameters)

    # --- a rule ----------------------------------------------------------------------------------------------

    def _take(self, found: Consequence) -> bool:
        floor = self._floor(found.start)
        start = skip(self.view.mask, floor, found.start)
        if found.effect != "refer":
            start = min(joined(self.view.mask, start, found.start, self.done, self.settled), found.start)
        if (worth := points_before(self.view, start)) and worth[1] <= found.start:
            self.settled.append(worth)
            start = worth[1]
        mask = self.view.mask[start : found.start]
        if found.bare and (lowered := _LOWERED.search(mask)):
            mask = mask[: lowered.start("by")]
            found = replace(found, start=start + len(mask), effect="deduct", bare=False)
        if EXAMPLE.match(mask):
            self.settled.append((found.start, found.end))
            return False
        if (
            self.rules
            and len(mask) < 16
            and (cap := as_cap(found, mask or self.view.mask[found.start : found.start + 2]))
        ):
            self._bind_cap(cap, start)
            return True
        if self.rules and not mask and found.amounts and found.amounts[0].percent and found.amounts[0].kind == "range":
            self.settled.append((start, found.end))  # 扣1分,最多扣该项分值的50%: flagged below
            return True
        beside = found.effect == "refer" and self.rules and not mask
        if beside and _SANCTION.fullmatch(self.view.mask, found.start, found.end):
            self.settled.append((found.start, found.end))
            return True
        trigger_end = found.start
        while trigger_end > start and self.view.mask[trigger_end - 1] in ",、:;。" + OPEN + MARK:
            trigger_end -= 1
        verdict = judged(found, mask, self.view.mask, first=not self.rules)
        if verdict != "rule":
            if verdict == "settled":
                self.settled.append((found.start, found.end))
            return False
        before = (made.clause.effect for made in reversed(self.rules) if made.clause.effect in ("award", "deduct"))
        self.guessed = settle_effect(found, mask, self.view.mask, self.column, next(before, None), self.guessed)
        besides = bool(self.rules) and _BESIDES.match(self.view.mask, found.start) is not None
        if start and start == trigger_end and found.effect != "refer" and not found.free and not besides:
            self._doubt("trigger-missing", start, found.end)
        self._make(found, start, trigger_end)
        after = self.view.mask[found.end : found.end + 8]
        for code, parameters in misgivings(found, self.rules[-1].clause, mask, start, self.settled, after):
            self._doubt(code, start, found.end, **parameters)
        for hidden in hidden_amounts(self.view, start, trigger_end):
            self._doubt("amount-in-trigger", start, found.end, read=hidden)
        self._pass(found.end)
        return True

    def _pass(self, end: int) -> None:
        """Go on after a rule's end, and after the brackets that follow it: they are notes."""
        closing = dict(self.view.brackets)
        while end in closing and self.view.mask[end] in "([【":
            end = closing[end]
        if (after := closing.get(end + 1)) and _ASIDE.match(self.view.plain, end):
            end = after
        self.done = max(self.done, end)

    def _make(self, found: Consequence, start: int, trigger_end: int) -> None:
        mask = self.view.mask[start:trigger_end]
        effect: Effect = found.effect or "deduct"
        counting = self._counting(found, mask, effect)
        for code, parameters in miscounted(counting):
            self._doubt(code, start, found.end, **parameters)
        target = self._target(counting, effect, start, found)
        subject = inherited(self.view, self.rules, self.done, mask, start, counting)
        a, b = self.view.span(start, found.end)
        triggers = [self.view.original(start, trigger_end)]
        amounts: list[Amount | None] = list(found.amounts) or [None]
        if (found.shared or len(amounts) > 1) and mask:
            triggers, amounts = self._pairs(found, start, trigger_end, amounts)
        else:
            if len(amounts) > 1:  # 根据排名分别得5、3、1分: which of them is for what
                found.doubts += (("list-uneven", ""),)
            amounts = amounts[:1]
        for trigger, amount in zip(triggers, amounts, strict=True):
            nothing = len(amounts) > 1 and amount and amount.kind == "fixed" and not amount.max  # 分别得2分、1分、0分
            clause = Clause(
                a,
                b,
                trigger,
                "zero" if nothing else effect,
                subject,
                None if nothing else amount,
                counting.per,
                counting.count,
                counting.step,
                target,
                None,
                "total" if found.total else "task",
                found.reference,
            )
            shown = mask if len(triggers) == 1 else view_of(trigger, self.measures).mask
            self.rules.append(Made(start, found.end, shown, found.bare, clause))

    def _pairs(
        self, found: Consequence, start: int, end: int, amounts: list[Amount | None]
    ) -> tuple[list[str], list[Amount | None]]:
        """Triggers and amounts of a list, one to one; what is over is flagged and makes no rule."""
        mask, tail = self.view.mask[start:end], ""
        if (cut := _SHARED_MEASURE.search(mask)) and cut.start():
            tail, mask = self.view.original(start + cut.start(), end), mask[: cut.start()]
        plain = self._originals(start, start + len(mask))
        listed = ranks(mask, plain, last_first=_worst_first(found)) if len(amounts) > 1 else []
        spelt = expand(mask, plain, len(amounts))
        if listed and len(spelt) == len(amounts) != len(listed):  # 前5名、6-10名、其余各名
            listed = []
        if listed and _AND_RANKS.search(mask):
            found.doubts += (("list-doubtful", ""),)
        items = [item + tail for item in listed or spelt]
        if len(amounts) == 1:
            if _MORE_AMOUNTS.match(self.view.mask, found.end):
                found.doubts += (("list-uneven", ""),)
            alone = len(items) == 1 and amounts[0] is not None and amounts[0].kind == "fixed"
            respectively = "分别" in self.view.mask[found.start : found.end]
            if is_mixed(mask) or (respectively and (alone or one_each(amounts[0], len(items), mask))):
                found.doubts += (("list-doubtful", ""),)
            return items, amounts * len(items)
        if len(items) != len(amounts):
            found.doubts += (("list-uneven", ""),)
        n = min(len(items), len(amounts))
        return items[:n], amounts[:n]

    def _originals(self, start: int, end: int) -> str:
        return "".join(self.view.text[i] for i in self.view.at[start:end])

    def _counting(self, found: Consequence, mask: str, effect: Effect) -> Counting:
        whole = found.amounts and found.amounts[0].kind == "multiple" and found.amounts[0].min == 1
        if effect in ("zero", "veto", "refer") or (whole and effect == "deduct"):  # 全扣: there is no second time
            return NOTHING
        if found.amounts and found.amounts[0].kind == "proportional" and "每" not in mask:  # 不足1万元的按比例扣分
            return NOTHING
        if found.unit:
            return count_after(found.unit.measures, found.unit.step, mask, found.unit.known)
        if len(found.amounts) > 1 and "每" not in mask and _LADDER.search(mask):
            return NOTHING
        rate = _ESCALATES.search(self.view.mask[found.end : found.end + 12]) is not None
        return count_in(mask, award=effect == "award", rate=rate)

    def _target(self, counting: Counting, effect: Effect, start: int, found: Consequence) -> Target | None:
        if not is_bounded(counting):
            return None
        place, before = slice(start, found.start), parts_before(self.rules, self.view.plain, start)
        bound = stated(self.view.mask[place], self.view.plain[place], before, counting, effect)
        if bound.rivals:
            self._doubt("target-doubtful", start, found.end, read=bound.rivals)
        elif not bound.target and self.rules:  # 任务12篇,少1篇扣0.2分,‖超1篇加0.1分
            last = self.rules[-1].clause
            if last.target and last.per == counting.per and last.count != counting.count and last.effect != effect:
                return last.target
        return bound.target

    # --- caps ------------------------------------------------------------------------------------------------

    def _take_cap(self, found: Consequence) -> None:
        mask = self.view.mask
        floor = self._floor(found.start)
        start, residue = cap_opening(mask, floor, found, self.rules, self.settled)
        if not self.rules and _HEADING.fullmatch(mask[floor : found.start].strip(",:;(" + OPEN)):
            # 加分项(最高加10分): of what follows
            self._doubt("cap-unplaced", found.start, found.end)
            self.settled.append((found.start, found.end))
            return
        if found.vague or not residue:
            self._bind_cap(found, start)
            if residue and not ROUNDED.fullmatch(residue):  # 测评按结果折算计分,扣完5分为止: of which rule is not said
                self._doubt("cap-unplaced", start - len(residue), found.end)
            return
        if CIRCUMSTANCE.match(mask, found.end):
            return
        limit = found.limit or Decimal(0)
        made = replace(
            found, kind="rule", start=found.start, amounts=(Amount(kind="range", min=Decimal(0), max=limit),)
        )
        before = self.rules[-1].clause.effect if self.rules else None
        if made.effect is None:
            made.effect = before if before in ("award", "deduct") else self.column
        if made.effect is None:
            made.effect = "award"
            made.doubts = made.doubts or (("effect-doubtful", ""),)
        if mask.startswith(":", found.end):  # 设加分项,最多加10分:…: of what follows
            self._doubt("cap-unplaced", found.start, found.end)
        if self._take(made) and before == made.effect and _OF_EACH.fullmatch(residue):  # 每处扣1分,每卷最多扣2分
            self._doubt("cap-unplaced", found.start - len(residue), found.end)

    def _bind_cap(self, found: Consequence, start: int) -> None:
        filled = found.effect == "award" and found.limit is not None  # 加满10分为止
        cap = Cap(kind="exhaust" if found.vague and not filled else "max", points=found.limit)
        bound = bound_by(self.rules, found, self.view.plain[start : found.end])
        of_both = len({made.clause.effect for made in bound}) > 1
        for code, parameters in of_amounts(found) if bound and not of_both else ():  # 最多加(扣)1分: of which of them
            self._doubt(code, start, found.end, **parameters)
        end = found.end + (self.view.mask[found.end : found.end + 1] == CLOSE)
        if not bound:
            if self.rules or found.vague:
                self._doubt("cap-unplaced", start, end)
            else:
                self.group_cap, self.above = found.limit, (start, end)
            self.settled.append((start, end))
            return
        if not found.vague and any(made.clause.cap and made.clause.cap.points for made in bound):
            self._doubt("cap-unplaced", start, end)  # 最高扣3分,以上各项最高扣5分: the second is of more than one
            self.settled.append((start, end))
            return
        if not found.vague and any(_is_of_each(made.clause, self.view.mask[start : found.start]) for made in bound):
            self._doubt("cap-unplaced", start, end)
        if not found.vague and leaves_out(self.view.mask, found.start, self.rules, bound):
            self._doubt("cap-unplaced", start, end)
        if found.limit is not None and all(_is_above(made.clause, found.limit) for made in bound):
            self._doubt("cap-unplaced", start, end)
        between = self.view.mask[bound[-1].end : start]
        adjacent = all(char in SEPARATORS for char in between) and "类推" not in self.view.mask[start : found.start]
        last = bound[-1].end
        for made in bound:
            made.clause = capped_quota(replace(made.clause, cap=cap), made.mask)
            if adjacent and made.end == last:
                made.end = end
                made.clause = replace(made.clause, end=self.view.span(made.start, end)[1])
        if adjacent:
            self._pass(end)
        else:
            self.settled.append((start, end))

    # --- doubts ----------------------------------------------------------------------------------------------

    def _doubt(self, code: str, start: int, end: int, **parameters: str) -> None:
        a, b = self.view.span(start, max(end, start + 1))
        self.doubts.append(Doubt(code, a, b, {"text": self.view.text[a:b], **parameters}))

    def _doubted(self, start: int, end: int) -> bool:
        a, b = self.view.span(start, end)
        return any(doubt.start < b and a < doubt.end for doubt in self.doubts)

    # --- the rest --------------------------------------------------------------------------------------------

    def reading(self) -> Reading:
        points = own_points(self.view)
        if self.column != "award" and (head := heading(self.rules, self.view.mask)):
            points = head.clause.amount.max if head.clause.amount else points
            self.rules.remove(head)
            self.settled.append((head.start, head.end))
            self.doubts = [doubt for doubt in self.doubts if doubt.start > self.view.at[head.end - 1]]
        statements: list[Span] = []
        notes: list[Span] = []
        for part in remainders(self.view, [(made.start, made.end) for made in self.rules], self.settled):
            (notes if part.is_note else statements).append(self.view.span(part.start, part.end))
            if part.doubt:
                self._doubt(part.doubt, part.start, part.end)
        if self.rules and not self.rules[0].clause.trigger and not self.rules[0].start and len(self.rules) == 1:
            made = self.rules[0]  # 扣2分,凡发现一例漏登: what brings it about may stand behind it
            numbered = made.clause.amount and made.clause.amount.kind in ("fixed", "range")
            if statements and numbered and not self._doubted(made.start, made.end):
                self._doubt("trigger-missing", made.start, made.end)
        if is_led(self.rules, self.view.mask):
            for made in self.rules:
                if not self._doubted(made.start, made.end):
                    self._doubt("trigger-missing", made.start, made.end)
        if self.rules and self.group_cap is not None:  # 最高扣5分,每缺一件扣1分: of one rule, or of all
            self._doubt("cap-unplaced", *self.above)
        if self.column and not self.rules and (left := _NUMBER_LEFT.search(self.view.mask)):  # 国家级20,省级10
            self._doubt("clause-unparsed", *left.span())
        for bound in SHARE_CAP.finditer(self.view.plain):
            self._doubt("cap-unplaced", *bound.span())
        for (start, end), (code, parameters) in cross_checks(self.view, self.rules, self.settled):
            if not self._doubted(start, end):
                self._doubt(code, start, end, **parameters)
        for made in doubtful_tiers(self.rules):
            self._doubt("unit-guessed", made.start, made.end, unit=made.clause.per[0])
        for made, unit in (*quotas_alike(self.rules), *shared_measures(self.rules, self.view.mask)):
            self._doubt("unit-doubtful", made.start, made.end, unit=unit, read=ONCE)
        doubts = tuple(sorted(self.doubts, key=lambda d: (d.start, d.end, d.code)))
        rules = tuple(made.clause for made in self.rules)
        return Reading(rules, tuple(statements), tuple(notes), points, None if rules else self.group_cap, doubts)


def _is_above(clause: Clause, limit: Decimal) -> bool:
    """Whether a rule brings more at once than it may in all: 得4分,…,加分不超过2分 is of something else."""
    return bool(clause.amount and clause.amount.kind == "fixed" and not clause.per and (clause.amount.max or 0) > limit)


def _is_of_each(clause: Clause, opening: str) -> bool:
    """Whether a cap is of each of something that its rule does not count by: 每处扣1分,每本最多扣2分."""
    each = _OF_EACH.match(opening)
    return each is not None and each["unit"] not in PERIODS and canonical_measure(each["unit"]) not in clause.per


def _worst_first(found: Consequence) -> bool:
    """Whether a series of amounts begins with what the last of all gets: 后三名分别扣3、2、1分."""
    first, last = found.amounts[0].max or Decimal(0), found.amounts[-1].max or Decimal(0)
    return first > last if found.effect == "deduct" else first < last


GRAMMAR.keep()  # all of its patterns are compiled by now
