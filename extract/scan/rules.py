"""Ruling lines in a picture: from ink to the same `Rule`s that a digital page draws.

A line is where most of a window along it is ink, not all of it: noise, dust and a printer's faults break a line
everywhere, and a plain morphological opening then finds none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule, Tolerances, merge_rules
from extract.scan.folds import find_folds, without_lines
from extract.scan.pieces import THICK, Pieces, exchanged, find_pieces, levelled, rows_with

Ink = NDArray[np.uint8]
Box = tuple[float, float, float, float]

WINDOW = 14.2  # points along a line that are looked at together
SHARE = 0.82  # share of the window that is ink
SHORT = 11.0  # points: shorter is a stroke of a character
SAG, BENT = 0.8, 0.02  # points, and share of its length, by which an arc's middle lies off its ends: a seal's ring
LONG = 32.0  # points: longer than any stroke of a heading
STRAYS, GAP = 2.0, 8.0  # points that a piece may lie beside the line it goes on, and before its end
BROKEN, AT_CROSSING = 20.0, 2.5  # points: gaps that are bridged, and how near a crossing line a gap ends that is meant
TORN = 25  # breaks in a page's ruling lines: so many that some of what was drawn may be missed without a trace
ONE_LINE = Tolerances(snap=STRAYS, join=BROKEN)
TABLE = 100.0  # points: what hangs together over less, both ways, is no table
EDGES = 0.9  # points: what a fold that leans a little has beside its pieces
REACH, SHORT_REACH = 5.0, 0.5  # points: a line that ends this near to another meets it; the same of the shortest


@dataclass(frozen=True, slots=True)
class RuledInk:
    """Ruling lines in points, their pixels, and in how many places they are broken; the ends (points) of folds, and
    their pixels where there are any."""

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]
    mask: Ink
    breaks: int = 0
    folds: tuple[Box, ...] = ()
    folded: Ink | None = None


def find_rules(ink: Ink, unit: float) -> RuledInk:
    """The ruling lines of a straightened picture's ink. `unit` is the pixels of a point."""
    found_across, found_down = _pieces_across(ink, unit), _pieces_across(exchanged(ink), unit)
    folds_across = find_folds(found_across, found_down, ink.shape[1] / unit)
    folds_down = find_folds(found_down, found_across, ink.shape[0] / unit)
    across, down = without_lines(found_across, folds_across), without_lines(found_down, folds_down)
    horizontals = _anchored(across.lines, down.lines.values())
    verticals = _anchored(down.lines, across.lines.values())
    # strokes as long as a rule's piece stay ink: 一 at the beginning of a line would be lost with its pixels
    mask = np.zeros_like(ink)
    across.draw(horizontals, mask)
    down.draw(verticals, mask.T)
    rows, columns = list(horizontals.values()), list(verticals.values())
    breaks = sum(len(pieces) - len(merge_rules(pieces, ONE_LINE)) for pieces in (rows, columns))
    rules = RuledInk((*rows, *_bridges(rows, columns)), (*columns, *_bridges(columns, rows)), mask, breaks)
    if not folds_across and not folds_down:
        return rules
    folded = np.zeros_like(ink)
    found_across.draw(folds_across, folded)
    found_down.draw(folds_down, folded.T)
    side = 2 * round(EDGES * unit) + 1
    folded = cv2.dilate(folded, np.ones((side, side), np.uint8)).astype(np.uint8, copy=False)
    folds = [found_across.ends(n, unit) for n in sorted(folds_across)]
    folds += [(x0, y0, x1, y1) for y0, x0, y1, x1 in (found_down.ends(n, unit) for n in sorted(folds_down))]
    return replace(rules, folds=tuple(folds), folded=folded)


def without_strokes(rules: RuledInk, unit: float) -> RuledInk:
    """The ruling lines without those that hang together over little room: strokes of a title, of a seal."""
    lines = [*rules.horizontals, *rules.verticals]
    down = len(rules.horizontals)
    boxes = np.array([_box_of(rule, index < down) for index, rule in enumerate(lines)]).reshape(-1, 4)
    dropped: set[int] = set()
    left = set(range(len(lines)))
    while left:
        network, new = set[int](), {left.pop()}
        while new:
            network |= new
            near = {n for one in new for n in np.flatnonzero(_near(boxes, boxes[one])).tolist()}
            new = near & left
            left -= new
        members = boxes[sorted(network)]
        if float((members[:, 2:].max(axis=0) - members[:, :2].min(axis=0)).max()) < TABLE:
            dropped |= network
    if not dropped:
        return rules
    mask = rules.mask.copy()
    for x0, top, x1, bottom in ((boxes[sorted(dropped)] + [-THICK, -THICK, THICK, THICK]) * unit).round().tolist():
        mask[max(int(top), 0) : int(bottom) + 1, max(int(x0), 0) : int(x1) + 1] = 0
    kept = [(index, rule) for index, rule in enumerate(lines) if index not in dropped]
    return replace(
        rules,
        horizontals=tuple(rule for index, rule in kept if index < down),
        verticals=tuple(rule for index, rule in kept if index >= down),
        mask=mask,
    )


