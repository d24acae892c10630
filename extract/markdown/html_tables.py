"""HTML tables, as Markdown files hold them, to tables of merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import lxml.html
from lxml.etree import LxmlError
from lxml.etree import _Element as Element

from extract.markdown.inline_math import without_math
from extract.markdown.placeholders import said, unspelled
from extract.superscripts import raised
from extract.text import unescape
from schemas import Cell, LineAnchor, Paragraph, Table

MAX_COLUMN_SPAN = 255  # no real table comes near; the HTML standard stops at 1000
MAX_AREA = 2_000_000  # places of the grid that spans may cover in all; beyond, cells have no spans

_CELLS = ("td", "th")
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "template"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKS = re.compile(r"\*\*(?=\S)(.+?)\*\*", re.DOTALL)


def read_tables(fragment: str, first_line: int) -> list[Table | Paragraph]:
    """The table that a fragment holds, below its caption and any text that stands in no cell, as paragraphs.

    `first_line` is the fragment's line in the file. A table in a cell becomes lines of that cell's text.
    """
    parser = lxml.html.HTMLParser()
    try:
        root = lxml.html.fragment_fromstring(fragment, create_parent="div", parser=parser)
    except (LxmlError, ValueError):
        root = None
    # what is nested hundreds deep is given up by libxml2, which then returns the part that it has
    if root is None or any(entry.level_name == "FATAL" for entry in parser.error_log):
        text = _SPACES.sub(" ", unescape(re.sub(r"<[^<>]*>", " ", fragment))).strip()
        return [Paragraph(text=text, anchor=LineAnchor(line=first_line))] if text else []
    blocks: list[Table | Paragraph] = []
    for table in root.iter("table"):
        if not any(_in_table(cell) for cell in table.iterancestors(*_CELLS)):
            blocks += _outside(table, first_line)
            blocks += _table(table, first_line)
    return blocks


@dataclass(frozen=True, slots=True)
class _Slot:
    """One td or th with the grid place that its row and spans give it."""

    element: Element
    row: int
    column: int
    row_span: int
    column_span: int


def _table(table: Element, first_line: int) -> list[Table | Paragraph]:
    rows = list(_rows(table))
    slots = _place(rows)
    on_line: dict[int, int] = {}
    cells: list[Cell] = []
    for slot in slots:
        line = _line(slot.element, first_line)
        on_line[line] = on_line.get(line, 0) + 1
        cells.append(
            Cell(
                row=slot.row,
                column=slot.column,
                row_span=slot.row_span,
                column_span=slot.column_span,
                text=said(_text(slot.element), slot.row, slot.column),
                anchor=LineAnchor(line=line, column=on_line[line]),
            )
        )
    if not any(cell.text for cell in cells):
        return []
    columns = max(slot.column + slot.column_span for slot in slots)
    return [Table(rows=len(rows), columns=columns, cells=tuple(cells))]


def _rows(table: Element) -> Iterator[list[Element]]:
    """The cells of each row, nested tables' left out; cells that stand in no row make a row of their own."""
    parent: Element | None = None
    row: list[Element] | None = None
    for element in table.iter("tr", *_CELLS):
        # a cell in a cell is text of the outer one
        if next(element.iterancestors("table", *_CELLS), None) is not table:
            continue
        if element.tag == "tr":
            if row is not None:
                yield row
            row, parent = [], element
        elif row is None or element.getparent() is not parent:
            if row is not None:
                yield row
            row, parent = [element], element.getparent()
        else:
            row.append(element)
    if row is not None:
        yield row


