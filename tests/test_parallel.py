"""Several processes, the cache, years left as they are: none of it can be seen in what comes out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import killed_runs
import pypdfium2
import pytest
from killed_runs import contents, run
from typer.testing import CliRunner

import extract
import extract.pdf.reader
import rulebook.pool
from extract.cache_folder import DAY, prune
from normalize.sketch import Sketch
from rulebook.cache import Cache, with_sketches
from rulebook.cli import app
from rulebook.inputs import Input, find_inputs
from rulebook.marks import NAME
from rulebook.pool import Pool
from rulebook.reading import Failure, Outcome, failure, read_in_turn, whole_document
from rulebook.sketches import sketch_in_turn, sketched
from rulebook.tasks import SHARE, outcomes, perform, tasks_of
from schemas import Document

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw" / "2020"
RENDERINGS = ROOT / "tests" / "sample" / "renderings"


def repeated(source: Path, pages: int, target: Path) -> Path:
    """A PDF of so many pages: those of `source` over and over."""
    short, long = pypdfium2.PdfDocument(source), pypdfium2.PdfDocument.new()
    while len(long) < pages:
        long.import_pages(short, range(min(len(short), pages - len(long))))
    long.save(target)
    return target


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word, Markdown, short PDFs, a PDF long enough to be read in parts, and a file that can't be read."""
    raw = tmp_path_factory.mktemp("raw")
    folder = raw / "2020"
    shutil.copytree(RAW, folder)
    repeated(RAW / "library-it.pdf", 2 * SHARE + 3, folder / "long.pdf")
    (folder / "cut.pdf").write_bytes((RAW / "logistics.pdf").read_bytes()[:20_000])
    return raw


@pytest.fixture(scope="module")
def in_turn(year: Path) -> list[str]:
    return [told(outcome) for outcome in read_in_turn(find_inputs([year]))]


def told(outcome: Outcome) -> str:
    outcome = whole_document(outcome)
    return str(outcome.error) if isinstance(outcome, Failure) else outcome.model_dump_json()


def sketched_as(found: Sketch | Failure) -> object:
    return str(found.error) if isinstance(found, Failure) else found


# --- processes


def test_as_many_processes_as_one_likes_read_the_same(year: Path, in_turn: list[str]) -> None:
    inputs = find_inputs([year])
    with Pool(2) as pool:
        assert [told(outcome) for outcome in pool.read_all(inputs)] == in_turn
        assert [told(outcome) for outcome in pool.read_all(inputs)] == in_turn, "a pool serves several years"
    assert sum(isinstance(task.pages, range) for task in tasks_of(inputs)) == 3


def test_pieces_can_be_done_in_any_order(year: Path, in_turn: list[str]) -> None:
    tasks = tasks_of(find_inputs([year]))
    results = {index: perform(tasks[index]) for index in reversed(range(len(tasks)))}
    assert [told(o) for o in outcomes(tasks, (results[index] for index in range(len(tasks))))] == in_turn


def test_pages_that_come_one_after_the_other_make_the_same_sketch(year: Path) -> None:
    inputs = find_inputs([year])
    tasks = tasks_of(inputs)
    arriving = sketched(outcomes(tasks, map(perform, tasks)), None)
    assert list(map(sketched_as, arriving)) == list(map(sketched_as, sketch_in_turn(inputs, None)))


def test_a_page_that_cannot_be_read_costs_its_file_and_no_other(year: Path) -> None:
    tasks = tasks_of(find_inputs([year]))
    second = next(index for index, task in enumerate(tasks) if task.pages and task.pages.start)
    broken = failure(tasks[second].item.name, "it is torn", "破损")
    results = (broken if index == second else perform(task) for index, task in enumerate(tasks))
    found = dict(
        zip((item.name for item in find_inputs([year])), sketched(outcomes(tasks, results), None), strict=True)
    )
    assert found["2020/long.pdf"] == broken
    assert {name for name, sketch in found.items() if isinstance(sketch, Failure)} == {"2020/long.pdf", "2020/cut.pdf"}


def test_little_work_is_done_in_this_process() -> None:
    with Pool(2) as pool:
        assert isinstance(next(pool.read_all(find_inputs([RAW / "library-it.pdf"]))), Document)
        assert pool._executor is None


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], None]:
    """The process that reads logistics.pdf is killed, the first so many times."""
    plain = extract.read_document

    def make(times: int) -> None:
        def read(path: Path, root: Path | None = None, progress: object = None) -> Document:
            if path.name == "logistics.pdf" and len(list(tmp_path.glob("death*"))) < times:
                (tmp_path / f"death{time.monotonic_ns()}").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return plain(path, root)

        monkeypatch.setattr(extract, "read_document", read)

    return make


