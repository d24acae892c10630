"""A batch of files in, one rulebook a year out; what cannot be read spoils only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulebook.decisions import year_decisions
from rulebook.inputs import Input, by_year
from rulebook.profiles import year_profile
from rulebook.reading import Failure, ReadAll, fault, read_in_turn
from schemas import Document, Profile, Rulebook

if TYPE_CHECKING:
    from normalize.built import Each
    from normalize.decide import Decisions

Done = Callable[[Input, Failure | None], None]


@dataclass(frozen=True, slots=True)
class YearRun:
    """What a run made of one year's files; `year` is None for files outside any year's folder. `digests` are the
    SHA-256 of the files as they were read, None of those that could not be. `measures` are the institution's own."""

    year: str | None
    files: int
    failures: tuple[Failure, ...]
    rulebook: Rulebook
    digests: tuple[str | None, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """How many anomalies of severity error are open."""
        return sum(anomaly.severity == "error" and anomaly.status == "open" for anomaly in self.rulebook.anomalies)


def run_years(
    inputs: Sequence[Input], done: Done, read: ReadAll = read_in_turn, each: Each | None = None
) -> Iterator[YearRun]:
    """Read and build year after year, files without a year first; `done` hears of each file as it is finished with.

    Raises ProfileProblem for a profile.toml that cannot be used.
    """
    for year, group in by_year(inputs):
        yield run_year(year, group, done, read, year_profile(group), each)


def run_year(
    year: str | None,
    inputs: Sequence[Input],
    done: Done,
    read: ReadAll = read_in_turn,
    profile: Profile | None = None,
    each: Each | None = None,
) -> YearRun:
    """One rulebook from `inputs`. Failures are in it as anomalies of the code unreadable-file.

    `each` builds the sheets; None: here, one after the other.
    """
    documents: list[Document] = []
    failures: list[Failure] = []
    digests: list[str | None] = []
    for item, outcome in zip(inputs, read(inputs), strict=True):
        if isinstance(outcome, Failure):
            failures.append(outcome)
            digests.append(None)
            done(item, outcome)
        else:
            documents.append(outcome)
            digests.append(outcome.source.sha256)
            done(item, None)
    decisions = year_decisions(inputs)
    rulebook, unbuildable = _build(documents, decisions.made, _options(profile, each))
    failures = sorted([*failures, *unbuildable], key=lambda failure: failure.name)
    anomalies = (
        *(failure.error.anomaly(failure.name) for failure in failures),
        *decisions.anomalies,
        *rulebook.anomalies,
    )
    rulebook = rulebook.model_copy(update={"anomalies": anomalies})
    measures = profile.measures if profile else ()
    return YearRun(year, len(inputs), tuple(failures), rulebook, tuple(digests), measures)


def _options(profile: Profile | None, each: Each | None) -> dict[str, Any]:
    """What the normalizer is given beside documents and decisions."""
    return {name: value for name, value in (("profile", profile), ("each", each)) if value is not None}


def _build(
    documents: Sequence[Document], decisions: Decisions, options: dict[str, Any]
) -> tuple[Rulebook, list[Failure]]:
    """The rulebook of `documents`. Those that the normalizer fails on when alone are left out and reported; where it
    fails on none alone but on all together, none can be left in."""
    import normalize  # slow to load: other processes read meanwhile

    try:
        return normalize.build_rulebook(documents, decisions, **options), []
    except Exception as error:
        failures = [failure for document in documents if (failure := _fails_alone(document, options))]
        if not failures:
            return Rulebook(), [fault(document.source.path, error) for document in documents]
        failed = {failure.name for failure in failures}
        others = [document for document in documents if document.source.path not in failed]
        rulebook, more = _build(others, decisions, options)
        return rulebook, failures + more


def _fails_alone(document: Document, options: dict[str, Any]) -> Failure | None:
    import normalize

    try:
        normalize.build_rulebook([document], (), **options)
    except Exception as error:
        return fault(document.source.path, error)
    return None
