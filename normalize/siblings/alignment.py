"""Two readings of one text, laid side by side.

Readings are compared folded: whitespace is dropped and punctuation that differs only in width counts as the same, so
neither is ever worth a vote. `Folded.at` leads every folded character back to its place in the text as read.

Two ways to align. Readings that are nearly alike take Myers' bit-parallel edit distance (rapidfuzz). Where one lacks
whole runs, a shortest edit script scatters what is left over the other text; there the readings are first pinned
together at k-grams that occur once in each (patience diff, Bram Cohen), and what lies between two pins is aligned
with affine gap costs (Gotoh 1982, doi:10.1016/0022-2836(82)90398-9), so that a gap stays one gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

PIN = 5
"""Length of the k-grams that pin two readings together: at 5% damage in both, six in ten survive."""

_GOTOH_LIMIT = 20_000
"""Largest product of lengths that the quadratic aligner takes on; beyond it a plain edit script must do."""

_WIDTHS = {0xFF01 + i: 0x21 + i for i in range(94)} | str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u2018\u2019\u2032", "'"),
        **dict.fromkeys("\u00b7\u30fb\u25cf\u2219\u2027", "\u2022"),
        **dict.fromkeys("\u301c\u223c\uff5e", "~"),
        **dict.fromkeys("\u2014\u2013\u2015\u2212", "-"),
    }
)
"""Punctuation of one width, kind and slant; one character for one, so that offsets stay."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its whitespace, punctuation of one width. `at[i]` is the offset of `key[i]` in `raw`."""

    raw: str
    key: str
    at: tuple[int, ...]

    def after(self, position: int) -> int:
        """Raw offset right behind the folded character before `position` (0 at the start)."""
        return self.at[position - 1] + 1 if position else 0


