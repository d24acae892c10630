"""Ruling lines of dots or dashes in a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule
from extract.scan.page import components
from extract.scan.pieces import WAVER, Pieces, exchanged, find_pieces, levelled, rows_with
from extract.scan.rules import GAP, STRAYS, TORN, RuledInk

Ink = NDArray[np.uint8]

WINDOW, SHARE = 30.0, 0.4  # points along a line that are looked at together, and the share of them that is ink
SHORT, APART = 16.0, 3.6  # points: a shorter line counts for nothing; room between two dots
SURE, LEAST = 100.0, 200.0  # points: lengths of a line that others end at, and of all lines of a page that has such
ROW = 36.0  # points: taller than two lines of type
SAME = 4.0  # points: lines this near to each other are one
BREAK, MOST = 1.0, 0.65  # points: a line that lacks more is broken; the share of it that may be lost
TORN_WINDOW = 8.0  # points that prove a line's piece on a page whose lines are broken all over; else half a window
NEARLY = 0.65  # share of ink that makes what lies beyond a line's known pieces part of it
HEIGHT, THICKEST, MIXED = 6.0, 2.6, 0.3  # points around a line; thickness of a dot; share of it that may be of type
BESIDE, QUIET = 1.9, 0.35  # points beside a line, and the share of its ink that may stand there


def with_dotted(rules: RuledInk, ink: Ink, unit: float) -> RuledInk:
    """The ruling lines, mended where they are broken, with those of dots and dashes where a page has them: lines that
    meet others.

    `ink` is the page's with its specks. Strokes of type that happen to stand in a row end anywhere.
    """
    turned = exchanged(ink)
    found_across, found_down = dotted_across(ink, unit), dotted_across(turned, unit)
    across, down = found_across.lines, found_down.lines
    crossing_across = [*rules.verticals, *(rule for rule in down.values() if _length(rule) >= SURE)]
    crossing_down = [*rules.horizontals, *(rule for rule in across.values() if _length(rule) >= SURE)]
    least = TORN_WINDOW if rules.breaks > TORN else WINDOW / 2
    horizontals = _mended(across, rules.horizontals, crossing_across, ink, unit, least)
    verticals = _mended(down, rules.verticals, crossing_down, turned, unit, least)
    dotted_horizontals = _hanging_together(across, [*rules.verticals, *down.values()], ink, unit)
    dotted_verticals = _hanging_together(down, [*rules.horizontals, *across.values()], turned, unit)
    new = _sum_new(dotted_horizontals, rules.horizontals, horizontals, crossing_across)
    new += _sum_new(dotted_verticals, rules.verticals, verticals, crossing_down)
    if new >= LEAST:
        horizontals, verticals = dotted_horizontals, dotted_verticals
        rules = replace(rules, breaks=0)  # its lines are not broken but of dots
    if not horizontals and not verticals:
        return rules
    mask = rules.mask | _ink_of(found_across, horizontals, ink, unit)
    mask |= _ink_of(found_down, verticals, turned, unit).T
    return replace(
        rules,
        horizontals=(*rules.horizontals, *horizontals.values()),
        verticals=(*rules.verticals, *verticals.values()),
        mask=mask,
    )


def dotted_across(ink: Ink, unit: float) -> Pieces:
    """Rows with much more ink than those just above and below; their pixels with the gaps.

    A row of type has about as much ink beside it as in it. It is looked at over several characters, so that no strokes
    that happen to stand side by side pass for dashes.
    """
    window, beside = round(WINDOW * unit), round(BESIDE * unit)
    level = levelled(ink, unit)
    share = cv2.blur(level, (window, 1), borderType=cv2.BORDER_CONSTANT)
    around = cv2.blur(ink, (window, 1), borderType=cv2.BORDER_CONSTANT)
    quiet = cv2.LUT(share, (np.arange(256) * QUIET).astype(np.uint8))
    core = cv2.threshold(share, math.ceil(SHARE * 255) - 1, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    for here, there in ((slice(beside, None), slice(-beside)), (slice(-beside), slice(beside, None))):
        core[here] = cv2.bitwise_and(core[here], cv2.compare(around[there], quiet[here], cv2.CMP_LE))
    rows = rows_with(core)
    reach = cv2.dilate(core[rows], np.ones((1, window), np.uint8))
    line = cv2.morphologyEx(level[rows], cv2.MORPH_CLOSE, np.ones((1, round(APART * unit)), np.uint8))
    return find_pieces(cv2.bitwise_and(reach, line).astype(np.uint8, copy=False), rows, unit, SHORT)


def _ink_of(pieces: Pieces, numbers: Iterable[int], ink: Ink, unit: float) -> Ink:
    """The pixels of pieces without the gaps."""
    mask = np.zeros_like(ink)
    pieces.draw(numbers, mask)
    return cv2.bitwise_and(mask, levelled(ink, unit)).astype(np.uint8, copy=False)


def _length(rule: Rule) -> float:
    return rule.end - rule.start


def _new_length(rule: Rule, known: Sequence[Rule]) -> float:
    """How much of a line is not known."""
    covered, reached = 0.0, rule.start
    for other in sorted(_same(rule, known), key=lambda other: other.start):
        start, end = max(other.start, reached), min(other.end, rule.end)
        if end > start:
            covered, reached = covered + end - start, end
    return _length(rule) - covered


def _sum_new(
    rules: Mapping[int, Rule], known: Sequence[Rule], mended: Mapping[int, Rule], crossing: Sequence[Rule]
) -> float:
    """How much of the lines is not known, nor part of broken ones."""
    return sum(_new_length(_inside(rule, known, crossing), [*known, *mended.values()]) for rule in rules.values())


def _inside(rule: Rule, known: Sequence[Rule], crossing: Sequence[Rule]) -> Rule:
    """A line of which pieces are known, no further than those and the outermost lines that cross it: dust beyond the
    table would draw it out."""
    ends = [end for o in _same(rule, known) if o.start < rule.end and rule.start < o.end for end in (o.start, o.end)]
    if not ends:
        return rule
    ends += [other.at for other in crossing if other.start - GAP <= rule.at <= other.end + GAP]
    return Rule(rule.at, max(rule.start, min(ends)), min(rule.end, max(ends)))


def _same(rule: Rule, known: Sequence[Rule]) -> list[Rule]:
    return [other for other in known if abs(other.at - rule.at) <= SAME]


def _mended(
    rules: Mapping[int, Rule], known: Sequence[Rule], crossing: Sequence[Rule], ink: Ink, unit: float, least: float
) -> dict[int, Rule]:
    """What broken lines lack."""
    broken: dict[int, Rule] = {}
    for n, rule in rules.items():
        same = _same(rule, known)
        pieces = [other for other in same if other.start < rule.end and rule.start < other.end]
        if pieces and _new_length(rule, known) <= MOST * _length(rule):
            clipped = _clipped(_inside(rule, known, crossing), pieces, ink, unit, least)
            if _new_length(clipped, known) > BREAK:
                broken[n] = clipped
        elif _goes_on(rule, same, crossing):
            broken[n] = rule
    return broken


def _clipped(rule: Rule, pieces: Sequence[Rule], ink: Ink, unit: float, least: float) -> Rule:
    """The line, beyond its known pieces only where it is nearly whole over `least` points: type around its ends would
    draw it out."""
    first, last = min(o.start for o in pieces), max(o.end for o in pieces)
    here = slice(max(round((rule.at - WAVER) * unit), 0), round((rule.at + WAVER) * unit) + 1)
    line = ink[here].max(axis=0) > 0

    def is_whole(start: float, end: float) -> bool:
        return end - start >= least and bool(line[round(start * unit) : round(end * unit)].mean() >= NEARLY)

    return Rule(
        rule.at,
        rule.start if is_whole(rule.start, first) else max(rule.start, first),
        rule.end if is_whole(last, rule.end) else min(rule.end, last),
    )


def _goes_on(rule: Rule, same: Sequence[Rule], crossing: Sequence[Rule]) -> bool:
    """Whether a line begins where a known piece of it ends, or the reverse, and at its other end is another, or a line
    that crosses."""
    before = any(abs(rule.start - other.end) <= GAP for other in same)
    after = any(abs(other.start - rule.end) <= GAP for other in same)
    meets = [any(abs(o.at - end) <= SAME and _touches(rule, o) for o in crossing) for end in (rule.start, rule.end)]
    return (before and (after or meets[1])) or (after and meets[0])


def _hanging_together(rules: Mapping[int, Rule], crossing: Sequence[Rule], ink: Ink, unit: float) -> dict[int, Rule]:
    """The long lines that meet two others, or lie beside one that does from end to end; the short ones that go on with
    those, or run from one long line to another and are not made of characters' strokes."""
    others = [rule for rule in crossing if _length(rule) >= SURE]
    beside = [(n, rule) for n, rule in rules.items() if _length(rule) >= SURE]
    rules = {n: _ended(rule, others, [one for m, one in beside if m != n]) for n, rule in rules.items()}
    long = {n: rule for n, rule in rules.items() if _length(rule) >= SURE}
    meeting = [
        rule
        for rule in long.values()
        if sum(_touches(rule, other) for other in others) >= 2
        and _spans(rule, others, [other for other in long.values() if other is not rule])
    ]
    sure = [rule for rule in long.values() if rule in meeting or any(_has_same_ends(rule, other) for other in meeting)]
    return {
        n: rule
        for n, rule in rules.items()
        if any(abs(rule.at - known.at) <= STRAYS for known in sure)
        or (_length(rule) >= ROW and _spans(rule, others, sure) and not _is_of_type(rule, ink, unit))
    }


