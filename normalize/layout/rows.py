"""The rows of one table: what stands in each role, and which merged cell each label is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from normalize.clause.reading import Sign
from normalize.layout.apart import SCORES, joined_grades, sign_of, with_grade
from normalize.layout.columns import Layout, distinct
from normalize.layout.headings import EXACT, plain
from normalize.layout.labels import plain_decimal, points_cell
from normalize.layout.priced import CellOf, halves_of_events, whole_event, with_amounts
from normalize.layout.tiers import with_tier
from normalize.text.traced import EMPTY, SourceCell, TracedText, join, read
from schemas import Cell

# 小计 合计 总分: · 备注: · 专家签字: 评价人: 日期 · 专家姓名:
_FOOT = regex.compile(
    r"\s*(?:小\s*计|合\s*计|总\s*计|共\s*计|总\s*分|总得分|得分合计|备\s*注|附\s*注|注|说\s*明|\p{Han}{0,10}(?:签字|签名|签章|盖章)"
    r"|\p{Han}{2,8}[(（](?:签字|签名|签章|盖章)[)）]"
    r"|(?:评价|评估|检查|考核|考评|填表|填报|审核|制表|复核)(?:人|者|单位|日期|时间)|日\s*期|时\s*间)"
    r"\s*(?:[(（][^()（）]*[)）])?\s*(?:[:：]|$)"
    r"|\s*[小合总共]\s*计\s*\d+(?:\.\d+)?\s*分?\s*$"
    r"|\s*\p{Han}{0,4}(?:专家|姓名)\s*[:：]"
)
# 最终得分 · 实际总得分 · 得分小计 · 考核结果: what is filled in below a form, where it scores nothing
_RESULT = regex.compile(
    r"\s*(?:(?:最[终后]|实际|综合|考核|考评|评定)\s*(?:总?得分|总分|分数|等[级次]|结果)|得分[小总]计)\s*(?:[(（][^()（）]*[)）])?\s*[:：]?\s*$"
)
# 合计 · 小计: · 总计(100分) · 合计100分
TOTAL = regex.compile(
    r"\s*(?:[小合总共]\s*计|总\s*分)\s*[:：(（]?\s*(?:(?P<points>\d+(?:\.\d+)?)\s*分?|分)?\s*[)）]?\s*[:：]?\s*$"
)


_LONGEST_NAME = 10  # characters
_NAME = regex.compile(r"\p{Han}{2}")
_TELLS = regex.compile(r"[。;；,，]|^\s*[(（]?\d")
_VETO = regex.compile(r"[的者,，]\s*(?:实行)?一票否决")
PERCENT = regex.compile(r"\s*\d{1,3}(?:\.\d+)?\s*[%％]\s*")
POINTS_BESIDE = ("points-beside", "the level's points stand in a column of their own")


@dataclass(frozen=True, slots=True)
class Label:
    """One label cell of a row: its text as read and the identity of the merged cell."""

    text: TracedText
    key: tuple[int, int]
    to_bottom: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid by roles. `labels[i]` is level i's cell, None where a wider cell covers that column.

    `wide`: the duties' cell begins in a level's column (a row hung directly under its parent). `shared`: roles whose
    cell began in a row above; `also`: such cells' text, beside a cell of the row's own. `continued`: the labels of
    each part after a page end, where the row was cut; `torn`: roles of which that part came out empty. `mended`: put
    together from pieces cut at the column lines. `total`: the sum that a row of totals states; `part`: how many such
    rows stand above. `section`: the heading of its part of the sheet, `band` that of a part of it; `block`: which of
    its tables it stands in, pages of one table counted as one. `awards`: its cells that stand under 加分标准, `deducts`
    those under 扣分; `further`: its duties under another heading than the first of them (考核内容 | 目标值). `carried`:
    only a page before shows its category, and nothing proves it. `repeated`: it stood twice. `alike`: it says what the
    row above it says. `written_out`: the criteria of its item stood in each of its rows. `doubled`: a label stood in
    two columns. `moved`: its cells stood too far left. `bordered`: the source draws the line above it, and it is no
    page's end. `priced`: the amount of its criterion stands in a cell of its own. `blank`: roles of which it has
    empty cells, or none.
    """

    labels: tuple[Label | None, ...]
    duties: TracedText = EMPTY
    criteria: TracedText = EMPTY
    methods: TracedText = EMPTY
    assessors: TracedText = EMPTY
    points: TracedText = EMPTY
    notes: TracedText = EMPTY
    others: tuple[tuple[str, TracedText], ...] = ()
    wide: bool = False
    foot: bool = False
    page: int = 0
    top: bool = False
    shared: frozenset[str] = frozenset()
    continued: tuple[tuple[Label | None, ...], ...] = ()
    torn: frozenset[str] = frozenset()
    mended: bool = False
    also: tuple[TracedText, ...] = ()
    total: Decimal | None = None
    part: int = 0
    section: TracedText | None = None
    band: TracedText | None = None
    block: int = 0
    awards: frozenset[SourceCell] = frozenset()
    deducts: frozenset[SourceCell] = frozenset()
    further: frozenset[SourceCell] = frozenset()
    carried: bool = False
    alike: bool = False
    written_out: bool = False
    repeated: bool = False
    doubled: bool = False
    moved: bool = False
    bordered: bool = False
    priced: bool = False
    blank: frozenset[str] = frozenset()


