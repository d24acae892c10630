"""What one year changed against another: tasks, points, wording, and what rules come to. Pure and deterministic.

Departments are matched by name, then by likeness of what each alone does (renamed); tasks by path, then by likeness of
their text (moved, renamed), and what is left over, among all departments; criteria by text; rules by trigger, then by
place, then by likeness. Text that differs in white space and punctuation alone is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, TypeVar

from rapidfuzz import fuzz

from rulebook.difference.changes import BookDiff, Change, ItemChange, RuleChange, SheetChange, Status, TaskChange
from rulebook.figures.compare import squash
from schemas import Amount, Criterion, Rule, Rulebook, Sheet, Task, decimal_text

ALIKE = 60.0
"""From how many hundredths of likeness on two texts may be one, reworded."""
SAME = 85.0
"""The same of a task in another department."""
T = TypeVar("T")


def diff_books(old: Rulebook, new: Rulebook) -> BookDiff:
    """What `new` changed against `old`."""
    own = _own_texts(old.sheets) | _own_texts(new.sheets)
    pairs = _paired(old.sheets, new.sheets, (_departments,), lambda one, other: _alike(own[id(one)], own[id(other)]))
    changes = _moved_across([_sheet_change(left, right) for left, right in pairs], old, new)
    shown = (c for c in changes if c.status != "changed" or c.renamed or c.points or c.tasks)
    return BookDiff(tuple(shown))


def _paired(
    old: Sequence[T],
    new: Sequence[T],
    keys: Sequence[Callable[[Sequence[T]], Sequence[Hashable]]],
    likeness: Callable[[T, T], float] | None = None,
) -> list[tuple[T | None, T | None]]:
    """What of `old` stands opposite what of `new`: by equal keys, one kind of key after the other, then the most alike.

    A key of None is equal to nothing. In the order of `new`; what is gone comes after what stood before it.
    """
    match: dict[int, int] = {}
    for key in keys:
        taken = set(match.values())
        places: dict[Hashable, list[int]] = {}
        for j, right in enumerate(key(new)):
            if j not in taken and right is not None:
                places.setdefault(right, []).append(j)
        for i, left in enumerate(key(old)):
            if i not in match and places.get(left):
                match[i] = places[left].pop(0)
    if likeness is not None:
        _match_alike(old, new, match, likeness)
    back = {j: i for i, j in match.items()}
    ranks: dict[int, tuple[int, int]] = {}
    last = (-1, 0)
    for i in range(len(old)):
        last = (match[i], 0) if i in match else (last[0], last[1] + 1)
        ranks[i] = last
    pairs = [((j, 0), (old[back[j]] if j in back else None, right)) for j, right in enumerate(new)]
    gone = [(ranks[i], (left, None)) for i, left in enumerate(old) if i not in match]
    return [pair for _, pair in sorted([*pairs, *gone], key=lambda ranked: ranked[0])]


def _match_alike(
    old: Sequence[T], new: Sequence[T], match: dict[int, int], likeness: Callable[[T, T], float], least: float = ALIKE
) -> None:
    """Add to `match` those that are left over and most alike, the best pair first."""
    taken = set(match.values())
    scores = sorted(
        (-score, i, j)
        for i, left in enumerate(old)
        if i not in match
        for j, right in enumerate(new)
        if j not in taken and (score := likeness(left, right)) >= least
    )
    for _, i, j in scores:
        if i not in match and j not in taken:
            match[i] = j
            taken.add(j)


def _alike(old: str, new: str) -> float:
    return fuzz.ratio(left, right) if (left := squash(old)) and (right := squash(new)) else 0.0


# --- departments and tasks


def _departments(sheets: Sequence[Sheet]) -> list[Hashable]:
    return [squash(sheet.department) for sheet in sheets]


def _own_texts(sheets: Sequence[Sheet]) -> dict[int, str]:
    """What each department alone does, by the id() of its sheet; what several do makes none more like another."""
    alone = _of_one_department(sheets)
    return {id(s): "".join(text for task in s.tasks if (text := _task_text(task)) in alone) for s in sheets}


def _of_one_department(sheets: Sequence[Sheet]) -> set[str]:
    """The texts of tasks that one department alone has."""
    counts = Counter(text for sheet in sheets for text in {_task_text(task) for task in sheet.tasks})
    return {text for text, count in counts.items() if count == 1}


def _sheet_change(old: Sheet | None, new: Sheet | None) -> SheetChange:
    department = new.department if new else old.department if old else None
    if old is None or new is None:
        return SheetChange("added" if new else "gone", department, old, new, (), ())
    pairs = _paired(old.tasks, new.tasks, (_whole, _lone_paths), _task_likeness)
    tasks = [change for left, right in pairs if (change := _task_change(left, right)) is not None]
    return SheetChange("changed", department, old, new, tuple(_node_points(old, new)), tuple(tasks))


def _whole(tasks: Sequence[Task]) -> list[Hashable]:
    return [(_names(task), _task_text(task)) for task in tasks]


def _lone_paths(tasks: Sequence[Task]) -> list[Hashable]:
    """Paths that one task alone has; those that share a path are told apart by their text."""
    counts = Counter(_names(task) for task in tasks)
    return [_names(task) if counts[_names(task)] == 1 else None for task in tasks]


def _task_likeness(old: Task, new: Task) -> float:
    return _alike(_task_text(old), _task_text(new))


def _task_text(task: Task) -> str:
    own = task.path[-1][0] if task.path else ""
    texts = (item.text for items in (task.duties, task.criteria) for item in items)
    return squash(f"{own}{''.join(texts)}")


def _names(task: Task) -> tuple[str, ...]:
    return tuple(squash(name) for name, _ in task.path)


def _node_points(old: Sheet, new: Sheet) -> Iterator[Change]:
    """Points of the nodes above the tasks, by path, where both years have the node."""

    def points(sheet: Sheet) -> dict[tuple[str, ...], tuple[str, Decimal | None]]:
        leaves = {_names(task) for task in sheet.tasks}
        found: dict[tuple[str, ...], tuple[str, Decimal | None]] = {}
        for task in sheet.tasks:
            for depth in range(1, len(task.path) + 1):
                names = _names(task)[:depth]
                shown = "/".join(name for name, _ in task.path[:depth])
                if depth < len(task.path) or sum(names == leaf[:depth] for leaf in leaves) > 1:
                    found.setdefault(names, (shown, task.path[depth - 1][1]))
        return found

    before = points(old)
    for names, (shown, value) in points(new).items():
        if names in before and before[names][1] != value:
            yield Change(shown, _text(before[names][1]), _text(value))


def _task_change(old: Task | None, new: Task | None) -> TaskChange | None:
    if old is None or new is None:
        return _whole_task(old, new)
    moved, renamed = _names(old)[:-1] != _names(new)[:-1], _names(old)[-1:] != _names(new)[-1:]
    items = (*_item_changes("duty", old.duties, new.duties), *_criteria_changes(old, new))
    changes = _changes(_task_fields(old), _task_fields(new))
    if not (moved or renamed or items or changes):
        return None
    return TaskChange("changed", old, new, moved, renamed, changes, items)


def _whole_task(old: Task | None, new: Task | None) -> TaskChange | None:
    """A task that stands in one year alone, with all that is in it."""
    task = new or old
    if task is None:
        return None
    status: Status = "added" if new else "gone"
    fields = _task_fields(task)
    nothing = dict.fromkeys(fields)
    changes = _changes(nothing, fields) if new else _changes(fields, nothing)
    sides: list[tuple[Literal["duty", "criterion"], Any]] = [("duty", item) for item in task.duties]
    sides += [("criterion", item) for item in task.criteria]
    items = [_item_change(kind, old and item, new and item, ()) for kind, item in sides]
    return TaskChange(status, old, new, False, False, changes, tuple(item for item in items if item is not None))


def _task_fields(task: Task) -> dict[str, str | None]:
    return {
        "points": _text(task.path[-1][1]) if task.path else None,
        "methods": "、".join(task.methods) or None,
        "assessors": "、".join(task.assessors) or None,
        "notes": ";".join(task.notes) or None,
    }


# --- tasks that go from one department to another


def _moved_across(changes: Sequence[SheetChange], old: Rulebook, new: Rulebook) -> list[SheetChange]:
    """The changes, with tasks that are gone here and added there as ones that moved. What several departments do goes
    nowhere."""
    gone = list(_left_over(changes, "gone", _of_one_department(old.sheets)))
    added = list(_left_over(changes, "added", _of_one_department(new.sheets)))
    match: dict[int, int] = {}
    _match_alike(gone, added, match, lambda one, other: _task_likeness(one[1], other[1]), SAME)
    tasks = [{id(task.old or task.new): task for task in change.tasks} for change in changes]
    for i, j in match.items():
        (left, before), (came, after) = gone[i], added[j]
        moved = _task_change(before, after) or TaskChange("changed", before, after, True, False, (), ())
        tasks[came][id(after)] = replace(moved, moved=True, elsewhere=changes[left].department or "")
        went = changes[came].department or ""
        tasks[left][id(before)] = TaskChange("gone", before, None, False, False, (), (), went)
    return [replace(change, tasks=tuple(found.values())) for change, found in zip(changes, tasks, strict=True)]


def _left_over(changes: Sequence[SheetChange], status: Status, own: set[str]) -> Iterator[tuple[int, Task]]:
    """Tasks that stand in one year alone, those of whole departments among them, each with the place of its
    department; of those whose text is among `own`."""
    for place, change in enumerate(changes):
        sheet = change.new or change.old
        whole = sheet.tasks if sheet and change.status == status else ()
        single = (task.new or task.old for task in change.tasks if task.status == status)
        yield from ((place, task) for task in (*whole, *single) if task and _task_text(task) in own)


# --- duties, criteria, rules


def _item_changes(kind: Literal["duty", "criterion"], old: Sequence[Any], new: Sequence[Any]) -> Iterator[ItemChange]:
    for left, right in _paired(old, new, (_texts,), lambda one, other: _alike(one.text, other.text)):
        change = _item_change(kind, left, right, ())
        if change is not None:
            yield change


def _criteria_changes(old: Task, new: Task) -> Iterator[ItemChange]:
    pairs = _paired(old.criteria, new.criteria, (_texts,), lambda one, other: _alike(one.text, other.text))
    for left, right in pairs:
        rules = tuple(_rule_changes(left.rules, right.rules)) if left and right else ()
        change = _item_change("criterion", left, right, rules)
        if change is not None:
            yield change


def _texts(items: Sequence[Any]) -> list[Hashable]:
    return [squash(item.text) for item in items]


def _item_change(
    kind: Literal["duty", "criterion"], old: Any, new: Any, rules: tuple[RuleChange, ...]
) -> ItemChange | None:
    if old is None or new is None:
        item = new or old
        return ItemChange(kind, "added" if new else "gone", item.number, old and old.text, new and new.text)
    changes = _changes(_item_fields(old), _item_fields(new))
    if squash(old.text) == squash(new.text) and not changes and not rules:
        return None
    return ItemChange(kind, "changed", new.number, old.text, new.text, changes, rules)


def _item_fields(item: Any) -> dict[str, str | None]:
    cap = item.group_cap if isinstance(item, Criterion) else None
    return {"points": _text(item.points), "group_cap": _text(cap)}


def _triggers(rules: Sequence[Rule]) -> list[Hashable]:
    return [squash(rule.trigger) or None for rule in rules]


def _places(rules: Sequence[Rule]) -> list[Hashable]:
    """A rule's place, where its criterion has as many rules in the other year."""
    return [(len(rules), place) for place in range(len(rules))]


