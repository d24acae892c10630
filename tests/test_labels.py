"""Cells of methods, assessors and points taken apart; labels are in test_outline."""

from __future__ import annotations

import pytest

from normalize.layout.labels import points_cell, split_methods, split_units, squash

UNITS = [
    ("党政办 绩效办", ["党政办", "绩效办"]),
    ("党政办、绩效办", ["党政办", "绩效办"]),
    ("党政办\n绩效办", ["党政办", "绩效办"]),
    ("绩效考核 小组", ["绩效考核小组"]),  # torn by a line end
    ("绩效考\n核小组", ["绩效考核小组"]),
    ("安全保卫\n处", ["安全保卫处"]),
    ("农水股\n水质中心", ["农水股", "水质中心"]),
    ("医务科/护理部", ["医务科", "护理部"]),
    ("县民政局\n县残联", ["县民政局", "县残联"]),
    ("保管科\n办公室", ["保管科", "办公室"]),
    ("党委\n办公室", ["党委办公室"]),
    ("纪检监察室", ["纪检监察室"]),
    ("—", []),
    ("", []),
]
METHODS = [
    ("扣分法", ["扣分法"]),
    ("扣分法达标法", ["扣分法", "达标法"]),
    ("扣分法、达标法", ["扣分法", "达标法"]),
    ("扣 分\n法", ["扣分法"]),
    ("现场查看", ["现场查看"]),
    ("查阅资料\n现场查看", ["查阅资料", "现场查看"]),
    ("扣分法 督查科", ["扣分法", "督查科"]),  # two columns read as one
    ("扣分法督查科", ["扣分法", "督查科"]),
    ("现场检查结合扣分法", ["现场检查结合扣分法"]),
    ("扣分法（100分）", ["扣分法"]),
]
POINTS = [
    ("3", "3"),
    ("0.70", "0.7"),
    ("5分", "5"),
    (" 10.0 ", "10"),
    ("满分3分", "3"),
    ("(10)", "10"),
    ("（ 5 分 ）", "5"),
    ("(10", None),
    ("(每项5)", None),
    ("三", None),
    ("二十", "20"),
    ("三十五分", "35"),
    ("一百", "100"),
    ("一百二十分", "120"),
    ("（十分）", "10"),
    ("二五分", None),
    ("5-8", None),
    ("", None),
]


@pytest.mark.parametrize(("cell", "expected"), UNITS)
def test_units(cell: str, expected: list[str]) -> None:
    assert [squash(cell[a:b]) for a, b in split_units(cell)] == expected


@pytest.mark.parametrize(("cell", "expected"), METHODS)
def test_methods(cell: str, expected: list[str]) -> None:
    assert [squash(cell[a:b]) for a, b in split_methods(cell)] == expected


@pytest.mark.parametrize(("cell", "expected"), POINTS)
def test_points(cell: str, expected: str | None) -> None:
    found = points_cell(cell)
    assert (None if found is None else str(found)) == expected
