"""Readings kept by the content of the page's picture, so that a second run does no OCR. Safe to delete."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from extract.cache_folder import cache_folder, keep_entry, kept_entry
from extract.scan.images import Picture
from extract.scan.ocr import engine_version
from extract.scan.result import ScanPage

VERSION = "1"  # of the scan reader: counted up whenever the same picture would read differently


def cached(picture: Picture, read: Callable[[], ScanPage]) -> ScanPage:
    """The kept reading of this picture, or else `read()`, kept from now on where the folder can be written."""
    place = _place_of(picture)
    if place is None:
        return read()
    with suppress(ValueError):
        if content := kept_entry(place):
            return ScanPage.model_validate_json(content)
    result = read()
    keep_entry(place, result.model_dump_json().encode())
    return result


def _place_of(picture: Picture) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    sha = hashlib.sha256(f"{_program()}\0{engine_version()}\0{_facts(picture)}\0".encode())
    sha.update(picture.grey.tobytes())
    sha.update(b"" if picture.pen is None else picture.pen.tobytes())
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
