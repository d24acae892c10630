"""The blocks of a document -> the rows of each sheet: pages joined, repeated headers dropped, rows cut by a page end
one again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from normalize.layout.above import (
    Loose,
    from_page_header,
    is_one_of_several,
    is_part_name,
    part_inside,
    title_lines,
    title_of,
)
from normalize.layout.bands import under_bands
from normalize.layout.columns import Column, Layout, distinct, find_layout, grid, scoring_columns
from normalize.layout.continued import continued
from normalize.layout.cutting import Cutter
from normalize.layout.doubled import once_across
from normalize.layout.edges import over_columns, tall_headings
from normalize.layout.glued_heading import without_heading
from normalize.layout.lacking import cut_at_right, lacking_labels, lacking_last
from normalize.layout.parts import appendix, is_name, settled
from normalize.layout.repeats import within
from normalize.layout.rows import Row, table_rows, with_points
from normalize.layout.shifted import moved_back, moved_headings, moved_page, moved_right
from normalize.layout.titles import Title, same_title
from normalize.layout.torn import are_printed_lines
from normalize.layout.unread import FIRST_ROW, holds_amounts, may_go_on
from normalize.layout.wording import PLAIN, Wording
from normalize.layout.written_out import once_down
from normalize.text.traced import SourceCell, TracedText, join, read
from schemas import Cell, Document, Paragraph, Source, Table

Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet as rows. `unplaced`: names above some of its tables that made no parts of it;
    `passed`: the first rows of tables with numbers of which nothing was read; `lost`: headings of columns that further
    pages lack, with the criteria that those begin with; `misread`: headings, and what they were taken for.

    `trusted`: the grid tells merged cells, so an empty label is not a lost one. `recognised`: some of it was read by a
    tool that may misread. `printed`: its rows are lines of a print."""

    source: Source
    title: Title | None
    title_text: tuple[TracedText, ...]
    levels: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outside: tuple[TracedText, ...]
    unplaced: tuple[TracedText, ...]
    passed: tuple[TracedText, ...]
    lost: tuple[tuple[str, TracedText], ...]
    misread: tuple[tuple[str, str], ...]
    trusted: bool
    recognised: bool
    header: tuple[SourceCell, ...]
    printed: bool = False


@dataclass
class _Open:
    """The sheet being read."""

    layout: Layout
    title: Title | None
    title_text: tuple[TracedText, ...]
    edges: tuple[float, ...] | None  # of the vertical lines of its first table
    appendices: frozenset[str]  # whose headings stand above it
    rows: list[Row] = field(default_factory=list)
    outside: list[TracedText] = field(default_factory=list)
    headers: list[SourceCell] = field(default_factory=list)
    unplaced: list[TracedText] = field(default_factory=list)
    passed: list[TracedText] = field(default_factory=list)
    lost: list[tuple[str, TracedText]] = field(default_factory=list)
    misread: list[tuple[str, str]] = field(default_factory=list)
    recognised: bool = False
    section: TracedText | None = None
    block: int = 0  # how many tables began that go on with nothing above them