def is_foot_text(text: str) -> bool:
    """Whether a row that begins with this is no task's: 合计, 备注: …"""
    return bool(_FOOT.match(text))


def table_rows(
    slots: list[list[Cell | None]], layout: Layout, cell_of: CellOf, table_index: int, page: int
) -> Iterator[Row]:
    """The body rows of a table. Raises nothing: a row that fits no role is a foot row."""
    levels, signs = layout.levels, _signs(layout)
    for index in range(layout.first, len(slots)):
        cells = [cell for cell in distinct(slots[index]) if cell.row >= layout.first or plain(cell.text) not in EXACT]
        begun = any(cell.text.strip() for cell in cells if cell.row == index)
        if not begun and index > layout.first:
            continue  # a line that parts nothing: all that the row says stands above already
        foot = _foot(cells, layout, index)
        if foot is not None:
            text = _in_one([read(cell_of[id(cell)]) for cell in foot])
            yield Row(labels=(), duties=text, foot=True, page=page, total=_total(foot, layout))
        else:
            row = _Cells(cells, layout, levels, cell_of, table_index, index, len(slots)).row()
            signed = {cell_of[id(cell)]: signs.get(cell.column) for cell in cells if cell.text.strip()}
            awards, deducts = (
                frozenset(cell for cell, said in signed.items() if said == sign) for sign in ("award", "deduct")
            )
            blank = row.blank | ({"criteria"} if _is_hollow(slots, layout, index + 1) else set())
            yield replace(row, page=page, top=index == layout.first, awards=awards, deducts=deducts, blank=blank)


def _is_hollow(slots: list[list[Cell | None]], layout: Layout, index: int) -> bool:
    """Whether a row is nothing but cells that began above, and its own of the criteria is empty or lost."""
    if index >= len(slots) or any(cell.row == index and cell.text.strip() for cell in distinct(slots[index])):
        return False
    from_above = any(cell.row < index and cell.text.strip() for cell in distinct(slots[index]))
    own = (slots[index][i] for i in layout.of("criteria"))
    return from_above and all(cell is None or cell.row == index for cell in own)


def _signs(layout: Layout) -> dict[int, Sign | None]:
    """What the headings of criteria and of amounts say; criteria without a sign have that of amounts beside them."""
    found = {i: sign_of(layout.columns[i].heading) for i in (*layout.of("criteria"), *layout.of("amount"))}
    for i in layout.of("amount"):
        if i - 1 in found and found[i - 1] is None:
            found[i - 1] = found[i]
    return found


def _foot(cells: list[Cell], layout: Layout, index: int) -> list[Cell] | None:
    """The cells of a row that is no task's (合计, 备注, one cell over the whole table), None for any other row."""
    whole = any(cell.column_span >= max(2, len(layout.columns) - 1) and cell.text.strip() for cell in cells)
    begun = [cell for cell in cells if cell.row == index]
    first = next((cell.text for cell in begun if cell.text.strip()), "")
    whole = whole and not _named_and_scored(cells, layout)
    result = _RESULT.match(first) and not any(_scores(cell.text) for cell in cells)
    return begun if whole or result or _FOOT.match(first) or _is_total(begun, layout) else None


def _named_and_scored(cells: list[Cell], layout: Layout) -> bool:
    """加分项 | 获市级表彰加2分。 over all other columns: a row hung under its category."""
    said = [cell for cell in cells if cell.text.strip()]
    return (
        len(said) == 2
        and layout.columns[said[0].column].role in ("level", "serial")
        and len(plain(said[0].text)) <= _LONGEST_NAME
        and _role(said[1], layout) == "criteria"
        and _scores(said[1].text)
    )


def _scores(text: str) -> bool:
    return bool(SCORES.search(text) or _VETO.search(text))


