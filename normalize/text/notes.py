"""(备注:…) cut out of a text: it binds the task and is no rule; and cells that say nothing."""

from __future__ import annotations

import regex

from normalize.text.traced import TracedText

_INNER = r"(?:[^()（）]|[(（][^()（）]*[)）])*"
# (备注:以上考核以支部为单位捆绑进行考核) · 备注:… to the end of its line
_NOTE = regex.compile(rf"[(（]\s*备\s*注\s*[:：]?\s*({_INNER})[)）]|(?:(?<=\n)|^)\s*备\s*注\s*[:：]\s*([^\n]+)")


# 无 under 加分, / under 备注
_NOTHING = regex.compile(r"\s*(?:无|[-—–/／\\]+)\s*[。.]?\s*")


def says_nothing(text: str) -> bool:
    """Whether a cell was filled only so as not to stand empty."""
    return _NOTHING.fullmatch(text) is not None


def cut_notes(text: TracedText) -> tuple[TracedText, tuple[tuple[TracedText, int, int], ...]]:
    """The text without its notes, and each note as (text it stood in, start, end) without brackets and 备注:."""
    found = []
    for match in _NOTE.finditer(text.text):
        group = 1 if match.group(1) is not None else 2
        start, end = match.span(group)
        if text.text[start:end].strip():
            found.append((match.start(), match.end(), start, end))
    notes = tuple((text, start, end) for _, _, start, end in found)
    cut = [(start, end, "") for start, end, _, _ in found]
    return text.edit(cut, "note-cut", "a note binds the task and is no criterion"), notes
