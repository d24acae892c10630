"""Every copy against what the copies agree on: what is damage is restored, what may be meant is flagged.

The evidence, in the order it is asked for: proof that a run was lost (normalize.consensus.loss); sequences that cannot
be; how many agree, and how clean each of them is elsewhere; look-alikes and pairs of characters the run knows nowhere
else; the copy's own rate of damage. A reading that several copies share, and every coherent one, stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalize.alignment import Folded, fold
from normalize.consensus import Reading, Region, agree, items, loss, regions
from normalize.copies import Kind, Reason, TaskCopy, Vote
from normalize.lookalikes import LOOK_ALIKES
from normalize.plausible import (
    NUMERALS,
    PUNCTUATION,
    QUANTITIES,
    Evidence,
    count_characters,
    is_han,
    is_rare,
    unsound_number,
    weakest,
)

NOISY = 0.004
"""Share of damaged characters from which a sheet counts as damaged throughout."""

_SLIPS = 2
"""So many other slips in a copy's cells of the task make it noisy by itself."""

_CLEAN_WEIGHT = 2.0
"""A lossless copy's vote against a lossy one's."""


@dataclass(frozen=True, slots=True)
class _Copy:
    task: TaskCopy
    text: Folded
    regions: tuple[Region, ...]
    slips: int
    torn: bool


@dataclass(frozen=True, slots=True)
class _Ballot:
    """One region of one copy, and how the copies stand there."""

    copy: _Copy
    region: Region
    ours: str
    theirs: str
    supporters: tuple[_Copy, ...]
    same: tuple[_Copy, ...]
    others: tuple[tuple[str, _Copy], ...]

    @property
    def heard(self) -> int:
        return len(self.supporters) + len(self.same) + len(self.others)


def vote_texts(copies: Sequence[TaskCopy], role: str, evidence: Evidence | None = None) -> tuple[tuple[Vote, ...], ...]:
    """For each copy the edits in its text of `role`, in order, disjoint; none for copies that are not lossy.

    `evidence` is what the whole run knows (normalize.plausible.count_characters); without it the copies are all there
    is. The votes do not depend on the order of the copies.
    """
    whole = _agreed(copies, role)
    if len(copies) < 2 or not whole.key:
        return tuple(() for _ in copies)
    evidence = evidence or count_characters(text for copy in copies for text in copy.texts.values())
    jury = [_copy(copy, copies, role, whole) for copy in copies]
    return tuple(tuple(_votes(copy, jury, whole, evidence)) if copy.task.lossy else () for copy in jury)


def noise(copies: Sequence[TaskCopy], role: str) -> dict[str, tuple[int, int]]:
    """For each sheet (isolated slips, characters) in its text of `role`: summed over tasks, a sheet's damage rate."""
    whole = _agreed(copies, role)
    if len(copies) < 3:
        return {}
    return {
        copy.task.sheet: (copy.slips, len(copy.text.key)) for copy in (_copy(c, copies, role, whole) for c in copies)
    }


def _agreed(copies: Sequence[TaskCopy], role: str) -> Folded:
    readings = [
        Reading(fold(copy.texts.get(role, "")), 1.0 if copy.lossy else _CLEAN_WEIGHT, role in copy.torn)
        for copy in copies
        if fold(copy.texts.get(role, "")).key
    ]
    # Few distinct readings are the rule; sorted, they hit the cache whatever the order of the copies.
    return agree(tuple(sorted(readings, key=lambda r: (r.text.raw, r.weight, r.torn))))


def _copy(task: TaskCopy, copies: Sequence[TaskCopy], role: str, whole: Folded) -> _Copy:
    text = fold(task.texts.get(role, ""))
    found = _regions(whole.key, text.key)
    return _Copy(task, text, found, _slips(found), role in task.torn)


@lru_cache(maxsize=16384)
def _regions(a: str, b: str) -> tuple[Region, ...]:
    return regions(a, b)


def _slips(found: Sequence[Region]) -> int:
    return sum(len(region.parts) for region in found if region.small)


