"""Pages whose rows are all merged over the same columns show fewer lines than the table they go on with, and so do
those that draw nothing of a cell merged over all of their rows, left of the others."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.layout.columns import Layout
from normalize.layout.headings import plain
from schemas import Cell, Table

_OFF = 0.012  # share of the table's width: pages of a scan differ by as much in scale and skew


def over_columns(table: Table, edges: Sequence[float] | None) -> tuple[tuple[Cell, Cell], ...] | None:
    """Each cell of a table as it lies over the columns between `edges`, the x of the vertical lines of the page that
    it goes on with, beside the cell as it was. None where its lines are not among those, or nothing is known of them.
    """
    own = table.edges
    if not edges or not own or len(own) >= len(edges):
        return None
    scale = (edges[-1] - edges[0]) / (own[-1] - own[0]) if own[-1] > own[0] else 0.0
    scaled = abs(scale - 1) <= _OFF * 2
    nearest = _nearest([(x - own[0]) * scale for x in own] if scaled else [x - edges[0] for x in own], edges)
    if nearest is None or nearest[-1] != len(edges) - 1:
        return None
    moved = []
    for cell in table.cells:
        first, end = nearest[cell.column], nearest[cell.column + cell.column_span]
        moved.append((cell.model_copy(update={"column": first, "column_span": end - first}), cell))
    return tuple(moved)


def _nearest(places: Sequence[float], edges: Sequence[float]) -> list[int] | None:
    """The line that each place lies at, as far right of the first one; None where one lies at none, or two at one."""
    lines = [x - edges[0] for x in edges]
    found = [min(range(len(lines)), key=lambda i: abs(lines[i] - place)) for place in places]
    near = all(abs(lines[i] - place) <= _OFF * lines[-1] for i, place in zip(found, places, strict=True))
    return found if near and len(set(found)) == len(found) else None


def tall_headings(table: Table, layout: Layout) -> tuple[Cell, ...]:
    """The headings of labels that reach into the body: a label that goes on from the page before has no line of its own
    above it."""
    return tuple(
        cell
        for cell in table.cells
        if cell.row < layout.first < cell.row + cell.row_span
        and layout.columns[cell.column].role == "level"
        and layout.columns[cell.column].heading == plain(cell.text)
    )
