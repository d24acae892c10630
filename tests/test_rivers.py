"""Rows that no lines part, told by the gaps between lines of text."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extract.grid import Grid, Rule, find_grids
from extract.rivers import untold_rows

HIGH, PITCH = 9.0, 12.0  # points: of a character, and from line to line
XS = (50.0, 120.0, 200.0, 400.0, 620.0, 700.0)
YS = (100.0, 130.0, 300.0, 420.0)  # a heading and two groups of rows

Lines = dict[int, list[float]]  # by column: the tops of its lines of text


def grid(ys: tuple[float, ...] = YS) -> Grid:
    across = [Rule(y, XS[0], XS[-1]) for y in ys]
    down = [Rule(x, ys[0], ys[-1]) for x in XS]
    marks = [(x + 20, y + 5) for x in XS[:-1] for y in ys[:-1]]
    (found,) = find_grids(across, down, marks)
    return found


def boxes(lines: Lines) -> list[tuple[float, float, float, float]]:
    found = [(XS[column] + 8, top, XS[column] + 50, top + HIGH) for column, tops in lines.items() for top in tops]
    return [*found, *((x + 8, 110.0, x + 40, 110.0 + HIGH) for x in XS[:-1])]


def text(top: float, count: int) -> list[float]:
    return [top + PITCH * n for n in range(count)]


SECOND = {0: [350.0], 1: [350.0], 2: text(345, 2), 3: text(340, 3), 4: [350.0]}  # a group of one row


def with_second(first: Lines) -> Lines:
    return {column: [*first.get(column, []), *SECOND[column]] for column in SECOND}


ROWS = {1: [140.0, 190.0, 250.0], 2: [*text(140, 3), *text(190, 4), 250.0], 3: [*text(140, 2), 190.0, *text(250, 2)]}
GROUPED = [
    # a group of three rows beside its name
    (with_second({0: [190.0], **ROWS, 4: [140.0, 190.0, 250.0]}), [(181.5, 1), (242.5, 1)]),
    # each row with a name of its own at the left
    (with_second({0: [140.0, 190.0, 250.0], **ROWS, 4: [140.0, 190.0, 250.0]}), [(181.5, 0), (242.5, 0)]),
    # one row of several paragraphs: nobody is named beside the second
    (with_second({0: [190.0], 1: [190.0], 2: ROWS[2], 3: ROWS[3], 4: [190.0]}), []),
    # nor is there an assessor beside it
    (with_second({0: [190.0], **ROWS, 4: [140.0]}), []),
    # rows whose texts lie across each other's gaps
    (with_second({0: [190.0], **ROWS, 4: text(140, 12)}), []),
    # lines of text at one distance
    (with_second({column: text(140, 10) for column in range(5)}), []),
]


@pytest.mark.parametrize(("lines", "expected"), GROUPED)
def test_rows_within_a_group(lines: Lines, expected: list[tuple[float, int]]) -> None:
    found = untold_rows(grid(), boxes(lines))
    assert [(rule.at, XS.index(rule.start), rule.end) for rule in found] == [(at, n, XS[-1]) for at, n in expected]


def test_rows_of_a_table_without_groups() -> None:
    found = untold_rows(grid((100.0, 130.0, 300.0)), boxes({0: [190.0], **ROWS, 4: [140.0, 190.0, 250.0]}))
    assert [rule.at for rule in found] == [181.5, 242.5]
    assert all(a.at < b.at for a, b in pairwise(found))
