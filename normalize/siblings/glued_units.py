"""Names of units that a line end glued in a cell of assessors: 政务科法规科 are two, 后勤处维修科 may be one.

Word keeps what parts them; in a PDF, and in what was made of one, a line end at the width of the cell says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import regex

from normalize.layout.draft import DraftSheet, Flag
from normalize.layout.labels import split_units, squash
from normalize.text.traced import TracedText

_LEAST = 3  # characters of a unit that nothing else shows to be one
# the end of a unit's name within a longer one: not 科 of 科研处, 部 of 部门, 处 of 处理, 办 of 办公室
_ENDS = regex.compile(
    r"^(?:[校院党局区县市厂]办(?!公)|[团纪]委(?!员)|工会(?!委))(?=\p{Han})|处(?![理置分罚])|部(?![门署分队])|科(?![学研技教协普目])|股(?![东份权金])|(?<!办公)室(?![内外])|办公室(?=\p{Han})"
    r"|馆(?![员长])|局(?![长面部])|[残妇文侨社]联(?![系合络动防])|办(?![公学事理案])|中心(?=\p{Han})"
)
# names of two characters that begin a cell: 校办学生处; and such that end one: 教务处团委
_SHORT = regex.compile(r"(?:[校院党局区县市厂]办|团委|纪委|工会)")
_RANKS = dict.fromkeys("局联委", 0) | dict.fromkeys("处部馆心", 1) | dict.fromkeys("科股室办组队会", 2)
_ALONE = "馆局联"  # 残联, 妇联
_KNOWN = "two units that stand alone elsewhere"
_BY_KIND = "two names of units of one kind follow each other"


def part_units(drafts: Sequence[DraftSheet]) -> tuple[DraftSheet, ...]:
    """The drafts with such names parted: where both stand alone elsewhere in the run, or the second is of no kind that
    belongs to the first (info). Where it may, they stay one name with a flag. Each name is told of once a sheet."""
    names = Counter(
        squash(text.text[a:b])
        for draft in drafts
        for task in draft.tasks
        for text in task.assessors
        for a, b in split_units(text.text)
    )
    return tuple(_parted(draft, names) if draft.source.medium != "word" else draft for draft in drafts)


def _parted(draft: DraftSheet, names: Counter[str]) -> DraftSheet:
    told: dict[str, Flag] = {}
    tasks = []
    for task in draft.tasks:
        before = len(told)
        texts = tuple(_parted_text(text, names, told) for text in task.assessors)
        changed = len(told) > before or any(a is not b for a, b in zip(texts, task.assessors, strict=True))
        flags = (*task.flags, *list(told.values())[before:])
        tasks.append(replace(task, assessors=texts, flags=flags) if changed else task)
    return replace(draft, tasks=tuple(tasks))


def _parted_text(text: TracedText, names: Counter[str], told: dict[str, Flag]) -> TracedText:
    """The text with a space between two glued names, or more; what is told of them is added to `told`."""
    for start, end in reversed(split_units(text.text)):
        unit = text.text[start:end]
        at = 0
        while at < len(unit):
            rest = unit[at:]
            known = _known(rest, names)
            place, sure = (known, True) if known else _by_kind(rest)
            if not place:
                break
            if not known:
                parts = f"{squash(rest[:place])} / {squash(rest[place:])}"
                flag = Flag(
                    "units-glued", {"text": squash(rest), "parts": parts}, text, severity="info" if sure else None
                )
                told.setdefault(squash(rest), flag)
            at += place
            if sure:
                reason = _KNOWN if known else _BY_KIND
                text = text.edit([(start + at, start + at, " ")], "units-glued", reason)
                start += 1
    return text


def _known(unit: str, names: Counter[str]) -> int:
    """Where both parts of a name stand alone elsewhere, as often as the whole; 0 where none does."""
    for i in range(2, len(unit) - 1):
        parts = (names[unit[:i]], names[unit[i:]])
        if min(parts) and min(parts) >= names[unit]:
            return i
    return 0


def _by_kind(unit: str) -> tuple[int, bool]:
    """Where a name may be parted by the ends of units, 0 where nowhere, and whether it must be: no 处 is in a 科 nor in
    another 处; a 馆, 局 or 联 is in none of them. A 部, 科 or 组 may be one of a 馆, a 中心 or an 办公室."""
    for found in _ENDS.finditer(unit):
        first, second = squash(unit[: found.end()]), squash(unit[found.end() :])
        long = all(len(name) >= _LEAST or _SHORT.fullmatch(name) for name in (first, second))
        within = second == "办公室" and first[-1] not in "科股"  # a 处 or 局 may have one
        if long and not within and second[-1] in _RANKS:
            larger = _RANKS[second[-1]] < _RANKS[first[-1]] or bool(_SHORT.fullmatch(first))
            return found.end(), larger or second[-1] == first[-1] or second[-1] in _ALONE
    return 0, False
