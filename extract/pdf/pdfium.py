"""One page of a PDF as glyphs and ruling lines, by pdfium's C interface.

Called directly, because an object for each character (pdfplumber) or a Python wrapper for each page object costs more
than everything else together. Coordinates that leave this module are points of the page as displayed: after /CropBox
and /Rotate, origin top left.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pypdfium2.raw as pdfium

from extract.grid import Rule
from extract.lines import Box, Glyph
from extract.pdf.annotations import strokes, typed
from extract.pdf.calls import Address, Ink, Pointer, View, quick
from extract.pdf.drawing import Drawing
from extract.pdf.unseen import unseen_among, without_doubles
from extract.pdf.watermarks import pale_among
from extract.radicals import RADICALS

LEANING = 0.1  # quarter turns: characters that lean more are no part of the table
SAMPLE = 8  # one character in so many tells how many are guessed

_SLANTED = -1  # turn of a character that lies neither along nor across the page
_SPACES = {0x09, 0x0A, 0x0D, 0x20}
_NOTHING = {0x00AD: "-", 0x0002: "-", 0xFFFE: "-"}  # soft hyphens that are drawn
_UNKNOWN = "\ufffd"
_ZERO_WIDTH = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF}

_SPOT = struct.Struct("=2d4f")  # what pdfium writes of a character: origin x, y; box left, top, right, bottom

_get_code = quick(pdfium.FPDFText_GetUnicode)
_has_error = quick(pdfium.FPDFText_HasUnicodeMapError)
_get_box = quick(pdfium.FPDFText_GetLooseCharBox)
_get_origin = quick(pdfium.FPDFText_GetCharOrigin)


class UnreadablePage(Exception):  # noqa: N818 - becomes the anomaly unreadable-page
    """A page that pdfium can't load; the message says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a page shows. `pictures` counts images and drawings other than ruling lines. `slanted`: characters that lie
    neither along nor across the page (a watermark), in the order of the content. `areas`: boxes of one colour.
    `unmapped`: about how many characters have a font that does not say which they are. `unseen`: characters that are
    there and nobody sees; they are none of the others. `typed`: text of annotations, each with its box. `pale`: the
    places of the characters in a pale colour, each with that."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    pictures: int
    objects: int
    slanted: tuple[Glyph, ...] = ()
    unmapped: int = 0
    areas: tuple[Box, ...] = ()
    unseen: tuple[Glyph, ...] = ()
    typed: tuple[tuple[str, Box], ...] = ()
    pale: Mapping[int, Ink] = field(default_factory=dict)


def read_content(document: ctypes._Pointer[pdfium.fpdf_document_t__], index: int, layered: bool = False) -> Content:
    """Glyphs and ruling lines of page `index` (from 0). `layered`: the document may have layers that are off. Raises
    UnreadablePage."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise UnreadablePage("its page object is missing or damaged")
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            raise UnreadablePage("its text can't be loaded")
        try:
            view = _view_of(page)
            drawing = Drawing(view)
            drawing.read(page)
            unseen: list[Glyph] = []
            found = tuple(_glyphs_of(text, view, unseen))
            pale = pale_among(found, text, drawing.inks)
            if hidden := unseen_among(found, document, page, text, drawing, view, layered):
                covered = [glyph for glyph in found if glyph.order in hidden]
                found = tuple(glyph for glyph in found if glyph.order not in hidden)
                unseen += without_doubles(covered, found)
            slanted = tuple(glyph for glyph in found if glyph.turn == _SLANTED)
            glyphs = tuple(glyph for glyph in found if glyph.turn != _SLANTED) if slanted else found
            width, height = view.size
            across, down = strokes(page, view.box)
            return Content(
                width,
                height,
                glyphs,
                _displayed([*drawing.horizontals, *across], width, height),
                _displayed([*drawing.verticals, *down], height, width),
                drawing.pictures,
                drawing.objects,
                slanted,
                _unmapped(text),
                tuple(drawing.areas),
                tuple(unseen),
                typed(page, view.box),
                pale,
            )
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _displayed(rules: Sequence[Rule], along: float, across: float) -> tuple[Rule, ...]:
    """The parts of rules that lie on the page: a browser draws a table's lines on to where its last row ends."""
    cut = (Rule(rule.at, max(rule.start, 0.0), min(rule.end, along)) for rule in rules if 0 <= rule.at <= across)
    return tuple(rule for rule in cut if rule.start < rule.end)


