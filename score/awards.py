"""What an award is: earned within the points of a task, or on top of them; how much of a task must be earned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from schemas import Criterion, Rule, Task
from score.interval import NOUGHT, Interval

NUMERAL = r"[0-9一二两三四五六七八九十半.~\-—－]"
BONUS = re.compile(rf"(?:加|奖励?|\+)分?\s*{NUMERAL}|加分|加全分")
Start = Literal["full", "earned", "mixed"]


def is_bonus(rule: Rule) -> bool:
    """Whether the text itself says that points are added (加0.2分, 奖1分, +5分), not earned (得2分, 计2分)."""
    if rule.effect != "award":
        return False
    consequence = rule.text.removeprefix(rule.trigger)
    return BONUS.search(consequence) is not None


def start_of(task: Task) -> Start:
    """How a task starts, by its methods: 扣分法 full, 达标法 earned from zero, both or none mixed."""
    deducts = any("扣" in method for method in task.methods)
    earns = any(re.search("达标|得分|加分|计分|积分", method) for method in task.methods)
    if deducts != earns:
        return "full" if deducts else "earned"
    return "mixed"


def earned_rules(criterion: Criterion) -> tuple[Rule, ...]:
    """The awards of a criterion that are points to be earned, with a bound that the text gives."""
    return tuple(rule for rule in criterion.rules if _bound(rule) is not None)


def reserve(task: Task, criterion: Criterion) -> Interval | None:
    """How many points of its task a criterion keeps to be earned; None where it has no such award.

    Its own points, or those of the duty of its number where they fit, or else from the largest award (grades, of
    which one holds) to the sum of all (steps that add up): the text does not say which.
    """
    bounds = [bound for rule in criterion.rules if (bound := _bound(rule)) is not None]
    if not bounds:
        return None
    if criterion.points is not None:
        return Interval.of(criterion.points)
    kept = Interval(max(bounds), sum(bounds, NOUGHT))
    same = duty_points(task, criterion)
    return Interval.of(same) if same is not None and kept.low <= same <= kept.high else kept


def duty_points(task: Task, criterion: Criterion) -> Decimal | None:
    """The points of the one duty that has the criterion's number; None where there is none, or it has none."""
    same = [duty.points for duty in task.duties if duty.number and duty.number == criterion.number]
    return same[0] if len(same) == 1 else None


def share_of(task: Task, criterion: Criterion, rule: Rule) -> Decimal | None:
    """The most that discretion takes of a task whose duties have its points among them: the points of the duty of the
    criterion's number (搭建系统(8分); 部分建成的酌情扣分). None where the text gives no such bound."""
    amount = rule.amount
    if criterion.points is not None or rule.effect != "deduct" or amount is None or amount.kind != "discretionary":
        return None
    shares = [duty.points for duty in task.duties]
    known = [points for points in shares if points is not None]
    whole = task.path[-1][1] if task.path else None
    divided = whole is not None and len(known) == len(shares) and sum(known, NOUGHT) == whole
    return duty_points(task, criterion) if divided else None


def standing(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Awards that hold until something is missing: 得15分,少一次扣3分."""
    found: list[Rule] = []
    for award, after in pairwise(rules):
        short = after.effect == "deduct" and after.count in ("shortfall", "excess")
        if short and _bound(award) is not None and not award.per:
            found.append(award)
    return tuple(found)


def _bound(rule: Rule) -> Decimal | None:
    """The most that an earned award can give; None for a bonus and where the text sets no bound."""
    amount = rule.amount
    if rule.effect != "award" or amount is None or amount.percent or is_bonus(rule):
        return None
    if rule.cap and rule.cap.points is not None:
        return rule.cap.points
    return amount.max if amount.kind in ("fixed", "range") and not rule.per else None


def has_earned(tasks: Iterable[Task]) -> bool:
    """Whether anything in these tasks is to be earned, with a bound or without."""
    return any(
        rule.effect == "award" and not is_bonus(rule)
        for task in tasks
        for criterion in task.criteria
        for rule in criterion.rules
    )
