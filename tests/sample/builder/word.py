"""Tables as .docx, written part by part so that the same input gives the same bytes.

What a word processor hides is put in on purpose: automatic numbering that restarts in each cell, a tracked
change, a content control, a field in the title, line breaks and tabs within a paragraph.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from sample.builder.layout import COLUMNS, Cell, Line, Table

WIDTHS = (1050, 1250, 1250, 4500, 5000, 950, 1000)  # twentieths of a point; A4 landscape less its margins
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FONT = '<w:rFonts w:ascii="Noto Serif CJK SC" w:hAnsi="Noto Serif CJK SC" w:eastAsia="Noto Serif CJK SC"/>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True)
class Style:
    """How one issuer writes its tables. `auto`, `breaks`: columns whose items are numbered by the program,
    or stand in one paragraph with line breaks; both with every other row, so that the typed form occurs too."""

    number: str = "{}. "
    institution: str | None = None
    auto: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    tracked: tuple[str, str, str] | None = None  # (text before, deleted, inserted)
    control: str | None = None  # a paragraph beginning so is wrapped in a content control
    year_field: bool = False
    size: int = 18  # half points


@dataclass
class Numbers:
    """The numbering instances given out; each restarts at 1."""

    used: int = 0
    instances: list[str] = field(default_factory=list)

    def new(self) -> int:
        self.used += 1
        self.instances.append(
            f'<w:num w:numId="{self.used}"><w:abstractNumId w:val="0"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
        return self.used


def write_docx(path: Path, tables: list[tuple[Table, Style]]) -> None:
    """Write tables one after another, each under its title, on A4 landscape."""
    numbers = Numbers()
    body = "".join(_title(table, style) + _table(table, style, numbers) + "<w:p/>" for table, style in tables)
    page = (
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="400" w:footer="400" w:gutter="0"/>'
        "</w:sectPr>"
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {NAMESPACE}><w:body>{body}{page}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/styles.xml": _styles(tables[0][1].size),
        "word/numbering.xml": _numbering(numbers),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2020, 3, 2, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


def _title(table: Table, style: Style) -> str:
    look = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    bold = '<w:rPr><w:b/><w:sz w:val="30"/></w:rPr>'
    out = f"<w:p>{look}<w:r>{bold}<w:t>{escape(style.institution)}</w:t></w:r></w:p>" if style.institution else ""
    if not style.year_field:
        return out + f"<w:p>{look}<w:r>{bold}<w:t>{escape(table.title)}</w:t></w:r></w:p>"
    before, after = table.title.split(str(table.year))
    run = f"<w:r>{bold}<w:t>{{}}</w:t></w:r>"
    year = f'<w:fldSimple w:instr=" DOCPROPERTY 年度 ">{run.format(table.year)}</w:fldSimple>'
    return out + f"<w:p>{look}{run.format(escape(before))}{year}{run.format(escape(after))}</w:p>"


def _table(table: Table, style: Style, numbers: Numbers) -> str:
    at = {(cell.row, cell.column): cell for cell in table.cells}
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    rows = ""
    for row in range(table.rows):
        column, cells = 0, ""
        while column < COLUMNS:
            cell = at.get((row, column))
            above = None if cell else _above(at, row, column)
            cells += _cell(cell, above, column, style, numbers)
            column += (cell or above).columns  # type: ignore[union-attr]
        head = "<w:trPr><w:tblHeader/></w:trPr>" if row == 0 else ""
        rows += f"<w:tr>{head}{cells}</w:tr>"
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    look = (
        f'<w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/><w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    )
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _above(at: dict[tuple[int, int], Cell], row: int, column: int) -> Cell:
    return next(cell for up in range(row, -1, -1) if (cell := at.get((up, column))) and up + cell.rows > row)


def _cell(cell: Cell | None, above: Cell | None, column: int, style: Style, numbers: Numbers) -> str:
    shape = cell or above
    assert shape is not None
    width = sum(WIDTHS[column : column + shape.columns])
    span = f'<w:gridSpan w:val="{shape.columns}"/>' if shape.columns > 1 else ""
    merge = "" if shape.rows == 1 else '<w:vMerge w:val="restart"/>' if cell else "<w:vMerge/>"
    inside = _paragraphs(cell, style, numbers) if cell and cell.lines else "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{inside}</w:tc>'


def _paragraphs(cell: Cell, style: Style, numbers: Numbers) -> str:
    glued = any(line.glued for line in cell.lines)
    if cell.column in style.auto and cell.row % 2 == 0 and not glued:
        return _auto(cell.lines, style, numbers)
    lines = cell.text(style.number).split("\n")
    if cell.column in style.breaks and len(lines) > 1:
        runs = "<w:r><w:br/></w:r>".join(_runs(line, style) for line in lines)
        return f"<w:p>{runs}</w:p>"
    return "".join(_paragraph(line, style) for line in lines)


def _auto(lines: tuple[Line, ...], style: Style, numbers: Numbers) -> str:
    """Paragraphs whose numbers the word processor draws; a new list after each line without a number."""
    out, instance = "", None
    for line in lines:
        if line.mark is None:
            instance = None
            out += _paragraph(line.text, style)
            continue
        instance = instance or numbers.new()
        look = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{instance}"/></w:numPr>'
        out += f"<w:p><w:pPr>{look}</w:pPr>{_runs(line.text, style)}</w:p>"
    return out


def _paragraph(text: str, style: Style) -> str:
    paragraph = f"<w:p>{_runs(text, style)}</w:p>"
    if style.control and text.startswith(style.control):
        return f'<w:sdt><w:sdtPr><w:alias w:val="考核标准"/></w:sdtPr><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>'
    return paragraph


def _runs(text: str, style: Style) -> str:
    before, deleted, inserted = style.tracked or ("\0", "", "")
    if before + inserted not in text:
        return _run(text)
    at = text.index(before + inserted) + len(before)
    mark = 'w:author="教务处" w:date="2020-03-02T09:00:00Z"'
    return (
        _run(text[:at])
        + f'<w:del w:id="1" {mark}><w:r><w:delText>{escape(deleted)}</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" {mark}>{_run(inserted)}</w:ins>'
        + _run(text[at + len(inserted) :])
    )


def _run(text: str) -> str:
    inner = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r>{inner}</w:r>"


def _styles(size: int) -> str:
    spacing = '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
    run = f'<w:rPrDefault><w:rPr>{FONT}<w:sz w:val="{size}"/></w:rPr></w:rPrDefault>'
    return f"<w:styles {NAMESPACE}><w:docDefaults>{run}{spacing}</w:docDefaults></w:styles>"


def _numbering(numbers: Numbers) -> str:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="space"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl>'
    )
    kind = f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
    return f"<w:numbering {NAMESPACE}>{kind}{''.join(numbers.instances)}</w:numbering>"


def _content_types() -> str:
    parts = (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
    named = "".join(f'<Override PartName="/word/{p}.xml" ContentType="{WORD}.{kind}+xml"/>' for p, kind in parts)
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'
