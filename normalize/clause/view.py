"""A criterion's text as the grammar sees it: half-width, without white space, what brackets hold set aside.

The offsets of every character in the text as given are kept, so that whatever is found can be pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from normalize.clause.around import BRACKET_UNIT
from normalize.clause.declared import put_in
from normalize.clause.grammar import Consequences
from normalize.clause.listed import listed_lines
from normalize.clause.patterns import compiled
from normalize.clause.reading import Span
from normalize.clause.tokens import BLANK, CLOSE, DECLARED, FILLER, MARK, MEASURE, OPEN

_ONE_FORM = {
    **{0xFF01 + i: 0x21 + i for i in range(94)},
    **{ord(c): "-" for c in "—–－―‐‑−﹣"},
    **{ord(c): "~" for c in "～〜∼˜"},
    **{ord(c): '"' for c in "“”„‟"},
    ord("。"): "。",
    ord("．"): ".",
    ord("﹒"): ".",
    ord("・"): "·",
    ord("\\"): "/",
    ord("∕"): "/",
    ord("∶"): ":",
    ord("﹕"): ":",
    ord("﹪"): "%",
    ord("≦"): "≤",
    ord("≧"): "≥",
    ord("╳"): "×",
    ord("✕"): "×",
    ord("毎"): "每",
    ord("〔"): "(",
    ord("〕"): ")",
    ord(BLANK): "?",
    ord(MARK): "?",
    ord(OPEN): "?",
    ord(CLOSE): "?",
    ord(FILLER): "?",
    **dict.fromkeys(range(*DECLARED), "?"),
}
_INVISIBLE = "\u200b\ufeff\u00ad"
_PAIRS = {"(": ")", "[": "]", "【": "】", "《": "》", "「": "」", "『": "』"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_QUOTE_REACH = 40
# what is not set aside in quotation marks: points, and "一票否决" at the end of a clause
_SPOKEN = compiled(r"\"[^\"]*(?:\d分|。)|\"一票否决制?\"(?=(?:制度?)?(?:[,;。(]|$))")

# a full stop of another keyboard: 扣完为止.
_FULL_STOP = compiled(r"(?<=[\u4e00-\u9fff)])(?<!/[人户台])\.(?=[\u4e00-\u9fff(]|$)")
# a comma that lost its tail: 超期的.每天扣1分
_SHORT_COMMA = compiled(r"(?<=[的者])\.(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\.(?=每|各?[扣加减]|最[高多]|酌情)")
# 1. 2、 ① (1) （一） ● 【扣分】 at the start of a clause
_ENUMERATOR = compiled(
    r"(?<!第[①-⑳❶-❿⑴-⒇、,至到和及或~-]{0,12})[①-⑳❶-❿⑴-⒇](?![项条款目点])"
    r"|(?:(?<=^|[。;:,!])|(?<=分))(?:[●■◆◇▪➢➤►▶]|【[扣加减奖]分[项标准]{0,2}】:?|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、)](?![\d]))(?![项条款目])"
)
# a bracket that is a consequence from end to end: (扣2分)  (-5分)  (每次扣0.5分)  (分别计2、1分)
_WHOLE = compiled(
    r"(?:每?[^,。;、]{0,6}?)(?:最高|最多|各|均|酌情|可)?(?:扣|减|加|得|奖励?|计|记"
    r"|(?<!\d)[+-])\d+(?:\.\d+)?(?:[-~]\d+(?:\.\d+)?)?分(?:/[^\d,。;]{1,3})?"
    r"|分别(?:扣|减|加|得|奖励?|计|记)\d+(?:\.\d+)?分?(?:、\d+(?:\.\d+)?分?)+(?<=分)"
)
# a bracket that is a signed number: 称呼不当(-5)  地面脏乱,(-0.6)
_SIGNED = compiled(
    r"(?<=[\u4e00-\u9fff\"”),](?<![于过为在是至到超约]))\([+-]\d+(?:\.\d+)?\)"
    rf"(?=[,;。、(]|$|(?!{MEASURE}|[以至到之及内度秒])[\u4e00-\u9fff])"
)
# a bracket that is points alone: (0.4分)
POINTS_ALONE = compiled(r"\((?:共|计|满分|分值|:)*(\d+(?:\.\d+)?)分\)")
# the same, or a range of them: 优(9-10分)、良(7-8分)
_POINTS = compiled(rf"{POINTS_ALONE.pattern}|\(\d+(?:\.\d+)?分?[-~]\d+(?:\.\d+)?分\)")
# a bracket that ends its sentence and tells in words what is deducted or awarded: (迟到每次扣0.5分;旷工每次扣3分)
_SEVERAL = compiled(
    r"^可?酌情[加扣]分$|(?<![折回克代抵参增附更合总累])(?:扣|加|减|奖励?)(?:责任人|个人"
    r"|部门)?\d+(?:\.\d+)?(?:[-~]\d+(?:\.\d+)?)?分(?![钟以内])"
)
_REMARK = compiled(r"备注|注|说明|注意|例|如[:,]|其中[:,]|(?:最高|最多|满分|总分)")
# (3分封顶)  (最高扣5分)  (扣完为止)
_LIMIT = compiled(
    r"\d+(?:\.\d+)?分封顶|以\d+(?:\.\d+)?分为(?:上限|限)"
    r"|(?:累计|合计|本项|该项)?(?:最高|最多|上限|不超过)(?:可)?(?:扣|加|得|奖|计)?(?:分)?(?:不超过|至"
    r"|为)?\d+(?:\.\d+)?分(?:封顶|为止)?|(?:直至)?[扣加]完(?:该项|本项"
    r"|此项)?(?:分值)?为止(?:,?不(?:倒扣|再扣分?|计负分|得?出现负分))?"
)
# 良好(80-89分)得3分  良好(80-89分)3分: what earns the grade, and not what it brings
_EARNS = compiled(r"的?,?(?:得|计|加|记|扣|奖|减)\d|:?\d+(?:\.\d+)?分")
# 扣(1-3)分  扣【2】分: a number that was left to be filled in
_FILLED_IN = compiled(r"(?<=[扣加减得计奖记])([(\[【])\d+(?:\.\d+)?(?:[-~至]\d+(?:\.\d+)?)?([)\]】])(?=分)")
_GRADE = compiled(r"(?:[档等奖优良差中]|名|等级|等次|[国家省市县区校院厅部]级|优秀|良好|合格|称职|及格|[A-E])\Z")
# where a consequence has just ended
AFTER_CONSEQUENCE = compiled(r"(?r)(?:分|为止|否决制?|不等|(?:分|\d)/[^\d,。;、]{1,4}|分每[^\d,。;、]{1,3})[,;、。]?\Z")


@dataclass(frozen=True, slots=True)
class View:
    """`plain` and `mask` have one character for each offset in `at`; `mask` hides what brackets hold."""

    text: str
    plain: str
    mask: str
    at: tuple[int, ...]
    brackets: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """The span in the text as given of the view's characters `start` to `end` (not empty)."""
        return self.at[start], self.at[end - 1] + 1

    def original(self, start: int, end: int) -> str:
        """The text as given of the view's characters `start` to `end`."""
        return self.text[self.at[start] : self.at[end - 1] + 1] if start < end else ""


