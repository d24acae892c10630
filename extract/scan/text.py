"""Text in a straightened picture: specks of ink into lines, lines into characters, characters into the text of a cell.

The picture is cut into lines by its ink, not by a detector: what stands in one cell is never read together with its
neighbour, and the full stop at a line's end is not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.grid import cluster
from extract.lines import CLOSING, Glyph, Line, lines_to_text
from extract.scan.ocr import Char, Recogniser

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]

TALL = 0.62  # em: ink at least this tall is a whole character, and tells where its line runs
APART = 0.5  # em: middles of lines are further apart than this
NEAR = 0.62  # em: ink whose middle is this near to a line's belongs to it
PART = 0.35  # em: smaller ink is a dot, or dust
ABOVE = 0.6  # share of its width with which a part of a character stands above or below another
REACHES = 0.05  # share of its height by which ink reaches into a line that it is part of
BESIDE = 2.5  # em: ink further than this from a line's characters is none of its own
DOT = (1.0, 0.75)  # em: the same of a dot before the next character, as the 、 of 二、, and after the last
MARGIN = (0.25, 0.2)  # em: paper around a line that the recogniser sees, at its ends and above and below
BEARING = 0.04  # em: paper on either side of an ideograph's ink
INK_TO_EM = 0.92  # height of an ideograph's ink in ems


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of text as ink: the boxes (pixels) of its pieces, left to right, its band and its em."""

    box: Box
    em: float


class Difference(NamedTuple):
    """Characters start..end-1 of a line on which two readings differ: what was read first and what then, each with a
    little of what stands around it."""

    start: int
    end: int
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as recognised, with its geometry for joining: see extract.lines.Line."""

    line: Line
    confidence: tuple[float, ...]
    strip: Strip
    differing: tuple[Difference, ...] = ()
    unread: tuple[int, ...] = ()  # how many characters stand before ink that was not read


@dataclass(frozen=True, slots=True)
class ReadText:
    """Text with the confidence of every character; 1 where joining put one in. `starts`: where in the text each of the
    `lines` begins."""

    text: str
    confidence: tuple[float, ...]
    lines: tuple[ReadLine, ...] = ()
    starts: tuple[int, ...] = ()


# --- ink -> strips


def boxes_to_strips(boxes: NDArray[np.float64], em: float) -> list[Strip]:
    """Boxes of ink (rows of x0, top, x1, bottom) as lines of text, from top to bottom.

    `em` is the usual size of type. Ink that fits no line of its size (small print beneath a title) makes lines of its
    own; dots that belong to none are left out.
    """
    strips: list[Strip] = []
    left = boxes
    for _ in range(4):
        if not len(left):
            break
        size = _em_of(left, em)
        found, left = _strips_of_size(left, size)
        if not found:
            break
        strips += found
        left = left[~_within(left, found)]
    return sorted(strips, key=lambda strip: (strip.box[1] + strip.box[3], strip.box[0]))


def _within(boxes: NDArray[np.float64], strips: Sequence[Strip]) -> NDArray[np.bool_]:
    """Which boxes reach into the band of a strip, between its ends: parts of its characters."""
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    inside = np.zeros(len(boxes), bool)
    for x0, top, x1, bottom in (strip.box for strip in strips):
        overlap = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
        inside |= (middles >= x0) & (middles <= x1) & (overlap > REACHES * (boxes[:, 3] - boxes[:, 1]))
    return inside


def _percentile(values: NDArray[np.float64], share: float) -> float:
    """numpy's, in a tenth of its time for so few values."""
    ordered = sorted(values.tolist())
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def _em_of(boxes: NDArray[np.float64], em: float) -> float:
    """The size of the largest type among the boxes: `em`, but where there is ink that is clearly larger or none."""
    heights = boxes[:, 3] - boxes[:, 1]
    typical = heights[heights >= 0.5 * em]
    if not len(typical):
        return max(float((boxes[:, 2:] - boxes[:, :2]).max()), 0.4 * em)
    found = em
    for _ in range(3):  # in large type the parts of characters are as tall as smaller ones
        found = _percentile(heights[heights >= 0.5 * max(found, em)], 0.8) / INK_TO_EM
    return found if len(typical) > 3 or not 0.7 * em < found < 1.3 * em else em


