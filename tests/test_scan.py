"""Scans of the sample's own pages: read like their digital originals, whichever way up; what can't be read says so."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from scanning import Colours, Faults, jpeg, narrow_table, rasterise, save_pdf, scan

import extract.scan.reader
from extract import UnreadableFile, read_document
from extract.scan.images import Picture, without_red
from extract.scan.ocr import Char, Grey, Recogniser, recogniser
from extract.scan.reader import read_picture
from normalize import build_rulebook
from schemas import Criterion, Document, Rule, Rulebook, Table, Task

SAMPLE = Path(__file__).parent.parent / "raw" / "2020" / "library-it.pdf"
LAST = 4  # index of the sample's last page: five rows, a third of a page of text
WORN = Faults(dpi=200, skew=1.2, quality=60, noise=6, grey=25, shadow=50)


@pytest.fixture(scope="module")
def original() -> Document:
    return read_document(SAMPLE)


@dataclass(frozen=True)
class Scanned:
    document: Document
    original: Document  # the same page of the digital document


def page_of(document: Document, number: int) -> Document:
    return document.model_copy(update={"blocks": tuple(t for t in document.tables if t.page == number)})


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory, original: Document) -> Scanned:
    """A worn scan of the last page, read without a network from a cold start."""
    path = save_pdf(tmp_path_factory.mktemp("scan") / "worn.pdf", [scan(SAMPLE, LAST, WORN)], WORN.dpi)
    recogniser.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", no_network)
        patch.setattr(socket, "getaddrinfo", no_network)
        return Scanned(read_document(path), page_of(original, LAST + 1))


def no_network(*_: object, **__: object) -> None:
    raise AssertionError("the network was asked for")


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


def test_forms_of_other_countries_type_are_never_read() -> None:
    # 一票否决, 扣减, 标准, 情况, 没有: a rule is lost with each of them, and with 项目名称 a column
    assert not set("決減準況沒淨涼項責記評") & set(recogniser().characters)


def letters(text: str) -> str:
    """Text without what widths, dashes and line ends make of it."""
    narrow = unicodedata.normalize("NFKC", "".join(text.split()))
    return narrow.translate({0x2014: "-", 0x2013: "-", 0x3002: "."})


def assert_reads_as(document: Document, original: Document) -> None:
    """The same grid, and at most one character in 100 of the text read otherwise."""
    (table,), (expected,) = document.tables, original.tables
    assert spans(table) == spans(expected)
    pairs = [(letters(cell.text), letters(other.text)) for cell, other in zip(table.cells, expected.cells, strict=True)]
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    assert sum(Levenshtein.distance(*pair) for pair in wrong) <= sum(len(text) for _, text in pairs) / 100, wrong


def rules_of(rulebook: Rulebook) -> list[tuple[Task, Criterion, Rule]]:
    return [
        (task, item, rule)
        for sheet in rulebook.sheets
        for task in sheet.tasks
        for item in task.criteria
        for rule in item.rules
    ]


def verdicts(document: Document) -> list[object]:
    """What a document's rulebook says: paths with points, rules by effect, amount and unit."""
    rulebook = build_rulebook([document])
    return [paths_of(rulebook), [(rule.effect, rule.amount, rule.per) for _, _, rule in rules_of(rulebook)]]


def paths_of(rulebook: Rulebook) -> list[list[tuple[str, object]]]:
    return [
        [(letters(name), points) for name, points in task.path] for sheet in rulebook.sheets for task in sheet.tasks
    ]


def test_a_worn_page_has_the_grid_of_its_original(worn: Scanned) -> None:
    assert_reads_as(worn.document, worn.original)
    assert worn.document.source.medium == "scan"
    assert worn.document.anomalies[0].code == "page-scanned"
    assert {anomaly.code for anomaly in worn.document.anomalies} <= {"page-scanned", "two-readings"}


def test_boxes_stand_where_the_original_has_them(worn: Scanned) -> None:
    """The page was turned by WORN.skew about its middle: the box of a turned cell holds the turned corners."""
    (table,), (expected,) = worn.document.tables, worn.original.tables
    page = worn.document.pages[0]
    turn = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), -WORN.skew, 1.0)
    for cell, digital in zip(table.cells, expected.cells, strict=True):
        assert cell.anchor.kind == digital.anchor.kind == "page"
        x0, top, x1, bottom = digital.anchor.bbox
        corners = np.array([[x0, top, 1], [x1, top, 1], [x1, bottom, 1], [x0, bottom, 1]]) @ turn.T
        held = (*corners.min(axis=0), *corners.max(axis=0))
        assert cell.anchor.bbox == pytest.approx(held, abs=3.0)


