"""Rows within a table that only name the rows below them: 一、护理质量(40分) over all columns, not a category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

import regex

from normalize.layout.apart import SCORES
from normalize.layout.labels import points_cell, split_label, squash
from normalize.layout.parts import part_number, part_style
from normalize.layout.rows import Row, is_foot_text
from normalize.text.traced import TracedText, join

_LONGEST = 40  # characters
_SENTENCE = regex.compile(r"[。;；:：!！]")
_CLAUSES = regex.compile(r"[,，]")
# 一 · 一、 · (一)
_NUMERAL = regex.compile(
    r"[一二三四五六七八九十]{1,3}(?P<mark>[、.．])?$|[(（][一二三四五六七八九十]{1,3}(?P<mark>[)）])$"
)
_BONUS = regex.compile(r"(?:\p{Han}{1,2}[、.．]|[(（]\p{Han}{1,2}[)）])?(?:加分|奖励|扣分|减分|附加|否决)")
NUMBER_BESIDE = ("number-beside", "the number of a part stands in a cell of its own")
POINTS_BESIDE = ("points-beside", "the part's points stand in a cell of their own")


def band(row: Row) -> TracedText | None:
    """The heading that a row of one text may be, with its number and points where these have cells of their own.

    It is short, no sentence, scores nothing, and spans the table, stands in a column of no role, is numbered or has
    points in brackets.
    """
    texts = [text for _, text in row.others] + [label.text for label in row.labels if label]
    texts += [row.duties, row.criteria, row.methods, row.assessors, row.notes]
    said = [text for text in texts if text.text.strip()]
    if row.shared or row.total is not None or not 1 <= len(said) <= 2 or is_foot_text(said[0].text.split("\n")[0]):
        return None
    name = said[-1]
    if len(said) == 2:
        mark = _mark_after(said[0].text)
        if mark is None:
            return None
        name = join(said, mark, *NUMBER_BESIDE)
    elif row.foot:  # one cell over the whole table, or a number and a cell over the rest
        name = _on_one_line(name)
    text = squash(name.text)
    if not 2 <= len(text) <= _LONGEST or _SENTENCE.search(text) or SCORES.search(text) or is_foot_text(text):
        return None
    scored = row.points.text.strip() or split_label(text)[1] is not None
    if _CLAUSES.search(text) and not (scored and part_number(text)):  # 一、夯实基础,提升质量(25分) is a slogan
        return None
    beside = len(row.others) == len(said) and not any(c.isdigit() for c in text)
    if not (row.foot or beside or part_number(text) or split_label(text)[1] is not None):
        return None
    return _with_points(name, row.points)


def _on_one_line(name: TracedText) -> TracedText:
    first, _, rest = name.text.partition("\n")
    if not rest:
        return name
    return name.edit([(len(first), len(first) + 1, _mark_after(first) or "")], *NUMBER_BESIDE)


def _mark_after(number: str) -> str | None:
    """What stands between a part's number and its name, None behind anything else."""
    found = _NUMERAL.match(squash(number))
    return None if found is None else "" if found["mark"] else "、"


def _with_points(name: TracedText, points: TracedText) -> TracedText | None:
    if not points.text.strip():
        return name
    value = points_cell(points.text)
    if value is None or split_label(name.text)[1] is not None or not part_number(name.text):
        return None
    text = join([name, points], "(", *POINTS_BESIDE)
    return text.edit([(len(text.text), len(text.text), ")")], *POINTS_BESIDE)


