"""Plain text: its encoding, and a reader that gives a paragraph a line, unless it holds tables."""

from __future__ import annotations

import codecs
import html
import html.entities
import re
from dataclasses import dataclass
from pathlib import Path

from extract.errors import UnreadableFile
from schemas import Anomaly, Document, LineAnchor, Paragraph, Source, make_anomaly

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# A file with this few broken sequences among its characters is damaged UTF-8, not another encoding: GB18030 would
# take nearly any bytes and turn the whole of it into wrong characters.
DAMAGED_SHARE = 0.02

_NEWLINE = re.compile(r"\r\n|\r|\n")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the name of its encoding, and how many broken sequences became U+FFFD."""

    text: str
    encoding: str
    damaged: int = 0


# ┌──┬──┐  +---+---+  <table>  |---|---|  类别⇥项目⇥标准
_TABLE = re.compile(
    r"^[ \t]*(?:[┌┏╔][─━═]+[┬┳╦]|\+-{2,}\+-|\|?[ \t]*:?-{2,}:?[ \t]*\|[ \t]*:?-{2,}|</?table\b)"
    r"|^[^\t\n\d][^\t\n]*\t[^\t\n]+\t[^\t\n]+",
    re.MULTILINE | re.IGNORECASE,
)


def read(path: Path, source: Source) -> Document:
    """A document of one paragraph for each line that holds text; one with tables is read as Markdown, whatever its
    name. Raises UnreadableFile for what is no text."""
    decoded = decode(path.read_bytes(), source.path)
    if _TABLE.search(decoded.text):
        from extract.markdown import reader  # which imports this

        return reader.read(path, source.model_copy(update={"medium": "markdown"}))
    blocks = tuple(
        Paragraph(text=line.strip(), anchor=LineAnchor(line=number))
        for number, line in enumerate(split_lines(decoded.text), 1)
        if line.strip()
    )
    return Document(source=source, blocks=blocks, anomalies=encoding_doubts(decoded, source))


def decode(data: bytes, shown: str) -> Decoded:
    """The text of a file: by its byte order mark, as UTF-8, then as GB18030, each strictly.

    Raises UnreadableFile for bytes that are no text in any of these.
    """
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return _checked(Decoded(data[len(mark) :].decode(codec), name), shown)
            except UnicodeDecodeError:
                if codec != "utf-8":
                    raise _no_text(shown, name) from None
                data = data[len(mark) :]
                break
    try:
        return _checked(Decoded(data.decode("utf-8"), "UTF-8"), shown)
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if broken <= DAMAGED_SHARE * sum(character > "\x7f" for character in mended):
        return _checked(Decoded(mended, "UTF-8", broken), shown)
    try:
        return _checked(Decoded(data.decode("gb18030"), "GB18030"), shown)
    except UnicodeDecodeError:
        raise _no_text(shown, "UTF-8, UTF-16, GB18030") from None


def _checked(decoded: Decoded, shown: str) -> Decoded:
    # NUL and lone surrogates occur in no text; the writers further on could not store them either
    if "\0" in decoded.text or re.search(r"[\ud800-\udfff]", decoded.text):
        raise UnreadableFile(
            shown,
            "the file holds binary data, text was expected",
            "文件内容是二进制数据,不是文本",
            "Check that the file has its true suffix; supply the original as .docx or .pdf",
            "请检查扩展名是否正确,或提供 .docx 或 .pdf 原件",
        )
    return decoded


def _no_text(shown: str, tried: str) -> UnreadableFile:
    return UnreadableFile(
        shown,
        f"the characters could not be decoded (tried {tried})",
        f"无法识别文件编码(已尝试 {tried})",
        "Open the file in an editor and save it as UTF-8",
        "请用编辑器打开后另存为 UTF-8 编码",
    )


def encoding_doubts(decoded: Decoded, source: Source) -> tuple[Anomaly, ...]:
    """An info where the encoding had to be guessed, a warning where bytes of it are damaged."""
    if decoded.damaged:
        return (make_anomaly("encoding-damaged", source.id, path=source.path, count=decoded.damaged),)
    if decoded.encoding == "UTF-8":
        return ()
    return (make_anomaly("encoding-guessed", source.id, path=source.path, encoding=decoded.encoding),)


def split_lines(text: str) -> list[str]:
    r"""Lines as editors count them: ended by \r\n, \r or \n alone (str.splitlines knows eight more)."""
    return _NEWLINE.split(text)


def unescape(text: str) -> str:
    """HTML entities that are known and end in their semicolon; html.unescape alone takes the `&not` in `&notes;`."""
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    name = found.group()[1:]
    return html.unescape(found.group()) if name.startswith("#") or name in html.entities.html5 else found.group()
