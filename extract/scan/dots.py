"""Ruling lines of dots or dashes in a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.grid import Rule
from extract.scan.rules import GAP, STRAYS, THICK, WAVER, RuledInk

Ink = NDArray[np.uint8]

WINDOW, SHARE = 30.0, 0.4  # points along a line that are looked at together, and the share of them that is ink
SHORT, APART = 16.0, 3.6  # points: a shorter line counts for nothing; room between two dots
SURE, LEAST = 100.0, 200.0  # points: lengths of a line that others end at, and of all lines of a page that has such
ROW = 36.0  # points: taller than two lines of type
SAME = 4.0  # points: lines this near to each other are one
BESIDE, QUIET = 1.9, 0.35  # points beside a line, and the share of its ink that may stand there


def with_dotted(rules: RuledInk, ink: Ink, unit: float) -> RuledInk:
    """The ruling lines with those of dots and dashes, where a page has them: lines that meet others.

    `ink` is the page's with its specks. Strokes of type that happen to stand in a row end anywhere.
    """
    across, across_labels = dotted_across(ink, unit)
    down, down_labels = dotted_across(np.ascontiguousarray(ink.T), unit)
    # a whole line is known better: noise around its ends would draw it out
    across = {n: rule for n, rule in across.items() if _is_new(rule, rules.horizontals)}
    down = {n: rule for n, rule in down.items() if _is_new(rule, rules.verticals)}
    horizontals = _hanging_together(across, [*rules.verticals, *down.values()])
    verticals = _hanging_together(down, [*rules.horizontals, *across.values()])
    new = sum(_new_length(rule, rules.horizontals) for rule in horizontals.values())
    if new + sum(_new_length(rule, rules.verticals) for rule in verticals.values()) < LEAST:
        return rules
    mask = rules.mask | _pixels_of(horizontals, across_labels, ink, unit)
    mask |= np.ascontiguousarray(_pixels_of(verticals, down_labels, np.ascontiguousarray(ink.T), unit).T)
    return RuledInk((*rules.horizontals, *horizontals.values()), (*rules.verticals, *verticals.values()), mask)


def dotted_across(ink: Ink, unit: float) -> tuple[dict[int, Rule], NDArray[np.int32]]:
    """Rows with much more ink than those just above and below, by number, and the number of each pixel, gaps included.

    A row of type has about as much ink beside it as in it. It is looked at over several characters, so that no strokes
    that happen to stand side by side pass for dashes.
    """
    waver = _waver(unit)
    window, beside = round(WINDOW * unit), round(BESIDE * unit)
    level = _levelled(ink, unit)
    share = cv2.blur(level, (window, 1), borderType=cv2.BORDER_CONSTANT)
    around = cv2.blur(ink, (window, 1), borderType=cv2.BORDER_CONSTANT)
    quiet = cv2.LUT(share, (np.arange(256) * QUIET).astype(np.uint8))
    core = cv2.threshold(share, math.ceil(SHARE * 255) - 1, 255, cv2.THRESH_BINARY)[1]
    for here, there in ((slice(beside, None), slice(-beside)), (slice(-beside), slice(beside, None))):
        core[here] = cv2.bitwise_and(core[here], cv2.compare(around[there], quiet[here], cv2.CMP_LE))
    reach = cv2.dilate(core, np.ones((1, window), np.uint8))
    line = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, round(APART * unit)), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(cv2.bitwise_and(reach, line).astype(np.uint8))
    found: dict[int, Rule] = {}
    for label in range(1, count):
        left, _, wide, _, area = stats[label].tolist()
        if wide >= SHORT * unit and area / wide - (waver - 1) <= THICK * unit:
            found[label] = Rule(float(centres[label][1]) / unit, left / unit, (left + wide) / unit)
    return found, np.asarray(labels, np.int32)


def _waver(unit: float) -> int:
    return 2 * max(round(WAVER * unit / 2), 1) + 1


def _levelled(ink: Ink, unit: float) -> Ink:
    """The ink with what a line across wavers by filled in."""
    return cv2.dilate(ink, np.ones((_waver(unit), 1), np.uint8)).astype(np.uint8)


def _pixels_of(rules: Mapping[int, Rule], label_of: NDArray[np.int32], ink: Ink, unit: float) -> Ink:
    kept = np.zeros(int(label_of.max(initial=0)) + 1, np.uint8)
    kept[list(rules)] = 255
    return np.where(_levelled(ink, unit) > 0, kept[label_of], np.uint8(0))


def _length(rule: Rule) -> float:
    return rule.end - rule.start


def _new_length(rule: Rule, known: Sequence[Rule]) -> float:
    """How much of a line is not known."""
    same = [other for other in known if abs(other.at - rule.at) <= SAME]
    return _length(rule) - sum(max(min(rule.end, o.end) - max(rule.start, o.start), 0.0) for o in same)


def _is_new(rule: Rule, known: Sequence[Rule]) -> bool:
    return 2 * _new_length(rule, known) > _length(rule)


def _hanging_together(rules: Mapping[int, Rule], crossing: Sequence[Rule]) -> dict[int, Rule]:
    """The long lines that meet two others, or lie beside one that does from end to end; the short ones that go on with
    those, or run from one long line to another."""
    others = [rule for rule in crossing if _length(rule) >= SURE]
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
        or (_length(rule) >= ROW and _spans(rule, others, sure))
    }


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
