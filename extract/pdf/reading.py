"""One page of a PDF as read, and what is in doubt about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from extract.pdf.mixed import Pictured
from extract.scan.result import ScanPage
from schemas import Anchor, Anomaly, Cell, Evidence, Page, PageAnchor, Paragraph, Place, Source, Table, make_anomaly

EXCERPT = 40  # characters of a page's text that an anomaly shows

Block = Table | Paragraph
Columns = Literal["none", "titled", "bare"]
"""Whether a page has tables beside one another, and whether text of its own stands over or below each."""
State = Literal["read", "blank", "no-ruled-table", "no-text", "no-unicode", "unreadable-page"]


@dataclass(frozen=True, slots=True)
class Struck:
    """Text that a line through it takes back, or that nobody sees, where it stood, and what is left there."""

    text: str
    anchor: Anchor
    left: str


@dataclass(frozen=True, slots=True)
class Over:
    """Text of a cell that stands in others, for it runs on over the line beside it."""

    text: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as read. `beside` are paragraphs that stand left or right of a table, `uneven` cells of areas that
    were no rectangle; `struck`, `unseen` and `typed` (in annotations) were left out. `by_text`: its columns are known
    by the gaps between words only, `rows_by_text`: its rows by those between lines; `by_layer`: its text is the one
    hidden under its picture."""

    page: Page
    blocks: tuple[Block, ...]
    state: State = "read"
    problem: str = ""
    beside: tuple[Paragraph, ...] = ()
    uneven: tuple[Cell, ...] = ()
    by_text: bool = False
    rows_by_text: bool = False
    columns: Columns = "none"
    struck: tuple[Struck, ...] = ()
    unseen: tuple[Struck, ...] = ()
    typed: tuple[Struck, ...] = ()
    by_layer: bool = False
    over: tuple[Over, ...] = ()
    pictured: Pictured = "no"
    scanned: ScanPage | None = None  # what character recognition made of it, where that is the better reading


def doubts_of(reading: PageReading, source: Source) -> Iterator[Anomaly]:
    """What is in doubt about what was read of a page."""
    place = f"{source.path}, p. {reading.page.number}"
    if reading.by_text:
        yield make_anomaly("columns-by-text", source.id, place=place)
    if reading.rows_by_text:
        yield make_anomaly("rows-by-text", source.id, place=place)
    if reading.by_layer:
        text = next((block.text for block in reading.blocks if isinstance(block, Paragraph)), "")[:EXCERPT]
        yield make_anomaly("text-layer", source.id, _evidence(source, _whole(reading.page), text), place=place)
    for paragraph in reading.beside:
        yield make_anomaly(
            "text-hidden",
            source.id,
            _evidence(source, paragraph.anchor, paragraph.text),
            place=place,
            text=paragraph.text,
        )
    for cell in reading.uneven:
        yield make_anomaly(
            "cell-uneven", source.id, _evidence(source, cell.anchor, cell.text), place=place, text=cell.text[:EXCERPT]
        )
    for over in reading.over:
        evidence = _evidence(source, over.cell.anchor, over.cell.text)
        yield make_anomaly("text-over-line", source.id, evidence, place=place, text=over.text[:EXCERPT])
    for out in reading.struck:
        evidence = _evidence(source, out.anchor, out.left)
        yield make_anomaly("text-struck", source.id, evidence, place=place, text=out.text)
    for out in reading.typed:
        evidence = _evidence(source, out.anchor, out.left)
        yield make_anomaly("text-typed", source.id, evidence, place=place, text=out.text)
    yield from unseen_doubts(reading, source)


def unseen_doubts(reading: PageReading, source: Source) -> Iterator[Anomaly]:
    """What the page holds and nobody sees."""
    place = f"{source.path}, p. {reading.page.number}"
    for out in reading.unseen:
        evidence = _evidence(source, out.anchor, out.left)
        yield make_anomaly("text-unseen", source.id, evidence, place=place, text=out.text)


def page_anomalies(
    readings: Sequence[tuple[int, State, str, str]], pages: Sequence[Page], source: Source
) -> Iterator[Anomaly]:
    """One anomaly for each run of pages in the same state."""
    for (state, problem), run in groupby(readings, key=lambda reading: reading[1:3]):
        if state == "read":
            continue
        members = list(run)
        first, last = members[0][0], members[-1][0]
        place = f"{source.path}, p. {first}" if first == last else f"{source.path}, pp. {first}–{last}"
        told = members if state == "no-ruled-table" else members[:1]  # each of those pages may hold rules
        evidence = tuple(each for n, _, _, text in told for each in _evidence(source, _whole(pages[n - 1]), text))
        yield make_anomaly(state, source.id, evidence, place=place, problem=problem)


def _whole(page: Page) -> PageAnchor:
    return PageAnchor(page=page.number, bbox=(0, 0, page.width, page.height))


def _evidence(source: Source, anchor: Anchor, text: str) -> tuple[Evidence, ...]:
    return (Evidence(places=(Place(source=source.id, anchor=anchor, start=0, end=len(text), text=text),)),)
