"""This program and other readers of PDF tables side by side, on the same files in one run.

    python -m bench.peers [PDF…] [--rounds N] [--python FILE] [--plot FILE] [--markdown]

Without a PDF it takes those that ship under raw/, whose tables are known: they were printed from the sample's notation.
For a PDF of yours with what stands in it beside it as an HTML table (sheet.pdf, sheet.html) it gives all figures, for
any other speed and memory. Each reading is a process of its own, the systems by turns, so that a busy machine slows all
of them; seconds are CPU time of the second reading in a process, one thread, workers included, medians of the rounds.
The peers live in an environment of their own (`make .venv-bench`); one that is missing or fails is shown as such.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from bench._peer_figures import LONG, Share, Table, amounts, html_of, texts, whole
from bench._peers import SYSTEMS, html_tables

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-bench" / "bin" / "python"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
LIMIT = 600
HEADS = ("", "pages/s", "ratio", "amounts", "cells whole", f"of {LONG}+ chars", "TEDS", "peak MB")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one system did with one file; `problem` where it did nothing."""

    name: str
    version: str = ""
    speed: float = 0.0  # pages a second of CPU
    megabytes: float = 0.0
    amounts: Share | None = None
    cells: Share | None = None
    long: Share | None = None
    teds: float | None = None
    problem: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path, nargs="*", default=sorted((ROOT / "raw").rglob("*.pdf")))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", type=Path, default=PEERS, help="of the environment that holds the peers")
    parser.add_argument("--plot", type=Path, help="draw the figures (needs matplotlib)")
    parser.add_argument("--markdown", action="store_true", help="print the tables as docs/accuracy.md has them")
    options = parser.parse_args(arguments)
    if not options.python.exists():
        print(f"{options.python} is not there, so all peers are missing: make .venv-bench")
    drawn = []
    for path in options.pdf:
        figures = compare(path, options.rounds, options.python)
        drawn.append((path.name, figures))
        pages = len(pypdfium2.PdfDocument(path))
        print(f"\n{path.name}: {pages} pages, {options.rounds} rounds by turns, CPU time\n")
        show([HEADS, *(row(one, figures[0]) for one in figures)], options.markdown)
    if options.plot:
        draw(drawn, options.plot)


def compare(path: Path, rounds: int, peers: Path) -> list[Figures]:
    """All systems over one file, in the order of SYSTEMS."""
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in SYSTEMS}
    for _ in range(rounds):
        for name, (package, _) in SYSTEMS.items():
            if not any("seconds" not in one for one in told[name]):  # what failed once is not asked again
                told[name].append(reading(name, path, sys.executable if package == "rulebook" else str(peers)))
    known = truth(path)
    pages = len(pypdfium2.PdfDocument(path))
    figures = [measured(name, told[name], pages, known) for name in SYSTEMS]
    return with_teds(figures, [told[name][0].get("tables", []) for name in SYSTEMS], known, peers)


def reading(name: str, path: Path, python: str) -> dict[str, Any]:
    """What a process of its own tells of one system over one file."""
    command = [python, "-m", "bench._peers", name, str(path.resolve())]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | ONE_THREAD, capture_output=True, timeout=LIMIT, check=False
        )
        return dict(json.loads(done.stdout))
    except FileNotFoundError:
        return {"missing": f"{python} is not there"}
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {LIMIT} s"}
    except ValueError:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"failed": f"ended with {done.returncode}: {''.join(last)}"[:200]}


def truth(path: Path) -> list[Table]:
    """The tables that a PDF was printed from, where they are known."""
    beside = path.with_suffix(".html")
    if beside.exists():
        return list(html_tables(beside.read_text(encoding="utf-8")))
    if path.resolve().parent != ROOT / "raw" / "2020":
        return []
    sys.path.insert(0, str(ROOT / "tests"))
    from sample.builder.web import table_html
    from sample.builder.write import sheets, style, table

    return list(html_tables(table_html(table(path.stem, sheets()[path.stem]), style(path.stem).number)))


