"""Raised and lowered characters (m² as a small 2 above the line, a note's mark, CO₂): on their line, and raised digits
as Unicode writes them, so that 12 with a note's 3 does not read 123."""

from __future__ import annotations

from collections.abc import Sequence

from extract.lines import Glyph
from extract.superscripts import raised

SMALL = 0.87  # times the height of what they stand behind, at the most
SHIFT = (0.2, 0.8)  # of that height: from its baseline to theirs
NEAR = (-0.2, 0.4)  # of that height: between the two


def on_their_line(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The characters, in the order of the content, with raised and lowered ones on the baseline that they belong to."""
    heights = [glyph.bottom - glyph.top for glyph in glyphs]
    if not heights or min(heights) > SMALL * max(heights):  # on most pages
        return glyphs
    result: list[Glyph] = []
    base: Glyph | None = None  # the last character of full height
    for glyph in glyphs:
        if base is not None and result and (step := _step(base, result[-1], glyph)):
            text = raised(glyph.text) if step < 0 else glyph.text
            result.append(glyph._replace(text=text, origin_y=base.origin_y))
            continue
        if not glyph.text.isspace():
            base = glyph
        result.append(glyph)
    return result


def _step(base: Glyph, before: Glyph, glyph: Glyph) -> float:
    """How far below the baseline of `base` a small character next to `before` stands; 0 where it is none such."""
    high = base.bottom - base.top
    step = glyph.origin_y - base.origin_y
    if (
        glyph.turn
        or base.turn
        or glyph.bottom - glyph.top > SMALL * high
        or not SHIFT[0] * high < abs(step) < SHIFT[1] * high
    ):
        return 0.0
    near = NEAR[0] * high < glyph.x0 - before.x1 < NEAR[1] * high
    return step if near and not glyph.text.isspace() else 0.0
