"""Word documents (.docx): body paragraphs and tables of merged cells, with the text as Word shows and prints it.

Tables are walked as XML: python-docx's own `row.cells` repeats merged cells and is quadratic in the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from lxml.etree import _Element as Element

from extract.errors import UnreadableFile
from extract.radicals import fold_radicals
from extract.superscripts import raised
from extract.word.numbering import Numbering, Styles, flag, integer, value, w
from extract.word.package import WordParts, open_parts
from extract.word.symbols import symbol
from schemas import Anomaly, Cell, Document, Evidence, Paragraph, Place, Source, Table, WordAnchor, make_anomaly

MAX_SPAN = 255  # Word itself stops at 63 columns
MAX_AREA = 5_000_000  # places of one table's grid

Block = Table | Paragraph

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES = f"{_COMPATIBILITY}AlternateContent"

# elements that only wrap others: links, content controls, custom XML, text direction, tracked insertions
_WRAPPERS = frozenset(
    map(w, ("sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo", "ins", "moveTo", "rubyBase"))
)
_REMOVED = frozenset(map(w, ("del", "moveFrom")))
_SDT, _RUBY, _RUN, _P, _TBL, _TR, _TC = map(w, ("sdt", "ruby", "r", "p", "tbl", "tr", "tc"))
_FIXED_TEXT = {w("tab"): " ", w("ptab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_TEXT, _SYMBOL, _FIELD, _BOX = map(w, ("t", "sym", "fldChar", "txbxContent"))
_PICTURES = frozenset(map(w, ("drawing", "pict", "object")))


LeftOut = tuple[str, str]
"""Text of the document that is no text of it: the code of the anomaly that says why, and the text."""


def read(path: Path, source: Source) -> Document:
    """The document of a .docx: body paragraphs and tables in order, text boxes after the paragraph they hang on.

    Raises UnreadableFile for what is no whole Word document (see word_package.open_parts).
    """
    parts = open_parts(path, source.path)
    reader = _Reader.of(source, parts)
    blocks = tuple(reader.blocks(parts.body))
    headers = dict.fromkeys(line for part in parts.headers for line in _Reader.of(source, parts).header(part))
    return Document(
        source=source,
        blocks=blocks,
        page_headers=tuple(Paragraph(text=text, anchor=WordAnchor()) for text in headers),
        anomalies=tuple(reader.anomalies),
    )


def unfold(parent: Element) -> Iterator[Element]:
    """The children that count: wrappers opened, tracked deletions and prompts of empty content controls left out."""
    for child in parent:
        tag = child.tag
        if tag in _REMOVED:
            continue
        if tag in _WRAPPERS:
            yield from unfold(child)
        elif tag == _SDT:
            if not flag(child.find(w("sdtPr")), "showingPlcHdr"):
                for content in child.findall(w("sdtContent")):
                    yield from unfold(content)
        elif tag == _RUBY:
            for base in child.findall(w("rubyBase")):
                yield from unfold(base)
        elif tag == _ALTERNATIVES:
            yield from _first_alternative(child)
        elif isinstance(tag, str):
            yield child


def _first_alternative(element: Element) -> Iterator[Element]:
    # the others say the same again for older programs
    for kind in ("Choice", "Fallback"):
        found = element.find(_COMPATIBILITY + kind)
        if found is not None:
            yield from unfold(found)
            return


@dataclass(slots=True)
class _Slot:
    """A merged cell in the making; `hidden` are the cells that a merge covers."""

    row: int
    column: int
    width: int
    merge: str | None  # w:vMerge: "restart", "continue" or none
    cell: Element
    hidden: list[Element] = field(default_factory=list)
    height: int = 1


@dataclass(slots=True)
class _Reader:
    """One pass over a document, in order, as list numbers need."""

    source: Source
    styles: Styles
    numbering: Numbering
    anomalies: list[Anomaly] = field(default_factory=list)
    tables: int = 0
    paragraphs: int = 0
    carried: str = ""  # text of paragraphs whose end was deleted: it runs on into the next
    left_out: list[LeftOut] = field(default_factory=list)  # of the cell or paragraph that is being read

    @classmethod
    def of(cls, source: Source, parts: WordParts) -> Self:
        """A reader at the beginning of its pass."""
        styles = Styles(parts.styles)
        return cls(source, styles, Numbering(parts.numbering, styles))

    def header(self, container: Element) -> list[str]:
        """The lines of a page header."""
        return [line for text in self._lines(container) for line in text.split("\n") if line.strip()]

    def blocks(self, container: Element, in_box: bool = False) -> Iterator[Block]:
        """Paragraphs and tables of the body, a layout cell or a text box; a box's count as the paragraph it is in."""
        for child in unfold(container):
            if child.tag == _P:
                self.paragraphs += not in_box
                text, boxes = self.paragraph(child)
                anchor = WordAnchor(paragraph=max(self.paragraphs, 1))
                self._tell_left_out(anchor, f"paragraph {anchor.paragraph}")
                if text:
                    yield Paragraph(text=text, anchor=anchor)
                for box in boxes:
                    yield from self.blocks(box, in_box=True)
            elif child.tag == _TBL:
                yield from self.table(child, in_box)

    # --- tables

    def table(self, element: Element, in_box: bool) -> Iterator[Block]:
        rows = [list(_cells(row)) for row in _rows(element)]
        if _is_layout(rows):
            for row in rows:
                for _, _, cell in row:
                    yield from self.blocks(cell, in_box)
            return
        slots = _place(rows)
        if not slots:
            return
        if sum(slot.width * slot.height for slot in slots) > MAX_AREA:
            raise UnreadableFile(
                self.source.path,
                f"table {self.tables + 1} has more than {MAX_AREA} places",
                f"第 {self.tables + 1} 个表格超过 {MAX_AREA} 格",
                "Check the document: no assessment table is so large",
                "请检查文档内容,考核表不应如此之大",
            )
        self.tables += 1
        cells = tuple(self.cell(slot) for slot in slots)
        columns = max(slot.column + slot.width for slot in slots)
        yield Table(rows=len(rows), columns=columns, cells=cells)

    def cell(self, slot: _Slot) -> Cell:
        anchor = WordAnchor(table=self.tables, row=slot.row + 1, column=slot.column + 1)
        text = self.cell_text(slot.cell)
        for covered in slot.hidden:
            hidden = self.cell_text(covered)
            if hidden not in ("", text):  # some programs repeat the text in every cell of a merge
                self.anomalies.append(self._hidden_text(hidden, anchor))
        self._tell_left_out(anchor, f"table {anchor.table}, row {anchor.row}, column {anchor.column}")
        return Cell(
            row=slot.row, column=slot.column, row_span=slot.height, column_span=slot.width, text=text, anchor=anchor
        )

    def _hidden_text(self, text: str, anchor: WordAnchor) -> Anomaly:
        place = f"{self.source.path}, table {anchor.table}, row {anchor.row}, column {anchor.column} (merged over)"
        read = Place(source=self.source.id, anchor=anchor, start=0, end=len(text), text=text)
        return make_anomaly("text-hidden", self.source.id, (Evidence(places=(read,)),), place=place, text=text)

    def _tell_left_out(self, anchor: WordAnchor, where: str) -> None:
        """One anomaly a cell or paragraph for what is struck out in it, one for what is hidden."""
        for code in dict.fromkeys(code for code, _ in self.left_out):
            text = "".join(text for other, text in self.left_out if other == code)
            if any(character.isalnum() for character in text):
                read = Place(source=self.source.id, anchor=anchor, start=0, end=len(text), text=text)
                place, evidence = f"{self.source.path}, {where}", (Evidence(places=(read,)),)
                self.anomalies.append(make_anomaly(code, self.source.id, evidence, place=place, text=text))
        self.left_out.clear()

    def cell_text(self, cell: Element) -> str:
        r"""The paragraphs of a cell, one a line; a nested table's rows one a line; text boxes after their paragraph."""
        if cell.find(f"{w('tcPr')}/{w('cellDel')}") is not None:
            return ""
        return "\n".join(self._lines(cell))

    def _lines(self, container: Element) -> Iterator[str]:
        for child in unfold(container):
            if child.tag == _P:
                text, boxes = self.paragraph(child)
                if text:
                    yield text
                for box in boxes:
                    yield from self._lines(box)
            elif child.tag == _TBL:
                for slot_row in _by_row(_place([list(_cells(row)) for row in _rows(child)])):
                    texts = (self.cell_text(slot.cell).replace("\n", " ") for slot in slot_row)
                    if line := " ".join(text for text in texts if text):
                        yield line
        if self.carried:
            yield self.carried.strip()
            self.carried = ""

    # --- paragraphs

    def paragraph(self, element: Element) -> tuple[str, list[Element]]:
        """The text of a paragraph with the number that Word draws before it, and the text boxes that hang on it."""
        properties = element.find(w("pPr"))
        mark = None if properties is None else properties.find(w("rPr"))
        hidden = self.styles.hidden(value(properties, "pStyle"))
        line = _Line(self.styles, hidden)
        line.gather(element)
        self.left_out += line.left_out
        text = self.carried + "".join(line.parts)
        self.carried = ""
        if mark is not None and (mark.find(w("del")) is not None or mark.find(w("moveFrom")) is not None):
            self.carried = text
            return "", line.boxes
        text = _tidy(text)
        if not text and (hidden or flag(mark, "vanish")):
            return "", line.boxes
        label = self.numbering.label(properties)
        if text[:1].isdigit() and not label.endswith(" "):  # 1. and 24小时 are no 1.24小时
            label += " " if label else ""
        return (label + text).strip(), line.boxes


