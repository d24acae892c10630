"""Scores as one JSON object, and as text for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from rulebook.language import Language
from schemas import decimal_text
from score.interval import Interval
from score.placing import Refusal
from score.scores import BookScore, NodeScore, SheetScore
from score.wording import Said


class _Pick(Protocol):
    def __call__(self, english: str, chinese: str) -> str: ...


def scores_json(scores: BookScore) -> bytes:
    """UTF-8, indented, decimals as strings, one newline at the end."""
    return json.dumps(scores.as_json(), ensure_ascii=False, indent=2).encode() + b"\n"


def refusals_json(refused: Sequence[Refusal]) -> bytes:
    """What stands on standard output instead of scores when an event was refused."""
    whole = {"events": None, "departments": [], "refused": [refusal.as_json() for refusal in refused]}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def score_lines(scores: BookScore, language: Language) -> Iterator[str]:
    """Each department with its categories, then every task that lost, gained or left open anything."""
    for number, sheet in enumerate(scores.sheets):
        if number:
            yield ""
        yield from _sheet_lines(sheet, language)


def _sheet_lines(sheet: SheetScore, language: Language) -> Iterator[str]:
    say = language.pick
    name = " ".join(str(part) for part in (sheet.department, sheet.year) if part)
    yield f"{name or say('no department', '未注明部门')}  {_score(sheet.score, say)}{_of(sheet.points)}"
    if sheet.vetoed:
        yield f"  {say('vetoed; without the veto', '一票否决;如无否决')}: {_score(sheet.before_veto, say)}"
    yield from _said(sheet.explanation, sheet.open, 2, language)
    for node in sheet.nodes:
        yield from _node_lines(node, 1, language)


def _node_lines(node: NodeScore, depth: int, language: Language) -> Iterator[str]:
    if depth > 1 and not _worth_telling(node):
        return
    name = node.path[-1] if node.path else language.pick("criteria", "条款")
    yield f"{'  ' * depth}{name}  {_score(node.score, language.pick)}{_of(node.points)}"
    for task in node.tasks:
        yield from _said(task.explanation, task.open, 2 * depth + 2, language)
    told = {reason for task in node.tasks for reason in task.open}
    yield from _said(node.explanation, [reason for reason in node.open if reason not in told], 2 * depth + 2, language)
    for child in node.children:
        yield from _node_lines(child, depth + 1, language)


def _worth_telling(node: NodeScore) -> bool:
    return bool(node.lost.high or node.gained.high or node.open or any(task.explanation for task in node.tasks))


def _said(lines: Sequence[Said], reasons: Sequence[Said], indent: int, language: Language) -> Iterator[str]:
    say = language.pick
    for line in lines:
        yield f"{' ' * indent}- {say(line.en, line.zh)}"
    for reason in reasons:
        yield f"{' ' * indent}? {say(reason.en, reason.zh)}"


def _score(score: Interval | None, say: _Pick) -> str:
    return str(score) if score is not None else say("score not known", "得分不明")


def _of(points: Decimal | None) -> str:
    return f" / {decimal_text(points)}" if points is not None else ""
