"""Where something stands: the file, the place in it, the characters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Model

Medium = Literal["word", "pdf", "scan", "markdown", "text"]


class Source(Model):
    """One issued file, named by its content."""

    id: str = Field(description="first 12 hex digits of sha256; what evidence refers to", examples=["0123456789ab"])
    path: str = Field(
        description="path below the folder that was read, with forward slashes", examples=["2020/library-it.pdf"]
    )
    sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="of the file's content",
        examples=["92ded9fa032bccdaffec3a84eefd3c8ad637055db6a37c040a793b9316287d49"],
    )
    medium: Medium = Field(description="what kind of file it was read as", examples=["pdf"])


class PageAnchor(Model):
    """A box on a page of a PDF or scan."""

    kind: Literal["page"] = Field(default="page", description="page: a box on a page", examples=["page"])
    page: int = Field(ge=1, description="1-based", examples=["3"])
    bbox: tuple[float, float, float, float] = Field(
        description="x0, top, x1, bottom in PDF points of the page as displayed, origin top left, 2 decimals",
        examples=["[56.7, 100.2, 201.0, 290.5]"],
        json_schema_extra={"unit": "PDF points"},
    )


class WordAnchor(Model):
    """A cell of a Word table, or a paragraph of the body (row and column null); a page header where all are null."""

    kind: Literal["word"] = Field(
        default="word", description="word: a cell or paragraph of a Word file", examples=["word"]
    )
    table: int | None = Field(
        default=None, ge=1, description="1-based, in document order; null for a body paragraph", examples=["1"]
    )
    row: int | None = Field(default=None, ge=1, description="1-based row of the table", examples=["3"])
    column: int | None = Field(default=None, ge=1, description="1-based grid column", examples=["4"])
    paragraph: int | None = Field(
        default=None, ge=1, description="1-based body paragraph, where table is null", examples=["7"]
    )


class LineAnchor(Model):
    """A line of a text file, and the cell on it."""

    kind: Literal["line"] = Field(default="line", description="line: a line of a text file", examples=["line"])
    line: int = Field(ge=1, description="1-based", examples=["12"])
    column: int | None = Field(
        default=None, ge=1, description="1-based cell of the line; null for plain text", examples=["3"]
    )


Anchor = Annotated[PageAnchor | WordAnchor | LineAnchor, Field(discriminator="kind")]
