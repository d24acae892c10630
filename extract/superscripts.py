"""Raised digits as Unicode writes them, so that a square metre is no 2 and 12 with a note's 3 does not read 123."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """The text with its digits as superscripts: 2 -> ², [1] -> [¹]."""
    return text.translate(_RAISED)
