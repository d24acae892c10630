"""The labels of a run: which names with which points stand at each level, and which of them a damaged one may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz.distance import Indel, LCSseq

from normalize.labels import split_label
from normalize.rows import Row

Known = tuple[str, Decimal]
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Per level the whole labels (name, points) of the run, the damaged forms of others left out."""

    levels: tuple[tuple[Known, ...], ...]

    def resolve(self, level: int, name: str, points: Decimal | None) -> Known | None:
        """The known label that a fragment is, None where none or several fit it equally well."""
        known = self.levels[level] if level < len(self.levels) else ()
        scored = [(_likeness(name, label[0]), label) for label in known if points is None or points == label[1]]
        scored = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
        if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
            return None
        return scored[0][1]


def vocabulary(sheets: Iterable[Sequence[Row]]) -> Vocabulary:
    """The labels that stand with their points in one cell, over all sheets of a run."""
    counts: list[Counter[Known]] = []
    for rows in sheets:
        for row in rows:
            for level, label in enumerate(row.labels):
                if label is None:
                    continue
                name, points = split_label(label.text.text)
                while len(counts) <= level:
                    counts.append(Counter())
                if name and points is not None:
                    counts[level][(name, points)] += 1
    return Vocabulary(tuple(_whole(count) for count in counts))


def _whole(counts: Counter[Known]) -> tuple[Known, ...]:
    """Without the damaged forms: of the same points, not more frequent, and with only part of the characters."""
    whole = []
    for name, points in counts:
        others = [(n, counts[(n, p)]) for n, p in counts if p == points and n != name]
        damaged = any(
            count >= counts[(name, points)] and (_within(name, n) or (_within(n, name) and len(n) * 2 > len(name)))
            for n, count in others
        )
        if not damaged:
            whole.append((name, points))
    return tuple(sorted(whole))


def _within(part: str, whole: str) -> bool:
    """Whether the characters of `part` stand in `whole` in the same order."""
    return int(LCSseq.similarity(part, whole)) == len(part)


def _likeness(fragment: str, name: str) -> float:
    if not fragment:
        return 0.0
    if _within(fragment, name):
        return 0.5 + len(fragment) / len(name) / 2
    likeness = float(Indel.normalized_similarity(fragment, name))
    return likeness if likeness >= _ALIKE else 0.0
