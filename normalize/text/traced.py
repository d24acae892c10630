"""Text that knows where each of its characters stands in the source, through every change made to it.

A TracedText starts as pieces of cells as read (`read`, `join`) and is changed only by `edit`, which names the
repair. `evidence` turns any part of it into places and replayable repairs (schemas.Evidence).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from schemas import Anchor, Evidence, Place, Repair

INSERTED = -1


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell of a document, as a place that characters come from. Identity is (source, index)."""

    source: str
    index: int
    anchor: Anchor
    text: str
    confidence: tuple[float, ...] | None = field(default=None, compare=False, repr=False)
    """For each character of `text`, where it was recognised in a picture."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: at `start` of the text it was applied to, `before` became `after`."""

    name: str
    reason: str
    start: int
    before: str
    after: str
    support: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters start..end-1 of a cell."""

    cell: SourceCell
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TracedText:
    """`text`, whose character i is raw character `origin[i]` (or INSERTED) and was last touched by edit `touched[i]`.

    `pieces` are what was read, in reading order; raw characters count through all of them. `gone` tells which edit
    took a raw character away. `origin` and `touched` are parallel to `text`.
    """

    text: str
    origin: tuple[int, ...]
    touched: tuple[int, ...]
    pieces: tuple[Piece, ...]
    edits: tuple[Edit, ...] = ()
    gone: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def raw(self) -> str:
        """The characters as read, of all pieces together."""
        return "".join([piece.cell.text[piece.start : piece.end] for piece in self.pieces])

    @property
    def cells(self) -> tuple[SourceCell, ...]:
        return tuple(cell for cell, _ in groupby(piece.cell for piece in self.pieces))

    def part(self, start: int, end: int) -> TracedText:
        """The characters start..end of a text that has not been edited yet, white space before them included.

        Raises ValueError for an edited text: its repairs could not be told apart.
        """
        if self.edits:
            raise ValueError("only a text as read can be taken apart")
        low = start
        while low > 0 and self.text[low - 1].isspace():
            low -= 1
        pieces = tuple(self._pieces_of(low, end))
        whole = TracedText(self.text[low:end], *_untouched(end - low), pieces, gone=self.gone)
        return whole.edit([(0, start - low, "")], "line-end", "white space where the line was cut")

    def touched_by(self, start: int, end: int) -> tuple[Edit, ...]:
        """The edits that changed characters within start..end, in order, each once."""
        if not self.edits:
            return ()
        low, high = self._raw_bounds(start, end)
        numbers = {*self.touched[start:end], *[n for raw, n in self.gone if low <= raw < high]}
        return tuple(self.edits[n] for n in sorted(numbers) if n >= 0)

    def edit(
        self,
        changes: Sequence[tuple[int, int, str]],
        name: str,
        reason: str,
        support: str | None = None,
        sources: tuple[str, ...] = (),
    ) -> TracedText:
        """Apply non-overlapping (start, end, replacement) changes, offsets in the text as it stands."""
        text: list[str] = []
        origin: list[int] = []
        touched: list[int] = []
        edits, gone = list(self.edits), list(self.gone)
        at = 0
        for start, end, after in sorted(changes):
            start, end, before, after = _trimmed(start, end, self.text[start:end], after)
            if before == after:
                continue
            number = len(edits)
            edits.append(Edit(name, reason, start, before, after, support, sources))
            text += [self.text[at:start], after]
            origin += self.origin[at:start]
            touched += self.touched[at:start] + (number,) * len(after)
            if len(before) == len(after):
                origin += self.origin[start:end]
            else:
                origin += (INSERTED,) * len(after)
                gone += [(o, number) for o in self.origin[start:end] if o != INSERTED]
            at = end
        if len(edits) == len(self.edits):
            return self
        text.append(self.text[at:])
        origin += self.origin[at:]
        touched += self.touched[at:]
        return TracedText("".join(text), tuple(origin), tuple(touched), self.pieces, tuple(edits), tuple(gone))

    def confidence(self, start: int, end: int) -> tuple[float, ...]:
        """For each character of the part, how sure its recognition was; 1 for what was not recognised or was put in."""
        if all(piece.cell.confidence is None for piece in self.pieces):
            return (1.0,) * (end - start)
        raw: list[float] = []
        for piece in self.pieces:
            known = piece.cell.confidence
            raw += known[piece.start : piece.end] if known else (1.0,) * (piece.end - piece.start)
        return tuple(raw[origin] if origin != INSERTED else 1.0 for origin in self.origin[start:end])

    def evidence(self, start: int = 0, end: int | None = None, role: str = "text") -> Evidence:
        """The part start..end as places and repairs; what was deleted at its edges belongs to it."""
        end = len(self.text) if end is None else end
        low, high = self._raw_bounds(start, end)
        places = tuple(_place(piece) for piece in self._pieces_of(low, high))
        repairs = self._repairs(start, end, low, high) if self.edits else ()
        return Evidence.of_checked(role=role, places=places, repairs=repairs)

    def place_of(self, piece: Piece) -> int:
        """Where in the text the first character stands that was read from a piece of it, or what follows that."""
        before = 0
        for other in self.pieces:
            if other is piece:
                break
            before += other.end - other.start
        return next(
            (i for i, origin in enumerate(self.origin) if origin != INSERTED and origin >= before), len(self.text)
        )

    def first_place(self) -> Place:
        """Where it begins. Raises IndexError for a text that was read nowhere."""
        return _place(self.pieces[0])

    def _raw_bounds(self, start: int, end: int) -> tuple[int, int]:
        """Raw characters of the part: from after the last one before it to before the first one after it."""
        while start > 0 and self.origin[start - 1] == INSERTED:
            start -= 1
        while end < len(self.origin) and self.origin[end] == INSERTED:
            end += 1
        low = self.origin[start - 1] + 1 if start > 0 else 0
        return low, self.origin[end] if end < len(self.origin) else sum(p.end - p.start for p in self.pieces)

    def _pieces_of(self, low: int, high: int) -> Iterator[Piece]:
        """The pieces of raw characters low..high-1, neighbours in a cell as one."""
        at = 0
        last: Piece | None = None
        for piece in self.pieces:
            length = piece.end - piece.start
            start, end = max(low - at, 0), min(high - at, length)
            at += length
            if start >= end:
                continue
            found = Piece(piece.cell, piece.start + start, piece.start + end)
            if last is not None and last.cell is found.cell and last.end == found.start:
                last = Piece(last.cell, last.start, found.end)
                continue
            if last is not None:
                yield last
            last = found
        if last is not None:
            yield last

    def _repairs(self, start: int, end: int, low: int, high: int) -> tuple[Repair, ...]:
        """The changes between raw low..high-1 and text start..end-1, left to right, as replayable repairs."""
        raw, text, origin = self.raw, self.text, self.origin
        if raw[low:high] == text[start:end]:
            return ()
        repairs: list[Repair] = []
        gone = dict(self.gone)
        at, delta, i = low, 0, start
        while i < end or at < high:
            if i < end and origin[i] == at and text[i] == raw[at]:
                at, i = at + 1, i + 1
                continue
            kept = i
            while kept < end and (origin[kept] == INSERTED or text[kept] != raw[origin[kept]]):
                kept += 1
            upto = origin[kept] if kept < end else high
            numbers = [self.touched[k] for k in range(i, kept)] + [gone[r] for r in range(at, upto) if r in gone]
            edit = self.edits[max(numbers)]
            before, after = raw[at:upto], text[i:kept]
            repairs.append(
                Repair.of_checked(
                    name=edit.name,
                    reason=edit.reason,
                    start=at - low + delta,
                    before=before,
                    after=after,
                    support=edit.support,
                    sources=edit.sources,
                )
            )
            delta += len(after) - len(before)
            at, i = upto, kept
        return tuple(repairs)


def _trimmed(start: int, end: int, before: str, after: str) -> tuple[int, int, str, str]:
    """A change without what both sides begin and end with."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start + head, end - tail, before[head : len(before) - tail], after[head : len(after) - tail]


