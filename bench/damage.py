"""Accuracy over damage: python -m bench.damage [GOLD.json] [--seeds N] [--plot FILE.png]

The sheets of a gold file (the sample year's, unless another is named) are written as clean Markdown, damaged at a
rate in seeded places, read by the program and held against the gold. A rate is the share of what a kind strikes:
characters, printed lines, rows, cells or labels. One table a figure: kinds down, rates across; `all` has every kind
at once. `silent` is the share of the gold's rules that are wrong or lost with no flag at them. --plot draws the
figures of `all` and the silent errors of each kind (needs matplotlib: pip install -e .[bench]).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from extract.markdown.reader import read_blocks
from normalize import build_rulebook
from rulebook.figures.compare import view_book
from rulebook.figures.evaluate import evaluate
from schemas import Document, Rulebook, Source
from tests.damage import LAYOUT_KINDS, LayoutKind, Pages, Row, damage

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "sample" / "gold-2020.json"
RATES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08)
FIGURES = ("task", "criterion", "rule", "silent")
HEADER = (
    "| 类别 | 项目 | 名称 | 主要任务/考核内容 | 成果及分值/考核评价标准 | 评价方法 | 考核单位 |\n" + "|---" * 7 + "|\n"
)

CHARACTERS: Mapping[str, Sequence[str]] = {
    "spaces in numbers": ("number-spaced",),
    "look-alikes": ("look-alike",),
    "other characters": ("random", "borrowed"),
    "lost characters": ("lost",),
    "doubled characters": ("doubled",),
}
Json = Mapping[str, Any]


def characters(pages: Pages, rate: float, rng: Random, kinds: Sequence[str]) -> None:
    """Characters of every cell struck; a layout kind like the others."""
    for row in (row for page in pages for row in page):
        row.cells = [damage(cell, rate, rng.random().hex(), kinds).text for cell in row.cells]


KINDS: dict[str, LayoutKind] = {
    **{name: partial(characters, kinds=kinds) for name, kinds in CHARACTERS.items()},
    **LAYOUT_KINDS,
}


def every_kind(pages: Pages, rate: float, rng: Random) -> None:
    """All kinds at once; of the characters so many are struck that a share `rate` is, whatever the kind."""
    for kind in LAYOUT_KINDS.values():
        kind(pages, rate, rng)
    characters(pages, rate, rng, [kind for kinds in CHARACTERS.values() for kind in kinds])


def pages_of(sheet: Json) -> Pages:
    """The rows of a sheet on one page, clean: a merged cell's text in the first of its rows."""
    rows: list[Row] = []
    above: list[list[str]] = []
    for task in sheet["tasks"]:
        labels = [f"{name}({points}分)" if points else name for name, points in task["path"]]
        shown = [label if task["path"][: i + 1] != above[: i + 1] else "" for i, label in enumerate(labels)]
        above = task["path"]
        duties = "".join(numbered(duty) for duty in task["duties"])
        hung = len(labels) == 1
        names = [shown[0], duties, ""] if hung else [shown[0], "" if len(shown) < 3 else shown[1], shown[-1]]
        if len(labels) == 2:  # one label over both columns
            names = [shown[0], shown[1], ""]
        others = ["、".join(task["methods"]), " ".join(task["assessors"])]
        rows.append(Row([*names, "" if hung else duties, criteria(task), *others], hung))
    return [rows]


def numbered(item: Json) -> str:
    if not item["number"]:
        return str(item["text"])
    return f"{item['number']}{'. ' if item['number'].isdigit() else '、'}{item['text']}"


def criteria(task: Json) -> str:
    parts, section = [], None
    for item in task["criteria"]:
        if item["section"] != section:
            section = item["section"]
            parts.append(f"{section} ")
        parts.append(numbered(item) + (" " if item["number"] else "<br>"))
    return "".join(parts) + "".join(f"(备注:{note})" for note in task["notes"])


def markdown(sheet: Json, strike: Callable[[Pages], None]) -> str:
    pages = pages_of(sheet)
    strike(pages)
    tables = [HEADER + "".join(f"| {' | '.join(row.cells)} |\n" for row in page) for page in pages]
    return f"# {sheet['department']}{sheet['year']}年度绩效目标量化考核任务表\n\n" + "\n".join(tables)


def read(texts: Sequence[str]) -> Rulebook:
    documents = []
    for i, text in enumerate(texts):
        digest = hashlib.sha256(f"{i}{text}".encode()).hexdigest()
        source = Source(id=digest[:12], path=f"{i:03}.md", sha256=digest, medium="markdown")
        documents.append(Document(source=source, blocks=read_blocks(text)))
    return build_rulebook(documents)


