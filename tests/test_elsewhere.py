"""Sources and results at addresses: the bytes of a local run, whole or absent, and errors that name the address."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from killed_runs import contents
from typer.testing import CliRunner, Result

from rulebook.cli import app
from rulebook.elsewhere import at_hand
from rulebook.inputs import Input
from rulebook.outputs.writers import FILES
from rulebook.tasks import Task, perform
from schemas import Document

ROOT = Path(__file__).parent.parent
STATION = ROOT / "tests" / "sample" / "profile"


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()


@pytest.fixture
def local(tmp_path: Path) -> dict[str, bytes]:
    """What a local run over the station's year writes."""
    shutil.copytree(STATION, tmp_path / "local" / "raw")
    assert extract(str(tmp_path / "local" / "raw"), str(tmp_path / "local" / "out")).exit_code == 0
    return written(tmp_path / "local" / "out" / "2020")


def extract(source: str, output: str, *more: str) -> Result:
    return CliRunner().invoke(app, ["extract", source, "-o", output, "--lang", "en", "--jobs", "1", *more])


def written(folder: Path) -> dict[str, bytes]:
    return contents(folder) | {"report.html": (folder / "report.html").read_bytes()}


def stored(memory: Any, folder: str) -> dict[str, bytes]:
    return {name.rpartition("/")[2]: memory.cat_file(name) for name in memory.find(folder)}


def put(memory: Any, folder: Path, address: str) -> None:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        memory.pipe_file(f"{address}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def test_in_memory_the_bytes_are_those_of_a_local_run(memory: Any, local: dict[str, bytes]) -> None:
    put(memory, STATION, "/raw")
    result = extract("memory://raw", "memory://out")
    assert result.exit_code == 0, result.output
    assert stored(memory, "/out/2020") == local, "nothing else lies there, nor anything of ours left behind"
    assert set(FILES) < set(local)
    assert "memory://out/2020/" in result.stdout
    assert "rulebook-" not in result.output


def test_at_a_file_address_too(tmp_path: Path, local: dict[str, bytes]) -> None:
    shutil.copytree(STATION, tmp_path / "raw")
    assert extract((tmp_path / "raw").as_uri(), (tmp_path / "out").as_uri()).exit_code == 0
    assert written(tmp_path / "out" / "2020") == local
    assert {path.name for path in (tmp_path / "out" / "2020").iterdir()} == set(local)


@pytest.mark.parametrize("source", ["memory://raw/2020", "memory://raw/2020/dispatch.docx"])
def test_a_part_of_it_is_read_with_the_profile_above(memory: Any, local: dict[str, bytes], source: str) -> None:
    put(memory, STATION, "/raw")
    assert extract(source, "memory://out").exit_code == 0
    assert stored(memory, "/out/2020") == local


def test_from_an_address_to_a_folder_and_back(memory: Any, tmp_path: Path, local: dict[str, bytes]) -> None:
    put(memory, STATION, "/raw")
    assert extract("memory://raw", str(tmp_path / "out")).exit_code == 0
    assert written(tmp_path / "out" / "2020") == local
    assert extract(str(STATION), "memory://out").exit_code == 0
    assert stored(memory, "/out/2020") == local


def test_results_among_the_sources_are_no_sources(memory: Any, local: dict[str, bytes]) -> None:
    put(memory, STATION, "/data")
    for _ in range(2):
        assert extract("memory://data", "memory://data/out").exit_code == 0
        assert stored(memory, "/data/out/2020") == local


@pytest.mark.parametrize("error", [OSError(28, "No space left"), RuntimeError("No space left for this account")])
def test_what_cannot_be_put_in_place_leaves_the_old_files(
    memory: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    put(memory, STATION, "/raw")
    for name in FILES:
        memory.pipe_file(f"/out/2020/{name}", b"of another year")
    put_file, calls = type(memory).put_file, []

    def full(self: Any, source: str, target: str, **more: Any) -> None:
        calls.append(target)
        if len(calls) == 3:
            raise error
        put_file(self, source, target, **more)

    monkeypatch.setattr(type(memory), "put_file", full)
    result = extract("memory://raw", "memory://out")
    assert result.exit_code == 2
    assert "memory://out/2020" in result.stderr
    assert "No space left" in result.stderr
    assert stored(memory, "/out/2020") == dict.fromkeys(FILES, b"of another year")


def test_each_file_is_seen_whole_and_rulebook_json_last(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory, STATION, "/raw")
    seen: list[set[str]] = []
    move = type(memory).mv

    def watched(self: Any, source: str, target: str, **more: Any) -> None:
        seen.append({name for name in stored(memory, "/out/2020") if not name.startswith(".")})
        move(self, source, target, **more)

    monkeypatch.setattr(type(memory), "mv", watched)
    assert extract("memory://raw", "memory://out").exit_code == 0
    order = ("report.html", *FILES)
    assert order[-1] == "rulebook.json"
    assert seen == [set(order[:n]) for n in range(len(order))]


def test_a_year_of_which_nothing_can_be_read_keeps_its_files(memory: Any, local: dict[str, bytes]) -> None:
    put(memory, STATION, "/raw")
    assert extract("memory://raw", "memory://out").exit_code == 0
    memory.pipe_file("/raw/2020/dispatch.docx", b"PK no more")
    result = extract("memory://raw", "memory://out")
    assert result.exit_code == 3
    assert "memory://out/2020/ is left as it was" in result.stderr
    assert stored(memory, "/out/2020") == local


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("memory://nowhere", "nothing can be read at memory://nowhere"),
        ("memory://empty", "memory://empty holds no documents"),
        ("nosuch://raw", "nosuch://raw cannot be opened"),
    ],
)
def test_what_is_not_there_is_named_by_its_address(memory: Any, source: str, says: str) -> None:
    memory.pipe_file("/empty/README.md", b"nothing")
    result = extract(source, "memory://out")
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert not memory.find("/out")


def test_a_wrong_profile_is_named_by_its_address(memory: Any) -> None:
    put(memory, STATION, "/raw")
    memory.pipe_file("/raw/2020/profile.toml", b"titel = 1")
    result = extract("memory://raw", "memory://out")
    assert result.exit_code == 2
    assert "memory://raw/2020/profile.toml: titel is no key" in result.stderr


def test_a_name_that_leads_out_of_its_folder_is_refused(memory: Any) -> None:
    put(memory, STATION, "/raw")
    memory.store["/raw/../../out.md"] = memory.store["/raw/profile.toml"]
    result = extract("memory://raw", "memory://out")
    assert result.exit_code == 2
    assert "leads out of its folder" in result.stderr


def test_a_worker_without_the_file_reads_it_at_its_address(tmp_path: Path) -> None:
    source = STATION / "2020" / "dispatch.docx"
    here = Input("2020/dispatch.docx", source, STATION, "2020")
    there = Input("2020/dispatch.docx", tmp_path / "gone" / "dispatch.docx", tmp_path / "gone", "2020", source.as_uri())
    assert isinstance(perform(Task(here)), Document)
    assert perform(Task(there)) == perform(Task(here))
    with at_hand(there) as item:
        assert item.path.read_bytes() == source.read_bytes()
    assert not item.path.exists()
