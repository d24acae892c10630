"""How the copies of a text stand to one another: who differs where, and who is on whose side there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from normalize.siblings.alignment import Folded, fold
from normalize.siblings.consensus import Region, losses, regions
from normalize.siblings.copies import Reason, TaskCopy
from normalize.siblings.plausible import Evidence
from normalize.siblings.slips import is_number, weight_of_damage


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy against what the copies agree on.

    `losses` says for each region why it must be a loss, or None. `slips` counts the isolated differences, `evident`
    those of them that are damage by themselves, in all cells of the copy, `numbers` those that change a number.
    """

    task: TaskCopy
    text: Folded
    regions: tuple[Region, ...]
    losses: tuple[Reason | None, ...]
    slips: int
    evident: float
    numbers: int
    rate: float
    """Isolated differences a character of this text."""
    credit: float
    """How far it is to be believed: log2 of the odds that a character of it is right."""

    @property
    def agreement(self) -> float:
        """Share of the copy's own text that does not say other words in the place of what the copies agree on."""
        strange = sum(r.b_end - r.b_start for r in self.regions if r.a_end > r.a_start)
        return 1 - strange / max(1, len(self.text.key))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One region of one copy, and how the copies stand there."""

    copy: Copy
    region: Region
    ours: str
    theirs: str
    supporters: tuple[Copy, ...]
    same: tuple[Copy, ...]
    others: tuple[tuple[str, Copy], ...]
    whole: Folded
    variants: tuple[str, ...] = ()
    """Of a run, how supporters have it in other words or with other numbers."""

    @property
    def strength(self) -> int:
        """The supporters, one that nothing can have damaged counted twice."""
        return sum(1 if copy.task.lossy else 2 for copy in self.supporters)

    @property
    def heard(self) -> int:
        return len(self.supporters) + len(self.same) + len(self.others)


def copy_of(task: TaskCopy, role: str, whole: Folded, evidence: Evidence) -> Copy:
    """A task's text of `role` against the agreed one."""
    text = fold(task.texts.get(role, ""))
    found = _regions(whole.key, text.key)
    small = [region for region in found if region.small]
    slips = sum(len(region.parts) for region in small)
    rate = (slips + 0.2) / (len(text.key) + 50)
    return Copy(
        task=task,
        text=text,
        regions=found,
        losses=losses(whole, found, text, role in task.torn),
        slips=slips,
        evident=sum(weight_of_damage(text, region, whole, evidence) for region in small),
        numbers=sum(is_number(text, region, whole) for region in small),
        rate=rate,
        credit=-log2(rate) + (0 if task.lossy else 3),
    )


@lru_cache(maxsize=16384)
def _regions(a: str, b: str) -> tuple[Region, ...]:
    return regions(a, b)


@dataclass(frozen=True, slots=True)
class Jury:
    """All copies of a text, and at which place of the agreed one which of their differences lie."""

    copies: tuple[Copy, ...]
    whole: Folded
    at: Mapping[int, tuple[tuple[int, int], ...]]

    @staticmethod
    def of(copies: Sequence[Copy], whole: Folded) -> Jury:
        at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, copy in enumerate(copies):
            for index, region in enumerate(copy.regions):
                for place in range(region.a_start, region.a_end + 1):
                    at[place].append((number, index))
        return Jury(tuple(copies), whole, {place: tuple(found) for place, found in at.items()})

    def meeting(self, region: Region) -> dict[int, list[int]]:
        """By copy, the indices of its regions that touch this one, in order."""
        found: dict[int, set[int]] = defaultdict(set)
        for place in range(region.a_start, region.a_end + 1):
            for number, index in self.at.get(place, ()):
                if _touch(self.copies[number].regions[index], region):
                    found[number].add(index)
        return {number: sorted(indices) for number, indices in found.items()}


def ballot(copy: Copy, region: Region, jury: Jury) -> Ballot:
    ours = copy.text.key[region.b_start : region.b_end]
    supporters: list[Copy] = []
    same: list[Copy] = [copy]
    others: list[tuple[str, Copy]] = []
    variants: set[str] = set()
    meeting = jury.meeting(region)
    for number, other in enumerate(jury.copies):
        if other is copy or (not other.text.key and copy.text.key):
            continue
        met = meeting.get(number)
        if not met:
            supporters.append(other)
        elif copy.text.key and any(other.losses[index] for index in met):
            continue
        else:
            touching = [other.regions[index] for index in met]
            _hear(other, touching, region, ours, (supporters, same, others))
            worded = any(not r.small or is_number(other.text, r, jury.whole) for r in touching)
            if not region.small and worded and _mostly_has(touching, region):
                variants.add(_variant(other, touching, region, jury.whole))
    theirs = jury.whole.key[region.a_start : region.a_end]
    return Ballot(
        copy, region, ours, theirs, tuple(supporters), tuple(same), tuple(others), jury.whole, tuple(sorted(variants))
    )


def _mostly_has(touching: Sequence[Region], run: Region) -> bool:
    """Whether a copy that differs within a run has most of it all the same."""
    missing = sum(min(r.a_end, run.a_end) - max(r.a_start, run.a_start) for r in touching)
    return all(r.small for r in touching) or 2 * missing < run.a_end - run.a_start


def _variant(copy: Copy, touching: Sequence[Region], region: Region, whole: Folded) -> str:
    """What a copy has in the place of whole[a_start:a_end], its own differences within it included."""
    pieces, done = [], region.a_start
    for r in touching:
        pieces += [whole.key[done : r.a_start], copy.text.key[r.b_start : r.b_end]]
        done = max(done, r.a_end)
    return "".join([*pieces, whole.key[done : region.a_end]])


def _hear(
    other: Copy,
    touching: Sequence[Region],
    region: Region,
    ours: str,
    sides: tuple[list[Copy], list[Copy], list[tuple[str, Copy]]],
) -> None:
    """Puts a copy that differs in this place, too, on the side it takes."""
    supporters, same, others = sides
    reading = other.text.key[touching[0].b_start : touching[-1].b_end]
    small = all(r.small for r in touching)
    if (touching[0].a_start, touching[-1].a_end) == (region.a_start, region.a_end) and reading == ours:
        same.append(other)
    elif region.small and not small:
        # A long run of its own around a single character says nothing about the character.
        return
    elif not region.small and _mostly_has(touching, region):
        supporters.append(other)
    else:
        others.append((reading, other))


def _touch(one: Region, other: Region) -> bool:
    if one.a_start == one.a_end or other.a_start == other.a_end:
        return one.a_start <= other.a_end and other.a_start <= one.a_end
    return one.a_start < other.a_end and other.a_start < one.a_end
