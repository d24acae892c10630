"""What a page is read as, in order: its tables, and the text outside them as paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.lines import Box, Glyph, Line, glyphs_to_lines, lines_to_paragraphs, paragraph_text, turn_box, upright
from extract.pdf.beside import Group, groups_of
from extract.pdf.left_out import bounding
from extract.pdf.reading import Block, Columns
from extract.pdf.struck import without_struck
from schemas import PageAnchor, Paragraph, Table

Zone = tuple[int, ...]
Place = tuple[int, int] | None
"""A group of tables beside one another, and the column of it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `place`: among tables beside one another. `beside`: at a table's side, where nothing should be."""

    box: Box
    paragraph: Paragraph
    place: Place
    beside: bool


def texts_outside(
    glyphs: Sequence[Glyph], tables: Sequence[Box], anchor: Callable[[Box], PageAnchor]
) -> tuple[Text, ...]:
    """Text outside the tables: what stands between two tables, or beside one, makes paragraphs of its own."""
    groups = groups_of(tables)
    zones: dict[tuple[int, Zone], list[Glyph]] = {}
    for glyph in glyphs:
        zones.setdefault((glyph.turn, _zone(glyph, tables, groups)), []).append(glyph)
    texts = []
    for (turn, zone), members in sorted(zones.items()):
        lines = glyphs_to_lines(map(upright, members))
        for place, own in _columns(zone, lines, groups) if turn == 0 else [(None, lines)]:
            for part in lines_to_paragraphs(own, () if turn else tables):
                box = turn_box(bounding([line.box for line in part]), -turn)
                if text := without_struck(paragraph_text(part)):
                    texts.append(Text(box, Paragraph(text=text, anchor=anchor(box)), place, zone[1] == 1))
    return tuple(texts)


def in_order(tables: Sequence[tuple[Box, Table]], texts: Sequence[Text]) -> tuple[Block, ...]:
    """From the top down; tables beside one another column by column, each with the text that is over it alone."""
    groups = groups_of([box for box, _ in tables])
    placed: list[tuple[Box, Block, Place]] = [(text.box, text.paragraph, text.place) for text in texts]
    placed += [(box, table, _place_of(box, groups)) for box, table in tables]
    tops: dict[int, float] = {}
    for box, _, place in placed:
        if place:
            tops[place[0]] = min(box[1], tops.get(place[0], box[1]))

    def begins(item: tuple[Box, Block, Place]) -> tuple[float, int, float, float]:
        box, _, place = item
        return (tops[place[0]], place[1], box[1], box[0]) if place else (box[1], -1, box[1], box[0])

    return tuple(block for _, block, _ in sorted(placed, key=begins))


def columns_of(tables: Sequence[Box], texts: Sequence[Text]) -> Columns:
    """Whether tables stand beside one another, and whether each column has text of its own."""
    if not groups_of(tables):
        return "none"
    return "titled" if any(text.place for text in texts) else "bare"


def _place_of(table: Box, groups: Sequence[Group]) -> Place:
    for index, group in enumerate(groups):
        if table in group.tables and (column := group.column(table[0], table[2])) is not None:
            return index, column
    return None


def _zone(glyph: Glyph, tables: Sequence[Box], groups: Sequence[Group]) -> Zone:
    """How many tables stand above a glyph, and the table and side where it stands beside one; then the column among
    tables beside one another, where it stands between their top and bottom, and their group."""
    x, y = glyph.centre
    place: Zone = (-1, -1)
    for index, group in enumerate(groups):
        if group.top <= y <= group.bottom:
            column = group.column(x, x) or 0
            place = (column, index)
            tables = [t for t in tables if t not in group.tables or group.column(t[0], t[2]) == column]
    for index, (left, top, _, bottom) in enumerate(tables):
        if top <= y <= bottom:
            return index, 1, -1 if x < left else 1, *place
    return sum(bottom < y for _, _, _, bottom in tables), 0, 0, *place


def _columns(zone: Zone, lines: Sequence[Line], groups: Sequence[Group]) -> list[tuple[Place, list[Line]]]:
    """The lines of a zone by the column that they stand in, where that is one of tables beside one another: all that
    stand at their height, and those of a zone with a line that is parted. What reaches over a gutter is of none."""
    *_, column, index = zone
    if index >= 0:
        return [((index, column), list(lines))]
    found = next((i for i, group in enumerate(groups) if any(map(group.parts, lines))), None)
    if found is None:
        return [(None, list(lines))]
    group = groups[found]
    common = [line for line in lines if group.column(line.x0, line.x1) is None and not group.parts(line)]
    members: dict[int, list[Glyph]] = {}
    for line in lines:
        for glyph in () if line in common else line.glyphs:
            members.setdefault(group.column(glyph.x0, glyph.x0) or 0, []).append(glyph)
    parts: list[tuple[Place, list[Line]]] = [(None, common)]
    return parts + [((found, column), glyphs_to_lines(glyphs)) for column, glyphs in sorted(members.items())]
