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

    kind: AmountKind = Field(description="how the amount is stated", examples=["fixed"])
    min: Exact | None = Field(
        default=None,
        description="the least; equal to max where fixed",
        examples=["0.2"],
        json_schema_extra={"unit": "分, or % where percent"},
    )
    max: Exact | None = Field(
        default=None,
        description="the most; the factor where a multiple",
        examples=["0.6"],
        json_schema_extra={"unit": "分, or % where percent"},
    )
    base: str | None = Field(
        default=None,
        description="proportional: points it is a share of; formula: the expression",
        examples=["15"],
        json_schema_extra={"unit": "分"},
    )
    percent: bool = Field(default=False, description="whether min and max are in percent", examples=["false"])

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.kind in ("fixed", "range", "multiple") and (self.min is None or self.max is None):
            raise ValueError(f"an amount of kind {self.kind} needs min and max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        if self.kind == "fixed" and self.min != self.max:
            raise ValueError(f"a fixed amount has min = max, got {self.min} and {self.max}")
        if self.kind == "missing" and (self.min, self.max, self.base) != (None, None, None):
            raise ValueError("an amount of kind missing has no numbers")
        return self


class Target(Model):
    """The bound that a shortfall or excess is counted from: 不少于4次 -> >= 4 次."""

    op: Literal[">=", "<=", ">", "<", "="] = Field(
        description="what the text demands of what is measured", examples=[">="]
    )
    value: Exact = Field(
        description="the bound that a shortfall or excess is counted from",
        examples=["4"],
        json_schema_extra={"unit": "the unit beside it"},
    )
    unit: str = Field(description="what the bound is measured in", examples=["次"])


class Cap(Model):
    """`exhaust`: down to zero of what carries the points (扣完为止); `max`: at most `points` (最多扣2分)."""

    kind: Literal["exhaust", "max"] = Field(
        description="exhaust: down to zero of what carries the points; max: at most points", examples=["max"]
    )
    points: Exact | None = Field(
        default=None,
        description="the bound; null for exhaust without a number",
        examples=["2"],
        json_schema_extra={"unit": "分"},
    )


class Rule(Model):
    """One consequence: what must happen, what it costs or earns, counted how."""

    id: str = Field(description="changes only with its place in the tree or its text", examples=["r-08b02269994d"])
    text: str = Field(
        description="the rule's own clause, a contiguous part of the criterion's text",
        examples=["迟到、早退扣0.02分/人次"],
    )
    trigger: str = Field(description="text without its consequence: what must happen", examples=["迟到、早退"])
    subject: str | None = Field(
        default=None, description="what an elliptic clause inherits from before it", examples=["安全隐患"]
    )
    effect: Effect = Field(description="what happens to the points", examples=["deduct"])
    amount: Amount | None = Field(default=None, description="null for zero, veto and refer", examples=["0.02, fixed"])
    per: tuple[str, ...] = Field(
        default=(), description="measure words the amount counts by; several are alternatives", examples=["人次"]
    )
    count: Count | None = Field(default=None, description="null when per is empty", examples=["occurrence"])
    step: Exact = Field(
        description="how many units one amount stands for",
        examples=["1"],
        json_schema_extra={"unit": "the unit of per"},
    )
    target: Target | None = Field(default=None, description="the bound of a shortfall or excess", examples=[">= 4 次"])
    cap: Cap | None = Field(default=None, description="the most that all its events come to", examples=["max 2"])
    scope: Literal["task", "total"] = Field(
        default="task",
        description="what it is taken from or added to: the task, or the department's total",
        examples=["task"],
    )
    reference: str | None = Field(
        default=None, description="refer: the document or body named", examples=["《平安校园建设评估标准》"]
    )
    start: int = Field(
        ge=0,
        description="where text begins in the criterion's text",
        examples=["0"],
        json_schema_extra={"unit": "characters"},
    )
    end: int = Field(
        ge=0,
        description="where text ends in the criterion's text",
        examples=["12"],
        json_schema_extra={"unit": "characters"},
    )
    certainty: Certainty = Field(
        default="certain",
        description="doubtful: an open error or warning points at it; likely: some check did not pass",
        examples=["certain"],
    )
    reasons: tuple[str, ...] = Field(
        default=(), description="the checks that did not pass, by name", examples=["number untouched"]
    )
    evidence: tuple[Evidence, ...] = Field(default=(), description="where the clause was read")

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

    text: str = Field(description="its own words", examples=["并建立学习档案"])
    start: int = Field(
        ge=0,
        description="where it begins in the criterion's text",
        examples=["13"],
        json_schema_extra={"unit": "characters"},
    )
    end: int = Field(
        ge=0, description="one past its last character", examples=["20"], json_schema_extra={"unit": "characters"}
    )


class Criterion(Model):
    """One numbered criterion; rules, statements, notes and separators together give back its whole text."""

    id: str = Field(description="changes only with its place in the tree", examples=["c-5f0c6d1f2a90"])
    section: str | None = Field(default=None, description="the heading it stands under", examples=["一、支部建设"])
    number: str | None = Field(default=None, description="its number, without marks", examples=["1"])
    text: str = Field(description="its text, repaired", examples=["迟到、早退扣0.02分/人次;每旷工半天扣0.1分。"])
    points: Exact | None = Field(
        default=None, description="its own points, where it has any", examples=["0.5"], json_schema_extra={"unit": "分"}
    )
    group_cap: Exact | None = Field(
        default=None,
        description="at most so many points over the criteria above it",
        examples=["2.5"],
        json_schema_extra={"unit": "分"},
    )
    rules: tuple[Rule, ...] = Field(default=(), description="what of it scores")
    statements: tuple[Remark, ...] = Field(default=(), description="what of it scores nothing: obligations, examples")
    notes: tuple[Remark, ...] = Field(default=(), description="what of it binds or explains: remarks in brackets")
    evidence: tuple[Evidence, ...] = Field(default=(), description="where it was read")

    @property
    def caps(self) -> Literal["award", "deduct"] | None:
        """What a line that is only a cap bounds, in the criteria since the last such line; None for any other."""
        if self.group_cap is None or self.rules:
            return None
        awards = any(mark in self.text for mark in "加奖得") and not any(mark in self.text for mark in "扣减")
        return "award" if awards else "deduct"


class Duty(Model):
    """One numbered duty (主要任务)."""

    number: str | None = Field(default=None, description="its number, without marks", examples=["1"])
    text: str = Field(description="its text, repaired", examples=["按时到岗,外出按规定请假。"])
    points: Exact | None = Field(
        default=None, description="its own points, where it has any", examples=["8"], json_schema_extra={"unit": "分"}
    )
    evidence: tuple[Evidence, ...] = Field(default=(), description="where it was read")


class Task(Model):
    """The leaf: one path in the tree, with its duties, criteria, methods, assessors and notes."""

    id: str = Field(description="changes only with its place in the tree", examples=["t-3a1c2b9d8e7f"])
    path: tuple[Node, ...] = Field(
        description="[name, points] from category down; points null where none is known",
        examples=['[["保证目标", "40"], ["内部运转", "15"], ["考勤纪律", "2"]]'],
        json_schema_extra={"unit": "分"},
    )
    duties: tuple[Duty, ...] = Field(default=(), description="what is to be done (主要任务)")
    methods: tuple[str, ...] = Field(default=(), description="how it is judged (评价方法)", examples=["扣分法"])
    assessors: tuple[str, ...] = Field(default=(), description="who judges (考核单位)", examples=["组织人事部"])
    notes: tuple[str, ...] = Field(
        default=(), description="what binds the whole task (备注)", examples=["以上考核以党支部为单位合并计分"]
    )
    criteria: tuple[Criterion, ...] = Field(default=(), description="how it is scored (评价标准)")
    evidence: tuple[Evidence, ...] = Field(default=(), description="labels, methods, assessors, notes, other columns")


class Heading(Model):
    """A row that names what follows or stands for itself, and scores nothing: 二、…下达的任务, 小计, a signature."""

    text: str = Field(description="the row's text", examples=["二、学院机关归口部门下达的年度任务"])
    evidence: tuple[Evidence, ...] = Field(default=(), description="where it was read")


class Sheet(Model):
    """One department's table for one year."""

    id: str = Field(description="changes only with department and year", examples=["s-0c9a4be1d2f3"])
    title: str | None = Field(
        default=None, description="the title as read", examples=["后勤保障处2020年度绩效目标量化考核任务表"]
    )
    department: str | None = Field(default=None, description="who is assessed (被考核部门)", examples=["后勤保障处"])
    year: int | None = Field(
        default=None, description="the year assessed", examples=["2020"], json_schema_extra={"unit": "year"}
    )
    tasks: tuple[Task, ...] = Field(default=(), description="its tasks in the order of the table")
    headings: tuple[Heading, ...] = Field(default=(), description="rows that score nothing")
    certainty: Certainty = Field(default="certain", description="that of its least certain part", examples=["certain"])
    reasons: tuple[str, ...] = Field(
        default=(), description="the checks that did not pass anywhere in it, by name", examples=["number untouched"]
    )
    evidence: tuple[Evidence, ...] = Field(default=(), description="the title")


class Conservation(Model):
    """How many characters (white space aside) of the body cells lie in a node, a repair or an anomaly."""

    characters: int = Field(
        ge=0, description="characters of all body cells", examples=["31642"], json_schema_extra={"unit": "characters"}
    )
    accounted: int = Field(
        ge=0,
        description="those that some node, repair or anomaly accounts for",
        examples=["31642"],
        json_schema_extra={"unit": "characters"},
    )


class Rulebook(Model):
    """A year of sheets, with everything that is in doubt about them."""

    schema_version: str = Field(
        default=SCHEMA_VERSION,
        pattern=r"^1\.\d+$",
        description="of this format; the first number changes with what breaks readers",
        examples=["1.0"],
    )
    sources: tuple[Source, ...] = Field(default=(), description="the files read")
    sheets: tuple[Sheet, ...] = Field(default=(), description="one a department")
    anomalies: tuple[Anomaly, ...] = Field(default=(), description="everything in doubt")
    conservation: Conservation = Field(
        default=Conservation(characters=0, accounted=0), description="whether any text was lost"
    )
