"""A table's header rows and what each of its columns is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from normalize.layout.apart import SCORES, amount_columns, duties_beside, grade_columns, is_amount_heading, is_grade
from normalize.layout.headings import EXACT, Role, plain, role_of
from normalize.layout.items import category_column, item_column
from normalize.layout.labels import points_cell, split_label
from normalize.layout.misread import misread_headings
from normalize.layout.parts import heads_part, part_number
from normalize.layout.tiers import tier_columns
from normalize.layout.titles import is_unit_name
from normalize.layout.wording import PLAIN, Wording
from schemas import Cell, Table

_LEAST_HEADINGS = 3
_LEAST_WHOLE = 2  # rows that tell what columns hold
_LONGEST_HEADING = 40  # characters
_ITEM = regex.compile(r"\s*(?:\d{1,2}\s*[.．、]|[一二三四五六七八九十]{1,2}\s*、)\s*\p{Han}")
_PLAIN_SCORES = regex.compile(r"[扣减加得]\d+分")  # plain text has no decimal point left
_WAY = regex.compile(r"方式$|方法$")
# 查阅资料、现场抽查 below 考核办法
_LOOKED_AT = regex.compile(r"\p{Han}*(?:查|看|听|访|问卷|测评|座谈|汇报|资料|台账|相结合)[\p{Han}\s、,，和/]*")
_RANKS = "一二三四五"
_RANK = regex.compile(f"([{_RANKS}])级")
_CATEGORY = regex.compile("类别|类型|分类|大类|模块|板块|维度")
_SIGN = regex.compile("[扣减加奖罚]")  # 扣分 | 加分: fields of a form, or criteria where something stands below
_SIGNS = ("扣分", "减分", "加分", "奖分", "奖励分")
_SIGNED = regex.compile(
    r"\p{Han}.*\d\s*分|\d\s*分\s*[/每]\s*\p{Han}", regex.DOTALL
)  # 迟报一次2分 · 1分/次, but not 2分
_SIGNED_OVER = regex.compile(f"({'|'.join(_SIGNS)})(?:标准|细则|办法|规定|项目?|事项|条款)")
_EVENT_OR_COST = regex.compile("(?:具体)?(?:情形|事项|行为|情况|内容|表现)|(?:标准)?分[值数]?")
_SENTENCE = regex.compile("[。;；]")
_ITEMS = regex.compile(r"项目?$")
_POINTS_ARE_MEANT = regex.compile("[分扣奖罚]")
_MAY_SCORE = (
    "methods",
    "other",
    "form",
    "notes",
    "duties",
    None,
)  # roles whose headings are at times put over criteria
_LONGEST_NAME = 20  # characters
_NEARLY_ALL = 0.7
_LEAST_DUTY = 6  # characters; 无 and / ask for nothing


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column. `role` None: its heading fits nothing. Blank headings beside a level are levels too. `read_as`:
    what its heading is taken for, where a character of it is wrong."""

    role: Role | None
    heading: str
    cell: Cell | None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """`first` body row; header rows are those in `header`; rows above them in `above` are titles within the table."""

    columns: tuple[Column, ...]
    above: tuple[int, ...]
    header: tuple[int, ...]
    first: int

    def of(self, role: Role) -> tuple[int, ...]:
        """The grid columns of a role, from left to right."""
        return tuple(i for i, column in enumerate(self.columns) if column.role == role)

    def are_labels(self, first: int) -> bool:
        """Whether so many columns at the left hold labels, and numbers of them."""
        return all(column.role in ("level", "serial") for column in self.columns[:first])

    @property
    def levels(self) -> tuple[int, ...]:
        """The columns of labels, from the top of the tree down: from left to right, unless their headings say otherwise
        (二级指标 | 一级指标, 考核项目 | 类别)."""
        found = self.of("level")
        headings = [self.columns[i].heading for i in found]
        numbers = [match[1] for heading in headings if (match := _RANK.search(heading))]
        if len(numbers) == len(set(numbers)) == len(found):
            ranks = [_RANKS.index(number) for number in numbers]
        else:
            ranks = [len(found) == 2 and not _CATEGORY.search(heading) for heading in headings]
        return tuple(i for _, i in sorted(zip(ranks, found, strict=True)))

    def as_before(self, first: Layout, scoring: Collection[int] = ()) -> Layout:
        """The layout of a further page under the headings of the first: its items stand where they stood there, and so
        does what is asked for, beside criteria, unless it is among the columns that are `scoring` here."""
        told = [column.role for column in first.columns]
        if [column.heading for column in self.columns] != [column.heading for column in first.columns]:
            return self
        own = [column.role for column in self.columns]
        items = {i: role for i, role in enumerate(told) if role and {role, own[i]} == {"level", "duties"}}
        if own.count("criteria") > 1:
            pairs = enumerate(zip(told, own, strict=True))
            items |= {i: "duties" for i, pair in pairs if pair == ("duties", "criteria") and i not in scoring}
        return replace(self, columns=_with_roles(self.columns, items)) if items else self

    @property
    def signature(self) -> tuple[Role | None, ...]:
        return tuple(column.role for column in self.columns)


