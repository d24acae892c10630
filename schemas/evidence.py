"""How a value leads back to the characters it was read from, through every repair."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Model
from schemas.source import Anchor


class Place(Model):
    """A run of characters of one source cell."""

    source: str = Field(description="Source.id", examples=["0123456789ab"])
    anchor: Anchor = Field(description="the cell or line")
    start: int = Field(
        ge=0,
        description="first character in the cell's text as read",
        examples=["0"],
        json_schema_extra={"unit": "characters"},
    )
    end: int = Field(
        ge=0, description="one past the last character", examples=["12"], json_schema_extra={"unit": "characters"}
    )
    text: str = Field(description="those characters, as read", examples=["迟到、早退扣0.02分/人•次"])


class Repair(Model):
    """One named change: at `start`, in the text that the repairs before it left, `before` became `after`."""

    name: str = Field(description="which repair", examples=["number-space"])
    reason: str = Field(description="why it was made", examples=["a decimal was torn apart at its point"])
    start: int = Field(
        ge=0,
        description="where, in the text that the repairs before it left",
        examples=["12"],
        json_schema_extra={"unit": "characters"},
    )
    before: str = Field(description="what stood there", examples=["0. 02"])
    after: str = Field(description="what stands there now", examples=["0.02"])
    support: str | None = Field(
        default=None, description="what decided it, where other copies did: '3 of 4'", examples=["3 of 4"]
    )
    sources: tuple[str, ...] = Field(
        default=(), description="ids of the sheets whose copies decided it", examples=["s-0c9a4be1d2f3"]
    )


class Evidence(Model):
    """One reading: the places it was read from, in order, and what was changed. The repairs replay."""

    role: str = Field(
        default="text", description="what of the node it is: text, category, project, method, …", examples=["text"]
    )
    places: tuple[Place, ...] = Field(description="the runs of characters, in order")
    repairs: tuple[Repair, ...] = Field(default=(), description="what was changed, in order; they replay")

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
