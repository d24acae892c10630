"""OTSL, the tables that some recognisers write (<otsl><fcel>…<lcel><nl>…</otsl>), to HTML tables.

Vocabulary: fcel, ched, rhed and srow are cells, ecel an empty one; lcel goes on with the cell at its left, ucel with
the one above, xcel with both; nl ends a row (Lysak et al. 2023, "Optimized Table Tokenization for Table Structure
Recognition"). Lines stay where they are; the tags of places and blocks around tables (DocTags) are left out.
"""

from __future__ import annotations

import re

_TABLE = re.compile(r"<otsl>(.*?)</otsl>", re.DOTALL)
_TOKEN = re.compile(r"<(fcel|ched|rhed|srow|ecel|lcel|ucel|xcel|nl)>")
_LESS = re.compile(r"<(?!/?[a-z])")
_PLACE = re.compile(r"<loc_\d+>")
_BLOCK = re.compile(
    r"</?(?:doctag|text|title|caption|footnote|list_item|page_header|page_footer|section_header_level_\d|paragraph"
    r"|unordered_list|ordered_list|page_break)>"
)
_SPANNING = ("lcel", "ucel", "xcel")


def without_otsl(text: str) -> str:
    """The text with its OTSL tables in HTML; as it is where it has none. Line breaks stay."""
    if "<otsl>" not in text:
        return text
    return _BLOCK.sub("", _TABLE.sub(lambda found: _html(found[1]), _PLACE.sub("", text)))


def _html(body: str) -> str:
    rows: list[list[tuple[str, str]]] = [[]]
    head, *parts = _TOKEN.split(body)
    for kind, said in zip(parts[::2], parts[1::2], strict=True):
        rows[-1].append((kind, said))
        if kind == "nl":
            rows.append([])
    kinds = [[kind for kind, _ in row if kind != "nl"] for row in rows]
    out = ["<table>", f"<caption>{head}</caption>" if head.strip() else head]
    for r, row in enumerate(rows):
        out.append("<tr>" if kinds[r] else "")
        for c, (kind, said) in enumerate(row):
            text = _LESS.sub("&lt;", said.strip("\n"))
            if kind not in (*_SPANNING, "nl"):
                out.append(f'<td rowspan="{_down(kinds, r, c)}" colspan="{_across(kinds[r], c)}">{text}</td>')
            elif text.strip():  # a place that goes on with another cell says nothing; what it does say is kept
                out.append(f"<td>{text}</td>")
            out.append("\n" * (said.count("\n") - text.count("\n")))
        out.append("</tr>" if kinds[r] else "")
    return "".join([*out, "</table>"])


def _across(row: list[str], column: int) -> int:
    end = column + 1
    while end < len(row) and row[end] == "lcel":
        end += 1
    return end - column


def _down(kinds: list[list[str]], row: int, column: int) -> int:
    end = row + 1
    while end < len(kinds) and column < len(kinds[end]) and kinds[end][column] == "ucel":
        end += 1
    return end - row
