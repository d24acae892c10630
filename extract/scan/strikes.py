"""Lines that strike text out in a picture: thin, through the middle of a line of type, across several characters.

As in a PDF such text was taken back by whoever struck it: it is left out, and said. See extract.pdf.struck.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule, Tolerances, merge_rules
from extract.scan.folds import BEYOND, EDGE
from extract.scan.ocr import Char
from extract.scan.rules import RuledInk
from extract.scan.text import Strip

Ink = NDArray[np.uint8]
Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]
Bits = NDArray[np.bool_]
Run = tuple[float, float]  # pixels across the picture

MEETS = 3.0  # points: a ruling line ends this near to another one
PIECES = Tolerances(snap=1.0, join=7.0)  # points: of one line, broken by noise or under a seal
BESIDE = (1.3, 4.5)  # points above and below a stroke between which its characters are seen
NEAR = 0.22  # em: how far from the middle of its characters a stroke runs; an underline is twice as far away
SHORTEST = 0.95  # em: a shorter one is the stroke of a character
THIN, BARE = 0.18, 0.3  # em: thickness between the strokes that it crosses; share of its length that shows it
WAVER, GAP = 0.03, 0.04  # em: how it leans over a character or two, and what noise takes out of it
WHOLE = 0.97  # share of it that is ink
BEHIND, LEANS = 1.1, 0.08  # em: a character's width, and how much a stroke leans over it
FURTHER = 0.2  # em: a stroke that leans goes on in a row beside it over more than a diagonal does
LEAST = 0.92  # em: what is left of a stroke without what it touched
LIGHTER = 0.3  # share of the way to paper that is left where it all but touches the next character
DARKEST, AS_DARK = 3, 0.8  # per cent of a line's pixels that are surely type, and the share of its contrast
CLEAR, CROSSED = 0.1, 0.3  # em from it, and the share of its length above and below which characters go on there
MARGIN = 0.2  # em: it may begin a little before its characters
FEWEST = 2  # characters: a character's own stroke runs through one


def without_strikes(rules: RuledInk, ink: Ink, unit: float) -> tuple[RuledInk, Ink]:
    """The ruling lines without those that meet none of the others and have type above and below, and the ink of the
    characters that these run through. The pieces of a broken line are one, but those of a fold."""
    kept = np.zeros_like(ink)
    if not rules.verticals:  # nothing tells a table's lines from others
        return rules, kept
    extent = ink.shape[1] / unit
    whole = [
        rule
        for rule in merge_rules(rules.horizontals, PIECES)
        if _meets_one(rule, rules.verticals) and not _leaves_page(rule, rules.verticals, extent)
    ]
    horizontals = []
    for rule in rules.horizontals:
        ruled = _meets_one(rule, rules.verticals) or any(_is_piece(rule, line) for line in whole)
        crossing = None if ruled else _crossing(rule, ink, unit)
        if crossing is None:
            horizontals.append(rule)
        else:
            kept |= crossing
    if len(horizontals) == len(rules.horizontals):
        return rules, kept
    return replace(rules, horizontals=tuple(horizontals)), kept


def _meets_one(rule: Rule, crossing: Iterable[Rule]) -> bool:
    return any(
        rule.start - MEETS <= other.at <= rule.end + MEETS and other.start - MEETS <= rule.at <= other.end + MEETS
        for other in crossing
    )


def _leaves_page(rule: Rule, crossing: Sequence[Rule], extent: float) -> bool:
    """Whether a line goes on beyond the table to an edge of the picture, which is `extent` (points) wide: a fold."""
    first, last = min(other.at for other in crossing), max(other.at for other in crossing)
    return rule.start <= min(EDGE, first - BEYOND) or rule.end >= max(extent - EDGE, last + BEYOND)


def _is_piece(rule: Rule, line: Rule) -> bool:
    return abs(rule.at - line.at) <= PIECES.snap and line.start <= rule.start and rule.end <= line.end


def _crossing(rule: Rule, ink: Ink, unit: float) -> Ink | None:
    """The ink of strokes that go through a line; None where type does not stand above and below it."""
    columns = slice(round(rule.start * unit), round(rule.end * unit))
    middle, near, far = (round(length * unit) for length in (rule.at, *BESIDE))
    if middle < far or middle + far >= len(ink) or columns.stop - columns.start < 2:
        return None
    above, below = (
        ink[middle - far : middle - near, columns] > 0,
        ink[middle + near + 1 : middle + far + 1, columns] > 0,
    )
    if not above.any(axis=0).mean() >= CROSSED <= below.any(axis=0).mean():
        return None
    through = np.logical_and(
        *(cv2.dilate(row.astype(np.uint8)[None], np.ones((1, 3)))[0] > 0 for row in (above[-1], below[0]))
    )
    kept = np.zeros_like(ink)
    rows = slice(middle - near, middle + near + 1)
    kept[rows, columns] = ink[rows, columns] * through.astype(np.uint8)
    return kept


def find_strikes(grey: Grey, ink: Ink, strip: Strip, bounds: Box) -> tuple[Run, ...]:
    """What may strike out a part of a line of type. `bounds` are its cell's: a line from side to side is ruled."""
    em, (x0, top, x1, bottom) = strip.em, strip.box
    middle, half, reach = round((top + bottom) / 2), round(0.5 * em), round(NEAR * em)
    left, right = max(round(max(x0 - MARGIN * em, bounds[0])), 0), round(min(x1 + MARGIN * em, bounds[2]))
    here = np.s_[max(middle - half, 0) : middle + half + 1, left:right]
    part, centre = ink[here] > 0, min(middle, half)
    if part.shape[1] < SHORTEST * em or part.shape[0] <= centre + reach:
        return ()
    waver, gap = max(round(WAVER * em), 1), max(round(GAP * em), 1)
    thick = cv2.dilate(part.astype(np.uint8), np.ones((2 * waver + 1, 1), np.uint8))
    level = np.asarray(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8)) > 0)
    found: list[tuple[int, int]] = []
    for row in sorted(range(centre - reach, centre + reach + 1), key=lambda row: abs(row - centre)):
        for start, end in _runs(level[row]):
            taken = any(start < b and a < end for a, b in found)
            if end - start < SHORTEST * em or taken or not _is_stroke(part[:, start:end], row, waver, em):
                continue
            if _is_as_dark(grey[here], part[:, start:end], row, start, em):
                middle, wide = (start + end) // 2, part.shape[1]
                last = _end(grey[here], level, (row, middle, end), em)
                first = _end(grey[here][:, ::-1], level[:, ::-1], (row, wide - middle, wide - start), em)
                found.append((wide - first, last))
    runs = [(left + start, left + end) for start, end in sorted(found) if end - start >= LEAST * em]
    edge = 2 * MARGIN * em
    return tuple((a, b) for a, b in runs if a > bounds[0] + edge or b < bounds[2] - edge)


