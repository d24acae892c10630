"""The registry of readers: which file goes where, what a file is called, and every file that gives nothing."""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from pathlib import Path

import pytest
from word_builder import docx, p

from extract import READERS, UnreadableFile, read_document
from schemas import LineAnchor, Paragraph

LINE = "青岚职业技术学院:每缺一次扣0.1分。"


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# --- identity


def test_a_source_is_named_by_its_content_and_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "2021/甲 表.MD", LINE.encode())
    source = read_document(path, root=tmp_path).source
    assert source.sha256 == hashlib.sha256(LINE.encode()).hexdigest()
    assert source.id == source.sha256[:12]
    assert source.path == "2021/甲 表.MD"
    assert source.medium == "markdown"
    assert read_document(path).source.path == "甲 表.MD"


def test_a_file_outside_the_root_keeps_its_own_path(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "x.txt", b"x")
    assert read_document(path, root=tmp_path / "b").source.path == path.as_posix()


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "x.docx", docx(p("甲")))
    assert read_document(path).model_dump_json() == read_document(path).model_dump_json()


@pytest.mark.parametrize(
    ("name", "medium"), [("a.docx", "word"), ("a.DOCX", "word"), ("a.docm", "word"), ("a.md", "markdown"),
                         ("a.markdown", "markdown"), ("a.txt", "text")]
)  # fmt: skip
def test_suffixes(tmp_path: Path, name: str, medium: str) -> None:
    data = docx(p(LINE)) if medium == "word" else LINE.encode()
    document = read_document(write(tmp_path, name, data))
    assert document.source.medium == medium
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [LINE]


@pytest.mark.parametrize(
    "drawn",
    [
        "┌──┬──┐\n│项目│标准│\n├──┼──┤\n│值班│扣1 │\n└──┴──┘",
        "+------+------+\n| 项目 | 标准 |\n+------+------+\n| 值班 | 扣1  |\n+------+------+",
        "| 项目 | 标准 |\n| --- | --- |\n| 值班 | 扣1 |",
        "<table><tr><td>项目</td><td>标准</td></tr><tr><td>值班</td><td>扣1</td></tr></table>",
    ],
)
def test_text_with_tables_is_read_as_such(drawn: str, tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "x.txt", f"某镇考核表\n\n{drawn}\n".encode()))
    assert document.source.medium == "markdown"
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["项目", "标准", "值班", "扣1"]]


def test_plain_text_gives_a_paragraph_a_line(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "x.txt", "1. 甲 \r\n\r\n| 2. # 乙".encode()))
    assert document.blocks == (
        Paragraph(text="1. 甲", anchor=LineAnchor(line=1)),
        Paragraph(text="| 2. # 乙", anchor=LineAnchor(line=3)),
    )


def test_a_broken_library_spoils_only_its_own_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "extract.pdf.reader", None)  # importing it now raises ImportError
    with pytest.raises(UnreadableFile, match="could not be loaded"):
        read_document(write(tmp_path, "x.pdf", b"%PDF-1.7"))
    assert read_document(write(tmp_path, "x.md", b"x")).blocks


# --- encodings: (bytes, code of the anomaly or None, text)

ENCODINGS = [
    pytest.param(LINE.encode(), None, LINE, id="utf-8"),
    pytest.param(codecs.BOM_UTF8 + LINE.encode(), None, LINE, id="utf-8-with-mark"),
    pytest.param(codecs.BOM_UTF16_LE + LINE.encode("utf-16-le"), "encoding-guessed", LINE, id="utf-16-le"),
    pytest.param(codecs.BOM_UTF16_BE + LINE.encode("utf-16-be"), "encoding-guessed", LINE, id="utf-16-be"),
    pytest.param(LINE.encode("gb18030"), "encoding-guessed", LINE, id="gb18030"),
    pytest.param("𠮷㐂分".encode("gb18030"), "encoding-guessed", "𠮷㐂分", id="gb18030-four-bytes"),
    pytest.param(LINE.encode("gbk"), "encoding-guessed", LINE, id="gbk"),
    pytest.param((LINE * 20).encode()[:-1], "encoding-damaged", (LINE * 20)[:-1] + "\ufffd", id="utf-8-cut-off"),
]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
@pytest.mark.parametrize(("data", "code", "text"), ENCODINGS)
def test_encodings(tmp_path: Path, suffix: str, data: bytes, code: str | None, text: str) -> None:
    document = read_document(write(tmp_path, f"x{suffix}", data))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [text]
    assert [anomaly.code for anomaly in document.anomalies] == ([code] if code else [])
    assert all(anomaly.where == document.source.id for anomaly in document.anomalies)


