"""What a reader's pen struck out on a page: annotations of the kind StrikeOut, as the strokes they are shown as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import _Pointer
from typing import Any

import pypdfium2.raw as pdfium

from extract.grid import Rule
from extract.lines import Box


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


def _struck(page: _Pointer[Any]) -> Iterator[tuple[float, float, float, float]]:
    """The bounds of each quadrilateral that an annotation strikes out."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STRIKEOUT:
                yield from _quadrilaterals(annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _quadrilaterals(annotation: _Pointer[Any]) -> Iterator[tuple[float, float, float, float]]:
    for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)
