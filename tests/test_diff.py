"""What one year changed against another: pairs of small sheets, and the two sample years."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from noted_book import book_of, noted_book
from sample.builder.write import RAW, next_sheets, sheets
from typer.testing import CliRunner, Result

import extract
import normalize
from rulebook.cli import app
from rulebook.difference.changes import BookDiff, SheetChange, TaskChange, marks
from rulebook.difference.diff import diff_books
from rulebook.difference.pages import SUMMARY, WORDS, diff_lines, diff_page
from rulebook.language import Language
from schemas import Rulebook

OLD = """
# 保证目标 40
@ 内部管理 10 > 工作纪律 4 | 扣分法 | 人事处
D 1 按时到岗。
C 1 {迟到、早退|扣0.02分/人次|-0.02/人次}；{每旷工半天|扣0.1分|-0.1/天 step=0.5}
C 2 {夜间巡查不少于4次，每少1次|扣0.25分，最多扣1分|-0.25/次 short >=4次 max=1}
@ 内部管理 10 > 资产管理 6 | 扣分法 | 资产处
D 1 账、卡、物相符。
C 1 {未张贴资产标签的|按0.05分/台件扣分|-0.05/台件}
"""


def changed(old: str, new: str) -> BookDiff:
    return diff_books(noted_book(old, year=2020), noted_book(new, year=2021))


def only(diff: BookDiff) -> tuple[SheetChange, TaskChange]:
    """The one department and its one task that differ."""
    (sheet,) = diff.sheets
    (task,) = sheet.tasks
    return sheet, task


def counts(diff: BookDiff) -> dict[str, int]:
    return {name: count for name, count in diff.summary.items() if count}


def edited(*edits: tuple[str, str]) -> str:
    text = OLD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def test_nothing_changed() -> None:
    diff = changed(OLD, OLD)
    assert diff.sheets == ()
    assert list(diff_lines(diff, Language.ENGLISH)) == ["No differences."]


@pytest.mark.parametrize(("old", "new"), [("，", ","), ("；", " ; "), ("迟到、早退", "迟到、 早退")])
def test_punctuation_and_white_space_are_no_difference(old: str, new: str) -> None:
    assert changed(OLD, OLD.replace(old, new)).sheets == ()


@pytest.mark.parametrize(
    ("old", "new", "field", "values"),
    [
        ("扣0.02分/人次|-0.02/人次", "扣0.05分/人次|-0.05/人次", "amount", ("0.02", "0.05")),
        ("扣0.02分/人次|-0.02/人次", "扣0.02分/次|-0.02/次", "unit", ("人次 (occurrence)", "次 (occurrence)")),
        ("扣0.02分/人次|-0.02/人次", "酌情扣分|-?/人次", "amount", ("0.02", "discretionary")),
        ("扣0.02分/人次|-0.02/人次", "扣0.02-0.1分/人次|-0.02~0.1/人次", "amount", ("0.02", "0.02~0.1")),
        ("每旷工半天|扣0.1分|-0.1/天 step=0.5", "每旷工1天|扣0.1分|-0.1/天", "step", ("0.5", "1")),
        ("不少于4次，每少1次", "不少于6次，每少1次", "target", (">= 4 次", ">= 6 次")),
        ("最多扣1分|-0.25/次 short >=4次 max=1", "最多扣2分|-0.25/次 short >=4次 max=2", "cap", ("max 1", "max 2")),
        ("，最多扣1分|-0.25/次 short >=4次 max=1", "|-0.25/次 short >=4次", "cap", ("max 1", None)),
        ("按0.05分/台件扣分|-0.05/台件", "在总分里按0.05分/台件扣分|-0.05/台件 total", "scope", ("task", "total")),
        ("按0.05分/台件扣分|-0.05/台件", "不得分|0", "effect", ("deduct", "zero")),
    ],
)
def test_what_a_rule_comes_to(old: str, new: str, field: str, values: tuple[str, str | None]) -> None:
    new_text = edited((old, new), *([("short >=4次", "short >=6次")] if field == "target" else []))
    _, task = only(changed(OLD, new_text))
    (item,) = task.items
    (rule,) = item.rules
    assert rule.status == "changed"
    assert values in [(change.old, change.new) for change in rule.changes if change.field == field]


def test_a_task_renamed_moved_added_gone() -> None:
    new = edited(("> 资产管理 6", "> 设备物资 6"))
    _, task = only(changed(OLD, new))
    assert (task.renamed, task.moved, task.status) == (True, False, "changed")
    new = edited(("内部管理 10 > 资产管理 6", "后勤保障 6 > 资产管理 6"), ("内部管理 10 >", "内部管理 4 >"))
    sheet, task = only(changed(OLD, new))
    assert (task.renamed, task.moved) == (False, True)
    assert [(change.field, change.old, change.new) for change in sheet.points] == [("保证目标/内部管理", "10", "4")]
    new = OLD + "@ 内部管理 10 > 网络安全 1 | 扣分法\nC 1 {弱口令每个|扣0.1分|-0.1/个}\n"
    sheet, task = only(changed(OLD, new))
    assert (task.status, task.new and task.new.path[-1][0]) == ("added", "网络安全")
    _, task = only(changed(new, OLD))
    assert (task.status, task.new) == ("gone", None)


def test_a_task_added_or_gone_says_what_is_in_it() -> None:
    """Criteria that were split off to a task of their own would seem to be gone for good."""
    whole = OLD + "D 2 盘点到位。\nC 2 {盘点不及时的|扣0.3分|-0.3}\n"
    split = OLD + "@ 内部管理 10 > 年度清查 2 | 扣分法 | 审计处\nD 2 盘点到位。\nC 2 {盘点不及时的|扣0.3分|-0.3}\n"
    diff = changed(whole, split)
    assert counts(diff) == {"tasks_added": 1, "criteria_gone": 1}, "a task is counted whole"
    (sheet,) = diff.sheets
    (added,) = (task for task in sheet.tasks if task.status == "added")
    assert [(item.kind, item.status, item.new) for item in added.items] == [
        ("duty", "added", "盘点到位。"),
        ("criterion", "added", "盘点不及时的扣0.3分"),
    ]
    assert [(change.field, change.old, change.new) for change in added.changes] == [
        ("points", None, "2"),
        ("methods", None, "扣分法"),
        ("assessors", None, "审计处"),
    ]
    text = "\n".join(diff_lines(diff, Language("en")))
    assert "- 盘点不及时的扣0.3分" in text
    assert "+ 盘点不及时的扣0.3分" in text
    assert counts(changed(split, whole)) == {"tasks_gone": 1, "criteria_added": 1}


def test_tasks_that_share_a_path_are_told_apart_by_their_text() -> None:
    duties = [("采购图书3万册", "未采购图书"), ("做好校车运行", "校车晚点"), ("绿化养护", "草坪枯死")]
    old = "# 发展目标 30\n" + "".join(
        f"@ | 扣分法\nD {i} {duty}\nC - {{{what}|扣0.{i}分|-0.{i}}}\n" for i, (duty, what) in enumerate(duties, 1)
    )
    lines = old.splitlines()
    reordered = "\n".join([lines[0], *lines[4:7], *lines[1:4], *lines[7:]])
    assert changed(old, reordered).sheets == ()
    _, task = only(changed(old, reordered.replace("校车晚点|扣0.2分|-0.2", "校车晚点|扣0.4分|-0.4")))
    assert task.new is not None
    assert task.new.duties[0].text == "做好校车运行"
    assert counts(changed(old, "\n".join(lines[:7]))) == {"tasks_gone": 1}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("| 人事处", "| 人事处 工会", ("assessors", "人事处", "人事处、工会")),
        ("工作纪律 4 | 扣分法", "工作纪律 4 | 达标法", ("methods", "扣分法", "达标法")),
        ("工作纪律 4", "工作纪律 5", ("points", "4", "5")),
    ],
)
def test_fields_of_a_task(old: str, new: str, expected: tuple[str, str, str]) -> None:
    _, task = only(changed(OLD, edited((old, new))))
    assert [(change.field, change.old, change.new) for change in task.changes] == [expected]
    assert task.items == ()


def test_criteria_and_rules_added_and_gone() -> None:
    new = edited(("；{每旷工半天|扣0.1分|-0.1/天 step=0.5}", ""))
    assert counts(changed(OLD, new)) == {"criteria_reworded": 1, "rules_gone": 1}
    assert counts(changed(new, OLD)) == {"criteria_reworded": 1, "rules_added": 1}
    new = edited(("@ 内部管理 10 > 资产", "C 3 {无值班记录|扣0.3分|-0.3}\n@ 内部管理 10 > 资产"))
    assert counts(changed(OLD, new)) == {"criteria_added": 1}
    assert counts(changed(new, OLD)) == {"criteria_gone": 1}


def test_new_words_alone_are_no_other_rule() -> None:
    _, task = only(changed(OLD, edited(("未张贴资产标签的", "设备未张贴资产标签的"))))
    (item,) = task.items
    assert item.reworded
    assert item.rules == ()


def test_departments_come_and_go() -> None:
    library = "! 图书馆\n# 甲 1\n@ | 扣分法\nC 1 {迟到|扣1分|-1}"
    diff = diff_books(noted_book(OLD, library), noted_book(OLD))
    assert [(sheet.status, sheet.department) for sheet in diff.sheets] == [("gone", "图书馆")]
    assert counts(diff_books(noted_book(OLD), noted_book(OLD, library))) == {"departments_added": 1}


LIBRARY = """
! 图书馆
# 保证目标 40
@ 内部管理 10 > 工作纪律 4 | 扣分法 | 人事处
D 1 按时到岗。
C 1 {迟到、早退|扣0.02分/人次|-0.02/人次}；{每旷工半天|扣0.1分|-0.1/天 step=0.5}
C 2 {夜间巡查不少于4次，每少1次|扣0.25分，最多扣1分|-0.25/次 short >=4次 max=1}
@ 读者服务 10 > 借阅管理 6 | 扣分法
D 1 图书按时上架。
C 1 {新书超过10天未上架的|扣0.1分/册|-0.1/册}
@ 读者服务 10 > 阅览秩序 4 | 扣分法
C 1 {占座未清理的|扣0.05分/处|-0.05/处}
"""


def test_a_department_of_another_name_is_the_same_by_what_it_alone_does() -> None:
    """工作纪律 is everybody's, and would make any two departments alike."""
    diff = diff_books(noted_book(OLD, LIBRARY), noted_book(OLD, LIBRARY.replace("图书馆", "文献中心")))
    assert counts(diff) == {"departments_renamed": 1}
    (sheet,) = diff.sheets
    assert (sheet.status, sheet.renamed, sheet.tasks) == ("changed", True, ())
    assert "图书馆 -> 文献中心" in "\n".join(diff_lines(diff, Language.CHINESE))
    other = LIBRARY.replace("图书馆", "审计处").replace("图书按时上架", "合同审签")
    other = other.replace("新书超过10天未上架的", "审计整改逾期的").replace("占座未清理的", "底稿缺签字的")
    other = other.replace("读者服务", "审计监督").replace("借阅管理", "审计整改").replace("阅览秩序", "审计底稿")
    assert counts(diff_books(noted_book(OLD, LIBRARY), noted_book(OLD, other))) == {
        "departments_added": 1,
        "departments_gone": 1,
    }


