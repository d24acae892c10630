"""Reading files and building sheets in several processes. The results do not depend on how many.

Processes are begun at the first work that is worth them and kept until the end of the run. One that dies (killed, out
of memory, a library's crash) costs the work it had in hand: every piece that was not done is then given to a process
of its own, and the file whose piece kills that too is a failure like any other. A sheet that was not built is built
here.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeVar

from rulebook.inputs import Input
from rulebook.program import uncollected
from rulebook.reading import Heard, Outcome, failure, read_in_turn, unheard
from rulebook.tasks import UNKNOWN, Result, Surveyed, Task, outcomes, perform, tasks_of
from rulebook.wire import Wire, tell

if TYPE_CHECKING:
    from normalize.built import Build, Built
    from normalize.layout.draft import DraftSheet

T = TypeVar("T")
R = TypeVar("R")
MANY = 8  # PDFs
LEAST = 40  # pages: less is read sooner than processes are begun
BEHIND = 5  # nice: what only the first process can do is not to wait for what any can
LEAST_TASKS = 100  # the same for sheets
AHEAD = 2  # sheets given to each process before it has built the last one
# a fork has the program loaded; elsewhere than on Linux, system libraries do not survive it
_START = "fork" if sys.platform == "linux" else "spawn"


def load_normalizer() -> None:
    """What this process needs next takes a while to load."""
    importlib.import_module("normalize")


def load_writers() -> None:
    """The same of what it needs last."""
    for module in ("rulebook.outputs.workbook", "rulebook.outputs.tables", "review.report"):
        importlib.import_module(module)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Up to `jobs` processes that read. `meanwhile` is done here once, as soon as they are at work; `heard` is told of
    pages that are recognised, here or there."""

    def __init__(
        self, jobs: int, meanwhile: Callable[[], object] = lambda: None, least: int = LEAST, heard: Heard | None = None
    ) -> None:
        self._jobs = jobs
        self._least = least
        self._heard = heard or unheard
        self._wire: Wire | None = None
        self._meanwhile: Callable[[], object] | None = meanwhile
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        if self._wire is not None:
            self._wire.close()

    def _end(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
        self._executor = None

    def read_all(self, inputs: Sequence[Input]) -> Iterator[Outcome]:
        """As `read_in_turn`, in several processes where that is quicker."""
        tasks = tasks_of(inputs, self._surveys) if self._jobs > 1 else ()
        if len(tasks) < 2 or sum(task.weight for task in tasks) < self._least:
            return read_in_turn(inputs, self._heard)
        return outcomes(tasks, self._results(tasks))

    def _surveys(self, look: Callable[[Input], Surveyed], inputs: Sequence[Input]) -> Iterator[Surveyed]:
        """A look into a PDF takes as long as reading a page of it: into many, the processes look."""
        if len(inputs) < MANY:
            yield from map(look, inputs)
            return
        if self._executor is None:
            self._executor = self._begin(self._jobs)
        for future in [self._submit(look, item) for item in inputs]:
            try:
                yield future.result() if future else UNKNOWN
            except (BrokenProcessPool, CancelledError):
                self._drop()
                yield UNKNOWN

    def build_all(self, build: Build, drafts: list[DraftSheet]) -> Iterator[Built]:
        """The sheets of the drafts, in order, which are taken out of their list. Their processes are this one and new
        ones: they have the normalizer loaded and hold the drafts, so that only sheets go from one to another."""
        sizes = [len(draft.tasks) for draft in drafts]
        if self._jobs < 2 or len(drafts) < 2 or sum(sizes) < LEAST_TASKS:
            from normalize.built import here

            with uncollected():
                yield from here(build, drafts)
            return
        self._end()
        held = dict(enumerate(drafts))
        left = deque(sorted(held, key=lambda index: -sizes[index]))
        others = self._jobs - 1  # this process is one of them
        with self._begin(others, build, drafts) as self._executor, uncollected():
            waiting = {index: self._submit(_build_held, index) for index in _first(left, AHEAD * others)}
            drafts.clear()  # begun by now, the others have theirs
            load_writers()
            own: dict[int, Built] = {}
            while left:
                busy = sum(1 for future in waiting.values() if future and not future.done())
                for index in _first(left, AHEAD * others - busy):
                    waiting[index] = self._submit(_build_held, index)
                if left:
                    index = left.pop()
                    own[index] = build(held.pop(index))
            for index in range(len(sizes)):
                yield own.pop(index) if index in own else _or_here(waiting.pop(index), build, held.pop(index))
            self._executor = None

    def _results(self, tasks: Sequence[Task]) -> Iterator[Result]:
        for task in tasks:
            if task.pictures:
                self._heard(task.name, 0, task.pictures)
        if self._executor is None:
            self._executor = self._begin(self._jobs)
        waiting: dict[int, Future[Result] | None] = {}
        for index in _heavy_first([task.weight for task in tasks], self._jobs):
            waiting[index] = self._submit(_perform, tasks[index])
        if self._meanwhile is not None:
            self._meanwhile()
            self._meanwhile = None
        for index, task in enumerate(tasks):
            future = waiting.pop(index)
            try:
                if future is None:
                    raise BrokenProcessPool
                yield future.result()
            except (BrokenProcessPool, CancelledError):
                self._drop()
                yield self._alone(task)

    def _submit(self, work: Callable[[T], R], given: T) -> Future[R] | None:
        try:
            return self._executor.submit(work, given) if self._executor else None
        except BrokenProcessPool:
            return None

    def _alone(self, task: Task) -> Result:
        """In a process begun for it."""
        with self._begin(1) as executor:
            try:
                return executor.submit(_perform, task).result()
            except BrokenProcessPool:
                return failure(
                    task.item.name,
                    "the process that read it came to a sudden end, twice (out of memory, or a fault of a library)",
                    "读取该文件的进程两次异常终止(内存不足,或组件出错)",
                )

    def _drop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None

    def _begin(self, jobs: int, *held: object) -> ProcessPoolExecutor:
        """Processes that hold these values; a fork has them without being sent them."""
        context = multiprocessing.get_context(_START)
        if self._wire is None and self._heard is not unheard:
            self._wire = Wire(context, self._heard)
        settings = (_threads(self._jobs), held, self._wire.end if self._wire else None)
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=_started, initargs=settings)


