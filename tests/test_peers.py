"""The side-by-side benchmark: what its figures count, and what it says of a peer that is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench._peer_figures import Share, amounts, html_of, plain, whole
from bench._peers import html_tables
from bench._sheet_tables import sheet_tables
from bench.peers import Figures, compare, row, truth

RAW = Path(__file__).parent.parent / "raw" / "2020"
KNOWN = ["巡查(4分)", "1.漏巡一次扣0.25分,最多扣2分。", "1.门窗未锁扣0.25分。"]


def test_a_cell_is_whole_where_one_cell_says_the_same_but_for_breaks_and_widths() -> None:
    read = [plain("巡查\n（4分）"), "1.漏巡一次扣0.25分,", "最多扣2分。", KNOWN[2]]
    assert whole(KNOWN, read) == Share(2, 3)
    assert whole(KNOWN, read, least=15) == Share(0, 1)
    assert whole([*KNOWN, KNOWN[2]], read) == Share(2, 4), "one cell is not found twice"


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (KNOWN, 4),
        (["巡查(4分)", "1.漏巡一次扣0.25分,", "最多扣2分。", KNOWN[2]], 4),  # two pieces
        (["巡查(4分)", "1.漏巡一次扣025分,最多扣2分。", KNOWN[2]], 3),  # the point is lost
        (["巡查(4分)", "1.漏巡一次扣0.25分,最多扣2分。1.门窗未", "锁扣分。"], 3),  # one is nowhere
        (["巡查(4分)", "1.漏巡一次扣,最多扣2分。", "1.门窗未锁扣0.25分。0.25分"], 3),  # one is in another cell
        ([], 0),
    ],
)
def test_an_amount_counts_in_a_piece_of_its_own_cell(read: list[str], found: int) -> None:
    assert amounts(KNOWN, read) == Share(found, 4)


def test_html_goes_there_and_back() -> None:
    table = [[("类 别<", 2, 1), ("0.25分", 1, 3)], [("", 1, 1)]]
    assert html_tables(html_of([table])) == [[[("类别<", 2, 1), ("0.25分", 1, 3)], [("", 1, 1)]]]


@pytest.mark.parametrize("name", ["library-it.pdf", "logistics.pdf"])
def test_the_sample_s_tables_come_out_as_they_were_printed(name: str) -> None:
    assert html_of(sheet_tables(RAW / name)) == html_of(truth(RAW / name))


def test_a_peer_that_is_not_there_is_named(tmp_path: Path) -> None:
    ours, *peers = (one for one in compare(RAW / "library-it.pdf", 1, tmp_path / "python") if "tables" not in one.name)
    assert ours.speed > 0
    assert len(peers) > 5
    assert all("is not there" in row(one, ours)[1] for one in peers)


def test_a_reading_that_ends_badly_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes((RAW / "library-it.pdf").read_bytes())
    monkeypatch.setattr("bench.peers.SYSTEMS", {"pdfplumber": ("pdfplumber", lambda path: []), "none": ("none", None)})
    fine, bad = compare(tmp_path / "cut.pdf", 1, Path(sys.executable))
    assert not fine.problem
    assert fine.amounts is None, "nothing is known of what this file holds"
    assert row(bad, Figures("rulebook"))[1].startswith("failed: ended with 1: KeyError")