def _box_of(rule: Rule, across: bool) -> Box:
    return (rule.start, rule.at, rule.end, rule.at) if across else (rule.at, rule.start, rule.at, rule.end)


def _near(boxes: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which boxes lie within GAP of one."""
    apart = np.maximum(boxes[:, :2] - box[2:], box[:2] - boxes[:, 2:])
    return np.asarray(apart.max(axis=1) <= GAP)


def _bridges(along: Sequence[Rule], crossing: Sequence[Rule]) -> list[Rule]:
    """Pieces for the gaps in broken lines. A gap from one crossing line to the next is none: there a cell is merged."""
    found: list[Rule] = []
    for before in along:
        for after in along:
            gap = after.start - before.end
            if not 0 < gap <= BROKEN or abs(after.at - before.at) > STRAYS:
                continue
            if min(before.end - before.start, after.end - after.start) < 1.5 * gap:
                continue
            ends = (before.end, after.start)
            if all(any(abs(rule.at - end) <= AT_CROSSING for rule in crossing) for end in ends):
                continue
            at = (before.at + after.at) / 2
            if not any(abs(rule.at - at) <= STRAYS and before.end < rule.end < after.end for rule in along):
                found.append(Rule(at, before.end, after.start))
    return found


def _anchored(pieces: Mapping[int, Rule], crossing: Collection[Rule]) -> dict[int, Rule]:
    """The pieces that are ruling lines: long ones, those that run from one long line to another, and what goes on with
    either, piece after piece.

    The strokes of a heading in large type are as long as the height of a row, but do neither.
    """
    found: dict[int, Rule] = {}
    new = {n: rule for n, rule in pieces.items() if rule.end - rule.start >= LONG or _runs_between(rule, crossing)}
    while new:
        found |= new
        new = {
            n: rule
            for n, rule in pieces.items()
            if n not in found and any(_goes_on(rule, other, pieces.values(), crossing) for other in new.values())
        }
    return {n: rule for n, rule in pieces.items() if n in found}


def _goes_on(rule: Rule, other: Rule, along: Collection[Rule], crossing: Collection[Rule]) -> bool:
    return (
        abs(other.at - rule.at) <= STRAYS
        and max(other.start - rule.end, rule.start - other.end) <= GAP
        and not _is_parted(rule, other, along, crossing)
    )


def _runs_between(rule: Rule, crossing: Collection[Rule]) -> bool:
    # in a low row of text the strokes of a character come near both lines; a ruling line goes through them
    reach = min(REACH, SHORT_REACH + 0.1 * max(rule.end - rule.start - SHORT, 0.0))
    near = [
        other.at
        for other in crossing
        if other.end - other.start >= LONG and other.start - REACH <= rule.at <= other.end + REACH
    ]
    begins = any(-REACH <= rule.start - at <= reach for at in near)
    return begins and any(-REACH <= at - rule.end <= reach for at in near)


def _is_parted(rule: Rule, other: Rule, along: Collection[Rule], crossing: Collection[Rule]) -> bool:
    """Whether the table ends at a line between the two: a stroke of the title is none of the table's line.

    Where other lines go on through that line the table does not end there.
    """
    ends = sorted((rule.start, rule.end, other.start, other.end))[1:3]
    between = [
        line.at
        for line in crossing
        if line.end - line.start >= LONG
        and ends[0] - AT_CROSSING <= line.at <= ends[1] + AT_CROSSING
        and line.start - REACH <= rule.at <= line.end + REACH
    ]
    return any(not any(one.start < at - GAP and at + GAP < one.end for one in along) for at in between)


def _pieces_across(ink: Ink, unit: float) -> Pieces:
    """What may be ruling lines across."""
    window = max(round(WINDOW * unit), 5)
    level = levelled(ink, unit)
    share = cv2.blur(level, (window, 1), borderType=cv2.BORDER_CONSTANT)
    core = cv2.threshold(share, SHARE * 255, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    rows = rows_with(core)
    # the window's middle runs from half a window after the line's start to half a window before its end
    reach = cv2.dilate(core[rows], np.ones((1, window), np.uint8))
    pieces = find_pieces(cv2.bitwise_and(reach, level[rows]).astype(np.uint8, copy=False), rows, unit, SHORT)
    return replace(pieces, lines={n: line for n, line in pieces.lines.items() if not _is_bent(pieces.shape(n), unit)})


def _is_bent(piece: NDArray[np.bool_], unit: float) -> bool:
    """Whether a piece is an arc. A bowed page's lines sag as much, but over their whole length."""
    high, wide = piece.shape
    least = max(SAG * unit, BENT * wide)
    if high <= least:
        return False
    middles = (piece * np.arange(high)[:, None]).sum(axis=0) / np.maximum(piece.sum(axis=0), 1)
    part = wide // 4
    ends = (middles[:part].mean() + middles[wide - part :].mean()) / 2
    return bool(abs(middles[part : wide - part].mean() - ends) > least)
