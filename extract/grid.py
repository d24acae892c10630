"""Ruling lines -> grids of merged cells. Pure geometry, for any medium that has lines and marks on a plane.

Coordinates grow to the right and downwards, in one unit throughout; the default tolerances are PDF points.
The steps are functions named by what they turn into what:

    pieces  --merge_rules-->  rules  --connect_rules-->  meshes  --close_mesh-->  meshes  --mesh_to_grid-->  grids

A merged cell is found as an area with no rule inside it (union-find over the slots of the full grid), the way
pdfplumber and camelot find cells, but keeping the spans they throw away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

Point = tuple[float, float]
LEAST_DOWN, LEAST_ACROSS = 3, 2  # lines of a table that stands for itself
GUTTER = 10.0  # points: what parts it from one beside it is wider

Slot = tuple[int, int]
"""Row and column between the lines of a grid."""
T = TypeVar("T")


class Rule(NamedTuple):
    """A straight ruling line along one axis: `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


class Span(NamedTuple):
    """A merged cell as slots of the grid; zero-based."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Distances below which two things count as one; in points unless they are shares."""

    snap: float = 2.0  # lines at nearly the same place are one line
    join: float = 4.0  # pieces of one line may be this far apart (dashes, per-cell borders)
    touch: float = 4.0  # lines that end this near to a crossing line meet it
    sliver: float = 6.0  # a row or column narrower than this with nothing in it lies between double lines
    column: float = 14.0  # lines that all reach as far as this past the last rule enclose a column, even an empty one
    overshoot: float = 3.0  # lines that reach further than this past the last rule leave the table open there
    cover: float = 0.6  # share of a slot's side that a rule must cover to divide it from the next slot
    layout: float = 0.6  # a cell with more than this share of its table is a frame for what stands in it


DEFAULT = Tolerances()


@dataclass(frozen=True, slots=True)
class Mesh:
    """Rules that hang together by crossing each other."""

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's lines and the merged cells between them. The cells cover the grid and do not overlap.

    `uneven` are cells that came of a merged area which was no rectangle and had to be cut.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Span, ...]
    uneven: tuple[Span, ...] = ()
    closed: tuple[str, ...] = ()  # sides that had no rule of their own: "top", "bottom", "left", "right"

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_box(self, cell: Span) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of a cell."""
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )

    def slot_at(self, x: float, y: float) -> Slot | None:
        """Row and column of the slot that holds the point; None outside the grid."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        # the last line belongs to the slot before it
        row = bisect_right(self.ys, y, 0, len(self.ys) - 1) - 1
        return row, bisect_right(self.xs, x, 0, len(self.xs) - 1) - 1

    def fill(self, marks: Iterable[tuple[T, Point]]) -> tuple[dict[Slot, list[T]], list[tuple[T, Point]]]:
        """What stands in each slot, and what stands outside the grid, in order; as `slot_at`, for very many."""
        xs, ys, across, down = self.xs, self.ys, len(self.xs) - 1, len(self.ys) - 1
        left, top, right, bottom = self.box
        held: defaultdict[Slot, list[T]] = defaultdict(list)
        outside = []
        for mark in marks:
            thing, (x, y) = mark
            if left <= x <= right and top <= y <= bottom:
                held[bisect_right(ys, y, 0, down) - 1, bisect_right(xs, x, 0, across) - 1].append(thing)
            else:
                outside.append(mark)
        return held, outside


def find_grids(
    horizontals: Iterable[Rule], verticals: Iterable[Rule], marks: Sequence[Point], tolerances: Tolerances = DEFAULT
) -> tuple[Grid, ...]:
    """The tables that ruling lines draw, from top to bottom.

    `marks` are points inside the characters: they tell an open side from a line drawn too long, and an empty gap
    between double lines from a narrow row. A frame, an underline or a grid with nothing in it is no table: a table
    has at least two columns and a mark.
    """
    meshes = connect_rules(merge_rules(horizontals, tolerances), merge_rules(verticals, tolerances), tolerances)
    grids: list[Grid] = []
    for mesh in meshes:
        closed, sides = close_mesh(mesh, marks, tolerances)
        grid = mesh_to_grid(closed, marks, tolerances, sides)
        if grid is not None and len(grid.xs) > 2 and _has_mark(grid.box, marks):
            grids.append(grid)
    return tuple(sorted(drop_nested(grids, tolerances), key=lambda grid: (grid.ys[0], grid.xs[0])))


# --- pieces -> rules


def cluster(values: Iterable[float], gap: float, extent: float) -> list[list[float]]:
    """Sorted values in groups of neighbours no more than `gap` apart, no group wider than `extent`."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= gap and value - groups[-1][0] <= extent:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def merge_rules(pieces: Iterable[Rule], tolerances: Tolerances = DEFAULT) -> list[Rule]:
    """Pieces of a line at nearly the same place become one rule at their mean place, weighted by length."""
    ordered = sorted(pieces)
    rules: list[Rule] = []
    first = 0
    for group in cluster((piece.at for piece in ordered), tolerances.snap, 2 * tolerances.snap):
        members = sorted(ordered[first : first + len(group)], key=lambda piece: (piece.start, piece.end))
        first += len(group)
        weight = sum(piece.end - piece.start for piece in members)
        total = sum(piece.at * (piece.end - piece.start) for piece in members)
        at = total / weight if weight > 0 else members[0].at
        start, end = members[0].start, members[0].end
        for piece in members[1:]:
            if piece.start - end > tolerances.join:
                rules.append(Rule(at, start, end))
                start, end = piece.start, piece.end
            else:
                end = max(end, piece.end)
        rules.append(Rule(at, start, end))
    return [rule for rule in rules if rule.end - rule.start > tolerances.touch]


# --- rules -> meshes


def connect_rules(
    horizontals: Sequence[Rule], verticals: Sequence[Rule], tolerances: Tolerances = DEFAULT
) -> list[Mesh]:
    """Groups of rules that cross or touch. Verticals that touch nothing but run side by side, as on a page that one
    row fills, are a group of their own."""
    touch = tolerances.touch
    horizontals, verticals = sorted(horizontals), sorted(verticals)
    places = [rule.at for rule in verticals]
    groups = _Groups(len(horizontals) + len(verticals))
    for index, rule in enumerate(horizontals):
        for other in range(bisect_left(places, rule.start - touch), bisect_right(places, rule.end + touch)):
            if verticals[other].start - touch <= rule.at <= verticals[other].end + touch:
                groups.unite(index, len(horizontals) + other)
    _unite_parallel(verticals, len(horizontals), groups, touch)
    meshes = []
    for members in groups.members():
        across = tuple(horizontals[i] for i in members if i < len(horizontals))
        down = tuple(verticals[i - len(horizontals)] for i in members if i >= len(horizontals))
        if len(down) > 1 or (down and len(across) > 1):
            meshes.append(Mesh(across, down))
    return meshes


def _unite_parallel(verticals: Sequence[Rule], offset: int, groups: _Groups, touch: float) -> None:
    """Unites verticals with the same ends: the two borders of an open table touch no common rule. Those of two tables
    with a gutter between them stay two."""
    tables = _tables(verticals, offset, groups)
    by_ends = sorted(range(len(verticals)), key=lambda i: (round(verticals[i].start / touch), verticals[i].start))
    for i, j in pairwise(by_ends):
        a, b = verticals[i], verticals[j]
        if abs(a.start - b.start) <= touch and abs(a.end - b.end) <= touch and not _apart(tables.get(i), tables.get(j)):
            groups.unite(offset + i, offset + j)


def _tables(verticals: Sequence[Rule], offset: int, groups: _Groups) -> dict[int, tuple[float, float]]:
    """How far from left to right the table reaches that a vertical is in, where it is in one of two columns or more."""
    found: dict[int, tuple[float, float]] = {}
    for members in groups.members():
        down = [i - offset for i in members if i >= offset]
        if len(down) >= LEAST_DOWN and len(members) - len(down) >= LEAST_ACROSS:
            places = [verticals[i].at for i in down]
            found |= dict.fromkeys(down, (min(places), max(places)))
    return found


def _apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    return one is not None and other is not None and max(one[0], other[0]) - min(one[1], other[1]) > GUTTER


class _Groups:
    """Union-find over 0..n-1, with path halving."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, item: int) -> int:
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def unite(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for item in range(len(self.parent)):
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())


# --- open sides


def close_mesh(mesh: Mesh, marks: Sequence[Point], tolerances: Tolerances = DEFAULT) -> tuple[Mesh, tuple[str, ...]]:
    """Draws the outer rules that a typesetter left out, and names the sides.

    A browser that cuts a row at the page end draws no rule there; some house styles leave the outer verticals out.
    The side is closed where the crossing rules end, if they enclose marks there, or an empty column.
    """
    horizontals, verticals = mesh.horizontals, mesh.verticals
    top, bottom = _closing_rules(horizontals, verticals, marks, 0, tolerances)
    horizontals = (*horizontals, *(rule for rule in (top, bottom) if rule))
    left, right = _closing_rules(verticals, horizontals, marks, 1, tolerances)
    verticals = (*verticals, *(rule for rule in (left, right) if rule))
    sides = (("top", top), ("bottom", bottom), ("left", left), ("right", right))
    return Mesh(horizontals, verticals), tuple(name for name, rule in sides if rule)


def _closing_rules(
    rules: Sequence[Rule], crossing: Sequence[Rule], marks: Sequence[Point], axis: int, tolerances: Tolerances
) -> tuple[Rule | None, Rule | None]:
    """The rules missing before the first and after the last of `rules`, which run along `axis`: 0 across, 1 down."""
    if rules:
        first, last = min(rule.at for rule in rules), max(rule.at for rule in rules)
    else:  # open on both sides
        first, last = max(rule.end for rule in crossing), min(rule.start for rule in crossing)
    before = [rule for rule in crossing if rule.start < first - tolerances.overshoot]
    after = [rule for rule in crossing if rule.end > last + tolerances.overshoot]
    opening = closing = None
    if len(before) > 1:
        room = axis == 1 and _over_all(before, crossing)
        opening = _closing_rule(before, min(rule.start for rule in before), first, marks, axis, room, tolerances)
    if len(after) > 1:
        room = axis == 1 and _over_all(after, crossing)
        closing = _closing_rule(after, max(rule.end for rule in after), last, marks, axis, room, tolerances)
    return opening, closing


def _over_all(rules: Sequence[Rule], crossing: Sequence[Rule]) -> bool:
    """Whether the first and the last of the crossing rules are among these."""
    places = [rule.at for rule in crossing]
    return {min(places), max(places)} <= {rule.at for rule in rules}


def _closing_rule(
    crossing: Sequence[Rule],
    edge: float,
    inner: float,
    marks: Sequence[Point],
    axis: int,
    room: bool,
    tolerances: Tolerances,
) -> Rule | None:
    """A rule at `edge` over all of `crossing`, moved outwards by what sticks out a little; None with no marks there,
    unless there may be an empty column and is `room` for one."""
    start, end = min(rule.at for rule in crossing), max(rule.at for rule in crossing)
    outwards = 1 if edge > inner else -1
    reach = (edge - inner) * outwards + tolerances.touch
    depths = [(mark[1 - axis] - inner) * outwards for mark in marks if start <= mark[axis] <= end]
    inside = [depth for depth in depths if 0 < depth <= reach]
    if not inside and not (room and reach - tolerances.touch >= tolerances.column):
        return None
    return Rule(inner + outwards * max([*inside, reach - tolerances.touch]), start, end)


# --- mesh -> grid


def mesh_to_grid(
    mesh: Mesh, marks: Sequence[Point], tolerances: Tolerances = DEFAULT, closed: tuple[str, ...] = ()
) -> Grid | None:
    """The grid of a mesh with its merged cells; None where the rules enclose nothing. The outline counts as ruled."""
    x0, y0 = min(r.at for r in mesh.verticals), min((r.at for r in mesh.horizontals), default=0.0)
    x1, y1 = max(r.at for r in mesh.verticals), max((r.at for r in mesh.horizontals), default=0.0)
    xs = _lines_of(mesh.verticals, (x for x, y in marks if x0 <= x <= x1 and y0 <= y <= y1), tolerances)
    ys = _lines_of(mesh.horizontals, (y for x, y in marks if x0 <= x <= x1 and y0 <= y <= y1), tolerances)
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    ruled_below = _covered(mesh.horizontals, ys, xs, tolerances)
    ruled_right = _covered(mesh.verticals, xs, ys, tolerances)
    ruled_below |= _begun_below(ruled_right, rows, columns) if "top" in closed else set()
    areas = _Groups(rows * columns)
    for row in range(rows):
        for column in range(columns):
            slot = row * columns + column
            if row + 1 < rows and (row + 1, column) not in ruled_below:
                areas.unite(slot, slot + columns)
            if column + 1 < columns and (column + 1, row) not in ruled_right:
                areas.unite(slot, slot + 1)
    labels = [[areas.find(row * columns + column) for column in range(columns)] for row in range(rows)]
    return _grid_of(labels, xs, ys, closed)


def _lines_of(rules: Sequence[Rule], marks: Iterable[float], tolerances: Tolerances) -> list[float]:
    """Places of the grid lines; two with nothing but a sliver between them are one, in their middle."""
    groups: list[list[float]] = []
    ordered: list[float] = []  # the marks, once they are asked about: most grids have no slivers
    for place in sorted({rule.at for rule in rules}):
        if groups:
            first, last = groups[-1][0], groups[-1][-1]
            gap = place - last
            if gap <= tolerances.sliver and place - first <= 2 * tolerances.sliver:
                ordered = ordered or sorted(marks)
                # nothing fits between lines that touch: a mark there belongs to a cell that spans them
                if gap <= tolerances.touch or bisect_left(ordered, last) == bisect_right(ordered, place):
                    groups[-1].append(place)
                    continue
        groups.append([place])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _covered(
    rules: Sequence[Rule], lines: Sequence[float], across: Sequence[float], tolerances: Tolerances
) -> set[tuple[int, int]]:
    """(line, band) pairs where rules at that line cover enough of the band between two crossing lines."""
    lengths: dict[tuple[int, int], float] = {}
    for rule in rules:
        line = _nearest(lines, rule.at)
        first = max(bisect_right(across, rule.start) - 1, 0)
        last = min(bisect_left(across, rule.end), len(across) - 1)
        for band in range(first, last):
            overlap = min(rule.end, across[band + 1]) - max(rule.start, across[band])
            lengths[line, band] = max(lengths.get((line, band), 0.0), overlap)
    return {
        (line, band)
        for (line, band), length in lengths.items()
        if length >= tolerances.cover * (across[band + 1] - across[band])
    }


def _begun_below(ruled: Collection[Slot], rows: int, columns: int) -> set[Slot]:
    """Where a cell at a side ends that a page end cut and that has no side of its own here: that of the next begins
    there. `ruled`: (line, band) pairs of the verticals; the result: the same of horizontals."""
    found = set()
    for line, column in ((0, 0), (columns, columns - 1)):
        first = next((row for row in range(rows) if (line, row) in ruled), 0)
        if first:
            found.add((first, column))
    return found


def _nearest(places: Sequence[float], place: float) -> int:
    """Index of the nearest of ascending places."""
    after = bisect_left(places, place)
    near = [index for index in (after - 1, after) if 0 <= index < len(places)]
    return min(near, key=lambda index: abs(places[index] - place))


def _grid_of(labels: list[list[int]], xs: Sequence[float], ys: Sequence[float], closed: tuple[str, ...]) -> Grid:
    """Slots with the labels of their areas -> grid, without lines that divide nothing."""
    rows = [0] + [row for row in range(1, len(labels)) if labels[row] != labels[row - 1]]
    turned = list(zip(*labels, strict=True))
    columns = [0] + [column for column in range(1, len(turned)) if turned[column] != turned[column - 1]]
    slots: dict[int, list[tuple[int, int]]] = {}
    for r, row in enumerate(rows):
        for c, column in enumerate(columns):
            slots.setdefault(labels[row][column], []).append((r, c))
    cells: list[Span] = []
    uneven: list[Span] = []
    for area in slots.values():
        spans = area_to_spans(area)
        cells += spans
        if len(spans) > 1:
            uneven += spans
    return Grid(
        (*(xs[column] for column in columns), xs[-1]),
        (*(ys[row] for row in rows), ys[-1]),
        tuple(sorted(cells)),
        tuple(sorted(uneven)),
        closed,
    )


def area_to_spans(area: Iterable[tuple[int, int]]) -> list[Span]:
    """The (row, column) slots of one area as rectangles: one where it is one, else cut along the columns.

    Along the columns because a table's columns are what its text is told apart by.
    """
    columns: dict[int, list[int]] = {}
    for row, column in sorted(area):
        columns.setdefault(column, []).append(row)
    open_runs: dict[tuple[int, int], Span] = {}
    spans: list[Span] = []
    for column in sorted(columns):
        runs = _runs(columns[column])
        for run in [run for run in open_runs if run not in runs or open_runs[run][1] + open_runs[run][3] != column]:
            spans.append(open_runs.pop(run))
        for run in runs:
            known = open_runs.get(run)
            left = known.column if known else column
            open_runs[run] = Span(run[0], left, run[1] - run[0], column - left + 1)
    return spans + list(open_runs.values())


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers -> half-open runs without gaps."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs


# --- which grids are tables


def drop_nested(grids: Iterable[Grid], tolerances: Tolerances = DEFAULT) -> list[Grid]:
    """Leaves out what stands in a cell of a larger grid (a tick box, a sketch), unless that cell is a page frame."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: (-_area(grid.box), grid.box)):
        if all(_stands_apart(grid, other, tolerances) for other in kept):
            kept.append(grid)
    return kept


def _stands_apart(grid: Grid, larger: Grid, tolerances: Tolerances) -> bool:
    slot = larger.slot_at((grid.xs[0] + grid.xs[-1]) / 2, (grid.ys[0] + grid.ys[-1]) / 2)
    if slot is None:
        return True
    holder = next(cell for cell in larger.cells if _holds(cell, slot))
    return _area(larger.cell_box(holder)) > tolerances.layout * _area(larger.box)


def _holds(cell: Span, slot: tuple[int, int]) -> bool:
    return 0 <= slot[0] - cell.row < cell.row_span and 0 <= slot[1] - cell.column < cell.column_span


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _has_mark(box: tuple[float, float, float, float], marks: Sequence[Point]) -> bool:
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in marks)
