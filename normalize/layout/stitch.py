"""Documents -> the rows of each sheet: pages joined, repeated headers dropped, rows cut by a page end one again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from normalize.layout.bands import under_bands
from normalize.layout.columns import Column, Layout, distinct, find_layout, grid, part_name, stacked
from normalize.layout.continued import continued
from normalize.layout.doubled import once_across
from normalize.layout.edges import over_columns
from normalize.layout.glued_heading import without_heading
from normalize.layout.halves import Halves, halves_of, parted
from normalize.layout.labels import squash
from normalize.layout.parts import appendix, heads_part, is_name, settled
from normalize.layout.rows import Row, table_rows, with_points
from normalize.layout.shifted import moved_back, moved_page
from normalize.layout.titles import Title, asks_for_unit, begins_title
from normalize.layout.wording import PLAIN, Wording
from normalize.text.traced import SourceCell, TracedText, read
from schemas import Cell, Document, Paragraph, Source, Table

Loose = Paragraph | Cell

_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet as rows. `unplaced`: names above some of its tables that made no parts of it.

    `trusted`: the grid tells merged cells, so an empty label is not a lost one."""

    source: Source
    title: Title | None
    title_text: tuple[TracedText, ...]
    levels: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outside: tuple[TracedText, ...]
    unplaced: tuple[TracedText, ...]
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
    unplaced: list[TracedText] = field(default_factory=list)
    section: TracedText | None = None
    block: int = 0  # how many tables began that go on with nothing above them


def source_cells(document: Document) -> dict[int, SourceCell]:
    """Every cell and paragraph of a document as a place that characters come from, by the id() of the model."""
    found: dict[int, SourceCell] = {}
    for block in document.blocks:
        for item in block.cells if isinstance(block, Table) else (block,):
            confidence = item.confidence if isinstance(item, Cell) else None
            found[id(item)] = SourceCell(document.source.id, len(found), item.anchor, item.text, confidence)
    for line in document.page_headers:
        found[id(line)] = SourceCell(document.source.id, len(found), line.anchor, line.text)
    return found


def stitch(
    document: Document, cell_of: dict[int, SourceCell], wording: Wording = PLAIN
) -> tuple[tuple[SheetRows, ...], tuple[Loose, ...]]:
    """The sheets of a document, and the text that belongs to none: paragraphs, cells of tables without headings."""
    # a pipe table has no merged cells: what is empty in one may have been merged
    trusted = document.source.medium in ("word", "pdf", "scan") or any(
        cell.row_span > 1 for table in document.tables for cell in table.cells
    )
    recognised = document.source.medium in ("markdown", "scan")
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
        bare = layout is None and current is not None and document.source.medium == "markdown"
        if bare and current and (paged := moved_page(block, current.layout)):
            block, added = _with_cells(block, paged, cell_of)
            cell_of |= added
            widened.append(block)
            misplaced |= {cell_of[id(before)] for _, before in paged}
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
        head: list[Loose] = [lines.pop()] if lines and _heads_part(lines[-1], wording) else []
        if named_inside := _part_inside(inside, layout.columns, wording):
            head = [*named_inside]
            inside = [cell for cell in inside if not any(cell is other for other in head)]
        title_lines = _title_lines(lines, wording) + [cell for cell in inside if cell.text.strip()]
        named = {name: p for p in lines if (name := appendix(p.text))}
        known = current.appendices if current else set()
        if current and layout.header and not title_lines and not known >= named.keys():
            title_lines = list(named.values())  # 附表2 and nothing else above a table of its own
        title = _title(title_lines, inside, wording)
        if current is None and (title is None or title.department is None or title.year is None):
            title, title_lines = _from_page_header(title, title_lines, document.page_headers, wording)
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
        if head:
            texts = [read(cell_of[id(item)]) for item in head]
            current.section = reduce(with_points, texts)
        apart = bool(head) or _is_another(layout, current.layout)
        current.block += apart
        drawn = document.source.medium != "markdown" or any(cell.row_span > 1 for cell in block.cells)
        body = [
            replace(
                row,
                section=current.section,
                block=current.block,
                moved=not misplaced.isdisjoint(row.criteria.cells),
                bordered=drawn and not row.top,
            )
            for row in table_rows(slots, _aligned(layout, current.layout), cell_of, index, page)
        ]
        last = current.rows[-1] if current.rows and layout.header else None
        if last and last.foot and last.total is None and is_name(last.duties.text):
            current.unplaced.append(last.duties)  # 门诊部 above headings that come again
        if body and not layout.header:
            body[0] = without_heading(body[0], current.layout.columns)
        current.rows += body if apart else continued(current.rows, body, trusted, recognised)
    if current is not None:
        current.outside += [read(cell_of[id(p)]) for p in pending if p.text.strip()]
        pending = []
    close()
    return tuple(sheets), tuple(stray + pending)