@dataclass(frozen=True, slots=True)
class Edit:
    """`a[a_start:a_end]` stands in the one text where the other has `b[b_start:b_end]`."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@lru_cache(maxsize=16384)
def fold(text: str) -> Folded:
    """The text as it is compared."""
    at = tuple(index for index, character in enumerate(text) if not character.isspace())
    return Folded(text, "".join(text[index] for index in at).translate(_WIDTHS), at)


def edits(a: str, b: str) -> tuple[Edit, ...]:
    """What must change in `a` to make `b`: disjoint edits in order; adjacent ones are joined."""
    if a == b:
        return ()
    allowed = max(4, max(len(a), len(b)) * 3 // 20)
    distance = Levenshtein.distance(a, b, score_cutoff=allowed)
    found = _plain(a, b, 0, 0) if distance <= allowed and abs(len(a) - len(b)) < 12 else _pinned(a, b)
    joined = _join(found)
    placed: list[Edit] = []
    for index, edit in enumerate(joined):
        after = joined[index + 1] if index + 1 < len(joined) else Edit(len(a), len(a), len(b), len(b))
        before = placed[-1] if placed else Edit(0, 0, 0, 0)
        room = (
            min(edit.a_start - before.a_end, edit.b_start - before.b_end),
            min(after.a_start - edit.a_end, after.b_start - edit.b_end),
        )
        placed.append(_slide(a, b, edit, room))
    return tuple(_join(placed))


def _plain(a: str, b: str, a_offset: int, b_offset: int) -> list[Edit]:
    return [
        Edit(op.src_start + a_offset, op.src_end + a_offset, op.dest_start + b_offset, op.dest_end + b_offset)
        for op in Levenshtein.opcodes(a, b)
        if op.tag != "equal"
    ]


def _join(found: Sequence[Edit]) -> list[Edit]:
    joined: list[Edit] = []
    for edit in found:
        last = joined[-1] if joined else None
        if last and last.a_end == edit.a_start and last.b_end == edit.b_start:
            joined[-1] = Edit(last.a_start, edit.a_end, last.b_start, edit.b_end)
        else:
            joined.append(edit)
    return joined


def _slide(a: str, b: str, edit: Edit, room: tuple[int, int]) -> Edit:
    """Of the equal places for a lost or added run, always the same one: for a run of some length where a clause
    begins, for a character or two the first. `room` is how far it may go to either side."""
    if edit.a_start == edit.a_end:
        return _mirror(_slide(b, a, _mirror(edit), room)) if edit.b_end > edit.b_start else edit
    if edit.b_start != edit.b_end:
        return edit
    start, end, at = edit.a_start, edit.a_end, edit.b_start
    low = 0
    while low < room[0] and a[start - low - 1] == a[end - low - 1]:
        low += 1
    if end - start < 3:
        return Edit(start - low, end - low, at - low, at - low)
    high = 0
    while high < room[1] and a[start + high] == a[end + high]:
        high += 1
    shifts = (Edit(start + n, end + n, at + n, at + n) for n in range(-low, high + 1))
    return max(shifts, key=lambda moved: (_edge_score(a, b, moved), moved.a_start == start, -moved.a_start))


def _mirror(edit: Edit) -> Edit:
    return Edit(edit.b_start, edit.b_end, edit.a_start, edit.a_end)


def _edge_score(a: str, b: str, edit: Edit) -> int:
    before = a[edit.a_start - 1] if edit.a_start else "。"
    last = a[edit.a_end - 1]
    outer = 4 if edit.b_start in (0, len(b)) else 0
    rank = {"。": 3, ";": 3, "\n": 3, ",": 1, "、": 1}
    return outer + rank.get(before, 0) + rank.get(last, 0)


def _pinned(a: str, b: str) -> list[Edit]:
    found: list[Edit] = []
    a_done = b_done = 0
    for a_pin, b_pin in [*_pins(a, b), (len(a), len(b))]:
        if a_pin < a_done or b_pin < b_done:
            continue
        first, last = a_done == 0 and b_done == 0, a_pin == len(a) and b_pin == len(b)
        found += _between(a, b, (a_done, a_pin), (b_done, b_pin), first, last)
        a_done, b_done = a_pin, b_pin
        while a_done < len(a) and b_done < len(b) and a[a_done] == b[b_done]:
            a_done, b_done = a_done + 1, b_done + 1
    found += _between(a, b, (a_done, len(a)), (b_done, len(b)), False, True)
    return found


def _pins(a: str, b: str) -> list[tuple[int, int]]:
    """Places of k-grams that occur once in each text, the longest chain of them that runs forward in both."""
    here, there = _once(a), _once(b)
    pairs = [(here[gram], there[gram]) for gram in here.keys() & there.keys()]
    pairs.sort()
    tails: list[int] = []
    heads: list[int] = []
    previous = [-1] * len(pairs)
    for index, (_, place) in enumerate(pairs):
        slot = bisect_left(tails, place)
        tails[slot : slot + 1] = [place]
        heads[slot : slot + 1] = [index]
        previous[index] = heads[slot - 1] if slot else -1
    chain: list[tuple[int, int]] = []
    index = heads[-1] if heads else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


def _once(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    twice: set[str] = set()
    for index in range(len(text) - PIN + 1):
        gram = text[index : index + PIN]
        if gram in places:
            twice.add(gram)
        places[gram] = index
    for gram in twice:
        del places[gram]
    return places


def _between(
    a: str, b: str, a_span: tuple[int, int], b_span: tuple[int, int], at_start: bool, at_end: bool
) -> list[Edit]:
    (a_start, a_end), (b_start, b_end) = a_span, b_span
    a_part, b_part = a[a_start:a_end], b[b_start:b_end]
    if a_part == b_part:
        return []
    if not a_part or not b_part:
        return [Edit(a_start, a_end, b_start, b_end)]
    alike = abs(len(a_part) - len(b_part)) <= max(2, min(len(a_part), len(b_part)) // 4)
    if alike or len(a_part) * len(b_part) > _GOTOH_LIMIT:
        return _plain(a_part, b_part, a_start, b_start)
    return [
        Edit(e.a_start + a_start, e.a_end + a_start, e.b_start + b_start, e.b_end + b_start)
        for e in _gotoh(a_part, b_part, at_start, at_end)
    ]


def _gotoh(a: str, b: str, at_start: bool, at_end: bool) -> list[Edit]:
    """Affine gaps: a match costs 0, a substitution 3, a gap of n 4 + 0.25 n, or 1 + 0.25 n at the outer ends."""
    rows, columns = len(a) + 1, len(b) + 1
    worst = float("inf")
    match = [[worst] * columns for _ in range(rows)]
    gap_a = [[worst] * columns for _ in range(rows)]
    gap_b = [[worst] * columns for _ in range(rows)]
    match[0][0] = 0.0
    step = 0.25
    for i in range(rows):
        for j in range(columns):
            if i and j:
                best = min(match[i - 1][j - 1], gap_a[i - 1][j - 1], gap_b[i - 1][j - 1])
                match[i][j] = best + (0.0 if a[i - 1] == b[j - 1] else 3.0)
            outer_row = (at_start and j == 0) or (at_end and j == columns - 1)
            outer_column = (at_start and i == 0) or (at_end and i == rows - 1)
            if i:
                opened = min(match[i - 1][j], gap_b[i - 1][j]) + (1.0 if outer_row else 4.0)
                gap_a[i][j] = min(gap_a[i - 1][j], opened) + step
            if j:
                opened = min(match[i][j - 1], gap_a[i][j - 1]) + (1.0 if outer_column else 4.0)
                gap_b[i][j] = min(gap_b[i][j - 1], opened) + step
    return _trace(a, b, (match, gap_a, gap_b))


def _trace(a: str, b: str, tables: tuple[list[list[float]], ...]) -> list[Edit]:
    match, gap_a, gap_b = tables
    i, j = len(a), len(b)
    state = min((0, 1, 2), key=lambda s: tables[s][i][j])
    found: list[Edit] = []
    while i or j:
        if state == 0:
            if a[i - 1] != b[j - 1]:
                found.append(Edit(i - 1, i, j - 1, j))
            i, j = i - 1, j - 1
            state = min((0, 1, 2), key=lambda s: tables[s][i][j]) if i or j else 0
        elif state == 1:
            found.append(Edit(i - 1, i, j, j))
            stays = gap_a[i - 1][j] + 0.25 == gap_a[i][j]
            i -= 1
            state = 1 if stays else (0 if match[i][j] <= gap_b[i][j] else 2)
        else:
            found.append(Edit(i, i, j - 1, j))
            stays = gap_b[i][j - 1] + 0.25 == gap_b[i][j]
            j -= 1
            state = 2 if stays else (0 if match[i][j] <= gap_a[i][j] else 1)
    return _join(found[::-1])