def _votes(copy: _Copy, jury: Sequence[_Copy], whole: Folded, evidence: Evidence) -> list[Vote]:
    lost = {region: _lost(region, copy, whole) for region in copy.regions}
    clipped = any(reason in ("cut off", "broken") for reason in lost.values())
    votes: list[Vote] = []
    for region in copy.regions:
        ballot = _ballot(copy, region, jury, whole)
        reason = lost[region] or ("clipped cell" if clipped and _at_end(region, copy, whole) else None)
        if region.small and not reason:
            verdict = _judge_slip(ballot, whole, evidence)
        else:
            verdict = _judge_run(ballot, reason, whole, evidence)
        if verdict:
            votes.append(_vote(ballot, verdict, whole))
    return votes


def _lost(region: Region, copy: _Copy, whole: Folded) -> str | None:
    reason = loss(whole, region.a_start, region.a_end, copy.text, region.b_start, region.b_end)
    if not reason and copy.torn and region.b_start == region.b_end and _at_end(region, copy, whole):
        return "clipped cell"
    return reason


def _at_end(region: Region, copy: _Copy, whole: Folded) -> bool:
    if region.a_end - region.a_start < 3 or region.b_end - region.b_start > 2:
        return False
    return (region.b_start == 0 and region.a_start == 0) or (
        region.b_end == len(copy.text.key) and region.a_end == len(whole.key)
    )


def _ballot(copy: _Copy, region: Region, jury: Sequence[_Copy], whole: Folded) -> _Ballot:
    ours = copy.text.key[region.b_start : region.b_end]
    theirs = whole.key[region.a_start : region.a_end]
    supporters: list[_Copy] = []
    same: list[_Copy] = []
    others: list[tuple[str, _Copy]] = []
    for other in jury:
        touching = [r for r in other.regions if _touch(r, region)]
        if not other.text.key and other is not copy:
            continue
        if not touching:
            supporters.append(other)
        elif any(_lost(r, other, whole) for r in touching) and other is not copy:
            continue
        elif (touching[0].a_start, touching[-1].a_end) == (region.a_start, region.a_end) and (
            other.text.key[touching[0].b_start : touching[-1].b_end] == ours
        ):
            same.append(other)
        else:
            # A long run of its own around a single character says nothing about the character.
            if region.small and not all(r.small for r in touching):
                continue
            if not region.small and all(r.small for r in touching):
                supporters.append(other)
                continue
            others.append((other.text.key[touching[0].b_start : touching[-1].b_end], other))
    return _Ballot(copy, region, ours, theirs, tuple(supporters), tuple(same), tuple(others))


def _touch(one: Region, other: Region) -> bool:
    if one.a_start == one.a_end or other.a_start == other.a_end:
        return one.a_start <= other.a_end and other.a_start <= one.a_end
    return one.a_start < other.a_end and other.a_start < one.a_end


Verdict = tuple[Kind, Reason]


def _judge_run(ballot: _Ballot, reason: str | None, whole: Folded, evidence: Evidence) -> Verdict | None:
    """A long difference: restored when the copy provably lost it, or read it twice, or as non-words."""
    support, rivals = len(ballot.supporters), len(ballot.same) + len(ballot.others) - 1
    if reason:
        proven = support >= 1 and support > rivals
        return ("restored" if proven else "differs", reason)  # type: ignore[return-value]
    if support < 2:
        return ("differs", "own wording" if rivals or support else "no majority")
    if len(ballot.same) == 1 and _doubled(ballot):
        return ("restored", "doubled")
    if len(ballot.same) == 1 and not ballot.others and _garbled(ballot, whole, evidence):
        return ("restored", "garbled")
    return ("differs", "shared" if len(ballot.same) > 1 else "own wording")


def _doubled(ballot: _Ballot) -> bool:
    if ballot.theirs:
        return False
    key, region = ballot.copy.text.key, ballot.region
    length = len(ballot.ours)
    return ballot.ours in (
        key[max(0, region.b_start - length) : region.b_start],
        key[region.b_end : region.b_end + length],
    )