@dataclass(slots=True)
class _Line:
    """The text of one paragraph as it is gathered."""

    styles: Styles
    hidden: bool
    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # for each open field, whether its instruction still runs
    left_out: list[LeftOut] = field(default_factory=list)

    def gather(self, element: Element) -> None:
        for child in unfold(element):
            if child.tag == _RUN:
                self.run(child)
            elif "officeDocument/2006/math" in child.tag and not any(self.fields):
                self.parts += [text.text or "" for text in child.iter(_MATH_TEXT)]

    def run(self, run: Element) -> None:
        properties = run.find(w("rPr"))
        vanish = flag(properties, "vanish")
        if vanish is None:
            vanish = self.hidden or self.styles.hidden(value(properties, "rStyle"))
        # struck out is taken back, as a deletion that was never accepted
        struck = bool(flag(properties, "strike") or flag(properties, "dstrike"))
        above = value(properties, "vertAlign") == "superscript"
        for child in unfold(run):
            if child.tag == _FIELD:
                self._field(child.get(w("fldCharType")))
            elif child.tag in _PICTURES:
                self.boxes += _boxes(child)
            elif child.tag == _RUN:  # the base of a phonetic guide
                self.run(child)
            elif any(self.fields):
                continue
            elif vanish or struck:
                self.left_out.append(("text-struck" if struck else "text-invisible", _characters(child)))
            else:
                self.parts.append(raised(_characters(child)) if above else _characters(child))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()


