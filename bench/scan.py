"""The scan reader over worse and worse paper: python -m bench.scan [--pages N] [--plot FILE.svg] [--peers]

The sample's own pages are printed, scanned with one fault at a time and read without the cache; what comes out is held
against what their digital originals give. Characters wrong are those of all cells together; rules are right by effect,
amount and unit; silent are wrong or lost rules that nothing flags. Seconds are those of one processor core.
--peers: img2table with the same recogniser on the same pictures, where it is installed (pip install img2table).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from extract import read_document
from extract.ocr import recogniser
from extract.scan import read_picture
from extract.scan_images import Picture, without_red
from extract.scan_result import ScanPage, blocks_of, page_of
from normalize import build_rulebook
from rulebook.compare import squash, view_book
from rulebook.evaluate import evaluate
from schemas import Document, Source, Table
from tests.scanning import Colours, Faults, scan

RAW = Path(__file__).parent.parent / "raw" / "2020"
SHEETS = (RAW / "library-it.pdf", RAW / "logistics.pdf")
PLAIN = Faults(dpi=200, quality=60, noise=8, salt=0.002, skew=1.0, grey=25)  # an office scanner's worse days
SERIES: dict[str, tuple[tuple[str, Faults], ...]] = {
    "dots an inch": tuple((str(dpi), replace(PLAIN, dpi=dpi)) for dpi in (100, 150, 200, 300)),
    "skew, degrees": tuple((f"{skew:g}", replace(PLAIN, skew=skew)) for skew in (0.0, 1.0, 2.0, 3.0)),
    "JPEG quality": tuple((str(quality), replace(PLAIN, quality=quality)) for quality in (90, 60, 40, 20)),
    "noise, grey levels": tuple((f"{noise:g}", replace(PLAIN, noise=noise)) for noise in (0, 8, 16, 24)),
    "seal over text": tuple(
        (name, replace(PLAIN, seal=place)) for name, place in (("none", None), ("one", (0.62, 0.45)))
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    series: str
    value: str
    grids: float  # share of pages whose cells are all in their place
    wrong: float  # share of characters
    rules: float
    silent: float
    seconds: float  # of one core, a page


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="pages of each sheet")
    parser.add_argument("--plot", type=Path, help="draw the figures (needs matplotlib)")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args(arguments)
    recogniser()
    print(f"{'':20}{'':>6}{'grids':>8}{'chars wrong':>13}{'rules right':>13}{'silent':>9}{'s/page':>8}")
    rows = []
    for series, conditions in SERIES.items():
        for value, faults in conditions:
            row = measure(series, value, faults, options.pages)
            rows.append(row)
            shown = f"{row.grids:8.0%}{row.wrong:13.2%}{row.rules:13.1%}{row.silent:9.1%}{row.seconds:8.2f}"
            print(f"{series:20}{value:>6}{shown}", flush=True)
    if options.peers:
        print_peer(options.pages)
    if options.plot:
        draw(rows, options.plot)


def picture_of(page: Colours, dpi: int) -> Picture:
    grey = without_red(page[:, :, ::-1])
    high, wide = grey.shape
    return Picture(grey, wide * 72 / dpi, high * 72 / dpi, dpi / 72, dpi)


def measure(series: str, value: str, faults: Faults, pages: int) -> Row:
    """One condition over the first pages of every sheet."""
    grids = wrong = characters = rules = gold_rules = silent = 0.0
    seconds = 0.0
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
        book, gold = (view_book(json.loads(build_rulebook([d]).model_dump_json())) for d in (document, original))
        figures = evaluate(book, gold).figures
        gold_rules += figures["gold_rules"]
        rules += figures["rule"] * figures["gold_rules"]
        silent += figures["silent"] * figures["gold_rules"]
    count = len(SHEETS) * pages
    return Row(
        series, value, grids / count, wrong / characters, rules / gold_rules, silent / gold_rules, seconds / count
    )


def first_pages(document: Document, pages: int) -> Document:
    kept = [b for b in document.blocks if (b.page if isinstance(b, Table) else getattr(b.anchor, "page", 0)) <= pages]
    return document.model_copy(update={"blocks": tuple(kept)})


def document_of(pages: Sequence[ScanPage]) -> Document:
    numbered = list(enumerate(pages, 1))
    return Document(
        source=Source(id="0" * 12, path="scan.pdf", sha256="0" * 64, medium="scan"),
        pages=tuple(page_of(page, number) for number, page in numbered),
        blocks=tuple(block for number, page in numbered for block in blocks_of(page, number)),
    )


def tables_of(document: Document, number: int) -> list[Table]:
    return [table for table in document.tables if table.page == number]


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


# --- the peer


def print_peer(pages: int) -> None:
    """Cells whole, amounts found and seconds a page, of img2table and of this reader, on the same pictures."""
    try:
        from img2table.document import Image as TableImage
        from img2table.ocr import RapidOCR
    except ImportError as error:
        print(f"peer left out: {error}")
        return
    import io
    import re

    from PIL import Image

    amounts = re.compile(r"扣\d+(?:\.\d+)?分")
    engine = RapidOCR()
    tally = {"img2table": [0, 0, 0.0], "rulebook": [0, 0, 0.0]}
    wanted = [0, 0]
    for sheet in SHEETS:
        original = read_document(sheet)
        for index in range(pages):
            page = scan(sheet, index, PLAIN)
            cells = [squash(c.text) for t in tables_of(original, index + 1) for c in t.cells if c.text]
            wanted[0] += len(cells)
            wanted[1] += sum(len(amounts.findall(cell)) for cell in cells)
            stream = io.BytesIO()
            Image.fromarray(page).save(stream, "PNG")
            began = time.perf_counter()
            tables = TableImage(io.BytesIO(stream.getvalue()), detect_rotation=True).extract_tables(ocr=engine)
            peer = {squash(cell.value or "") for t in tables for row in t.content.values() for cell in row}
            _count(tally["img2table"], cells, peer, amounts, time.perf_counter() - began)
            began = time.perf_counter()
            own = read_picture(picture_of(page, PLAIN.dpi), recogniser())
            texts = {squash(c.text) for b in blocks_of(own, 1) if isinstance(b, Table) for c in b.cells}
            _count(tally["rulebook"], cells, texts, amounts, time.perf_counter() - began)
    for name, (whole, found, seconds) in tally.items():
        print(
            f"{name:12} cells whole {whole}/{wanted[0]}, amounts {found}/{wanted[1]}, "
            f"{seconds / (pages * len(SHEETS)):.2f} s/page, one page at a time"
        )


def _count(tally: list[float], cells: list[str], texts: set[str], amounts: object, seconds: float) -> None:
    tally[0] += sum(cell in texts for cell in cells)
    found = "".join(sorted(texts))
    tally[1] += min(
        len(amounts.findall(found)),  # type: ignore[attr-defined]
        sum(len(amounts.findall(cell)) for cell in cells),  # type: ignore[attr-defined]
    )
    tally[2] += seconds


# --- the picture


def draw(rows: Sequence[Row], target: Path) -> None:
    """A panel a series: shares on the left axis, seconds a page on the right."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "rulebook"
    from matplotlib import pyplot

    names = [name for name in SERIES if len(SERIES[name]) > 2]
    figure, panels = pyplot.subplots(1, len(names), figsize=(3.2 * len(names), 3.0), layout="constrained", sharey=True)
    for panel, name in zip(panels, names, strict=True):
        mine = [row for row in rows if row.series == name]
        at = range(len(mine))
        panel.plot(at, [100 * row.wrong for row in mine], "o-", color="#4363d8", label="characters wrong, %")
        panel.plot(at, [100 * (1 - row.rules) for row in mine], "s-", color="#e6194b", label="rules not right, %")
        panel.plot(at, [100 * row.silent for row in mine], "^--", color="#000000", label="silent errors, %")
        panel.set_xticks(list(at), [row.value for row in mine])
        panel.set_xlabel(name)
        panel.set_ylim(bottom=0)
        seconds = panel.twinx()
        seconds.plot(at, [row.seconds for row in mine], ":", color="#888888", label="core seconds a page")
        seconds.set_ylim(0, 1.3 * max(row.seconds for row in rows))
    panels[0].set_ylabel("%")
    panels[0].legend(fontsize=7, frameon=False)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main()