def _garbled(ballot: _Ballot, whole: Folded, evidence: Evidence) -> bool:
    """Non-words over the shape of the others' text: like in length, many characters right, no pair known elsewhere."""
    region, ours, theirs = ballot.region, ballot.ours, ballot.theirs
    wrong = sum(max(p.a_end - p.a_start, p.b_end - p.b_start) for p in region.parts)
    longest = max(max(p.a_end - p.a_start, p.b_end - p.b_start) for p in region.parts)
    if longest > LONGEST_GARBLE or len(region.parts) < 3 or wrong > 0.65 * max(len(ours), len(theirs)):
        return False
    unknown = judged = 0
    for part in region.parts:
        b = ballot.copy.text.key
        seen = weakest(b[: part.b_start], b[part.b_start : part.b_end], b[part.b_end :], evidence)
        if seen is not None:
            judged += 1
            unknown += seen <= 1
    return judged >= 2 and unknown >= 0.8 * judged


LONGEST_GARBLE = 3


def _judge_slip(ballot: _Ballot, whole: Folded, evidence: Evidence) -> Verdict | None:
    """An isolated difference of a character or two."""
    ours, theirs, support = ballot.ours, ballot.theirs, len(ballot.supporters)
    if all(c in PUNCTUATION for c in ours + theirs) and not _noisy(ballot, evidence) and not _in_number(ballot):
        return None
    proof = _impossible(ballot, whole, evidence)
    if support < 2:
        if proof and support and not ballot.others and len(ballot.same) == 1:
            return ("restored", "stray")
        return ("differs", "no majority")
    if not _outweighs(ballot) or (_shared(ballot) and not proof):
        return ("differs", "shared")
    if proof:
        return ("restored", "stray")
    noisy = _noisy(ballot, evidence)
    if any(c in QUANTITIES for c in ours + theirs):
        return _judge_quantity(ballot, noisy)
    plausible = _plausible(ballot, whole, evidence)
    if _doubled(ballot) and not plausible:
        return ("restored", "doubled")
    if _look_alike(ours, theirs) and not plausible:
        return ("restored", "character")
    if noisy and not (plausible and len(ours) == len(theirs) >= 2):
        return ("restored", "character")
    if not ours and not plausible and not noisy and all(map(is_han, theirs)):
        return ("restored", "character")
    return ("differs", "own wording")


def _judge_quantity(ballot: _Ballot, noisy: bool) -> Verdict:
    """Numbers, periods, ranks and negations are changed on purpose: only a noisy copy is corrected, a number of its
    own only against three who all say the same."""
    ours, theirs = ballot.ours, ballot.theirs
    number = any(c in NUMERALS for c in ours + theirs)
    if not noisy:
        return ("differs", "own number" if number else "own wording")
    unanimous = len(ballot.supporters) >= 3 and len(ballot.same) == 1 and not ballot.others
    meant = number and all(c in NUMERALS for c in ours) and not _doubled(ballot)
    if unanimous or not meant or (number and not any(c in NUMERALS for c in theirs)):
        return ("restored", "number" if number else "character")
    return ("differs", "own number")


def _noisy(ballot: _Ballot, evidence: Evidence) -> bool:
    elsewhere = ballot.copy.slips - len(ballot.region.parts)
    return elsewhere >= _SLIPS or evidence.noise.get(ballot.copy.task.sheet, 0.0) >= NOISY


def _shared(ballot: _Ballot) -> bool:
    """Whether more copies read so than chance damage explains."""
    if len(ballot.same) < 2:
        return False
    rates = [c.slips / (len(c.text.key) + 50) for c in (*ballot.supporters, *ballot.same)]
    return len(ballot.same) > 1 + sum(rates)


def _outweighs(ballot: _Ballot) -> bool:
    """Whether the supporters' joint odds clearly exceed those of any other reading."""
    rivals: Counter[str] = Counter()
    for reading, copy in [(ballot.ours, c) for c in ballot.same] + list(ballot.others):
        rivals[reading] += _credit(copy)  # type: ignore[assignment]
    return sum(map(_credit, ballot.supporters)) > max(rivals.values()) + 1


