"""What the events of one rule come to, before caps and floors: amount x count, and what the text leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas import Amount, Criterion, Rule, Task, decimal_text
from score.awards import share_of
from score.events import Event, Quantity
from score.interval import NOUGHT, UNBOUNDED, ZERO, Interval, total
from score.wording import Said, name_of

ONE = Decimal(1)
PERCENT = frozenset({"%", "百分点", "个百分点"})
OPEN_KINDS = frozenset({"discretionary", "missing", "formula", "proportional"})
Problem = tuple[str, str, Said]
"""Column, what was read, what is wrong with it."""

OPEN_REASONS = {
    "range": Said("the text gives a range; the case decides within it", "原文为分值区间,具体分值待核定"),
    "discretionary": Said("the text leaves the amount to discretion", "原文为酌情扣(加)分,分值待核定"),
    "missing": Said("the amount is missing in the source", "原文缺少分值"),
    "formula": Said("the text gives a formula that is not worked out here", "原文为计算公式,结果待核定"),
    "proportional": Said("the text takes a share; the share is not given", "原文按比例计分,比例待核定"),
}


@dataclass(frozen=True, slots=True)
class RuleDue:
    """What a rule's events come to, how it was worked out and what is open.

    `amount` is all together; `rows` each by itself, from what one unit of it comes to.
    """

    amount: Interval
    rows: tuple[Interval, ...]
    workings: tuple[Said, ...]
    reasons: tuple[Said, ...]


def amount_problem(task: Task, criterion: Criterion, rule: Rule, event: Event) -> Problem | None:
    """What of an event's count, value and points does not go with its rule, if anything."""
    return _count_problem(rule, event) or _value_problem(rule, event) or _points_problem(task, criterion, rule, event)


def _count_problem(rule: Rule, event: Event) -> Problem | None:
    count = event.count
    per = "/".join(rule.per)
    if count is None:
        needed = rule.per and (rule.count != "occurrence" or rule.step != ONE)
        settled = event.points is not None and rule.amount is not None and rule.amount.kind != "fixed"
        if needed and event.value is None and not settled:
            said = Said(f"how many {per}? the rule counts by it", f"须填写数量:该规则按“{per}”计")
            return "count", "", said
        return None
    read = decimal_text(count.number) + count.unit
    if not rule.per and count.number != ONE:
        said = Said("the text counts by nothing: one row a case", "原文未规定按数量计:每个事项单列一行")
        return "count", read, said
    if count.unit and rule.per and not _fits(count.unit, rule.per):
        return "count", read, Said(f"the rule counts by {per}", f"该规则按“{per}”计")
    return None


def _value_problem(rule: Rule, event: Event) -> Problem | None:
    value, target = event.value, rule.target
    if value is None:
        return None
    read = decimal_text(value.number) + value.unit
    if rule.amount and rule.amount.kind == "proportional":
        if value.unit == "%" and value.number <= 100:
            return None
        return "value", read, Said("a share such as 20% was expected", "应为比例,如 20%")
    if target is None:
        said = Said("the rule states no bound to measure against: give a count", "该规则没有可对照的目标值:请填写数量")
        return "value", read, said
    if not _fits(target.unit, rule.per):
        units = "/".join(rule.per)
        said = Said(
            f"the bound is in {target.unit}, the rule counts by {units}: give a count",
            f"目标值以“{target.unit}”计,扣分按“{units}”计:请填写数量",
        )
        return "value", read, said
    if not value.unit and target.unit in PERCENT and 0 < value.number <= 1:
        share = decimal_text(value.number.scaleb(2))
        said = Said(f"is it {share}% or {read}%? write the %", f"是 {share}% 还是 {read}%?请写明 %")
        return "value", read, said
    if value.unit and not _fits(value.unit, (target.unit,)):
        return "value", read, Said(f"the bound is in {target.unit}", f"目标值以“{target.unit}”计")
    if event.count is not None and event.count.number != _distance(rule, value):
        apart = decimal_text(_distance(rule, value))
        said = Said(
            f"it is {apart} off the bound, and the count says otherwise", f"与目标值相差 {apart},与所填数量不符"
        )
        return "value", read, said
    return None


def _points_problem(task: Task, criterion: Criterion, rule: Rule, event: Event) -> Problem | None:
    points, amount = event.points, rule.amount
    if points is None:
        return None
    read = decimal_text(points)
    if rule.effect == "veto":
        return "points", read, Said("a veto has no points", "一票否决不计分值")
    if rule.effect == "zero" and criterion.points not in (None, points):
        own = decimal_text(criterion.points)
        return "points", read, Said(f"the criterion has {own}, all of it is lost", f"本条共 {own} 分, 全部不得")
    if amount is None or amount.percent or amount.kind in OPEN_KINDS:
        most = _most(task, criterion, rule)
        if most is None or points <= most:
            return None
        return "points", read, Said(f"at most {decimal_text(most)} can be due", f"至多 {decimal_text(most)} 分")
    if amount.kind == "multiple":
        return None
    units = _units(rule, event)
    bounds = _times(units, Interval(_bound(amount.min), _bound(amount.max)))
    if bounds.low <= points <= bounds.high:
        return None
    return "points", read, Said(f"the rule gives {bounds}", f"该规则应为 {bounds} 分")