def _is_of_type(rule: Rule, ink: Ink, unit: float) -> bool:
    """Whether the ink of a line that runs across is that of characters: of pieces higher than dots or dashes are thick.

    Strokes stand one beside the other by chance where type is set with the same pitch line for line.
    """
    reach, inset, waver = round(HEIGHT * unit), round(GAP * unit), round(WAVER * unit)
    middle, left, right = round(rule.at * unit), round(rule.start * unit) + inset, round(rule.end * unit) - inset
    top = max(middle - reach, 0)
    around = ink[top : middle + reach + 1, left:right]
    if not around.size:
        return False
    _, labels, stats, _ = components(np.ascontiguousarray(around))
    high = stats[:, cv2.CC_STAT_HEIGHT] > THICKEST * unit
    high[0] = False
    line = labels[max(middle - waver - top, 0) : middle + waver - top + 1]
    inked = (line > 0).any(axis=0)
    return bool(np.take(high, line).any(axis=0).sum() > MIXED * max(int(inked.sum()), 1))


def _ended(rule: Rule, crossing: Sequence[Rule], beside: Sequence[Rule]) -> Rule:
    """The line without what type beside its ends draws out: less than a window beyond the last line that crosses it,
    where none of those beside it ends, as those of an open row at a page's end do."""
    places = [other.at for other in crossing if _touches(rule, other)]
    if not places:
        return rule
    ends = [end for other in beside for end in (other.start, other.end)]
    first, last = min(places), max(places)
    early = rule.start < first < rule.start + WINDOW and not any(abs(end - rule.start) <= SAME for end in ends)
    late = rule.end - WINDOW < last < rule.end and not any(abs(end - rule.end) <= SAME for end in ends)
    return Rule(rule.at, first if early else rule.start, last if late else rule.end)


def _spans(rule: Rule, crossing: Sequence[Rule], beside: Sequence[Rule]) -> bool:
    """Whether both ends of a line are at a crossing line, or where the lines beside it end, as at a page's end."""
    ends = {end for other in beside for end in (other.start, other.end)}
    return all(
        any(abs(other.at - end) <= SAME and _touches(rule, other) for other in crossing)
        or any(abs(other - end) <= SAME for other in ends)
        for end in (rule.start, rule.end)
    )


def _has_same_ends(rule: Rule, other: Rule) -> bool:
    return abs(rule.start - other.start) <= GAP and abs(rule.end - other.end) <= GAP


def _touches(rule: Rule, other: Rule) -> bool:
    """Whether two lines of different directions cross, or one ends at the other."""
    along = rule.start - GAP <= other.at <= rule.end + GAP
    return along and other.start - GAP <= rule.at <= other.end + GAP
