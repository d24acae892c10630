"""Rows that stand twice: at the foot of a page and again at the top of the next, or one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.layout.labels import squash
from normalize.layout.rows import Row
from normalize.text.traced import TracedText, join

REPEATED = ("row-repeated", "the same row was read twice")
_ROLES = ("duties", "criteria", "methods", "assessors", "points", "notes")
_LEAST = 8  # characters of criteria: shorter ones may be alike by chance


def repeated_at(before: Sequence[Row], rows: Sequence[Row]) -> int:
    """How many rows at the top of a page are those at the foot of the page before, 0 where none are.

    Rows that are all alike on one page are no less so on the next: they are as many as stand there."""
    if len(before) > 1 and same_row(before[-2], before[-1]):
        return 0
    most = min(len(before), len(rows))
    return next((n for n in range(most, 0, -1) if all(map(same_row, before[-n:], rows[:n]))), 0)


def within(before: Sequence[Row], rows: Sequence[Row], recognised: bool) -> list[Row]:
    """The rows of a page, those that stand twice one below the other said once: where a tool may have read a line
    twice, or the row has a number of its own. Others that are alike, and more than two, are marked."""
    found: list[Row] = []
    run = 0  # how many rows like this one stand right above it
    for i, row in enumerate(rows):
        last = rows[i - 1] if i else before[-1] if before and before[-1].alike else None
        above = run if i else 1  # above a row that is alike stands at least one more
        run = above + 1 if last and _named(row) and same_row(last, row) else 0
        goes_on = i + 1 < len(rows) and same_row(row, rows[i + 1])
        if run and (has_number(row) or (recognised and run == 1 and not goes_on)):
            found[-1] = once(found[-1], row)
        else:
            found.append(replace(row, alike=True) if run else row)
    return found


def _named(row: Row) -> bool:
    leaf = next((label for label in reversed(row.labels) if label is not None), None)  # one may span several levels
    return has_number(row) or (leaf is not None and bool(leaf.text.text.strip()))


def has_number(row: Row) -> bool:
    """Whether a row has a number of its own, so that no other is the same."""
    return any(text.text.strip().isdigit() for _, text in row.others)


def same_row(a: Row, b: Row) -> bool:
    """Whether two rows say the same, letter by letter; a label left empty in the second one was merged above."""
    if a.foot or b.foot or len(squash(a.criteria.text)) < _LEAST or a.criteria.cells == b.criteria.cells:
        return False
    said = all(squash(getattr(a, role).text) == squash(getattr(b, role).text) for role in _ROLES)
    if not said or len(a.labels) != len(b.labels):
        return False
    names = [tuple(squash(x.text.text) if x else "" for x in pair) for pair in zip(a.labels, b.labels, strict=True)]
    numbers = [{h: squash(t.text) for h, t in row.others} for row in (a, b)]
    return (
        all(y in ("", x) for x, y in names)
        and names[-1:] == [(x, x) for x, _ in names[-1:]]
        and numbers[0] == numbers[1]
    )


def once(a: Row, b: Row) -> Row:
    """The row that stands twice, said once: what is left out stays in the evidence."""
    others = dict(b.others)
    return replace(
        a,
        duties=said_once(a.duties, b.duties),
        criteria=said_once(a.criteria, b.criteria),
        methods=said_once(a.methods, b.methods),
        assessors=said_once(a.assessors, b.assessors),
        points=said_once(a.points, b.points),
        notes=said_once(a.notes, b.notes),
        others=tuple((heading, said_once(text, others[heading])) for heading, text in a.others),
        continued=(*a.continued, b.labels),
        repeated=True,
    )


def said_once(a: TracedText, b: TracedText) -> TracedText:
    """The first of two texts that say the same, with the second in its evidence."""
    if not b.text:
        return a
    text = join([a, b], "", *REPEATED)
    return text.edit([(len(a.text), len(text.text), "")], *REPEATED)
