"""What an institution says of its own tables, where the program's tables of words do not know it: profile.toml."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Exact, Model

Headings = tuple[str, ...]
MOST_MEASURES = 200
_MEASURE = re.compile(r"[^\W\d_一二三四五六七八九十半两零〇]{1,8}")


class Unfit(ValueError):  # noqa: N818 - as the reader of a message knows it
    """A value that a profile cannot have, said in English and in Chinese."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


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
                    raise Unfit(f"{role}: a heading is empty", f"{role}:有空的栏目名")
                if seen.setdefault(heading, role) != role:
                    raise Unfit(
                        f"{heading} stands under {seen[heading]} and under {role}: leave it in one",
                        f"“{heading}”同时列在 {seen[heading]} 和 {role} 下:请只保留一处",
                    )
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
                raise Unfit(
                    f"measures: a word of one to eight characters, no digits or marks, read {word!r}",
                    f"measures:应为一至八个字的量词,不含数字和标点,读到 {word!r}",
                )
        if len(self.measures) > MOST_MEASURES:
            raise Unfit(
                f"measures: at most {MOST_MEASURES} words, read {len(self.measures)}",
                f"measures:至多 {MOST_MEASURES} 个词,读到 {len(self.measures)} 个",
            )
        return self

    @model_validator(mode="after")
    def _points_can_be_had(self) -> Self:
        for name, points in self.categories.items():
            if points < 0:
                raise Unfit(
                    f"categories.{name}: points not below 0 are expected, read {points}",
                    f"categories.{name}:分值不应小于 0,读到 {points}",
                )
        return self

    @model_validator(mode="after")
    def _title_can_be_used(self) -> Self:
        if self.title is not None:
            try:
                groups = re.compile(self.title).groupindex
            except re.error as error:
                raise Unfit(f"title: no regular expression: {error}", f"title:不是有效的正则表达式:{error}") from error
            if "department" not in groups:
                raise Unfit(
                    "title: a group (?P<department>…) is expected, and (?P<year>…) where the title has one",
                    "title:应含分组 (?P<department>…),标题写明年度的还应含 (?P<year>…)",
                )
            if others := set(groups) - {"department", "year"}:
                read = ", ".join(sorted(others))
                raise Unfit(
                    f"title: groups department and year are expected, read {read}",
                    f"title:只能有分组 department 和 year,读到 {read}",
                )
        return self