@dataclass(frozen=True, slots=True)
class _Laid:
    """A table with the roles of its columns. `misplaced`: cells that a tool had put into other columns; `lost`: the
    headings of columns that a further page lacks."""

    table: Table
    layout: Layout
    slots: list[list[Cell | None]]
    misplaced: frozenset[SourceCell]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a table: all lines, the name of its part, its title and the texts that say it, and the names
    of appendices."""

    lines: list[Loose]
    part: list[Loose]
    title: Title | None
    title_text: list[Loose]
    appendices: frozenset[str]


def source_cells(document: Document) -> dict[int, SourceCell]:
    """Every cell and paragraph of a document as a place that characters come from, by the id() of the model."""
    return _numbered(document.source, (item for block in document.blocks for item in items_of(block)), 0)


def items_of(block: Block) -> Sequence[Loose]:
    """What a block says: its cells, or itself."""
    return block.cells if isinstance(block, Table) else (block,)


def _numbered(source: Source, items: Iterable[Loose], first: int) -> dict[int, SourceCell]:
    return {
        id(item): SourceCell(source.id, number, item.anchor, item.text, getattr(item, "confidence", None))
        for number, item in enumerate(items, first)
    }


def stitch(document: Document, wording: Wording = PLAIN) -> tuple[tuple[SheetRows, ...], tuple[TracedText, ...]]:
    """The sheets of a document, and the text that belongs to none: paragraphs, cells of tables without headings."""
    stitcher = Stitcher(document.source, tells_merged(document), document.page_headers, wording)
    sheets = [sheet for block in document.blocks for sheet in stitcher.add(block)]
    return (*sheets, *stitcher.end()), stitcher.outside


def tells_merged(document: Document) -> bool:
    """Whether its grids tell merged cells. A pipe table has none: what is empty in one may have been merged."""
    return document.source.medium in ("word", "pdf", "scan") or any(
        cell.row_span > 1 for table in document.tables for cell in table.cells
    )


class Stitcher:
    """Makes sheets of the blocks of a document as they come, in order. `trusted` as in `SheetRows`."""

    def __init__(
        self,
        source: Source,
        trusted: bool = True,
        page_headers: Sequence[Paragraph] = (),
        wording: Wording = PLAIN,
    ) -> None:
        self._source, self._trusted, self._page_headers, self._wording = source, trusted, page_headers, wording
        self._markdown = source.medium == "markdown"
        self._cell_of = _numbered(source, page_headers, 0)  # by the id() of what is still to be read
        self._known = len(page_headers)  # cells
        self._index = 0  # of the next block
        self._cutter = Cutter(wording, self._stands_for, lambda cells: self._stray.extend(self._read(cells)))
        self._current: _Open | None = None
        self.begun = False  # whether there was a table with headings
        self._pending: list[Loose] = []
        self._stray: list[TracedText] = []
        self._made = 0  # cells that no place in the document stands for

    @property
    def outside(self) -> tuple[TracedText, ...]:
        """The text so far that belongs to no sheet."""
        return (*self._stray, *self._read(self._pending))

    def add(self, block: Block) -> list[SheetRows]:
        """The sheets that end with this block."""
        items = items_of(block)
        self._cell_of |= _numbered(self._source, items, self._known)
        self._known += len(items)
        if isinstance(block, Paragraph):
            self._pending.append(block)
            self._index += 1
            return []
        ended: list[SheetRows] = []
        for table in self._cutter.apart(block):
            ended += self._table(table)
            self._index += 1
        if not self._pending:
            kept = (*self._page_headers, *(self._cutter.heading.cells if self._cutter.heading else ()))
            self._cell_of = {id(item): self._cell_of[id(item)] for item in kept}
        return ended

    def end(self) -> list[SheetRows]:
        """The sheet that ends with the document."""
        if self._current is not None:
            self._current.outside += self._read(self._pending)
            self._pending = []
        return self._close()

    def _close(self) -> list[SheetRows]:
        current, self._current = self._current, None
        return [_closed(self._source, current, self._trusted)] if current else []

    def _read(self, items: Iterable[Loose]) -> list[TracedText]:
        return [read(self._cell_of[id(item)]) for item in items if item.text.strip()]

    # --- cells made of others

    def _stands_for(self, pairs: Iterable[tuple[Cell, Cell]]) -> None:
        """Cells that were made of others are read from the same places."""
        self._cell_of |= {id(cell): self._cell_of[id(before)] for cell, before in pairs}

    # --- one table

    def _table(self, table: Table) -> list[SheetRows]:
        laid = self._laid(table)
        if laid is None:
            if self._current is None:
                self._pending += [cell for cell in table.cells if cell.text.strip()]
            else:
                self._current.outside += self._read(table.cells)
                if holds_amounts(table):
                    first = self._read(cell for cell in table.cells if cell.row == 0)
                    self._current.passed.append(join(first, " | ", *FIRST_ROW))
            return []
        above = self._above(laid)
        current, ended = self._current, []
        if current is None or (laid.layout.header and above.title and not same_title(above.title, current.title)):
            ended = self._close()
            current = self._begin(laid, above)
        else:
            lines = {id(line) for line in above.lines}
            again = [item for item in above.title_text if id(item) not in lines]  # said within the table
            current.outside += self._read((*above.lines, *again))
        self._pending = []
        self._go_on(current, laid, above.part)
        return ended

    def _laid(self, table: Table) -> _Laid | None:
        """The table with a layout, its own or that of the page that it goes on with; None where it has neither."""
        current = self._current
        if self._markdown and (headings := moved_headings(table, self._wording)):
            table = self._with_cells(table, headings)
        layout = find_layout(table, grid(table), self._wording)
        misplaced: list[Cell] = []
        lost: tuple[str, ...] = ()
        if layout is None and current is not None:
            over = over_columns(table, current.edges)
            if over and current.layout.are_labels(min(cell.column for cell, _ in over)):
                self._stands_for(over)
                table = self._over(table, [cell for cell, _ in over], len(current.layout.columns))
            if self._markdown and (paged := moved_page(table, current.layout)):
                misplaced += [before for _, before in paged]
                table = self._with_cells(table, paged)
            elif lost := cut_at_right(table, current.layout):
                table = table.model_copy(update={"columns": len(current.layout.columns)})
            if table.columns == len(current.layout.columns) and may_go_on(table, current.layout):
                layout = replace(current.layout, above=(), header=(), first=0)
        if layout is None:
            return None
        if current is not None and layout.header:
            layout = layout.as_before(current.layout, scoring_columns(grid(table), layout))
            lost = lacking_last(layout, current.layout)
            if tall := tall_headings(table, layout) if self._trusted else ():
                table = self._cut_below(table, tall, layout.first)
            if self._markdown and (left := lacking_labels(layout, current.layout)):
                misplaced += table.cells
                table = self._with_cells(table, moved_right(table, left))
                layout = replace(layout, columns=(*current.layout.columns[:left], *layout.columns))
        if self._markdown and (shifted := moved_back(table, layout)):
            misplaced += [before for _, before in shifted]
            table = self._with_cells(table, shifted)
        return _Laid(table, layout, grid(table), frozenset(self._cell_of[id(cell)] for cell in misplaced), lost)

    def _with_cells(self, table: Table, shifted: Sequence[tuple[Cell, Cell]]) -> Table:
        """The table with cells in other places, and empty ones where they stood."""
        self._stands_for(shifted)
        places = {id(before): cell for cell, before in shifted}
        last = {cell.row: cell for cell, _ in shifted}
        taken = {_place(cell) for cell, _ in shifted}
        cells = [
            places.get(id(c), c) for c in table.cells if id(c) in places or c.text.strip() or _place(c) not in taken
        ]
        width = max(table.columns, *(cell.column + cell.column_span for cell in cells))
        wide = table.model_copy(update={"cells": tuple(cells), "columns": width})
        covering = grid(wide)
        for cell in last.values():
            for column in (column for column in range(cell.column) if covering[cell.row][column] is None):
                cells.append(self._empty(cell, column, cell.row, 1))
        return wide.model_copy(update={"cells": tuple(sorted(cells, key=_place))})

    def _over(self, table: Table, cells: Sequence[Cell], columns: int) -> Table:
        """The table over so many columns; where it leaves the first ones out, their cells are empty, over all rows."""
        left = range(min(cell.column for cell in cells))
        empty = [self._empty(cells[0], column, 0, table.rows) for column in left]
        return table.model_copy(update={"columns": columns, "cells": (*empty, *cells)})

    def _cut_below(self, table: Table, tall: Sequence[Cell], first: int) -> Table:
        """The table with headings that end where its body begins, and an empty label below each."""
        heads = [(cell.model_copy(update={"row_span": first - cell.row}), cell) for cell in tall]
        self._stands_for(heads)
        cut = {id(cell): head for head, cell in heads}
        cells = [cut.get(id(cell), cell) for cell in table.cells]
        cells += [self._empty(cell, cell.column, first, cell.row + cell.row_span - first) for cell in tall]
        return table.model_copy(update={"cells": tuple(sorted(cells, key=_place))})

    def _empty(self, beside: Cell, column: int, row: int, rows: int) -> Cell:
        """A cell that no place in the document stands for."""
        place = {"column": column, "column_span": 1, "row": row, "row_span": rows}
        empty = beside.model_copy(update={**place, "text": ""})
        self._made += 1
        self._cell_of[id(empty)] = replace(self._cell_of[id(beside)], index=-self._made, text="")
        return empty

    # --- what stands above it

    def _above(self, laid: _Laid) -> _Above:
        wording, columns = self._wording, laid.layout.columns
        inside = [cell for row in laid.layout.above for cell in distinct(laid.slots[row])]
        lines = [item for item in self._pending if item.text.strip()]
        part: list[Loose] = [lines.pop()] if lines and is_part_name(lines[-1], wording) else []
        if named_inside := part_inside(inside, columns, wording):
            part = [*named_inside]
            inside = [cell for cell in inside if not any(cell is other for other in part)]
        title_text = title_lines(lines, wording) + [cell for cell in inside if cell.text.strip()]
        named = {name: line for line in lines if (name := appendix(line.text))}
        known = self._current.appendices if self._current else set()
        if self._current and laid.layout.header and not title_text and not known >= named.keys():
            title_text = list(named.values())  # 附表2 and nothing else above a table of its own
        title = title_of(title_text, inside, wording)
        if self._current is None and (title is None or title.department is None or title.year is None):
            title, title_text = from_page_header(title, title_text, self._page_headers, wording)
        before = self._current.title if self._current else None
        if title and title.year is None and before and is_one_of_several(title, inside):
            title = replace(title, year=before.year)  # units one below the other are assessed together
        return _Above(lines, part, title, title_text, frozenset(named))

    def _begin(self, laid: _Laid, above: _Above) -> _Open:
        traced = tuple(read(self._cell_of[id(item)]) for item in above.title_text)
        self.begun = True
        self._current = _Open(laid.layout, above.title, traced, laid.table.edges, above.appendices)
        self._stray += self._read(line for line in above.lines if line not in above.title_text)
        return self._current

    # --- its rows

    def _go_on(self, current: _Open, laid: _Laid, part: Sequence[Loose]) -> None:
        """Add the rows of a table to its sheet. `part`: the name of the part that it is."""
        layout, table = laid.layout, laid.table
        current.headers += [self._cell_of[id(cell)] for row in layout.header for cell in distinct(laid.slots[row])]
        current.misread += [(column.heading, column.read_as) for column in layout.columns if column.read_as]
        if part:
            current.section = reduce(with_points, [read(self._cell_of[id(item)]) for item in part])
        apart = bool(part) or _is_another(layout, current.layout)
        current.block += apart
        body = self._body(current, laid)
        if body and not apart:
            current.lost += [(heading, body[0].criteria) for heading in laid.lost]
        last = current.rows[-1] if current.rows and layout.header else None
        if last and last.foot and last.total is None and is_name(last.duties.text):
            current.unplaced.append(last.duties)  # 门诊部 above headings that come again
        if body and not layout.header:
            body[0] = without_heading(body[0], current.layout.columns)
        recognised = self._markdown or any(cell.confidence is not None for cell in table.cells)
        current.recognised |= recognised
        body = within(current.rows, body, recognised)
        current.rows += body if apart else continued(current.rows, body, self._trusted, recognised)

    def _body(self, current: _Open, laid: _Laid) -> list[Row]:
        drawn = not self._markdown or any(cell.row_span > 1 for cell in laid.table.cells)
        rows = table_rows(
            laid.slots,
            _aligned(laid.layout, current.layout),
            self._cell_of,
            self._index,
            laid.table.page or self._index,
        )
        return [
            replace(
                row,
                section=current.section,
                block=current.block,
                moved=not laid.misplaced.isdisjoint(row.criteria.cells),
                bordered=drawn and not row.top,
            )
            for row in rows
        ]


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


def _is_another(layout: Layout, first: Layout) -> bool:
    """Whether a table with headings of its own is no further page: it shares less than half of them."""
    here, there = (
        {column.heading for column in columns if column.heading} for columns in (layout.columns, first.columns)
    )
    return bool(layout.header) and len(here & there) * 2 < min(len(here), len(there))


def _aligned(layout: Layout, first: Layout) -> Layout:
    """A later page may show fewer level columns (a tool cut them off); the roles are the page's own."""
    return layout if layout.header else replace(layout, columns=first.columns)


def _closed(source: Source, sheet: _Open, trusted: bool) -> SheetRows:
    levels = max((len(row.labels) for row in sheet.rows), default=0)
    rows, headings = settled(sheet.rows)
    rows = under_bands(rows if trusted else once_down(once_across(rows)))
    return SheetRows(
        source=source,
        title=sheet.title,
        title_text=sheet.title_text,
        levels=levels,
        columns=sheet.layout.columns,
        rows=rows,
        outside=(*headings, *sheet.outside),
        passed=tuple(sheet.passed),
        lost=tuple(sheet.lost),
        misread=tuple(dict.fromkeys(sheet.misread)),
        unplaced=(*(headings if len({id(row.section) for row in sheet.rows}) > 1 else ()), *sheet.unplaced),
        trusted=trusted,
        recognised=sheet.recognised,
        header=tuple(sheet.headers),
        printed=not trusted and are_printed_lines(sheet.rows),
    )
