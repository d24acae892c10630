"""The rulebook: sheets > tasks > criteria > rules, in the vocabulary of docs/rule-model.md."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.anomaly import Anomaly
from schemas.base import SCHEMA_VERSION, Exact, Model
from schemas.evidence import Evidence
from schemas.source import Source

Effect = Literal["deduct", "award", "zero", "veto", "refer"]
AmountKind = Literal["fixed", "range", "proportional", "multiple", "formula", "discretionary", "missing"]
Certainty = Literal["certain", "likely", "doubtful"]
Count = Literal["occurrence", "shortfall", "excess"]
Node = tuple[str, Exact | None]


class Amount(Model):
    """How much. `min` and `max` are in points (分), or in percent where `percent`."""

    kind: AmountKind
    min: Exact | None = None
    max: Exact | None = None
    base: str | None = Field(default=None, description="proportional: points it is a share of; formula: the expression")
    percent: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.kind in ("fixed", "range", "multiple") and (self.min is None or self.max is None):
            raise ValueError(f"an amount of kind {self.kind} needs min and max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        if self.kind == "fixed" and self.min != self.max:
            raise ValueError(f"a fixed amount has min = max, got {self.min} and {self.max}")
        return self


class Target(Model):
    """The bound that a shortfall or excess is counted from: 不少于4次 -> >= 4 次."""

    op: Literal[">=", "<=", ">", "<", "="]
    value: Exact
    unit: str


class Cap(Model):
    """`exhaust`: down to zero of what carries the points (扣完为止); `max`: at most `points` (最多扣2分)."""

    kind: Literal["exhaust", "max"]
    points: Exact | None = None


class Rule(Model):
    """One consequence: what must happen, what it costs or earns, counted how."""

    id: str
    text: str = Field(description="the rule's own clause, a contiguous part of the criterion's text")
    trigger: str = Field(description="text without its consequence: what must happen")
    subject: str | None = Field(default=None, description="what an elliptic clause inherits from before it")
    effect: Effect
    amount: Amount | None = Field(default=None, description="null for zero, veto and refer")
    per: tuple[str, ...] = Field(default=(), description="measure words the amount counts by; several are alternatives")
    count: Count | None = Field(default=None, description="null when per is empty")
    step: Exact = Field(description="how many units one amount stands for")
    target: Target | None = None
    cap: Cap | None = None
    scope: Literal["task", "total"] = "task"
    reference: str | None = Field(default=None, description="refer: the document or body named")
    start: int = Field(ge=0, description="where text begins in the criterion's text")
    end: int = Field(ge=0)
    certainty: Certainty = Field(
        default="certain",
        description="doubtful: an open error or warning points at it; likely: some check did not pass",
    )
    reasons: tuple[str, ...] = Field(default=(), description="the checks that did not pass, by name")
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.effect in ("zero", "veto", "refer")) != (self.amount is None):
            raise ValueError(f"effect {self.effect} {'takes no' if self.amount else 'needs an'} amount")
        if (self.count is None) != (not self.per):
            raise ValueError(f"count {self.count!r} does not go with per {self.per!r}")
        if self.target is not None and self.count not in ("shortfall", "excess"):
            raise ValueError("a target stands only where count is shortfall or excess")
        return self


class Remark(Model):
    """A part of a criterion that scores nothing: an obligation, an example, a note."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Criterion(Model):
    """One numbered criterion; rules, statements, notes and separators together give back its whole text."""

    id: str
    section: str | None = None
    number: str | None = None
    text: str
    points: Exact | None = None
    group_cap: Exact | None = Field(default=None, description="at most so many points over the criteria above it")
    rules: tuple[Rule, ...] = ()
    statements: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Duty(Model):
    """One numbered duty (主要任务)."""

    number: str | None = None
    text: str
    points: Exact | None = None
    evidence: tuple[Evidence, ...] = ()


class Task(Model):
    """The leaf: one path in the tree, with its duties, criteria, methods, assessors and notes."""

    id: str
    path: tuple[Node, ...] = Field(description="[name, points] from category down; points null where none is known")
    duties: tuple[Duty, ...] = ()
    methods: tuple[str, ...] = ()
    assessors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    evidence: tuple[Evidence, ...] = Field(default=(), description="labels, methods, assessors, notes, other columns")


class Heading(Model):
    """A row that names what follows or stands for itself, and scores nothing: 二、…下达的任务, 小计, a signature."""

    text: str
    evidence: tuple[Evidence, ...] = ()


class Sheet(Model):
    """One department's table for one year."""

    id: str
    title: str | None = None
    department: str | None = None
    year: int | None = None
    tasks: tuple[Task, ...] = ()
    headings: tuple[Heading, ...] = ()
    certainty: Certainty = Field(default="certain", description="that of its least certain part")
    reasons: tuple[str, ...] = Field(default=(), description="the checks that did not pass anywhere in it, by name")
    evidence: tuple[Evidence, ...] = Field(default=(), description="the title")


class Conservation(Model):
    """How many characters (white space aside) of the body cells lie in a node, a repair or an anomaly."""

    characters: int = Field(ge=0)
    accounted: int = Field(ge=0)


class Rulebook(Model):
    """A year of sheets, with everything that is in doubt about them."""

    schema_version: str = Field(default=SCHEMA_VERSION, pattern=r"^1\.\d+$")
    sources: tuple[Source, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    conservation: Conservation = Conservation(characters=0, accounted=0)
