"""What processes tell of their progress: small messages through one pipe, which each writes whole or not at all.

A queue would do it with a lock, and a process that is killed while it holds the lock would stop all the others.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext

from rulebook.reading import Heard

PATIENCE = 2.0  # seconds to wait for what is still under way


class Wire:
    """A pipe whose messages `heard` is told, in a thread of this process. `end` is for the processes."""

    def __init__(self, context: BaseContext, heard: Heard) -> None:
        self._here, self.end = context.Pipe(duplex=False)
        self._thread = threading.Thread(target=_listen, args=(self._here, heard), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """To be called once the processes are gone: what they told is heard first."""
        self.end.close()
        self._thread.join(PATIENCE)


def _listen(here: Connection, heard: Heard) -> None:
    with suppress(EOFError, OSError), here:
        while True:
            heard(*json.loads(here.recv_bytes()))


def tell(end: Connection, name: str, done: int, total: int) -> None:
    """Says how many pages are done; nobody left to hear it is no reason to stop."""
    with suppress(OSError):
        end.send_bytes(json.dumps([name, done, total]).encode())
