"""Digital PDF: a table for each ruled table of each page, paragraphs for the text outside them, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import UnreadableFile
from extract.grid import Grid, Point, Rule, Slot, find_grids
from extract.lines import (
    Box,
    Glyph,
    cell_text,
    even_widths,
    lines_by_turn,
    paddings,
    turn_box,
    turn_glyph,
)
from extract.pdf.assembly import assemble
from extract.pdf.blocks import columns_of, in_order, texts_outside
from extract.pdf.heads import with_heads
from extract.pdf.left_out import bounding, held_in, struck_cells, struck_outside, unseen_by_cells
from extract.pdf.mixed import Pictured, Progress, is_scan, pictured, recognise
from extract.pdf.nested import endless_pages
from extract.pdf.overflow import Overflow, put_back
from extract.pdf.pdfium import Content, UnreadablePage, read_content
from extract.pdf.raised import on_their_line
from extract.pdf.reading import Over, PageReading, State, Struck
from extract.pdf.seams import seams
from extract.pdf.struck import STRUCK, struck_out, without_struck
from extract.pdf.unseen import has_layers
from extract.pdf.watermarks import told_from_watermarks
from extract.rivers import implied_horizontals, implied_verticals, open_ends, untold_rows
from schemas import (
    Cell,
    Document,
    Page,
    PageAnchor,
    Paragraph,
    Source,
    Table,
)

END_MARK, TAIL_BYTES = b"%%EOF", 4096
PROSE = 40  # characters: a page with fewer and no table is a cover or a page number, and needs no flag
GUESSED = 0.2  # share of the characters: with more of unknown meaning, a page is read as a picture
LEAST_AREAS = 3  # coloured areas: with fewer, no table is told apart by colour
REOPEN = 20  # pages: pdfium keeps every object it has met until the file is closed

SHOWING = re.compile(rb"(?<![A-Za-z])(?:Tj|TJ|Do|sh|BI)(?![A-Za-z])")  # operators that put something on the page


def read(path: Path, source: Source, progress: Progress | None = None) -> Document:
    """The document of a PDF: tables and paragraphs in reading order, and an anomaly for what could not be read.

    Pages that are pictures go to the scan reader, where it is installed; the medium is then "scan". `progress` hears
    of those pages: how many are done, of how many. Raises UnreadableFile for a file that is cut short, locked with a
    password, or no PDF at all.
    """
    return assemble(source, read_pages(path, source.path, progress=progress))


def read_pages(
    path: Path, shown: str, indices: range | None = None, progress: Progress | None = None
) -> list[PageReading]:
    """All pages, or those of `indices` (from 0), pictures recognised. Raises UnreadableFile as `read` does."""
    found = list(iter_pages(path, shown, indices))
    recognised = recognise(path, {page.page.number: page.pictured for page in found if page.pictured != "no"}, progress)
    return [replace(page, scanned=recognised.get(page.page.number)) for page in found]


def survey(path: Path, shown: str) -> tuple[int, bool]:
    """How many pages a PDF has, and whether the first is a scan. Raises UnreadableFile as `read` does."""
    document = _open(path, shown)
    try:
        return len(document), 0 not in endless_pages(path) and is_scan(document, 0)
    finally:
        document.close()


def iter_pages(path: Path, shown: str, indices: range | None = None) -> Iterator[PageReading]:
    """The pages one after the other, each closed before the next is opened; all, or those of `indices` (from 0).
    `shown` is the path for error messages."""
    document = _open(path, shown)
    try:
        layered, endless = has_layers(path), endless_pages(path)
        for done, index in enumerate(range(len(document)) if indices is None else indices):
            if done and done % REOPEN == 0:
                document.close()
                document = _open(path, shown)
            reading = _endless(index) if index in endless else _read_page(document, index, layered)
            if reading.state == "blank":
                reading = replace(reading, state="read" if _is_blank(path, index) else "unreadable-page")
            yield reading
    finally:
        document.close()


def _open(path: Path, shown: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFile(
                shown,
                "the PDF is locked with a password",
                "该 PDF 设有打开密码",
                "Save it again without a password and put that copy here",
                "请取消密码后另存,再放入此处",
            ) from error
        raise _damaged(shown, "no pages were found in it", "找不到任何页面") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _damaged(shown, reason, reason) from error
    if not _is_whole(path) or len(document) == 0:
        problem = ("it has no pages", "没有页面") if len(document) == 0 else ("its end is missing", "缺少文件结尾")
        document.close()
        raise _damaged(shown, *problem)
    return document


def _is_whole(path: Path) -> bool:
    """pdfium mends a PDF that was cut short and leaves out, without a word, what was on the lost pages."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - TAIL_BYTES))
        return END_MARK in stream.read()


