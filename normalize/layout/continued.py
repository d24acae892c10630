"""Rows over a page end: which are one row, cut; which come again; what a label cut there reads whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import regex

from normalize.layout.bands import band
from normalize.layout.labels import closes, ends_unit, points_cell, split_label, squash
from normalize.layout.repeats import has_number, once, repeated_at, said_once, same_row
from normalize.layout.rows import Row
from normalize.text.numbering import number_value, split_numbered
from normalize.text.repairs import repaired
from normalize.text.traced import TracedText, join

_LABEL_REST = 6  # characters
SHOWN_AGAIN = ("label-repeated", "the label was shown again after the page end")
ROW_JOINED = ("row-joined", "the row was cut by the end of a page")


def continued(before: list[Row], body: Iterable[Row], trusted: bool, recognised: bool = True) -> list[Row]:
    """The rows of a further page; its first goes on with the last one before it where it was cut.

    `recognised`: by a tool that may have read the foot of a page twice."""
    rows = list(body)
    twice = repeated_at(before, rows)
    if twice and (recognised or all(map(has_number, rows[:twice]))):
        before[-twice:] = map(once, before[-twice:], rows[:twice])
        return rows[twice:]
    if not before or not rows or same_row(before[-1], rows[0]):
        return rows
    if rows[0].top and not before[-1].foot and continues(before[-1], rows[0], trusted):
        before[-1] = merged(before[-1], rows[0])
        del rows[0]
    return rows


# a criterion may end here
ENDED = regex.compile(r"分(?:[/每]\p{Han}{1,2})?[)）]?$|为止[)）]?$|封顶$|[。;；!！]$")
_GOES_ON = regex.compile(r"[(（](?:续|接上[页表])[)）]$")
_POINTS_OR_BRACKET = regex.compile(r"^[(（]")


def continues(last: Row, row: Row, trusted: bool) -> bool:
    """Whether the first row of a page goes on with the last row of the page before.

    What decides, in order: figures of its own; the numbering of criteria and duties; a label of its own; whether
    anything but text goes on.
    """
    if band(last) is not None or band(row) is not None:
        return False
    if _differ_in_figures(last, row) or (last.priced and row.priced):
        return False
    if row.foot or (row.wide != last.wide and any((row.duties.text.strip(), _leaf_text(row)))):
        return False
    if row.wide and row.duties.text.strip() and numbered(row.duties):
        return False  # each row hung under its parent is one duty
    verdicts = {numbers_go_on(getattr(last, role), getattr(row, role)) for role in ("duties", "criteria")}
    if "restart" in verdicts and "on" not in verdicts:
        return False
    leaf = _leaf_text(row)
    if leaf and not _label_goes_on(_leaf_text(last), leaf) and not (_may_be_rest(last, row) and _breaks_off(last, row)):
        return False
    if "on" in verdicts:
        return True
    if leaf:
        return True
    if row.wide or not row.labels or len(row.labels) == 1:
        return not row.duties.text.strip() or not _ends(last.duties)
    if trusted:
        return _unit_goes_on(squash(last.assessors.text), squash(row.assessors.text)) or _is_cut(last, row)
    return not row.duties.text.strip() and not _ends(last.criteria)


def _leaf_text(row: Row) -> str:
    level = _leaf_level(row)
    label = row.labels[level] if level is not None else None
    return squash(label.text.text) if label else ""


def _leaf_level(row: Row) -> int | None:
    """The last level of which a row has a cell."""
    return next((level for level in reversed(range(len(row.labels))) if row.labels[level] is not None), None)


def _label_goes_on(last: str, leaf: str) -> bool:
    """(2分) or the rest of a name after a label without points; a piece that the label above already holds."""
    if leaf in last or closes(last, leaf):
        return True
    name, points = split_label(leaf)
    had_points = split_label(last)[1] is not None
    if had_points:
        return False
    return bool(_POINTS_OR_BRACKET.match(leaf)) or (bool(name) and points is not None and 0 < len(last) < 8)


def _unit_goes_on(last: str, text: str) -> bool:
    """Whether a cell of assessors is empty, says the same, or has the rest of a name: 综合办公 and 室."""
    return text in ("", last) or bool(last and not ends_unit(last) and ends_unit(last + text))


def counted(row: Row) -> bool:
    """Whether a row has points or a number of its own."""
    return bool(row.points.text.strip()) or own_number(row) != ()


def own_number(row: Row) -> tuple[str, ...]:
    """The numbers that a row bears beside its labels: one, mostly, that of its column of serial numbers."""
    return tuple(squash(text.text) for _, text in row.others if text.text.strip().isdigit())


def _differ_in_figures(last: Row, row: Row) -> bool:
    """Whether both rows have a number or points of their own, and not the same."""
    pairs = [(last.points.text, row.points.text)]
    numbers = dict(last.others)
    pairs += [(numbers[heading].text, text.text) for heading, text in row.others if heading in numbers]
    figures = [(squash(a), squash(b)) for a, b in pairs if a.strip() and b.strip()]
    return any(a != b and points_cell(a) is not None and points_cell(b) is not None for a, b in figures)


def _may_be_rest(last: Row, row: Row) -> bool:
    """Whether a row with a short label may be the rest of the one above: no number or points where that has some."""
    figured = [counted(each) for each in (last, row)]
    above, leaf = _leaf_text(last), _leaf_text(row)
    pointed = any(split_label(text)[1] is not None for text in (above, leaf))
    alike = _leaf_level(last) == _leaf_level(row)  # 加分项 over all labels is the rest of none of them
    return figured == [True, False] and bool(above) and not pointed and alike and 0 < len(leaf) <= _LABEL_REST


def _breaks_off(last: Row, row: Row) -> bool:
    """Whether duties or criteria stop within a sentence above, and go on without a number."""
    pairs = [(getattr(last, role), getattr(row, role)) for role in ("duties", "criteria")]
    return any(not _ends(above) and below.text.strip() and not numbered(below) for above, below in pairs)


def _is_cut(last: Row, row: Row) -> bool:
    """Whether the criteria above have not come to a consequence, and no number begins those below."""
    above, below = last.criteria.text.strip(), row.criteria.text.strip()
    return bool(above and below) and not last.priced and not ENDED.search(above) and not numbered(row.criteria)


def label_cut(last: Row, row: Row) -> str | None:
    """The label that two rows over a page end may have together, where nothing else decides; None where none is."""
    return _leaf_text(last) + _leaf_text(row) if row.top and _may_be_rest(last, row) else None


def numbers_go_on(last: TracedText, text: TracedText) -> str:
    """on: the first number follows the last one above; restart: it begins anew; none: no numbers tell."""
    now = split_numbered(repaired(text.text)).items
    if not now or now[0].number is None:
        return "none"
    first = number_value(now[0].number)
    above = [item for item in split_numbered(repaired(last.text)).items if item.number]
    if first == 1:
        return "restart" if not now[0].section else "none"
    if above and number_value(above[-1].number or "0") + 1 == first and len(above[-1].number or "") <= 2:
        return "on"
    return "none"


def numbered(text: TracedText) -> bool:
    """Whether a text begins with the number of an item."""
    items = split_numbered(repaired(text.text)).items
    return bool(items) and items[0].number is not None


def _ends(text: TracedText) -> bool:
    return not text.text.strip() or text.text.rstrip()[-1] in "。;；!！)）"


def merged(last: Row, row: Row) -> Row:
    """One row of two parts; the labels of the second are added to `continued`."""
    others = list(last.others)
    for heading, text in row.others:
        at = next((i for i, (name, _) in enumerate(others) if name == heading), None)
        if at is None:
            others.append((heading, text))
        else:
            others[at] = (heading, _joined(others[at][1], text))
    lost = {
        role
        for role in ("duties", "criteria")
        if getattr(last, role).text.strip() and not getattr(row, role).text.strip()
    }
    return replace(
        last,
        duties=_once(last.duties, row.duties),
        criteria=_joined(last.criteria, row.criteria),
        methods=_once(last.methods, row.methods),
        assessors=_once(last.assessors, row.assessors),
        points=_once(last.points, row.points),
        notes=_joined(last.notes, row.notes),
        others=tuple(others),
        continued=(*last.continued, row.labels),
        torn=last.torn | lost,
        moved=last.moved or row.moved,
        awards=last.awards | row.awards,
        deducts=last.deducts | row.deducts,
    )


def _same(a: TracedText, b: TracedText) -> bool:
    return squash(a.text) == squash(b.text)


def _once(a: TracedText, b: TracedText) -> TracedText:
    return said_once(a, b) if _same(a, b) else _joined(a, b)


def _joined(a: TracedText, b: TracedText) -> TracedText:
    if _same(a, b):
        return join([a, b], "\n", *ROW_JOINED) if a.raw else b
    items = split_numbered(b.text).items
    new_item = bool(items) and items[0].number is not None
    return join([a, b], "\n" if new_item else "", *ROW_JOINED)


def shown_on(above: str, label: str) -> bool:
    """Whether a label says that it is the one above once more: 安全管理(续) below 安全管理(60分)."""
    text = squash(label)
    name = _GOES_ON.sub("", text)
    return bool(name) and name != text and name in (squash(above), split_label(above)[0])


def joined_labels(above: TracedText, below: TracedText, again: tuple[str, str] = SHOWN_AGAIN) -> TracedText:
    """A label of two parts; a part that the other holds already was only shown `again`: the name and reason of that."""
    if not below.text.strip():
        return above
    x, y = squash(above.text), _GOES_ON.sub("", squash(below.text))
    text = join([above, below], "", *ROW_JOINED)
    if x and (y in x or x in y):
        keep = below.text if x in y else above.text
        text = text.edit([(0, len(text.text), keep)], *again)
    return text
