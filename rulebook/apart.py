"""Work that a process of its own does meanwhile, on what this one holds: a fork has it without being sent it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rulebook.pool import end_with_parent


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Do `work`, which may be done twice, while the block runs.

    What the other process fails to do, or is killed in, is done here after the block, and raises here what it raises.
    Where processes cannot be forked it is done here, too.
    """
    if sys.platform != "linux":
        yield
        work()
        return
    process = multiprocessing.get_context("fork").Process(target=_alone, args=(work,))
    process.start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        process.join()
    if process.exitcode != 0:
        work()


def _alone(work: Callable[[], object]) -> None:
    """Leaves without a word: nothing that the other process has open is this one's to close or to print."""
    end_with_parent()
    gc.freeze()  # a walk through what is shared would make it this process's own
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)
