"""What a reader gives back, whatever the format: text blocks and tables of merged cells, each anchored."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.anomaly import Anomaly
from schemas.base import Model
from schemas.source import Anchor, Source


class Page(Model):
    """A page of a PDF or scan, as displayed (after its /Rotate)."""

    number: int = Field(ge=1)
    width: float = Field(description="PDF points, 2 decimals")
    height: float = Field(description="PDF points, 2 decimals")


class Cell(Model):
    """One merged cell. `text` is as read: hard line breaks are "\\n", soft wraps are already joined."""

    row: int = Field(ge=0)
    column: int = Field(ge=0)
    row_span: int = Field(default=1, ge=1)
    column_span: int = Field(default=1, ge=1)
    text: str
    anchor: Anchor
    confidence: tuple[float, ...] | None = Field(
        default=None, description="0 to 1 for each character of `text`, 2 decimals; null where nothing was recognised"
    )


class Table(Model):
    """A grid of `rows` x `columns`; cells are in reading order, do not overlap, and need not cover it."""

    kind: Literal["table"] = "table"
    rows: int = Field(ge=0)
    columns: int = Field(ge=0)
    cells: tuple[Cell, ...]
    page: int | None = Field(default=None, description="1-based page it stands on, where the medium has pages")
    edges: tuple[float, ...] | None = Field(
        default=None, description="x of the columns+1 vertical grid lines in points, where the medium has geometry"
    )

    @model_validator(mode="after")
    def _cells_fit(self) -> Self:
        taken: set[tuple[int, int]] = set()
        for cell in self.cells:
            if cell.row + cell.row_span > self.rows or cell.column + cell.column_span > self.columns:
                raise ValueError(
                    f"cell at row {cell.row}, column {cell.column} spanning {cell.row_span}x{cell.column_span} "
                    f"leaves the grid of {self.rows}x{self.columns}"
                )
            for slot in (
                (r, c)
                for r in range(cell.row, cell.row + cell.row_span)
                for c in range(cell.column, cell.column + cell.column_span)
            ):
                if slot in taken:
                    raise ValueError(f"two cells overlap at row {slot[0]}, column {slot[1]}")
                taken.add(slot)
        return self


class Paragraph(Model):
    """Text outside any table: a title, a note below a table, prose."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    anchor: Anchor


Block = Annotated[Table | Paragraph, Field(discriminator="kind")]


class Document(Model):
    """One file as read: its blocks in reading order, and what the reader could not be sure of."""

    source: Source
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...]
    page_headers: tuple[Paragraph, ...] = Field(
        default=(), description="text of the page headers of a Word file, each once; a title may stand there alone"
    )
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
