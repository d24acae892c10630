"""Write the sample: raw/2020/ with its gold and other renderings, two departments of raw/2021/, and the plain criteria.

Each department is issued once under raw/2020/ and stands in every other medium under tests/sample/renderings/:
NAME.docx, NAME.office.pdf (closed borders), NAME.browser.pdf (borders open where a page cuts a row),
NAME.pipe.md and NAME.html.md. gold-2020.json says what all of them hold.

Run by hand after a change to the notation, from the repository's root, and commit what it writes:

    cd tests && python -m sample.builder.write            # everything that needs Python alone
    cd tests && python -m sample.builder.write --print    # the PDFs too

--print needs LibreOffice (soffice) and Chromium on the PATH (or in $SOFFICE, $CHROMIUM) and the font Noto Serif
CJK SC: on Debian apt install libreoffice-writer chromium fonts-noto-cjk. The time of printing is taken out of the
PDFs, so that the same text, fonts and programs give the same bytes. MANIFEST.toml is written anew each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from sample.builder.damage import CONTINUING_EDUCATION, INNOVATION, Operation, draft_of, render
from sample.builder.gold import gold_of
from sample.builder.layout import Table, table_of
from sample.builder.markdown import html_in_markdown, pipe_table
from sample.builder.notation import Sheet, read_criteria, read_sheet
from sample.builder.web import page_of
from sample.builder.word import Style, write_docx

SAMPLE = Path(__file__).resolve().parents[1]
RAW = SAMPLE.parents[1] / "raw"
NOTATION = Path(__file__).with_name("text")
DEPARTMENTS = (
    "academic-affairs", "student-affairs", "library-it", "logistics", "continuing-education", "innovation",
)  # fmt: skip
NEXT_YEAR = ("library-it", "logistics")
INSTITUTIONS = ("county-hospital", "taxi-company", "township")
NUMBERS = {"library-it": "{}．", "logistics": "{}、"}
STYLES = {
    "academic-affairs": Style(
        institution="青岚职业技术学院",
        tracked=("未建立老同志联系台账扣", "0.3", "0.1"),
        control="2. 组织廉洁教育活动少于",
        year_field=True,
    ),
    "student-affairs": Style(number="{}.\t", auto=(3, 4), breaks=(3, 4)),
}


def sheets() -> dict[str, Sheet]:
    """The six departments' sheets, by file name."""
    return {name: read_sheet(NOTATION / f"{name}.txt") for name in DEPARTMENTS}


def next_sheets() -> dict[str, Sheet]:
    """The two departments' sheets of 2021, by file name: what changed stands in test_diff.py."""
    return {name: read_sheet(NOTATION / "2021" / f"{name}.txt", 2021) for name in NEXT_YEAR}


def table(name: str, sheet: Sheet) -> Table:
    return table_of(sheet, merged_assessors=name == "library-it")


def style(name: str) -> Style:
    return STYLES.get(name, Style(number=NUMBERS.get(name, "{}. ")))


def damaged(name: str, operations: list[Operation], sheet: Sheet) -> str:
    draft = draft_of(table(name, sheet))
    for operation in operations:
        operation(draft)
    return render(draft)


def criteria_text(sheet: Sheet) -> str:
    """Plain criteria, one a line, as `rulebook criteria` takes them."""
    items = sheet.tasks[0].criteria
    return "".join(f"{f'{item.mark}. ' if item.mark else ''}{item.text}\n" for item in items)


