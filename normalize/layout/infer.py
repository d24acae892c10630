"""Which label each row stands under, where the grid does not say: a pipe table has no merged cells.

A merged cell's label shows up in one of its rows, or split over several; the other rows are empty. What decides where
one label ends and the next begins: the points of the rows must give the label's points, a change of the rows' shape,
and that a row that only introduces belongs to what it introduces. What is not decided is flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any

from normalize.layout.continued import joined_labels
from normalize.layout.draft import Flag, Labelled
from normalize.layout.labels import points_cell, split_label, squash
from normalize.layout.rows import Row
from normalize.layout.torn import mend_torn
from normalize.layout.vocabulary import Vocabulary
from normalize.text.traced import EMPTY, TracedText, join

_HALF = 8  # characters of half a label
_CUT = Decimal("0.5")  # what a label more costs where nothing but the cut tells it
LABEL_JOINED = ("label-joined", "the label was split over rows or pages, or shown again")


@dataclass(frozen=True, slots=True)
class _Mention:
    """Pieces of one label in rows first..last."""

    first: int
    last: int
    texts: tuple[TracedText, ...]
    halves: bool = False  # put together of two, as the points ask

    @property
    def read(self) -> str:
        return "".join(squash(text.text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class _Group:
    """A label and its rows first..end-1; `name` as resolved; `rest_of`: the piece above that may be its first half."""

    name: str
    points: Decimal | None
    texts: tuple[TracedText, ...]
    first: int
    end: int
    rest_of: str | None = None


def carry_labels(rows: Sequence[Row], levels: int, known: Vocabulary) -> Labelled | None:
    """Labels that stand in the first of their rows and count for the empty ones below; None where they do not.

    So do pipe tables that were made from merged cells, not by character recognition.
    """
    mended = mend_torn(rows)
    if not any(_label(row, 0) for row in rows[:1]) or any(row.mended for row in mended):
        return None
    if any(_is_damaged(text, level, known) for row in rows for level in range(levels) if (text := _label(row, level))):
        return None
    if any(_halves_may_stand(above, row, level) for above, row in pairwise(rows) for level in range(levels - 1)):
        return None
    labels: list[TracedText] = []
    paths: list[tuple[int | None, ...]] = []
    filled: list[Row] = []
    for row in mended:
        above = paths[-1] if paths else (None,) * levels
        path: list[int | None] = []
        for level in range(levels):
            text = _label(row, level)
            if text is not None:
                labels.append(text)
                path.append(len(labels) - 1)
            elif row.wide and level > 0:
                path.append(None)
            else:
                path.append(above[level] if path == list(above[:level]) else None)
        last = filled[-1] if filled and paths[-1][0] == path[0] else None
        for role in ("methods", "assessors"):
            if last is not None and row.criteria.text.strip() and not getattr(row, role).text.strip():
                row = _with(row, role, getattr(last, role))
        paths.append(tuple(path))
        filled.append(row)
    return Labelled(tuple(labels), tuple(paths), tuple(filled))


def _halves_may_stand(above: Row, row: Row, level: int) -> bool:
    """A label without points right above one with points: what they are, the points of the rows tell, or nothing."""
    texts = (_label(above, level), _label(row, level))
    if texts[0] is None or texts[1] is None or row.wide or above.page != row.page:
        return False
    read = [squash(text.text) for text in texts if text is not None]
    return len(read[0]) <= _HALF and split_label(read[0])[1] is None and split_label(read[1])[1] is not None


def over_pages(labelled: Labelled) -> Labelled:
    """The rows marked as carried that stand under a category shown on a page before."""
    found = list(labelled.rows[:1])
    for row in labelled.rows[1:]:
        unnamed = _label(row, 0) is None
        found.append(replace(row, carried=unnamed and (row.top or found[-1].carried)))
    return replace(labelled, rows=tuple(found))


def _is_damaged(text: TracedText, level: int, known: Vocabulary) -> bool:
    name, points = split_label(text.text)
    return points is not None and known.resolve(level, name, points) not in (None, (name, points))


def infer_labels(rows: Sequence[Row], levels: int, known: Vocabulary) -> Labelled:
    """Labels, paths and rows as merged.label_rows gives them, for rows whose merged cells are lost."""
    rows = mend_torn(rows)
    labels: list[TracedText] = []
    flags: list[Flag] = []
    paths: list[list[int | None]] = [[None] * levels for _ in rows]

    def place(group: _Group, level: int) -> int:
        text, flag = _label_text(group)
        labels.append(text)
        flags.extend([flag] if flag else [])
        if group.rest_of is not None:
            read = squash(group.texts[0].text)
            told = {"text": read, "name": group.rest_of}
            flags.append(Flag("label-cut", told, group.texts[0], alternatives=(group.rest_of + read,)))
        return len(labels) - 1

    def descend(first: int, end: int, level: int) -> None:
        for group in _groups(rows, first, end, level, known):
            index = place(group, level)
            inside = [i for i in range(group.first, group.end) if level == 0 or not rows[i].wide]
            for i in inside:
                paths[i][level] = index
            if level + 2 < levels:
                for start, stop in _runs(inside, rows):
                    descend(start, stop, level + 1)

    descend(0, len(rows), 0)
    if levels and rows and not labels:  # every label was lost: one of its own all the same
        labels.append(replace(EMPTY))
        paths = [[0, *[None] * (levels - 1)] for _ in rows]
    leaf = levels - 1
    if leaf > 0:
        # a row without a leaf label lost it where other rows of the same parent have one
        siblings = Counter(tuple(path[:leaf]) for path in paths)
        for i, row in enumerate(rows):
            text = _label(row, leaf)
            if text is not None:
                labels.append(text)
                paths[i][leaf] = len(labels) - 1
            elif not row.wide and siblings[tuple(paths[i][:leaf])] > 1 and paths[i][leaf - 1] is not None:
                labels.append(replace(EMPTY))  # lost: a label of its own all the same
                paths[i][leaf] = len(labels) - 1
    filled = _fill_shared(rows, paths)
    # a line that holds nothing but a piece of a label over several rows is no row
    kept = [i for i, row in enumerate(rows) if leaf <= 0 or _says(row) or _label(row, leaf) is not None]
    return Labelled(tuple(labels), tuple(tuple(paths[i]) for i in kept), tuple(filled[i] for i in kept), tuple(flags))


def _says(row: Row) -> bool:
    """Whether a row holds anything besides its labels."""
    texts = (row.duties, row.criteria, row.methods, row.assessors, row.points, row.notes, *(t for _, t in row.others))
    return any(text.text.strip() for text in texts)


def _runs(indices: list[int], rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Consecutive rows that are not wide, as (first, end)."""
    runs: list[tuple[int, int]] = []
    for i in indices:
        if rows[i].wide:
            continue
        if runs and runs[-1][1] == i:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _label(row: Row, level: int) -> TracedText | None:
    parts = [labels[level] for labels in (row.labels, *row.continued) if level < len(labels)]
    texts = [part.text for part in parts if part is not None and part.text.text.strip()]
    return reduce(joined_labels, texts) if texts else None


