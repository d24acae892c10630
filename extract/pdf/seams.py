"""Where two parts of a table meet and no line is drawn: headings that are repeated above a row cut by the page end; and
the side that a table lacks beside its verticals, told by a heading there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

from extract.grid import Rule, cluster
from extract.lines import Box

_SAME = 0.5  # points: pieces of a line that end and begin this near to one another meet
_CLEAR = 6.0  # points: a line this near to the place stands for it
_LEVEL = 2.0  # points: characters on one line stand no further apart in height
_LEAST = 3  # verticals: with fewer, it is chance that all are broken


def seams(
    across: Sequence[Rule], down: Sequence[Rule], boxes: Callable[[], Sequence[Box]]
) -> tuple[list[Rule], list[Rule]]:
    """The lines across where all verticals end and go on below, that else run over other lines unbroken; and the
    verticals left of all others where a heading stands there.

    A typesetter that draws the verticals of each row by itself breaks them at every row: there they tell nothing.
    `boxes` gives those of the characters, of which none lies over such a line.
    """
    columns = _columns(down)
    lines, sides = [], []
    for y in _breaks(columns):
        here = [pieces for pieces in columns if pieces[0].start < y - _SAME and pieces[-1].end > y + _SAME]
        above = [piece for pieces in here for piece in pieces if abs(piece.end - y) <= _SAME]
        below = [piece for pieces in here for piece in pieces if abs(piece.start - y) <= _SAME]
        broken = all(not piece.start + _SAME < y < piece.end - _SAME for pieces in here for piece in pieces)
        if len(here) < _LEAST or min(len(above), len(below)) < len(here) or not broken:
            continue
        x0, x1 = (pick(pieces[0].at for pieces in here) for pick in (min, max))
        rows = [rule for rule in across if rule.start < x1 and rule.end > x0]
        if any(abs(rule.at - y) < _CLEAR for rule in rows) or not any(_crossed(piece, rows) for piece in above + below):
            continue
        if any(box[1] < y < box[3] and x0 < box[2] and box[0] < x1 for box in boxes()):
            continue
        x0, x1 = min([x0, *(rule.start for rule in rows)]), max([x1, *(rule.end for rule in rows)])
        if (outer := _beside(boxes(), above, x0, y)) is not None:
            sides.append(Rule(outer, min(piece.start for piece in above), max(piece.end for piece in below)))
        lines.append(Rule(y, x0 if outer is None else outer, x1))
    return lines, sides or _open_left(across, columns, boxes)


def _open_left(
    across: Sequence[Rule], columns: Sequence[Sequence[Rule]], boxes: Callable[[], Sequence[Box]]
) -> list[Rule]:
    """The side of a table whose line below the headings alone reaches further left than its verticals, below one."""
    if len(columns) < _LEAST:
        return []
    x0, top = columns[0][0].at, columns[0][0].start
    below = [rule.at for rule in across if rule.start < x0 + _CLEAR < rule.end and rule.at > top + _CLEAR]
    head = min(below, default=top)
    reach = [rule.start for rule in across if abs(rule.at - head) < _SAME and rule.start < x0 - _CLEAR < rule.end]
    if not reach or any(rule.start < x0 - _CLEAR < rule.end and rule.at > head + _SAME for rule in across):
        return []
    outer = _beside(boxes(), [Rule(x0, top, head)], x0, head)
    return [Rule(min(reach), top, columns[0][-1].end)] if outer is not None and min(reach) < outer + _LEVEL else []


def _beside(boxes: Sequence[Box], above: Sequence[Rule], x0: float, y: float) -> float | None:
    """Where what stands left of a table begins, on the line of headings that end at `y`; None where nothing does."""
    band = [box for box in boxes if max(piece.start for piece in above) < (box[1] + box[3]) / 2 < y]
    middles = [(box[1] + box[3]) / 2 for box in band if box[0] > x0]
    left = [box[0] for box in band if box[2] < x0 and any(abs((box[1] + box[3]) / 2 - at) < _LEVEL for at in middles)]
    return min(left) - _LEVEL if left else None


def _columns(down: Sequence[Rule]) -> list[list[Rule]]:
    """The pieces of each vertical, from the top."""
    ordered = sorted(down)
    columns = []
    first = 0
    for group in cluster((rule.at for rule in ordered), _SAME, 2 * _SAME):
        columns.append(sorted(ordered[first : first + len(group)], key=lambda rule: (rule.start, rule.end)))
        first += len(group)
    return columns


def _breaks(columns: Sequence[Sequence[Rule]]) -> list[float]:
    """Where a piece ends and another of its line begins, each place once."""
    places: defaultdict[float, float] = defaultdict(float)
    for pieces in columns:
        starts = sorted(piece.start for piece in pieces)
        for piece in pieces:
            if bisect_left(starts, piece.end - _SAME) < bisect_right(starts, piece.end + _SAME):
                places[round(piece.end)] = piece.end
    return sorted(places.values())


def _crossed(piece: Rule, across: Sequence[Rule]) -> bool:
    return any(piece.start + _CLEAR < rule.at < piece.end - _CLEAR for rule in across)
