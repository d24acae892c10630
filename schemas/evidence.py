"""How a value leads back to the characters it was read from, through every repair."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Model
from schemas.source import Anchor


class Place(Model):
    """A run of characters of one source cell."""

    source: str = Field(description="Source.id")
    anchor: Anchor
    start: int = Field(ge=0, description="first character in the cell's text as read")
    end: int = Field(ge=0, description="one past the last character")
    text: str = Field(description="those characters, as read")


class Repair(Model):
    """One named change: at `start`, in the text that the repairs before it left, `before` became `after`."""

    name: str
    reason: str
    start: int = Field(ge=0)
    before: str
    after: str
    support: str | None = Field(default=None, description="what decided it, where other copies did: '3 of 4'")
    sources: tuple[str, ...] = Field(default=(), description="ids of the sheets whose copies decided it")


class Evidence(Model):
    """One reading: the places it was read from, in order, and what was changed. The repairs replay."""

    role: str = Field(default="text", description="what of the node it is: text, category, project, method, …")
    places: tuple[Place, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def read(self) -> str:
        """The characters as read, of all places together."""
        return "".join(place.text for place in self.places)

    def replay(self) -> str:
        """The text after the repairs. Raises ValueError where a repair does not find what it says it found."""
        text = self.read
        for repair in self.repairs:
            found = text[repair.start : repair.start + len(repair.before)]
            if found != repair.before:
                raise ValueError(f"repair {repair.name} at {repair.start}: {repair.before!r} expected, {found!r} found")
            text = text[: repair.start] + repair.after + text[repair.start + len(repair.before) :]
        return text
