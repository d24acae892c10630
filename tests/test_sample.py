"""The sample year and its gold hold together: hashes, arithmetic, spans, and documents that say what the gold says."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sample.builder.gold import gold_of
from sample.builder.notation import read_criteria
from sample.builder.write import DEPARTMENTS, INSTITUTIONS, NOTATION, RAW, SAMPLE, sheets

from schemas import Rule

Json = dict[str, Any]
YEAR = "gold-2020.json"
GOLDS = [YEAR, *(f"criteria/{name}.json" for name in INSTITUTIONS)]
FOLDED = str.maketrans("，；：（）", ",;:()")


def load(name: str) -> Json:
    return json.loads((SAMPLE / name).read_text(encoding="utf-8"))


def tasks_of(gold: Json) -> list[Json]:
    return [task for sheet in gold["sheets"] for task in sheet["tasks"]]


def criteria_of(gold: Json) -> list[Json]:
    return [criterion for task in tasks_of(gold) for criterion in task["criteria"]]


def rules_of(gold: Json) -> list[Json]:
    return [rule for criterion in criteria_of(gold) for rule in criterion["rules"]]


def folded(text: str) -> str:
    """As it is compared over media: no white space, ASCII punctuation."""
    return re.sub(r"\s", "", text).translate(FOLDED)


def test_manifest_names_every_source_with_its_hash() -> None:
    manifest = tomllib.loads((RAW / "MANIFEST.toml").read_text(encoding="utf-8"))
    listed = {entry["path"]: entry["sha256"] for entry in manifest["source"]}
    found = {
        path.relative_to(RAW).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in RAW.glob("20??/*")
        if path.suffix in (".docx", ".pdf", ".md")
    }
    assert listed == found
    assert all(entry["origin"] and entry["licence"] for entry in manifest["source"])


def test_gold_is_current_with_its_notation() -> None:
    assert load(YEAR) == gold_of("qinglan-2020", list(sheets().values()))


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_criteria_gold_is_current_with_its_notation(name: str) -> None:
    sheet = read_criteria(NOTATION / f"{name}.criteria")
    assert load(f"criteria/{name}.json") == gold_of(name, [sheet])
    lines = (SAMPLE / "criteria" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(sheet.tasks[0].criteria)


@pytest.mark.parametrize("name", GOLDS)
def test_every_gold_rule_is_a_rule_of_the_contract(name: str) -> None:
    for criterion in criteria_of(load(name)):
        for rule in criterion["rules"]:
            at = criterion["text"].index(rule["text"])
            Rule(id="r", start=at, end=at + len(rule["text"]), **rule)


@pytest.mark.parametrize("name", GOLDS)
def test_rules_stand_in_their_criterion_in_order(name: str) -> None:
    """Contiguous, without separators at their ends, each after the one before; one text may hold several rules."""
    for criterion in criteria_of(load(name)):
        end, last = 0, None
        for rule in criterion["rules"]:
            if rule["text"] != last:
                at = criterion["text"].index(rule["text"], end)
                end, last = at + len(rule["text"]), rule["text"]
                assert not set(criterion["text"][at : at + 1]) & set("，、；。,;")
            assert rule["text"][-1] not in "，、；。,;"


@pytest.mark.parametrize("name", GOLDS)
def test_a_rule_alone_in_its_text_begins_with_its_trigger(name: str) -> None:
    rules = rules_of(load(name))
    shared = Counter((rule["text"], rule["trigger"] in rule["text"]) for rule in rules)
    for rule in rules:
        alone = shared[rule["text"], True] + shared[rule["text"], False] == 1
        assert not alone or rule["text"].startswith(rule["trigger"]), rule


def test_points_add_up() -> None:
    """Items to their project, projects to their category, categories to 100."""
    for sheet in load(YEAR)["sheets"]:
        paths = {tuple(map(tuple, task["path"])) for task in sheet["tasks"]}
        nodes = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
        assert sum(Decimal(path[-1][1]) for path in nodes if len(path) == 1) == 100
        for parent in nodes:
            below = [Decimal(path[-1][1]) for path in nodes if path[:-1] == parent]
            assert not below or sum(below) == Decimal(parent[-1][1]), (sheet["department"], parent)


def test_duties_with_points_add_up_to_their_task() -> None:
    for task in tasks_of(load(YEAR)):
        points = [duty["points"] for duty in task["duties"]]
        if any(points):
            assert sum(map(Decimal, points)) == Decimal(task["path"][-1][1]), task["path"]


def test_no_amount_is_above_the_points_of_what_carries_it() -> None:
    for task in tasks_of(load(YEAR)):
        for rule in (rule for criterion in task["criteria"] for rule in criterion["rules"]):
            amount = rule["amount"]
            if amount and amount["kind"] in ("fixed", "range"):
                assert Decimal(amount["max"]) <= Decimal(task["path"][-1][1]), rule["text"]


def test_numbering_restarts_under_a_section_and_runs_without_gaps() -> None:
    for task in tasks_of(load(YEAR)):
        sections: dict[str | None, list[str]] = {}
        for criterion in task["criteria"]:
            sections.setdefault(criterion["section"], []).append(criterion["number"])
        for numbers in sections.values():
            assert numbers in ([None], [str(i) for i in range(1, len(numbers) + 1)])


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("effect", {"deduct", "award", "zero", "veto", "refer"}),
        ("count", {None, "occurrence", "shortfall", "excess"}),
        ("scope", {"task", "total"}),
    ],
)
def test_the_year_shows_every_value(field: str, values: set[str | None]) -> None:
    assert {rule[field] for rule in rules_of(load(YEAR))} == values


def test_the_year_shows_every_kind_of_amount_and_cap() -> None:
    kinds = {rule["amount"]["kind"] for rule in rules_of(load(YEAR)) if rule["amount"]}
    assert kinds == {"fixed", "range", "proportional", "multiple", "discretionary", "missing"}
    assert {rule["cap"]["kind"] for rule in rules_of(load(YEAR)) if rule["cap"]} == {"exhaust", "max"}
    assert sum(bool(rule["subject"]) for rule in rules_of(load(YEAR))) >= 40


def test_departments_word_some_of_the_shared_block_themselves() -> None:
    """Most copies of a shared task agree, a few differ: what a vote over copies must tell from damage."""
    copies: dict[str, Counter[str]] = {}
    for task in tasks_of(load(YEAR)):
        if len(task["path"]) == 3:
            copies.setdefault(task["path"][-1][0], Counter())[json.dumps(task, ensure_ascii=False)] += 1
    assert all(sum(wordings.values()) == len(DEPARTMENTS) for wordings in copies.values())
    assert 5 <= sum(len(wordings) > 1 for wordings in copies.values()) <= len(copies) // 2


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_each_department_stands_in_every_medium(name: str) -> None:
    issued = {"library-it": "office.pdf", "logistics": "browser.pdf"}.get(name)
    media = {"docx", "office.pdf", "browser.pdf", "pipe.md", "html.md"}
    found = {path.name.removeprefix(f"{name}.") for path in (SAMPLE / "renderings").glob(f"{name}.*")}
    assert found == media - {issued}
    assert not issued or (RAW / "2020" / f"{name}.pdf").is_file()


@pytest.mark.parametrize("name", DEPARTMENTS)
@pytest.mark.parametrize("suffix", ["docx", "pipe.md", "html.md"])
def test_clean_renderings_say_what_the_gold_says(name: str, suffix: str) -> None:
    text = rendered(SAMPLE / "renderings" / f"{name}.{suffix}")
    sheet = load(YEAR)["sheets"][DEPARTMENTS.index(name)]
    for task in sheet["tasks"]:
        for item in task["duties"] + task["criteria"]:
            assert folded(item["text"]) in text, item["text"]


@pytest.mark.parametrize("department", ["继续教育学院", "创新创业中心"])
def test_damage_loses_nothing_that_no_sibling_has(department: str) -> None:
    """What is a department's own stands in the damaged Markdown, its characters at least where columns tore it."""
    year = load(YEAR)["sheets"]
    mine = next(sheet for sheet in year if sheet["department"] == department)
    others = {c["text"] for sheet in year if sheet is not mine for t in sheet["tasks"] for c in t["criteria"]}
    text = (RAW / "2020" / "continuing-education-and-innovation.md").read_text(encoding="utf-8")
    half = text.split("创新创业中心2020", 1)[department == "创新创业中心"]
    plain = folded(half)
    for task in mine["tasks"]:
        for criterion in task["criteria"]:
            assert criterion["text"] in others or folded(criterion["text"]) in plain, criterion["text"]
        if len(task["path"]) == 1:
            duty = folded(task["duties"][0]["text"])
            row = next(line for line in plain_rows(half) if not Counter(duty) - Counter(line))
            assert row


def plain_rows(markdown: str) -> list[str]:
    return [folded(line) for line in markdown.splitlines() if line.startswith("|")]


def rendered(path: Path) -> str:
    """The text of a clean rendering, folded. In Word, deletions are no text."""
    if path.suffix != ".docx":
        return folded(path.read_text(encoding="utf-8").replace("<br>", ""))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    return folded("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))
