"""Speed of the PDF reader against pdfplumber's `extract_tables`, and its peak memory on a long file.

    python -m bench.pdf [PDF…] [--rounds N] [--pages N]

Without a PDF it takes those that ship under raw/. Both read the same file in the same run by turns, so that a busy
machine slows both: the ratio is what counts. CPU time, median of the rounds. The memory is that of a fresh process
reading the file's pages repeated up to --pages.
"""

from __future__ import annotations

import argparse
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from extract import read_document
from extract.pdf.reader import iter_pages

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path, nargs="*", default=sorted((ROOT / "raw").rglob("*.pdf")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=500, help="length of the long file; 0 leaves it out")
    parser.add_argument("--memory", action="store_true", help="print the peak memory of reading each PDF, no more")
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every Type 3 font
    for path in options.pdf:
        if options.memory:
            print(peak_memory(path))
        else:
            compare(path, options.rounds)
            if options.pages:
                print(f"  peak memory, {options.pages} pages: {long_memory(path, options.pages)} MB")


def compare(path: Path, rounds: int) -> None:
    ours, peers = [], []
    pages = read_ours(path)
    for _ in range(rounds):
        ours.append(pages / seconds(read_ours, path))
        peers.append(pages / seconds(read_pdfplumber, path))
    ratio = median(a / b for a, b in zip(ours, peers, strict=True))
    print(f"{path.name}: {pages} pages, {rounds} rounds by turns, CPU time")
    print(f"  this reader               {median(ours):7.1f} pages/s")
    print(f"  pdfplumber.extract_tables {median(peers):7.1f} pages/s")
    print(f"  ratio                     {ratio:7.1f} times")


def long_memory(path: Path, pages: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        long = repeat(path, pages, Path(folder) / "long.pdf")
        command = [sys.executable, "-m", "bench.pdf", str(long), "--memory"]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def read_ours(path: Path) -> int:
    """Pages of the file, each read."""
    return sum(1 for _ in iter_pages(path, path.name))


def read_pdfplumber(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def seconds(read: Callable[[Path], object], path: Path) -> float:
    start = time.process_time()
    read(path)
    return time.process_time() - start


def repeat(path: Path, count: int, target: Path) -> Path:
    """A PDF of `count` pages: those of `path` over and over."""
    source, long = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    while len(long) < count:
        long.import_pages(source, range(min(len(source), count - len(long))))
    long.save(target)
    return target


def peak_memory(path: Path) -> str:
    """Megabytes at the peak of reading a whole document, interpreter and libraries included."""
    read_document(path)
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts what the parent held before this process became its own
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return f"{int(line.split()[1]) / 1024:.0f}"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20):.0f}"


if __name__ == "__main__":
    main()
