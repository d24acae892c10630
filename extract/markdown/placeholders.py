"""What tools write where a table says nothing: a heading for each column, a value in each cell."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?:col(?:umn)?[ _]?|unnamed: ?)(\d{1,2})", re.IGNORECASE)
_NOTHING = frozenset({"NaN", "nan", "NaT", "<NA>", "None", "null"})  # as pandas and its like print an empty cell


def said(text: str, row: int, column: int) -> str:
    """The text of a cell, empty where a tool made it up: Col3 and Unnamed: 2 above a column, NaN anywhere."""
    return "" if text in _NOTHING or (row == 0 and _made_up(text, column)) else text


def _made_up(text: str, column: int) -> bool:
    found = _HEADING.fullmatch(text)
    return found is not None and column in (int(found[1]), int(found[1]) - 1)
