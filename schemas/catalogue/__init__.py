"""Everything that can be in doubt, by the stage that doubts it: codes, each with what was seen and what to do, in two
languages."""

from __future__ import annotations

from schemas.catalogue.decisions import DECISIONS
from schemas.catalogue.files import FILES
from schemas.catalogue.kind import Kind, Severity
from schemas.catalogue.rules import RULES
from schemas.catalogue.tables import TABLES
from schemas.catalogue.texts import TEXTS
from schemas.catalogue.tree import TREE

CATALOGUE: dict[str, Kind] = {**FILES, **TABLES, **TREE, **TEXTS, **RULES, **DECISIONS}

__all__ = ["CATALOGUE", "Kind", "Severity"]
