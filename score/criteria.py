"""A criterion as a box: what it loses and earns after shared caps, its own points and its zeroes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas import Criterion, Task, decimal_text
from score.awards import Start, earned_rules, is_bonus, reserve, standing
from score.interval import NOUGHT, ZERO, Interval, total
from score.ruling import Ruling
from score.wording import Said, name_of


@dataclass(frozen=True, slots=True)
class Box:
    """What a criterion does to the points of its task.

    `lost` (below zero where it halves what another criterion takes) and `earned` move the task's points within their
    bounds, `bonus` comes on top. `zeroes` is set where the
    whole task falls to zero; `total` and `total_added` are what is taken from the department's total and added to it
    instead; `attains` where `lost` is what was not earned.
    """

    lost: Interval = ZERO
    earned: Interval = ZERO
    bonus: Interval = ZERO
    total: Interval = ZERO
    total_added: Interval = ZERO
    zeroes: bool = False
    attains: bool = False
    lines: tuple[Said, ...] = ()
    open: tuple[Said, ...] = ()


def box_of(task: Task, criterion: Criterion, rulings: Mapping[str, Ruling], start: Start) -> Box:
    """What `criterion` loses and earns in a task that starts as `start` says."""
    mine = [rulings[rule.id] for rule in criterion.rules if rule.id in rulings]
    within = [ruling for ruling in mine if ruling.rule.scope == "task"]
    apart = [ruling for ruling in mine if ruling.rule.scope == "total"]
    held = {rule.id for rule in standing(criterion.rules)}
    earns = start != "full" or held >= {rule.id for rule in earned_rules(criterion)}
    if not earns:
        within = [ruling for ruling in within if ruling.rule.id not in held]
    # another document takes away, or in a task from zero gives
    gives = start == "earned"
    given = total(ruling.lost for ruling in within if gives and ruling.rule.effect == "refer")
    takes = [ruling for ruling in within if not (gives and ruling.rule.effect == "refer")]
    shared: list[Said] = []
    box = Box(
        lost=_summed(takes, "lost", shared),
        earned=_summed([ruling for ruling in within if not is_bonus(ruling.rule)], "gained", shared) + given,
        bonus=_summed([ruling for ruling in within if is_bonus(ruling.rule)], "gained", shared),
        total=_summed(apart, "lost", shared),
        total_added=_summed(apart, "gained", shared),
    )
    kept = reserve(task, criterion)
    zero = next((ruling for ruling in mine if ruling.rule.effect == "zero"), None)
    if kept is not None and earns:
        box = _earning(criterion, box, kept, rulings, start, zero)
    else:
        box = _losing(criterion, box, kept, start, zero)
    return replace(box, lines=(*shared, *box.lines))


def _summed(rulings: Sequence[Ruling], side: str, lines: list[Said]) -> Interval:
    """The sum over rulings; those of one text with one cap share it: 无计划、无总结各扣0.2分,最多扣0.3分."""
    groups: dict[tuple[int, int], list[Ruling]] = {}
    for ruling in rulings:
        groups.setdefault((ruling.rule.start, ruling.rule.end), []).append(ruling)
    sums: list[Interval] = []
    for group in groups.values():
        amount = total(getattr(ruling, side) for ruling in group)
        cap = group[0].rule.cap.points if group[0].rule.cap else None
        if cap is not None and len(group) > 1 and amount.high > cap:
            bound = decimal_text(cap)
            lines.append(Said(f"{amount} together, at most {bound}", f"合计 {amount}, 上限 {bound}"))
            amount = amount.at_most(cap)
        sums.append(amount)
    return total(sums)


def _losing(criterion: Criterion, box: Box, kept: Interval | None, start: Start, zero: Ruling | None) -> Box:
    """A criterion whose points are there from the start."""
    own = criterion.points
    if zero is not None:
        share = Interval.of(own) if own is not None else kept
        settled = [event.points for event in zero.events if event.points is not None]
        if own is None and len(settled) == len(zero.events):
            share = Interval.of(max(settled))
        name = name_of(zero.rule)
        if share is None:
            return replace(box, zeroes=True, lines=(Said(f"{name}: no points", f"{name}: 不得分"),))
        if start == "earned":
            share = ZERO
        line = Said(f"{name}: no points for this criterion, {share} lost", f"{name}: 本条不得分, 失 {share}")
        return replace(box, lost=share, earned=ZERO, bonus=ZERO, lines=(line,))
    if own is None:
        return box
    lines: tuple[Said, ...] = ()
    if box.lost.high > own:
        bound = decimal_text(own)
        lines = (Said(f"{box.lost} deducted, the criterion has {bound}", f"应扣 {box.lost}, 本条共 {bound} 分"),)
    return replace(box, lost=box.lost.at_most(own), earned=box.earned.at_most(own), lines=lines)


def _earning(
    criterion: Criterion,
    box: Box,
    kept: Interval,
    rulings: Mapping[str, Ruling],
    start: Start,
    zero: Ruling | None,
) -> Box:
    """A criterion with points to be earned: what is not earned of them is lost, or in a task from zero not gained."""
    net = ZERO if zero is not None else (box.earned - box.lost).at_least(NOUGHT)
    bonus = ZERO if zero is not None else box.bonus
    lines = _unearned(criterion, rulings, zero)
    if start == "earned":
        earned = Interval(min(net.low, kept.low), min(net.high, kept.high))
        return replace(box, lost=ZERO, earned=earned, bonus=bonus, attains=True, lines=lines)
    # The less a criterion keeps, the less is lost by not earning it
    lost = Interval(kept.low - min(net.high, kept.low), kept.high - min(net.low, kept.high))
    named = f"criterion {criterion.number}" if criterion.number else "its criterion"
    number = f"第{criterion.number}条" if criterion.number else "本条"
    if lost.high:
        line = Said(f"{named}: {lost} of {kept} not earned", f"{number}: {kept} 分中未得 {lost}")
        lines = (*lines, line)
    reasons: tuple[Said, ...] = ()
    if not kept.settled and not lost.settled:
        reasons = (
            Said(
                f"{named}: whether its awards add up or exclude each other is not said",
                f"{number}: 各项得分是累加还是择一, 原文未写明",
            ),
        )
    return replace(box, lost=lost, earned=ZERO, bonus=bonus, attains=True, lines=lines, open=reasons)


def _unearned(criterion: Criterion, rulings: Mapping[str, Ruling], zero: Ruling | None) -> tuple[Said, ...]:
    if zero is not None:
        name = name_of(zero.rule)
        return (Said(f"{name}: no points", f"{name}: 不得分"),)
    missing = [name_of(rule) for rule in earned_rules(criterion) if rule.id not in rulings]
    return tuple(Said(f"{name}: no event says that it was reached", f"{name}: 无达标记录") for name in missing)


def group_capped(task: Task, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Lines that are only a cap (以上项目累计扣分不超过2.5分) bind the boxes since the last such line."""
    capped: list[Box] = []
    waiting: list[Box] = []
    for criterion, box in zip(task.criteria, boxes, strict=True):
        waiting.append(box)
        if criterion.group_cap is not None and criterion.caps:
            capped += (_awards_capped if criterion.caps == "award" else _losses_capped)(waiting, criterion.group_cap)
            waiting = []
    return (*capped, *waiting)


