"""The command as a user meets it: exit codes, folders of years, what is printed; readers and normalizer stand in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from small_book import BOOK, document_named
from typer.testing import CliRunner, Result

import extract
import normalize
from extract import UnreadableFile
from normalize.sketch import Sketch
from rulebook.cli import app
from rulebook.inputs import SourceProblem, find_inputs
from rulebook.language import Language, language_of
from rulebook.program import file_digest
from rulebook.summary import conservation_share, shorten
from schemas import Conservation, Document, Rulebook, make_anomaly

ROOT = Path(__file__).parent.parent
COMMANDS = sorted(command.name or "" for command in app.registered_commands)


def invoke(*arguments: str | Path, text: str | bytes | None = None, **environment: str) -> Result:
    clean = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text, env=clean | environment)


def read_stand_in(path: Path, root: Path | None = None, progress: object = None) -> Document:
    """A document for any file, unless its name says what goes wrong."""
    name = path.relative_to(root or path.parent).as_posix()
    if "encrypted" in name:
        raise UnreadableFile(name, "it is encrypted", "文件已加密", "Save it without a password", "请去除密码后另存")
    if "bug" in name:
        raise ZeroDivisionError("seven by nought")
    if "locked" in name:
        raise PermissionError(13, "Permission denied")
    return document_named(name, file_digest(path) or "")


def build_stand_in(sketches: Iterable[Sketch], decisions: Sequence[object] = (), **options: object) -> Rulebook:
    """A rulebook that names its sources, with an error where a file's name asks for one."""
    read = [sketch.origin.source for sketch in sketches]
    names = [source.path for source in read]
    if any("indigestible" in name for name in names):
        raise RecursionError("too deep")
    if sum("quarrelsome" in name for name in names) > 1:
        raise KeyError("two at once")
    errors = [make_anomaly("text-broken", name, text="迟到扣") for name in names if "doubtful" in name]
    return Rulebook(sources=tuple(read), anomalies=tuple(errors))


def read_all(sketches: Iterable[Sketch]) -> Rulebook:
    """Always the same rulebook, whatever was read."""
    assert all(sketch.origin.source for sketch in sketches)
    return BOOK


@pytest.fixture(autouse=True)
def stand_ins(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEBOOK_NO_CACHE", "1")  # nothing of a stand-in is to be kept
    monkeypatch.setattr(extract, "read_document", read_stand_in)
    monkeypatch.setattr(normalize, "rulebook_of", build_stand_in)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes the named files below a fresh folder, which is also where the command runs."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x", encoding="utf-8")
        return tmp_path

    return make


