"""Tables written as text for the tests of the normalizer, and what came of them in the same short form.

A line is a row, `|` stands between cells, a cell's text may end with `{r2}` (rows) or `{c3}` (columns) it spans, and
`/` is a line break. As HTML the spans are kept; as pipe table every slot is written out.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from extract.markdown.reader import read_blocks
from normalize import build_rulebook
from schemas import Document, Rulebook, Source, Task, decimal_text

_SPAN = re.compile(r"\{([rc])(\d+)\}")
TITLE = "# 督查室2021年度绩效目标量化考核任务表\n\n"


def rows_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def html(text: str, title: str = TITLE) -> str:
    """The table as HTML in Markdown."""
    out = []
    for row in rows_of(text):
        cells = []
        for cell in row:
            spans = {"r": "rowspan", "c": "colspan"}
            attributes = "".join(f' {spans[kind]}="{number}"' for kind, number in _SPAN.findall(cell))
            cells.append(f"<td{attributes}>{escape(_SPAN.sub('', cell)).replace('/', '<br>')}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    return f"{title}<table>{''.join(out)}</table>\n\n"


def pipes(text: str, title: str = TITLE) -> str:
    """The table as pipes: every row with all of its cells, without spans."""
    first, *rest = [f"| {' | '.join(row).replace('/', '<br>')} |" for row in rows_of(text)]
    return title + "\n".join([first, "|" + "---|" * len(rows_of(text)[0]), *rest]) + "\n\n"


def document(markdown: str, path: str = "a.md", medium: str = "markdown") -> Document:
    digest = hashlib.sha256(markdown.encode()).hexdigest()
    source = Source.model_validate({"id": digest[:12], "path": path, "sha256": digest, "medium": medium})
    return Document(source=source, blocks=read_blocks(markdown))


def rulebook(*markdown: str) -> Rulebook:
    """The rulebook of one file each; whatever else is asked, nothing of their text is lost."""
    book = build_rulebook([document(text, f"{i}.md") for i, text in enumerate(markdown)])
    assert book.conservation.accounted == book.conservation.characters, [
        a.message for a in book.anomalies if a.code == "text-unaccounted"
    ]
    return book


def path(task: Task) -> str:
    """保证目标 40 > 食堂 15"""
    return " > ".join(f"{name} {'-' if points is None else decimal_text(points)}" for name, points in task.path)


def paths(book: Rulebook) -> list[str]:
    return [path(task) for sheet in book.sheets for task in sheet.tasks]


def texts(book: Rulebook) -> list[tuple[str, str, str]]:
    """Path, duties and criteria of each task, numbers left out."""
    return [
        (path(task), " ".join(duty.text for duty in task.duties), " ".join(c.text for c in task.criteria))
        for sheet in book.sheets
        for task in sheet.tasks
    ]


def flags(book: Rulebook) -> list[str]:
    """The codes of errors and warnings."""
    return sorted(anomaly.code for anomaly in book.anomalies if anomaly.severity != "info")


def headings(book: Rulebook) -> list[str]:
    return [heading.text for sheet in book.sheets for heading in sheet.headings]