def grid(table: Table) -> list[list[Cell | None]]:
    """The cell that covers each slot, row by row."""
    slots: list[list[Cell | None]] = [[None] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                slots[row][column] = cell
    return slots


def distinct(row: Iterable[Cell | None]) -> Collection[Cell]:
    """The cells of a row, each once; no two of a table are alike, and to compare them takes long."""
    return {id(cell): cell for cell in row if cell is not None}.values()


def is_header(row: list[Cell | None], wording: Wording = PLAIN) -> bool:
    """Whether a row names columns: at least three headings, nearly all its texts are headings, and none is content.

    A body row may have three words that name columns too: 发展目标(30分) | 1. 按时完成… | …扣2分 | 扣分法 | 考核小组.
    """
    texts = [cell.text for cell in distinct(row) if cell.text.strip()]
    if any(_is_content(text) for text in texts):  # most rows
        return False
    grades = {plain(text) for text in texts if is_grade(text)}
    known = [
        text
        for text in texts
        if wording.role_of(text) or is_amount_heading(text) or (len(grades) > 1 and plain(text) in grades)
    ]
    return (
        len({plain(text) for text in texts}) > 1  # a title that a tool wrote into every column
        and len(known) >= min(_LEAST_HEADINGS, max(2, len(texts)))
        and len(known) >= len(texts) - 2
        and len(known) * 2 > len(texts)
    )


def _is_content(text: str) -> bool:
    """Whether a text is an item or says what something costs, as no heading does outside its brackets."""
    said = plain(text)
    return len(said) > _LONGEST_HEADING or bool(_ITEM.match(text) or _PLAIN_SCORES.search(said))


def _names(row: list[Cell | None], wording: Wording) -> int:
    """How many headings: a body row may have two words that name columns too (发展目标 | 一、上级下达的任务)."""
    cells = distinct(row)
    return sum(wording.role_of(cell.text) is not None or is_grade(cell.text) for cell in cells)


def find_layout(table: Table, slots: list[list[Cell | None]], wording: Wording = PLAIN, look: int = 6) -> Layout | None:
    """The layout of a table whose first rows hold a header with duties or criteria; None where they hold none."""
    for index in range(min(look, table.rows)):
        if not is_header(slots[index], wording):
            continue
        last = index
        while last + 1 < table.rows and _is_second_header(slots[last + 1], wording):
            last += 1
        named = [cell for cell in slots[index] if cell and wording.role_of(cell.text)]
        reach = min(max([last, *(cell.row + cell.row_span - 1 for cell in named)]), table.rows - 1)
        index = min(cell.row for cell in slots[index] if cell and cell.text.strip())  # a heading may be two rows high
        header = (*range(index, last + 1), *_empty_of_content(slots, range(last + 1, reach + 1)))
        heads, body = [slots[row] for row in header], _whole(slots[header[-1] + 1 :])
        columns = _columns(heads, table.columns, _mended(heads, body, wording))
        columns = _by_content(columns, body)
        if not any(column.role in ("criteria", "duties", "grade") for column in columns):
            return None
        return Layout(columns=columns, above=tuple(range(index)), header=header, first=header[-1] + 1)
    return None


def _whole(body: list[list[Cell | None]]) -> list[list[Cell | None]]:
    """The rows without those that lack a cell, whose texts may stand below other headings than their own, and without
    bands that stand in every column."""
    whole = [row for row in body if None not in row and len({cell.text for cell in row if cell}) > 1]
    return whole if len(whole) >= _LEAST_WHOLE else body


def _empty_of_content(slots: list[list[Cell | None]], rows: range) -> tuple[int, ...]:
    """Those of the rows beside a tall heading that come before content: where a scan lost the line below one heading,
    its cell reaches into the body."""
    held = (row for row in rows if any(cell.row == row and _is_content(cell.text) for cell in distinct(slots[row])))
    return tuple(range(rows.start, next(held, rows.stop)))


def _is_second_header(row: list[Cell | None], wording: Wording) -> bool:
    """Headings below the first: three, or fewer where the others are empty (one heading stood over two columns)."""
    said = [cell for cell in distinct(row) if cell.text.strip()]
    named = _names(row, wording)
    return is_header(row, wording) and (named >= _LEAST_HEADINGS or (1 < named == len(said) < len(row)))


def _mended(header: Sequence[list[Cell | None]], body: Sequence[list[Cell | None]], wording: Wording) -> Wording:
    """The wording with those headings of the lowest row that are a character off."""
    lowest = [next((cell for row in reversed(header) if (cell := row[i])), None) for i in range(len(header[0]))]
    texts = [[cell.text if (cell := row[i]) else "" for row in body] for i in range(len(lowest))]
    misread = misread_headings([cell.text if cell else "" for cell in lowest], texts, wording.role_of)
    return replace(wording, misread=misread) if misread else wording


def _columns(header: list[list[Cell | None]], width: int, wording: Wording) -> tuple[Column, ...]:
    columns: list[Column] = []
    for index in range(width):
        cells = [cell for row in reversed(header) if (cell := row[index]) is not None and cell.text.strip()]
        # 优 | 良 | 差 below 评分标准 are criteria, and so are 扣分 | 加分
        over = next((cell for cell in cells[1:] if wording.role_of(cell.text) == "criteria"), None)
        cell = next((cell for cell in cells if wording.role_of(cell.text)), cells[0] if cells else None)
        sign = next((sign for each in cells[1:] if (sign := _sign_over(plain(each.text), plain(cells[0].text)))), None)
        if cell and wording.role_of(cell.text) == "points" and is_unit_name(plain(cells[0].text)):
            columns.append(Column(None, plain(cells[0].text), cells[0]))  # 分值 over 征收科 | 管理科: each has its own
        elif sign:
            columns.append(_below_sign(sign, cells[0], wording))
        elif cell and cells[0] is not cell and not over and is_grade(cells[0].text):
            # 优 below 等次及分值 is no column of points; below 评分 it may be filled in by hand
            form: Role | None = "form" if wording.role_of(cell.text) == "form" else None
            columns.append(Column(form, plain(cells[0].text), cells[0]))
        elif over and cells[0] is not over and wording.role_of(cells[0].text) in (None, "form"):
            signed = cells[0] if _SIGN.search(cells[0].text) or is_grade(cells[0].text) else over
            columns.append(Column("criteria", plain(signed.text), signed))
        else:
            heading = plain(cell.text) if cell else ""
            columns.append(Column(wording.role_of(heading), heading, cell, wording.misread.get(heading)))
    return _settle(_torn_heading(columns, wording))


def _sign_over(heading: str, below: str) -> str | None:
    """加分 of a heading over several that says what they do: 加分 over all, 加分标准 over 情形 | 分值."""
    if heading in _SIGNS:
        return heading
    found = _SIGNED_OVER.fullmatch(heading)
    return found[1] if found and _EVENT_OR_COST.fullmatch(below) else None


def _below_sign(sign: str, cell: Cell, wording: Wording) -> Column:
    """A column below 扣分 or 加分: 情形 is a criterion, 分值 what it costs; 原因 and 自评 are filled in by hand."""
    heading = sign + plain(cell.text)
    by_hand = EXACT.get(heading) == "form" or wording.role_of(cell.text) == "form"
    role: Role | None = "form" if by_hand else None if wording.role_of(cell.text) == "points" else "criteria"
    return Column(role, heading, cell)


def _by_content(columns: tuple[Column, ...], body: list[list[Cell | None]]) -> tuple[Column, ...]:
    """Headings that say too little, settled by what stands below: 计分方式 is a method or takes points, 考核标准 beside
    评分办法 may ask for something or take points for it, and points may be taken under 考核方式 alone.
    """
    said = [[cell.text for row in body if (cell := row[i]) and cell.text.strip()] for i in range(len(columns))]
    own = [  # without bands and 小计 over several columns
        [t.text for row in body if (t := row[i]) and t.text.strip() and columns[t.column].heading == columns[i].heading]
        for i in range(len(columns))
    ]
    if grades := grade_columns(columns, own, [column.cell.text if column.cell else "" for column in columns]):
        asks = [role_of(column.heading) in ("content", "duties") for column in columns]
        columns = _with_roles(columns, {**duties_beside(columns, asks), **grades})
    tiers = tier_columns(columns, body)
    columns = _with_roles(columns, tiers or amount_columns(columns, own))
    scoring = [sum(bool(SCORES.search(text)) for text in texts) for texts in said]
    signed = [i for i, c in enumerate(columns) if c.role in (None, "form") and _SIGN.search(c.heading)]
    if not any(scoring[i] for i, column in enumerate(columns) if column.role == "criteria"):
        for i in (i for i in signed if columns[i].heading in _SIGNS):  # the heading says what 迟报一次2分 does
            scoring[i] = sum(bool(_SIGNED.search(text)) for text in said[i])
    columns = _with_roles(columns, {i: "criteria" for i in signed if scoring[i] * 2 > len(said[i]) > 1})
    for i in range(1, len(columns)):  # a column that a tool cut in two
        if columns[i].role is None and not columns[i].heading and scoring[i] and columns[i - 1].role == "criteria":
            columns = _with_roles(columns, {i: "criteria"})
    columns = _grounds_apart(columns)
    criteria = [i for i, column in enumerate(columns) if column.role == "criteria"]
    if not any(column.role in ("criteria", "duties", "grade") for column in columns):
        # 考核项目 | 考核指标, of which the second takes the points
        levels = [i for i, c in enumerate(columns) if c.role == "level" and scoring[i] * 2 > len(said[i]) > 1]
        if len(levels) == 1:
            columns = _with_roles(columns, {levels[0]: "criteria"})
    elif criteria and not any(scoring[i] for i in criteria):
        found = [i for i, c in enumerate(columns) if c.role in _MAY_SCORE and scoring[i] * 2 > len(said[i]) > 1]
        if found:
            columns = _with_roles(columns, {**dict.fromkeys(criteria, "duties"), **dict.fromkeys(found, "criteria")})
    elif any(scoring[i] for i in criteria) and len(criteria) > 1:
        beside = {i: _beside_criteria(columns[i], said[i]) for i in criteria if said[i] and not scoring[i]}
        columns = _with_roles(columns, beside)
    if (category := category_column(columns, body)) is not None:
        columns = _with_roles(columns, {category: "level"})
    columns = _with_item(_with_duties(columns, said), said)
    item = item_column(columns, body)
    return _with_roles(columns, {item: "level"}) if item is not None else columns


def _grounds_apart(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """What a finding rests on is no criterion: 考核依据 beside 违规情形 | 扣分值."""
    criteria = [i for i, column in enumerate(columns) if column.role == "criteria"]
    grounds = [i for i in criteria if columns[i].heading.endswith("依据")]
    priced = any(column.role == "amount" for column in columns) and len(grounds) < len(criteria)
    return _with_roles(columns, dict.fromkeys(grounds if priced else [], "other"))


def scoring_columns(slots: Sequence[Sequence[Cell | None]], layout: Layout) -> Collection[int]:
    """The columns in which points are taken or given."""
    body = slots[layout.first :]
    texts = ((i, cell.text) for row in body for i, cell in enumerate(row) if cell is not None)
    return frozenset(i for i, text in texts if SCORES.search(text))


def _with_duties(columns: tuple[Column, ...], said: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Sentences below a blank heading beside labels are what is asked for, where no heading says that: its text was
    lost."""
    levels = [i for i, column in enumerate(columns) if column.role == "level"]
    asked = any(column.role in ("duties", "content") for column in columns)
    if len(levels) < 2 or asked or columns[levels[-1]].cell is not None:
        return columns
    texts = said[levels[-1]]
    sentences = sum(bool(_SENTENCE.search(text)) for text in texts)
    return _with_roles(columns, {levels[-1]: "duties"}) if sentences * 2 > len(texts) > 1 else columns


def _with_item(columns: tuple[Column, ...], said: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Where no heading names the item, the first of several columns of duties does, if it holds names, and the only one
    left of the criteria, if nearly all it holds are names with points; so does 加分项目 beside 加分标准."""
    if any(column.role == "level" for column in columns):
        return columns
    duties, criteria = ([i for i, c in enumerate(columns) if c.role == role] for role in ("duties", "criteria"))
    several = next((found for found in (duties, criteria) if len(found) > 1), None)
    if any(column.role == "grade" for column in columns):
        several = duties or criteria or None  # 事项 | 国家级 | 省级
    if len(duties) == 1 and criteria and duties[0] < criteria[0] and _are_priced(said[duties[0]]):
        return _with_roles(columns, {duties[0]: "level"})
    if several is None or (several is criteria and not _ITEMS.search(columns[several[0]].heading)):
        return columns
    texts = said[several[0]]
    named = [text for text in texts if len(plain(text)) <= _LONGEST_NAME and not _SENTENCE.search(text)]
    scores = any(SCORES.search(text) for text in texts)
    return _with_roles(columns, {several[0]: "level"}) if len(named) * 2 > len(texts) and not scores else columns


def _are_priced(texts: Sequence[str]) -> bool:
    names = [name for name, points in map(split_label, texts) if points is not None]
    short = all(len(plain(name)) <= _LONGEST_NAME and not _SENTENCE.search(name) for name in names)
    return short and 1 < len(names) >= _NEARLY_ALL * len(texts)


def _with_roles(columns: tuple[Column, ...], roles: Mapping[int, Role]) -> tuple[Column, ...]:
    return tuple(replace(c, role=roles.get(i, c.role)) for i, c in enumerate(columns))


def _beside_criteria(column: Column, texts: Sequence[str]) -> Role:
    """What a column is that is headed as criteria but takes no points, where another does."""
    looked = column.heading.endswith("办法") and all(_LOOKED_AT.fullmatch(text) for text in texts)
    if looked or _WAY.search(column.heading):
        return "methods"
    if column.heading.endswith("依据"):
        return "other"
    if _POINTS_ARE_MEANT.search(column.heading):
        return "criteria"
    if role_of(column.heading) in ("content", "duties"):
        return "duties"
    whole = column.cell is not None and column.cell.column_span == 1
    tells = sum(len(plain(text)) >= _LEAST_DUTY for text in texts) * 2 > len(texts)
    return "duties" if whole and tells else "criteria"


def _torn_heading(columns: list[Column], wording: Wording) -> list[Column]:
    """Two cells that only together are a heading (项目 | 名称), and blanks right of a level, which it spans."""
    settled = list(columns)
    for i in range(1, len(settled)):
        left, column = settled[i - 1], settled[i]
        if not column.heading and left.role == "level":
            settled[i] = Column("level", left.heading, None)
        elif column.role is None and left.role in (None, "level"):
            whole = left.heading + column.heading
            role = wording.role_of(whole)
            if role and (left.role is None or whole in EXACT):  # 考核项目 | 等级 are two
                settled[i - 1], settled[i] = replace(left, role=role), replace(column, role=role)
    return settled


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """What a heading means beside the others: contents are criteria where nothing else is, duties otherwise."""
    roles = Counter(column.role for column in columns)
    settled: list[Column] = []
    for column in columns:
        role = column.role
        if role == "content":
            role = "duties" if roles["criteria"] else "criteria"
        elif role == "duties" and not roles["criteria"] and not roles["content"]:
            role = "criteria"
        settled.append(replace(column, role=role))
    return tuple(settled)


def stacked(table: Table, first: Layout, wording: Wording = PLAIN) -> tuple[Table, ...]:
    """The tables that one grid with that layout holds: cut where its headings come again, and before the rows right
    above that are titles or name a part of the sheet.

    A tool that joins pages leaves headers, and whole sheets with their titles, in the middle of a table.
    """
    slots = grid(table)
    cuts = [0]
    headings = {column.heading for column in first.columns}
    for row in range(first.first, table.rows):
        again = {plain(cell.text) for cell in slots[row] if cell is not None and wording.role_of(cell.text)}
        if is_header(slots[row], wording) and len(again & headings) >= _LEAST_HEADINGS:
            top = row
            while top > cuts[-1] + 1 and _is_title(slots[top - 1], first.columns, wording):
                top -= 1
            crossed = any(cell.row < top < cell.row + cell.row_span for cell in table.cells)
            if not crossed and top > max(cuts[-1], first.header[-1]):
                cuts.append(top)
    return tuple(_rows(table, a, b) for a, b in pairwise((*cuts, table.rows))) if len(cuts) > 1 else (table,)


def _is_title(row: list[Cell | None], columns: Sequence[Column], wording: Wording) -> bool:
    said = [cell for cell in distinct(row) if cell.text.strip()]
    if len(said) == 1 and wording.looks_like_title(said[0].text):
        return True
    return part_name(said, columns) is not None


def part_name(said: Sequence[Cell], columns: Sequence[Column]) -> Cell | None:
    """Of the texts of a row above headings the one that names a part of the sheet: alone, or with its points beside it.

    In a single column it has its number or points in its own text; in a column of labels it may be one, cut by a page
    end from its rows.
    """
    if not said:
        return None
    role = columns[said[0].column].role
    over = said[0].column == 0 and (said[0].column_span > 1 or role == "serial")  # a name where numbers stand
    pointed = over and len(said) == 2 and points_cell(said[1].text) is not None
    if not (len(said) == 1 or pointed):
        return None
    text = said[0].text
    told = over or part_number(text) is not None or (split_label(text)[1] is not None and role != "level")
    return said[0] if told and heads_part(text, in_table=over) else None


def _rows(table: Table, first: int, end: int) -> Table:
    cells = tuple(cell.model_copy(update={"row": cell.row - first}) for cell in table.cells if first <= cell.row < end)
    return table.model_copy(update={"rows": end - first, "cells": cells})
