"""Ruling lines to grids: what counts as a table, merged cells, open sides."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.grid import Rule, Span, area_to_spans, cluster, find_grids, merge_rules


def rules(*triples: tuple[float, float, float]) -> list[Rule]:
    return [Rule(*triple) for triple in triples]


def full(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def middles(xs: list[float], ys: list[float]) -> list[tuple[float, float]]:
    return [((a + b) / 2, (c + d) / 2) for a, b in pairwise(xs) for c, d in pairwise(ys)]


XS, YS = [50.0, 120.0, 300.0], [40.0, 60.0, 130.0]
SPANS_2X2 = (Span(0, 0, 1, 1), Span(0, 1, 1, 1), Span(1, 0, 1, 1), Span(1, 1, 1, 1))


# --- ways to draw the same table


def _strokes() -> tuple[list[Rule], list[Rule]]:
    return full(XS, YS)


def _cell_borders(gap: float = 0.0) -> tuple[list[Rule], list[Rule]]:
    """Each cell's own four sides, `gap` away from the middle between two cells."""
    across, down = [], []
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            x0, x1, y0, y1 = left + gap, right - gap, top + gap, bottom - gap
            across += rules((y0, x0, x1), (y1, x0, x1))
            down += rules((x0, y0, y1), (x1, y0, y1))
    return across, down


