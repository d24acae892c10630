"""A run as the page needs it: the rulebook with an index of its nodes and anomalies in reading order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from normalize.settle import anomaly_text, node_texts
from rulebook.books import UnusableBook, json_bytes, read_book, years_in
from schemas import Anomaly, Criterion, Evidence, Place, Rule, Rulebook, Sheet, Source, Task


class RunProblem(Exception):  # noqa: N818 - as the reader of a message knows it
    """A folder that holds no run that can be reviewed; the message says what to do, in both languages."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with what it lies in; `rule` is None for a criterion, and so on up to a sheet."""

    sheet: Sheet
    task: Task | None = None
    criterion: Criterion | None = None
    rule: Rule | None = None

    @property
    def node(self) -> Sheet | Task | Criterion | Rule:
        return self.rule or self.criterion or self.task or self.sheet

    @property
    def within(self) -> tuple[str, ...]:
        """Ids of what it lies in, innermost first."""
        nodes = [node for node in (self.rule, self.criterion, self.task, self.sheet) if node is not None]
        return tuple(node.id for node in nodes[1:])

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it stands in the source; of a node without places of its own, those of what it lies in."""
        for node in (self.rule, self.criterion, self.task, self.sheet):
            found = places_of(node.evidence) if node is not None else ()
            if found:
                return found
        return ()


@dataclass(frozen=True, slots=True)
class Case:
    """An anomaly with its place. `number` is its position in reading order, from 0."""

    number: int
    anomaly: Anomaly
    spot: Spot | None
    text: str
    places: tuple[Place, ...]

    @property
    def sheet(self) -> Sheet | None:
        return self.spot.sheet if self.spot else None

    @property
    def haystack(self) -> str:
        """What a search looks through."""
        anomaly = self.anomaly
        path = " ".join(name for name, _ in self.spot.task.path) if self.spot and self.spot.task else ""
        department = self.sheet.department if self.sheet else ""
        parts = (anomaly.code, anomaly.message, anomaly.message_zh, self.text, path, department or "")
        return " ".join(parts).lower()


@dataclass(frozen=True)
class Run:
    """One year's run: the rulebook, where its sources lie (`roots` by source path) and its file of decisions."""

    folder: Path
    rulebook: Rulebook
    roots: Mapping[str, Path]
    decisions: Path
    written: str
    measures: tuple[str, ...] = ()  # the institution's own

    @cached_property
    def spots(self) -> dict[str, Spot]:
        return {spot.node.id: spot for sheet in self.rulebook.sheets for spot in _spots(sheet)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.id: source for source in self.rulebook.sources}

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The anomalies in the order of the rulebook; those of files first."""
        order = {node: n for n, node in enumerate(self.spots)}
        texts = node_texts(self.rulebook.sheets)
        ranked = sorted(self.rulebook.anomalies, key=lambda anomaly: order.get(anomaly.where, -1))
        return tuple(self._case(n, anomaly, texts) for n, anomaly in enumerate(ranked))

    @cached_property
    def by_id(self) -> dict[str, Case]:
        return {case.anomaly.id: case for case in self.cases}

    @cached_property
    def by_node(self) -> dict[str, tuple[Case, ...]]:
        """The cases that point at a node, by its id."""
        found: dict[str, tuple[Case, ...]] = {}
        for case in self.cases:
            found[case.anomaly.where] = (*found.get(case.anomaly.where, ()), case)
        return found

    @cached_property
    def haystacks(self) -> tuple[str, ...]:
        return tuple(case.haystack for case in self.cases)

    def _case(self, number: int, anomaly: Anomaly, texts: Mapping[str, str]) -> Case:
        spot = self.spots.get(anomaly.where)
        places = places_of(anomaly.evidence) or (spot.places if spot else ())
        return Case(number, anomaly, spot, anomaly_text(anomaly, texts), places)


def places_of(evidence: tuple[Evidence, ...]) -> tuple[Place, ...]:
    return tuple(place for one in evidence for place in one.places)


def _spots(sheet: Sheet) -> Iterator[Spot]:
    yield Spot(sheet)
    for task in sheet.tasks:
        yield Spot(sheet, task)
        for criterion in task.criteria:
            yield Spot(sheet, task, criterion)
            for rule in criterion.rules:
                yield Spot(sheet, task, criterion, rule)


def load_run(folder: Path, raw: Path | None = None) -> Run:
    """The run whose files are in `folder`; `raw` stands in for the source folder that run.json names.

    Raises RunProblem where rulebook.json or run.json is not there or not what rulebook extract writes.
    """
    book, log = folder / "rulebook.json", folder / "run.json"
    for path in (book, log):
        if not path.is_file():
            hint, hint_zh = years_in(folder) or (": run `rulebook extract` first", ":请先运行 rulebook extract")
            raise RunProblem(f"{path.as_posix()} is not there{hint}", f"找不到 {path.as_posix()}{hint_zh}")
    try:
        told = json.loads(json_bytes(log))
        roots = {str(path): raw or Path(root) for path, root in told["roots"].items()}
        decisions = raw / Path(told["decisions"]).relative_to(told["root"]) if raw else Path(told["decisions"])
        return Run(
            folder.resolve(), read_book(book), roots, decisions, str(told["written"]), tuple(told.get("measures", ()))
        )
    except UnusableBook as error:
        raise RunProblem(error.message, error.message_zh) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        first = str(error).splitlines()[0]
        raise RunProblem(
            f"{folder.as_posix()} does not hold what `rulebook extract` writes ({first}): run it again",
            f"{folder.as_posix()} 中不是 rulebook extract 生成的结果({first}):请重新运行",
        ) from error
