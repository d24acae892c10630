"""What an institution says of its own tables, where the program's tables of words do not know it: profile.toml."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Exact, Model

Headings = tuple[str, ...]
MOST_MEASURES = 200
_MEASURE = re.compile(r"[^\W\d_一二三四五六七八九十半两零〇]{1,8}")


class ProfileHeadings(Model):
    """Column headings by what the column is. They win over those the program knows."""

    level: Headings = Field(default=(), description="a level of the tree; levels count from the left")
    duties: Headings = Field(default=(), description="what is to be done")
    criteria: Headings = Field(default=(), description="what is deducted or awarded when")
    content: Headings = Field(default=(), description="criteria where no other column is, duties otherwise")
    points: Headings = Field(default=(), description="what an item is worth")
    methods: Headings = Field(default=(), description="扣分法, 达标法")
    assessors: Headings = Field(default=(), description="who assesses")
    notes: Headings = Field(default=(), description="notes on a task")
    other: Headings = Field(default=(), description="kept with the task, no field of the rulebook")
    form: Headings = Field(default=(), description="filled in by hand on the issued form")
    serial: Headings = Field(default=(), description="numbers of rows")

    @model_validator(mode="after")
    def _one_role_each(self) -> Self:
        seen: dict[str, str] = {}
        for role in type(self).model_fields:
            for heading in getattr(self, role):
                if not heading.strip():
                    raise ValueError(f"{role}: a heading is empty")
                if seen.setdefault(heading, role) != role:
                    raise ValueError(f"{heading} stands under {seen[heading]} and under {role}: leave it in one")
        return self


class Profile(Model):
    """An institution's profile. Everything in it is optional."""

    schema_version: Literal["1"] = "1"
    headings: ProfileHeadings = ProfileHeadings()
    categories: dict[str, Exact] = Field(
        default={}, description="points that each category of every sheet has to have; a sheet without them is flagged"
    )
    measures: tuple[str, ...] = Field(
        default=(), description="measure words beside those the grammar has: what 每 and a slash count by"
    )
    title: str | None = Field(
        default=None,
        description="regular expression over a line above a table; its groups department and year name the sheet",
    )

    @model_validator(mode="after")
    def _measures_can_be_used(self) -> Self:
        for word in self.measures:
            if not _MEASURE.fullmatch(word):
                raise ValueError(f"measures: a word of one to eight characters, no digits or marks, read {word!r}")
        if len(self.measures) > MOST_MEASURES:
            raise ValueError(f"measures: at most {MOST_MEASURES} words, read {len(self.measures)}")
        return self

    @model_validator(mode="after")
    def _title_can_be_used(self) -> Self:
        if self.title is not None:
            try:
                groups = re.compile(self.title).groupindex
            except re.error as error:
                raise ValueError(f"title: no regular expression: {error}") from error
            if "department" not in groups:
                raise ValueError(
                    "title: a group (?P<department>…) is expected, and (?P<year>…) where the title has one"
                )
            if others := set(groups) - {"department", "year"}:
                raise ValueError(f"title: groups department and year are expected, read {', '.join(sorted(others))}")
        return self
