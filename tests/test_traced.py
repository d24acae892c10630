"""Traced text: every part leads back to its cell and replays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.text.traced import SourceCell, TracedText, join, read
from schemas import Evidence, LineAnchor, Place, Repair


def cell(text: str, index: int = 0) -> SourceCell:
    return SourceCell("s", index, LineAnchor(line=index + 1), text)


def test_a_repair_is_told_with_what_stood_there_before() -> None:
    text = read(cell("扣0. 25分")).edit([(3, 4, "")], "number-space", "torn at the point")
    (repair,) = text.evidence().repairs
    assert text.text == "扣0.25分"
    assert (repair.name, repair.start, repair.before, repair.after) == ("number-space", 3, " ", "")


def test_a_part_names_only_the_repairs_that_touched_it() -> None:
    text = read(cell("迟到扣0. 5分。0A系统。"))
    text = text.edit([(5, 6, "")], "number-space", "r")
    text = text.edit([(9, 10, "O")], "letter-o", "r")
    assert [r.name for r in text.evidence(0, 8).repairs] == ["number-space"]
    assert [r.name for r in text.evidence(9, 13).repairs] == ["letter-o"]


def test_joined_cells_keep_both_places() -> None:
    text = join([read(cell("扣0.04", 0)), read(cell("分/人次", 1))], "", "row-joined", "r")
    assert text.text == "扣0.04分/人次"
    assert [(p.anchor, p.text) for p in text.evidence(3, 8).places] == [
        (LineAnchor(line=1), "04"),
        (LineAnchor(line=2), "分/人"),
    ]


def test_a_deleted_tail_belongs_to_the_part_before_it() -> None:
    text = read(cell("甲乙丙。丙。")).edit([(4, 6, "")], "doubled-tail", "r")
    assert text.evidence(2, 4).read == "丙。丙。"


def test_an_edited_text_is_not_taken_apart() -> None:
    with pytest.raises(ValueError, match="as read"):
        read(cell("甲乙")).edit([(0, 1, "")], "x", "r").part(0, 1)


@st.composite
def edited(draw: st.DrawFn) -> TracedText:
    pieces = draw(st.lists(st.text("甲乙丙丁0123. 。", min_size=1, max_size=8), min_size=1, max_size=3))
    text = join([read(cell(piece, i)) for i, piece in enumerate(pieces)], draw(st.sampled_from(["", "\n"])), "j", "r")
    for n in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text.text)))
        end = draw(st.integers(start, len(text.text)))
        text = text.edit([(start, end, draw(st.text("甲戊0.", max_size=3)))], f"edit-{n}", "r")
    return text


@given(edited(), st.data())
def test_every_part_replays_to_itself(text: TracedText, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    assert text.evidence(start, end).replay() == text.text[start:end]


@given(edited())
def test_parts_that_cover_the_text_cover_every_raw_character(text: TracedText) -> None:
    middle = len(text.text) // 2
    places = [*text.evidence(0, middle).places, *text.evidence(middle).places]
    covered = {(p.anchor, i) for p in places for i in range(p.start, p.end)}
    assert covered == {(p.cell.anchor, i) for p in text.pieces for i in range(p.start, p.end)}


@given(edited())
def test_evidence_that_is_not_checked_again_would_pass(text: TracedText) -> None:
    evidence = text.evidence(role="criterion")
    checked = Evidence.model_validate(evidence.model_dump(), strict=True)
    assert checked == evidence
    assert checked.model_dump_json() == evidence.model_dump_json()
    for one, other in zip(_parts_of(evidence), _parts_of(checked), strict=True):
        assert list(one.__dict__) == list(other.__dict__)


def _parts_of(evidence: Evidence) -> tuple[Evidence | Place | Repair, ...]:
    return (evidence, *evidence.places, *evidence.repairs)
