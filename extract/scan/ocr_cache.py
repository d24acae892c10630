"""Readings kept by the content of the page's picture, so that a second run does no OCR. Safe to delete."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from extract.cache_folder import cache_folder
from extract.scan.images import Picture
from extract.scan.ocr import engine_version
from extract.scan.result import ScanPage

VERSION = "1"  # of the scan reader: counted up whenever the same picture would read differently


def cached(picture: Picture, read: Callable[[], ScanPage]) -> ScanPage:
    """The kept reading of this picture, or else `read()`, kept from now on where the folder can be written."""
    place = _place_of(picture)
    if place is None:
        return read()
    try:
        return ScanPage.model_validate_json(place.read_bytes())
    except (OSError, ValueError):  # none yet, or damaged
        result = read()
    _write(place, result.model_dump_json().encode())
    return result


def _place_of(picture: Picture) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    sha = hashlib.sha256(f"{_program()}\0{engine_version()}\0{_facts(picture)}\0".encode())
    sha.update(picture.grey.tobytes())
    return folder / "scans" / f"{sha.hexdigest()}.json"


@lru_cache(maxsize=1)
def _program() -> str:
    """The readers' own code: a reading made by other code is none of this program's."""
    sha = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        sha.update(module.read_bytes())
    return sha.hexdigest()


def _facts(picture: Picture) -> str:
    size = f"{picture.width:.3f} {picture.height:.3f} {picture.unit:.6f} {picture.dpi:.3f}"
    return f"{picture.grey.shape} {size} {picture.problem}"


def _write(place: Path, data: bytes) -> None:
    """Whole or not at all; a folder that can't be written costs only time."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(name, place)
    except OSError:
        return
