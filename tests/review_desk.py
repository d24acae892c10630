"""A run on the desk for the tests of the reviewers' page: extracted from a folder, served on the loopback."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from extract import read_document
from review.app import Desk, create_app
from review.safety import hosts_of
from review.serve import listen
from rulebook.decisions import NAME, Line, read_decisions
from rulebook.inputs import find_inputs
from rulebook.outputs.writers import write_year
from rulebook.run import run_years
from rulebook.run_log import write_run_log
from schemas import Anomaly, Document, Rulebook, Task

SAMPLE = Path(__file__).parent.parent / "raw" / "2020"
HEAD = "| 类别 | 项目名称 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位 |\n|---|---|---|---|---|---|\n"
ROWS = (
    (
        "保证目标(40分)",
        "食堂管理(10分)",
        "1. 每日检查食堂卫生。",
        "1. 卫生不合格扣0.5分/次;未留样扣",
        "扣分法",
        "党政办",
    ),
    ("保证目标(40分)", "绿化养护(30分)", "1. 修剪。", "1. 草坪枯死扣1分。 2. 未浇灌扣", "扣分法", "党政办"),
)


def markdown(rows: Sequence[Sequence[str]] = ROWS, department: str = "总务处") -> str:
    title = f"青岚职业技术学院2020年度绩效目标量化考核任务表\n\n被考核部门:{department}\n\n"
    return title + HEAD + "".join("| " + " | ".join(row) + " |\n" for row in rows)


@dataclass(frozen=True)
class Run:
    """A folder raw/2020 and what was extracted from it."""

    raw: Path
    out: Path

    def extract(self) -> Rulebook:
        inputs = find_inputs([self.raw])
        (run,) = run_years(inputs, lambda item, failure: None)
        write_year(run.rulebook, self.out)
        write_run_log(inputs, self.out, run.measures)
        return run.rulebook

    @property
    def book(self) -> Rulebook:
        return Rulebook.model_validate_json((self.out / "rulebook.json").read_bytes())

    @property
    def made(self) -> tuple[Line, ...]:
        return read_decisions(self.raw / NAME).made

    def task(self, name: str) -> Task:
        (found,) = [t for sheet in self.book.sheets for t in sheet.tasks if t.path[-1][0] == name]
        return found

    def anomalies(self, code: str) -> list[Anomaly]:
        return [anomaly for anomaly in self.book.anomalies if anomaly.code == code]


def sample_documents() -> list[Document]:
    """The documents of the sample year."""
    return [read_document(path, SAMPLE.parent) for path in sorted(SAMPLE.glob("*.*")) if path.name != NAME]


def sample_run(folder: Path) -> Run:
    """The sample year."""
    shutil.copytree(SAMPLE, folder / "raw" / "2020", ignore=shutil.ignore_patterns(NAME))
    return _extracted(folder)


def small_run(folder: Path, text: str | None = None) -> Run:
    """One Markdown file of two tasks, each with a criterion that breaks off."""
    (folder / "raw" / "2020").mkdir(parents=True)
    (folder / "raw" / "2020" / "sheet.md").write_text(text or markdown(), encoding="utf-8")
    return _extracted(folder)


def _extracted(folder: Path) -> Run:
    run = Run(folder / "raw" / "2020", folder / "out" / "2020")
    run.extract()
    return run


@contextmanager
def served(run: Run, reviewer: str = "周老师") -> Iterator[str]:
    """Serve a run; gives the address without a slash at its end."""
    with listen(0) as channel:
        port = channel.getsockname()[1]
        app = create_app(Desk(run.out, None, reviewer), hosts_of(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [channel]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
