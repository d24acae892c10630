"""The scan reader's parts by themselves, and what little confidence does to a rulebook."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.grid import Grid, Rule, Span, Tolerances, find_grids
from extract.scan.dots import with_dotted
from extract.scan.doubt import _settle, read_again
from extract.scan.fills import lines_through, without_fills
from extract.scan.grids import cells_written_over, doubted_cells
from extract.scan.images import Picture, without_red
from extract.scan.layout import SCAN, lay_out
from extract.scan.ocr import Char
from extract.scan.page import FAINT_RULE, find_ink, upright, without_specks
from extract.scan.rules import find_rules, without_strokes
from extract.scan.stacked import read_stack, stacks, whole_characters
from extract.scan.text import Strip, boxes_to_strips
from normalize import build_rulebook
from schemas import Cell, Document, PageAnchor, Paragraph, Rulebook, Source, Table

UNIT = 200 / 72  # pixels of a point at 200 dots an inch
WIDE, HIGH = 1600, 1200


def ruled(skew: float = 0.0, spread: float = 0.0) -> np.ndarray:
    """A page with a grid of four rows and three columns, turned by `skew` degrees clockwise; `spread` is the share by
    which the bottom is wider than the top."""
    page = np.full((HIGH, WIDE), 235, np.uint8)
    for y in range(200, 1001, 200):
        cv2.line(page, (200, y), (1400, y), 60, 2)
    for x in range(200, 1401, 400):
        cv2.line(page, (x, 200), (x, 1000), 60, 2)
    for y in range(300, 1000, 200):
        for x in range(300, 1400, 400):
            cv2.rectangle(page, (x, y), (x + 20, y + 24), 40, 3)
    if spread:
        inset = spread * WIDE / 2
        flat = np.array([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]], np.float32)
        seen = np.array([[inset, 0], [WIDE - inset, 0], [WIDE, HIGH], [0, HIGH]], np.float32)
        page = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat, seen), (WIDE, HIGH), borderValue=235)
    turn = cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), -skew, 1.0)
    return cv2.warpAffine(page, turn, (WIDE, HIGH), borderValue=235)


def grids_of(grey: np.ndarray) -> tuple[Grid, ...]:
    page = upright(grey, UNIT, (WIDE / UNIT, HIGH / UNIT), 0)
    rules = find_rules(without_specks(find_ink(page.grey, UNIT), UNIT), UNIT)
    marks = [(x / UNIT, y / UNIT) for y in range(312, 1000, 200) for x in range(310, 1400, 400)]
    return find_grids(rules.horizontals, rules.verticals, marks)


@pytest.mark.parametrize("skew", [-5.0, -1.0, -0.1, 0.0, 0.3, 2.0, 8.0])
@pytest.mark.parametrize("spread", [0.0, 0.03])
def test_skew_and_perspective_are_undone(skew: float, spread: float) -> None:
    (grid,) = grids_of(ruled(skew, spread))
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (4, 3, 12)


@pytest.mark.parametrize("left", [60, 170, 230])
@pytest.mark.parametrize("right", [-30, 0, 40])
def test_lines_that_lean_far_more_on_one_side_are_straightened(left: int, right: int) -> None:
    """A photograph from beside the page: its lines down lean by up to 11 degrees at the left, hardly at the right."""
    page = np.full((HIGH, WIDE), 235, np.uint8)
    for y in range(200, 1001, 200):
        cv2.line(page, (200, y), (1400, y), 60, 2)
    for x in (200, 300, 420, 900, 1200, 1300, 1400):
        cv2.line(page, (x, 200), (x, 1000), 60, 2)
    flat = np.array([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]], np.float32)
    seen = np.array([[left, 30], [WIDE - right, 0], [WIDE, HIGH], [0, HIGH - 20]], np.float32)
    page = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat, seen), (WIDE, HIGH), borderValue=235)
    straight = upright(page, UNIT, (WIDE / UNIT, HIGH / UNIT), 0).grey
    ink = find_ink(straight, UNIT) > 0
    # straight lines of two or three pixels: each is as dark in one column of pixels as in all of them together
    assert (ink.mean(axis=0) > 0.45).sum() >= 7
    assert (ink.mean(axis=1) > 0.5).sum() >= 5


@pytest.mark.parametrize(
    ("ink", "doubted"),
    [
        ((560.0, 250.0, 590.0, 280.0), set()),  # a character within its cell
        ((574.0, 250.0, 604.0, 280.0), set()),  # and one that touches the line
        ((585.0, 250.0, 616.0, 280.0), {Span(0, 0, 1, 1), Span(0, 1, 1, 1)}),  # across the line beside it
        ((500.0, 380.0, 530.0, 413.0), {Span(0, 0, 1, 1), Span(1, 0, 1, 1)}),  # across the line below
        ((598.0, 250.0, 604.0, 256.0), set()),  # a speck
    ],
)
def test_cells_that_share_a_character_are_in_doubt(ink: tuple[float, float, float, float], doubted: set[Span]) -> None:
    none = np.empty((0, 4))
    cells = [
        (
            Span(row, column, 1, 1),
            (203.0 + column * 400, 203.0 + row * 200, 597.0 + column * 400, 397.0 + row * 200),
            none,
        )
        for row in range(2)
        for column in range(2)
    ]
    cells[0] = (*cells[0][:2], np.array([ink]))
    assert cells_written_over(cells, 35.0, UNIT) == doubted


@pytest.mark.parametrize("skew", [-2.93, -0.7, 0.5, 1.2, 4.44])
def test_skew_is_told_to_a_few_hundredths_of_a_degree(skew: float) -> None:
    back = upright(ruled(skew), UNIT, (WIDE / UNIT, HIGH / UNIT), 0).back
    assert math.degrees(math.atan2(back[1, 0], back[0, 0])) == pytest.approx(skew, abs=0.03)


@pytest.mark.parametrize("spread", [0.0, 0.03])
def test_the_edge_of_the_paper_on_a_dark_table_tells_no_skew(spread: float) -> None:
    """The print lies askew on paper that lies straight on the table, a part of each around it."""
    page = ruled(1.5, spread)
    table = np.full_like(page, 70)
    table[60:-60, 60:-60] = page[60:-60, 60:-60]
    (grid,) = grids_of(table)
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (4, 3, 12)
    back = upright(table, UNIT, (WIDE / UNIT, HIGH / UNIT), 0).back
    (left, top), (right, end) = cv2.perspectiveTransform(np.array([[[300.0, 600.0], [1300.0, 600.0]]]), back)[0]
    assert np.degrees(np.arctan2(end - top, right - left)) == pytest.approx(1.5, abs=0.25)


@settings(max_examples=10, deadline=None)
@given(st.floats(-6, 6), st.integers(0, 3), st.floats(150, WIDE - 150), st.floats(150, HIGH - 150))
def test_the_way_back_from_a_straightened_page(skew: float, turns: int, x: float, y: float) -> None:
    """A point of the flat page, through the skew and the reader's turns, comes back to where the skew put it."""
    page = upright(np.rot90(ruled(skew), turns).copy(), UNIT, size_of(turns), turns)
    # np.rot90 turns against the clock and the reader with it: the straightened page is the flat one
    x0, top, x1, bottom = page.to_page((x, y, x, y))
    assert (x0, top) == (x1, bottom)
    angle = math.radians(skew)
    dx, dy = x - WIDE / 2, y - HIGH / 2
    seen = (
        WIDE / 2 + dx * math.cos(angle) - dy * math.sin(angle),
        HIGH / 2 + dx * math.sin(angle) + dy * math.cos(angle),
    )
    for _ in range(turns):
        seen = against_the_clock(seen, turns_before=_)
    assert (x0 * UNIT, top * UNIT) == pytest.approx(seen, abs=6.0)


