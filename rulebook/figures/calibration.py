"""Whether the flags can be trusted: what is wrong where none stands, and which point at nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from rulebook.figures.compare import Flag
from rulebook.figures.evaluate import Evaluation

SERIOUS = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Aim:
    """How many flags of a code or severity point at a node that the gold speaks of, and at a wrong one."""

    flags: int
    hits: int

    @property
    def share(self) -> float | None:
        return round(self.hits / self.flags, 4) if self.flags else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the flags say, held against the gold.

    Of the `rules` that have an id, `unflagged` have no error or warning at themselves, their criterion or their task,
    and `unflagged_wrong` of those are wrong (the figure `rule`) or not in the gold. `codes` is by severity and code; a
    flag is a hit where the node it points at, or anything within it, is not as in the gold, or where the gold itself
    has a clause that breaks off. `elsewhere` are the flags at what the gold does not speak of: sources, sheets of
    other departments.
    """

    rules: int
    unflagged: int
    unflagged_wrong: int
    codes: tuple[tuple[str, str, Aim], ...]
    severities: tuple[tuple[str, Aim], ...]
    elsewhere: int

    @property
    def unflagged_wrong_share(self) -> float:
        return round(self.unflagged_wrong / self.unflagged, 4) if self.unflagged else 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "rules": self.rules,
            "unflagged": self.unflagged,
            "unflagged_wrong": self.unflagged_wrong,
            "unflagged_wrong_share": self.unflagged_wrong_share,
            "elsewhere": self.elsewhere,
            "severities": {severity: asdict(aim) | {"share": aim.share} for severity, aim in self.severities},
            "codes": [
                {"code": code, "severity": severity, **asdict(aim), "share": aim.share}
                for severity, code, aim in self.codes
            ],
        }


def calibrate(result: Evaluation) -> Calibration:
    """How the flags of the rulebook that was evaluated stand to what is wrong in it."""
    serious = {flag.where for flag in result.book.flags if flag.severity in SERIOUS}
    unflagged = [rule for rule, near in result.near.items() if serious.isdisjoint(near)]
    judged = [flag for flag in result.book.flags if flag.where in result.judged]
    return Calibration(
        rules=len(result.rules),
        unflagged=len(unflagged),
        unflagged_wrong=sum(not result.rules[rule] for rule in unflagged),
        codes=tuple(
            (severity, code, _aim(result, (flag for flag in judged if (flag.severity, flag.code) == (severity, code))))
            for severity, code in _ranked((flag.severity, flag.code) for flag in judged)
        ),
        severities=tuple(
            (severity, _aim(result, (flag for flag in judged if flag.severity == severity)))
            for severity in ("error", "warning", "info")
        ),
        elsewhere=len(result.book.flags) - len(judged),
    )


def _aim(result: Evaluation, flags: Iterable[Flag]) -> Aim:
    hits = [flag.where in result.wrong for flag in flags]
    return Aim(len(hits), sum(hits))


def _ranked(kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each kind once: errors first, then the most frequent."""
    counts = Counter(kinds)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(counts, key=lambda kind: (order.get(kind[0], 3), -counts[kind], kind[1]))
