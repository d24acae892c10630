"""A Dask cluster, its scheduler and workers over loopback: the same bytes, and a lost worker costs only time."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import killed_workers
import pypdfium2
import pytest
from distributed import LocalCluster
from killed_runs import contents
from typer.testing import CliRunner, Result

from rulebook.cli import app
from rulebook.dask_engine import DaskEngine
from rulebook.inputs import find_inputs
from rulebook.reading import Failure, Outcome, read_in_turn, whole_document

RAW = Path(__file__).parent.parent / "raw" / "2020"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with a PDF that is read in parts and one that can't be read."""
    raw = tmp_path_factory.mktemp("raw")
    shutil.copytree(RAW, raw / "2020")
    short, long = pypdfium2.PdfDocument(RAW / "library-it.pdf"), pypdfium2.PdfDocument.new()
    while len(long) < 43:
        long.import_pages(short, range(min(len(short), 43 - len(long))))
    long.save(raw / "2020" / "long.pdf")
    (raw / "2020" / "cut.pdf").write_bytes((RAW / "logistics.pdf").read_bytes()[:20_000])
    return raw


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster


def address(cluster: LocalCluster) -> str:
    return str(cluster.scheduler_address).replace("tcp://", "dask://")


def extract(raw: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["extract", str(raw), "-o", str(out), "--no-cache", "--lang", "en", *options])


def told(outcome: Outcome) -> str:
    outcome = whole_document(outcome)
    return str(outcome.error) if isinstance(outcome, Failure) else outcome.model_dump_json()


def test_a_cluster_gives_the_same_bytes(year: Path, cluster: LocalCluster, tmp_path: Path) -> None:
    local = extract(year, tmp_path / "local", "--jobs", "1")
    there = extract(year, tmp_path / "there", "--engine", address(cluster))
    assert local.exit_code == there.exit_code == 3, "one file is cut short"
    assert contents(tmp_path / "there" / "2020") == contents(tmp_path / "local" / "2020") != {}


def test_a_worker_killed_in_the_middle_costs_only_time(year: Path, cluster: LocalCluster) -> None:
    inputs = find_inputs([year])
    expected = [told(outcome) for outcome in read_in_turn(inputs)]
    with DaskEngine(address(cluster), 2) as engine:
        pids = list(engine._client.run(os.getpid).values())
        killer = threading.Thread(target=lambda: (time.sleep(0.3), os.kill(pids[0], signal.SIGKILL)))
        killer.start()
        found = [told(outcome) for outcome in engine.read_all(inputs)]
        killer.join()
    assert found == expected


def test_workers_killed_at_random_moments_leave_the_same_bytes_and_no_half_file(
    year: Path, cluster: LocalCluster, tmp_path: Path
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out" / "2020"
    (raw / "2020").mkdir(parents=True)
    shutil.copy(year / "2020" / "long.pdf", raw / "2020")
    assert extract(raw, tmp_path / "whole", "--jobs", "1").exit_code == 0
    after = contents(tmp_path / "whole" / "2020")
    before = dict.fromkeys(after, b"of another year")
    assert len(list(killed_workers.rounds(cluster, 2, raw, out, before, after))) == 2


@pytest.mark.parametrize(
    ("engine", "says"),
    [("dask://127.0.0.1:9", "no Dask cluster"), ("spark", "local, dask or dask://"), ("dask://nowhere", "is expected")],
)
def test_a_cluster_that_is_not_there(
    engine: str, says: str, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rulebook.dask_engine.WAIT", 1)
    result = extract(year, tmp_path / "out", "--engine", engine)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_workers_of_another_program_are_refused(
    year: Path, cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = DaskEngine.__init__.__globals__["program_digest"]
    monkeypatch.setattr("rulebook.dask_engine.program_digest", Other(plain))
    result = extract(year, tmp_path / "out", "--engine", address(cluster))
    assert result.exit_code == 2
    assert "another program" in result.stderr


class Other:
    """The digest of this process differs from what it is on the workers."""

    def __init__(self, plain: object) -> None:
        self.here = os.getpid()

    def __call__(self, packages: tuple[str, ...]) -> str:
        return "here" if os.getpid() == self.here else "there"