def _is_as_dark(grey: Grey, part: Bits, row: int, start: int, em: float) -> bool:
    """Whether a run is about as dark as the type, where it crosses none: what is left of a coloured seal is lighter."""
    around = max(round(LEANS * em), 1)
    rows = slice(max(row - around, 0), row + around + 1)
    bare = np.flatnonzero(part[rows].sum(axis=0) <= _thin(em))
    if not len(bare):
        return False
    dark, paper = np.percentile(grey, [DARKEST, 90])
    return bool(paper - np.median(grey[rows, start + bare].min(axis=0)) >= AS_DARK * (paper - dark))


def _end(grey: Grey, level: Bits, run: tuple[int, int, int], em: float) -> int:
    """Where a stroke ends of which a `run` is known, its row, middle and end: it goes on in the rows beside it, if it
    leans, but not into the character behind it, which it all but touches."""
    row, middle, end = run
    while end < level.shape[1]:
        near = range(max(row - 1, 0), min(row + 2, len(level)))
        further = {there: end + _length(level[there, end:]) for there in near if level[there, end - 1]}
        best = max(further, key=lambda there: further[there], default=row)
        if further.get(best, end) < end + FURTHER * em:
            break
        row, end = best, further[best]
    first = max(end - round(BEHIND * em), middle)
    around = max(round(LEANS * em), 1)
    darkest = grey[max(row - around, 0) : row + around + 1, first:end].min(axis=0)
    dark, paper = float(np.median(darkest)), float(np.percentile(grey, 90))
    lighter = np.flatnonzero(darkest > dark + LIGHTER * (paper - dark))
    return first + int(lighter[0]) if len(lighter) else end


def _length(row: Bits) -> int:
    """How many of a row's first pixels are ink."""
    return len(row) if row.all() else int((~row).argmax())


def _runs(row: Bits) -> Iterable[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _is_stroke(part: Bits, row: int, waver: int, em: float) -> bool:
    """Whether a run of ink near a row is thin all along, and characters stand above and below it.

    What a seal covers has lines, too, but between thick ones.
    """
    near = part[max(row - waver, 0) : row + waver + 1]
    if near.any(axis=0).mean() < WHOLE:
        return False
    row = max(row - waver, 0) + int(near.sum(axis=1).argmax())
    bare = np.array_split(_thickness(part, row) <= _thin(em), 3)
    if min(third.mean() for third in bare) < BARE:
        return False
    clear = max(round(CLEAR * em), 2)
    return bool(part[: max(row - clear, 0)].any(axis=0).mean() >= CROSSED <= part[row + clear :].any(axis=0).mean())


def _thin(em: float) -> float:
    return max(THIN * em, 3)


def _thickness(part: Bits, row: int) -> NDArray[np.intp]:
    """The height of the ink that hangs together at a row, column by column."""
    above, below = part[: row + 1][::-1], part[row:]
    heights = [np.where(half.all(axis=0), len(half), (~half).argmax(axis=0)) for half in (above, below)]
    return np.asarray(np.maximum(heights[0] + heights[1] - 1, 0), np.intp)


def runs_joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs from left to right, those that overlap as one."""
    joined: list[Run] = []
    for start, end in sorted(runs):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def struck_out(chars: Sequence[Char], runs: Sequence[Run], em: float) -> tuple[Run, ...]:
    """The runs that strike characters out: those through two at the least."""
    return tuple(run for run in runs if sum(char.text.isalnum() for char in within(chars, run, em)) >= FEWEST)


def within(chars: Sequence[Char], run: Run, em: float) -> list[Char]:
    """The characters that a run goes through."""
    slack = 0.1 * em
    return [char for char in chars if run[0] - slack <= char.at <= run[1] + slack]


def blanked(grey: Grey, strip: Strip, runs: Sequence[Run]) -> Grey:
    """The picture with these parts of a line made paper."""
    grey = grey.copy()
    top, bottom = max(int(strip.box[1]), 0), int(strip.box[3]) + 1
    for start, end in runs:
        part = grey[top:bottom, max(int(start), 0) : int(end) + 1]
        part[:] = int(np.percentile(part, 80)) if part.size else 0
    return grey
