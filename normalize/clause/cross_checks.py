"""A finished reading held against its text once more: what the grammar's tables do not know shows up here as a doubt.

The checks ask whether words and figures are accounted for, not what they mean, so that they hold for wording nobody
has met: what looks counted in a rule that counts nothing, what scores and is in no rule, what goes on behind a rule's
end. They speak only where no other doubt points.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from normalize.clause.lexicon import NAMING, PERIODS, any_of
from normalize.clause.misgivings import ONCE, Misgiving
from normalize.clause.patterns import compiled
from normalize.clause.reading import Clause, Span
from normalize.clause.tokens import CLOSE, MARK, MEASURE, OPEN
from normalize.clause.view import View
from normalize.clause.whole import Made

Found = Iterator[tuple[Span, Misgiving]]
# 每升降1%加‖减1分
_OTHER_SIGN = {
    "deduct": compiled(r"(?<![参增附更追叠施])加\Z"),
    "award": compiled(r"(?<![折回克代递增消])[扣减]\Z"),
}
# 逆行的记3分: a breach that is marked, or what is earned
_MARKED = compiled(r"[记计]\d")
_BREACH = compiled(
    r"(?<![无未没不免少][\p{Han}]{0,3})(?:迟到|早退|旷课|旷工|擅自|私自|违反|违规|违章|违纪|超速|逆行|闯红灯|作弊"
    r"|抄袭|辱骂|斗殴)"
)
_SO_MUCH = ("全部", "全数", "一半", "部分")  # 该项分值全部‖扣除
_AT_WILL = compiled("酌|视情|适当|相应")
_NUMBERED = ("fixed", "range", "discretionary")
_NAMING = any_of(NAMING)
# 一级, 一次性, 一个月, 一致, 一人多岗: nothing is counted
_NONE = (
    rf"(?!{_NAMING}|[人岗机票][多双两]|[票次]性|[般定律致直些旦流线体切样起时半并分]"
    r"|[个两]?(?:小时|学期|星期|工作日|月|年))"
)
_WITHIN = "(?![以之内])"
# 较上年提高0.01‖加1分,最多加3分
_BY_SO_MUCH = compiled(r"(?:提高|增加|提升|增长|上升|下降|降低|减少|压降|改善)\d+(?:\.\d+)?(?:个?\p{Han}{1,3}|[%‰])?\Z")
_UNCOUNTED = (
    # 一单扣, 未关灯1灯:
    compiled(rf"(?<![第\d之、.唯统同进万逐过于达到满足]|一\p{{Han}})(?:一|1){_NONE}\p{{Han}}{{1,2}}\Z"),
    # 缺两筐, 差3m2
    compiled(
        r"[少缺差低超多晚漏](?:(?<=超)[标支耗额限])?(?:\d{1,2}(?:\.\d+)?|[两二三])(?!年)个?(?:\p{Han}{1,2}|%|㎡"
        r"|[a-z]{1,2}2?)\Z"
    ),
    # 低于全省平均0.1个百分点
    compiled(
        r"(?:[低高]于|落后于?|超过)\p{Han}{0,6}(?:平均|均值|水平|目标|上年|同期|去年)\p{Han}{0,3}"
        r"\d+(?:\.\d+)?(?:个百分点|[%‰]|位)\Z|(?:超[过出]|[低高]于)0\.\d+个百分点\Z"
    ),
    # 一人不参加,请假;  被通报一次不合格
    compiled(
        rf"(?:^|(?<![未无没])[,;:、有现生被报])(?:一|1){_NONE}{MEASURE}{_WITHIN}"
        r"(?:[^,;。\d]{0,8}|[^,;。\d]{0,4}[未不没无缺][^,;。\d]{0,4},[^,;。\d]{0,6})\Z"
    ),
    # 一舱未清
    compiled(rf"(?:^|[,;:])(?:一|1){_NONE}\p{{Han}}{{1,2}}[未不没无][^,;。\d]{{0,8}}\Z"),
    # 发生一次火灾,能及时报告的
    compiled(
        rf"(?:发生|发现|出现)(?:一|1)(?!{_NAMING}|次性){MEASURE}{_WITHIN}[^,;。\d]{{0,10}}(?:,[^;。\d]{{0,30}})?\Z"
    ),
)
# what is left of a count where recognition lost a character of it
_HALF_COUNTED = (
    compiled(r"[^,;。]{0,2}[,、]?每\Z"),  # 未登记的,每‖扣
    # 稿件少一‖扣, 被投诉1‖扣
    compiled(r"[^\W\d_]{1,3}(?:(?<![统不划单之其第唯专合逐万同周期八如归])一|(?<![第表图件为级是号项])1)\Z"),
    # 未归还的,笔‖扣  1人次及以上,次会议‖扣
    compiled(
        rf"[,;:](?:(?![天日月年周人车班部科所校]){MEASURE}(?:\({MEASURE}\)?)?|次(?![品要日生数序])\p{{Han}}[^,;。]{{0,8}})\Z"
    ),
    compiled(r"(?<![减短])[少缺差][期篇次条份件场起例]\Z"),  # 图书少期‖扣
    # 报道篇‖折合, 未经部次‖扣
    compiled(r"\p{Han}(?<![每首该本此诗名一两二三几多各全半单])篇\Z"),
    compiled(
        r"\p{Han}(?<![每多屡再层名批人车班场课本此首该数初依档等梯位主其逐历上下当频架艘工一两二三四五六七八九十几各单何"
        r"项台件户家宗起例处门部篇条份机床店站岗辆餐])次\Z"
    ),
)
_UNCOUNTED_ALIKE = (
    # 每少于一次, 每得一次优
    compiled(
        r"每(?:[发出得获少缺有增减低高超迟延推多差降逾]|[^,;。\d年月周季日期人隔逢]{0,2}[一1](?!\d|年|月|周|天|日))"
    ),
    # 各人加, 逐件扣, 按10米扣
    compiled(
        r"(?:各(?:人|位|成员)|(?:逐(?![步渐年月日])|递(?![进增减交延推]))\p{Han}"
        r"|按\d+(?:\.\d+)?(?:\p{Han}{1,2}|[a-z]{1,2}2?))\Z"
    ),
)
_SHORT = compiled(rf"每(?!少|缺|差)[^,;。]{{1,14}}[少缺差](?:一|1)({MEASURE})[^,;。\d]{{0,6}}\Z")  # 每两层少一道平网
# 每平方米超0.5元
_BEYOND_BY = compiled(
    rf"每[^,;。每\d]{{1,14}}"
    rf"(?:[超多少低高降欠](?![过于])\p{{Han}}{{0,2}}|减产?)\d+(?:\.\d+)?({MEASURE})的?\Z"
)
_EACH_OF = compiled(rf"每(\p{{Han}}{{1,2}}?)每(?:一|1)?{MEASURE}\Z")  # 每路每天
_THRICE = compiled(rf"(?:每(?:一|1)?{MEASURE}\p{{Han}}?[,、]?){{3}}\Z")  # 每栋每层每处
_POINT = compiled(r"[高低升降][^,;。\d]{0,6}(?:一|\d+(?:\.\d+)?)个(?:\p{Han}分)?点\Z")  # 每低一个点, 每低2个来分点
_EACH = compiled(rf"每个?(?:一|1)?({MEASURE})\Z")  # 每班加0.5分/次
_EVERY_ONE = compiled(rf"每[^,;。、\d每]{{1,6}}(?:一|1)({MEASURE})(?<![个%‰])\Z")  # 每迟报1天
# 每台每停机1小时: by both of them, or by the second alone
_BOTH = compiled(rf"每(?:一|1)?({MEASURE})每(?=[^,;。每]{{1,6}}(?:一|1|半)|[超迟少缺逾延])[^,;。]{{1,10}}\Z")
# 每…2%, 每超万分之零点五
_SHARE = compiled(r"每[^,;。:每期次]{1,14}\d(?:\.\d+)?%(?![以者])|每[^,;。:每期次]{0,14}[百千万]分之")
_BOUND = r"(?:不[少低]于|不得[少低]于|至少|≥|完成[^,;。\d]{0,6})"
# 不少于5次,每‖1次  完成2项得10分,每1项: the thing that is asked for costs points; 少 may be lost
_AS_ASKED = compiled(
    rf"{_BOUND}[^,;。\d]{{0,6}}\d+(?:\.\d+)?个?(?P<unit>{MEASURE})(?:得\d+(?:\.\d+)?分)?[^;。\d]{{0,10}}[,;。]"
    rf"(?![漏缺误错旷])每?(?![少缺差])\p{{Han}}?(?:一|1)?(?P=unit)\Z"
)
# 低于90%的,低2个百分点: each may be lost
_LESS_ONCE = compiled(
    r"(?:不?[低高]于|不得[低高]于|达到?|超过)\d+(?:\.\d+)?%[^,;。\d每]{0,6}[,;](?!每)\p{Han}?(?:[低高降升超]|下降|降低|提高|上升)"
    r"(?P<unit>\d+(?:\.\d+)?(?:个百分点|%))\Z"
)
# 不少于12他,每少1次: how many are asked for can no longer be read
_BOUND_LEFT = compiled(
    rf"(?:{_BOUND}|达到?)[^,;。\d]{{0,6}}(?P<number>\d+(?:\.\d+)?(?![年月日分以名个]|{MEASURE})\p{{Han}})(?:以上|得\d[^,;]*)?[,;][^;。]*\Z"
)
# 得分,否则  酌减,  90分以上满分,  扣0.1兮,: what scores stands within what must happen
_SCORES = compiled(
    r"(?<![不各项])得(?:满|全部?)?(?:基本|标准)?分(?=,)|得满分(?=\d+(?!\d*(?:\.\d+)?分))|酌[减扣](?=[,;])|分,?否则|(?<!满)满分(?=[,;、])|全扣(?=[,;])"
    r"|(?<![不未总平记])[得扣加]\d+(?:\.\d+)?分(?!以[上下](?![均皆都])|及以|[的者至到~-]|,?\Z)"
    r"|(?<=率)[×*]\d{1,2}(?![\d.%])|扣\d+(?:\.\d*)?(?![\d.分%‰个元次人天万至到~-])"
)
# what scores and is in no rule: ,否决  得全部基本分
_LEFT = compiled(
    r"(?P<cap>为止|封顶|扣完|扣光|[分扣]下限|上不封)|(?<!一票|被)否决(?!权|[事项率意])|不得分(?![者的])|得0分|酌[减扣]"
    r"|得(?:全部|满)[^,;。]{0,3}分|酌情[加扣减](?=[,;。]|$)"
    r"|(?:得|计|记|给|作|以|取消)[^,;。\d得不未负扣加减]{1,3}分(?:处理)?(?=[,;。]|$)|(?<=[的者])[全足零]分(?=[,;。]|$)"
    r"|[、,]\d+(?:\.\d+)?分(?:$|[、,;。])"
)
# 扣1分‖,扣分不超过该项总分  加1分‖,满分5分: a limit of the rule before it that was not read
_LIMIT_LEFT = compiled(
    r"[,(](?!其中)[^,;。\d]{0,8}?(?:(?:不(?:得|能|应|可|会)?(?:超过?|超出|高于|多于|大于)|控制在"
    r"|限额)[^,;。]{0,6}[分值数项%]"
    r"|(?:[加扣]满|满分|限)\d+(?:\.\d+)?分|\d+分以内)[^,;。]{0,3}(?=[;。)]|$)"
)
# 得分 20 15 0: a row of a table within the cell
_ROW_OF_POINTS = compiled(r"(?:[得扣加计]分|分值|分数)\s*\d+(?:\.\d+)?分?(?:[ \t\n]+\d+(?:\.\d+)?分?)+(?![\d.．、])")
# 旷工-5, 扣分在1-3分之间, 扣2分以上, 加10(主持), 返还50%: points that no pattern has
_POINTS_LEFT = compiled(
    r"[得扣加计]\d/\d(?=[,;。]|$)|"
    r"(?<![参增附更追])[加奖扣减]\d+(?:\.\d+)?(?=\()|[返退]还[^,;。\d]{0,8}\d+(?:\.\d+)?[%分]|"
    r"(?<=[\p{Han},:])[-+]\d+(?:\.\d+)?(?=[,;。、]|$)|扣分不[低少]于\d+(?:\.\d+)?分(?=[,;。]|$)"
    r"|(?:(?<![折回克代])扣|[减加奖])分?[^,;。\d]{0,3}\d+(?:\.\d+)?分?(?:以[上下]"
    r"|(?:[-~至到]\d+(?:\.\d+)?)分之间)[^,;。]{0,6}(?=[;。]|$)"
    r"|(?<=\p{Han})[扣减加]分[:为是]\d+(?:\.\d+)?分(?=[,;。]|$)"
    r"|(?<=[,的者])[扣减加奖]分[值数]?[:为是]?\d+(?:\.\d+)?分(?=[,;。]|$)"
)
# 加1分‖,依次递减: what the next one brings
_DWINDLES = compiled(r"[,;、。(]?[^,;。\d]{0,12}(?:依次|逐次|逐名|逐级|依序|顺次)(?:递减|减少|降低|递降)")
# 甲90分以上: one band of a scale
_BAND = compiled(r"(?<![到得于过满])\d{2}分(?:\(含\))?及?以[上下]")
# 按少一人‖扣1分的标准执行: points in the words that refer to them
_REFERRED = compiled(r"(?:[扣减加得奖]|每[^,;。]{1,4})\d+(?:\.\d+)?分")
# 扣部门负责人责任人所‖扣分值的50%: a share of what another loses
_OF_ANOTHER = compiled(r"(?:\A|[,;])扣(?![押留缴车件])[^,;。\d]{2,}所\Z")
# 扣20元(2分): points beside money
_WITH_MONEY = compiled(r"元(?:/\p{Han}{1,2})?\((?:扣|-)?\d+(?:\.\d+)?分")
# 至少扣2分, 扣不低于2分; 最低计60分, 得分最低分25分: how far points go down
_AT_LEAST = compiled(
    r"(?:至少|最少|最低|保底)(?:得?分值?)?[扣减加得计记给为]?分?:?\d+(?:\.\d+)?分"
    r"|[扣减加得]分?不(?:低|少)于\d+(?:\.\d+)?分"
)
# 5分‖-30的加分  10分‖、6分, but not 10分、60分以上得6分
_GOES_ON = compiled(
    r"[-~+×*÷]\(?\d+(?:\.\d+)?(?=[分的,;。)]|$)|、\d+(?:\.\d+)?分(?!(?:\([^()]*\))?(?:及?以[上下内]|[-~至到]))"
)
_SCORED = compiled(
    r"(?<![于过为在是至到超约])\([+-]\d+(?:\.\d+)?分?\)|[扣减加奖得]\d+(?:\.\d+)?分|\d分/\p{Han}"
    r"|(?<!满|总|共)\d分[、,;](?!共|满|总)[^()]{1,12}?\d+(?:\.\d+)?分(?!以|钟)|不得分|(?<!被)否决(?!权)|酌情[扣加]"
)
_REMARK = compiled(r"[(\[【](?:备注|注|说明|例|如(?!果)|其中|含|不含|总分|满分|合计|共)")
_WORTH = compiled(r"\(\d+(?:\.\d+)?分")
# ,其中:省级任务1.2分,市级任务0.8分: parts of what was given before
_OF_WHICH = compiled(r"(?:\A|[,;。])其中[:,][^;。]*\Z")
_WORTH_ALONE = compiled(r"\(\d+(?:\.\d+)?分\)")
# 每柜次
_NUMBERS = compiled(r"\d+(?:\.\d+)?")
_JOINED = compiled("[每一1](?P<one>.)[次人件例起宗日](?!常|[数员品物会如外行案])")
# 加分项(不超过10分)
_LIMIT_ALONE = compiled(
    r"\((?:[^()\d]{0,6}(?:最高|最多|上限|限额?|不超过)[^()\d]{0,4}\d+(?:\.\d+)?分|\d+(?:\.\d+)?分(?:封顶|为限))\)"
)
_CAP = compiled("为止|扣完|封顶|上限|下限|最高|最多|不超过")
# ,以该项分数‖扣完为止: a cap that was bound, and words before it that nothing read
_UNREAD = compiled(r"[,、;。]?(?!.{0,3}类推)[^,、;:。()\d]{0,11}[\p{Han}\p{L}]")


def cross_checks(view: View, rules: Sequence[Made], settled: Sequence[Span]) -> Found:
    """Doubts of a criterion's rules and of what they leave over, each with its view span.

    `settled`: words of points that were read and found to be no consequence. Of two doubts about the same words the
    first is told.
    """
    settled = sorted(settled)
    spans = sorted({(made.start, made.end) for made in rules})
    for made in rules:
        yield from (((made.start, made.end), misgiving) for misgiving in _of_rule(view, made, rules))
    for span in spans:
        yield from _behind(view, span, settled, spans)
    for made, after in pairwise(rules):
        joined = view.mask[made.end : made.end + 1] in (",", ":")
        if joined and _is_vague(view, made, after):
            yield (made.start, made.end), ("amount-vague", {})
    yield from _bracketed(view, spans)
    yield from _worths(view, rules)
    if beside := _WITH_MONEY.search(view.plain):
        yield beside.span(), ("clause-unparsed", {})
    for row in _ROW_OF_POINTS.finditer(view.text):
        start, end = (bisect_left(view.at, place) for place in row.span())
        yield (start, end), ("clause-unparsed", {})
    for left in _POINTS_LEFT.finditer(view.mask):
        if not _within(spans, *left.span()):
            yield left.span(), ("clause-unparsed", {})
    for made in rules:
        banded = made.bare and made.clause.amount and made.clause.amount.kind == "range"
        if banded and _BAND.search(view.plain):
            yield (made.start, made.end), ("effect-doubtful", {})
    yield from _left_over(view, spans, settled)


def _of_rule(view: View, made: Made, rules: Sequence[Made]) -> Iterator[Misgiving]:
    """Against one rule among the others."""
    effect, span = made.clause.effect, (made.start, made.end)
    if effect == "refer" and (points := _REFERRED.search(view.mask, *span)):
        yield "amount-in-trigger", {"read": points[0]}
    if effect == "award" and _BREACH.search(made.mask) and _MARKED.search(view.mask, *span):
        yield "effect-doubtful", {}
    if made.bare and _OF_WHICH.search(view.mask, 0, made.start + 3):
        yield "effect-doubtful", {}
    yield from _against_bound(made, view.mask[max(0, made.start - 40) : made.start + len(made.mask)])
    for code, detail in _of_clause(made.clause, made.mask.strip(",、:;。的 " + OPEN + MARK + CLOSE)):
        if not _is_tier(detail.get("unit", ""), rules):
            yield code, detail


def _against_bound(made: Made, text: str) -> Iterator[Misgiving]:
    """What a rule counts against what is asked for in the text up to its amount."""
    clause = made.clause
    if clause.effect != "deduct":
        return
    if clause.count == "occurrence" and (asked := _AS_ASKED.search(text)):
        yield "unit-doubtful", {"unit": f"少1{asked['unit']}", "read": "、".join(clause.per)}
    if not clause.per and (less := _LESS_ONCE.search(text)):
        yield "unit-doubtful", {"unit": f"每{less['unit']}", "read": ONCE}
    if clause.count in ("shortfall", "excess") and not clause.target and (left := _BOUND_LEFT.search(text)):
        yield "number-suspect", {"read": left["number"]}


def _behind(view: View, span: Span, settled: Sequence[Span], spans: Sequence[Span]) -> Found:
    """What stands behind a rule, or bounds it, and was not read."""
    if read := _beyond(view, *span, settled, spans):
        yield span, ("clause-runs-on", {"read": read})
    if dwindles := _DWINDLES.match(view.mask, span[1]):
        yield dwindles.span(), ("clause-unparsed", {})
    limit = _LIMIT_LEFT.match(view.mask, span[1])
    if limit and not any(_CAP.search(view.mask, *bound) for bound in _within(settled, *limit.span())):
        yield limit.span(), ("cap-unplaced", {})
    if at_least := _AT_LEAST.search(view.mask, *span):
        yield span, ("amount-vague", {"read": at_least[0]})


def _worths(view: View, rules: Sequence[Made]) -> Found:
    """Points that stand alone in brackets: what something is worth, or what is given for it, or a limit."""
    worth = [(a, b) for a, b in view.brackets if _WORTH_ALONE.fullmatch(view.plain, a, b)]
    holding = [made for made in rules if len(worth) > 1 and _within(worth, made.start, made.end)]
    if len({made.bare for made in holding}) > 1:  # 制度健全(1分)、落实到位(2分),缺一项扣分: some given, some not
        made = next(made for made in holding if not made.bare)
        yield (made.start, made.end), ("amount-in-trigger", {"read": view.plain[slice(*worth[-1])]})
    if len(worth) > 1 and not rules:
        yield (worth[0][0], worth[-1][1]), ("clause-unparsed", {})
    if not rules and (limit := _LIMIT_ALONE.search(view.plain)):
        yield limit.span(), ("cap-unplaced", {})


def _left_over(view: View, spans: Sequence[Span], settled: Sequence[Span]) -> Found:
    """What scores between the rules."""
    place = 0
    for start, end in [*spans, (len(view.mask), len(view.mask))]:
        for left in _LEFT.finditer(view.mask, place, max(place, start)):
            if not _within(settled, *left.span()):
                yield left.span(), ("cap-unplaced" if left["cap"] else "clause-unparsed", {})
        place = max(place, end)


def _bracketed(view: View, spans: Sequence[Span]) -> Found:
    """What scores in a bracket that was set aside: 地面脏乱(-0.6)门窗未关(-0.4). 立项(国家级20分、省级10分)."""
    for a, b in view.brackets:
        if view.mask[a] == OPEN or not (found := _SCORED.search(view.plain, a, b)) or _REMARK.match(view.plain, a):
            continue
        holding = next(((start, end) for start, end in spans if start <= a and b < end), None)
        code = "amount-in-trigger" if holding else "clause-unparsed"
        yield holding or (a, b), (code, {"read": found[0]})


def _opening(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of sorted spans that begin within."""
    return spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]


