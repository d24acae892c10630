"""The picture of a page, straightened: skew and perspective found and undone, ink told from paper.

`straighten` gives a picture whose ruling lines run along the axes, and the way back to the page. Lengths are points
on paper times `unit`, the pixels of a point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Ink = NDArray[np.uint8]  # 255 where there is ink
Matrix = NDArray[np.float64]
Labels = NDArray[np.int32]
Box = tuple[float, float, float, float]
Piece = tuple[float, float, float]  # of a line: degrees of lean, place across, length

SEEK_UNIT = 100 / 72  # pixels of a point where the skew is looked for
RULED = 24.0  # points: ink in one piece at least this long tells the skew where there is any; it is no type
BAND, RIM = 3.5, 2.2  # points: thicker ink is the edge of the paper, or a dark ground; how far its own edge wavers
MAX_SKEW = 12.0  # degrees
STEPS = 720  # directions of the half circle that lines are looked for in
FINE, AROUND = 0.025, 8  # degrees, and how many such steps to either side
SKEWED = 0.04  # degrees: less is left as it is
SHEARED = 0.35  # degrees: lines across and lines down that lean alike to this lean by the same angle
NEAR = 4.0  # degrees: lines that lean alike
LONGEST, APART, AGREES = 40, 0.2, 0.6  # pieces tried two by two; share of the page between them; degrees
CONVERGING = 0.25  # degrees between the first and the last line of a page that only a photograph's perspective gives
PERSPECTIVE = 1e-4  # of a matrix, over the page: less is rounding
NEIGHBOURHOOD = 16.0  # points: what a pixel's brightness is compared with
FAINT, FAINT_RULE = 0.22, 0.13  # shares of the usual contrast that tell type and ruling lines from paper
LEAST_CONTRAST, NOISY = 12.0, 12.0  # grey levels; times the paper's own unevenness that ink stands out by at the least
SPECK = 1.2  # points: the longer side of a dot that may be noise


@dataclass(frozen=True, slots=True)
class Upright:
    """A straightened picture. `back` leads from its pixels to points of the page as displayed."""

    grey: Grey
    unit: float
    back: Matrix

    def to_page(self, box: Box) -> Box:
        """The box on the page that holds a box of the picture (pixels)."""
        x0, top, x1, bottom = box
        corners = np.array([[[x0, top], [x1, top], [x1, bottom], [x0, bottom]]], np.float64)
        found = cv2.perspectiveTransform(corners, self.back)[0]
        xs, ys = found[:, 0], found[:, 1]
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())

    def as_straightened(self, mask: Ink, size: tuple[float, float]) -> Ink:
        """A mask of the picture as it came, turned and straightened as this one. `size` is the page's as displayed."""
        there = np.linalg.inv(self.back) @ np.diag([size[0] / mask.shape[1], size[1] / mask.shape[0], 1.0])
        high, wide = self.grey.shape
        return cv2.warpPerspective(mask, there, (wide, high), flags=cv2.INTER_NEAREST).astype(np.uint8, copy=False)

    def from_page(self, line: Box) -> Box:
        """A line (its ends) on the page as it runs through the picture (pixels)."""
        ends = np.array(line, np.float64).reshape(1, 2, 2)
        x0, y0, x1, y1 = cv2.perspectiveTransform(ends, np.linalg.inv(self.back)).ravel().tolist()
        return x0, y0, x1, y1


def upright(grey: Grey, unit: float, size: tuple[float, float], turns: int) -> Upright:
    """The picture after `turns` clockwise quarter turns, straightened. `size` is that of the page as displayed."""
    high, wide = grey.shape
    back = np.diag([size[0] / wide, size[1] / high, 1.0])
    codes = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if turns:
        grey = cv2.rotate(grey, codes[turns]).astype(np.uint8, copy=False)
        back = back @ _turning_back(turns, wide, high)
    warp = _straightening(grey, unit)
    if warp is None:
        return Upright(grey, unit, back)
    straight = _warped(grey, warp)
    if np.abs(warp[2, :2]).max() * max(grey.shape) > PERSPECTIVE:  # its lines lean not quite in proportion to place
        more = _straightening(straight, unit)
        if more is not None:
            warp = more @ warp
            straight = _warped(grey, warp)
    return Upright(straight, unit, back @ np.linalg.inv(warp))