def _groups(rows: Sequence[Row], first: int, end: int, level: int, known: Vocabulary) -> list[_Group]:
    """The labels of one level over rows first..end-1, each with its rows; rows before any label go to the first.

    A piece without points right above one with points is the first half of its label where the points of the rows
    then fit better, 保证 / 目标(40分); where they fit no better, the second says whose rest it may be.
    """
    mentions = _mentions(rows, first, end, level, known)
    if not mentions:
        return []
    groups = _named(mentions, level, known)
    cost, cuts = _cuts(rows, groups, first, end)
    for i in range(len(mentions) - 2, -1, -1):
        if not _may_be_halves(mentions[i], mentions[i + 1], rows):
            continue
        one = _Mention(mentions[i].first, mentions[i + 1].last, mentions[i].texts + mentions[i + 1].texts, halves=True)
        joined = [*mentions[:i], one, *mentions[i + 2 :]]
        fewer = _named(joined, level, known)
        cheaper, other = _cuts(rows, fewer, first, end)
        if cheaper + _CUT < cost:
            mentions, groups, cost, cuts = joined, fewer, cheaper, other
        else:
            below = mentions[i + 1].texts
            groups = [replace(g, rest_of=mentions[i].read) if g.texts[: len(below)] == below else g for g in groups]
    return [replace(group, first=a, end=b) for group, (a, b) in zip(groups, pairwise(cuts), strict=True)]