@dataclass
class _Cells:
    """The cells of one row, from which it is read. `height`: of the table, in rows."""

    cells: list[Cell]
    layout: Layout
    levels: tuple[int, ...]
    cell_of: CellOf
    table_index: int
    index: int
    height: int
    texts: dict[str, list[TracedText]] = field(default_factory=dict)
    above: dict[str, list[TracedText]] = field(default_factory=dict)  # in cells that the row shares with those above
    others: list[tuple[str, TracedText]] = field(default_factory=list)
    labels: dict[int, Label] = field(default_factory=dict)
    grades: list[TracedText] = field(default_factory=list)
    amounts: list[Cell] = field(default_factory=list)
    beside: dict[int, TracedText] = field(default_factory=dict)  # own criteria by the column that follows them
    further: list[SourceCell] = field(default_factory=list)
    wide: bool = False

    def row(self) -> Row:
        """The row without its page."""
        self._sort()
        self._name_for_number()
        self._name_over_duties()
        unplaced = self._placed_amounts()
        own = {role for role, parts in self.texts.items() if any(part.text.strip() for part in parts)}
        counted = own & {"duties", "criteria"}  # what a cell above says as well counts there
        also = tuple(text for role in sorted(counted) for text in self.above.pop(role, ()))
        roles = (*self.texts, *self.above)
        joined = {role: _in_one([*self.texts.get(role, ()), *self.above.get(role, ())]) for role in roles}
        if self.grades:
            before = [joined["criteria"]] if "criteria" in own else []
            joined["criteria"] = _in_one([*before, joined_grades(self.grades)])
        return Row(
            labels=tuple(self.labels.get(i) for i in range(len(self.levels))),
            duties=joined.get("duties", EMPTY),
            criteria=joined.get("criteria", EMPTY),
            methods=joined.get("methods", EMPTY),
            assessors=joined.get("assessors", EMPTY),
            points=joined.get("points", EMPTY),
            notes=joined.get("notes", EMPTY),
            others=(*self.others, *unplaced),
            wide=self.wide,
            shared=frozenset(self.above),
            also=also,
            further=frozenset(self.further),
            priced=len(unplaced) < len(self.amounts),
            blank=self._blank(joined),
        )

    def _blank(self, joined: Mapping[str, TracedText]) -> frozenset[str]:
        """The roles of which all cells of the row are empty, or that it has no cell of."""
        covered = {i for cell in self.cells for i in range(cell.column, cell.column + cell.column_span)}
        lacking = {column.role for i, column in enumerate(self.layout.columns) if i not in covered}
        empty = {role for role, text in joined.items() if not text.text.strip()}
        return frozenset(role for role in (*empty, *lacking) if role and role not in joined.keys() - empty)

    def _sort(self) -> None:
        """Each cell to what its role makes of it."""
        tier = next((self._read(cell) for cell in self.cells if _role(cell, self.layout) == "tier"), EMPTY)
        halves = halves_of_events(self.cells, self.layout)
        for cell in self.cells:
            role, text = _role(cell, self.layout), self._read(cell)
            if role == "tier" or any(cell is left for left in halves.values()):
                continue  # read with what it goes with
            if role == "level":
                self._label(cell, text)
            elif role == "points" and self.labels and cell.column < max(self.layout.of("points")):
                self._points_of_level(cell, text)
            elif role in ("amount", "grade"):
                self._amount(cell, role, text)
            elif role in ("other", "form", "serial", "unknown"):
                if text.text.strip():
                    self._other(cell, text)
            else:
                if role == "criteria" and cell.row == self.index:
                    text = with_tier(tier, whole_event(halves.get(id(cell)), text, self.index, self.cell_of))
                    self.beside[cell.column + cell.column_span] = text
                if role == "duties" and self._asks_further(cell):
                    self.further.append(self.cell_of[id(cell)])
                self.wide = self.wide or (role in ("duties", "criteria") and cell.column in self.levels)
                (self.above if cell.row != self.index else self.texts).setdefault(role, []).append(text)

    def _asks_further(self, cell: Cell) -> bool:
        """Whether duties stand to the left already, under another heading."""
        heads = [self.layout.columns[i].heading for i in self.layout.of("duties") if i <= cell.column]
        said = any(text.text.strip() for texts in (self.texts, self.above) for text in texts.get("duties", ()))
        return said and len(set(heads)) > 1 and heads[-1] not in heads[:-1]

    def _read(self, cell: Cell) -> TracedText:
        return read(self.cell_of[id(cell)])

    def _other(self, cell: Cell, text: TracedText) -> None:
        self.others.append((self.layout.columns[cell.column].heading, text))

    def _label(self, cell: Cell, text: TracedText) -> None:
        levels = self.levels
        level = levels.index(cell.column) if cell.column in levels else 0
        key = (self.table_index, self.cell_of[id(cell)].index)
        self.labels[level] = Label(text, key, cell.row + cell.row_span == self.height)

    def _points_of_level(self, cell: Cell, text: TracedText) -> None:
        """A points column of its own for each level."""
        level = max(self.labels)
        named = with_points(self.labels[level].text, text)
        if named is self.labels[level].text and text.text.strip():
            self._other(cell, text)
        self.labels[level] = replace(self.labels[level], text=named)

    def _amount(self, cell: Cell, role: str, text: TracedText) -> None:
        heading = self.layout.columns[cell.column].cell
        if role == "grade" and heading and any(map(str.isalnum, text.text)):
            # a copy, for what stands in a heading is not a cell that the rows share
            self.grades.append(with_grade(read(replace(self.cell_of[id(heading)])), text))
        elif text.text.strip():
            self.amounts.append(cell)

    def _name_for_number(self) -> None:
        """加分项 in the column of numbers names what is assessed, where all labels are empty."""
        scored = any(text.text.strip() for text in self.texts.get("criteria", ()))
        if not self.labels or not scored or any(label.text.text.strip() for label in self.labels.values()):
            return
        for cell in self.cells:
            text = cell.text.strip()
            numbered = _role(cell, self.layout) == "serial" and cell.row == self.index
            if numbered and len(plain(text)) <= _LONGEST_NAME and _NAME.search(text) and not _TELLS.search(text):
                name = self._read(cell)
                self.others = [(heading, other) for heading, other in self.others if other.cells != name.cells]
                self._label(cell, name)

    def _name_over_duties(self) -> None:
        """加分项 in a cell over the labels and the duties names what is assessed, where nothing else does."""
        if not self.wide or self.labels:
            return
        if name := _name_over_duties(self.cells, self.layout):
            self._label(name, self._read(name))
            self.wide = False
            self.texts.pop("duties", None)
            self.above.pop("duties", None)

    def _placed_amounts(self) -> list[tuple[str, TracedText]]:
        """Put the amounts to the criteria that they are of; gives those that have none."""
        criteria, unplaced, placed = with_amounts(
            self.texts.get("criteria", []), self.beside, self.amounts, self.layout, self.cell_of, self.cells
        )
        above = [t for t in self.above.pop("criteria", []) if not placed & {id(cell) for cell in t.cells}]
        if above:
            self.above["criteria"] = above
        if criteria:
            self.texts["criteria"] = criteria
        return unplaced


