"""Every copy against what the copies agree on: what is damage is restored, what may be meant is flagged.

The evidence, in the order it is asked for: proof that a run was lost (consensus.loss); sequences that cannot
be; how many agree, and how clean each of them is elsewhere; look-alikes and pairs of characters the run knows nowhere
else; the copy's own rate of damage. A reading that several copies share, and every coherent one, stays as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from normalize.siblings.alignment import Folded, fold
from normalize.siblings.ballots import Ballot, Copy, Jury, ballot, copy_of
from normalize.siblings.consensus import Reading, Region, agree, loss
from normalize.siblings.copies import Kind, Reason, TaskCopy, Vote
from normalize.siblings.plausible import NUMERALS, PUNCTUATION, QUANTITIES, Evidence, count_characters, is_han
from normalize.siblings.slips import (
    is_doubled,
    is_garbled,
    is_impossible,
    is_look_alike,
    is_number,
    is_plausible,
    weight_of_damage,
)

NOISY = 0.004
"""Share of evidently damaged characters from which a sheet counts as damaged throughout."""

LIKE_ENOUGH = 0.85
"""Share of a copy's text that its siblings must have before one of them alone completes it."""

_CLEAN_WEIGHT = 2.0
"""A lossless copy's vote against a lossy one's."""

Verdict = tuple[Kind, Reason]


def vote_texts(copies: Sequence[TaskCopy], role: str, evidence: Evidence | None = None) -> tuple[tuple[Vote, ...], ...]:
    """For each copy the edits in its text of `role`, in order, disjoint; none for copies that are not lossy.

    `evidence` is what the whole run knows (plausible.count_characters); without it the copies are all there
    is. The votes do not depend on the order of the copies.
    """
    evidence = evidence or count_characters(text for copy in copies for text in copy.texts.values())
    return Hearing(copies, evidence).votes(role, evidence)


class Hearing:
    """The copies of a task, each of their texts held once against what all agree on. `evidence` is what the whole run
    knows but for how damaged its sheets are, which the `noise` of all hearings tells first."""

    def __init__(self, copies: Sequence[TaskCopy], evidence: Evidence) -> None:
        self._copies, self._evidence = copies, evidence
        self._judged: dict[str, tuple[Folded, list[Copy]]] = {}

    def noise(self, role: str) -> dict[str, tuple[float, int]]:
        """For each sheet (evident slips, characters) in its text of `role`: summed over tasks, a sheet's damage rate.

        Two copies alone say nothing: each differs from the other.
        """
        if len(self._copies) < 3:
            return {}
        return {copy.task.sheet: (copy.evident, len(copy.text.key)) for copy in self._judge(role)[1]}

    def votes(self, role: str, evidence: Evidence) -> tuple[tuple[Vote, ...], ...]:
        """As `vote_texts`."""
        copies = self._copies
        if len(copies) < 2 or not _agreed(copies, role).key:
            return tuple(() for _ in copies)
        if len(copies) > 2:
            return self._votes(role, *self._judge(role), evidence)
        # No majority: each is judged by the other, and none is the measure of both.
        texts = [fold(copy.texts.get(role, "")) for copy in copies]
        return tuple(
            self._votes(role, whole, self._against(role, whole), evidence)[n] if whole.key else ()
            for n, whole in enumerate(reversed(texts))
        )

    def _judge(self, role: str) -> tuple[Folded, list[Copy]]:
        if role not in self._judged:
            whole = _agreed(self._copies, role)
            self._judged[role] = whole, self._against(role, whole)
        return self._judged[role]

    def _against(self, role: str, whole: Folded) -> list[Copy]:
        return [copy_of(copy, role, whole, self._evidence) for copy in self._copies]

    def _votes(
        self, role: str, whole: Folded, judged: Sequence[Copy], evidence: Evidence
    ) -> tuple[tuple[Vote, ...], ...]:
        for other in sorted({other for copy in self._copies for other in copy.texts} - {role}):
            judged = [_with_noise(copy, there) for copy, there in zip(judged, self._judge(other)[1], strict=True)]
        jury = Jury.of(judged, whole)
        return tuple(tuple(_votes(copy, jury, evidence)) if copy.task.lossy else () for copy in jury.copies)


def _with_noise(copy: Copy, other: Copy) -> Copy:
    return replace(copy, slips=copy.slips + other.slips, evident=copy.evident + other.evident)


def _agreed(copies: Sequence[TaskCopy], role: str) -> Folded:
    readings = [
        Reading(fold(copy.texts.get(role, "")), 1.0 if copy.lossy else _CLEAN_WEIGHT, role in copy.torn)
        for copy in copies
        if fold(copy.texts.get(role, "")).key
    ]
    # Few distinct readings are the rule; sorted, they hit the cache whatever the order of the copies.
    return agree(tuple(sorted(readings, key=lambda r: (r.text.raw, r.weight, r.torn))))


def _votes(copy: Copy, jury: Jury, evidence: Evidence) -> list[Vote]:
    votes: list[Vote] = []
    for region, reason in zip(copy.regions, copy.losses, strict=True):
        stand = ballot(copy, region, jury)
        if len(jury.copies) == 2 and _lost_by_the_other(copy, region, jury.whole):
            continue
        if region.small and not reason:
            verdict = _judge_slip(stand, jury.whole, evidence)
        else:
            verdict = _judge_run(stand, reason, jury.whole, evidence)
        if verdict:
            votes.append(_vote(stand, verdict, jury.whole))
    return votes


