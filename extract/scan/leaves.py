"""Two pages in one picture, as of a book that lies open: what belongs to which, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from extract.grid import Grid


def gutter(grids: Sequence[Grid]) -> float | None:
    """Where across a picture (points) one page ends and the next begins: between tables that stand side by side, where
    no table reaches over; None where there are none."""
    for one, other in combinations(sorted(grids, key=lambda grid: grid.xs[0]), 2):
        beside = min(one.ys[-1], other.ys[-1]) > max(one.ys[0], other.ys[0])
        place = (one.xs[-1] + other.xs[0]) / 2
        if beside and one.xs[-1] < other.xs[0] and not any(grid.xs[0] < place < grid.xs[-1] for grid in grids):
            return place
    return None


def leaf_of(x: float, y: float, grids: Sequence[Grid], parting: float | None) -> int:
    """Which of two pages a place is on. What stands above all tables is of the first: a title may stand over both."""
    return int(parting is not None and x > parting and any(y >= grid.ys[0] for grid in grids))


def zone_of(x: float, y: float, grids: Sequence[Grid], parting: float | None) -> tuple[int, int] | None:
    """Which page, and how many tables of it above, a place outside the tables has; None beside a table."""
    leaf = leaf_of(x, y, grids, parting)
    here = [grid for grid in grids if parting is None or (grid.xs[0] > parting) == (x > parting)]
    if any(grid.ys[0] <= y <= grid.ys[-1] for grid in here):
        return None
    return leaf, sum(grid.ys[-1] < y for grid in here)