def _rule_changes(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[RuleChange]:
    for left, right in _paired(old, new, (_triggers, _places), lambda one, other: _alike(one.text, other.text)):
        if left is None or right is None:
            rule = right or left
            assert rule is not None
            yield RuleChange(
                "added" if right else "gone",
                left.id if left else None,
                right.id if right else None,
                rule.trigger,
                rule.text,
                (),
            )
        elif changes := _changes(rule_fields(left), rule_fields(right)):
            yield RuleChange("changed", left.id, right.id, right.trigger, right.text, changes)


def rule_fields(rule: Rule) -> dict[str, str | None]:
    """What a rule comes to, each field of RULE_FIELDS in words; a difference in none of them is wording alone."""
    amount, target, cap = rule.amount, rule.target, rule.cap
    return {
        "effect": rule.effect,
        "amount": _amount(amount) if amount else None,
        "unit": f"{'/'.join(rule.per)} ({rule.count})" if rule.per else None,
        "step": _text(rule.step),
        "target": f"{target.op} {decimal_text(target.value)} {target.unit}" if target else None,
        "cap": " ".join(filter(None, (cap.kind, _text(cap.points)))) if cap else None,
        "scope": rule.scope,
        "reference": rule.reference,
    }


def _amount(amount: Amount) -> str:
    low, high = _text(amount.min), _text(amount.max)
    number = low if low == high else f"{low}~{high}"
    kind = None if amount.kind in ("fixed", "range") else amount.kind
    shown = f"{number}{'%' if amount.percent else ''}" if number else None
    return " ".join(filter(None, (kind, shown, amount.base)))


def _changes(old: dict[str, str | None], new: dict[str, str | None]) -> tuple[Change, ...]:
    return tuple(Change(name, old[name], new[name]) for name in old if squash(old[name]) != squash(new[name]))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
