"""Characters that a picture gave with little confidence, where a score hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from normalize.layout.labels import squash
from normalize.text.traced import TracedText
from schemas import Anomaly, Rule, make_anomaly

DOUBTED = 0.8  # confidence below which a character that a score hangs on is flagged
_WEIGHTY = frozenset("0123456789.%-~扣减得加计记奖分每少缺差超半一二两三四五六七八九十")
_DIGITS = frozenset("0123456789")
_SHOWN = 60


def doubted(text: TracedText, start: int, end: int, also: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Runs of weighty characters of little confidence within start..end. `also` are words that weigh here."""
    confidence = text.confidence(start, end)
    if min(confidence, default=1.0) >= DOUBTED:
        return
    weighty = _WEIGHTY.union(*also)
    run = start
    for place in range(start, end + 1):
        if place < end and confidence[place - start] < DOUBTED and _weighs(text.text, place, weighty):
            continue
        if place > run:
            yield run, place
        run = place + 1


def _weighs(text: str, place: int, weighty: frozenset[str]) -> bool:
    """Whether a character is weighty, a letter beside a digit (扣0.2刀 was 扣0.2分) or between two (0:2 was 0.2)."""
    digits = sum(char in _DIGITS for char in text[max(place - 1, 0) : place] + text[place + 1 : place + 2])
    return text[place] in weighty or digits == 2 or (digits == 1 and text[place].isalpha())


def recognition_doubts(
    text: TracedText, start: int, end: int, rules: Iterable[tuple[Rule, int, int]], criterion_id: str
) -> Iterator[Anomaly]:
    """An anomaly for each rule of a criterion (with its place in the text) that holds doubted characters, and one for
    the criterion where they stand in none: in its number, its points or a statement."""
    taken: set[int] = set()
    for rule, first, last in rules:
        runs = list(doubted(text, first, last, rule.per))
        taken.update(place for run in runs for place in range(*run))
        if runs:
            yield _doubt(text, runs, (first, last), rule.id)
    rest = [run for run in doubted(text, start, end) if not taken.intersection(range(*run))]
    if rest:
        yield _doubt(text, rest, (start, end), criterion_id)


def label_doubt(text: TracedText, where: str) -> Anomaly | None:
    """An anomaly for a label whose points are doubted."""
    runs = list(doubted(text, 0, len(text.text)))
    return _doubt(text, runs, (0, len(text.text)), where) if runs else None


def _doubt(text: TracedText, runs: list[tuple[int, int]], whole: tuple[int, int], where: str) -> Anomaly:
    evidence = tuple(text.evidence(a, b, role="doubted") for a, b in runs)
    shown = squash(text.text[slice(*whole)])
    read = "、".join(dict.fromkeys(text.text[a:b] for a, b in runs))
    return make_anomaly("low-confidence", where, evidence, text=shown[:_SHOWN] + "…" * (len(shown) > _SHOWN), read=read)
