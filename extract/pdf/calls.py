"""pdfium's C functions as the readers of a page call them, and the frames its coordinates lie in."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium

from extract.lines import Box

Pointer: TypeAlias = "ctypes._Pointer[Any]"
Ways = tuple[Callable[..., Pointer], Callable[..., Any]]
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Ink = tuple[int, int, int, int]
"""Red, green, blue and how opaque it is, each to 255."""
BLACK: Ink = (0, 0, 0, 255)
_INK = struct.Struct("=4I")

UNDRAWN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)  # modes of text that is not drawn
MAX_DEPTH = 8  # form XObjects within form XObjects


@dataclass(frozen=True, slots=True)
class View:
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


# --- called for each character or object


class Address(ctypes.c_void_p):
    """A pointer that a function without declared arguments takes as it is, and that one returns."""


def quick(function: Any, *arguments: type, result: type = ctypes.c_int) -> Callable[..., Any]:
    """A C function without pypdfium2's conversions, or any at all: what is called for each character costs more to
    convert its arguments than to do. Without declared `arguments` it takes a C int, or an Address."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


get_type = quick(pdfium.FPDFPageObj_GetType)
get_mode = quick(pdfium.FPDFTextObj_GetTextRenderMode)  # -1 for what is no text
get_fill = quick(pdfium.FPDFPageObj_GetFillColor)
# what gives an object by its index, and the same as an address
ON_PAGE = (pdfium.FPDFPage_GetObject, quick(pdfium.FPDFPage_GetObject, result=Address))
IN_FORM = (
    pdfium.FPDFFormObj_GetObject,
    quick(pdfium.FPDFFormObj_GetObject, Address, ctypes.c_ulong, result=Address),
)


class Spot:
    """Room for a colour, and what `get_fill` takes to write it there."""

    BLACK = _INK.pack(*BLACK)

    def __init__(self) -> None:
        self.bytes = bytearray(_INK.size)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.bytes))
        self.places = tuple(Address(start + 4 * index) for index in range(4))

    @property
    def ink(self) -> Ink:
        red, green, blue, alpha = _INK.unpack(self.bytes)
        return red, green, blue, alpha


def ink_of(thing: Address) -> Ink:
    """The colour that an object is filled with; black where it can't be told (a pattern)."""
    spot = Spot()
    return spot.ink if get_fill(thing, *spot.places) else BLACK


# --- matrices


def bounds_of(thing: object) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def transformed(box: Box, matrix: Matrix) -> Box:
    """The bounds of a box under a matrix."""
    if matrix is IDENTITY:
        return box
    x0, y0, x1, y1 = box
    corners = [apply(matrix, x, y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def matrix_of(thing: object) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def apply(m: Matrix, x: float, y: float) -> Point:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    (p, q), (r, s) = apply((*then[:4], 0.0, 0.0), a, b), apply((*then[:4], 0.0, 0.0), c, d)
    return p, q, r, s, *apply(then, e, f)
