"""Cells merged across columns that a tool wrote out in each of them: 发展目标 | 发展目标, a band in every column."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from typing import Any

import regex

from normalize.layout.apart import SCORES
from normalize.layout.continued import own_number
from normalize.layout.labels import squash
from normalize.layout.repeats import said_once
from normalize.layout.rows import Label, Row
from normalize.text.traced import EMPTY, TracedText

_WORDS = regex.compile(r"\p{Han}.*\p{Han}", regex.DOTALL)
_POINTS = regex.compile(r"[(（]\s*\d+(?:\.\d+)?\s*分\s*[)）]")
_LEAST_BAND = 3  # columns with the same text
_SENTENCE = 8  # characters: shorter texts may be the same by chance


def once_across(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a table whose merged cells are not known, each text once. A label that is the same as the one at its
    left is marked, unless it is in all rows."""
    parents = _parents(rows)
    found = [_once(row, parents) for row in rows]
    named = [row for row in rows if not row.foot and any(label and label.text.text.strip() for label in row.labels[1:])]
    if sum(row.doubled for row in found) == len(named):
        found = [replace(row, doubled=False) for row in found]
    return tuple(found)


def _parents(rows: Sequence[Row]) -> set[tuple[int, str]]:
    """Levels and names of labels that have others than themselves below them."""
    return {
        (level, squash(left.text.text))
        for row in rows
        for level, (left, label) in enumerate(pairwise(row.labels))
        if left and label and label.text.text.strip() and not _same(left.text, label.text)
    }


def _once(row: Row, parents: Container[tuple[int, str]]) -> Row:
    if row.foot:
        return row
    said = [text for text in _texts(row) if text.text.strip()]
    if len(said) >= _LEAST_BAND and _WORDS.search(said[0].text) and len({squash(text.text) for text in said}) == 1:
        whole = said[0]
        for text in said[1:]:
            whole = said_once(whole, text)
        return Row(labels=(), duties=whole, foot=True, page=row.page, section=row.section, block=row.block)
    return _cells_once(_labels_once(_numbers_once(row), parents))


def _numbers_once(row: Row) -> Row:
    """The row with its number said once, where a tool wrote it over the labels, too, that are merged from above."""
    numbers = own_number(row)
    again = [label for label in row.labels if label and squash(label.text.text) in numbers]
    if not again:
        return row
    labels = tuple(replace(label, text=EMPTY) if label in again else label for label in row.labels)
    others = [
        (heading, reduce(said_once, (label.text for label in again), text) if squash(text.text) in numbers else text)
        for heading, text in row.others
    ]
    return replace(row, labels=labels, others=tuple(others))


def _texts(row: Row) -> list[TracedText]:
    texts = [label.text for label in row.labels if label] + [text for _, text in row.others]
    return [*texts, row.duties, row.criteria, row.methods, row.assessors, row.points, row.notes]


def _labels_once(row: Row, parents: Container[tuple[int, str]]) -> Row:
    labels: list[Label | None] = list(row.labels)
    doubled = False
    for i in range(1, len(labels)):
        left, label = labels[i - 1], labels[i]
        if not (left and label and _same(left.text, label.text)):
            continue
        if _WORDS.search(label.text.text) and (i - 1, squash(left.text.text)) not in parents:
            labels[i - 1], labels[i] = None, replace(left, text=said_once(left.text, label.text))
            doubled = True
    if not doubled:
        return row
    own = [label for label in labels if label is not None]
    return replace(row, labels=(*own, *[None] * (len(labels) - len(own))), doubled=True)


def _cells_once(row: Row) -> Row:
    """Duties that go over a column of labels at their left, or over the criteria; criteria over what stands
    beside them, and a label over duties and points."""
    labels = list(row.labels)
    last = max((i for i, label in enumerate(labels) if label), default=0)
    label = labels[last] if labels else None
    named = label is not None and bool(_POINTS.search(label.text.text))
    if last and label and not named and _is_sentence(row.duties) and _same(label.text, row.duties):
        labels[last] = None
        row = replace(row, labels=tuple(labels), duties=said_once(row.duties, label.text), wide=True)
    if _is_sentence(row.duties) and _same(row.duties, row.criteria):
        both = said_once(row.criteria, row.duties)
        scores = SCORES.search(row.criteria.text)
        row = replace(row, duties=EMPTY if scores else both, criteria=both if scores else EMPTY)
    filled = row.doubled
    for name in ("methods", "assessors", "points", "notes"):
        beside: TracedText = getattr(row, name)
        if _is_sentence(row.criteria) and _same(row.criteria, beside):
            row = _with(replace(row, criteria=said_once(row.criteria, beside)), name, EMPTY)
            filled = True
    filled |= named or (label is not None and _same(label.text, row.points))
    for name in ("duties", "points"):
        over: TracedText = getattr(row, name)
        if label and filled and label.text.text.strip() and _same(label.text, over):
            label = replace(label, text=said_once(label.text, over))
            labels[last] = label
            row = _with(replace(row, labels=tuple(labels)), name, EMPTY)
    return row


def _with(row: Row, role: str, text: TracedText) -> Row:
    changed: dict[str, Any] = {role: text}
    return replace(row, **changed)


def _is_sentence(text: TracedText) -> bool:
    return len(squash(text.text)) >= _SENTENCE


def _same(a: TracedText, b: TracedText) -> bool:
    return squash(a.text) == squash(b.text)
