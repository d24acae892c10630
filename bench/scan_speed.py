"""Seconds a page of a scan: python -m bench.scan_speed [FILE.pdf] [--rounds N]

Without FILE, the sample's pages printed and scanned as on an office scanner's worse days (200 dots an inch). It is read
without the cache, start and loading of the network included, by one and by two processes of one thread each, by turns,
each time anew; medians. "On free cores" is the CPU time of the run shared evenly by its processes: what the clock would
show if nothing else ran. Then, page by page in one process, where the CPU time goes: the network, what is done to a
line before and after it, and everything else (decoding, skew, ruling lines, cells, text).
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from bench.scan import PLAIN, SHEETS
from extract.cache_folder import NO_CACHE
from extract.scan import reader
from extract.scan.ocr import Recogniser, recogniser
from extract.scan.reader import read_pdf_pages
from rulebook.inputs import find_inputs
from rulebook.pool import Pool
from rulebook.reading import whole_document
from schemas import Document
from tests.scanning import save_pdf, scan


@dataclass(frozen=True, slots=True)
class Cost:
    """Of reading a scan: seconds on the clock, CPU seconds, megabytes of the largest process at its peak."""

    wall: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Shares:
    """CPU seconds: in the network, around it in recognising lines, and in all."""

    network: float
    around: float
    total: float


class Timed:
    """A session whose runs are timed."""

    def __init__(self, session: Any) -> None:
        self.session, self.seconds = session, 0.0

    def get_inputs(self) -> Any:
        return self.session.get_inputs()

    def run(self, *arguments: Any) -> Any:
        began = time.process_time()
        try:
            return self.session.run(*arguments)
        finally:
            self.seconds += time.process_time() - began


class TimedRecogniser(Recogniser):
    """Reads lines, and keeps the time it took."""

    spent = 0.0

    def read(self, line: Any) -> Any:
        began = time.process_time()
        try:
            return super().read(line)
        finally:
            TimedRecogniser.spent += time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ |= {NO_CACHE: "1", "RULEBOOK_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or printed(Path(folder) / "scan.pdf")
        pages = page_count(path)
        print(f"{path.name}, {pages} pages\n")
        print(f"{'processes':>9}{'s/page':>9}{'on free cores':>15}{'CPU s/page':>12}{'MB each':>9}")
        costs: dict[int, list[Cost]] = {1: [], 2: []}
        for _ in range(options.rounds):
            for jobs, found in costs.items():
                found.append(apart(cost, path, jobs))
        for jobs, found in costs.items():
            wall, cpu = (median(getattr(one, name) for one in found) / pages for name in ("wall", "cpu"))
            print(f"{jobs:9}{wall:9.2f}{cpu / jobs:15.2f}{cpu:12.2f}{max(one.megabytes for one in found):9.0f}")
        show_shares(apart(shares, path), pages)


def show_shares(found: Shares, pages: int) -> None:
    recognition = found.network + found.around
    rest = found.total - recognition
    print(f"\nof {found.total / pages:.2f} CPU seconds a page, {found.network / pages:.2f} in the network,")
    print(f"{found.around / pages:.2f} in fitting lines to it and reading off characters,")
    print(f"{rest / pages:.2f} in everything else: {rest / recognition:.0%} of recognition")


def printed(target: Path) -> Path:
    """The sample's pages as a scan."""
    pages = [scan(sheet, index, PLAIN) for sheet in SHEETS for index in range(page_count(sheet))]
    return save_pdf(target, pages, PLAIN.dpi)


def page_count(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def apart(measure: Any, *arguments: Any) -> Any:
    """What `measure` gives in a new process, so that nothing is loaded."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(measure, *arguments).result()


def cost(path: Path, jobs: int) -> Cost:
    before, began = time.process_time(), time.perf_counter()
    with Pool(jobs, least=0) as pool:
        (document,) = map(whole_document, pool.read_all(find_inputs([path])))
    assert isinstance(document, Document), document
    wall = time.perf_counter() - began
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - before + children.ru_utime + children.ru_stime
    # not this process's ru_maxrss, which holds that of the process that began it
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return Cost(wall, cpu, (children.ru_maxrss if jobs > 1 else int(own.split()[1])) / 1024)


def shares(path: Path) -> Shares:
    engine = recogniser()
    session = Timed(engine.session)
    reader.recogniser = lambda: TimedRecogniser(session, engine.characters)  # type: ignore[assignment]
    began = time.process_time()
    read_pdf_pages(path, range(1, page_count(path) + 1))
    return Shares(session.seconds, TimedRecogniser.spent - session.seconds, time.process_time() - began)


if __name__ == "__main__":
    main()
