"""Sentences in the program's two languages."""

from __future__ import annotations

from dataclasses import dataclass

from schemas import Rule

SEPARATORS = "".join((",", "\uff0c", "、", ";", "\uff1b", "。", " "))


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, in English and in Chinese."""

    en: str
    zh: str

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "zh": self.zh}


def name_of(rule: Rule) -> str:
    """What must happen, with the subject that an elliptic clause inherits (党课每缺一次); never empty."""
    trigger = rule.trigger.strip(SEPARATORS)
    if rule.subject and rule.subject not in trigger:
        return f"{rule.subject}{trigger}"
    return trigger or rule.text
