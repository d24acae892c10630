"""Lines that each say what is done and what it costs, without a mark at their ends: line ends part clauses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from normalize.clause.reading import Span

_GAP = regex.compile(r"[ \t\u3000]*\n[ \t\u3000]*|(?<=\d[ \t]*分|满分|不[得计给]分)[ \t\u3000]+")
_SCORE = (
    r"(?:(?<![参增附])[扣减加得计记奖]\s*\d+(?:\.\d+)?\s*分(?:\s*/\s*\p{Han}{1,3})?|酌情[扣加减]分|不[得计给]分"
    r"|[得计给记]满分|一票否决)"
)
# 票据不合规一张扣1分 · 无,不得分 · 设备齐全,得1分(无船艇的单位不失分)
_WHOLE = regex.compile(
    rf"(?:.*?[^\s,，、。;；:：]{{2}}|\s*[无否])[,，、]?{_SCORE}(?:.*(?:{_SCORE}|为止))?(?:[(（][^()（）\n]+[)）])?"
    r"(?P<mark>[。;；]?)\s*"
)
# 的再扣1分, 最多扣5分: it goes on with the line above
_GOES_ON = regex.compile(
    r"\s*(?:[的且并或者后起至到和及与等/扣加得减计记奖另再也还最累合总]|以[上下内]|不等|同时|上限|封顶|直至)"
    r"|[^\d\n]*(?:最[高多]|不得?超过|上限|封顶|为限)"
)
_NUMBERED = regex.compile(
    r"(?m)^\s*(?:\d{1,2}\s*[.．、)）]|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|[(（]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|[①-⑳])"
)
# 40%以上 20分: a row of a table within the cell
_STEP = regex.compile(r"[^,，。;；:：\n]{1,24}?(?<![扣减加得计记奖第共满.\d-])\s*\d+(?:\.\d+)?\s*分\s*")


def listed_lines(text: str) -> tuple[Span, ...]:
    """The line ends and gaps of a cell without numbers that stand between two clauses, each whole."""
    if "分" not in text or not regex.search(r"\s", text) or _NUMBERED.search(text):
        return ()
    return tuple(_between(text, [match.span() for match in _GAP.finditer(text)]))


def _between(text: str, gaps: list[Span]) -> Iterator[Span]:
    edges = [(0, 0), *gaps, (len(text), len(text))]
    pieces = [text[a[1] : b[0]] for a, b in pairwise(edges)]
    steps = [_STEP.fullmatch(piece) is not None for piece in pieces]
    for i, gap in enumerate(gaps):
        in_table = "\n" in text[slice(*gap)] and steps[i + 1] and (steps[i] or steps[i + 2 : i + 3] == [True])
        above, below = _WHOLE.fullmatch(pieces[i]), pieces[i + 1]
        whole = above is not None and not above["mark"] and _WHOLE.fullmatch(below) and not _GOES_ON.match(below)
        if in_table or whole:
            yield gap