def _strips_of_size(boxes: NDArray[np.float64], em: float) -> tuple[list[Strip], NDArray[np.float64]]:
    tall, centres = _whole(boxes, em)
    large = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= PART * em if len(boxes) else np.zeros(0, bool)
    alone = large & ~_near(boxes, centres, em)
    if alone.sum() > 1:
        joined = _parts_joined(boxes[alone], em)
        if len(joined) < alone.sum():
            boxes = np.concatenate([boxes[~alone], joined])
            tall, centres = _whole(boxes, em)
    if not len(centres):
        return [], boxes[:0]
    mine = _near(boxes, centres, em)
    wide, high, middles = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1], (boxes[:, 1] + boxes[:, 3]) / 2
    nearest = np.abs(middles[:, None] - centres[None, :]).argmin(axis=1)
    strips = []
    for index in range(len(centres)):
        members = mine & (nearest == index)
        strip = _strip_of(boxes[members & tall], boxes[members & ~tall], em)
        strips.append(strip)
    return strips, boxes[~mine & (np.maximum(wide, high) >= PART * em)]


def _whole(boxes: NDArray[np.float64], em: float) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which boxes are whole characters, and the middles of the lines that they stand on."""
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    tall = (high >= TALL * em) & (high <= 1.6 * em)
    if not tall.any():  # 一, or a dash: what is widest
        tall = np.maximum(wide, high) >= TALL * em
    groups = cluster(((boxes[tall, 1] + boxes[tall, 3]) / 2).tolist(), APART * em, 0.9 * em)
    return tall, np.array([median(group) for group in groups])


def _near(boxes: NDArray[np.float64], centres: NDArray[np.float64], em: float) -> NDArray[np.bool_]:
    """Which boxes belong to a line of those middles."""
    if not len(centres):
        return np.zeros(len(boxes), bool)
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    return np.asarray(np.abs(middles[:, None] - centres[None, :]).min(axis=1) <= NEAR * em)


def _parts_joined(boxes: NDArray[np.float64], em: float) -> NDArray[np.float64]:
    """Boxes with those made one that stand one above the other within a character's height: 个 may be 人 and 丨.

    That is for a line of few characters, none of which is whole.
    """
    joined: list[list[float]] = []
    for x0, top, x1, bottom in sorted(boxes.tolist(), key=lambda box: box[1]):
        for other in joined:
            shared = min(x1, other[2]) - max(x0, other[0])
            if shared >= ABOVE * min(x1 - x0, other[2] - other[0]) and bottom - other[1] <= INK_TO_EM * 1.1 * em:
                other[:] = min(x0, other[0]), other[1], max(x1, other[2]), max(bottom, other[3])
                break
        else:
            joined.append([x0, top, x1, bottom])
    return np.array(joined)


def _strip_of(tall: NDArray[np.float64], small: NDArray[np.float64], em: float) -> Strip:
    """Tall ink sets the band; the smaller joins from the inside outwards, as far as a mark stands from its word.

    Dots reach no further than a mark stands from the line's characters: specks in a row are not its end.
    """
    x0, top = float(tall[:, 0].min()), _percentile(tall[:, 1], 0.2)
    x1, bottom = float(tall[:, 2].max()), _percentile(tall[:, 3], 0.8)
    middle = (top + bottom) / 2
    half = max((bottom - top) / 2, 0.46 * em)
    first, last = x0, x1  # of the characters
    for box in sorted(small.tolist(), key=lambda b: max(x0 - b[2], b[0] - x1)):
        before, after = x0 - box[2], box[0] - x1
        large = max(box[2] - box[0], box[3] - box[1]) >= PART * em
        beside = max(first - box[2], box[0] - last)
        near = max(before, after) <= BESIDE * em if large else before <= DOT[0] * em and after <= DOT[1] * em
        if near and beside <= BESIDE * em:
            x0, x1 = min(x0, box[0]), max(x1, box[2])
            if large:
                first, last = min(first, box[0]), max(last, box[2])
    return Strip((x0, middle - half, x1, middle + half), em)


# --- strips -> characters


def read_strip(grey: Grey, strip: Strip, bounds: Box, engine: Recogniser) -> tuple[Char, ...]:
    """The characters of a strip, placed in pixels of the page. `bounds` is where its cell ends."""
    crop, offset = crop_strip(grey, strip, bounds)
    return tuple(char._replace(at=char.at + offset) for char in trim(engine.read(crop)))


def read_line(
    chars: Sequence[Char], strip: Strip, differing: Sequence[Difference] = (), unread: Sequence[int] = ()
) -> ReadLine:
    """The line of a strip whose characters these are; there must be one."""
    confidence = tuple(round(char.confidence, 2) for char in chars)
    return ReadLine(line_of(chars, strip), confidence, strip, tuple(differing), tuple(unread))


def crop_strip(grey: Grey, strip: Strip, bounds: Box, margin: tuple[float, float] = MARGIN) -> tuple[Grey, float]:
    """The picture of a line and the x where it begins."""
    x0, top, x1, bottom = strip.box
    left = max(x0 - margin[0] * strip.em, bounds[0], 0.0)
    right = min(x1 + margin[0] * strip.em, bounds[2], float(grey.shape[1]))
    high, low = max(top - margin[1] * strip.em, bounds[1], 0.0), min(bottom + margin[1] * strip.em, bounds[3])
    crop = grey[int(high) : int(np.ceil(low)), int(left) : int(np.ceil(right))]
    return crop, float(int(left))


def trim(chars: Sequence[Char]) -> tuple[Char, ...]:
    """Without spaces at either end."""
    first, last = 0, len(chars)
    while first < last and chars[first].text.isspace():
        first += 1
    while last > first and chars[last - 1].text.isspace():
        last -= 1
    return tuple(chars[first:last])


def line_of(chars: Sequence[Char], strip: Strip) -> Line:
    """The line for extract.lines: glyphs as wide as type is set, the ends where ink says."""
    em = strip.em
    x0, top, x1, bottom = strip.box
    glyphs = []
    for order, char in enumerate(chars):
        half = em * (0.5 if is_wide(char.text) else 0.25)
        glyphs.append(Glyph(char.text, char.at - half, top, char.at + half, bottom, char.at - half, bottom, 0, order))
    last = chars[-1].text
    end = x1 + (0.5 if is_wide(last) and last in CLOSING else BEARING) * em
    return Line(tuple(glyphs), "".join(char.text for char in chars), x0 - BEARING * em, end, end, em)


def is_wide(char: str) -> bool:
    """Whether a character is set an em wide."""
    return char >= "\u2e80"


# --- lines -> text


def lines_to_read_text(lines: Sequence[ReadLine], left: float, right: float) -> ReadText:
    """The lines of a cell as its text, each character with its confidence. `left` and `right` bound their room."""
    if not lines:
        return ReadText("", ())
    text = lines_to_text([line.line for line in lines], left, right)
    confidence: list[float] = []
    starts: list[int] = []
    for index, line in enumerate(lines):
        if index:  # what joining put between two lines
            following = line.line.text
            joined = text.find(following, len(confidence)) - len(confidence)
            confidence += [1.0] * joined
        starts.append(len(confidence))
        confidence += line.confidence
    return ReadText(text, tuple(confidence), tuple(lines), tuple(starts))