def view_of(text: str, measures: Sequence[str] = ()) -> View:
    """The view of a text, with an institution's own measure words as the grammar knows them; never raises."""
    at = tuple(range(len(text)))
    ends: frozenset[int] = frozenset()
    if len("".join(text.split())) < len(text) or any(char in text for char in _INVISIBLE):
        ends = frozenset(start for start, _ in listed_lines(text))
        at = tuple(i for i, char in enumerate(text) if i in ends or not (char.isspace() or char in _INVISIBLE))
    plain = "".join(";" if i in ends else text[i] for i in at).translate(_ONE_FORM)
    if len(plain) != len(at):  # a character that translates to several
        plain = "".join(";" if i in ends else text[i].translate(_ONE_FORM)[:1] or "?" for i in at)
    if filled_in := {place for found in _FILLED_IN.finditer(plain) for place in (found.start(1), found.start(2))}:
        at = tuple(place for i, place in enumerate(at) if i not in filled_in)
        plain = "".join(char for i, char in enumerate(plain) if i not in filled_in)
    plain = put_in(plain, measures)
    plain = _FULL_STOP.sub("。", _SHORT_COMMA.sub(",", plain))
    mask = list(plain)
    for match in _ENUMERATOR.finditer(plain):
        if match.end() < len(plain):
            mask[match.start() : match.end()] = MARK * (match.end() - match.start())
    brackets = tuple(span for span in _brackets(plain) if mask[span[0]] != MARK)
    open_points = _graded(plain, brackets)
    for start, end in brackets:
        if (start, end) in open_points or _is_consequence(plain, start, end):
            mask[start], mask[end - 1] = OPEN, CLOSE
        elif not (plain[start] == "(" and BRACKET_UNIT.fullmatch(plain, start, end)):
            mask[start + 1 : end - 1] = BLANK * (end - start - 2)
    for start, end in _quotations(plain):
        if mask[start] == '"':
            mask[start + 1 : end - 1] = BLANK * (end - start - 2)
    return View(text, plain, "".join(mask), at, brackets)


def _brackets(plain: str) -> list[Span]:
    """The outermost balanced brackets, in order; a bracket without its partner is none."""
    stack: list[tuple[str, int]] = []
    found: list[Span] = []
    for i, char in enumerate(plain):
        if char in _PAIRS:
            stack.append((char, i))
        elif char in _CLOSERS and any(opener == _CLOSERS[char] for opener, _ in stack[-8:]):
            while stack:
                opener, start = stack.pop()
                if opener == _CLOSERS[char]:
                    break
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, i + 1))
    return found


def _quotations(plain: str) -> list[Span]:
    places = [i for i, char in enumerate(plain) if char == '"'] if '"' in plain else []
    pairs = zip(places[::2], places[1::2], strict=False)
    return [(a, b + 1) for a, b in pairs if 1 < b - a <= _QUOTE_REACH and not _SPOKEN.match(plain, a)]


def _is_consequence(plain: str, start: int, end: int) -> bool:
    """Whether a round bracket is a consequence of its own: the cap of the one before it, or one that follows none."""
    inside = plain[start + 1 : end - 1]
    if plain[start] != "(":
        return False
    if AFTER_CONSEQUENCE.search(plain, max(0, start - 8), start):
        return _LIMIT.fullmatch(inside) is not None
    if _SIGNED.match(plain, start):
        return True
    if plain[end : end + 1] in ("", "。", ";", ".") and _SEVERAL.search(inside) and not _REMARK.match(inside):
        return True
    return len(inside) < 24 and _WHOLE.fullmatch(inside) is not None and Consequences(inside).after(0) is not None


def _graded(plain: str, brackets: tuple[Span, ...]) -> set[Span]:
    """Brackets of points that belong to a grade: A档(100分), or to each of a list."""
    points = [(a, b) for a, b in brackets if _POINTS.fullmatch(plain, a, b) and not _EARNS.match(plain, b)]
    graded = {(a, b) for a, b in points if _GRADE.search(plain, max(0, a - 4), a)}
    listed = [
        (a, b)
        for a, b in points
        if (b < len(plain) and plain[b] == "、") or (a > 0 and "、" in plain[max(0, a - 12) : a])
    ]
    return graded | (set(listed) if len(listed) > 1 else set())
