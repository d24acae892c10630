"""Ruling lines broken at their crossings: in a low row what is left of a line is as short as a stroke of a character.

Such a piece is told by where it stands: on a line known from the rows above and below, in a row where others do too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule, cluster
from extract.scan.pieces import WAVER, exchanged
from extract.scan.rules import LONG, REACH, STRAYS, RuledInk

Ink = NDArray[np.uint8]

LOW = 26.0  # points: in higher rows a line's piece is long enough to be found by itself
COVER = 0.6  # share of a row that a line must fill to be known there
GAP, LEAST = 2.4, 4.0  # points: what a crossing may lack on either side, and what must be left between
FULL, BESIDE, QUIET = 0.9, 2.0, 0.3  # share of the piece that is ink; points beside it where at most that share is
FEWEST = 2  # pieces within a row that bear each other out


def with_joints(rules: RuledInk, ink: Ink, unit: float) -> RuledInk:
    """The ruling lines with such pieces, from one crossing line to the next, and their ink."""
    mask = rules.mask.copy()
    verticals = tuple(_pieces_between(rules.horizontals, rules.verticals, ink, mask, unit))
    horizontals = tuple(_pieces_between(rules.verticals, rules.horizontals, exchanged(ink), mask.T, unit))
    if not verticals and not horizontals:
        return rules
    return replace(
        rules,
        horizontals=(*rules.horizontals, *horizontals),
        verticals=(*rules.verticals, *verticals),
        mask=mask,
    )


def _pieces_between(
    above_below: Sequence[Rule], lines: Sequence[Rule], ink: Ink, mask: Ink, unit: float
) -> Iterator[Rule]:
    """Pieces of `lines` in the low rows between the long ones of `above_below`; their ink goes into `mask`."""
    places = [sum(group) / len(group) for group in _places(lines)]
    rows = [sum(group) / len(group) for group in _places(above_below)]
    for top, bottom in pairwise(rows):
        if not GAP * 2 + LEAST <= bottom - top <= LOW:
            continue
        here = [x for x in places if _reaches(above_below, top, x) and _reaches(above_below, bottom, x)]
        lost = [x for x in here if not _is_known(lines, x, top, bottom)]
        found = [at for x in lost if (at := _piece_at(ink, x, top, bottom, unit)) is not None]
        inner = [at for at in found if here[0] + STRAYS < at < here[-1] - STRAYS]
        if len(inner) < FEWEST or 2 * len(found) < len(here):
            continue
        for at in found:
            half = WAVER * unit
            left, right = round(at * unit - half), round(at * unit + half) + 1
            rows_of = slice(round(top * unit), round(bottom * unit))
            mask[rows_of, left:right] |= ink[rows_of, left:right]
            yield Rule(at, top, bottom)


def _places(rules: Sequence[Rule]) -> list[list[float]]:
    return cluster((rule.at for rule in rules if rule.end - rule.start >= LONG), STRAYS, 2 * STRAYS)


def _reaches(rules: Sequence[Rule], at: float, place: float) -> bool:
    return any(abs(rule.at - at) <= 2 * STRAYS and rule.start - REACH <= place <= rule.end + REACH for rule in rules)


def _is_known(lines: Sequence[Rule], at: float, start: float, end: float) -> bool:
    return any(
        abs(rule.at - at) <= 2 * STRAYS and min(rule.end, end) - max(rule.start, start) >= COVER * (end - start)
        for rule in lines
    )


def _piece_at(ink: Ink, x: float, top: float, bottom: float, unit: float) -> float | None:
    """Where near `x` an unbroken line of ink, with paper beside it, runs through the row; None where none does."""
    reach = round((STRAYS + BESIDE + WAVER) * unit)
    left = round(x * unit) - reach
    rows = slice(round((top + GAP) * unit), round((bottom - GAP) * unit))
    part = ink[rows, max(left, 0) : round(x * unit) + reach + 1]
    waver = 2 * max(round(WAVER * unit / 2), 1) + 1
    if part.shape[0] < LEAST * unit or part.shape[1] < waver:
        return None
    shares = cv2.dilate(part, np.ones((1, waver), np.uint8)).mean(axis=0) / 255
    bare = part.mean(axis=0) / 255
    best = np.flatnonzero(shares >= max(FULL, float(shares.max())))
    if not len(best):
        return None
    middle = round(float(best.mean()))
    beside = round(BESIDE * unit)
    sides = [bare[i] for i in (middle - beside, middle + beside) if 0 <= i < len(bare)]
    return (max(left, 0) + middle + 0.5) / unit if len(sides) == 2 and max(sides) <= QUIET else None
