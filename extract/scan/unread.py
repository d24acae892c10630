"""Ink between the characters of a line, or at its ends, of which the recogniser made none.

It drops a character that is smudged beyond reading rather than guess at it, and is sure of those on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.scan.ocr import Char
from extract.scan.text import Strip, is_wide

Grey = NDArray[np.uint8]

ROOM = 0.7  # em: beyond the widths of the characters on either side; between neighbours up to 0.4 were seen
ACROSS, DARK = 0.7, 0.25  # shares of that room's columns that hold ink, and of all of it that is ink: dirt is less


def unread(grey: Grey, strip: Strip, chars: Sequence[Char]) -> tuple[int, ...]:
    """The places in a line at which ink was not read: how many characters stand before each."""
    x0, top, x1, bottom = strip.box
    widths = [(1.0 if is_wide(char.text) else 0.5) * strip.em / 2 for char in chars]
    ends = [x0, *(char.at + half for char, half in zip(chars, widths, strict=True))]
    starts = [*(char.at - half for char, half in zip(chars, widths, strict=True)), x1]
    rooms = [(n, left, right) for n, (left, right) in enumerate(zip(ends, starts, strict=True))]
    wide = [(n, round(left), round(right)) for n, left, right in rooms if right - left >= ROOM * strip.em]
    if not wide:
        return ()
    line = grey[max(round(top), 0) : round(bottom) + 1]
    own = line[:, max(round(x0), 0) : round(x1) + 1]
    dark, paper = np.percentile(own, (5, 90))
    ink = line < (dark + paper) / 2
    return tuple(n for n, left, right in wide if _is_type(ink[:, max(left, 0) : right]))


def _is_type(part: NDArray[np.bool_]) -> bool:
    return bool(part.size and part.any(axis=0).mean() >= ACROSS and part.mean() >= DARK)


def marked(text: str, places: Sequence[int]) -> str:
    """The text with … where something was not read."""
    cuts = [0, *places, len(text)]
    return "…".join(text[start:end] for start, end in pairwise(cuts))
