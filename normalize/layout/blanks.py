"""Empty cells among filled ones: recognition may have lost what stood there."""

from __future__ import annotations

from dataclasses import replace

from normalize.layout.draft import DraftSheet, DraftTask, Flag

_ROLES = {
    "duties": ("what is asked for", "考核内容"),
    "methods": ("the method", "考核方法"),
    "assessors": ("the assessor", "考核单位"),
    "criteria": ("one of the rows of criteria", "评分标准的一行"),
}
_FEW = 3  # times as many tasks say it as do not


def flag_blanks(draft: DraftSheet) -> DraftSheet:
    """The draft of a recognised sheet, with a flag for each task whose cell of what nearly all others say is empty.

    Those that say nothing of all that are passed over: their criteria may have spanned the cells.
    """
    if not draft.lossy:
        return draft
    full = [task for task in draft.tasks if _says_some(task)]
    rare = [role for role in _ROLES if sum(_is_blank(task, role) for task in full) * _FEW < len(full)]
    flagged = {id(task): _flagged(task, [role for role in rare if _is_blank(task, role)]) for task in full}
    return replace(draft, tasks=tuple(flagged.get(id(task), task) for task in draft.tasks))


def _flagged(task: DraftTask, roles: list[str]) -> DraftTask:
    told = ({"role": role, "role_zh": role_zh} for role, role_zh in map(_ROLES.__getitem__, roles))
    return replace(task, flags=(*task.flags, *(Flag("field-empty", each, task.criteria) for each in told)))


def _says_some(task: DraftTask) -> bool:
    return bool(task.criteria.text.strip() and (task.duties.text.strip() or task.methods or task.assessors))


def _is_blank(task: DraftTask, role: str) -> bool:
    said = {"duties": task.duties.text.strip(), "methods": task.methods, "assessors": task.assessors}
    return role in task.blank and not said.get(role)