def under_bands(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with their bands as the headings of parts, where these are two or more, or numbered, and name rows each.

    Bands are numbered upwards, or none is numbered. Two ways of numbering are two levels: (一) stands below 一、.
    Otherwise all rows stay as they are. Where parts have headings already, bands name parts of these.
    """
    if any(row.section for row in rows):
        parts = [list(part) for _, part in groupby(rows, key=lambda row: row.section and id(row.section))]
        return tuple(row for part in parts for row in _in_section(part))
    numbered = _numbered_heads(rows)
    heads = numbered or _heads(rows)
    levels = _levels(heads)
    if _is_bonus(rows, heads):
        levels = [0]
    elif len(heads) < (1 if numbered else 2) or not levels or not _leads(rows, heads, levels):
        return tuple(rows)
    found = list(rows[: heads[0][0]])
    outer: TracedText | None = None
    ends = [i for i, _ in heads[1:]] + [len(rows)]
    for part, ((start, head), level, end) in enumerate(zip(heads, levels, ends, strict=True), 1):
        outer = head if level == 0 else outer
        inner = head if level else None
        block = 2 * len(rows) * part  # labels do not go on over a band
        stop = _stop(rows, start + 1, end) if numbered else _next_of_kind(rows, start, end)
        rest = rows[stop:end] if numbered else tuple(_of_kind(rows[stop:end]))
        found += [replace(row, section=outer, band=inner, block=row.block + block) for row in rows[start + 1 : stop]]
        found += [replace(row, block=row.block + block + len(rows)) for row in rest]
    return tuple(found)


def _stop(rows: Sequence[Row], first: int, end: int) -> int:
    """Where the rows below a numbered one end: at one with a whole number of its own, 2 below 1.1 and 1.2."""
    plain = (i for i in range(first, end) if any(squash(text.text).isdigit() for _, text in rows[i].others))
    return next(plain, end)


def _next_of_kind(rows: Sequence[Row], start: int, end: int) -> int:
    """Where the rows below a band end: at one with content whose number is of the band's kind."""
    kind = _kind(rows[start])
    return next((i for i in range(start + 1, end) if kind and _kind(rows[i]) == kind), end)


def _kind(row: Row) -> str | None:
    """How the number of a row is written that stands in a cell of its own: 一 · 一、 · (一); None for other rows."""
    found = next((found for _, text in row.others if (found := _NUMERAL.match(squash(text.text)))), None)
    return None if found is None else str(found["mark"] or "、")


def _of_kind(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows from one on that has a band's number and content: it stands alone, or names the plain numbers below it."""
    name: TracedText | None = None
    for row, below in zip_longest(rows, rows[1:]):
        if _kind(row):
            leads = below is not None and any(squash(text.text).isdigit() for _, text in below.others)
            name = _own_name(row) if leads else None
            yield replace(row, section=name, labels=(None,) * len(row.labels)) if name else row
        else:
            yield replace(row, section=name) if name else row


def _own_name(row: Row) -> TracedText | None:
    """The name of a row with its number and points, whatever else it says."""
    names = [label.text for label in row.labels if label and label.text.text.strip()]
    numbers = [text for _, text in row.others if _NUMERAL.match(squash(text.text))]
    if len(names) != 1 or len(numbers) != 1:
        return None
    return _with_points(join([*numbers, *names], _mark_after(numbers[0].text) or "", *NUMBER_BESIDE), row.points)


def _in_section(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows below one heading of a part, bands of one way of numbering made parts of it."""
    parted = under_bands([replace(row, section=None) for row in rows])
    if any(row.band for row in parted):
        return tuple(rows)
    return tuple(replace(row, section=rows[0].section, band=row.section) for row in parted)


def _heads(rows: Sequence[Row]) -> list[tuple[int, TracedText]]:
    """The rows that may be bands for what they say."""
    return [(i, text) for i, row in enumerate(rows) if (text := band(row)) is not None]


def _numbered_heads(rows: Sequence[Row]) -> list[tuple[int, TracedText]]:
    """The rows whose number the next row goes on with: 1 above 1.1."""
    return [(i, text) for i, row in enumerate(rows) if (text := _numbered(row, rows[i + 1 : i + 2])) is not None]


def _numbered(row: Row, following: Sequence[Row]) -> TracedText | None:
    """The name of a row without criteria whose number is the first part of the next one's."""
    own = [squash(text.text) for _, text in row.others]
    below = [squash(text.text) for next_row in following for _, text in next_row.others]
    names = [label.text for label in row.labels if label and label.text.text.strip()]
    said = any(text.text.strip() for text in (row.duties, row.criteria, row.methods, row.assessors))
    if (
        len(names) != 1
        or said
        or row.foot
        or not any(a.isdigit() and b.startswith(f"{a}.") for a in own for b in below)
    ):
        return None
    numbers = [text for _, text in row.others if squash(text.text).isdigit()]
    name = names[0]
    if points_cell(row.points.text) is not None and split_label(name.text)[1] is None:
        text = join([name, row.points], "(", *POINTS_BESIDE)
        name = text.edit([(len(text.text), len(text.text), ")")], *POINTS_BESIDE)
    whole = join([name, *numbers], "\n", *NUMBER_BESIDE)
    return whole.edit([(len(name.text), len(whole.text), "")], *NUMBER_BESIDE)


def _is_bonus(rows: Sequence[Row], heads: Sequence[tuple[int, TracedText]]) -> bool:
    """Whether the only band names the rows below it all the same: 加分项 below items that stand in no category."""
    if len(heads) != 1 or not _BONUS.match(squash(heads[0][1].text)):
        return False
    (at, _) = heads[0]
    return all(len(row.labels) <= 1 for row in rows) and _names_rows(rows[:at]) and _names_rows(rows[at + 1 :])


def _levels(heads: Sequence[tuple[int, TracedText]]) -> list[int]:
    """The level of each head, 0 or 1; none where their numbers do not run upwards or there are more ways to number."""
    styles = [part_style(text.text) for _, text in heads]
    kinds = list(dict.fromkeys(styles))
    if not 1 <= len(kinds) <= 2 or (len(kinds) == 2 and kinds[1] is None):
        return []
    levels = [kinds.index(style) for style in styles]
    last = [0, 0]
    for (_, text), level in zip(heads, levels, strict=True):
        number = part_number(text.text)
        goes_on = number is None or number > last[level] or (level == 1 and number == 1)
        if not goes_on:
            return []
        last[level] = number or 0
    return levels


def _leads(rows: Sequence[Row], heads: Sequence[tuple[int, TracedText]], levels: Sequence[int]) -> bool:
    """Whether each head names rows, or stands right above one of the lower level."""
    ends = [i for i, _ in heads[1:]] + [len(rows)]
    below = [*levels[1:], 0]
    return all(
        _names_rows(rows[start + 1 : end]) or (level < lower and end == start + 1)
        for (start, _), end, level, lower in zip(heads, ends, levels, below, strict=True)
    )


def _names_rows(rows: Sequence[Row]) -> bool:
    return any(not row.foot and row.criteria.text.strip() for row in rows)