def _place(rows: list[list[Element]]) -> list[_Slot]:
    """Grid places by HTML's own algorithm; a span is cut where it would run over a cell or the table's end.

    Or into a row that has all the cells of the table by itself: a tool counted the rows of a merged cell wrongly.
    """
    slots: list[_Slot] = []
    whole = sum(_width(element) for element in rows[0]) if rows else 0
    taken: dict[int, int] = {}  # column -> first row that is free again
    area = 0
    for number, row in enumerate(rows):
        column = 0
        covered_by = [c for c in range(whole) if taken.get(c, 0) > number]
        if covered_by and len(row) > 1 and sum(map(_width, row)) == whole:
            slots = [_ending(slot, number) for slot in slots]
            taken |= dict.fromkeys(covered_by, number)
        for element in row:
            while taken.get(column, 0) > number:
                column += 1
            wanted = _width(element)
            width = 1
            while width < wanted and taken.get(column + width, 0) <= number:
                width += 1
            height = _span(element, "rowspan") or len(rows)  # 0: down to the end
            height = min(height, len(rows) - number)
            if area + width * height > MAX_AREA:
                width = height = 1
            area += width * height
            for covered in range(column, column + width):
                taken[covered] = number + height
            slots.append(_Slot(element, number, column, height, width))
            column += width
    return slots


def _ending(slot: _Slot, row: int) -> _Slot:
    """The slot, cut so that it ends above a row."""
    return replace(slot, row_span=row - slot.row) if slot.row < row < slot.row + slot.row_span else slot


def _width(element: Element) -> int:
    return min(max(_span(element, "colspan"), 1), MAX_COLUMN_SPAN)


def _span(element: Element, name: str) -> int:
    digits = re.match(r"\s*\+?(\d{1,6})", element.get(name) or "1")
    return int(digits.group(1)) if digits else 1


def _outside(table: Element, first_line: int) -> list[Paragraph]:
    """The caption and any text between the tags of a damaged table, which no cell holds."""
    found: list[Paragraph] = []
    for element in table.iter():
        if element is not table and next(element.iterancestors("table"), None) is not table:
            continue  # of a table within this one, which speaks for itself
        if element.tag in _CELLS or next(element.iterancestors(*_CELLS), None) is not None:
            pieces = [element.tail] if element.tag in _CELLS and not _in_cell(element) else []
        elif element is table or element.tag == "table" or not isinstance(element.tag, str):
            pieces = [element.text if element is table else element.tail]
        else:
            pieces = [element.text, element.tail]
        line = _line(element, first_line)
        for piece in pieces:
            if text := _SPACES.sub(" ", piece or "").strip():
                found.append(Paragraph(text=text, anchor=LineAnchor(line=line)))
    return found


def _line(element: Element, first_line: int) -> int:
    return first_line + max(cast("int | None", element.sourceline) or 1, 1) - 1


def _in_table(element: Element) -> bool:
    return next(element.iterancestors("table"), None) is not None


def _in_cell(element: Element) -> bool:
    return next(element.iterancestors(*_CELLS), None) is not None


def _text(cell: Element) -> str:
    r"""A cell's text: blocks and <br> end lines ("\n"), other white space is one space, list items numbered."""
    parts: list[str] = []
    _gather(cell, parts)
    lines = (_SPACES.sub(" ", line) for line in "".join(parts).split("\v"))
    text = without_math(unspelled("\n".join(lines)), brackets=True)
    lines = (line.strip() for line in unspelled(text, escapes=True).split("\n"))
    return _MARKS.sub(r"\1", "\n".join(line for line in lines if line))


def _gather(element: Element, parts: list[str]) -> None:
    if element.text and isinstance(element.tag, str):
        parts.append(element.text)
    number = _first_number(element)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else None
        if tag is not None and tag not in _SILENT:
            parts.append("\v" if tag in _BLOCKS else " " if tag in _CELLS else "")
            if tag == "li" and number is not None:
                parts.append(f"{number}. ")
                number += 1
            first = len(parts)
            _gather(child, parts)
            if tag == "sup":
                parts[first:] = map(raised, parts[first:])
            if tag in _BLOCKS:
                parts.append("\v")
        if child.tail:
            parts.append(child.tail)


def _first_number(element: Element) -> int | None:
    """What a browser numbers an ordered list's first item with; None where items have no number."""
    if element.tag != "ol" or element.get("type", "1") != "1":
        return None
    start = element.get("start") or "1"
    return int(start) if start.isdecimal() and len(start) < 7 else 1