def test_every_character_has_its_confidence(worn: Scanned) -> None:
    for cell in worn.document.tables[0].cells:
        assert cell.confidence is not None
        assert len(cell.confidence) == len(cell.text)
        assert all(0 <= value <= 1 for value in cell.confidence)


def test_rules_differ_only_where_an_anomaly_says_so(worn: Scanned) -> None:
    scanned, digital = build_rulebook([worn.document]), build_rulebook([worn.original])
    assert paths_of(scanned) == paths_of(digital)
    flagged = {anomaly.where for anomaly in scanned.anomalies}
    found, expected = rules_of(scanned), rules_of(digital)
    assert len(found) == len(expected) > 5
    for (task, item, rule), (_, _, other) in zip(found, expected, strict=True):
        same = (rule.effect, rule.amount, rule.per) == (other.effect, other.amount, other.per)
        assert same or flagged & {task.id, item.id, rule.id}, (rule.text, other.text)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_reads_as_upright(tmp_path: Path, worn: Scanned, turns: int) -> None:
    path = save_pdf(tmp_path / "turned.pdf", [scan(SAMPLE, LAST, replace(WORN, turns=turns))], WORN.dpi)
    document = read_document(path)
    assert_reads_as(document, worn.original)
    assert verdicts(document) == verdicts(worn.document)
    (table,), (upright,) = document.tables, worn.document.tables
    for cell, other in zip(table.cells, upright.cells, strict=True):
        assert cell.anchor.kind == other.anchor.kind == "page"
        box = turned_box(other.anchor.bbox, worn.document.pages[0].width, worn.document.pages[0].height, turns)
        assert cell.anchor.bbox == pytest.approx(box, abs=2.0)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_narrow_columns_are_not_read_downwards(tmp_path: Path, turns: int) -> None:
    """On such a page the longest lines are those of a page on its side: the columns."""
    page, texts = narrow_table(SAMPLE, 200)
    (table,) = read_document(save_pdf(tmp_path / "narrow.pdf", [np.rot90(page, -turns)], 200)).tables
    read = ["".join(cell.text.split()) for cell in table.cells]
    assert len(read) == len(texts)
    assert sum(map(Levenshtein.distance, read, texts)) <= sum(map(len, texts)) / 20


def test_no_line_is_recognised_twice(worn: Scanned) -> None:
    """The lines that tell which way up the page stands are not read again for their cells."""
    seen: list[bytes] = []

    class Counting(Recogniser):
        def read(self, line: Grey) -> tuple[Char, ...]:
            seen.append(f"{line.shape}".encode() + line.tobytes())
            return super().read(line)

    engine = recogniser()
    page = scan(SAMPLE, LAST, WORN)
    grey = without_red(page[:, :, ::-1])
    size = grey.shape[1] * 72 / WORN.dpi, grey.shape[0] * 72 / WORN.dpi
    read_picture(Picture(grey, *size, WORN.dpi / 72, WORN.dpi), Counting(engine.session, engine.characters))
    assert len(seen) > 10
    assert len(set(seen)) == len(seen)


def turned_box(box: tuple[float, ...], width: float, height: float, turns: int) -> tuple[float, ...]:
    for _ in range(turns):
        x0, top, x1, bottom = box
        box = (height - bottom, x0, height - top, x1)
        width, height = height, width
    return box


def test_a_seal_holes_and_broken_lines_change_nothing(tmp_path: Path, worn: Scanned) -> None:
    faults = Faults(dpi=200, seal=(0.62, 0.2), holes=True, gaps=6, keystone=0.02, bow=0.8)
    path = tmp_path / "stamped.png"
    Image.fromarray(scan(SAMPLE, LAST, faults)).save(path, dpi=(200, 200))
    assert_reads_as(read_document(path), worn.original)


# --- kept readings


