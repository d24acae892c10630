"""Where the review stands: which decisions are in force, what they settle, who was first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from normalize.decide import in_force
from review.book import Case, Run
from rulebook.decisions import Line, Refused, read_decisions
from schemas import CorrectNode, CorrectRule, CorrectText, Criterion, Decided, DismissRule, Undo


class Conflict(Refused):
    """Somebody decided on the same thing meanwhile."""

    def __init__(self, theirs: Decided) -> None:
        super().__init__(theirs.id)
        self.theirs = theirs


@dataclass(frozen=True)
class Standing:
    """The decisions of a run's file as they stand now; `unreadable` counts the lines that are none."""

    run: Run
    made: tuple[Line, ...]
    unreadable: int

    @cached_property
    def active(self) -> tuple[Decided, ...]:
        return in_force(self.made)

    @cached_property
    def _by_anomaly(self) -> dict[str, Decided]:
        return {decision.anomaly: decision for decision in self.active if decision.anomaly}

    @cached_property
    def _by_id(self) -> dict[str, Decided]:
        return {decision.id: decision for decision in self.active}

    def decision_on(self, case: Case) -> Decided | None:
        """The decision in force that answers an anomaly, whether this run has replayed it or not."""
        pending = self._by_anomaly.get(case.anomaly.id)
        return pending or self._by_id.get(case.anomaly.decision or "")

    def is_open(self, case: Case) -> bool:
        if case.anomaly.code in ("stale-decision", "decision-invalid"):
            return self.unapplied(case) is not None
        return self.decision_on(case) is None

    def last_on(self, node: str, anomaly: str | None) -> Decided | None:
        return latest(self.active, node, anomaly)

    def correction_of(self, node: str) -> Decided | None:
        """The last correction of a rule, task or sheet itself (not of a text)."""
        found = [d for d in self.active if d.where == node and isinstance(d, CorrectRule | DismissRule | CorrectNode)]
        return found[-1] if found else None

    def waits(self, decision: Line) -> bool:
        """Whether a decision was made after this run, so that the next one is the first to know of it."""
        return decision.when > self.run.written

    @cached_property
    def pending(self) -> int:
        """How many decisions and undos wait for the next run."""
        return sum(self.waits(decision) for decision in self.made)

    def last_of(self, who: str) -> Decided | None:
        """The reviewer's last decision: the one that an undo takes back."""
        own = [decision for decision in self.active if decision.who == who]
        return own[-1] if own else None

    def unapplied(self, case: Case) -> Decided | None:
        """The decision in force that came back as this anomaly, stale or invalid."""
        if case.anomaly.code not in ("stale-decision", "decision-invalid"):
            return None
        return next((decision for decision in self.active if decision.id in case.anomaly.message), None)

    @cached_property
    def open_cases(self) -> tuple[Case, ...]:
        return tuple(case for case in self.run.cases if self.is_open(case))

    @cached_property
    def open_by_sheet(self) -> Counter[str]:
        return Counter(case.sheet.id for case in self.open_cases if case.sheet)

    @cached_property
    def all_by_sheet(self) -> Counter[str]:
        return Counter(case.sheet.id for case in self.run.cases if case.sheet)

    def text_of(self, criterion: Criterion) -> str:
        """A criterion's text as the corrections make it that this run has not replayed yet."""
        text = criterion.text
        for decision in self.active:
            if isinstance(decision, CorrectText) and decision.where == criterion.id and decision.text == text:
                text = decision.to
        return text


def latest(active: Sequence[Decided], node: str, anomaly: str | None) -> Decided | None:
    """The last decision on a node or an anomaly."""
    found = _on(active, node, anomaly)
    return found[-1] if found else None


def _on(active: Sequence[Decided], node: str, anomaly: str | None) -> list[Decided]:
    return [d for d in active if d.where == node or (anomaly is not None and d.anomaly == anomaly)]


def standing_of(run: Run) -> Standing:
    """As the file is now; one that cannot be opened counts as unreadable."""
    try:
        found = read_decisions(run.decisions)
    except OSError:
        return Standing(run, (), 1)
    return Standing(run, found.made, len(found.anomalies))


def refuse_conflict(made: Sequence[Line], fields: dict[str, object], seen: str | None) -> None:
    """Raises Conflict where the last decision on the same node or anomaly is not the one that was `seen`."""
    if fields["kind"] == "undo":
        if not any(d.id == fields["decision"] for d in in_force_lines(made)):
            raise Refused(str(fields["decision"]))
        return
    found = _on(in_force(made), str(fields["where"]), fields.get("anomaly"))  # type: ignore[arg-type]
    at = next((n for n, decision in enumerate(found, 1) if decision.id == seen), 0)
    theirs = [decision for decision in found[at:] if not _apart(decision, fields)]
    if theirs:
        raise Conflict(theirs[-1])


def _apart(theirs: Decided, fields: dict[str, object]) -> bool:
    """Answers to two doubts of one node contradict nothing: neither changes what the other was given on."""
    answers = ("accept", "not-an-anomaly")
    return theirs.kind in answers and fields["kind"] in answers and theirs.anomaly != fields.get("anomaly")


def in_force_lines(made: Sequence[Line]) -> tuple[Line, ...]:
    """As in_force, with the undos that nobody took back."""
    undone: set[str] = set()
    for line in sorted(made, key=lambda d: (d.when, d.id), reverse=True):
        if isinstance(line, Undo) and line.id not in undone:
            undone.add(line.decision)
    return tuple(line for line in made if line.id not in undone)
