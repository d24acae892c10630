"""Labels, points, methods and assessors: what one copy's columns lost, taken from its siblings.

A name counts when two copies read it alike, or when it contains the torn ones: 党建与思想政治工作 contains 党建与思
and 思想政治 as subsequences. A name that is whole and like none of its siblings' is the department's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Indel

from normalize.siblings.alignment import fold
from normalize.siblings.copies import TaskCopy
from normalize.siblings.lookalikes import LOOK_ALIKES
from normalize.siblings.plausible import is_rare

_MANY = 3  # copies that agree
_NAME = 4  # characters of a name that one of them may be misread in
_NEAR = 0.7
# what is left of points behind a name: (2分分) (抂0分)
_POINTS_LEFT = regex.compile(r"\([^()]{0,2}\d[^()]{0,3}\)$")
_TELLING = frozenset("0123456789一二三四五六七八九十甲乙丙丁戊己庚辛上下左右前后内外大小中东西南北初高新旧正副男女本专")

Node = tuple[str, str | None]
Path = tuple[Node, ...]


@dataclass(frozen=True)
class LabelVote:
    """What should stand in a copy: its path, and the copies that say so for each node (support, heard)."""

    path: Path
    support: tuple[tuple[int, int], ...]
    sheets: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellVote:
    """What should stand in a copy's methods or assessors."""

    text: str
    support: int
    heard: int
    sheets: tuple[str, ...]


def vote_labels(copies: Sequence[TaskCopy], known: Mapping[str, int] | None = None) -> tuple[LabelVote | None, ...]:
    """For each copy the path to restore, None where it stands.

    `known` counts the sheets of the run that have a name: a category that is torn in every copy of this task may be
    whole in another's. Points are restored where lost, never changed. Copies that are not lossy vote and stand.
    """
    known = known or {}
    if len(copies) < 2:
        return tuple(None for _ in copies)
    model = _model(copies)
    columns = [_aligned(copy.path, model) for copy in copies]
    names = [
        _name([(copy, column[level]) for copy, column in zip(copies, columns, strict=True)], known)
        for level in range(len(model))
    ]
    read = [
        [(copy, column[level]) for copy, column in zip(copies, columns, strict=True)] for level in range(len(model))
    ]
    return tuple(_label_vote(copy, column, names, read, known) for copy, column in zip(copies, columns, strict=True))


@dataclass(frozen=True)
class _Choice:
    text: str | None
    support: int
    heard: int
    sheets: tuple[str, ...]
    rivals: tuple[str, ...] = ()


def _model(copies: Sequence[TaskCopy]) -> Path:
    """The path to align the others to: of the most usual length, the one whose names are most shared."""
    lengths = Counter(len(copy.path) for copy in copies)
    length = max(lengths, key=lambda n: (lengths[n], n))
    shared = Counter(fold(name).key for copy in copies for name, _ in copy.path)

    def merit(path: Path) -> tuple[int, int, list[str]]:
        keys = [fold(name).key for name, _ in path]
        return sum(shared[key] for key in keys if key), sum(map(len, keys)), keys

    return max((copy.path for copy in copies if len(copy.path) == length), key=merit)


def _aligned(path: Path, model: Path) -> tuple[Node | None, ...]:
    """The path's nodes at the model's levels, None where it has none: the assignment, in order, of most likeness."""
    best: dict[tuple[int, int], tuple[float, tuple[Node | None, ...]]] = {(0, 0): (0.0, ())}
    for i in range(len(path) + 1):
        for j in range(len(model) + 1):
            ways = []
            if i and j:
                score, done = best[i - 1, j - 1]
                ways.append((score + _likeness(path[i - 1], model[j - 1]), (*done, path[i - 1])))
            if j:
                score, done = best[i, j - 1]
                ways.append((score, (*done, None)))
            if i:
                ways.append(best[i - 1, j])
            if ways:
                best[i, j] = max(ways, key=lambda way: way[0])
    return best[len(path), len(model)][1]


def _likeness(one: Node, other: Node) -> float:
    a, b = fold(one[0]).key, fold(other[0]).key
    points = 0.3 if one[1] and one[1] == other[1] else 0.0
    if not a or not b:
        return 0.2 + points
    return Indel.normalized_similarity(a, b) + 0.01 + points


def _name(readings: Sequence[tuple[TaskCopy, Node | None]], known: Mapping[str, int]) -> _Choice:
    said = [(copy, node[0]) for copy, node in readings if node is not None and fold(node[0]).key]
    counts: Counter[str] = Counter()
    raws: dict[str, str] = {}
    for copy, name in said:
        counts[fold(name).key] += 1 if copy.lossy else 2
        raws[fold(name).key] = min(name, raws.get(fold(name).key, name))
    if not counts:
        return _Choice(None, 0, 0, ())

    def merit(key: str) -> tuple[float, int, str]:
        torn = sum(
            n
            for other, n in counts.items()
            if _inside(other, key) and (n < 2 or _looks_torn(other) or (known.get(key, 0) > 1 and other not in key))
        )
        return counts[key] + 0.9 * torn + (-1.0 if _looks_torn(key) else 0.5), len(key), key

    candidates = set(counts) | {name for name in known if known[name] > 1 and _explains(name, counts)}
    best = max(candidates, key=merit)
    sheets = tuple(sorted({copy.sheet for copy, name in said if fold(name).key == best}))
    backed = counts[best] > 1 or known.get(best, 0) > 1 or any(_inside(o, best) for o in counts if o != best)
    rivals = tuple(sorted(raws[key] for key in counts if key != best))
    return _Choice(raws.get(best, best) if backed and _balanced(best) else None, len(sheets), len(said), sheets, rivals)


