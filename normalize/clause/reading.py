"""What the text stages give back: spans into the text they were given, and what they doubt.

Spans are half-open character offsets. Nothing here knows of cells or files: whoever holds the text
maps spans back to its sources.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from schemas import Amount, Cap, Count, Effect, Target

Span = tuple[int, int]
Sign = Literal["deduct", "award"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An anomaly in the making: a code of schemas.CATALOGUE, where, and its template's parameters."""

    code: str
    start: int
    end: int
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule as read from a criterion's text; fields as in RULE_MODEL (schemas.Rule)."""

    start: int
    end: int
    trigger: str
    effect: Effect
    subject: str | None = None
    amount: Amount | None = None
    per: tuple[str, ...] = ()
    count: Count | None = None
    step: Decimal = Decimal(1)
    target: Target | None = None
    cap: Cap | None = None
    scope: str = "task"
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A criterion's text, split. Rules, statements, notes and separators between them cover it whole."""

    rules: tuple[Clause, ...] = ()
    statements: tuple[Span, ...] = ()
    notes: tuple[Span, ...] = ()
    points: Decimal | None = None
    group_cap: Decimal | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of a cell. `start`..`end` is the item with its number, `text_start`..`text_end` without.

    `section` is the heading above it (一、党建工作), None where there is none. A heading without items of its own
    is no item. `notes` are the spans of (备注:…) cut out of the text; they lie outside text_start..text_end
    or are named here so that the caller can leave them out.
    """

    start: int
    end: int
    text_start: int
    text_end: int
    number: str | None
    section: str | None = None
    section_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The items of one cell in order, the notes cut out of it, and gaps in its numbering as doubts."""

    items: tuple[Item, ...]
    notes: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
