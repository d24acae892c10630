"""One difference looked at by itself: can what the copy has there have been written?"""

from __future__ import annotations

from normalize.siblings.alignment import Folded
from normalize.siblings.consensus import Region, items
from normalize.siblings.lookalikes import LOOK_ALIKES
from normalize.siblings.plausible import (
    NUMERALS,
    PUNCTUATION,
    QUANTITIES,
    Evidence,
    is_han,
    is_rare,
    unsound_number,
    weakest,
)

LONGEST_GARBLE = 3


def weight_of_damage(text: Folded, region: Region, whole: Folded, evidence: Evidence) -> float:
    """How far an isolated difference is damage by itself, whatever the other copies are like: 1 if it is, 0.5 for a
    pair of characters that the run has nowhere else, 0 if it may be meant."""
    ours, theirs = text.key[region.b_start : region.b_end], whole.key[region.a_start : region.a_end]
    if is_impossible(text, region, whole, evidence, 1):
        return 1.0
    if any(c in QUANTITIES for c in ours) or all(c in PUNCTUATION for c in ours + theirs):
        return 0.0
    if is_plausible(text, region, whole, evidence, 1) is not False:
        return 0.0
    sure = is_doubled(text, region) or is_look_alike(ours, theirs) or (not ours and all(map(is_han, theirs)))
    return 1.0 if sure else 0.5


def is_number(text: Folded, region: Region, whole: Folded) -> bool:
    """Whether the difference makes one number another, or none."""
    ours, theirs = text.key[region.b_start : region.b_end], whole.key[region.a_start : region.a_end]
    if not all(c in NUMERALS for c in ours):
        return False
    return any(c in NUMERALS for c in theirs) if theirs else bool(ours)


def is_impossible(text: Folded, region: Region, whole: Folded, evidence: Evidence, holders: int) -> bool:
    """Damage by the sequence alone: a glyph of no common text, a number that is none, an item out of sequence.

    `holders` is the number of copies that read so: what they have is not known from elsewhere.
    """
    ours, theirs = text.key[region.b_start : region.b_end], whole.key[region.a_start : region.a_end]
    common = max((evidence.letters.get(c, 0) for c in theirs), default=0) // 5
    if any(is_rare(c) and c not in whole.key and evidence.letters.get(c, 0) <= max(holders, common) for c in ours):
        return True
    sound = not unsound_number(whole.key, region.a_start, region.a_end)
    if sound and unsound_number(text.key, region.b_start, region.b_end):
        return True
    numbered = region.a_start in {place for place, _ in items(whole.raw)}
    lost_number = not ours and theirs.isdigit() and text.key[region.b_end : region.b_end + 1] in (".", "、")
    return numbered and (lost_number or _misnumbered(text, region))


def _misnumbered(text: Folded, region: Region) -> bool:
    own = items(text.raw)
    for index, (place, number) in enumerate(own):
        if place == region.b_start:
            before = own[index - 1][1] if index else 0
            after = own[index + 1][1] if index + 1 < len(own) else None
            return number != before + 1 and number != 1 and (after is None or after != number + 1)
    return False


def is_plausible(text: Folded, region: Region, whole: Folded, evidence: Evidence, holders: int) -> bool | None:
    """Whether the run knows the copy's own reading from other places; None where there is no pair to tell by."""
    own = weakest(*_context(text.key, region.b_start, region.b_end), evidence)
    agreed = weakest(*_context(whole.key, region.a_start, region.a_end), evidence)
    return None if own is None else own - holders > 0 and own >= 0.05 * (agreed or 0)


def _context(key: str, start: int, end: int) -> tuple[str, str, str]:
    return key[max(0, start - 1) : start], key[start:end], key[end : end + 1]


def is_doubled(text: Folded, region: Region) -> bool:
    """Whether the copy has something twice that the others have once."""
    if region.a_end > region.a_start:
        return False
    ours, length = text.key[region.b_start : region.b_end], region.b_end - region.b_start
    return ours in (
        text.key[max(0, region.b_start - length) : region.b_start],
        text.key[region.b_end : region.b_end + length],
    )


def is_look_alike(ours: str, theirs: str) -> bool:
    return len(ours) == len(theirs) > 0 and all(
        a == b or (a, b) in LOOK_ALIKES for a, b in zip(ours, theirs, strict=True)
    )


def is_garbled(text: Folded, region: Region, whole: Folded, evidence: Evidence) -> bool:
    """Non-words over the shape of the others' text: mostly look-alikes and strange glyphs, or many characters right in
    between and no pair known elsewhere."""
    key = text.key
    wrong = [(key[p.b_start : p.b_end], whole.key[p.a_start : p.a_end]) for p in region.parts]
    size = sum(max(len(ours), len(theirs)) for ours, theirs in wrong)
    misread = sum(
        (a, b) in LOOK_ALIKES or is_rare(a) for ours, theirs in wrong for a, b in zip(ours, theirs, strict=False)
    )
    if misread >= 2 and misread * 2 >= size:
        return True
    longest = max(max(len(ours), len(theirs)) for ours, theirs in wrong)
    extent = max(region.a_end - region.a_start, region.b_end - region.b_start)
    if longest > LONGEST_GARBLE or len(wrong) < 3 or size > 0.65 * extent:
        return False
    seen = [weakest(*_context(key, p.b_start, p.b_end), evidence) for p in region.parts]
    judged = [count for count in seen if count is not None]
    return len(judged) >= 2 and sum(count <= 1 for count in judged) >= 0.8 * len(judged)