def test_a_process_that_is_killed_costs_only_time(deadly: Callable[[int], None]) -> None:
    inputs = find_inputs([RAW])
    expected = [told(outcome) for outcome in read_in_turn(inputs)]
    deadly(1)
    with Pool(2, least=1) as pool:
        assert [told(outcome) for outcome in pool.read_all(inputs)] == expected


def test_a_file_that_kills_its_reader_spoils_only_itself(deadly: Callable[[int], None]) -> None:
    inputs = find_inputs([RAW])
    deadly(99)
    with Pool(2, least=1) as pool:
        found = list(pool.read_all(inputs))
    failed = [outcome for outcome in found if isinstance(outcome, Failure)]
    assert [each.name for each in failed] == ["2020/logistics.pdf"]
    assert "sudden end" in failed[0].error.problem
    assert len(found) == len(inputs)


def test_a_process_that_is_killed_by_a_look_costs_only_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = find_inputs([RAW])
    expected = [told(outcome) for outcome in read_in_turn(inputs)]
    here = os.getpid()
    plain = extract.pdf.reader.survey

    def survey(path: Path, shown: str) -> tuple[int, bool]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(path, shown)

    monkeypatch.setattr(rulebook.pool, "MANY", 1)
    monkeypatch.setattr(extract.pdf.reader, "survey", survey)
    with Pool(2, least=1) as pool:
        assert [told(outcome) for outcome in pool.read_all(inputs)] == expected


# --- killed runs


@dataclass(frozen=True)
class Whole:
    """A run in one process that nothing disturbed: what it was given, what it wrote, how long it took."""

    raw: Path
    outputs: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def whole(year: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    base = tmp_path_factory.mktemp("whole")
    raw = base / "raw"
    shutil.copytree(year, raw, ignore=shutil.ignore_patterns("cut.pdf"))
    started = time.perf_counter()
    run(raw, base / "out", "--jobs", "1", "--no-cache", LC_ALL="C")
    return Whole(raw, contents(base / "out" / "2020"), time.perf_counter() - started)


def test_killed_at_any_moment_no_output_is_half(whole: Whole, tmp_path: Path) -> None:
    before = dict.fromkeys(whole.outputs, b"of another year")
    options = ("--jobs", "2", "--cache", str(tmp_path / "cache"))
    out = tmp_path / "out" / "2020"
    told = list(killed_runs.rounds(2, whole.seconds, whole.raw, out, before, whole.outputs, *options))
    assert len(told) == 2


def test_processes_end_with_the_one_that_began_them(whole: Whole, tmp_path: Path) -> None:
    command = killed_runs.command(whole.raw, tmp_path / "out", "--jobs", "2", "--no-cache")
    process = subprocess.Popen(command, env=killed_runs.environment(), stderr=subprocess.DEVNULL)
    children = await_children(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [child for child in children if is_running(child)] == []


def await_children(pid: int) -> list[int]:
    deadline = time.monotonic() + 60
    place = Path(f"/proc/{pid}/task/{pid}/children")
    if not place.exists():
        pytest.skip("this system does not tell of a process's children")
    while time.monotonic() < deadline:
        if len(found := place.read_text().split()) == 2:
            return [int(child) for child in found]
        time.sleep(0.02)
    raise AssertionError("no processes were begun")


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


# --- the same, whatever the workers, order, locale


def test_the_same_year_comes_out(whole: Whole, tmp_path: Path) -> None:
    """Other processes, order, locale and hash seed."""
    shuffled = sorted((whole.raw / "2020").iterdir(), key=lambda path: path.name[::-1])
    options = ("--jobs", "2", "--no-cache", *map(str, shuffled[1:]))
    run(shuffled[0], tmp_path, *options, LC_ALL="zh_CN.UTF-8", PYTHONHASHSEED="7")
    assert contents(tmp_path / "2020") == whole.outputs


# --- the cache


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str, int], None]:
    """From now on a file is saved while it is read, so many times, each time as something else; it is identified
    before it is read, or after that, as one whose pages are read apart may be."""

    def make(path: Path, identified: str, times: int) -> None:
        plain, left = extract.read_document, iter(range(times))

        def read(path: Path, root: Path | None = None, progress: object = None) -> Document:
            before, read_before = extract.identify(path, root)[0], plain(path, root)
            if (number := next(left, None)) is None:
                return read_before
            path.write_text(f"迟到一次扣{number + 2}分。", encoding="utf-8")
            after, read_after = extract.identify(path, root)[0], plain(path, root)
            found, source = (read_after, before) if identified == "first" else (read_before, after)
            return found.model_copy(update={"source": source})

        path.write_text("迟到一次扣1分。", encoding="utf-8")
        monkeypatch.setattr(extract, "read_document", read)

    return make


