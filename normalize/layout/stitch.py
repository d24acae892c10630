"""Documents -> the rows of each sheet: pages joined, repeated headers dropped, rows cut by a page end one again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from normalize.layout.bands import band, under_bands
from normalize.layout.columns import Column, Layout, distinct, find_layout, grid, stacked
from normalize.layout.doubled import once_across
from normalize.layout.edges import over_columns
from normalize.layout.labels import closes, points_cell, split_label, squash
from normalize.layout.parts import appendix, part_number, settled
from normalize.layout.repeats import once, repeated_at, said_once
from normalize.layout.rows import Row, table_rows
from normalize.layout.shifted import moved_back
from normalize.layout.titles import Title
from normalize.layout.wording import PLAIN, Wording
from normalize.text.numbering import number_value, split_numbered
from normalize.text.repairs import repaired
from normalize.text.traced import SourceCell, TracedText, join, read
from schemas import Cell, Document, Paragraph, Source, Table

Loose = Paragraph | Cell

_TITLE_LINES = 4
_LABEL_REST = 6  # characters
SHOWN_AGAIN = ("label-repeated", "the label was shown again after the page end")
ROW_JOINED = ("row-joined", "the row was cut by the end of a page")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet as rows. `trusted`: the grid tells merged cells, so an empty label is not a lost one."""

    source: Source
    title: Title | None
    title_text: tuple[TracedText, ...]
    levels: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outside: tuple[TracedText, ...]
    trusted: bool
    header: tuple[SourceCell, ...]


@dataclass
class _Open:
    """The sheet being read."""

    layout: Layout
    title: Title | None
    title_text: tuple[TracedText, ...]
    rows: list[Row]
    outside: list[TracedText]
    headers: list[SourceCell]
    edges: tuple[float, ...] | None  # of the vertical lines of its first table
    appendices: set[str]  # whose headings stand above it
    section: TracedText | None = None
    block: int = 0  # how many tables began that go on with nothing above them


def source_cells(document: Document) -> dict[int, SourceCell]:
    """Every cell and paragraph of a document as a place that characters come from, by the id() of the model."""
    found: dict[int, SourceCell] = {}
    for block in document.blocks:
        for item in block.cells if isinstance(block, Table) else (block,):
            confidence = item.confidence if isinstance(item, Cell) else None
            found[id(item)] = SourceCell(document.source.id, len(found), item.anchor, item.text, confidence)
    return found


def stitch(
    document: Document, cell_of: dict[int, SourceCell], wording: Wording = PLAIN
) -> tuple[tuple[SheetRows, ...], tuple[Loose, ...]]:
    """The sheets of a document, and the text that belongs to none: paragraphs, cells of tables without headings."""
    # a pipe table has no merged cells: what is empty in one may have been merged
    trusted = document.source.medium in ("word", "pdf", "scan") or any(
        cell.row_span > 1 for table in document.tables for cell in table.cells
    )
    cell_of = dict(cell_of)
    blocks = list(_blocks(document, cell_of, wording))
    sheets: list[SheetRows] = []
    current: _Open | None = None
    pending: list[Loose] = []
    stray: list[Loose] = []
    widened: list[Table] = []  # kept: cells are known by their id()
    misplaced: set[SourceCell] = set()

    def close() -> None:
        if current is not None:
            sheets.append(_closed(document.source, current, trusted))

    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            pending.append(block)
            continue
        layout = find_layout(block, grid(block), wording)
        if layout is None and current is not None and (moved := over_columns(block, current.edges)):
            cell_of |= {id(cell): cell_of[id(before)] for cell, before in moved}
            cells = tuple(cell for cell, _ in moved)
            block = block.model_copy(update={"columns": len(current.layout.columns), "cells": cells})
            widened.append(block)
        slots = grid(block)
        inside = [cell for row in (layout.above if layout else ()) for cell in distinct(slots[row])]
        if layout is None and current is not None and block.columns == len(current.layout.columns):
            layout = replace(current.layout, above=(), header=(), first=0)
        if layout is not None and document.source.medium == "markdown" and (shifted := moved_back(block, layout)):
            block, added = _with_cells(block, shifted, cell_of)
            cell_of |= added
            widened.append(block)
            slots = grid(block)
            misplaced |= {cell_of[id(before)] for _, before in shifted}
        if layout is None:
            loose = [cell for cell in block.cells if cell.text.strip()]
            if current is None:
                pending += loose
            else:
                current.outside += [read(cell_of[id(cell)]) for cell in loose]
            continue
        lines = [p for p in pending if p.text.strip()]
        head = lines.pop() if lines and _heads_part(lines[-1], wording) else None
        title_lines = _title_lines(lines, wording) + [cell for cell in inside if cell.text.strip()]
        named = {name: p for p in lines if (name := appendix(p.text))}
        known = current.appendices if current else set()
        if current and layout.header and not title_lines and not known >= named.keys():
            title_lines = list(named.values())  # 附表2 and nothing else above a table of its own
        title = _title(title_lines, inside, wording)
        if current is None or (layout.header and title and not _same_title(title, current.title)):
            close()
            traced = tuple(read(cell_of[id(item)]) for item in title_lines)
            current = _Open(layout, title, traced, [], [], [], block.edges, set(named))
            stray += [p for p in lines if p not in title_lines]
        else:
            current.outside += [read(cell_of[id(p)]) for p in lines]
        pending = []
        current.headers += [cell_of[id(cell)] for row in layout.header for cell in distinct(slots[row])]
        page = block.page or index
        if head is not None:
            current.section = read(cell_of[id(head)])
        apart = head is not None or _is_another(layout, current.layout)
        current.block += apart
        body = [
            replace(
                row, section=current.section, block=current.block, moved=not misplaced.isdisjoint(row.criteria.cells)
            )
            for row in table_rows(slots, _aligned(layout, current.layout), cell_of, index, page)
        ]
        current.rows += body if apart else _continued(current.rows, body, trusted)
    if current is not None:
        current.outside += [read(cell_of[id(p)]) for p in pending if p.text.strip()]
        pending = []
    close()
    return tuple(sheets), tuple(stray + pending)


