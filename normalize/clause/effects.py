"""Whether words of points are a consequence at all, and what one without a verb does: award or deduct."""

from __future__ import annotations

from typing import Literal

from normalize.clause.amounts import Consequence
from normalize.clause.grammar import LABELLED
from normalize.clause.lexicon import parse_number
from normalize.clause.patterns import compiled
from normalize.clause.reading import Sign
from normalize.clause.tokens import OPEN
from schemas import Effect

Verdict = Literal["rule", "settled", "none"]

# what is praised or achieved: an amount that follows is an award though nothing says so
_MERIT = compiled(
    "奖|表彰|荣誉|获|发表|加分|采用|专利|论文|著作|专著|编著|立项|创新|优秀|良好|(?:^|[,:、为])(?:优|良|较?好)的?$|第[一1]名|[五5]星级"
    "|(?:国家|省部?|部|市|厅)级.{0,8}(?:项目|课题|学科|中心|基地|平台)|^申报|^参加.*(?:活动|表演|排练|比赛|竞赛|演出)$"
)
_NO_POINTS_GIVEN = compiled(r"不得分|得(?:0|零)分|(?<![\d.])0分")
_ONLY_BARE = compiled(r"(?:(?<!分别|各)为|是|占|计|满|于|在|达到?|超过|超|第|约|近)\Z")
_BY = compiled("按|依照|根据|依据")
_GRADED = compiled(r"(?<=[计得评打赋]分)[,:][^,;。]{1,16}[记计得]\d")
_THEN_EACH = compiled(r"[,:]每[^,;。]{1,16}(?:扣|减|加|得|奖)\d")
_AT_THAT = compiled(r"(?:超过|高于|大于|超出|>)(?P<share>\d+(?:\.\d+)?)%(?:以上)?的?,?\Z")
# 比如,超出了750辆,扣0.3分
EXAMPLE = compiled("(?:比如|例如|譬如|举例|示例)")
_MONEY = compiled(r"(?:工资|津贴|奖金|奖励金|薪酬?|补贴|报酬|待遇|费)\Z")
_BOUNDS = compiled("不(?:少于|低于|超过|高于|多于|小于|得少于)|至少|最少")
_TAKEN = compiled(r"[扣减]\d")
_NEGATIVE = compiled(
    r"[扣罚]|未|不|无|没|缺|少|差|迟|早退|旷|违|错|漏|擅自|私自|事故|投诉|垃圾|杂物|污[迹渍垢]|积水|异味"
    r"|^考核(?:责任|当事|分管|直接|相关|班组|部门|个人|科室)|死角|烟头|痰|丢失|遗失|纸屑|果皮|蛛网|[积灰]尘|破损"
    r"|脱落|损坏"
)


def judged(found: Consequence, mask: str, text: str, *, first: bool) -> Verdict:
    """What a find with the masked trigger `mask` is in the masked `text`: `settled` where its words of points are none.

    `first`: whether no rule stands before it.
    """
    if found.vague and _GRADED.match(text, found.end):  # 根据效果计分,8次以上记10分
        return "settled"
    if found.vague and not found.free:
        if _is_way(found, mask, text):
            return "settled"
        if not mask and first:
            return "none"
    percent = found.amounts[0].max if found.amounts and found.amounts[0].percent else None
    if percent is not None:
        above = _AT_THAT.search(mask)  # 超过100%的按100%计: how it is rounded
        if _MONEY.search(mask) or (above and parse_number(above["share"]) == percent):  # 当月津贴扣50%
            return "settled"
    return _judged_bare(found, mask, text) if found.bare else "rule"


def _is_way(found: Consequence, mask: str, text: str) -> bool:
    """Whether points without a number only tell how they are given, or that they can be."""
    if found.effect == "award" and found.amounts[0].kind == "discretionary":
        word = text[found.end - 2 : found.end]
        contrasted = text.startswith("否则", found.end + 1)  # 符合要求可得分,否则不得分
        if (word not in ("加分", "奖分", "给分") and not contrasted) or not mask:
            return True
    # 按未办结事项进行扣分,每项扣5分: how much follows
    return _BY.search(mask) is not None and _THEN_EACH.match(text, found.end) is not None


def _judged_bare(found: Consequence, mask: str, text: str) -> Verdict:
    """The same for a number of points without a verb."""
    if not any(char.isalnum() for char in mask) or (_ONLY_BARE.search(mask) and not found.unit):
        return "none"
    if mask.endswith(OPEN) and text[found.end : found.end + 1] == ",":
        return "settled"  # 例会(2分,缺一次扣1分): what it is worth
    if mask.endswith(":") and not _MERIT.search(mask) and len(LABELLED.findall(text)) < 2:
        return "none"
    return "rule"


def settle_effect(
    found: Consequence, mask: str, text: str, column: Sign | None, before: Effect | None, guessed: bool
) -> bool:
    """Give a consequence without a verb the effect of the column or of the rule before it; doubt what is guessed.

    `guessed`: whether the effect of the rule before it was. Whether this one's is comes back.
    """
    if not found.bare and found.effect is not None:
        return False
    negative = _NEGATIVE.search(_BOUNDS.sub("", mask)) is not None
    if column or before:
        if guessed:  # as the one before it, of which nothing was said either
            found.doubts += (("effect-doubtful", ""),)
        found.effect = before or column
        if before is None and negative != (column == "deduct"):
            found.doubts += (("effect-doubtful", ""),)
            if not negative and _TAKEN.search(text, found.end):  # 完成读书活动10分,少一次扣2分
                found.effect = "award"
        return guessed
    found.effect = "deduct" if negative else "award"
    if not negative and (mask.endswith(OPEN) or _MERIT.search(mask)):  # A档(100分)
        return guessed
    if not negative and "扣" not in text and _NO_POINTS_GIVEN.search(text):
        return guessed  # 符合5分;不符合0分: what is not given elsewhere is given here
    found.doubts += (("effect-doubtful", ""),)
    return True
