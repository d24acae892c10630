"""The path that the README shows a newcomer: its commands run as they stand, and do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rulebook.cli import app

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]


def path_of(readme: str) -> list[list[str]]:
    """The commands of the code block that ends with a difference, as words; `make extract` as what it runs."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    (block,) = (block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "docs/events-2020.csv" in block)
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert lines[0] == ["make", "extract"]
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(BIN)/rulebook extract $(RAW)$(if $(YEAR),/$(YEAR)) -o $(OUT)" in recipe
    return [[".venv/bin/rulebook", "extract", "raw", "-o", "out"], *lines[1:]]


def test_both_languages_show_the_same_path() -> None:
    first, second = (path_of(readme) for readme in READMES)
    assert first == second


def test_the_path_leads_to_a_score_and_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("raw", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    printed: dict[str, str] = {}
    for program, command, *arguments in path_of("README.md"):
        assert program == ".venv/bin/rulebook"
        result = CliRunner().invoke(app, [command, *arguments], env={"LANG": "zh_CN.UTF-8", "LC_ALL": ""})
        assert result.exit_code == 0, result.output
        printed[command] = result.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == ["2020", "2021"]
    assert "考勤纪律: 迟到、早退 5 人次 x 0.02 = 0.1, 上限 2" in printed["score"]
    assert "转办件办理结果失实的 = 0.2~0.6" in printed["score"]
    assert "0.02 -> 0.05" in printed["diff"]
    assert "教工之家 -> 保证目标/组织建设与育人/职工之家 更名" in printed["diff"]


@pytest.mark.parametrize("readme", READMES)
def test_what_the_readme_quotes_is_what_the_path_prints(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "`考勤纪律: 迟到、早退 5 人次 x 0.02 = 0.1, 上限 2`" in text
