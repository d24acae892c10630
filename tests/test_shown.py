"""What a terminal is given of names and texts that somebody else wrote."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from small_book import BOOK
from typer.testing import CliRunner, Result

from rulebook.cli import app
from rulebook.shown import shown

CASES = [
    ("图书馆 2020😀.docx", "图书馆 2020😀.docx"),
    ("a\x1b[31mred\x07.md", r"a\x1b[31mred\x07.md"),
    ("two\nlines\r.md", r"two\nlines\r.md"),
    ("c\x9b31m.md", r"c\x9b31m.md"),  # the same escape in one character
    ("gpj\u202exe.cod", r"gpj\u202exe.cod"),  # would show doc.ex before jpg
    ("a\u2066b\u2069\u200f\u2028", r"a\u2066b\u2069\u200f\u2028"),
    (r"back\slash", r"back\slash"),
]
NASTY = "a\x1b[2Jb\u202e\x9bc\nd"


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_commands_a_terminal_is_named(text: str, expected: str) -> None:
    assert shown(text) == expected


def invoke(*arguments: str | Path, lang: str) -> Result:
    environment = {"LANG": lang, "LC_ALL": "", "LC_MESSAGES": "", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


def raw(printed: str) -> set[str]:
    return {char for char in printed if char != "\n" and unicodedata.category(char) in ("Cc", "Cf")}


@pytest.mark.parametrize("lang", ["C.UTF-8", "zh_CN.UTF-8"])
def test_a_run_names_such_files_on_one_line_each(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / f"{NASTY}.exe").write_bytes(b"MZ")
    (folder / f"{NASTY}.md").write_text("今天天气很好。\n", encoding="utf-8")

    result = invoke("extract", folder, "-o", tmp_path / f"out{NASTY}", "--no-cache", lang=lang)

    assert result.exit_code == 3, result.output
    assert raw(result.output) == set()
    named = [line for line in result.output.splitlines() if r"a\x1b[2Jb\u202e\x9bc\nd.exe" in line]
    assert len(named) == 2, "in the progress and in the summary"


def test_a_text_of_an_event_or_a_rulebook_does_not_reach_the_terminal_raw(tmp_path: Path) -> None:
    book = tmp_path / "rulebook.json"
    department = BOOK.sheets[0].model_copy(update={"department": f"图书馆{NASTY}"})
    book.write_bytes(BOOK.model_copy(update={"sheets": (department,)}).model_dump_json().encode())
    events = tmp_path / "events.csv"
    events.write_text("trigger\n\x1b[31m迟到\n", encoding="utf-8")

    refused = invoke("score", book, events, lang="C.UTF-8")
    events.write_text("trigger\n", encoding="utf-8")
    scored = invoke("score", book, events, lang="C.UTF-8")
    compared = invoke("diff", book, book.parent, lang="C.UTF-8")

    assert (refused.exit_code, scored.exit_code, compared.exit_code) == (4, 0, 0)
    assert r"\x1b[31m迟到" in refused.output
    assert r"图书馆a\x1b[2Jb" in scored.output
    assert raw(refused.output + scored.output + compared.output) == set()
