"""Sheets whose layout is drawn at random say the same whatever the layout and the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from layouts import drawn, told
from typeset import WRITERS, as_filled, as_ragged

from extract import read_document
from normalize import build_rulebook


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("seed", range(40))
def test_a_sheet_says_the_same_however_it_is_laid_out(name: str, seed: int, tmp_path: Path) -> None:
    case = drawn(seed)
    (tmp_path / name).write_bytes(WRITERS[name](case))
    book = build_rulebook([read_document(tmp_path / name, tmp_path)])
    (sheet,) = book.sheets
    assert (sheet.department, sheet.year) == (case.department, case.year)
    assert told(book) == case.tasks
    assert [anomaly.message for anomaly in book.anomalies if anomaly.severity != "info"] == []


@pytest.mark.parametrize("seed", range(60))
def test_rows_that_lost_their_merged_cells_say_the_same_and_are_flagged(seed: int, tmp_path: Path) -> None:
    case = drawn(seed)
    path = tmp_path / "ragged.md"
    path.write_bytes(as_ragged(case))
    book = build_rulebook([read_document(path, tmp_path)])
    assert told(book) == case.tasks
    assert {anomaly.code for anomaly in book.anomalies if anomaly.severity != "info"} <= {"row-moved"}


@pytest.mark.parametrize("seed", range(60))
def test_merged_cells_written_out_in_each_place_say_the_same(seed: int, tmp_path: Path) -> None:
    case = drawn(seed)
    path = tmp_path / "filled.md"
    path.write_bytes(as_filled(case))
    book = build_rulebook([read_document(path, tmp_path)])
    assert told(book) == case.tasks
    assert {anomaly.code for anomaly in book.anomalies if anomaly.severity != "info"} <= {"label-doubled"}
