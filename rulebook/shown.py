"""Text of documents and file names as a terminal may be given it."""

from __future__ import annotations

_RAW = {*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)}
_NAMED = str.maketrans({code: chr(code).encode("unicode_escape").decode("ascii") for code in _RAW})


def shown(text: str) -> str:
    """The text on one line, with what would command the terminal (escapes, line ends, marks that turn the direction
    of writing) named instead: a file's name must not be able to colour, erase or turn round what is said of it."""
    return text.translate(_NAMED)
