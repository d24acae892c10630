"""A case of `layouts` as a file: HTML, pipes and frames in Markdown, Word, PDF with merged cells cut by page ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

from layouts import LEFT, Case, Grid, spans
from pdf_builder import Canvas, build
from word_builder import docx, p, tbl, tc, tr

SIZE = 9.0
PITCH = 14.0
PAGE = (60, 480)  # of lines from the top, in points: a multiple of the pitch apart
GAP = 3.0  # beside a cell's text
_UNITS = re.compile(r"（?(?:[\d.]+|.)[，。；：、）]*")
LONG, SHORT = 14, 5  # characters to a line of a column, at the most and at the least


def as_html(case: Case) -> bytes:
    return _markdown(case, _html)


def as_pipes(case: Case) -> bytes:
    """Without spans: what is merged stands once, and empty cells beside it."""
    return _markdown(case, _pipes)


def _markdown(case: Case, write: Callable[[Grid], str]) -> bytes:
    parts = [f"# {line}" for line in case.title]
    for heading, grid in case.tables:
        parts += [f"## {heading}"] if heading else []
        parts.append(write(grid))
    return "\n\n".join([*parts, ""]).encode()


def _html(grid: Grid) -> str:
    cells: dict[int, list[str]] = {}
    for row, _, down, right, text in spans(grid):
        attributes = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
        cells.setdefault(row, []).append(f"<td{attributes}>{escape(text).replace(chr(10), '<br>')}</td>")
    return f"<table>{''.join(f'<tr>{chr(10).join(cells.get(row, []))}</tr>' for row in range(len(grid)))}</table>"


def _pipes(grid: Grid) -> str:
    rows = [["" if cell in (None, LEFT) else str(cell).replace("\n", "<br>") for cell in row] for row in grid]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def as_ragged(case: Case) -> bytes:
    """Pipes as of a converter that keeps the width of merged cells and forgets their height."""
    return _markdown(case, _ragged)


def _ragged(grid: Grid) -> str:
    width = len(grid[0])
    rows = [["" if cell == LEFT else cell.replace("\n", "<br>") for cell in row if cell is not None] for row in grid]
    return "\n".join(["|  " * width + "|", "|" + "---|" * width, *(f"| {' | '.join(row)} |" for row in rows)])


def as_filled(case: Case) -> bytes:
    """Pipes as of a converter that writes a merged cell's text into each place that it covers."""
    return _markdown(case, _filled)


def _filled(grid: Grid) -> str:
    rows = [[""] * len(grid[0]) for _ in grid]
    for row, column, down, right, text in spans(grid):
        for r in range(row, row + down):
            rows[r][column : column + right] = [text.replace("\n", " ")] * right
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(grid[0]), *lines[1:]])


def as_drawn(case: Case) -> bytes:
    """With frames of + - and |, a blank line between a cell's paragraphs and nothing wrapped, as Pandoc does."""
    return _markdown(case, _drawn)


def _drawn(grid: Grid) -> str:
    cells = [(*place, text.replace("\n", "\n\n").split("\n")) for *place, text in spans(grid)]
    widths, heights = [6] * len(grid[0]), [1] * len(grid)
    for row, column, down, right, lines in sorted(cells, key=lambda cell: cell[2:4]):
        widths[column + right - 1] += max(0, max(map(_wide, lines)) + 2 - sum(widths[column : column + right]))
        heights[row + down - 1] += max(0, len(lines) - sum(heights[row : row + down]))
    xs, ys = (list(accumulate((n + 1 for n in sizes), initial=0)) for sizes in (widths, heights))
    paper = [[" "] * (xs[-1] + 1) for _ in range(ys[-1] + 1)]
    for row, column, down, right, lines in cells:
        x0, x1, top, bottom = xs[column], xs[column + right], ys[row], ys[row + down]
        for y in range(top, bottom + 1):
            for x in range(x0, x1 + 1):
                ends = (y in (top, bottom)) + 2 * (x in (x0, x1))
                paper[y][x] = max(paper[y][x], " -|+"[ends], key=" -|+".index)
        for number, line in enumerate(lines):
            for x, char in enumerate("".join(char + "\0" * (_wide(char) - 1) for char in line)):
                paper[top + 1 + number][x0 + 2 + x] = char
    return "\n".join("".join(line).replace("\0", "") for line in paper)


