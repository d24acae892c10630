"""A rulebook.json given to the commands that read one: as other programs saved it, and of other versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_book import BOOK
from typer.testing import CliRunner

from review.book import RunProblem, load_run
from rulebook.cli import app

READERS = ["evaluate", "diff", "score", "review"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "rulebook.json"
    path.write_text(BOOK.model_dump_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", READERS)
def test_a_rulebook_that_an_editor_saved_with_a_byte_order_mark_is_read(book: Path, command: str) -> None:
    book.write_bytes(b"\xef\xbb\xbf" + book.read_bytes())
    assert used_by(command, book) == (0, "")


@pytest.mark.parametrize("command", READERS)
def test_a_rulebook_of_another_version_is_refused(book: Path, command: str) -> None:
    book.write_text(json.dumps(json.loads(book.read_bytes()) | {"schema_version": "2.0"}), encoding="utf-8")
    code, said = used_by(command, book)
    assert code == 2
    assert "schema_version" in said


def used_by(command: str, book: Path) -> tuple[int, str]:
    """The exit code of a command that reads the rulebook, and what it complains of; review is not begun."""
    folder = book.parent
    if command == "review":
        roots = {"root": "raw", "roots": {}, "decisions": "raw/decisions.jsonl", "written": "", "measures": []}
        (folder / "run.json").write_text(json.dumps(roots), encoding="utf-8")
        try:
            load_run(folder)
        except RunProblem as problem:
            return 2, problem.message
        return 0, ""
    (folder / "events.csv").write_text("rule,count\n", encoding="utf-8")
    against = [folder / "events.csv"] if command == "score" else [book]
    result = CliRunner().invoke(app, [command, str(book), *map(str, against)], env={"LANG": "C.UTF-8", "LC_ALL": ""})
    return result.exit_code, result.stderr