def _within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of the spans that share a character with one."""
    return [(a, b) for a, b in spans if a < end and start < b]


def _is_vague(view: View, made: Made, after: Made) -> bool:
    """可优先考虑加分,被采用的每项加3分; 脱岗扣分,每发现一次扣10分: the first may be worth what the second says."""
    one, other = made.clause, after.clause
    if one.amount is None or one.amount.kind != "discretionary" or other.amount is None:
        return False
    named = not one.per and after.mask.startswith("每") and not _AT_WILL.search(view.mask, made.start, made.end)
    return one.effect == other.effect and (one.effect == "award" or named)


def _beyond(view: View, start: int, end: int, settled: Sequence[Span], spans: Sequence[Span]) -> str | None:
    """What goes on behind a rule's end as if it belonged to it."""
    if goes_on := _GOES_ON.match(view.mask, end):
        return str(goes_on[0])
    if view.mask.startswith("/", end) and not any(a == end + 1 for a, _ in spans):
        return view.plain[end : end + 4]  # 扣0.5分‖/l次
    for a, b in _opening(settled, end + 1, end + 14):
        if _CAP.search(view.mask, a, b) and view.mask[a] not in "按取就" and _UNREAD.fullmatch(view.mask, end, a):
            return view.mask[end:b].strip(",、;。")
    if any(_WORTH.fullmatch(view.plain, a, end) for a, _ in _opening(view.brackets, start, end)):
        return view.plain[end : end + 6]  # 查看记录(3分‖,少一次扣1分)
    return None


