"""Processes: what two give over one, growth of time and memory with pages, what a re-run costs, runs that are killed
and runs whose Dask workers are.

    python -m bench.parallel [--rounds N] [--pages N…] [--kills N] [--plot FILE]

The long PDF is a sample's pages over and over, which makes one long sheet; the year is 60 files, the sample's
renderings over and over, the Word and Markdown ones each with a department of its own. One and two processes by turns
in the same run, wall clock, medians. A busy machine hides what a second process gives, so CPU seconds tell between what
and what it lies "on free cores": the parent's and half of its children's, as if they never worked at the same time, and
half of all, as if they always did (but no less than the parent's).
Runs are as where only requirements.lock is installed: no pandas, which pyarrow would load; and as with any but the very
first, modules need not be compiled. --plot draws the growth
(pip install -e .[bench]).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from zipfile import ZIP_DEFLATED, ZipFile

from bench.pdf import repeat

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "raw" / "2020" / "library-it.pdf"
LONG = 500  # pages
RENDERINGS = ROOT / "tests" / "sample" / "renderings"
# prints the CPU seconds of the process, of all it began, its own peak memory in kB, and that of its largest child
MEASURED = """
import resource, sys
class WithoutPandas:
    def find_spec(self, name, *_):
        if name == "pandas":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, WithoutPandas())