def _heavy_first(weights: Sequence[int], jobs: int) -> list[int]:
    """The pieces of work, those first that might keep one process busy when the others have ended; the rest in their
    order, since that is the one in which they are waited for."""
    heavy = sum(weights) / jobs / 8
    return sorted(range(len(weights)), key=lambda index: -weights[index] if weights[index] > heavy else 0)


def _threads(jobs: int) -> int:
    """Threads that the scan reader may use in each process, so that they do not crowd each other out."""
    return max(1, cores() // jobs)


def _first(left: deque[int], count: int) -> Iterator[int]:
    """Up to so many, taken away."""
    while left and count > 0:
        yield left.popleft()
        count -= 1


def _or_here(future: Future[Built] | None, build: Build, draft: DraftSheet) -> Built:
    """What another process built, or this one where that came to its end."""
    try:
        return future.result() if future else build(draft)
    except BrokenProcessPool:
        return build(draft)


_held: tuple[Any, ...] = ()
_wire_end: Connection | None = None  # in a process of a pool: where it tells of its pages


def _build_held(index: int) -> Built:
    """One of the sheets whose drafts this process holds."""
    build, drafts = _held
    built: Built = build(drafts[index])
    return built


def _perform(task: Task) -> Result:
    return perform(task, _tell)


def _tell(name: str, done: int, total: int) -> None:
    if _wire_end is not None:
        tell(_wire_end, name, done, total)


def _started(threads: int, held: tuple[Any, ...], wire_end: Connection | None) -> None:
    """In each process, before its work."""
    global _held, _wire_end
    _held, _wire_end = held, wire_end
    os.environ.setdefault("RULEBOOK_THREADS", str(threads))
    if held:
        gc.disable()  # as `uncollected`
    gc.freeze()  # a walk through what is shared would make it this process's own
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    end_with_parent()


def end_with_parent() -> None:
    """Have this process end with the one that began it, even where that is killed and can say nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
