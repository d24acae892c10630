"""The same sheet issued twice: one copy is kept where both say the same, both and a flag where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from normalize.layout.labels import squash
from schemas import Anomaly, Sheet, Source, make_anomaly

Content = tuple[object, ...]


def settle_duplicates(
    sheets: Sequence[Sheet], anomalies: Sequence[Anomaly], source_of: Mapping[str, Source]
) -> tuple[tuple[Sheet, ...], tuple[Anomaly, ...]]:
    """The sheets without copies that say the same, and the anomalies that are left with those of the duplicates.

    `source_of` gives a sheet's file. The first of equal sheets is kept: sheets come with the better medium first.
    """
    kept: list[Sheet] = []
    seen: dict[tuple[str, int | None], Sheet] = {}
    found = list(anomalies)
    for sheet in sheets:
        key = (sheet.department or "", sheet.year)
        first = seen.setdefault(key, sheet) if sheet.department else sheet
        if first is sheet:
            kept.append(sheet)
            continue
        told: dict[str, Any] = {"department": sheet.department, "year": sheet.year or "–"}
        if _content(sheet) == _content(first):
            gone = {sheet.id, *_ids(sheet)}
            found = [anomaly for anomaly in found if anomaly.where not in gone]
            found.append(make_anomaly("duplicate-sheet-same", first.id, other=source_of[sheet.id].path, **told))
        else:
            kept.append(sheet)
            found.append(
                make_anomaly("duplicate-sheet", sheet.id, sheet.evidence, other=source_of[first.id].path, **told)
            )
    return tuple(kept), tuple(found)


def _content(sheet: Sheet) -> Content:
    """What a sheet says, but for white space."""
    return tuple(
        (
            task.path,
            tuple((duty.number, squash(duty.text)) for duty in task.duties),
            task.methods,
            task.assessors,
            tuple((c.section, c.number, squash(c.text)) for c in task.criteria),
        )
        for task in sheet.tasks
    )


def _ids(sheet: Sheet) -> list[str]:
    ids = []
    for task in sheet.tasks:
        ids.append(task.id)
        for criterion in task.criteria:
            ids.append(criterion.id)
            ids += [rule.id for rule in criterion.rules]
    return ids
