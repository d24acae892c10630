"""Text that runs on over the line at its cell's side, as a spreadsheet's does: it is that cell's, though much of it
stands in the next, and may be cut off there on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from extract.grid import Grid, Slot, Span
from extract.lines import Glyph

OVER = 0.15  # em: a character that reaches so far over a line stands across it
CLOSE = 0.04  # em: characters of one string leave no more between them

_LEFT, _RIGHT = itemgetter(1), itemgetter(3)  # x0 and x1 of a glyph
Slots = dict[Slot, list[Glyph]]


@dataclass(frozen=True, slots=True)
class Overflow:
    """`text` that stands in other cells than `span`, whose text it is."""

    span: Span
    text: str


def put_back(grid: Grid, slots: Slots) -> tuple[Slots, tuple[Overflow, ...]]:
    """The characters by slots with each line of text in the cell that it begins in, and what was moved for that."""
    across = list(_across(grid, slots))
    if not across:
        return slots, ()
    cell_of = {slot: span for span in grid.cells for slot in _slots_of(span)}
    placed = {glyph.order: (slot, glyph) for slot, glyphs in slots.items() for glyph in glyphs}
    moved: dict[int, Slot] = {}
    found: list[Overflow] = []
    for glyph in sorted(across, key=lambda glyph: glyph.order):
        if glyph.order in moved:
            continue
        run = _run(glyph, placed)
        home = _home([placed[each.order][0] for each in run], cell_of)
        away = [each for each in run if cell_of[placed[each.order][0]] != cell_of[home]]
        moved |= dict.fromkeys((each.order for each in away), home)
        if away:
            found.append(Overflow(cell_of[home], "".join(each.text for each in away)))
    result: Slots = {}
    for order, (slot, glyph) in placed.items():
        result.setdefault(moved.get(order, slot), []).append(glyph)
    return result, tuple(found)


def _home(slots: Sequence[Slot], cell_of: Mapping[Slot, Span]) -> Slot:
    """Where a line of text belongs, by the slots of its characters: where it begins, but for a single bracket or stop
    that hangs out of its cell."""
    held = Counter(cell_of[slot] for slot in slots)
    return next((slot for slot in slots if held[cell_of[slot]] > 1), slots[0])


def _slots_of(span: Span) -> Iterator[Slot]:
    for row in range(span.row, span.row + span.row_span):
        for column in range(span.column, span.column + span.column_span):
            yield row, column


def _across(grid: Grid, slots: Slots) -> Iterator[Glyph]:
    """The characters that stand across a line at the side of their cell."""
    for span in grid.cells:
        left, _, right, _ = grid.cell_box(span)
        for slot in _slots_of(span):
            glyphs = slots.get(slot)
            # in most cells none does, and to look at each takes long
            if glyphs and (min(map(_LEFT, glyphs)) < left or max(map(_RIGHT, glyphs)) > right):
                yield from (glyph for glyph in glyphs if _stands_across(glyph, left, right))


def _stands_across(glyph: Glyph, left: float, right: float) -> bool:
    over = OVER * glyph.size
    outside, inside = max(left - glyph.x0, glyph.x1 - right), min(glyph.x1 - left, right - glyph.x0)
    hangs = not glyph.text.isalnum()  # a stop at a line's end may, and says nothing of what follows
    return not hangs and glyph.turn == 0 and outside > over and inside > over


def _run(glyph: Glyph, placed: Mapping[int, tuple[Slot, Glyph]]) -> list[Glyph]:
    """The characters written one after the other on one line without a gap, of which a glyph is one."""
    run = [glyph]
    for step in (-1, 1):
        while (known := placed.get(run[-1 if step > 0 else 0].order + step)) and _joins(run, known[1], step):
            run = [*run, known[1]] if step > 0 else [known[1], *run]
    return run


def _joins(run: list[Glyph], glyph: Glyph, step: int) -> bool:
    before, after = (run[-1], glyph) if step > 0 else (glyph, run[0])
    near = abs(after.x0 - before.x1) <= CLOSE * before.size
    return near and abs(after.origin_y - before.origin_y) < 0.1 * before.size and glyph.turn == 0
