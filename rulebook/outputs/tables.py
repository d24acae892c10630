"""rules.parquet and tasks.parquet: one row a rule, one row a task, each with its whole path, so that no join is needed.

What null means, in both: the document does not say. A list is never null, at most empty. Points are decimal128(18, 6);
a value that does not fit it exactly (no points do) is null here and whole in rulebook.json.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import Anchor, Criterion, Evidence, PageAnchor, Rule, Rulebook, Sheet, Source, Task, WordAnchor

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps more than a few small tables are worth
DIGITS, DECIMALS = 18, 6
POINTS = pa.decimal128(DIGITS, DECIMALS)
TEXTS = pa.list_(pa.field("element", pa.string(), nullable=False))
LEVELS = ("category", "project", "item")
BATCH = 1000

Row = dict[str, Any]


def _field(name: str, kind: pa.DataType, nullable: bool = True) -> pa.Field:
    return pa.field(name, kind, nullable=nullable)


def _records(*fields: pa.Field) -> pa.DataType:
    return pa.list_(pa.field("element", pa.struct(fields), nullable=False))


PLACE = (
    _field("year", pa.int32()),
    _field("department", pa.string()),
    _field("title", pa.string()),
    *(field for level in LEVELS for field in (_field(level, pa.string()), _field(f"{level}_points", POINTS))),
    _field("path", _records(_field("name", pa.string(), nullable=False), _field("points", POINTS)), nullable=False),
    _field("task", pa.string()),
    _field("task_points", POINTS),
)
"""Where a row stands. `task` is the last name of the path, whatever its depth; `item` is its third level."""

FOUND = (
    _field("source", pa.string()),
    _field("sha256", pa.string()),
    _field("page", pa.int32()),
    _field("anchor", pa.string()),
)
"""What a row was read from: file, its digest, page (null where the medium has none), place in words."""

RULES = pa.schema(
    [
        _field("rule_id", pa.string(), nullable=False),
        *PLACE,
        _field("methods", TEXTS, nullable=False),
        _field("assessors", TEXTS, nullable=False),
        _field("section", pa.string()),
        _field("number", pa.string()),
        _field("criterion", pa.string(), nullable=False),
        _field("criterion_points", POINTS),
        _field("text", pa.string(), nullable=False),
        _field("trigger", pa.string(), nullable=False),
        _field("subject", pa.string()),
        _field("effect", pa.string(), nullable=False),
        _field("amount_kind", pa.string()),
        _field("amount_min", POINTS),
        _field("amount_max", POINTS),
        _field("amount_base", pa.string()),
        _field("percent", pa.bool_(), nullable=False),
        _field("per", TEXTS, nullable=False),
        _field("count", pa.string()),
        _field("step", POINTS),
        _field("target_op", pa.string()),
        _field("target_value", POINTS),
        _field("target_unit", pa.string()),
        _field("cap_kind", pa.string()),
        _field("cap_points", POINTS),
        _field("group_cap", POINTS),
        _field("scope", pa.string(), nullable=False),
        _field("reference", pa.string()),
        _field("certainty", pa.string(), nullable=False),
        _field("reasons", TEXTS, nullable=False),
        _field("anomalies", TEXTS, nullable=False),
        *FOUND,
        _field("sheet_id", pa.string(), nullable=False),
        _field("task_id", pa.string(), nullable=False),
        _field("criterion_id", pa.string(), nullable=False),
    ]
)
"""`anomalies`: the codes that point at the rule or at its criterion."""

TASKS = pa.schema(
    [
        _field("task_id", pa.string(), nullable=False),
        *PLACE,
        _field(
            "duties",
            _records(
                _field("number", pa.string()), _field("text", pa.string(), nullable=False), _field("points", POINTS)
            ),
            nullable=False,
        ),
        _field("methods", TEXTS, nullable=False),
        _field("assessors", TEXTS, nullable=False),
        _field("notes", TEXTS, nullable=False),
        _field("criteria_count", pa.int32(), nullable=False),
        _field("rules_count", pa.int32(), nullable=False),
        _field("anomalies", TEXTS, nullable=False),
        *FOUND,
        _field("sheet_id", pa.string(), nullable=False),
    ]
)
"""`anomalies`: the codes that point at the task itself, or at a criterion or rule of it."""


def rules_table(rulebook: Rulebook) -> pa.Table:
    """One row a rule, in the order of the rulebook; columns as in RULES."""
    return pa.Table.from_pylist(list(rule_rows(rulebook)), schema=RULES)


def tasks_table(rulebook: Rulebook) -> pa.Table:
    """One row a task, in the order of the rulebook; columns as in TASKS."""
    return pa.Table.from_pylist(list(task_rows(rulebook)), schema=TASKS)


def rule_rows(rulebook: Rulebook) -> Iterator[Row]:
    """The rows of the rules' table."""
    sources, codes = _sources(rulebook), _codes(rulebook)
    return (
        place
        | _rule_row(sheet, task, criterion, rule)
        | {"group_cap": caps.get((criterion.id, rule.effect)), "anomalies": codes[criterion.id] + codes[rule.id]}
        | _found(sources, rule.evidence, criterion.evidence, task.evidence)
        for sheet in rulebook.sheets
        for task in sheet.tasks
        for place, caps in [(_place(sheet, task), _group_caps(task))]
        for criterion in task.criteria
        for rule in criterion.rules
    )


def task_rows(rulebook: Rulebook) -> Iterator[Row]:
    """The rows of the tasks' table."""
    sources, codes = _sources(rulebook), _codes(rulebook)
    return (
        _task_row(sheet, task)
        | {"anomalies": [code for node in _ids(task) for code in codes[node]]}
        | _found(sources, task.evidence, *(criterion.evidence for criterion in task.criteria))
        for sheet in rulebook.sheets
        for task in sheet.tasks
    )