def _may_be_halves(above: _Mention, below: _Mention, rows: Sequence[Row]) -> bool:
    points = [split_label(mention.read)[1] for mention in (above, below)]
    near = above.last + 1 == below.first and rows[above.last].page == rows[below.first].page
    return near and points[0] is None and points[1] is not None and len(above.read) <= _HALF


def _named(mentions: Sequence[_Mention], level: int, known: Vocabulary) -> list[_Group]:
    groups: list[_Group] = []
    for mention in mentions:
        name, points = split_label(mention.read)
        resolved = None if mention.halves else known.resolve(level, name, points)
        if resolved is not None:
            name, points = resolved
        if groups and groups[-1].name == name and (points is None or groups[-1].points in (None, points)):
            last = groups[-1]
            groups[-1] = replace(
                last, texts=last.texts + mention.texts, end=mention.last + 1, points=last.points or points
            )
        else:
            groups.append(_Group(name, points, mention.texts, mention.first, mention.last + 1))
    return groups


def _cuts(rows: Sequence[Row], groups: list[_Group], first: int, end: int) -> tuple[Decimal, list[int]]:
    """What the best of all ways to cut costs, and its cuts: first, where each further label's rows begin, end.

    A label's rows begin after the last row that shows the label above, at the latest where it shows itself. Rows that
    only introduce go with what they introduce: of equal ways the one that cuts early.
    """
    best: dict[int, tuple[Decimal, list[int]]] = {first: (Decimal(0), [first])}
    for k, group in enumerate(groups):
        ends = range(group.end, groups[k + 1].first + 1) if k + 1 < len(groups) else range(end, end + 1)
        best = {
            cut: min(
                ((cost + _cost(rows, group.points, start, cut), [*way, cut]) for start, (cost, way) in best.items()),
            )
            for cut in ends
        }
    return min(best.values())


def _mentions(rows: Sequence[Row], first: int, end: int, level: int, known: Vocabulary) -> list[_Mention]:
    """The pieces of labels, those of one label taken together: 保证目标 / 目标 (40分)."""
    mentions: list[_Mention] = []
    for i in range(first, end):
        text = _label(rows[i], level)
        if text is None or (level > 0 and rows[i].wide):
            continue
        if (
            mentions
            and rows[mentions[-1].last].page == rows[i].page
            and _one_label(mentions[-1].read, text.text, level, known)
        ):
            last = mentions[-1]
            mentions[-1] = _Mention(last.first, i, (*last.texts, text))
        else:
            mentions.append(_Mention(i, i, (text,)))
    return mentions


def _one_label(above: str, text: str, level: int, known: Vocabulary) -> bool:
    """Whether a piece goes on with the piece above it: the points are still to come, and it is no label itself."""
    name, points = split_label(above)
    rest, rest_points = split_label(text)
    whole = known.levels[level] if level < len(known.levels) else ()
    if points is not None or not whole:  # where no label has points in brackets, none is waiting for them
        return False
    return (rest, rest_points) not in whole or rest in name


