"""A batch of files in, one rulebook a year out; what cannot be read spoils only itself."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import extract
import normalize
from extract.errors import UnreadableFile
from normalize.decide import Decisions
from rulebook.decisions import year_decisions
from rulebook.inputs import Input
from schemas import Document, Rulebook


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and for a fault of the program its traceback."""

    name: str
    error: UnreadableFile
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class YearRun:
    """What a run made of one year's files; `year` is None for files outside any year's folder."""

    year: str | None
    files: int
    failures: tuple[Failure, ...]
    rulebook: Rulebook


def run_years(inputs: Sequence[Input], done: Callable[[Input, Failure | None], None]) -> Iterator[YearRun]:
    """Read and build year after year, files without a year first; `done` hears of each file as it is finished with."""
    by_year = sorted(inputs, key=lambda item: (item.year or "", item))
    for year, group in groupby(by_year, key=lambda item: item.year):
        yield run_year(year, tuple(group), done)


def run_year(year: str | None, inputs: Sequence[Input], done: Callable[[Input, Failure | None], None]) -> YearRun:
    """One rulebook from `inputs`. Failures are in it as anomalies of the code unreadable-file."""
    documents: list[Document] = []
    failures: list[Failure] = []
    for item in inputs:
        outcome = _read(item)
        if isinstance(outcome, Failure):
            failures.append(outcome)
            done(item, outcome)
        else:
            documents.append(outcome)
            done(item, None)
    decisions = year_decisions(inputs)
    rulebook, unbuildable = _build(documents, decisions.made)
    failures = sorted([*failures, *unbuildable], key=lambda failure: failure.name)
    anomalies = (
        *(failure.error.anomaly(failure.name) for failure in failures),
        *decisions.anomalies,
        *rulebook.anomalies,
    )
    return YearRun(year, len(inputs), tuple(failures), rulebook.model_copy(update={"anomalies": anomalies}))


def _read(item: Input) -> Document | Failure:
    try:
        return extract.read_document(item.path, item.root)
    except UnreadableFile as error:
        return Failure(item.name, error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Failure(
            item.name,
            UnreadableFile(
                item.name,
                f"the system says: {reason}",
                f"系统提示:{reason}",
                "Check the file's permissions and that it is not open elsewhere",
                "请检查文件权限,并确认文件未被其他程序占用",
            ),
        )
    except Exception as error:  # a fault of the reader must not cost the other files
        return _fault(item.name, error)


def _build(documents: Sequence[Document], decisions: Decisions = ()) -> tuple[Rulebook, list[Failure]]:
    """The rulebook of `documents`. Those that the normalizer fails on when alone are left out and reported; where it
    fails on none alone but on all together, none can be left in."""
    try:
        return normalize.build_rulebook(documents, decisions), []
    except Exception as error:
        failures = [failure for document in documents if (failure := _fails_alone(document))]
        if not failures:
            return Rulebook(), [_fault(document.source.path, error) for document in documents]
        failed = {failure.name for failure in failures}
        others = [document for document in documents if document.source.path not in failed]
        rulebook, more = _build(others, decisions)
        return rulebook, failures + more


def _fails_alone(document: Document) -> Failure | None:
    try:
        normalize.build_rulebook([document])
    except Exception as error:
        return _fault(document.source.path, error)
    return None


def _fault(name: str, error: Exception) -> Failure:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(
        name,
        UnreadableFile(
            name,
            f"the program failed on it ({what})",
            f"程序处理此文件时出错({what})",
            "Run again with --debug and report the traceback with the file, or issue the document in another format",
            "请加 --debug 重新运行并连同文件报告出错信息,或改用其他格式的文件",
        ),
        trace="".join(traceback.format_exception(error)),
    )