def _dashes() -> tuple[list[Rule], list[Rule]]:
    across, down = full(XS, YS)

    def dashed(rule: Rule) -> list[Rule]:
        count = int((rule.end - rule.start) // 5) + 1
        return [Rule(rule.at, rule.start + 5 * i, min(rule.start + 5 * i + 2.2, rule.end)) for i in range(count)]

    return [piece for rule in across for piece in dashed(rule)], [piece for rule in down for piece in dashed(rule)]


def _overdrawn() -> tuple[list[Rule], list[Rule]]:
    """Lines that stop short of each other by 1.5 points, or run past each other by 2."""
    across, down = full(XS, YS)
    return [Rule(y, a + 1.5, b - 1.5) for y, a, b in across], [Rule(x, a - 2, b + 2) for x, a, b in down]


def _shaky() -> tuple[list[Rule], list[Rule]]:
    across, down = [], []
    for at, start, end in full(XS, YS)[0]:
        across += rules((at - 0.4, start, (start + end) / 2), (at + 0.4, (start + end) / 2, end))
    for at, start, end in full(XS, YS)[1]:
        down += rules((at + 0.3, start, end), (at - 0.3, start, end))
    return across, down


@pytest.mark.parametrize(
    "draw",
    [_strokes, _cell_borders, lambda: _cell_borders(1.2), lambda: _cell_borders(1.9), _dashes, _overdrawn, _shaky],
    ids=["strokes", "cell borders", "double lines", "spaced cells", "dashes", "short and long ends", "shaky"],
)
def test_one_table_however_it_is_drawn(draw) -> None:
    (grid,) = find_grids(*draw(), middles(XS, YS))
    assert grid.cells == SPANS_2X2
    assert grid.xs == pytest.approx(XS, abs=2)
    assert grid.ys == pytest.approx(YS, abs=2)
    assert grid.closed == ()


# --- what is no table

FRAME = full([20, 580], [20, 780])


@pytest.mark.parametrize(
    ("across", "down"),
    [
        ([], []),
        (rules((50, 20, 580)), []),
        (rules((50, 20, 580), (52, 20, 580)), []),
        FRAME,
        (FRAME[0] + rules((60, 20, 580)), FRAME[1]),
        (rules((100, 50, 90), (200, 50, 90), (300, 50, 90)), []),
        ([], rules((300, 20, 780))),
        (rules((100, 50, 250)), rules((150, 50, 300))),
        full([100, 110], [100, 110]),
    ],
    ids=["nothing", "header rule", "double header rule", "page frame", "page frame with a header rule", "underlines",
         "one vertical", "a cross", "tick box"],
)  # fmt: skip
def test_lines_that_are_no_table(across: list[Rule], down: list[Rule]) -> None:
    marks = [(x, y) for x in range(25, 580, 10) for y in range(25, 780, 10)]
    assert find_grids(across, down, marks) == ()


def test_a_grid_with_nothing_in_it_is_no_table() -> None:
    assert find_grids(*full(XS, YS), [(400, 400)]) == ()


def test_two_tables_on_a_page() -> None:
    upper, lower = full(XS, YS), full(XS, [200.0, 230.0, 260.0])
    marks = middles(XS, YS) + middles(XS, [200.0, 230.0, 260.0])
    grids = find_grids(upper[0] + lower[0], upper[1] + lower[1], marks)
    assert [grid.ys[0] for grid in grids] == [40, 200]
    assert [grid.cells for grid in grids] == [SPANS_2X2, SPANS_2X2]


def test_a_frame_round_the_page_leaves_the_table_in_it() -> None:
    across, down = full(XS, YS)
    (grid,) = find_grids(across + FRAME[0], down + FRAME[1], middles(XS, YS))
    assert grid.cells == SPANS_2X2


def test_a_sketch_in_a_cell_is_no_table_of_its_own() -> None:
    across, down = full(XS, YS)
    inner = full([160, 180, 200], [80, 90, 100])
    (grid,) = find_grids(across + inner[0], down + inner[1], [*middles(XS, YS), *middles([160, 180, 200], [80, 100])])
    assert grid.cells == SPANS_2X2


def test_a_table_in_a_layout_frame_stands_for_itself() -> None:
    frame = full([20, 580], [20, 780])
    across = frame[0] + rules((60, 20, 580))
    down = frame[1] + rules((300, 20, 60))  # a letterhead in two parts above one large area
    ys = [100.0, 130.0, 160.0]
    inner = full(XS, ys)
    grids = find_grids(across + inner[0], down + inner[1], [(100, 40), *middles(XS, ys)])
    assert [grid.cells for grid in grids] == [(Span(0, 0, 1, 1), Span(0, 1, 1, 1), Span(1, 0, 1, 2)), SPANS_2X2]


def test_an_underline_in_a_cell_does_not_divide_it() -> None:
    across, down = full(XS, YS)
    (grid,) = find_grids([*across, Rule(100, 122, 190)], down, middles(XS, YS))
    assert grid.cells == SPANS_2X2


# --- merged cells


def test_missing_separators_merge() -> None:
    across = rules((0, 0, 90), (30, 30, 90), (60, 0, 90), (90, 0, 90))
    down = rules((0, 0, 90), (30, 0, 90), (60, 0, 60), (90, 0, 90))
    (grid,) = find_grids(across, down, [(15, 15)])
    assert grid.cells == (
        Span(0, 0, 2, 1), Span(0, 1, 1, 1), Span(0, 2, 1, 1), Span(1, 1, 1, 1), Span(1, 2, 1, 1),
        Span(2, 0, 1, 1), Span(2, 1, 1, 2),
    )  # fmt: skip
    assert grid.uneven == ()


@pytest.mark.parametrize(("top", "cells"), [(None, 4), (0, 3)])
def test_a_cell_that_a_page_end_cut_ends_where_the_side_of_the_next_begins(top: float | None, cells: int) -> None:
    """Drawn once, on the page before; a side that lacks a piece below a line of the table's own tells nothing."""
    across = [*rules((30, 30, 90), (90, 0, 90)), *(rules((top, 0, 90)) if top is not None else ())]
    down = rules((0, 30, 90), (30, 0, 90), (90, 0, 90))
    (grid,) = find_grids(across, down, [(15, 15), (50, 15), (50, 60)])
    assert len(grid.cells) == cells
    assert grid.uneven == ()


def test_an_area_that_is_no_rectangle_is_cut_along_its_columns_and_named() -> None:
    # the rule between the two cells of the left column is there, the vertical below it is not
    across = rules((0, 0, 100), (50, 60, 100), (100, 0, 100))
    down = rules((0, 0, 100), (60, 0, 50), (100, 0, 100))
    (grid,) = find_grids(across, down, [(10, 10)])
    assert grid.cells == (Span(0, 0, 2, 1), Span(0, 1, 1, 1), Span(1, 1, 1, 1))
    assert grid.uneven == (Span(0, 0, 2, 1), Span(1, 1, 1, 1))


@pytest.mark.parametrize(
    ("area", "spans"),
    [
        ([(0, 0)], [Span(0, 0, 1, 1)]),
        ([(0, 0), (0, 1), (1, 0), (1, 1)], [Span(0, 0, 2, 2)]),
        ([(0, 0), (1, 0), (1, 1)], [Span(0, 0, 2, 1), Span(1, 1, 1, 1)]),
        ([(0, 1), (1, 0), (1, 1), (1, 2)], [Span(1, 0, 1, 1), Span(0, 1, 2, 1), Span(1, 2, 1, 1)]),
        ([(0, 0), (2, 0), (0, 1), (1, 1), (2, 1)], [Span(0, 0, 1, 1), Span(2, 0, 1, 1), Span(0, 1, 3, 1)]),
    ],
    ids=["slot", "square", "corner", "tee", "hook"],
)
def test_areas_become_rectangles(area: list[tuple[int, int]], spans: list[Span]) -> None:
    assert sorted(area_to_spans(area)) == sorted(spans)


def test_two_tables_of_the_same_height_beside_one_another_stay_two() -> None:
    xs = [x + 300 for x in XS]
    across, down = full(XS, YS)
    more, beside = full(xs, YS)
    grids = find_grids([*across, *more], [*down, *beside], [*middles(XS, YS), *middles(xs, YS)])
    assert [(grid.xs, grid.cells) for grid in grids] == [(tuple(XS), SPANS_2X2), (tuple(xs), SPANS_2X2)]


# --- open sides


def test_a_row_cut_by_the_page_end_is_kept() -> None:
    across, down = full(XS, YS)
    (grid,) = find_grids(across[:-1], down, middles(XS, YS))
    assert grid.cells == SPANS_2X2
    assert grid.ys[-1] == 130
    assert grid.closed == ("bottom",)


@pytest.mark.parametrize(
    ("missing", "sides"),
    [
        ("top", ("top",)),
        ("bottom", ("bottom",)),
        ("left", ("left",)),
        ("right", ("right",)),
        ("top bottom", ("top", "bottom")),
        ("left right", ("left", "right")),
        ("top bottom left right", ("top", "bottom", "left", "right")),
    ],
)
def test_open_sides_are_closed_where_the_other_lines_end(missing: str, sides: tuple[str, ...]) -> None:
    xs, ys = [50.0, 120.0, 300.0, 380.0], [40.0, 60.0, 130.0, 170.0]
    across, down = full(xs, ys)
    absent = missing.split()
    across = across["top" in absent : len(across) - ("bottom" in absent)]
    down = down["left" in absent : len(down) - ("right" in absent)]
    (grid,) = find_grids(across, down, middles(xs, ys))
    assert (grid.xs, grid.ys) == (tuple(xs), tuple(ys))
    assert len(grid.cells) == 9
    assert grid.closed == sides


def test_an_empty_column_at_an_open_side_is_a_column() -> None:
    xs, ys = [50.0, 120.0, 300.0, 380.0], [40.0, 60.0, 130.0, 170.0]
    across, down = full(xs, ys)
    marks = [(x, y) for x, y in middles(xs, ys) if 120 < x < 300]
    across[1] = Rule(ys[1], xs[1], xs[3])  # a label over the first two rows
    (grid,) = find_grids(across, down[1:-1], marks)
    assert grid.xs == tuple(xs)
    assert Span(0, 0, 2, 1) in grid.cells


def test_two_lines_of_several_drawn_too_long_open_nothing() -> None:
    xs, ys = [50.0, 120.0, 300.0], [40.0, 60.0, 130.0, 170.0]
    across, down = full(xs, ys)
    across[1:3] = [Rule(rule.at, rule.start, rule.end + 30) for rule in across[1:3]]
    (grid,) = find_grids(across, down, middles(xs, ys))
    assert (grid.xs, grid.closed) == (tuple(xs), ())


def test_a_page_that_one_row_fills_has_verticals_only() -> None:
    (grid,) = find_grids([], full(XS, YS)[1], middles(XS, [40.0, 130.0]))
    assert grid.cells == (Span(0, 0, 1, 1), Span(0, 1, 1, 1))
    assert (grid.ys, grid.closed) == ((40, 130), ("top", "bottom"))


def test_text_just_past_the_cut_belongs_to_the_last_row() -> None:
    across, down = full(XS, YS)
    marks = [*middles(XS, YS), (100.0, 132.5)]
    (grid,) = find_grids(across[:-1], down, marks)
    assert grid.slot_at(100.0, 132.5) == (1, 0)


def test_lines_drawn_too_long_open_nothing() -> None:
    across, down = full(XS, YS)
    long = [Rule(rule.at, rule.start, rule.end + 30) for rule in down]
    (grid,) = find_grids(across, long, middles(XS, YS))
    assert grid.ys[-1] == YS[-1]
    assert grid.closed == ()


# --- steps


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ([], []),
        ([5, 1, 1.5], [[1, 1.5], [5]]),
        ([0, 1.9, 3.8, 5.7], [[0, 1.9, 3.8], [5.7]]),
    ],
    ids=["none", "two", "a chain is cut where the group grows too wide"],
)
def test_clusters(values: list[float], groups: list[list[float]]) -> None:
    assert cluster(values, gap=2, extent=4) == groups


