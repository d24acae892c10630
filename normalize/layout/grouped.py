"""The rows of one task -> the task: its cells in order, each once, its points, and what is in doubt about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Literal

import regex

from normalize.layout.continued import ENDED, numbered
from normalize.layout.draft import DraftTask, Flag, Node
from normalize.layout.labels import points_cell, squash
from normalize.layout.rows import Row
from normalize.layout.shared import Group, row_points
from normalize.layout.torn import BROKEN, torn_severity
from normalize.text.repairs import repair
from normalize.text.traced import TracedText, join

WRITTEN_OUT = ("label-written-out", "the label of a merged cell was written out in each of its rows")
CARRIED = {
    "role": "category",
    "role_zh": "类别",
    "because": "its own cell is empty or on another page, and no points tell",
    "because_zh": "该行本栏为空或跨页,且无分值可核对",
}
CELLS_JOINED = ("cells-joined", "several cells of one task")
_EXCERPT = 60
_AMOUNT = regex.compile(r"[+-]?\d+(?:\.\d+)?(?:[-~～]\d+(?:\.\d+)?)?分?(?:[/每]\p{Han}{1,2})?")
_TORN_NUMBER = regex.compile(r"(?<=\A\s*\d) (?=\d\s*分?\s*\Z)")  # 1 0, as wide figures are recognised
_NO_POINTS = regex.compile(
    "(?:只|仅|倒|直接)?[扣加减]分(?:项目?|指标)?|(?:附加|奖励|约束)(?:项目?|性?指标)|倒扣|不[占计设]分值?"
)
_STOPS = ("。", ";", "；", "!", "！")


_SAID_OF_ROWS: dict[str, Callable[[Row], bool]] = {
    "row-repeated": attrgetter("repeated"),
    "row-alike": attrgetter("alike"),
    "criteria-repeated": attrgetter("written_out"),
    "row-moved": attrgetter("moved"),
}


def task_of(path: tuple[Node, ...], group: Group, mended: bool = True) -> DraftTask:
    """What the rows of a group say, under the labels of `path`; what is in doubt about them as flags.

    Duties and criteria are repaired where they are to be `mended`.
    """
    rows = group.rows
    cells = [row.points for row in rows if (row.points.text.strip() and "points" not in row.shared) or row is rows[0]]
    given = [(cell, points_cell(_TORN_NUMBER.sub("", cell.text))) for cell in cells if _tells_points(cell.text)]
    flags = list(group.flags)
    if path and not group.points_shared:
        flags += [
            Flag("number-suspect", {"text": squash(cell.text), "read": value}, cell)
            for cell, value in given
            if value is not None and points_cell(cell.text) is None
        ]
        path, found = _with_column_points(path, given)
        flags += found
    flags += _row_flags(path, rows)
    runs, doubtful = _runs(rows)
    further = frozenset().union(*(row.further for row in rows))
    flags += [Flag("rows-joined", {"text": squash(row.criteria.text)[:_EXCERPT]}, row.criteria) for row in doubtful]
    return DraftTask(
        path=path,
        duties=_column([[row.duties for row in run] for run in runs], mended),
        criteria=_column([[row.criteria for row in run] for run in runs], mended),
        methods=_distinct([row.methods for row in rows]),
        assessors=_distinct([row.assessors for row in rows]),
        notes=_distinct([row.notes for row in rows]),
        points=tuple(cell for cell in cells if cell.text.strip()),
        row_points=row_points(rows, alone=True) if len(given) > 1 or (len(path) == 1 and not _of_all(rows)) else (),
        row_starts=frozenset(
            text.cells[0] for role in ("duties", "criteria") for text in _distinct([getattr(row, role) for row in rows])
        )
        | further,
        borders=frozenset(text.cells[0] for run in runs[1:] for text in (run[0].duties, run[0].criteria))
        | {row.criteria.cells[0] for row in rows if row.priced}
        | further,
        others=_others(rows),
        shared=group.shared,
        flags=tuple(flags),
        torn=frozenset().union(*(row.torn for row in rows)),
        awards=frozenset().union(*(row.awards for row in rows)),
        deducts=frozenset().union(*(row.deducts for row in rows)),
        blank=frozenset().union(*(row.blank for row in rows)),
    )


def _row_flags(path: tuple[Node, ...], rows: Sequence[Row]) -> Iterator[Flag]:
    """What was done to single rows, or may have to be."""
    yield from (
        Flag("text-torn", {"text": squash(row.duties.text)}, row.duties, severity=torn_severity(row.duties))
        for row in rows
        if row.mended
    )
    for code, said in _SAID_OF_ROWS.items():
        yield from (
            Flag(code, {"text": squash(row.criteria.text)[:_EXCERPT]}, row.criteria) for row in rows if said(row)
        )
    if path and any(row.doubled for row in rows):
        yield Flag("label-doubled", {"name": path[-1].name}, path[-1].text)
    if path and any(row.carried for row in rows):
        yield Flag("label-carried", {**CARRIED, "name": path[0].name}, rows[0].criteria)


def _with_column_points(
    path: tuple[Node, ...], given: Sequence[tuple[TracedText, Decimal | None]]
) -> tuple[tuple[Node, ...], list[Flag]]:
    """The path with the points of the leaf's rows, where its label has none; what is in doubt about them."""
    leaf = path[-1]
    flags = [
        Flag("points-unread", {"name": leaf.name, "text": squash(c.text)}, c) for c, value in given if value is None
    ]
    known = [value for _, value in given if value is not None]
    total = sum(known, Decimal(0))
    if known and leaf.points is not None and leaf.points != total and leaf is not path[0]:
        flags.append(Flag("points-sum", {"name": leaf.name, "sum": total, "points": leaf.points}, leaf.text))
    elif known and leaf.points is None and not flags:
        path = (*path[:-1], replace(leaf, points=total))
        if len(known) > 1 and any(edit.name == WRITTEN_OUT[0] for edit in leaf.text.edits):
            because = " + ".join(str(points) for points in known)
            told = {"name": leaf.name, "points": total, "because": because, "because_zh": because}
            one = len(set(known)) == 1  # they may be those of one merged cell
            flags.append(Flag("points-inferred", told, leaf.text, severity="warning" if one else None))
    return path, flags


def _of_all(rows: Sequence[Row]) -> bool:
    """Whether the only points stand in the first of several rows with criteria: as likely those of all of them, where
    a table without merged cells left the cells below it empty."""
    others = [row for row in rows[1:] if row.criteria.text.strip()]
    return bool(others) and not any(_tells_points(row.points.text) for row in others)


def _tells_points(text: str) -> bool:
    """Whether a cell in a column of points may tell some: —, / and 扣分项 say that there are none."""
    return any(char.isalnum() for char in text) and not _NO_POINTS.fullmatch(squash(text))


def _others(rows: Sequence[Row]) -> tuple[tuple[str, TracedText], ...]:
    """Each cell once, whatever it says."""
    seen: dict[tuple[str, tuple[int, ...]], TracedText] = {}
    for row in rows:
        for heading, text in row.others:
            seen.setdefault((heading, tuple(id(cell) for cell in text.cells)), text)
    return tuple((heading, text) for (heading, _), text in seen.items())


def _runs(rows: Sequence[Row]) -> tuple[list[list[Row]], list[Row]]:
    """The rows, parted where one begins anew; and those of which it is not certain, for all that they say."""
    runs: list[list[Row]] = []
    doubtful: list[Row] = []
    for row in rows:
        tie = _tie(row, runs[-1]) if runs else "none"
        if tie == "none":
            runs.append([row])
            continue
        runs[-1].append(row)
        doubtful += [row] if tie == "doubtful" else []
    return runs, doubtful


def _tie(row: Row, rows: Sequence[Row]) -> Literal["none", "doubtful", "open"]:
    """How a row hangs together with the `rows` above in its item. With duties and criteria of its own it begins anew,
    unless one of them reads as the rest of what stands above. Where no line is drawn, what stands above has to be
    ended, too, and without numbers, which tell torn rows better. Open is what sentences and numbers decide."""
    texts = [(_last(rows, role), getattr(row, role).text.strip()) for role in ("duties", "criteria")]
    if row.top or not all(text for _, text in texts) or row.shared & {"duties", "criteria"}:
        return "open"
    said, below = texts[1]
    amounts = bool(_AMOUNT.fullmatch(said) and _AMOUNT.fullmatch(below))
    broken = any(BROKEN.search(f"{above}\n{text}") for above, text in (texts[:1] if amounts else texts))
    if not broken and (row.bordered or ((amounts or ENDED.search(said)) and not _listed((*rows, row)))):
        return "none"
    return "open" if said[-1:] in _STOPS or numbered(row.criteria) else "doubtful"


def _listed(rows: Sequence[Row]) -> bool:
    return any(numbered(text) for row in rows for text in (row.duties, row.criteria))


def _last(rows: Sequence[Row], role: str) -> str:
    return next((text for row in reversed(rows) if (text := getattr(row, role).text.strip())), "")


def _column(runs: Sequence[Sequence[TracedText]], mended: bool) -> TracedText:
    """The texts one below the other; what is repaired within a run does not reach into the next."""
    joined = [_in_one(_distinct(texts)) for texts in runs]
    return _in_one([repair(text) for text in joined] if mended else joined)


def _in_one(parts: Sequence[TracedText]) -> TracedText:
    return join(parts, "\n", *CELLS_JOINED)


def _distinct(texts: Sequence[TracedText]) -> tuple[TracedText, ...]:
    """Each cell once: rows that share a merged cell read it together, and a page end may cut it in the last of them."""
    seen: dict[tuple[int, ...], TracedText] = {}
    for text in texts:
        if text.text.strip():
            seen.setdefault(tuple(id(cell) for cell in text.cells), text)
    return tuple(text for cells, text in seen.items() if not any(set(cells) < set(others) for others in seen))
