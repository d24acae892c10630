"""What a clause is spelt with: the characters that stand for what a `View` masks, numbers, points and verbs."""

from __future__ import annotations

from normalize.clause.lexicon import (
    AWARD_GUARDS,
    AWARD_OBJECTS,
    AWARD_VERBS,
    DEDUCT_VERBS,
    MEASURES,
    OBJECT_NOUNS,
    any_of,
    measure_pattern,
)

BLANK = "\ue000"  # a character inside a bracket, title or quotation
MARK = "\ue001"  # a character of an enumerator: ①, (1), 2.
OPEN = "\ue002"  # a bracket that holds a consequence of its own: 未完成(扣2分)
CLOSE = "\ue003"
DECLARED = (0xE010, 0xE110)  # the first character of a measure word that an institution declares
FILLER = "\ue00f"  # each of its others

STOP = rf"(?:[,;。、!?{MARK}{CLOSE}{BLANK}]|$)"
HAN = r"[\u4e00-\u9fff]"
DECLARED_MEASURE = rf"[{chr(DECLARED[0])}-{chr(DECLARED[1] - 1)}]{FILLER}*"
MEASURE = rf"(?:{measure_pattern(MEASURES)}|{DECLARED_MEASURE})"

# --- numbers and points -----------------------------------------------------------------------------------------

# 0.25  10
DIGITS = r"(?:\d+(?:\.\d+)?)"
# 0.25  两  十五  半  二点五
NUMBER = (
    rf"(?:{DIGITS}|半|[零一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{{1,3}}(?:点[一二三四五六七八九]{{1,2}}(?=分))?)"
)
# the dash of a range: 0.5-2  1~3  2至5
DASH = r"(?:[-~]{1,4}|至|到)"
# 分, also 个积分, but no 分钟, 分之一
POINTS = (
    r"(?:个?(?:积|学|绩效|考核|操行|德育|信用)?分(?!钟|之|公司|析|贝|米|会场|校区|支机构|别"
    r"|管(?:领导|副|[院校县市局处科所站]|部门|负责|责任|工作|同志|的)))"
)
# 分 where no verb says that points are meant: stricter, and no threshold (90分以上)
BARE_POINTS = (
    r"(?:分(?!项(?:[扣减]"
    r"|$))(?![钟析公管会工局校院部店支级类组段批别送发配解布散包列册行享流担清之米贝队厂区园所时头以及者制内档除乘\d%]"
    r"|为基[数准础]))"
)
# 0.2  0.2-0.6  0.5分-2分  5分-20的加分; but 扣0.5分‖至4分扣完
AMOUNT = (
    rf"(?P<low>{NUMBER})(?:(?:分?{DASH}(?P<high>{NUMBER})(?<!分[至到][\d.]*(?=分,?[扣加][完满光])))?{POINTS}(?!{DASH}{DIGITS}的[加奖扣减]分)"
    rf"|分{DASH}(?P<high>{DIGITS})(?=的[加奖扣减]分))"
)
# 20分、15分、10分  0.5、1、2、5分, but not 得15分,90分至95分得… or 得15分,90分的得…
SERIES = (
    rf"(?P<series>{NUMBER}分?(?:[、/和]{NUMBER}分?)+(?<=分)|{NUMBER}分(?:,{NUMBER}分)+(?![的者得加扣计记减]))"
    rf"(?!钟|之|封顶|为限|为止|(?:\({BLANK}+\))?(?:及?以[上下内]|{DASH}{DIGITS})|/(?!{MEASURE})|[扣加]完|[扣加]满)"
)
# O.5  0,25  0.0.5: a damaged number, read with a doubt
DAMAGED = r"(?P<damaged>(?=[^分]*\d)(?:[\dOoQlI〇|.。·:]|(?<=[0Oo〇]),){1,8})(?<![,。:])"


def _guarded(verbs: frozenset[str]) -> str:
    """The verbs, each kept from following a character that makes it another word: 参加, 合计, 一等奖."""
    by_first: dict[str, list[str]] = {}
    for verb in sorted(verbs):
        by_first.setdefault(verb[0], []).append(verb)
    parts = (
        (f"(?<!{AWARD_GUARDS[first]})" if first in AWARD_GUARDS else "") + any_of(words)
        for first, words in by_first.items()
    )
    return "(?:" + "|".join(parts) + ")"


# --- verbs ------------------------------------------------------------------------------------------------------

# 扣, 追加扣除; no 折扣, 扣押, 扣款
DEDUCT = (
    r"(?:(?<![折克代抵暗相紧环未增]|(?<![退驳返撤召收])回)(?P<deduct>(?<![参增附更])(?=加)加扣|(?!加|(?<=最)多)"
    rf"{any_of(DEDUCT_VERBS)})(?![押留款发缴子证缓免]))"
)
# 得, 奖励, 折合; no 取得, 一等奖, 参加, 合计; 高于平均值得30分
AWARD = rf"(?P<award>{_guarded(AWARD_VERBS)}|(?<=值)得(?=\d))"
OBJECT = rf"(?:{any_of(OBJECT_NOUNS)}){{0,7}}+"
AWARD_OBJECT = rf"(?:{any_of(AWARD_OBJECTS)}){{0,6}}+"
VERB = rf"(?:{DEDUCT}{OBJECT}|{AWARD}{AWARD_OBJECT})"
END_OF_AMOUNT = r"(?:[,;。、!]|/(?!\d)|$)"