def measured(name: str, told: Sequence[dict[str, Any]], pages: int, known: Sequence[Table]) -> Figures:
    for one in told:
        if "seconds" not in one:
            problem = f"missing: {one['missing']}" if "missing" in one else f"failed: {one.get('failed')}"
            return Figures(name, problem=problem)
    speed = pages / median(one["seconds"] for one in told)
    figures = Figures(name, told[0]["version"], speed, median(one["megabytes"] for one in told))
    tables = told[0]["tables"]
    if not known or not tables:
        return figures
    wanted, read = texts(known), texts(tables)
    cells, long = whole(wanted, read), whole(wanted, read, LONG)
    return replace(figures, amounts=amounts(wanted, read), cells=cells, long=long)


def with_teds(
    figures: list[Figures], tables: Sequence[Sequence[Table]], known: Sequence[Table], peers: Path
) -> list[Figures]:
    """TEDS is a library's, in the peers' environment; without it the figures stand as they are."""
    pairs = [[html_of(known), html_of(read)] for one, read in zip(figures, tables, strict=True) if one.amounts]
    if not pairs or not peers.exists():
        return figures
    command = [str(peers), "-m", "bench._peer_figures"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(pairs), capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"TEDS left out: {done.stderr.strip().splitlines()[-1]}")
        return figures
    scores = iter(json.loads(done.stdout))
    return [replace(one, teds=next(scores)) if one.amounts else one for one in figures]


# --- shown


def row(figures: Figures, ours: Figures) -> tuple[str, ...]:
    """A line of the table; the ratio is how many times as fast this program is, the whole way."""
    name = figures.name if figures.version in ("", ours.version) else f"{figures.name} {figures.version}"
    if figures.problem:
        return (name, figures.problem)
    ratio = f"{ours.speed / figures.speed:.1f}" if ours.speed else "-"
    shares = ["-" if one is None else str(one) for one in (figures.amounts, figures.cells, figures.long)]
    teds = "-" if figures.teds is None else f"{figures.teds:.3f}"
    return (name, f"{figures.speed:.1f}", ratio, *shares, teds, f"{figures.megabytes:.0f}")


def show(rows: Sequence[tuple[str, ...]], markdown: bool) -> None:
    if markdown:
        marks = ("---", *("---:" for _ in HEADS[1:]))
        for line in (rows[0], marks, *rows[1:]):
            print("| " + " | ".join((*line, *("" for _ in HEADS[len(line) :]))) + " |")
        return
    widths = [max(len(line[n]) for line in rows if len(line) == len(HEADS)) for n in range(len(HEADS))]
    widths[0] = max(len(line[0]) for line in rows)
    for line in rows:
        print(
            "  "
            + "  ".join(
                text.rjust(wide) if n else text.ljust(wide)
                for n, (text, wide) in enumerate(zip(line, widths, strict=False))
            )
        )


def draw(drawn: Sequence[tuple[str, Sequence[Figures]]], target: Path) -> None:
    """A row of panels a file: speed, amounts and TEDS; a bar a system, this program's own in colour."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "rulebook"
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(
        len(drawn), 4, figsize=(13, 2.9 * len(drawn)), layout="constrained", sharey="row", squeeze=False
    )
    for (name, all_figures), panels in zip(drawn, grid, strict=True):
        shown = [one for one in reversed(all_figures) if not one.problem]
        panels_of = (
            ("pages a second of one core", [one.speed for one in shown], "{:.0f}"),
            ("amounts in their cell, %", [100 * _part(one.amounts) for one in shown], "{:.0f}"),
            (f"cells of {LONG}+ characters whole, %", [100 * _part(one.long) for one in shown], "{:.0f}"),
            ("TEDS", [one.teds or 0 for one in shown], "{:.2f}"),
        )
        for panel, (title, values, style) in zip(panels, panels_of, strict=True):
            colours = ["#4363d8" if one.name.startswith("rulebook") else "#b8b8b8" for one in shown]
            bars = panel.barh([one.name for one in shown], values, color=colours)
            labels = [
                "" if title != "pages a second of one core" and one.amounts is None else style.format(v)
                for one, v in zip(shown, values, strict=True)
            ]
            panel.bar_label(bars, labels, padding=2, fontsize=8)
            panel.set_title(f"{name}: {title}" if panel is panels[0] else title, fontsize=9)
            panel.tick_params(labelsize=8)
            panel.margins(x=0.18)
            panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, metadata={"Date": None})


def _part(share: Share | None) -> float:
    return share.found / share.of if share and share.of else 0.0


if __name__ == "__main__":
    main()
