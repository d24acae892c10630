"""What can still be told of rows that were put together from pieces: lost numbers, phrases that recur, half characters.

A row cut at the column lines loses what stood on the lines. Its number follows from the rows around it, a bracket that
many rows end with from those rows; a glyph on the line that makes no word with its neighbours is half a character.
All such rows are flagged as torn; what is done here is in their evidence besides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import regex
from rapidfuzz.distance import Indel, LCSseq

from normalize.layout.draft import DraftSheet, DraftTask
from normalize.text.traced import INSERTED, TracedText

_NUMBER = regex.compile(r"\s*(\d{1,2})\s*[.．、]")
_BRACKET = regex.compile(r"[(（][^()（）]{4,30}[)）]")
_LAST_BRACKET = regex.compile(r"[(（][^()（）]*[)）]?\s*$")
_LETTER = regex.compile(r"[A-Za-z]")
_HAN = regex.compile(r"\p{Han}")
_OFTEN = 3
_SHORTEST_NAME = 4
_ALIKE = 0.75
_SAME_START = 3


def mend_seams(drafts: Sequence[DraftSheet], pairs: Mapping[str, int]) -> tuple[DraftSheet, ...]:
    """The drafts with their torn rows mended; `pairs` counts neighbouring characters over the run's texts."""
    phrases = _phrases(drafts)
    return tuple(
        replace(draft, tasks=_numbered(tuple(_mended(task, phrases, pairs, _name(draft)) for task in draft.tasks)))
        if any(is_torn(task) for task in draft.tasks)
        else draft
        for draft in drafts
    )


def seams(text: TracedText) -> frozenset[int]:
    """Where a piece of another cell begins in the text."""
    borders = list(accumulate(piece.end - piece.start for piece in text.pieces))[:-1]
    kept = [(raw, i) for i, raw in enumerate(text.origin) if raw != INSERTED]
    return frozenset(kept[at][1] for border in borders if (at := bisect_left(kept, (border, 0))) < len(kept))


def is_torn(task: DraftTask) -> bool:
    """Whether the task's row was put together from pieces."""
    return any(flag.code == "text-torn" for flag in task.flags)


def _name(draft: DraftSheet) -> str:
    return (draft.title.department or "") if draft.title else ""


def _mended(task: DraftTask, phrases: Sequence[str], pairs: Mapping[str, int], name: str) -> DraftTask:
    if not is_torn(task):
        return task
    duties = _phrase_restored(_name_restored(_half_characters(task.duties, pairs), name), phrases)
    if len(duties.edits) == len(task.duties.edits):
        return task
    flags = tuple(replace(flag, severity="warning") if flag.code == "text-torn" else flag for flag in task.flags)
    return replace(task, duties=duties, flags=flags)


def _half_characters(text: TracedText, pairs: Mapping[str, int]) -> TracedText:
    """Glyphs at a seam that make no pair with either neighbour, where the neighbours make one: 3项 | 页,立项."""
    cuts = []
    for i in seams(text):
        if 0 < i < len(text.text) - 1:
            before, glyph, after = text.text[i - 1], text.text[i], text.text[i + 1]
            words = pairs.get(before + glyph, 0) > 1 or pairs.get(glyph + after, 0) > 1
            letter = _LETTER.match(glyph) and _HAN.match(before) and _HAN.match(after)
            if letter or (not words and pairs.get(before + after)):
                cuts.append((i, i + 1, ""))
    return text.edit(cuts, "half-character", "half of the character on the column line, read again")


def _name_restored(text: TracedText, name: str) -> TracedText:
    """The department's own name where a seam went through it."""
    if len(name) < _SHORTEST_NAME:
        return text
    for seam in seams(text):
        for start in range(max(0, seam - len(name)), seam):
            for end in range(seam + 1, min(len(text.text), start + len(name) + 2) + 1):
                read = text.text[start:end]
                ends = read[:2] == name[:2] and read[-1] == name[-1]
                if ends and read != name and Indel.normalized_similarity(read, name) >= _ALIKE - 0.05:
                    return text.edit([(start, end, name)], "name-restored", "the department's name on the column line")
    return text


def _phrases(drafts: Sequence[DraftSheet]) -> tuple[str, ...]:
    """Brackets that at least three rows of the run end with, the most frequent first."""
    counts = Counter(
        match.group()
        for draft in drafts
        for task in draft.tasks
        for match in [_LAST_BRACKET.search(task.duties.text)]
        if match and _BRACKET.fullmatch(match.group())
    )
    return tuple(phrase for phrase, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= _OFTEN)


def _phrase_restored(text: TracedText, phrases: Sequence[str]) -> TracedText:
    found = _LAST_BRACKET.search(text.text)
    if found is None or found.group() in phrases:
        return text
    read = found.group()
    for phrase in phrases:
        part = LCSseq.similarity(read, phrase) == len(read)
        if read[:_SAME_START] == phrase[:_SAME_START] and (part or Indel.normalized_similarity(read, phrase) >= _ALIKE):
            return text.edit([(*found.span(), phrase)], "phrase-restored", "other rows end with this bracket")
    return text


def _numbered(tasks: tuple[DraftTask, ...]) -> tuple[DraftTask, ...]:
    """Torn rows under one label whose numbers were lost, numbered where the rows around them leave no choice."""
    result = list(tasks)
    for first, end in _runs(tasks):
        numbers = [_NUMBER.match(task.duties.text) for task in tasks[first:end]]
        known = {first + k: int(match.group(1)) for k, match in enumerate(numbers) if match}
        for i in range(first, end):
            if i in known or not is_torn(tasks[i]):
                continue
            above = max((k for k in known if k < i), default=first - 1)
            below = min((k for k in known if k > i), default=None)
            start = known.get(above, 0)
            if below is not None and known[below] - start == below - above:
                text = tasks[i].duties.edit([(0, 0, f"{start + i - above}. ")], "number-inferred", "the rows around it")
                result[i] = replace(result[i], duties=text)
    return tuple(result)


def _runs(tasks: Sequence[DraftTask]) -> list[tuple[int, int]]:
    """Neighbouring tasks that hang under the same label without one of their own, as (first, end)."""
    runs: list[tuple[int, int]] = []
    for i, task in enumerate(tasks):
        if len(task.path) != 1:
            continue
        if runs and runs[-1][1] == i and tasks[i - 1].path[0].text is task.path[0].text:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs
