"""Files to documents: what was read, or why it could not be. One file after the other; `rulebook.pool` does several."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import extract
from extract.errors import UnreadableFile
from rulebook.inputs import Input
from schemas import Document, Source

if TYPE_CHECKING:
    from extract.pdf.reading import PageReading


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and for a fault of the program its traceback."""

    name: str
    error: UnreadableFile
    trace: str | None = None


T = TypeVar("T")


class NotReadError(Exception):
    """Pages that do not come."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.name)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Pages:
    """A long PDF whose pages are still on their way: to be asked for once, in order, before what comes after it. To
    ask raises NotReadError where a page could not be read."""

    source: Source
    pieces: Iterator[list[PageReading] | Failure]

    def __iter__(self) -> Iterator[PageReading]:
        for piece in self.pieces:
            if isinstance(piece, Failure):
                raise NotReadError(piece)
            yield from piece


Outcome = Document | Pages | Failure
ReadAll = Callable[[Sequence[Input]], Iterator[Outcome]]
"""Reads files and gives what came of each, in their order, as soon as it is known."""


Heard = Callable[[str, int, int], None]
"""Hears of character recognition: in what (a file, or a piece of one), how many pages are done, of how many."""


def unheard(_name: str, _done: int, _total: int) -> None:
    """For those who do not want to know."""


def read_in_turn(inputs: Sequence[Input], heard: Heard = unheard) -> Iterator[Outcome]:
    """One after the other, in this process."""
    return (read_input(item, heard) for item in inputs)


def read_input(item: Input, heard: Heard = unheard) -> Outcome:
    """One file; whatever goes wrong is told, nothing is raised."""
    return guarded(item.name, lambda: extract.read_document(item.path, item.root, partial(heard, item.name)))


def whole_document(outcome: Outcome) -> Document | Failure:
    """What was read, with all of its pages."""
    if not isinstance(outcome, Pages):
        return outcome
    from extract.pdf.assembly import assemble

    return guarded(outcome.source.path, partial(assemble, outcome.source, outcome))


def guarded(name: str, read: Callable[[], T]) -> T | Failure:
    """What `read` gives, or its failure to."""
    try:
        return read()
    except NotReadError as error:
        return error.failure
    except UnreadableFile as error:
        return Failure(name, error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Failure(
            name,
            UnreadableFile(
                name,
                f"the system says: {reason}",
                f"系统提示:{reason}",
                "Check the file's permissions and that it is not open elsewhere",
                "请检查文件权限,并确认文件未被其他程序占用",
            ),
        )
    except Exception as error:  # a fault of the reader must not cost the other files
        return fault(name, error)


def fault(name: str, error: Exception) -> Failure:
    """A fault of the program on a file, not of the file."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return failure(name, f"the program failed on it ({what})", f"程序处理此文件时出错({what})", trace_of(error))


def failure(name: str, problem: str, problem_zh: str, trace: str | None = None) -> Failure:
    return Failure(
        name,
        UnreadableFile(
            name,
            problem,
            problem_zh,
            "Run again with --debug and report the traceback with the file, or issue the document in another format",
            "请加 --debug 重新运行并连同文件报告出错信息,或改用其他格式的文件",
        ),
        trace=trace,
    )


def trace_of(error: Exception) -> str:
    return "".join(traceback.format_exception(error))
