"""A page whose repeated headings have no line below them: each stands above the text of the first row, in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.layout.columns import Column
from normalize.layout.labels import squash
from normalize.layout.rows import Label, Row
from normalize.text.traced import TracedText

HEADED = ("heading-above", "the heading of the column, repeated on this page")
_LEAST = 3  # columns that begin with their heading


def without_heading(row: Row, columns: Sequence[Column]) -> Row:
    """The row without the headings that its texts begin with, where three or more columns do; else as it is."""
    headings: dict[str, list[str]] = {}
    for column in columns:
        if column.cell is not None and column.role is not None:
            headings.setdefault(column.role, []).append(squash(column.cell.text))
    levels = headings.get("level", [])
    labels = [_cut_label(label, levels[i] if i < len(levels) else "") for i, label in enumerate(row.labels)]
    texts = {
        role: _cut(getattr(row, role), headings.get(role, [""])[0])
        for role in ("duties", "criteria", "methods", "assessors", "points", "notes")
    }
    begun = sum(a is not b for a, b in zip(labels, row.labels, strict=True))
    begun += sum(text is not getattr(row, role) for role, text in texts.items())
    if begun < _LEAST:
        return row
    # 分值 and 13 on two short lines are one line, and so are 考核类别 and 发展目标
    labels = [
        _cut_label(label, levels[i] if i < len(levels) else "", anywhere=True) for i, label in enumerate(row.labels)
    ]
    for role in ("methods", "assessors", "points"):
        texts[role] = _cut(getattr(row, role), headings.get(role, [""])[0], anywhere=True)
    # a label of which nothing is left was merged with the one above; the heading stays in the evidence
    bare = [
        (squash(label.text.raw), label.text) for label in labels if label and label.text.raw and not label.text.text
    ]
    return replace(
        row,
        labels=tuple(labels),
        duties=texts["duties"],
        criteria=texts["criteria"],
        methods=texts["methods"],
        assessors=texts["assessors"],
        points=texts["points"],
        notes=texts["notes"],
        others=(*((heading, _cut(text, squash(heading))) for heading, text in row.others), *bare),
    )


def _cut_label(label: Label | None, heading: str, anywhere: bool = False) -> Label | None:
    if label is None:
        return None
    text = _cut(label.text, heading, anywhere)
    return label if text is label.text else replace(label, text=text)


def _cut(text: TracedText, heading: str, anywhere: bool = False) -> TracedText:
    """The text without the heading that it begins with: on lines of its own, or `anywhere`."""
    if not heading or not squash(text.text).startswith(heading):
        return text
    end = next(i for i in range(1, len(text.text) + 1) if squash(text.text[:i]) == heading)
    if not anywhere and text.text[end:].strip() and not text.text[end:].lstrip(" ").startswith("\n"):
        return text
    return text.edit([(0, end + len(text.text[end:]) - len(text.text[end:].lstrip()), "")], *HEADED)
