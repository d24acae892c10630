"""Decisions on texts, applied where texts are still traced: each is a repair named DECISION with its id as support.

A decision finds its node by id or by place, and in either case by the text it was made on. One that finds none is not
applied; `normalize.settle` says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rapidfuzz.distance import Indel

from normalize.clause.reading import Item
from normalize.layout.draft import DraftTask
from normalize.layout.labels import squash
from normalize.text.traced import TracedText
from schemas import Anchor, CorrectText, Decided, Join, Split, Undo

DECISION = "decision"

Decisions = Sequence[Decided | Undo]
Spot = tuple[str, Anchor]
"""A cell: Source.id and anchor."""
T = TypeVar("T", bound=Decided)


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered item of a cell that is about to be read: `text` may be its own copy; `end` is where the next begins.

    `id` is the criterion's; a duty has that of its task.
    """

    id: str
    text: TracedText
    item: Item
    end: int

    @property
    def body(self) -> str:
        return self.text.text[self.item.text_start : self.item.text_end]

    @property
    def spots(self) -> frozenset[Spot]:
        return _spots(self.text)


def in_force(decisions: Decisions) -> tuple[Decided, ...]:
    """The decisions that no undo takes back, in the order they were made, whatever their order in the file."""
    ordered = sorted({decision.id: decision for decision in decisions}.values(), key=lambda d: (d.when, d.id))
    undone: set[str] = set()
    for decision in reversed(ordered):
        if isinstance(decision, Undo) and decision.id not in undone:
            undone.add(decision.decision)
    return tuple(d for d in ordered if not isinstance(d, Undo) and d.id not in undone)


def reason(decision: Decided) -> str:
    """What the evidence says of a decision."""
    return f"decided by {decision.who}" + (f": {decision.note}" if decision.note else "")


