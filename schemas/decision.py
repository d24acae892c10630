"""What a reviewer decided: one line of decisions.jsonl, written once and never changed.

A decision names the doubt it answers (`code`, `anomaly`), the node (`where`), the place in the source, and the text
that the reviewer saw. It holds as long as that text does: a decision whose text has changed is not applied.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from schemas.base import Exact, Model
from schemas.rulebook import Amount, Cap, Count, Effect, Target
from schemas.source import Anchor

DecisionId = Annotated[str, Field(pattern=r"^d-[0-9a-f]{12}$")]
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def _a_moment(text: str) -> str:
    """A line written by hand may name a 31st of February, or a year that no later decision could follow."""
    try:
        year = datetime.strptime(text, MOMENT).year
    except ValueError:
        year = None
    if year is None or year == datetime.max.year:
        raise ValueError(f"{text} is no moment")
    return text


Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"), AfterValidator(_a_moment)]


class SourcePlace(Model):
    """Where the node began in the source: the file by path and by content, and the cell."""

    path: str = Field(description="Source.path")
    source: str = Field(description="Source.id of the file that was seen")
    anchor: Anchor


class Made(Model):
    """What every line has: who decided, when, and why."""

    id: DecisionId = Field(description="d- and 12 hex digits of the SHA-256 of the rest of the line")
    when: Moment = Field(description="UTC; the order in which decisions are applied")
    who: str = Field(min_length=1, max_length=200)
    note: str = ""


class Aimed(Made):
    """A decision about a node of the rulebook."""

    where: str = Field(description="id of the node that is decided on")
    text: str = Field(
        description="the text it was made on: of the anomaly for accept and not-an-anomaly, or the node's"
    )
    place: SourcePlace | None = None
    within: tuple[str, ...] = Field(default=(), description="ids of what the node lies in, innermost first")
    code: str | None = Field(default=None, description="code of the anomaly that it answers")
    anomaly: str | None = Field(default=None, description="id of that anomaly")
    after: DecisionId | None = Field(default=None, description="the last decision on the node that its maker had seen")


class Accept(Aimed):
    """As parsed: the flag is settled."""

    kind: Literal["accept"] = "accept"


class NotAnAnomaly(Aimed):
    """There was nothing to flag."""

    kind: Literal["not-an-anomaly"] = "not-an-anomaly"


class CorrectText(Aimed):
    """Another text for a criterion, a duty, or all duties or criteria of a task (`text` is then the cell as read)."""

    kind: Literal["correct-text"] = "correct-text"
    part: Literal["criterion", "duty", "duties", "criteria"] = "criterion"
    to: str


class RuleChange(Model):
    """The fields of a rule that are to be other than parsed; those that are not given stay."""

    text: str | None = None
    trigger: str | None = None
    subject: str | None = None
    effect: Effect | None = None
    amount: Amount | None = None
    per: tuple[str, ...] | None = None
    count: Count | None = None
    step: Exact | None = None
    target: Target | None = None
    cap: Cap | None = None
    scope: Literal["task", "total"] | None = None
    reference: str | None = None


class CorrectRule(Aimed):
    """Other fields for a rule."""

    kind: Literal["correct-rule"] = "correct-rule"
    change: RuleChange


class NodeChange(Model):
    """The fields of a task (of its path at `level`) or of a sheet that are to be other than read."""

    name: str | None = None
    points: Exact | None = None
    methods: tuple[str, ...] | None = None
    assessors: tuple[str, ...] | None = None
    department: str | None = None
    year: int | None = None


class CorrectNode(Aimed):
    """Another name or points of a level of a task's path, other methods or assessors; of a sheet, who and when."""

    kind: Literal["correct-node"] = "correct-node"
    level: int | None = Field(default=None, ge=0, description="of the path, category = 0; null: its last level")
    change: NodeChange


class Split(Aimed):
    """One criterion is several: `parts`, one after the other, are its text."""

    kind: Literal["split"] = "split"
    parts: tuple[str, ...] = Field(min_length=2)


class Join(Aimed):
    """The criterion goes on in the next one, whose id and text are given."""

    kind: Literal["join"] = "join"
    other: str
    other_text: str


class DismissRule(Aimed):
    """What was read as a rule is none."""

    kind: Literal["dismiss-rule"] = "dismiss-rule"


class AddRule(Aimed):
    """A rule that the criterion `where` has and the parser did not find; its text is part of the criterion's."""

    kind: Literal["add-rule"] = "add-rule"
    rule: RuleChange


class Undo(Made):
    """Takes an earlier decision back; of an undo, puts it in force again."""

    kind: Literal["undo"] = "undo"
    decision: DecisionId


Decided = Accept | NotAnAnomaly | CorrectText | CorrectRule | CorrectNode | Split | Join | DismissRule | AddRule
Decision = Annotated[Decided | Undo, Field(discriminator="kind")]
DECISION: TypeAdapter[Decided | Undo] = TypeAdapter(Decision)
