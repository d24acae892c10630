"""What an elliptic clause takes up from the words of an earlier one, whatever verbs those are.

`subjects` knows a clause without a thing of its own by word lists; here a clause is known by its shape, and by words
that stand in its criterion before it.
"""

from __future__ import annotations

import regex

from normalize.clause.patterns import compiled
from normalize.clause.subjects import WHOLE, bare_noun, is_sweep, thing_done, without_brackets

# 未设立的  没有成立: a verb alone, of any kind
_DENIED = compiled(
    r"(?:如|若|凡)?(?:未能?|没有|没)(?:及时|按时|按期|按要求|按规定|定期|单独|专门|严格)?"
    r"(?P<verb>[\u4e00-\u9fff]{2,3})(?:或者?[\u4e00-\u9fff]{2,10})?"
)
# 设立了由镇政府牵头的‖急救站
_OBJECT = compiled(
    r"[了过]?(?:至少)?(?:(?:\d+|[一两二三四五])[次个项份篇])?(?:由[^,;。的]{2,16}的)?(?P<noun>[^,;。\d]{2,24}?)"
    r"(?:的?[得记计加奖扣减]?(?=\d|[,;。]|\Z|一次))"
)
# 将防汛经费‖列入
_TAKEN_IN = compiled(r"(?:将|把|\A)(?P<noun>[^,;。将把]{2,24})\Z")
# 前20%  低于55%  后退10位以上
_TIER = compiled(
    r"(?P<how>不?低于|不?高于|不?超过|达不到|达到|不足|大于|小于|后退|进步|前|[<>≥≤]=?)\d+(?:\.\d+)?"
    r"(?:%|[名位天日人次件个项分年月])?(?:[-~至到](?:\d+(?:\.\d+)?)?%?)?(?:及?以[上下内]|之间)?"
)
_BEGINS = r"(?:\A|[,;。:])"
_SCALE = r"(?P<noun>[\u4e00-\u9fff]{2,16}?)(?:较[^,;。]{2,8}|位[居列][^,;。]{0,6})?每?"
_UNDERGONE = compiled(r"(?:如|若|凡)?(?P<how>被|受到)")
_SUFFERER = r"(?P<noun>[^,;。未不无没被受获在]{2,24}?)"
# 未专职专用的  未按要求编号
_UNDONE = compiled(r"(?:未能?|没有|没)(?:及时|按时|按期|(?:按要求|按规定|当天|定期|单独)?)(?:[\u4e00-\u9fff]{2}){1,2}")
_SAID_LAST = compiled(
    r"(?:\A|[,;。])(?!造成|导致|引发|因|如|若|凡)(?P<noun>[\u4e00-\u9fff、]{3,16}?)(?:未|不)"
    r"[^,;。]*,?[^,;。]{0,6}[扣减][^,;。]{1,6}\Z"
)


def echoed(clause: str, earlier: str) -> str | None:
    """What a clause is about that takes up words of the masked text before it; None where it takes up nothing.

    设立急救站的得3分,未设立的不得分 -> 急救站; 游船被通报扣1分,被停航扣3分 -> 游船;
    出勤率低于90%扣1分,低于80%扣2分 -> 出勤率
    """
    text, before = _said(clause), without_brackets(earlier)
    if tier := _TIER.fullmatch(text):
        return _last(rf"{_BEGINS}{_SCALE}{tier['how']}[^,;。\d]{{0,6}}\d", before)
    if is_sweep(text) or WHOLE.search(text):
        return None
    if (denied := _DENIED.fullmatch(text)) and (at := before.rfind(denied["verb"])) >= 0:
        sentence = before[max(before.rfind(mark, 0, at) for mark in ",;。") + 1 : at]
        into = denied["verb"][-1] in "入为"
        taken = _TAKEN_IN.search(sentence) if into else _OBJECT.match(before, at + len(denied["verb"]))
        return thing_done(taken["noun"]) if taken else None
    if undergone := _UNDERGONE.match(text):
        return _last(rf"{_BEGINS}{_SUFFERER}{undergone['how']}", before)
    return None


def left_undone(clause: str, earlier: str) -> str | None:
    """What the clause right before was said of, where this one only denies a verb.

    哨位未按编制配齐扣1分,未专岗专用的扣2分 -> 哨位
    """
    if not _UNDONE.fullmatch(_said(clause)):
        return None
    said = _SAID_LAST.search(without_brackets(earlier).rstrip(",、:;。"))
    return bare_noun(said["noun"]) if said else None


def _said(clause: str) -> str:
    return without_brackets(clause).strip(",、:;的者")


def _last(pattern: str, text: str) -> str | None:
    found = None
    for match in regex.finditer(pattern, text):
        found = match["noun"]
    return bare_noun(found) if found else None
