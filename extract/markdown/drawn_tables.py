"""Tables drawn with characters (+---+ and |, or ┌─┬─┐ and │), as Pandoc writes merged cells, to merged cells.

Places are columns of a terminal: a Chinese character takes two, as Pandoc counts (https://pandoc.org/MANUAL.html,
"Extension: grid_tables"). The lines are then those of any other grid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from unicodedata import category, east_asian_width

from extract.grid import Grid, Mesh, Rule, Tolerances, merge_rules, mesh_to_grid
from schemas import Cell, LineAnchor, Table

# lines of characters meet exactly or not at all
_EXACT = Tolerances(snap=0.25, join=0.25, touch=0.25, sliver=0, cover=0.95)
_BEGINS = re.compile(r"[ \t]*[+┌┏╔╭][-=:─━═+┬┳╦]+[+┐┓╗╮][ \t]*")
_GOES_ON = re.compile(r"[ \t]*[+|│┃║├┣╠└┗╚╰╟]")
_BORDER = re.compile(r"\+[-=:]+(?:\+[-=:]+)*\+")
_TO_ASCII = {
    **dict.fromkeys(map(ord, "─━═"), "-"),
    **dict.fromkeys(map(ord, "│┃║"), "|"),
    **dict.fromkeys(map(ord, "┌┏╔╭├┣╠╟└┗╚╰┬┳╦╤╥┼╋╬╪╫┴┻╩╧╨┐┓╗╮┤┫╣╢┘┛╝╯"), "+"),
}
_GOES_RIGHT = frozenset("─━═┌┏╔╭├┣╠╟└┗╚╰┬┳╦╤╥┼╋╬╪╫┴┻╩╧╨")
BEHIND = "\0"  # stands behind a character that takes two columns
# a line that begins so is no rest of the line above it
_ITEM = re.compile(
    r"(?:\d{1,2}\\?[.)、．]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[-*+•]\s)"
)


def drawn_tables(text: str) -> Iterator[tuple[int, int]]:
    """Where tables drawn with characters stand: from a border to the last line that goes on with it."""
    start, place = None, 0
    for line in [*text.split("\n"), ""]:
        if start is not None and not _GOES_ON.match(line):
            if text.count("\n", start, place) > 2:
                yield start, min(place, len(text))
            start = None
        if start is None and _BEGINS.fullmatch(line):
            start = place
        place += len(line) + 1


def read_drawn(fragment: str, first_line: int, plain: Callable[[str], str]) -> list[Table]:
    """The table of a fragment; none where its lines enclose nothing. `plain` takes inline markup out of a cell."""
    lines = _in_columns([line.strip() for line in fragment.split("\n") if line.strip()])
    grid = _grid_of(lines)
    if grid is None:
        return []
    begun: dict[int, int] = {}
    cells = []
    for span in grid.cells:
        x0, top, x1, bottom = (round(place) for place in grid.cell_box(span))
        said = [line[x0 + 1 : x1].replace(BEHIND, "").strip() for line in lines[top + 1 : bottom]]
        begun[top] = begun.get(top, 0) + 1
        anchor = LineAnchor(line=first_line + top + 1, column=begun[top])
        row, column, down, across = span
        cells.append(
            Cell(row=row, column=column, row_span=down, column_span=across, text=plain(joined(said)), anchor=anchor)
        )
    if not any(cell.text for cell in cells):
        return []
    return [Table(rows=len(grid.ys) - 1, columns=len(grid.xs) - 1, cells=tuple(cells))]


def _in_columns(lines: Sequence[str]) -> list[str]:
    """The lines drawn in ASCII, a character to a column, all of one length. The width of what draws a frame is that
    with which the lines end at the same column."""
    ways = [[spread(line, wide) for line in lines] for wide in (False, True)]
    best = min(ways, key=lambda way: len({len(line) for line in way}))
    width = max(map(len, best))
    return [line.ljust(width) for line in best]


def spread(line: str, wide_frame: bool = False) -> str:
    """A line with a character to each column of a terminal: BEHIND follows those that take two."""
    return "".join(_columns_of(char, wide_frame) for char in line)


def _columns_of(char: str, wide_frame: bool) -> str:
    if drawn := _TO_ASCII.get(ord(char)):
        return drawn + (("-" if char in _GOES_RIGHT else " ") if wide_frame else "")
    if category(char) in ("Mn", "Me", "Cf"):
        return ""
    wide = east_asian_width(char)
    return char + BEHIND if wide in "WF" or (wide == "A" and wide_frame) else char


def _grid_of(lines: Sequence[str]) -> Grid | None:
    across: list[Rule] = []
    corners: set[int] = set()
    for y, line in enumerate(lines):
        for border in _BORDER.finditer(line):
            across.append(Rule(y, border.start(), border.end() - 1))
            corners |= {x for x in range(border.start(), border.end()) if line[x] == "+"}
    down = [
        Rule(x, run[0] - 0.5, run[-1] + 0.5)
        for x in sorted(corners)
        for drawn, ys in groupby(range(len(lines)), key=lambda y, x=x: lines[y][x] in "+|")  # type: ignore[misc]
        if drawn and len(run := list(ys)) > 1
    ]
    rules = Mesh(tuple(merge_rules(across, _EXACT)), tuple(merge_rules(down, _EXACT)))
    return mesh_to_grid(rules, (), _EXACT) if rules.horizontals and rules.verticals else None


def joined(lines: Sequence[str]) -> str:
    """A cell's text: paragraphs and items a line each, what was only wrapped in one."""
    parts: list[str] = []
    ended = True
    for line in lines:
        if line and (ended or _ITEM.match(line)):
            parts.append(line)
        elif line:
            chinese = parts[-1][-1] >= "\u2000" and line[0] >= "\u2000"
            parts[-1] += line if chinese else f" {line}"
        ended = not line or line.endswith("\\")
    return "\n".join(part.removesuffix("\\") for part in parts)