@pytest.mark.parametrize("identified", ["first", "last"])
def test_a_file_that_is_saved_while_it_is_read_is_read_again(
    identified: str, tmp_path: Path, saved: Callable[[Path, str, int], None]
) -> None:
    path, cache = tmp_path / "rules.txt", Cache(tmp_path / "cache")
    saved(path, identified, 1)
    for text in ("迟到一次扣2分。", "迟到一次扣1分。"):
        (found,) = with_sketches(sketch_in_turn, cache)(find_inputs([path]), None)
        assert isinstance(found, Sketch)
        assert [read for _, read in found.origin.texts] == [path.read_text(encoding="utf-8")] == [text]
        path.write_text("迟到一次扣1分。", encoding="utf-8")


def test_a_file_that_changes_all_the_time_is_not_read(tmp_path: Path, saved: Callable[[Path, str, int], None]) -> None:
    path, cache = tmp_path / "rules.txt", Cache(tmp_path / "cache")
    saved(path, "first", 99)
    (found,) = with_sketches(sketch_in_turn, cache)(find_inputs([path]), None)
    assert isinstance(found, Failure)
    assert "saved again and again" in found.error.problem
    assert not list((tmp_path / "cache").rglob("*.pickle"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    plain = extract.read_document

    def read(path: Path, root: Path | None = None, progress: object = None) -> Document:
        names.append(path.name)
        return plain(path, root)

    monkeypatch.setattr(extract, "read_document", read)
    return names


def sketches(inputs: tuple[Input, ...], cache: Cache | None = None) -> list[object]:
    sketch = with_sketches(sketch_in_turn, cache) if cache else sketch_in_turn
    return list(map(sketched_as, sketch(inputs, None)))


def test_what_was_read_is_not_read_again(year: Path, tmp_path: Path, reads: list[str]) -> None:
    inputs = find_inputs([year])
    cache = Cache(tmp_path)
    fresh = sketches(inputs)
    reads.clear()
    assert sketches(inputs, cache) == fresh
    assert sorted(reads) == sorted(path.name for path in (year / "2020").iterdir())
    reads.clear()
    assert sketches(inputs, cache) == fresh
    assert reads == ["cut.pdf"], "what could not be read is tried again"


DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda content: content[:-9],
    lambda content: b"",
    lambda content: content.replace("图".encode(), "圆".encode(), 1),
    lambda content: b"{}\n" + content,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_none_and_written_anew(
    damage: Callable[[bytes], bytes], tmp_path: Path, reads: list[str]
) -> None:
    inputs = find_inputs([RAW / "library-it.pdf"])
    cache = Cache(tmp_path)
    fresh = sketches(inputs, cache)
    (entry,) = (path for path in tmp_path.rglob("*.pickle"))
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert entry.read_bytes() != whole
    assert sketches(inputs, cache) == fresh
    assert entry.read_bytes() == whole
    assert reads == ["library-it.pdf"] * 2


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    assert len(sketches(find_inputs([RAW / "library-it.pdf"]), Cache(tmp_path / "taken"))) == 1


def test_the_same_content_under_another_name_is_another_document(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("一句话", encoding="utf-8")
    inputs = find_inputs([tmp_path])
    cache = Cache(tmp_path / "cache")
    sketches(inputs, cache)
    kept = with_sketches(sketch_in_turn, cache)(inputs, None)
    assert [sketch.origin.source.path for sketch in kept if isinstance(sketch, Sketch)] == ["a.md", "b.md"]


def test_entries_that_nobody_asks_for_are_deleted_in_the_end(tmp_path: Path) -> None:
    home, inputs = tmp_path / "cache", find_inputs([RAW / "library-it.pdf"])
    sketches(inputs, Cache(home))
    (entry,) = home.rglob("*.pickle")
    idle, torn = entry.with_name(f"{'0' * 64}.pickle"), entry.with_name(".ab_12cd9.part")
    for path in (idle, torn):
        path.write_bytes(b"")
    other = home / "sheets" / "chapter.json"
    other.parent.mkdir()
    other.write_text("{}")
    now = time.time()
    for path in (entry, idle, torn, other):
        os.utime(path, (now - 61 * DAY, now - 61 * DAY))
    sketches(inputs, Cache(home))
    prune(home, now)
    assert [path.exists() for path in (entry, idle, torn, other)] == [True, False, False, True]
    os.utime(entry, (now - 61 * DAY, now - 61 * DAY))
    prune(home, now + DAY / 2)
    assert entry.exists(), "it looks once a day"
    prune(home, now + 2 * DAY)
    assert not entry.exists()


def test_two_runs_at_once_may_share_a_cache(tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    commands = [killed_runs.command(RAW, out, "--cache", str(tmp_path / "cache")) for out in outs]
    runs = [subprocess.Popen(command, env=killed_runs.environment(), stderr=subprocess.DEVNULL) for command in commands]
    assert [process.wait(300) for process in runs] == [0, 0]
    assert contents(outs[0] / "2020") == contents(outs[1] / "2020") != {}
    assert not list((tmp_path / "cache").rglob("*.part"))


# --- a year left as it is


def extracted(folder: Path, *options: str) -> str:
    """Runs over raw/ of a folder, in this process; what they say while they read."""
    done = CliRunner().invoke(app, ["extract", str(folder / "raw"), "-o", str(folder / "out"), *options])
    assert done.exit_code == 0, done.output
    return done.stderr


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A raw folder beside its outputs."""
    (tmp_path / "raw" / "2020").mkdir(parents=True)
    for source in ("innovation.docx", "library-it.pipe.md"):
        shutil.copy(RENDERINGS / source, tmp_path / "raw" / "2020")
    assert "read 2020/" in extracted(tmp_path)
    return tmp_path


def stands(folder: Path, *options: str) -> bool:
    """Whether a run leaves the year as it is."""
    rulebook = folder / "out" / "2020" / "rulebook.json"
    inode = rulebook.stat().st_ino
    said = extracted(folder, *options)
    return rulebook.stat().st_ino == inode and "read" not in said


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "a source": lambda raw, out: next(raw.glob("*.md")).write_text("迟到一次扣1分。", encoding="utf-8"),
    "a source's name": lambda raw, out: next(raw.glob("*.md")).rename(raw / "renamed.md"),
    "a source more": lambda raw, out: (raw / "new.txt").write_text("迟到一次扣1分。", encoding="utf-8"),
    "a source less": lambda raw, out: next(raw.glob("*.md")).unlink(),
    "the decisions": lambda raw, out: (raw / "decisions.jsonl").write_text("no decision\n"),
    "an output": lambda raw, out: (out / "rules.parquet").write_bytes(b"x"),
    "an output lost": lambda raw, out: (out / "anomalies.json").unlink(),
    "the mark lost": lambda raw, out: (out / NAME).unlink(),
    "the mark cut": lambda raw, out: (out / NAME).write_text("{"),
    "the mark's kind": lambda raw, out: (out / NAME).write_text("[1]"),
}


def test_a_year_in_which_nothing_changed_is_left_as_it_is(made: Path) -> None:
    assert stands(made)
    for path in (made / "raw" / "2020").iterdir():
        path.touch()
    assert stands(made), "content counts, not dates"
    assert not stands(made, "--no-cache")


@pytest.mark.parametrize("change", CHANGES)
def test_a_year_in_which_anything_changed_is_made_again(change: str, made: Path) -> None:
    out = made / "out" / "2020"
    CHANGES[change](made / "raw" / "2020", out)
    assert not stands(made)
    after = contents(out)
    assert stands(made)
    extracted(made, "--no-cache")
    assert contents(out) == after


def test_a_year_is_made_again_of_which_a_file_was_saved_while_it_was_read(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was known by the content that it had before, which it then has again."""
    source = next((made / "raw" / "2020").glob("*.md"))
    before = source.read_text(encoding="utf-8")
    plain = extract.read_document

    def read(path: Path, root: Path | None = None, progress: object = None) -> Document:
        if path != source:
            return plain(path, root)
        known = extract.identify(path, root)[0]
        path.write_text(before.replace("扣0.1分", "扣0.9分"), encoding="utf-8")
        return plain(path, root).model_copy(update={"source": known})

    with monkeypatch.context() as patched:
        patched.setattr(extract, "read_document", read)
        extracted(made, "--no-cache")
    source.write_text(before, encoding="utf-8")
    assert not stands(made)


def test_another_program_makes_a_year_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rulebook.marks.program_digest", lambda packages: "0" * 64)
    assert not stands(made)


def test_open_errors_count_in_a_year_left_as_it_is(made: Path) -> None:
    (made / "raw" / "2020" / "doubtful.txt").write_text("迟到扣分。未及时整治扣", encoding="utf-8")
    extracted(made)
    command = ["extract", str(made / "raw"), "-o", str(made / "out"), "--strict"]
    errors = [CliRunner().invoke(app, [*command, *more]).exit_code for more in ([], ["--no-cache"])]
    assert errors == [1, 1]


def test_what_a_killed_run_left_is_swept_away(made: Path) -> None:
    out = made / "out" / "2020"
    ended = subprocess.Popen(["true"])
    ended.wait()
    old, new, alive = (
        out / f".{name}.{pid}.tmp" for name, pid in (("a", ended.pid), ("b", ended.pid), ("c", os.getpid()))
    )
    for path in (old, new, alive):
        path.write_text("half")
    for path in (old, alive):
        os.utime(path, (0, 0))
    extracted(made, "--no-cache")
    assert [path.exists() for path in (old, new, alive)] == [False, True, True]
