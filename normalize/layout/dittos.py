"""同上 and 〃 in the columns of methods and assessors: what stands in the row above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import regex

from normalize.layout.labels import squash
from normalize.layout.rows import Row
from normalize.text.traced import TracedText, join

_DITTO = regex.compile(r"同上|同前|[〃″“”\"]{1,2}|''")
DITTO = ("ditto", "the mark stands for what the row above says")


def with_dittos(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, each mark replaced by the text of the nearest row above that has some; in the first row it stays."""
    found: list[Row] = []
    for row in rows:
        changes: dict[str, Any] = {}
        for role in ("methods", "assessors"):
            own: TracedText = getattr(row, role)
            above = next((t for r in reversed(found) if (t := getattr(r, role)).text.strip()), None)
            if above is not None and _DITTO.fullmatch(squash(own.text)):
                text = join([own, above], "", *DITTO)
                changes[role] = text.edit([(0, len(own.text), "")], *DITTO)
        found.append(replace(row, **changes) if changes else row)
    return tuple(found)