def _warped(grey: Grey, warp: Matrix) -> Grey:
    high, wide = grey.shape
    paper = int(np.median(grey[::8, ::8]))
    return cv2.warpPerspective(
        grey, warp, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(paper,)
    ).astype(np.uint8, copy=False)


def _turning_back(turns: int, wide: int, high: int) -> Matrix:
    """From pixels of a turned picture to those of the picture of `wide` x `high` that it was turned from."""
    if turns == 1:  # clockwise: the turned picture's x runs up the original
        return np.array([[0, 1, 0], [-1, 0, high], [0, 0, 1]], np.float64)
    if turns == 2:
        return np.array([[-1, 0, wide], [0, -1, high], [0, 0, 1]], np.float64)
    return np.array([[0, -1, wide], [1, 0, 0], [0, 0, 1]], np.float64)


# --- ink


def find_ink(grey: Grey, unit: float, faint: float = FAINT) -> Ink:
    """What is darker than its surroundings: grey paper and shadows at the edges are no ink.

    `faint` is the share of the ink's usual contrast that is enough.
    """
    (ink,) = find_inks(grey, unit, faint)
    return ink


def find_inks(grey: Grey, unit: float, *faint: float) -> list[Ink]:
    """The ink by several shares of its usual contrast."""
    darker, contrast = darkness(grey, unit)
    least = [max(share * contrast, LEAST_CONTRAST) for share in faint]
    return [cv2.threshold(darker, level, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False) for level in least]


def darkness(grey: Grey, unit: float) -> tuple[Grey, float]:
    """How much darker each pixel is than its surroundings, and the ink's contrast: what stands out most, but for a few
    pixels."""
    side = 2 * round(NEIGHBOURHOOD * unit / 2) + 1
    around = cv2.blur(grey, (side, side), borderType=cv2.BORDER_REPLICATE)
    counts = np.bincount((around[::3, ::3].astype(np.int16) - grey[::3, ::3]).ravel() + 255, minlength=511)
    contrast = max(_quantile(counts, 0.995) - 255, NOISY * _unevenness(counts))
    return cv2.subtract(around, grey).astype(np.uint8, copy=False), contrast


def _quantile(counts: NDArray[np.int64], share: float) -> int:
    """The least place of a histogram up to which this share of what it counts lies."""
    return int(np.searchsorted(counts.cumsum(), share * counts.sum()))


def _unevenness(counts: NDArray[np.int64]) -> float:
    """The standard deviation of most of what a histogram counts, from the median absolute deviation: ink is the lesser
    part."""
    deviations = np.abs(np.arange(len(counts)) - _quantile(counts, 0.5))
    return 1.4826 * _quantile(np.bincount(deviations, weights=counts).astype(np.int64), 0.5)


def components(ink: Ink) -> tuple[int, Labels, NDArray[np.int32], Matrix]:
    """The pieces of ink that hang together: their number with the paper's 0, each pixel's label, and by label box with
    area, and middle. The method named needs half the time of the default on one core, and gives the same labels."""
    count, labels, stats, middles = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return count, labels.astype(np.int32, copy=False), stats.astype(np.int32, copy=False), np.asarray(middles)


