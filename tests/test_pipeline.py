"""The whole way from files to rulebook over the sample year: what always holds, whatever the figures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sample.builder.write import DEPARTMENTS
from sample_year import MEDIA, RENDERINGS, YEAR, book, content, criteria, document, ids, rendering, rules, squash, tasks

import normalize
from extract.markdown.reader import read_blocks
from normalize import build_rulebook
from normalize.audit import conservation
from normalize.layout.draft import DraftSheet, Node
from normalize.sketch import origin_of
from normalize.text.traced import EMPTY
from rulebook.outputs.writers import FILES as OUTPUTS
from rulebook.outputs.writers import rulebook_json
from schemas import Document, Evidence, Rulebook, Source, Table

ROOT = Path(__file__).parent.parent
FILES = sorted({*YEAR, *(path for path in RENDERINGS.iterdir() if path.suffix in (".docx", ".pdf", ".md"))})
SEPARATORS = set("，、；。,;：: \n（）()")


def name_of(path: Path) -> str:
    return path.name


# --- the same table, the same rulebook


@pytest.mark.parametrize("medium", MEDIA[1:])
@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_sheet_says_the_same_in_every_medium(department: str, medium: str) -> None:
    """Also as pipe table, which has no merged cells: what the sums decide is decided right."""
    word, other = book(rendering(department, "docx")), book(rendering(department, medium))
    assert len(word.sheets) == len(other.sheets) == 1
    for expected, got in zip(content(word.sheets[0]), content(other.sheets[0]), strict=True):
        assert got == expected
    assert (other.sheets[0].department, other.sheets[0].year) == (word.sheets[0].department, 2020)


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_medium_adds_no_doubt(department: str) -> None:
    """What is clean is no more doubtful in one medium than in the next."""
    codes = {medium: Counter(a.code for a in book(rendering(department, medium)).anomalies) for medium in MEDIA}
    assert all(found == codes["docx"] for found in codes.values()), codes


def test_issued_in_two_media_a_sheet_is_taken_once() -> None:
    """And from the better medium: Word before PDF."""
    word, pdf = rendering("library-it", "docx"), rendering("library-it", "office.pdf")
    both = book(word, pdf)
    assert len(both.sheets) == 1
    assert content(both.sheets[0]) == content(book(word).sheets[0])
    assert [a.code for a in both.anomalies].count("duplicate-sheet-same") == 1
    places = {place.source for criterion in criteria(both) for e in criterion.evidence for place in e.places}
    assert places == {document(word).source.id}


# --- the same in, the same out


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_the_order_of_files_does_not_matter(order: tuple[int, ...]) -> None:
    shuffled = build_rulebook([document(YEAR[i]) for i in order])
    assert rulebook_json(shuffled) == rulebook_json(book(*YEAR))


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """Under other hash seeds and another locale, from files named in another order."""
    written = []
    for seed, order, locale in (("1", YEAR, "C.UTF-8"), ("2", YEAR[::-1], "C")):
        out = tmp_path / seed
        command = [sys.executable, "-m", "rulebook", "extract", *map(str, order), "-o", str(out)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
        written.append({name: (out / "2020" / name).read_bytes() for name in OUTPUTS})
    assert written[0] == written[1]


# --- nothing lost


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_character_is_accounted_for(path: Path) -> None:
    """All of the text but the column headings, counted here on its own."""
    found = book(path)
    tables = [block for block in document(path).blocks if isinstance(block, Table)]
    texts = [item.text for b in document(path).blocks for item in (b.cells if isinstance(b, Table) else (b,))]
    headings = [cell.text for table in tables for cell in table.cells if re.match("类别|项目|名称", cell.text)]
    whole = sum(len(squash(text)) for text in texts)
    assert found.conservation.accounted == found.conservation.characters
    assert "text-unaccounted" not in {a.code for a in found.anomalies}
    assert whole - 30 * len(headings) <= found.conservation.characters < whole
    assert found.conservation.characters > 5000


def without(role: str, draft: DraftSheet) -> tuple[DraftSheet, str]:
    """The draft without one text of a role, and that text as read."""
    for i, task in enumerate(draft.tasks):
        if role == "label":
            node = task.path[-1]
            gone, rest = node.text, replace(task, path=(*task.path[:-1], Node(node.name, node.points, EMPTY)))
        else:
            value = getattr(task, role)
            gone = value[0] if isinstance(value, tuple) and value else value
            rest = replace(task, **{role: () if isinstance(value, tuple) else EMPTY})
        if gone and len(task.path) == 3:
            return replace(draft, tasks=(*draft.tasks[:i], rest, *draft.tasks[i + 1 :])), squash(gone.raw)
    raise AssertionError(f"no task has {role}")


@pytest.mark.parametrize("role", ["label", "duties", "criteria", "methods", "assessors"])
@pytest.mark.parametrize("medium", ["docx", "office.pdf", "html.md"])
def test_a_lost_text_is_seen(role: str, medium: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conservation broken on purpose: a text that a stage drops is missed, named and counted."""
    source = document(rendering("student-affairs", medium))
    whole = book(rendering("student-affairs", medium)).conservation
    lost: list[str] = []

    def careless(drafts: tuple[DraftSheet, ...]) -> tuple[DraftSheet, ...]:
        draft, gone = without(role, drafts[0])
        lost.append(gone)
        return (draft, *drafts[1:])

    monkeypatch.setattr(normalize, "reconcile", careless)
    broken = build_rulebook([source])
    found = [a for a in broken.anomalies if a.code == "text-unaccounted"]
    assert [a.severity for a in found] == ["error"]
    assert lost[0][:20] in found[0].message
    assert broken.conservation.characters == whole.characters
    assert broken.conservation.accounted == whole.characters - len(lost[0])


