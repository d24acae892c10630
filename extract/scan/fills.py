"""Dark grounds, as headers have: light type on them made dark on light, their lines drawn anew. Where the type is the
darker, as in a grey header or under a marker pen, its ground is made as light as paper."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule
from extract.scan.page import components

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]

DARK = 0.62  # share of the paper's brightness that a dark ground stays below
AROUND, FULL = 9.0, 0.6  # points around a pixel, and the share of them that is dark on a dark ground
LEAST = (40.0, 9.0)  # points: a smaller dark area is a character or a stamp
SOLID = 0.6  # share of a dark rectangle that is dark
WHOLE = 0.9  # share of the darkest row of pixels near its upper and its lower edge that is dark
LINE = 0.7  # points: width of the lines drawn around it
RIM = 1.0  # points: width of its blurred edge
MEETS, CLEAR = 5.0, 1.2  # points: how near a line ends that goes on through it, and the room that it needs there
DUST = 0.03  # share of that room that may be ink


def without_fills(grey: Grey, unit: float) -> tuple[Grey, tuple[Box, ...]]:
    """The picture with dark grounds made light, and the boxes (pixels) of those of light type: reversed and framed."""
    paper = float(np.median(grey[::4, ::4]))
    brightest = math.ceil(DARK * paper) - 1
    dark = cv2.threshold(grey, brightest, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)
    side = 2 * round(AROUND * unit / 2) + 1
    full = cv2.threshold(cv2.blur(dark, (side, side)), FULL * 255, 255, cv2.THRESH_BINARY)[1].astype(
        np.uint8, copy=False
    )
    rows = np.flatnonzero(full.any(axis=1))
    if not len(rows):
        return grey, ()
    _, _, stats, _ = components(full[rows[0] : rows[-1] + 1])  # of most pages no more than a title is dark
    stats[:, cv2.CC_STAT_TOP] += int(rows[0])
    boxes = [box for found in stats[1:].tolist() if (box := _box_of(dark, found, side, unit))]
    if not boxes:
        return grey, ()
    grey = grey.copy()
    framed = [box for box in boxes if _bears_light_type(grey, box, brightest)]
    for box in boxes:
        if box in framed:
            _reverse(grey, box, paper, max(round(LINE * unit), 1))
        else:
            _lighten(grey, box, paper, round(RIM * unit))
    return grey, tuple(framed)


def _box_of(dark: Grey, stats: Sequence[int], side: int, unit: float) -> Box | None:
    """The dark rectangle that a dark area is the middle of."""
    left, top = max(stats[0] - side, 0), max(stats[1] - side, 0)
    part = dark[top : stats[1] + stats[3] + side, left : stats[0] + stats[2] + side] > 0
    inner = part[:, side // 2 : -side // 2] if part.shape[1] > 2 * side else part
    rows = np.flatnonzero(inner.mean(axis=1) > 0.4)
    if not len(rows):
        return None
    columns = np.flatnonzero(part[rows[0] : rows[-1] + 1].mean(axis=0) > 0.4)
    if not len(columns):
        return None
    x0, y0, x1, y1 = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
    if x1 - x0 < LEAST[0] * unit or y1 - y0 < LEAST[1] * unit or (dark[y0:y1, x0:x1] > 0).mean() < SOLID:
        return None
    across = (dark[y0:y1, x0:x1] > 0).mean(axis=1)
    edge = max(len(across) // 4, 1)
    if min(across[:edge].max(), across[-edge:].max()) < WHOLE:  # strokes of heavy type that have run together
        return None
    return int(x0), int(y0), int(x1), int(y1)


def _bears_light_type(grey: Grey, box: Box, brightest: int) -> bool:
    """Whether what stands out from a dark ground is lighter than it. A picture without type counts as a header."""
    x0, y0, x1, y1 = box
    part = grey[y0:y1, x0:x1]
    part = part[np.median(part, axis=1) <= brightest]  # a box may reach a little onto the paper
    part = part[:, np.median(part, axis=0) <= brightest] if len(part) else part
    if not part.size:
        return True
    away = part.astype(np.float32) - float(np.median(part))
    lighter, darker = (float(np.square(side).sum()) for side in (np.maximum(away, 0), np.minimum(away, 0)))
    return lighter >= darker


def _lighten(grey: Grey, box: Box, paper: float, rim: int) -> None:
    """Makes the ground as light as paper, its edge too, and what stands on it lighter in proportion."""
    x0, y0, x1, y1 = box
    share = paper / max(float(np.median(grey[y0:y1, x0:x1])), 1.0)
    part = grey[max(y0 - rim, 0) : y1 + rim, max(x0 - rim, 0) : x1 + rim]
    part[:] = np.clip(part * share, 0, paper).astype(np.uint8)


def _reverse(grey: Grey, box: Box, paper: float, pen: int) -> None:
    x0, y0, x1, y1 = box
    part = grey[y0:y1, x0:x1].astype(np.float32)
    ground = float(np.median(part))
    grey[y0:y1, x0:x1] = np.clip(paper - (part - ground), 0, paper).astype(np.uint8)
    cv2.rectangle(grey, (x0, y0), (x1 - 1, y1 - 1), 0, pen)


def lines_through(boxes: Sequence[Box], ink: Grey, verticals: Sequence[Rule], unit: float) -> list[Rule]:
    """The verticals that end at a dark ground, carried on through it where they cross no type: black lines on it can't
    be seen."""
    found: list[Rule] = []
    for x0, y0, x1, y1 in boxes:
        for rule in verticals:
            near = min(abs(rule.start - y1 / unit), abs(rule.end - y0 / unit)) <= MEETS
            if not near or not x0 < rule.at * unit < x1:
                continue
            left, right = round((rule.at - CLEAR) * unit), round((rule.at + CLEAR) * unit)
            inside = round(2 * CLEAR * unit)
            if ink[y0 + inside : y1 - inside, left:right].mean() <= DUST * 255:
                found.append(Rule(rule.at, y0 / unit, y1 / unit))
    return found
