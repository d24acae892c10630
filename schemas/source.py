"""Where something stands: the file, the place in it, the characters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Model

Medium = Literal["word", "pdf", "scan", "markdown", "text"]


class Source(Model):
    """One issued file, named by its content."""

    id: str = Field(description="first 12 hex digits of sha256; what evidence refers to")
    path: str = Field(description="path below the folder that was read, with forward slashes")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    medium: Medium


class PageAnchor(Model):
    """A box on a page of a PDF or scan."""

    kind: Literal["page"] = "page"
    page: int = Field(ge=1, description="1-based")
    bbox: tuple[float, float, float, float] = Field(
        description="x0, top, x1, bottom in PDF points of the page as displayed, origin top left, 2 decimals"
    )


class WordAnchor(Model):
    """A cell of a Word table, or a paragraph of the body (row and column null)."""

    kind: Literal["word"] = "word"
    table: int | None = Field(default=None, ge=1, description="1-based, in document order; null for a body paragraph")
    row: int | None = Field(default=None, ge=1)
    column: int | None = Field(default=None, ge=1, description="1-based grid column")
    paragraph: int | None = Field(default=None, ge=1, description="1-based body paragraph, where table is null")


class LineAnchor(Model):
    """A line of a text file, and the cell on it."""

    kind: Literal["line"] = "line"
    line: int = Field(ge=1, description="1-based")
    column: int | None = Field(default=None, ge=1, description="1-based cell of the line; null for plain text")


Anchor = Annotated[PageAnchor | WordAnchor | LineAnchor, Field(discriminator="kind")]
