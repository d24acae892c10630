"""Text that is written behind a page's own and is no cell's: far larger, or pale, with other characters over it."""

from __future__ import annotations

import ctypes
from collections.abc import Hashable, Iterable, Mapping, Sequence
from statistics import median

import pypdfium2.raw as pdfium

from extract.grid import Point
from extract.lines import Glyph
from extract.pdf.calls import Address, Ink, Pointer, ink_of, quick
from extract.pdf.left_out import bounding

HUGE = 1.7  # times the usual size
BEHIND = 0.25  # share of the characters of one size that lie under others: some are over margins and empty cells
BEHIND_PALE = 0.05  # the same of pale ones
LEAST = 2  # of them
PALE, PAPER = 0x90, 0xF8  # of 255: what has all colours between is pale; white is written on a dark ground

_get_text_object = quick(pdfium.FPDFText_GetTextObject, result=ctypes.c_void_p)


def pale_among(glyphs: Iterable[Glyph], text: Pointer, inks: Iterable[Ink]) -> dict[int, Ink]:
    """The pale characters by their places in the content, each with its colour; `inks` are those of the page."""
    pale = {ink for ink in inks if _is_pale(ink)}
    if not pale:
        return {}
    handle = Address(ctypes.addressof(text.contents))
    of: dict[int, Ink] = {}
    found = {}
    for glyph in glyphs:
        if owner := _get_text_object(handle, glyph.order):
            ink = of.get(owner) or of.setdefault(owner, ink_of(Address(owner)))
            if ink in pale:
                found[glyph.order] = ink
    return found


def _is_pale(ink: Ink) -> bool:
    *colours, alpha = ink
    seen = [255 - (255 - colour) * alpha // 255 for colour in colours]
    return min(seen) >= PALE and min(seen) < PAPER


def told_from_watermarks(glyphs: Sequence[Glyph], pale: Mapping[int, Ink]) -> tuple[Sequence[Glyph], Sequence[Glyph]]:
    """The characters of a page, and those that lie behind others and are pale or far larger than usual."""
    heights = [glyph.bottom - glyph.top for glyph in glyphs]
    if max(heights) <= HUGE * min(heights) and not pale:  # on most pages, without looking for what is usual
        return glyphs, ()
    limit = HUGE * median(heights)
    alike: dict[Hashable, list[Glyph]] = {}  # a title is none, though the page has a watermark
    points = []
    for glyph, height in zip(glyphs, heights, strict=True):
        if glyph.order in pale:
            alike.setdefault(pale[glyph.order], []).append(glyph)
        elif height > limit:
            alike.setdefault(round(height), []).append(glyph)
        elif not glyph.text.isspace():
            points.append(glyph.centre)
    behind = [
        glyph
        for key, members in alike.items()
        if _lie_behind(members, points, BEHIND if isinstance(key, int) else BEHIND_PALE)
        for glyph in members
    ]
    apart = set(map(id, behind))
    return [glyph for glyph in glyphs if id(glyph) not in apart] if apart else glyphs, behind


def _lie_behind(glyphs: Sequence[Glyph], points: Sequence[Point], share: float) -> bool:
    """Whether these characters have others within them, as those of a title never have."""
    x0, top, x1, bottom = bounding([glyph[1:5] for glyph in glyphs])
    near = [(x, y) for x, y in points if x0 < x < x1 and top < y < bottom]
    covered = sum(any(g.x0 < x < g.x1 and g.top < y < g.bottom for x, y in near) for g in glyphs)
    return covered >= max(share * len(glyphs), LEAST)