def _most(task: Task, criterion: Criterion, rule: Rule) -> Decimal | None:
    """The most that one case can come to: the rule's cap, or the points of what carries it; None without a bound."""
    if rule.cap and rule.cap.points is not None:
        return rule.cap.points
    if rule.effect == "award" or rule.scope == "total":
        return None
    if criterion.points is not None:
        return criterion.points
    return share_of(task, criterion, rule) or (task.path[-1][1] if task.path else None)


def rule_due(rule: Rule, events: Sequence[Event], limit: Decimal) -> RuleDue:
    """What `events` come to under a deduction or an award that is no multiple.

    `limit` is the most that an open amount can be: the points of what carries the rule, infinite where unknown.
    """
    assert rule.amount is not None
    unit = _amount_each(rule, rule.amount, limit)
    rows = tuple(_row(rule, event, unit) for event in events)
    open_reasons = _open_reasons(rule, events)
    if rule.amount.kind in OPEN_KINDS:
        workings = tuple(_judged(rule, event, row) for event, row in zip(events, rows, strict=True))
        return RuleDue(total(rows), rows, workings, open_reasons)
    if not rule.per:
        amount, reasons = _once(events, rows)
        return RuleDue(amount, rows, (_once_working(rule, events, unit, amount),), (*open_reasons, *reasons))
    if rule.count == "occurrence":
        return _occurrences(rule, events, rows, unit, open_reasons)
    workings = tuple(_counted(rule, event, unit, row) for event, row in zip(events, rows, strict=True))
    partial = tuple(_partial(rule) for event in events if event.points is None and not _units(rule, event).settled)
    return RuleDue(total(rows), rows, workings, (*open_reasons, *partial[:1]))


def _row(rule: Rule, event: Event, unit: Interval) -> Interval:
    if event.points is not None:
        return Interval.of(event.points)
    amount = rule.amount
    if amount and amount.kind == "proportional" and event.value is not None:
        return unit_share(unit, event.value)
    if not rule.per or (amount and amount.kind in OPEN_KINDS):
        return unit
    return _times(_units(rule, event), unit)


def unit_share(unit: Interval, share: Quantity) -> Interval:
    """The share of a base that an event names: 20% of 15 -> 3; of a base that is not known, anything."""
    high = unit.high if not unit.high.is_finite() else (unit.high * share.number).scaleb(-2)
    return Interval.of(high) if high.is_finite() else Interval(NOUGHT, high)


def _amount_each(rule: Rule, amount: Amount, limit: Decimal) -> Interval:
    """The amount for one unit, in points."""
    base = number_in(amount.base)
    if amount.kind in OPEN_KINDS:
        return Interval(NOUGHT, base if base is not None and amount.kind == "proportional" else limit)
    low, high = _bound(amount.min), _bound(amount.max)
    if not amount.percent:
        return Interval(low, high)
    whole = base if base is not None else limit
    if not whole.is_finite():
        return Interval(NOUGHT, UNBOUNDED)
    return Interval((whole * low).scaleb(-2), (whole * high).scaleb(-2))


def number_in(text: str | None) -> Decimal | None:
    """A base that is plainly a number of points: "15"; an expression is none."""
    plain = (text or "").removesuffix("分")
    return Decimal(plain) if plain.replace(".", "", 1).isdecimal() and plain.isascii() else None


def _once(events: Sequence[Event], rows: Sequence[Interval]) -> tuple[Interval, tuple[Said, ...]]:
    """An amount that the text does not count by anything: due once for certain, for each case perhaps."""
    settled = sum((event.points for event in events if event.points is not None), NOUGHT)
    unsettled = [row for event, row in zip(events, rows, strict=True) if event.points is None]
    together = total(rows)
    low = max(settled, min((row.low for row in unsettled), default=NOUGHT))
    if len(events) == 1 or not unsettled:
        return Interval(min(low, together.high), together.high), ()
    reason = Said(
        f"{len(events)} cases, and the text does not say whether the amount is due once or for each; "
        "points in a row count that case by itself",
        f"共 {len(events)} 起,原文未写明只计一次还是逐次计;填写 points 的按该起单独计",
    )
    return Interval(low, together.high), (reason,)


