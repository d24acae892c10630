"""Headings on a coloured band: the lines between the columns begin below it, the band stands for the outer ones."""

from __future__ import annotations

from collections.abc import Sequence

from extract.grid import Rule, merge_rules
from extract.lines import Box

_TOUCH = 4.0  # points; lines that begin this near to a band begin at it
_LEAST_LINES = 2  # between columns
_ROW = (9.0, 90.0)  # points: how high a row of headings is


def with_heads(
    areas: Sequence[Box], across: Sequence[Rule], down: Sequence[Rule], glyphs: Sequence[Box]
) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """The lines of a page with those of the coloured bands that stand right above columns and have no lines within.

    A line that would run through a character shows the band to be no row of headings (a title over all columns): it
    stays as it is. `glyphs` are the boxes of the characters.
    """
    merged = merge_rules(down) if areas else []
    for x0, top, x1, bottom in areas:
        if not _ROW[0] <= bottom - top <= _ROW[1]:
            continue
        inside = [rule for rule in merged if x0 + _TOUCH < rule.at < x1 - _TOUCH]
        below = [rule for rule in inside if abs(rule.start - bottom) <= _TOUCH]
        within = any(rule.start < bottom - _TOUCH and rule.end > top + _TOUCH for rule in inside)
        said = [box for box in glyphs if top <= (box[1] + box[3]) / 2 <= bottom and x0 < box[0] and box[2] < x1]
        cut = any(box[0] < rule.at < box[2] for rule in below for box in said)
        if within or cut or not said or len(below) < _LEAST_LINES:
            continue
        end = max(rule.end for rule in below)
        across = [*across, Rule(top, x0, x1), Rule(bottom, x0, x1)]
        down = [*down, *(Rule(rule.at, top, rule.end) for rule in below), Rule(x0, top, end), Rule(x1, top, end)]
    return across, down
