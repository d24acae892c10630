"""Characters that a page holds and nobody sees: drawn invisibly, in the colour of their ground, under a filled area or
a picture, on a layer that is off, or beyond the page's edge.

What may be unseen is told quickly, by how it is drawn; whether it is, by what the page looks like with and without it.
Drawing takes about as long as reading, so that only a page with such text is drawn.
"""

from __future__ import annotations

import ctypes
import mmap
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pypdfium2.raw as pdfium

from extract.lines import OVERPRINT, Box, Glyph
from extract.pdf.calls import (
    BLACK,
    IDENTITY,
    IN_FORM,
    MAX_DEPTH,
    ON_PAGE,
    UNDRAWN,
    Address,
    Ink,
    Matrix,
    Pointer,
    View,
    Ways,
    bounds_of,
    get_mode,
    get_type,
    ink_of,
    matrix_of,
    multiply,
    quick,
    transformed,
)
from extract.pdf.drawing import Drawing

PAPER: Ink = (255, 255, 255, 255)
ALIKE = 0x20  # of 255: text that differs less from what is under it may be unseen
FAINT = 8  # of 255: what changes a page less, nobody sees
SCALE = 1.5  # dots a point
LARGEST = 2_000_000  # dots of a page as drawn
BAND, FARTHEST = 20.0, 20_000.0  # points: bands of a page, and how far away from its corner there are any
INSIDE = 0.1  # share of a character's width at either side, where its neighbours may reach

_get_text_object = quick(pdfium.FPDFText_GetTextObject, result=ctypes.c_void_p)
_OBJECTS = re.compile(rb"/ObjStm\b.{0,200}?stream\r?\n", re.DOTALL)


def unseen_among(
    glyphs: Sequence[Glyph],
    document: Pointer,
    page: Pointer,
    text: Pointer,
    drawing: Drawing,
    view: View,
    layered: bool,
) -> frozenset[int]:
    """The places in the content of the characters that nobody sees; `layered`: any may stand on a layer that is off.

    Takes the text it looks into off the page, which must not be drawn again.
    """
    inks = _lost(drawing)
    if not (drawing.has_hidden_text or inks or drawing.covers or layered):
        return frozenset()
    undrawn, doubtful, others = _suspects(document, page, drawing, inks, layered)
    handle = Address(ctypes.addressof(text.contents))
    owners = [(glyph, _get_text_object(handle, glyph.order)) for glyph in glyphs]
    hidden = {glyph.order for glyph, owner in owners if owner in undrawn}
    asked = [glyph for glyph, owner in owners if owner in doubtful]
    if any(not glyph.text.isspace() for glyph in asked):
        # of text that is drawn twice pdfium gives the characters once, as those of either
        doubles = others - {owner for _, owner in owners}
        hidden |= _changing_nothing(asked, page, view, doubtful | doubles)
    return frozenset(hidden)


def _lost(drawing: Drawing) -> frozenset[Ink]:
    """The colours of text in which it may be lost against the paper or an area of the page."""
    grounds = {PAPER, *(ink for _, ink, _ in drawing.grounds)}
    return frozenset(ink for ink in drawing.inks if ink[3] < ALIKE or any(_alike(ink, ground) for ground in grounds))


def _alike(ink: Ink, other: Ink) -> bool:
    return all(abs(a - b) < ALIKE for a, b in zip(ink[:3], other[:3], strict=True))


def _stands_out(number: int, ink: Ink, box: Box, drawing: Drawing) -> bool:
    """Whether a text lies within an area of another colour: white in a dark heading, as nearly all white text."""
    x0, y0, x1, y1 = box
    middle = (y0 + y1) / 2
    under = None
    for before, ground, (left, bottom, right, top) in drawing.grounds:
        if before <= number and left - 1 <= x0 and x1 <= right + 1 and bottom <= middle <= top:
            under = ground
    return under is not None and ink[3] >= ALIKE and not _alike(ink, under)


