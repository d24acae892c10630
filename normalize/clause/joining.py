"""Where a clause begins: after what stood before it, or with a sentence that tells only what must happen."""

from __future__ import annotations

from normalize.clause.patterns import compiled
from normalize.clause.reading import Span
from normalize.clause.remarks import NOTE, SEPARATORS, opens
from normalize.clause.tokens import MARK

BOUNDARIES = "。;!?" + MARK
_AT_MOST = 6  # sentences joined to one clause

_SIGNS = frozenset("<>-~+=")  # <80%得0分: they belong to what they precede
# a sentence that tells what must happen but not what follows: it goes with the rule after it
_OPEN_TRIGGER = compiled(
    r"^(?:如|若|凡|因|发生|发现|出现|未|擅自|私自|违反|存在|有下列|造成|由于|对|在)|的$|情形$|情况$"
)
_EVENT = compiled(r"(?:发生|出现|引发|造成)(?!率)")
_DUTY = compiled(
    r"应|须|必须|要(?!求)|不得|不准|严禁|禁止|做好|积极|认真|严格|确保|加强|每月度?发布|定期|至少|不少于|不低于"
    r"|每(?:年|月|季度|学期|周)"
)
_FAILING = compiled(r"^[^,]*[未不没无违逾][^,]*的$")
# how a clause begins that cannot stand alone
_CONTINUES = compiled(
    r"^(?:或|以及|及|致使|造成|导致|引发|并|且|从而|影响|以上|上述|有上述|有以上|有下列|有其中|其中"
    r"|每(?:次|项|起|例|人|件|发现|出现|发生|有)?[^,;。]{0,3}$)"
)

# 发生1起: nothing but a measure, for each of the sentences before it
_MEASURE_ALONE = compiled(r"(?:发生|出现|有)(?:一|1)(?:起|次|项|例|处|人次|人|件)")
# 一是…;二是…,一票否决: all of them bring it about
_NTH = compiled(r"[一二三四五六七八九]是")


def skip(mask: str, place: int, end: int) -> int:
    """The first place from `place` on that is no separator."""
    while place < end and mask[place] in SEPARATORS - _SIGNS and not opens(mask, place):
        place += 1
    return place


def joined(mask: str, start: int, consequence: int, done: int, settled: list[Span]) -> int:
    """Where the clause from `start` to its consequence begins once open sentences before it are joined to it.

    `done` is where the last rule ended; `settled` are words of points that are none: what holds them is complete.
    """
    each = False
    for _ in range(_AT_MOST):
        if start <= done:
            return start
        end = start
        while end > done and mask[end - 1] in SEPARATORS:
            end -= 1
        if end <= done or MARK in mask[end:start]:
            return start
        begin = skip(mask, max(done, max(mask.rfind(mark, done, end) for mark in BOUNDARIES) + 1), end)
        sentence, own = mask[begin:end], mask[start:consequence]
        told = sentence[sentence.rfind(",") + 1 :]  # 须按时上交,不按时上交的。 speaks at last of what must happen
        duty = _DUTY.search(told if _FAILING.search(told) else sentence)
        if duty or NOTE.search(sentence) or any(a < end and b > begin for a, b in settled):
            return start
        # 账实不符。扣2分: where the clause has nothing of its own, nothing else can have brought it about
        if own.strip(",、:") and not (_NTH.match(own) and _NTH.match(sentence)):
            if not _OPEN_TRIGGER.search(sentence):
                return start
            each |= _MEASURE_ALONE.fullmatch(own.strip(",、:")) is not None
            if not (each or sentence.endswith("的") or _CONTINUES.search(own) or _EVENT.match(sentence)):
                return start
        start = begin
    return start