@dataclass
class Replay:
    """The decisions of one run while they are applied; `applied` and `problems` (by decision id, in
    English and Chinese) grow.

    `paths` gives the path of each source of the run by its id; `moments` when each decision was made, those that were
    taken back included.
    """

    decisions: tuple[Decided, ...] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    moments: Mapping[str, str] = field(default_factory=dict)
    applied: set[str] = field(default_factory=set)
    problems: dict[str, tuple[str, str]] = field(default_factory=dict)
    _by_node: dict[str, list[Decided]] = field(init=False)
    _by_place: dict[Spot, list[Decided]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_node, self._by_place = defaultdict(list), defaultdict(list)
        for decision in self.decisions:
            self._by_node[decision.where].append(decision)
            if decision.place is not None:
                self._by_place[decision.place.path, decision.place.anchor].append(decision)

    def stands_at(self, decision: Decided, spots: Iterable[Spot]) -> bool:
        """Whether a decision was made on one of these cells: the same file by name, the same cell."""
        place = decision.place
        return place is not None and any(
            anchor == place.anchor and self.paths.get(source) == place.path for source, anchor in spots
        )

    def about(self, kinds: type[T] | tuple[type[T], ...], ids: Sequence[str], spots: Iterable[Spot]) -> Iterator[T]:
        """The decisions of these kinds that may be about one of the nodes, in order, each until it is applied."""
        if not self.decisions:
            return
        found = {d.id: d for node in ids for d in self._by_node.get(node, ())}
        for source, anchor in spots:
            found |= {d.id: d for d in self._by_place.get((self.paths.get(source, ""), anchor), ())}
        for decision in sorted(found.values(), key=lambda d: (d.when, d.id)):
            if isinstance(decision, kinds) and decision.id not in self.applied:
                yield decision

    def cells(self, task: DraftTask, task_id: str) -> DraftTask:
        """The task with its duties or criteria, as a whole, as decided."""
        if not self.decisions:
            return task
        duties = self._cell(task.duties, "duties", task_id)
        return replace(task, duties=duties, criteria=self._cell(task.criteria, "criteria", task_id))

    def _cell(self, text: TracedText, part: str, task_id: str) -> TracedText:
        for decision in self.about(CorrectText, (task_id,), _spots(text)):
            if decision.part == part and squash(decision.text) == squash(text.raw):
                self.applied.add(decision.id)
                text = corrected(text, 0, len(text.text), decision.to, decision)
        return text

    def duties(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """The duties of a task with those that were decided on as decided."""
        return self._replayed(entries, "duty", lambda entry: entry.body.replace("\n", ""))

    def criteria(self, entries: Sequence[Entry], make_id: Callable[[str, str], str]) -> tuple[Entry, ...]:
        """The criteria of a task as decided: corrected, split, joined. `make_id(criterion, text)` names a new one."""
        return self._replayed(entries, "criterion", lambda entry: entry.body, make_id)

    def _replayed(
        self,
        entries: Sequence[Entry],
        part: str,
        shown: Callable[[Entry], str],
        make_id: Callable[[str, str], str] | None = None,
    ) -> tuple[Entry, ...]:
        result = list(entries)
        if not self.decisions or not result:
            return tuple(result)
        spots = frozenset(spot for entry in result for spot in entry.spots)
        seen: set[str] = set()
        while True:  # a split makes nodes that later decisions may be about
            waiting = self.about((CorrectText, Split, Join), [entry.id for entry in result], spots)
            decision = next((d for d in waiting if d.id not in seen), None)
            if decision is None:
                return tuple(result)
            seen.add(decision.id)
            if (decision.part if isinstance(decision, CorrectText) else "criterion") != part:
                continue
            at = self._position(result, decision, shown)
            if at is None:
                continue
            if isinstance(decision, CorrectText):
                result[at] = _with_text(result[at], decision.to, decision)
            elif isinstance(decision, Split) and make_id is not None:
                parts = _split(result[at], decision, make_id)
                if parts is None:
                    self.problems[decision.id] = ("the parts do not give the text", "各部分拼合后与原文不符")
                    continue
                result[at : at + 1] = parts
            elif isinstance(decision, Join):
                if at + 1 >= len(result) or result[at + 1].body != decision.other_text:
                    continue
                result[at : at + 2] = [_joined(result[at], result[at + 1], decision)]
            self.applied.add(decision.id)

    def _position(self, entries: Sequence[Entry], decision: Decided, shown: Callable[[Entry], str]) -> int | None:
        """The entry that a decision is about: by id, else by place, where the text is the one it was made on."""
        same = [i for i, entry in enumerate(entries) if shown(entry) == decision.text]
        by_id = [i for i in same if entries[i].id == decision.where]
        if by_id:
            return by_id[0]
        by_place = [i for i in same if self.stands_at(decision, entries[i].spots)]
        return by_place[0] if len(by_place) == 1 else None


def replay_of(decisions: Decisions, paths: Mapping[str, str]) -> Replay:
    """The replay of a run's decisions, in force or not; `paths` as in Replay."""
    return Replay(in_force(decisions), paths, {decision.id: decision.when for decision in decisions})


def _spots(text: TracedText) -> frozenset[Spot]:
    return frozenset((piece.cell.source, piece.cell.anchor) for piece in text.pieces)


def corrected(text: TracedText, start: int, end: int, to: str, decision: Decided) -> TracedText:
    """`text` with start..end reading `to`, changed only where they differ, so that what stays keeps its origin."""
    changes = [
        (start + op.src_start, start + op.src_end, to[op.dest_start : op.dest_end])
        for op in _changes(text.text[start:end], to)
    ]
    return text.edit(changes, DECISION, reason(decision), support=decision.id)


@dataclass(frozen=True, slots=True)
class _Change:
    src_start: int
    src_end: int
    dest_start: int
    dest_end: int


def _changes(before: str, after: str) -> list[_Change]:
    """What differs, neighbours together: an insertion beside a deletion is one replacement."""
    found: list[_Change] = []
    for op in Indel.opcodes(before, after):
        if op.tag == "equal":
            continue
        if found and (found[-1].src_end, found[-1].dest_end) == (op.src_start, op.dest_start):
            found[-1] = replace(found[-1], src_end=op.src_end, dest_end=op.dest_end)
        else:
            found.append(_Change(op.src_start, op.src_end, op.dest_start, op.dest_end))
    return found


def _with_text(entry: Entry, to: str, decision: Decided) -> Entry:
    item = entry.item
    text = corrected(entry.text, item.text_start, item.text_end, to, decision)
    delta = len(text.text) - len(entry.text.text)
    return replace(entry, text=text, item=replace(item, text_end=item.text_end + delta), end=entry.end + delta)


def _split(entry: Entry, decision: Split, make_id: Callable[[str, str], str]) -> list[Entry] | None:
    """The parts in the entry's text, one after the other with nothing but white space between; None if they are not."""
    spans: list[tuple[int, int]] = []
    at = entry.item.text_start
    for part in decision.parts:
        start = entry.text.text.find(part, at, entry.item.text_end) if part.strip() else -1
        if start < 0 or entry.text.text[at:start].strip():
            return None
        spans.append((start, start + len(part)))
        at = start + len(part)
    if entry.text.text[at : entry.item.text_end].strip():
        return None
    parts = []
    for n, (start, end) in enumerate(spans):
        following = spans[n + 1][0] if n + 1 < len(spans) else entry.end
        item = replace(entry.item, text_start=start, text_end=end)
        if n:
            item = replace(item, start=start, number=None, section_span=None)
        name = entry.id if n == 0 else make_id(entry.id, entry.text.text[start:end])
        parts.append(Entry(name, entry.text, replace(item, end=end), following))
    return parts


def _joined(first: Entry, second: Entry, decision: Join) -> Entry:
    """Both as one; the number of the second goes. Where either was corrected, each in a copy of the cell's text, the
    second's place in the first's copy is put to what the second reads now."""
    shift = len(first.text.text) - len(second.text.text)  # a copy differs from the cell only within its own item
    gap, stop = first.item.text_end, second.item.text_end + shift
    if second.text is first.text:
        text = first.text.edit([(gap, second.item.text_start, "")], DECISION, reason(decision), support=decision.id)
    else:
        text = corrected(first.text, gap, stop, second.body, decision)
    at = gap + len(second.body)
    return Entry(first.id, text, replace(first.item, text_end=at, end=at), second.end + shift + at - stop)
