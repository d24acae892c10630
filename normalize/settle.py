"""Which anomalies decisions close, and which decisions come back as anomalies because their text has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from normalize.decide import Replay, Spot
from normalize.decide_nodes import sheet_text, task_text
from normalize.layout.labels import squash
from schemas import Accept, Anomaly, Decided, DismissRule, NotAnAnomaly, Sheet, make_anomaly
from schemas.catalogue.decisions import KINDS

_SETTLES = (Accept, NotAnAnomaly)


def node_texts(sheets: Iterable[Sheet]) -> dict[str, str]:
    """The text that a decision on a node is made on, by the node's id."""
    texts: dict[str, str] = {}
    for sheet in sheets:
        texts[sheet.id] = sheet_text(sheet)
        for task in sheet.tasks:
            texts[task.id] = task_text(task)
            for criterion in task.criteria:
                texts[criterion.id] = criterion.text
                texts |= {rule.id: rule.text for rule in criterion.rules}
    return texts


def anomaly_text(anomaly: Anomaly, texts: Mapping[str, str]) -> str:
    """The text that accepting an anomaly is made on: its evidence after repairs, else its node, else its message."""
    shown = " / ".join(text for text in (evidence.replay() for evidence in anomaly.evidence) if text.strip())
    return shown or texts.get(anomaly.where) or anomaly.message


def settle(anomalies: Sequence[Anomaly], sheets: Sequence[Sheet], replay: Replay) -> tuple[Anomaly, ...]:
    """The anomalies with those closed that a decision answers, and one more for each decision that does not hold."""
    if not replay.decisions:
        return tuple(anomalies)
    return _Settling(anomalies, sheets, replay).all()


class _Settling:
    def __init__(self, anomalies: Sequence[Anomaly], sheets: Sequence[Sheet], replay: Replay) -> None:
        self.anomalies, self.sheets, self.replay = anomalies, sheets, replay
        self.texts = node_texts(sheets)
        self.closed: dict[str, str] = {}
        self.by_node: dict[str, list[Anomaly]] = defaultdict(list)
        self.by_code: dict[str, list[Anomaly]] = defaultdict(list)
        for anomaly in anomalies:
            self.by_node[anomaly.where].append(anomaly)
            self.by_code[anomaly.code].append(anomaly)
        self.touched = {d.where for d in replay.decisions if d.id in replay.applied}

    def all(self) -> tuple[Anomaly, ...]:
        back: list[Anomaly] = []
        for decision in self.replay.decisions:
            if isinstance(decision, _SETTLES):
                back += self._answer(decision)
            elif decision.id in self.replay.applied:
                self._close_answered(decision)
            elif decision.id in self.replay.problems:
                problem, problem_zh = self.replay.problems[decision.id]
                back.append(_back("decision-invalid", decision, self._where(decision), problem, problem_zh))
            else:
                back.append(self._stale(decision))
        kept = tuple(
            anomaly.model_copy(update={"status": "closed", "decision": self.closed[anomaly.id]})
            if anomaly.id in self.closed
            else anomaly
            for anomaly in self.anomalies
        )
        return (*kept, *{anomaly.id: anomaly for anomaly in back}.values())

    def _answer(self, decision: Decided) -> Iterator[Anomaly]:
        """Close what was accepted, where it still says the same; else the decision is stale or has nothing to do."""
        here = [a for a in self.by_node[decision.where] if a.code == decision.code]
        at_place = [a for a in self.by_code[decision.code or ""] if self.replay.stands_at(decision, _spots(a))]
        for candidates in (here, at_place):
            same = [a for a in candidates if anomaly_text(a, self.texts) == decision.text]
            found = [a for a in same if a.id == decision.anomaly] or same
            if len(found) == 1 or (found and candidates is here):
                self.closed.setdefault(found[0].id, decision.id)
                return
        if self.touched.isdisjoint((decision.where, *decision.within)) and (here or not self._still_stands(decision)):
            yield self._stale(decision)

    def _still_stands(self, decision: Decided) -> bool:
        """Whether the text is where it was though nothing doubts it any more."""
        text = squash(decision.text)
        return any(text in squash(whole) for whole in self._whole_texts(decision.where))

    def _whole_texts(self, where: str) -> Iterator[str]:
        if where in self.texts:
            yield self.texts[where]
        for sheet in self.sheets:
            for task in sheet.tasks:
                if where in (task.id, *(c.id for c in task.criteria), *(r.id for c in task.criteria for r in c.rules)):
                    yield from (evidence.replay() for evidence in task.evidence)
                    yield from (evidence.replay() for duty in task.duties for evidence in duty.evidence)
                    yield from (evidence.replay() for criterion in task.criteria for evidence in criterion.evidence)

    def _close_answered(self, decision: Decided) -> None:
        for anomaly in self.by_node[decision.where]:
            if anomaly.code == decision.code or isinstance(decision, DismissRule):
                self.closed.setdefault(anomaly.id, decision.id)
        if decision.anomaly is not None and any(a.id == decision.anomaly for a in self.by_code[decision.code or ""]):
            self.closed.setdefault(decision.anomaly, decision.id)

    def _stale(self, decision: Decided) -> Anomaly:
        return _back("stale-decision", decision, self._where(decision), now=self._now(decision))

    def _where(self, decision: Decided) -> str:
        """The node that a decision is shown at: its own, or the nearest that is left of what it lay in."""
        left = (node for node in (decision.where, *decision.within) if node in self.texts)
        return next(left, decision.place.source if decision.place else decision.where)

    def _now(self, decision: Decided) -> str:
        if isinstance(decision, _SETTLES):
            for anomaly in self.by_node[decision.where]:
                if anomaly.code == decision.code:
                    return anomaly_text(anomaly, self.texts)
        return self.texts.get(decision.where, "–")


def _back(code: str, decision: Decided, where: str, problem: str = "", problem_zh: str = "", now: str = "") -> Anomaly:
    return make_anomaly(
        code,
        where,
        decision=decision.id,
        kind=decision.kind,
        kind_zh=KINDS[decision.kind][1],
        who=decision.who,
        before=decision.text,
        now=now,
        problem=problem,
        problem_zh=problem_zh,
    )


def _spots(anomaly: Anomaly) -> list[Spot]:
    return [(place.source, place.anchor) for evidence in anomaly.evidence for place in evidence.places]
