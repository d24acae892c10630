"""Sheets built in several processes, or kept from the last run: nothing of it can be seen in the rulebook."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from table_text import document, pipes

import normalize
import normalize.built
import rulebook.pool
from extract import read_document
from normalize.built import Build, Built
from normalize.layout.digest import draft_digest
from normalize.layout.draft import DraftSheet
from normalize.siblings.reconcile import reconcile
from rulebook.cache import Cache, with_sheets
from rulebook.outputs.writers import rulebook_json
from rulebook.pool import Pool
from schemas import Document

ROOT = Path(__file__).parent.parent
RENDERINGS = ROOT / "tests" / "sample" / "renderings"
SOURCES = sorted(path for path in RENDERINGS.iterdir() if path.suffix in (".docx", ".pdf", ".md"))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [read_document(path, RENDERINGS) for path in SOURCES]


@pytest.fixture(scope="module")
def drafts(documents: list[Document]) -> tuple[DraftSheet, ...]:
    return reconcile(normalize.draft_sheets(documents))


@pytest.fixture(scope="module")
def here(drafts: tuple[DraftSheet, ...]) -> list[Built]:
    return list(map(Build(), list(drafts)))


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to do, processes are begun for it."""
    monkeypatch.setattr(rulebook.pool, "LEAST_TASKS", 1)


class Counting:
    """`map` that tells how many sheets it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, build: Build, drafts: list[DraftSheet]) -> Iterator[Built]:
        self.asked += [draft.source.path for draft in drafts]
        return map(build, drafts)


@pytest.mark.usefixtures("many")
def test_processes_build_the_same(drafts: tuple[DraftSheet, ...], here: list[Built]) -> None:
    with Pool(2) as pool:
        assert list(pool.build_all(Build(), list(drafts))) == here


@pytest.mark.parametrize("tasks", [1, 2, 7])
def test_a_long_sheet_is_built_in_parts(tasks: int, documents: list[Document], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of tasks under the same path and labels that several parts show come out as in one piece."""
    whole = rulebook_json(normalize.build_rulebook(documents))
    monkeypatch.setattr(normalize.built, "PART", tasks)
    counting = Counting()
    assert rulebook_json(normalize.build_rulebook(documents, each=counting)) == whole
    assert len(counting.asked) > 2 * len(SOURCES)


def test_tasks_of_one_path_are_told_apart_across_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = pipes(
        "类别 | 项目 | 评分标准\n" + "\n".join(f"保证目标(40分) | 消防(1分) | {n}. 少{n}次扣1分。" for n in range(1, 6))
    )
    read = document(text)
    whole = normalize.build_rulebook([read])
    monkeypatch.setattr(normalize.built, "PART", 1)
    assert normalize.build_rulebook([read]) == whole


class Deadly(Build):
    """Kills the process that builds with it, unless that is the one of the tests."""

    home = os.getpid()

    def __call__(self, draft: DraftSheet) -> Built:
        if os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        return Build()(draft)


@pytest.mark.usefixtures("many")
def test_what_processes_that_are_killed_did_not_build_is_built_here(
    drafts: tuple[DraftSheet, ...], here: list[Built]
) -> None:
    with Pool(2) as pool:
        assert list(pool.build_all(Deadly(), list(drafts))) == here


def test_a_kept_sheet_gives_the_same_rulebook(documents: list[Document], tmp_path: Path) -> None:
    cache, counting = Cache(tmp_path), Counting()
    plain = rulebook_json(normalize.build_rulebook(documents))
    for _ in range(2):
        assert rulebook_json(normalize.build_rulebook(documents, each=with_sheets(counting, cache))) == plain
    assert sorted(counting.asked) == sorted(path.name for path in SOURCES), "each sheet is built once"


def test_a_changed_file_costs_its_own_sheet(documents: list[Document], tmp_path: Path) -> None:
    cache, counting = Cache(tmp_path), Counting()
    normalize.build_rulebook(documents, each=with_sheets(counting, cache))
    counting.asked.clear()
    changed = next(i for i, document in enumerate(documents) if document.source.medium == "word")
    source = documents[changed].source.model_copy(update={"id": "0" * 12, "sha256": "0" * 64})
    others = [*documents[:changed], documents[changed].model_copy(update={"source": source}), *documents[changed + 1 :]]
    kept = rulebook_json(normalize.build_rulebook(others, each=with_sheets(counting, cache)))
    assert kept == rulebook_json(normalize.build_rulebook(others))
    assert counting.asked == [source.path]


def test_a_damaged_sheet_is_none_and_built_anew(drafts: tuple[DraftSheet, ...], tmp_path: Path) -> None:
    cache, counting = Cache(tmp_path), Counting()
    fresh = list(with_sheets(counting, cache)(Build(), list(drafts[:1])))
    (entry,) = tmp_path.rglob("*.pickle")
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-9])
    assert list(with_sheets(counting, cache)(Build(), list(drafts[:1]))) == fresh
    assert entry.read_bytes() == whole
    assert len(counting.asked) == 2


def test_another_measure_word_is_another_sheet(drafts: tuple[DraftSheet, ...], tmp_path: Path) -> None:
    cache, counting = Cache(tmp_path), Counting()
    for measures in ((), ("篓",)):
        list(with_sheets(counting, cache)(Build(measures), list(drafts[:1])))
    assert len(counting.asked) == 2


def test_a_digest_tells_drafts_apart(drafts: tuple[DraftSheet, ...]) -> None:
    draft = next(draft for draft in drafts if len(draft.tasks) > 1)
    first, *others = draft.tasks
    edited = replace(first, duties=first.duties.edit([(0, 1, "")], "invented", "a character less"))
    variants = [
        draft,
        replace(draft, id="s-000000000000"),
        replace(draft, plain=not draft.plain),
        replace(draft, tasks=tuple(others)),
        replace(draft, tasks=(edited, *others)),
        replace(draft, tasks=(replace(first, torn=frozenset(["duties"])), *others)),
        replace(draft, goes_on=True),
        replace(draft, shown=(first.path[0].text,)),
        replace(draft, task_ids=("t-000000000000",) * len(draft.tasks)),
    ]
    assert len({draft_digest(variant) for variant in variants}) == len(variants)


def test_a_digest_is_the_same_in_every_process(drafts: tuple[DraftSheet, ...]) -> None:
    program = (
        "import sys; from pathlib import Path; import normalize; from extract import read_document\n"
        "from normalize.layout.digest import draft_digest\n"
        "from normalize.siblings.reconcile import reconcile\n"
        "folder = Path(sys.argv[1]); names = sys.argv[2:]\n"
        "drafts = reconcile(normalize.draft_sheets([read_document(folder / name, folder) for name in names]))\n"
        "print(*map(draft_digest, drafts))"
    )
    command = [sys.executable, "-c", program, str(RENDERINGS), *(path.name for path in SOURCES)]
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == [draft_digest(draft) for draft in drafts]