def test_a_lost_task_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    path = rendering("innovation", "docx")
    monkeypatch.setattr(normalize, "reconcile", lambda drafts: (replace(drafts[0], tasks=drafts[0].tasks[1:]),))
    broken = build_rulebook([document(path)])
    # category, project, duties, criteria, method, assessor
    assert Counter(a.code for a in broken.anomalies)["text-unaccounted"] == 6
    assert broken.conservation.accounted < broken.conservation.characters


def test_half_a_criterion_that_is_lost_is_seen() -> None:
    """The audit counts characters, not cells."""
    path = rendering("innovation", "docx")
    whole = book(path)
    sheet, task = whole.sheets[0], whole.sheets[0].tasks[3]
    place = task.criteria[0].evidence[0].places[0]
    half = place.model_copy(update={"end": place.end - 10, "text": place.text[:-10]})
    criterion = task.criteria[0].model_copy(update={"evidence": (Evidence(places=(half,)),)})
    changed = task.model_copy(update={"criteria": (criterion, *task.criteria[1:])})
    broken = sheet.model_copy(update={"tasks": (*sheet.tasks[:3], changed, *sheet.tasks[4:])})
    share, _ = conservation([origin_of(document(path))], [sheet], [])
    less, anomalies = conservation([origin_of(document(path))], [broken], [])
    assert share.accounted - less.accounted == len(squash(place.text[-10:])) > 5
    assert squash(place.text[-10:]) in "".join(a.message for a in anomalies)


@pytest.mark.parametrize("path", YEAR, ids=name_of)
def test_rules_statements_and_notes_give_back_the_criterion(path: Path) -> None:
    """No character of a criterion belongs to nothing, but separators and brackets round what was cut out."""
    for criterion in criteria(book(path)):
        parts = [*criterion.rules, *criterion.statements, *criterion.notes]
        covered = {i for part in parts for i in range(part.start, part.end)}
        left = {c for i, c in enumerate(criterion.text) if i not in covered}
        points = r"[(（]\s*[\d.]+\s*分\s*[)）]"
        assert left <= SEPARATORS or re.sub(points, "", criterion.text) != criterion.text, criterion
        for part in parts:
            assert criterion.text[part.start : part.end] == part.text


# --- traceable


@pytest.mark.parametrize("paths", [*([path] for path in YEAR), YEAR], ids=lambda paths: paths[0].name[:12])
def test_every_evidence_replays_to_its_node(paths: list[Path]) -> None:
    found = book(*paths)
    known = cell_texts(paths)
    for task in tasks(found):
        for evidence in task.evidence:
            check(evidence, known)
        read = "".join(squash(e.replay()) for e in task.evidence)
        assert all(name in read for name in [*task.methods, *task.assessors, *(name for name, _ in task.path)])
        assert all(squash(note) in read for note in task.notes)
        for duty in task.duties:
            assert any(squash(duty.text) in squash(check(e, known)) for e in duty.evidence), duty
        for criterion in task.criteria:
            assert any(criterion.text in check(e, known) for e in criterion.evidence), criterion
            for rule in criterion.rules:
                assert [check(e, known) for e in rule.evidence] == [rule.text]


def cell_texts(paths: list[Path]) -> dict[tuple[str, object], str]:
    return {
        (document(path).source.id, item.anchor): item.text
        for path in paths
        for block in document(path).blocks
        for item in (block.cells if isinstance(block, Table) else (block,))
    }


def check(evidence: Evidence, known: dict[tuple[str, object], str]) -> str:
    """What the evidence replays to; each of its places says what stands there in the source."""
    for place in evidence.places:
        assert known[place.source, place.anchor][place.start : place.end] == place.text
    return evidence.replay()


# --- ids