def _credit(copy: _Copy) -> float:
    """How far a copy is to be believed: log2 of the odds, near enough, that a character of it is right."""
    rate = (copy.slips + 0.2) / (len(copy.text.key) + 50)
    credit, odds = 0.0, 1 / max(rate, 1e-4)
    while odds > 2:
        credit, odds = credit + 1, odds / 2
    return credit + (3 if not copy.task.lossy else 0)


def _in_number(ballot: _Ballot) -> bool:
    key, region = ballot.copy.text.key, ballot.region
    return key[region.b_start - 1 : region.b_start].isdigit() and key[region.b_end : region.b_end + 1].isdigit()


def _impossible(ballot: _Ballot, whole: Folded, evidence: Evidence) -> bool:
    """Damage by the sequence alone: a glyph of no common text, a number that is none, an item out of sequence."""
    copy, region = ballot.copy, ballot.region
    if any(is_rare(c) and evidence.letters.get(c, 0) <= len(ballot.same) for c in ballot.ours):
        return True
    sound = not unsound_number(whole.key, region.a_start, region.a_end)
    if sound and unsound_number(copy.text.key, region.b_start, region.b_end):
        return True
    return _misnumbered(copy.text, region) and region.a_start in {place for place, _ in items(whole.raw)}


def _misnumbered(text: Folded, region: Region) -> bool:
    own = items(text.raw)
    for index, (place, number) in enumerate(own):
        if place == region.b_start:
            before = own[index - 1][1] if index else 0
            after = own[index + 1][1] if index + 1 < len(own) else None
            return number != before + 1 and number != 1 and (after is None or after != number + 1)
    return False


def _context(key: str, start: int, end: int) -> tuple[str, str, str]:
    return key[max(0, start - 1) : start], key[start:end], key[end : end + 1]


def _plausible(ballot: _Ballot, whole: Folded, evidence: Evidence) -> bool:
    """Whether the run knows the copy's own reading from other places."""
    own = weakest(*_context(ballot.copy.text.key, ballot.region.b_start, ballot.region.b_end), evidence)
    agreed = weakest(*_context(whole.key, ballot.region.a_start, ballot.region.a_end), evidence)
    if own is None:
        return True
    return own - len(ballot.same) > 0 and own >= 0.05 * (agreed or 0)


def _look_alike(ours: str, theirs: str) -> bool:
    return len(ours) == len(theirs) > 0 and all(
        a == b or (a, b) in LOOK_ALIKES for a, b in zip(ours, theirs, strict=True)
    )


def _vote(ballot: _Ballot, verdict: Verdict, whole: Folded) -> Vote:
    kind, reason = verdict
    region, text = ballot.region, ballot.copy.text
    start = text.at[region.b_start] if region.b_start < region.b_end else text.after(region.b_start)
    end = text.after(region.b_end) if region.b_start < region.b_end else start
    replacement = _raw(whole, region.a_start, region.a_end)
    if len(replacement) > 2:
        replacement = _spaced(replacement, whole, region, text, start, end)
    readings = Counter(reading for reading, _ in ballot.others)
    alternatives = sorted(readings, key=lambda r: (-readings[r], r))
    return Vote(
        start=start,
        end=end,
        replacement=replacement,
        kind=kind,
        reason=reason,
        support=len(ballot.supporters),
        heard=ballot.heard,
        sheets=tuple(sorted({copy.task.sheet for copy in ballot.supporters})),
        alternatives=tuple(alternatives),
    )


def _raw(whole: Folded, start: int, end: int) -> str:
    return whole.raw[whole.at[start] : whole.at[end - 1] + 1] if end > start else ""


def _spaced(replacement: str, whole: Folded, region: Region, text: Folded, start: int, end: int) -> str:
    """The run with the whitespace that parts it from its neighbours, where the copy has none there."""
    lead = whole.raw[whole.after(region.a_start) : whole.at[region.a_start]] if region.a_start else ""
    if lead and start and not text.raw[start - 1].isspace():
        replacement = lead + replacement
    if region.a_end < len(whole.key):
        trail = whole.raw[whole.after(region.a_end) : whole.at[region.a_end]]
        if trail and end < len(text.raw) and not text.raw[end].isspace():
            replacement += trail
    return replacement
