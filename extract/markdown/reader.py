"""Markdown as PDF-to-Markdown tools write it: pipe tables, HTML tables, headings and loose lines.

Not a Markdown renderer: what a renderer would drop (rows longer than the header, rows without a separator above
them, a table in a code fence) is what such tools get wrong, and is kept. Nothing but markup is removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from extract.markdown.dashed_tables import dashed_tables, read_dashed
from extract.markdown.drawn_tables import drawn_tables, read_drawn
from extract.markdown.html_tables import read_tables
from extract.markdown.inline_math import without_math
from extract.markdown.latex_tables import latex_tables, read_latex, undressed
from extract.markdown.open_tables import open_tables, read_open
from extract.markdown.otsl import without_otsl
from extract.markdown.placeholders import said, unspelled
from extract.markdown.tabbed_tables import read_tabbed, tabbed_tables
from extract.radicals import fold_radicals
from extract.superscripts import raised
from extract.text import decode, encoding_doubts, split_lines, unescape
from schemas import Anomaly, Cell, Document, LineAnchor, Paragraph, Source, Table, make_anomaly

Block = Table | Paragraph
ReadSpan = Callable[[str, int], Sequence[Block]]
"""Reads a part of the text; also given the number of its first line."""
Placed = TypeVar("Placed", Cell, Paragraph)

_PIPE = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r":?-*:?")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[\w+-]*")
_RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,}")
_QUOTE = re.compile(r"^(?:>\s?)+")
_HEADING = re.compile(r"^#{1,6}(?=[^#]|$)\s*")
_BULLET = re.compile(r"^[*+]\s+")
# what Marker marks the beginning of a page with, before anything else on the line: <span id="page-1-0"></span># 标题
_MARKED = re.compile(r"<(span|a)\b[^<>]*></\1>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</?(?:p|div|h[1-6])\b[^<>]*>", re.IGNORECASE)
_APART = re.compile(r"</?(?:p|div|h[1-6])\b[^<>]*>", re.IGNORECASE)
_RAISED_TAG = re.compile(r"<sup\b[^<>]*>([^<>]*)</sup>", re.IGNORECASE)
_RAISED = re.compile(r"\^(\d{1,2})\^")  # as Pandoc writes it
_INLINE_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|span|sup|sub|font|small|del|ins|mark|center)(?:\s[^<>]*)?>", re.IGNORECASE
)
_BOLD = re.compile(r"(?<!\\)\*\*(?=\S)(.+?)(?<!\\)\*\*", re.DOTALL)
# blanks to fill in are underscores, too
_LINED = re.compile(r"(?<![\w\\])__(?=[^\s_])([^\n]*?[^\s_\\])__(?!\w)")
# a single star between words is a sign of multiplication (处理率*15分), not emphasis
_ITALIC = re.compile(r"(?<![\w\\*])\*(?=[^\s*])([^*\n]+?)(?<![\s\\])\*(?![\w*])")
# <s>扣5分</s> <del>…</del> ~~扣5分~~, but not 3~~5分
_STRUCK = re.compile(
    r"<(s|strike|del)(?:\s[^<>]*)?>(?P<tagged>(?:(?!</?(?:table|t[dhr])\b).){0,2000}?)</\1\s*>"
    r"|(?<![\\~])(?!(?<=\d)~~\d)~~(?=[^\s~])(?P<marked>[^~\n|]*?[^\s~|])~~(?!~)",
    re.IGNORECASE | re.DOTALL,
)
# Pandoc's "smart" dashes within a text: --- is one that is an em long, -- one of half an em
_DASHED = re.compile(r"(?<=[\u3001-\uff09])(?:-{3}|-{6})(?=[\u3001-\uff09])|(?<=\d)--(?=\d)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>?", re.IGNORECASE)
# the page that a tool wraps each table in
_PAGE_TAG = re.compile(r"<!doctype html>|</?(?:html|head|body)(?:\s[^<>]*)?>", re.IGNORECASE)
_AFTER_HTML = re.compile(r"\n[ \t]*\n(?=[ \t]*[^<\s])")


def read(path: Path, source: Source) -> Document:
    """The document of a Markdown file; every block anchored at its line, every cell at its place on the line.

    Raises UnreadableFile when the bytes are no text.
    """
    decoded = decode(path.read_bytes(), source.path)
    text = _as_lines(decoded.text)
    doubts = (*encoding_doubts(decoded, source), *_struck_out(text, source), *_cut_tables(text, source))
    return Document(source=source, blocks=read_blocks(decoded.text), anomalies=doubts)


def _as_lines(text: str) -> str:
    return without_otsl(_without_comments(_MARKED.sub("", "\n".join(split_lines(fold_radicals(text))))))


def _struck_out(text: str, source: Source) -> Iterator[Anomaly]:
    """A doubt for each text that is struck out."""
    for found in _STRUCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        said = plain(found["tagged"] or found["marked"] or "")
        if said:
            yield make_anomaly("text-struck", source.id, place=f"{source.path}:{line}", text=said)


def _without_struck(text: str) -> str:
    """The text without what is struck out, as it is left out in Word and PDF."""
    return _STRUCK.sub(lambda found: "\n" * found.group().count("\n"), text)


def _cut_tables(text: str, source: Source) -> Iterator[Anomaly]:
    """A doubt for each LaTeX table whose end was lost."""
    for start, _, ended in latex_tables(text):
        if not ended:
            yield make_anomaly("table-cut", source.id, place=f"{source.path}:{text.count(chr(10), 0, start) + 1}")


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of Markdown text, in reading order."""
    text = _without_struck(_as_lines(text))
    blocks: list[Block] = []
    line, done = 1, 0
    for start, end, read_span in _spans(text):
        blocks += _read_lines(text[done:start].split("\n"), line)
        line += text.count("\n", done, start)
        blocks += read_span(text[start:end], line)
        line += text.count("\n", start, end)
        done = end
    return _told_apart(blocks + _read_lines(text[done:].split("\n"), line))