def size_of(turns: int) -> tuple[float, float]:
    return (HIGH / UNIT, WIDE / UNIT) if turns % 2 else (WIDE / UNIT, HIGH / UNIT)


def against_the_clock(point: tuple[float, float], turns_before: int) -> tuple[float, float]:
    wide = HIGH if turns_before % 2 else WIDE
    return point[1], wide - point[0]


def test_salt_and_gaps_do_not_break_lines() -> None:
    page = ruled()
    random = np.random.default_rng(5)
    page[random.random(page.shape) < 0.006] = 255
    for place in range(260, 1400, 170):
        page[190:1010, place : place + 9] = 235
    (grid,) = grids_of(page)
    assert len(grid.cells) == 12


def dotted(on: int, off: int, open_top: bool = False) -> np.ndarray:
    """A page with a grid of four rows and three columns whose lines are dots or dashes; the first two cells of the
    second row are one. Every cell has two lines of type."""
    page = np.full((HIGH, WIDE), 235, np.uint8)
    across = [(y, 200, 1400) for y in range(400 if open_top else 200, 1001, 200)]
    down = [(x, 200, 1000) for x in (200, 1000, 1400)] + [(600, 200, 400), (600, 600, 1000)]
    for y, start, end in across:
        for x in range(start, end, on + off):
            page[y : y + 2, x : min(x + on, end)] = 60
    for x, start, end in down:
        for y in range(start, end, on + off):
            page[y : min(y + on, end), x : x + 2] = 60
    for y in (*range(260, 1000, 200), *range(300, 1000, 200)):
        for x in range(220, 1390, 30):
            if all(abs(x + 12 - line) > 24 for line in (200, 600, 1000, 1400)):
                cv2.rectangle(page, (x, y), (x + 22, y + 22), 40, 3)
                cv2.line(page, (x, y + 12), (x + 22, y + 12), 40, 3)
    return page


