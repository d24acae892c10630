"""Pages of PDFs and scanned pictures as PNG, rendered when first asked for and kept."""

from __future__ import annotations

import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from extract.pdf.nested import endless_pages

SCALE = 2.0
"""Pixels for each PDF point: 144 dpi."""
MOST_PIXELS = 8_000_000
KEPT = 48

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points of the page as displayed."""

# PDFium is not made for several threads at once
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and the size of what it shows, in points."""

    png: bytes
    width: float
    height: float


class NoPicture(Exception):  # noqa: N818
    """A page that cannot be drawn; the message says why."""


def page_size(path: Path, number: int) -> tuple[float, float]:
    """Width and height of a page (from 1) in points as displayed. Raises NoPicture."""
    if path.suffix.lower() != ".pdf":
        scanned = _scanned(path, number)
        return scanned.width, scanned.height
    width, height = _on_page(path, number, lambda page: page.get_size())
    return float(width), float(height)


def render(path: Path, number: int, scale: float = SCALE, box: Box | None = None) -> Picture:
    """A page (from 1), or the part of it in `box`. Raises NoPicture."""
    if path.suffix.lower() != ".pdf":
        return _render_scanned(path, number, scale, box)

    def draw(page: Any) -> Picture:
        width, height = page.get_size()
        x0, top, x1, bottom = _clipped(box or (0, 0, width, height), width, height)
        fitting = min(scale, (MOST_PIXELS / max((x1 - x0) * (bottom - top), 1)) ** 0.5)
        bitmap = page.render(scale=fitting, crop=(x0, height - bottom, width - x1, top), rev_byteorder=True)
        raw = bytes(bitmap.buffer)
        channels = bitmap.n_channels
        picture = png(raw, bitmap.width, bitmap.height, bitmap.stride, channels)
        bitmap.close()
        return Picture(picture, x1 - x0, bottom - top)

    found: Picture = _on_page(path, number, draw)
    return found


def _scanned(path: Path, number: int) -> Any:
    """A page of a picture file, in grey, as the reader of scans sees it."""
    try:
        from extract.scan.images import UnreadablePicture, image_picture
    except ImportError as error:
        raise NoPicture(f"{path.name} needs the scan extra ({error.name})") from error
    try:
        return image_picture(path, number - 1)
    except (UnreadablePicture, OSError) as error:
        raise NoPicture(f"{path.name}, page {number} cannot be drawn ({error})") from error


def _render_scanned(path: Path, number: int, scale: float, box: Box | None) -> Picture:
    from PIL import Image

    scanned = _scanned(path, number)
    x0, top, x1, bottom = _clipped(box or (0, 0, scanned.width, scanned.height), scanned.width, scanned.height)
    across, down = scanned.grey.shape[1] / scanned.width, scanned.grey.shape[0] / scanned.height
    part = Image.fromarray(scanned.grey).crop(
        (round(x0 * across), round(top * down), round(x1 * across), round(bottom * down))
    )
    size = max(round((x1 - x0) * scale), 1), max(round((bottom - top) * scale), 1)
    part = part.resize(size, reducing_gap=2.0)
    return Picture(png(part.tobytes(), *size, stride=size[0], channels=1), x1 - x0, bottom - top)


def _clipped(box: Box, width: float, height: float) -> Box:
    x0, top, x1, bottom = box
    x0, top = min(max(x0, 0), width - 1), min(max(top, 0), height - 1)
    return x0, top, max(min(x1, width), x0 + 1), max(min(bottom, height), top + 1)


def _on_page(path: Path, number: int, use: Callable[[Any], Any]) -> Any:
    with _LOCK:
        try:
            document = pdfium.PdfDocument(path)
        except (pdfium.PdfiumError, OSError, ValueError) as error:
            raise NoPicture(f"{path.name} cannot be drawn ({error})") from error
        try:
            if not 1 <= number <= len(document):
                raise NoPicture(f"{path.name} has no page {number}")
            if number - 1 in endless_pages(path):
                raise NoPicture(f"{path.name}, page {number} cannot be drawn (it never ends)")
            page = document[number - 1]
            try:
                return use(page)
            finally:
                page.close()
        except pdfium.PdfiumError as error:
            raise NoPicture(f"{path.name}, page {number} cannot be drawn ({error})") from error
        finally:
            document.close()


def png(raw: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows of 8-bit samples (1 grey, 3 RGB, 4 RGBA) as a PNG file."""
    kind = {1: 0, 3: 2, 4: 6}[channels]
    length = width * channels
    rows = b"".join(b"\0" + raw[at : at + length] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 4)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


class PictureCache:
    """Rendered pages by (source id, page), the least used dropped first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._found: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, source: str, path: Path, number: int) -> Picture:
        """Raises NoPicture."""
        key = (source, number)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        picture = render(path, number)
        with self._lock:
            self._found[key] = picture
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return picture
