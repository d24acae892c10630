"""One page of a PDF as glyphs and ruling lines, by pdfium's C interface.

Called directly, because an object for each character (pdfplumber) or a Python wrapper for each page object costs more
than everything else together. Coordinates that leave this module are points of the page as displayed: after /CropBox
and /Rotate, origin top left.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium

from extract.grid import Rule
from extract.lines import Box, Glyph
from extract.pdf.annotations import strokes
from extract.radicals import RADICALS

THIN = 3.0  # points: a filled shape no wider than this is a ruling line
SLANT = 0.01  # share of its length that a line may lean
LEANING = 0.1  # quarter turns: characters that lean more are no part of the table
WHITE = 0xFA  # a line whose red, green and blue are all at least this can't be seen on paper
SHADED = 0xE6  # ... but on a filled area with one of them below this
SAMPLE = 8  # one character in so many tells how many are guessed
MAX_DEPTH = 8  # form XObjects within form XObjects

_SLANTED = -1  # turn of a character that lies neither along nor across the page
_SPACES = {0x09, 0x0A, 0x0D, 0x20}
_NOTHING = {0x00AD: "-", 0x0002: "-", 0xFFFE: "-"}  # soft hyphens that are drawn
_UNKNOWN = "\ufffd"
_ZERO_WIDTH = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF}

_SPOT = struct.Struct("=2d4f")  # what pdfium writes of a character: origin x, y; box left, top, right, bottom

_Pointer: TypeAlias = "ctypes._Pointer[Any]"
_Ways = tuple[Callable[..., _Pointer], Callable[..., Any]]
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class UnreadablePage(Exception):  # noqa: N818 - becomes the anomaly unreadable-page
    """A page that pdfium can't load; the message says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a page shows. `pictures` counts images and drawings other than ruling lines. `slanted`: characters that lie
    neither along nor across the page (a watermark), in the order of the content. `areas`: boxes of one colour.
    `unmapped`: about how many characters have a font that does not say which they are."""

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


@dataclass(frozen=True, slots=True)
class _View:
    """From the coordinates of the page's content to the page as displayed."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int  # /Rotate in clockwise quarter turns

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def point(self, x: float, y: float) -> Point:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """x0, top, x1, bottom."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_content(document: ctypes._Pointer[pdfium.fpdf_document_t__], index: int) -> Content:
    """Glyphs and ruling lines of page `index` (from 0). Raises UnreadablePage."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise UnreadablePage("its page object is missing or damaged")
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            raise UnreadablePage("its text can't be loaded")
        try:
            view = _view_of(page)
            drawing = _Drawing(view)
            drawing.read(page)
            found = tuple(_glyphs_of(text, view, drawing.has_hidden_text))
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
            )
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _displayed(rules: Sequence[Rule], along: float, across: float) -> tuple[Rule, ...]:
    """The parts of rules that lie on the page: a browser draws a table's lines on to where its last row ends."""
    cut = (Rule(rule.at, max(rule.start, 0.0), min(rule.end, along)) for rule in rules if 0 <= rule.at <= across)
    return tuple(rule for rule in cut if rule.start < rule.end)


def _view_of(page: object) -> _View:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        raise UnreadablePage("it has no size")
    return _View(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)


# --- C functions called for each character or object


class _Address(ctypes.c_void_p):
    """A pointer that a function without declared arguments takes as it is, and that one returns."""