def _damaged(shown: str, problem: str, problem_zh: str) -> UnreadableFile:
    return UnreadableFile(
        shown,
        f"the PDF is damaged or was cut short ({problem})",
        f"该 PDF 已损坏或不完整({problem_zh})",
        "Copy or download it again; if it opens in a viewer, print it to a new PDF",
        "请重新复制或下载;如能在阅读器中打开,请重新打印为 PDF",
    )


# --- one page


def _endless(index: int) -> PageReading:
    problem = "its drawings hold each other so often that it never ends"
    return PageReading(Page(number=index + 1, width=0, height=0), (), "unreadable-page", problem)


def _read_page(document: pypdfium2.PdfDocument, index: int, layered: bool) -> PageReading:
    number = index + 1
    try:
        content = read_content(document.raw, index, layered)
    except UnreadablePage as error:
        return PageReading(Page(number=number, width=0, height=0), (), "unreadable-page", str(error))
    page = Page(number=number, width=round(content.width, 2), height=round(content.height, 2))
    typed = tuple(Struck(text, _Frame(number, 0).anchor(box), "") for text, box in content.typed)
    if content.objects == 0:
        return PageReading(page, (), "blank", "its content is damaged", typed=typed)
    picture = pictured(document, index) if content.pictures else "no"
    by_layer = picture == "layer" or (picture != "no" and not _has_ink(content.glyphs))
    if by_layer and _has_ink(content.unseen):  # the text under a scan, which may be all there is
        every = tuple(sorted((*content.glyphs, *content.unseen), key=lambda glyph: glyph.order))
        content = replace(content, glyphs=every, unseen=())
    else:
        by_layer = False
    if not _has_ink(content.glyphs):
        state: State = "no-text" if content.pictures else "read"
        unseen = unseen_by_cells(content.unseen, (), (), _Frame(number, 0).anchor)
        whole: Pictured = "layer" if unseen else "whole"
        return PageReading(page, (), state, pictured=whole if content.pictures else "no", unseen=unseen, typed=typed)
    if content.unmapped > GUESSED * len(content.glyphs):
        return PageReading(page, (), "no-unicode", pictured="unmapped")
    reading = _lay_out(content, page)
    if picture == "part" and any(isinstance(block, Table) for block in reading.blocks):
        picture = "no"
    return replace(reading, pictured=picture, by_layer=by_layer, typed=typed)


def _has_ink(glyphs: Sequence[Glyph]) -> bool:
    return any(not glyph.text.isspace() for glyph in glyphs)


def _is_blank(path: Path, index: int) -> bool:
    """Whether a page on which pdfium finds nothing is meant to be empty: pdfium passes over content that it can't
    decode, pdfminer lets us look."""
    import pdfplumber  # slow to load, and few files have an empty page

    try:
        with pdfplumber.open(path, pages=[index + 1]) as document:
            streams = list(document.pages[0].page_obj.contents)
            raw = b"".join(stream.get_rawdata() or b"" for stream in streams)
            content = b" ".join(stream.get_data() for stream in streams)
    except Exception:  # whatever the damage does to a parser, the page is not known to be empty
        return False
    return not SHOWING.search(content) and (bool(content.strip()) or not raw.strip())


