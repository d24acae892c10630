"""Text that runs on over the line at its cell's side, as a spreadsheet's does, or where its characters are stacked over
the lines above and below: it is that cell's, though much of it stands in the next, and may be cut off on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from extract.grid import Grid, Slot, Span
from extract.lines import Glyph

OVER = 0.15  # em: a character that reaches so far over a line stands across it
CLOSE = 0.04  # em: characters of one string leave no more between them
OVER_ROW = 0.05  # em: likewise over the line below or above, of stacked characters
INK = 0.4  # em: from the middle of a character to its upper and lower edge, about
PITCH = (0.7, 1.6)  # heights of a character: from one of stacked characters to the next
MIDDLE = 0.3  # of that height: their middles stand no further apart
LINE_END = 2  # characters that pdfium puts where a line ends
LEAST_STACK = 3  # characters: fewer may be two cells' own

_LEFT, _TOP, _RIGHT, _BOTTOM = map(itemgetter, range(1, 5))  # the sides of a glyph
Slots = dict[Slot, list[Glyph]]


@dataclass(frozen=True, slots=True)
class Overflow:
    """`text` that stands in other cells than `span`, whose text it is."""

    span: Span
    text: str


def put_back(grid: Grid, slots: Slots) -> tuple[Slots, tuple[Overflow, ...]]:
    """The characters by slots with each line of text in the cell that it begins in, and what was moved for that."""
    across = {glyph.order: _run for glyph in _across(grid, slots)}
    across |= {glyph.order: _stack for glyph in _across_rows(grid, slots) if glyph.order not in across}
    if not across:
        return slots, ()
    cell_of = {slot: span for span in grid.cells for slot in _slots_of(span)}
    placed = {glyph.order: (slot, glyph) for slot, glyphs in slots.items() for glyph in glyphs}
    moved: dict[int, Slot] = {}
    found: list[Overflow] = []
    for order, whole in sorted(across.items(), key=itemgetter(0)):
        if order in moved:
            continue
        run = whole(placed[order][1], placed)
        held = [placed[each.order][0] for each in run]
        home = _home(held, cell_of) if whole is _run else _main(held, cell_of)
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


def _main(slots: Sequence[Slot], cell_of: Mapping[Slot, Span]) -> Slot:
    """Where stacked characters belong, which may stand out of their cell at both ends: where most of them stand."""
    held = Counter(cell_of[slot] for slot in slots)
    return max(slots, key=lambda slot: held[cell_of[slot]])


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


def _across_rows(grid: Grid, slots: Slots) -> Iterator[Glyph]:
    """The characters that stand across the line above or below their cell."""
    for span in grid.cells:
        _, top, _, bottom = grid.cell_box(span)
        for slot in _slots_of(span):
            glyphs = slots.get(slot)
            if glyphs and (min(map(_TOP, glyphs)) < top or max(map(_BOTTOM, glyphs)) > bottom):
                yield from (glyph for glyph in glyphs if _stands_over(glyph, top, bottom))


def _stands_over(glyph: Glyph, top: float, bottom: float) -> bool:
    """By the ink alone: the box of a font is taller."""
    middle, reach = glyph.centre[1], (INK - OVER_ROW) * glyph.size
    return glyph.turn == 0 and glyph.text.isalnum() and not top + reach <= middle <= bottom - reach


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


def _stack(glyph: Glyph, placed: Mapping[int, tuple[Slot, Glyph]]) -> list[Glyph]:
    """The characters written one below the other, of which a glyph is one; it alone where they are few."""
    run = [glyph]
    while above := _next_in_stack(run[0], placed, -1):
        run.insert(0, above)
    while below := _next_in_stack(run[-1], placed, 1):
        run.append(below)
    return run if len(run) >= LEAST_STACK else [glyph]


def _next_in_stack(glyph: Glyph, placed: Mapping[int, tuple[Slot, Glyph]], step: int) -> Glyph | None:
    """The character below one (above it, for a step of -1) that was written next; a line's end may count between."""
    orders = (glyph.order + step * skipped for skipped in range(1, LINE_END + 2))
    found = next((placed[order][1] for order in orders if order in placed), None)
    if found is None or found.turn != 0:
        return None
    high = max(glyph.bottom - glyph.top, found.bottom - found.top)
    least, most = (share * high for share in PITCH)
    in_column = abs(found.centre[0] - glyph.centre[0]) < MIDDLE * high
    return found if in_column and least < step * (found.origin_y - glyph.origin_y) < most else None