def book(path: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(Path(path).read_bytes())
    return loaded


def sources(path: str) -> list[str]:
    return [source["path"] for source in book(path)["sources"]]  # type: ignore[attr-defined]


# --- where things go


def test_each_year_has_a_folder(folder: Callable[..., Path]) -> None:
    folder("raw/2020/b.docx", "raw/2020/sub/a.pdf", "raw/2021/c.md")
    assert invoke("extract", "raw", "-o", "out").exit_code == 0
    assert sources("out/2020/rulebook.json") == ["2020/b.docx", "2020/sub/a.pdf"]
    assert sources("out/2021/rulebook.json") == ["2021/c.md"]
    assert not Path("out/rulebook.json").exists()


@pytest.mark.parametrize("source", ["raw", "raw/2020", "raw/2020/a.docx", "./raw/../raw/2020"])
def test_a_year_comes_out_the_same_however_it_is_named(folder: Callable[..., Path], source: str) -> None:
    folder("raw/2020/a.docx")
    assert invoke("extract", source, "-o", "out").exit_code == 0
    assert invoke("extract", "raw", "-o", "again").exit_code == 0
    for name in ("rulebook.json", "anomalies.json", "rules.parquet", "tasks.parquet"):
        assert Path("out/2020", name).read_bytes() == Path("again/2020", name).read_bytes()


def test_a_file_outside_any_year_goes_to_the_folder_itself(folder: Callable[..., Path]) -> None:
    folder("a.docx", "other/b.docx")
    assert invoke("extract", "a.docx", "other", "-o", "out").exit_code == 0
    assert sources("out/rulebook.json") == ["a.docx", "b.docx"]


def test_the_order_and_number_of_mentions_do_not_matter(folder: Callable[..., Path]) -> None:
    folder("raw/2020/a.docx", "raw/2020/b.docx")
    invoke("extract", "raw/2020/b.docx", "raw", "raw/2020/a.docx", "-o", "out")
    invoke("extract", "raw", "-o", "again")
    assert Path("out/2020/rulebook.json").read_bytes() == Path("again/2020/rulebook.json").read_bytes()


def test_a_folder_is_walked_past_what_is_no_source(folder: Callable[..., Path]) -> None:
    passed_over = [
        "MANIFEST.toml",
        "manifest.json",
        "decisions.yaml",
        "~$a.docx",
        ".DS_Store",
        ".git/a.md",
        "README.md",
    ]
    root = folder("2020/a.docx", *(f"2020/{name}" for name in passed_over), "2020/out/2020/rulebook.json")
    found = find_inputs([root], leave_out=root / "2020" / "out")
    assert [item.name for item in found] == ["2020/a.docx"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(folder: Callable[..., Path]) -> None:
    root = folder("README.md")
    assert [item.name for item in find_inputs([root / "README.md"])] == ["README.md"]


def test_a_name_that_is_no_utf8_can_be_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xa3.docx"))
    path.write_text("x", encoding="utf-8")
    assert [item.name for item in find_inputs([tmp_path])] == ["\ufffd\ufffd.docx"]


@pytest.mark.parametrize("source", ["raw/2020", "raw/2020/a.docx", "raw/2020/deeper"])
def test_a_year_is_not_written_over_its_own_sources(folder: Callable[..., Path], source: str) -> None:
    """-o raw would put what comes of raw/2020 into raw/2020, too."""
    folder("raw/2020/a.docx", "raw/2020/deeper/b.docx")
    result = invoke("extract", source, "-o", "raw")
    assert result.exit_code == 2
    assert "-o raw is a folder of sources" in result.stderr
    assert sorted(path.name for path in Path("raw/2020").iterdir()) == ["a.docx", "deeper"]


@pytest.mark.parametrize("output", ["raw", "raw/2020", "raw/2021"])
def test_results_are_not_put_among_the_sources(folder: Callable[..., Path], output: str) -> None:
    folder("raw/2020/a.docx")
    result = invoke("extract", "raw", "-o", output)
    assert result.exit_code == 2
    assert f"-o {output} is a folder of sources" in result.stderr
    assert "name another" in result.stderr
    assert "请另行指定" in invoke("extract", "raw", "-o", output, "--lang", "zh").stderr
    assert sorted(path.name for path in Path("raw").rglob("*")) == ["2020", "a.docx"]


def test_links_to_folders_are_followed_and_never_in_circles(folder: Callable[..., Path]) -> None:
    root = folder("share/2020/a.docx", "raw/b/one.docx", "raw/c/two.docx")
    raw = root / "raw"
    (raw / "2020").symlink_to(root / "share" / "2020")
    (root / "share" / "2020" / "up").symlink_to(raw)
    (raw / "b" / "to-c").symlink_to(raw / "c")
    (raw / "c" / "to-b").symlink_to(raw / "b")
    assert [item.name for item in find_inputs([raw]) if item.year == "2020"] == ["2020/a.docx"]
    assert sorted(item.path.name for item in find_inputs([raw])) == ["a.docx", "one.docx", "two.docx"]


def test_a_link_that_leads_nowhere_is_a_source_that_cannot_be_read(folder: Callable[..., Path]) -> None:
    root = folder("raw/2020/a.docx")
    (root / "raw/2020/gone.docx").symlink_to("elsewhere.docx")
    (root / "raw/2020/itself.docx").symlink_to("itself.docx")
    result = invoke("extract", "raw", "-o", "out")
    assert (result.exit_code, result.exception.__class__) == (3, SystemExit)
    assert "could not be read: 2020/gone.docx" in result.stdout
    assert "could not be read: 2020/itself.docx" in result.stdout


@pytest.mark.parametrize("name", ["2020年", "2020-2021学年", " 2020", "２０２０", "二〇二〇", "考核2020"])
def test_a_folder_that_nearly_names_a_year_is_told(folder: Callable[..., Path], name: str) -> None:
    folder(f"raw/{name}/a.docx", "raw/archive/b.docx", "raw/2021/c.docx")
    result = invoke("extract", "raw", "-o", "out")
    assert [line for line in result.stderr.splitlines() if "Note" in line] == [
        f"Note: raw/{name} is no folder of a year: name it by the year alone, such as 2020, to have one"
    ]
    assert "仅以年份命名" in invoke("extract", "raw", "-o", "out", "--lang", "zh").stderr


# --- exit codes


@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        (["a.docx"], [], 0),
        (["a.docx", "doubtful.docx"], [], 0),
        (["a.docx", "doubtful.docx"], ["--strict"], 1),
        (["a.docx"], ["--strict"], 0),
        (["a.docx", "encrypted.pdf"], [], 3),
        (["encrypted.pdf", "doubtful.docx"], ["--strict"], 3),
        (["bug.docx"], [], 3),
        (["locked.pdf"], [], 3),
        (["indigestible.md"], [], 3),
    ],
)
def test_exit_codes(folder: Callable[..., Path], names: list[str], options: list[str], code: int) -> None:
    folder(*(f"raw/2020/{name}" for name in names))
    assert invoke("extract", "raw", "-o", "out", *options).exit_code == code


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["extract", "nowhere", "-o", "out"], "no file or folder nowhere"),
        (["extract", "empty", "-o", "out"], "empty holds no documents"),
        (["extract", "raw", "-o", "raw/2020/a.docx"], "is a file"),
        (["extract", "raw"], "-o"),
        (["extract", "-o", "out"], "SOURCE"),
        (["criteria", "nowhere.txt"], "nowhere.txt cannot be opened"),
        (["criteria", "empty"], "empty cannot be opened"),
        (["evaluate", "nowhere.json", "nowhere.json"], "nowhere.json cannot be opened"),
        (["evaluate", "years/2020", "years"], "years/2020/rulebook.json does not have the shape of a rulebook"),
        (["evaluate", "years", "gold.json"], "name a year: years/2020, years/2021"),
        (["evaluate", "nowhere.json", "gold.json", "--lang", "zh"], "无法打开 nowhere.json"),
        (["evaluate", "years/2020", "years", "--lang", "zh"], "years/2020/rulebook.json 不是规则库的结构"),
        (["diff", "years", "years"], "years/rulebook.json cannot be opened (No such file or directory); name a year: "),
        (["score", "years", "events.csv"], "name a year: years/2020, years/2021"),
        (["review", "years", "--lang", "zh"], "找不到 years/rulebook.json;请指定年度:years/2020、years/2021"),
        (["review", "empty", "--lang", "zh"], "请先运行 rulebook extract"),
        (["schema", "nonsense"], "there is no schema 'nonsense'"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_says_what_is_wrong(folder: Callable[..., Path], arguments: list[str], says: str) -> None:
    folder("raw/2020/a.docx")
    Path("empty").mkdir()
    for year in ("2020", "2021"):
        (Path("years") / year).mkdir(parents=True)
        (Path("years") / year / "rulebook.json").write_text("{}", encoding="utf-8")
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not Path("out").exists()


def test_an_output_folder_that_cannot_be_made_is_named(folder: Callable[..., Path]) -> None:
    folder("a.docx", "taken")
    result = invoke("extract", "a.docx", "-o", "taken/out")
    assert result.exit_code == 2
    assert "nothing could be written to taken/out" in result.stderr


# --- one bad file spoils only itself


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("encrypted.pdf", "it is encrypted"),
        ("bug.docx", "ZeroDivisionError: seven by nought"),
        ("locked.pdf", "Permission denied"),
        ("indigestible.md", "RecursionError: too deep"),
    ],
)
def test_a_bad_file_is_reported_and_the_others_come_out_whole(folder: Callable[..., Path], bad: str, says: str) -> None:
    folder("raw/2020/a.docx", f"raw/2020/{bad}", "raw/2020/z.docx", "raw/2021/c.md")
    result = invoke("extract", "raw", "-o", "out")
    assert sources("out/2020/rulebook.json") == ["2020/a.docx", "2020/z.docx"]
    assert sources("out/2021/rulebook.json") == ["2021/c.md"]
    (anomaly,) = json.loads(Path("out/2020/anomalies.json").read_bytes())
    assert (anomaly["code"], anomaly["severity"], anomaly["where"]) == ("unreadable-file", "error", f"2020/{bad}")
    assert says in anomaly["message"]
    assert json.loads(Path("out/2021/anomalies.json").read_bytes()) == []
    assert f"could not be read: 2020/{bad}: " in result.stdout
    assert says in result.stdout
    assert "Traceback" not in result.output