def _of_clause(clause: Clause, mask: str) -> Iterator[Misgiving]:
    """Against a clause and its masked trigger."""
    kind = clause.amount.kind if clause.amount else None
    if clause.effect in _OTHER_SIGN and _OTHER_SIGN[clause.effect].search(mask):
        yield "effect-doubtful", {}
    if (kind == "discretionary" and mask.endswith(_SO_MUCH)) or _OF_ANOTHER.search(mask):
        yield "amount-vague", {}
    if clause.effect in ("deduct", "award") and kind in _NUMBERED:
        if clause.per:
            if unit := _other_unit(clause.per, mask):
                yield "unit-doubtful", {"unit": unit, "read": "、".join(clause.per)}
        else:
            patterns = _HALF_COUNTED + _UNCOUNTED_ALIKE + (_UNCOUNTED if clause.effect == "deduct" else ())
            patterns += (_BY_SO_MUCH,) if _reaches_beyond(clause) else ()
            if unit := next((found.group() for pattern in patterns if (found := pattern.search(mask))), None):
                yield "unit-doubtful", {"unit": unit.strip(",;:、"), "read": ONCE}
    if scores := _SCORES.search(mask):
        yield "amount-in-trigger", {"read": scores.group()}


def _reaches_beyond(clause: Clause) -> bool:
    """Whether a cap leaves room for the amount more than once."""
    if clause.amount is None or clause.amount.max is None or clause.cap is None or clause.cap.points is None:
        return False
    return clause.cap.points > clause.amount.max


