"""Where what was once read is kept."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, NO_CACHE = "RULEBOOK_CACHE", "RULEBOOK_NO_CACHE"


def cache_folder() -> Path | None:
    """The user's folder; None with $RULEBOOK_NO_CACHE."""
    return None if os.environ.get(NO_CACHE) else user_folder()


def user_folder() -> Path | None:
    """$RULEBOOK_CACHE, $XDG_CACHE_HOME/rulebook or ~/.cache/rulebook; None without a home."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "rulebook"
    try:
        return Path.home() / ".cache" / "rulebook"
    except RuntimeError:
        return None
