"""Accuracy floors on sources that do not ship: floors.py SHARED holds them, and fails where a figure falls below.

SHARED holds sources/, gold/ and the judge `evaluate`, which is run as it is: the program does not grade itself here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

Floors = Mapping[str, float]

CLEAN: Floors = {
    "task": 1.0,
    "duty": 0.99,
    "criterion": 1.0,
    "methods": 1.0,
    "assessors": 1.0,
    "rule": 0.99,
    "full": 0.97,
    "subject": 0.9,
}
SOURCES: dict[str, Floors] = {
    "two-sheets.docx": CLEAN,
    "two-sheets.pdf": {**CLEAN, "duty": 0.98, "criterion": 0.99},
    "four-sheets-ocr.md": {
        "task": 0.97,
        "duty": 0.95,
        "criterion": 0.97,
        "methods": 0.9,
        "assessors": 0.9,
        "rule": 0.985,
        "full": 0.97,
        "subject": 0.9,
    },
    "two-sheets-scan.pdf": {"task": 1.0, "criterion": 0.95, "rule": 0.98},
}
CRITERIA: Floors = {"criterion": 0.99, "rule": 0.96, "full": 0.93, "subject": 0.85}
SILENT = {"two-sheets.docx": 0.0, "two-sheets.pdf": 0.0, "four-sheets-ocr.md": 0.003, "two-sheets-scan.pdf": 0.005}
SILENT_CRITERIA = 0.01

RULEBOOK = Path(sys.executable).with_name("rulebook")


def main(shared: Path) -> int:
    misses = 0
    for name, figures, floors, silent in measured(shared):
        below = [f"{figure} {figures[figure]} < {floor}" for figure, floor in floors.items() if figures[figure] < floor]
        if figures["silent"] > silent:
            below.append(f"silent {figures['silent']} > {silent}")
        shown = "  ".join(f"{figure} {figures[figure]}" for figure in (*floors, "silent"))
        print(f"{'BELOW' if below else 'ok':6}{name}: {', '.join(below) or shown}")
        misses += len(below)
    print(f"accuracy floors: {misses} missed" if misses else "accuracy floors: all held")
    return 1 if misses else 0


def measured(shared: Path) -> Iterator[tuple[str, Mapping[str, float], Floors, float]]:
    """Name, figures, floors and the ceiling of `silent` for each source against each gold file."""
    golds = sorted((shared / "gold").glob("*.json"))
    with tempfile.TemporaryDirectory() as scratch:
        for name, floors in SOURCES.items():
            out = Path(scratch) / name
            run([str(RULEBOOK), "extract", str(shared / "sources" / "2020" / name), "-o", str(out)])
            book = next(out.rglob("rulebook.json"))
            for gold in golds:
                yield f"{name} {gold.stem}", judge(shared, book, gold), floors, SILENT[name]
        for text in sorted((shared / "gold" / "wild").glob("*.txt")):
            book = Path(scratch) / f"{text.stem}.json"
            book.write_bytes(run([str(RULEBOOK), "criteria", str(text)]))
            yield text.stem, judge(shared, book, text.with_suffix(".json")), CRITERIA, SILENT_CRITERIA


def judge(shared: Path, book: Path, gold: Path) -> Mapping[str, float]:
    judged: dict[str, float] = json.loads(
        run([sys.executable, str(shared / "evaluate"), str(book), str(gold), "--json"])
    )
    return judged


def run(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return done.stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: floors.py SHARED")
    sys.exit(main(Path(sys.argv[1])))
