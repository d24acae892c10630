"""Small .docx files from raw XML, for the parts that python-docx cannot write."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from extract import read_document
from schemas import Document, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{t(text)}</w:r>"


def p(content: str = "", properties: str = "") -> str:
    """A paragraph of plain text, or of the XML given."""
    inner = content if content.startswith("<") or not content else r(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def item(text: str, list_id: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def tc(content: str = "", properties: str = "", span: int = 1, merge: str | None = None) -> str:
    """A cell; `merge` is the value of w:vMerge."""
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if merge is not None:
        properties += f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>"
    blocks = content if content.startswith(("<w:p", "<w:tbl", "<w:sdt")) else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str, columns: int = 2) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def abstract(number: int, *levels: tuple[str, str], extra: str = "") -> str:
    """An abstract list; a level is (numFmt, lvlText), `extra` more XML for each of them."""
    drawn = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{drawn}</w:abstractNum>'


def num(number: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def package(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def document_xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'


def members(
    body: str, styles: str = "", numbering: str = "", main: str = "word/document.xml"
) -> dict[str, str | bytes]:
    relation = '<Relationship Id="{0}" Type="{1}/{2}" Target="{3}"/>'
    parts = {"styles": styles, "numbering": numbering}
    links = "".join(
        relation.format(f"r{n}", OFFICE, kind, f"{kind}.xml") for n, kind in enumerate(parts) if parts[kind]
    )
    wrapped = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    folder, name = main.split("/")
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": wrapped.format(relation.format("r1", OFFICE, "officeDocument", main)),
        f"{folder}/_rels/{name}.rels": wrapped.format(links),
        main: document_xml(body),
    }
    for kind, xml in parts.items():
        if xml:
            found[f"{folder}/{kind}.xml"] = f"<w:{kind} {NAMESPACES}>{xml}</w:{kind}>"
    return found


def docx(body: str, styles: str = "", numbering: str = "") -> bytes:
    return package(members(body, styles, numbering))


def read_bytes(folder: Path, data: bytes, name: str = "sheet.docx") -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    """The cells as (row, column, row span, column span, text)."""
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]
