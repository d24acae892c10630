"""Text that knows where each of its characters stands in the source, through every change made to it.

A TracedText starts as pieces of cells as read (`read`, `join`) and is changed only by `edit`, which names the
repair. `evidence` turns any part of it into places and replayable repairs (schemas.Evidence).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
class TracedText:
    """`text`, whose character i is raw character `origin[i]` (or INSERTED) and was last touched by edit `touched[i]`.

    `raw` is what was read: (cell, offset) for each raw character, in reading order. `gone` tells which edit took
    a raw character away. All tuples are parallel to the text they describe.
    """

    text: str
    origin: tuple[int, ...]
    touched: tuple[int, ...]
    raw: tuple[tuple[SourceCell, int], ...]
    edits: tuple[Edit, ...] = ()
    gone: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def part(self, start: int, end: int) -> TracedText:
        """The characters start..end of a text that has not been edited yet, white space before them included.

        Raises ValueError for an edited text: its repairs could not be told apart.
        """
        if self.edits:
            raise ValueError("only a text as read can be taken apart")
        low = start
        while low > 0 and self.text[low - 1].isspace():
            low -= 1
        whole = TracedText(
            text=self.text[low:end],
            origin=tuple(range(end - low)),
            touched=(-1,) * (end - low),
            raw=self.raw[low:end],
        )
        return whole.edit([(0, start - low, "")], "line-end", "white space where the line was cut")

    @property
    def cells(self) -> tuple[SourceCell, ...]:
        return tuple(cell for cell, _ in groupby(cell for cell, _ in self.raw))

    def touched_by(self, start: int, end: int) -> tuple[Edit, ...]:
        """The edits that changed characters within start..end, in order, each once."""
        numbers = {n for n in self.touched[start:end] if n >= 0}
        low, high = self._raw_bounds(start, end)
        numbers |= {n for raw, n in self.gone if low <= raw < high}
        return tuple(self.edits[n] for n in sorted(numbers))

    def edit(
        self,
        changes: Sequence[tuple[int, int, str]],
        name: str,
        reason: str,
        support: str | None = None,
        sources: tuple[str, ...] = (),
    ) -> TracedText:
        """Apply non-overlapping (start, end, replacement) changes, offsets in the text as it stands."""
        result = self
        for start, end, after in sorted(changes, reverse=True):
            result = result._edit_one(start, end, after, name, reason, support, sources)
        return result

    def _edit_one(
        self, start: int, end: int, after: str, name: str, reason: str, support: str | None, sources: tuple[str, ...]
    ) -> TracedText:
        before = self.text[start:end]
        if before == after:
            return self
        head = len(_common(before, after))
        tail = len(_common(before[head:][::-1], after[head:][::-1]))
        start, end = start + head, end - tail
        before, after = before[head : len(before) - tail], after[head : len(after) - tail]
        number = len(self.edits)
        same_length = len(before) == len(after)
        origin = self.origin[start:end] if same_length else (INSERTED,) * len(after)
        lost = () if same_length else tuple((o, number) for o in self.origin[start:end] if o != INSERTED)
        return replace(
            self,
            text=self.text[:start] + after + self.text[end:],
            origin=self.origin[:start] + origin + self.origin[end:],
            touched=self.touched[:start] + (number,) * len(after) + self.touched[end:],
            edits=(*self.edits, Edit(name, reason, start, before, after, support, sources)),
            gone=(*self.gone, *lost),
        )

    def _raw_bounds(self, start: int, end: int) -> tuple[int, int]:
        """Raw characters of the part: from after the last one before it to before the first one after it."""
        before = [o for o in self.origin[:start] if o != INSERTED]
        after = [o for o in self.origin[end:] if o != INSERTED]
        return (before[-1] + 1 if before else 0), (after[0] if after else len(self.raw))

    def evidence(self, start: int = 0, end: int | None = None, role: str = "text") -> Evidence:
        """The part start..end as places and repairs; what was deleted at its edges belongs to it."""
        end = len(self.text) if end is None else end
        low, high = self._raw_bounds(start, end)
        raw = self.raw[low:high]
        repairs = self._repairs(start, end, low, high)
        return Evidence(role=role, places=tuple(_places(raw)), repairs=repairs)

    def _repairs(self, start: int, end: int, low: int, high: int) -> tuple[Repair, ...]:
        """The changes between raw[low:high] and text[start:end], left to right, as replayable repairs."""
        repairs: list[Repair] = []
        gone = dict(self.gone)
        at, delta, i = low, 0, start
        while i < end or at < high:
            kept = self._next_unchanged(i, end)
            upto = self.origin[kept] if kept < end else high
            if at == upto and i == kept:
                at, i = at + 1, i + 1
                continue
            before = "".join(self._raw_character(raw) for raw in range(at, upto))
            after = self.text[i:kept]
            numbers = [self.touched[k] for k in range(i, kept)] + [gone[raw] for raw in range(at, upto) if raw in gone]
            edit = self.edits[max(numbers)]
            repairs.append(
                Repair(
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

    def _next_unchanged(self, i: int, end: int) -> int:
        while i < end and (self.origin[i] == INSERTED or self.text[i] != self._raw_character(self.origin[i])):
            i += 1
        return i

    def _raw_character(self, index: int) -> str:
        cell, offset = self.raw[index]
        return cell.text[offset]


def _common(a: str, b: str) -> str:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return a[:length]


def _places(raw: Iterable[tuple[SourceCell, int]]) -> Iterable[Place]:
    run: list[tuple[SourceCell, int]] = []

    def flush() -> Iterable[Place]:
        if run:
            cell, start, end = run[0][0], run[0][1], run[-1][1] + 1
            yield Place(source=cell.source, anchor=cell.anchor, start=start, end=end, text=cell.text[start:end])

    for cell, offset in raw:
        if run and (cell is not run[-1][0] or offset != run[-1][1] + 1):
            yield from flush()
            run = []
        run.append((cell, offset))
    yield from flush()


def read(cell: SourceCell, start: int = 0, end: int | None = None) -> TracedText:
    """A cell's text as read, or the part start..end of it."""
    end = len(cell.text) if end is None else end
    length = end - start
    return TracedText(
        text=cell.text[start:end],
        origin=tuple(range(length)),
        touched=(-1,) * length,
        raw=tuple((cell, offset) for offset in range(start, end)),
    )


EMPTY = TracedText(text="", origin=(), touched=(), raw=())


def join(parts: Sequence[TracedText], between: str, name: str, reason: str) -> TracedText:
    """The parts one after another, `between` put in as an edit of that name where both sides have text."""
    result = EMPTY
    for part in parts:
        if not part.raw:
            continue
        if result.raw and between and result.text and part.text:
            result = result.edit([(len(result.text), len(result.text), between)], name, reason)
        result = _concatenate(result, part)
    return result


def _concatenate(a: TracedText, b: TracedText) -> TracedText:
    shift, edits = len(a.raw), len(a.edits)
    return TracedText(
        text=a.text + b.text,
        origin=a.origin + tuple(o + shift if o != INSERTED else o for o in b.origin),
        touched=a.touched + tuple(t + edits if t >= 0 else t for t in b.touched),
        raw=a.raw + b.raw,
        edits=a.edits + tuple(replace(edit, start=edit.start + len(a.text)) for edit in b.edits),
        gone=a.gone + tuple((raw + shift, number + edits) for raw, number in b.gone),
    )
