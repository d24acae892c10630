"""Bad input, at the level of the program: each has its clear error or anomaly; the file beside it comes out whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner

from rulebook.cli import app

SAMPLE = Path(__file__).parent.parent / "raw" / "2020"

TITLE = "{department}2020年度绩效目标量化考核任务表"
HEADINGS = ("类别", "项目名称", "主要任务", "考核评价标准", "评价方法", "考核单位")
ROWS = (
    (
        "保证目标(40分)",
        "车辆管理(15分)",
        "1.做好车辆调度。",
        "1.车辆未按时年检扣2分/台。2.私用公车一次扣5分。",
        "扣分法",
        "党政办",
    ),
    ("保证目标(40分)", "食堂管理(25分)", "1.保障食品安全。", "1.食堂卫生检查不合格扣0.5分/次。", "扣分法", "后勤处"),
)
AMOUNTS = ["2", "5", "0.5"]


def sheet(department: str = "车队", rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """One assessment sheet as Markdown."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"# {TITLE.format(department=department)}\n\n{table}\n"


def pdf(content: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page with that content stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        # a security handler whose keys fit no password, the empty one least of all
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32),
    ]
    whole, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%s" % table
    end += b"trailer\n<< /Size 6 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(whole))
    return whole + end


def prose_lines() -> bytes:
    lines = ["Patrols that are left out cost 2 points each.", "A report that is late costs half a point."] * 6
    shown = b"".join(b"0 -20 Td (%s) Tj\n" % line.encode() for line in lines)
    return b"BT /F1 12 Tf 72 780 Td\n%s ET" % shown


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:t>" + b"0" * (64 << 20))


def folder_instead(path: Path) -> None:
    """A folder called like a document, with nothing in it."""
    path.mkdir()


