"""What the copies of a task say, and what their votes come to: the values that consensus works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["restored", "differs"]

Reason = Literal[
    "character",  # a damaged character or two
    "number",  # a damaged digit
    "doubled",  # read twice
    "stray",  # a glyph or a sequence that cannot be
    "garbled",  # a run of non-words over the shape of what the others say
    "cut off",  # the cell begins or ends inside a clause
    "numbering gap",  # items that the copy's own numbering misses
    "broken",  # a run lost from inside a clause to beyond its end
    "clipped cell",  # cut at one end, and short at the other
    "empty cell",
    "own wording",  # coherent: whole words, clauses, items
    "own number",
    "shared",  # several copies say so
    "no majority",
]


@dataclass(frozen=True)
class TaskCopy:
    """One sheet's copy of a task, as read after the basic repairs.

    `lossy` copies (OCR, Markdown, scan) may be repaired; the others vote but are never altered. `position` is the
    ordinal in the sheet, `path` the labels from the top with their points as read, `texts` the whole cells by role
    ("duties", "criteria"). `torn` names the roles whose cell the layout shows to be incomplete, for instance a row
    carried over a page of which one part came out empty: there an end that looks whole proves nothing.
    """

    sheet: str
    lossy: bool
    position: int
    path: tuple[tuple[str, str | None], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    methods: str = ""
    assessors: str = ""
    torn: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vote:
    """`text[start:end]` of a copy against `replacement`, the reading that the copies agree on.

    `support` of `heard` copies read it so; those that lost the place are not heard. `sheets` are the supporters'.
    `restored` is to be applied, `differs` to be flagged. Applied from last to first, a copy's votes do not collide.
    """

    start: int
    end: int
    replacement: str
    kind: Kind
    reason: Reason
    support: int
    heard: int
    sheets: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


def apply_votes(text: str, votes: tuple[Vote, ...]) -> str:
    """The text with its restorations applied."""
    for vote in sorted(votes, key=lambda vote: (vote.start, vote.end), reverse=True):
        if vote.kind == "restored":
            text = text[: vote.start] + vote.replacement + text[vote.end :]
    return text
