r"""What tools write where a table says nothing: a heading for each column, a value in each cell; and marks that they
spell out: a line break as \n or as &lt;br&gt;, Markdown's escapes in HTML."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?:col(?:umn)?[ _]?|unnamed: ?)(\d{1,2})", re.IGNORECASE)
_NOTHING = frozenset({"NaN", "nan", "NaT", "<NA>", "None", "null"})  # as pandas and its like print an empty cell
# \n as a model writes it that was taught JSON, but not \neq; <br> where a table was escaped as a whole
_BREAK = re.compile(r"<(?i:br)\s*/?>|(?:\\r)?\\n(?![a-z])")
_ESCAPED = re.compile(r"(?<=\d)\\([.\-~])")


def unspelled(text: str, escapes: bool = False) -> str:
    r"""Text with line breaks where they are spelled out, and without `escapes`: 1\. is 1. in HTML, too."""
    if "<" in text or "\\" in text:
        text = _BREAK.sub("\n", text)
    return _ESCAPED.sub(r"\1", text) if escapes and "\\" in text else text


def said(text: str, row: int, column: int) -> str:
    """The text of a cell, empty where a tool made it up: Col3 and Unnamed: 2 above a column, NaN anywhere."""
    return "" if text in _NOTHING or (row == 0 and _made_up(text, column)) else text


def _made_up(text: str, column: int) -> bool:
    found = _HEADING.fullmatch(text)
    return found is not None and column in (int(found[1]), int(found[1]) - 1)