def test_pieces_of_a_line_join_and_crumbs_fall_away() -> None:
    pieces = rules((10, 0, 20), (10.5, 22, 40), (10, 80, 100), (50, 3, 4))
    merged = merge_rules(pieces)
    assert [(rule.start, rule.end) for rule in merged] == [(0, 40), (80, 100)]
    assert merged[0].at == pytest.approx((10 * 20 + 10.5 * 18 + 10 * 20) / 58)


# --- any merged grid comes back from its borders


@st.composite
def tables(draw) -> tuple[list[float], list[float], list[Span]]:
    """Lines and merged cells, such that every line is some cell's border."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    size = st.integers(14, 120)
    xs, ys = [20.0], [30.0]
    for lines, count in ((xs, columns), (ys, rows)):
        for step in draw(st.lists(size, min_size=count, max_size=count)):
            lines.append(lines[-1] + step)
    taken = [[False] * columns for _ in range(rows)]
    spans = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            wide = next((n for n in range(columns - column) if taken[row][column + n]), columns - column)
            high, wide = draw(st.integers(1, min(3, rows - row))), draw(st.integers(1, min(3, wide)))
            for r in range(row, row + high):
                for c in range(column, column + wide):
                    taken[r][c] = True
            spans.append(Span(row, column, high, wide))
    return xs, ys, spans


def _is_tight(rows: int, columns: int, spans: list[Span]) -> bool:
    starts = {span.row for span in spans}, {span.column for span in spans}
    return starts == (set(range(rows)), set(range(columns))) and columns > 1


def _borders(xs, ys, spans, shake: random.Random) -> tuple[list[Rule], list[Rule]]:
    """The cells' own borders: shaken, cut into pieces with gaps between, in no order."""
    across, down = [], []
    for row, column, high, wide in spans:
        x0, x1, y0, y1 = xs[column], xs[column + wide], ys[row], ys[row + high]
        across += [(y0, x0, x1), (y1, x0, x1)]
        down += [(x0, y0, y1), (x1, y0, y1)]

    def pieces(lines: list[tuple[float, float, float]]) -> list[Rule]:
        found = []
        for at, start, end in lines:
            cut = start + (end - start) * shake.uniform(0.3, 0.7)
            for a, b in ((start, cut), (cut, end)):
                found.append(Rule(at + shake.uniform(-0.4, 0.4), a + shake.uniform(-1, 1), b + shake.uniform(-1, 1)))
        shake.shuffle(found)
        return found

    return pieces(across), pieces(down)


