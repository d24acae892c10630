r"""LaTeX tables, as some tools write them into Markdown (\begin{tabular} … \multirow … \hline), to merged cells.

No LaTeX is run: rows end at \\, cells at &, and what braces or a tabular within a cell hold belongs to that cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from extract.markdown.html_tables import MAX_COLUMN_SPAN
from schemas import Cell, LineAnchor, Table

_EDGE = re.compile(r"\\(begin|end)\s*\{(?:tabular[*x]?|longtable|array)\}")
# what stands behind \begin{tabular}: [t] {|l|p{3cm}|}, a width of tabularx
_ARGUMENTS = re.compile(r"\s*(?:\[[^\]]*\]\s*)?(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*){1,2}")
_TOKEN = re.compile(r"\\begin\s*\{\w+\*?\}|\\end\s*\{\w+\*?\}|\\\\(?:\s*\[[^\]]*\])?|\\.|[{}&]", re.DOTALL)
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|(?:cline|cmidrule(?:\([^)]*\))?)\s*\{[^}]*\})\s*")
_COLUMNS = re.compile(r"\s*\\multicolumn\s*\{\s*(\d{1,3})\s*\}\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*")
_ROWS = re.compile(r"\s*\\multirow\s*(?:\[[^\]]*\])?\s*\{\s*(\d{1,3})\s*\}\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}\s*")
_BREAK = re.compile(
    r"\\\\(?:\s*\[[^\]]*\])?|\\newline\b|\\(?:begin|end)\s*\{tabular\}(?:\s*\[[^\]]*\])?(?:\{[^{}]*\})?"
)
# dressing round a table and its title, whose text stays
_DRESSING = re.compile(
    r"\\(?:begin|end)\s*\{(?:table\*?|center|footnotesize|adjustbox)\}(?:\s*\[[^\]]*\])?|\\captionsetup\s*\{[^}]*\}"
    r"|\\(?:centering|noindent|footnotesize|small)\b"
)
_TITLED = re.compile(r"\\(?:(?:sub)*section\*?|title|caption\*?|textbf|text)\s*\{([^{}]*)\}")


def latex_tables(text: str) -> list[tuple[int, int]]:
    r"""Where the outermost \begin{tabular} … \end{tabular} stand; one without its end is none."""
    spans: list[tuple[int, int]] = []
    start, depth = 0, 0
    for edge in _EDGE.finditer(text):
        if edge.group(1) == "begin":
            start = edge.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, edge.end()))
    return spans


def undressed(line: str) -> str:
    r"""A line outside tables without the commands that only dress it: \section*{…} is its text."""
    return _TITLED.sub(r"\1", _DRESSING.sub("", line)).strip() if "\\" in line else line


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands between two & of a row: its place in the grid, the rows and columns it asks for, where it stands."""

    row: int
    column: int
    down: int
    across: int
    text: str
    offset: int


def read_latex(fragment: str, first_line: int, plain: Callable[[str], str]) -> list[Table]:
    """The table of a fragment that `latex_tables` found; none where no cell says anything.

    `plain` makes a cell's raw text plain. A cell over rows covers the places below it as far as these are empty.
    """
    begin = _EDGE.match(fragment)
    arguments = _ARGUMENTS.match(fragment, begin.end() if begin else 0)
    rows = _rows(fragment, arguments.end() if arguments else 0, fragment.rfind("\\end"))
    entries = [entry for number, row in enumerate(rows) for entry in _entries(number, row, plain)]
    if not any(entry.text for entry in entries):
        return []
    empty = {(entry.row, entry.column): entry.across for entry in entries if not entry.text}
    gone: set[tuple[int, int]] = set()
    on_line: dict[int, int] = {}
    cells: list[Cell] = []
    for entry in entries:
        if (entry.row, entry.column) in gone:
            continue
        below = (_empty(empty, row, entry) for row in range(entry.row + 1, entry.row + entry.down))
        covered = list(takewhile(bool, below))
        gone.update(place for places in covered for place in places)
        line = first_line + fragment.count("\n", 0, entry.offset)
        on_line[line] = on_line.get(line, 0) + 1
        cells.append(
            Cell(
                row=entry.row,
                column=entry.column,
                row_span=1 + len(covered),
                column_span=entry.across,
                text=entry.text,
                anchor=LineAnchor(line=line, column=on_line[line]),
            )
        )
    return [Table(rows=len(rows), columns=max(e.column + e.across for e in entries), cells=tuple(cells))]


def _empty(empty: Mapping[tuple[int, int], int], row: int, entry: _Entry) -> list[tuple[int, int]]:
    """The places of the empty cells of a row that lie below an entry, none where they do not fill its columns."""
    places, column = [], entry.column
    while column < entry.column + entry.across and (row, column) in empty:
        places.append((row, column))
        column += empty[row, column]
    return places if column == entry.column + entry.across else []


def _entries(number: int, row: list[tuple[str, int]], plain: Callable[[str], str]) -> Iterator[_Entry]:
    column = 0
    for raw, offset in row:
        text, across, down = _RULES.sub("", raw), 1, 1
        while found := _COLUMNS.match(text) or _ROWS.match(text):
            spans_columns = found.re is _COLUMNS
            across, down = (int(found.group(1)), down) if spans_columns else (across, int(found.group(1)))
            text = _unbraced(text[found.end() :])
        across = min(max(across, 1), MAX_COLUMN_SPAN)
        yield _Entry(number, column, max(down, 1), across, plain(_BREAK.sub("<br>", text)), offset)
        column += across


def _unbraced(text: str) -> str:
    text = text.strip()
    return text[1:-1] if text.startswith("{") and text.endswith("}") else text


def _rows(fragment: str, start: int, end: int) -> list[list[tuple[str, int]]]:
    """The raw cells of each row with where they begin; rows of rules alone are none."""
    rows: list[list[tuple[str, int]]] = [[]]
    depth, begun = 0, start
    for token in _TOKEN.finditer(fragment, start, end):
        mark = token.group()
        depth += (mark == "{" or mark.startswith("\\begin")) - (mark == "}" or mark.startswith("\\end"))
        if depth or (mark != "&" and not mark.startswith("\\\\")):
            continue
        rows[-1].append(_stripped(fragment, begun, token.start()))
        begun = token.end()
        if mark != "&":
            rows.append([])
    rows[-1].append(_stripped(fragment, begun, end))
    return [row for row in rows if len(row) > 1 or _RULES.sub("", row[0][0]).strip()]


def _stripped(fragment: str, start: int, end: int) -> tuple[str, int]:
    raw = fragment[start:end]
    return raw.strip(), start + len(raw) - len(raw.lstrip())