def write_parquet(rows: Iterator[Row], schema: pa.Schema, mark: str, path: Path) -> None:
    """Write the rows with `mark` as their `rulebook_sha256`; the same rows and mark give the same bytes.

    A batch at a time: as Python values the rows of a long file take more room than all the rest.
    """
    marked = schema.with_metadata({"rulebook_sha256": mark})
    with pq.ParquetWriter(path, marked, compression="zstd", version="2.6", store_schema=True) as writer:
        while batch := list(islice(rows, BATCH)):
            writer.write_table(pa.Table.from_pylist(batch, schema=marked))


def anchor_text(anchor: Anchor) -> str:
    """A place in words: "page 3, box 56.7 100.2 201 290.5", "table 1, row 3, column 4", "line 12, cell 3",
    "page header"."""
    if isinstance(anchor, PageAnchor):
        return f"page {anchor.page}, box {' '.join(f'{edge:g}' for edge in anchor.bbox)}"
    if isinstance(anchor, WordAnchor):
        parts = {"table": anchor.table, "row": anchor.row, "column": anchor.column, "paragraph": anchor.paragraph}
    else:
        parts = {"line": anchor.line, "cell": anchor.column}
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value is not None) or "page header"


def _rule_row(sheet: Sheet, task: Task, criterion: Criterion, rule: Rule) -> Row:
    amount, target, cap = rule.amount, rule.target, rule.cap
    return {
        "rule_id": rule.id,
        "sheet_id": sheet.id,
        "task_id": task.id,
        "criterion_id": criterion.id,
        "methods": list(task.methods),
        "assessors": list(task.assessors),
        "section": criterion.section,
        "number": criterion.number,
        "criterion": criterion.text,
        "criterion_points": _fit(criterion.points),
        "text": rule.text,
        "trigger": rule.trigger,
        "subject": rule.subject,
        "effect": rule.effect,
        "amount_kind": amount and amount.kind,
        "amount_min": _fit(amount.min if amount else None),
        "amount_max": _fit(amount.max if amount else None),
        "amount_base": amount and amount.base,
        "percent": amount is not None and amount.percent,
        "per": list(rule.per),
        "count": rule.count,
        "step": _fit(rule.step),
        "target_op": target and target.op,
        "target_value": _fit(target.value if target else None),
        "target_unit": target and target.unit,
        "cap_kind": cap and cap.kind,
        "cap_points": _fit(cap.points if cap else None),
        "scope": rule.scope,
        "reference": rule.reference,
        "certainty": rule.certainty,
        "reasons": list(rule.reasons),
    }


def _group_caps(task: Task) -> dict[tuple[str, str], Decimal | None]:
    """The cap over several criteria, by criterion and effect: a line that is only a cap bounds those since the last."""
    caps: dict[tuple[str, str], Decimal | None] = {}
    waiting: list[str] = []
    for criterion in task.criteria:
        if criterion.caps:
            caps |= {(above, criterion.caps): _fit(criterion.group_cap) for above in waiting}
            waiting = []
        else:
            waiting.append(criterion.id)
    return caps


def _task_row(sheet: Sheet, task: Task) -> Row:
    return _place(sheet, task) | {
        "task_id": task.id,
        "sheet_id": sheet.id,
        "duties": [{"number": duty.number, "text": duty.text, "points": _fit(duty.points)} for duty in task.duties],
        "methods": list(task.methods),
        "assessors": list(task.assessors),
        "notes": list(task.notes),
        "criteria_count": len(task.criteria),
        "rules_count": sum(len(criterion.rules) for criterion in task.criteria),
    }


def _place(sheet: Sheet, task: Task) -> Row:
    nodes = [{"name": name, "points": _fit(points)} for name, points in task.path]
    leaf = nodes[-1] if nodes else {"name": None, "points": None}
    row: Row = {
        "year": sheet.year,
        "department": sheet.department,
        "title": sheet.title,
        "path": nodes,
        "task": leaf["name"],
        "task_points": leaf["points"],
    }
    for level, node in zip(LEVELS, nodes, strict=False):
        row |= {level: node["name"], f"{level}_points": node["points"]}
    return row


def _found(sources: Mapping[str, Source], *nearest_first: Sequence[Evidence]) -> Row:
    """The first place that a row was read from, of its own evidence or else of what it lies in."""
    place = next((place for some in nearest_first for evidence in some for place in evidence.places), None)
    if place is None:
        return {}
    source = sources.get(place.source)
    return {
        "source": source and source.path,
        "sha256": source and source.sha256,
        "page": place.anchor.page if isinstance(place.anchor, PageAnchor) else None,
        "anchor": anchor_text(place.anchor),
    }


def _sources(rulebook: Rulebook) -> dict[str, Source]:
    return {source.id: source for source in reversed(rulebook.sources)}


def _codes(rulebook: Rulebook) -> defaultdict[str, list[str]]:
    """Codes by the id that they point at, each once, in the order of the rulebook."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for anomaly in rulebook.anomalies:
        if anomaly.code not in codes[anomaly.where]:
            codes[anomaly.where].append(anomaly.code)
    return codes


def _ids(task: Task) -> Iterator[str]:
    yield task.id
    for criterion in task.criteria:
        yield criterion.id
        yield from (rule.id for rule in criterion.rules)


def _fit(value: Decimal | None) -> Decimal | None:
    """The value where decimal128(DIGITS, DECIMALS) holds it exactly, else None."""
    return value if value is not None and _is_held(value) else None


@lru_cache(maxsize=1024)
def _is_held(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    scaled = value.scaleb(DECIMALS)
    return scaled == scaled.to_integral_value() and abs(scaled) < Decimal(10) ** DIGITS
