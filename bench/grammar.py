"""Criteria a second through the clause grammar, in one process: `python -m bench.grammar [--seconds S]`.

The corpus is made from the case tables in tests/cases: every criterion alone, and joined in threes for length.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from normalize.clause.clauses import read_criterion

ROOT = Path(__file__).resolve().parent.parent


def corpus() -> list[str]:
    """The criteria of the case tables, then the same three at a time."""
    texts = []
    for path in sorted((ROOT / "tests" / "cases").glob("clauses_*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            if lines:
                texts.append(lines[0].removeprefix("[awards]"))
    return texts + ["".join(texts[i : i + 3]) for i in range(0, len(texts) - 2, 3)]


def main() -> None:
    """Read the corpus over and over for so many seconds and print the rate."""
    parser = argparse.ArgumentParser(description="Criteria a second through the clause grammar, in one process.")
    parser.add_argument("--seconds", type=float, default=3.0, help="CPU seconds to go on for (default: 3)")
    seconds = parser.parse_args().seconds
    texts = corpus()
    characters = sum(map(len, texts))
    for text in texts:
        read_criterion(text)
    rounds, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        for text in texts:
            read_criterion(text)
        rounds += 1
    spent = time.process_time() - begin
    print(f"{len(texts)} criteria of {characters / len(texts):.0f} characters on average")
    print(f"{rounds * len(texts) / spent:,.0f} criteria/s  {rounds * characters / spent:,.0f} characters/s")


if __name__ == "__main__":
    main()
