"""Text that a PDF holds and its page does not show."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import read_document
from extract.pdf import unseen
from extract.pdf.unseen import has_layers
from normalize import build_rulebook
from schemas import Anomaly, Document, PageAnchor, Paragraph
from tests.pdf_builder import Canvas, build

XS, YS = [40.0, 110.0, 300.0, 560.0], [60.0, 90.0, 150.0, 210.0]
SHOWN = "1. 缺一次扣0.5分。"
SECRET = "2. 迟报一次扣0.25分。"
UNDER = (310.0, 130.0)  # where the secret stands: the line under the one that is shown


def page(ground: str = "") -> Canvas:
    """A sheet of two tasks; `ground` is painted before its text."""
    canvas = Canvas()
    canvas.raw(ground)
    canvas.raw("0 g")
    canvas.text(140, 40, "云岭县水利站2023年度绩效目标量化考核任务表")
    for x, text in zip(XS, ("类别", "主要任务", "考核评价标准"), strict=False):
        canvas.text(x + 10, 80, text)
    canvas.text(50, 110, "保证目标")
    canvas.text(120, 110, "1. 参加例会(8分)")
    canvas.text(310, 110, SHOWN)
    canvas.text(120, 170, "2. 报送材料(7分)")
    canvas.text(310, 170, "1. 漏报一次扣1分。")
    canvas.grid(XS, YS)
    return canvas


def load(folder: Path, *canvases: Canvas) -> Document:
    path = folder / "sheet.pdf"
    path.write_bytes(build(*canvases))
    return read_document(path)


def criterion(document: Document) -> str:
    (table,) = document.tables
    return next(cell.text for cell in table.cells if (cell.row, cell.column) == (1, 2))


def box_of(anomaly: Anomaly) -> tuple[float, float, float, float]:
    anchor = anomaly.evidence[0].places[0].anchor
    assert isinstance(anchor, PageAnchor)
    return anchor.bbox


def _invisible(canvas: Canvas) -> None:
    canvas.text(*UNDER, SECRET, mode=3)


def _clips_only(canvas: Canvas) -> None:
    canvas.raw("q")
    canvas.text(*UNDER, SECRET, mode=7)
    canvas.raw("Q")


def _white(canvas: Canvas) -> None:
    canvas.raw("1 1 1 rg")
    canvas.text(*UNDER, SECRET)
    canvas.raw("0 g")


def _white_in_a_form(canvas: Canvas) -> None:
    inner = Canvas()
    _white(inner)
    canvas.form(inner)


def _blacked_out(canvas: Canvas) -> None:
    canvas.text(*UNDER, SECRET)
    canvas.box(308, 118, 500, 134, "f")


def _whited_out(canvas: Canvas) -> None:
    canvas.text(*UNDER, SECRET)
    canvas.raw("1 g")
    canvas.box(308, 118, 500, 134, "f")
    canvas.raw("0 g")


def _under_a_picture(canvas: Canvas) -> None:
    canvas.text(*UNDER, SECRET)
    canvas.picture(308, 118, 500, 134)


def _on_a_layer_that_is_off(canvas: Canvas) -> None:
    canvas.on_hidden_layer(*UNDER, SECRET)


@pytest.mark.parametrize(
    "hide",
    [
        _invisible, _clips_only, _white, _white_in_a_form, _blacked_out, _whited_out, _under_a_picture,
        _on_a_layer_that_is_off,
    ],
)  # fmt: skip
@pytest.mark.parametrize("rotate", [0, 90])
def test_what_nobody_sees_is_left_out_and_said(tmp_path: Path, hide: Callable[[Canvas], None], rotate: int) -> None:
    canvas = page()
    hide(canvas)
    canvas.rotate = rotate
    document = load(tmp_path, canvas)
    assert criterion(document) == SHOWN
    (anomaly,) = document.anomalies
    assert (anomaly.code, anomaly.severity) == ("text-unseen", "warning")
    assert SECRET in anomaly.message
    assert anomaly.evidence[0].places[0].text == SHOWN


def test_black_on_a_black_area_cannot_be_read(tmp_path: Path) -> None:
    canvas = page(ground=f"0 g 308 {400 - 134} 192 16 re f")
    canvas.text(*UNDER, SECRET)
    document = load(tmp_path, canvas)
    assert criterion(document) == SHOWN
    assert [anomaly.code for anomaly in document.anomalies] == ["text-unseen"]


def test_text_beyond_the_edge_of_the_page_is_said(tmp_path: Path) -> None:
    canvas = page()
    canvas.crop = (0, 0, 600, 300)
    canvas.text(100, 350, "本表由绩效办解释")
    document = load(tmp_path, canvas)
    assert not [block for block in document.blocks if isinstance(block, Paragraph) and "解释" in block.text]
    (anomaly,) = document.anomalies
    assert (anomaly.code, "本表由绩效办解释" in anomaly.message) == ("text-unseen", True)
    assert box_of(anomaly) == (100, 300, 180, 300)


@pytest.mark.parametrize(("drawn", "kept"), [(True, ""), (False, "\nCPU")])
def test_text_in_a_font_that_the_file_does_not_bring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: bool, kept: str
) -> None:
    """Without the font, a page as drawn says nothing of what a reader sees who has it."""
    if not drawn:
        monkeypatch.setattr(unseen, "_can_be_drawn", lambda *_: False)
    canvas = page()
    canvas.raw("/OC /Off BDC BT /Absent 10 Tf 0 Tr 1 0 0 1 310 270 Tm (CPU) Tj ET EMC")
    canvas.has_layer = True
    assert criterion(load(tmp_path, canvas)) == SHOWN + kept


# --- text of annotations


@pytest.mark.parametrize(("kind", "key"), [("FreeText", "Contents"), ("Widget", "V")])
def test_text_typed_over_the_page_is_said(tmp_path: Path, kind: str, key: str) -> None:
    canvas = page()
    text = "按季度考核".encode("utf-16-be").hex()
    canvas.notes.append(f"<< /Type /Annot /Subtype /{kind} /Rect [310 260 500 280] /{key} <FEFF{text}> /F 4 >>")
    (anomaly,) = load(tmp_path, canvas).anomalies
    assert (anomaly.code, "按季度考核" in anomaly.message) == ("text-typed", True)
    assert box_of(anomaly) == (310, 120, 500, 140)


@pytest.mark.parametrize("entries", ["/Subtype /FreeText /F 2", "/Subtype /Text /F 4", "/Subtype /Link"])
def test_annotations_that_show_no_text_are_passed_over(tmp_path: Path, entries: str) -> None:
    canvas = page()
    canvas.notes.append(f"<< /Type /Annot {entries} /Rect [310 260 500 280] /Contents (note) >>")
    assert load(tmp_path, canvas).anomalies == ()


# --- what is seen stays


def _white_on_blue(canvas: Canvas) -> None:
    canvas.raw(f"0.1 0.2 0.6 rg 308 {400 - 134} 192 16 re f 1 g")
    canvas.text(*UNDER, SECRET)
    canvas.raw("0 g")


def _grey(canvas: Canvas) -> None:
    canvas.raw("0.7 g")
    canvas.text(*UNDER, SECRET)
    canvas.raw("0 g")


def _before_a_veil(canvas: Canvas) -> None:
    """An area beside the text, drawn after it, and one over the text that was drawn before."""
    canvas.raw(f"0.9 g 308 {400 - 134} 192 16 re f 0 g")
    canvas.text(*UNDER, SECRET)
    canvas.raw(f"0.9 g 308 {400 - 148} 192 12 re f 0 g")


def _twice(canvas: Canvas) -> None:
    """White under black, as some programs shade type."""
    canvas.raw("1 g")
    canvas.text(*UNDER, SECRET)
    canvas.raw("0 g")
    canvas.text(*UNDER, SECRET)


@pytest.mark.parametrize("show", [_white_on_blue, _grey, _before_a_veil])
def test_what_is_seen_stays(tmp_path: Path, show: Callable[[Canvas], None]) -> None:
    canvas = page()
    show(canvas)
    document = load(tmp_path, canvas)
    assert criterion(document) == f"{SHOWN}\n{SECRET}"
    assert document.anomalies == ()


def test_text_drawn_white_under_itself_is_read_once(tmp_path: Path) -> None:
    canvas = page()
    _twice(canvas)
    document = load(tmp_path, canvas)
    assert criterion(document) == f"{SHOWN}\n{SECRET}"


# --- the text under a scan


def _scan(mode: int = 3) -> Canvas:
    canvas = Canvas()
    canvas.picture(0, 0, 600, 400)
    canvas.text(60, 200, "扫描件的文字层", mode=mode)
    return canvas


@pytest.mark.parametrize("stamped", [False, True])
def test_the_text_under_a_scan_is_read_where_nothing_else_can_be_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stamped: bool
) -> None:
    monkeypatch.setitem(sys.modules, "extract.scan.reader", None)
    canvas = _scan()
    if stamped:
        canvas.text(290, 390, "3")  # a page number over the picture
    document = load(tmp_path, canvas)
    assert next(block.text for block in document.blocks if isinstance(block, Paragraph)) == "扫描件的文字层"
    assert "text-layer" in [anomaly.code for anomaly in document.anomalies]
    assert "text-unseen" not in [anomaly.code for anomaly in document.anomalies]


def test_hidden_text_on_a_page_with_a_small_picture_only_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "extract.scan.reader", None)
    canvas = Canvas()
    canvas.picture(20, 20, 60, 60)
    canvas.text(60, 200, "谁也看不见的文字", mode=3)
    document = load(tmp_path, canvas)
    assert document.blocks == ()
    assert "text-unseen" in [anomaly.code for anomaly in document.anomalies]


# --- where the doubt leads


def test_it_points_at_the_criterion_that_is_left(tmp_path: Path) -> None:
    canvas = page()
    _white(canvas)
    book = build_rulebook([load(tmp_path, canvas)])
    (said,) = [anomaly for anomaly in book.anomalies if anomaly.code == "text-unseen"]
    rules = [rule for task in book.sheets[0].tasks for each in task.criteria for rule in each.rules]
    assert [rule.text for rule in rules] == ["缺一次扣0.5分", "漏报一次扣1分"]
    assert said.where in (rules[0].id, book.sheets[0].tasks[0].criteria[0].id)


# --- whether a file has layers


def test_layers_named_in_compressed_objects(tmp_path: Path) -> None:
    named, none, locked = (tmp_path / name for name in ("named.pdf", "none.pdf", "locked.pdf"))
    head = (
        b"%%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
    )
    named.write_bytes(head % zlib.compress(b"2 0 << /Type /OCG /Name (A) >>"))
    none.write_bytes(head % zlib.compress(b"2 0 << /Type /Font >>"))
    locked.write_bytes(head % b"\x01\x02 nothing that can be unpacked")
    assert (has_layers(named), has_layers(none), has_layers(locked)) == (True, False, True)
