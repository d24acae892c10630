"""Two rulebooks side by side: what of each is compared, when two texts are the same, what stands opposite what.

A rulebook here is any JSON with the nesting of docs/rule-model.md, "Gold files": a gold file, or a rulebook.json
with its ids and anomalies. What a file lacks is empty.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from rulebook.books import json_bytes, years_in
from rulebook.inputs import path_text
from schemas import SCHEMA_VERSION

SAME_PLACE = 0.55
LOST = "□"
_MARKS = str.maketrans("“”‘’•·・。;", "\"\"''....,")

Json = Mapping[str, Any]
Number = Decimal | str | None
T = TypeVar("T")


class BookProblem(Exception):  # noqa: N818 - as the reader of a message knows it
    """A file that is no rulebook; the message says which, what was expected and what to do, in both languages."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class Flag:
    code: str
    severity: str
    where: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as compared. `core` is effect, amount and per; `rest` its other fields, by name."""

    id: str | None
    text: str
    trigger: str
    subject: str | None
    reference: str | None
    core: tuple[object, ...]
    rest: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ItemView:
    """A duty or a criterion; a duty has no rules."""

    id: str | None
    number: str | None
    text: str
    rules: tuple[RuleView, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskView:
    id: str | None
    path: tuple[tuple[str, Number], ...]
    duties: tuple[ItemView, ...]
    criteria: tuple[ItemView, ...]
    methods: tuple[str, ...]
    assessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    id: str | None
    department: str | None
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class BookView:
    sheets: tuple[SheetView, ...]
    flags: tuple[Flag, ...] = ()


def load_book(path: Path) -> BookView:
    """The rulebook or gold file at `path`, or the rulebook in that folder.

    Raises BookProblem for a file that cannot be opened, is neither, or is of a version with other names.
    """
    path = path / "rulebook.json" if path.is_dir() else path
    name = path_text(path)
    try:
        data = json.loads(json_bytes(path))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint, hint_zh = years_in(path.parent) or (": check the path", ":请核对路径")
        raise BookProblem(f"{name} cannot be opened ({reason}){hint}", f"无法打开 {name}({reason}){hint_zh}") from error
    except (ValueError, RecursionError) as error:
        raise BookProblem(
            f"{name} is no JSON ({error}): a rulebook.json or a gold file was expected",
            f"{name} 不是 JSON({error}):应为 rulebook.json 或标准答案",
        ) from error
    try:
        _check_version(data.get("schema_version"), name)
        return view_book(data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BookProblem(
            f"{name} does not have the shape of a rulebook ({type(error).__name__}: {error}): "
            "sheets > tasks > criteria > rules were expected, as in docs/rule-model.md",
            f"{name} 不是规则库的结构({type(error).__name__}:{error}):"
            "应为 sheets > tasks > criteria > rules,见 docs/rule-model.md",
        ) from error


def _check_version(version: object, name: str) -> None:
    """A gold file says no version."""
    own = SCHEMA_VERSION.partition(".")[0]
    if version is not None and str(version).partition(".")[0] != own:
        raise BookProblem(
            f"{name} is of schema_version {version}, and {own}.x is read: write it anew with rulebook extract",
            f"{name} 的 schema_version 为 {version},本版本读取 {own}.x:请用 rulebook extract 重新生成",
        )


def view_book(data: Json) -> BookView:
    """The parts of a rulebook that are compared. Raises KeyError, TypeError or ValueError for another shape."""
    return BookView(
        sheets=tuple(_sheet(sheet) for sheet in data["sheets"]),
        flags=tuple(
            Flag(flag.get("code") or "", flag.get("severity") or "", flag["where"])
            for flag in data.get("anomalies") or ()
            if flag.get("where") and flag.get("status") != "closed"
        ),
    )


def _sheet(data: Json) -> SheetView:
    return SheetView(data.get("id"), data.get("department"), tuple(_task(task) for task in data.get("tasks") or ()))


def _task(data: Json) -> TaskView:
    return TaskView(
        id=data.get("id"),
        path=tuple((squash(name), number(points)) for name, points in data.get("path") or ()),
        duties=tuple(_item(duty) for duty in data.get("duties") or ()),
        criteria=tuple(_item(criterion) for criterion in data.get("criteria") or ()),
        methods=tuple(data.get("methods") or ()),
        assessors=tuple(data.get("assessors") or ()),
    )


def _item(data: Json) -> ItemView:
    rules = tuple(_rule(rule) for rule in data.get("rules") or ())
    return ItemView(data.get("id"), data.get("number") or None, data.get("text") or "", rules)


def _rule(data: Json) -> RuleView:
    amount, target, cap = (data.get(name) or {} for name in ("amount", "target", "cap"))
    bounds = tuple(number(amount.get(name)) for name in ("min", "max", "base"))
    return RuleView(
        id=data.get("id"),
        text=data.get("text") or "",
        trigger=data.get("trigger") or "",
        subject=data.get("subject") or None,
        reference=data.get("reference") or None,
        core=(data.get("effect"), amount.get("kind"), *bounds, bool(amount.get("percent")), *(data.get("per") or ())),
        rest={
            "count": data.get("count"),
            "step": number(data.get("step") or "1"),
            "target": (target.get("op"), number(target.get("value")), target.get("unit")),
            "cap": (cap.get("kind"), number(cap.get("points"))),
            "scope": data.get("scope") or "task",
        },
    )


def number(value: object) -> Number:
    """A value by which numbers are compared: 0.50 is 0.5; what is no number stays text."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return str(value)


