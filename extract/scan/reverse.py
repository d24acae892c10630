"""Print of a page's other side that shows through thin paper: left out, where its ruling lines give it away.

Both sides of a sheet carry tables. What shows through is paler than the page's own lines and blurred by the paper, and
lies across it as a second, mirrored table, whose lines would cut cells in two and whose type would be read with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule
from extract.scan.page import Grey, darkness
from extract.scan.rules import RuledInk

OWN, PALE = 0.75, 0.5  # shares of the usual darkness of lines: at least that of the page's own, at most that of others
THIN = 0.85  # share of the width of the page's own, below which a pale line is a hairline
LEAST_OWN = 3  # lines each way
LEAST_PALE = 5  # the same; a photograph's edges are pale, too
PIECES, BROKEN = 10, 0.5  # pale lines one way that are enough if they are shorter than this share of the page's own
LEAST = 20.0  # points: the length of lines that count
DOTS = 0.75  # share of a line's columns of pixels of which some are dark, were it of dots
REACH = 1.2  # points to either side, in which a line's darkest pixels lie
KEPT = 0.5  # share of the usual contrast that ink of the page's own has somewhere near
SMALL, AROUND = 0.7, 31  # pixels of a point, and pixels around, by which the paper's own shade is told


def shows_through(rules: RuledInk, grey: Grey, unit: float) -> bool:
    """Whether there are dark lines each way, and far paler ones as wide: each way, too, or many that go to pieces."""
    darker, _ = darkness(grey, unit)
    each_way = [_lines(rules.horizontals, darker, unit), _lines(rules.verticals, darker.T, unit)]
    if not all(lines.size for lines in each_way):
        return False
    usual = float(np.quantile(np.concatenate(each_way)[:, 0], 0.9))
    own = [lines[lines[:, 0] >= OWN * usual] for lines in each_way]
    pale = [lines[lines[:, 0] <= PALE * usual] for lines in each_way]
    if min(map(len, own)) < LEAST_OWN or not any(map(len, pale)):
        return False
    widths = [float(np.concatenate(lines)[:, 2].mean()) for lines in (own, pale)]
    pieces = max(int((b[:, 1] < BROKEN * np.median(a[:, 1])).sum()) for a, b in zip(own, pale, strict=True))
    return widths[1] >= THIN * widths[0] and (min(map(len, pale)) >= LEAST_PALE or pieces >= PIECES)


def _lines(rules: Sequence[Rule], darker: Grey, unit: float) -> NDArray[np.float64]:
    """How dark each line is, how long (points) and how wide (pixels), told by the darker columns of pixels that it
    crosses, as dots have; without short ones."""
    reach = max(round(REACH * unit), 2)
    found = []
    for rule in (rule for rule in rules if rule.end - rule.start >= LEAST):
        at, start, end = round(rule.at * unit), round(rule.start * unit), round(rule.end * unit)
        band = darker[max(at - reach, 0) : at + reach + 1, max(start, 0) : end + 1]
        if band.size:
            darkest = band.max(axis=0)
            wide = (band >= darkest / 2).sum(axis=0)
            found.append((float(np.quantile(darkest, DOTS)), rule.end - rule.start, float(np.median(wide))))
    return np.array(found).reshape(-1, 3)


def without_reverse(grey: Grey, unit: float) -> Grey:
    """The picture with only what is dark, and the soft edges of that, on its paper."""
    darker, contrast = darkness(grey, unit)
    dark = (darker >= KEPT * contrast).astype(np.uint8)
    kept = cv2.dilate(dark, np.ones((3, 3), np.uint8))
    scale = SMALL / unit
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(small, AROUND), grey.shape[::-1])
    return np.where(kept > 0, grey, cv2.max(grey, paper)).astype(np.uint8)