def test_ids_stay_when_a_file_is_added() -> None:
    alone, among = ids(book(YEAR[0])), ids(book(*YEAR))
    assert alone.items() <= among.items()


def test_ids_are_the_same_in_every_medium() -> None:
    """Where the text is: a sheet that is issued again as PDF keeps its decisions."""
    word, pdf = (ids(book(rendering("innovation", medium))) for medium in ("docx", "office.pdf"))
    assert word == pdf


MARKDOWN = (RENDERINGS / "innovation.html.md").read_text(encoding="utf-8")


def from_markdown(text: str) -> Rulebook:
    source = Source(id="0" * 12, path="a.md", sha256="0" * 64, medium="markdown")
    return build_rulebook([Document(source=source, blocks=read_blocks(text))])


def changed(edit: Callable[[str], str]) -> tuple[set[str], set[str]]:
    """What the edit makes of the rules: words of those whose id is gone, words of those with a new id."""
    before, after = from_markdown(MARKDOWN), from_markdown(edit(MARKDOWN))
    assert edit(MARKDOWN) != MARKDOWN
    old, new = ({rule.id: rule.text for rule in rules(found)} for found in (before, after))
    return {old[key] for key in old.keys() - new}, {new[key] for key in new.keys() - old}


def test_a_rule_that_is_reworded_is_another_one_and_no_other_is() -> None:
    gone, come = changed(lambda text: text.replace("不清扣0.1分", "不清扣0.15分"))
    assert gone == {"网页信息陈旧、文字有误、图片不清扣0.1分"}
    assert come == {"网页信息陈旧、文字有误、图片不清扣0.15分"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2020年度绩效目标", "2020年度院级绩效目标"),
        ("<td>院长办公室</td>", "<td>校长办公室</td>"),
        ("<td>扣分法</td>", "<td>积分法</td>"),
    ],
    ids=["title", "assessor", "method"],
)
def test_what_is_no_rule_s_place_or_text_leaves_its_id(old: str, new: str) -> None:
    assert changed(lambda text: text.replace(old, new, 1)) == (set(), set())


def test_a_task_that_moves_takes_new_ids_and_leaves_the_others() -> None:
    """Its place in the tree is its own: a renamed item renames its rules, not those of its neighbours."""
    item = tasks(book(rendering("innovation", "html.md")))[5].path[-1][0]
    gone, come = changed(lambda text: text.replace(item, item + "管理", 1))
    own = {r.text for c in tasks(book(rendering("innovation", "html.md")))[5].criteria for r in c.rules}
    assert gone == come == own


# --- flags on what is clean

TRUE = {
    ("academic-affairs", "points-inferred", "完善教学督导与诊断体系"),
    ("academic-affairs", "amount-missing", "教材款结算不及时扣"),
    ("student-affairs", "points-inferred", "一站式"),
    ("library-it", "points-inferred", "建设智慧图书馆与数据机房"),
    ("logistics", "points-inferred", "实施食堂与宿舍提质改造"),
    ("logistics", "unit-guessed", "没少一次扣0.2分"),  # a typo for 每少
    ("logistics", "unit-unknown", "㎡"),
    ("continuing-education", "points-inferred", "拓展社会培训与学历提升"),
    ("innovation", "points-inferred", "创建省级众创空间"),
    ("innovation", "note-with-points", "市级项目0.5分"),
}
"""Department, code and words of every doubt that a clean sheet may raise, looked at by eye."""


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_few_flags_on_a_clean_sheet_and_each_is_true(department: str) -> None:
    found = book(rendering(department, "docx")).anomalies
    assert len(found) <= 6
    for anomaly in found:
        assert any(
            (department, anomaly.code) == (where, code) and words in anomaly.message for where, code, words in TRUE
        ), anomaly


@pytest.mark.parametrize(
    ("department", "code", "words"),
    [
        ("academic-affairs", "amount-missing", "教材款结算不及时扣"),
        ("logistics", "unit-guessed", "没少一次扣0.2分"),
    ],
)
def test_what_is_wrong_in_a_clean_sheet_is_flagged(department: str, code: str, words: str) -> None:
    found = book(rendering(department, "docx")).anomalies
    assert [a for a in found if a.code == code and words in a.message]


def test_what_siblings_say_is_said_in_chinese_too() -> None:
    said = [anomaly.message_zh for anomaly in book(*YEAR).anomalies]
    assert [text for text in said if " of " in text] == []
    assert "原文读作“(3分)”,按 5 份中的 5 份恢复为“安全值守(3分)”" in said
    assert [text for text in said if text.startswith("原文缺失,按 6 份中的 5 份恢复为“")] != []
    assert [text for text in said if re.match("此处读作“.*”,而 6 份中的 5 份读作“", text, re.DOTALL)] != []