def _lost_by_the_other(copy: Copy, region: Region, other: Folded) -> bool:
    return bool(loss(copy.text, region.b_start, region.b_end, other, region.a_start, region.a_end))


def _judge_run(ballot: Ballot, reason: Reason | None, whole: Folded, evidence: Evidence) -> Verdict | None:
    """A long difference: restored when the copy provably lost it, or read it twice, or as non-words."""
    support, rivals = ballot.strength, len(ballot.same) + len(ballot.others) - 1
    if reason:
        # One sibling's word is enough where the rest of the copy is the sibling's; and never for what may be a choice.
        like = min(copy.agreement for copy in (ballot.copy, *ballot.supporters)) >= LIKE_ENOUGH
        lone = reason in ("cut off", "numbering gap", "clipped cell") and like
        proven = support > rivals and (support >= 2 or lone)
        return ("restored" if proven else "differs", reason)
    if support < 2:
        return ("differs", "own wording" if rivals or support else "no majority")
    if len(ballot.same) == 1 and is_doubled(ballot.copy.text, ballot.region):
        return ("restored", "doubled")
    if (
        len(ballot.same) == 1
        and not any(r for r, _ in ballot.others)
        and is_garbled(ballot.copy.text, ballot.region, whole, evidence)
    ):
        return ("restored", "garbled")
    return ("differs", "shared" if len(ballot.same) > 1 else "own wording")


def _judge_slip(ballot: Ballot, whole: Folded, evidence: Evidence) -> Verdict | None:
    """An isolated difference of a character or two."""
    ours, theirs, support = ballot.ours, ballot.theirs, ballot.strength
    proof = is_impossible(ballot.copy.text, ballot.region, whole, evidence, len(ballot.same))
    mark = all(c in PUNCTUATION for c in ours + theirs) and not _in_number(ballot)
    if mark and not proof and not _noisy(ballot, evidence):
        return None
    if support < 2:
        if proof and support and not ballot.others and len(ballot.same) == 1:
            return ("restored", "stray")
        return ("differs", "no majority")
    if not _outweighs(ballot) or (_shared(ballot) and not proof):
        return ("differs", "shared")
    if proof:
        return ("restored", "stray")
    plausible = is_plausible(ballot.copy.text, ballot.region, whole, evidence, len(ballot.same))
    if is_look_alike(ours, theirs) and plausible is False and not any(c in QUANTITIES for c in ours):
        return ("restored", "character")
    if any(c in QUANTITIES for c in ours + theirs):
        return _judge_quantity(ballot, evidence)
    if is_doubled(ballot.copy.text, ballot.region) and plausible is False:
        return ("restored", "doubled")
    if _noisy(ballot, evidence) and not (plausible and ours and theirs):
        return ("restored", "character")
    if not ours and plausible is False and all(map(is_han, theirs)):
        return ("restored", "character")
    return ("differs", "own wording")


def _judge_quantity(ballot: Ballot, evidence: Evidence) -> Verdict:
    """Numbers, periods, ranks and negations are changed on purpose: only a noisy copy is corrected, a number of its
    own only against three who all say the same."""
    ours, theirs = ballot.ours, ballot.theirs
    copy, region = ballot.copy, ballot.region
    twice = is_doubled(copy.text, region) and not ours.isdigit()
    number = is_number(copy.text, region, ballot.whole)
    if number and not twice:
        unanimous = ballot.strength >= 3 and len(ballot.same) == 1 and not ballot.others
        if unanimous and _noisy(ballot, evidence, number=True):
            return ("restored", "number")
        return ("differs", "own number")
    if _noisy(ballot, evidence):
        return ("restored", "number" if any(c in NUMERALS for c in theirs) else "character")
    return ("differs", "own number" if any(c in NUMERALS for c in ours + theirs) else "own wording")


def _noisy(ballot: Ballot, evidence: Evidence, number: bool = False) -> bool:
    """Whether the copy is damaged elsewhere. For a number to be doubted, more must be evident than numbers differ."""
    copy, region = ballot.copy, ballot.region
    evident = copy.evident - weight_of_damage(copy.text, region, ballot.whole, evidence)
    elsewhere = copy.slips - len(region.parts)
    if number:
        return evident >= max(2, copy.numbers)
    sheet = evidence.noise.get(copy.task.sheet, 0.0) >= NOISY
    return sheet or evident >= 1.5 or (evident >= 1 and elsewhere >= 2)


def _shared(ballot: Ballot) -> bool:
    """Whether more copies read so than chance damage explains."""
    if len(ballot.same) < 2:
        return False
    rates = sum(copy.rate for copy in (*ballot.supporters, *ballot.same))
    return len(ballot.same) > 1 + rates


def _outweighs(ballot: Ballot) -> bool:
    """Whether the supporters' joint odds clearly exceed those of any other reading."""
    rivals: defaultdict[str, float] = defaultdict(float)
    for reading, copy in [(ballot.ours, c) for c in ballot.same] + list(ballot.others):
        rivals[reading] += copy.credit
    return sum(copy.credit for copy in ballot.supporters) > max(rivals.values()) + 1


def _in_number(ballot: Ballot) -> bool:
    key, region = ballot.copy.text.key, ballot.region
    return key[region.b_start - 1 : region.b_start].isdigit() and key[region.b_end : region.b_end + 1].isdigit()


def _vote(ballot: Ballot, verdict: Verdict, whole: Folded) -> Vote:
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
        alternatives=(*alternatives, *ballot.variants),
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