def _lay_out(content: Content, page: Page) -> PageReading:
    """Characters into the cells that hold them, the others into paragraphs.

    A page whose text lies on its side (a landscape table printed on portrait paper) is laid out in a frame turned
    with it; anchors are on the page as displayed all the same.
    """
    turn = Counter([glyph.turn for glyph in content.glyphs]).most_common(1)[0][0]
    frame = _Frame(page.number, turn)
    glyphs, behind = told_from_watermarks(content.glyphs, content.pale)
    turned = [turn_glyph(glyph, turn) for glyph in glyphs] if turn else glyphs
    marks = [(glyph, glyph.centre) for glyph in even_widths(on_their_line(turned))]
    points = [point for glyph, point in marks if not glyph.text.isspace()]
    across, down = _turn_rules(content, turn)
    struck, across = struck_out([glyph for glyph, _ in marks], across, down)
    said = {marks[i][0].order: marks[i][0].text for i in struck}
    if said:
        marks = [(g._replace(text=STRUCK), centre) if g.order in said else (g, centre) for g, centre in marks]
    if content.areas:
        bands = [turn_box(box, turn) for box in content.areas]
        across, down = with_heads(bands, across, down, [g[1:5] for g, _ in marks if not g.text.isspace()])
    lines, sides = seams(across, down, partial(_close_boxes, marks))
    across, down = [*across, *lines], [*down, *sides]
    grids = find_grids(across, down, points)
    if not grids and len(content.areas) >= LEAST_AREAS:
        across, down, grids = _by_areas(content, turn, across, down, points)
    if not grids:
        across = [*across, *implied_horizontals(across, _close_boxes(marks))]
    inked = [] if grids else [g[1:5] for g, _ in marks if not g.text.isspace()]
    across = [*across, *open_ends(across, inked)]
    implied = implied_verticals(across, inked)
    if implied:
        grids = find_grids(across, [*down, *implied], points)
    close = [] if implied or not grids else _close_boxes(marks)
    rows = [rule for grid in grids for rule in untold_rows(grid, close)]
    if rows:
        grids = find_grids([*across, *rows], down, points)
    slots: dict[int, dict[Slot, list[Glyph]]] = {}
    over: dict[int, tuple[Overflow, ...]] = {}
    for index in sorted(range(len(grids)), key=lambda i: _area(grids[i].box)):  # inner ones first
        slots[index], marks = grids[index].fill(marks)
        slots[index], over[index] = put_back(grids[index], slots[index])
    tables = [_table_of(grid, slots[index], frame) for index, grid in enumerate(grids)]
    texts = texts_outside([glyph for glyph, _ in marks], [grid.box for grid in grids], frame.anchor)
    crossed = struck_cells(tables, grids, slots, said) if said else ()
    blocks = in_order([(grid.box, table) for grid, table in zip(grids, tables, strict=True)], texts)
    prose = sum(len(text.paragraph.text) for text in texts)
    return PageReading(
        page,
        (*blocks, *_watermark([*content.slanted, *behind], page.number)),
        "read" if tables or prose < PROSE else "no-ruled-table",
        beside=tuple(text.paragraph for text in texts if text.beside),
        uneven=_uneven(tables, grids),
        over=tuple(_overflowing(tables, grids, over)),
        by_text=bool(implied and tables),
        rows_by_text=bool(rows),
        columns=columns_of([grid.box for grid in grids], texts),
        struck=(*crossed, *struck_outside([glyph for glyph, _ in marks], said, frame.anchor)),
        unseen=unseen_by_cells([turn_glyph(glyph, turn) for glyph in content.unseen], tables, grids, frame.anchor),
    )


