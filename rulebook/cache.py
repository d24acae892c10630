"""Documents once read, kept by content. Safe to delete, to interrupt, and to share between runs at the same time.

An entry is named by the SHA-256 of the file, the name it is shown by, and the digest of the program that reads
(`rulebook.program`), so no entry is ever out of date: it is only no longer asked for. Each holds the SHA-256 of its
content; one that is damaged counts as none and is written anew.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extract.cache_folder import FOLDER, NO_CACHE, cache_folder
from rulebook.inputs import Input
from rulebook.program import READING, file_digest, program_digest
from rulebook.reading import Outcome, ReadAll
from schemas import Document


@dataclass(frozen=True, slots=True)
class Cache:
    """The documents kept below `folder`, made where missing; a folder that can't be written costs only time."""

    folder: Path

    def get(self, item: Input, digest: str) -> Document | None:
        """The document of a file with this SHA-256, where a whole one is kept."""
        with suppress(OSError, ValidationError):
            mark, _, content = self._place(item, digest).read_bytes().partition(b"\n")
            if mark == hashlib.sha256(content).hexdigest().encode():
                return Document.model_validate_json(content)
        return None

    def put(self, item: Input, document: Document) -> None:
        """Keep a document, whole or not at all."""
        content = document.model_dump_json().encode()
        place = self._place(item, document.source.sha256)
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
                os.replace(name, place)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise

    def _place(self, item: Input, digest: str) -> Path:
        key = hashlib.sha256(f"{program_digest(READING)}\0{digest}\0{item.name}".encode()).hexdigest()
        return self.folder / "documents" / key[:2] / f"{key}.json"


def with_cache(read: ReadAll, cache: Cache) -> ReadAll:
    """`read`, but for what is kept; what it reads is kept as it comes."""

    def read_all(inputs: Sequence[Input]) -> Iterator[Outcome]:
        kept = {item: found for item in inputs if (found := _kept(cache, item))}
        fresh = read([item for item in inputs if item not in kept])
        for item in inputs:
            if item in kept:
                yield kept.pop(item)
                continue
            outcome = next(fresh)
            if isinstance(outcome, Document):
                cache.put(item, outcome)
            yield outcome

    return read_all


def _kept(cache: Cache, item: Input) -> Document | None:
    digest = file_digest(item.path)
    return cache.get(item, digest) if digest else None


@contextmanager
def cache_settings(folder: Path | None, off: bool) -> Iterator[Cache | None]:
    """The cache of a run, in `folder` or where the user's caches are; None where there is to be none. The readers
    below, in this process and those it starts, follow by the environment."""
    before = {name: os.environ.get(name) for name in (FOLDER, NO_CACHE)}
    try:
        if folder is not None:
            os.environ[FOLDER] = os.path.abspath(folder)
        if off:
            os.environ[NO_CACHE] = "1"
        home = cache_folder()
        yield Cache(home) if home else None
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
