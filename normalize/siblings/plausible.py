"""Can this be what was written? Evidence from the characters alone.

Pairs of neighbouring characters that occur elsewhere in the run make a reading plausible (a bigram model, the run
itself its corpus); look-alikes, glyphs outside common use and numbers that are none make it damage.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TypeVar

from normalize.siblings.alignment import fold

T = TypeVar("T")
NUMERALS = frozenset("0123456789一二三四五六七八九十百千万半两零")
QUANTITIES = NUMERALS | frozenset(".%年月周日天时季度级省市县校院系未不无非")
"""Characters that one would change on purpose alone: a count, a period, a rank, a negation."""

SEPARATORS = frozenset("。;,、!?:…")
PUNCTUATION = SEPARATORS | frozenset(".\"'()《》〈〉【】[]{}•~-/%·")


_NUMBER = re.compile(r"[0-9A-Za-z〇.]*[0-9][0-9A-Za-z〇.]*")
_SOUND = re.compile(r"(?:0|[1-9]\d*)(?:\.\d{1,3})?%?|[1-9]\d?\.")


@dataclass(frozen=True)
class Evidence:
    """What the run knows beyond the copies of one task.

    `pairs` counts neighbouring characters over all texts of the run, `letters` single ones; `noise` is the share of
    damaged characters known of a sheet, where it is known.
    """

    pairs: Mapping[str, int]
    letters: Mapping[str, int]
    noise: Mapping[str, float] = field(default_factory=dict)


def count_characters(texts: Iterable[str], noise: Mapping[str, float] | None = None) -> Evidence:
    """Evidence from texts: linear in their length, each that comes again counted once and multiplied."""
    by_times: defaultdict[int, list[str]] = defaultdict(list)
    for text, times in Counter(texts).items():
        by_times[times].append(fold(text).key)
    letters, pairs = _counted(by_times, iter), _counted(by_times, pairwise)
    return Evidence({a + b: count for (a, b), count in pairs.items()}, letters, noise or {})


def _counted(by_times: Mapping[int, list[str]], parts: Callable[[str], Iterable[T]]) -> Counter[T]:
    """How often each part occurs in texts that stand under how often they come."""
    counts: Counter[T] = Counter()
    for times, texts in by_times.items():
        for part, count in Counter(chain.from_iterable(map(parts, texts))).items():
            counts[part] += times * count
    return counts


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" if character else False


def is_rare(character: str) -> bool:
    """Outside the 3755 characters of everyday use (GB 2312, level 1) and no punctuation, digit or Latin letter."""
    if character.isascii() or character in PUNCTUATION:
        return not (character.isalnum() or character in PUNCTUATION or character in "+=<>#&*@")
    if not is_han(character):
        return character not in "①②③④⑤⑥⑦⑧⑨⑩℃㎡×÷≥≤±°‰Ⅰ、ⅡⅢ→□〔〕「」『』"
    try:
        return not 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return True


def weakest(before: str, middle: str, after: str, evidence: Evidence) -> int | None:
    """How often the least known pair of Han characters in before+middle+after occurs; None without such a pair."""
    run = before[-1:] + middle + after[:1]
    counts = [evidence.pairs.get(a + b, 0) for a, b in pairwise(run) if is_han(a) and is_han(b)]
    return min(counts) if counts else None


def unsound_number(text: str, start: int, end: int) -> bool:
    """Whether a number at or around text[start:end] is none: 0..2, 025, 0.l, .5."""
    low, high = max(0, start - 8), min(len(text), end + 8)
    for match in _NUMBER.finditer(text, low, high):
        if match.start() <= end and match.end() >= start:
            number = match.group()
            before = text[match.start() - 1 : match.start()]
            if number.endswith(".") and is_han(before) and before not in "分次":
                return True
            if not _SOUND.fullmatch(number):
                letters = [c for c in number if c.isalpha()]
                # A word with a digit in it (5G, V2) is no damaged number; 0.l and 2O are.
                return not letters or all(c in "OolI〇" for c in letters)
    return False
