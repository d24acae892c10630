"""Annotations: what a reader's pen struck out, as the strokes it is shown as, and text typed over a page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import _Pointer
from typing import Any

import pypdfium2.raw as pdfium

from extract.grid import Rule
from extract.lines import Box

_TYPED = {pdfium.FPDF_ANNOT_FREETEXT: b"Contents", pdfium.FPDF_ANNOT_WIDGET: b"V"}  # where each keeps its text
_NOT_SHOWN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def strokes(
    page: _Pointer[Any], displayed: Callable[[float, float, float, float], Box]
) -> tuple[list[Rule], list[Rule]]:
    """A stroke through the middle of each piece of text struck out: those across the page, and those down it.

    `displayed` turns x0, y0, x1, y1 on the page's content into a box on the page as displayed.
    """
    across: list[Rule] = []
    down: list[Rule] = []
    for corners in _struck(page):
        x0, top, x1, bottom = displayed(*corners)
        if x1 - x0 >= bottom - top:
            across.append(Rule((top + bottom) / 2, x0, x1))
        else:
            down.append(Rule((x0 + x1) / 2, top, bottom))
    return across, down


def typed(page: _Pointer[Any], displayed: Callable[[float, float, float, float], Box]) -> tuple[tuple[str, Box], ...]:
    """Text that is shown on a page and is none of its content: typed over it, or into the fields of a form."""
    found = []
    for annotation in _annotations(page):
        key = _TYPED.get(pdfium.FPDFAnnot_GetSubtype(annotation))
        if key is None or pdfium.FPDFAnnot_GetFlags(annotation) & _NOT_SHOWN:
            continue
        corners = pdfium.FS_RECTF()
        if (text := _string(annotation, key).strip()) and pdfium.FPDFAnnot_GetRect(annotation, corners):
            found.append((text, displayed(corners.left, corners.bottom, corners.right, corners.top)))
    return tuple(found)


def _string(annotation: _Pointer[Any], key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\0")


def _struck(page: _Pointer[Any]) -> Iterator[tuple[float, float, float, float]]:
    """The bounds of each quadrilateral that an annotation strikes out."""
    for annotation in _annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STRIKEOUT:
            yield from _quadrilaterals(annotation)


def _annotations(page: _Pointer[Any]) -> Iterator[_Pointer[Any]]:
    """Each annotation of a page, open until the next is asked for."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            yield annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _quadrilaterals(annotation: _Pointer[Any]) -> Iterator[tuple[float, float, float, float]]:
    for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)
