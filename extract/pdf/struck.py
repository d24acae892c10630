"""Text that a page strikes out: a line through the middle of its characters, which no table's line is.

Such text was taken back by whoever struck it, as a deletion in Word is: it is left out, and said. Its characters keep
their places until the lines are made, for where a line ends tells whether its break was meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extract.grid import Rule
from extract.lines import Glyph

STRUCK = "\ufdd0"  # stands for a character struck out; no text holds it, as Unicode keeps it for programs
NEAR = 0.22  # em: how far from the middle of its characters a stroke runs; an underline is twice as far away
ENDS = 0.35  # em: how exactly it begins and ends with them; a table's line goes on
JOINED = 1.0  # points: a table's line ends at another line

_RUN = re.compile(f"{STRUCK}+")
_EMPTY_LINES = re.compile(r"\n{2,}")


def struck_out(
    glyphs: Sequence[Glyph], across: Sequence[Rule], down: Sequence[Rule]
) -> tuple[frozenset[int], list[Rule]]:
    """Which of the glyphs (all upright) are struck out, by their index, and the horizontals without those strokes."""
    free = _free(across, down)
    if not free:
        return frozenset(), list(across)
    order = sorted(range(len(glyphs)), key=lambda i: glyphs[i].centre[1])
    heights = [glyphs[i].centre[1] for i in order]
    reach = NEAR * max((glyph.size for glyph in glyphs), default=0.0)
    struck: set[int] = set()
    strokes: set[int] = set()
    for rule in free:
        near = order[bisect_left(heights, rule.at - reach) : bisect_right(heights, rule.at + reach)]
        hit = [i for i in near if _runs_through(rule, glyphs[i])]
        if hit and _begins_and_ends_with(rule, [glyphs[i] for i in hit]):
            struck.update(hit)
            strokes.add(id(rule))
    return frozenset(struck), [rule for rule in across if id(rule) not in strokes]


def without_struck(text: str) -> str:
    """The text of a cell or paragraph without what is struck out in it, and without lines that this left empty."""
    if STRUCK not in text:
        return text
    return _EMPTY_LINES.sub("\n", _RUN.sub("", text)).strip("\n")


def _free(across: Sequence[Rule], down: Sequence[Rule]) -> list[Rule]:
    """The horizontals that meet no vertical at either end."""
    ordered = sorted(down, key=lambda rule: rule.at)
    places = [rule.at for rule in ordered]

    def meets(x: float, y: float) -> bool:
        near = ordered[bisect_left(places, x - JOINED) : bisect_right(places, x + JOINED)]
        return any(rule.start - JOINED <= y <= rule.end + JOINED for rule in near)

    return [rule for rule in across if not meets(rule.start, rule.at) and not meets(rule.end, rule.at)]


def _runs_through(rule: Rule, glyph: Glyph) -> bool:
    x, y = glyph.centre
    return abs(rule.at - y) <= NEAR * glyph.size and rule.start <= x <= rule.end


def _begins_and_ends_with(rule: Rule, glyphs: Sequence[Glyph]) -> bool:
    slack = ENDS * max(glyph.size for glyph in glyphs)
    left, right = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
    inked = any(not glyph.text.isspace() for glyph in glyphs)
    return inked and abs(left - rule.start) <= slack and abs(right - rule.end) <= slack