def _suspects(
    document: Pointer, page: Pointer, drawing: Drawing, inks: frozenset[Ink], layered: bool
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """The addresses of text that is not drawn, of text that may be unseen all the same, and of all other."""
    undrawn: set[int] = set()
    doubtful: set[int] = set()
    others: set[int] = set()
    covers = _Covers(drawing.covers)
    for number, (address, matrix) in enumerate(_texts(page)):
        key = address.value or 0
        if get_mode(address) in UNDRAWN:
            undrawn.add(key)
            continue
        ink = ink_of(address) if inks else BLACK
        is_lost, covered = ink in inks, covers.may_hide(number)
        if is_lost or covered:
            box = transformed(bounds_of(_pointer(key)), matrix)
            is_lost = is_lost and not _stands_out(number, ink, box, drawing)
            covered = covered and covers.meet(number, box)
        (doubtful if is_lost or ((layered or covered) and _can_be_drawn(key, document, page)) else others).add(key)
    return frozenset(undrawn), frozenset(doubtful), frozenset(others)


def _texts(page: Pointer) -> Iterator[tuple[Address, Matrix]]:
    """The text objects of a page in the order that they are drawn in."""
    yield from _texts_of(pdfium.FPDFPage_CountObjects(page), page, ON_PAGE, IDENTITY, 0)


def _texts_of(count: int, holder: Pointer, ways: Ways, matrix: Matrix, depth: int) -> Iterator[tuple[Address, Matrix]]:
    handle, (get, peek) = Address(ctypes.addressof(holder.contents)), ways
    for index in range(count):
        seen = peek(handle, index)
        kind = get_type(seen)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield seen, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            form = get(holder, index)
            inner = multiply(matrix_of(form), matrix)
            yield from _texts_of(pdfium.FPDFFormObj_CountObjects(form), form, IN_FORM, inner, depth + 1)


def _can_be_drawn(address: int, document: Pointer, page: Pointer) -> bool:
    """Whether a text shows when it is drawn by itself: where its font is neither in the file nor on this machine, the
    page as drawn tells nothing of what others see."""
    text = _pointer(address)
    font = pdfium.FPDFTextObj_GetFont(text)
    if font and pdfium.FPDFFont_GetIsEmbedded(font) == 1:
        return True
    bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, page, text, 1.0)
    if not bitmap:
        return False
    try:
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        return any(ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _pointer(address: int) -> Pointer:
    """An object by its address, as pypdfium2 takes it."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


class _Covers:
    """Boxes by the bands of the page that they reach into, each with how many texts were drawn before it."""

    def __init__(self, covers: Sequence[tuple[int, Box]]) -> None:
        self._last = max((before for before, _ in covers), default=0)
        self._bands: dict[int, list[tuple[int, Box]]] = {}
        for cover in covers:
            for band in self._reached(cover[1]):
                self._bands.setdefault(band, []).append(cover)

    def may_hide(self, number: int) -> bool:
        """Whether any was drawn after that text."""
        return number < self._last

    def meet(self, number: int, box: Box) -> bool:
        """Whether one that was drawn after a text lies over its box."""
        return any(
            number < before and box[0] < x1 and x0 < box[2] and box[1] < y1 and y0 < box[3]
            for band in self._reached(box)
            for before, (x0, y0, x1, y1) in self._bands.get(band, ())
        )

    @staticmethod
    def _reached(box: Box) -> range:
        low, high = (min(max(value, -FARTHEST), FARTHEST) for value in (box[1], box[3]))
        return range(int(low // BAND), int(high // BAND) + 1)


# --- with and without


def _changing_nothing(glyphs: Sequence[Glyph], page: Pointer, view: View, owners: frozenset[int]) -> set[int]:
    """The places of the characters without which the page looks the same; a space goes with the one before it."""
    with_them = _Picture(page, view)
    for owner in owners:
        pdfium.FPDFTextObj_SetTextRenderMode(_pointer(owner), pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    without = _Picture(page, view)
    found: set[int] = set()
    last = False
    for glyph in glyphs:
        if not glyph.text.isspace():
            last = with_them.is_like(without, _ink_box(glyph))
        if last:
            found.add(glyph.order)
    return found


def _ink_box(glyph: Glyph) -> Box:
    """Where a character's ink is: a font's own box may reach into the lines above and below."""
    aside, (_, y) = INSIDE * (glyph.x1 - glyph.x0), glyph.centre
    half = 0.5 * glyph.size if glyph.turn == 0 else (glyph.bottom - glyph.top) / 2
    return glyph.x0 + aside, y - half, glyph.x1 - aside, y + half


class _Picture:
    """A page as drawn, four bytes a dot."""

    def __init__(self, page: Pointer, view: View) -> None:
        width, height = view.size
        self.scale = min(SCALE, (LARGEST / max(width * height, 1.0)) ** 0.5)
        self.width, self.height = (max(round(side * self.scale), 1) for side in (width, height))
        bitmap = pdfium.FPDFBitmap_Create(self.width, self.height, 0)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self.width, self.height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, self.width, self.height, 0, 0)
            self.stride: int = pdfium.FPDFBitmap_GetStride(bitmap)
            self.dots = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), self.stride * self.height)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def is_like(self, other: _Picture, box: Box) -> bool:
        """Whether nothing in a box (points of the displayed page) differs so that somebody sees it."""
        left, top, right, bottom = (round(value * self.scale) for value in box)
        start, end = 4 * max(left, 0), 4 * min(right + 1, self.width)
        for y in range(max(top, 0), min(bottom + 1, self.height)):
            row = slice(y * self.stride + start, y * self.stride + end)
            a, b = self.dots[row], other.dots[row]
            if a != b and any(abs(p - q) > FAINT for p, q in zip(a, b, strict=True)):
                return False
        return True


def without_doubles(unseen: Sequence[Glyph], seen: Sequence[Glyph]) -> list[Glyph]:
    """Those that are not drawn again where they stand, so that somebody sees them."""
    drawn: dict[str, list[Glyph]] = {}
    for glyph in seen:
        drawn.setdefault(glyph.text, []).append(glyph)
    return [
        glyph
        for glyph in unseen
        if not any(
            max(abs(glyph.x0 - other.x0), abs(glyph.origin_y - other.origin_y)) < OVERPRINT * glyph.size
            for other in drawn.get(glyph.text, ())
        )
    ]


# --- layers


def has_layers(path: Path) -> bool:
    """Whether a PDF may have layers (optional content), which pdfium does not tell. One that is encrypted and
    compressed may. A long file is opened again and again, and looked through once."""
    stat = path.stat()
    return _has_layers(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _has_layers(path: Path, _size: int, _changed: int) -> bool:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b"/OCG") >= 0:
            return True
        return any(_names_layers(content, match.end()) for match in _OBJECTS.finditer(content))


def _names_layers(content: mmap.mmap, start: int) -> bool:
    end = content.find(b"endstream", start)
    try:
        return b"/OCG" in zlib.decompressobj().decompress(content[start : end if end >= 0 else len(content)])
    except zlib.error:
        return True