def _losses_capped(boxes: Sequence[Box], cap: Decimal) -> list[Box]:
    """The boxes with what they lose together, at most `cap`, in the last of them."""
    amount = total(box.lost for box in boxes if not box.attains)
    if amount.high <= cap:
        return list(boxes)
    empty = [box if box.attains else replace(box, lost=ZERO) for box in boxes]
    last = empty[-1]
    return [*empty[:-1], replace(last, lost=amount.at_most(cap), lines=(*last.lines, _together(amount, cap)))]


def _awards_capped(boxes: Sequence[Box], cap: Decimal) -> list[Box]:
    earned, bonus = total(box.earned for box in boxes), total(box.bonus for box in boxes)
    if earned.high + bonus.high <= cap:
        return list(boxes)
    held = earned.at_most(cap)
    left = Interval(cap - held.high, cap - held.low)
    more = Interval(min(bonus.low, left.low), min(bonus.high, left.high))
    empty = [replace(box, earned=ZERO, bonus=ZERO) for box in boxes]
    last = empty[-1]
    lines = (*last.lines, _together(earned + bonus, cap))
    return [*empty[:-1], replace(last, earned=held, bonus=more, lines=lines)]


def _together(amount: Interval, cap: Decimal) -> Said:
    bound = decimal_text(cap)
    return Said(f"{amount} together, at most {bound}", f"以上合计 {amount}, 上限 {bound}")
