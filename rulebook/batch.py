"""Year after year: those whose outputs stand are left as they are, the others are read, built and written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rulebook.inputs import Input, by_year
from rulebook.marks import MadeFrom
from rulebook.profiles import year_profile

if TYPE_CHECKING:
    from normalize.built import Each
    from rulebook.dask_engine import DaskEngine
    from rulebook.pool import Pool
    from rulebook.reading import Failure, Heard
    from rulebook.run import Done, YearRun
    from rulebook.sketches import SketchAll


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A year left as it is. `errors`: its open anomalies of severity error."""

    year: str | None
    files: int
    errors: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A year none of whose files could be read: what an earlier run wrote of them stands."""

    year: str | None
    files: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a run reads. `cache`: where what was read is kept, None for the user's caches; `afresh`: no cache,
    and no year is left as it is. `engine`: local, dask (workers begun here) or dask://host:port. `heard` is told of
    pages that are recognised."""

    jobs: int
    cache: Path | None = None
    afresh: bool = False
    engine: str = "local"
    heard: Heard | None = None


Write = Callable[["YearRun", Sequence[Input], Path], Iterable[Path]]


def run_batch(
    inputs: Sequence[Input], output: Path, how: Reading, done: Done, write: Write, language: str
) -> Iterator[tuple[Unchanged | Kept | YearRun, Path]]:
    """What became of each year, and its folder. `write` writes a year's files and gives the paths of those that are
    the same whenever they are made from the same, in this `language`. Raises ProfileProblem."""
    with _ways(how) as ways:
        for year, group in by_year(inputs):
            folder = output / year if year else output
            roots = {os.path.realpath(item.root) for item in group}
            profile = year_profile(group)
            told = profile.model_dump_json() if profile else ""
            made = MadeFrom(group, folder, (language, told, *sorted(roots)))
            mark = None if how.afresh else made.standing()
            if mark:
                yield Unchanged(year, len(group), mark.errors), folder
                continue
            from rulebook.run import run_year  # slow to load, and a year that stands does not need it

            sketch, each = ways()
            run = run_year(year, group, done, sketch, profile, each)
            if not run.rulebook.sources and has_sources(folder):
                yield Kept(year, run.files, run.failures), folder
                continue
            outputs = tuple(write(run, group, folder))
            made.settle(run.digests, outputs, run.errors)
            yield run, folder


def has_sources(folder: Path) -> bool:
    """Whether a rulebook that was made from something lies in `folder`."""
    try:
        return bool(json.loads((folder / "rulebook.json").read_bytes())["sources"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _engine(how: Reading) -> Pool | DaskEngine:
    from rulebook.pool import Pool, load_normalizer

    if how.engine == "local":
        return Pool(how.jobs, meanwhile=load_normalizer, heard=how.heard)
    from rulebook.dask_engine import DaskEngine

    return DaskEngine(how.engine, how.jobs, meanwhile=load_normalizer)


@contextmanager
def _ways(how: Reading) -> Iterator[Callable[[], tuple[SketchAll, Each]]]:
    """What gives the ways to sketch files and to build sheets, once they are needed."""
    with ExitStack() as stack:
        made: list[tuple[SketchAll, Each]] = []

        def ways() -> tuple[SketchAll, Each]:
            if not made:
                from rulebook.cache import cache_settings, with_sheets, with_sketches
                from rulebook.sketches import sketching, steady

                cache = stack.enter_context(cache_settings(how.cache, how.afresh))
                engine = _engine(how)
                stack.enter_context(engine)
                fresh = steady(sketching(engine.read_all)), engine.build_all
                made.append((with_sketches(fresh[0], cache), with_sheets(fresh[1], cache)) if cache else fresh)
            return made[0]

        yield ways