def _blocks(document: Document, cell_of: dict[int, SourceCell], wording: Wording) -> Iterator[Paragraph | Table]:
    """The blocks, tables that hold several cut apart; the cells of the parts are added to `cell_of`."""
    halves: Halves | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        found = halves_of(block, wording)
        # a page without headings goes on as the one before it
        halves = found or (
            halves if halves and halves.columns == block.columns and not _headed(block, wording) else None
        )
        beside = list(parted(block, halves)) if halves else [(block, [])]
        for half, pairs in beside:
            cell_of |= {id(cell): cell_of[id(before)] for cell, before in pairs}
            yield from _stacked(half, cell_of, wording)


def _headed(table: Table, wording: Wording) -> bool:
    return find_layout(table, grid(table), wording) is not None


def _stacked(block: Table, cell_of: dict[int, SourceCell], wording: Wording) -> Iterator[Table]:
    """The tables that stand in one, one below the other."""
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
            return near[i - 1 :] if i and begins_title(near[i - 1].text, line.text) else near[i:]
    return next(([line] for line in reversed(lines) if wording.looks_like_title(line.text)), [])


def _title(lines: list[Loose], inside: list[Cell], wording: Wording) -> Title | None:
    """What the lines of a title say; one that stands within the table names it before any above several tables."""
    own = _form_lines([cell for cell in inside if cell.text.strip()])
    if any(wording.looks_like_title(text) for text in own):
        title = wording.read_title(tuple(own))
        if title.department:
            return title
    return wording.read_title(tuple(line.text for line in lines)) if lines else None


def _form_lines(cells: Sequence[Cell]) -> list[str]:
    """The texts of a form's cells, what is asked for (被考核单位) as one line with the answer beside it."""
    lines: list[str] = []
    asked: Cell | None = None
    for cell in cells:
        if asked is not None and cell.row == asked.row:
            lines[-1] = f"{lines[-1].rstrip(':： ')}:{cell.text}"
            asked = None
        else:
            lines.append(cell.text)
            asked = cell if asks_for_unit(cell.text) else None
    return lines


def _from_page_header(
    title: Title | None, lines: list[Loose], headers: Sequence[Paragraph], wording: Wording
) -> tuple[Title | None, list[Loose]]:
    """The title with what it lacks from the page header, and its lines; as they were where no header or several read
    like titles."""
    found = [line for line in headers if wording.looks_like_title(line.text)]
    if len(found) != 1:
        return title, lines
    read = wording.read_title((found[0].text,))
    if title is not None:
        read = replace(title, department=title.department or read.department, year=title.year or read.year)
    return read, [*lines, found[0]]


def _heads_part(line: Loose, wording: Wording) -> bool:
    return heads_part(line.text) and not wording.looks_like_title(line.text)


def _part_inside(inside: Sequence[Cell], columns: Sequence[Column], wording: Wording) -> list[Cell]:
    """The name of a part within the table, right above its headings, and its points where they stand beside it."""
    last = max((cell.row for cell in inside), default=0)
    said = [cell for cell in inside if cell.row == last and cell.text.strip()]
    name = part_name(said, columns)
    return said if name is not None and not wording.looks_like_title(name.text) else []


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
        unplaced=(*(headings if len({id(row.section) for row in sheet.rows}) > 1 else ()), *sheet.unplaced),
        trusted=trusted,
        header=tuple(sheet.headers),
    )
