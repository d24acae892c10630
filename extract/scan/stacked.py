"""Labels set one character below the other: pieces of a character joined, and the column read as the line it says.

A recogniser of lines reads 思 alone as 田 and 心, 目 as 日; within 思想政治 it does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.scan.ocr import Char, Recogniser
from extract.scan.text import Strip, crop_strip, trim

Grey = NDArray[np.uint8]
Boxes = NDArray[np.float64]
Box = tuple[float, float, float, float]

NARROW = 1.25  # em: a line no wider holds one character
ONE = 1.1  # em: pieces that are together no taller are one character
SPECK, STROKE = 0.15, 0.35  # em: ink that may be dirt, and what a character has one piece of at least
BESIDE = 0.4  # em that the middles of characters below each other may lie apart
MARGIN = (0.06, 0.12)  # em: paper around a character
ENDS = 0.25  # em: paper before and after the line


def whole_characters(boxes: Boxes, em: float) -> Boxes:
    """Boxes of ink with those of one character that stands alone on its line made one: 田 and 心 are 思.

    Specks are left as they are: several near each other are no character.
    """
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    specks, boxes = boxes[longer < SPECK * em], boxes[longer >= SPECK * em]
    joined: list[list[int]] = []
    for run in _runs(boxes):
        before = joined[-1] if joined else []
        if before and _is_one(boxes[before], em) and _is_one(boxes[run], em) and _is_one(boxes[before + run], em):
            joined[-1] = before + run
        else:
            joined.append(run)
    parts = [_bounds(boxes[run])[None, :] if _is_one(boxes[run], em) else boxes[run] for run in joined]
    return np.concatenate([*parts, specks])


def _runs(boxes: Boxes) -> list[list[int]]:
    """Indices of boxes that overlap in height, from top to bottom."""
    runs: list[list[int]] = []
    reached = 0.0
    for index in np.argsort(boxes[:, 1]).tolist():
        if runs and boxes[index, 1] < reached:
            runs[-1].append(index)
            reached = max(reached, float(boxes[index, 3]))
        else:
            runs.append([index])
            reached = float(boxes[index, 3])
    return runs


def _bounds(boxes: Boxes) -> NDArray[np.float64]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _is_one(boxes: Boxes, em: float) -> bool:
    x0, top, x1, bottom = _bounds(boxes).tolist()
    stroke = (boxes[:, 2:] - boxes[:, :2]).max() >= STROKE * em
    return bool(stroke and x1 - x0 <= NARROW * em and bottom - top <= ONE * em)


def stacks(strips: Sequence[Strip]) -> list[list[Strip]]:
    """The strips of a cell, neighbours that hold one character each, below one another, together."""
    found: list[list[Strip]] = []
    for strip in strips:
        above = found[-1][-1] if found else None
        if above is not None and _is_below(above, strip):
            found[-1].append(strip)
        else:
            found.append([strip])
    return found


def _is_below(above: Strip, strip: Strip) -> bool:
    em = max(above.em, strip.em)
    middles = [(s.box[0] + s.box[2]) / 2 for s in (above, strip)]
    narrow = all(s.box[2] - s.box[0] <= NARROW * em for s in (above, strip))
    return narrow and abs(middles[0] - middles[1]) <= BESIDE * em and min(above.em, strip.em) >= 0.7 * em


def read_stack(grey: Grey, stack: Sequence[Strip], bounds: Box, engine: Recogniser) -> list[tuple[Char, ...]] | None:
    """The character of each strip, read in one line; None where they are not as many as the strips."""
    crops = [crop_strip(grey, strip, bounds, MARGIN)[0] for strip in stack]
    if any(min(crop.shape) < 2 for crop in crops):
        return None
    high = max(crop.shape[0] for crop in crops)
    paper = int(np.percentile(np.concatenate([crop.ravel() for crop in crops]), 80))
    end = np.full((high, max(round(ENDS * stack[0].em), 1)), paper, np.uint8)
    chars = trim(engine.read(np.concatenate([end, *(_as_high(crop, high, paper) for crop in crops), end], axis=1)))
    if len(chars) != len(stack):
        return None
    middles = [(strip.box[0] + strip.box[2]) / 2 for strip in stack]
    return [(char._replace(at=middle),) for char, middle in zip(chars, middles, strict=True)]


def _as_high(crop: Grey, high: int, paper: int) -> Grey:
    above = (high - crop.shape[0]) // 2
    below = high - crop.shape[0] - above
    return np.pad(crop, ((above, below), (0, 0)), constant_values=paper)
