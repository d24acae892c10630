"""A batch of files in, one rulebook a year out; what cannot be read spoils only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from rulebook.decisions import year_decisions
from rulebook.inputs import Input, by_year
from rulebook.profiles import year_profile
from rulebook.reading import Failure, fault
from rulebook.sketches import SketchAll, sketch_in_turn
from schemas import Profile, Rulebook

if TYPE_CHECKING:
    from normalize.built import Each
    from normalize.decide import Decisions
    from normalize.sketch import Sketch

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
    inputs: Sequence[Input], done: Done, sketch: SketchAll = sketch_in_turn, each: Each | None = None
) -> Iterator[YearRun]:
    """Read and build year after year, files without a year first; `done` hears of each file as it is finished with.

    Raises ProfileProblem for a profile.toml that cannot be used.
    """
    for year, group in by_year(inputs):
        yield run_year(year, group, done, sketch, year_profile(group), each)


def run_year(
    year: str | None,
    inputs: Sequence[Input],
    done: Done,
    sketch: SketchAll = sketch_in_turn,
    profile: Profile | None = None,
    each: Each | None = None,
) -> YearRun:
    """One rulebook from `inputs`. Failures are in it as anomalies of the code unreadable-file.

    `each` builds the sheets; None: here, one after the other.
    """
    options = {name: value for name, value in (("profile", profile), ("each", each)) if value is not None}
    arriving = _Arriving(zip(inputs, sketch(inputs, profile), strict=True), done)
    decisions = year_decisions(inputs)
    unbuildable: list[Failure] = []
    try:
        rulebook = _rulebook(iter(arriving), decisions.made, options)
    except Exception as error:
        if error is arriving.broke:
            raise
        again = [came for came in sketch(inputs, profile) if not isinstance(came, Failure)]
        rulebook, unbuildable = _without_failing(again, decisions.made, options, error)
    failures = [came for came in arriving.came if isinstance(came, Failure)]
    failures = sorted([*failures, *unbuildable], key=lambda failure: failure.name)
    anomalies = (
        *(failure.error.anomaly(failure.name) for failure in failures),
        *decisions.anomalies,
        *rulebook.anomalies,
    )
    rulebook = rulebook.model_copy(update={"anomalies": anomalies})
    digests = tuple(None if isinstance(came, Failure) else came for came in arriving.came)
    return YearRun(year, len(inputs), tuple(failures), rulebook, digests, profile.measures if profile else ())


class _Arriving:
    """The sketches of a year as they come, each let go of with the next; `done` hears of each file. `came`: of each
    file its SHA-256 as it was read, or its failure. `broke`: what reading itself raised, no fault of a file."""

    def __init__(self, sketches: Iterator[tuple[Input, Sketch | Failure]], done: Done) -> None:
        self._sketches, self._done = sketches, done
        self.came: list[str | Failure] = []
        self.broke: Exception | None = None

    def __iter__(self) -> Iterator[Sketch]:
        sketches, self._sketches = self._sketches, iter(())  # a zip holds what it gave last
        try:
            for item, found in sketches:
                if isinstance(found, Failure):
                    self.came.append(found)
                    self._done(item, found)
                else:
                    self.came.append(found.origin.source.sha256)
                    self._done(item, None)
                    yield found
        except Exception as error:
            self.broke = error
            raise


def _rulebook(sketches: Iterator[Sketch], decisions: Decisions, options: dict[str, Any]) -> Rulebook:
    begun = list(islice(sketches, 1))
    import normalize  # slow to load: other processes read by now

    first = (begun.pop() for _ in range(len(begun)))  # held by nobody once it is asked for
    return normalize.rulebook_of(chain(first, sketches), decisions, **options)


def _without_failing(
    sketches: Sequence[Sketch], decisions: Decisions, options: dict[str, Any], error: Exception
) -> tuple[Rulebook, list[Failure]]:
    """The rulebook without the documents that the normalizer fails on when alone, and those as failures. Where it
    fails on none alone but on all together, with this error, none can be left in."""
    failures = [failure for sketch in sketches if (failure := _fails_alone(sketch, options))]
    if not failures:
        return Rulebook(), [fault(sketch.origin.source.path, error) for sketch in sketches]
    names = {failure.name for failure in failures}
    others = [sketch for sketch in sketches if sketch.origin.source.path not in names]
    try:
        return _rulebook(iter(others), decisions, options), failures
    except Exception as another:
        rulebook, more = _without_failing(others, decisions, options, another)
        return rulebook, failures + more


def _fails_alone(sketch: Sketch, options: dict[str, Any]) -> Failure | None:
    try:
        _rulebook(iter([sketch]), (), options)
    except Exception as error:
        return fault(sketch.origin.source.path, error)
    return None