def written(content: bytes) -> Callable[[Path], None]:
    return lambda path: _write(path, content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def cut_in_half(path: Path) -> None:
    whole = pdf(prose_lines())
    path.write_bytes(whole[: len(whole) // 2])


@dataclass(frozen=True)
class Run:
    code: int
    printed: str
    out: Path

    @property
    def rulebook(self) -> Any:
        return json.loads((self.out / "rulebook.json").read_bytes())

    @property
    def codes(self) -> list[str]:
        return [anomaly["code"] for anomaly in json.loads((self.out / "anomalies.json").read_bytes())]

    def amounts(self, department: str = "车队") -> list[str]:
        """The amounts of the rules of one department's sheet, in order."""
        return [
            rule["amount"]["min"]
            for sheet in self.rulebook["sheets"]
            if sheet["department"] == department
            for task in sheet["tasks"]
            for criterion in task["criteria"]
            for rule in criterion["rules"]
        ]


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """A year's folder with one good file."""
    folder = tmp_path / "raw" / "2020"
    folder.mkdir(parents=True)
    (folder / "good.md").write_text(sheet(), encoding="utf-8")
    return folder


def extract(source: Path, *options: str) -> Run:
    out = source.parent.parent / "out" if source.name == "2020" else source.parent / "out"
    arguments = ["extract", str(source), "-o", str(out), *options]
    result = CliRunner().invoke(app, arguments, env={"LANG": "C.UTF-8", "LC_ALL": "", "NO_COLOR": "1"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Run(result.exit_code, result.output, out / "2020")


def test_the_good_file_alone(year: Path) -> None:
    run = extract(year)
    assert run.code == 0
    assert run.amounts() == AMOUNTS
    assert "unreadable-file" not in run.codes


def pdf_without_pages() -> bytes:
    return pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids []       /Count 0")


def ole(*streams: str) -> bytes:
    """An OLE container of streams with these names, as far as a directory of them goes."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(b"\x00" * 600 + name.encode("utf-16-le") for name in streams)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def in_a_circle(path: Path) -> None:
    path.symlink_to(path.name)


UNREADABLE: list[tuple[str, Callable[[Path], None], str]] = [
    ("empty.docx", written(b""), "empty"),
    ("empty.pdf", written(b""), "empty"),
    ("empty.md", written(b""), "empty"),
    ("truncated.pdf", cut_in_half, "cut short"),
    ("encrypted.pdf", written(pdf(prose_lines(), b"/Encrypt 5 0 R /ID [<00> <00>]")), "password"),
    ("not-a-zip.docx", written("这不是压缩文件".encode() * 40), "not-a-zip.docx"),
    ("half-a-zip.docx", written(b"PK\x03\x04" + b"\x00" * 400), "half-a-zip.docx"),
    ("renamed.docx", written(pdf(prose_lines())), "content is that of a .pdf"),
    ("renamed.pdf", written("保证目标".encode() * 40), "renamed.pdf"),
    ("bomb.docx", zip_bomb, "bomb.docx"),
    ("old.doc", written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600), ".docx"),
    ("workbook.docx", written(ole("Workbook")), "content is that of a .xls"),
    ("slides.docx", written(ole("PowerPoint Document")), "content is that of a .ppt"),
    ("embedding.docx", written(ole("WordDocument", "Workbook")), "old binary Word"),
    ("locked.docx", written(ole("EncryptedPackage")), "password"),
    ("slides.pdf", written(ole("PowerPoint Document")), "content is that of a .doc, .xls or .ppt"),
    ("picture.md", written(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "picture.md"),
    ("unknown.xyz", written(b"anything"), "cannot be read"),
    ("no-pages.pdf", written(pdf_without_pages()), "(no pages were found in it)"),
    ("pipe.pdf", pipe, "a pipe, a socket or a device"),
    ("pipe.md", pipe, "a pipe, a socket or a device"),
    ("circle.docx", in_a_circle, "(Too many levels of symbolic links)"),
]


@pytest.mark.parametrize(("name", "make", "says"), UNREADABLE, ids=[name for name, _, _ in UNREADABLE])
def test_a_file_that_cannot_be_read_spoils_only_itself(
    year: Path, name: str, make: Callable[[Path], None], says: str
) -> None:
    make(year / name)
    run = extract(year)
    assert run.code == 3
    (anomaly,) = [row for row in run.rulebook["anomalies"] if row["code"] == "unreadable-file"]
    assert name in anomaly["message"]
    assert says in anomaly["message"] + anomaly["suggestion"]
    assert anomaly["suggestion"]
    assert anomaly["suggestion_zh"]
    assert f"2020/{name}" in run.printed
    assert "the program failed" not in run.printed, "a known kind of damage, not a fault"
    assert "Traceback" not in run.printed
    assert run.amounts() == AMOUNTS


def test_all_of_them_at_once(year: Path) -> None:
    for name, make, _ in UNREADABLE:
        make(year / name)
    run = extract(year, "--strict")
    assert run.code == 3, "3 wins over 1"
    assert run.codes.count("unreadable-file") == len(UNREADABLE)
    assert run.amounts() == AMOUNTS


def test_an_empty_folder_named_like_a_document_is_no_source(year: Path) -> None:
    folder_instead(year / "folder.docx")
    assert extract(year).code == 0


def test_a_truncated_sample_pdf(year: Path) -> None:
    """A real typesetter's PDF, its last tenth lost: what pdfium would mend in silence."""
    whole = next(SAMPLE.glob("*.pdf")).read_bytes()
    (year / "cut.pdf").write_bytes(whole[: len(whole) * 9 // 10])
    run = extract(year)
    assert run.code == 3
    assert run.amounts() == AMOUNTS


@pytest.mark.skipif(
    shutil.which("setpriv") is None and os.geteuid() == 0, reason="root reads every file: needs setpriv"
)
def test_a_file_without_read_permission(year: Path) -> None:
    """As root the modes of files say nothing, so the program runs without the right to pass over them."""
    (year / "locked.md").write_text(sheet("档案室"), encoding="utf-8")
    (year / "locked.md").chmod(0)
    (year.parent.parent / "out").mkdir()
    drop = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--ambient-caps", "-all"]
    command = [sys.executable, "-m", "rulebook", "extract", str(year), "-o", str(year.parent.parent / "out")]
    done = subprocess.run([*(drop if os.geteuid() == 0 else []), *command], capture_output=True, text=True, check=False)
    run = Run(done.returncode, done.stdout + done.stderr, year.parent.parent / "out" / "2020")
    assert run.code == 3, run.printed
    assert "2020/locked.md: no permission to read this file" in run.printed
    assert run.amounts() == AMOUNTS


# --- files that can be read, with a doubt


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_markdown_in_another_encoding_reads_the_same(year: Path, encoding: str) -> None:
    (year / "other.md").write_bytes(sheet("后勤处").encode(encoding))
    run = extract(year)
    assert run.code == 0
    assert run.amounts("后勤处") == AMOUNTS
    assert run.amounts() == AMOUNTS
    assert ("encoding-guessed" in run.codes) == (encoding != "utf-8-sig")


def test_a_pdf_without_a_table_is_flagged_and_its_text_kept(year: Path) -> None:
    (year / "prose.pdf").write_bytes(pdf(prose_lines()))
    run = extract(year)
    assert run.code == 0
    assert "no-ruled-table" in run.codes
    assert "left out cost 2 points" in (run.out / "rulebook.json").read_text(encoding="utf-8")
    assert run.amounts() == AMOUNTS


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"q 300 0 0 300 100 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q", {"no-text", "blank-page"}),
        pytest.param(
            b"1 w 100 100 300 300 re S 150 150 m 200 250 l 250 150 l S",
            {"no-text", "nothing-scored"},
        ),
    ],
    ids=["a picture", "letters drawn as outlines"],
)
def test_a_pdf_without_text_is_no_silent_nothing(year: Path, content: bytes, codes: set[str]) -> None:
    (year / "mute.pdf").write_bytes(pdf(content))
    run = extract(year)
    assert run.code == 0
    assert codes & set(run.codes)
    assert run.amounts() == AMOUNTS


def test_a_document_that_holds_no_table(year: Path) -> None:
    document = docx.Document()
    document.add_paragraph("关于召开会议的通知")
    document.save(str(year / "letter.docx"))
    run = extract(year)
    assert run.code == 0
    assert {"nothing-scored", "no-rule"} & set(run.codes), "its text is kept as criteria, and flagged"
    assert run.amounts() == AMOUNTS


def test_the_same_sheet_twice_is_kept_once(year: Path) -> None:
    (year / "copy.md").write_text(sheet(), encoding="utf-8")
    run = extract(year)
    assert run.code == 0
    assert run.codes.count("duplicate-sheet-same") == 1
    assert run.amounts() == AMOUNTS


def test_two_versions_of_a_sheet_are_both_kept_and_flagged(year: Path) -> None:
    changed = tuple(tuple(cell.replace("扣5分", "扣8分") for cell in row) for row in ROWS)
    (year / "later.md").write_text(sheet(rows=changed), encoding="utf-8")
    run = extract(year, "--strict")
    assert run.code == 1
    assert "duplicate-sheet" in run.codes
    assert run.amounts() == ["2", "5", "0.5", "2", "8", "0.5"]


def long_table(rows: int) -> tuple[tuple[str, ...], ...]:
    """Ten tasks to a category; the last digit of a row's number is what it deducts."""
    return tuple(
        (
            f"第{n // 10}类(100分)",
            f"第{n}项(10分)",
            f"完成第{n}号台账",
            f"第{n}号台账漏记扣{n % 10 + 1}分/处",
            "扣分法",
            "党政办",
        )
        for n in range(rows)
    )


def test_ten_thousand_rows(year: Path) -> None:
    (year / "long.md").write_text(sheet("台账组", long_table(10_000)), encoding="utf-8")
    run = extract(year)
    assert run.code == 0
    assert run.amounts() == AMOUNTS
    deducted = run.amounts("台账组")
    assert len(deducted) == 10_000
    assert deducted[:12] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "1", "2"]
