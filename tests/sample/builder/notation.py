"""The notation in which the sample's sheets are written, with every rule decided by hand beside its words.

One line, one thing; the first word says what it is:

    ! 教务处                                   the department
    # 保证目标 40                              a category and its points
    H 一、年度任务（另文下发） | 考核办公室       a row across the columns; with an assessor it is a task of its own
    @ 项目 15 > 条目 2 | 扣分法 | 工会           a task: path below the category | methods | assessors (blank: several)
    D 1 text                                   a duty ("-": no number); （8分）。 at its end is its points
    S 一、支部建设                              the section heading that the criteria below stand under
    C 1 pts=0.4 text                           a criterion with points of its own; C+ : glued to the line before it
    C - gcap=2.5 text                          a line that only caps what stands above it
    N text                                     the note (备注：…) of the task
    %shared … %end                             the block that every department gets; @ blocks replace its tasks,
    %sub old => new                            and %sub changes its wording (⏎ is a line end)

`~30` in a path is points that the document does not print and its sums give.

A rule stands in its criterion as {trigger|consequence|what it means}; trigger and consequence together are the
rule's text, the comma between them belongs to the consequence. The meaning reads

    -0.2   +1   -0.2~0.6   -?   -!   -prop   -prop=10   -x2   -f=expr   -5%   0   veto   ref=《…》
    /次 or /次,项   short excess occ   step=10   >=4次   cap cap=20 max=2   total   s=subject   @trigger

in this order of kinds: deduct or award fixed, range, discretionary, missing, proportional, multiple, formula,
percent; zero; veto; refer. `&` joins the rules of one text (各, 分别), each with its own @trigger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Json = dict[str, Any]
RULE = re.compile(r"\{([^{}|]*)\|([^{}|]+)\|([^{}|]+)\}")
DUTY_POINTS = re.compile(r"（(\d+(?:\.\d+)?)分）。?$")


@dataclass(frozen=True)
class Node:
    name: str
    points: str | None
    printed: bool = True

    @property
    def label(self) -> str:
        """The cell's text: name and points on two lines, as issuers set them."""
        return f"{self.name}\n（{self.points}分）" if self.points and self.printed else self.name


@dataclass(frozen=True)
class Item:
    """A duty or criterion; `mark` is its number, `glued` when no line break stands before it."""

    mark: str | None
    text: str
    points: str | None = None
    section: str | None = None
    group_cap: str | None = None
    rules: tuple[Json, ...] = ()
    glued: bool = False


@dataclass
class Task:
    path: list[Node]
    methods: list[str] = field(default_factory=list)
    assessors: list[str] = field(default_factory=list)
    duties: list[Item] = field(default_factory=list)
    criteria: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heading: str | None = None  # a row across the columns, as printed


@dataclass
class Sheet:
    department: str | None
    year: int | None
    tasks: list[Task]


def read_sheet(path: Path, year: int = 2020) -> Sheet:
    """One department's file of notation, with the shared block (shared.txt beside it) put in."""
    department = None
    lines: list[str] = []
    shared: list[str] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("! "):
            department = line[2:]
        elif line == "%shared":
            shared, own = (path.parent / "shared.txt").read_text(encoding="utf-8").splitlines(), []
        elif shared is not None and line.startswith("%sub "):
            shared = _substituted(shared, line[5:])
        elif shared is not None and (line == "%end" or line.startswith("#")):
            lines += _with_own(shared, own) + ([] if line == "%end" else [line])
            shared = None
        elif shared is not None:
            own.append(line)
        else:
            lines.append(line)
    return Sheet(department, year, _tasks(lines))


def read_criteria(path: Path) -> Sheet:
    """A file of C lines alone: plain criteria, one task with an empty path."""
    return Sheet(None, None, _tasks(["@", *path.read_text(encoding="utf-8").splitlines()]))


def _substituted(lines: list[str], rule: str) -> list[str]:
    old, new = rule.split(" => ")
    text = "\n".join(lines)
    if text.count(old) != 1:
        raise ValueError(f"%sub: {old!r} stands {text.count(old)} times in the shared block, expected once")
    return text.replace(old, new.replace("⏎", "\n")).split("\n")


def _with_own(shared: list[str], own: list[str]) -> list[str]:
    """The shared lines, with the blocks whose path a department words itself replaced."""
    blocks = {_path_of(block[0]): block for block in _blocks(own) if block[0].startswith("@")}
    out: list[str] = []
    for block in _blocks(shared):
        out += blocks.pop(_path_of(block[0]), block)
    if blocks:
        raise ValueError(f"no such task in the shared block: {list(blocks)}")
    return out


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[""]]
    for line in lines:
        if line.startswith("@"):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks


def _path_of(line: str) -> str:
    return line.split("|")[0].strip()


