"""Sheets of one run held against each other: what one copy of a task lost is taken from its siblings.

Every restored character is an edit named CONSENSUS with its support and the sheets that gave it; Word and digital
PDF copies vote and are never altered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import regex

from normalize.layout.draft import DraftSheet, DraftTask, Flag, Node
from normalize.layout.labels import squash
from normalize.layout.sums import infer_points
from normalize.siblings.clusters import cluster
from normalize.siblings.copies import TaskCopy, Vote
from normalize.siblings.garbled import vote_garbled
from normalize.siblings.glued_units import part_units
from normalize.siblings.label_votes import LabelVote, vote_cells, vote_labels
from normalize.siblings.plausible import Evidence as Known
from normalize.siblings.plausible import count_characters
from normalize.siblings.seams import is_torn, mend_seams, seams
from normalize.siblings.votes import Hearing
from normalize.text.traced import EMPTY, Edit, TracedText
from schemas import Anomaly, Evidence, Severity, make_anomaly

CONSENSUS = "consensus"
_REASON = "the other sheets' copies of this text read so"
_ROLES = ("duties", "criteria")
# a department's own wording needs no flag; a whole clause that only its copy lacks may be lost
_WORTH_A_FLAG = 8
_DIGIT = regex.compile(r"\d")

Place = tuple[int, int]  # (sheet, task)


def reconcile(drafts: Sequence[DraftSheet]) -> tuple[DraftSheet, ...]:
    """The drafts with what their siblings restore; the same whatever the order of the drafts."""
    drafts = part_units(drafts)
    if any(draft.lossy for draft in drafts):
        texts = [text.text for draft in drafts for task in draft.tasks for text in (task.duties, task.criteria)]
        drafts = mend_seams(drafts, count_characters(texts).pairs)
    places = [(s, t) for s, draft in enumerate(drafts) for t, task in enumerate(draft.tasks) if task.path]
    copies = [_copy(drafts[s], t) for s, t in places]
    if not any(copy.lossy for copy in copies):
        return tuple(drafts)
    groups = [group for group in cluster(copies) if len(group) > 1]
    tasks = {place: drafts[place[0]].tasks[place[1]] for place in places}
    known = count_characters(text for copy in copies for text in copy.texts.values())
    _restore_texts(tasks, places, copies, groups, known)
    labels = _label_votes(places, copies, groups)
    for i, vote in vote_garbled(copies, known.pairs).items():
        labels.setdefault(places[i], vote)
    result = []
    for s, draft in enumerate(drafts):
        own = [tasks.get((s, t), task) for t, task in enumerate(draft.tasks)]
        own = _restored_labels(own, {t: vote for (sheet, t), vote in labels.items() if sheet == s})
        result.append(replace(draft, tasks=infer_points(tuple(own))))
    return tuple(result)


def _copy(draft: DraftSheet, position: int) -> TaskCopy:
    task = draft.tasks[position]
    return TaskCopy(
        sheet=draft.id,
        lossy=draft.lossy,
        position=position,
        path=tuple((node.name, None if node.points is None else str(node.points)) for node in task.path),
        texts={role: getattr(task, role).text[_own_number(task, role) :] for role in _ROLES},
        methods=" ".join(text.text for text in task.methods),
        assessors=" ".join(text.text for text in task.assessors),
        torn=task.torn,
    )


_ITEM_NUMBER = regex.compile(r"\s*\d{1,2}\s*[.．、]\s*")


def _own_number(task: DraftTask, role: str) -> int:
    """Where the text of a row hung under its category begins after its number: 7. here may be 8. in another sheet."""
    found = _ITEM_NUMBER.match(getattr(task, role).text) if len(task.path) == 1 else None
    return int(found.end()) if found else 0


def _restore_texts(
    tasks: dict[Place, DraftTask],
    places: Sequence[Place],
    copies: Sequence[TaskCopy],
    groups: Sequence[Sequence[int]],
    evidence: Known,
) -> None:
    hearings = [Hearing([copies[i] for i in group], evidence) for group in groups]
    damage: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for hearing in hearings:
        for role in _ROLES:
            for sheet, (slips, characters) in hearing.noise(role).items():
                damage[sheet][0] += slips
                damage[sheet][1] += characters
    rates = {sheet: slips / characters for sheet, (slips, characters) in damage.items() if characters}
    evidence = replace(evidence, noise=rates)
    for group, hearing in zip(groups, hearings, strict=True):
        siblings = [copies[i] for i in group]
        for role in _ROLES:
            for i, votes in zip(group, hearing.votes(role, evidence), strict=True):
                tasks[places[i]] = _with_votes(tasks[places[i]], role, votes)
        for cell in ("methods", "assessors"):
            for i, vote in zip(group, vote_cells(siblings, cell), strict=True):
                if vote is not None:
                    support = f"{vote.support} of {vote.heard}"
                    text = EMPTY.edit([(0, 0, vote.text)], CONSENSUS, _REASON, support, vote.sheets)
                    flag = Flag(
                        "text-restored",
                        _told([""], [vote.text], (vote.support, vote.heard)),
                        severity=_severity(vote.support, vote.heard),
                    )
                    task = tasks[places[i]]
                    tasks[places[i]] = _with(replace(task, flags=(*task.flags, flag)), cell, (text,))


def _with_votes(task: DraftTask, role: str, votes: Sequence[Vote]) -> DraftTask:
    if not votes:
        return task
    text: TracedText = getattr(task, role)
    shift = _own_number(task, role)
    flags = list(task.flags)
    for vote in sorted(votes, key=lambda vote: (vote.start, vote.end), reverse=True):
        vote = replace(vote, start=vote.start + shift, end=vote.end + shift)
        support = f"{vote.support} of {vote.heard}"
        if vote.kind == "restored" or _on_seam(vote, text, task):
            change = [(vote.start, vote.end, vote.replacement)]
            text = text.edit(change, CONSENSUS, _REASON, support, vote.sheets)
        elif vote.reason in ("own number", "no majority") or _may_be_lost(vote):
            read = text.text[vote.start : vote.end]
            context = (
                text.text[max(0, vote.start - 8) : vote.start] + "【" + read + "】" + text.text[vote.end : vote.end + 8]
            )
            flags.append(
                Flag(
                    "text-differs",
                    {
                        "read": context,
                        "others": vote.replacement,
                        "support": support,
                        "support_zh": _copies_zh(vote.support, vote.heard),
                    },
                    alternatives=vote.alternatives,
                    severity="warning" if _DIGIT.search(read + vote.replacement) else None,
                )
            )
    return _with(replace(task, flags=tuple(flags)), role, text)


def _with(task: DraftTask, field: str, value: object) -> DraftTask:
    change: dict[str, Any] = {field: value}
    return replace(task, **change)


def _on_seam(vote: Vote, text: TracedText, task: DraftTask) -> bool:
    """A character or two on the line at which the row was torn: damage, whatever word they make."""
    small = vote.end - vote.start <= 2 and len(vote.replacement) <= 2 and vote.support * 2 > vote.heard
    return small and is_torn(task) and any(vote.start - 1 <= seam <= vote.end for seam in seams(text))


def _may_be_lost(vote: Vote) -> bool:
    """A clause that most others have and this copy lacks without any sign of damage: its own choice, or lost."""
    missing = len(vote.replacement) - 2 * (vote.end - vote.start)
    return missing >= _WORTH_A_FLAG and vote.support >= 2 and vote.support * 2 > vote.heard


def _label_votes(
    places: Sequence[Place], copies: Sequence[TaskCopy], groups: Sequence[Sequence[int]]
) -> dict[Place, LabelVote]:
    names = {(copy.sheet, name) for copy in copies for name, _ in copy.path if regex.match(r"\p{Han}", name)}
    known = Counter(name for _, name in names)
    found: dict[Place, LabelVote] = {}
    for group in groups:
        for i, vote in zip(group, vote_labels([copies[i] for i in group], known), strict=True):
            if vote is not None:
                found[places[i]] = vote
    return found


def _restored_labels(tasks: list[DraftTask], votes: dict[int, LabelVote]) -> list[DraftTask]:
    """Labels as voted; one that several tasks share is changed for all of them, where most of those heard say so.

    Points that were read stand: a vote gives only those that are missing.
    """
    said: dict[int, Counter[str]] = defaultdict(Counter)
    if not votes:
        return tasks
    points: dict[int, Decimal] = {}
    support: dict[int, tuple[int, int, tuple[str, ...]]] = {}
    for t, task in enumerate(tasks):
        vote = votes.get(t)
        if vote is None or len(vote.path) != len(task.path):
            continue
        for level, node in enumerate(task.path):
            voted, voted_points = vote.path[level]
            said[_key(node, t, level)][voted or node.name] += 1
            support[_key(node, t, level)] = (*vote.support[level], vote.sheets)
            if voted_points is not None:
                points.setdefault(_key(node, t, level), Decimal(voted_points))
    silent = Counter(
        _key(node, t, level) for t, task in enumerate(tasks) if t not in votes for level, node in enumerate(task.path)
    )
    changed: dict[int, tuple[Node, Flag]] = {}
    result = []
    for t, task in enumerate(tasks):
        path, flags = [], list(task.flags)
        for level, node in enumerate(task.path):
            key = _key(node, t, level)
            name, heard = said[key].most_common(1)[0] if said[key] else (node.name, 0)
            if heard <= silent[key] and node.name:
                name = node.name  # most of the tasks below it found nothing to mend
            value = points.get(key) if node.points is None else node.points
            if (name, value) != (node.name, node.points):
                if key not in changed:
                    changed[key] = _new_label(node, name, value, support[key])
                    flags.append(changed[key][1])
                node = replace(changed[key][0], points=value)
            path.append(node)
        result.append(replace(task, path=tuple(path), flags=tuple(flags)))
    return result


def _key(node: Node, task: int, level: int) -> int:
    """What tells a label: its text; a lost one is each task's own."""
    return id(node.text) if node.text.pieces else -1 - task * 16 - level


