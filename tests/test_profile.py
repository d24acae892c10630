"""profile.toml: a second invented institution that needs one, and what a wrong one says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import regex as re
from typer.testing import CliRunner, Result

import normalize
from extract import read_document
from rulebook.cli import app
from rulebook.inputs import find_inputs
from rulebook.profiles import ProfileProblem, read_profile, year_profile
from schemas import Profile, Rule, Rulebook, Sheet

ROOT = Path(__file__).parent.parent
STATION = ROOT / "tests" / "sample" / "profile"
DOCUMENT = read_document(STATION / "2020" / "dispatch.docx", STATION)


def book(profile: Profile | None) -> Rulebook:
    return normalize.build_rulebook([DOCUMENT], (), profile)


def codes(rulebook: Rulebook) -> set[str]:
    return {anomaly.code for anomaly in rulebook.anomalies}


def test_an_institution_with_words_of_its_own_needs_no_code() -> None:
    (sheet,) = book(read_profile(STATION / "profile.toml")).sheets
    assert (sheet.department, sheet.year) == ("调度科", 2020)
    assert [[(name, str(points)) for name, points in task.path] for task in sheet.tasks] == [
        [("运行", "60"), ("发车", "40")],
        [("运行", "60"), ("车容", "20")],
        [("服务", "40"), ("问询", "40")],
    ]
    assert [task.assessors for task in sheet.tasks] == [("票务组",), ("站务组",), ("站长",)]
    assert [duty.text for task in sheet.tasks for duty in task.duties] == ["按时发车。", "车厢整洁。", "有问必答。"]
    assert [(rule.trigger, str(rule.amount and rule.amount.max), rule.per) for rule in rules_of(sheet)] == [
        ("晚点一次", "2", ("次",)),
        ("漏班一次", "5", ("次",)),
        ("停运的,每车日", "3", ("车日",)),
        ("车厢不洁,每次", "1", ("次",)),
        ("推诿一次", "4", ("次",)),
        ("全年接待少于9000客次的,每少100客次", "0.5", ("客次",)),
        ("答错的", "0.2", ("客次",)),
    ]


def rules_of(sheet: Sheet) -> list[Rule]:
    return [rule for task in sheet.tasks for criterion in task.criteria for rule in criterion.rules]


def test_its_measure_words_are_counted_by_and_bound() -> None:
    profile = read_profile(STATION / "profile.toml")
    (sheet,) = book(profile).sheets
    target = rules_of(sheet)[5].target
    assert target is not None
    assert (target.op, str(target.value), target.unit) == (">=", "9000", "客次")
    (without,) = book(profile.model_copy(update={"measures": ()})).sheets
    assert [rule.per for rule in rules_of(without)][2] == ("车",), "the head of 车日 is a word of the grammar"


def test_with_it_nothing_is_in_doubt_and_without_it_much_is() -> None:
    assert codes(book(read_profile(STATION / "profile.toml"))) == set()
    without = book(None)
    assert without.sheets[0].department != "调度科"
    assert not any(task.path for task in without.sheets[0].tasks)
    assert codes(without)


def test_headings_that_the_program_knows_keep_their_role() -> None:
    profile = Profile.model_validate({"headings": {"criteria": ["扣分情形"]}})
    sample = read_document(ROOT / "raw" / "2020" / "library-it.pdf", ROOT / "raw")
    with_it, without = (normalize.build_rulebook([sample], (), given) for given in (profile, None))
    assert with_it == without


def test_a_profile_wins_over_what_the_program_knows() -> None:
    words = {"level": ["大项", "细项"], "duties": ["应做"], "criteria": ["出错时"], "notes": ["由谁看"]}
    (sheet,) = book(Profile.model_validate({"headings": words})).sheets
    assert [task.notes for task in sheet.tasks] == [("票务组",), ("站务组",), ("站长",)]


OTHER_CATEGORIES = (
    {"运行": "50", "服务": "50"},
    {"运行": "60"},
    {"运行": "60", "服务": "40", "安全": "1"},
    {"运营": "60", "服务": "40"},
)


@pytest.mark.parametrize("categories", OTHER_CATEGORIES)
def test_a_sheet_without_the_categories_is_flagged(categories: dict[str, str]) -> None:
    profile = read_profile(STATION / "profile.toml").model_copy(
        update={"categories": Profile.model_validate({"categories": categories}).categories}
    )
    (anomaly,) = book(profile).anomalies
    assert anomaly.code == "categories-differ"
    assert anomaly.severity == "error"
    assert "运行 60, 服务 40" in anomaly.message


# --- where it lies


def test_the_year_s_own_wins_over_that_of_all_years(tmp_path: Path) -> None:
    shutil.copytree(STATION, tmp_path, dirs_exist_ok=True)
    assert year_profile(find_inputs([tmp_path])) == read_profile(STATION / "profile.toml")
    (tmp_path / "2020" / "profile.toml").write_text('[categories]\n"甲" = "1"', encoding="utf-8")
    found = year_profile(find_inputs([tmp_path]))
    assert found is not None
    assert list(found.categories) == ["甲"]
    assert [item.name for item in find_inputs([tmp_path])] == ["2020/dispatch.docx"], "it is no source"


def extract(folder: Path) -> Result:
    return CliRunner().invoke(app, ["extract", str(folder), "-o", str(folder / "out"), "--lang", "en"])


def test_a_changed_profile_makes_the_year_again(tmp_path: Path) -> None:
    shutil.copytree(STATION, tmp_path, dirs_exist_ok=True)
    assert extract(tmp_path).exit_code == 0
    assert "unchanged" in extract(tmp_path).stdout
    with (tmp_path / "profile.toml").open("a", encoding="utf-8") as stream:
        stream.write('"安全" = "5"\n')
    again = extract(tmp_path)
    assert "unchanged" not in again.stdout
    assert "categories-differ" in again.stdout


# --- what a wrong one says

WRONG = {
    "no TOML": ("[headings]\nlevel = \n", ["no TOML", "line 2"]),
    "unknown key": ('titel = "x"', ["titel is no key of a profile", "headings, categories, measures, title"]),
    "unknown role": ('[headings]\ncriterion = ["x"]', ["headings.criterion is no key", "level, duties, criteria"]),
    "a text for a list": ('[headings]\nlevel = "大项"', ["headings.level: a list of words", "read '大项'"]),
    "a number for a table": ("headings = 3", ["headings: a table", "read 3"]),
    "a number for a word": ("measures = [1]", ["measures.0: a text in quotes", "read 1"]),
    "points below nothing": ('[categories]\n"甲" = "-5"', ["categories.甲", "not below 0", "read -5"]),
    "two roles": ('[headings]\nlevel = ["甲"]\nduties = ["甲"]', ["甲 stands under level and under duties"]),
    "an empty heading": ('[headings]\nlevel = [" "]', ["level: a heading is empty"]),
    "a float": ("[categories]\n甲 = 1.5", ["no TOML"]),
    "a quoted key's float": ('[categories]\n"甲" = 1.5', ["categories.甲", "write it as a string", "1.5"]),
    "no number": ('[categories]\n"甲" = "十"', ["categories.甲", "read '十'"]),
    "an expression in double quotes": ('title = "(?P<department>\\w+)"', ["no TOML", "in single quotes"]),
    "no expression": ("title = '('", ["title: no regular expression"]),
    "no department": ("title = '(?P<year>x)'", ["a group (?P<department>…) is expected"]),
    "another group": ("title = '(?P<department>x)(?P<month>y)'", ["read month"]),
    "a measure with its number": ('measures = ["3车日"]', ["measures: a word of one to eight", "read '3车日'"]),
    "a measure with a mark": ('measures = ["车日,客次"]', ["read '车日,客次'"]),
    "a measure that is empty": ('measures = [""]', ["read ''"]),
    "too many measures": (f"measures = {['日' * (1 + n % 8) for n in range(201)]}", ["at most 200 words, read 201"]),
    "another version": ('schema_version = "9"', ["schema_version", "read '9'"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_profile_says_where_what_and_what_was_expected(case: str, tmp_path: Path) -> None:
    content, says = WRONG[case]
    shutil.copytree(STATION, tmp_path, dirs_exist_ok=True)
    (tmp_path / "profile.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ProfileProblem) as caught:
        read_profile(tmp_path / "profile.toml")
    assert "profile.toml" in caught.value.message
    for part in says:
        assert part in caught.value.message
    assert "Input should" not in caught.value.message
    zh = caught.value.message_zh.partition("profile.toml")[2]
    assert re.search(r"\p{Han}{2}", zh), zh
    assert not re.search(r"\b(expected|read|should|is|stands)\b", zh), zh
    result = extract(tmp_path)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_profile_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileProblem, match="no UTF-8"):
        read_profile(tmp_path / "profile.toml")
