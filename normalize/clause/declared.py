"""Measure words that an institution declares: read by the same patterns as the grammar's own.

The patterns are compiled once for the words of `lexicon`. A declared word is put before them as STANDS_FOR, one
character a word, filled up to the word's length so that every offset stays; what they find is named again afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from normalize.clause.lexicon import MEASURES, any_of
from normalize.clause.reading import Clause, Doubt, Reading
from normalize.clause.tokens import DECLARED, FILLER

# where a measure word may stand: 每床日  3床日  缺床日  人/床日
_BEFORE = r"(?<=[每\d一二两三四五六七八九十半百千万少缺差低超多有/·•.(、或]|发现|出现|发生|查实)"


def put_in(plain: str, declared: Sequence[str]) -> str:
    """A text of as many characters, each declared word that counts something in it replaced by what stands for it."""
    marks = _marks(tuple(declared))
    if not any(word in plain for word in marks):
        return plain
    put: str = regex.sub(_BEFORE + any_of(marks), lambda found: marks[found.group()], plain)
    return put


def named_again(reading: Reading, declared: Sequence[str]) -> Reading:
    """A reading whose measure words are those that were declared."""
    marks = _marks(tuple(declared))
    if not marks:
        return reading
    return replace(
        reading,
        rules=tuple(_clause(clause, marks) for clause in reading.rules),
        doubts=tuple(_doubt(doubt, marks) for doubt in reading.doubts),
    )


@lru_cache(maxsize=64)
def _marks(declared: tuple[str, ...]) -> dict[str, str]:
    """What stands for each word that the grammar does not have already."""
    new = [word for word in dict.fromkeys(declared) if word not in MEASURES]
    return {word: chr(first) + FILLER * (len(word) - 1) for first, word in zip(range(*DECLARED), new, strict=False)}


def _word(text: str, marks: dict[str, str]) -> str:
    for word, mark in marks.items():
        text = text.replace(mark, word)
    return text


def _clause(clause: Clause, marks: dict[str, str]) -> Clause:
    target = clause.target
    return replace(
        clause,
        per=tuple(_word(measure, marks) for measure in clause.per),
        target=target and target.model_copy(update={"unit": _word(target.unit, marks)}),
    )


def _doubt(doubt: Doubt, marks: dict[str, str]) -> Doubt:
    unit = doubt.parameters.get("unit")
    if not isinstance(unit, str):
        return doubt
    return replace(doubt, parameters={**doubt.parameters, "unit": _word(unit, marks)})
