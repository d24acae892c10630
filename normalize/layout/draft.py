"""What the stages between rows and rulebook hand on: sheets and tasks whose texts are still traced."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from normalize.layout.rows import Row
from normalize.layout.titles import Title
from normalize.text.traced import EMPTY, SourceCell, TracedText
from schemas import Severity, Source


@dataclass(frozen=True, slots=True)
class Flag:
    """An anomaly in the making, pointing at a task or sheet: a code and its template's parameters."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)
    text: TracedText = EMPTY
    alternatives: tuple[str, ...] = ()
    severity: Severity | None = None


Path = tuple[int | None, ...]
RowPoints = tuple[tuple[tuple[SourceCell, ...], Decimal], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of a sheet, each once, and for each row which of them it stands under, level by level."""

    labels: tuple[TracedText, ...]
    paths: tuple[Path, ...]
    rows: tuple[Row, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One level of a path. `points` None where nothing gives them."""

    name: str
    points: Decimal | None
    text: TracedText


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A leaf before its texts are split. `lines`: criteria text outside any table, a criterion or more each.

    `row_points`: where rows of it have points of their own, the cells of each such row and its points. `row_starts`:
    the cells that a row's duties or criteria begin with, `borders` those of them in which nothing above goes on.
    `shared`: criteria in a cell over several tasks that count with another of them. `awards`: the cells of criteria
    that stand under a heading that awards (加分标准), `deducts` those under one that takes points (扣分). `blank`:
    roles of which it has empty cells; `runs_on`: roles whose numbers go on where those of the task before it ended.
    """

    path: tuple[Node, ...]
    duties: TracedText = EMPTY
    criteria: TracedText = EMPTY
    lines: tuple[TracedText, ...] = ()
    methods: tuple[TracedText, ...] = ()
    assessors: tuple[TracedText, ...] = ()
    notes: tuple[TracedText, ...] = ()
    points: tuple[TracedText, ...] = ()
    row_points: RowPoints = ()
    row_starts: frozenset[SourceCell] = frozenset()
    borders: frozenset[SourceCell] = frozenset()
    shared: tuple[TracedText, ...] = ()
    others: tuple[tuple[str, TracedText], ...] = ()
    flags: tuple[Flag, ...] = ()
    torn: frozenset[str] = frozenset()
    awards: frozenset[SourceCell] = frozenset()
    deducts: frozenset[SourceCell] = frozenset()
    blank: frozenset[str] = frozenset()
    runs_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """A sheet before its texts are split.

    `lossy`: read by OCR, so its texts may be repaired from siblings. `header`: cells of column headings.
    `plain`: criteria text that was given as such,
    so that nobody misses title and table.
    A part of a sheet is a draft, too: `goes_on` where others stand before it, `task_ids` the ids that its tasks have
    in the whole, `shown` those of its labels that tasks of the parts before it show.
    """

    id: str
    source: Source
    title: Title | None
    title_text: tuple[TracedText, ...]
    tasks: tuple[DraftTask, ...]
    headings: tuple[TracedText, ...]
    lossy: bool
    flags: tuple[Flag, ...] = ()
    header: tuple[SourceCell, ...] = ()
    plain: bool = False
    goes_on: bool = False
    task_ids: tuple[str, ...] = ()
    shown: tuple[TracedText, ...] = ()