def _new_label(
    node: Node, name: str, points: Decimal | None, heard: tuple[int, int, tuple[str, ...]]
) -> tuple[Node, Flag]:
    whole = name if points is None else f"{name}({points}分)"
    support = f"{heard[0]} of {heard[1]}"
    text = node.text.edit([(0, len(node.text.text), whole)], CONSENSUS, _REASON, support, heard[2])
    flag = Flag(
        "label-restored",
        {
            "read": squash(node.text.text) or "–",
            "read_zh": _read_zh([squash(node.text.text)]),
            "name": whole,
            "support": f"{support} copies",
            "support_zh": _copies_zh(heard[0], heard[1]),
        },
        text,
        severity=_severity(heard[0], heard[1]),
    )
    return Node(name, points, text), flag


def _severity(support: int, heard: int) -> Severity:
    """info where two copies or more say so and none speaks against it, or at least three of four."""
    sure = (support >= 2 and support == heard) or (support >= 3 and support * 4 >= heard * 3)
    return "info" if sure else "warning"


def _told(read: Sequence[str], restored: Sequence[str], counts: tuple[int, int]) -> dict[str, Any]:
    return {
        "read": " / ".join(text or "–" for text in read),
        "read_zh": _read_zh(read),
        "restored": " / ".join(text or "–" for text in restored),
        "support": f"{counts[0]} of {counts[1]} copies",
        "support_zh": _copies_zh(*counts),
    }


def _read_zh(read: Sequence[str]) -> str:
    return f"读作“{' / '.join(text or '–' for text in read)}”" if any(read) else "缺失"


def _copies_zh(support: int, heard: int) -> str:
    return f" {heard} 份中的 {support} 份"


def restored_text(where: str, evidence: tuple[Evidence, ...], edits: Sequence[Edit]) -> Anomaly:
    """One anomaly for all that siblings restored in a text; the weakest support decides how serious it is."""
    counts = [_counts(edit.support or "1 of 1") for edit in edits]
    weakest = min(counts, key=lambda count: (count[0] / count[1], count[0]))
    severity: Severity = "warning" if any(_severity(*count) == "warning" for count in counts) else "info"
    if any(_DIGIT.search(edit.before) for edit in edits):  # a number was read and is another now
        severity = "warning"
    told = _told([edit.before for edit in edits], [edit.after for edit in edits], weakest)
    return make_anomaly("text-restored", where, evidence, severity=severity, **told)


def _counts(support: str) -> tuple[int, int]:
    own, heard = support.split(" of ")
    return int(own), int(heard)
