"""Weights in per cent as points of a hundred: 20% in a column of weights is 20, 质量(40%) a category of 40."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from normalize.layout.draft import Flag
from normalize.layout.labels import squash
from normalize.layout.rows import Label, Row
from normalize.text.traced import TracedText

PERCENT = ("percent-points", "the weight is a share of a hundred points")
_CELL = regex.compile(r"\s*\d{1,3}(?:\.\d+)?\s*(?P<sign>[%％])\s*$")
_LABEL = regex.compile(
    r"[(（]\s*(?:权重|占比|占)?\s*[:：]?\s*(?P<weight>\d{1,3}(?:\.\d+)?)\s*(?P<sign>[%％])\s*[)）]\s*$"
)
_LEAST = 2  # weights; a single one may be anything


def percents_as_points(rows: Sequence[Row], weighted: bool = False) -> tuple[tuple[Row, ...], tuple[Flag, ...]]:
    """The rows, and one flag where weights were read so: the cells of points that are in per cent, whatever stands
    beside them (加分项 | 5分), and the labels of a level where all of its labels end so and come to a hundred, or to a
    hundred in each of several groups. A single cell stays as it is, unless the column's heading says that these are
    weights (`weighted`)."""
    changed: list[TracedText] = []
    shares = [row for row in rows if not row.foot and _CELL.match(row.points.text)]
    if len(shares) >= (1 if weighted else _LEAST):
        rows = [replace(row, points=_edited(row.points, _CELL, "", changed)) for row in rows]
    for level in range(max((len(row.labels) for row in rows), default=0)):
        labels = [label for row in rows if (label := _at(row, level)) and label.text.text.strip()]
        names = {squash(label.text.text) for label in labels}
        if len(names) >= _LEAST and _whole(names):
            rows = [_with_label(row, level, changed) for row in rows]
    if not changed:
        return tuple(rows), ()
    shown = " ".join(dict.fromkeys(squash(text.raw) for text in changed[:3]))
    return tuple(rows), (Flag("points-percent", {"text": shown}, changed[0]),)


def _whole(names: set[str]) -> bool:
    """Whether all names end in weights that come to hundreds: rates (合格率(95%), 满意率(90%)) do not."""
    found = [_LABEL.search(name) for name in names]
    weights = [Decimal(match["weight"]) for match in found if match]
    return len(weights) == len(names) and sum(weights) > 0 and sum(weights) % 100 == 0


def _at(row: Row, level: int) -> Label | None:
    return row.labels[level] if level < len(row.labels) else None


def _with_label(row: Row, level: int, changed: list[TracedText]) -> Row:
    label = _at(row, level)
    if label is None:
        return row
    text = _edited(label.text, _LABEL, "分", changed)
    return replace(row, labels=(*row.labels[:level], replace(label, text=text), *row.labels[level + 1 :]))


def _edited(text: TracedText, sign: regex.Pattern[str], points: str, changed: list[TracedText]) -> TracedText:
    found = sign.search(text.text)
    if not found:
        return text
    changed.append(text)
    return text.edit([(*found.span("sign"), points)], *PERCENT)
