"""Tables with few lines: where the columns part, by the gaps between the words of the heading, and where the rows do,
in a table with three lines (above and below the heading and at its end) or with verticals only, by the gaps between the
lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from statistics import median

from extract.grid import Grid, Rule
from extract.lines import Box

LEAST_GAPS = 2  # of a heading: prose with a line here and there is no table
LEAST_ROWS = 3  # between lines: the heading and two more
LEAST_OF_ONE, LEAST_SINGLE = 3, 2  # gaps and cells of one line each, where there is but one row below the heading
GAP = 0.35  # of the usual height of a character: a gap in the heading as wide as this parts two columns
MARGIN = 0.1  # of that height: characters of one word leave no more between them
WHOLE = 0.5  # share of the table's width that the lines above and below a row cover
ONE_LINE = 0.5  # of the height of a character: the middles of one line stand no further apart
SAME = 2.0  # points: lines at nearly the same place are one
CROSSED = 4  # one row in so many may run over a gap: it is merged there
STEP = 0.5  # points
THREE = 3  # lines: above the heading, below it, at the end
WIDER = 1.4  # times: the gap between two rows is as much wider than that between two lines
WIDER_BY = 1.5  # points
PADDED = 2.5  # of the height of a character: from a line to the text of the row that it bounds, at the most
LEAST_CELLS = 3  # with text in each row, and half of all: fewer columns go on in a row of several paragraphs


def implied_verticals(horizontals: Sequence[Rule], boxes: Sequence[Box], close: Sequence[Box] = ()) -> list[Rule]:
    """The verticals that were left out, one for each gap of the heading, cut where a row runs over it.

    `boxes` are those of the characters, or of words; then `close` may be those of the characters: headings of narrow
    columns stand so near to each other that they may be taken for one word. Empty where there are too few lines, or no
    gap that nearly all rows keep.
    """
    lines = _lines(horizontals)
    if len(lines) < THREE or not boxes:
        return []
    rows = [[box for box in boxes if top < (box[1] + box[3]) / 2 < bottom] for top, bottom in pairwise(lines)]
    filled = [(band, row) for band, row in zip(pairwise(lines), rows, strict=True) if row]
    if len(filled) < min(LEAST_ROWS, len(lines) - 1):
        return []
    usual = median(box[3] - box[1] for _, row in filled for box in row)
    found: list[list[Rule]] = []
    band, heading = filled[0]
    gaps = _gaps(heading, GAP * usual)
    nearer = [box for box in close if band[0] < (box[1] + box[3]) / 2 < band[1]]
    if near := _near_gaps(nearer, gaps, [row for _, row in filled[1:]], usual):
        filled[0], gaps = (band, nearer), sorted([*gaps, *near])
    for gap in gaps:
        at = _clearest(gap, [row for _, row in filled], MARGIN * usual)
        crossed = [_runs_over(row, at, MARGIN * usual) for _, row in filled]
        if sum(crossed) * CROSSED <= len(filled):
            found.append([Rule(at, *band) for (band, _), over in zip(filled, crossed, strict=True) if not over])
    if len(lines) == THREE and not _is_one_row(filled[-1][1], [rules[0].at for rules in found]):
        return []
    return [rule for rules in found for rule in rules] if len(found) >= LEAST_GAPS else []


def _near_gaps(
    heading: Sequence[Box], wide: Sequence[tuple[float, float]], body: Sequence[Sequence[Box]], usual: float
) -> list[tuple[float, float]]:
    """The gaps between headings that stand nearly as close as the characters of one: no row runs over them, and rows
    have text on both sides, up to the gaps next to them."""
    found = []
    gaps = _gaps(heading, GAP * usual) if heading else []
    for start, end in gaps:
        if any(start < right and left < end for left, right in wide):
            continue
        at = _clearest((start, end), body, MARGIN * usual)
        before = max((right for _, right in gaps if right < start), default=-inf)
        after = min((left for left, _ in gaps if left > end), default=inf)
        sides = [
            any(before < box[2] < at for box in row) and any(at < box[0] < after for box in row)
            for row in body
            if not _runs_over(row, at, MARGIN * usual)
        ]
        if len(sides) == len(body) and 2 * sum(sides) > len(body):
            found.append((start, end))
    return found


def _is_one_row(boxes: Sequence[Box], verticals: Sequence[float]) -> bool:
    """Whether what stands between the last two of three lines is one row, as a page may hold under its heading: of
    several, no cell but a merged one has a single line."""
    ends = [*verticals, inf]
    cells = [[box for box in boxes if start < box[0] < end] for start, end in pairwise([-inf, *ends])]
    single = [cell for cell in cells if cell and _has_one_line(cell)]
    return len(verticals) >= LEAST_OF_ONE and len(single) >= LEAST_SINGLE


def _has_one_line(boxes: Sequence[Box]) -> bool:
    """By the middles: the boxes of a font may be so tall that those of two lines meet."""
    middles = [(box[1] + box[3]) / 2 for box in boxes]
    return max(middles) - min(middles) < ONE_LINE * median(box[3] - box[1] for box in boxes)


def implied_horizontals(horizontals: Sequence[Rule], boxes: Sequence[Box]) -> list[Rule]:
    """The lines between the rows of a table that has three lines only; empty for any other, and where the gaps between
    lines of text do not tell rows from lines, or a cell over several rows may stand anywhere beside them.

    `boxes` are those of the characters, as high as the characters themselves.
    """
    lines = _lines(horizontals)
    if len(lines) != THREE:
        return []
    left, right = min(rule.start for rule in horizontals), max(rule.end for rule in horizontals)
    body = [box for box in boxes if lines[1] < (box[1] + box[3]) / 2 < lines[2] and left < box[0] < right]
    gaps = _wide(_blank(body))
    found = [Rule((start + end) / 2, left, right) for start, end in gaps]
    verticals = sorted({rule.at for rule in implied_verticals([*horizontals, *found], boxes)}) if found else []
    if len(verticals) < LEAST_GAPS or len(_wide(_blank([box for box in body if box[0] > verticals[0]]))) != len(gaps):
        return []
    bands = pairwise([lines[1], *(rule.at for rule in found), lines[2]])
    rows = [[box for box in body if top < (box[1] + box[3]) / 2 < bottom] for top, bottom in bands]
    return found if _are_rows(rows, verticals) else []


def open_ends(horizontals: Sequence[Rule], boxes: Sequence[Box]) -> list[Rule]:
    """The line above the headings of a table that has lines below its rows only, and that below its last row where a
    page end cut it. `boxes` as for `implied_verticals`.

    Fields above a table (部门: 年度:) part into fewer columns than its rows, and a signature below it does not stand as
    its cells do.
    """
    lines = _lines(horizontals)
    if len(lines) < LEAST_ROWS or not boxes:
        return []
    left, right = min(rule.start for rule in horizontals), max(rule.end for rule in horizontals)
    high = median(box[3] - box[1] for box in boxes)
    found = []
    verticals = _places(implied_verticals(horizontals, boxes))
    if heading := _next_to([box for box in boxes if box[3] <= lines[0] + SAME], lines[0], high, -1):
        line = Rule(min(box[1] for box in heading) - SAME, left, right)
        first = [box for box in boxes if lines[0] < (box[1] + box[3]) / 2 < lines[1]]
        places = _places(implied_verticals([*horizontals, line], boxes))
        if len(places) >= max(len(verticals), LEAST_GAPS) and first and not _has_one_line(first):
            verticals = places
            found.append(line)
    if row := _next_to([box for box in boxes if box[1] >= lines[-1] - SAME], lines[-1], high, 1):
        crossed = any(_runs_over(row, x, MARGIN * high) for x in verticals)
        if len(verticals) >= LEAST_GAPS and not crossed and _in_columns(row, boxes, lines, verticals):
            found.append(Rule(max(box[3] for box in row) + SAME, left, right))
    return found


def _in_columns(row: Sequence[Box], boxes: Sequence[Box], lines: Sequence[float], verticals: Sequence[float]) -> bool:
    """Whether a row has text in half of the columns, and begins in each where other rows do or stands in its middle."""
    body = [box for box in boxes if lines[0] < box[1] and box[3] < lines[-1]]
    bands = list(pairwise([-inf, *verticals, inf]))
    parts = [(band, cell) for band in bands if (cell := [box for box in row if band[0] < box[0] < band[1]])]
    for (start, end), cell in parts:
        column = [box for box in body if start < box[0] < end]
        above = [[box for box in column if a < box[1] < b] for a, b in pairwise(lines)]
        known = [_ends(boxes) for boxes in above if boxes]
        x0, x1 = _ends(cell)
        if not any(abs(x0 - a) < SAME or abs(x0 + x1 - a - b) < 2 * SAME for a, b in known):
            return False
    return len(parts) >= max(LEAST_CELLS, len(bands) / 2)


def _ends(boxes: Sequence[Box]) -> tuple[float, float]:
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def _places(rules: Sequence[Rule]) -> list[float]:
    return sorted({rule.at for rule in rules})


def _next_to(boxes: Sequence[Box], line: float, high: float, way: int) -> list[Box]:
    """What stands above (-1) or below (1) a line, up to the next gap as high as a character, and not far from it."""
    reach = line
    found: list[Box] = []
    for box in sorted(boxes, key=lambda box: box[1] if way > 0 else -box[3]):
        near, far = (box[1], box[3]) if way > 0 else (box[3], box[1])
        if (near - reach) * way > high * (1 if found else PADDED):
            break
        found.append(box)
        reach = max(reach, far) if way > 0 else min(reach, far)
    return found


def untold_rows(grid: Grid, boxes: Sequence[Box]) -> list[Rule]:
    """The lines between the rows of a ruled table that has none below its heading, or none within groups of rows; empty
    where no gap goes through all columns but the first, whose cells may be merged over rows: there a line begins beside
    it.

    `boxes` are those of the characters, as high as the characters themselves.
    """
    if len(grid.xs) <= LEAST_CELLS:
        return []
    body = [box for box in boxes if grid.xs[0] < box[0] < grid.xs[-1] and grid.ys[0] < box[1] < grid.ys[-1]]
    if not body:
        return []
    high = median(box[3] - box[1] for box in body)
    columns = [[box for box in body if start < box[0] < end] for start, end in pairwise(grid.xs)]
    between = [end - start for column in columns for start, end in _blank(column) if end - start < high]
    usual = median(between) if between else high / 2
    least = max(WIDER * usual, usual + WIDER_BY)
    if len(grid.ys) <= THREE:
        return _untold(grid.xs, (grid.ys[-2], grid.ys[-1]), columns, least)
    bands = pairwise(grid.ys[1:])
    return [rule for band in bands for rule in _untold(grid.xs, band, columns, least, grouped=True)]


def _untold(
    xs: Sequence[float],
    band: tuple[float, float],
    columns: Sequence[Sequence[Box]],
    least: float,
    grouped: bool = False,
) -> list[Rule]:
    """The lines between rows within a band of a grid. `grouped`: other bands have their lines, and this one may be one
    row of several paragraphs, unless each part has text in every column that has any, the second among them."""
    top, bottom = band
    columns = [[box for box in column if top < (box[1] + box[3]) / 2 < bottom] for column in columns]
    gaps = _blank([box for column in columns[1:] for box in column])
    places = [sum(gap) / 2 for gap in gaps if gap[1] - gap[0] > least]
    parts = list(pairwise([top, *places, bottom]))
    filled = [[any(above < box[1] < below for box in column) for column in columns] for above, below in parts if places]
    if not filled or min(map(sum, filled)) < max(LEAST_CELLS, len(columns) / 2):
        return []
    if grouped and not (columns[1] and all(part[1:] == [bool(column) for column in columns[1:]] for part in filled)):
        return []
    free = [(start, end) for start, end in _blank(columns[0]) if end - start > least]
    if not grouped:
        free.append((top, min((box[1] for box in columns[0]), default=bottom)))
        free.append((max((box[3] for box in columns[0]), default=top), bottom))
    elif not all(part[0] for part in filled):  # the group's name
        free = []
    return [Rule(y, xs[0] if any(a < y < b for a, b in free) else xs[1], xs[-1]) for y in places]


def _wide(gaps: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The gaps between rows, where gaps are of two kinds; none where they are not."""
    sizes = sorted(end - start for start, end in gaps)
    steps = [(b / max(a, STEP), a) for a, b in pairwise(sizes) if b - a >= WIDER_BY]
    ratio, narrow = max(steps, default=(0.0, 0.0))
    return [(start, end) for start, end in gaps if end - start > narrow] if ratio >= WIDER else []


