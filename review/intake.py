"""What the page sends -> fields of decisions. The page names nodes by id and gives texts; all else is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from normalize.decide_nodes import rule_problem, sheet_text, task_text
from review.book import Run, Spot
from review.standing import Standing
from schemas import (
    AddRule,
    Anchor,
    CorrectRule,
    Rule,
    RuleChange,
    SourcePlace,
    Task,
    decimal_text,
)

Fields = dict[str, Any]
Form = Mapping[str, str]

_STAND_IN = {"id": "d-" + "0" * 12, "when": "2000-01-01T00:00:00.000000Z"}


class BadInput(Exception):  # noqa: N818
    """What was sent makes no decision; the message says why, in both languages."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


def decisions_of(run: Run, standing: Standing, form: Form) -> list[Fields]:
    """The decisions that a form asks for, in order. `kind`, `node`, `who`, and what the kind needs. Raises BadInput."""
    kind = form.get("kind", "")
    made = {"who": form.get("who", "").strip()[:200] or "–", "note": form.get("note", "").strip()}
    case = run.by_id.get(form.get("anomaly", ""))
    if kind in ("accept", "not-an-anomaly"):
        if case is None:
            raise BadInput("no such anomaly", "没有这个疑点")
        if standing.unapplied(case):
            raise BadInput(
                "take the decision back that was not applied, then decide again", "请先撤销未能应用的决定,再重新决定"
            )
        base = _aim(run, case.spot) if case.spot else {"where": case.anomaly.where}
        places = [_place(run, place) for place in case.places[:1]]
        base |= {"place": places[0] if places else None, "text": case.text}
        return [made | {"kind": kind} | base | _answers(run, form)]
    spot = run.spots.get(form.get("node", ""))
    if spot is None:
        raise BadInput("no such node", "没有这个条目")
    make = _MAKERS.get(kind)
    if make is None:
        raise BadInput(f"{kind!r} is no kind of decision", f"没有“{kind}”这种决定")
    found = make(run, standing, spot, form)
    if not found:
        raise BadInput("nothing was changed", "没有任何改动")
    return [made | {"kind": kind} | _aim(run, spot) | _answers(run, form) | fields for fields in found]


def _aim(run: Run, spot: Spot) -> Fields:
    places = spot.places
    return {
        "where": spot.node.id,
        "within": list(spot.within),
        "text": _node_text(spot),
        "place": _place(run, places[0]) if places else None,
    }


def _place(run: Run, place: Any) -> SourcePlace:
    return SourcePlace(path=run.sources[place.source].path, source=place.source, anchor=place.anchor)


def _node_text(spot: Spot) -> str:
    if spot.rule or spot.criterion:
        return spot.node.text  # type: ignore[union-attr]
    return task_text(spot.task) if spot.task else sheet_text(spot.sheet)


def _answers(run: Run, form: Form) -> Fields:
    case = run.by_id.get(form.get("anomaly", ""))
    return {"anomaly": case.anomaly.id, "code": case.anomaly.code} if case else {}