def _told_apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, each place named once: what stands on a line beside a table counts on from the line's cells."""
    taken: set[LineAnchor] = set()
    last: dict[int, int] = {}

    def placed(item: Placed) -> Placed:
        anchor = item.anchor
        if not isinstance(anchor, LineAnchor):
            return item
        free = LineAnchor(line=anchor.line, column=last.get(anchor.line, 0) + 1) if anchor in taken else anchor
        taken.add(free)
        last[free.line] = max(last.get(free.line, 0), free.column or 0)
        return item if free is anchor else item.model_copy(update={"anchor": free})

    return tuple(
        placed(block)
        if isinstance(block, Paragraph)
        else block.model_copy(update={"cells": tuple(placed(cell) for cell in block.cells)})
        for block in blocks
    )


def _without_comments(text: str) -> str:
    """Text with its comments cut down to their line breaks; one that is never closed is text."""
    last = text.rfind("-->") + 3  # beyond it a search for an end would be in vain, and slow
    head = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text[:last]) if last > 2 else text[:last]
    return head + text[last:]


def _spans(text: str) -> list[tuple[int, int, ReadSpan]]:
    """Where tables other than of pipes stand, in order, and what reads them; one within another is part of it."""
    found: list[tuple[int, int, ReadSpan]] = [(*span, read_tables) for span in _html_tables(text)]
    found += [(*span[:2], partial(read_latex, plain=plain)) for span in latex_tables(text)]
    found += [(*span, partial(read_drawn, plain=plain)) for span in drawn_tables(text)]
    found += [(*span, partial(read_dashed, plain=plain)) for span in dashed_tables(text)]
    found += [(*span, partial(read_open, plain=plain)) for span in open_tables(text)]
    if "\t" in text:
        found += [(*span, partial(read_tabbed, plain=plain)) for span in tabbed_tables(text)]
    spans: list[tuple[int, int, ReadSpan]] = []
    for span in sorted(found, key=lambda span: span[:2]):
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spans


def _html_tables(text: str) -> list[tuple[int, int]]:
    """Where the outermost HTML tables stand; one whose end tag was lost ends where HTML gives way to other text."""
    tags = list(_TABLE_TAG.finditer(text))
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, tag in enumerate(tags):
        if not tag.group(1):
            opened.append(index)
        elif opened:
            ends[opened.pop()] = index
    spans: list[tuple[int, int]] = []
    for index, tag in enumerate(tags):
        if tag.group(1) or (spans and tag.start() < spans[-1][1]):
            continue
        if index in ends:
            end = tags[ends[index]].end()
        else:
            limit = next((later.start() for later in tags[index + 1 : index + 2]), len(text))
            gap = _AFTER_HTML.search(text, tag.end(), limit)
            end = gap.start() if gap else limit
        spans.append((tag.start(), end))
    return spans


