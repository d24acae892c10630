"""Text that runs on over the line at its cell's side, as a spreadsheet's does, or over the lines above and below, where
its characters are stacked or a cell cut by the page end has more lines than room: it is that cell's, though much of it
stands in the next, and may be cut off on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from extract.grid import Grid, Slot, Span
from extract.lines import CLOSING, Glyph

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
Placed = Mapping[int, tuple[Slot, Glyph]]
Whole = Callable[[Glyph, Placed], list[Glyph]]


@dataclass(frozen=True, slots=True)
class Overflow:
    """`text` that stands in other cells than `span`, whose text it is."""

    span: Span
    text: str


def put_back(grid: Grid, slots: Slots) -> tuple[Slots, tuple[Overflow, ...]]:
    """The characters by slots with each line of text in the cell that it begins in, and what was moved for that."""
    across: dict[int, Whole] = {glyph.order: _run for glyph in _across(grid, slots)}
    across |= {glyph.order: _with_closed for glyph in _hanging(grid, slots) if glyph.order not in across}
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
        home = _main(held, cell_of) if whole is _stack else _home(held, cell_of)
        if len(run) == 1 and whole is _stack:
            line, at = _line(run[0], placed, home)
            kept = {cell_of[slot] for slot, each in placed.values() if each not in line}
            run, home = (line, at) if cell_of[home] in kept else (run, home)  # its one line is a cell's own
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


def _hanging(grid: Grid, slots: Slots) -> Iterator[Glyph]:
    """The closing marks at the left of a cell that begin before it: none begins a line of its own."""
    for span in grid.cells:
        left = grid.cell_box(span)[0]
        for slot in _slots_of(span):
            glyphs = slots.get(slot)
            if glyphs and min(map(_LEFT, glyphs)) < left:
                yield from (g for g in glyphs if g.turn == 0 and g.text in CLOSING and left - g.x0 > OVER * g.size)


def _with_closed(glyph: Glyph, placed: Placed) -> list[Glyph]:
    """A closing mark behind the character that it was written after; it alone where there is none."""
    before = placed.get(glyph.order - 1)
    return [before[1], glyph] if before and _joins([glyph], before[1], -1) else [glyph]


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


def _run(glyph: Glyph, placed: Placed) -> list[Glyph]:
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


def _stack(glyph: Glyph, placed: Placed) -> list[Glyph]:
    """The characters written one below the other, of which a glyph is one; it alone where they are few."""
    run = [glyph]
    while above := _next_in_stack(run[0], placed, -1):
        run.insert(0, above)
    while below := _next_in_stack(run[-1], placed, 1):
        run.append(below)
    return run if len(run) >= LEAST_STACK else [glyph]


def _line(glyph: Glyph, placed: Placed, own: Slot) -> tuple[list[Glyph], Slot]:
    """The line of a character that stands over the line between two rows, and where it belongs: to the line of text
    written right after it, or before it, where only one of these is as near as lines of one cell are."""
    run = _run(glyph, placed)
    near = [
        slot
        for end, step in ((run[0], -1), (run[-1], 1))
        if (slot := _next_line(end, placed, step)) is not None and slot[1] == own[1]
    ]
    return (run, near[0]) if len(near) == 1 else ([glyph], own)


def _next_line(glyph: Glyph, placed: Placed, step: int) -> Slot | None:
    """Where the line of text below this one stands (above it, for a step of -1), if it was written next and is near."""
    orders = (glyph.order + step * skipped for skipped in range(1, LINE_END + 2))
    found = next((placed[order] for order in orders if order in placed), None)
    if found is None or found[1].turn != 0:
        return None
    high = max(glyph.bottom - glyph.top, found[1].bottom - found[1].top)
    return found[0] if PITCH[0] * high < step * (found[1].origin_y - glyph.origin_y) < PITCH[1] * high else None


def _next_in_stack(glyph: Glyph, placed: Placed, step: int) -> Glyph | None:
    """The character below one (above it, for a step of -1) that was written next; a line's end may count between."""
    orders = (glyph.order + step * skipped for skipped in range(1, LINE_END + 2))
    found = next((placed[order][1] for order in orders if order in placed), None)
    if found is None or found.turn != 0:
        return None
    high = max(glyph.bottom - glyph.top, found.bottom - found.top)
    least, most = (share * high for share in PITCH)
    in_column = abs(found.centre[0] - glyph.centre[0]) < MIDDLE * high
    return found if in_column and least < step * (found.origin_y - glyph.origin_y) < most else None