def _blocks(document: Document, cell_of: dict[int, SourceCell], wording: Wording) -> Iterator[Paragraph | Table]:
    """The blocks, tables that hold several cut apart; the cells of the parts are added to `cell_of`."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        parts = stacked(block, wording)
        if len(parts) > 1:
            whole = {(cell.row, cell.column): cell for cell in block.cells}
            above = 0
            for part in parts:
                cell_of |= {id(cell): cell_of[id(whole[cell.row + above, cell.column])] for cell in part.cells}
                above += part.rows
        yield from parts


def _with_cells(
    table: Table, shifted: Sequence[tuple[Cell, Cell]], cell_of: dict[int, SourceCell]
) -> tuple[Table, dict[int, SourceCell]]:
    """The table with cells in other places and empty ones where they stood, and what is read from each of them."""
    places = {id(before): cell for cell, before in shifted}
    first: dict[int, Cell] = {}
    for cell, _ in shifted:
        first.setdefault(cell.row, cell)
    cells = [places.get(id(cell), cell) for cell in table.cells]
    read_from = {id(cell): cell_of[id(before)] for cell, before in shifted}
    for cell in first.values():
        for column in range(cell.column):
            empty = cell.model_copy(update={"column": column, "column_span": 1, "row_span": 1, "text": ""})
            cells.append(empty)
            read_from[id(empty)] = replace(read_from[id(cell)], index=-len(cell_of) - len(read_from), text="")
    width = max(table.columns, *(cell.column + cell.column_span for cell in cells))
    return table.model_copy(update={"cells": tuple(sorted(cells, key=_place)), "columns": width}), read_from


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


def _title_lines(lines: list[Loose], wording: Wording) -> list[Loose]:
    """The title above a table: of the last lines those from the first that looks like one, if no long text follows."""
    near = lines[-_TITLE_LINES:]
    for i, line in enumerate(near):
        if wording.looks_like_title(line.text) and all(len(p.text) <= 60 for p in near[i:]):
            return near[i:]
    return next(([line] for line in reversed(lines) if wording.looks_like_title(line.text)), [])


def _title(lines: list[Loose], inside: list[Cell], wording: Wording) -> Title | None:
    """What the lines of a title say; one that stands within the table names it before any above several tables."""
    own = [cell.text for cell in inside if cell.text.strip()]
    if any(wording.looks_like_title(text) for text in own):
        title = wording.read_title(tuple(own))
        if title.department:
            return title
    return wording.read_title(tuple(line.text for line in lines)) if lines else None


def _heads_part(line: Loose, wording: Wording) -> bool:
    return part_number(line.text) is not None and not wording.looks_like_title(line.text)


def _is_another(layout: Layout, first: Layout) -> bool:
    """Whether a table with headings of its own is no further page: it shares less than half of them."""
    here, there = (
        {column.heading for column in columns if column.heading} for columns in (layout.columns, first.columns)
    )
    return bool(layout.header) and len(here & there) * 2 < min(len(here), len(there))


def _same_title(a: Title, b: Title | None) -> bool:
    return b is not None and (squash(a.text), a.department, a.year) == (squash(b.text), b.department, b.year)


def _aligned(layout: Layout, first: Layout) -> Layout:
    """A later page may show fewer level columns (a tool cut them off); the roles are the page's own."""
    return layout if layout.header else replace(layout, columns=first.columns)


