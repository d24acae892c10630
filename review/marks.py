"""Texts with their parts told apart: what a repair changed, what a rule was read from, where two readings differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Indel

from schemas import Criterion, Evidence, Repair, Rule, decimal_text


@dataclass(frozen=True, slots=True)
class Part:
    """A run of characters. `kind`: same, gone or new in a change; in a rule, which field it was read for."""

    kind: str
    text: str
    repair: Repair | None = None


def changes(evidence: Evidence) -> tuple[Part, ...]:
    """The text as read with what each repair took away and put in. Empty where nothing was repaired."""
    if not evidence.repairs:
        return ()
    raw, at, done = evidence.read, 0, 0
    parts: list[Part] = []
    for repair in evidence.repairs:
        kept = repair.start - done
        if kept < 0 or raw[at + kept : at + kept + len(repair.before)] != repair.before:
            return difference(evidence.read, evidence.replay())  # repairs of repairs: only the outcome can be shown
        parts += [
            Part("same", raw[at : at + kept]),
            Part("gone", repair.before, repair),
            Part("new", repair.after, repair),
        ]
        at += kept + len(repair.before)
        done = repair.start + len(repair.after)
    parts.append(Part("same", raw[at:]))
    return tuple(part for part in parts if part.text)


def difference(before: str, after: str) -> tuple[Part, ...]:
    """What of `before` is gone in `after`, and what is new."""
    parts: list[Part] = []
    for op in Indel.opcodes(before, after):
        if op.tag == "equal":
            parts.append(Part("same", before[op.src_start : op.src_end]))
        elif op.tag == "delete":
            parts.append(Part("gone", before[op.src_start : op.src_end]))
        else:
            parts.append(Part("new", after[op.dest_start : op.dest_end]))
    return tuple(parts)


# 扣完为止 · 最多扣2分 · 累计扣分不超过1分
_CAP = r"扣完为止|(?:最多|最高|至多|上限|封顶|累计)[^,，;；。]*?分|封顶"
_VERB = r"一票否决|不得分|不计分|按[^,，;；。]*?扣分|扣除|倒扣|[扣减得加计奖]"
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:\s*[-~—–至]\s*\d+(?:\.\d+)?)?\s*(?:个百分点|%|分)?|[一两半]分"


def rule_parts(rule: Rule) -> tuple[Part, ...]:
    """A rule's text with the parts that its fields were read from: trigger, effect, amount, per, cap, reference."""
    text = rule.text
    kinds = ["rest"] * len(text)

    def paint(kind: str, start: int, end: int, over: frozenset[str] = frozenset({"rest"})) -> None:
        for i in range(start, end):
            if kinds[i] in over:
                kinds[i] = kind

    trigger_end = 0
    if rule.trigger and (start := text.find(rule.trigger)) >= 0:
        paint("trigger", start, start + len(rule.trigger))
        trigger_end = start + len(rule.trigger) if start == 0 else 0
    if rule.reference and (start := text.find(rule.reference)) >= 0:
        paint("reference", start, start + len(rule.reference))
    if rule.cap is not None:
        for found in regex.finditer(_CAP, text, pos=trigger_end):
            paint("cap", *found.span())
    for number in _numbers(rule):
        for found in regex.finditer(_NUMBER, text, pos=trigger_end):
            if number in found.group():
                paint("amount", *found.span())
    for found in regex.finditer(_VERB, text, pos=trigger_end):
        paint("effect", *found.span())
    everywhere = frozenset({"rest", "trigger"})
    for unit in rule.per:
        for found in regex.finditer(rf"(?:[每/]\s*[\d.]*\s*|[一两半\d]\s*){regex.escape(unit)}", text):
            paint("per", *found.span(), over=everywhere)
    if rule.target is not None:
        bound = rf"{regex.escape(decimal_text(rule.target.value))}\s*{regex.escape(rule.target.unit)}"
        for found in regex.finditer(bound, text):
            paint("target", *found.span(), over=everywhere)
    return _runs(text, kinds)


def _numbers(rule: Rule) -> list[str]:
    if rule.amount is None:
        return []
    values = [value for value in (rule.amount.min, rule.amount.max) if value is not None]
    return [*(decimal_text(value) for value in values), *([rule.amount.base] if rule.amount.base else [])]


def criterion_parts(text: str, rules: Sequence[Rule], criterion: Criterion | None = None) -> tuple[Part, ...]:
    """A criterion's text: rules, statements, notes and what lies between."""
    kinds = ["rest"] * len(text)
    for kind, items in (
        ("statement", criterion.statements if criterion else ()),
        ("note", criterion.notes if criterion else ()),
    ):
        for item in items:
            kinds[item.start : item.end] = [kind] * (item.end - item.start)
    for rule in rules:
        at = rule.start
        for part in rule_parts(rule):
            for i in range(at, min(at + len(part.text), len(text))):
                kinds[i] = part.kind if part.kind != "rest" else "clause"
            at += len(part.text)
    return _runs(text, kinds)


def _runs(text: str, kinds: Sequence[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or kinds[i] != kinds[start]:
            parts.append(Part(kinds[start], text[start:i]))
            start = i
    return tuple(part for part in parts if part.text)
