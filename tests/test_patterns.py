"""Compiled patterns, kept for the runs after."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
from pathlib import Path

import pytest
import regex

from normalize.clause.patterns import Patterns

# named groups that come twice, a group that is called, a look behind of any length, from right to left
EACH = r"每(?P<unit>(?P<measure>人|次))(?:每(?P<more>(?&measure)))?|各(?P<unit>处)"
BEFORE = r"(?<=扣\d+)分(?!钟)"
LAST = r"(?r)(?:酌情|[每一]次)\Z"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "patterns.pickle"


def keep(place: Path, *texts: str) -> None:
    made = Patterns(place)
    for text in texts:
        made.compiled(text)
    made.keep()


def test_kept_patterns_match_as_compiled_ones(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(place, EACH, BEFORE, LAST)
    monkeypatch.setattr(regex, "compile", lambda text: pytest.fail(f"compiled again: {text}"))
    kept = Patterns(place)
    each, before, last = map(kept.compiled, (EACH, BEFORE, LAST))
    assert [match.groupdict() for match in each.finditer("每人每次,各处")] == [
        {"unit": "人", "measure": "人", "more": "次"},
        {"unit": "处", "measure": None, "more": None},
    ]
    assert [match.start() for match in before.finditer("扣12分,扣3分钟,2分")] == [3]
    assert last.search("迟到一次").group() == "一次"


def test_another_text_is_another_pattern(place: Path) -> None:
    keep(place, "一次", "两次")
    keep(place, "一次", "三次")
    assert Patterns(place).compiled("三次").fullmatch("三次")
    assert {pattern.pattern for pattern in pickle.loads(place.read_bytes()[32:])} == {"一次", "三次"}


def test_what_stands_there_already_is_not_written_again(place: Path) -> None:
    keep(place, "一次", "两次")
    before = place.stat().st_ino
    keep(place, "两次", "一次")
    assert place.stat().st_ino == before


def marked(value: object) -> bytes:
    content = pickle.dumps(value)
    return hashlib.sha256(content).digest() + content


@pytest.mark.parametrize("damage", [b"", b"\x80", b"no pickle" * 9, marked(["no pattern"]), marked(5)])
def test_a_damaged_file_counts_as_none(place: Path, damage: bytes) -> None:
    keep(place, EACH)
    place.write_bytes(damage)
    keep(place, EACH)
    assert [pattern.pattern for pattern in pickle.loads(place.read_bytes()[32:])] == [EACH]


def test_one_bit_that_fell_over_is_damage(place: Path) -> None:
    """What still loads would match otherwise than its text says."""
    keep(place, "扣1分")
    whole = bytearray(place.read_bytes())
    at = whole.rindex(ord("1"))
    whole[at] = ord("3")
    place.write_bytes(whole)
    kept = Patterns(place).compiled("扣1分")
    assert kept.fullmatch("扣1分")
    assert not kept.fullmatch("扣3分")


def test_half_a_file_counts_as_none(place: Path) -> None:
    keep(place, EACH, BEFORE)
    place.write_bytes(place.read_bytes()[:-20])
    assert Patterns(place).compiled(BEFORE).search("扣1分")


def test_what_belongs_to_somebody_else_is_not_loaded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(place, "一次")
    monkeypatch.setattr(os, "geteuid", lambda: place.stat().st_uid + 1)
    monkeypatch.setattr(pickle, "loads", lambda content: pytest.fail("loaded"))
    assert Patterns(place).compiled("一次").fullmatch("一次")


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keep(tmp_path / "file" / "patterns.pickle", "一次")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_a_place_nothing_is_kept() -> None:
    nowhere = Patterns(None)
    assert nowhere.compiled("一次").fullmatch("一次")
    nowhere.keep()


def test_a_pattern_that_is_wrong_is_an_error(place: Path) -> None:
    with pytest.raises(regex.error):
        Patterns(place).compiled("(一次")


def test_a_run_that_keeps_nothing_takes_what_is_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(place, "一次")
    before = place.read_bytes()
    frugal = Patterns(place, to_keep=False)
    assert frugal.compiled("两次").fullmatch("两次")
    frugal.keep()
    assert place.read_bytes() == before
    monkeypatch.setattr(regex, "compile", lambda text: pytest.fail(f"compiled again: {text}"))
    assert frugal.compiled("一次").fullmatch("一次")


def test_a_full_disk_is_not_filled_with_what_could_not_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    keep(place, EACH)
    assert list(place.parent.iterdir()) == []