def _is_tier(counted: str, rules: Sequence[Made]) -> bool:
    """Whether what looks counted comes again with another number: 超24小时扣1分,超48小时扣2分."""
    shape = _NUMBERS.sub("#", counted)
    return shape != counted and sum(shape in _NUMBERS.sub("#", made.mask) for made in rules) > 1


def _other_unit(per: tuple[str, ...], mask: str) -> str | None:
    """What a trigger says it counts by, where the rule counts by something else."""
    if per == ("个",) and _POINT.search(mask):
        return "百分点"
    if "每" in mask and (unit := _every_other(per, mask)):
        return unit
    for word in per:  # 每柜次 read as 柜
        for found in _JOINED.finditer(mask, overlapped=True):
            if found["one"] == word:
                return str(found[0][1:])
    return None


def _every_other(per: tuple[str, ...], mask: str) -> str | None:
    """The same for what 每 stands before."""
    if per != ("个",):  # 每个项目
        found = _SHORT.search(mask) or (per == ("次",) and _EACH.search(mask))
        found = found or (_NUMBERS.search(mask[-6:]) and _BEYOND_BY.search(mask)) or _EVERY_ONE.search(mask)
        if found and not set(found[1]) & set("".join(per)):
            return str(found[1])
    if mask.count("每") > 1:
        if found := _THRICE.search(mask):
            return str(found[0])
        for pattern in (_BOTH, _EACH_OF):
            found = pattern.search(mask)
            if found and found[1] not in PERIODS and not any(found[1] in word for word in per):
                return str(found[0])
    if not {"百分点", "千分点"} & set(per) and (found := _SHARE.search(mask)):
        return str(found[0])
    return None