def test_a_second_run_recognises_nothing(tmp_path: Path, worn: Scanned, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_pdf(tmp_path / "again.pdf", [scan(SAMPLE, LAST, WORN)], WORN.dpi)
    monkeypatch.setattr(extract.scan.reader, "recogniser", no_network)
    assert read_document(path).tables == worn.document.tables


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole.replace(b"blank-page", b"wrong-page"),
    ],
)
def test_a_damaged_kept_reading_is_made_again(
    damage: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = picture_file(tmp_path, np.full((400, 600, 3), 255, np.uint8))
    first = read_document(path)
    (kept,) = (tmp_path / "cache" / "rulebook" / "scans").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert kept.read_bytes() != whole
    assert read_document(path) == first
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert codes(read_document(picture_file(tmp_path, np.full((300, 300, 3), 255, np.uint8)))) == ["blank-page"]


# --- mixed files


def joined(path: Path, *parts: tuple[Path, int]) -> Path:
    """A PDF of pages (file, index) of others."""
    document = pypdfium2.PdfDocument.new()
    for source, index in parts:
        document.import_pages(pypdfium2.PdfDocument(source), [index])
    document.save(path)
    return path


def write_over(path: Path, target: Path, text: str, hidden: bool) -> Path:
    """The PDF with a line of text added to its first page."""
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    font = pdfium.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    thing = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, 12.0)
    wide = (text + "\0").encode("utf-16-le")
    pdfium.FPDFText_SetText(thing, (pdfium.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide))
    pdfium.FPDFPageObj_Transform(thing, 1, 0, 0, 1, 80, 300)
    if hidden:
        pdfium.FPDFTextObj_SetTextRenderMode(thing, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    pdfium.FPDFPage_InsertObject(page.raw, thing)
    page.gen_content()
    document.save(target)
    return target


def codes(document: Document) -> list[str]:
    return [anomaly.code for anomaly in document.anomalies]


def test_each_page_of_a_mixed_file_is_read_its_own_way(tmp_path: Path, worn: Scanned, original: Document) -> None:
    picture = save_pdf(tmp_path / "picture.pdf", [scan(SAMPLE, LAST, WORN)], WORN.dpi)
    document = read_document(joined(tmp_path / "mixed.pdf", (SAMPLE, 3), (picture, 0), (SAMPLE, LAST)))
    first, second, third = document.tables
    assert [table.page for table in document.tables] == [1, 2, 3]
    assert [cell.text for cell in first.cells] == [c.text for t in page_of(original, 4).tables for c in t.cells]
    assert [cell.text for cell in second.cells] == [cell.text for cell in worn.document.tables[0].cells]
    assert [cell.text for cell in third.cells] == [cell.text for cell in worn.original.tables[0].cells]
    assert [cell.confidence for cell in (*first.cells, *third.cells)] == [None] * (len(first.cells) + len(third.cells))
    (decided,) = document.anomalies
    assert decided.code == "page-scanned"
    assert "p. 2:" in decided.message
    assert document.source.medium == "scan"


@pytest.mark.parametrize(("hidden", "because"), [(True, "hidden text"), (False, "the page is a picture")])
def test_text_under_or_stamped_on_a_picture_is_no_second_reading(
    tmp_path: Path, worn: Scanned, hidden: bool, because: str
) -> None:
    picture = save_pdf(tmp_path / "picture.pdf", [scan(SAMPLE, LAST, WORN)], WORN.dpi)
    document = read_document(write_over(picture, tmp_path / "layer.pdf", "l. K0u fen 0.Z5", hidden))
    (decided, *_) = document.anomalies
    assert decided.code == "page-scanned"
    assert because in decided.message
    if hidden:
        assert [cell.text for cell in document.tables[0].cells] == [c.text for c in worn.document.tables[0].cells]


# --- what can't be read


def picture_file(folder: Path, page: Colours, name: str = "page.png") -> Path:
    Image.fromarray(page).save(folder / name, dpi=(200, 200))
    return folder / name


def blank() -> Colours:
    return np.full((1169, 827, 3), 244, np.uint8)


def clouds() -> Colours:
    noise = np.random.default_rng(3).random((24, 32, 3), np.float32)
    return (cv2.resize(noise, (800, 600), interpolation=cv2.INTER_CUBIC).clip(0, 1) * 255).astype(np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (40, 60), (200, 200), (5, 1000), (1000, 5), (12, 12), (290, 290)])
@pytest.mark.parametrize("paper", [255, 0])
def test_a_logo_or_a_line_among_the_documents_is_no_fault_of_the_program(
    tmp_path: Path, size: tuple[int, int], paper: int
) -> None:
    document = read_document(picture_file(tmp_path, np.full((*size, 3), paper, np.uint8)))
    assert document.blocks == ()
    assert codes(document) in (["scan-unreadable"], ["blank-page"])


def test_a_blank_page(tmp_path: Path) -> None:
    document = read_document(picture_file(tmp_path, blank()))
    assert (document.blocks, codes(document)) == ((), ["blank-page"])


def test_a_picture_of_something_else(tmp_path: Path) -> None:
    document = read_document(picture_file(tmp_path, clouds()))
    assert document.tables == ()
    assert set(codes(document)) & {"scan-unreadable", "no-ruled-table", "blank-page"}


