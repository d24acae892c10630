"""How much of a table that is known came out of a reader: cells and amounts here, TEDS by docling-metrics-table.

Texts are compared in NFKC and without white space: full-width or half-width, and how lines break, is no difference.

    python -m bench._peer_figures    reads [[HTML, HTML], …] from standard input, prints their TEDS as JSON
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Cell = tuple[str, int, int]
Table = Sequence[Sequence[Cell]]
LONG = 40
"""Characters from which a cell counts as long: those that page ends and line breaks hurt."""
_AMOUNT = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?:[-~—]\d+(?:\.\d+)?)?分")


@dataclass(frozen=True, slots=True)
class Share:
    """So many found of so many."""

    found: int
    of: int

    def __str__(self) -> str:
        return f"{self.found}/{self.of}"


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def texts(tables: Iterable[Table]) -> list[str]:
    """What stands in the cells, those that are not empty."""
    return [text for table in tables for row in table for cell in row if (text := plain(cell[0]))]


def whole(known: Sequence[str], read: Sequence[str], least: int = 1) -> Share:
    """Cells of at least so many characters whose text is that of one cell that was read; each counts once."""
    wanted = Counter(text for text in known if len(text) >= least)
    return Share((wanted & Counter(read)).total(), wanted.total())


def amounts(known: Sequence[str], read: Sequence[str]) -> Share:
    """Amounts (0.25分, 0.2-0.6分) of the known cells that stand, whole, in a piece that was read of the same cell.

    A piece belongs to the known cell that it shares most runs of four characters with: a cell that came out in two
    pieces loses no amount by that, one that came out in another row or without its decimal point does.
    """
    wanted = {text: count for text, count in Counter(known).items() if _AMOUNT.search(text)}
    runs = {text: _runs(text) for text in Counter(known)}
    got: dict[str, Counter[str]] = {text: Counter() for text in wanted}
    for piece in read:
        mine = _runs(piece)
        best = max(runs, key=lambda text: (mine & runs[text]).total(), default=None)
        if best in got and mine & runs[best]:
            got[best] += Counter(_AMOUNT.findall(piece))
    found = of = 0
    for text, count in wanted.items():
        asked = Counter({amount: n * count for amount, n in Counter(_AMOUNT.findall(text)).items()})
        found += (asked & got[text]).total()
        of += asked.total()
    return Share(found, of)


def _runs(text: str) -> Counter[str]:
    return Counter(text[i : i + 4] for i in range(max(1, len(text) - 3)))


def html_of(tables: Iterable[Table]) -> str:
    """All tables of a file one below the other, as one."""
    rows = [
        "".join(f'<td rowspan="{tall}" colspan="{wide}">{escape(plain(text))}</td>' for text, tall, wide in row)
        for table in tables
        for row in table
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def main() -> None:
    from docling_metrics_table import TableMetric, TableMetricHTMLInputSample
    from docling_metrics_table.docling_metrics_table import TableMetricKind

    metric = TableMetric([TableMetricKind.TEDS])
    figures = []
    for known, read in json.load(sys.stdin):
        sample = TableMetricHTMLInputSample(id="0", html_a=known, html_b=read)
        evaluated = metric.evaluate_sample(sample)
        figures.append(evaluated.teds.teds)
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
