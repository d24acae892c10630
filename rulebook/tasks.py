"""A year's files as pieces of work that can be done apart, in any process and in any order: a file, or some pages of
a long PDF. What comes of them, put together, is what one process reading the files in turn would give."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import extract
from rulebook.elsewhere import at_hand
from rulebook.inputs import Input
from rulebook.reading import Heard, Outcome, Pages, guarded, read_input, unheard

if TYPE_CHECKING:
    from extract.pdf.reading import PageReading

SHARE = 20  # pages of a long PDF that are read in one piece: the PDF reader opens the file anew after as many
SCANNED = 1  # the same of a scan: a page takes seconds, and the processes are to end together
WEIGHTS = {".pdf": 1, ".docx": 2, ".docm": 2, ".md": 1, ".markdown": 1, ".txt": 1}  # in pages of a PDF
NAME = 200  # characters
PICTURE = 50  # a page that is a picture


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, or those of its pages (from 0). `weight` is about how much work it is, in pages; `pictures` how
    many pages are probably to be recognised."""

    item: Input
    pages: range | None = None
    weight: int = 1
    pictures: int = 0

    @property
    def name(self) -> str:
        """What its progress is told under: short enough for a message that a pipe takes whole."""
        return self.item.name[-NAME:] if self.pages is None else f"{self.item.name[-NAME:]}#{self.pages.start}"


Result = Outcome | list["PageReading"]


Surveyed = tuple[int, bool]
"""How many pages a PDF has, and whether its first is a scan."""
UNKNOWN: Surveyed = (1, False)  # whoever reads it will say what is wrong with it
Surveys = Callable[[Callable[[Input], Surveyed], Sequence[Input]], Iterable[Surveyed]]
"""Looks into PDFs and gives what each has, in their order; `map` is one."""


def tasks_of(inputs: Sequence[Input], surveys: Surveys = map) -> tuple[Task, ...]:
    """The pieces that the files fall into, in order."""
    long = [item for item in inputs if item.path.suffix.lower() == ".pdf"]
    found = dict(zip(long, surveys(look_into, long), strict=True))
    return tuple(task for item in inputs for task in _tasks(item, found.get(item)))


def look_into(item: Input) -> Surveyed:
    """What a PDF has; nothing is raised."""
    from extract.pdf.reader import survey

    try:
        return survey(item.path, item.name)
    except Exception:
        return UNKNOWN


def _tasks(item: Input, surveyed: Surveyed | None) -> Iterator[Task]:
    if surveyed is None:
        yield Task(item, weight=WEIGHTS.get(item.path.suffix.lower(), PICTURE))
        return
    pages, scan = surveyed
    share, weight = (SCANNED, PICTURE) if scan else (SHARE, 1)
    if pages < 2 * share:
        yield Task(item, weight=pages * weight, pictures=pages * scan)
        return
    for start in range(0, pages, share):
        piece = range(start, min(start + share, pages))
        yield Task(item, piece, len(piece) * weight, len(piece) * scan)


def perform(task: Task, heard: Heard = unheard) -> Result:
    """What one piece gives; nothing is raised. `heard` is told under its name."""
    return guarded(task.item.name, lambda: _perform(task, heard))


def _perform(task: Task, heard: Heard) -> Result:
    with at_hand(task.item) as item:
        if task.pages is None:
            return read_input(item, lambda _, done, total: heard(task.name, done, total))
        from extract.pdf.reader import read_pages

        return read_pages(item.path, item.name, task.pages, partial(heard, task.name))


def outcomes(tasks: Sequence[Task], results: Iterator[Result]) -> Iterator[Outcome]:
    """What the files gave, in order, from what their pieces did; of a long PDF, its pages as they come."""
    for item, same in groupby(tasks, key=attrgetter("item")):
        pieces = list(same)
        first = next(results)
        if pieces[0].pages is None:
            assert not isinstance(first, list)
            yield first
            continue
        arriving = chain([first], islice(results, len(pieces) - 1))
        yield guarded(item.name, partial(_pages, item, arriving))
        deque(arriving, maxlen=0)  # what nobody asked for


def _pages(item: Input, arriving: Iterator[Any]) -> Pages:
    source, _ = extract.identify(item.path, item.root)
    return Pages(source, arriving)
