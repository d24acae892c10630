"""The ruling lines and coloured areas that a page draws."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2.raw as pdfium

from extract.grid import Rule
from extract.lines import Box
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
    Point,
    Pointer,
    Spot,
    View,
    Ways,
    apply,
    bounds_of,
    get_fill,
    get_mode,
    get_type,
    ink_of,
    matrix_of,
    multiply,
    transformed,
)

THIN = 3.0  # points: a filled shape no wider than this is a ruling line
SLANT = 0.01  # share of its length that a line may lean
HIDES = 5.0  # points: an area or picture less wide or high hides no character
OPAQUE = 0xE0  # of 255
WHITE = 0xFA  # a line whose red, green and blue are all at least this can't be seen on paper
SHADED = 0xE6  # ... but on a filled area with one of them below this


class Drawing:
    """Gathers the ruling lines of a page from its objects, form XObjects included."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.horizontals: list[Rule] = []
        self.verticals: list[Rule] = []
        self.pictures = 0
        self.objects = 0
        self.has_hidden_text = False
        self.texts = 0
        self.inks: set[Ink] = {BLACK}  # what text is filled with
        self.grounds: list[tuple[int, Ink, Box]] = []  # areas: how many texts were drawn before, colour, bounds
        self.covers: list[tuple[int, Box]] = []  # areas and pictures, each with how many texts were drawn before it
        self.shaded: list[Box] = []
        self.areas: list[Box] = []

    def read(self, page: Pointer) -> None:
        self._walk(pdfium.FPDFPage_CountObjects(page), page, ON_PAGE, IDENTITY, 0)

    def _walk(self, count: int, holder: Pointer, ways: Ways, matrix: Matrix, depth: int) -> None:
        handle, (get, peek) = Address(ctypes.addressof(holder.contents)), ways
        spot, black, texts = Spot(), Spot.BLACK, self.texts
        ink, (red, green, blue, alpha) = spot.bytes, spot.places
        self.objects += count
        for index in range(count):
            seen = peek(handle, index)
            mode = get_mode(seen)
            if mode >= 0:  # a text, as most are
                texts += 1
                if mode and mode in UNDRAWN:
                    self.has_hidden_text = True
                get_fill(seen, red, green, blue, alpha)
                if ink != black:
                    self.inks.add(spot.ink)
                continue
            thing, kind = get(holder, index), get_type(seen)
            self.texts = texts
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                bounds = transformed(bounds_of(thing), matrix)
                if not self._thin(bounds, 0.0):
                    self.pictures += 1
                    self._cover(bounds)
            elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
                self._cover(transformed(bounds_of(thing), matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                self._form(thing, matrix, depth)
                texts = self.texts
        self.texts = texts

    def _form(self, form: Pointer, matrix: Matrix, depth: int) -> None:
        inner = multiply(matrix_of(form), matrix)
        count = pdfium.FPDFFormObj_CountObjects(form)
        self._walk(count, form, IN_FORM, inner, depth + 1)

    def _path(self, path: Pointer, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
            return
        bounds = transformed(bounds_of(path), matrix)
        if fill.value and min(bounds[2] - bounds[0], bounds[3] - bounds[1]) >= HIDES:
            self._ground(ink_of(Address(ctypes.addressof(path.contents))), bounds)
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
        shapes = list(_shapes_of(path, multiply(matrix_of(path), matrix)))
        for shape in shapes:
            if stroked:
                self._outline(shape)
            else:
                self._filled(shape)
        if not stroked:
            self._frames(shapes)

    def _ground(self, ink: Ink, bounds: Box) -> None:
        if ink[3] >= OPAQUE:
            self.grounds.append((self.texts, ink, bounds))
            self._cover(bounds)

    def _cover(self, bounds: Box) -> None:
        if self.texts:
            self.covers.append((self.texts, bounds))

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
        for pair in pairwise(boxes):
            inner, outer = sorted(pair, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
            if all(0 <= (b - a) * sign <= THIN for a, b, sign in zip(outer, inner, (1, 1, -1, -1), strict=True)):
                x0, y0, x1, y1 = ((a + b) / 2 for a, b in zip(outer, inner, strict=True))
                self._outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _pen_of(path: object, matrix: Matrix) -> float:
    """Width of a stroke on the page."""
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    a, b, c, d, _, _ = multiply(matrix_of(path), matrix)
    return width.value * math.sqrt(abs(a * d - b * c))


def _darkest(get_colour: Callable[..., int], thing: object) -> int:
    """The lowest of red, green and blue; 0 for a colour that can't be told (a pattern), 0x100 for a transparent one."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get_colour(thing, red, green, blue, alpha):
        return 0
    return min(red.value, green.value, blue.value) if alpha.value else 0x100


def _shapes_of(path: object, matrix: Matrix) -> Iterator[list[Point]]:
    """The path's subpaths as points of the page, closed ones with their first point again; curves break them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    shape: list[Point] = []
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = apply(matrix, x.value, y.value)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(shape) > 1:
                yield shape
            shape = []
        shape.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and shape[0] != point:
            shape.append(shape[0])
    if len(shape) > 1:
        yield shape
