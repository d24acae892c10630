"""A year's files, whole or not at all.

All files are written beside their places first and switched together afterwards, rulebook.json last. Should the
machine stop in the middle of the switch, the year shows it: the Parquet files carry the SHA-256 of the rulebook.json
that they belong to (key `rulebook_sha256` of their schema metadata), and anomalies.json repeats its anomalies.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import to_json

from rulebook.apart import meanwhile
from schemas import Rulebook

Writer = Callable[[Path], None]
FILES = ("anomalies.json", "rules.parquet", "tasks.parquet", "rulebook.xlsx", "datapackage.json", "rulebook.json")
MANY = 300  # rules: fewer are written sooner than a process is begun
LONG = 10_000  # rules: the workbook of as many takes as long as a report, which has a size that it stays below


def rulebook_json(rulebook: Rulebook) -> bytes:
    """UTF-8, indented, keys in the order of the schema, decimals as strings, one newline at the end."""
    return b"".join(rulebook_chunks(rulebook))


def rulebook_chunks(rulebook: Rulebook) -> Iterator[bytes]:
    """The bytes of rulebook.json, a task at a time: whole, those of a long file are larger than all the rest."""
    sheets = (_object(sheet, "tasks", (_indented(task, 3) for task in sheet.tasks), 2) for sheet in rulebook.sheets)
    yield from _object(rulebook, "sheets", sheets, 0)
    yield b"\n"


def _object(model: BaseModel, streamed: str, items: Iterable[Iterable[bytes]], depth: int) -> Iterator[bytes]:
    """A model as to_json gives it at this depth, the items of its list `streamed` one after the other."""
    pad = b"\n" + b" " * depth
    mark = b"{"
    for name in type(model).model_fields:
        yield mark + pad + b' "' + name.encode() + b'": '
        if name == streamed:
            yield from _array(items, pad + b" ")
        else:
            # through the model, whose serializers know their fields
            alone = to_json(model, include={name}, indent=1)
            value = alone[len(b'{\n "": ') + len(name.encode()) : -len(b"\n}")]
            yield value.replace(b"\n", pad)
        mark = b","
    yield pad + b"}"


def _array(items: Iterable[Iterable[bytes]], pad: bytes) -> Iterator[bytes]:
    mark = b"["
    for item in items:
        yield mark + pad + b" "
        yield from item
        mark = b","
    yield b"[]" if mark == b"[" else pad + b"]"


def _indented(model: BaseModel, depth: int) -> Iterator[bytes]:
    yield to_json(model, indent=1).replace(b"\n", b"\n" + b" " * (depth + 1))


def anomalies_json(rulebook: Rulebook) -> bytes:
    """The rulebook's anomalies as one JSON list, in its order."""
    return to_json(rulebook.anomalies, indent=2) + b"\n"


def write_year(
    rulebook: Rulebook, folder: Path, more: Mapping[str, Writer] | None = None, jobs: int = 1
) -> tuple[Path, ...]:
    """Write the files of FILES, and `more`, into `folder`, made where missing; gives their paths. Raises OSError.

    With several `jobs`, what takes long is written by other processes meanwhile.
    """
    from rulebook.outputs.datapackage import datapackage_json
    from rulebook.outputs.tables import RULES, TASKS, rule_rows, task_rows, write_parquet  # pyarrow is slow to load
    from rulebook.outputs.workbook import write_workbook

    mark = hashlib.sha256()
    # rulebook.json is the first to be written, since the others carry its digest, and the last to be switched
    writers: dict[str, Writer] = {
        "rulebook.json": lambda path: _write_chunks(rulebook_chunks(rulebook), path, mark),
        "anomalies.json": lambda path: _write_bytes(anomalies_json(rulebook), path),
        "rules.parquet": lambda path: write_parquet(rule_rows(rulebook), RULES, mark.hexdigest(), path),
        "tasks.parquet": lambda path: write_parquet(task_rows(rulebook), TASKS, mark.hexdigest(), path),
        "rulebook.xlsx": lambda path: write_workbook(rulebook, path),
        "datapackage.json": lambda path: _write_bytes(datapackage_json(rulebook, mark.hexdigest()), path),
    }
    writers |= more or {}
    places = {folder / name: write for name, write in writers.items()}
    rules = sum(len(c.rules) for sheet in rulebook.sheets for task in sheet.tasks for c in task.criteria)
    apart = list(more or {}) if jobs > 1 and rules >= MANY else []
    if jobs > 1 and rules >= (LONG if apart else MANY):
        apart.append("rulebook.xlsx")
    order = [*(more or {}), *FILES]
    return write_together(places, [folder / name for name in order], [folder / name for name in apart])


def write_together(
    writers: Mapping[Path, Writer], order: Iterable[Path] = (), apart: Iterable[Path] = ()
) -> tuple[Path, ...]:
    """Let each writer write a file beside its place, then switch all of them, in `order` or their own. Raises OSError.

    Those `apart` are written by a process of its own each, and so depend on no other. When a writer fails, nothing has
    been switched and what was there before still stands.
    """
    switched = tuple(order) or tuple(writers)
    waiting = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in writers}
    try:
        for path in writers:
            path.parent.mkdir(parents=True, exist_ok=True)
        elsewhere = tuple(apart)
        with ExitStack() as processes:
            for path in elsewhere:
                processes.enter_context(meanwhile(partial(_write_all, {path: writers[path]}, waiting)))
            _write_all({path: write for path, write in writers.items() if path not in elsewhere}, waiting)
        for path in switched:
            os.replace(waiting[path], path)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink()
    for folder in sorted({path.parent for path in writers}):
        _flush(folder)
    return switched


def _write_all(writers: Mapping[Path, Writer], waiting: Mapping[Path, Path]) -> None:
    for path, write in writers.items():
        write(waiting[path])
        _flush(waiting[path])


def _write_chunks(chunks: Iterable[bytes], path: Path, mark: hashlib._Hash) -> None:
    """Write the chunks and take them into `mark`."""
    with path.open("wb") as stream:
        for chunk in chunks:
            mark.update(chunk)
            stream.write(chunk)


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
