"""The source beside a reading: pages of a PDF with boxes drawn, tables of Word and Markdown with the cell marked."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

import extract
from extract.errors import UnreadableFile
from review.book import Run
from review.pictures import Box, NoPicture, page_size
from schemas import Anchor, Cell, PageAnchor, Paragraph, Place, Source, Table

AROUND = 10
"""Rows, or paragraphs, that are shown before and after what is marked."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a cell, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as drawn; `marked` where what is shown was read from it."""

    pieces: tuple[Piece, ...]
    row_span: int
    column_span: int
    marked: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a PDF: its picture's address parts, its size in points, the boxes and what to show of it first."""

    source: Source
    number: int
    width: float
    height: float
    boxes: tuple[Box, ...]
    focus: Box


@dataclass(frozen=True, slots=True)
class TableView:
    """Rows of a table of a Word or Markdown file; `before` and `after` count the rows that are left out."""

    source: Source
    label: str
    rows: tuple[tuple[Drawn, ...], ...]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LinesView:
    """Paragraphs of a file."""

    source: Source
    label: str
    lines: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A source that cannot be shown: `changed` since the run, not there, or not drawable."""

    source: Source
    why: str
    changed: bool = False


View = PageView | TableView | LinesView | Missing


def path_of(run: Run, source: Source) -> Path | None:
    """The file of a source; None where its path leads out of the folder that it counts from, or to nothing.

    A link in that folder is its owner's: it is followed, and what it leads to has to be what was read.
    """
    root = run.roots.get(source.path)
    if root is None:
        return None
    name = os.fsdecode(source.path.encode("utf-8", "replace"))  # as path_text reads it, whatever the locale
    path = Path(os.path.normpath(root / name))
    return path if path.is_relative_to(os.path.normpath(root)) and path.is_file() else None


def views(run: Run, places: Sequence[Place], around: int = AROUND) -> tuple[View, ...]:
    """What the places look like in their sources, a view for each page or table, in the order of the places.

    `around` rows or paragraphs are shown before and after what is marked.
    """
    found: list[View] = []
    for source_id in dict.fromkeys(place.source for place in places):
        source = run.sources.get(source_id)
        if source is None:
            continue
        own = [place for place in places if place.source == source_id]
        path = path_of(run, source)
        if path is None:
            found.append(Missing(source, "not found"))
        elif not is_as_read(path, source):
            found.append(Missing(source, "changed", changed=True))
        elif isinstance(own[0].anchor, PageAnchor):
            found += _pages(source, path, own)
        else:
            found += _tables(run, source, path, own, around)
    return tuple(found)


def is_as_read(path: Path, source: Source) -> bool:
    """Whether the file is still the one that the run read."""
    return _digest(path, path.stat().st_mtime_ns) == source.sha256


@lru_cache(maxsize=512)
def _digest(path: Path, modified: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pages(source: Source, path: Path, places: Iterable[Place]) -> list[View]:
    boxes: dict[int, list[Box]] = {}
    for place in places:
        if isinstance(place.anchor, PageAnchor):
            boxes.setdefault(place.anchor.page, []).append(place.anchor.bbox)
    found: list[View] = []
    for number, own in boxes.items():
        try:
            width, height = _size(path, path.stat().st_mtime_ns, number)
        except NoPicture as error:
            found.append(Missing(source, str(error)))
            continue
        found.append(PageView(source, number, width, height, tuple(dict.fromkeys(own)), focus(own, width, height)))
    return found


@lru_cache(maxsize=4096)
def _size(path: Path, modified: int, number: int) -> tuple[float, float]:
    return page_size(path, number)


def focus(boxes: Sequence[Box], width: float, height: float, margin: float = 48.0) -> Box:
    """What to show of a page at first: the boxes with something around them, no less than two fifths of its width."""
    x0, top = min(b[0] for b in boxes) - margin, min(b[1] for b in boxes) - margin
    x1, bottom = max(b[2] for b in boxes) + margin, max(b[3] for b in boxes) + margin
    middle = (x0 + x1) / 2
    half = max(x1 - x0, width * 0.4) / 2
    x0 = min(max(middle - half, 0), max(width - 2 * half, 0))
    bottom = min(max(bottom, top + half), height)
    return max(x0, 0), max(top, 0), min(x0 + 2 * half, width), bottom


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """A document, and where in it to look: of each anchor the blocks and rows that hold it, of each table among the
    blocks its number and how many rows its tallest cell spans."""

    blocks: tuple[Paragraph | Table, ...]
    holding: Mapping[Anchor, Collection[tuple[int, int]]]
    numbers: Mapping[int, int]
    tallest: Mapping[int, int]


@lru_cache(maxsize=64)
def _opened(source: Source, path: Path, root: Path) -> _Opened | None:
    """The document, read again. `path` holds what the source says."""
    try:
        blocks = extract.read_document(path, root).blocks
    except (UnreadableFile, OSError):
        return None
    holding: dict[Anchor, set[tuple[int, int]]] = {}
    for at, block in enumerate(blocks):
        inside = [(cell.anchor, cell.row) for cell in block.cells] if isinstance(block, Table) else [(block.anchor, 0)]
        for anchor, row in inside:
            holding.setdefault(anchor, set()).add((at, row))
    tables = {at: block for at, block in enumerate(blocks) if isinstance(block, Table)}
    return _Opened(
        blocks,
        holding,
        {at: number for number, at in enumerate(tables, 1)},
        {at: max((cell.row_span for cell in table.cells), default=1) for at, table in tables.items()},
    )


def _tables(run: Run, source: Source, path: Path, places: Sequence[Place], around: int) -> list[View]:
    opened = _opened(source, path, run.roots[source.path])
    if opened is None:
        return [Missing(source, "unreadable")]
    spans: dict[Anchor, list[Place]] = {}
    for place in places:
        spans.setdefault(place.anchor, []).append(place)
    found: list[View] = []
    held = sorted({place for anchor in spans for place in opened.holding.get(anchor, ())})
    for at, marked in groupby(held, key=itemgetter(0)):
        block = opened.blocks[at]
        if isinstance(block, Table):
            rows = [row for _, row in marked]
            first, last = max(rows[0] - around, 0), min(rows[-1] + around + 1, block.rows)
            cells = _cells(block, first - opened.tallest[at], last)
            shown = _rows(cells, first, last, spans)
            found.append(TableView(source, str(opened.numbers[at]), shown, first, block.rows - last))
        elif not (found and isinstance(found[-1], LinesView)):
            near = [b for b in opened.blocks[max(0, at - around) : at + around + 1] if isinstance(b, Paragraph)]
            found.append(LinesView(source, "", tuple(_drawn(b.text, spans.get(b.anchor), 1, 1) for b in near)))
    return found


def _cells(table: Table, first: int, last: int) -> Sequence[Cell]:
    """Those that begin in these rows: a table's cells are in reading order."""
    row_of = attrgetter("row")
    return table.cells[bisect_left(table.cells, first, key=row_of) : bisect_left(table.cells, last, key=row_of)]


def _rows(
    cells: Sequence[Cell], first: int, last: int, spans: Mapping[Anchor, list[Place]]
) -> tuple[tuple[Drawn, ...], ...]:
    rows: list[list[Drawn]] = [[] for _ in range(first, last)]
    for cell in cells:
        top, bottom = max(cell.row, first), min(cell.row + cell.row_span, last)
        if top < bottom:
            rows[top - first].append(_cell(cell, bottom - top, spans.get(cell.anchor)))
    return tuple(map(tuple, rows))


def _cell(cell: Cell, row_span: int, places: list[Place] | None) -> Drawn:
    return _drawn(cell.text, places, row_span, cell.column_span)


def _drawn(text: str, places: list[Place] | None, row_span: int, column_span: int) -> Drawn:
    """The text with the characters of `places` marked."""
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted({(place.start, place.end) for place in places or ()}):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
            at = end
    pieces.append(Piece(text[at:], False))
    return Drawn(tuple(p for p in pieces if p.text), row_span, column_span, places is not None)