def test_a_file_that_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(UnreadableFile, match="could not be decoded") as caught:
        read_document(tmp_path / "page.png")
    assert str(tmp_path) not in caught.value.problem, "what is written does not depend on where the file lies"


def test_a_picture_too_large(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    path = tmp_path / "page.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(60_001))))
    (anomaly,) = read_document(path).anomalies
    assert anomaly.code == "page-too-large"
    assert "20000 × 20000" in anomaly.message
    assert "300 dots an inch" in anomaly.suggestion


def test_a_bad_page_of_a_tiff_spoils_only_itself(tmp_path: Path, worn: Scanned) -> None:
    good = Image.fromarray(scan(SAMPLE, LAST, WORN))
    path = tmp_path / "pages.tif"
    others = [Image.fromarray(blank())] * 2
    good.save(path, save_all=True, append_images=others, dpi=(200, 200), compression="tiff_lzw")
    with Image.open(path) as image:
        image.seek(1)
        offset = image.tag_v2[273][0]
    data = bytearray(path.read_bytes())
    data[offset : offset + 40] = b"\xff" * 40
    path.write_bytes(data)
    document = read_document(path)
    assert [table.page for table in document.tables] == [1]
    bad, empty = [anomaly for anomaly in document.anomalies if anomaly.code != "two-readings"]
    assert (bad.code, empty.code) == ("unreadable-page", "blank-page")
    assert "p. 2" in bad.message


def damaged(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A PDF of one JPEG with the picture's bytes changed, its length kept."""
    start = data.index(b"\xff\xd8\xff")
    end = data.index(b"endstream", start)
    return data[:start] + change(data[start:end]).ljust(end - start, b" ") + data[end:]


@pytest.mark.parametrize(
    "change",
    [lambda jpg: bytes(len(jpg)), lambda jpg: jpg[: len(jpg) // 2]],
    ids=["garbage", "cut short"],
)
def test_a_damaged_picture_in_a_pdf_spoils_only_its_page(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    plain = save_pdf(tmp_path / "plain.pdf", [jpeg(rasterise(SAMPLE, LAST, 100), 60)], 100)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(damaged(plain.read_bytes(), change))
    document = read_document(joined(tmp_path / "both.pdf", (broken, 0), (SAMPLE, LAST)))
    assert any(table.page == 2 for table in document.tables)
    (anomaly,) = [anomaly for anomaly in document.anomalies if anomaly.code == "unreadable-page"]
    assert "p. 1" in anomaly.message
    assert "picture" in anomaly.message


def test_a_coarse_picture_says_what_would_help(tmp_path: Path) -> None:
    path = tmp_path / "coarse.png"
    Image.fromarray(scan(SAMPLE, LAST, Faults(dpi=100))).save(path, dpi=(100, 100))
    (anomaly,) = [anomaly for anomaly in read_document(path).anomalies if anomaly.code == "scan-poor"]
    assert "100 dots an inch" in anomaly.message
    assert "300 dots an inch" in anomaly.suggestion


def test_a_fax(tmp_path: Path, worn: Scanned) -> None:
    fax = Image.fromarray(scan(SAMPLE, LAST, Faults(dpi=200, fax=True, salt=0.001, skew=0.5))).convert("1")
    fax.save(tmp_path / "fax.tiff", dpi=(200, 200), compression="group4")
    assert_reads_as(read_document(tmp_path / "fax.tiff"), worn.original)


@pytest.mark.parametrize("side", [13_000, 17_000, 20_000])
def test_the_largest_pictures_take_less_than_2_gb(tmp_path: Path, side: int) -> None:
    """In a process of its own, whose peak is that of this picture."""
    path = tmp_path / "large.tiff"
    large = Image.new("1", (side, side), 1)
    large.paste(0, (side // 8, side // 8, side - side // 8, side // 8 + 60))
    large.save(path, compression="group4")
    code = (
        "import resource, sys; from pathlib import Path; from extract import read_document; "
        "document = read_document(Path(sys.argv[1])); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, *(a.code for a in document.anomalies))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    kilobytes, *found = done.stdout.split()
    assert int(kilobytes) < 2_000_000
    assert ("page-too-large" in found) == (side > 13_000)
    assert found


def test_without_the_extra_a_picture_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "extract.scan.reader", None)
    with pytest.raises(UnreadableFile, match=r"rulebook\[scan\]"):
        read_document(picture_file(tmp_path, blank()))


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    path = tmp_path / "pages.tif"
    Image.fromarray(blank()).save(path, save_all=True, append_images=[Image.fromarray(blank())])
    read_document(path, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]
