"""Strokes of a coloured pen through lines of type: straight, slanting or waved.

Red ink is left out of a picture before it is read, so that seals spoil nothing; what a red line strikes out would then
be read as if nobody had. Seals, rings around words, ticks, signatures, underlines and marker pens strike nothing out.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.scan.page import components
from extract.scan.text import Strip

Grey = NDArray[np.uint8]
Bits = NDArray[np.bool_]
Box = tuple[float, float, float, float]
Run = tuple[float, float]  # pixels across the picture

TALLEST = 26.0  # points: taller coloured ink is a seal or a signature, with all that stands in it
RADII, ROUND = (22.0, 90.0), 2.5  # points: of seals' rings, and how far their ink lies from the circle
WITHIN = 1.1  # of its radius: a part of a ring does not tell the whole to a hair
LEAST = 40  # pixels of a ring's edges
BAND, BESIDE = 0.5, 1.0  # em above and below a line's middle: in which a strike runs, and where it no longer may
THROUGH, THICK = 0.3, 0.45  # em: how far from the middle a strike runs; what is thicker than two lines is a marker pen
MOST = 0.8  # share of a strike's length that keeps to these
GAP, SHORTEST = 0.35, 0.4  # em: what type hides of a strike; a shorter one is a dot
CLEAR = 0.2  # share of its length beyond which ink of its colour may stand beside it
OVER = 0.3  # share of its length in which there is type


def pen_strokes(coloured: Grey, unit: float) -> Grey | None:
    """Coloured ink without what is too tall for a strike, and what stands within that; none where nothing is left."""
    if not coloured.any():
        return None
    side = max(round(unit), 2)
    _, labels, stats, _ = components(cv2.dilate(coloured, np.ones((side, side), np.uint8)).astype(np.uint8, copy=False))
    tall = np.flatnonzero(stats[:, cv2.CC_STAT_HEIGHT] > TALLEST * unit)
    kept = coloured.copy()
    for n in (n for n in tall.tolist() if n):
        x, y, wide, high = stats[n, :4].tolist()
        place = np.s_[y : y + high, x : x + wide]
        kept[place] = 0
        ys, xs = np.nonzero((labels[place] == n) & (coloured[place] > 0))
        if circle := _circle(xs + x, ys + y, unit):
            cv2.circle(kept, (round(circle[0]), round(circle[1])), round(WITHIN * circle[2]), 0, -1)
    return kept if kept.any() else None


def _circle(xs: NDArray[np.intp], ys: NDArray[np.intp], unit: float) -> tuple[float, float, float] | None:
    """The middle and radius of the seal whose ring a piece of ink is, with the parts of it that type hides."""
    outer = _outermost(xs, ys) | _outermost(ys, xs)
    x, y = xs[outer].astype(np.float64), ys[outer].astype(np.float64)
    found = None
    for _ in range(2):  # the second time without what stands in the ring
        if len(x) < LEAST:
            return None
        terms = np.stack([2 * x, 2 * y, np.ones_like(x)], axis=1)
        (a, b, c), *_ = np.linalg.lstsq(terms, x * x + y * y)
        radius = math.sqrt(max(c + a * a + b * b, 0.0))
        near = np.abs(np.hypot(x - a, y - b) - radius) <= ROUND * unit
        found = (float(a), float(b), radius)
        if near.mean() < MOST or not RADII[0] * unit <= radius <= RADII[1] * unit:
            return None
        x, y = x[near], y[near]
    return found


def _outermost(along: NDArray[np.intp], across: NDArray[np.intp]) -> Bits:
    """The pixels that come first or last in their row or column."""
    order = np.lexsort((across, along))
    turns = np.flatnonzero(np.diff(along[order]))
    outer = np.zeros(len(along), bool)
    outer[order[np.concatenate([[0], turns + 1, turns, [len(along) - 1]])]] = True
    return outer


def find_pen_strikes(strokes: Grey, ink: Grey, strip: Strip, bounds: Box) -> tuple[Run, ...]:
    """Where coloured strokes strike out a part of a line of type, whose `ink` is that of all colours."""
    em, (x0, top, x1, bottom) = strip.em, strip.box
    middle, reach = round((top + bottom) / 2), round(BESIDE * em)
    left, right = max(round(max(x0 - BAND * em, bounds[0])), 0), round(min(x1 + BAND * em, bounds[2]))
    rows = slice(max(middle - reach, 0), middle + reach + 1)
    around, type_ink = np.asarray(strokes[rows, left:right] > 0), np.asarray(ink[rows, left:right] > 0)
    centre = middle - rows.start
    if not around.any():
        return ()
    inner = slice(max(centre - round(BAND * em), 0), centre + round(BAND * em) + 1)
    seen = np.asarray(around[inner].any(axis=0), np.uint8)[None]
    closed = np.asarray(cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((1, round(GAP * em) + 1))))
    runs = []
    for start, end in _runs(np.asarray(closed[0] > 0)):
        part = np.s_[:, start:end]
        if end - start >= SHORTEST * em and _is_strike(around[part], inner, type_ink[part], centre, em):
            runs.append((float(left + start), float(left + end)))
    return tuple(runs)


def _runs(row: Bits) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _is_strike(around: Bits, inner: slice, type_ink: Bits, centre: int, em: float) -> bool:
    """Whether coloured ink keeps to the middle of a line, is thin, and has type under it and no ink of its own colour
    beside it."""
    band = around[inner]
    seen = band.any(axis=0)
    places = np.arange(len(band))[:, None] + (inner.start - centre)
    first = np.where(band, places, len(around)).min(axis=0)[seen]
    last = np.where(band, places, -len(around)).max(axis=0)[seen]
    through = np.abs((first + last) / 2) <= THROUGH * em
    thin = last - first <= THICK * em
    outside = around.copy()
    outside[inner] = False
    own = np.asarray(cv2.dilate(band.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    over = (type_ink[inner] & ~own).any(axis=0)
    return bool((through & thin).mean() >= MOST and outside.any(axis=0).mean() <= CLEAR and over.mean() >= OVER)