def _occurrences(
    rule: Rule, events: Sequence[Event], rows: tuple[Interval, ...], unit: Interval, reasons: tuple[Said, ...]
) -> RuleDue:
    """Units are counted over the whole year before they are set against the step."""
    open_events = [event for event in events if event.points is None]
    counted = sum((_quantity(rule, event) for event in open_events), NOUGHT)
    steps = _steps(rule, counted)
    amount = _times(steps, unit) + total(Interval.of(event.points) for event in events if event.points is not None)
    every = sum((_quantity(rule, event) for event in events), NOUGHT)
    working = _product(f"{name_of(rule)} ", f"{name_of(rule)} ", rule, every, unit, amount)
    if not steps.settled:
        reasons = (*reasons, _partial(rule))
    parts = tuple(Interval(min(row.low, unit.low), row.high) for row in rows)
    return RuleDue(amount, parts, (working,), reasons)


def _units(rule: Rule, event: Event) -> Interval:
    """How many times the amount is due for one event; a step that is not full may count or not."""
    return _steps(rule, _quantity(rule, event)) if rule.per else Interval.of(ONE)


def _steps(rule: Rule, quantity: Decimal) -> Interval:
    if rule.step <= 0:
        return Interval(NOUGHT, UNBOUNDED) if quantity else ZERO
    whole, rest = divmod(quantity, rule.step)
    return Interval(whole, whole + ONE if rest else whole)


def _quantity(rule: Rule, event: Event) -> Decimal:
    if event.value is not None and rule.target is not None:
        return _distance(rule, event.value)
    return event.count.number if event.count is not None else ONE


def _distance(rule: Rule, value: Quantity) -> Decimal:
    """How far a measured value falls short of the bound, or exceeds it; 0 where it keeps to it."""
    assert rule.target is not None
    bound = rule.target.value
    return max(NOUGHT, bound - value.number if rule.count == "shortfall" else value.number - bound)


def _times(units: Interval, each: Interval) -> Interval:
    high = NOUGHT if not units.high or not each.high else units.high * each.high
    return Interval(units.low * each.low, high)


def _fits(unit: str, units: Sequence[str]) -> bool:
    return unit in units or (unit in PERCENT and bool(PERCENT & set(units)))


def _bound(value: Decimal | None) -> Decimal:
    return value if value is not None else NOUGHT


# --- how it was worked out, in words


def _open_reasons(rule: Rule, events: Sequence[Event]) -> tuple[Said, ...]:
    amount = rule.amount
    if amount is None or amount.kind not in OPEN_REASONS:
        return ()
    shared = amount.kind == "proportional"
    unsettled = [event for event in events if event.points is None and not (shared and event.value)]
    return (OPEN_REASONS[amount.kind],) if unsettled else ()


def _partial(rule: Rule) -> Said:
    step = f"{decimal_text(rule.step)} {'/'.join(rule.per)}"
    return Said(
        f"the text does not say whether less than {step} counts",
        f"不足 {step} 的部分是否计分,原文未写明",
    )


def _product(start_en: str, start_zh: str, rule: Rule, quantity: Decimal, unit: Interval, amount: Interval) -> Said:
    """迟到、早退 3 人次 x 0.02 = 0.06; with a step 25 天 / 10 x 1 = 2~3."""
    step = "" if rule.step == ONE else f" / {decimal_text(rule.step)}"
    sum_ = f"{decimal_text(quantity)} {'/'.join(rule.per)}{step} x {unit} = {amount}"
    return Said(start_en + sum_, start_zh + sum_)


def _counted(rule: Rule, event: Event, unit: Interval, amount: Interval) -> Said:
    name, target = name_of(rule), rule.target
    quantity = _quantity(rule, event)
    if event.value is None or target is None:
        word = "short" if rule.count == "shortfall" else "over"
        return _product(
            f"{name} {word} by ", f"{name} {'少' if word == 'short' else '超'} ", rule, quantity, unit, amount
        )
    measured = decimal_text(event.value.number)
    bound = f"{target.op} {decimal_text(target.value)} {target.unit}"
    over = rule.count == "excess"
    return _product(
        f"{name}: {measured} measured, {bound} asked, {'over' if over else 'short'} by ",
        f"{name}: 实测 {measured}, 目标 {bound}, {'超' if over else '少'} ",
        rule,
        quantity,
        unit,
        amount,
    )


def _once_working(rule: Rule, events: Sequence[Event], unit: Interval, amount: Interval) -> Said:
    name = name_of(rule)
    if len(events) == 1:
        return Said(f"{name} = {amount}", f"{name} = {amount}")
    return Said(f"{name}: {len(events)} cases, {unit} = {amount}", f"{name}: {len(events)} 起, {unit} = {amount}")


def _judged(rule: Rule, event: Event, amount: Interval) -> Said:
    name = name_of(rule)
    if event.points is not None:
        return Said(f"{name}: settled at {amount}", f"{name}: 核定 {amount}")
    if event.value is not None and amount.settled:
        share = decimal_text(event.value.number)
        return Said(f"{name}: a share of {share}% = {amount}", f"{name}: 按比例 {share}% = {amount}")
    return Said(f"{name}: open, {amount}", f"{name}: 待核定, {amount}")
