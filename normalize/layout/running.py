"""Numbers that run on from task to task: 1. 2. in the first, 3. in the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from normalize.layout.draft import DraftSheet
from normalize.text.numbering import split_numbered

_ROLES = ("duties", "criteria")
_FIRST = regex.compile(r"\s*[(（]?(\d{1,2})[)）.．、](?!\d)")


def mark_running(draft: DraftSheet) -> DraftSheet:
    """The draft, each task with the roles whose numbers go on where those of the task before it ended, where as many
    do so as begin anew: then nothing was lost before them."""
    tasks = list(draft.tasks)
    for role in _ROLES:
        for index in _running([getattr(task, role).text for task in draft.tasks]):
            tasks[index] = replace(tasks[index], runs_on=tasks[index].runs_on | {role})
    return replace(draft, tasks=tuple(tasks))


def _running(texts: Sequence[str]) -> list[int]:
    """Which texts run on."""
    found: list[int] = []
    anew = 0
    above: str | None = None  # the last text with numbers
    for index, text in enumerate(texts):
        first = _FIRST.match(text)
        if first is None:
            continue
        if int(first[1]) > 1 and above is not None:
            last, own = _numbers(above), _numbers(text)
            if last and own == list(range(last[-1] + 1, last[-1] + 1 + len(own))):
                found.append(index)
        anew += int(first[1]) == 1
        above = text
    return found if len(found) >= anew else []


def _numbers(text: str) -> list[int]:
    return [int(item.number) for item in split_numbered(text).items if item.number and item.number.isdecimal()]
