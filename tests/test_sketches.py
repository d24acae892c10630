"""Sketches of documents: kept from run to run, and read back only where they are what the program wrote."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

import extract
import normalize
from normalize.clause.patterns import Patterns
from normalize.ids import Ids
from normalize.layout.labels import squash
from normalize.layout.wording import PLAIN
from normalize.sketch import Sketch, sketch_of
from rulebook.cache import Cache, with_sketches
from rulebook.inputs import Input, find_inputs
from rulebook.kept import KeptError, from_bytes, to_bytes
from rulebook.outputs.writers import rulebook_json
from rulebook.reading import Failure
from rulebook.run import run_years
from rulebook.sketches import SketchAll, sketch_in_turn
from schemas import Document, Profile, ProfileHeadings

RENDERINGS = Path(__file__).parent / "sample" / "renderings"
FILES = sorted(path for path in RENDERINGS.iterdir() if path.suffix in (".docx", ".md", ".pdf"))[:8]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [extract.read_document(path, RENDERINGS) for path in FILES]


def test_what_is_kept_gives_the_same_rulebook(documents: list[Document]) -> None:
    kept = [from_bytes(to_bytes(sketch_of(document, PLAIN))) for document in documents]
    assert rulebook_json(normalize.rulebook_of(kept)) == rulebook_json(normalize.build_rulebook(documents))


def test_prose_is_kept_too(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("考勤办法\n\n迟到、早退扣0.5分/人次。\n\n旷工一天扣2分。\n", encoding="utf-8")
    document = extract.read_document(tmp_path / "note.md", tmp_path)
    kept = from_bytes(to_bytes(sketch_of(document, PLAIN)))
    book = normalize.rulebook_of([kept])
    amounts = [
        rule.amount.max for task in book.sheets[0].tasks for c in task.criteria for rule in c.rules if rule.amount
    ]
    assert amounts == [Decimal("0.5"), Decimal(2)]
    assert rulebook_json(book) == rulebook_json(normalize.build_rulebook([document]))


class Calls:
    """Has Python call something as it is unpickled."""

    def __init__(self, what: object, *given: object) -> None:
        self.what, self.given = what, given

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.what, self.given


@pytest.mark.parametrize(
    "value",
    [
        Calls(os.getcwd),
        Calls(eval, "1"),
        Calls(getattr, "a", "upper"),
        Calls(squash, "a function of the program is no value either"),
        Path("a/b"),
        Calls(Patterns, "a file that it would unpickle without asking"),
        Calls(Ids),
        {"deep": [("within", Calls(print, "said"))]},
    ],
)
def test_nothing_but_values_of_the_program_is_read(value: object) -> None:
    with pytest.raises(KeptError, match="no value of this program"):
        from_bytes(pickle.dumps(value, 5))


@pytest.mark.parametrize("content", [b"", b"\x80\x05", b"cos\nsystem\n(S'true'\ntR.", b"no pickle at all", b"{}"])
def test_bytes_that_are_no_pickle_are_refused(content: bytes) -> None:
    with pytest.raises(KeptError):
        from_bytes(content)


class Counting:
    """Sketches in turn, and tells of what."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, inputs: Sequence[Input], profile: Profile | None) -> Iterator[Sketch | Failure]:
        self.asked += [item.name for item in inputs]
        return sketch_in_turn(inputs, profile)


@pytest.fixture
def year(tmp_path: Path) -> Path:
    for path in FILES[:3]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "cut.docx").write_bytes(b"PK\x03\x04 cut off")
    return tmp_path


def built(sketch: SketchAll, folder: Path) -> bytes:
    (run,) = run_years(find_inputs([folder]), lambda item, failure: None, sketch)
    return rulebook_json(run.rulebook)


def test_a_file_that_stands_is_not_sketched_again(year: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    counting = Counting()
    sketch = with_sketches(counting, Cache(tmp_path_factory.mktemp("cache")))
    first = built(sketch, year)
    assert first == built(sketch_in_turn, year)
    counting.asked.clear()
    assert built(sketch, year) == first
    assert counting.asked == ["cut.docx"], "what could not be read is tried again"
    changed = next(path for path in sorted(year.iterdir()) if path.suffix == ".md")
    changed.write_text(changed.read_text(encoding="utf-8") + "\n另行通知。\n", encoding="utf-8")
    counting.asked.clear()
    assert built(sketch, year) == built(sketch_in_turn, year)
    assert sorted(counting.asked) == sorted(["cut.docx", changed.name])


def test_another_profile_is_another_sketch(tmp_path: Path) -> None:
    table = "| 板块 | 细目 | 怎么扣 |\n|---|---|---|\n| 保证(10分) | 考勤(2分) | 迟到扣0.5分/人次。 |\n"
    (tmp_path / "a.md").write_text(f"# 甲处2020年度考核表\n\n{table}", encoding="utf-8")
    inputs = find_inputs([tmp_path])
    cache, counting = Cache(tmp_path / "cache"), Counting()
    told = Profile(headings=ProfileHeadings(criteria=("怎么扣",)))
    for profile in (None, told, None, told):
        (kept,) = with_sketches(counting, cache)(inputs, profile)
        assert isinstance(kept, Sketch)
        document = extract.read_document(tmp_path / "a.md", tmp_path)
        assert rulebook_json(normalize.rulebook_of([kept])) == rulebook_json(
            normalize.build_rulebook([document], profile=profile)
        )
    assert counting.asked == ["a.md", "a.md"], "once with each"


def test_a_damaged_sketch_is_none(year: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cache")
    counting = Counting()
    sketch = with_sketches(counting, Cache(folder))
    first = built(sketch, year)
    entries = sorted(folder.rglob("*.pickle"))
    assert len(entries) == 3
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:-7])
    counting.asked.clear()
    assert built(sketch, year) == first
    assert len(counting.asked) == 4


def test_the_sketch_of_another_file_is_none(year: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cache")
    sketch = with_sketches(Counting(), Cache(folder))
    first = built(sketch, year)
    entries = sorted(folder.rglob("*.pickle"))
    entries[0].write_bytes(entries[1].read_bytes())
    assert built(sketch, year) == first


def test_a_document_is_let_go_once_it_is_sketched(year: Path) -> None:
    alive: list[int] = []

    def done(item: Input, failure: Failure | None) -> None:
        gc.collect()
        alive.append(sum(isinstance(value, Document) for value in gc.get_objects()))

    before = sum(isinstance(value, Document) for value in gc.get_objects())
    list(run_years(find_inputs([year]), done))
    assert max(alive) - before <= 1, "of the file at hand"
