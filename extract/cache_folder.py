"""Where what was once read is kept, and how: each entry holds the SHA-256 of its name and content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

FOLDER, NO_CACHE = "RULEBOOK_CACHE", "RULEBOOK_NO_CACHE"


def cache_folder() -> Path | None:
    """The user's folder; None with $RULEBOOK_NO_CACHE."""
    return None if os.environ.get(NO_CACHE) else user_folder()


def user_folder() -> Path | None:
    """$RULEBOOK_CACHE, $XDG_CACHE_HOME/rulebook or ~/.cache/rulebook; None without a home."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "rulebook"
    try:
        return Path.home() / ".cache" / "rulebook"
    except RuntimeError:
        return None


def kept_entry(place: Path) -> bytes | None:
    """What an entry holds; None where there is none, or none that is whole."""
    with suppress(OSError):
        mark, _, content = place.read_bytes().partition(b"\n")
        if mark == _mark(place, content):
            return content
    return None


def keep_entry(place: Path, content: bytes) -> None:
    """Write an entry, whole or not at all; where it can't be written, that costs only time."""
    write_whole(place, _mark(place, content) + b"\n" + content)


def write_whole(place: Path, content: bytes) -> None:
    """Write a file and its folders, whole or not at all: one that can't be written leaves nothing behind."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.replace(name, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def _mark(place: Path, content: bytes) -> bytes:
    return hashlib.sha256(f"{place.name}\0".encode() + content).hexdigest().encode()