@lru_cache(maxsize=1 << 16)
def squash(text: str | None) -> str:
    """Text as it is compared: NFKC, no white space, one form for each punctuation mark, none at the ends."""
    plain = unicodedata.normalize("NFKC", text or "").translate(_MARKS)
    return "".join(plain.split()).strip(".,;、:")


def matches(gold: str, text: str) -> bool:
    """Whether two squashed texts are equal, LOST in `gold` standing for any run of characters, also none."""
    if gold == text:
        return True
    return LOST in gold and re.fullmatch(".*".join(re.escape(part) for part in gold.split(LOST)), text) is not None


def likeness(gold: str | None, text: str | None, least: float = 0.0) -> float:
    """How alike a gold text and another are, 0 to 1; below `least` it may be given as 0 without being worked out."""
    left, right = squash(gold), squash(text)
    if matches(left, right):
        return 1.0
    if not left or not right or 2 * min(len(left), len(right)) < least * (len(left) + len(right)):
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def distance(gold: str, text: str) -> int:
    """Levenshtein distance of two texts as compared; what LOST stands for costs nothing where the rest fits."""
    left, right = squash(gold), squash(text)
    if matches(left, right):
        return 0
    above = list(range(len(right) + 1))
    for row, here in enumerate(left, start=1):
        current = [row]
        for column, there in enumerate(right, start=1):
            change = above[column - 1] + (here != there)
            current.append(min(change, above[column] + 1, current[-1] + 1))
        above = current
    return above[-1]


def align(gold: Sequence[T], book: Sequence[T], score: Callable[[T, T], float], least: float) -> dict[int, int]:
    """Which of `book` stands opposite each of `gold`: order kept, highest total score, no pair below `least`.

    Of equal choices a pair is taken as early as it can be, then the gold's side moves on first. The table is that of
    Needleman and Wunsch (1970) without gap costs.
    """
    scores = [[score(left, right) for right in book] for left in gold]
    best = [[0.0] * (len(book) + 1) for _ in range(len(gold) + 1)]
    for i in reversed(range(len(gold))):
        for j in reversed(range(len(book))):
            together = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= least else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(gold) and j < len(book):
        if scores[i][j] >= least and abs(best[i][j] - scores[i][j] - best[i + 1][j + 1]) < 1e-9:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
