"""What the scan reader makes of a picture, whatever file and page it came from: what the cache keeps."""

from __future__ import annotations

from schemas import Anomaly, Cell, Evidence, Page, PageAnchor, Paragraph, Place, Source, Table, make_anomaly
from schemas.base import Model

Box = tuple[float, float, float, float]


class ScanCell(Model):
    """A merged cell; `box` in points of the page as displayed."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    confidence: tuple[float, ...]
    box: Box


class ScanTable(Model):
    rows: int
    columns: int
    cells: tuple[ScanCell, ...]
    edges: tuple[float, ...]


class ScanText(Model):
    """A paragraph outside the tables."""

    text: str
    box: Box


class ScanNote(Model):
    """A doubt: an anomaly that lacks its file and page. `text` stands at `start` of the cell that `box` lies in."""

    code: str
    parameters: dict[str, str]
    text: str = ""
    start: int = 0
    box: Box | None = None
    alternatives: tuple[str, ...] = ()


class ScanPage(Model):
    """One page. `blocks` are in reading order."""

    width: float
    height: float
    blocks: tuple[ScanTable | ScanText, ...] = ()
    notes: tuple[ScanNote, ...] = ()

    @property
    def has_table(self) -> bool:
        return any(isinstance(block, ScanTable) for block in self.blocks)


def page_of(result: ScanPage, number: int) -> Page:
    return Page(number=number, width=round(result.width, 2), height=round(result.height, 2))


def blocks_of(result: ScanPage, number: int) -> tuple[Table | Paragraph, ...]:
    """The blocks of a page as the Document has them."""
    return tuple(
        _table_of(block, number)
        if isinstance(block, ScanTable)
        else Paragraph(text=block.text, anchor=PageAnchor(page=number, bbox=block.box))
        for block in result.blocks
    )


def _table_of(table: ScanTable, number: int) -> Table:
    cells = tuple(
        Cell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            text=cell.text,
            anchor=PageAnchor(page=number, bbox=cell.box),
            confidence=cell.confidence,
        )
        for cell in table.cells
    )
    return Table(rows=table.rows, columns=table.columns, cells=cells, page=number, edges=table.edges)


def anomalies_of(result: ScanPage, number: int, source: Source) -> tuple[Anomaly, ...]:
    """The doubts of a page, each with its box as evidence."""
    found = []
    for note in result.notes:
        box = note.box or (0.0, 0.0, round(result.width, 2), round(result.height, 2))
        place = Place(
            source=source.id,
            anchor=PageAnchor(page=number, bbox=box),
            start=note.start,
            end=note.start + len(note.text),
            text=note.text,
        )
        parameters = {"place": f"{source.path}, p. {number}", **note.parameters}
        evidence = (Evidence(places=(place,)),)
        found.append(make_anomaly(note.code, source.id, evidence, note.alternatives, None, **parameters))
    return tuple(found)
