"""One system over one PDF, in a process of its own: python -m bench._peers SYSTEM FILE.pdf

Prints JSON: seconds of CPU for the second reading in this process (with those of its workers), the peak of its memory
in MB, and the tables as rows of [text, row span, column span]. Only the system that is asked for is imported.
"""

from __future__ import annotations

import functools
import gc
import json
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

Cell = tuple[str, int, int]
Table = list[list[Cell]]
OURS = ("extract", "normalize", "rulebook", "schemas")


def pdfplumber(path: str) -> list[Table]:
    import pdfplumber

    found: list[Table] = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            found += [_flat(table) for table in page.extract_tables()]
            page.close()
    return found


def camelot_lattice(path: str) -> list[Table]:
    import camelot

    return [_flat(table.data) for table in camelot.read_pdf(path, pages="all", flavor="lattice")]


def camelot_vector(path: str) -> list[Table]:
    import camelot

    return [_flat(table.data) for table in camelot.read_pdf(path, pages="all", flavor="lattice", engine="vector")]


def camelot_network(path: str) -> list[Table]:
    import camelot

    return [_flat(table.data) for table in camelot.read_pdf(path, pages="all", flavor="network")]


def pymupdf(path: str) -> list[Table]:
    import pymupdf

    with pymupdf.open(path) as document:
        return [_flat(table.extract()) for page in document for table in page.find_tables().tables]


def img2table(path: str) -> list[Table]:
    from img2table.document import PDF

    pages = PDF(path).extract_tables()
    return [table for number in sorted(pages) for one in pages[number] for table in html_tables(one.html)]


def tablers(path: str) -> list[Table]:
    import tablers

    document = tablers.Document(path)
    found = []
    for page in document.pages():
        for table in tablers.find_tables(page, extract_text=True):
            found += html_tables(table.to_html())
    document.close()
    return found


def docvortex(path: str) -> list[Table]:
    import docvortex

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.html"
        docvortex.convert(path, target, output_format="html")
        return html_tables(target.read_text(encoding="utf-8"))


def rulebook(path: str) -> list[Table]:
    """The whole way: tables, rules, checks, rulebook.json."""
    from rulebook.inputs import find_inputs
    from rulebook.outputs.writers import rulebook_json
    from rulebook.run import run_years

    for year in run_years(find_inputs([Path(path)]), lambda item, failure: None):
        rulebook_json(year.rulebook)
    return []


def rulebook_tables(path: str) -> list[Table]:
    """As far as a table reader goes: the sheets' tables, their pages joined."""
    from bench._sheet_tables import sheet_tables

    return sheet_tables(Path(path))


# what is installed to run each; this program's own two first
SYSTEMS: dict[str, tuple[str, Callable[[str], list[Table]]]] = {
    "rulebook, to the rules": ("rulebook", rulebook),
    "rulebook, tables alone": ("rulebook", rulebook_tables),
    "pdfplumber": ("pdfplumber", pdfplumber),
    "camelot lattice": ("camelot-py", camelot_lattice),
    "camelot lattice, vector engine": ("camelot-py", camelot_vector),
    "camelot network": ("camelot-py", camelot_network),
    "PyMuPDF find_tables": ("PyMuPDF", pymupdf),
    "img2table": ("img2table", img2table),
    "tablers": ("tablers", tablers),
    "DocVortex": ("docvortex", docvortex),
}


def _flat(rows: list[list[str | None]]) -> Table:
    """A table as lists, which tell no spans."""
    return [[(text or "", 1, 1) for text in row] for row in rows]


def html_tables(text: str) -> list[Table]:
    """The tables of an HTML text."""
    from lxml import html

    found = []
    for table in html.fromstring(f"<div>{text}</div>" if "<html" not in text.lower() else text).iter("table"):
        rows = []
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            rows.append([(_text(cell), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in cells])
        found.append(rows)
    return found


def _text(cell: object) -> str:
    return "\n".join(cell.itertext())  # type: ignore[attr-defined]


def _span(cell: object, name: str) -> int:
    return int(cell.get(name) or 1)  # type: ignore[attr-defined]


# --- what it costs


def _workers() -> list[Path]:
    """The /proc folders of this process's children that still run."""
    own = str(os.getpid())
    folders = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "stat").read_text().rpartition(")")[2].split()[1] == own:
                folders.append(folder)
        except OSError:
            continue
    return folders


def cpu() -> float:
    """Seconds of CPU so far: this process, its children that ended and those that still run."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for folder in _workers():
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def peak_megabytes() -> float:
    """The peak of this process and of its workers together; what the parent held before does not count."""
    if not Path("/proc/self/status").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    lines = [(folder / "status").read_text() for folder in (Path("/proc/self"), *_workers())]
    peaks = [line for text in lines for line in text.splitlines() if line.startswith("VmHWM")]
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kB
    return (sum(int(line.split()[1]) for line in peaks) + ended) / 1024


def forget() -> None:
    """This program keeps texts that it has read, for the next department; here none is to be read a second time."""
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper) and kept.__module__.partition(".")[0] in OURS:
            kept.cache_clear()


def main() -> None:
    name, path = sys.argv[1:]
    logging.disable(logging.WARNING)
    package, read = SYSTEMS[name]
    if package == "rulebook":
        from rulebook.program import collect_rarely

        collect_rarely()  # as its command does
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no result
    try:
        read(path)  # imports, and what is set up once
        forget()
        began = cpu()
        tables = read(path)
        told = {"seconds": cpu() - began, "megabytes": peak_megabytes(), "tables": tables}
        told["version"] = version(package)
    except (ImportError, PackageNotFoundError) as error:
        told = {"missing": str(error)}
    except Exception as error:  # a peer that fails is told of, with what it said
        told = {"failed": f"{type(error).__name__}: {error}"[:200]}
    json.dump(told, out)
    out.flush()


if __name__ == "__main__":
    main()