def _closed(source: Source, sheet: _Open, trusted: bool) -> SheetRows:
    levels = max((len(row.labels) for row in sheet.rows), default=0)
    rows, headings = settled(sheet.rows)
    rows = under_bands(rows if trusted else once_across(rows))
    return SheetRows(
        source=source,
        title=sheet.title,
        title_text=sheet.title_text,
        levels=levels,
        columns=sheet.layout.columns,
        rows=rows,
        outside=(*headings, *sheet.outside),
        trusted=trusted,
        header=tuple(sheet.headers),
    )


def _continued(before: list[Row], body: Iterable[Row], trusted: bool) -> list[Row]:
    """The rows of a further page; its first goes on with the last one before it where it was cut."""
    rows = list(body)
    twice = repeated_at(before, rows)
    if twice:
        before[-twice:] = map(once, before[-twice:], rows[:twice])
        return rows[twice:]
    if before and rows and rows[0].top and not before[-1].foot and continues(before[-1], rows[0], trusted):
        before[-1] = merged(before[-1], rows[0])
        del rows[0]
    return rows


_POINTS_OR_BRACKET = regex.compile(r"^[(（]")


def continues(last: Row, row: Row, trusted: bool) -> bool:
    """Whether the first row of a page goes on with the last row of the page before.

    What decides, in order: the numbering of criteria and duties; a label of its own; whether anything but text goes on.
    """
    if band(last) is not None or band(row) is not None:
        return False
    if _differ_in_figures(last, row):
        return False
    if row.foot or (row.wide != last.wide and any((row.duties.text.strip(), _leaf_text(row)))):
        return False
    if row.wide and row.duties.text.strip() and _numbered(row.duties):
        return False  # each row hung under its parent is one duty
    verdicts = {_numbers_go_on(getattr(last, role), getattr(row, role)) for role in ("duties", "criteria")}
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
        return not squash(row.assessors.text) or squash(row.assessors.text) == squash(last.assessors.text)
    return not row.duties.text.strip() and not _ends(last.criteria)


def _leaf_text(row: Row) -> str:
    labels = [label for label in row.labels[1:] if label is not None] or [label for label in row.labels if label]
    return squash(labels[-1].text.text) if labels else ""


def _label_goes_on(last: str, leaf: str) -> bool:
    """(2分) or the rest of a name after a label without points; a piece that the label above already holds."""
    if leaf in last or closes(last, leaf):
        return True
    name, points = split_label(leaf)
    had_points = split_label(last)[1] is not None
    if had_points:
        return False
    return bool(_POINTS_OR_BRACKET.match(leaf)) or (bool(name) and points is not None and 0 < len(last) < 8)


def counted(row: Row) -> bool:
    """Whether a row has points or a number of its own."""
    return bool(row.points.text.strip()) or any(text.text.strip().isdigit() for _, text in row.others)


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
    return figured == [True, False] and bool(above) and not pointed and 0 < len(leaf) <= _LABEL_REST


def _breaks_off(last: Row, row: Row) -> bool:
    """Whether duties or criteria stop within a sentence above, and go on without a number."""
    pairs = [(getattr(last, role), getattr(row, role)) for role in ("duties", "criteria")]
    return any(not _ends(above) and below.text.strip() and not _numbered(below) for above, below in pairs)


def label_cut(last: Row, row: Row) -> str | None:
    """The label that two rows over a page end may have together, where nothing else decides; None where none is."""
    return _leaf_text(last) + _leaf_text(row) if row.top and _may_be_rest(last, row) else None


def _numbers_go_on(last: TracedText, text: TracedText) -> str:
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


def _numbered(text: TracedText) -> bool:
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
        duties=_joined(last.duties, row.duties),
        criteria=_joined(last.criteria, row.criteria),
        methods=_joined(last.methods, row.methods),
        assessors=_joined(last.assessors, row.assessors),
        points=said_once(last.points, row.points)
        if _same(last.points, row.points)
        else _joined(last.points, row.points),
        notes=_joined(last.notes, row.notes),
        others=tuple(others),
        continued=(*last.continued, row.labels),
        torn=last.torn | lost,
        awards=last.awards | row.awards,
    )


def _same(a: TracedText, b: TracedText) -> bool:
    return squash(a.text) == squash(b.text)


def _joined(a: TracedText, b: TracedText) -> TracedText:
    if _same(a, b):
        return join([a, b], "\n", *ROW_JOINED) if a.raw else b
    items = split_numbered(b.text).items
    new_item = bool(items) and items[0].number is not None
    return join([a, b], "\n" if new_item else "", *ROW_JOINED)


def joined_labels(above: TracedText, below: TracedText, again: tuple[str, str] = SHOWN_AGAIN) -> TracedText:
    """A label of two parts; a part that the other holds already was only shown `again`: the name and reason of that."""
    if not below.text.strip():
        return above
    x, y = squash(above.text), squash(below.text)
    text = join([above, below], "", *ROW_JOINED)
    if x and (y in x or x in y):
        keep = below.text if x in y else above.text
        text = text.edit([(0, len(text.text), keep)], *again)
    return text