@pytest.mark.parametrize("open_top", [False, True])
@pytest.mark.parametrize(("on", "off"), [(2, 3), (4, 4), (7, 7), (12, 6)])
def test_lines_of_dots_and_dashes(on: int, off: int, open_top: bool) -> None:
    ink = find_ink(dotted(on, off, open_top), UNIT)
    rules = with_dotted(find_rules(without_specks(ink, UNIT), UNIT), ink, UNIT)
    marks = [(x / UNIT, y / UNIT) for y in range(271, 1000, 200) for x in range(320, 1400, 400)]
    (grid,) = find_grids(rules.horizontals, rules.verticals, marks, SCAN)
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (4, 3, 11)
    assert Span(1, 0, 1, 2) in grid.cells
    assert rules.mask[[400, 600, 800], 200:1400].any()
    assert not rules.mask[258:284, 260:540].any(), "type stays ink"


def test_type_beside_the_end_of_a_dashed_line_does_not_cost_the_line() -> None:
    """The first column is merged over the last two rows, and its type stands where the line beside it ends."""
    page = dotted(12, 6)
    page[796:806, 200:596] = 235
    cv2.line(page, (556, 801), (594, 801), 40, 3)
    ink = find_ink(page, UNIT)
    rules = with_dotted(find_rules(without_specks(ink, UNIT), UNIT), ink, UNIT)
    (line,) = [rule for rule in rules.horizontals if abs(rule.at * UNIT - 801) < 4]
    assert (round(line.start * UNIT), round(line.end * UNIT)) == (
        pytest.approx(600, abs=6),
        pytest.approx(1400, abs=12),
    )


def test_strokes_below_each_other_on_a_page_of_dotted_lines_are_no_line() -> None:
    """Five lines of type of the same pitch, of which a row is full: 十 ten times in a column."""
    page = dotted(2, 3)
    page[206:396, 210:990] = 235
    for y in range(214, 390, 36):
        for x in range(220, 980, 36):
            cv2.rectangle(page, (x, y), (x + 22, y + 22), 40, 3)
        cv2.line(page, (412, y), (412, y + 22), 40, 3)
        cv2.line(page, (400, y + 10), (424, y + 10), 40, 3)
    ink = find_ink(page, UNIT)
    rules = with_dotted(find_rules(without_specks(ink, UNIT), UNIT), ink, UNIT)
    assert not [rule for rule in rules.verticals if abs(rule.at * UNIT - 412) < 12]


def test_strokes_of_a_title_are_no_table() -> None:
    page = ruled()
    for x in range(500, 620, 40):
        cv2.rectangle(page, (x, 100), (x + 40, 148), 60, 3)
    ink = find_ink(page, UNIT)
    rules = find_rules(ink, UNIT)
    assert any(rule.at * UNIT < 160 for rule in rules.horizontals), "the strokes are as long as ruling lines"
    kept = without_strokes(rules, UNIT)
    assert not kept.mask[90:160].any()
    assert kept.horizontals == tuple(rule for rule in rules.horizontals if rule.at * UNIT > 160)
    assert kept.verticals == tuple(rule for rule in rules.verticals if rule.end * UNIT > 160)


def test_strokes_of_a_heading_set_tight_are_no_column_lines() -> None:
    """A row hardly higher than its type: the strokes come within a point and a half of the lines above and below."""
    page = ruled()
    low = 200 + round(14 * UNIT)
    cv2.line(page, (200, low), (1400, low), 60, 2)
    for x in range(260, 1400, 130):
        cv2.line(page, (x, 200 + round(1.5 * UNIT)), (x, low - round(1.5 * UNIT)), 60, 2)
    rules = find_rules(find_ink(page, UNIT), UNIT)
    assert {round(rule.at * UNIT, -2) for rule in rules.verticals} == {200, 600, 1000, 1400}