def _cost(rows: Sequence[Row], points: Decimal | None, first: int, end: int) -> Decimal:
    """How badly the leaves of rows first..end-1 give the label's points, and whether their shape goes on at the end.

    Where leaves lost their points, what is left for them should be about what the others have.
    """
    inside = [row for row in rows[first:end] if not row.wide]
    leaves = [_points(row, text) for row in inside if (text := _leaf(row)) is not None]
    known = [value for value in leaves if value is not None]
    unknown = len(inside) - len(known)
    cost = Decimal(0)
    if points is not None and known:
        short = points - sum(known, Decimal(0))
        if short < 0:
            cost += 2 - short
        elif not unknown:
            cost += short
        else:
            cost += abs(short / unknown - sum(known, Decimal(0)) / len(known)) / 4
    if end < len(rows) and rows[end - 1].wide == rows[end].wide:
        cost += _CUT
    return cost


def _points(row: Row, leaf: TracedText) -> Decimal | None:
    """What a row's item is worth: behind its name, or in the column of points."""
    points = split_label(leaf.text)[1]
    return points if points is not None else points_cell(row.points.text)


def _leaf(row: Row) -> TracedText | None:
    return _label(row, len(row.labels) - 1) if len(row.labels) > 1 else None


def _label_text(group: _Group) -> tuple[TracedText, Flag | None]:
    """The label's pieces as one text that reads as resolved, flagged where characters had to be put in."""
    text = join(group.texts, "", *LABEL_JOINED)
    whole = group.name if group.points is None else f"{group.name}({group.points}分)"
    read = squash(text.text)
    if split_label(read) == (group.name, group.points):
        return text, None
    changed = text.edit([(0, len(text.text), whole)], *LABEL_JOINED)
    pieces = {squash(piece.text) for piece in group.texts}
    if any(split_label(piece) == (group.name, group.points) for piece in pieces):
        return changed, None
    flag = Flag(
        "label-restored",
        {
            "read": (pieces_read := " / ".join(dict.fromkeys(squash(piece.text) for piece in group.texts))),
            "read_zh": f"读作“{pieces_read}”",
            "name": whole,
            "support": "the run's other labels",
            "support_zh": "本次各表的同名标签",
        },
        text,
        severity="info" if all(c in read for c in group.name) else None,
    )
    return changed, flag


def _fill_shared(rows: Sequence[Row], paths: list[list[int | None]]) -> tuple[Row, ...]:
    """Methods and assessors that one merged cell gave several rows: wide rows of a page, items of a parent."""
    filled = list(rows)
    for role in ("methods", "assessors"):
        for first, end in _wide_groups(rows, paths):
            pieces = [getattr(rows[i], role) for i in range(first, end) if getattr(rows[i], role).text.strip()]
            if pieces and end - first > 1 and len(pieces) < end - first:
                shared = join(pieces, "\n", "cells-joined", "one merged cell, its lines read in several rows")
                for i in range(first, end):
                    if rows[i].criteria.text.strip():
                        filled[i] = _with(filled[i], role, shared)
        for i, row in enumerate(rows):
            if row.wide or getattr(filled[i], role).text.strip() or not row.criteria.text.strip():
                continue
            beside = [
                k for k in (i + 1, i - 1) if 0 <= k < len(rows) and paths[k][:-1] == paths[i][:-1] and not rows[k].wide
            ]
            source = next((k for k in beside if getattr(rows[k], role).text.strip()), None)
            if source is not None:
                filled[i] = _with(filled[i], role, getattr(rows[source], role))
    return tuple(filled)


def _with(row: Row, role: str, text: TracedText) -> Row:
    change: dict[str, Any] = {role: text}
    return replace(row, **change)


def _wide_groups(rows: Sequence[Row], paths: list[list[int | None]]) -> list[tuple[int, int]]:
    """Runs of wide rows with criteria on one page under one label."""
    runs: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if not (row.wide and row.criteria.text.strip()):
            continue
        last = runs[-1][1] - 1 if runs else -1
        if runs and last == i - 1 and rows[last].page == row.page and paths[last][0] == paths[i][0]:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs
