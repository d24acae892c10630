"""Labels below headings of contents: 投诉处理 below 考核内容 in 考核模块 | 考核内容 | 服务标准, and
一、公文管理(20分) below 考评内容 in 考评内容 | 考评指标 | 考评要求."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from normalize.layout.apart import SCORES, Headed
from normalize.layout.headings import plain
from normalize.layout.labels import points_cell, split_label
from schemas import Cell

_LONGEST_NAME = 12  # characters
_NUMBER = regex.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十]{1,3}[)）])\s*")
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
    body = [row for row in _each_once(body) if row[level] is None or row[level] is not row[item]]  # no 小计 over both
    if item != level + 1 or not _all_names(begun(body, item)):
        return None
    priced = dict(begun(body, points))
    labels = begun(body, level)
    named = {i for i, row in enumerate(body) if (cell := row[item]) and cell.text.strip()}  # one may be over several
    apart = (priced.keys() - named) | (dict(begun(body, item)).keys() - priced.keys())
    if not labels or not apart <= {0, len(body) - 1}:  # a page end may cut the first row and the last
        return None
    ends = [*(row for row, _ in labels[1:]), len(body)]
    spans = zip(labels, ends, strict=True)
    return item if any(_is_over(label, row, end, priced) for (row, label), end in spans) else None


def category_column(columns: Sequence[Headed], body: Sequence[Sequence[Cell | None]]) -> int | None:
    """The column of duties right before the levels, if another of duties stands behind them, it holds nothing but names
    and one of these stands over several rows of the first level; None where no column is told so."""
    levels, duties = ([i for i, column in enumerate(columns) if column.role == role] for role in ("level", "duties"))
    if not levels or len(duties) < 2 or duties[0] != levels[0] - 1 or duties[1] < levels[-1]:
        return None
    labels, items = begun(body, duties[0]), begun(body, levels[0])
    names = [(row, _NUMBER.sub("", split_label(text)[0])) for row, text in labels]
    rows = {row for row, _ in labels}
    apart = [row for row, _ in items if row not in rows]
    return duties[0] if _all_names(names) and apart and rows <= {row for row, _ in items} else None


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


def _each_once(body: Sequence[Sequence[Cell | None]]) -> Sequence[Sequence[Cell | None]]:
    """The rows without those that say what the row above says, which a tool wrote twice."""
    said = [[cell.text if cell else "" for cell in row] for row in body]
    return [row for i, row in enumerate(body) if not i or said[i] != said[i - 1]]


def _all_names(cells: Sequence[tuple[int, str]]) -> bool:
    texts = [text for _, text in cells]
    return len(set(texts)) == len(texts) > 0 and all(
        len(plain(text)) <= _LONGEST_NAME and not _SENTENCE.search(text) and not SCORES.search(text) for text in texts
    )