def _view_of(page: object) -> View:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        raise UnreadablePage("it has no size")
    return View(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)


# --- text


def _unmapped(text: Pointer) -> int:
    """About how many characters pdfium only guesses, for their font says nothing of them; by a sample."""
    count, handle = pdfium.FPDFText_CountChars(text), Address(ctypes.addressof(text.contents))
    return SAMPLE * len([index for index in range(0, count, SAMPLE) if _has_error(handle, index) == 1])


def _glyphs_of(text: Pointer, view: View, outside: list[Glyph]) -> Iterator[Glyph]:
    """The characters of the displayed page, in the order of the content; those beyond its edges go to `outside`.

    What pdfium adds to make running text (spaces and line ends between distant characters) is left out.
    """
    width, height = view.size
    handle, spot = Address(ctypes.addressof(text.contents)), bytearray(_SPOT.size)
    start = ctypes.addressof(ctypes.c_char.from_buffer(spot))
    x_at, y_at, box_at = Address(start), Address(start + 8), Address(start + 16)
    unpack, new = _SPOT.unpack, tuple.__new__
    plain, page_left, page_top = view.turns == 0, view.left, view.top
    lead = 0  # first half of a surrogate pair, where wide characters have two bytes
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = _get_code(handle, index)
        if 0x3000 <= code < 0xD800:  # most are
            char = chr(code)
        elif code in _SPACES and pdfium.FPDFText_IsGenerated(text, index):
            continue
        elif 0xD800 <= code < 0xDC00:
            lead = code
            continue
        elif 0xDC00 <= code < 0xE000 and lead:
            char = chr(0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00)
        else:
            char = _character(code) if _has_error(handle, index) != 1 else _UNKNOWN
        if not char or not _get_box(handle, index, box_at):
            continue
        _get_origin(handle, index, x_at, y_at)
        x, y, left, top, right, bottom = unpack(spot)
        turn = 0 if plain and abs(x - left) < 0.01 else _turn_of(text, index, view)
        if plain:  # as view.box and view.point, for most pages there are
            x0, top, x1, bottom = left - page_left, page_top - top, right - page_left, page_top - bottom
            x, y = x - page_left, page_top - y
        else:
            x0, top, x1, bottom = view.box(left, bottom, right, top)
            x, y = view.point(x, y)
        glyph = new(Glyph, (char, x0, top, x1, bottom, x, y, turn, index))
        if x1 >= 0 and bottom >= 0 and x0 <= width and top <= height:
            yield glyph
        else:
            outside.append(_at_the_edge(glyph, width, height))


def _at_the_edge(glyph: Glyph, width: float, height: float) -> Glyph:
    """A character beyond the page, where the page ends."""
    x0, x1, x = (min(max(value, 0.0), width) for value in (glyph.x0, glyph.x1, glyph.origin_x))
    top, bottom, y = (min(max(value, 0.0), height) for value in (glyph.top, glyph.bottom, glyph.origin_y))
    return Glyph(glyph.text, x0, top, x1, bottom, x, y, glyph.turn, glyph.order)


@lru_cache(maxsize=4096)
def _character(code: int) -> str:
    """The character as it is to be read; empty for one that shows nothing."""
    if code in RADICALS:
        return RADICALS[code]
    if code in _NOTHING:
        return _NOTHING[code]
    if code in _SPACES:
        return " "
    if code == 0:
        return _UNKNOWN
    if code < 0x20 or 0x7F <= code < 0xA0 or code in _ZERO_WIDTH:
        return ""
    return chr(code)


def _turn_of(text: object, index: int, view: View) -> int:
    """Clockwise quarter turns of a character on the displayed page, _SLANTED between two of them."""
    angle: float = pdfium.FPDFText_GetCharAngle(text, index)  # clockwise radians, -1 where unknown
    if angle < 0:
        return 0
    quarters = angle / (math.pi / 2)
    if abs(quarters - round(quarters)) > LEANING:
        return _SLANTED
    return (view.turns + round(quarters)) % 4
