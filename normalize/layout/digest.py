"""A draft as one digest: equal for drafts that give the same sheet, in any process."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

from normalize.layout.draft import DraftSheet
from normalize.text.traced import Edit, SourceCell, TracedText

_edit = attrgetter(*(field.name for field in fields(Edit)))


def draft_digest(draft: DraftSheet) -> str:
    """SHA-256 of all that building its sheet can see: texts with their edits, the cells they were read from, and which
    tasks share a label."""
    return hashlib.sha256(repr(_told(draft, {})).encode("utf-8", "surrogatepass")).hexdigest()


def _told(value: object, seen: dict[int, int]) -> object:
    """The value as nested lists of plain values. A text or cell that comes again is the number of its first place."""
    if isinstance(value, TracedText | SourceCell):
        if id(value) in seen:
            return seen[id(value)]
        seen[id(value)] = len(seen)
    if isinstance(value, TracedText):
        # without edits the other fields say nothing
        changed = [value.origin, value.touched, value.gone, *map(_edit, value.edits)] if value.edits else ()
        return [value.text, [(_told(piece.cell, seen), piece.start, piece.end) for piece in value.pieces], changed]
    if isinstance(value, SourceCell):
        return [value.source, value.index, _told(value.anchor, seen), value.text, value.confidence]
    if isinstance(value, tuple | list):
        return [_told(item, seen) for item in value]
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    if isinstance(value, dict):
        return [(key, _told(item, seen)) for key, item in value.items()]
    if isinstance(value, BaseModel):
        return [type(value).__name__, *vars(value).values()]
    if is_dataclass(value) and not isinstance(value, type):
        return [_told(getattr(value, name), seen) for name in _names(type(value))]
    return value


@lru_cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
