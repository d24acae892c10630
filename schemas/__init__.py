"""The contract: frozen models and nothing else; no I/O."""

from schemas.anomaly import CATALOGUE, Anomaly, Severity, make_anomaly
from schemas.base import SCHEMA_VERSION, Exact, Model, decimal_text
from schemas.document import Cell, Document, Page, Paragraph, Table
from schemas.evidence import Evidence, Place, Repair
from schemas.rulebook import (
    Amount,
    AmountKind,
    Cap,
    Conservation,
    Count,
    Criterion,
    Duty,
    Effect,
    Heading,
    Remark,
    Rule,
    Rulebook,
    Sheet,
    Target,
    Task,
)
from schemas.source import Anchor, LineAnchor, Medium, PageAnchor, Source, WordAnchor

__all__ = [
    "CATALOGUE",
    "SCHEMA_VERSION",
    "Amount",
    "AmountKind",
    "Anchor",
    "Anomaly",
    "Cap",
    "Cell",
    "Conservation",
    "Count",
    "Criterion",
    "Document",
    "Duty",
    "Effect",
    "Evidence",
    "Exact",
    "Heading",
    "LineAnchor",
    "Medium",
    "Model",
    "Page",
    "PageAnchor",
    "Paragraph",
    "Place",
    "Remark",
    "Repair",
    "Rule",
    "Rulebook",
    "Severity",
    "Sheet",
    "Source",
    "Table",
    "Target",
    "Task",
    "WordAnchor",
    "decimal_text",
    "make_anomaly",
]
