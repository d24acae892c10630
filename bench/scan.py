"""The scan reader over worse and worse paper: python -m bench.scan [--pages N] [--plot FILE.svg] [--markdown]

The sample's own pages are printed, scanned with one fault at a time (and last with all of them at once), and read
without the cache; what comes out is held against what their digital originals give. Characters wrong are those of all
cells together; rules are right by effect, amount and unit; silent are wrong or lost rules that nothing flags; flags are
the scan reader's own doubts, a page. Seconds are those of one processor core.

Then img2table with the same recogniser on the same pictures, from an environment of its own (make .venv-bench).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image
from rapidfuzz.distance import Levenshtein

from bench._peer_figures import LONG, amounts, plain, whole
from extract import read_document
from extract.scan.images import Picture, ink_in_colour, without_red
from extract.scan.ocr import recogniser
from extract.scan.reader import read_picture
from extract.scan.result import ScanPage, anomalies_of, blocks_of, page_of
from normalize import build_rulebook
from rulebook.figures.compare import squash, view_book
from rulebook.figures.evaluate import evaluate
from schemas import Document, Source, Table
from tests.scanning import Colours, Faults, scan

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "raw" / "2020"
PEERS = ROOT / ".venv-bench" / "bin" / "python"
DOUBTS = {"low-confidence", "two-readings", "rule-doubtful"}
SHEETS = (RAW / "library-it.pdf", RAW / "logistics.pdf")
PLAIN = Faults(dpi=200, quality=60, noise=8, salt=0.002, skew=1.0, grey=25)  # an office scanner's worse days
ALL = replace(PLAIN, skew=2.0, quality=40, noise=16, blur=0.8, shadow=50, seal=(0.62, 0.45))
SERIES: dict[str, tuple[tuple[str, Faults], ...]] = {
    "dots an inch": tuple((str(dpi), replace(PLAIN, dpi=dpi)) for dpi in (100, 150, 200, 300)),
    "skew, degrees": tuple((f"{skew:g}", replace(PLAIN, skew=skew)) for skew in (0.0, 1.0, 2.0, 3.0)),
    "JPEG quality": tuple((str(quality), replace(PLAIN, quality=quality)) for quality in (90, 60, 40, 20)),
    "noise, grey levels": tuple((f"{noise:g}", replace(PLAIN, noise=noise)) for noise in (0, 8, 16, 24)),
    "red seal over text": tuple(
        (name, replace(PLAIN, seal=place)) for name, place in (("none", None), ("one", (0.62, 0.45)))
    ),
    "print of the other side": tuple(
        (f"{share:.0%}", replace(PLAIN, through=share)) for share in (0.0, 0.15, 0.3, 0.45)
    ),
    "all at once, dots an inch": tuple((str(dpi), replace(ALL, dpi=dpi)) for dpi in (150, 200, 300)),
}
PEER_CONDITIONS = {
    "clean, 200 dots an inch": Faults(dpi=200),
    "office scanner, 200 dots an inch": PLAIN,
    "all at once, 200 dots an inch": ALL,
}
HEADS = ("", "", "grids", "characters wrong", "rules right", "silent", "flags/page", "s/page")
PEER_HEADS = ("", "", "amounts", "cells whole", f"of {LONG}+ characters", "s/page")


@dataclass(frozen=True, slots=True)
class Row:
    series: str
    value: str
    grids: float  # share of pages whose cells are all in their place
    wrong: float  # share of characters
    rules: float
    silent: float
    flags: float  # a page
    seconds: float  # of one core, a page

    def shown(self) -> tuple[str, ...]:
        shares = (f"{self.grids:.0%}", f"{self.wrong:.2%}", f"{self.rules:.1%}", f"{self.silent:.1%}")
        return (self.series, self.value, *shares, f"{self.flags:.1f}", f"{self.seconds:.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="pages of each sheet")
    parser.add_argument("--plot", type=Path, help="draw the figures (needs matplotlib)")
    parser.add_argument("--markdown", action="store_true", help="print the tables as docs/accuracy.md has them")
    parser.add_argument("--peers", action="store_true", help="the comparison with peers alone")
    parser.add_argument("--python", type=Path, default=PEERS, help="of the environment that holds the peers")
    options = parser.parse_args(arguments)
    recogniser()
    rows = []
    if not options.peers:
        show(HEADS, options.markdown, head=True)
        for series, conditions in SERIES.items():
            for value, faults in conditions:
                rows.append(Row(series, value, *measure(faults, options.pages)))
                show(rows[-1].shown(), options.markdown)
        print()
    compare(options.pages, options.python, options.markdown)
    if options.plot and rows:
        draw(rows, options.plot)


def show(line: Sequence[str], markdown: bool, head: bool = False) -> None:
    """A line as it comes, for the table takes minutes."""
    if markdown:
        print("| " + " | ".join(line) + " |" + ("\n| --- | --- |" + " ---: |" * (len(line) - 2)) * head, flush=True)
    else:
        print(f"{line[0]:34}{line[1]:22}" + "".join(f"{cell:>18}" for cell in line[2:]), flush=True)


def picture_of(page: Colours, dpi: int) -> Picture:
    grey, pen = without_red(page[:, :, ::-1]), ink_in_colour(page[:, :, ::-1])
    high, wide = grey.shape
    return Picture(grey, wide * 72 / dpi, high * 72 / dpi, dpi / 72, dpi, pen=pen)


@cache
def measure(faults: Faults, pages: int) -> tuple[float, float, float, float, float, float]:
    """One condition over the first pages of every sheet, as a row has it. The series share one, which is read once."""
    grids = wrong = characters = rules = gold_rules = silent = flags = seconds = 0.0
    for sheet in SHEETS:
        original = first_pages(read_document(sheet), pages)
        pictures = [picture_of(scan(sheet, index, faults), faults.dpi) for index in range(pages)]
        began = time.process_time()
        with ThreadPoolExecutor(min(pages, os.cpu_count() or 1)) as pool:
            read = list(pool.map(lambda picture: read_picture(picture, recogniser()), pictures))
        seconds += time.process_time() - began
        document = document_of(read)
        for number in range(1, pages + 1):
            found, expected = tables_of(document, number), tables_of(original, number)
            grids += [spans(table) for table in found] == [spans(table) for table in expected]
            texts = [squash("".join(c.text for t in tables for c in t.cells)) for tables in (found, expected)]
            wrong += Levenshtein.distance(*texts)
            characters += len(texts[1])
        scanned, digital = build_rulebook([document]), build_rulebook([original])
        flags += sum(anomaly.code in DOUBTS for anomaly in scanned.anomalies)
        book, gold = (view_book(json.loads(rulebook.model_dump_json())) for rulebook in (scanned, digital))
        figures = evaluate(book, gold).figures
        gold_rules += figures["gold_rules"]
        rules += figures["rule"] * figures["gold_rules"]
        silent += figures["silent"] * figures["gold_rules"]
    count = len(SHEETS) * pages
    shares = (grids / count, wrong / characters, rules / gold_rules, silent / gold_rules)
    return (*shares, flags / count, seconds / count)


def first_pages(document: Document, pages: int) -> Document:
    kept = [b for b in document.blocks if (b.page if isinstance(b, Table) else getattr(b.anchor, "page", 0)) <= pages]
    return document.model_copy(update={"blocks": tuple(kept)})


def document_of(pages: Sequence[ScanPage]) -> Document:
    numbered = list(enumerate(pages, 1))
    source = Source(id="0" * 12, path="scan.pdf", sha256="0" * 64, medium="scan")
    return Document(
        source=source,
        pages=tuple(page_of(page, number) for number, page in numbered),
        blocks=tuple(block for number, page in numbered for block in blocks_of(page, number)),
        anomalies=tuple(anomaly for number, page in numbered for anomaly in anomalies_of(page, number, source)),
    )


def tables_of(document: Document, number: int) -> list[Table]:
    return [table for table in document.tables if table.page == number]


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


# --- the peer


def compare(pages: int, python: Path, markdown: bool) -> None:
    """Amounts, whole cells and seconds a page of this program's reader and of img2table, on the same pictures."""
    show(PEER_HEADS, markdown, head=True)
    for condition, faults in PEER_CONDITIONS.items():
        pictures, known = [], []
        for sheet in SHEETS:
            original = read_document(sheet)
            for index in range(pages):
                pictures.append(scan(sheet, index, faults))
                known.append([_same(c.text) for t in tables_of(original, index + 1) for c in t.cells if c.text.strip()])
        show(_figures(condition, "rulebook", known, *_own_cells(pictures, faults.dpi)), markdown)
        told = _peer_cells(pictures, faults.dpi, python)
        if isinstance(told, str):
            print(f"img2table left out: {told}")
            return
        show(_figures(condition, *told[:1], known, *told[1:]), markdown)


