"""Opening a Word package safely: the parts that are needed, bounded, in the namespaces that python-docx knows.

A .docx from outside may be a zip bomb, may lack parts that it names, may call its main part by another name (cloud
editors do), or be in strict OOXML. So the few parts that are read are copied, with limits, into a small clean package,
and python-docx opens that.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeGuard

import docx
from lxml import etree
from lxml.etree import _Element as Element

from extract.errors import UnreadableFile
from extract.formats import OLE_MAGIC, disguised

MAX_TOTAL_BYTES = 512 << 20  # all members together, uncompressed
MAX_PART_BYTES = 256 << 20  # one XML part
MAX_RATIO = 200  # uncompressed to compressed, for members above RATIO_FROM_BYTES
RATIO_FROM_BYTES = 32 << 20
CHUNK_BYTES = 1 << 20

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _RELATIONSHIPS.encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
_OPTIONAL_PARTS = ("styles", "numbering")
_MOST_HEADERS = 100  # page headers that are looked at: three a section
# what zipfile and zlib raise for damaged, encrypted or unknown members
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class WordParts:
    """The XML that a document's text is read from."""

    body: Element
    styles: Element | None
    numbering: Element | None
    headers: tuple[Element, ...] = ()


def open_parts(path: Path, shown: str) -> WordParts:
    """The body, styles, numbering and page headers of a .docx; a header that is broken is left out.

    Raises UnreadableFile when the file is no zip, holds no Word document, is locked by a password, is damaged, or
    would unpack beyond the limits above.
    """
    _refuse_ole(path, shown)
    try:
        with zipfile.ZipFile(path) as archive:
            parts, headers = _needed_parts(archive, shown)
    except UnreadableFile:
        raise
    except _ZIP_ERRORS as error:
        raise _damaged(shown, f"it is not a whole zip archive: {error}", f"不是完整的 zip 包:{error}") from error
    try:
        document = docx.Document(io.BytesIO(_clean_package(parts)))
        styles = document.part.styles.element if "styles" in parts else None
        numbering = document.part.numbering_part.element if "numbering" in parts else None
        root = document.element
    except (etree.LxmlError, KeyError, ValueError, AttributeError) as error:
        raise _damaged(shown, f"its XML is broken: {error}", f"其中的 XML 有误:{error}") from error
    for element in (root, styles, numbering):
        if element is not None and element.getroottree().docinfo.doctype:
            raise _damaged(
                shown, "its XML declares a document type, as no Word file does", "其中的 XML 含有 DOCTYPE 声明"
            )
    body = root.find(f"{{{W}}}body") if root.tag == f"{{{W}}}document" else None
    if body is None:
        raise _damaged(shown, "it has no document body", "缺少正文部分")
    return WordParts(body, styles, numbering, tuple(filter(_is_header, map(_parsed, headers))))


def _needed_parts(archive: zipfile.ZipFile, shown: str) -> tuple[dict[str, bytes], list[bytes]]:
    """The document, styles and numbering parts by these names, whatever their members are called; the page headers."""
    _check_sizes(archive, shown)
    # some zip tools write backslashes, some another case
    members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}

    def part(name: str) -> bytes | None:
        info = members.get(name.lower())
        return None if info is None else _read_member(archive, info, shown)

    main = _first(_related(part("_rels/.rels"), "")).get("officeDocument", "word/document.xml")
    document = part(main)
    if document is None:
        main = "word/document.xml"
        document = part(main)
    if document is None:
        raise UnreadableFile(
            shown,
            "the archive holds no Word document (word/document.xml)",
            "压缩包内没有 Word 正文(word/document.xml)",
            "Check the suffix: this may be an Excel, PowerPoint or plain zip file; supply the document as .docx",
            "请检查扩展名:可能是 Excel、PowerPoint 或普通压缩包;请提供 .docx 文件",
        )
    folder, name = posixpath.split(main)
    related = _related(part(posixpath.join(folder, "_rels", f"{name}.rels")), folder)
    targets = _first(related)
    found = {"document": document}
    for kind in _OPTIONAL_PARTS:
        data = part(targets.get(kind, posixpath.join(folder, f"{kind}.xml")))
        if data is not None:
            found[kind] = data
    headers = list(dict.fromkeys(member for kind, member in related if kind == "header"))[:_MOST_HEADERS]
    return found, [data for member in headers if (data := part(member)) is not None]


