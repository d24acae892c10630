"""Rows whose text was cut at the column lines: put together again, line by line.

A row hung directly under its category is one cell over project, item and duties. A tool that cuts pages at column
lines gives each column its piece of every line: 4. 严格按照学校作息时 推荐图书30期以上。 | 间开放图书馆,…向读者.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from normalize.labels import split_label, squash
from normalize.rows import Row
from normalize.traced import EMPTY, TracedText, join

PUT_TOGETHER = ("torn-joined", "one cell was cut at the column lines, line by line")
CUT_CHARACTER = ("cut-character", "a character on the column line was read on both sides of it")

_ITEM = regex.compile(r"^\s*(?:\d{1,2}\s*[.．、]|[一二三四五六七八九十]{1,2}\s*、)")
_SENTENCE = regex.compile(r"[;；,，。]")
# a line ends at white space, but not between an item number and its text
_LINE = regex.compile(r"(?:\d{1,2}\s*[.．、]\s+)?\S+")


def mend_torn(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, those torn over columns made wide again; between two torn ones a bare piece of text is torn too."""
    torn = [_is_torn(row) for row in rows]
    for i, row in enumerate(rows):
        beside = (i > 0 and torn[i - 1]) or (i + 1 < len(rows) and torn[i + 1])
        if beside and not torn[i] and _could_be_torn(row):
            torn[i] = True
    return tuple(_mended(row) if is_torn else row for row, is_torn in zip(rows, torn, strict=True))


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


def _lines(text: TracedText) -> list[tuple[int, int]]:
    return [match.span() for match in _LINE.finditer(text.text)]


def _mended(row: Row) -> Row:
    columns = [*_pieces(row), *([row.duties] if row.duties.text.strip() else [])]
    if not columns:
        return replace(row, labels=row.labels[:1], wide=True)
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
    return replace(row, labels=row.labels[:1], duties=text, wide=True)