def _figures(condition: str, name: str, known: list[list[str]], read: list[list[str]], seconds: float) -> list[str]:
    """A line of the table. Cells and amounts count page by page."""
    pages = [(page, [text for cell in got if (text := _same(cell))]) for page, got in zip(known, read, strict=True)]
    shares = [[amounts(*page), whole(*page), whole(*page, LONG)] for page in pages]
    sums = [f"{sum(one.found for one in each)}/{sum(one.of for one in each)}" for each in zip(*shares, strict=True)]
    return [condition, name, *sums, f"{seconds / len(known):.2f}"]


def _same(text: str) -> str:
    """Text as it is compared: how wide, and which middle dot, is no difference."""
    return plain(text).translate({ord(dot): "·" for dot in "•‧・●"})


def _own_cells(pictures: Sequence[Colours], dpi: int) -> tuple[list[list[str]], float]:
    began = time.process_time()
    pages = [read_picture(picture_of(picture, dpi), recogniser()) for picture in pictures]
    seconds = time.process_time() - began
    return [[c.text for b in blocks_of(page, 1) if isinstance(b, Table) for c in b.cells] for page in pages], seconds


def _peer_cells(pictures: Sequence[Colours], dpi: int, python: Path) -> tuple[str, list[list[str]], float] | str:
    """Name, the cells of each picture and the seconds, or why there are none."""
    if not python.exists():
        return f"{python} is not there: make .venv-bench"
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{index}.png" for index in range(len(pictures))]
        for picture, path in zip(pictures, paths, strict=True):
            Image.fromarray(picture).save(path, dpi=(dpi, dpi))
        command = [str(python), "-m", "bench._scan_peer", *map(str, paths)]
        one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, cwd=ROOT, env=one_thread, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["?"])[-1]
    told = json.loads(done.stdout)
    pages = told["pages"]
    return f"img2table {told['version']}", [page["cells"] for page in pages], sum(page["seconds"] for page in pages)


