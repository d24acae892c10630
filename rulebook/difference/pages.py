"""A difference of two rulebooks for people: as lines of text, and as one page of HTML with the words marked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from review.words import value
from rulebook.difference.changes import BookDiff, Change, ItemChange, RuleChange, SheetChange, TaskChange, marks
from rulebook.language import Language
from schemas import Task

WORDS = {
    "added": ("added", "新增"),
    "gone": ("gone", "取消"),
    "moved": ("moved", "调整位置"),
    "moved_to": ("moved to", "转至"),
    "moved_from": ("moved from", "转自"),
    "renamed": ("renamed", "更名"),
    "changed": ("changed", "变更"),
    "reworded": ("reworded", "改写"),
    "duty": ("duty", "主要任务"),
    "criterion": ("criterion", "评价标准"),
    "rule": ("rule", "规则"),
    "points": ("points", "分值"),
    "methods": ("methods", "评价方法"),
    "assessors": ("assessors", "考核单位"),
    "notes": ("notes", "备注"),
    "group_cap": ("group cap", "合计上限"),
    "effect": ("effect", "效果"),
    "amount": ("amount", "扣(加)分值"),
    "unit": ("unit", "计量单位"),
    "step": ("step", "步长"),
    "target": ("target", "目标值"),
    "cap": ("cap", "上限"),
    "scope": ("scope", "作用范围"),
    "reference": ("reference", "参照依据"),
    "none": ("none", "无"),
    "department": ("department", "部门"),
    "nothing": ("No differences.", "没有差异。"),
    "title": ("What changed", "变更对照"),
    "unnamed": ("no name", "未命名"),
}
IN_VOCABULARY = frozenset({"effect", "amount", "unit", "cap", "scope"})
SUMMARY = {
    "departments_added": ("departments added", "新增部门"),
    "departments_gone": ("departments gone", "减少部门"),
    "departments_renamed": ("departments renamed", "更名部门"),
    "tasks_added": ("tasks added", "新增任务"),
    "tasks_gone": ("tasks gone", "取消任务"),
    "tasks_moved": ("tasks moved", "调整位置的任务"),
    "tasks_renamed": ("tasks renamed", "更名任务"),
    "points": ("points", "分值变更"),
    "criteria_added": ("criteria added", "新增标准"),
    "criteria_gone": ("criteria gone", "取消标准"),
    "criteria_reworded": ("criteria reworded", "改写标准"),
    "rules_added": ("rules added", "新增规则"),
    "rules_gone": ("rules gone", "取消规则"),
    "rules_effect": ("effects", "规则效果"),
    "rules_amount": ("amounts", "规则分值"),
    "rules_unit": ("units", "规则计量单位"),
    "rules_step": ("steps", "规则步长"),
    "rules_target": ("targets", "规则目标值"),
    "rules_cap": ("caps", "规则上限"),
    "rules_scope": ("scopes", "规则范围"),
    "rules_reference": ("references", "规则参照依据"),
}
STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; border-bottom: 2px solid #444; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; } ul { margin: .2rem 0; } p { margin: .2rem 0 .2rem 1rem; }
.kind { font-size: .8rem; border: 1px solid #666; border-radius: .3rem; padding: 0 .35rem; margin-right: .4rem; }
ins { background: #d4f4d4; text-decoration: underline; } del { background: #fbdcdc; text-decoration: line-through; }
"""


def diff_lines(diff: BookDiff, language: Language) -> Iterator[str]:
    """The difference as text, a line each; + is new, - is gone, ~ is changed."""
    if not diff.sheets:
        yield _word("nothing", language)
        return
    yield _summary(diff, language)
    for sheet in diff.sheets:
        yield ""
        yield _sheet_title(sheet, language)
        for change in sheet.points:
            yield f"  ~ {_word('points', language)} {_change(change, language)}"
        for task in sheet.tasks:
            yield from _task_lines(task, language)


def _task_lines(task: TaskChange, language: Language) -> Iterator[str]:
    yield f"  {_sign(task.status)} {_task_title(task, language)}"
    for change in task.changes:
        yield f"      ~ {_change(change, language)}"
    for item in task.items:
        kinds = (_word(kind, language) for kind in _kinds(item))
        head = " ".join(filter(None, (_sign(item.status), _word(item.kind, language), item.number, *kinds)))
        yield f"      {head}"
        if item.reworded or item.status == "gone":
            yield f"          - {_one_line(item.old)}"
        if item.reworded or item.status == "added":
            yield f"          + {_one_line(item.new)}"
        for change in item.changes:
            yield f"          ~ {_change(change, language)}"
        for rule in item.rules:
            yield f"          {_sign(rule.status)} {_word('rule', language)} {_one_line(rule.text)}"
            for change in rule.changes:
                yield f"              ~ {_change(change, language)}"


def diff_page(diff: BookDiff, language: Language) -> str:
    """One self-contained page: no script, nothing loaded, every text of the rulebooks escaped."""
    title = escape(_word("title", language))
    code = language.pick("en", "zh-CN")
    parts = [
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        f"<p>{escape(_summary(diff, language) if diff.sheets else _word('nothing', language))}</p>",
    ]
    for sheet in diff.sheets:
        parts += _sheet_parts(sheet, language)
    return "\n".join([*parts, "</body>\n</html>\n"])