def test_a_task_that_goes_to_another_department() -> None:
    task = LIBRARY[LIBRARY.index("@ 读者服务 10 > 阅览秩序") :]
    diff = diff_books(noted_book(OLD, LIBRARY), noted_book(OLD + task, LIBRARY.replace(task, "")))
    assert counts(diff) == {"tasks_moved": 1}
    came, went = (sheet.tasks[0] for sheet in diff.sheets)
    assert (came.status, came.moved, came.elsewhere) == ("changed", True, "图书馆")
    assert (went.status, went.elsewhere) == ("gone", diff.sheets[0].department)
    text = "\n".join(diff_lines(diff, Language.ENGLISH))
    assert "moved from 图书馆" in text
    assert f"moved to {diff.sheets[0].department}" in text


def test_what_a_department_that_is_gone_leaves_to_another() -> None:
    task = LIBRARY[LIBRARY.index("@ 读者服务 10 > 借阅管理") :]
    diff = diff_books(noted_book(OLD, LIBRARY), noted_book(OLD + task))
    assert counts(diff) == {"departments_gone": 1, "tasks_moved": 2}, "工作纪律 stays with whom it was"


def test_a_year_against_nothing() -> None:
    assert counts(diff_books(noted_book(OLD), Rulebook())) == {"departments_gone": 1}
    assert diff_books(Rulebook(), Rulebook()).sheets == ()