@dataclass(frozen=True)
class Trial:
    """One run: a kind of KINDS or `all`, a rate, a seed. `alone`: each sheet is read without its siblings."""

    gold: Path
    kind: str
    rate: float
    seed: int
    alone: bool = False


def figures(trial: Trial) -> dict[str, float | int]:
    """The figures of `rulebook evaluate` for one trial."""
    gold = json.loads(trial.gold.read_bytes())
    strike = every_kind if trial.kind == "all" else KINDS[trial.kind]
    texts = []
    for number, sheet in enumerate(gold["sheets"]):
        rng = Random(f"{trial.kind} {trial.rate} {trial.seed} {number}")
        texts.append(markdown(sheet, lambda pages, rng=rng: strike(pages, trial.rate, rng)))  # type: ignore[misc]
    groups = [[text] for text in texts] if trial.alone else [texts]
    books = [json.loads(read(group).model_dump_json()) for group in groups]
    merged = {name: [item for book in books for item in book[name]] for name in ("sheets", "anomalies")}
    return evaluate(view_book(merged), view_book(gold)).figures


Means = dict[tuple[str, float], dict[str, float]]


def measure(trials: Sequence[Trial]) -> Means:
    """The mean over seeds of each figure, by kind (`alone` marked) and rate."""
    found: dict[tuple[str, float], list[dict[str, float | int]]] = {}
    with ProcessPoolExecutor(max_workers=2) as workers:
        for trial, got in zip(trials, workers.map(figures, trials), strict=True):
            name = f"{trial.kind}, no siblings" if trial.alone else trial.kind
            found.setdefault((name, trial.rate), []).append(got)
    return {
        key: {name: sum(got[name] for got in several) / len(several) for name in several[0]}
        for key, several in found.items()
    }


def show(means: Means) -> None:
    kinds = list(dict.fromkeys(kind for kind, _ in means))
    for figure in FIGURES:
        print(f"\n{figure:24}" + "".join(f"{rate:>8.1%}" for rate in RATES))
        for kind in kinds:
            print(f"  {kind:22}" + "".join(f"{means[kind, rate][figure]:8.3f}" for rate in RATES))


def plot(means: Means, path: Path) -> None:
    """Left: the figures with every kind of damage at once. Right: silent errors, kind by kind."""
    from matplotlib import pyplot

    rates = [100 * rate for rate in RATES]
    shown, (left, right) = pyplot.subplots(1, 2, figsize=(12.5, 4.4), layout="constrained")
    for figure, colour in zip(("task", "criterion", "rule"), ("#4c78a8", "#f58518", "#54a24b"), strict=True):
        for kind, style in (("all", "-"), ("all, no siblings", "--")):
            label = figure if style == "-" else f"{figure}, one sheet alone"
            left.plot(
                rates, [100 * means[kind, r][figure] for r in RATES], style, color=colour, marker="o", ms=3, label=label
            )
    left.set(
        title="accuracy, all kinds of damage at once",
        xlabel="damage (% of characters, lines, rows, cells)",
        ylabel="F1 (%)",
    )
    left.legend(fontsize=8)
    for kind in (kind for kind in KINDS if any(means[kind, r]["silent"] > 0.0005 for r in RATES)):
        right.plot(rates, [100 * means[kind, r]["silent"] for r in RATES], marker="o", ms=3, label=kind)
    right.plot(rates, [100 * means["all", r]["silent"] for r in RATES], "k-", lw=2, label="all at once")
    right.set(title="silent errors: wrong or lost rules without a flag", xlabel="damage (%)", ylabel="% of all rules")
    right.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.set_ylim(bottom=0)
    shown.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=SAMPLE, help="gold file (default: the sample year's)")
    parser.add_argument("--seeds", type=int, default=1, help="runs for each kind and rate")
    parser.add_argument("--plot", type=Path, help="draw a picture into this PNG")
    options = parser.parse_args()
    trials = [
        Trial(options.gold, kind, rate, seed)
        for kind in (*KINDS, "all")
        for rate in RATES
        for seed in range(options.seeds if rate else 1)
    ]
    trials += [replace(trial, alone=True) for trial in trials if trial.kind == "all"]
    means = measure(trials)
    show(means)
    if options.plot:
        plot(means, options.plot)


if __name__ == "__main__":
    main()
