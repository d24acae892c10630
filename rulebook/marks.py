"""What a year's outputs were made from, so that they need not be made again.

Beside the outputs lies `.made-from.json`: a digest of everything that they depend on (the sources by content and name,
the decisions, the program and its libraries) and the SHA-256 of each output file. It is written last. A year is left
as it is only where the digest is the same and every file named is there with the content it had: whatever was
interrupted, edited or deleted is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rulebook.inputs import Input
from rulebook.program import WHOLE, file_digest, program_digest

NAME = ".made-from.json"
LEFTOVER = re.compile(r"\..+\.(\d+)\.tmp")  # of a run that was killed while it wrote
ABANDONED = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a year's outputs. `errors`: its open anomalies of severity error."""

    digest: str
    files: dict[str, str]
    errors: int


class MadeFrom:
    """What one year's outputs in `folder` are about to be made from."""

    def __init__(self, inputs: Sequence[Input], folder: Path, settings: Iterable[str] = ()) -> None:
        self._inputs, self._folder, self._settings = inputs, folder, tuple(settings)
        self._sources = source_digests(inputs)
        self._digest = year_digest(inputs, self._sources, self._settings)

    def standing(self) -> Mark | None:
        """The mark of the outputs where they were made from just this and are whole."""
        return standing(self._folder, self._digest)

    def settle(self, read: Sequence[str | None], outputs: Iterable[Path], errors: int) -> None:
        """Outputs have been written from sources of the digests `read`: mark them, unless something changed meanwhile
        or could not be read."""
        sweep(self._folder)
        now = year_digest(self._inputs, read, self._settings)
        if now is not None and now == self._digest and source_digests(self._inputs) == tuple(read):
            set_mark(self._folder, now, outputs, errors)


def source_digests(inputs: Sequence[Input]) -> tuple[str | None, ...]:
    """SHA-256 of each file now; None where it cannot be read."""
    return tuple(file_digest(item.path) for item in inputs)


def year_digest(inputs: Sequence[Input], sources: Sequence[str | None], settings: Iterable[str] = ()) -> str | None:
    """One digest of all that a year's outputs depend on; None where a source could not be read, which may be
    otherwise at the next run. `settings` are further texts that the outcome depends on."""
    from rulebook.decisions import line_of, year_decisions

    if None in sources:
        return None
    decisions = year_decisions(inputs)
    parts = [program_digest(WHOLE)]
    parts += [f"{item.name}\0{digest}" for item, digest in zip(inputs, sources, strict=True)]
    parts += ["decisions", *(line_of(line) for line in decisions.made)]
    parts += ["problems", *(anomaly.model_dump_json() for anomaly in decisions.anomalies)]
    parts += ["settings", *settings]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def standing(folder: Path, digest: str | None) -> Mark | None:
    """The mark of outputs that were made from just this and are whole; None where they have to be made."""
    if digest is None:
        return None
    try:
        found = json.loads((folder / NAME).read_bytes())
        mark = Mark(str(found["digest"]), dict(found["files"]), int(found["errors"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None
    whole = mark.files and all(file_digest(folder / name) == sha for name, sha in mark.files.items())
    return mark if mark.digest == digest and whole else None


def set_mark(folder: Path, digest: str, outputs: Iterable[Path], errors: int) -> None:
    """Say what the outputs were made from. Where that cannot be written, they are made again next time."""
    files = {path.name: file_digest(path) for path in outputs}
    place, waiting = folder / NAME, folder / f"{NAME}.{os.getpid()}.tmp"
    told = {"digest": digest, "files": files, "errors": errors}
    try:
        with suppress(OSError):
            waiting.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
            os.replace(waiting, place)
    finally:
        with suppress(OSError):
            waiting.unlink()


def sweep(folder: Path) -> None:
    """Remove what killed runs left behind: temporary files of processes that are no more, not of the last minutes
    (where the folder is shared, they may be another machine's)."""
    with suppress(OSError):
        for path in folder.iterdir():
            found = LEFTOVER.fullmatch(path.name)
            if found and not _is_alive(int(found.group(1))):
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > ABANDONED:
                        path.unlink()


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # elsewhere there is no asking: the signal would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
