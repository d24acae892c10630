"""The labels of a run: which names with which points stand at each level, and which of them a damaged one may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rapidfuzz.distance import Indel, LCSseq

from normalize.layout.labels import split_label
from normalize.layout.rows import Row

Known = tuple[str, Decimal]
_ALIKE = 0.6
_MANY = 300
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千〇零")


@dataclass(frozen=True)
class Vocabulary:
    """Per level the whole labels (name, points) of the run, the damaged forms of others left out."""

    levels: tuple[frozenset[Known], ...]

    @cached_property
    def _by_points(self) -> tuple[dict[Decimal | None, list[Known]], ...]:
        found: list[dict[Decimal | None, list[Known]]] = []
        for known in self.levels:
            groups: dict[Decimal | None, list[Known]] = {None: sorted(known)}
            for label in groups[None]:
                groups.setdefault(label[1], []).append(label)
            found.append(groups)
        return tuple(found)

    def resolve(self, level: int, name: str, points: Decimal | None) -> Known | None:
        """The known label that a fragment is, None where none or several fit it equally well."""
        if level >= len(self.levels) or not name:
            return None
        if points is not None and (name, points) in self.levels[level]:
            return name, points
        labels = self._by_points[level].get(points, [])
        scored = sorted((-_likeness(name, label[0]), label) for label in labels)
        if not scored or not scored[0][0] or (len(scored) > 1 and scored[0][0] == scored[1][0]):
            return None
        return scored[0][1]


NOTHING = Vocabulary(())


Labels = tuple[tuple[Known, ...], ...]
"""Per level the labels of a sheet that stand with their points in one cell, as often as they come."""


def labels_of(rows: Sequence[Row]) -> Labels:
    """The labels of these rows."""
    levels: list[list[Known]] = []
    for row in rows:
        levels += [[] for _ in row.labels[len(levels) :]]
        for level, label in enumerate(row.labels):
            name, points = split_label(label.text.text) if label else ("", None)
            if name and points is not None:
                levels[level].append((name, points))
    return tuple(map(tuple, levels))


def vocabulary(sheets: Iterable[Labels]) -> Vocabulary:
    """The labels of all sheets of a run."""
    counts: list[Counter[Known]] = []
    for labels in sheets:
        counts += [Counter() for _ in labels[len(counts) :]]
        for count, found in zip(counts, labels, strict=False):
            count.update(found)
    return Vocabulary(tuple(_whole(count) for count in counts))


def _whole(counts: Counter[Known]) -> frozenset[Known]:
    """Without the damaged forms: of the same points, not more frequent, and with only part of the characters."""
    by_points: dict[Decimal, list[tuple[str, int]]] = defaultdict(list)
    for (name, points), count in counts.items():
        by_points[points].append((name, count))
    whole = set()
    for points, names in by_points.items():
        # of very many labels only those that recur can be what another was meant to be
        models = names if len(names) <= _MANY else [(name, count) for name, count in names if count > 1]
        whole |= {(name, points) for name, count in names if not _is_damaged(name, count, models)}
    return frozenset(whole)


def _is_damaged(name: str, count: int, models: Sequence[tuple[str, int]]) -> bool:
    return any(
        n != name
        and _numbered_alike(name, n)
        and ((c >= count and _within(name, n)) or (c > count and _within(n, name) and len(n) * 2 > len(name)))
        for n, c in models
    )


def _numbered_alike(one: str, other: str) -> bool:
    """Whether two names have the same numbers, or one has none: 第20类 is no damaged 第120类, 第十类 no 第十二类."""
    numbers = ["".join(character for character in name if character in _NUMERALS) for name in (one, other)]
    return numbers[0] == numbers[1] or not all(numbers)


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