def three_lines(sides: bool) -> np.ndarray:
    """A table with lines above and below its heading and at its end: four columns, five rows of two lines of type;
    with `sides` or without column lines."""
    page = np.full((HIGH, WIDE), 235, np.uint8)
    for y in (200, 260, 940):
        cv2.line(page, (200, y), (1400, y), 60, 2)
    for x in (200, 500, 800, 1100, 1400) if sides else ():
        cv2.line(page, (x, 200), (x, 940), 60, 2)
    for x in (230, 530, 830, 1130):
        lines = [215, *(280 + row * 132 + line * 42 for row in range(5) for line in range(2))]
        for y in lines:
            for place in range(3 if y == 215 else 5):
                cv2.rectangle(page, (x + place * 38, y), (x + place * 38 + 26, y + 30), 40, 3)
    return page


@pytest.mark.parametrize("sides", [False, True])
def test_columns_without_lines_are_told_by_the_text(sides: bool) -> None:
    size = WIDE / UNIT, HIGH / UNIT
    layout = lay_out(Picture(three_lines(sides), *size, UNIT, 200), 0)
    (grid,) = layout.grids
    assert (len(grid.xs) - 1, layout.by_text, layout.rows_by_text) == (4, not sides, sides)
    assert len(grid.ys) - 1 == 6


def test_prose_between_lines_is_no_table() -> None:
    page = np.full((HIGH, WIDE), 235, np.uint8)
    for y in (200, 260, 940):
        cv2.line(page, (200, y), (1400, y), 60, 2)
    for y in (215, *range(280, 920, 60)):
        for x in range(230, 1380, 38):
            cv2.rectangle(page, (x, y), (x + 26, y + 30), 40, 3)
    assert lay_out(Picture(page, WIDE / UNIT, HIGH / UNIT, UNIT, 200), 0).grids == ()


@pytest.mark.parametrize("level", [0, 15, 30])
def test_noise_is_no_ink(level: int) -> None:
    page = ruled()
    quiet = find_ink(page, UNIT, FAINT_RULE) > 0
    noise = np.random.default_rng(3).normal(0, level, page.shape)
    ink = find_ink(np.clip(page + noise, 0, 255).astype(np.uint8), UNIT, FAINT_RULE) > 0
    assert ink[~quiet].mean() < 0.07
    assert ink[quiet].mean() > 0.99


def test_a_page_of_whole_lines_has_none_of_dots() -> None:
    ink = find_ink(ruled(), UNIT)
    rules = find_rules(without_specks(ink, UNIT), UNIT)
    assert with_dotted(rules, ink, UNIT) is rules


def test_light_type_on_a_dark_ground_is_dark_on_light() -> None:
    """The first row is filled; its first two cells are one, with type across the column line below."""
    page = ruled()
    page[200:260, 200:1401] = 80
    cv2.line(page, (1000, 200), (1000, 260), 60, 2)  # hardly to be seen
    for x in range(520, 700, 30):
        cv2.rectangle(page, (x, 218), (x + 22, 242), 235, 3)
    cv2.line(page, (200, 262), (1400, 262), 60, 2)
    grey, (box,) = without_fills(page, UNIT)
    assert box == pytest.approx((200, 200, 1401, 262), abs=3)
    assert grey[230, 520] < 100, "type is dark"
    assert grey[225, 800] > 200, "its ground is light"
    assert np.array_equal(grey[280:], page[280:])
    down = [Rule(x / UNIT, 262 / UNIT, 1000 / UNIT) for x in (600, 1000)]
    ink = find_ink(grey, UNIT)
    ink[222:224, 1000:1002] = 255  # dust where the line runs
    (through,) = lines_through([box], ink, down, UNIT)
    assert through.at == 1000 / UNIT
    assert through.start == pytest.approx(200 / UNIT, abs=1)


def test_type_and_a_thick_line_are_no_dark_ground() -> None:
    page = ruled()
    cv2.line(page, (200, 500), (1400, 500), 30, 12)
    for x in range(220, 1300, 34):
        cv2.putText(page, "M", (x, 460), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 20, 7)
    grey, boxes = without_fills(page, UNIT)
    assert boxes == ()
    assert grey is page


@pytest.mark.parametrize("bow", [0, 12])
def test_the_ring_of_a_seal_is_no_ruling_line(bow: int) -> None:
    """A black ring, 40 mm across, that nearly fills a cell from line to line, also on paper that bends by 1.5 mm."""
    page = ruled()
    cv2.circle(page, (1000, 720), 157, 90, 9)
    across, down = np.meshgrid(np.arange(WIDE, dtype=np.float32), np.arange(HIGH, dtype=np.float32))
    page = cv2.remap(page, across, down - bow * np.sin(np.pi * across / WIDE), cv2.INTER_LINEAR, borderValue=235)
    (grid,) = grids_of(page)
    assert (len(grid.ys) - 1, len(grid.xs) - 1, len(grid.cells)) == (4, 3, 12)


