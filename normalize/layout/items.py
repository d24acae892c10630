"""A column of items that its heading calls contents: 考核模块 | 考核内容 | 服务标准, where 考核内容 holds 投诉处理."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from normalize.layout.apart import SCORES, Headed
from normalize.layout.headings import plain
from normalize.layout.labels import points_cell, split_label
from schemas import Cell

_LONGEST_NAME = 12  # characters
_SENTENCE = regex.compile(r"[。;；,，:：]|^\s*[(（]?(?:\d|[一二三四五六七八九十]+\s*、)")


def item_column(columns: Sequence[Headed], body: Sequence[Sequence[Cell | None]]) -> int | None:
    """The first of several columns of duties, right of the levels, if it holds nothing but names and the points of a
    label's rows are given for each of them; None where no column is told so."""
    levels, duties, priced_by = (
        [i for i, column in enumerate(columns) if column.role == role] for role in ("level", "duties", "points")
    )
    if not levels or len(duties) < 2 or len(priced_by) != 1:
        return None
    level, item, points = levels[-1], duties[0], priced_by[0]
    if item != level + 1 or not _all_names(begun(body, item)):
        return None
    priced = dict(begun(body, points))
    labels = begun(body, level)
    apart = priced.keys() ^ dict(begun(body, item)).keys()
    if not labels or not apart <= {0, len(body) - 1}:  # a page end may cut the first row and the last
        return None
    ends = [*(row for row, _ in labels[1:]), len(body)]
    spans = zip(labels, ends, strict=True)
    return item if any(_is_over(label, row, end, priced) for (row, label), end in spans) else None


def _is_over(label: str, start: int, end: int, priced: Mapping[int, str]) -> bool:
    """Whether the points of a label's rows are not its own: there are several, or it says others itself."""
    given = [points_cell(text) for row, text in priced.items() if start <= row < end]
    own = split_label(label)[1]
    return len(given) > 1 or (own is not None and given != [own])


def begun(body: Sequence[Sequence[Cell | None]], column: int) -> list[tuple[int, str]]:
    """The cells of a column alone that say something, each with the row it begins in."""
    found: list[tuple[int, str]] = []
    last: Cell | None = None
    for index, row in enumerate(body):
        cell = row[column]
        if cell is None or cell is last or not cell.text.strip():
            continue
        if cell.column == column and cell.column_span == 1:
            found.append((index, cell.text))
        last = cell
    return found


def _all_names(cells: Sequence[tuple[int, str]]) -> bool:
    texts = [text for _, text in cells]
    return len(set(texts)) == len(texts) > 0 and all(
        len(plain(text)) <= _LONGEST_NAME and not _SENTENCE.search(text) and not SCORES.search(text) for text in texts
    )