def test_a_year_without_a_readable_file_says_so(folder: Callable[..., Path]) -> None:
    folder("raw/2020/encrypted.pdf")
    assert invoke("extract", "raw", "-o", "out").exit_code == 3
    assert book("out/2020/rulebook.json")["sheets"] == []
    assert [row["code"] for row in json.loads(Path("out/2020/anomalies.json").read_bytes())] == ["unreadable-file"]


def files_below(folder: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def test_a_year_of_which_nothing_can_be_read_any_more_keeps_its_last_outputs(folder: Callable[..., Path]) -> None:
    folder("raw/2020/a.docx", "raw/2021/b.docx")
    assert invoke("extract", "raw", "-o", "out").exit_code == 0
    before = files_below("out/2020")
    Path("raw/2020/a.docx").rename("raw/2020/encrypted.docx")
    result = invoke("extract", "raw", "-o", "out")
    assert result.exit_code == 3
    assert files_below("out/2020") == before
    assert "out/2020/ is left as it was: none of the year's files could be read" in result.stderr
    assert "could not be read: 2020/encrypted.docx: it is encrypted" in result.stdout
    assert sources("out/2021/rulebook.json") == ["2021/b.docx"]


def test_outputs_of_nothing_are_written_again(folder: Callable[..., Path]) -> None:
    """What a run left in which no file could be read is not worth keeping."""
    folder("raw/2020/encrypted.pdf")
    invoke("extract", "raw", "-o", "out")
    Path("raw/2020/encrypted.pdf").rename("raw/2020/encrypted-too.pdf")
    assert invoke("extract", "raw", "-o", "out").exit_code == 3
    assert [row["where"] for row in json.loads(Path("out/2020/anomalies.json").read_bytes())] == [
        "2020/encrypted-too.pdf"
    ]


@pytest.mark.parametrize(("language", "says"), [("en", "raw/2020 holds no documents"), ("zh", "raw/2020 中没有可读取")])
def test_a_year_whose_folder_was_emptied_keeps_its_last_outputs(
    folder: Callable[..., Path], language: str, says: str
) -> None:
    folder("raw/2020/sub/a.docx", "raw/2021/b.docx", "raw/2020/MANIFEST")
    assert invoke("extract", "raw", "-o", "out").exit_code == 0
    before = files_below("out/2020")
    Path("raw/2020/sub/a.docx").unlink()
    result = invoke("extract", "raw", "-o", "out", "--lang", language)
    assert result.exit_code == 3
    assert says in result.stderr
    assert "out/2020/" in result.stderr
    assert files_below("out/2020") == before


def test_a_folder_made_for_the_next_year_is_no_problem(folder: Callable[..., Path]) -> None:
    folder("raw/2020/a.docx", "raw/2021/README")
    result = invoke("extract", "raw", "-o", "out")
    assert (result.exit_code, "2021" in result.stderr) == (0, False)


def test_files_that_fail_only_together_are_all_reported(folder: Callable[..., Path]) -> None:
    folder("raw/2020/quarrelsome-1.md", "raw/2020/quarrelsome-2.md", "raw/2021/c.md")
    result = invoke("extract", "raw", "-o", "out")
    assert result.exit_code == 3
    rows = json.loads(Path("out/2020/anomalies.json").read_bytes())
    assert [row["where"] for row in rows] == ["2020/quarrelsome-1.md", "2020/quarrelsome-2.md"]
    assert sources("out/2021/rulebook.json") == ["2021/c.md"]


def test_debug_prints_the_traceback_of_a_fault(folder: Callable[..., Path]) -> None:
    folder("bug.docx")
    result = invoke("extract", "bug.docx", "-o", "out", "--debug")
    assert result.exit_code == 3
    assert "Traceback" in result.stderr
    assert "ZeroDivisionError: seven by nought" in result.stderr


def test_a_folder_that_cannot_be_listed_is_no_silent_gap(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder("raw/2020/a.docx", "raw/2020/shut/b.docx")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [item.name for item in find_inputs([root / "raw"])] == ["2020/a.docx", "2020/shut"]


# --- what is printed


def test_the_summary_in_english(folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalize, "rulebook_of", lambda sketches, decisions, **options: read_all(sketches))
    folder("raw/2020/a.docx")
    result = invoke("extract", "raw", "-o", "out")
    lines = result.stdout.splitlines()
    assert lines[0] == "2020"
    assert "1 file, 1 sheet, 2 tasks, 3 criteria, 3 rules" in lines[1]
    assert "anomalies: error 1, warning 3, info 0" in lines[2]
    assert lines[3].split()[:2] == ["text-broken", "1"], "errors first"
    assert "99.90% (999 of 1000 characters)" in result.stdout
    assert "out/2020/ rulebook.json" in result.stdout
    assert result.stderr == "read 2020/a.docx\n", "plain lines in a pipe"


@pytest.mark.parametrize("how", [{"arguments": ["--lang", "zh"]}, {"LANG": "zh_CN.UTF-8"}, {"LC_ALL": "zh_TW"}])
def test_the_summary_in_chinese(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, how: dict[str, list[str] | str]
) -> None:
    monkeypatch.setattr(normalize, "rulebook_of", lambda sketches, decisions, **options: read_all(sketches))
    folder("raw/2020/a.docx", "raw/2020/encrypted.pdf")
    options = how.pop("arguments", [])
    result = invoke("extract", "raw", "-o", "out", *options, **how)  # type: ignore[arg-type]
    assert "2 个文件,1 张任务表,2 项任务,3 条标准,3 条规则" in result.stdout
    assert "无法读取: 2020/encrypted.pdf:文件已加密。请去除密码后另存" in result.stdout
    assert "共 1000 字,已归属 999 字" in result.stdout
    written, after = result.stdout.splitlines()[-2:]
    assert sorted(written.partition("out/2020/ ")[2].split()) == sorted(
        path.name for path in Path("out/2020").iterdir() if path.name != "run.json" and path.name[0] != "."
    )
    assert after == "  复核: rulebook review out/2020"
    assert "已读取 2020/a.docx" in result.stderr


def test_no_color_means_no_escape_codes(folder: Callable[..., Path]) -> None:
    folder("raw/2020/encrypted.pdf")
    result = invoke("extract", "raw", "-o", "out", NO_COLOR="1", FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[3" not in result.output


@pytest.mark.parametrize(
    ("characters", "accounted", "share"),
    [
        (0, 0, "no text in tables"),
        (10, 10, "100% "),
        (10**6, 10**6 - 1, "99.99% "),
        (3, 2, "66.66% "),
        (5, 0, "0.00% "),
    ],
)
def test_conservation_is_rounded_down(characters: int, accounted: int, share: str) -> None:
    told = conservation_share(Conservation(characters=characters, accounted=accounted), Language.ENGLISH)
    assert told.startswith(share)


@given(st.text("扣分abc \n", max_size=40), st.integers(2, 30))
def test_a_shortened_text_fits_its_width_on_one_line(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_len(short) <= width
    assert "\n" not in short


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_HK", "LANG": "en_US"}, "zh"),
    ],
)
def test_the_locale_decides_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


# --- the other commands


@pytest.fixture
def criteria_read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What `rulebook criteria` hands to the normalizer: text and name."""
    seen: list[tuple[str, str]] = []

    def build(text: str, name: str) -> Rulebook:
        seen.append((text, name))
        return BOOK

    monkeypatch.setattr(normalize, "criteria_rulebook", build, raising=False)
    return seen


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_criteria_reads_a_file_in_any_usual_encoding(
    tmp_path: Path, encoding: str, criteria_read: list[object]
) -> None:
    path = tmp_path / "标准.txt"
    path.write_text("迟到扣0.5分。", encoding=encoding)
    result = invoke("criteria", path)
    assert result.exit_code == 0
    assert criteria_read == [("迟到扣0.5分。", "标准.txt")]
    assert json.loads(result.stdout_bytes)["sheets"][0]["tasks"]


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_criteria_reads_standard_input(arguments: list[str], criteria_read: list[object]) -> None:
    assert invoke("criteria", *arguments, text="迟到扣0.5分。").exit_code == 0
    assert criteria_read == [("迟到扣0.5分。", "-")]


def test_criteria_that_are_no_text(tmp_path: Path, criteria_read: list[object]) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff\x00\x00")
    result = invoke("criteria", path)
    assert result.exit_code == 3
    assert "picture.txt" in result.stderr
    assert criteria_read == []


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Path, Path]:
    """A rulebook, and a gold file that differs from it in one amount."""
    data = BOOK.model_dump(mode="json")
    path, gold = tmp_path / "rulebook.json", tmp_path / "gold.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    data["sheets"][0]["tasks"][1]["criteria"][0]["rules"][0]["amount"].update(min="9", max="9")
    gold.write_text(json.dumps(data), encoding="utf-8")
    return path, gold


def test_evaluate_prints_figures_and_how_far_flags_can_be_trusted(judged: tuple[Path, Path]) -> None:
    result = invoke("evaluate", *judged, "--show", "1")
    assert result.exit_code == 0
    assert "rule 0.6667" in result.stdout
    assert "每台(件)加0.02分" in result.stdout
    assert "rules without an error or warning: 0 of 3" in result.stdout
    assert "text-broken" in result.stdout


def test_evaluate_as_json(judged: tuple[Path, Path]) -> None:
    figures = json.loads(invoke("evaluate", *judged, "--json").stdout)
    assert (figures["rule"], figures["silent"], figures["gold_rules"]) == (0.6667, 0.0, 3)
    assert figures["calibration"]["severities"]["error"] == {"flags": 1, "hits": 1, "share": 1.0}


def test_evaluate_in_chinese(judged: tuple[Path, Path]) -> None:
    printed = invoke("evaluate", *judged, "--show", "1", "--lang", "zh").stdout
    assert "无错误级、警告级疑点的规则:3 条中 0 条" in printed
    assert "  应为 " in printed
    assert "without" not in printed


def test_schema_prints_the_named_one() -> None:
    assert json.loads(invoke("schema").stdout)["title"] == "Rulebook"
    assert json.loads(invoke("schema", "anomaly").stdout)["title"] == "Anomaly"


def test_version() -> None:
    result = invoke("--version")
    assert (result.exit_code, result.stdout) == (0, "rulebook 0.1.0\n")


def test_the_version_is_that_of_the_package() -> None:
    assert 'version = "0.1.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


# --- as a program of its own


def test_help_does_not_wait_for_the_readers() -> None:
    script = (
        "import sys; import rulebook.cli; print(sorted({'docx', 'extract', 'normalize', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_terminal_without_chinese_gets_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [
        sys.executable,
        "-m",
        "rulebook",
        "extract",
        str(tmp_path / "没有"),
        "-o",
        str(tmp_path / "out"),
        "--lang",
        "zh",
    ]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a device that is always full")
@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["criteria"], ["schema", "dictionary"]])
def test_standard_output_that_takes_nothing_more_is_said_so(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rulebook", *arguments],
            input="迟到一次扣0.1分。".encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 2
    assert "the output could not be written (No space left on device)" in said
    assert len(said.splitlines()) == 1


# --- the documentation


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command: str) -> None:
    result = invoke(command, "--help")
    assert result.exit_code == 0
    assert f"rulebook {command} " in result.stdout.replace("\n", " ").split("Example", 1)[1]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_documented(command: str, readme: str) -> None:
    assert f"rulebook {command} " in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_each_option_is_documented(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    options = {
        option
        for command in typer.main.get_command(app).commands.values()  # type: ignore[attr-defined]
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert [option for option in sorted(options) if option not in text] == []


def test_a_missing_source_is_a_problem_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SourceProblem) as caught:
        find_inputs([tmp_path / "none"])
    assert "check the path" in caught.value.message
    assert "请核对路径" in caught.value.message_zh


def test_a_year_that_stands_is_told_without_the_normalizer() -> None:
    """A run with nothing to do takes a quarter of a second; to load the normalizer takes as long again."""
    program = (
        "import sys; import rulebook.batch, rulebook.cli, rulebook.elsewhere, rulebook.marks; "
        "print(sorted({'docx', 'normalize', 'pyarrow'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
