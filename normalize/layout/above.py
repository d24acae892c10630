"""What stands above a table: the title of its sheet, the name of its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from normalize.layout.columns import Column, part_name
from normalize.layout.parts import heads_part, part_number
from normalize.layout.titles import (
    NUMBERED,
    Title,
    asks_for_unit,
    begins_title,
    is_unit_name,
    names_unit,
    opens_with_unit,
)
from normalize.layout.wording import Wording
from schemas import Cell, Paragraph

Loose = Paragraph | Cell

_TITLE_LINES = 4
_PART = regex.compile(r"(?:考核|考评|评估|任务|指标)\s*(?:[(（][^()（）]*[)）])?\s*$")


def title_lines(lines: list[Loose], wording: Wording) -> list[Loose]:
    """The title above a table: of the last lines those from the first that looks like one, if no long text follows."""
    near = lines[-_TITLE_LINES:]
    for i, line in enumerate(near):
        if wording.looks_like_title(line.text) and all(len(p.text) <= 60 for p in near[i:]):
            return near[i - 1 :] if i and begins_title(near[i - 1].text, line.text) else near[i:]
    return next(([line] for line in reversed(lines) if wording.looks_like_title(line.text)), [])


def title_of(lines: list[Loose], inside: list[Cell], wording: Wording) -> Title | None:
    """What the lines of a title say; one that stands within the table names it before any above several tables."""
    own = _form_lines([cell for cell in inside if cell.text.strip()])
    if any(wording.looks_like_title(text) for text in own):
        title = wording.read_title(tuple(own))
        if title.department and title.year is None and lines:
            return replace(title, year=wording.read_title(tuple(line.text for line in lines)).year)
        if title.department:
            return title
    if not lines:
        return None
    title = wording.read_title(tuple(line.text for line in lines))
    last = lines[-1].text
    if len(lines) > 1 and NUMBERED.match(last):  # (一)办公室考核指标 below the title of all
        named = wording.read_title((last,)).department
        return replace(title, department=named) if named and is_unit_name(named) else title
    return title


def is_one_of_several(title: Title, inside: Sequence[Cell]) -> bool:
    """Whether a title is of one unit below the title of all: a cell above the headings, or the line above the table
    itself, says who is assessed, or it has a number."""
    within = any(map(names_unit, _form_lines([cell for cell in inside if cell.text.strip()])))
    return within or bool(NUMBERED.match(title.text)) or opens_with_unit(title.text)


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


def from_page_header(
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


def is_part_name(line: Loose, wording: Wording) -> bool:
    """Whether a line right above a table names a part of its sheet; 二、附加考核 may end as titles do."""
    if not heads_part(line.text) or not wording.looks_like_title(line.text):
        return heads_part(line.text)
    title = wording.read_title((line.text,))
    kind = _PART.search(line.text) and part_number(line.text) is not None
    return bool(kind) and title.department is None and title.year is None


def part_inside(inside: Sequence[Cell], columns: Sequence[Column], wording: Wording) -> list[Cell]:
    """The name of a part within the table, right above its headings, and its points where they stand beside it."""
    last = max((cell.row for cell in inside), default=0)
    said = [cell for cell in inside if cell.row == last and cell.text.strip()]
    name = part_name(said, columns)
    return said if name is not None and not wording.looks_like_title(name.text) else []
