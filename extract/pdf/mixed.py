"""PDF pages that are pictures, wholly or in part: which are read by character recognition, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium

from extract.scan.result import ScanPage, anomalies_of
from schemas import Anomaly, Evidence, PageAnchor, Place, Source, make_anomaly

Progress = Callable[[int, int], None]
Pictured = Literal["no", "whole", "layer", "part", "unmapped"]

COVERS = 0.8  # share of the page: a picture at least this large is the page
PART = 0.25  # share of the page: pictures at least this large may hold a table
PRINTED = 0.03  # share of the page: less text than this printed over a picture is a stamp or a page number
FEW = 40  # things that a scanner's program puts on a page before its picture
DEPTH = 4  # form XObjects within form XObjects

WHY: dict[Pictured, tuple[str, str]] = {
    "whole": ("the page is a picture", "该页为图片"),
    "layer": (
        "the page is a picture with hidden text under it, which was not used",
        "该页为图片,其下隐藏的文字层未采用",
    ),
    "unmapped": ("its fonts do not say which characters they show", "字体未注明所示字符,无法取得文字"),
    "part": ("its table is a picture", "表格为图片"),
}


def pictured(document: pypdfium2.PdfDocument, index: int) -> Pictured:
    """Whether page `index` (from 0) is a picture: wholly, with a hidden text layer, in part, or not.

    A text layer is hidden where its render mode says so, or where the picture is painted over it.
    """
    page = document[index]
    try:
        width, height = page.get_size()
        area = max(width * height, 1.0)
        pictures = printed = hidden = 0.0
        covered = False
        for thing in page.get_objects(max_depth=DEPTH):
            if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                share = _area(thing) / area
                pictures += share
                if share >= COVERS:
                    covered, hidden, printed = True, hidden + printed, 0.0
            elif thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
                if pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                    hidden += _area(thing) / area
                else:
                    printed += _area(thing) / area
    finally:
        page.close()
    if (covered or pictures >= COVERS) and printed < PRINTED:
        return "layer" if hidden else "whole"
    return "part" if pictures >= PART else "no"


def is_scan(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether one of the first things on page `index` is a picture that covers it: told quickly, for planning only."""
    page = document[index]
    try:
        area = max(math.prod(page.get_size()), 1.0)
        first = islice(page.get_objects(max_depth=DEPTH), FEW)
        return any(thing.type == pdfium.FPDF_PAGEOBJ_IMAGE and _area(thing) >= COVERS * area for thing in first)
    finally:
        page.close()


def _area(thing: pypdfium2.PdfObject) -> float:
    left, bottom, right, top = thing.get_bounds()
    return float(max(right - left, 0.0) * max(top - bottom, 0.0))


@dataclass(frozen=True, slots=True)
class Recognised:
    """Pages (from 1) read by character recognition, each with the reason."""

    pages: Mapping[int, ScanPage]
    reasons: Mapping[int, Pictured]

    def anomalies(self, source: Source) -> Iterator[Anomaly]:
        """One for each run of pages of the same reason, then the doubts of each page."""
        order = sorted(self.pages)
        read = [number for number in order if self.pages[number].blocks]
        for (reason, _), run in groupby(enumerate(read), key=lambda item: (self.reasons[item[1]], item[1] - item[0])):
            numbers = [number for _, number in run]
            yield _decided(source, numbers, reason, self.pages[numbers[0]])
        for number in order:
            yield from anomalies_of(self.pages[number], number, source)


def _decided(source: Source, numbers: Sequence[int], reason: Pictured, page: ScanPage) -> Anomaly:
    first, last = numbers[0], numbers[-1]
    place = f"{source.path}, p. {first}" if first == last else f"{source.path}, pp. {first}–{last}"
    anchor = PageAnchor(page=first, bbox=(0.0, 0.0, round(page.width, 2), round(page.height, 2)))
    evidence = Evidence(places=(Place(source=source.id, anchor=anchor, start=0, end=0, text=""),))
    because, because_zh = WHY[reason]
    return make_anomaly("page-scanned", source.id, (evidence,), place=place, because=because, because_zh=because_zh)


def recognise(path: Path, reasons: Mapping[int, Pictured], progress: Progress | None) -> dict[int, ScanPage]:
    """Reads the pages that `reasons` names; none where the scan extra is not installed.

    Of a page that is a picture in part only a table counts: without one, its printed text is the better reading. So
    is a hidden text layer where nothing can be recognised.
    """
    if not reasons:
        return {}
    try:
        from extract.scan.reader import read_pdf_pages
    except ImportError:
        return {}
    found = read_pdf_pages(path, sorted(reasons), progress)
    return {number: page for number, page in found.items() if _is_better(page, reasons[number])}


def _is_better(page: ScanPage, reason: Pictured) -> bool:
    if reason == "part":
        return page.has_table
    return bool(page.blocks) or reason in ("whole", "unmapped")