def _place(piece: Piece) -> Place:
    cell = piece.cell
    text = cell.text[piece.start : piece.end]
    return Place.of_checked(source=cell.source, anchor=cell.anchor, start=piece.start, end=piece.end, text=text)


def read(cell: SourceCell, start: int = 0, end: int | None = None) -> TracedText:
    """A cell's text as read, or the part start..end of it."""
    end = len(cell.text) if end is None else end
    length = end - start
    return TracedText(cell.text[start:end], *_untouched(length), (Piece(cell, start, end),) if length else ())


@lru_cache(maxsize=1024)
def _untouched(length: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """`origin` and `touched` of a text as read: the same for all of a length, and most of what texts weigh."""
    return tuple(range(length)), (-1,) * length


EMPTY = TracedText(text="", origin=(), touched=(), pieces=())


def join(parts: Sequence[TracedText], between: str, name: str, reason: str) -> TracedText:
    """The parts one after another, `between` put in as an edit of that name where both sides have text."""
    parts = [part for part in parts if part.pieces]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    text: list[str] = []
    origin: list[int] = []
    touched: list[int] = []
    pieces: list[Piece] = []
    edits: list[Edit] = []
    gone: list[tuple[int, int]] = []
    length = shift = 0
    for part in parts:
        if between and length and part.text:
            origin += [INSERTED] * len(between)
            touched += [len(edits)] * len(between)
            edits.append(Edit(name, reason, length, "", between))
            text.append(between)
            length += len(between)
        first = len(edits)
        origin += [o + shift if o != INSERTED else o for o in part.origin]
        touched += [t + first if t >= 0 else t for t in part.touched]
        gone += [(raw + shift, number + first) for raw, number in part.gone]
        edits += [replace(edit, start=edit.start + length) for edit in part.edits]
        text.append(part.text)
        pieces += part.pieces
        length += len(part.text)
        shift += sum(piece.end - piece.start for piece in part.pieces)
    return TracedText("".join(text), tuple(origin), tuple(touched), tuple(pieces), tuple(edits), tuple(gone))