# --- the words marked


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("扣0.02分", "扣0.05分", [("same", "扣"), ("gone", "0.02"), ("added", "0.05"), ("same", "分")]),
        ("共10个", "共100个", [("same", "共"), ("gone", "10"), ("added", "100"), ("same", "个")]),
        ("", "新", [("added", "新")]),
        ("旧", "", [("gone", "旧")]),
    ],
)
def test_numbers_are_marked_whole(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert list(marks(old, new)) == expected


@given(st.text("扣分abc01.2 \n", max_size=40), st.text("扣分abc01.2 \n", max_size=40))
def test_the_marks_give_back_both_texts(old: str, new: str) -> None:
    found = list(marks(old, new))
    assert "".join(text for mark, text in found if mark != "added") == old
    assert "".join(text for mark, text in found if mark != "gone") == new


class Page(HTMLParser):
    """Tags and text of a page; fails on tags that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: dict[str, str] = {}
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words[self.open[-1]] = self.words.get(self.open[-1], "") + data


def test_the_page_is_self_contained_and_escaped() -> None:
    evil = '<script>alert("1")</script> & <b onload=x>'
    old = edited(("工作纪律", "工作<i>纪律"), ("按时到岗", f"按时到岗{evil}"))
    new = edited(("工作纪律", "工作<i>守则"), ("按时到岗", f"准时到岗{evil}"), ("0.02", "0.05"))
    page = Page(diff_page(changed(old, new), Language.CHINESE))
    assert not page.tags & {"script", "b", "i", "img", "link", "iframe"}
    assert not {name for name in page.attributes if name.startswith("on")} | (page.attributes & {"src", "href"})
    assert "0.02" in page.words["del"]
    assert "0.05" in page.words["ins"]
    assert "工作<i>守则" in page.words["h3"]


def test_every_word_has_both_languages_and_every_count_a_name() -> None:
    assert set(changed(OLD, OLD).summary) == set(SUMMARY)
    assert all(english and chinese and english != chinese for english, chinese in (WORDS | SUMMARY).values())


# --- the sample years

KNOWN: dict[str, dict[str, int]] = {
    # What tests/sample/builder/text/2021 changed against the texts of 2020, counted by hand
    "图文信息中心": {"tasks_added": 1, "tasks_gone": 1, "tasks_moved": 1, "tasks_renamed": 1, "points": 4},
    "后勤保障处": {"tasks_added": 2, "tasks_gone": 2, "tasks_moved": 1, "tasks_renamed": 1, "points": 4},
}
RULES = {
    "图文信息中心": {
        ("迟到、早退", "amount", "0.02", "0.05"),
        ("组织廉洁教育活动少于4次的,每少1次", "target", ">= 3 次", ">= 4 次"),
        ("专项资金执行率低于90%的,每低1个百分点", "cap", "max 0.4", "max 0.6"),
        ("巡查中每查到一次违反上述规定的", "unit", "处 (occurrence)", "次 (occurrence)"),
        ("阅读推广活动全年不少于30期,每少1期", "amount", "0.25", "0.2"),
        ("阅读推广活动全年不少于30期,每少1期", "target", ">= 24 期", ">= 30 期"),
    },
    "后勤保障处": {
        ("迟到、早退", "amount", "0.02", "0.05"),
        ("组织廉洁教育活动少于4次的,每少1次", "target", ">= 3 次", ">= 4 次"),
        ("专项资金执行率低于90%的,每低1个百分点", "cap", "max 0.4", "max 0.6"),
        ("第二浴室改造未按期竣工的,每迟1天", "amount", "0.2", "0.3"),
        ("能耗统计表每月一报,迟报一次", "cap", None, "max 0.5"),
    },
}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            Language.CHINESE,
            ["上限: 最多 0.4 -> 最多 0.6", "计量单位: 处 (每发生) -> 次 (每发生)", "上限: 无 -> 最多 0.5"],
        ),
        (Language.ENGLISH, ["cap: at most 0.4 -> at most 0.6", "unit: 处 (occurrence) -> 次 (occurrence)"]),
    ],
)
def test_the_vocabulary_is_told_in_the_reader_s_language(language: Language, says: list[str]) -> None:
    told = "\n".join(diff_lines(sample_diff(), language))
    assert [text for text in says if text not in told] == []
    shown = re.sub("<[^>]*>", "", diff_page(sample_diff(), language))
    assert [text for text in says if text.replace("-> ", "") not in shown] == []


def sample_diff() -> BookDiff:
    old = {sheet.department: sheet for sheet in sheets().values()}
    new = next_sheets().values()
    return diff_books(book_of(old[sheet.department] for sheet in new), book_of(new))


def rule_changes(sheet: SheetChange) -> set[tuple[str, str, str | None, str | None]]:
    return {
        (rule.trigger.replace("，", ","), change.field, change.old, change.new)
        for task in sheet.tasks
        for item in task.items
        for rule in item.rules
        for change in rule.changes
    }


@pytest.mark.parametrize("name", KNOWN)
def test_the_known_changes_of_the_sample_and_no_other(name: str) -> None:
    (sheet,) = (sheet for sheet in sample_diff().sheets if sheet.department == name)
    summary = BookDiff((sheet,)).summary
    assert {key: summary[key] for key in KNOWN[name]} == KNOWN[name]
    assert rule_changes(sheet) == RULES[name]
    gone = {rule.text for task in sheet.tasks for item in task.items for rule in item.rules if rule.status == "gone"}
    assert gone == {"外出未履行请假手续扣0.03分/人•次"}
    (moved,) = (task for task in sheet.tasks if task.moved)
    assert moved.new is not None
    assert [name for name, _ in moved.new.path] == ["保证目标", "执行督办", "文书归档"]
    (renamed,) = (task for task in sheet.tasks if task.renamed)
    assert [task and task.path[-1][0] for task in (renamed.old, renamed.new)] == ["教工之家", "职工之家"]


def test_the_issued_files_give_the_same_changes_in_other_media() -> None:
    """2020 was issued as PDF, 2021 as Word: what differs is what was changed, not what the reader made of it."""
    department = "图文信息中心"
    books = [
        normalize.build_rulebook([extract.read_document(RAW / name, RAW)])
        for name in ("2020/library-it.pdf", "2021/library-it.docx")
    ]
    (sheet,) = (sheet for sheet in diff_books(*books).sheets if sheet.department == department)
    assert rule_changes(sheet) == RULES["图文信息中心"]
    summary = BookDiff((sheet,)).summary
    assert {key: summary[key] for key in KNOWN["图文信息中心"]} == KNOWN["图文信息中心"]


# --- the command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)], env={"LANG": "C.UTF-8", "LC_ALL": ""})


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    new = edited(("0.02", "0.05"), ("资产管理", "设备物资"))
    for year, text in ((2020, OLD), (2021, new)):
        (tmp_path / str(year)).mkdir()
        book = noted_book(text, year=year)
        (tmp_path / str(year) / "rulebook.json").write_text(book.model_dump_json(), encoding="utf-8")
    return tmp_path / "2020", tmp_path / "2021"


def test_the_command_in_text_json_and_html(years: tuple[Path, Path], tmp_path: Path) -> None:
    text = run(*years)
    assert text.exit_code == 0
    assert "~ amount: 0.02 -> 0.05" in text.stdout
    page = tmp_path / "pages" / "diff.html"
    result = run(years[0], years[1] / "rulebook.json", "--json", "--html", page, "--lang", "zh")
    data: dict[str, Any] = json.loads(result.stdout)
    assert data["summary"]["rules_amount"] == 1
    task = data["departments"][0]["tasks"][0]
    assert ["gone", "0.02"] in task["items"][0]["marks"]
    assert "更名" in page.read_text(encoding="utf-8")
    assert [path.name for path in page.parent.iterdir()] == ["diff.html"]


def test_the_same_books_give_the_same_bytes(years: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    assert run(*years, "--json", "--html", first).stdout == run(*years, "--json", "--html", second).stdout
    assert first.read_bytes() == second.read_bytes()


def test_wrong_usage(years: tuple[Path, Path], tmp_path: Path) -> None:
    result = run(years[0], tmp_path / "nowhere")
    assert result.exit_code == 2
    assert re.search(r"nowhere cannot be\s+opened", result.stderr)
    result = run(*years, "--html", years[0])
    assert result.exit_code == 2
    assert "nothing could be written" in result.stderr
