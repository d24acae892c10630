"""Tables that stand beside one another: each is read with its own title before the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.lines import Box, Line

GAP = 2.0  # em: between two titles on one line, at the least
ALIKE = 2.0  # em: the parts of such a line stand no further apart from the same place over their tables
LEAST = 0.5  # share of the height of the lower of two tables that stand beside one another


@dataclass(frozen=True, slots=True)
class Group:
    """Tables beside one another, with the stretches from left to right that they stand in."""

    tables: tuple[Box, ...]
    columns: tuple[tuple[float, float], ...]

    @property
    def top(self) -> float:
        return min(box[1] for box in self.tables)

    @property
    def bottom(self) -> float:
        return max(box[3] for box in self.tables)

    @property
    def gutters(self) -> tuple[float, ...]:
        return tuple((a[1] + b[0]) / 2 for a, b in pairwise(self.columns))

    def column(self, x0: float, x1: float) -> int | None:
        """The column that a stretch lies in; None where it reaches over a gutter."""
        crossed = any(x0 < gutter < x1 for gutter in self.gutters)
        return None if crossed else sum(gutter <= x0 for gutter in self.gutters)

    def parts(self, line: Line) -> bool:
        """Whether a line is several, each over a table of its own: it has a wide gap at each gutter, and its parts
        stand alike over their tables, as those of one line over all of them (单位 … 年度) do not."""
        cuts = [0.0, *self.gutters]
        ink = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
        pieces = [[g for g in ink if sum(gutter <= g.x0 for gutter in cuts) == n + 1] for n in range(len(cuts))]
        if not all(pieces):
            return False
        ends = [(piece[0].x0, max(glyph.x1 for glyph in piece)) for piece in pieces]
        if any(b[0] - a[1] < GAP * line.em for a, b in pairwise(ends)):
            return False
        lefts = [start - column[0] for (start, _), column in zip(ends, self.columns, strict=True)]
        middles = [sum(end) / 2 - sum(column) / 2 for end, column in zip(ends, self.columns, strict=True)]
        return any(max(offsets) - min(offsets) <= ALIKE * line.em for offsets in (lefts, middles))


def groups_of(tables: Sequence[Box]) -> tuple[Group, ...]:
    """The tables that stand beside one another; one that stands alone is in none."""
    joined: list[list[Box]] = []
    for table in sorted(tables, key=lambda box: box[1]):
        touched = [group for group in joined if any(_share_rows(table, other) for other in group)]
        joined = [group for group in joined if not any(group is each for each in touched)]
        joined.append([*(other for group in touched for other in group), table])
    groups = [Group(tuple(group), _columns(group)) for group in joined]
    return tuple(group for group in groups if len(group.columns) > 1)


def _share_rows(a: Box, b: Box) -> bool:
    return min(a[3], b[3]) - max(a[1], b[1]) > LEAST * min(a[3] - a[1], b[3] - b[1])


def _columns(tables: Sequence[Box]) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    for box in sorted(tables):
        if found and box[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], box[2]))
        else:
            found.append((box[0], box[2]))
    return tuple(found)