# --- the picture


def draw(rows: Sequence[Row], target: Path) -> None:
    """A panel a series: what is wrong in percent; below it what a page costs. The last has a scale of its own."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "rulebook"
    from matplotlib import pyplot

    names = [name for name in SERIES if len(SERIES[name]) > 2]
    figure, grid = pyplot.subplots(
        2,
        len(names),
        figsize=(2.7 * len(names), 4.2),
        layout="constrained",
        sharex="col",
        height_ratios=(3, 1),
    )
    for (panel, seconds), name in zip(grid.T, names, strict=True):
        mine = [row for row in rows if row.series == name]
        at = range(len(mine))
        panel.plot(at, [100 * row.wrong for row in mine], "o-", color="#4c78a8", label="characters wrong")
        panel.plot(at, [100 * (1 - row.rules) for row in mine], "s-", color="#f58518", label="rules not right")
        panel.plot(at, [100 * row.silent for row in mine], "^--", color="#000000", label="silent errors")
        seconds.plot(at, [row.seconds for row in mine], "o-", color="#888888")
        seconds.set_xticks(list(at), [row.value for row in mine])
        seconds.set_xlabel(name)
        for one in (panel, seconds):
            one.grid(alpha=0.3)
            one.margins(x=0.08)
            one.spines[["top", "right"]].set_visible(False)
        worst = max(100 * (1 - row.rules) for row in rows if (row.series == names[-1]) == (name == names[-1]))
        for one, top in ((panel, worst), (seconds, max(row.seconds for row in rows))):
            one.set_ylim(-0.04 * top, 1.1 * top)
    grid[0, 0].set_ylabel("%")
    grid[1, 0].set_ylabel("s a page,\none core")
    grid[0, 0].legend(fontsize=8, frameon=False)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main()
