"""Rows whose text was cut at the column lines: put together again, line by line.

A row hung directly under its category is one cell over project, item and duties. A tool that cuts pages at column
lines gives each column its piece of every line: 4. 严格按照学校作息时 推荐图书30期以上。 | 间开放图书馆,…向读者.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from normalize.layout.labels import split_label, squash
from normalize.layout.rows import Row
from normalize.text.traced import EMPTY, TracedText, join
from schemas import Severity

PUT_TOGETHER = ("torn-joined", "one cell was cut at the column lines, line by line")
CUT_CHARACTER = ("cut-character", "a character on the column line was read on both sides of it")

# a text that goes on over its line: …,\n…  …扣\n0.5分  …0.\n5分  …扣2\n分  …\n。
BROKEN = regex.compile(r"[,，、：:(（《“扣减第每]\n|[\d.．]\n[\d分.．%％]|\n[,，、。;；:：)）》”]")
_PRINTED = ((2, 0.12), (4, 0.05))  # rows broken off so, and of how many: as many lines, or more of a long sheet
_ITEM = regex.compile(r"^\s*(?:\d{1,2}\s*[.．、]|[一二三四五六七八九十]{1,2}\s*、)")
_ENDS = ("。", ")", "）", ";", "；", "!", "！")
_SENTENCE = regex.compile(r"[;；,，。]")
# a line ends at white space, but not between an item number and its text
_LINE = regex.compile(r"(?:\d{1,2}\s*[.．、]\s+)?\S+")


def are_printed_lines(rows: Sequence[Row]) -> bool:
    """Whether rows are the lines of a print, as a converter made them that knows no cells: many break off in the middle
    of a number or a phrase."""
    pairs = [
        f"{squash(above)[-4:]}\n{squash(below)[:4]}"
        for one, other in pairwise(row for row in rows if not row.foot)
        for above, below in ((one.duties.text, other.duties.text), (one.criteria.text, other.criteria.text))
        if above.strip() and below.strip()
    ]
    broken = sum(bool(BROKEN.search(pair)) for pair in pairs)
    return any(broken >= least and broken >= share * len(pairs) for least, share in _PRINTED)


def mend_torn(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, those torn over columns made wide again; beside a torn one a bare piece of text is torn too.

    A row without any label of its own and without criteria introduces what follows: wide as well. A label that was cut
    between two label columns is one label again.
    """
    torn = [_is_torn(row) or _introduces(row) for row in rows]
    spread = True
    while spread:
        spread = False
        for i, row in enumerate(rows):
            beside = (i > 0 and torn[i - 1] and _scores(rows[i - 1])) or (
                i + 1 < len(rows) and torn[i + 1] and _scores(rows[i + 1])
            )
            if beside and not torn[i] and _could_be_torn(row):
                torn[i] = spread = True
    pointed = any(_has_points(piece) for row in rows for piece in _pieces(row)[1:])
    return tuple(_mended(row) if is_torn else _one_label(row, pointed) for row, is_torn in zip(rows, torn, strict=True))


def _scores(row: Row) -> bool:
    return bool(row.criteria.text.strip())


def _introduces(row: Row) -> bool:
    return not row.wide and not _scores(row) and not _pieces(row) and bool(row.duties.text.strip())


def _has_points(text: TracedText) -> bool:
    return split_label(text.text)[1] is not None


def _one_label(row: Row, pointed: bool) -> Row:
    """Where leaf labels have points, two pieces without any are one label that was cut at the column line."""
    own = [label for label in row.labels[1:] if label is not None and label.text.text.strip()]
    if not pointed or len(own) < 2 or any(_has_points(label.text) for label in own):
        return row
    whole = replace(own[0], text=join([label.text for label in own], "", *PUT_TOGETHER))
    labels = [whole if label is own[0] else None if label in own else label for label in row.labels]
    return replace(row, labels=tuple(labels))


def _pieces(row: Row) -> list[TracedText]:
    return [label.text for label in row.labels[1:] if label is not None and label.text.text.strip()]


def _is_torn(row: Row) -> bool:
    """A label that begins with an item number or holds half a sentence."""
    texts = [squash(piece.text) for piece in _pieces(row)]
    return any(_ITEM.match(text) or (len(text) > 8 and _SENTENCE.search(text)) for text in texts) and not row.wide


def _could_be_torn(row: Row) -> bool:
    """No label with points, and duties that do not begin an item of their own."""
    labels = [split_label(piece.text) for piece in _pieces(row)]
    return not row.wide and all(points is None for _, points in labels) and not _ITEM.match(row.duties.text)


def torn_severity(text: TracedText) -> Severity:
    """info where the pieces gave a whole item: its number in front and a sentence's end behind."""
    whole = _ITEM.match(text.text) and text.text.rstrip().endswith(_ENDS)
    return "info" if whole else "warning"


def _lines(text: TracedText) -> list[tuple[int, int]]:
    return [match.span() for match in _LINE.finditer(text.text)]


def _mended(row: Row) -> Row:
    columns = [*_pieces(row), *([row.duties] if row.duties.text.strip() else [])]
    if not columns:
        return replace(row, labels=row.labels[:1], wide=True)
    if any(column.edits for column in columns):  # put together once already: its lines are no longer the source's
        return row
    lines = [_lines(column) for column in columns]
    text = EMPTY
    for i in range(max(len(spans) for spans in lines)):
        for column, spans in zip(columns, lines, strict=True):
            if i < len(spans):
                piece = column.part(*spans[i])
                cut = bool(text.text) and column is not columns[0] and text.text[-1] == piece.text[0]
                if cut and "\u4e00" <= piece.text[0] <= "\u9fff":
                    piece = piece.edit([(0, 1, "")], *CUT_CHARACTER)
                text = join([text, piece], "", *PUT_TOGETHER)
    return replace(
        row, labels=row.labels[:1], duties=text, wide=True, mended=len(columns) > 1 or not _ITEM.match(text.text)
    )
