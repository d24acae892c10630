"""The whole run, PDF to rulebook.json and to all files of a year, against pdfplumber's `extract_tables` alone.

    python -m bench.whole_run [PDF…] [--rounds N] [--pages N]

Without a PDF it takes those that ship under raw/. Both work on the same file in the same run by turns, one process, CPU
time, without what a round before remembers of its texts; the ratio is that of the medians. The memory is the peak of a
`rulebook extract` of its own over the file's pages repeated up to --pages.
"""

from __future__ import annotations

import argparse
import functools
import gc
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from rulebook.inputs import find_inputs
from rulebook.outputs.writers import rulebook_json, write_year
from rulebook.program import collect_rarely
from rulebook.run import run_years

ROOT = Path(__file__).resolve().parent.parent
# a process's own peak: getrusage counts what its parent held when it began
MEASURED = """
from rulebook.cli import main
try:
    main()
except SystemExit:
    print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path, nargs="*", default=sorted((ROOT / "raw").rglob("*.pdf")))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pages", type=int, default=500, help="length of the long file; 0 leaves it out")
    options = parser.parse_args()
    collect_rarely()  # as the command does
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every Type 3 font
    for path in options.pdf:
        compare(path, options.rounds)
        if options.pages:
            seconds_taken, megabytes = long_run(path, options.pages)
            print(f"  {options.pages} pages: {seconds_taken:.1f} s, peak memory {megabytes:.0f} MB")


def compare(path: Path, rounds: int) -> None:
    book, ours, peers = [], [], []
    with pdfplumber.open(path) as document:
        pages = len(document.pages)
    whole_run(path)  # loads what it needs
    for _ in range(rounds):
        book.append(seconds(to_rulebook, path))
        ours.append(seconds(whole_run, path))
        peers.append(seconds(tables_alone, path))
    print(f"{path.name}: {pages} pages, {rounds} rounds by turns, CPU time")
    print(f"  PDF to rulebook.json      {pages / median(book):7.1f} pages/s, {median(peers) / median(book):.1f} times")
    print(f"  PDF to all files          {pages / median(ours):7.1f} pages/s, {median(peers) / median(ours):.1f} times")
    print(f"  pdfplumber.extract_tables {pages / median(peers):7.1f} pages/s")


def to_rulebook(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for year in run_years(find_inputs([path]), lambda item, failure: None):
            Path(folder, "rulebook.json").write_bytes(rulebook_json(year.rulebook))


def whole_run(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for year in run_years(find_inputs([path]), lambda item, failure: None):
            write_year(year.rulebook, Path(folder))


def tables_alone(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def seconds(work: Callable[[Path], None], path: Path) -> float:
    forget()
    start = time.process_time()
    work(path)
    return time.process_time() - start


def forget() -> None:
    """Empty what the program remembers of texts, so that no round lives on the one before."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and thing.__module__.split(".")[0] in (
            "normalize",
            "extract",
        ):
            thing.cache_clear()


def long_run(path: Path, count: int) -> tuple[float, float]:
    """Seconds and megabytes at the peak of `rulebook extract` over `count` pages: those of `path` over and over."""
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.pdf"
        source, target = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
        while len(target) < count:
            target.import_pages(source, range(min(len(source), count - len(target))))
        target.save(long)
        start = time.perf_counter()
        command = [sys.executable, "-c", MEASURED, "extract", str(long), "-o", folder]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        return time.perf_counter() - start, int(ran.stdout.split()[-2]) / 1024


if __name__ == "__main__":
    main()
