"""A straightened picture laid out: its tables, and the strips of ink in each cell and outside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Grid, Span
from extract.scan.dots import with_dotted
from extract.scan.fills import lines_through, without_fills
from extract.scan.grids import cells_cut_at, cells_written_over, distances, doubted_cells
from extract.scan.images import Picture
from extract.scan.joints import with_joints
from extract.scan.leaves import gutter, leaf_of, zone_of
from extract.scan.page import FAINT, FAINT_RULE, Grey, Ink, Upright, components, find_inks, upright, without_specks
from extract.scan.pens import find_pen_strikes, pen_strokes
from extract.scan.reverse import shows_through, without_reverse
from extract.scan.rules import RuledInk, find_rules, without_strokes
from extract.scan.screens import without_screens
from extract.scan.seals import without_seals
from extract.scan.stacked import whole_characters
from extract.scan.streaks import Streaks, without_streaks
from extract.scan.strikes import Run, find_strikes, runs_joined, without_strikes
from extract.scan.tables import SCAN, find_tables
from extract.scan.text import INK_TO_EM, Strip, boxes_to_strips

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]

TYPE = (4.5, 30.0)  # points: heights of ink that may be type
LONGEST, STRING = 90.0, 14.0  # points: no piece of type is longer; a line that strings characters together is
USUAL = (5.0, 15.0)  # points: heights of ink that tell the page's usual size of type
USUAL_EM = 10.5
INSET = 1.0  # points: a cell's text keeps this far from its rules


@dataclass(frozen=True, slots=True)
class CellStrips:
    """A merged cell's place (pixels, between its rules) and its lines of ink."""

    span: Span
    box: Box
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where on a straightened picture: for each grid its cells, and those whose ruling is in doubt.
    `outside` are the zones of text above, between and below tables; `breaks` the places where ruling lines are broken.
    `by_text`, `rows_by_text`: the columns were told by the gaps between words, the rows of a ruled table by those
    between lines. `through`: lines (their ends, pixels) of dirt of a scanner, or folds, that run through print.
    `struck`: lines with what may strike out a part of them. `sealed`: the pixels of seals, none where there is none.
    `cleared`: print of the page's other side was left out.
    """

    page: Upright
    grids: tuple[Grid, ...]
    cells: tuple[tuple[CellStrips, ...], ...]
    doubted: tuple[frozenset[Span], ...]
    outside: tuple[tuple[Strip, ...], ...]
    breaks: int
    by_text: bool = False
    rows_by_text: bool = False
    through: tuple[Box, ...] = ()
    struck: Mapping[Strip, tuple[Run, ...]] = field(default_factory=dict)
    sealed: NDArray[np.uint8] | None = None
    cleared: bool = False

    @property
    def bounds(self) -> Box:
        """The whole picture, in pixels."""
        high, wide = self.page.grey.shape
        return 0.0, 0.0, float(wide), float(high)

    def order(self, x: float, y: float) -> tuple[int, float]:
        """By what the blocks of a page are read in order, from the place (pixels) where each begins."""
        unit, parting = self.page.unit, gutter(self.grids)
        return leaf_of(x / unit, y / unit, self.grids, parting), y

    @property
    def tables(self) -> tuple[Box, ...]:
        """The boxes of the grids, in pixels."""
        unit = self.page.unit
        return tuple((x0 * unit, top * unit, x1 * unit, y1 * unit) for x0, top, x1, y1 in (g.box for g in self.grids))

    @property
    def lines(self) -> tuple[tuple[Strip, Box], ...]:
        """Every strip with the box that its text ends at: its cell, or the picture."""
        inside = [(strip, cell.box) for cells in self.cells for cell in cells for strip in cell.strips]
        return (*inside, *((strip, self.bounds) for zone in self.outside for strip in zone))


def lay_out(picture: Picture, turns: int) -> Layout:
    """The layout of a picture after `turns` clockwise quarter turns."""
    clean, streaks = without_streaks(without_screens(picture.grey, picture.unit), picture.unit)
    page = upright(clean, picture.unit, (picture.width, picture.height), turns)
    unit = page.unit
    grey, fills = without_fills(page.grey, unit)
    grey, sealed = without_seals(grey, unit)
    ink, rules = _ruled(grey, unit)
    cleared = shows_through(rules, grey, unit)
    if cleared:
        grey = without_reverse(grey, unit)
        ink, rules = _ruled(grey, unit)
    page = replace(page, grey=grey)
    rules, crossed = without_strikes(without_strokes(rules, unit), ink, unit)
    type_ink = cv2.bitwise_or(cv2.subtract(ink, _thicker(rules.mask)), crossed).astype(np.uint8, copy=False)
    boxes = _boxes_of(type_ink, unit)
    marks = _marks_of(boxes, unit)
    verticals = (*rules.verticals, *lines_through(fills, ink, rules.verticals, unit))
    em = _usual_em(boxes, unit) * unit
    told = find_tables(rules.horizontals, verticals, marks, boxes / unit, em / unit)
    grids = told.grids
    inside, loose = _boxes_by_cell(boxes / unit, grids)
    cells = tuple(
        tuple(_cell_strips(grid, span, boxes, held[span], unit, em) for span in grid.cells)
        for grid, held in zip(grids, inside, strict=True)
    )
    doubted = tuple(frozenset(doubted_cells(grid, told.across, told.down, SCAN)) for grid in grids)
    outside = _outside(boxes, loose, grids, unit, em)
    ran = (
        *(page.from_page(line) for line in _lines_of(streaks, picture)),
        *(_scaled(fold, unit) for fold in rules.folds),
    )
    with_ink = [
        [(cell.span, cell.box, boxes[held[cell.span]]) for cell in ours]
        for ours, held in zip(cells, inside, strict=True)
    ]
    doubted = tuple(
        before | cells_cut_at(ours, ran, unit) | cells_written_over(ours, em, unit)
        for before, ours in zip(doubted, with_ink, strict=True)
    )
    layout = Layout(
        page, grids, cells, doubted, outside, rules.breaks, told.by_text, told.rows_by_text, ran, {}, sealed, cleared
    )
    return replace(layout, struck=_struck(layout, picture, ink, ran))


def _struck(layout: Layout, picture: Picture, ink: Ink, ran: Sequence[Box]) -> dict[Strip, tuple[Run, ...]]:
    """Lines with what may strike out a part of them, by ink like theirs or by a coloured pen; dirt along them, given
    by the lines that it `ran`, does not."""
    page, grey = layout.page, layout.page.grey
    pen = None if picture.pen is None else page.as_straightened(picture.pen, (picture.width, picture.height))
    strokes = None if pen is None else pen_strokes(pen, page.unit)
    strikes: dict[Strip, tuple[Run, ...]] = {}
    for strip, bounds in layout.lines:
        runs = () if _lies_on(strip, ran) else find_strikes(grey, ink, strip, bounds)
        if strokes is not None:
            runs = runs_joined((*runs, *find_pen_strikes(strokes, ink, strip, bounds)))
        if runs:
            strikes[strip] = runs
    return strikes


def _ruled(grey: Grey, unit: float) -> tuple[Ink, RuledInk]:
    """The ink of type, and the ruling lines, solid and dotted; folds are neither."""
    ink, faint = find_inks(grey, unit, FAINT, FAINT_RULE)
    solid = without_specks(faint, unit)
    rules = find_rules(solid, unit)
    if rules.folded is not None:
        ink, faint, solid = (cv2.subtract(one, rules.folded).astype(np.uint8) for one in (ink, faint, solid))
    return ink, with_dotted(with_joints(rules, solid, unit), faint, unit)


def _lies_on(strip: Strip, lines: Sequence[Box]) -> bool:
    """Whether a line of dirt runs along a line of type."""
    corners = [
        distances(line, np.array([strip.box])) for line in lines if abs(line[2] - line[0]) > abs(line[3] - line[1])
    ]
    return any(around.min() < 0 < around.max() for around in corners)


def _lines_of(streaks: Streaks, picture: Picture) -> list[Box]:
    """The streaks of a picture as lines (their ends) on the page as displayed, in points."""
    x, y = picture.width / picture.grey.shape[1], picture.height / picture.grey.shape[0]
    down = [(streak.start + streak.end) / 2 * x for streak in streaks.down]
    across = [(streak.start + streak.end) / 2 * y for streak in streaks.across]
    return [*((at, 0.0, at, picture.height) for at in down), *((0.0, at, picture.width, at) for at in across)]


def _scaled(box: Box, unit: float) -> Box:
    x0, top, x1, bottom = box
    return x0 * unit, top * unit, x1 * unit, bottom * unit


def _thicker(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The rules with their blurred edges."""
    return cv2.dilate(mask, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)