def _wide(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def as_word(case: Case) -> bytes:
    body = "".join(map(p, case.title))
    for heading, grid in case.tables:
        body += (p(heading) if heading else "") + _word(grid) + p()
    return docx(body)


def _word(grid: Grid) -> str:
    begun = {(row, column): (down, right, text) for row, column, down, right, text in spans(grid)}
    rows = []
    for r, row in enumerate(grid):
        cells = []
        for c, text in enumerate(row):
            if text == LEFT:
                continue
            if text is None:
                cells.append(tc("", merge="continue"))
                continue
            down, right, _ = begun[r, c]
            paragraphs = "".join(map(p, text.split("\n")))
            cells.append(tc(paragraphs, span=right, merge="restart" if down > 1 else None))
        rows.append(tr(*cells))
    return tbl(*rows, columns=len(grid[0]))


def as_pdf(case: Case) -> bytes:
    """Lines and cells where they fall: a page end may cut a row, and does cut merged cells."""
    pages = _Pages()
    for line in case.title:
        pages.paragraph(line)
    for heading, grid in case.tables:
        if heading:
            pages.paragraph(heading)
        pages.table(grid)
    return build(*pages.done())


class _Pages:
    """One strip of paper, cut into pages where it is full."""

    def __init__(self) -> None:
        self._texts: list[tuple[float, float, str]] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._y = 0.0

    def paragraph(self, text: str) -> None:
        self._texts.append((40, self._y, text))
        self._y += 2 * PITCH

    def table(self, grid: Grid) -> None:
        xs, ys = _places(grid)
        for row, column, down, right, text in spans(grid):
            x0, x1 = xs[column], xs[column + right]
            top, bottom = self._y + ys[row], self._y + ys[row + down]
            self._boxes.append((x0, top, x1, bottom))
            for number, line in enumerate(_wrapped(text, x1 - x0)):
                self._texts.append((x0 + GAP, top + number * PITCH, line))
        self._y += ys[-1] + 2 * PITCH

    def done(self) -> Iterator[Canvas]:
        """The pages."""
        height = PAGE[1] - PAGE[0]
        for number in range(int(self._y // height) + 1):
            start, end = number * height, (number + 1) * height
            canvas = Canvas(width=max((box[2] for box in self._boxes), default=0) + 40, height=540)
            for x, y, text in self._texts:
                if start <= y < end:
                    canvas.text(x, PAGE[0] + y - start + SIZE + 2, text, SIZE)
            for x0, top, x1, bottom in self._boxes:
                if top < end and bottom > start:
                    inside = max(top, start), min(bottom, end)
                    canvas.box(x0, PAGE[0] + inside[0] - start, x1, PAGE[0] + inside[1] - start)
            yield canvas


def _places(grid: Grid) -> tuple[list[float], list[float]]:
    """Where the columns and rows of a grid begin, and the last ones end."""
    cells = list(spans(grid))
    widest = [SHORT] * len(grid[0])
    for _, column, _, right, text in cells:
        if right == 1:
            widest[column] = max(widest[column], min(LONG, len(text)))
    xs = list(accumulate((n * SIZE + 3 * GAP for n in widest), initial=40.0))
    heights = [1] * len(grid)
    for row, column, down, right, text in sorted(cells, key=lambda cell: cell[2]):
        needed = len(_wrapped(text, xs[column + right] - xs[column]))
        heights[row + down - 1] += max(0, needed - sum(heights[row : row + down]))
    return xs, list(accumulate((n * PITCH for n in heights), initial=0.0))


def _wrapped(text: str, width: float) -> list[str]:
    """The lines of a cell; a number is not broken, and what closes a sentence begins no line."""
    lines = []
    for part in text.split("\n"):
        line, room = "", width - 2 * GAP
        for unit in _UNITS.findall(part):
            advance = sum(SIZE if char >= "\u2000" else SIZE / 2 for char in unit)
            if advance > room:
                lines.append(line)
                line, room = "", width - 2 * GAP
            line, room = line + unit, room - advance
        lines.append(line)
    return lines


WRITERS: dict[str, Callable[[Case], bytes]] = {
    "html.md": as_html,
    "pipes.md": as_pipes,
    "drawn.md": as_drawn,
    "word.docx": as_word,
    "typeset.pdf": as_pdf,
}
# what is merged is not told any more, as some converters leave it
LOSSY: dict[str, Callable[[Case], bytes]] = {"ragged.md": as_ragged, "filled.md": as_filled}
