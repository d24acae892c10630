"""Paper for the scan reader: pages of digital PDFs as pictures, with the faults of scanners and paper. Seeded."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

cv2.setNumThreads(1)  # as the program does: a test may fork
Colours = NDArray[np.uint8]  # rows x columns x (red, green, blue)


@dataclass(frozen=True, slots=True)
class Faults:
    """What happens to a page between the printer and the file. Angles in degrees clockwise, lengths in millimetres."""

    dpi: int = 200
    skew: float = 0.0
    turns: int = 0  # clockwise quarter turns
    quality: int | None = None  # JPEG
    noise: float = 0.0  # standard deviation in grey levels
    salt: float = 0.0  # share of pixels turned black or white
    blur: float = 0.0  # pixels
    grey: int = 0  # levels by which the paper is darker than white
    shadow: int = 0  # levels at the left edge, gone at a third of the width
    seal: tuple[float, float] | None = None  # middle as shares of the page, 40 mm across
    keystone: float = 0.0  # share of the width by which the bottom edge is longer than the top
    holes: bool = False
    bow: float = 0.0  # mm by which horizontal lines sag in the middle
    gaps: int = 0  # places where ruling lines are broken
    fax: bool = False  # black and white
    through: float = 0.0  # share of its darkness in which the next page shows through from the other side
    seed: int = 1


def rasterise(path: Path, index: int, dpi: int) -> Colours:
    """A page of a PDF as printed."""
    document = pypdfium2.PdfDocument(path)
    try:
        return np.ascontiguousarray(document[index].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3])
    finally:
        document.close()


def narrow_table(path: Path, dpi: int, lines: int = 9) -> tuple[Colours, list[str]]:
    """A page of two rows of five columns, each as wide as four characters, and what its cells say.

    The characters are those of a PDF's pages, in their order, `lines` of them in a cell and set with a pitch of 1.2 em.
    """
    wide, em, across = 4, 10.5, 5
    characters = _characters(path, dpi)
    page = np.full((round(330 * dpi / 72), round(420 * dpi / 72), 3), 255, np.uint8)
    texts = []
    for row in range(2):
        for column in range(across):
            left, top = 60 + column * 60, 40 + row * 125
            corners = [(round(x * dpi / 72), round(y * dpi / 72)) for x, y in ((left, top), (left + 60, top + 125))]
            cv2.rectangle(page, corners[0], corners[1], (0, 0, 0), max(1, dpi // 150))
            held = [next(characters) for _ in range(lines * wide - 2)]
            for place, (_, picture) in enumerate(held):
                x = round((left + 6 + (place % wide) * em) * dpi / 72)
                y = round((top + 5 + (place // wide) * 1.2 * em) * dpi / 72)
                page[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
            texts.append("".join(text for text, _ in held))
    return page, texts


def _characters(path: Path, dpi: int, em: float = 10.5) -> Iterator[tuple[str, Colours]]:
    """The ideographs of a PDF, each with its picture, an em high and wide."""
    document = pypdfium2.PdfDocument(path)
    size = round(em * dpi / 72)
    try:
        for index in range(len(document)):
            height = document[index].get_height()
            page, text = rasterise(path, index, 4 * dpi), document[index].get_textpage()
            for place in range(text.count_chars()):
                said = text.get_text_range(place, 1)
                x0, bottom, x1, top = text.get_charbox(place, loose=True)
                if "\u4e00" <= said <= "\u9fff":
                    middle, half = height - (top + bottom) / 2, (x1 - x0) / 2
                    box = (round(v * 4 * dpi / 72) for v in (middle - half, middle + half, x0, x1))
                    high, low, left, right = box
                    yield said, cv2.resize(page[high:low, left:right], (size, size), interpolation=cv2.INTER_AREA)
    finally:
        document.close()


def scan(path: Path, index: int, faults: Faults) -> Colours:
    """A page of a PDF, printed and scanned."""
    page = rasterise(path, index, faults.dpi)
    random = np.random.default_rng([faults.seed, index])
    if faults.through:
        page = _shown_through(page, path, index, faults)
    if faults.gaps:
        _break_lines(page, faults, random)
    if faults.holes:
        _punch(page, faults.dpi)
    if faults.seal:
        _stamp(page, faults)
    page = _bend(page, faults)
    page = _light(page, faults)
    if faults.blur:
        page = cv2.GaussianBlur(page, (0, 0), faults.blur)
    page = _spoil(page, faults, random)
    if faults.quality:
        page = jpeg(page, faults.quality)
    return np.ascontiguousarray(np.rot90(page, -faults.turns))


def _shown_through(page: Colours, path: Path, index: int, faults: Faults) -> Colours:
    """The page on paper so thin that the next one (the first behind the last) is seen from behind, blurred and half a
    degree askew."""
    document = pypdfium2.PdfDocument(path)
    count = len(document)
    document.close()
    high, wide = page.shape[:2]
    back = cv2.resize(rasterise(path, (index + 1) % count, faults.dpi)[:, ::-1], (wide, high))
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), 0.5, 1.0)
    back = cv2.warpAffine(back, turn, (wide, high), borderValue=(255, 255, 255))
    back = cv2.GaussianBlur(back, (0, 0), faults.dpi / 125)
    seen = page.astype(np.float32) - (255 - back.astype(np.float32)) * faults.through
    return np.clip(seen, 0, 255).astype(np.uint8)


def _break_lines(page: Colours, faults: Faults, random: np.random.Generator) -> None:
    """Blanks squares of 0.8 to 1.5 mm on ruling lines."""
    millimetre = faults.dpi / 25.4
    dark = np.where(page.min(axis=2) < 160, np.uint8(255), np.uint8(0))
    length = round(12 * millimetre)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    ys, xs = np.nonzero(across | down)
    for place in random.integers(0, len(ys), faults.gaps).tolist():
        half = round(random.uniform(0.4, 0.75) * millimetre)
        y, x = int(ys[place]), int(xs[place])
        page[max(y - half, 0) : y + half, max(x - half, 0) : x + half] = 255


def _punch(page: Colours, dpi: int) -> None:
    high = page.shape[0]
    for y in (0.4, 0.6):
        cv2.circle(page, (round(11 * dpi / 25.4), round(y * high)), round(3 * dpi / 25.4), (60, 60, 60), -1)


def _stamp(page: Colours, faults: Faults) -> None:
    """A round red seal, its ink over the text as ink is: what was dark stays dark."""
    assert faults.seal is not None
    high, wide = page.shape[:2]
    layer = np.full_like(page, 255)
    centre = (round(faults.seal[0] * wide), round(faults.seal[1] * high))
    radius = round(20 * faults.dpi / 25.4)
    red = (215, 40, 45)
    cv2.circle(layer, centre, radius, red, max(round(1.2 * faults.dpi / 25.4), 1))
    points = []
    for corner in range(10):
        reach = radius * (0.32 if corner % 2 == 0 else 0.13)
        angle = math.pi * (corner / 5 - 0.5)
        points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    cv2.fillPoly(layer, [np.array(points, np.int32)], red)
    for letter in range(14):  # strokes where the name stands
        angle = math.pi * (0.8 + 1.4 * letter / 13)
        inner, outer = 0.68 * radius, 0.88 * radius
        ends = [
            (round(centre[0] + r * math.cos(angle)), round(centre[1] + r * math.sin(angle))) for r in (inner, outer)
        ]
        cv2.line(layer, ends[0], ends[1], red, max(round(0.9 * faults.dpi / 25.4), 1))
    np.minimum(page, layer, out=page)


def _bend(page: Colours, faults: Faults) -> Colours:
    high, wide = page.shape[:2]
    if faults.bow:
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        sag = faults.bow * faults.dpi / 25.4 * np.sin(np.pi * x / wide)
        page = cv2.remap(page, x, (y - sag).astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    if faults.keystone:
        inset = faults.keystone * wide / 2
        flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        seen = np.array([[inset, 0], [wide - inset, 0], [wide, high], [0, high]], np.float32)
        matrix = cv2.getPerspectiveTransform(flat, seen)
        page = cv2.warpPerspective(page, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    if faults.skew:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -faults.skew, 1.0)
        page = cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return page.astype(np.uint8)


def _light(page: Colours, faults: Faults) -> Colours:
    if not faults.grey and not faults.shadow:
        return page
    wide = page.shape[1]
    dimmed = faults.grey + faults.shadow * np.clip(1 - 3 * np.arange(wide) / wide, 0, 1)
    return (page.astype(np.float32) * (1 - dimmed / 255)[None, :, None]).astype(np.uint8)


def _spoil(page: Colours, faults: Faults, random: np.random.Generator) -> Colours:
    if faults.noise:
        noise = random.normal(0, faults.noise, page.shape[:2])
        page = np.clip(page + noise[:, :, None], 0, 255).astype(np.uint8)
    if faults.salt:
        hit = random.random(page.shape[:2]) < faults.salt
        page[hit] = np.where(random.random(int(hit.sum())) < 0.5, 0, 255)[:, None]
    if faults.fax:
        level = 150 - faults.grey
        page = np.where(page.mean(axis=2) > level, 255, 0).astype(np.uint8)[:, :, None].repeat(3, axis=2)
    return page


def jpeg(page: Colours, quality: int) -> Colours:
    stream = io.BytesIO()
    Image.fromarray(page).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream).convert("RGB"))


def save_pdf(path: Path, pages: Sequence[Colours], dpi: int, quality: int = 90) -> Path:
    """The pages as a PDF of JPEG pictures, as scanners write it."""
    first, *others = [Image.fromarray(page) for page in pages]
    first.save(path, "PDF", resolution=dpi, save_all=True, append_images=others, quality=quality)
    return path