def _check_sizes(archive: zipfile.ZipFile, shown: str) -> None:
    members = archive.infolist()
    total = sum(info.file_size for info in members)
    dense = any(
        info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        for info in members
    )
    if total > MAX_TOTAL_BYTES or dense:
        raise _bomb(shown, total)


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> bytes:
    """A member's bytes, never unpacking more than a chunk above what the directory claims."""
    limit = min(info.file_size, MAX_PART_BYTES)
    with archive.open(info) as stream:
        data = _read_bounded(stream, limit)
    if len(data) > limit:
        raise _bomb(shown, len(data))
    for strict, transitional in _STRICT:
        data = data.replace(strict, transitional)
    return data


def _read_bounded(stream: IO[bytes], limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while size <= limit and (chunk := stream.read(CHUNK_BYTES)):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _related(data: bytes | None, folder: str) -> list[tuple[str, str]]:
    """Relationship kinds with member names. A broken part names nothing: the usual names are tried then."""
    root = _parsed(data)
    related: list[tuple[str, str]] = []
    for relationship in () if root is None else root:
        kind = (relationship.get("Type") or "").rsplit("/", 1)[-1]
        target = relationship.get("Target") or ""
        if relationship.get("TargetMode") != "External" and target:
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            related.append((kind, posixpath.normpath(path)))
    return related


def _first(related: list[tuple[str, str]]) -> dict[str, str]:
    """The first member of each kind."""
    return dict(reversed(related))


def _parsed(data: bytes | None) -> Element | None:
    """The root of a part; None where it is missing or broken, or declares a document type."""
    if data is None or b"<!DOCTYPE" in data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError:
        return None


def _is_header(root: Element | None) -> TypeGuard[Element]:
    return root is not None and root.tag == f"{{{W}}}hdr"


def _clean_package(parts: dict[str, bytes]) -> bytes:
    """A package of these parts alone."""
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{_WORD_TYPE}.{_subtype(kind)}+xml"/>' for kind in parts
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(parts)
        if kind != "document"
    )
    main = f'<Relationship Id="r0" Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
    relations = '<Relationships xmlns="{}/relationships">{}</Relationships>'
    rels_type = "application/vnd.openxmlformats-package.relationships+xml"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels_type}"/>'
            f"{overrides}</Types>",
        )
        archive.writestr("_rels/.rels", relations.format(_PACKAGE, main))
        archive.writestr("word/_rels/document.xml.rels", relations.format(_PACKAGE, links))
        for kind, data in parts.items():
            archive.writestr(f"word/{kind}.xml", data)
    return buffer.getvalue()


def _subtype(kind: str) -> str:
    return "document.main" if kind == "document" else kind


def _refuse_ole(path: Path, shown: str) -> None:
    """An OLE container under a .docx name is a document locked by a password, or an old .doc, .xls or .ppt renamed."""
    with path.open("rb") as stream:
        if stream.read(len(OLE_MAGIC)) != OLE_MAGIC:
            return
        data = stream.read(MAX_PART_BYTES)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFile(
            shown,
            "the document is protected by a password",
            "文档设有打开密码",
            "Open it in Word or WPS with its password, remove the password (File > Info > Protect), and save it again",
            "请用 Word 或 WPS 输入密码打开,取消密码保护后重新保存",
        )
    for stream_name, suffix in (("Workbook", ".xls"), ("PowerPoint Document", ".ppt")):
        if stream_name.encode("utf-16-le") in data and "WordDocument".encode("utf-16-le") not in data:
            raise disguised(shown, suffix)
    raise UnreadableFile(
        shown,
        "this is an old binary Word file (.doc) under the name of a .docx",
        "这是改了扩展名的旧版 Word 文件(.doc)",
        "Open it in Word or WPS and save it as .docx, or rename it to .doc and run: "
        "soffice --headless --convert-to docx FILE",
        "请用 Word 或 WPS 打开后另存为 .docx,或改回 .doc 后运行:soffice --headless --convert-to docx 文件名",
    )


def _damaged(shown: str, problem: str, problem_zh: str) -> UnreadableFile:
    return UnreadableFile(
        shown,
        f"the Word file is damaged: {problem}",
        f"Word 文件已损坏:{problem_zh}",
        "Open it in Word or WPS, let it repair the file, and save it again as .docx",
        "请用 Word 或 WPS 打开并修复,再另存为 .docx",
    )


def _bomb(shown: str, size: int) -> UnreadableFile:
    limit = MAX_TOTAL_BYTES >> 20
    return UnreadableFile(
        shown,
        f"the archive would unpack to {size >> 20} MB or is packed more densely than any document (limit {limit} MB)",
        f"压缩包解压后达 {size >> 20} MB 或压缩比异常(上限 {limit} MB)",
        "If it is a real document, remove its pictures and save it again",
        "如确为正常文档,请删除其中的图片后重新保存",
    )
