"""Whether a department chose some items of a text that its siblings have more of, or a tool lost the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import numeric

from rapidfuzz.distance import LCSseq

from normalize.siblings.alignment import fold

_SHORT = 3  # characters: what is shorter by as many lost some
_ITEMS_ALIKE, _RUNS_ALIKE = 0.95, 0.6
_NUMBER = re.compile(r"(?:^|(?<=[\s。;；]))(?:[(（]([1-9]\d?)[)）]|([1-9]\d?)\s*[.．、](?!\d)|([①-⑳]))")


@lru_cache(maxsize=16384)
def chosen(whole: str, reading: str) -> bool:
    """Whether a reading is some items of the consensus beside its own, each whole, numbered from 1 or one without a
    number: so a department chose them. What was lost in reading leaves numbers that do not follow, or half an item."""
    numbers, said = _split(reading)
    _, all_said = _split(whole)
    if numbers not in ([*range(1, len(said) + 1)], [None]):
        return False
    if numbers == [None]:  # a text without numbers may be a sentence of an item
        said, all_said = _sentences(said), [*all_said, *_sentences(all_said)]
    likeness = [max((_likeness(one, other) for other in all_said), default=0.0) for one in said]
    return max(likeness, default=0.0) == 1 and all(like in (0.0, 1.0) for like in likeness)


def _sentences(items: Sequence[str]) -> list[str]:
    return [sentence for item in items for sentence in item.split("。") if sentence]


def _likeness(one: str, other: str) -> float:
    """1 for the same item, 0 for another, between them for what may be left of it."""
    like = LCSseq.similarity(one, other) / max(1, min(len(one), len(other)))
    if abs(len(one) - len(other)) < _SHORT and like >= _ITEMS_ALIKE:
        return 1.0
    return 0.0 if like < _RUNS_ALIKE else like / 2


def _split(raw: str) -> tuple[list[int | None], list[str]]:
    """The numbers of a text's items, None for one that has none, and what they say, folded."""
    marks = list(_NUMBER.finditer(raw))
    ends = [*(mark.start() for mark in marks[1:]), len(raw)]
    parts = [raw[mark.end() : end] for mark, end in zip(marks, ends, strict=False)]
    numbers: list[int | None] = [int(numeric(mark[3])) if mark[3] else int(mark[1] or mark[2]) for mark in marks]
    if head := (raw[: marks[0].start()] if marks else raw).strip():
        parts, numbers = [head, *parts], [None, *numbers]
    return numbers, [fold(part).key.rstrip("。;,") for part in parts]