@settings(max_examples=150, deadline=None)
@given(tables(), st.randoms(use_true_random=False), st.booleans())
def test_any_table_comes_back_from_its_borders(table, shake, cut) -> None:
    xs, ys, spans = table
    if not _is_tight(len(ys) - 1, len(xs) - 1, spans):
        return
    across, down = _borders(xs, ys, spans, shake)
    if cut:  # the page ends in the last row
        across = [rule for rule in across if rule.at < ys[-1] - 1]
    marks = [((xs[c] + xs[c + w]) / 2, (ys[r] + ys[r + h]) / 2) for r, c, h, w in spans]
    marks += [((a + b) / 2, ys[-1] - 4) for a, b in pairwise(xs)]
    if cut and len(ys) == 2:
        across = []
    (grid,) = find_grids(across, down, marks)
    assert grid.cells == tuple(sorted(spans))
    assert grid.xs == pytest.approx(xs, abs=1)
    assert grid.ys == pytest.approx(ys, abs=1.5)
    assert grid.uneven == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), max_size=14),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), max_size=14),
)
def test_any_lines_give_grids_whose_cells_cover_them_once(across, down) -> None:
    lines = [[Rule(at * 6.0, min(a, b) * 6.0, max(a, b) * 6.0) for at, a, b in side] for side in (across, down)]
    marks = [(x * 5.0, y * 5.0) for x in range(72) for y in range(72)]
    for grid in find_grids(*lines, marks):
        slots = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(slots) == [(r, c) for r in range(len(grid.ys) - 1) for c in range(len(grid.xs) - 1)]
        assert list(grid.xs) == sorted(set(grid.xs))
        assert list(grid.ys) == sorted(set(grid.ys))