def _tasks(lines: list[str]) -> list[Task]:
    tasks: list[Task] = []
    category: list[Node] = []
    section: str | None = None
    for line in filter(None, lines):
        kind, _, rest = line.partition(" ")
        if kind == "#":
            category = [_node(rest)]
        elif kind == "H":
            text, _, assessor = rest.partition(" | ")
            mark, _, body = text.partition("、")
            tasks.append(Task(category, [], assessor.split(), [Item(mark, body)], heading=text))
        elif kind == "@":
            where, methods, assessors = (part.strip() for part in f"{rest}||".split("|")[:3])
            below = [_node(part) for part in where.split(" > ")] if where else []
            tasks.append(Task(category + below, methods.split(), assessors.split()))
            section = None
        elif kind == "S":
            section = rest
        elif kind == "D":
            tasks[-1].duties.append(_duty(rest))
        elif kind in ("C", "C+"):
            tasks[-1].criteria.append(replace(_criterion(rest), section=section, glued=kind == "C+"))
        elif kind == "N":
            tasks[-1].notes.append(rest)
        else:
            raise ValueError(f"what is this? {line!r}")
    return tasks


def _node(text: str) -> Node:
    name, _, points = text.strip().rpartition(" ")
    return Node(name, points.lstrip("~"), printed=not points.startswith("~"))


def _duty(text: str) -> Item:
    mark, _, body = text.partition(" ")
    points = DUTY_POINTS.search(body)
    return Item(None if mark == "-" else mark, body, points=points[1] if points else None)


def _criterion(text: str) -> Item:
    mark, _, body = text.partition(" ")
    options = dict(re.findall(r"(?:^|(?<= ))(pts|gcap)=(\S+) ", body))
    body = re.sub(r"^((pts|gcap)=\S+ )+", "", body)
    rules = [rule for match in RULE.finditer(body) for rule in _rules(*match.groups())]
    plain = RULE.sub(r"\1\2", body)
    if "{" in plain or "|" in plain:
        raise ValueError(f"a rule is not closed: {text!r}")
    number = None if mark == "-" else mark
    return Item(number, plain, options.get("pts"), None, options.get("gcap"), tuple(rules))


def _rules(trigger: str, consequence: str, meaning: str) -> list[Json]:
    return [
        {"text": trigger + consequence, "trigger": trigger, "subject": None} | _meaning(part.strip())
        for part in meaning.split(" & ")
    ]


def _meaning(text: str) -> Json:
    head, *words = re.split(r" (?=[a-z@<>=])", text)
    head, _, per = head.partition("/") if not head.startswith("ref=") else (head, "", "")
    units = per.split(",") if per else []
    rule: Json = _effect(head) | {
        "per": units, "count": "occurrence" if units else None, "step": "1", "target": None, "cap": None,
        "scope": "task", "reference": head[4:] if head.startswith("ref=") else None,
    }  # fmt: skip
    for word in words:
        rule |= _attribute(word)
    return rule


def _effect(head: str) -> Json:
    if head == "0" or head == "veto" or head.startswith("ref="):
        return {"effect": {"0": "zero", "veto": "veto"}.get(head, "refer"), "amount": None}
    return {"effect": {"-": "deduct", "+": "award"}[head[0]], "amount": _amount(head[1:])}


def _amount(text: str) -> Json:
    amount: Json = {"kind": "fixed", "min": None, "max": None, "base": None, "percent": text.endswith("%")}
    kind, _, base = text.partition("=")
    if text in ("?", "!"):
        return amount | {"kind": {"?": "discretionary", "!": "missing"}[text]}
    if kind in ("prop", "f"):
        return amount | {"kind": {"prop": "proportional", "f": "formula"}[kind], "base": base or None}
    if text.startswith("x"):
        return amount | {"kind": "multiple", "min": text[1:], "max": text[1:]}
    low, _, high = text.rstrip("%").partition("~")
    return amount | {"kind": "range" if high else "fixed", "min": low, "max": high or low}


def _attribute(word: str) -> Json:
    counts = {"short": "shortfall", "excess": "excess", "occ": "occurrence"}
    key, _, value = word.partition("=")
    if word in counts:
        return {"count": counts[word]}
    if word == "total":
        return {"scope": "total"}
    if word.startswith("@"):
        return {"trigger": word[1:]}
    if bound := re.fullmatch(r"(>=|<=|>|<)(\d+(?:\.\d+)?)(.+)", word):
        return {"target": {"op": bound[1], "value": bound[2], "unit": bound[3]}}
    if key == "s":
        return {"subject": value}
    if key == "step":
        return {"step": value}
    if key == "cap":
        return {"cap": {"kind": "exhaust"} | ({"points": value} if value else {})}
    if key == "max":
        return {"cap": {"kind": "max", "points": value}}
    raise ValueError(f"unknown attribute {word!r}")
