"""Scans: pictures of pages, read into the same Document as digital pages.

    picture --straighten--> upright picture --ruling lines--> grid --strips of ink--> characters --> cells

Which way up a page stands is told by how well its text can be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from extract.errors import UnreadableFile
from extract.grid import Span
from extract.lines import lines_to_paragraphs, paddings, paragraph_text
from extract.scan.doubt import DIGITS, doubted, doubted_beside, doubted_under, plain, read_again
from extract.scan.images import PDFIUM, Picture, UnreadablePicture, frame_count, image_picture, pdf_picture
from extract.scan.layout import CellStrips, Layout, lay_out
from extract.scan.ocr import Char, Recogniser, recogniser
from extract.scan.ocr_cache import cached
from extract.scan.result import ScanCell, ScanNote, ScanPage, ScanTable, ScanText, anomalies_of, blocks_of, page_of
from extract.scan.rules import TORN
from extract.scan.stacked import read_stack, stacks
from extract.scan.strikes import blanked, struck_out, within
from extract.scan.text import ReadLine, ReadText, Strip, crop_strip, lines_to_read_text, read_line, read_strip, trim
from extract.scan.unread import marked, unread
from schemas import Document, Source

Progress = Callable[[int, int], None]
Box = tuple[float, float, float, float]
Grey = NDArray[np.uint8]

SAMPLES = 6  # lines by which a page's direction is told
PLAIN_LINE = 5.0  # em: shorter lines are less of a proof of a page's direction
CLOSE = 0.9  # characters an em: upright lines have as many
COLUMN_GAP = 3.0  # em: characters of a line further apart stand in different columns
SURE = 8  # power of the confidence: text on its side is read with up to .95, upright text mostly with .99
READABLE = 0.9  # legibility that no page on its side has
UNREADABLE = 0.6  # mean confidence of the samples
COARSE = 145.0  # dots an inch: numbers begin to be misread below
COARSE_TYPE = 22.0  # pixels: the same of type that has no grey to show where a thin stroke runs
DARK, LIGHT, BETWEEN = 60, 195, 0.002  # grey levels, and the share of a picture between them that is noise
UNSURE, MANY = 0.6, 0.0125  # confidence of a character, and the share of such characters on a page that reads badly
LEAST_DPI, LEAST_SIDE = 32, 12  # dots an inch and pixels: a character of usual size has four pixels
EXCERPT = 40  # characters of a cell that an anomaly shows
STRAY = 0.5  # mean confidence below which a line outside the tables is dirt
WELL = 0.8  # and from which on it is print, of which nothing may be left out in silence


def read(path: Path, source: Source, progress: Progress | None = None) -> Document:
    """The document of an image file, each frame a page. Raises UnreadableFile where no frame can be read."""
    try:
        count = frame_count(path)
    except UnreadablePicture as error:
        raise _no_picture(source.path, error) from error
    results = list(read_pictures(lambda index: image_picture(path, index), range(count), progress))
    if count == 1 and not results[0].blocks and any(note.code == "unreadable-page" for note in results[0].notes):
        raise _no_picture(source.path, UnreadablePicture("", problem=results[0].notes[0].parameters["problem"]))
    pages = list(enumerate(results, 1))
    return Document(
        source=source,
        pages=tuple(page_of(result, number) for number, result in pages),
        blocks=tuple(block for number, result in pages for block in blocks_of(result, number)),
        anomalies=tuple(anomaly for number, result in pages for anomaly in anomalies_of(result, number, source)),
    )


def _no_picture(shown: str, error: UnreadablePicture) -> UnreadableFile:
    problem = error.parameters.get("problem", "")
    return UnreadableFile(
        shown,
        f"the picture could not be decoded ({problem})",
        f"图片无法解码({problem})",
        "Open it in a viewer; scan the page again if it shows damage",
        "请用看图软件打开检查,如已损坏请重新扫描",
    )


def read_pdf_pages(path: Path, numbers: Sequence[int], progress: Progress | None = None) -> dict[int, ScanPage]:
    """The pages (from 1) of a PDF that are pictures."""
    document = pypdfium2.PdfDocument(path)

    def load(index: int) -> Picture:
        with PDFIUM:
            return pdf_picture(document, index)

    try:
        return dict(zip(numbers, read_pictures(load, [number - 1 for number in numbers], progress), strict=True))
    finally:
        document.close()


def read_pictures(
    load: Callable[[int], Picture], indices: Iterable[int], progress: Progress | None = None
) -> Iterator[ScanPage]:
    """The pictures that `load` gives for each index, in order, read side by side on all cores, or on as many as
    RULEBOOK_THREADS says."""
    indices = list(indices)
    workers = max(1, min(len(indices), int(os.environ.get("RULEBOOK_THREADS") or os.cpu_count() or 1)))
    with ThreadPoolExecutor(workers, thread_name_prefix="scan") as pool:
        for done, result in enumerate(pool.map(lambda index: _read_one(load, index), indices), 1):
            if progress:
                progress(done, len(indices))
            yield result


def _read_one(load: Callable[[int], Picture], index: int) -> ScanPage:
    try:
        picture = load(index)
    except UnreadablePicture as error:
        return ScanPage(width=0, height=0, notes=(ScanNote(code=error.code, parameters=error.parameters),))
    return cached(picture, lambda: read_picture(picture, recogniser()))


# --- one page


def read_picture(picture: Picture, engine: Recogniser) -> ScanPage:
    """One page's picture, read."""
    reader = _Reader(picture, engine)
    return reader.page()


