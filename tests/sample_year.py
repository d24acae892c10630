"""The sample year for the tests of the whole way: its files, what the program makes of them, and their gold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sample.builder.write import DEPARTMENTS, RAW, SAMPLE

from extract import read_document
from normalize import build_rulebook
from rulebook.figures.compare import BookView, load_book, view_book
from rulebook.figures.evaluate import evaluate
from schemas import Criterion, Document, Rule, Rulebook, Sheet, Task

YEAR = tuple(sorted(path for path in (RAW / "2020").iterdir() if path.suffix in (".docx", ".pdf", ".md")))
RENDERINGS = SAMPLE / "renderings"
MEDIA = ("docx", "office.pdf", "browser.pdf", "html.md", "pipe.md")
ISSUED = {"library-it.office.pdf": RAW / "2020" / "library-it.pdf", "logistics.browser.pdf": RAW / "2020/logistics.pdf"}


def rendering(department: str, medium: str) -> Path:
    """The file of a department in a medium; the year's own file where it was issued in that one."""
    name = f"{department}.{medium}"
    return ISSUED.get(name, RENDERINGS / name)


@lru_cache(maxsize=64)
def document(path: Path) -> Document:
    return read_document(path, RAW)


@lru_cache(maxsize=64)
def book(*paths: Path) -> Rulebook:
    return build_rulebook([document(path) for path in paths])


@lru_cache(maxsize=1)
def gold() -> BookView:
    return load_book(SAMPLE / "gold-2020.json")


def gold_sheet(department: str) -> BookView:
    return replace(gold(), sheets=(gold().sheets[DEPARTMENTS.index(department)],))


def figures(rulebook: Rulebook, against: BookView) -> dict[str, float | int]:
    return evaluate(view_book(rulebook.model_dump(mode="json")), against).figures


def tasks(rulebook: Rulebook) -> list[Task]:
    return [task for sheet in rulebook.sheets for task in sheet.tasks]


def criteria(rulebook: Rulebook) -> list[Criterion]:
    return [criterion for task in tasks(rulebook) for criterion in task.criteria]


def rules(rulebook: Rulebook) -> list[Rule]:
    return [rule for criterion in criteria(rulebook) for rule in criterion.rules]


def squash(text: str) -> str:
    return "".join(text.split())


def content(sheet: Sheet) -> list[Any]:
    """What a sheet says, whatever the medium: no ids, no evidence, no white space."""
    return [
        (
            [(name, points) for name, points in task.path],
            [(duty.number, squash(duty.text), duty.points) for duty in task.duties],
            task.methods,
            task.assessors,
            [squash(note) for note in task.notes],
            [
                (c.section, c.number, squash(c.text), c.points, c.group_cap, [said(rule) for rule in c.rules])
                for c in task.criteria
            ],
        )
        for task in sheet.tasks
    ]


def said(rule: Rule) -> dict[str, object]:
    where = {"id", "start", "end", "evidence", "certainty", "reasons"}
    values = rule.model_dump(mode="json", exclude=where)
    return {name: squash(value) if isinstance(value, str) else value for name, value in values.items()}


def ids(rulebook: Rulebook) -> dict[str, str]:
    """Every id with what it names, the words of rules included."""
    found: dict[str, str] = {}

    def add(items: Iterable[tuple[str, str]]) -> None:
        for key, value in items:
            assert key not in found, f"{key} names both {found[key]} and {value}"
            found[key] = value

    for sheet in rulebook.sheets:
        add([(sheet.id, f"{sheet.department} {sheet.year}")])
        for task in sheet.tasks:
            add([(task.id, " > ".join(name for name, _ in task.path))])
            for criterion in task.criteria:
                add([(criterion.id, f"{criterion.section} {criterion.number}")])
                add((rule.id, f"{squash(rule.text)} {squash(rule.trigger)}") for rule in criterion.rules)
    return found
