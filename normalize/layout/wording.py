"""How one institution words its tables: the program's own tables of words, and before them what its profile says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import regex

from normalize.layout import headings, titles
from normalize.layout.headings import Role, plain
from normalize.layout.titles import Title
from schemas import Profile, ProfileHeadings

LONGEST = 120  # characters of a line that may be a title


@dataclass(frozen=True)
class Wording:
    """Roles of headings beside those of `normalize.layout.headings`, and the pattern of a title. `misread`: headings
    of the table at hand that are read as others."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    title: regex.Pattern[str] | None = None
    misread: Mapping[str, str] = field(default_factory=dict)

    def role_of(self, heading: str) -> Role | None:
        """The role a heading names, None where it fits nothing."""
        name = plain(heading)
        return self.roles.get(name) or headings.role_of(self.misread.get(name, heading))

    def looks_like_title(self, text: str) -> bool:
        """Whether a line may name a sheet."""
        return self._named(text) is not None or titles.looks_like_title(text)

    def read_title(self, lines: tuple[str, ...]) -> Title:
        """Department and year, by the profile's pattern where a line has it."""
        read = titles.read_title(lines)
        for line in lines:
            if named := self._named(line):
                groups = named.groupdict()
                year = groups.get("year")
                department = regex.sub(r"\s", "", groups["department"] or "") or read.department
                return Title(line.strip(), department, int(year) if year and year.isdecimal() else read.year)
        return read

    def _named(self, text: str) -> regex.Match[str] | None:
        return self.title.search(text) if self.title and len(text) <= LONGEST else None


PLAIN = Wording()


def wording_of(profile: Profile | None) -> Wording:
    """What a profile says, ready to be asked."""
    if profile is None:
        return PLAIN
    roles = {
        plain(heading): cast(Role, role)
        for role in ProfileHeadings.model_fields
        for heading in getattr(profile.headings, role)
    }
    return Wording(roles, regex.compile(profile.title) if profile.title else None)
