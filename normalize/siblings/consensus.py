"""What several damaged readings of one text agree on.

The readings are aligned to a backbone, the one that has most in common with all; columns are voted on, runs that the
backbone lacks are taken in, runs that only it has are dropped, and the result is the next backbone, until nothing
changes (the way sequence assemblies are polished). A reading that lost a place provably, see `loss`, has no vote there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz.distance import LCSseq

from normalize.siblings.alignment import Edit, Folded, edits, fold
from normalize.siblings.chosen import chosen
from normalize.siblings.copies import Reason
from normalize.siblings.plausible import SEPARATORS

SMALL = 3
"""Edits that lie closer than `NEAR` form a region; one of more edits, or with a longer one, is no isolated slip."""
NEAR = 2
LONGEST_SLIP = 2

_ROUNDS = 4
_JURY = 12
"""Readings against which a backbone is chosen; all of them would make the choice quadratic."""
_RUNS_ALIKE = 0.6

_ITEM = re.compile(
    r"(?:(?<![^\n])|(?<=[\s。;\uff1b:\uff1a!\uff01)\uff09分次]))([1-9]\d?)\s*[.\uff0e、](?!\d)"
    r"|(?:(?<![^\n])|(?<=[\s。;\uff1b]))([1-9]\d?)\s*[.\uff0e、](?=(?:19|20)\d\d\D)"
)


@dataclass(frozen=True, slots=True)
class Region:
    """Edits that belong together: consensus `[a_start, a_end)` against reading `[b_start, b_end)`, folded offsets."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    parts: tuple[Edit, ...]

    @property
    def small(self) -> bool:
        """Whether it can be damage of single characters: few and short edits."""
        return len(self.parts) <= SMALL and all(
            max(part.a_end - part.a_start, part.b_end - part.b_start) <= LONGEST_SLIP for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One distinct reading of the text: as read, how much its vote counts, how many copies read so."""

    text: Folded
    weight: float
    torn: bool = False


def regions(a: str, b: str) -> tuple[Region, ...]:
    """The differences between two readings, near ones joined; a long lost or added run stands alone."""
    found: list[list[Edit]] = []
    for edit in edits(a, b):
        last = found[-1][-1] if found else None
        near = last is not None and min(edit.a_start - last.a_end, edit.b_start - last.b_end) <= NEAR
        if near and last is not None and not (_run(edit) or _run(last)):
            found[-1].append(edit)
        else:
            found.append([edit])
    return tuple(
        Region(parts[0].a_start, parts[-1].a_end, parts[0].b_start, parts[-1].b_end, tuple(parts)) for parts in found
    )


def _run(edit: Edit) -> bool:
    lengths = edit.a_end - edit.a_start, edit.b_end - edit.b_start
    return min(lengths) == 0 and max(lengths) >= 8


@lru_cache(maxsize=16384)
def items(raw: str) -> tuple[tuple[int, int], ...]:
    """The numbers that begin items: (folded offset, number)."""
    at = fold(raw).at
    return tuple(
        (bisect_left(at, match.start(1) if match.group(1) else match.start(2)), int(match.group(1) or match.group(2)))
        for match in _ITEM.finditer(raw)
    )


def loss(whole: Folded, a_start: int, a_end: int, reading: Folded, b_start: int, b_end: int) -> Reason | None:
    """Why `reading` must have lost whole[a_start:a_end], of which it has b_start:b_end (a scrap or nothing), or None.

    "cut off": it begins or ends inside a clause; "numbering gap": its own numbering misses the run's items;
    "broken": the run begins inside a clause and goes beyond its end; "empty cell".
    """
    key = whole.key
    if not reading.key:
        return "empty cell"
    run = key[a_start:a_end]
    # A scrap that the recognizer left of a long run is no wording; of a short one it may be.
    scrap = b_end - b_start
    if len(run) < SMALL or scrap > LONGEST_SLIP or len(run) < 8 * scrap:
        return None
    starts = {place for place, _ in items(whole.raw)}
    edges = starts | {place + len(str(number)) + 1 for place, number in items(whole.raw)}
    begins_inside = a_start > 0 and not _edge(key, a_start, edges)
    ends_inside = a_end < len(key) and not _edge(key, a_end, edges)
    gap = _gap(whole, a_start, a_end, reading, b_start, b_end)
    if b_end == len(reading.key) and a_end == len(key):
        return "cut off" if begins_inside or reading.key[b_start - 1 : b_start] in ",、:(《" else None
    if b_start == 0 and a_start == 0:
        if ends_inside or (starts and not gap and a_end not in starts and 0 in starts):
            return "cut off"
        return gap
    sentence_end = any(c in "。;" for c in run[:-1])
    if begins_inside and sentence_end:
        return "broken"
    return gap


def losses(whole: Folded, found: Sequence[Region], reading: Folded, torn: bool) -> tuple[Reason | None, ...]:
    """The reason for each region of a reading (see `loss`); a cell cut at one end is not trusted at the other."""
    if not torn and chosen(whole.raw, reading.raw):
        return (None,) * len(found)
    reasons: list[Reason | None] = [loss(whole, r.a_start, r.a_end, reading, r.b_start, r.b_end) for r in found]
    if torn or any(reason in ("cut off", "numbering gap") for reason in reasons):
        reasons = [
            reason or ("clipped cell" if _at_end(whole, region, reading) else None)
            for reason, region in zip(reasons, found, strict=True)
        ]
    return tuple(reasons)


def _at_end(whole: Folded, region: Region, reading: Folded) -> bool:
    if region.a_end - region.a_start < SMALL or region.b_end > region.b_start:
        return False
    return region.a_start == region.b_start == 0 or (
        region.b_end == len(reading.key) and region.a_end == len(whole.key)
    )


def _edge(key: str, place: int, edges: set[int]) -> bool:
    """Whether a clause ends or begins at this place."""
    return key[place - 1] in SEPARATORS or key[place] in SEPARATORS or key[place] == "(" or place in edges


def _gap(whole: Folded, a_start: int, a_end: int, reading: Folded, b_start: int, b_end: int) -> Reason | None:
    lost = [number for place, number in items(whole.raw) if a_start <= place < a_end]
    own = items(reading.raw)
    before = [number for place, number in own if place < b_start]
    after = [number for place, number in own if place >= b_end]
    if not lost or not after:
        return None
    contiguous = after[0] == (before[-1] + 1 if before else 1) or (after[0] == 1 and before)
    return "numbering gap" if not contiguous and after[0] == lost[-1] + 1 else None


@lru_cache(maxsize=1024)
def agree(readings: tuple[Reading, ...], depth: int = 0) -> Folded:
    """The text that the readings agree on; its raw form has the whitespace of those it was taken from.

    The order of the readings does not matter. With no majority the backbone's reading stands.
    """
    readings = _distinct(readings)
    backbone = _backbone(readings)
    seen = {backbone.raw}
    weights = [reading.weight for reading in readings]
    for _ in range(_ROUNDS):
        found = [regions(backbone.key, reading.text.key) for reading in readings]
        backbone = _revise(backbone, readings, found, weights, depth)
        if backbone.raw in seen:
            break
        seen.add(backbone.raw)
        weights = [_weight(reading, backbone) for reading in readings]
    return backbone


def _distinct(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Equal readings made one of their joint weight, in an order of their own."""
    weights: dict[tuple[str, bool], float] = defaultdict(float)
    raws: dict[tuple[str, bool], str] = {}
    for reading in sorted(readings, key=lambda r: r.text.raw):
        mark = (reading.text.key, reading.torn)
        weights[mark] += reading.weight
        raws.setdefault(mark, reading.text.raw)
    return tuple(Reading(fold(raws[mark]), weights[mark], mark[1]) for mark in sorted(weights))


def _weight(reading: Reading, backbone: Folded) -> float:
    """Log odds that a character of the reading is right, from its isolated differences; as a share of its weight."""
    slips = sum(len(region.parts) for region in regions(backbone.key, reading.text.key) if region.small)
    rate = min(0.3, (slips + 0.2) / (len(reading.text.key) + 50))
    return reading.weight * log((1 - rate) / rate) / 3


def _backbone(readings: Sequence[Reading]) -> Folded:
    """The reading that shares most with the others; of several, the longest."""
    if len(readings) < 2:
        return readings[0].text if readings else fold("")
    step = max(1, len(readings) // _JURY)
    jury = sorted(readings, key=lambda r: (-len(r.text.key), r.text.key))[::step]

    def shared(reading: Reading) -> float:
        return sum(
            LCSseq.similarity(reading.text.key, judge.text.key) * judge.weight for judge in jury if judge is not reading
        ) + len(reading.text.key) * (reading.weight - 1)

    return max(readings, key=lambda r: (round(shared(r), 6), len(r.text.key), r.text.key)).text


def _revise(
    backbone: Folded,
    readings: Sequence[Reading],
    found: Sequence[Sequence[Region]],
    weights: Sequence[float],
    depth: int,
) -> Folded:
    """One round: vote on the columns, drop what most lack, take in what most have."""
    size = len(backbone.key)
    heard = [0.0] * (size + 1)
    against = [0.0] * (size + 1)
    columns: dict[int, Counter[str]] = defaultdict(Counter)
    added: dict[int, Counter[str]] = defaultdict(Counter)
    runs: dict[int, list[tuple[str, float, int]]] = defaultdict(list)
    total = sum(weights)
    for number, (reading, differences, weight) in enumerate(zip(readings, found, weights, strict=True)):
        reasons = losses(backbone, differences, reading.text, reading.torn)
        for region, lost in zip(differences, reasons, strict=True):
            if region.small and not lost:
                _count(region, reading.text, weight, columns, added)
            elif region.a_start == region.a_end:
                runs[region.a_start].append((_raw(reading.text, region.b_start, region.b_end), weight, number))
            else:
                for place in range(region.a_start, region.a_end):
                    heard[place] -= weight
                    if not lost and region.b_start == region.b_end:
                        against[place] += weight
    glyphs = _glyphs(readings)
    pieces: list[str] = []
    for place in range(size + 1):
        taken = _taken(backbone, place, runs.get(place, []), readings, found, weights, depth)
        insertion = taken or _winner(added.get(place), total).translate(glyphs)
        pieces.append(insertion)
        if place < size:
            pieces.append(_column(backbone, place, columns.get(place), total + heard[place], against[place], glyphs))
    return fold("".join(pieces))


def _count(
    region: Region,
    text: Folded,
    weight: float,
    columns: dict[int, Counter[str]],
    added: dict[int, Counter[str]],
) -> None:
    for part in region.parts:
        length = part.b_end - part.b_start
        for offset, place in enumerate(range(part.a_start, part.a_end)):
            columns[place][text.key[part.b_start + offset] if offset < length else ""] += weight  # type: ignore[assignment]
        over = part.b_start + (part.a_end - part.a_start)
        if over < part.b_end:
            added[part.a_end][text.key[over : part.b_end]] += weight  # type: ignore[assignment]


def _glyphs(readings: Sequence[Reading]) -> dict[int, str]:
    """How the readings write what `fold` made one: the usual width of each punctuation mark."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for index, character in zip(reading.text.at, reading.text.key, strict=True):
            if not character.isalnum():
                written[character][reading.text.raw[index]] += 1
    return {ord(key): max(sorted(marks), key=marks.__getitem__) for key, marks in written.items()}


def _column(
    backbone: Folded,
    place: int,
    others: Counter[str] | None,
    heard: float,
    against: float,
    glyphs: dict[int, str],
) -> str:
    start = backbone.after(place)
    space = backbone.raw[start : backbone.at[place]]
    if against > heard:
        return ""
    if others:
        own = heard - sum(others.values())
        best = min(others, key=lambda c: (-others[c], c))
        if others[best] > own + 1e-9:
            return space + best.translate(glyphs) if best else ""
    return space + backbone.raw[backbone.at[place]]


def _winner(added: Counter[str] | None, total: float) -> str:
    if not added:
        return ""
    best = min(added, key=lambda c: (-added[c], c))
    return best if added[best] > total - added[best] + 1e-9 else ""


def _raw(text: Folded, start: int, end: int) -> str:
    """A run as read, with the whitespace before it."""
    return text.raw[text.after(start) : text.at[end - 1] + 1] if end > start else ""


def _taken(
    backbone: Folded,
    place: int,
    runs: Sequence[tuple[str, float, int]],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Region]],
    weights: Sequence[float],
    depth: int,
) -> str:
    """The run to take in at a place: one that outweighs those who have nothing there and lost nothing there."""
    if not runs:
        return ""
    best = max(runs, key=lambda run: (_likeness_sum(run[0], runs), len(run[0]), run[0]))
    alike = [run for run in runs if _alike(run[0], best[0])]
    having = sum(weight for _, weight, _ in alike)
    holders = {number for _, _, number in runs}
    candidate = fold(backbone.raw[: backbone.after(place)] + best[0] + backbone.raw[backbone.after(place) :])
    length = len(fold(best[0]).key)
    without = 0.0
    for number, (reading, differences, weight) in enumerate(zip(readings, found, weights, strict=True)):
        if number in holders:
            without += 0.0 if any(run[2] == number for run in alike) else weight
            continue
        covering = [r for r in differences if not r.small and r.a_start <= place <= r.a_end]
        if any(r.a_start < place < r.a_end for r in covering):
            continue
        at = place + _shift(differences, place)
        start, end = min([place, *(r.a_start for r in covering)]), max([place, *(r.a_end for r in covering)])
        b_start, b_end = min([at, *(r.b_start for r in covering)]), max([at, *(r.b_end for r in covering)])
        joint = Region(start, end + length, b_start, b_end, ())
        rest = [r for r in differences if r not in covering and r.a_end <= place]
        if not losses(candidate, [joint, *rest], reading.text, reading.torn)[0]:
            without += weight
    if having <= without + 1e-9:
        return ""
    if len(alike) == 1 or depth > 1:
        return best[0]
    return _lead(best[0]) + agree(tuple(Reading(fold(run), weight) for run, weight, _ in alike), depth + 1).raw.strip()


def _lead(raw: str) -> str:
    return raw[: len(raw) - len(raw.lstrip())]


def _shift(differences: Sequence[Region], place: int) -> int:
    """Difference between offsets in the reading and in the backbone at a place."""
    return sum((r.b_end - r.b_start) - (r.a_end - r.a_start) for r in differences if r.a_end <= place)


def _likeness_sum(run: str, runs: Sequence[tuple[str, float, int]]) -> float:
    return round(sum(LCSseq.normalized_similarity(run, other) * weight for other, weight, _ in runs[:_JURY]), 6)


def _alike(one: str, other: str) -> bool:
    return one == other or LCSseq.normalized_similarity(fold(one).key, fold(other).key) >= _RUNS_ALIKE