def _explains(name: str, counts: Counter[str]) -> bool:
    return any(other != name and len(other) > 1 and _inside(other, name) for other in counts)


def _inside(part: str, whole: str) -> bool:
    """Whether `part` is a subsequence of `whole`, and more than a doubled character short of it."""
    rest = iter(whole)
    return len(part) + 1 < len(whole) and all(c in rest for c in part)


def _looks_torn(name: str) -> bool:
    return len(name) < 2 or not _balanced(name) or name[0] in "(与和及、)" or name[-1] in "(与和及、"


def _balanced(name: str) -> bool:
    return name.count("(") == name.count(")") and name.count("《") == name.count("》")


def _points(readings: Sequence[tuple[TaskCopy, Node | None]], name: str = "") -> _Choice:
    """The points that most give; those of another name than this one have none to give."""
    if key := fold(name).key:
        readings = [
            (copy, node)
            for copy, node in readings
            if node and (fold(node[0]).key == key or _inside(fold(node[0]).key, key))
        ]
    said = [(copy, node[1]) for copy, node in readings if node is not None and node[1]]
    counts = Counter(points for _, points in said)
    if not counts:
        return _Choice(None, 0, 0, ())
    best = max(counts, key=lambda p: (counts[p], str(p)))
    agreed = counts[best] * 2 > len(said)
    sheets = tuple(sorted({copy.sheet for copy, points in said if points == best}))
    return _Choice(best if agreed else None, counts[best], len(said), sheets)


def _label_vote(
    copy: TaskCopy,
    column: Sequence[Node | None],
    names: Sequence[_Choice],
    read: Sequence[Sequence[tuple[TaskCopy, Node | None]]],
    known: Mapping[str, int],
) -> LabelVote | None:
    if not copy.lossy or any(node not in column for node in copy.path if fold(node[0]).key):
        return None  # what has no place beside the others is the copy's own
    path: list[Node] = []
    support: list[tuple[int, int]] = []
    sheets: set[str] = set()
    rivals: list[str] = []
    for node, name, readings in zip(column, names, read, strict=True):
        if node is None and (name.text is None or (name.support < 2 and not name.sheets)):
            continue
        own_name, own_points = node or ("", None)
        point = _points(readings)
        alike = point.text is not None and (own_points or point.text) == point.text
        new_name = name.text if name.text is not None and _torn(own_name, name, known, alike) else own_name
        point = _points(readings, new_name)
        new_points = own_points or point.text
        path.append((new_name, new_points))
        support.append((name.support, name.heard))
        if new_name != own_name:
            sheets.update(name.sheets)
            rivals += name.rivals
        if new_points != own_points:
            sheets.update(point.sheets)
    if tuple(path) == copy.path or len(path) < len(copy.path):
        return None
    return LabelVote(tuple(path), tuple(support), tuple(sorted(sheets)), tuple(dict.fromkeys(rivals)))


def _torn(own: str, name: _Choice, known: Mapping[str, int], same_points: bool) -> bool:
    """Whether the copy's name is a damaged reading of the agreed one, not a name of its own."""
    mine, agreed = fold(own).key, fold(name.text or "").key
    if mine == agreed or known.get(mine, 0) > max(1, name.support // 2):
        return False
    if not mine or _inside(mine, agreed) or not _balanced(mine):
        return True
    if name.support < 2:
        return False
    mine = str(_POINTS_LEFT.sub("", mine)) or mine
    if mine == agreed:
        return True
    if same_points and name.support >= _MANY and _misspelt(mine, agreed):
        return True
    if len(mine) != len(agreed):
        return abs(len(mine) - len(agreed)) == 1 and Indel.distance(mine, agreed) == 1
    # 资产管理 is not 财务管理: what differs must look alike, or be no common character.
    wrong = [(a, b) for a, b in zip(mine, agreed, strict=True) if a != b]
    misread = sum((a, b) in LOOK_ALIKES or is_rare(a) for a, b in wrong)
    return len(wrong) * 2 <= len(mine) and misread * 2 >= len(wrong)


def _misspelt(mine: str, agreed: str) -> bool:
    """Nearly the agreed name, and what it has instead is no word of its own: 保证证标, 公3会务, 结对帮.

    教务管理 is not 教学管理: each of its characters is as good as the other's.
    """
    if len(agreed) < _NAME or Indel.normalized_similarity(mine, agreed) < _NEAR:
        return False
    wrong = "".join(mine[op.src_start : op.src_end] for op in Indel.opcodes(mine, agreed) if op.tag == "delete")
    counted = Counter(c for c in mine if c in _TELLING) - Counter(c for c in agreed if c in _TELLING)
    if counted and any(c in _TELLING for c in agreed):
        return False  # 二类目标 is not 一类目标
    return all(mine.count(c) > 1 or is_rare(c) or not "\u4e00" <= c <= "\u9fff" for c in wrong)


def vote_cells(copies: Sequence[TaskCopy], cell: str) -> tuple[CellVote | None, ...]:
    """For each copy its `cell` ("methods" or "assessors") where it was lost and all siblings agree; else None."""
    said = [(copy.sheet, str(getattr(copy, cell))) for copy in copies]
    filled = [(sheet, text) for sheet, text in said if fold(text).key]
    keys = {fold(text).key for _, text in filled}
    if len(keys) != 1 or len(filled) < 2:
        return tuple(None for _ in copies)
    vote = CellVote(min(text for _, text in filled), len(filled), len(filled), tuple(sorted(s for s, _ in filled)))
    return tuple(
        vote if copy.lossy and not fold(text).key else None for copy, (_, text) in zip(copies, said, strict=True)
    )