def test_a_dash_and_an_underline_are_no_ruling_lines() -> None:
    page = ruled()
    cv2.line(page, (340, 318), (400, 318), 40, 3)
    cv2.line(page, (260, 350), (560, 350), 40, 2)
    (grid,) = grids_of(page)
    assert len(grid.cells) == 12


def test_a_stroke_as_long_as_a_piece_of_line_stays_ink() -> None:
    """一 at the beginning of a line is text: its pixels are none of the ruling's."""
    page = ruled()
    cv2.line(page, (210, 450), (244, 450), 40, 3)
    ink = without_specks(find_ink(page, UNIT), UNIT)
    mask = find_rules(ink, UNIT).mask
    assert ink[450, 212:242].all()
    assert not mask[445:456, 208:248].any()
    assert mask[400, 300]


def test_strokes_between_two_lines_of_a_low_row_are_no_ruling_lines() -> None:
    page = ruled()
    cv2.line(page, (200, 249), (1400, 249), 60, 2)  # a row of 17 points, its type as high as fits
    for x in range(240, 1400, 400):
        cv2.line(page, (x, 208), (x, 241), 40, 3)
    (grid,) = grids_of(page)
    assert len(grid.xs) == 4


def test_noise_around_whole_lines_does_not_draw_them_out() -> None:
    """Dust in a row with each line, above and below the table."""
    page = ruled()
    for x in range(200, 1401, 400):
        for y in (*range(110, 196, 9), *range(1008, 1100, 9)):
            cv2.line(page, (x, y), (x, y + 4), 60, 2)
    ink = find_ink(page, UNIT)
    rules = find_rules(without_specks(ink, UNIT), UNIT)
    assert with_dotted(rules, ink, UNIT) is rules


def test_strokes_of_type_that_fill_a_row_from_line_to_line_are_no_dotted_line() -> None:
    """The feet of a line's characters, near both sides of its cells but at neither."""
    page = ruled()
    for x in range(222, 1400, 12):
        if x % 400 > 220 or x % 400 < 176:
            cv2.line(page, (x, 350), (x + 6, 350), 40, 2)
    ink = find_ink(page, UNIT)
    rules = find_rules(without_specks(ink, UNIT), UNIT)
    assert with_dotted(rules, ink, UNIT) is rules


def test_a_stroke_of_the_title_above_a_line_of_the_table_is_none_of_it() -> None:
    page = ruled()
    cv2.line(page, (600, 150), (600, 188), 40, 4)
    rules = find_rules(without_specks(find_ink(page, UNIT), UNIT), UNIT)
    assert min(rule.start for rule in rules.verticals) * UNIT == pytest.approx(200, abs=4)


def test_red_ink_goes_and_black_under_it_stays() -> None:
    page = np.full((40, 40, 3), 250, np.uint8)
    page[:, :20] = (45, 40, 215)  # blue, green, red
    page[10:14] = 30
    grey = without_red(page)
    assert grey[30, 5] == pytest.approx(int(grey[30, 30]), abs=4), "as light as the paper"
    assert grey[12, 5] == grey[12, 30] == 30


# --- lines of text


def test_ink_falls_into_its_lines() -> None:
    rows = [(100.0, 20), (140.0, 12), (180.0, 1)]
    boxes = [[50 + 28 * i, y, 74 + 28 * i, y + 25] for y, count in rows for i in range(count)]
    boxes += [[50 + 28 * 20 + 3, 118.0, 50 + 28 * 20 + 9, 124.0]]  # a full stop after the first line
    boxes += [[900.0, 160.0, 903.0, 163.0]]  # dust
    strips = boxes_to_strips(np.array(boxes, np.float64), 27.0)
    assert [round((s.box[1] + s.box[3]) / 2) for s in strips] == [112, 152, 192]
    assert [round(s.box[2]) for s in strips] == [619, 382, 74]


