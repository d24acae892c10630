"""A year's files, whole or not at all.

All files are written beside their places first and switched together afterwards, rulebook.json last. Should the
machine stop in the middle of the switch, the year shows it: the Parquet files carry the SHA-256 of the rulebook.json
that they belong to (key `rulebook_sha256` of their schema metadata), and anomalies.json repeats its anomalies.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic_core import to_json

from schemas import Rulebook

Writer = Callable[[Path], None]
FILES = ("anomalies.json", "rules.parquet", "tasks.parquet", "rulebook.json")


def rulebook_json(rulebook: Rulebook) -> bytes:
    """UTF-8, indented, keys in the order of the schema, decimals as strings, one newline at the end."""
    return to_json(rulebook, indent=1) + b"\n"


def anomalies_json(rulebook: Rulebook) -> bytes:
    """The rulebook's anomalies as one JSON list, in its order."""
    rows = [anomaly.model_dump(mode="json") for anomaly in rulebook.anomalies]
    return json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n"


def write_year(rulebook: Rulebook, folder: Path) -> tuple[Path, ...]:
    """Write the four files of FILES into `folder`, made where missing; gives their paths. Raises OSError."""
    from rulebook.tables import rules_table, tasks_table, write_parquet  # pyarrow is slow to load

    whole = rulebook_json(rulebook)
    mark = hashlib.sha256(whole).hexdigest()
    writers: dict[str, Writer] = {
        "anomalies.json": lambda path: _write_bytes(anomalies_json(rulebook), path),
        "rules.parquet": lambda path: write_parquet(rules_table(rulebook), mark, path),
        "tasks.parquet": lambda path: write_parquet(tasks_table(rulebook), mark, path),
        "rulebook.json": lambda path: _write_bytes(whole, path),
    }
    return write_together({folder / name: writers[name] for name in FILES})


def write_together(writers: Mapping[Path, Writer]) -> tuple[Path, ...]:
    """Let each writer write a file beside its place, then switch all of them, in order. Raises OSError.

    When a writer fails, nothing has been switched and what was there before still stands.
    """
    waiting = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in writers}
    try:
        for path, write in writers.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write(waiting[path])
            _flush(waiting[path])
        for path, temporary in waiting.items():
            os.replace(temporary, path)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink()
    for folder in sorted({path.parent for path in writers}):
        _flush(folder)
    return tuple(writers)


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _flush(path: Path) -> None:
    """Have the system put a file or folder on disk; folders cannot be opened everywhere, and then it is left out."""
    handle = None
    with suppress(PermissionError, IsADirectoryError):
        handle = os.open(path, os.O_RDONLY)
    if handle is not None:
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
