r"""LaTeX tables, as some tools write them into Markdown (\begin{tabular} … \multirow … \hline), to merged cells.

No LaTeX is run: rows end at \\, cells at &, and what braces or a tabular within a cell hold belongs to that cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from extract.markdown.html_tables import MAX_COLUMN_SPAN
from extract.markdown.inline_math import without_math
from schemas import Cell, LineAnchor, Table

_EDGE = re.compile(r"\\(begin|end)\s*\{(?:tabular[*x]?|longtable|array)\}")
_CLOSED = re.compile(r"\\(?:end|begin)\s*\{table\*?\}")
_GAP = re.compile(r"\n[ \t]*\n\s*(\S[^\n]*)")
# what stands behind \begin{tabular}: [t] {|l|p{3cm}|}, a width of tabularx
_ARGUMENTS = re.compile(r"\s*(?:\[[^\]]*\]\s*)?(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*){1,2}")
_TOKEN = re.compile(r"\\begin\s*\{\w+\*?\}|\\end\s*\{\w+\*?\}|\\\\(?:\s*\[[^\]]*\])?|\\.|[{}&]", re.DOTALL)
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|(?:cline|cmidrule(?:\([^)]*\))?)\s*\{[^}]*\})\s*")
_COLUMNS = re.compile(r"\s*\\multicolumn\s*\{\s*(\d{1,3})\s*\}\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*")
_ROWS = re.compile(r"\s*\\multirow\s*(?:\[[^\]]*\])?\s*\{\s*(\d{1,3})\s*\}\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}\s*")
_BREAK = re.compile(
    r"\\\\(?:\s*\[[^\]]*\])?|\\newline\b|\\(?:begin|end)\s*\{(?:tabular|array)\}(?:\s*\[[^\]]*\])?(?:\{[^{}]*\})?"
)
# dressing round a table and its title, whose text stays
_DRESSING = re.compile(
    r"\\(?:begin|end)\s*\{(?:table\*?|center|footnotesize|adjustbox)\}(?:\s*\[[^\]]*\])?|\\captionsetup\s*\{[^}]*\}"
    r"|\\(?:centering|noindent|footnotesize|small)\b"
)
# \textbf{2} · \underline{3} · {\bf 2} · \makecell[c]{…}: the text is what braces hold
_DRESSED = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|sc|up|md)?|emph|u?underline|uline|uwave|mbox|hbox|makecell|shortstack|thead)\s*"
    r"(?:\[[^\]]*\]\s*)?(?=\{)"
    r"|\\(?:bf|it|rm|sf|tt|bfseries|itshape|small|footnotesize|scriptsize|normalsize|large|centering|raggedright|songti|heiti)"
    r"(?![A-Za-z])\s*"
)
_BRACES = re.compile(r"(?<!\\)\{((?:[^{}\\$]|\\[%&#_$])*)\}")
# ~ is a space, but nobody writes one between numbers: 2~3 is a range, and so is 1月~3月
_TIE = re.compile(r"(?<![\d%年月日时点分级\\])~|(?<!\\)~(?!\d)")
_THIN = re.compile(r"\\[,;:! ]|\\q?quad(?![A-Za-z])")
_TITLED = re.compile(r"\\(?:(?:sub)*section\*?|title|caption\*?|textbf|text)\s*\{([^{}]*)\}")


def latex_tables(text: str) -> list[tuple[int, int, bool]]:
    r"""Where the outermost \begin{tabular} … \end{tabular} stand, and whether they end so.

    One whose end was lost ends where rows give way to other text; without rows it is none.
    """
    ends: dict[int, int | None] = {}
    opened: list[int] = []
    for edge in _EDGE.finditer(text):
        if edge.group(1) == "begin":
            opened.append(edge.start())
            ends[edge.start()] = None
        elif opened:
            ends[opened.pop()] = edge.end()
    spans: list[tuple[int, int, bool]] = []
    barren = 0  # up to here no rows follow a table without its end
    for start, end in ends.items():
        if (spans and start < spans[-1][1]) or (end is None and start < barren):
            continue
        last = end or _rows_end(text, start)
        if end or (text.find("&", start, last) >= 0 and text.find("\\\\", start, last) >= 0):
            spans.append((start, last, end is not None))
        else:
            barren = last
    return spans


def _rows_end(text: str, start: int) -> int:
    """The end of the rows of a table that begins at `start`: before a paragraph without any, or what closes it."""
    closed = _CLOSED.search(text, start)
    end = closed.start() if closed else len(text)
    while (gap := _GAP.search(text, start, end)) and any(mark in gap.group(1) for mark in ("&", "\\\\", r"\hline")):
        start = gap.end(1)
    return gap.start() if gap else end


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
    edges = [edge.group(1) for edge in _EDGE.finditer(fragment)]
    end = fragment.rfind("\\end") if edges.count("begin") == edges.count("end") else len(fragment)
    rows = _rows(fragment, arguments.end() if arguments else 0, end)
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
        yield _Entry(number, column, max(down, 1), across, plain(_spoken(_BREAK.sub("<br>", text))), offset)
        column += across


def _spoken(text: str) -> str:
    r"""A cell's text without the commands and braces that only dress it; a formula that says more stays as it is."""
    text = without_math(text, brackets=True)
    if "$" in text:
        return text
    text, braced = _DRESSED.sub("", text), ""
    while braced != text:
        text, braced = _BRACES.sub(r"\1", text), text
    return _THIN.sub(" ", _TIE.sub(" ", text))


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