def test_a_character_in_two_pieces_below_others_is_one() -> None:
    """思 between 与 and 想, 一 above them; a line of several characters stays as it is."""
    boxes = [[10.0, 10.0, 34.0, 13.0]]  # 一
    boxes += [[10.0, 36.0, 34.0, 61.0], [12.0, 72.0, 32.0, 84.0], [13.0, 86.0, 20.0, 96.0], [22.0, 86.0, 33.0, 96.0]]
    boxes += [[10.0, 108.0, 34.0, 133.0]]
    boxes += [[10.0, 150.0, 34.0, 160.0], [40.0, 150.0, 64.0, 175.0], [10.0, 162.0, 34.0, 175.0]]
    whole = whole_characters(np.array(boxes), 27.0)
    assert [box for box in whole.tolist() if box[1] < 140] == [
        [10.0, 10.0, 34.0, 13.0],
        [10.0, 36.0, 34.0, 61.0],
        [12.0, 72.0, 33.0, 96.0],
        [10.0, 108.0, 34.0, 133.0],
    ]
    assert sorted(box for box in whole.tolist() if box[1] > 140) == sorted(boxes[-3:])


class Answers:
    """A recogniser that gives always the same characters, and keeps how wide the pictures were."""

    def __init__(self, chars: tuple[Char, ...]) -> None:
        self.chars, self.widths = chars, list[int]()

    def read(self, line: np.ndarray) -> tuple[Char, ...]:
        self.widths.append(line.shape[1])
        return self.chars


def test_characters_below_each_other_are_read_as_a_line() -> None:
    """Only a recogniser that sees all of them at once can tell them."""
    strips = [Strip((10.0, 10.0 + 30 * i, 34.0, 34.0 + 30 * i), 26.0) for i in range(3)]
    strips.append(Strip((4.0, 100.0, 60.0, 124.0), 26.0))  # (15分)
    column, last = stacks(strips)
    assert (len(column), len(last)) == (3, 1)
    grey = np.full((140, 80), 255, np.uint8)
    for answer, expected in (("政思想", ["政", "思", "想"]), ("政田心想", None)):
        engine = Answers(tuple(Char(c, 0.9, 5.0) for c in answer))
        read = read_stack(grey, column, (0.0, 0.0, 80.0, 140.0), engine)  # type: ignore[arg-type]
        assert (read and [chars[0].text for chars in read]) == expected
        assert engine.widths[0] > 3 * 24


def test_a_mark_and_pale_pieces_before_the_first_character_are_of_the_line() -> None:
    """二、 in faint thin type: what is left of the strokes, then the mark, then 0.8 em of room."""
    letters = [[150 + 28 * i, 100.0, 174 + 28 * i, 125.0] for i in range(5)]
    mark, pieces = [[122.0, 116.0, 128.0, 124.0]], [[98.0, 104.0, 103.0, 107.0], [106.0, 120.0, 113.0, 123.0]]
    (strip,) = boxes_to_strips(np.array([*letters, *mark, *pieces], np.float64), 27.0)
    assert strip.box[0] == 98.0


def test_specks_near_each_other_are_no_character() -> None:
    letters = [[50 + 28 * i, 100.0, 74 + 28 * i, 125.0] for i in range(5)]
    dust = [[x, y, x + 3, y + 3] for x, y in ((60.0, 200.0), (72.0, 204.0), (66.0, 215.0), (70.0, 222.0))]
    ink = np.array([*letters, *dust], np.float64)
    (strip,) = boxes_to_strips(whole_characters(ink, 27.0), 27.0)
    assert strip.box[3] < 130


def test_specks_in_a_row_are_no_end_of_a_line() -> None:
    boxes = [[50 + 28 * i, 100.0, 74 + 28 * i, 125.0] for i in range(5)]
    stop = [[192.0, 118.0, 198.0, 124.0]]
    dust = [[x, 108.0, x + 3, 111.0] for x in range(225, 600, 27)]
    (strip,) = boxes_to_strips(np.array([*boxes, *stop, *dust], np.float64), 27.0)
    assert strip.box[2] == 198.0


def test_a_last_line_of_characters_in_pieces_is_one_line() -> None:
    """个 drawn as 人 and 丨, 。 behind it, below lines of whole characters."""
    whole = [[10 + 28 * i, y, 34 + 28 * i, y + 25] for y in (20.0, 56.0, 92.0) for i in range(8)]
    last = [[10.0, 128.0, 34.0, 141.5], [21.0, 137.0, 24.0, 153.0], [38.0, 146.0, 45.0, 153.0]]
    strips = boxes_to_strips(np.array([*whole, *last], np.float64), 27.0)
    assert len(strips) == 4
    x0, top, x1, bottom = strips[-1].box
    assert (x0, x1) == (10.0, 45.0)
    assert top == pytest.approx(128, abs=2)
    assert bottom == pytest.approx(153, abs=2)


