"""Which of its two languages the program speaks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    CHINESE = "zh"

    def pick(self, english: str, chinese: str) -> str:
        return chinese if self is Language.CHINESE else english


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that the locale variables ask for, in POSIX's order; English where they ask for none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return Language.CHINESE if value.lower().startswith("zh") else Language.ENGLISH
    return Language.ENGLISH
