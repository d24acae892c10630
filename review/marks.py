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
_CAP = regex.compile(r"扣完为止|(?:最多|最高|至多|上限|封顶|累计)[^,，;；。]*?分|封顶")
# 得0分 · 酌情扣分 · 扣
_EFFECT = regex.compile(
    r"一票否决|不得分|一分不得|[得计]\s*0\s*分|不计分|(?:酌情|按[^,，;；。]{1,12}?)[扣减加]分|[扣减加]分|扣除|倒扣|[扣减得加计奖]"
)
# 0.2-0.6分 · 一分
_NUMBER = regex.compile(r"[-+]?\d+(?:\.\d+)?(?:\s*[-~—–至]\s*\d+(?:\.\d+)?)?\s*(?:个百分点|%|分)?|[一两半]分")
_NEAR = 4
"""Characters between a verb and its amount."""

Found = tuple[int, int]


def rule_parts(rule: Rule) -> tuple[Part, ...]:
    """A rule's text with the parts that its fields were read from: trigger, effect, amount, per, cap, reference."""
    text = rule.text
    kinds = ["rest"] * len(text)
    trigger = _found(rule.trigger, text)
    after = trigger[0][1] if trigger else 0
    caps = [found.span() for found in _CAP.finditer(text)] if rule.cap else []
    numbers = _numbers(rule)
    amounts = [
        found.span()
        for found in _NUMBER.finditer(text, pos=after)
        if any(number in found.group() for number in numbers) and not any(a <= found.start() < b for a, b in caps)
    ]
    spans: list[tuple[str, list[Found]]] = [
        ("trigger", trigger),
        ("reference", _found(rule.reference, text)),
        ("per", [span for unit in rule.per for span in _measured(unit, text)]),
        ("target", _target(rule, text)),
        ("amount", amounts),
        ("effect", _verbs(text, after, amounts)),
        ("cap", caps),
    ]
    for kind, found in spans:  # what comes later paints over
        for start, end in found:
            kinds[start:end] = [kind] * (end - start)
    return _runs(text, kinds)


def _found(part: str | None, text: str) -> list[Found]:
    start = text.find(part) if part else -1
    return [(start, start + len(part or ""))] if start >= 0 else []


def _verbs(text: str, after: int, amounts: Sequence[Found]) -> list[Found]:
    """The verbs right before an amount; without an amount, the last one."""
    verbs = [found.span() for found in _EFFECT.finditer(text, pos=after)]
    if not amounts:
        return verbs[-1:]
    return [verb for verb in verbs if any(0 <= start - verb[1] <= _NEAR for start, _ in amounts)]


def _measured(unit: str, text: str) -> list[Found]:
    """每次 · /人•次 · 一起"""
    spelled = r"\s*[•·∙/]?\s*".join(regex.escape(character) for character in unit)
    return [m.span() for m in regex.finditer(rf"(?:[每/]\s*[\d.]*\s*|[一两半\d]\s*){spelled}", text)]


def _target(rule: Rule, text: str) -> list[Found]:
    if rule.target is None:
        return []
    bound = rf"{regex.escape(decimal_text(rule.target.value))}\s*{regex.escape(rule.target.unit)}"
    return [m.span() for m in regex.finditer(bound, text)]


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