def _characters(element: Element) -> str:
    if element.tag == _TEXT:
        text = element.text or ""
        if element.get(_XML_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        return fold_radicals(re.sub(r"[\t\r\n]+", " ", text))
    if element.tag == _SYMBOL:
        return symbol(element.get(w("font"), ""), element.get(w("char"), ""))
    return _FIXED_TEXT.get(element.tag, "")


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _boxes(element: Element) -> Iterator[Element]:
    """The outermost text boxes in a drawing."""
    for child in unfold(element):
        if child.tag == _BOX:
            yield child
        else:
            yield from _boxes(child)


# --- the grid


def _rows(table: Element) -> Iterator[Element]:
    for row in unfold(table):
        properties = row.find(w("trPr"))
        if row.tag == _TR and not (
            properties is not None and (properties.find(w("del")) is not None or flag(properties, "hidden"))
        ):
            yield row


def _cells(row: Element) -> Iterator[tuple[int, int, Element]]:
    """The cells of a row as (grid column, columns spanned, cell)."""
    column = min(max(integer(value(row.find(w("trPr")), "gridBefore"), 0), 0), MAX_SPAN)
    for cell in unfold(row):
        if cell.tag == _TC:
            width = min(max(integer(value(cell.find(w("tcPr")), "gridSpan"), 1), 1), MAX_SPAN)
            yield column, width, cell
            column += width


def _place(rows: list[list[tuple[int, int, Element]]]) -> list[_Slot]:
    """Merged cells in reading order. A cell that continues nothing above it stands for itself."""
    slots: list[_Slot] = []
    above: dict[int, _Slot] = {}
    for number, row in enumerate(rows):
        merging: dict[int, _Slot] = {}
        for slot in _merged_across(number, row):
            upper = above.get(slot.column) if slot.merge == "continue" else None
            if upper is not None and upper.width == slot.width:
                upper.height += 1
                upper.hidden += [slot.cell, *slot.hidden]
                slot = upper
            else:
                slots.append(slot)
            if slot.merge is not None:
                merging[slot.column] = slot
        above = merging
    return slots


def _merged_across(number: int, row: list[tuple[int, int, Element]]) -> list[_Slot]:
    """A row's cells, with those joined by the older w:hMerge made one."""
    slots: list[_Slot] = []
    for column, width, cell in row:
        properties = cell.find(w("tcPr"))
        if _merge(properties, "hMerge") == "continue" and slots:
            slots[-1].width += width
            slots[-1].hidden.append(cell)
        else:
            slots.append(_Slot(number, column, width, _merge(properties, "vMerge"), cell))
    return slots


def _merge(properties: Element | None, name: str) -> str | None:
    found = value(properties, name)
    return found if found in (None, "restart") else "continue"


def _by_row(slots: list[_Slot]) -> Iterator[list[_Slot]]:
    rows: dict[int, list[_Slot]] = {}
    for slot in slots:
        rows.setdefault(slot.row, []).append(slot)
    yield from rows.values()


def _is_layout(rows: list[list[tuple[int, int, Element]]]) -> bool:
    """Whether a table only frames others, which are then the real ones: one column, or cells that hold nothing else."""
    cells = [cell for row in rows for _, _, cell in row]
    framing = [any(child.tag == _TBL and _is_grid(child) for child in unfold(cell)) for cell in cells]
    if all(len(row) <= 1 for row in rows):
        return any(framing)
    return any(framing) and all(
        grid or not "".join(text.text or "" for text in cell.iter(_TEXT)).strip()
        for cell, grid in zip(cells, framing, strict=True)
    )


def _is_grid(table: Element) -> bool:
    rows = [list(_cells(row)) for row in _rows(table)]
    return _is_layout(rows) or (len(rows) > 1 and max(len(row) for row in rows) > 1)