def _boxes_of(ink: NDArray[np.uint8], unit: float) -> Boxes:
    """The connected pieces of ink as boxes; specks below a third of a point are none."""
    count, labels, stats, _ = components(ink)
    longest = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    strung = (longest > LONGEST * unit) & (stats[:, cv2.CC_STAT_HEIGHT] <= TYPE[1] * unit)
    strung[0] = False
    pieces = [
        _unstrung(np.equal(labels[y : y + h, x : x + w], n), (x, y), unit) for n, (x, y, w, h) in _places(stats, strung)
    ]
    stats = np.concatenate([stats[1:count], *pieces]).astype(np.float64)
    least = max(0.1 * unit * unit, 2)
    stats = stats[stats[:, cv2.CC_STAT_AREA] >= least]
    x, y = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    boxes: Boxes = np.stack([x, y, x + stats[:, cv2.CC_STAT_WIDTH], y + stats[:, cv2.CC_STAT_HEIGHT]], axis=1)
    longest = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    return boxes[longest <= LONGEST * unit]


def _places(stats: NDArray[np.int32], which: NDArray[np.bool_]) -> list[tuple[int, list[int]]]:
    return [(n, stats[n, :4].tolist()) for n in np.flatnonzero(which).tolist()]


def _unstrung(piece: NDArray[np.bool_], corner: tuple[int, int], unit: float) -> NDArray[np.int32]:
    """The characters that a line through or below them strings together, without it: as components in the picture."""
    ink = piece.astype(np.uint8)
    line = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(STRING * unit)), np.uint8))
    count, _, stats, _ = components(cv2.subtract(ink, line).astype(np.uint8))
    stats = stats.copy()
    stats[:, : cv2.CC_STAT_WIDTH] += np.array(corner, np.int32)
    return stats[1:count]