def _sheet_parts(sheet: SheetChange, language: Language) -> Iterator[str]:
    yield f"<h2>{escape(_sheet_title(sheet, language))}</h2>"
    if sheet.points:
        yield from _list([_change_html(change, language) for change in sheet.points])
    for task in sheet.tasks:
        yield f"<h3>{escape(_task_title(task, language))}</h3>"
        if task.changes:
            yield from _list([_change_html(change, language) for change in task.changes])
        for item in task.items:
            yield from _item_parts(item, language)


def _item_parts(item: ItemChange, language: Language) -> Iterator[str]:
    kinds = "".join(f'<span class="kind">{escape(_word(kind, language))}</span>' for kind in _kinds(item))
    head = escape(f"{_word(item.kind, language)} {item.number or ''}".strip())
    yield f"<p>{head} {kinds}<br>{marked(item.old or '', item.new or '')}</p>"
    rows = [_change_html(change, language) for change in item.changes]
    rows += [row for rule in item.rules for row in _rule_rows(rule, language)]
    if rows:
        yield from _list(rows)


def _rule_rows(rule: RuleChange, language: Language) -> Iterator[str]:
    kind = f'<span class="kind">{escape(_word(rule.status, language))}</span>' if rule.status != "changed" else ""
    fields = "; ".join(_change_html(change, language) for change in rule.changes)
    yield f"{kind}{escape(rule.trigger or rule.text)}{': ' if fields else ''}{fields}"


def marked(old: str, new: str) -> str:
    """Both texts as one, escaped: what is gone in <del>, what is new in <ins>."""
    tags = {"gone": "del", "added": "ins"}
    return "".join(
        escape(text) if mark == "same" else f"<{tags[mark]}>{escape(text)}</{tags[mark]}>"
        for mark, text in marks(old, new)
    ).replace("\n", "<br>")


def _list(rows: list[str]) -> Iterator[str]:
    yield "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"


def _change(change: Change, language: Language) -> str:
    old, new = _sides(change, language)
    return f"{_word(change.field, language)}: {_one_line(old)} -> {_one_line(new)}"


def _change_html(change: Change, language: Language) -> str:
    old, new = _sides(change, language)
    return f"{escape(_word(change.field, language))}: <del>{escape(old)}</del> <ins>{escape(new)}</ins>"


def _sides(change: Change, language: Language) -> tuple[str, str]:
    """Both sides of a change, the vocabulary's own words (max, occurrence, discretionary) as a reader knows them."""

    def told(text: str | None) -> str:
        if text is None:
            return _word("none", language)
        if change.field not in IN_VOCABULARY:
            return text
        return " ".join(_in_words(word, language) for word in text.split(" "))

    return told(change.old), told(change.new)


def _in_words(word: str, language: Language) -> str:
    inner = word.strip("()")
    return word.replace(inner, value(inner, language)) if inner else word


def _summary(diff: BookDiff, language: Language) -> str:
    counts = [f"{language.pick(*SUMMARY[name])} {count}" for name, count in diff.summary.items() if count]
    return ", ".join(counts)


def _sheet_title(sheet: SheetChange, language: Language) -> str:
    name = sheet.department or _word("unnamed", language)
    if sheet.status != "changed":
        side = sheet.new or sheet.old
        year = f" {side.year}" if side and side.year else ""
        return f"{_sign(sheet.status)} {name}{year} {_word(sheet.status, language)}"
    years = " -> ".join(str(side.year) for side in (sheet.old, sheet.new) if side and side.year)
    if sheet.renamed and sheet.old:
        return f"{sheet.old.department or _word('unnamed', language)} -> {name} {years} {_word('renamed', language)}"
    return f"{name} {years}"


def _task_title(task: TaskChange, language: Language) -> str:
    kinds = [_word(kind, language) for kind in ("moved", "renamed") if getattr(task, kind)]
    if task.elsewhere:
        way = "moved_to" if task.status == "gone" else "moved_from"
        kinds = [f"{_word(way, language)} {task.elsewhere}", *kinds[1:]]
    elif task.status != "changed":
        kinds.append(_word(task.status, language))
    old, new = _path(task.old), _path(task.new)
    place = f"{old} -> {new}" if task.moved or task.renamed else new or old
    return f"{place} {' '.join(kinds)}".rstrip()


def _path(task: Task | None) -> str:
    """The task's path with the points of its end, and its duty's number where rows under a category have one."""
    if task is None:
        return ""
    number = task.duties[0].number if len(task.duties) == 1 else None
    return "/".join(name for name, _ in task.path) + (f" {number}" if number else "")


def _kinds(item: ItemChange) -> list[str]:
    return ["reworded"] if item.reworded else [] if item.status == "changed" else [item.status]


def _sign(status: str) -> str:
    return {"added": "+", "gone": "-"}.get(status, "~")


def _word(name: str, language: Language) -> str:
    return language.pick(*WORDS[name]) if name in WORDS else name


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
