"""How a value leads back to the characters it was read from, through every repair."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Model
from schemas.source import Anchor


class Repair(Model):
    """One named change to a text as read. Applied in order, `start` counting in the text before it, they replay."""

    name: str
    reason: str
    start: int = Field(ge=0)
    before: str
    after: str
    support: str | None = Field(default=None, description="what decided it, where other copies did: '3 of 4'")
    sources: tuple[str, ...] = Field(default=(), description="ids of the sheets whose copies decided it")


class Evidence(Model):
    """The characters of one source cell that a node was read from."""

    source: str = Field(description="Source.id")
    anchor: Anchor
    start: int = Field(ge=0, description="first character in the cell's text as read")
    end: int = Field(ge=0, description="one past the last character")
    text: str = Field(description="those characters, as read")
    repairs: tuple[Repair, ...] = Field(default=(), description="what was changed in these characters")
