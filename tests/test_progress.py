"""Pages of scans: done in pieces by several processes, told to the bar, never done twice."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from scanning import save_pdf

import extract.scan.reader
from extract.scan.result import ScanPage
from rulebook.inputs import find_inputs
from rulebook.language import Language
from rulebook.pool import Pool
from rulebook.progress import Pages, RunProgress
from rulebook.reading import Outcome, read_in_turn, whole_document
from rulebook.tasks import tasks_of
from schemas import Document

PAGES = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scans of small pages that are nearly empty, each different."""
    target = tmp_path_factory.mktemp("scans")
    pictures = [np.full((400, 300, 3), 255 - n, np.uint8) for n in range(PAGES)]
    save_pdf(target / "long.pdf", pictures, 72)
    save_pdf(target / "short.pdf", pictures[:2], 80)
    return target


def told(outcome: Outcome) -> str:
    outcome = whole_document(outcome)
    assert isinstance(outcome, Document)
    return outcome.model_dump_json()


def test_a_scan_is_read_page_by_page_and_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEBOOK_NO_CACHE", "1")
    inputs = find_inputs([folder])
    assert [task.pages for task in tasks_of(inputs)] == [range(n, n + 1) for n in (*range(PAGES), 0, 1)]
    heard: list[tuple[str, int, int]] = []
    with Pool(2, heard=lambda *said: heard.append(said)) as pool:
        assert [told(outcome) for outcome in pool.read_all(inputs)] == [told(o) for o in read_in_turn(inputs)]
    pages = Pages()
    sums = [pages.hear(*said) for said in heard]
    assert {total for _, total in sums[PAGES + 2 :]} == {PAGES + 2}, "the total is known before the first page is done"
    dones = [done for done, _ in sums]
    assert dones == sorted(dones)
    assert dones[-1] == PAGES + 2


def test_a_picture_shown_before_the_run_is_no_hindrance(folder: Path) -> None:
    """What the review page does, in a process of its own that is then forked."""
    program = f"""
import time
from pathlib import Path
from extract.scan.images import pdf_picture
import cv2, numpy as np, pypdfium2
pdf_picture(pypdfium2.PdfDocument(r"{folder / "short.pdf"}"), 0)
cv2.resize(np.zeros((3000, 3000), np.uint8), (2000, 2000), interpolation=cv2.INTER_AREA)
time.sleep(0.5)  # until its threads have nothing to do
from rulebook.inputs import find_inputs
from rulebook.pool import Pool
with Pool(2) as pool:
    print(sum(1 for _ in pool.read_all(find_inputs([Path(r"{folder}")]))))
"""
    environment = {**os.environ, "RULEBOOK_NO_CACHE": "1"}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stdout.split() == ["2"], ran.stderr


def test_a_piece_begun_again_is_counted_once() -> None:
    pages = Pages()
    for said in (("a", 3, 4), ("b", 1, 2), ("a", 1, 4), ("b", 2, 2)):
        last = pages.hear(*said)
    assert last == (5, 6)


def test_pages_are_told_where_one_process_reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEBOOK_NO_CACHE", "1")
    heard: list[tuple[str, int, int]] = []
    list(read_in_turn(find_inputs([folder / "short.pdf"]), lambda *said: heard.append(said)))
    assert heard == [("short.pdf", 1, 2), ("short.pdf", 2, 2)]


def bars(terminal: bool, use: Callable[[RunProgress], None]) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100)
    progress = RunProgress(1, Language.ENGLISH, console)
    with progress.progress:
        use(progress)
        progress.progress.refresh()
    return out.getvalue()


def test_the_bar_shows_pages_done_and_the_time_left() -> None:
    def use(progress: RunProgress) -> None:
        progress.hear_pages("a.pdf", 0, 40)
        progress.hear_pages("a.pdf", 10, 40)
        progress.progress.tasks[1].start_time -= 60  # type: ignore[operator]
        progress.hear_pages("a.pdf", 20, 40)

    shown = bars(True, use)
    assert "recognising scanned pages" in shown
    assert "20/40" in shown
    assert "left 0:" in shown


def test_without_scans_there_is_no_bar_for_them() -> None:
    assert "recognising" not in bars(True, lambda _: None)


def test_without_a_terminal_nothing_is_drawn() -> None:
    assert bars(False, lambda progress: progress.hear_pages("a.pdf", 3, 40)) == ""


def test_what_a_stopped_run_has_recognised_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RULEBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RULEBOOK_THREADS", "1")
    plain, done = extract.scan.reader.read_picture, list[int]()

    def stopped_at(limit: int) -> Callable[..., ScanPage]:
        def read(*arguments: object) -> ScanPage:
            if len(done) == limit:
                raise KeyboardInterrupt
            done.append(1)
            return plain(*arguments)  # type: ignore[arg-type]

        return read

    monkeypatch.setattr(extract.scan.reader, "read_picture", stopped_at(3))
    with pytest.raises(KeyboardInterrupt):
        extract.read_document(folder / "long.pdf")
    monkeypatch.setattr(extract.scan.reader, "read_picture", stopped_at(PAGES))
    extract.read_document(folder / "long.pdf")
    assert len(done) == PAGES
    monkeypatch.setattr(extract.scan.reader, "read_picture", stopped_at(PAGES))
    extract.read_document(folder / "long.pdf")