def test_dust_below_a_line_is_no_line_in_pieces() -> None:
    whole = [[10 + 28 * i, 20.0, 34 + 28 * i, 45.0] for i in range(8)]
    dust = [[x, y, x + 4, y + 5] for x in range(10, 230, 7) for y in range(70, 160, 6)]
    (strip,) = boxes_to_strips(np.array([*whole, *dust], np.float64), 27.0)
    assert strip.box[3] < 50


def test_a_label_of_flat_characters_is_a_line() -> None:
    (strip,) = boxes_to_strips(np.array([[10.0, 20.0, 35.0, 24.0]]), 27.0)
    assert strip.box[0] == 10.0
    assert strip.box[1] < 20 < 24 < strip.box[3]


# --- doubt


def chars(text: str, confidence: float = 1.0, pitch: float = 14.0) -> list[Char]:
    return [Char(char, confidence, 100 + pitch * i) for i, char in enumerate(text)]


@pytest.mark.parametrize(
    ("first", "second", "text", "doubted"),
    [
        pytest.param(chars("扣0.5分", 0.7), chars("扣0.5分", 0.95), "扣0.5分", "", id="agree"),
        pytest.param(chars("扣0.5分", 0.7), chars("扣0.6分", 0.6), "扣0.5分", "5", id="the first is surer"),
        pytest.param(chars("扣0.5分", 0.6), chars("扣0.8分", 0.9), "扣0.8分", "8", id="the second is surer"),
        pytest.param(chars("扣05分", 0.7), chars("扣0.5分", 0.9), "扣05分", "0", id="the second has a point more"),
        pytest.param(chars("杏则", 0.7), chars("否则", 0.9), "杏则", "", id="nothing hangs on it"),
        pytest.param(chars("扣2刀", 0.7), chars("扣2万", 0.9), "扣2万", "万", id="a letter beside a digit"),
    ],
)
def test_two_readings(first: list[Char], second: list[Char], text: str, doubted: str) -> None:
    settled, differing = _settle(first, second, (0.0, 1000.0))
    assert "".join(char.text for char in settled) == text
    assert "".join(char.text for char in settled if char.confidence <= 0.5) == doubted
    assert "".join(char.text for found in differing for char in settled[found.start : found.end]) == doubted


class Blind:
    """A recogniser that sees nothing."""

    def read(self, _: np.ndarray) -> tuple[Char, ...]:
        return ()


class Sees:
    """A recogniser that reads the same characters in every picture."""

    def __init__(self, read: list[Char]) -> None:
        self.chars = read

    def read(self, _: np.ndarray) -> tuple[Char, ...]:
        return tuple(self.chars)


@pytest.mark.parametrize(
    ("first", "again", "expected"),
    [("扣2刀。", "扣2分。", "扣2分。"), ("扣罚刀。", "扣罚分。", "扣罚刀。"), ("扣0:2。", "扣0.2。", "扣0.2。")],
)
def test_what_stands_beside_digits_is_read_again(first: str, again: str, expected: str) -> None:
    strip = Strip((100.0, 100.0, 156.0, 126.0), 27.0)
    line = [char._replace(confidence=0.85) if char.text in "刀:" else char for char in chars(first)]
    engine = Sees([char._replace(at=2 * (char.at - 94)) for char in chars(again)])
    paper = np.full((200, 400), 240, np.uint8)
    second = read_again(paper, strip, (0.0, 0.0, 400.0, 200.0), line, engine)  # type: ignore[arg-type]
    assert "".join(char.text for char in second.chars) == expected
    assert [found.first for found in second.differing] == ([first] if first != expected else [])


def test_room_between_two_digits_is_doubted() -> None:
    strip = Strip((90.0, 100.0, 300.0, 126.0), 27.0)
    line = [Char("扣", 1.0, 100.0), Char("2", 1.0, 122.0), Char("4", 1.0, 150.0), Char("分", 1.0, 172.0)]
    paper = np.full((200, 400), 240, np.uint8)
    second = read_again(paper, strip, (0.0, 0.0, 400.0, 200.0), line, Blind())  # type: ignore[arg-type]
    assert [char.confidence for char in second.chars] == [1.0, 0.5, 1.0, 1.0]