def _marks_of(boxes: Boxes, unit: float) -> list[tuple[float, float]]:
    """Points inside what may be characters."""
    heights = boxes[:, 3] - boxes[:, 1]
    type_like = boxes[(heights >= TYPE[0] * unit) & (heights <= TYPE[1] * unit)]
    centres = (type_like[:, :2] + type_like[:, 2:]) / 2 / unit
    return [(x, y) for x, y in centres.tolist()]


def _usual_em(boxes: Boxes, unit: float) -> float:
    heights = (boxes[:, 3] - boxes[:, 1]) / unit
    usual = heights[(heights >= USUAL[0]) & (heights <= USUAL[1])]
    return float(np.percentile(usual, 80)) / INK_TO_EM if len(usual) >= 10 else USUAL_EM


def _boxes_by_cell(boxes: Boxes, grids: Sequence[Grid]) -> tuple[list[dict[Span, list[int]]], list[int]]:
    """Indices of the boxes (points) whose middles lie in each cell, and of those in none."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    loose = list(enumerate(map(tuple, middles.tolist())))
    inside: list[dict[Span, list[int]]] = []
    for grid in grids:
        held, loose = grid.fill(loose)
        inside.append({span: sorted(i for slot in _slots(span) for i in held.get(slot, ())) for span in grid.cells})
    return inside, [index for index, _ in loose]


def _slots(span: Span) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(span.row, span.row + span.row_span)
        for column in range(span.column, span.column + span.column_span)
    ]


def _cell_strips(grid: Grid, span: Span, boxes: Boxes, held: list[int], unit: float, em: float) -> CellStrips:
    x0, top, x1, bottom = (value * unit for value in grid.cell_box(span))
    inset = INSET * unit
    box = (x0 + inset, top + inset, x1 - inset, bottom - inset)
    strips = boxes_to_strips(whole_characters(boxes[held], em), em) if held else []
    return CellStrips(span, box, tuple(strips))


def _outside(
    boxes: Boxes, loose: list[int], grids: Sequence[Grid], unit: float, em: float
) -> tuple[tuple[Strip, ...], ...]:
    """Strips above, between and below the tables. Ink beside a table is dirt at the page's edge."""
    zones: dict[tuple[int, int], list[int]] = {}
    parting = gutter(grids)
    for index in loose:
        x0, top, x1, bottom = (boxes[index] / unit).tolist()
        zone = zone_of((x0 + x1) / 2, (top + bottom) / 2, grids, parting)
        if zone is not None:
            zones.setdefault(zone, []).append(index)
    return tuple(tuple(boxes_to_strips(boxes[zones[zone]], em)) for zone in sorted(zones))
