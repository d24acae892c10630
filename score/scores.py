"""What scoring gives: frozen values, each with its written reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas import decimal_text
from score.interval import Interval
from score.wording import Said

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RuleScore:
    """What the events of one rule took away or gave, after the rule's own cap, before the caps of what it stands in."""

    rule_id: str
    criterion_id: str
    name: str
    effect: str
    certainty: str
    rows: tuple[int, ...]
    lost: Interval
    gained: Interval
    explanation: tuple[Said, ...]
    open: tuple[Said, ...]

    def as_json(self) -> Json:
        return {
            "rule_id": self.rule_id,
            "criterion_id": self.criterion_id,
            "name": self.name,
            "effect": self.effect,
            "certainty": self.certainty,
            "rows": list(self.rows),
            "lost": self.lost.as_json(),
            "gained": self.gained.as_json(),
            "explanation": said_json(self.explanation),
            "open": said_json(self.open),
        }


@dataclass(frozen=True, slots=True)
class TaskScore:
    """`score` is None where the task has no points of its own: not known, or shared with other tasks of its node."""

    task_id: str
    score: Interval | None
    lost: Interval
    gained: Interval
    rules: tuple[RuleScore, ...]
    explanation: tuple[Said, ...]
    open: tuple[Said, ...]

    def as_json(self) -> Json:
        return {
            "task_id": self.task_id,
            "score": interval_json(self.score),
            "lost": self.lost.as_json(),
            "gained": self.gained.as_json(),
            "explanation": said_json(self.explanation),
            "open": said_json(self.open),
            "rules": [rule.as_json() for rule in self.rules],
        }


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A node of the tree: category, project, item. `tasks` are those that hang directly under it."""

    path: tuple[str, ...]
    points: Decimal | None
    start: Interval | None
    score: Interval | None
    lost: Interval
    gained: Interval
    explanation: tuple[Said, ...]
    open: tuple[Said, ...]
    tasks: tuple[TaskScore, ...]
    children: tuple[NodeScore, ...]

    def as_json(self) -> Json:
        return {
            "path": list(self.path),
            "points": None if self.points is None else decimal_text(self.points),
            "start": interval_json(self.start),
            "score": interval_json(self.score),
            "lost": self.lost.as_json(),
            "gained": self.gained.as_json(),
            "explanation": said_json(self.explanation),
            "open": said_json(self.open),
            "tasks": [task.as_json() for task in self.tasks],
            "children": [child.as_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class SheetScore:
    """One department's year. `before_veto` is the score as it would be; with a veto, `score` is zero."""

    sheet_id: str
    department: str | None
    year: int | None
    points: Decimal | None
    score: Interval | None
    before_veto: Interval | None
    vetoed: bool
    lost: Interval
    gained: Interval
    explanation: tuple[Said, ...]
    open: tuple[Said, ...]
    rules: tuple[RuleScore, ...]
    nodes: tuple[NodeScore, ...]

    def as_json(self) -> Json:
        return {
            "sheet_id": self.sheet_id,
            "department": self.department,
            "year": self.year,
            "points": None if self.points is None else decimal_text(self.points),
            "score": interval_json(self.score),
            "before_veto": interval_json(self.before_veto),
            "vetoed": self.vetoed,
            "lost": self.lost.as_json(),
            "gained": self.gained.as_json(),
            "explanation": said_json(self.explanation),
            "open": said_json(self.open),
            "rules": [rule.as_json() for rule in self.rules],
            "nodes": [node.as_json() for node in self.nodes],
        }


@dataclass(frozen=True, slots=True)
class BookScore:
    """Scores of every department of a rulebook, in its order."""

    events: int
    sheets: tuple[SheetScore, ...]

    def as_json(self) -> Json:
        return {"events": self.events, "departments": [sheet.as_json() for sheet in self.sheets], "refused": []}


def interval_json(interval: Interval | None) -> Json | None:
    return None if interval is None else dict(interval.as_json())


def said_json(sentences: tuple[Said, ...]) -> list[dict[str, str]]:
    return [said.as_json() for said in sentences]