def test_cells_beside_a_broken_line_are_doubted() -> None:
    grid = Grid((0.0, 100.0, 200.0), (0.0, 50.0, 100.0), (Span(0, 0, 1, 2), Span(1, 0, 1, 1), Span(1, 1, 1, 1)))
    across = [Rule(at, 0.0, 200.0) for at in (0.0, 50.0, 100.0)]
    down = [Rule(0.0, 0.0, 100.0), Rule(200.0, 0.0, 100.0), Rule(100.0, 50.0, 100.0)]
    assert doubted_cells(grid, across, down, Tolerances()) == ()
    half = [*down[:2], Rule(100.0, 25.0, 100.0)]
    assert doubted_cells(grid, across, half, Tolerances()) == (Span(0, 0, 1, 2),)
    weak = [*down[:2], Rule(100.0, 65.0, 100.0)]
    assert doubted_cells(grid, across, weak, Tolerances()) == (Span(1, 0, 1, 1), Span(1, 1, 1, 1))


TITLE = "青岚职业技术学院后勤处2021年度绩效目标量化考核任务表"
HEADINGS = ("类别", "项目名称", "主要任务/考核内容", "成果及分值/考核评价标准", "评价方法", "考核单位")
BODY = (
    "保证目标(40分)",
    "资产管理(40分)",
    "1.按时盘点。",
    "1.未盘点扣2分。2.账目不清每次扣0.25分。",
    "扣分法",
    "资产处",
)


def rulebook_of(doubted: dict[tuple[int, str], float], body: tuple[str, ...] = BODY) -> Rulebook:
    """A scan whose body row has little confidence where `doubted` says: (column, text) -> confidence."""
    anchor = PageAnchor(page=1, bbox=(1.0, 2.0, 3.0, 4.0))
    cells = []
    for row, texts in enumerate((HEADINGS, body)):
        for column, text in enumerate(texts):
            confidence = [1.0] * len(text)
            for (where, part), value in doubted.items():
                if row == 1 and where == column:
                    at = text.index(part)
                    confidence[at : at + len(part)] = [value] * len(part)
            cells.append(Cell(row=row, column=column, text=text, anchor=anchor, confidence=tuple(confidence)))
    source = Source(id="0" * 12, path="2021/scan.pdf", sha256="0" * 64, medium="scan")
    blocks = (Paragraph(text=TITLE, anchor=anchor), Table(rows=2, columns=6, cells=tuple(cells), page=1))
    return build_rulebook([Document(source=source, blocks=blocks)])


@pytest.mark.parametrize(
    ("doubted", "where", "read"),
    [
        pytest.param({(3, "0.25"): 0.5}, "rule 2", "0.25", id="an amount"),
        pytest.param({(3, "次"): 0.6}, "rule 2", "次", id="a measure word"),
        pytest.param({(3, "扣2"): 0.3}, "rule 1", "扣2", id="a verb and its number"),
        pytest.param({(1, "40"): 0.3}, "task", "40", id="points of a label"),
        pytest.param({(1, "资产"): 0.3, (3, "账"): 0.3}, None, None, id="letters"),
        pytest.param({(3, "盘点"): 0.2}, None, None, id="no score hangs on it"),
        pytest.param({(3, "0.25"): 0.9}, None, None, id="sure enough"),
    ],
)
def test_little_confidence_is_flagged_where_a_score_hangs_on_it(
    doubted: dict[tuple[int, str], float], where: str | None, read: str | None
) -> None:
    rulebook = rulebook_of(doubted)
    (task,) = rulebook.sheets[0].tasks
    rules = [rule for item in task.criteria for rule in item.rules]
    ids = {"task": task.id, "rule 1": rules[0].id, "rule 2": rules[1].id}
    found = [anomaly for anomaly in rulebook.anomalies if anomaly.code == "low-confidence"]
    if where is None:
        assert found == []
        return
    (anomaly,) = found
    assert anomaly.where == ids[where]
    assert [place.text for evidence in anomaly.evidence for place in evidence.places] == [read]


def test_what_stands_beside_digits_is_flagged() -> None:
    """What was read as 刀 may be the measure word, what was read as a colon the decimal point."""
    body = (*BODY[:3], "1.账目不清扣0.2刀。", *BODY[4:])
    found = [a for a in rulebook_of({(3, "刀"): 0.6}, body).anomalies if a.code == "low-confidence"]
    assert [place.text for anomaly in found for evidence in anomaly.evidence for place in evidence.places] == ["刀"]
    body = (*BODY[:3], "1.账目不清扣0:2分。", *BODY[4:])
    assert [a for a in rulebook_of({(3, ":"): 0.6}, body).anomalies if a.code == "low-confidence"]
    assert not [a for a in rulebook_of({(3, "账"): 0.6}, body).anomalies if a.code == "low-confidence"]