@dataclass
class _Reader:
    picture: Picture
    engine: Recogniser
    notes: list[ScanNote] = field(default_factory=list)
    known: dict[Strip, tuple[Char, ...]] = field(default_factory=dict)  # lines that told the direction
    struck: dict[Strip, str] = field(default_factory=dict)  # what is struck out in lines

    def page(self) -> ScanPage:
        if 72 * self.picture.unit < LEAST_DPI or min(self.picture.grey.shape) < LEAST_SIDE:  # a logo, a line: no page
            self._note("scan-unreadable", dpi=f"{self.picture.dpi:.0f}")
            return ScanPage(width=self.picture.width, height=self.picture.height, notes=tuple(self.notes))
        layout, score = self._right_way_up()
        blocks: list[tuple[tuple[int, float], ScanTable | ScanText]] = []
        if layout is None:
            self._note("blank-page")
        elif score < UNREADABLE:
            self._note("scan-unreadable", dpi=f"{self.picture.dpi:.0f}")
        else:
            for grid, cells, doubted in zip(layout.grids, layout.cells, layout.doubted, strict=True):
                table = self._table(layout, grid.xs, len(grid.ys) - 1, cells)
                blocks.append((layout.order(grid.xs[0] * layout.page.unit, grid.ys[0] * layout.page.unit), table))
                self._doubt_cells(table, {*doubted, *grid.uneven})
            for zone in layout.outside:
                blocks += self._paragraphs(layout, zone)
            if not layout.grids:
                self._note("no-ruled-table")
            if layout.cleared:
                self._note("reverse-cleared")
            if layout.by_text:
                self._note("columns-by-text")
            if layout.rows_by_text:
                self._note("rows-by-text")
            self._judge([c for _, block in blocks if isinstance(block, ScanTable) for c in block.cells], layout)
        ordered = tuple(block for _, block in sorted(blocks, key=lambda item: item[0]))
        if self.picture.problem:
            self._note("unreadable-page", problem=self.picture.problem)
        return ScanPage(width=self.picture.width, height=self.picture.height, blocks=ordered, notes=tuple(self.notes))

    def _note(self, code: str, **parameters: str) -> None:
        self.notes.append(ScanNote(code=code, parameters=parameters))

    def _judge(self, cells: Sequence[ScanCell], layout: Layout) -> None:
        """Says of a page that reads badly why that may be."""
        confidences = [value for cell in cells for value in cell.confidence]
        unsure = sum(value < UNSURE for value in confidences) / max(len(confidences), 1)
        if self.picture.dpi < COARSE:
            dpi = f"{self.picture.dpi:.0f}"
            self._note("scan-poor", because=f"about {dpi} dots an inch", because_zh=f"约 {dpi} dpi")
        elif unsure > MANY:
            because, because_zh = f"{unsure:.0%} of its characters are not sure", f"{unsure:.0%} 的文字识别把握不大"
            self._note("scan-poor", because=because, because_zh=because_zh)
        elif (
            cells and (em := median(strip.em for strip, _ in layout.lines)) < COARSE_TYPE and _is_bilevel(self.picture)
        ):
            because, because_zh = f"black and white, type {em:.0f} pixels high", f"黑白两色,字高仅 {em:.0f} 像素"
            self._note("scan-poor", because=because, because_zh=because_zh)
        elif cells and layout.breaks > TORN:
            breaks = layout.breaks
            because, because_zh = f"its ruling lines are broken in {breaks} places", f"框线有 {breaks} 处断开"
            self._note("scan-poor", because=because, because_zh=because_zh)

    def _right_way_up(self) -> tuple[Layout | None, float]:
        """The layout in the direction whose text reads best, and how well it reads; none for a page without text.

        A line upside down is tried on the same strips: only a page on its side needs a second layout.
        """
        layouts: dict[int, Layout] = {}
        readings: dict[int, dict[Strip, tuple[Char, ...]]] = {}  # by the quarter turns
        tried: list[tuple[float, int, float]] = []  # how well it reads, minus the turns, mean confidence
        for turns in (0, 1):
            layouts[turns] = lay_out(self.picture, turns)
            lines = sorted(layouts[turns].lines, key=lambda line: line[0].box[0] - line[0].box[2])[:SAMPLES]
            for flip in (0, 2) if lines else ():
                readings[turns + flip] = self._read_samples(layouts[turns].page.grey, lines, bool(flip))
                weight, confidence = _legibility(readings[turns + flip])
                tried.append((weight, -turns - flip, confidence))
                if weight >= READABLE:
                    break
            if tried and max(tried)[0] >= READABLE:
                break
        if not tried:
            return None, 0.0
        _, turned, confidence = max(tried)
        if -turned in layouts:
            self.known = readings[-turned]
            return layouts[-turned], confidence
        return lay_out(self.picture, -turned), confidence

    def _read_samples(
        self, grey: Grey, lines: Sequence[tuple[Strip, Box]], flip: bool
    ) -> dict[Strip, tuple[Char, ...]]:
        if not flip:
            return {strip: read_strip(grey, strip, bounds, self.engine) for strip, bounds in lines}
        crops = {strip: crop_strip(grey, strip, bounds)[0] for strip, bounds in lines}
        return {s: trim(self.engine.read(cv2.rotate(c, cv2.ROTATE_180).astype(np.uint8))) for s, c in crops.items()}

    def _read(self, grey: Grey, strip: Strip, bounds: Box) -> tuple[Char, ...]:
        """The characters of a strip, unless they are known from telling the direction."""
        known = self.known.get(strip)
        return known if known is not None else read_strip(grey, strip, bounds, self.engine)

    def _table(self, layout: Layout, xs: Sequence[float], rows: int, cells: Sequence[CellStrips]) -> ScanTable:
        held = [(cell, self._lines(layout, cell)) for cell in cells]
        padding = paddings((cell.box, [line.line for line in lines]) for cell, lines in held)
        unit = layout.page.unit
        found = []
        for cell, lines in held:
            text = lines_to_read_text(lines, cell.box[0] + padding, cell.box[2] - padding)
            self._note_lines(layout, text)
            read = ScanCell(
                row=cell.span.row,
                column=cell.span.column,
                row_span=cell.span.row_span,
                column_span=cell.span.column_span,
                text=text.text,
                confidence=text.confidence,
                box=_rounded(layout.page.to_page(cell.box)),
            )
            self._note_struck(cell.strips, read.box, text.text)
            found.append(read)
        edges = tuple(round(x * unit / self.picture.grey.shape[1] * self.picture.width, 2) for x in xs)
        return ScanTable(rows=rows, columns=len(xs) - 1, cells=tuple(found), edges=edges)

    def _doubt_cells(self, table: ScanTable, doubted: set[Span]) -> None:
        for cell in table.cells:
            if cell.text and (cell.row, cell.column, cell.row_span, cell.column_span) in doubted:
                text = cell.text.replace("\n", "")[:EXCERPT]
                self.notes.append(
                    ScanNote(code="rule-doubtful", parameters={"text": text}, text=cell.text, box=cell.box)
                )

    def _note_struck(self, strips: Sequence[Strip], box: Box, left: str) -> None:
        said = "".join(self.struck.get(strip, "") for strip in strips)
        if said.strip():
            self.notes.append(ScanNote(code="text-struck", parameters={"text": said}, text=left, box=box))

    def _lines(self, layout: Layout, cell: CellStrips) -> list[ReadLine]:
        lines = []
        for strip, chars in self._characters(layout, cell):
            grey, chars = self._without_struck(layout, strip, cell.box, chars)
            second = read_again(grey, strip, cell.box, chars, self.engine)
            if second.chars:
                left = unread(grey, strip, second.chars)
                lines.append(read_line(self._doubted(layout, strip, second.chars), strip, second.differing, left))
        return lines

    def _doubted(self, layout: Layout, strip: Strip, chars: tuple[Char, ...]) -> tuple[Char, ...]:
        """The characters, with little confidence in those that something other than print may have spoiled."""
        chars = doubted_beside(layout.through, strip, doubted_under(layout.sealed, strip, chars))
        struck = [char for run in layout.struck.get(strip, ()) for char in within(chars, run, strip.em)]
        return doubted(chars, lambda char: char in struck and plain(char.text) in DIGITS)

    def _characters(self, layout: Layout, cell: CellStrips) -> Iterator[tuple[Strip, tuple[Char, ...]]]:
        grey = layout.page.grey
        for stack in stacks(cell.strips):
            column = read_stack(grey, stack, cell.box, self.engine) if len(stack) > 1 else None
            for index, strip in enumerate(stack):
                yield strip, column[index] if column else self._read(grey, strip, cell.box)

    def _without_struck(
        self, layout: Layout, strip: Strip, bounds: Box, chars: tuple[Char, ...]
    ) -> tuple[Grey, tuple[Char, ...]]:
        """The picture without what is struck out in a line, and the characters that are left of it."""
        grey = layout.page.grey
        runs = struck_out(chars, layout.struck.get(strip, ()), strip.em)
        if not runs:
            return grey, chars
        self.struck[strip] = "".join(char.text for run in runs for char in within(chars, run, strip.em))
        grey = blanked(grey, strip, runs)
        return grey, read_strip(grey, strip, bounds, self.engine)

    def _note_lines(self, layout: Layout, text: ReadText) -> None:
        for line, start in zip(text.lines, text.starts, strict=True):
            for found in line.differing:
                self.notes.append(
                    ScanNote(
                        code="two-readings",
                        parameters={"read": found.first, "other": found.other},
                        text=text.text[start + found.start : start + found.end],
                        start=start + found.start,
                        box=_rounded(layout.page.to_page(line.strip.box)),
                        alternatives=(found.other,),
                    )
                )
            self._note_unread(layout, line, start)

    def _note_unread(self, layout: Layout, line: ReadLine, start: int = 0) -> None:
        if line.unread:
            said = line.line.text
            box = _rounded(layout.page.to_page(line.strip.box))
            first, last = max(line.unread[0] - 1, 0), line.unread[-1] + 1
            parameters = {"text": marked(said, line.unread)}
            note = ScanNote(
                code="text-unread", parameters=parameters, text=said[first:last], start=start + first, box=box
            )
            self.notes.append(note)

    def _paragraphs(self, layout: Layout, zone: Sequence[Strip]) -> Iterator[tuple[tuple[int, float], ScanText]]:
        read: list[ReadLine] = []
        for strip in zone:
            chars = self._read(layout.page.grey, strip, layout.bounds)
            grey, chars = self._without_struck(layout, strip, layout.bounds, chars)
            if chars:
                read.append(read_line(chars, strip, unread=unread(grey, strip, chars)))
            self._note_struck([strip], _rounded(layout.page.to_page(strip.box)), "")
        kept = [line for line in read if fmean(line.confidence) >= STRAY]
        for line in kept:
            if fmean(line.confidence) >= WELL:
                self._note_unread(layout, line)
        unit = layout.page.unit
        tables = [
            (grid.xs[0] * unit, grid.ys[0] * unit, grid.xs[-1] * unit, grid.ys[-1] * unit) for grid in layout.grids
        ]
        for part in lines_to_paragraphs([line.line for line in kept], tables):
            boxes = [line.box for line in part]
            box = (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
            yield (
                layout.order(box[0], box[1]),
                ScanText(text=paragraph_text(part), box=_rounded(layout.page.to_page(box))),
            )


def _is_bilevel(picture: Picture) -> bool:
    sample = picture.grey[::4, ::4]
    return float(((sample > DARK) & (sample < LIGHT)).mean()) < BETWEEN


def _legibility(samples: Mapping[Strip, Sequence[Char]]) -> tuple[float, float]:
    """How well lines read, and their mean confidence.

    On a page on its side a line is a column of characters that lie on theirs. It may be long, and the recogniser is
    rather sure of it: but less than of upright text, and the characters stand further apart, by the pitch of lines.
    The gaps between the columns of a table that has no lines between them count for nothing, and short lines for less.
    """
    weights, confidences, lengths = [], [], []
    for strip, chars in samples.items():
        gaps = [(after.at - before.at) / strip.em for before, after in pairwise(chars)]
        wide = (strip.box[2] - strip.box[0]) / strip.em - sum(gap - 1 for gap in gaps if gap > COLUMN_GAP)
        confidences.append(fmean(char.confidence for char in chars) if chars else 0.0)
        close = min(1.0, len(chars) / max(CLOSE * wide, 1.0)) ** 2
        weights.append(confidences[-1] ** SURE * close * min(1.0, wide / PLAIN_LINE))
        lengths.append(max(wide, 1.0))
    return fmean(weights, lengths), fmean(confidences)


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(value, 2) + 0.0 for value in box)
    return x0, top, x1, bottom