def dump(value: Any, indent: str = "") -> str:
    """JSON with what is short on one line, so that a rule can be read in a diff."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent + flat) <= 160 or not isinstance(value, dict | list) or "trigger" in value:
        return flat
    deeper = indent + " "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {dump(part, deeper)}" for key, part in value.items()]
        return "{\n" + ",\n".join(deeper + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + dump(part, deeper) for part in value) + f"\n{indent}]"


def write_texts() -> None:
    """Gold, Word and Markdown: everything that needs no other program."""
    year = sheets()
    out = RAW / "2020"
    out.mkdir(parents=True, exist_ok=True)
    (SAMPLE / "gold-2020.json").write_text(dump(gold_of("qinglan-2020", list(year.values()))) + "\n", encoding="utf-8")
    pair = [(table(name, year[name]), style(name)) for name in ("academic-affairs", "student-affairs")]
    write_docx(out / "academic-and-student-affairs.docx", pair)
    (RAW / "2021").mkdir(exist_ok=True)
    for name, sheet in next_sheets().items():
        write_docx(RAW / "2021" / f"{name}.docx", [(table(name, sheet), style(name))])
    texts = [
        damaged("continuing-education", CONTINUING_EDUCATION, year["continuing-education"]),
        damaged("innovation", INNOVATION, year["innovation"]),
    ]
    (out / "continuing-education-and-innovation.md").write_text("\n".join(texts), encoding="utf-8")
    renderings = SAMPLE / "renderings"
    renderings.mkdir(exist_ok=True)
    for name, sheet in year.items():
        look, what = style(name), table(name, sheet)
        write_docx(renderings / f"{name}.docx", [(what, look)])
        (renderings / f"{name}.pipe.md").write_text(pipe_table(what, look.number), encoding="utf-8")
        (renderings / f"{name}.html.md").write_text(html_in_markdown(what, look.number), encoding="utf-8")
    for name in INSTITUTIONS:
        sheet = read_criteria(NOTATION / f"{name}.criteria")
        (SAMPLE / "criteria" / f"{name}.txt").write_text(criteria_text(sheet), encoding="utf-8")
        (SAMPLE / "criteria" / f"{name}.json").write_text(dump(gold_of(name, [sheet])) + "\n", encoding="utf-8")


def print_pdfs() -> None:
    """Every department by both typesetters; library-it's and logistics' stand in raw/ as the issued ones.

    The browser's renderings are in the smaller font and untagged, to keep the repository small.
    """
    renderings = SAMPLE / "renderings"
    for name, sheet in sheets().items():
        with tempfile.TemporaryDirectory() as folder:
            accepted = Path(folder) / f"{name}.docx"  # a print shows what a tracked change deleted, too
            write_docx(accepted, [(table(name, sheet), replace(style(name), tracked=None))])
            _office(accepted, renderings / f"{name}.office.pdf")
        page = page_of(table(name, sheet), style(name).number, font="Noto Sans CJK SC")
        _browser(page, renderings / f"{name}.browser.pdf", "--disable-pdf-tagging")
    (renderings / "library-it.office.pdf").replace(RAW / "2020" / "library-it.pdf")
    (renderings / "logistics.browser.pdf").unlink()
    logistics = table("logistics", sheets()["logistics"])
    _browser(page_of(logistics, style("logistics").number), RAW / "2020" / "logistics.pdf")


def _office(docx: Path, pdf: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = os.environ.get("SOFFICE", "soffice")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(docx)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        pdf.write_bytes(_timeless((Path(folder) / f"{docx.stem}.pdf").read_bytes()))


def _browser(html: str, pdf: Path, *more: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        options = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
        command = [
            os.environ.get("CHROMIUM", "chromium"), *options.split(), *more, f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer", f"--print-to-pdf={pdf}", f"file://{page}",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf.write_bytes(_timeless(pdf.read_bytes()))


def _timeless(pdf: bytes) -> bytes:
    """Dates, and the identifiers made of them, overwritten in place; no offset moves."""
    pdf = re.sub(rb"D:\d{14}", b"D:20200302090000", pdf)
    pdf = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", b"0" * 32, pdf)
    identifiers = rb"/ID ?\[\s*<[0-9A-F]{32}>\s*<[0-9A-F]{32}>\s*\]"
    return re.sub(identifiers, lambda match: re.sub(rb"[0-9A-F]{32}", b"0" * 32, match[0]), pdf)


ORIGINS = {
    ".docx": "written by tests/sample/builder/word.py",
    ".md": "written by tests/sample/builder/markdown.py and damaged by damage.py",
    "library-it.pdf": "printed by LibreOffice from the .docx of tests/sample/builder/word.py",
    "logistics.pdf": "printed by Chromium from the HTML of tests/sample/builder/web.py",
}


def write_manifest() -> None:
    """raw/MANIFEST.toml: every source with its sha256, where it comes from and under what terms."""
    lines = ["# Every source document: written by tests/sample/builder/write.py.", ""]
    for path in sorted(p for year in ("2020", "2021") for p in (RAW / year).rglob("*") if p.is_file()):
        origin = ORIGINS.get(path.name) or ORIGINS[path.suffix]
        lines += [
            "[[source]]",
            f'path = "{path.relative_to(RAW).as_posix()}"',
            f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
            f'origin = "invented: 青岚职业技术学院 does not exist; {origin}"',
            'licence = "MIT, as the project"',
            "",
        ]
    (RAW / "MANIFEST.toml").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", action="store_true", help="print the PDFs too (LibreOffice, Chromium)")
    options = parser.parse_args()
    write_texts()
    if options.print:
        print_pdfs()
    write_manifest()


if __name__ == "__main__":
    main()
