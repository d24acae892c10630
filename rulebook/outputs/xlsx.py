"""The parts of an Office Open XML workbook, a row at a time: what rulebook.xlsx needs of ECMA-376, and no more.

Cells hold their texts themselves (inlineStr), so that nothing is collected; a text is never a formula or a link. The
same worksheets give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PLAIN, QUOTED, HEAD, TITLE, QUOTED_TITLE = 1, 2, 3, 4, 5
"""Looks of a cell: as in `_STYLES`, counted from the one without any."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MADE = (2000, 1, 1, 0, 0, 0)
_LEVEL = 3  # of compression: nearly as small as the default, in half the time
_BLOCK = 500  # rows that are compressed at once
# what XML has no place for is written _x0001_, and so is what looks like that
_MARKED = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_CENTRED = '<alignment horizontal="center" vertical="center"/>'
_ALIGNED = '<alignment vertical="top" wrapText="1"/>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="14"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8E8E8"/><bgColor indexed="64"/></patternFill></fill>'
    "</fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
    + "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1">{_ALIGNED}</xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" quotePrefix="1" applyBorder="1" applyAlignment="1">'
    f"{_ALIGNED}</xf>"
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" '
    'applyAlignment="1"><alignment horizontal="center" vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    f'{_CENTRED}</xf><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1" '
    f'applyAlignment="1">{_CENTRED}</xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One worksheet. `rows` are made by `row_xml`, in order, once, and before `merged` is asked for.

    `frozen`: how many rows and columns stay in view. `merged` and `filtered` are ranges (A1:C2); `repeated`: how many
    rows at the top are printed on each page.
    """

    name: str
    widths: Sequence[int]
    rows: Iterable[str]
    frozen: tuple[int, int]
    merged: Sequence[str] = ()
    filtered: str | None = None
    repeated: int = 0


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def cell(place: str, content: str) -> str:
    """The cell at a place such as B3 with what `of_text`, `of_number` or `of_nothing` made."""
    return f'<c r="{place}"{content}'


def of_text(value: str, look: int) -> str:
    """A text, never a formula."""
    if _MARKED.search(value):
        value = _MARKED.sub(_escaped, value)
    space = "" if value == value.strip() else ' xml:space="preserve"'
    return f' s="{look}" t="inlineStr"><is><t{space}>{value}</t></is></c>'


def of_number(value: str, look: int) -> str:
    """A number, written out."""
    return f' s="{look}"><v>{value}</v></c>'


def of_nothing(look: int) -> str:
    """Nothing but a look."""
    return f' s="{look}"/>'


def row_xml(number: int, cells: Iterable[str]) -> str:
    """A row counted from 1 with its cells from left to right."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_package(path: Path, title: str, sheets: Sequence[Worksheet]) -> None:
    """Write the workbook to `path`. Raises OSError."""
    with ZipFile(path, "w") as package:
        for name, content in _fixed_parts(title, sheets):
            _write(package, name, [_HEAD + content])
        for number, sheet in enumerate(sheets, start=1):
            _write(package, f"xl/worksheets/sheet{number}.xml", _worksheet(sheet, first=number == 1))


def _write(package: ZipFile, name: str, content: Iterable[str]) -> None:
    part = ZipInfo(name, _MADE)
    part.compress_type = ZIP_DEFLATED
    part._compresslevel = _LEVEL  # type: ignore[attr-defined]  # public as compress_level from Python 3.13 on
    with package.open(part, "w", force_zip64=True) as stream:
        for chunk in content:
            stream.write(chunk.encode())


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    return _MARKUP.get(text) or (f"_x005F{text}" if len(text) > 1 else f"_x{ord(text):04X}_")


def _attribute(text: str) -> str:
    return _MARKED.sub(_escaped, text).replace('"', "&quot;")


def _worksheet(sheet: Worksheet, first: bool) -> Iterator[str]:
    down, across = sheet.frozen
    selected = ' tabSelected="1"' if first else ""
    corner = f"{column_name(across)}{down + 1}"
    split = (f' xSplit="{across}"' if across else "") + (f' ySplit="{down}"' if down else "")
    pane = "bottomRight" if across and down else "topRight" if across else "bottomLeft"
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">'
        f'<pane{split} topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        f'<selection pane="{pane}"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for column, width in enumerate(sheet.widths, start=1):
        yield f'<col min="{column}" max="{column}" width="{width}.7109375" customWidth="1"/>'
    yield "</cols><sheetData>"
    block: list[str] = []
    for row in sheet.rows:
        block.append(row)
        if len(block) == _BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block) + "</sheetData>"
    if sheet.filtered:
        yield f'<autoFilter ref="{sheet.filtered}"/>'
    if sheet.merged:
        yield f'<mergeCells count="{len(sheet.merged)}">'
        yield "".join([f'<mergeCell ref="{place}"/>' for place in sheet.merged])
        yield "</mergeCells>"
    yield '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    yield '<pageSetup orientation="landscape"/></worksheet>'


def _fixed_parts(title: str, sheets: Sequence[Worksheet]) -> Iterator[tuple[str, str]]:
    """All parts but the worksheets, by name."""
    numbers = range(1, len(sheets) + 1)
    parts = [
        ("/xl/workbook.xml", f"{_SPREADSHEET}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_SPREADSHEET}.styles+xml"),
        *((f"/xl/worksheets/sheet{number}.xml", f"{_SPREADSHEET}.worksheet+xml") for number in numbers),
        ("/docProps/core.xml", _CORE),
    ]
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
        + "</Types>",
    )
    yield (
        "_rels/.rels",
        _relations(
            [
                (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
    )
    made = '<dcterms:{0} xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:{0}>'
    yield (
        "docProps/core.xml",
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_attribute(title)}</dc:title>{made.format('created')}{made.format('modified')}</cp:coreProperties>",
    )
    worksheets = [(f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*worksheets, (f"{_OFFICE}/relationships/styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES
    yield "xl/workbook.xml", _workbook(sheets)


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _workbook(sheets: Sequence[Worksheet]) -> str:
    listed = "".join(
        f'<sheet name="{_attribute(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    names = []
    for number, sheet in enumerate(sheets):
        quoted = "'" + sheet.name.replace("'", "''") + "'"
        if sheet.filtered:
            name = f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
            names.append(f"{name}{_attribute(quoted)}!{_fixed(sheet.filtered)}</definedName>")
        if sheet.repeated:
            name = f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
            names.append(f"{name}{_attribute(quoted)}!$1:${sheet.repeated}</definedName>")
    defined = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets>{defined}</workbook>"
    )


def _fixed(place: str) -> str:
    """A1:C2 as $A$1:$C$2."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", place)
