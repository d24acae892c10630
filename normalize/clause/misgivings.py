"""What speaks against a reading that the grammar came to: each doubt a catalogue code with its template's parameters.

A rule that any of these names is flagged; the reading itself stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.clause.amounts import Consequence
from normalize.clause.counting import EVERY_AT_END, Counting
from normalize.clause.lexicon import OBLIGATION, VIOLATION, any_of
from normalize.clause.patterns import compiled
from normalize.clause.reading import Clause, Span
from normalize.clause.tokens import BARE_POINTS, BLANK, DIGITS, MEASURE, OPEN
from normalize.clause.view import View

Misgiving = tuple[str, dict[str, str]]

_VIOLATION = compiled(any_of(VIOLATION))
_OBLIGATION = compiled(any_of(OBLIGATION))
_NO_DUTY = compiled(
    r"[反供相适效对响感]应|应[急用收付届聘]|[需必]要|(?:完成|落实|参加)(?:率|数|量)|主要|重要|摘要|纪要|提出\p{Han}{0,4}要求"
)
# 此项10分,一处不达标扣2分: what all of it is worth
_WORTH = compiled(r"(?:[此本该][项条]|每项)(?:指标|目)?(?:满分|分值|共|计|为)*\d+(?:\.\d+)?分,|\d+(?:\.\d+)?分满,")
# 按月度评分扣分: how much is said, but in words that were not read
_MEASURED = compiled(
    r"(?:按照?|参照|依据|依照|折合|折算)(?![时期要规质程月年季])[^,;。]{2,20}\Z|(?:比例|系数|倍数?|百分比|\d%)\Z"
)
# a consequence ends at a stop: 得满分‖15分, 扣完成15分‖止
_RUNS_ON = compiled(
    r"(?!至[^,;。]{0,6}[扣加]完|\p{Han}{1,2}:\d|[优良中差]\d"
    r"|[或并且未不无每其如若因有对经再另最的者后时])[\p{Han}\d]{1,8}"
)
# 减分下限为5分, 最高扣至…: read as an amount, but it may be a bound
_CAP_WORD = compiled(r"(?:(?<!得分|成绩|分数)最高|最多|上限|下限|封顶|限额|累积计算|扣至|最)[为是:,]?\Z")
# 最多扣该项分值的50%: a bound in a share of points, which no cap holds
SHARE_CAP = compiled(
    r"(?:最多|最高)[扣加得奖]\d+(?:\.\d+)?%|[扣加]分?不得?超过\d+(?:\.\d+)?%"
    r"|(?:最多|最高|不得?超过|上限|封顶)[^,;。%]{0,8}(?:分值|总分|基本分|基础分|标准分|满分"
    r"|[本该此]项)[^,;。%\d]{0,4}\d+(?:\.\d+)?%"
)
_TAKEN = compiled(r"扣\d")  # 扣0.5×2分
_CUT_SERIES = compiled(r"\d[、/]\Z")  # 5、4、3、‖2分
_FACTOR = compiled(rf"[×*÷][({OPEN}]?\Z")  # 次数×(-0.5分)
_POINTS_INSIDE = compiled(
    rf"(?<![点时]\d?)(?<![\d.])(?<!每[低高超少多差降升增减失丢][^,;。\d]{{0,6}}){DIGITS}{BARE_POINTS}"
    rf"|[扣加得减]{DIGITS}份"
    r"|(?<=[^\W\d_](?<![为于到过值率数比约共第]))\d\.\d(?=[,;、])"  # 达到2.5,每降低
    r"|(?<!不)(?:[扣加得减计记]|满)分(?=[,;、])"  # 90分以上满分,90分以下
)
_SCORES = compiled(r"[扣减加奖]\d[\d.]*分(?![钟区之])")
# 优秀100%,良好85%,不合格零分: shares that are taken for a circumstance
_GRADES_INSIDE = compiled(
    r"(?:优秀?|良好?|中等?|合格|较好|一般|达标)\d+%[,、;].*?(?:优秀?|良好?|中等?|合格|较好|一般|达标)\d+%"
)
# 为每位医师配备带教老师  每个科室至少有一名骨干经过培训: all of them, where points are given once
_FOR_EACH = compiled(
    r"[为给对向让使替]每[一1]?(?:个|位|名|人|家|户)|每(?:个|位|名|人|家|户)[^,;。每]{9,}|每[^,;。]*[均都]"
)
# 项不合格, 的加倍: the words before it were cut off
_CUT_OFF = compiled(r"[的者]|和(?!谐|解|睦)|(?:小?项|款)(?![目部])")
# 扣2分‖或‖5分
_NO_EVENT = compiled("(?:或者?|和|以?及|且|则|又|也|均?可)[扣加]?")
# 每超标准1DDDs: it counts by something, but what is not known; 每月, 每逢, 每班2名安全员 count nothing
_EVERY = compiled(
    rf"每(?![年月周季天日旬晚早逢学半位隔])(?!个?(?:年|月|季|工作日|星期)|{MEASURE}{DIGITS}{MEASURE})[^,;。:、]{{1,12}}"
)
# 按卷扣2分: the same with another word
_BY_THE = compiled(r"(?<![未不没])按(?![时期照规质量需月年季])\p{Han}{1,2}\Z")
_LAST_PART = compiled(r"[^,;。:]*[,;。:]?\Z")
ONCE = "once/一次性"


def misgivings(
    found: Consequence, clause: Clause, mask: str, start: int, settled: list[Span], after: str
) -> Iterator[Misgiving]:
    """Against a consequence and the clause made of it; `mask` is the masked trigger from view offset `start` on,
    `after` what follows the consequence."""
    yield from of_amounts(found)
    kind = found.amounts[0].kind if found.amounts else None
    if _CUT_OFF.match(mask) or _NO_EVENT.fullmatch(mask):
        yield "trigger-missing", {}
    if runs_on := _RUNS_ON.match(after):
        yield "clause-runs-on", {"read": runs_on.group()}
    if found.effect in ("deduct", "award") and _CAP_WORD.search(mask):
        yield "cap-unplaced", {}
    numbered = kind in ("fixed", "range") and not (clause.per and clause.count != "occurrence")
    if found.effect == "deduct" and numbered and mask and not _VIOLATION.search(mask) and _is_duty(mask):
        yield "trigger-doubtful", {}
    if found.bare and _CUT_SERIES.search(mask):
        yield "list-uneven", {}
    if kind == "formula" and found.effect == "award" and _TAKEN.search(found.amounts[0].base or ""):
        yield "effect-doubtful", {}
    if (kind == "discretionary" and not found.free and _MEASURED.search(mask)) or _FACTOR.search(mask):
        yield "amount-vague", {}
    if found.effect == "zero" and (grades := _GRADES_INSIDE.search(mask)):
        yield "amount-in-trigger", {"read": grades.group()}
    if found.effect == "award" and clause.count == "occurrence" and _FOR_EACH.search(_LAST_PART.search(mask).group()):
        yield "unit-doubtful", {"unit": ONCE, "read": "、".join(clause.per)}
    if found.effect in ("deduct", "award"):
        if (
            not clause.per
            and kind != "multiple"
            and "第" not in mask
            and (every := _EVERY.search(_LAST_PART.search(mask).group()) or _BY_THE.search(mask))
        ):
            yield "unit-doubtful", {"unit": every.group(), "read": ONCE}
        worth = _WORTH.match(mask) if not start else None
        for points in _POINTS_INSIDE.finditer(mask, worth.end() if worth else 0):
            if not any(a <= start + points.start() < b for a, b in settled):
                yield "amount-in-trigger", {"read": points.group()}
                return


def of_amounts(found: Consequence) -> Iterator[Misgiving]:
    """What was doubted while the amounts of a consequence were read."""
    for code, detail in found.doubts:
        yield code, {"read": detail} if code == "number-suspect" else {}


def hidden_amounts(view: View, start: int, end: int) -> Iterator[str]:
    """What brackets within a trigger award or deduct: 参加联赛(参赛者每人加2分)的."""
    for a, b in view.brackets:
        if start <= a and b <= end and view.mask[a + 1] == BLANK and _SCORES.search(view.plain, a, b):
            yield view.plain[a:b]


def _is_duty(mask: str) -> bool:
    """Whether a masked trigger reads as an obligation; 请假每天 does not, though 每天自查 would."""
    return _OBLIGATION.search(_NO_DUTY.sub("", EVERY_AT_END.sub("", mask))) is not None


def miscounted(counting: Counting) -> Iterator[Misgiving]:
    """Against what an amount was read to count by."""
    if counting.per and not counting.known:
        yield "unit-unknown", {"unit": counting.per[0]}
    if counting.per and not counting.sure:
        yield "unit-guessed", {"unit": counting.per[0]}
    if counting.rival:
        other = ONCE if counting.rival in counting.per else counting.rival
        yield "unit-doubtful", {"unit": other, "read": "、".join(counting.per) or ONCE}
