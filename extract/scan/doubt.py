"""Second readings: what a rule hangs on is read again, larger and by itself, where the first reading was not sure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.scan.grids import distances
from extract.scan.ocr import Char, Recogniser
from extract.scan.text import Difference, Strip, crop_strip, trim

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]

WEIGHTY = frozenset("0123456789.%-~—扣减得加计记奖分每次项个人少缺差超半一二两三四五六七八九十")
DIGITS = frozenset("0123456789")
SURE = 0.9  # confidence above which one reading is enough
SPLIT = 0.5  # confidence left to a character that two readings differ on
AROUND = 4.0  # em: what is read again on either side
EDGE = 0.8  # em: what a cut through the line may have spoiled
MARGIN = (0.0, 0.3)  # em
ENLARGED = 2.0
DIGIT_PITCH = 0.72  # em: digits of one number stand closer
NUMERIC = frozenset("0123456789.%-~")
BESIDE_LINE = 0.6  # em: a digit that a line of dirt hid stands this far from its neighbours
UNDER = 0.35  # em: a seal as near to a character's middle covers a part of it
SPOILED = 0.7  # confidence left to a number beside it: little, but no sign of a bad scan


class Second(NamedTuple):
    """A line after its second readings: its characters, and where the two differ."""

    chars: tuple[Char, ...]
    differing: tuple[Difference, ...]


def plain(char: str) -> str:
    """The character in the form that readings are compared in: full and half width are one."""
    return unicodedata.normalize("NFKC", char)


def read_again(grey: Grey, strip: Strip, bounds: Box, chars: Sequence[Char], engine: Recogniser) -> Second:
    """Reads again around each weighty character that is not sure. Places are in pixels of the page."""
    result = list(chars)
    differing: list[Difference] = []
    done = -1.0
    for index, char in enumerate(chars):
        gap = _leaves_gap(chars, index, strip.em)
        if char.at <= done or not (gap or (char.confidence < SURE and weighs(chars, index))):
            continue
        if gap:
            result[index] = result[index]._replace(confidence=min(char.confidence, SPLIT))
        left, right = char.at - AROUND * strip.em, char.at + AROUND * strip.em
        done = right - EDGE * strip.em
        again = _read_part(grey, strip, bounds, left, right, engine)
        inside = (left + EDGE * strip.em, done)
        result, found = _settle(result, again, inside)
        differing += found
    return Second(tuple(result), tuple(differing))


def weighs(chars: Sequence[Char], index: int) -> bool:
    """Whether a score may hang on a character: by what it is, as a letter beside a digit, where 刀 may be 分, or as
    whatever stands between two, where a colon may be a point."""
    char = plain(chars[index].text)
    if char in WEIGHTY:
        return True
    digits = sum(
        plain(other.text) in DIGITS for other in (*chars[max(index - 1, 0) : index], *chars[index + 1 : index + 2])
    )
    return digits == 2 or (digits == 1 and char.isalpha())


def _leaves_gap(chars: Sequence[Char], index: int, em: float) -> bool:
    """Whether room is left between a digit and the next, as where a point or a dash was not seen (2-4 read as 24)."""
    if index + 1 == len(chars):
        return False
    char, following = chars[index], chars[index + 1]
    return char.text.isdigit() and following.text.isdigit() and following.at - char.at > DIGIT_PITCH * em


def _read_part(grey: Grey, strip: Strip, bounds: Box, left: float, right: float, engine: Recogniser) -> list[Char]:
    x0, top, x1, bottom = strip.box
    edge = 0.25 * strip.em
    part = Strip((max(left, x0 - edge), top, min(right, x1 + edge), bottom), strip.em)
    crop, offset = crop_strip(grey, part, bounds, MARGIN)
    if min(crop.shape) < 2:
        return []
    enlarged = cv2.resize(crop, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return [char._replace(at=char.at / ENLARGED + offset) for char in trim(engine.read(enlarged.astype(np.uint8)))]


def _settle(chars: list[Char], again: list[Char], inside: tuple[float, float]) -> tuple[list[Char], list[Difference]]:
    """The characters with the second reading of those `inside` taken into account.

    Where both agree the surer counts; where they differ the surer stays, with little confidence.
    """
    first = [i for i, char in enumerate(chars) if inside[0] <= char.at <= inside[1]]
    if not first or not again:
        return chars, []
    start, end = first[0], first[-1] + 1
    a, b = [plain(char.text) for char in chars[start:end]], [plain(char.text) for char in again]
    result = list(chars[:start])
    differing: list[Difference] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        old, new = chars[start + i1 : start + i2], again[j1:j2]
        if kind == "equal":
            result += [x._replace(confidence=max(x.confidence, y.confidence)) for x, y in zip(old, new, strict=True)]
            continue
        new = [char for char in new if inside[0] <= char.at <= inside[1]] if not old else new
        weighty = any(weighs(chars, i) for i in range(start + i1, start + i2)) or any(
            weighs(again, j) for j in range(j1, j2)
        )
        if not weighty or (not old and not new):
            result += old
            continue
        surer = new if new and old and min(c.confidence for c in new) > min(c.confidence for c in old) else old
        at_edge = kind != "replace" and (i1 == 0 or i2 == len(a))
        if at_edge and not old:
            continue
        result += [char._replace(confidence=min(char.confidence, SPLIT)) for char in surer]
        if not surer and result:  # the second reading has a character more: doubt falls on its neighbour
            result[-1] = result[-1]._replace(confidence=min(result[-1].confidence, SPLIT))
        first_shown, other_shown = _shown(chars[start:end], i1, i2), _shown(again, j1, j2)
        differing.append(Difference(max(len(result) - max(len(surer), 1), 0), len(result), first_shown, other_shown))
    return result + list(chars[end:]), differing


def _shown(chars: Sequence[Char], start: int, end: int) -> str:
    """What was read, with a little of what stands around it."""
    return "".join(char.text for char in chars[max(0, start - 3) : end + 3])


def doubted(chars: tuple[Char, ...], spoiled: Callable[[Char], bool]) -> tuple[Char, ...]:
    """The characters, with little confidence in those that are spoiled."""
    return tuple(char._replace(confidence=min(char.confidence, SPOILED)) if spoiled(char) else char for char in chars)


def doubted_beside(lines: Sequence[Box], strip: Strip, chars: tuple[Char, ...]) -> tuple[Char, ...]:
    """The characters, with little confidence in numbers beside lines that were no print: those may have hidden a 1."""
    if not lines:
        return chars
    middle = (strip.box[1] + strip.box[3]) / 2

    def is_spoiled(char: Char) -> bool:
        place = np.array([[char.at, middle, char.at, middle]])
        return any(abs(distances(line, place)[0, 0]) <= BESIDE_LINE * strip.em for line in lines)

    return doubted(chars, lambda char: plain(char.text) in NUMERIC and is_spoiled(char))


def doubted_under(sealed: Grey | None, strip: Strip, chars: tuple[Char, ...]) -> tuple[Char, ...]:
    """The characters, with little confidence in those that a score may hang on where a seal covers them."""
    if sealed is None:
        return chars
    top, bottom = max(int(strip.box[1]), 0), int(strip.box[3]) + 1
    half = UNDER * strip.em

    def is_covered(char: Char) -> bool:
        return bool(sealed[top:bottom, max(int(char.at - half), 0) : int(char.at + half) + 1].any())

    return doubted(chars, lambda char: plain(char.text) in WEIGHTY and is_covered(char))
