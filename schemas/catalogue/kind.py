"""What an entry of the catalogue is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A catalogue entry. Templates name their parameters in braces; `suggestion` is what the reviewer does."""

    severity: Severity
    message: str
    message_zh: str
    suggestion: str
    suggestion_zh: str