def _quick(function: Any, *arguments: type, result: type = ctypes.c_int) -> Callable[..., Any]:
    """A C function without pypdfium2's conversions, or any at all: what is called for each character costs more to
    convert its arguments than to do. Without declared `arguments` it takes a C int, or an _Address."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_get_code = _quick(pdfium.FPDFText_GetUnicode)
_has_error = _quick(pdfium.FPDFText_HasUnicodeMapError)
_get_box = _quick(pdfium.FPDFText_GetLooseCharBox)
_get_origin = _quick(pdfium.FPDFText_GetCharOrigin)
_get_type = _quick(pdfium.FPDFPageObj_GetType)
_get_mode = _quick(pdfium.FPDFTextObj_GetTextRenderMode)
# what gives an object by its index, and the same as an address
_ON_PAGE = (pdfium.FPDFPage_GetObject, _quick(pdfium.FPDFPage_GetObject, result=_Address))
_IN_FORM = (
    pdfium.FPDFFormObj_GetObject,
    _quick(pdfium.FPDFFormObj_GetObject, _Address, ctypes.c_ulong, result=_Address),
)


# --- text


def _unmapped(text: _Pointer) -> int:
    """About how many characters pdfium only guesses, for their font says nothing of them; by a sample."""
    count, handle = pdfium.FPDFText_CountChars(text), _Address(ctypes.addressof(text.contents))
    return SAMPLE * len([index for index in range(0, count, SAMPLE) if _has_error(handle, index) == 1])


def _glyphs_of(text: _Pointer, view: _View, has_hidden: bool) -> Iterator[Glyph]:
    """The characters that are drawn on the displayed page, in the order of the content.

    What pdfium adds to make running text (spaces and line ends between distant characters) is left out. Text in
    render mode 3, the layer under a scan, counts only where there is no other.
    """
    indices: list[int] = list(range(pdfium.FPDFText_CountChars(text)))
    if has_hidden:
        shown = [index for index in indices if not _is_hidden(text, index)]
        if any(pdfium.FPDFText_GetUnicode(text, index) not in _SPACES for index in shown):
            indices = shown
    width, height = view.size
    handle, spot = _Address(ctypes.addressof(text.contents)), bytearray(_SPOT.size)
    start = ctypes.addressof(ctypes.c_char.from_buffer(spot))
    x_at, y_at, box_at = _Address(start), _Address(start + 8), _Address(start + 16)
    unpack, new = _SPOT.unpack, tuple.__new__
    plain, page_left, page_top = view.turns == 0, view.left, view.top
    lead = 0  # first half of a surrogate pair, where wide characters have two bytes
    for index in indices:
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
        if x1 >= 0 and bottom >= 0 and x0 <= width and top <= height:
            yield new(Glyph, (char, x0, top, x1, bottom, x, y, turn, index))


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


def _turn_of(text: object, index: int, view: _View) -> int:
    """Clockwise quarter turns of a character on the displayed page, _SLANTED between two of them."""
    angle: float = pdfium.FPDFText_GetCharAngle(text, index)  # clockwise radians, -1 where unknown
    if angle < 0:
        return 0
    quarters = angle / (math.pi / 2)
    if abs(quarters - round(quarters)) > LEANING:
        return _SLANTED
    return (view.turns + round(quarters)) % 4


def _is_hidden(text: object, index: int) -> bool:
    thing = pdfium.FPDFText_GetTextObject(text, index)
    mode: int = pdfium.FPDFTextObj_GetTextRenderMode(thing) if thing else 0
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


# --- lines


class _Drawing:
    """Gathers the ruling lines of a page from its objects, form XObjects included."""

    def __init__(self, view: _View) -> None:
        self.view = view
        self.horizontals: list[Rule] = []
        self.verticals: list[Rule] = []
        self.pictures = 0
        self.objects = 0
        self.has_hidden_text = False
        self.shaded: list[Box] = []
        self.areas: list[Box] = []

    def read(self, page: _Pointer) -> None:
        self._walk(pdfium.FPDFPage_CountObjects(page), page, _ON_PAGE, _IDENTITY, 0)

    def _walk(self, count: int, holder: _Pointer, ways: _Ways, matrix: Matrix, depth: int) -> None:
        text, hidden = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        handle, (get, peek) = _Address(ctypes.addressof(holder.contents)), ways
        self.objects += count
        for index in range(count):
            seen = peek(handle, index)
            kind = _get_type(seen)
            if kind == text:  # most are
                if _get_mode(seen) == hidden:
                    self.has_hidden_text = True
                continue
            thing = get(holder, index)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                if not self._thin(_transformed(_bounds(thing), matrix), 0.0):
                    self.pictures += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                self._form(thing, matrix, depth)

    def _form(self, form: _Pointer, matrix: Matrix, depth: int) -> None:
        inner = _multiply(_matrix_of(form), matrix)
        count = pdfium.FPDFFormObj_CountObjects(form)
        self._walk(count, form, _IN_FORM, inner, depth + 1)

    def _path(self, path: object, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
            return
        bounds = _transformed(_bounds(path), matrix)
        stroked = bool(stroke.value) and self._is_visible(pdfium.FPDFPageObj_GetStrokeColor, path, bounds)
        filled = bool(fill.value) and self._is_visible(pdfium.FPDFPageObj_GetFillColor, path, bounds)
        if not stroked and not filled:
            return
        pen = _pen_of(path, matrix) if stroked else 0.0
        # a plain line, the commonest path by far, is known by its bounds
        if self._thin(bounds, pen):
            return
        if filled and _darkest(pdfium.FPDFPageObj_GetFillColor, path) < SHADED:
            self.shaded.append(bounds)
        if not stroked and pdfium.FPDFPath_CountSegments(path) <= 5:  # a background
            self.areas.append(self.view.box(*bounds))
            return
        shapes = list(_shapes_of(path, _multiply(_matrix_of(path), matrix)))
        for shape in shapes:
            if stroked:
                self._outline(shape)
            else:
                self._filled(shape)
        if not stroked:
            self._frames(shapes)

    def _is_visible(self, get_colour: Callable[..., int], path: object, bounds: Box) -> bool:
        """Neither transparent nor white; white is seen on a shaded area, as between the cells of a dark header."""
        darkest = _darkest(get_colour, path)
        if darkest < WHITE:
            return True
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        return darkest <= 0xFF and any(
            box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1 for box in self.shaded
        )

    def _thin(self, bounds: Box, pen: float) -> bool:
        """Takes a thin box as a ruling line; says whether it was one."""
        x0, y0, x1, y1 = bounds
        left, top, right, bottom = self.view.box(x0, y0, x1, y1)
        wide, high = right - left, bottom - top
        thin = THIN if pen == 0 else 2 * pen + 0.5  # pdfium adds the pen's width on every side
        if wide > thin and high > thin:
            return False
        if high <= thin:
            self.horizontals.append(Rule((top + bottom) / 2, left + min(pen, wide / 2), right - min(pen, wide / 2)))
        if wide <= thin:
            self.verticals.append(Rule((left + right) / 2, top + min(pen, high / 2), bottom - min(pen, high / 2)))
        return True

    def _outline(self, shape: list[Point]) -> None:
        """The sides of a stroked shape that run along an axis."""
        points = [self.view.point(x, y) for x, y in shape]
        for (ax, ay), (bx, by) in pairwise(points):
            wide, high = abs(bx - ax), abs(by - ay)
            if high <= max(SLANT * wide, 0.1) and wide > high:
                self.horizontals.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif wide <= max(SLANT * high, 0.1):
                self.verticals.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))

    def _filled(self, shape: list[Point]) -> None:
        if shape:
            xs, ys = [x for x, _ in shape], [y for _, y in shape]
            self._thin((min(xs), min(ys), max(xs), max(ys)), 0.0)

    def _frames(self, shapes: list[list[Point]]) -> None:
        """Borders filled as the room between two rectangles."""
        boxes = [
            (min(x for x, _ in s), min(y for _, y in s), max(x for x, _ in s), max(y for _, y in s))
            for s in shapes
            if 4 <= len(s) <= 5
        ]
        for outer, inner in pairwise(boxes):
            if all(0 <= (b - a) * sign <= THIN for a, b, sign in zip(outer, inner, (1, 1, -1, -1), strict=True)):
                x0, y0, x1, y1 = ((a + b) / 2 for a, b in zip(outer, inner, strict=True))
                self._outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _bounds(thing: object) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _pen_of(path: object, matrix: Matrix) -> float:
    """Width of a stroke on the page."""
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    a, b, c, d, _, _ = _multiply(_matrix_of(path), matrix)
    return width.value * math.sqrt(abs(a * d - b * c))


def _darkest(get_colour: Callable[..., int], thing: object) -> int:
    """The lowest of red, green and blue; 0 for a colour that can't be told (a pattern), 0x100 for a transparent one."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get_colour(thing, red, green, blue, alpha):
        return 0
    return min(red.value, green.value, blue.value) if alpha.value else 0x100


def _transformed(box: Box, matrix: Matrix) -> Box:
    """The bounds of a box under a matrix."""
    if matrix is _IDENTITY:
        return box
    x0, y0, x1, y1 = box
    corners = [_apply(matrix, x, y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _shapes_of(path: object, matrix: Matrix) -> Iterator[list[Point]]:
    """The path's subpaths as points of the page, closed ones with their first point again; curves break them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    shape: list[Point] = []
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(matrix, x.value, y.value)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(shape) > 1:
                yield shape
            shape = []
        shape.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and shape[0] != point:
            shape.append(shape[0])
    if len(shape) > 1:
        yield shape


def _matrix_of(thing: object) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _apply(m: Matrix, x: float, y: float) -> Point:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    (p, q), (r, s) = _apply((*then[:4], 0.0, 0.0), a, b), _apply((*then[:4], 0.0, 0.0), c, d)
    return p, q, r, s, *_apply(then, e, f)