def without_specks(ink: Ink, unit: float) -> Ink:
    """The ink without dots whose longer side is below SPECK points."""
    _, labels, stats, _ = components(ink)
    specks = np.flatnonzero(_longer(stats) < SPECK * unit)
    specks = specks[specks > 0]
    if not len(specks):
        return ink
    ink = ink.copy()
    wide = ink.shape[1]
    left, top, across, down = stats[specks, : cv2.CC_STAT_AREA].astype(np.intp).T
    places = top * wide + left
    for y, x in np.ndindex(int(down.max()), int(across.max())):  # their few pixels, not all of the picture's
        inside = (y < down) & (x < across)
        here = places[inside] + (y * wide + x)
        ink.ravel()[here[labels.ravel()[here] == specks[inside]]] = 0
    return ink


def _longer(stats: NDArray[np.int32]) -> NDArray[np.int32]:
    """The longer sides of components."""
    return np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])


# --- skew and perspective


def _straightening(grey: Grey, unit: float) -> Matrix | None:
    """The matrix that makes the picture's lines run along its axes; None where they do."""
    scale = min(SEEK_UNIT / unit, 1.0)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    ink = find_ink(small, unit * scale)
    seen = _without_bands(_ruled(ink, unit * scale), unit * scale)
    across, down = _directions(seen, unit * scale)
    if not across and not down:  # dotted lines, or rows of type alone
        seen = ink
        across, down = _directions(seen, unit * scale)
    if not across and not down:
        return None
    high, wide = small.shape
    lean = _middle([(angle, length) for angle, _, length in (*across, *down)])
    rows, columns = _fan(across, high, lean), _fan(down, wide, lean)
    if rows[0] == rows[1] and columns[0] == columns[1] and abs(rows[0] - columns[0]) < SHEARED:
        lean = _sharpest(seen, lean)
        rows = columns = (lean, lean)
    if max(abs(lean), abs(rows[0]), abs(rows[1]), abs(columns[0]), abs(columns[1])) < SKEWED:
        return None
    full_high, full_wide = grey.shape
    return _unwarp(full_wide, full_high, rows, columns)


def _ruled(ink: Ink, unit: float) -> Ink:
    """The pieces of ink that are as long as no type."""
    _, labels, stats, _ = components(ink)
    long = _longer(stats) >= RULED * unit
    long[0] = False
    return np.take(long * np.uint8(255), labels)


def _without_bands(ink: Ink, unit: float) -> Ink:
    """The ink without what is thicker than a ruling line: print need not lie straight on the paper, nor the paper on
    the table that it was photographed on."""
    side, rim = max(round(BAND * unit), 2), 2 * round(RIM * unit) + 1
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return cv2.subtract(ink, cv2.dilate(thick, np.ones((rim, rim), np.uint8))).astype(np.uint8, copy=False)


def _directions(ink: Ink, unit: float) -> tuple[list[Piece], list[Piece]]:
    """Straight pieces of line: first those that run across."""
    pieces = cv2.HoughLinesP(ink, 1, math.pi / STEPS, 90, minLineLength=72 * unit * 1.1, maxLineGap=3)
    across: list[Piece] = []
    down: list[Piece] = []
    for x0, y0, x1, y1 in np.asarray(pieces).reshape(-1, 4).tolist() if pieces is not None else ():
        wide, high = x1 - x0, y1 - y0
        length = math.hypot(wide, high)
        angle = math.degrees(math.atan2(high, wide))
        if abs(angle) <= MAX_SKEW:
            across.append((angle, (y0 + y1) / 2, length))
        elif abs(abs(angle) - 90) <= MAX_SKEW:
            down.append((angle - 90 if angle > 0 else angle + 90, (x0 + x1) / 2, length))
    return across, down


def _sharpest(ink: Ink, lean: float) -> float:
    """The lean near `lean` along which the ink falls into the fewest rows and columns.

    A page's lines together tell it within a hundredth of a degree, each piece of one within a tenth.
    """
    ys, xs = np.nonzero(ink)
    angles = lean + np.arange(-AROUND, AROUND + 1) * FINE
    sharpness = []
    for angle in np.radians(angles).tolist():
        along, across = math.cos(angle), math.sin(angle)
        places = (along * ys - across * xs, along * xs + across * ys)
        counts = [np.bincount((place - place.min()).astype(np.int64)).astype(np.float64) for place in places]
        sharpness.append(sum(float(count @ count) for count in counts))
    best = int(np.argmax(sharpness))
    if not 0 < best < len(angles) - 1:
        return lean
    before, top, after = sharpness[best - 1 : best + 2]
    return float(angles[best]) + FINE * (before - after) / (2 * (before - 2 * top + after))  # of a parabola


