"""decisions.jsonl beside the sources: one decision a line, appended and never rewritten.

Lines may stand in any order (a merge of two branches keeps both sides' lines); decisions are applied in the order of
their `when`. A line is written with a single append under a lock, so that two reviewers at once lose nothing.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rulebook.inputs import Input, path_text
from schemas import DECISION, Anomaly, Decided, Undo, make_anomaly
from schemas.decision import MOMENT
from schemas.refusals import problem_of

try:
    import fcntl
except ImportError:  # Windows: a single append is all there is
    fcntl = None  # type: ignore[assignment]

NAME = "decisions.jsonl"
_FIRST = ("id", "when", "who", "kind", "code", "where", "text")

Line = Decided | Undo
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decisions:
    """A file of decisions as read, in its order, and what of it could not be."""

    made: tuple[Line, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()


class Refused(Exception):  # noqa: N818 - as the caller of append knows it
    """A decision that is not written because of what others wrote meanwhile."""


def read_decisions(path: Path, name: str | None = None) -> Decisions:
    """The decisions in `path`; none where there is no such file. Lines that are none are anomalies. Raises OSError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Decisions()
    return parse_decisions(raw, name or path_text(path))


def parse_decisions(raw: bytes, name: str) -> Decisions:
    """As read_decisions, from the file's bytes; `name` is what anomalies call it."""
    made: dict[str, Line] = {}
    problems: list[Anomaly] = []
    for number, line in enumerate(raw.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            decision: Line = DECISION.validate_json(line.decode())
        except (ValidationError, UnicodeDecodeError) as error:
            problem, problem_zh = _problem(error)
            problems.append(_unreadable(name, name, number, problem, problem_zh))
            continue
        made.setdefault(decision.id, decision)
    return Decisions(tuple(made.values()), tuple(problems))


def year_decisions(inputs: Sequence[Input]) -> Decisions:
    """The decisions beside the sources of one year, but for those on files that are there and not among `inputs`.

    They lie in the year's folder; for sources outside any year, in the folder that was named.
    """
    made: list[Line] = []
    anomalies: list[Anomaly] = []
    read = {item.name for item in inputs}
    for root, folder in sorted({(item.root, decisions_folder(item)) for item in inputs}):
        path = folder / NAME
        try:
            found = read_decisions(path, path_text(path.relative_to(root)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            anomalies.append(_unreadable(NAME, path_text(path), 1, reason, f"文件无法打开({reason})"))
            continue
        made += [d for d in found.made if _concerns(d, read, root)]
        anomalies += found.anomalies
    return Decisions(tuple(made), tuple(anomalies))


def decisions_folder(item: Input) -> Path:
    """The folder whose decisions.jsonl is about this source."""
    return item.root / item.year if item.year else item.root


def _concerns(decision: Line, read: set[str], root: Path) -> bool:
    place = None if isinstance(decision, Undo) else decision.place
    return place is None or place.path in read or not (root / place.path).exists()


def append(
    path: Path, fields: Json, check: Callable[[Sequence[Line]], None] = lambda made: None, now: datetime | None = None
) -> Line:
    """Write one more decision: `fields` without id and when, which it gets here. On disk when this returns.

    `check` sees what stands in the file, with nobody writing meanwhile, and may raise Refused. Raises ValidationError
    for fields that are no decision, OSError where the file cannot be written.
    """
    with _locked(path) as handle:
        standing = _standing(handle)
        made = parse_decisions(standing, path.name).made
        check(made)
        moment = max([now or datetime.now(UTC), *(_next(decision) for decision in made)])
        decision = _named(dict(fields) | {"when": moment.strftime(MOMENT)})
        start = b"" if standing.endswith(b"\n") or not standing else b"\n"  # after a line that was cut off
        _write_whole(handle, start + line_of(decision).encode() + b"\n", len(standing))
    return decision


def line_of(decision: Line) -> str:
    """The line of a decision: what was not given is left out; who, when and what come first."""
    values = decision.model_dump(mode="json", exclude_none=True)
    values = {name: value for name, value in values.items() if (name, value) != ("note", "") and value != []}
    for name in ("change", "rule"):  # there, null is a value
        if name in values:
            values[name] = getattr(decision, name).model_dump(mode="json", exclude_unset=True)
    ordered = {name: values[name] for name in _FIRST if name in values} | values
    return json.dumps(ordered, ensure_ascii=False)


def _named(fields: dict[str, Any]) -> Line:
    rest = json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str)
    return DECISION.validate_python(fields | {"id": f"d-{hashlib.sha256(rest.encode()).hexdigest()[:12]}"})


def _next(decision: Line) -> datetime:
    return datetime.strptime(decision.when, MOMENT).replace(tzinfo=UTC) + timedelta(microseconds=1)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        with suppress(OSError):
            os.close(handle)  # frees the lock


def _write_whole(handle: int, line: bytes, before: int) -> None:
    """All of a line on disk, or OSError and none: a disk that is filling takes a part and says so by a number alone."""
    try:
        while line:
            line = line[os.write(handle, line) :]
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _standing(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    chunks: list[bytes] = []
    while chunk := os.read(handle, 1 << 20):
        chunks.append(chunk)
    return b"".join(chunks)


def _unreadable(where: str, path: str, line: int, problem: str, problem_zh: str) -> Anomaly:
    return make_anomaly("decision-unreadable", where, path=path, line=line, problem=problem, problem_zh=problem_zh)


def _problem(error: ValidationError | UnicodeDecodeError) -> tuple[str, str]:
    if isinstance(error, UnicodeDecodeError):
        return "no UTF-8", "不是 UTF-8 文本"
    first = error.errors()[0]
    said = f"{'.'.join(str(part) for part in first['loc'])} {first['msg']}".strip()
    return said, problem_of(error)[1]