def _are_rows(rows: Sequence[Sequence[Box]], verticals: Sequence[float]) -> bool:
    """Whether each row has text in one of its first two columns, and where some have none in the first, all others
    begin there: else a cell merged over several rows may stand in the middle of them."""
    firsts = [[box[1] for box in row if box[0] < verticals[0]] for row in rows]
    others = [[box[1] for box in row if box[0] > verticals[0]] for row in rows]
    seconds = [any(verticals[0] < box[0] < verticals[1] for box in row) for row in rows]
    if not all(others) or not all(first or second for first, second in zip(firsts, seconds, strict=True)):
        return False
    on_top = (not first or min(first) - min(other) < SAME * 2 for first, other in zip(firsts, others, strict=True))
    return all(firsts) or all(on_top)


def _blank(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """The stretches from top to bottom that no character crosses."""
    gaps: list[tuple[float, float]] = []
    reach: float | None = None
    for top, bottom in sorted((box[1], box[3]) for box in boxes):
        if reach is not None and top > reach:
            gaps.append((reach, top))
        reach = bottom if reach is None else max(reach, bottom)
    return gaps


def _lines(horizontals: Sequence[Rule]) -> list[float]:
    """The places of the lines that go over most of the table, from the top."""
    if not horizontals:
        return []
    left, right = min(rule.start for rule in horizontals), max(rule.end for rule in horizontals)
    places: list[tuple[float, float]] = []  # place, length
    for rule in sorted(horizontals):
        if places and rule.at - places[-1][0] <= SAME:
            places[-1] = (places[-1][0], places[-1][1] + rule.end - rule.start)
        else:
            places.append((rule.at, rule.end - rule.start))
    return [at for at, length in places if length >= WHOLE * (right - left)]


def _gaps(row: Sequence[Box], least: float) -> list[tuple[float, float]]:
    """The gaps between the characters of a row, taken over all of its lines."""
    found = []
    reach = min(box[2] for box in row)
    for box in sorted(row):
        if box[0] - reach >= least:
            found.append((reach, box[0]))
        reach = max(reach, box[2])
    return found


def _runs_over(row: Sequence[Box], x: float, margin: float) -> bool:
    return any(box[0] - margin < x < box[2] + margin for box in row)


def _clearest(gap: tuple[float, float], rows: Sequence[Sequence[Box]], margin: float) -> float:
    """The middle of the widest stretch of a gap that the fewest rows run over."""
    count = max(int((gap[1] - gap[0]) / STEP), 1)
    places = [gap[0] + (i + 0.5) * (gap[1] - gap[0]) / count for i in range(count)]
    crossing = [sum(_runs_over(row, x, margin) for row in rows) for x in places]
    fewest = min(crossing)
    best = run = (0, 0)
    for i, number in enumerate(crossing):
        if number == fewest:
            run = (run[0] if run[1] == i and i else i, i + 1)
            best = max(best, run, key=lambda r: r[1] - r[0])
    return (places[best[0]] + places[max(best[1] - 1, best[0])]) / 2