from rulebook.cli import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
    print("MEASURED", own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime, peak, children.ru_maxrss)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, CPU seconds of the process and of those it began, megabytes at its peak and at that of the
    largest of those, what they share with it included."""

    wall: float
    own: float
    children: float
    megabytes: float
    largest: float

    def free(self, jobs: int) -> float:
        """Seconds on cores that nobody else uses, the work of the children shared evenly and none of it done while
        this process works."""
        return self.own + self.children / jobs if jobs > 1 else self.own

    def least(self, jobs: int) -> float:
        """The same with all of it done while this process works."""
        return max(self.own, (self.own + self.children) / jobs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 30, 100, 300, 1000])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        year = sixty(base / "raw")
        long = repeat(SAMPLE, LONG, base / "long.pdf")
        if options.rounds:
            one_and_two(f"a PDF of {LONG} pages, read", [str(long)], options.rounds, base, reading)
            one_and_two("60 files, read", [str(year)], options.rounds, base, reading)
            one_and_two(f"a PDF of {LONG} pages, the whole run", [str(long)], options.rounds, base, extract)
            one_and_two("60 files, the whole run", [str(year)], options.rounds, base, extract)
            again(year, base)
        if options.kills:
            kills(options.kills, base)
        if options.pages:
            costs = growth(options.pages, base)
            if options.plot:
                draw(costs, options.plot)


def sixty(raw: Path) -> Path:
    folder = raw / "2020"
    folder.mkdir(parents=True)
    found = sorted(path for path in RENDERINGS.iterdir() if path.suffix in (".pdf", ".docx", ".md"))
    for index, path in enumerate(islice(cycle(found), 60)):
        target = folder / f"{index:02}-{path.name}"
        if path.suffix == ".pdf":
            shutil.copy(path, target)
        else:
            rename(path, target, f"{index:02}部")
    return raw


def rename(path: Path, target: Path, department: str) -> None:
    """A copy of a Word or Markdown file whose title names another department: a sheet of its own, no second issue."""
    if path.suffix == ".md":
        target.write_text(titled(path.read_text(encoding="utf-8"), department), encoding="utf-8")
        return
    with ZipFile(path) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, titled(part.decode(), department) if name == "word/document.xml" else part)


def titled(text: str, department: str) -> str:
    title = re.compile(r"[^<>\s#]+(?=20\d\d年度)")
    return title.sub(department, text, count=1)


def extract(sources: list[str], jobs: int, base: Path, *more: str, out: str = "out") -> Cost:
    """A `rulebook extract`, by default without any cache."""
    command = [sys.executable, "-c", MEASURED, "extract", *sources, "-o", str(base / out), "--jobs", str(jobs)]
    return measured([*command, *(more or ("--no-cache",))])


READING = """
import resource, sys
from pathlib import Path
from rulebook.inputs import find_inputs
from rulebook.pool import Pool
with Pool(int(sys.argv[2])) as pool:
    for _ in pool.read_all(find_inputs([Path(sys.argv[1])])):
        pass
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print("MEASURED", own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime, peak, children.ru_maxrss)
"""


def reading(sources: list[str], jobs: int, base: Path) -> Cost:
    """The documents alone."""
    return measured([sys.executable, "-c", READING, *sources, str(jobs)])


def measured(command: list[str]) -> Cost:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    wall = time.perf_counter() - started
    line = next(line for line in done.stdout.splitlines() if line.startswith("MEASURED"))
    own, children, peak, largest = map(float, line.split()[1:])
    return Cost(wall, own, children, peak / 1024, largest / 1024)


def one_and_two(
    what: str, sources: list[str], rounds: int, base: Path, work: Callable[[list[str], int, Path], Cost]
) -> None:
    ones, twos = [], []
    for _ in range(rounds):
        ones.append(work(sources, 1, base))
        twos.append(work(sources, 2, base))
    one, two = median(cost.wall for cost in ones), median(cost.wall for cost in twos)
    alone = median(cost.own for cost in ones)
    low, high = (alone / median(seconds) for seconds in zip(*((c.free(2), c.least(2)) for c in twos), strict=True))
    own, children = (median(values) for values in zip(*((cost.own, cost.children) for cost in twos), strict=True))
    print(f"{what}: 1 process {one:.2f} s, 2 processes {two:.2f} s; {rounds} rounds by turns")
    print(f"  CPU {alone:.2f} s; with two {own:.2f} s here and {children:.2f} s in the children")
    print(f"  ratio on the clock {one / two:.2f}, on free cores {low:.2f} to {high:.2f}")


def again(year: Path, base: Path) -> None:
    cache = ("--cache", str(base / "cache"))
    first = extract([str(year)], 2, base, *cache, out="again")
    second = extract([str(year)], 2, base, *cache, out="again")
    source = next((year / "2020").glob("*.md"))
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    third = extract([str(year)], 2, base, *cache, out="again")
    print("60 files, the same command again")
    for what, cost in (("first", first), ("nothing changed", second), ("one file changed", third)):
        print(f"  {what}: {cost.wall:.2f} s, CPU {cost.own + cost.children:.2f} s")


def kills(count: int, base: Path) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    import killed_runs
    import killed_workers
    from distributed import LocalCluster

    raw, folder = base / "killed" / "raw", base / "killed" / "out" / "2020"
    (raw / "2020").mkdir(parents=True)
    repeat(SAMPLE, 45, raw / "2020" / "long.pdf")
    started = time.perf_counter()
    killed_runs.run(raw, base / "killed" / "whole", "--jobs", "1", "--no-cache")
    whole = time.perf_counter() - started
    after = killed_runs.contents(base / "killed" / "whole" / "2020")
    before = dict.fromkeys(after, b"of another year")
    more = ("--jobs", "2", "--cache", str(base / "killed" / "cache"))
    print(f"{count} runs killed at random moments")
    for line in killed_runs.rounds(count, whole, raw, folder, before, after, *more):
        print(f"  {line}")
    print("  then a whole one: byte for byte the same as without")
    print(f"{count} runs on a Dask cluster, a worker killed at a random moment of each")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as cluster:
        for line in killed_workers.rounds(cluster, count, raw, folder, before, after):
            print(f"  {line}", flush=True)


def growth(lengths: list[int], base: Path) -> list[tuple[int, Cost, Cost]]:
    costs = []
    print(
        "growth with pages, whole run: CPU s and peak MB in one process; with two: s on free cores, MB, MB of a child"
    )
    for pages in lengths:
        long = repeat(SAMPLE, pages, base / f"{pages}.pdf")
        one, two = extract([str(long)], 1, base), extract([str(long)], 2, base)
        costs.append((pages, one, two))
        told = f"{two.free(2):6.2f} s, {two.megabytes:4.0f} MB, {two.largest:4.0f} MB"
        print(f"  {pages:5} pages: {one.own:6.2f} s, {one.megabytes:4.0f} MB; {told}", flush=True)
    return costs


def draw(costs: list[tuple[int, Cost, Cost]], target: Path) -> None:
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    pages = [length for length, _, _ in costs]
    left.plot(pages, [one.free(1) for _, one, _ in costs], marker="o", label="one process")
    left.plot(pages, [two.free(2) for _, _, two in costs], marker="o", label="two processes")
    left.set(xlabel="pages of one PDF", ylabel="CPU seconds, PDF to rulebook", ylim=(0, None))
    left.legend(frameon=False)
    right.plot(pages, [one.megabytes for _, one, _ in costs], marker="o")
    right.set(xlabel="pages of one PDF", ylabel="peak memory, MB", ylim=(0, None))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, dpi=150)


if __name__ == "__main__":
    main()
