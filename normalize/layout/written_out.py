"""Cells merged over several rows that a tool wrote out in each of them: 考勤 | 10 | … | 迟到扣1分, and so once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from itertools import groupby, pairwise

from normalize.layout.continued import numbers_go_on, own_number
from normalize.layout.labels import points_cell, split_label, squash
from normalize.layout.repeats import said_once
from normalize.layout.rows import Row
from normalize.text.traced import TracedText

_LEAST = 8  # characters: shorter texts may be alike by chance
_WHOLE = Decimal(100)  # points of a sheet that states no sum


def once_down(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a table whose merged cells are not known: duties that stand beside several criteria of an item are
    said once. Where the rows of an item all bear its name and the same points, these count once if the duties, a
    number or the numbers of the criteria show that the rows are one, or if the sums say so; and so do they with
    criteria that are the same, letter by letter.

    Where nothing tells, they stay as they are; that their points were added is said elsewhere (`points-inferred`).
    """
    rows = [row for run in _runs(rows, named=False) for row in _duties_once(run)]
    runs = list(_runs(rows))
    alike = [len(run) > 1 and _same_points(run) for run in runs]
    once = any(alike) and _sums_say_once(rows, [run for run, same in zip(runs, alike, strict=True) if same])
    found: list[Row] = []
    for run, same in zip(runs, alike, strict=True):
        again = same and _same_criteria(run)
        run = _shared(run, "points") if same and (once or again or _are_one(run)) else run
        found += _shared(run, "criteria") if again else run
        if again:
            found[-1] = replace(found[-1], written_out=True)
    return tuple(found)


def _duties_once(run: Sequence[Row]) -> Iterator[Row]:
    """The rows of one item, duties that stand beside several criteria in a cell over all of them."""
    for text, part in groupby(run, lambda row: squash(row.duties.text)):
        same = tuple(part)
        criteria = {squash(row.criteria.text) for row in same}
        long = len(text) >= _LEAST or text.endswith("。") or (text and own_number(same[0]))
        yield from _shared(same, "duties") if long and len(criteria) == len(same) > 1 else same


def _are_one(run: Sequence[Row]) -> bool:
    """Whether rows of the same names and points are parts of one: they share its number or its duties, each has the
    amount of one event, or the numbers of their criteria go on."""
    one_duty = len(squash(run[0].duties.text)) >= _LEAST and all("duties" in row.shared for row in run[1:])
    if own_number(run[0]) or one_duty or all(row.priced for row in run):
        return True
    return all(numbers_go_on(above.criteria, row.criteria) == "on" for above, row in pairwise(run))


def _runs(rows: Sequence[Row], named: bool = True) -> Iterator[tuple[Row, ...]]:
    """Rows that bear the same names one below the other; names alone (`named`), or with points."""

    def names(row: Row) -> object:
        texts = tuple(squash(label.text.text) if label else "" for label in row.labels)
        own = texts and texts[-1] and not row.foot and not (named and split_label(texts[-1])[1] is not None)
        return (texts, own_number(row), row.block, row.section and id(row.section)) if own else id(row)

    for _, run in groupby(rows, names):
        yield tuple(run)


def _same_points(run: Sequence[Row]) -> bool:
    return len({points_cell(row.points.text) for row in run}) == 1 and points_cell(run[0].points.text) is not None


def _same_criteria(run: Sequence[Row]) -> bool:
    """Whether one text stands beside duties that are all different: rows that are alike throughout stand twice."""
    texts, duties = ({squash(text.text) for text in column} for column in zip(*map(_said, run), strict=True))
    return len(texts) == 1 and len(min(texts)) >= _LEAST and len(duties - {""}) == len(run)


def _said(row: Row) -> tuple[TracedText, TracedText]:
    return row.criteria, row.duties


def _sums_say_once(rows: Sequence[Row], runs: Sequence[Sequence[Row]]) -> bool:
    """Whether the points give what the sheet states, or a hundred, if each item's count once, and not if each row's."""
    stated = [row.total for row in rows if row.total is not None]
    given = [value for row in rows if not row.foot and (value := points_cell(row.points.text)) is not None]
    each = sum(given, Decimal(0))
    more = sum((points_cell(run[0].points.text) or Decimal(0)) * (len(run) - 1) for run in runs)
    wanted = {sum(stated, Decimal(0)), max(stated)} if stated else {_WHOLE}
    return each - more in wanted and each not in wanted


def _shared(run: Sequence[Row], role: str) -> tuple[Row, ...]:
    """The rows with one cell of a role over all of them, in which the others are said once."""
    whole = reduce(said_once, (getattr(row, role) for row in run))
    return tuple(
        replace(row, **{role: whole}, shared=row.shared | {role} if i else row.shared) for i, row in enumerate(run)
    )