def test_the_guessed_encoding_is_named_and_only_an_info(tmp_path: Path) -> None:
    (anomaly,) = read_document(write(tmp_path, "x.md", LINE.encode("gb18030"))).anomalies
    assert anomaly.severity == "info"
    assert "GB18030" in anomaly.message
    assert "GB18030" in anomaly.message_zh


# --- what cannot be read: (name, bytes, problem, remedy)

REFUSED = [
    pytest.param("x.md", b"", "empty", "again", id="empty-md"),
    pytest.param("x.docx", b"", "empty", "again", id="empty-docx"),
    pytest.param("x.doc", b"\xd0\xcf\x11\xe0", "old binary Word", "save it as .docx.*soffice --headless", id="doc"),
    pytest.param("x.DOC", b"x", "old binary Word", "soffice", id="doc-upper-case"),
    pytest.param("x.wps", b"x", "WPS Writer", "save it as .docx", id="wps"),
    pytest.param("x.rtf", b"{\\rtf1", "Rich Text", "save it as .docx", id="rtf"),
    pytest.param("x.odt", b"x", "OpenDocument", "save it as .docx", id="odt"),
    pytest.param("x.xls", b"x", "Excel", "Word document", id="xls"),
    pytest.param("x.xlsx", b"x", "Excel", "Word document", id="xlsx"),
    pytest.param("x.png", b"x", "picture could not be decoded", "scan the page again", id="picture"),
    pytest.param("x.bmp", b"x", "picture", "save it as .png|Save it as .png", id="other-picture"),
    pytest.param("x.zip", b"PK", "archive", "Unpack", id="archive"),
    pytest.param("x.abc", b"x", r"\.abc.*expected one of", r"\.docx", id="unknown-suffix"),
    pytest.param("x", b"x", "without a suffix", r"\.docx", id="no-suffix"),
    pytest.param("x.docx", b"%PDF-1.7", r"content is that of a \.pdf", "Rename", id="pdf-as-docx"),
    pytest.param("x.pdf", b"PK\x03\x04", r"\.docx or \.zip", "Rename", id="docx-as-pdf"),
    pytest.param("x.md", b"%PDF-1.7", r"\.pdf", "Rename", id="pdf-as-md"),
    pytest.param("x.docx", b"{\\rtf1}", r"\.rtf", "Rename", id="rtf-as-docx"),
    pytest.param("x.md", b"\x89PNG\r\n\x1a\n", r"\.png", "Rename", id="png-as-md"),
    pytest.param("x.md", b"a\0b", "binary", "suffix", id="binary-as-md"),
    pytest.param("x.md", b"\xff\xfe\x00\xd8", "decoded", "UTF-8", id="broken-utf-16"),
    pytest.param("x.txt", b"\x81\xff\x81\xff", "decoded", "UTF-8", id="no-encoding"),
]


@pytest.mark.parametrize(("name", "data", "problem", "remedy"), REFUSED)
def test_refused(tmp_path: Path, name: str, data: bytes, problem: str, remedy: str) -> None:
    with pytest.raises(UnreadableFile, match=problem) as caught:
        read_document(write(tmp_path, name, data))
    error = caught.value
    assert error.path == name
    assert str(error).startswith(f"{name}: ")
    assert re.search(remedy, error.remedy)
    assert any("\u4e00" <= character <= "\u9fff" for character in error.problem_zh)
    assert any("\u4e00" <= character <= "\u9fff" for character in error.remedy_zh)


def test_the_chinese_message_is_chinese(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_document(write(tmp_path, "x.pdf", b"PK\x03\x04"))
    assert "内容却是 .docx 或 .zip 文件" in caught.value.problem_zh


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read_document(tmp_path / "none.docx")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.docx").mkdir()
    with pytest.raises(UnreadableFile, match="folder"):
        read_document(tmp_path / "folder.docx")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "x.md", b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # file modes do not bind a superuser
    with pytest.raises(UnreadableFile, match="no permission"):
        read_document(path)


def test_other_trouble_with_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "x.md", b"x")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(UnreadableFile, match="Input/output error"):
        read_document(path)


def test_an_unreadable_file_is_an_anomaly_of_the_catalogue() -> None:
    anomaly = UnreadableFile("a/b.doc", "old", "旧", "convert", "转换").anomaly("a/b.doc")
    assert (anomaly.code, anomaly.severity, anomaly.where) == ("unreadable-file", "error", "a/b.doc")
    assert "old" in anomaly.message
    assert "旧" in anomaly.message_zh
    assert (anomaly.suggestion, anomaly.suggestion_zh) == ("convert", "转换")


def test_every_suffix_is_lower_case_and_begins_with_a_dot() -> None:
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in READERS)
