"""Folds of the paper: lines of ink from edge to edge of a straightened picture, through its table and beyond."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from extract.grid import Rule
from extract.scan.pieces import Pieces

EDGE = 26.0  # points: how near to the picture's edges a fold ends, where straightening filled the corners
BEYOND = 8.0  # points by which it goes on beyond the outermost lines that it crosses, and the ends of others beside it
LONG = 100.0  # points: shorter lines tell nothing of how the table's run
NEAR = 5.0  # points: a line that ends this near to another one meets it


def find_folds(pieces: Pieces, crossing: Pieces, extent: float) -> frozenset[int]:
    """The numbers of the pieces that are folds, not ruling lines; `extent` (points) is that of the picture along them.

    A table that fills its picture has most of its lines run from edge to edge: these are none.
    """
    long = {n: rule for n, rule in pieces.lines.items() if rule.end - rule.start >= LONG}
    across = [rule for rule in crossing.lines.values() if rule.end - rule.start >= LONG]
    through = {n for n, rule in long.items() if _runs_through(rule, across, extent)}
    others = [rule for n, rule in long.items() if n not in through]
    if len(through) >= len(others):
        return frozenset()
    first, last = min(rule.start for rule in others), max(rule.end for rule in others)
    return frozenset(n for n in through if long[n].start <= first - BEYOND and long[n].end >= last + BEYOND)


def without_lines(pieces: Pieces, numbers: Collection[int]) -> Pieces:
    """The pieces but for some."""
    return replace(pieces, lines={n: rule for n, rule in pieces.lines.items() if n not in numbers})


def _runs_through(rule: Rule, crossing: Collection[Rule], extent: float) -> bool:
    if rule.start > EDGE or rule.end < extent - EDGE:
        return False
    places = [line.at for line in crossing if line.start - NEAR <= rule.at <= line.end + NEAR]
    return not places or (min(places) - rule.start >= BEYOND and rule.end - max(places) >= BEYOND)
