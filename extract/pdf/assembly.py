"""Pages -> the document of a PDF: what was read of each, wherever that was done."""

from __future__ import annotations

from collections.abc import Iterable

from extract.pdf.mixed import Pictured, Recognised
from extract.pdf.reading import EXCERPT, Block, Columns, PageReading, State, doubts_of, page_anomalies, unseen_doubts
from extract.scan.result import ScanPage, blocks_of
from schemas import Anomaly, Document, Page, Paragraph, Source, make_anomaly


def assemble(source: Source, pages: Iterable[PageReading]) -> Document:
    """The document of all pages, in order."""
    assembly = Assembly(source)
    blocks = tuple(block for page in pages for block in assembly.add(page))
    return assembly.end().model_copy(update={"blocks": blocks})


class Assembly:
    """The document of pages that come one after the other, in order, so that their blocks can be let go of."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pages: list[Page] = []
        self._doubts: list[Anomaly] = []
        self._readings: list[tuple[int, State, str, str]] = []
        self._scanned: dict[int, ScanPage] = {}
        self._reasons: dict[int, Pictured] = {}
        self._columns: Columns = "none"  # of the page before

    def add(self, reading: PageReading) -> tuple[Block, ...]:
        """The blocks of a page."""
        number = reading.page.number
        self._pages.append(reading.page)
        if reading.scanned:
            self._scanned[number], self._reasons[number] = reading.scanned, reading.pictured
            if reading.pictured != "layer":  # which says that its hidden text was not used
                self._doubts += unseen_doubts(reading, self._source)
            return blocks_of(reading.scanned, number)
        excerpt = next((block.text for block in reading.blocks if isinstance(block, Paragraph)), "")[:EXCERPT]
        self._readings.append((number, reading.state, reading.problem, excerpt))
        self._doubts += doubts_of(reading, self._source)
        if self._columns == "titled" and reading.columns == "bare":
            place = f"{self._source.path}, p. {number}"
            self._doubts.append(make_anomaly("columns-go-on", self._source.id, place=place))
        if (self._columns, reading.columns) != ("titled", "bare"):  # which may go on once more
            self._columns = reading.columns
        return reading.blocks

    def end(self) -> Document:
        """The document, without its blocks. One with a page that was recognised is a scan."""
        source = self._source.model_copy(update={"medium": "scan"}) if self._scanned else self._source
        anomalies = (
            *page_anomalies(self._readings, self._pages, source),
            *Recognised(self._scanned, self._reasons).anomalies(source),
            *self._doubts,
        )
        return Document(source=source, pages=tuple(self._pages), blocks=(), anomalies=anomalies)
