"""Radicals for ideographs, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest

from extract.radicals import RADICALS, fold_radicals

SUPPLEMENT = [code for code in range(0x2E80, 0x2EF4) if code not in (0x2E80, 0x2E9A)]
KANGXI = list(range(0x2F00, 0x2FD6))


def test_every_radical_has_its_ideograph() -> None:
    assert sorted(RADICALS) == SUPPLEMENT + KANGXI


def test_the_kangxi_block_agrees_with_unicode_compatibility() -> None:
    assert {code: RADICALS[code] for code in KANGXI} == {
        code: unicodedata.normalize("NFKC", chr(code)) for code in KANGXI
    }


def test_the_supplement_gives_unified_ideographs() -> None:
    blocks = range(0x3400, 0xA000), range(0x20000, 0x323B0)
    assert [code for code in SUPPLEMENT if not any(ord(RADICALS[code]) in block for block in blocks)] == []


# read off the charts: https://www.unicode.org/charts/PDF/U2E80.pdf
@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("⼯作", "工作"),
        ("公⽂", "公文"),
        ("部⻔", "部门"),
        ("⻛险", "风险"),
        ("⺠主", "民主"),
        ("⻬全", "齐全"),
        ("⻅习", "见习"),
        ("⻋辆", "车辆"),
        ("⻚面", "页面"),
        ("⻓期", "长期"),
        ("⻢上", "马上"),
        ("⽬标", "目标"),
        ("⼀、⼆", "一、二"),
        ("⺟校", "母校"),
        ("⻰", "龙"),
        ("⻳", "龟"),
    ],
)
def test_radicals_as_typesetters_leave_them(read: str, meant: str) -> None:
    assert fold_radicals(read) == meant


@pytest.mark.parametrize("text", ["①②⑩", "100㎡", "26℃", "(一)", "A1", "⺀", "工作部门", "㈠", "…", "", "𠮷"])
def test_all_else_stays(text: str) -> None:
    assert fold_radicals(text) == text


def test_a_text_keeps_its_length() -> None:
    text = "".join(map(chr, SUPPLEMENT + KANGXI))
    assert len(fold_radicals(text)) == len(text)
