"""Accuracy over layouts: python -m bench.layouts [--seeds N] [--from SEED] [--show N]

Sheets of an invented institution, their layout drawn at random (tests/layouts.py: columns, merged or repeated labels,
bands, amounts in columns, titles, totals and more), are written as HTML, pipes and frames in Markdown, Word and PDF,
and as pipes of converters that forget how high merged cells are (ragged) or fill all that they cover (filled). They are
read, and held against what they say: paths with points, duties, criteria and rules. A file is `right`; or wrong with a
flag of severity warning or error; or wrong and `silent`. `flagged` are files that are right and have such a flag.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from extract import read_document
from normalize import build_rulebook
from schemas import Rulebook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from layouts import Case, drawn, told
from typeset import LOSSY, WRITERS

FIGURES = ("right", "wrong", "silent", "flagged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, metavar="N", help="sheets (default 200)")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED", help="the first seed (default 0)")
    parser.add_argument(
        "--show", type=int, default=5, metavar="N", help="files that are not right, to name (default 5)"
    )
    args = parser.parse_args()
    writers = WRITERS | LOSSY
    counts = {name: Counter[str]() for name in writers}
    shown: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.first, args.first + args.seeds):
            case = drawn(seed)
            for name, write in writers.items():
                file = Path(folder, name)
                file.write_bytes(write(case))
                found = verdict(case, build_rulebook([read_document(file, Path(folder))]))
                counts[name][found] += 1
                if found not in ("right", "flagged"):
                    shown.append(f"{found}: seed {seed}, {name}: {case.layout}")
    print(f"| file | {' | '.join(FIGURES)} |")
    print("|---|" + "--:|" * len(FIGURES))
    for name, figures in counts.items():
        print(f"| {name} | {' | '.join(str(figures[figure]) for figure in FIGURES)} |")
    print(*shown[: args.show], sep="\n")


def verdict(case: Case, book: Rulebook) -> str:
    """One of FIGURES."""
    flagged = any(anomaly.severity != "info" for anomaly in book.anomalies)
    said = [(sheet.department, sheet.year) for sheet in book.sheets] == [(case.department, case.year)]
    if said and told(book) == case.tasks:
        return "flagged" if flagged else "right"
    return "wrong" if flagged else "silent"


if __name__ == "__main__":
    main()