def _correct_text(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    part, to = form.get("part", "criterion"), form.get("to", "").replace("\r\n", "\n")
    if part == "criterion":
        if spot.criterion is None or spot.rule is not None:
            raise BadInput("this is no criterion", "这不是评价标准")
        before = standing.text_of(spot.criterion)
    elif spot.task is None or spot.criterion is not None:
        raise BadInput("this is no task", "这不是任务")
    elif part == "duty":
        index = _number(form.get("index", "0"))
        if index is None or index >= len(spot.task.duties):
            raise BadInput("no such duty", "没有这项任务内容")
        before = spot.task.duties[index].text
    else:
        before = cell_text(spot.task, part)
    return [{"part": part, "text": before, "to": to}] if to != before else []


def cell_text(task: Task, part: str) -> str:
    """What was read for all duties or criteria of a task, as it stands in the source."""
    nodes = task.duties if part == "duties" else task.criteria
    role = "duty" if part == "duties" else "criterion"
    done: dict[tuple[str, Anchor], int] = {}
    found: list[str] = []
    for place in (place for node in nodes for one in node.evidence if one.role == role for place in one.places):
        key = (place.source, place.anchor)
        start = max(done.get(key, 0) - place.start, 0)  # a section's heading is evidence of each of its criteria
        found.append(place.text[start:])
        done[key] = max(done.get(key, 0), place.end)
    return "".join(found)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _split(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    if spot.criterion is None or spot.rule is not None:
        raise BadInput("this is no criterion", "这不是评价标准")
    text = standing.text_of(spot.criterion)
    if form.get("to", text).replace("\r\n", "\n") != text:
        raise BadInput("save the text first, then split it", "请先保存文字,再拆分")
    at = _number(form.get("at", "")) or 0
    parts = [text[:at].strip(), text[at:].strip()]
    if not all(parts):
        raise BadInput("put the cursor where the second criterion begins", "请把光标放在第二条开始处")
    return [{"text": text, "parts": parts}]


def _join(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    criteria = spot.task.criteria if spot.task and spot.criterion and spot.rule is None else ()
    at = next((i for i, criterion in enumerate(criteria) if criterion.id == spot.node.id), None)
    if at is None or at + 1 >= len(criteria):
        raise BadInput("there is no next criterion", "后面没有可合并的条文")
    other = criteria[at + 1]
    text = standing.text_of(criteria[at])
    return [{"text": text, "other": other.id, "other_text": standing.text_of(other)}]


def _correct_rule(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    if spot.rule is None or spot.criterion is None:
        raise BadInput("this is no rule", "这不是规则")
    given = _rule_fields(form, spot.rule)
    parsed = RuleChange.model_validate(given)
    changed = {name: given[name] for name in given if getattr(parsed, name) != getattr(spot.rule, name)}
    if not changed:
        return []
    before = standing.correction_of(spot.rule.id)
    aim = _aim(run, spot) | _STAND_IN | {"who": "–", "after": before.id if before else None}
    decision = CorrectRule.model_validate(aim | {"change": changed})
    if problem := rule_problem(spot.criterion, spot.rule, decision):
        raise BadInput(*problem)
    return [{"change": changed, "after": aim["after"]}]


def _add_rule(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    if spot.criterion is None or spot.rule is not None:
        raise BadInput("this is no criterion", "这不是评价标准")
    rule = {name: value for name, value in _rule_fields(form).items() if value not in (None, [])}
    rule.setdefault("trigger", rule.get("text", spot.criterion.text))
    decision = AddRule.model_validate(_aim(run, spot) | _STAND_IN | {"who": "–", "rule": rule})
    if problem := rule_problem(spot.criterion, None, decision):
        raise BadInput(*problem)
    return [{"rule": rule}]


def _dismiss(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    if spot.rule is None:
        raise BadInput("this is no rule", "这不是规则")
    before = standing.correction_of(spot.rule.id)
    return [{"after": before.id if before else None}]


def _rule_fields(form: Form, rule: Rule | None = None) -> Fields:
    """The fields of a rule's form: empty means that there is none. `rule`: the one that the form showed."""

    def text(name: str) -> str | None:
        return form.get(name, "").strip() or None

    amount: Fields | None = None
    if text("amount_kind"):
        amount = {"kind": text("amount_kind")}
        amount |= {name: text(f"amount_{name}") for name in ("min", "max", "base") if text(f"amount_{name}")}
        if amount["kind"] == "fixed":
            amount |= _both_bounds(amount, rule)
        if form.get("amount_percent"):
            amount["percent"] = True
    target = None
    if text("target_value"):
        target = {"op": text("target_op") or ">=", "value": text("target_value"), "unit": form.get("target_unit", "")}
    cap = None
    if text("cap_kind"):
        cap = {"kind": text("cap_kind"), "points": text("cap_points")}
    found: Fields = {
        "effect": text("effect"),
        "amount": amount,
        "per": form.get("per", "").split(),
        "count": text("count"),
        "step": text("step") or "1",
        "target": target,
        "cap": cap,
        "scope": text("scope") or "task",
        "subject": text("subject"),
        "trigger": form.get("trigger", "").strip(),
        "reference": text("reference"),
    }
    if text("text"):
        found["text"] = text("text")
    return found


def _both_bounds(amount: Fields, rule: Rule | None) -> Fields:
    """Least and most of a fixed amount, where one of the two was filled in or changed and the other left as it was."""
    shown = rule.amount if rule else None
    given: Fields = {name: amount[name] for name in ("min", "max") if name in amount}
    changed = {name: value for name, value in given.items() if value != _shown(getattr(shown, name, None))}
    for numbers in (given, changed):
        if len(set(numbers.values())) == 1:
            value = next(iter(numbers.values()))
            return {"min": value, "max": value}
    return given


def _shown(number: Decimal | None) -> str:
    return "" if number is None else decimal_text(number)


def _correct_node(run: Run, standing: Standing, spot: Spot, form: Form) -> list[Fields]:
    before = standing.correction_of(spot.node.id)
    after = before.id if before else None
    if spot.task is None:
        change: Fields = {}
        if (form.get("department", "").strip() or None) != spot.sheet.department:
            change["department"] = form.get("department", "").strip() or None
        if (form.get("year", "").strip() or None) != (None if spot.sheet.year is None else str(spot.sheet.year)):
            change["year"] = _number(form["year"].strip())
        return [{"change": change, "after": after}] if change else []
    if spot.criterion is not None:
        raise BadInput("this is no task", "这不是任务")
    found: list[Fields] = []
    for level, (name, points) in enumerate(spot.task.path):
        change = {}
        if (new := form.get(f"name{level}", name).strip()) != name:
            change["name"] = new
        shown = "" if points is None else decimal_text(points)
        if (given := form.get(f"points{level}", shown).strip()) != shown:
            change["points"] = given or None
        if change:
            found.append({"level": level, "change": change, "after": after})
    change = {}
    for field in ("methods", "assessors"):
        if (values := form.get(field, " ".join(getattr(spot.task, field))).split()) != list(getattr(spot.task, field)):
            change[field] = values
    if change:
        found.append({"change": change, "after": after})
    return found


_MAKERS = {
    "correct-text": _correct_text,
    "split": _split,
    "join": _join,
    "correct-rule": _correct_rule,
    "add-rule": _add_rule,
    "dismiss-rule": _dismiss,
    "correct-node": _correct_node,
}
