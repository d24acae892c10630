"""Characters of which the file does not say what they are: U+FFFD, and those of the private area, which each font fills
as it likes. They are kept as read, and flagged in every medium: they may be digits (每迟\ufffd天扣1分)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from schemas import Anomaly, Evidence, Sheet, make_anomaly

_UNKNOWN = regex.compile(r"[\ufffd\p{Co}]")
# a bullet of a symbol font before an item: \uf06c迟报扣1分
_BULLET = regex.compile(r"(?m)^\s*[\uf020-\uf0ff](?=\s*\p{Han})")
_AROUND = 5  # characters shown on either side
_SHOWN = 60  # characters shown in all


def unknown_characters(sheets: Sequence[Sheet]) -> Iterator[Anomaly]:
    """A flag for each criterion, task and title that holds such characters, with what stands around them."""
    for sheet in sheets:
        yield from _doubt(sheet.id, (), [sheet.title or ""])
        for task in sheet.tasks:
            names = [name for name, _ in task.path]
            yield from _doubt(task.id, task.evidence, [*names, *task.methods, *task.assessors, *task.notes])
            for duty in task.duties:
                yield from _doubt(task.id, duty.evidence, [duty.text])
            for criterion in task.criteria:
                yield from _doubt(criterion.id, criterion.evidence, [criterion.section or "", criterion.text])


def _doubt(where: str, evidence: tuple[Evidence, ...], texts: Sequence[str]) -> Iterator[Anomaly]:
    found = [place for text in texts for place in _places(text)]
    if found:
        shown = " / ".join(dict.fromkeys(found))[:_SHOWN]
        yield make_anomaly("character-unknown", where, evidence, text=shown, count=len(found))


def _places(text: str) -> Iterator[str]:
    if not _UNKNOWN.search(text):  # nearly every text
        return
    bullets = {match.end() - 1 for match in _BULLET.finditer(text)}
    for match in _UNKNOWN.finditer(text):
        if match.start() not in bullets:
            yield _UNKNOWN.sub("\ufffd", text[max(0, match.start() - _AROUND) : match.end() + _AROUND])