def _middle(weighted: list[tuple[float, float]]) -> float:
    """Weighted median."""
    ordered = sorted(weighted)
    half, total = sum(weight for _, weight in ordered) / 2, 0.0
    for value, weight in ordered:
        total += weight
        if total >= half:
            return value
    return 0.0


def _fan(pieces: list[Piece], extent: float, lean: float) -> tuple[float, float]:
    """Lean in degrees at the first and at the last edge: the same, unless the lines converge as on a photograph."""
    near = [piece for piece in pieces if abs(piece[0] - lean) < NEAR]
    if len(near) < len(pieces):  # strokes of other lean, or lines that converge so much
        near = max(near, _agreeing(pieces, extent), key=lambda found: sum(length for _, _, length in found))
    if not near:
        return lean, lean
    common = _middle([(angle, length) for angle, _, length in near])
    places = np.array([place / extent for _, place, _ in near])
    if len(near) < 8 or np.ptp(places) < 0.4:
        return common, common
    angles, weights = np.array([angle for angle, _, _ in near]), np.array([length for _, _, length in near])
    for _ in range(3):  # the fit is to the lines that agree
        slope, start = np.polyfit(places, angles, 1, w=weights)
        off = np.abs(angles - (slope * places + start))
        kept = off <= max(2 * float(np.median(off)), 0.1)
        if kept.sum() < 6:
            break
        places, angles, weights = places[kept], angles[kept], weights[kept]
    spread = float(np.median(np.abs(angles - (slope * places + start))))
    if abs(slope) < max(CONVERGING, 3 * spread) or np.ptp(places) < 0.4:
        return common, common
    return float(start), float(start + slope)


def _agreeing(pieces: list[Piece], extent: float) -> list[Piece]:
    """The pieces that lean in proportion to their places as two of them do: those two whose company is the longest."""
    longest = sorted(pieces, key=lambda piece: piece[2], reverse=True)[:LONGEST]
    angles, places, lengths = np.array(pieces).T
    best: tuple[float, list[Piece]] = (0.0, [])
    for (first, start, _), (second, end, _) in combinations(longest, 2):
        if abs(end - start) < APART * extent:
            continue
        agree = np.abs(first + (second - first) / (end - start) * (places - start) - angles) <= AGREES
        if float(lengths[agree].sum()) > best[0]:
            best = float(lengths[agree].sum()), [pieces[n] for n in np.flatnonzero(agree).tolist()]
    return best[1]


def _unwarp(wide: int, high: int, rows: tuple[float, float], columns: tuple[float, float]) -> Matrix:
    """From a picture whose lines lean by `rows` at its top and bottom, `columns` at its left and right, to one whose
    lines do not. The middles of the four edges keep their distances."""
    middle_x, middle_y = wide / 2, high / 2
    tops = [_line(middle_x, y, angle) for y, angle in ((0.0, rows[0]), (float(high), rows[1]))]
    sides = [_line(x, middle_y, angle + 90) for x, angle in ((0.0, columns[0]), (float(wide), columns[1]))]
    corners = [np.cross(tops[i], sides[j]) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0))]
    found = np.array([[c[0] / c[2], c[1] / c[2]] for c in corners], np.float32)
    wanted = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(found, wanted), np.float64)


def _line(x: float, y: float, angle: float) -> NDArray[np.float64]:
    """The line through a point at an angle, in homogeneous coordinates."""
    along = math.radians(angle)
    return np.cross((x, y, 1.0), (x + math.cos(along), y + math.sin(along), 1.0))
