"""A batch of files in, one rulebook a year out; what cannot be read spoils only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulebook.decisions import year_decisions
from rulebook.inputs import Input, by_year
from rulebook.profiles import year_profile
from rulebook.reading import Failure, Outcome, ReadAll, fault, read_in_turn
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
    arriving = _Arriving(zip(inputs, read(inputs), strict=True), done)
    decisions = year_decisions(inputs)
    rulebook, unbuildable = _build(arriving, decisions.made, _options(profile, each))
    outcomes = arriving.rest()
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    digests = [None if isinstance(outcome, Failure) else outcome.source.sha256 for outcome in outcomes]
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


class _Arriving:
    """The documents of a year as they are read, so that each is worked on while others still are; `done` hears of
    each file, and what came of all is kept."""

    def __init__(self, outcomes: Iterator[tuple[Input, Outcome]], done: Done) -> None:
        self._outcomes, self._done = outcomes, done
        self._came: list[Outcome] = []
        self._broke: Exception | None = None
        self._next()  # other processes begin to read

    def __iter__(self) -> Iterator[Document]:
        """All documents, those that came before first."""
        at = 0
        while at < len(self._came) or self._next():
            outcome = self._came[at]
            at += 1
            if not isinstance(outcome, Failure):
                yield outcome

    def rest(self) -> list[Outcome]:
        """What came of all files. Raises what reading itself raised."""
        while self._next():
            pass
        if self._broke is not None:
            raise self._broke
        return self._came

    def _next(self) -> bool:
        if self._broke is not None:
            return False
        try:
            item, outcome = next(self._outcomes)
            self._done(item, outcome if isinstance(outcome, Failure) else None)
        except StopIteration:
            return False
        except Exception as error:  # no fault of a document
            self._broke = error
            return False
        self._came.append(outcome)
        return True


def _build(
    documents: Iterable[Document], decisions: Decisions, options: dict[str, Any]
) -> tuple[Rulebook, list[Failure]]:
    """The rulebook of `documents`. Those that the normalizer fails on when alone are left out and reported; where it
    fails on none alone but on all together, none can be left in."""
    import normalize  # slow to load: other processes read meanwhile

    try:
        return normalize.build_rulebook(documents, decisions, **options), []
    except Exception as error:
        documents = list(documents)
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
