"""Ids that stay from run to run: a digest of a node's place in the tree, and for a rule of its own text."""

from __future__ import annotations

import hashlib
from collections import Counter


class Ids:
    """Hands out ids for the nodes of one rulebook; a second node of the same place gets an ordinal of its own."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def make(self, letter: str, *place: object) -> str:
        """`letter`-12 hex digits for a place; the place's parts are compared as text."""
        name = "\0".join("" if part is None else str(part) for part in place)
        key = letter + name
        self._seen[key] += 1
        if self._seen[key] > 1:
            name += f"\0{self._seen[key]}"
        return f"{letter}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