def _name_over_duties(cells: list[Cell], layout: Layout) -> Cell | None:
    """The cell over labels and duties that is a name (加分项), None where it says what is to be done."""
    over = [cell for cell in cells if _role(cell, layout) == "duties" and cell.text.strip()]
    named = len(over) == 1 and len(plain(over[0].text)) <= _LONGEST_NAME and not _TELLS.search(over[0].text)
    return over[0] if named else None


def _in_one(parts: list[TracedText]) -> TracedText:
    return join(parts, "\n", "cells-joined", "one column over two cells of the grid")


def _is_total(cells: list[Cell], layout: Layout) -> bool:
    """A row of totals whose category is written out before: 安全 | 小计 | | | 30."""
    said = [cell for cell in cells if cell.text.strip()]
    named = [cell for cell in said if _role(cell, layout) == "level" and TOTAL.match(cell.text)]
    return bool(named) and not any(_role(cell, layout) in ("duties", "criteria") for cell in said if cell not in named)


def _total(cells: list[Cell], layout: Layout) -> Decimal | None:
    """The sum that a row of totals states: in the column of points, else behind the word."""
    said = [(cell, found) for cell in cells if (found := TOTAL.match(cell.text))]
    if not said:
        return None
    columns = [points_cell(cell.text) for cell in cells if _role(cell, layout) == "points" and cell.text.strip()]
    behind = [plain_decimal(found["points"]) for _, found in said if found["points"]]
    return next((value for value in (*reversed(columns), *behind) if value is not None), None)


def with_points(label: TracedText, points: TracedText) -> TracedText:
    """The label as if its points stood in it: 组织 beside 20 is 组织(20分), beside 20% it is 组织(20%)."""
    if not label.text.strip() or (points_cell(points.text) is None and not PERCENT.fullmatch(points.text)):
        return label
    text = join([label, points], "(", *POINTS_BESIDE)
    return text.edit([(len(text.text), len(text.text), ")")], *POINTS_BESIDE)


def _role(cell: Cell, layout: Layout) -> str:
    """The role of a cell; over several columns: criteria where it scores, else duties, else that of the first."""
    roles = [layout.columns[c].role for c in range(cell.column, cell.column + cell.column_span)]
    if "criteria" in roles and _scores(cell.text):
        return "criteria"
    if roles[0] == "serial" and "level" in roles and not cell.text.strip().isdigit():
        return "level"
    return next((role for role in ("duties", "criteria") if role in roles), roles[0] or "unknown")
