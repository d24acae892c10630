"""Sketches of documents once read, sheets once built and crops once drawn, kept by content. Safe to delete, to
interrupt, and to share between runs at the same time.

An entry is named by all that it depends on, so none is ever out of date: it is only no longer asked for. A sketch's
are the SHA-256 of the file, the name it is shown by, the institution's profile and the digest of the program that
builds (`rulebook.program`); a sheet's are its draft, as its siblings left it, and the program that builds; a crop's
the file, the box and the program that draws. Each holds the SHA-256 of its
name and content; one that is damaged, or another's, counts as none and is written anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.cache_folder import FOLDER, NO_CACHE, cache_folder, keep_entry, kept_entry, prune
from rulebook.inputs import Input
from rulebook.kept import KeptError, from_bytes, to_bytes
from rulebook.program import BUILDING, DRAWING, file_digest, program_digest
from rulebook.reading import Failure
from rulebook.sketches import SketchAll
from schemas import Profile

if TYPE_CHECKING:
    from normalize.built import Build, Built, Each
    from normalize.layout.draft import DraftSheet
    from normalize.sketch import Sketch


_WRITTEN_AS = {"sketches": "pickle", "sheets": "pickle", "crops": "json"}


@dataclass(frozen=True, slots=True)
class Cache:
    """What is kept below `folder`, made where missing; a folder that can't be written costs only time."""

    folder: Path

    def sheet(self, key: str) -> Built | None:
        """The sheet of this key (`sheet_key`), where a whole one is kept."""
        built: Built | None = self._value("sheets", key)
        return built

    def put_sheet(self, key: str, built: Built) -> None:
        """Keep a sheet, whole or not at all."""
        keep_entry(self._place("sheets", key), to_bytes(built))

    def sketch(self, item: Input, digest: str, profile: Profile | None) -> Sketch | None:
        """The sketch of a file with this SHA-256, where a whole one is kept."""
        sketch: Sketch | None = self._value("sketches", _sketch_key(item, digest, profile))
        return sketch

    def put_sketch(self, item: Input, sketch: Sketch, profile: Profile | None) -> None:
        """Keep a sketch, whole or not at all."""
        key = _sketch_key(item, sketch.origin.source.sha256, profile)
        keep_entry(self._place("sketches", key), to_bytes(sketch))

    def crop(self, told: str, draw: Callable[[], bytes]) -> bytes:
        """What is kept of the part of a page that is `told`, or else what `draw` gives, which is kept from now on."""
        place = self._place("crops", hashlib.sha256(f"{program_digest(DRAWING)}\0{told}".encode()).hexdigest())
        if (content := kept_entry(place)) is None:
            content = draw()
            keep_entry(place, content)
        return content

    def _value(self, kind: str, key: str) -> Any:
        with suppress(KeptError):
            if content := kept_entry(self._place(kind, key)):
                return from_bytes(content)
        return None

    def _place(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key}.{_WRITTEN_AS[kind]}"


def _sketch_key(item: Input, digest: str, profile: Profile | None) -> str:
    told = [program_digest(BUILDING), digest, item.name, profile.model_dump_json() if profile else ""]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def with_sketches(sketch: SketchAll, cache: Cache) -> SketchAll:
    """`sketch`, but for what is kept; what it sketches is kept as it comes, and has to be of one content (`steady`):
    what a file gave while it was saved must not come back in a later run."""

    def sketch_all(inputs: Sequence[Input], profile: Profile | None) -> Iterator[Sketch | Failure]:
        digests = {item: digest for item in inputs if (digest := file_digest(item.path))}
        kept = {item: found for item, digest in digests.items() if (found := cache.sketch(item, digest, profile))}
        fresh = sketch([item for item in inputs if item not in kept], profile)
        for item in inputs:
            if item in kept:
                yield kept.pop(item)
                continue
            sketched = next(fresh)
            if not isinstance(sketched, Failure):
                cache.put_sketch(item, sketched, profile)
            yield sketched

    return sketch_all


def with_sheets(each: Each, cache: Cache) -> Each:
    """`each`, but for the sheets that are kept; what it builds is kept as it comes."""

    def build_all(build: Build, drafts: list[DraftSheet]) -> Iterator[Built]:
        keys = [sheet_key(build, draft) for draft in drafts]
        kept = [cache.sheet(key) for key in keys]
        drafts[:] = [draft for draft, found in zip(drafts, kept, strict=True) if found is None]
        fresh = iter(each(build, drafts))
        for key, found in zip(keys, kept, strict=True):
            if found is None:
                found = next(fresh)
                cache.put_sheet(key, found)
            yield found

    return build_all


def sheet_key(build: Build, draft: DraftSheet) -> str:
    """SHA-256 of all that a sheet depends on."""
    from normalize.layout.digest import draft_digest

    told = f"{program_digest(BUILDING)}\0{build!r}\0{draft_digest(draft)}"
    return hashlib.sha256(told.encode()).hexdigest()


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
        if home and home.is_dir():
            prune(home)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