def _by_areas(
    content: Content, turn: int, across: Sequence[Rule], down: Sequence[Rule], points: Sequence[Point]
) -> tuple[Sequence[Rule], Sequence[Rule], tuple[Grid, ...]]:
    """The lines of a page with the sides of its coloured areas, and the tables that these make: cells told apart by
    colour alone. Fewer than two rows of two columns are decoration."""
    boxes = [turn_box(box, turn) for box in content.areas]
    across = [*across, *(Rule(y, box[0], box[2]) for box in boxes for y in (box[1], box[3]))]
    down = [*down, *(Rule(x, box[1], box[3]) for box in boxes for x in (box[0], box[2]))]
    grids = find_grids(across, down, points)
    return across, down, tuple(grid for grid in grids if len(grid.xs) > 2 and len(grid.ys) > 2)


def _close_boxes(marks: Sequence[tuple[Glyph, Point]]) -> list[Box]:
    """Boxes about as high as the characters: a font's own may reach into the next line."""
    inked = [(glyph, middle, 0.4 * glyph.size) for glyph, (_, middle) in marks if not glyph.text.isspace()]
    return [(glyph.x0, middle - half, glyph.x1, middle + half) for glyph, middle, half in inked]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The frame that a page is laid out in: the displayed page, turned back by `turn` clockwise quarter turns."""

    page: int
    turn: int

    def anchor(self, box: Box) -> PageAnchor:
        x0, top, x1, bottom = (round(value, 2) + 0.0 for value in turn_box(box, -self.turn))
        return PageAnchor.of_checked(kind="page", page=self.page, bbox=(x0, top, x1, bottom))


def _turn_rules(content: Content, turn: int) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """The ruling lines in the turned frame: horizontals and verticals."""
    if turn == 0:
        return content.horizontals, content.verticals
    turned = [turn_box((rule.start, rule.at, rule.end, rule.at), turn) for rule in content.horizontals]
    turned += [turn_box((rule.at, rule.start, rule.at, rule.end), turn) for rule in content.verticals]
    across = [Rule(y0, x0, x1) for x0, y0, x1, y1 in turned if x1 - x0 >= y1 - y0]
    return across, [Rule(x0, y0, y1) for x0, y0, x1, y1 in turned if x1 - x0 < y1 - y0]


def _table_of(grid: Grid, slots: dict[Slot, list[Glyph]], frame: _Frame) -> Table:
    held = []
    for span in grid.cells:
        held.append((span, grid.cell_box(span), lines_by_turn(held_in(span, slots))))
    padding = paddings((box, lines[0]) for _, box, lines in held)
    cells = tuple(
        Cell.of_checked(  # the table checks that they fit
            row=span.row,
            column=span.column,
            row_span=span.row_span,
            column_span=span.column_span,
            text=without_struck(cell_text(lines, box, padding)),
            anchor=frame.anchor(box),
            confidence=None,
        )
        for span, box, lines in held
    )
    return Table(
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=cells,
        page=frame.page,
        edges=tuple(round(x, 2) for x in grid.xs),
    )


def _watermark(glyphs: Sequence[Glyph], page: int) -> tuple[Paragraph, ...]:
    """What is written over a page and is no cell's text, whatever it lies on: a paragraph behind all others."""
    text = "".join(glyph.text for glyph in glyphs).strip()
    if not text:
        return ()
    return (Paragraph(text=text, anchor=_Frame(page, 0).anchor(bounding([glyph[1:5] for glyph in glyphs]))),)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _overflowing(
    tables: Sequence[Table], grids: Sequence[Grid], over: Mapping[int, Sequence[Overflow]]
) -> Iterator[Over]:
    """The cells whose text runs on over the line beside them, each with what does."""
    for index, (table, grid) in enumerate(zip(tables, grids, strict=True)):
        cells = dict(zip(grid.cells, table.cells, strict=True))
        yield from (Over(out.text, cells[out.span]) for out in over[index])


def _uneven(tables: Sequence[Table], grids: Sequence[Grid]) -> tuple[Cell, ...]:
    """Cells with text that came of an area which was no rectangle."""
    return tuple(
        cell
        for table, grid in zip(tables, grids, strict=True)
        for cell, span in zip(table.cells, grid.cells, strict=True)
        if span in grid.uneven and cell.text
    )
