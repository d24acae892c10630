"""A criterion's text -> its rules, statements and notes, with what is in doubt about them.

`read_criterion` finds consequences from left to right, gives each the clause it ends, and leaves what no rule
takes to statements and notes, so that every character has its place. It never raises on any text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from normalize.amounts import Consequence, consequence_of
from normalize.counting import (
    EVERY_LATE,
    EVERY_LESS,
    EVERY_MORE,
    NOTHING,
    ONE_LESS,
    ONE_MORE,
    Counting,
    count_after,
    count_in,
    target_in,
)
from normalize.grammar import CAP_SUBJECT, CIRCUMSTANCE, CLOSE, MARK, MEASURE, OPEN, consequence_pattern
from normalize.lexicon import OBLIGATION, VIOLATION, any_of, parse_number
from normalize.lists import expand, is_mixed, ranks
from normalize.reading import Clause, Doubt, Reading, Span
from normalize.remarks import NOTE, SEPARATORS, opens, remainders
from normalize.subjects import is_elliptic, is_sweep, noun_phrase, rate_noun
from normalize.view import POINTS_ALONE, View, view_of
from schemas import Amount, Cap, Effect, Target

BOUNDARIES = "。;!?" + MARK

_SIGNS = frozenset("<>-~+=")  # <80%得0分: they belong to what they precede
_QUICK = regex.compile(r"[分扣否零减加得奖按参同由]")
_VIOLATION = regex.compile(any_of(VIOLATION))
_OBLIGATION = regex.compile(any_of(OBLIGATION))
# a sentence that tells what must happen but not what follows: it goes with the rule after it
_OPEN_TRIGGER = regex.compile(
    r"^(?:如|若|凡|因|发生|发现|出现|未|擅自|私自|违反|存在|有下列|造成|由于|对|在)|的$|情形$|情况$"
)
_EVENT = regex.compile(r"(?:发生|出现|引发|造成)(?!率)")
_DUTY = regex.compile(
    r"应|须|必须|要(?!求)|不得|不准|严禁|禁止|做好|积极|认真|严格|确保|加强|每月度?发布|定期|至少|不少于|不低于|每(?:年|月|季度|学期|周)"
)
# how a clause begins that cannot stand alone
_CONTINUES = regex.compile(
    r"^(?:或|以及|及|致使|造成|导致|引发|并|且|从而|影响|以上|上述|有上述|有以上|有下列|有其中|其中|每(?:次|项|起|例|人|件|发现|出现|发生|有)?[^,;。]{0,3}$)"
)
_ESCALATES = regex.compile(r"^[,、;(]?(?:依次递增|[以依]此类推|逐次递增|依次类推|累加|可累计)")
_FLAT = regex.compile(
    rf"(?:{EVERY_LESS.pattern})|(?:{EVERY_MORE.pattern})|(?:{EVERY_LATE.pattern})|(?:{ONE_LESS.pattern})|(?:{ONE_MORE.pattern})"
)
_SHARED_MEASURE = regex.compile(
    rf"[,、]?(?:每|有|发现|出现|凡有|其中|每有|每发现)(?:一|1)?{MEASURE}\Z|[,、]?每(?:一|1)?{MEASURE}\Z"
)
# what is praised or achieved: an amount that follows is an award though nothing says so
_MERIT = regex.compile("奖|表彰|荣誉|获|发表|加分|采用|专利|论文|著作|立项|创新|优秀|良好")
_NO_WORD = regex.compile(rf"(?:每|少|缺|差|一|\d)+{MEASURE}|[^\u4e00-\u9fff]|每|少|缺|一")
_MORE_AMOUNTS = regex.compile(r"、\d")
_ALL_ABOVE = regex.compile(r"(?:以上|上述|前述)[^,;。\d未不无]{0,12}")
_SUMMED = regex.compile("累计|合计|总计|之和|封顶|上限")
# a name with its points is a heading unless it tells of something done: 完成方案1分。
_ACHIEVED = regex.compile(r"[,;:、]|的|^(?:完成|建成|建立|制定|达到|获|取得|通过|按时|有|无|未|实现|每)")
_ONLY_BARE = regex.compile(r"(?:(?<!分别|各)为|是|占|计|满|于|在|达到?|超过|超|第|约|近)\Z")
_MONEY = regex.compile(r"(?:工资|津贴|奖金|奖励金|薪酬?|补贴|报酬|待遇|费)\Z")
_NEGATIVE = regex.compile(r"未|不|无|没|缺|少|差|迟|早退|旷|违|错|漏|擅自|私自|事故|投诉")


@dataclass(slots=True)
class _Made:
    """A rule in the making: view offsets, its masked trigger (for its subject), and the clause."""

    start: int
    end: int
    mask: str
    bare: bool
    clause: Clause


def read_criterion(text: str, *, awards: bool = False) -> Reading:
    """One criterion's text (without its number) -> its reading; spans are offsets into `text`.

    `awards`: the column it stands in awards points, so that an amount without a verb is an award. Never raises.
    """
    view = view_of(text)
    if not view.plain:
        return Reading()
    reader = _Reader(view, awards)
    if _QUICK.search(view.mask):
        reader.read()
    return reader.reading()


@dataclass(slots=True)
class _Reader:
    view: View
    awards: bool
    rules: list[_Made] = field(default_factory=list)
    settled: list[Span] = field(default_factory=list)  # words of points that are no consequence
    doubts: list[Doubt] = field(default_factory=list)
    group_cap: Decimal | None = None
    done: int = 0  # where the last rule ended

    # --- finding ---------------------------------------------------------------------------------------------

    def read(self) -> None:
        mask, place = self.view.mask, 0
        pattern = consequence_pattern(mask)
        while match := pattern.search(mask, place):
            place = max(match.end(), place + 1)
            floor = self._floor(match.start())
            found = consequence_of(match, self.view, floor)
            if found.kind == "skip":
                self.settled.append((found.start, found.end))
            elif found.kind == "cap":
                self._take_cap(found)
            elif not self._is_circumstance(found) and self._take(found):
                place = max(place, self.done)

    def _floor(self, place: int) -> int:
        """The latest of the last rule's end and the last boundary before `place`."""
        last = max(self.view.mask.rfind(mark, self.done, place) for mark in BOUNDARIES)
        return max(self.done, last + 1)

    def _is_circumstance(self, found: Consequence) -> bool:
        """得90分的, 扣分5分以上: the number tells a case, not a consequence."""
        return (
            bool(found.amounts)
            and found.amounts[0].kind in ("fixed", "range", "discretionary")
            and CIRCUMSTANCE.match(self.view.mask, found.end) is not None
        )

    def _skip(self, place: int, end: int) -> int:
        while place < end and self.view.mask[place] in SEPARATORS - _SIGNS and not opens(self.view.mask, place):
            place += 1
        return place

    # --- a rule ----------------------------------------------------------------------------------------------

    def _take(self, found: Consequence) -> bool:
        floor = self._floor(found.start)
        start = min(self._joined(self._skip(floor, found.start), found), found.start)
        mask = self.view.mask[start : found.start]
        trigger_end = found.start
        while trigger_end > start and self.view.mask[trigger_end - 1] in ",、:;。" + OPEN + MARK:
            trigger_end -= 1
        if not self._settle_effect(found, mask):
            return False
        if found.vague and not found.free and not mask and not self.rules:
            return False
        if start and start == trigger_end and found.effect != "refer" and not found.free:
            self._doubt("trigger-missing", start, found.end)
        self._make(found, start, trigger_end)
        self._flag(found, start, mask)
        self._pass(found.end)
        return True

    def _pass(self, end: int) -> None:
        """Go on after a rule's end, and after the brackets that follow it: they are notes."""
        closing = dict(self.view.brackets)
        while end in closing and self.view.mask[end] in "([【":
            end = closing[end]
        self.done = max(self.done, end)

    def _settle_effect(self, found: Consequence, mask: str) -> bool:
        """Whether this is a consequence at all; what has no verb takes the effect of the column or its neighbours."""
        if found.vague and found.effect == "award" and not found.free and found.amounts[0].kind == "discretionary":
            word = self.view.mask[found.end - 2 : found.end]
            if word not in ("加分", "奖分", "给分") or not mask:
                self.settled.append((found.start, found.end))
                return False
        if found.amounts and found.amounts[0].percent and _MONEY.search(mask):  # 当月津贴扣50%
            self.settled.append((found.start, found.end))
            return False
        if not found.bare and found.effect is not None:
            return True
        if found.bare and not any(char.isalnum() for char in mask):
            return False
        before = next(
            (made.clause.effect for made in reversed(self.rules) if made.clause.effect in ("award", "deduct")), None
        )
        if found.bare and _ONLY_BARE.search(mask) and not found.unit:
            return False
        if self.awards or before:
            found.effect = "award" if before is None else before
            if self.awards and before is None and _NEGATIVE.search(mask) and not regex.search(r"不(?:低|少|超)", mask):
                found.doubts += (("effect-doubtful", ""),)
            return True
        found.effect = "deduct" if _NEGATIVE.search(mask) else "award"
        if found.effect == "award" and (mask.endswith(OPEN) or _MERIT.search(mask)):  # A档(100分)
            return True
        found.doubts += (("effect-doubtful", ""),)
        return True

    def _joined(self, start: int, found: Consequence) -> int:
        """Where the clause begins once sentences without a consequence of their own are joined to it."""
        mask = self.view.mask
        for _ in range(6):
            if start <= self.done or found.effect == "refer":
                return start
            end = start
            while end > self.done and mask[end - 1] in SEPARATORS:
                end -= 1
            if end <= self.done or MARK in mask[end:start]:
                return start
            begin = self._skip(max(self.done, max(mask.rfind(mark, self.done, end) for mark in BOUNDARIES) + 1), end)
            sentence, own = mask[begin:end], mask[start : found.start]
            if _DUTY.search(sentence) or NOTE.search(sentence) or any(a < end and b > begin for a, b in self.settled):
                return start
            if not own.strip(",、:"):  # 账实不符。扣2分: nothing else can have brought it about
                start = begin
                continue
            if not _OPEN_TRIGGER.search(sentence):
                return start
            if not (sentence.endswith("的") or _CONTINUES.search(own) or _EVENT.match(sentence)):
                return start
            start = begin
        return start

    def _make(self, found: Consequence, start: int, trigger_end: int) -> None:
        mask = self.view.mask[start:trigger_end]
        effect: Effect = found.effect or "deduct"
        counting = self._counting(found, mask, effect)
        self._flag_counting(counting, found, start)
        target = self._target(counting, effect, start, found)
        subject = self._subject(mask, start, counting)
        a, b = self.view.span(start, found.end)
        triggers = [self.view.original(start, trigger_end)]
        amounts: list[Amount | None] = list(found.amounts) or [None]
        if (found.shared or len(amounts) > 1) and mask:
            triggers, amounts = self._pairs(found, start, trigger_end, amounts)
        else:
            amounts = amounts[:1]
        for trigger, amount in zip(triggers, amounts, strict=True):
            clause = Clause(
                a,
                b,
                trigger,
                effect,
                subject,
                amount,
                counting.per,
                counting.count,
                counting.step,
                target,
                None,
                "total" if found.total else "task",
                found.reference,
            )
            shown = mask if len(triggers) == 1 else trigger
            self.rules.append(_Made(start, found.end, shown, found.bare, clause))

    def _pairs(
        self, found: Consequence, start: int, end: int, amounts: list[Amount | None]
    ) -> tuple[list[str], list[Amount | None]]:
        """Triggers and amounts of a list, one to one; what is over is flagged and makes no rule."""
        mask, tail = self.view.mask[start:end], ""
        if (cut := _SHARED_MEASURE.search(mask)) and cut.start():
            tail, mask = self.view.original(start + cut.start(), end), mask[: cut.start()]
        plain = self._originals(start, start + len(mask))
        listed = ranks(mask, plain) if len(amounts) > 1 else []
        items = [item + tail for item in listed or expand(mask, plain, len(amounts))]
        if len(amounts) == 1:
            if _MORE_AMOUNTS.match(self.view.mask, found.end):
                found.doubts += (("list-uneven", ""),)
            alone = len(items) == 1 and amounts[0] is not None and amounts[0].kind == "fixed"
            if is_mixed(mask) or (alone and "分别" in self.view.mask[found.start : found.end]):
                found.doubts += (("list-doubtful", ""),)
            return items, amounts * len(items)
        if len(items) != len(amounts):
            found.doubts += (("list-uneven", ""),)
        n = min(len(items), len(amounts))
        return items[:n], amounts[:n]

    def _originals(self, start: int, end: int) -> str:
        return "".join(self.view.text[i] for i in self.view.at[start:end])

    def _counting(self, found: Consequence, mask: str, effect: Effect) -> Counting:
        if effect in ("zero", "veto", "refer"):
            return NOTHING
        if found.unit:
            return count_after(found.unit.measures, found.unit.step, mask, found.unit.known)
        rate = _ESCALATES.search(self.view.mask[found.end : found.end + 12]) is not None
        return count_in(mask, award=effect == "award", rate=rate)

    def _target(self, counting: Counting, effect: Effect, start: int, found: Consequence) -> Target | None:
        if counting.count not in ("shortfall", "excess"):
            return None
        award = effect == "award"
        own = _FLAT.sub("", self.view.plain[start : found.start])
        target = target_in(own, counting, award=award, plain=True)
        if target or start == 0:
            return target
        mask = self.view.mask[start : found.start]
        earlier = self.view.plain[:start]
        if not is_elliptic(mask) and not _shares_noun(mask, earlier):
            return None
        quota = bool(self.rules) and self.rules[-1].clause.effect == "award"
        return target_in(_FLAT.sub("", earlier), counting, award=award, plain=quota)

    def _subject(self, mask: str, start: int, counting: Counting) -> str | None:
        if not mask or not (is_elliptic(mask) or self._is_second_tier(mask)):
            return None
        view = self.view
        if counting.per == ("百分点",) and (rate := rate_noun(view.mask[:start])):
            return self._restored(rate)
        for sentence in reversed(list(self._sentences(self.done, start))):
            if noun := noun_phrase(view.mask[slice(*sentence)]):
                return self._restored(noun)
        for i, made in reversed(list(enumerate(self.rules))):
            if made.clause.subject:
                return made.clause.subject
            if noun := noun_phrase(made.mask):
                return self._restored(noun)
            between = self.rules[i - 1].end if i else 0
            for sentence in reversed(list(self._sentences(between, made.start))):
                if noun := noun_phrase(view.mask[slice(*sentence)]):
                    return self._restored(noun)
        return None

    def _is_second_tier(self, mask: str) -> bool:
        """完成创建的加3分,未完成的扣3分: after a single award its contrary is about the same thing."""
        spans = {(made.start, made.end) for made in self.rules}
        return len(spans) == 1 and self.rules[0].clause.effect == "award" and is_sweep(mask)

    def _restored(self, noun: str) -> str:
        """The noun phrase as the text has it (punctuation as written)."""
        at = self.view.mask.find(noun)
        return self.view.original(at, at + len(noun)) if at >= 0 else noun

    def _sentences(self, start: int, end: int) -> Iterator[Span]:
        begin = start
        for i in range(start, end + 1):
            if i == end or self.view.mask[i] in BOUNDARIES:
                if begin < i:
                    yield begin, i
                begin = i + 1

    # --- caps ------------------------------------------------------------------------------------------------

    def _take_cap(self, found: Consequence) -> None:
        mask = self.view.mask
        floor = self._floor(found.start)
        start = found.start
        while start > floor and (word := CAP_SUBJECT.search(mask, max(floor, start - 6), start)):
            start = word.start()
        residue = mask[floor:start].strip("".join(SEPARATORS))
        summed = _SUMMED.search(mask, start, found.end) is not None
        comma = mask.rfind(",", floor, found.start)
        remarked = summed or any(floor <= a < comma for a, _ in self.settled)
        if summed and _ALL_ABOVE.fullmatch(residue):
            residue = ""
        if residue and self.rules and start <= comma + 1 and comma >= 0 and remarked:
            # 同一事项不重复加分,累计加分不超过10分: what stands before the comma triggers nothing
            start, residue = comma + 1, ""
        if found.vague or not residue:
            self._bind_cap(found, start)
            return
        if CIRCUMSTANCE.match(mask, found.end):
            return
        limit = found.limit or Decimal(0)
        made = replace(
            found, kind="rule", start=found.start, amounts=(Amount(kind="range", min=Decimal(0), max=limit),)
        )
        before = self.rules[-1].clause.effect if self.rules else None
        if made.effect is None:
            made.effect = before if before in ("award", "deduct") else "award" if self.awards else None
        if made.effect is None:
            made.effect = "award"
            made.doubts += (("effect-doubtful", ""),)
        self._take(made)

    def _bind_cap(self, found: Consequence, start: int) -> None:
        cap = Cap(kind="exhaust" if found.vague else "max", points=found.limit)
        spans = {(made.start, made.end) for made in self.rules}
        fits = [
            made
            for made in self.rules
            if made.clause.effect == found.effect
            or (found.effect is None and made.clause.effect in ("award", "deduct"))
        ]
        end = found.end + (self.view.mask[found.end : found.end + 1] == CLOSE)
        if not spans:
            if found.vague:
                self._doubt("cap-unplaced", start, end)
            else:
                self.group_cap = found.limit
            self.settled.append((start, end))
            return
        if not fits:
            self._doubt("cap-unplaced", start, end)
            self.settled.append((start, end))
            return
        last = fits[-1]
        between = self.view.mask[last.end : start]
        adjacent = all(char in SEPARATORS for char in between) and "类推" not in self.view.mask[start : found.start]
        for made in [m for m in self.rules if (m.start, m.end) == (last.start, last.end)]:
            clause = replace(made.clause, cap=cap)
            if clause.effect == "award" and not clause.per:
                clause = _capped_quota(clause, made.mask)
            if adjacent:
                made.end = end
                clause = replace(clause, end=self.view.span(made.start, end)[1])
            made.clause = clause
        if adjacent:
            self._pass(end)
        else:
            self.settled.append((start, end))

    # --- doubts ----------------------------------------------------------------------------------------------

    def _doubt(self, code: str, start: int, end: int, **parameters: str) -> None:
        a, b = self.view.span(start, max(end, start + 1))
        self.doubts.append(Doubt(code, a, b, {"text": self.view.text[a:b], **parameters}))

    def _flag(self, found: Consequence, start: int, mask: str) -> None:
        for code, detail in found.doubts:
            self._doubt(code, start, found.end, **({"read": detail} if code == "number-suspect" else {}))
        numbered = found.amounts and found.amounts[0].kind in ("fixed", "range")
        counted = self.rules[-1].clause.per
        if (
            found.effect == "deduct"
            and numbered
            and mask
            and not (counted and self.rules[-1].clause.count != "occurrence")
            and not _VIOLATION.search(mask)
            and _OBLIGATION.search(mask)
        ):
            self._doubt("trigger-doubtful", start, found.end)

    def _flag_counting(self, counting: Counting, found: Consequence, start: int) -> None:
        if counting.per and not counting.known:
            self._doubt("unit-unknown", start, found.end, unit=counting.per[0])
        if counting.per and not counting.sure:
            self._doubt("unit-guessed", start, found.end, unit=counting.per[0])

    # --- the rest --------------------------------------------------------------------------------------------

    def reading(self) -> Reading:
        points = self._heading() or self._points()
        statements: list[Span] = []
        notes: list[Span] = []
        for part in remainders(self.view, [(made.start, made.end) for made in self.rules], self.settled):
            (notes if part.is_note else statements).append(self.view.span(part.start, part.end))
            if part.doubt:
                self._doubt(part.doubt, part.start, part.end)
        self._flag_tiers()
        doubts = tuple(sorted(self.doubts, key=lambda d: (d.start, d.end, d.code)))
        rules = tuple(made.clause for made in self.rules)
        return Reading(rules, tuple(statements), tuple(notes), points, None if rules else self.group_cap, doubts)

    def _flag_tiers(self) -> None:
        """缺1次扣1分,缺2次扣3分: whether the first counts or is a tier is not said."""
        for made, after in zip(self.rules, self.rules[1:], strict=False):
            one, other = made.clause, after.clause
            if not one.per or one.count == "excess" or other.per or "每" in made.mask or one.effect != other.effect:
                continue
            if regex.search(rf"(?:[2-9]|[两二三四五]){one.per[0]}", after.mask) and made.mask[:1] == after.mask[:1]:
                self._doubt("unit-guessed", made.start, made.end, unit=one.per[0])

    def _heading(self) -> Decimal | None:
        """辖区巡逻2分。未巡逻的扣0.3分: what opens with a name and its points is the criterion's, and no rule."""
        first, rest = self.rules[:1], self.rules[1:]
        if self.awards or not rest or not first[0].bare or any(made.bare for made in rest):
            return None
        made, mask = first[0], self.view.mask
        opening = mask[made.start : made.end]
        if made.clause.per or not mask.startswith((opening + "。", opening + ".")) or _ACHIEVED.search(opening):
            return None
        self.rules.remove(made)
        self.settled.append((made.start, made.end))
        end = self.view.at[made.end - 1]
        self.doubts = [doubt for doubt in self.doubts if doubt.start > end]
        return made.clause.amount.max if made.clause.amount else None

    def _points(self) -> Decimal | None:
        found = [
            match
            for a, b in self.view.brackets
            if self.view.mask[a] != OPEN and (match := POINTS_ALONE.fullmatch(self.view.plain, a, b))
        ]
        return parse_number(found[0][1]) if len(found) == 1 else None


def _capped_quota(clause: Clause, mask: str) -> Clause:
    """被报道一次加0.2分,最高加1分: a cap above the amount makes the quota a rate."""
    amount, cap = clause.amount, clause.cap
    if not amount or amount.max is None or not cap or (cap.points is not None and cap.points <= amount.max):
        return clause
    counting = count_in(mask, award=True, rate=True)
    return replace(clause, per=counting.per, count=counting.count, step=counting.step) if counting.per else clause


def _shares_noun(mask: str, earlier: str) -> bool:
    """Whether two characters of a clause's own words stand in what was said before."""
    words = _NO_WORD.sub(" ", mask)
    return any(word[i : i + 2] in earlier for word in words.split() for i in range(len(word) - 1))
