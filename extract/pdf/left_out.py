"""What a page holds and is not read, struck out or unseen, by the cells that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extract.grid import Grid, Slot, Span
from extract.lines import Box, Glyph
from extract.pdf.reading import Struck
from schemas import PageAnchor, Table

Anchor = Callable[[Box], PageAnchor]


def struck_cells(
    tables: Sequence[Table], grids: Sequence[Grid], slots: dict[int, dict[Slot, list[Glyph]]], said: dict[int, str]
) -> Iterator[Struck]:
    """What is struck out in each cell; `said` are the characters by their place in the content."""
    for index, (table, grid) in enumerate(zip(tables, grids, strict=True)):
        for cell, span in zip(table.cells, grid.cells, strict=True):
            text = "".join(said.get(glyph.order, "") for glyph in held_in(span, slots[index]))
            if text.strip():
                yield Struck(text, cell.anchor, cell.text)


def struck_outside(glyphs: Sequence[Glyph], said: dict[int, str], anchor: Anchor) -> tuple[Struck, ...]:
    struck = [glyph for glyph in glyphs if glyph.order in said]
    text = "".join(said[glyph.order] for glyph in struck)
    return (Struck(text, anchor(bounding([glyph[1:5] for glyph in struck])), ""),) if text.strip() else ()


def unseen_by_cells(
    glyphs: Sequence[Glyph], tables: Sequence[Table], grids: Sequence[Grid], anchor: Anchor
) -> tuple[Struck, ...]:
    """What nobody sees, by the cells that it stands in; what stands in none, together."""
    marks = [(glyph, glyph.centre) for glyph in glyphs]
    found = []
    for table, grid in zip(tables, grids, strict=True):
        slots, marks = grid.fill(marks)
        for cell, span in zip(table.cells, grid.cells, strict=True):
            if text := _joined(held_in(span, slots)):
                found.append(Struck(text, cell.anchor, cell.text))
    if text := _joined([glyph for glyph, _ in marks]):
        found.append(Struck(text, anchor(bounding([glyph[1:5] for glyph, _ in marks])), ""))
    return tuple(found)


def _joined(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs).strip()


def held_in(span: Span, slots: dict[Slot, list[Glyph]]) -> list[Glyph]:
    """The glyphs of a cell."""
    return [
        glyph
        for row in range(span.row, span.row + span.row_span)
        for column in range(span.column, span.column + span.column_span)
        for glyph in slots.get((row, column), ())
    ]


def bounding(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
