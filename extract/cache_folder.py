"""Where what was once read is kept, and how: each entry holds the SHA-256 of its name and content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

FOLDER, NO_CACHE = "RULEBOOK_CACHE", "RULEBOOK_NO_CACHE"
KEPT_DAYS = 60
DAY = 86_400  # seconds
_KINDS = ("documents", "scans", "sketches", "sheets", "crops")  # the first is of earlier versions
_OURS = re.compile(r"[0-9a-f]{64}\.(json|pickle)|\.\w+\.part")  # whatever else is there is somebody else's
_LAST = ".pruned"


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
            if time.time() - place.stat().st_mtime > DAY:
                os.utime(place)  # in use: `prune` leaves it
            return content
    return None


def prune(folder: Path, now: float | None = None) -> None:
    """Delete entries that nobody has asked for in KEPT_DAYS; looks once a day. What can't be deleted stays."""
    now = time.time() if now is None else now
    last = folder / _LAST
    with suppress(OSError):
        if now - last.stat().st_mtime < DAY:
            return
    with suppress(OSError):
        last.touch()
        os.utime(last, (now, now))
    for place in (place for kind in _KINDS for place in (folder / kind).rglob("*")):
        with suppress(OSError):
            if _OURS.fullmatch(place.name) and place.is_file() and now - place.stat().st_mtime > KEPT_DAYS * DAY:
                place.unlink()


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