@dataclass(slots=True)
class _Rows:
    """A pipe table being gathered: its rows as (line, cells), and what is known of its shape."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    separated: bool = False  # its separator row has been seen
    spaced: bool = False  # its rows have blank lines between them
    framed: bool = False  # its first row begins and ends with a pipe
    cut: bool = False  # its last row breaks off before its last cell

    @property
    def width(self) -> int:
        return len(self.rows[0][1]) if self.rows else 0

    @property
    def past_header(self) -> bool:
        return self.separated or len(self.rows) > 2

    def add(self, number: int, line: str) -> None:
        cells = _split(line)
        self.framed = self.framed if self.rows else line.startswith("|") and line.endswith("|")
        self.rows.append((number, cells))
        self.cut = self.framed and not line.endswith("|") and len(cells) < self.width

    def extend(self, line: str) -> None:
        """The rest of a row that a raw line break inside a cell cut in two."""
        cells = self.rows[-1][1]
        first, *rest = _split("|" + line)
        cells[-1] = f"{cells[-1]}\n{first}"
        cells.extend(rest)
        self.cut = not line.endswith("|")


def _read_lines(lines: Sequence[str], first: int) -> list[Block]:
    """Blocks of lines that hold no HTML table; `first` is the number of the first line."""
    blocks: list[Block] = []
    table = _Rows()
    blank_before = False
    for position, line in enumerate(map(_unquoted, lines)):
        if not line or _FENCE.fullmatch(line):
            blank_before = True
            continue
        following = _unquoted(lines[position + 1]) if position + 1 < len(lines) else ""
        if table.cut and not blank_before and not line.startswith("|"):
            table.extend(line)
        elif _is_separator(line, later=table.past_header and not blank_before):
            if blank_before and table.separated:
                blocks += _table(table.rows)
                table = _Rows()
            table.separated = True
        elif _is_row(line, following, in_table=bool(table.rows) and not blank_before):
            if _starts_table(table, line, following, blank_before):
                blocks += _table(table.rows)
                table = _Rows()
            table.spaced |= blank_before and bool(table.rows)
            table.add(first + position, line)
        else:
            blocks += _table(table.rows) + _paragraphs(first + position, line)
            table = _Rows()
        blank_before = False
    return blocks + _table(table.rows)


def _unquoted(line: str) -> str:
    line = line.strip()
    return _QUOTE.sub("", line, count=1).strip() if line.startswith(">") else line


def _is_separator(line: str, *, later: bool) -> bool:
    """|---|:--:|- of any length; `later`, below the header, where "-" may be a cell's text, one needs two dashes."""
    if "|" not in line:
        return False
    cells = _split(line)
    if not all(_DASHES.fullmatch(cell) for cell in cells):
        return False
    return max(cell.count("-") for cell in cells) >= (2 if later else 1)


def _is_row(line: str, following: str, *, in_table: bool) -> bool:
    pipes = len(_PIPE.findall(line))
    if in_table:
        return pipes > 0
    return (line.startswith("|") and pipes >= 2) or (pipes > 0 and _is_separator(following, later=False))


def _starts_table(table: _Rows, line: str, following: str, blank_before: bool) -> bool:
    """Whether a row begins a table of its own: it is a header, or stands apart and has another width."""
    is_header = _is_separator(following, later=table.past_header and not blank_before)
    if blank_before:
        return is_header or (not table.spaced and len(_split(line)) != table.width)
    return is_header and table.past_header


def _split(line: str) -> list[str]:
    """The raw cells of a row, its outer pipes dropped."""
    parts = _PIPE.split(line.strip())
    if len(parts) > 1 and not parts[0].strip():
        del parts[0]
    if len(parts) > 1 and not parts[-1].strip():
        del parts[-1]
    return [part.strip() for part in parts]


def _table(rows: Sequence[tuple[int, list[str]]]) -> list[Block]:
    cells = tuple(
        Cell(
            row=row,
            column=column,
            text=said(plain(text), row, column),
            anchor=LineAnchor(line=line, column=column + 1),
        )
        for row, (line, texts) in enumerate(rows)
        for column, text in enumerate(texts)
    )
    if not any(cell.text for cell in cells):
        return []
    return [Table(rows=len(rows), columns=max(len(texts) for _, texts in rows), cells=cells)]


def _paragraphs(number: int, line: str) -> list[Block]:
    """The paragraphs of a line: one, or those that HTML on it sets apart."""
    if _RULE.fullmatch(line):
        return []
    found: list[Block] = []
    for part in _APART.split(line):
        text = plain(_BULLET.sub("", _HEADING.sub("", undressed(part), count=1), count=1))
        if _HEADING.match(part):
            text = re.sub(r"\s+#+$", "", text)
        if text:
            found.append(Paragraph(text=text, anchor=LineAnchor(line=number)))
    return found


def plain(text: str) -> str:
    """Text without inline markup: <br> to a line break, paired bold and italic marks and inline tags out."""
    text = without_math(text)
    if "<" in text:
        text = _RAISED_TAG.sub(lambda found: raised(found[1]), text)
        text = _INLINE_TAG.sub("", _BREAK.sub("\n", _PAGE_TAG.sub("", text)))
    if "^" in text:
        text = _RAISED.sub(lambda found: raised(found[1]), text)
    if "*" in text:
        text = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))
    if "__" in text:
        text = _LINED.sub(r"\1", text)
    if "--" in text:
        text = _DASHED.sub(lambda found: "—" * (len(found[0]) // 3) if len(found[0]) % 3 == 0 else "–", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    lines = (line.strip() for line in unspelled(unescape(text)).split("\n"))
    return "\n".join(line for line in lines if line)
