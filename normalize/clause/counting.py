"""What an amount counts by: the measure in a trigger, and what it counts (events, shortfall, excess)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from normalize.clause.lexicon import NAMING, OF_PLACES, PERIODS, TIMES, canonical_measure, parse_number
from normalize.clause.patterns import compiled
from normalize.clause.tokens import BLANK, CLOSE, DECLARED_MEASURE, DIGITS, HAN, MEASURE, NUMBER, OPEN
from schemas import Count


@dataclass(frozen=True, slots=True)
class Counting:
    """`per` and `count` as in schemas.Rule; `sure` is False where a typo or an unknown word was read through.

    `rival`: a measure that the words could count by as well, where `per` does not hold it.
    """

    per: tuple[str, ...] = ()
    count: Count | None = None
    step: Decimal = Decimal(1)
    sure: bool = True
    known: bool = True
    rival: str | None = None


NOTHING = Counting()

# 次  次(项)  人·次  项/次  %
# the measures are written out once, and called for what is joined to them
UNITS = (
    rf"(?P<unit>(?P<measure>{MEASURE})|[%‰]|(?<=\d)分(?![钟项贝米之]))"
    r"(?:(?P<join>[(/·•.、]|每|或)每?(?P<more>(?&measure))(?:[、/](?P<third>(?&measure)))?\)?)?"
)
# 1%~3% is a range, a tier and no unit to count by
NOT_A_BOUND = (
    r"(?![-~至到]{1,2}\d)(?!及?以[上下内外]|内(?![容部控务科勤设])|前(?![期台沿置])|后(?![期勤台续])|之内|之前)"
)
LESS = (
    r"(?:缺少|短缺|缺失|缺(?![席勤岗课考会位签操])|少(?![数年先儿于])|(?<![相误偏温色])差(?![错评异旅])"
    r"|低于|低|下降|降低|降(?!雨|温)|减少|不足|欠|落后)"
)
# with nothing between it and its number, or it says how something is: 质量差被要求返修一次
_OF_OTHERS = r"[^,;。\d]{0,8}?(?:平均|均值|目标|水平)(?:值|数|水平)?"  # 低于全省平均水平
LESS_AT_ONCE = rf"(?:低于{_OF_OTHERS}|(?<![相误偏温色])差(?![错评异旅])|低于|低|下降|降低|降(?!雨|温)|不足|欠|落后)"
MORE = (
    r"(?:超过|超出|超(?![限期时速载标])|多(?![次人媒数功家])"
    r"|高于|高出|高(?![级校中新考质水空温度])|增加|增长|(?<!新)增(?!减)|上升|(?<![提上晋])升(?=[\d一])|升高|提高|提升)"
)
LATE = r"(?:迟到?|延迟|推迟|逾期|拖延|晚点?|延期|滞后|延误|拖欠|延长|超期|超时|逾|早退)"

# a number with its measure, and only where there is none a measure alone: 基本标准5%, not the 本 in 基本
_SO_MANY = rf"(?:[^,;。每\d]{{0,12}}?(?:{DIGITS}%(?=[\d一]))?(?P<step>{NUMBER})|[^,;。每\d]{{0,4}}?){UNITS}"
# 每少报送一条  每低1个百分点  每少于一次
EVERY_LESS = compiled(rf"每(?:再|有|出现)?(?:少于|{LESS}){_SO_MANY}")
# 每多报告一条  每超1%
EVERY_MORE = compiled(rf"每(?:再)?{MORE}{_SO_MANY}")
# 每迟1天
EVERY_LATE = compiled(rf"每{LATE}{_SO_MANY}")
# 每发现一起  每有一人  每10人
EVERY_NUMBER = compiled(
    rf"每[^,;。每\d]{{0,12}}?(?<![百千万于过]|(?<!每)达)(?P<step>{NUMBER}|百|千"
    rf"|万){UNITS}{NOT_A_BOUND}(?![^,;。]{{0,4}}率)"
)
# 每次  每人次  每次(项)
EVERY = compiled(rf"每(?:发现|出现|有|发生|少|缺|查实)?{UNITS}")
# 每桶 right before the verb: a word that is not in the table
EVERY_NUMBER_UNKNOWN = compiled(rf"每(?P<way>[^,;。每\d]{{0,12}}?)(?P<step>{DIGITS})(?P<unit>[^\d,;。%.]{{1,3}})\Z")
_WAY_LESS = compiled(rf"{LESS}")
_WAY_MORE = compiled(rf"{MORE}")
EVERY_UNKNOWN = compiled(rf"每(?P<unit>{HAN}{{1,2}})\Z")
# 每人每次
PRODUCT = compiled(rf"每(?:1|一)?(?P<first>{MEASURE})[,、]?每(?:发现|出现)?(?:1|一)?(?P<second>{MEASURE})")
# 超标发现一处: what is found is an event
_NOT_FOUND = "(?!发现|查出|查到|出现)"
# 少一条  缺1人  差一次
ONE_LESS = compiled(
    rf"(?<![不至多减])(?:{LESS_AT_ONCE}[了过]?"
    rf"|(?!{LESS_AT_ONCE}){LESS}(?:{_NOT_FOUND}[^,;。\d]){{0,6}}?)(?P<step>1|一){UNITS}{NOT_A_BOUND}"
)
# 超1人  多1条
ONE_MORE = compiled(rf"(?<!不){MORE}(?:{_NOT_FOUND}[^,;。\d]){{0,5}}?(?P<step>1|一){UNITS}{NOT_A_BOUND}")
# 旷工半天
HALF_DAY = compiled(r"(?:旷工|旷课|缺勤|迟到?|延迟|逾期|延误|离岗|脱岗|早退)(?P<unit>半天|半日)\Z")
# 迟交1天
ONE_LATE = compiled(rf"(?<!不){LATE}[^,;。\d]{{0,4}}?(?P<step>1|一){UNITS}{NOT_A_BOUND}")
# 发现一起  有一处  违反其中一项  任一项
FOUND = compiled(
    r"(?:发现|查实|查出|查到|检出|检查出|(?<![未没])指出|漏|(?<![没未所])有|出现|发生|违反|其中|任何|任意|任|凡)"
    rf"(?:其中|任何|任意|有|的|任)?[^,;。\d未不无]{{0,6}}?(?<!每)(?P<step>1|一){UNITS}{NOT_A_BOUND}(?!死亡|致死"
    rf"|伤亡|造成|{DIGITS}[人名])"
)
# 发现一样, right before the verb: one of several kinds
_KIND_FOUND = compiled(r"(?:发现|查出|查实|检出)(?:1|一)[样种类](?:的|者)?\Z")
HAVING_ONE = compiled(rf"(?<![没未所拥])有(?P<step>1|一){UNITS}{NOT_A_BOUND}")
# 迟交一次, right before the verb
ENDS_WITH_ONE = compiled(
    rf"(?<![\d.第于过达满共<>≤≥=])(?<!(?:与|和|跟|同)[^,;。]{{0,8}}(?=一起))(?P<step>1|一){UNITS}(?:的|者)?\Z"
)
# 仅召开1次: so much was done, and what is short of the duty is not said
_ONLY_ONE = compiled(rf"(?:仅|只)(?!要|限)[^,;。\d]{{0,6}}?(?:1|一){UNITS}(?:的|者)?\Z")
# 1次会议, 一项不合格: a part of the clause that begins with one
# but not 一岗双责, 一人多机, nor the size of one event: 一次死亡3人以上
BEGINS_WITH_ONE = compiled(
    rf"\A(?:如|若|凡|其余|其他|其它)?(?P<step>1|一){UNITS}{NOT_A_BOUND}"
    rf"(?![多双两]{HAN}|[^,;。\d]{{0,3}}(?:亡|伤|致死|致残|造成|损失)[^,;。\d]{{0,6}}{DIGITS})"
)
# 灯具不亮,一组扣1分: a part of nothing else is a number, also of what mostly names a kind
_ONE_ALONE = compiled(rf"(?P<step>1|一){UNITS}")
# 一人一次: each of them each time
_EACH_BY_ONE = compiled(r"(?<![\d.第])(?:1|一)(?P<first>人|户|家|台|车)(?:1|一)(?P<unit>次)\Z")
# 低于90%的,‖每1个百分点: what the points of a share are counted from
_SHARE_UNDER = compiled(r"(?<!每)(?:低于|不足|未达到?|达不到)[^,;。每\d]{0,6}\d+(?:\.\d+)?%")
_SHARE_OVER = compiled(r"(?<!每)(?<!不)(?:超过|高于|超出)[^,;。每\d]{0,6}\d+(?:\.\d+)?%")
# 投稿人各人加3分
_EACH_PERSON = compiled(r"各(?P<unit>人)\Z")
# 其他设备1处不符合要求, right before the verb
ONE_FAILING = compiled(
    rf"(?<![\d.第于过达满共]|抽[查取检])(?P<step>1|一){UNITS}[不未](?:符合|合格|达标|达到|满足|合规|规范|到位"
    r"|完善|健全|合)(?:要求|规定|标准)?\Z"
)
# 未巡湖一次‖河长, 漏发预警1次‖值班员: someone stands between the one and the verb
ONCE_SOMEONE = compiled(
    r"(?<![\d.第于过达满共])(?P<step>1|一)(?P<unit>次)(?:的|者)?(?:该|责任|当班|主要"
    r"|分管)?\p{Han}{0,3}?(?:[员长书任师记]|人|部门|单位|科室|班组)\Z"
)
# 迟交1次水样单: between what went wrong and its thing
_WRONG_ONE = compiled(
    r"(?:[迟晚漏错误补][交报登记发填录送写传]|遗失|丢失|损坏)(?P<step>1"
    rf"|一){UNITS}{NOT_A_BOUND}(?!性)[^,;。\d]{{1,10}}\Z"
)
# 发现超保质期药剂‖1瓶: so many things of a kind, and no excess
_OF_A_KIND = compiled(r"(?<=发现|发生|出现|查出|查到|查实)超[^,;。\d]{3,6}?(?P<step>1|一)")
_PARTS = compiled(r"[,;。:]")
# 发现一起漂流物,未及时上报的: the event is told before another part of the clause
_EVENT_FIRST = compiled(
    r"\A(?:(?:如|若|凡|每)?(?:发现|发生|出现|查出|查实)(?:1|一)(?P<unit>[起例次处件项]"
    rf"|{DECLARED_MEASURE})(?!死亡|致死|伤亡|造成)"
    r"|(?:1|一)(?P<unit>人)[不未])"
)
_GRADES = frozenset("级等档")
_RANKS = frozenset("级类等度档样点部头口把期段")  # 有一定, 有一级证书
_OVERDUE = compiled(rf"{LATE}|超")
_BEYOND = compiled(
    r"(?:超出|超过|超额|超标|超限|多出)(?:的)?(?:部分|数量)|(?:超出|超额|多出)(?:完成)?的?\Z"
    r"|(?:超出|超过)[^,;。每\d]{0,14}(?:总量|定额|限额|额度|上限)的?\Z"
)
# 逾期每天, 逾期未报每天, 超过规定时限的每天, 逾期10日以上每日, 从第2天起每天 (with 往来 for 第2天)
_OVERDUE_END = compiled(
    r"往来(?:起|开始|以?后),?\Z|"
    r"(?:逾期|超期|超时|超出?|延误|(?:逾期|超期|延误|延迟|迟(?!到)|晚(?=[报交归到]))[^,;。\d早]{1,8}"
    rf"|超过?[^,;。\d]{{0,6}}(?:时限|期限|时间|日期)的?)(?:{NUMBER}{MEASURE}(?:及?以上|以后|之?后)?的?)?\Z"
)
# 每得一次优,成员…: also before another part of the clause
_EVERY_FOUND = compiled(
    rf"每(?:发现|出现|发生|查实|有|违反|缺席|获得?|取得|得|评为|被|受到?)[^,;。每]{{0,8}}?(?P<step>1|一){UNITS}"
)
# 每发生一起‖死亡1人事故
_EVERY_ONE = compiled(rf"每(?:发现|出现|发生|查实|查出|有)(?:1|一){MEASURE}[^每]*\Z")
# 信息每采用一条,省级加3分: all that the part says; no period (每月) and no share (每人)
_EVERY_DONE = compiled(rf"每(?!{MEASURE}|[学半])[^,;。每\d]{{1,6}}?(?P<step>1|一){UNITS}\Z")
_QUOTA = compiled(rf"(?:至少|不少于|应|须|有|设|配|配备)?(?!1(?!\d)|一){NUMBER}{UNITS}")
_NO_MEASURE = compiled(r"每[学半工]?[年月日周季天期]|每[少缺超多发出违有]")
_TYPO = compiled(
    r"[没毋母海](?=(?:缺少|少|缺|超|低|差|降)[^,;。]{0,4}?[一1]|次[扣加得]?|项次?\Z|人次)"
    r"|(?<=[,;、的])[没毋](?=[人例处个台件份条]\Z)|(?<=[,;、的])递(?=次\Z)"
)
_DOUBLED = compiled(r"个{2,}(?=[百人月工])")
# 第一起、第二起
_ORDINALS = compiled(rf"第(?:{NUMBER}){MEASURE}")
_EACH_OF = compiled(r"每(?:一|1|名)?(?P<unit>[人户家班])\Z")
EVERY_AT_END = compiled(rf"每(?:发生|出现|发现)?(?:一|1)?{MEASURE}\Z")
# a one before a word that is hardly ever anything but a measure
_COUNTED_ONE = compiled(
    r"(?<![\d.第上同之统每十百另唯某任专万不进~至-])(?:1(?![\d.])|一)(?P<unit>次(?!死|伤|亡|[重轻]伤|造成|记|性|数)|起|项|处"
    r"|例|件|条|份|人次|个(?![月百季小工学])|户|台|人(?![次死]))"
    r"(?!以[上下内]|及以上|[、~至-]?\d|票)"
)
# 未制定一项  每月一次  比上年一次
_NOT_COUNTED = compiled(
    r"[未没不无比与同](?!到位|力|够|足|全|齐|当|规范|清)|每[年月周季日天学]|[至~-]$|超过$|[高低]于$|[多少]于$|不足$"
)
# 未关灯1灯: a one before what may be a measure though no table has it
_ONE_UNKNOWN = compiled(
    r"(?<![\d.第统之唯单不万任逐同专划每再进])(?:1"
    rf"|一)(?![致般定律样切起些旦直时贯再票年月季周天日])(?P<unit>{HAN}{{1,2}})\Z"
)
# 少10学时扣0.1分: for each ten, or a step of its own
_SO_FEW = compiled(rf"(?<![不至多减缺])(?:少|缺少|缺|差)(?!于)(?:{NUMBER})(?P<unit>{MEASURE})\Z")
# 长势差,按10平方米扣1分: so many units for one amount
_BY_SO_MANY = compiled(rf"(?<=[,:]|\A)按(?P<step>{DIGITS}){UNITS}\Z")
# any one of several: once, or each of them
_ANY_ONE = compiled(r"任(?:何|意)?(?:1|一)(?P<unit>环节|方面|内容|指标|条件|要求|种|类|点)")
_COUNTABLE = compiled("[每一1没毋母海递半各]|(?:少|缺|差)[0-9二两三四五六七八九十]|按")
_EMPTY = compiled(rf"[(\[【][{BLANK}]*[)\]】]|[{OPEN}{CLOSE}]")


def bare(mask: str) -> str:
    """A masked trigger without its brackets, but for those that name an alternative measure: 每次(项)."""
    without: str = _EMPTY.sub("", mask)
    return without


def count_in(trigger: str, *, award: bool, rate: bool = False) -> Counting:
    """How a masked trigger counts. `award`: a number without 每 is a quota; `rate`: 依次递增 makes 一次 a rate."""
    if not _COUNTABLE.search(trigger):
        return NOTHING
    # 每超过年度任务1%: 年度 counts nothing, though 年 and 度 do
    text: str = bare(trigger).rstrip(",、:;的").replace("年度", "往来").replace("每隔", "间隔")
    if len(_ORDINALS.findall(text)) > 1 and not EVERY_AT_END.search(text):
        return NOTHING  # 第一起、第二起分别扣1分、2分: a place in an order each, not a number of them
    text = _ORDINALS.sub("往来", text)
    if match := _BY_SO_MANY.search(text):
        return _from(match, "occurrence")
    fixed = _DOUBLED.sub("个", _TYPO.sub("每", text))
    found = _of_share(_count(fixed, award and not rate), fixed, award)
    if found.count == "excess" and not found.sure and bare(trigger).rstrip(",、:;").endswith("的"):
        return NOTHING  # 数额超过1万元的
    if found.per and fixed != text:
        return replace(found, sure=False)
    if not award and found.sure and (rival := _rival(_PARTS.split(fixed)[-1], found)):
        return replace(found, rival=rival)
    return found


def _of_share(found: Counting, text: str, award: bool) -> Counting:
    """及时率低于90%的每1个百分点: so many points of a share are short of it, or beyond it."""
    if award or found.per != ("百分点",) or found.count != "occurrence":
        return found
    under, over = _SHARE_UNDER.search(text), _SHARE_OVER.search(text)
    if under and over:  # 高于95%或低于85%的每1个百分点: away from a band, on either side
        return found
    if under:
        return replace(found, count="shortfall")
    return replace(found, count="excess") if over else found


def _rival(part: str, found: Counting) -> str | None:
    """Another measure that a deduction's own words put a one to: 少一个一次, 发生了一起…的; None where none is."""
    known = (*found.per, "个") if OF_PLACES.issuperset(found.per) else found.per  # 一个批次
    written = [m for m in _COUNTED_ONE.finditer(part) if canonical_measure(m["unit"]) not in known]
    if _EACH_BY_ONE.search(part):
        return None
    if "每" not in part and written and not _NOT_COUNTED.search(part, 0, written[-1].start()):
        return canonical_measure(written[-1]["unit"])
    if not found.per and (match := HALF_DAY.search(part)):  # for each half day, or for the one
        return str(match["unit"])
    if not found.per and (match := _SO_FEW.search(part)):
        return canonical_measure(match["unit"])
    if not found.per and (match := _ONE_UNKNOWN.search(part)):
        return str(match["unit"])
    if match := _ANY_ONE.search(part):
        return canonical_measure(match["unit"])
    return None


def _count(text: str, award: bool) -> Counting:
    parts = _PARTS.split(text)
    last = parts[-1]
    found = _every(last) if "每" in last else None
    overdue = len(parts) > 1 and last.startswith("每") and _OVERDUE_END.search(parts[-2])
    if found and (product := PRODUCT.search(last)):
        return replace(found, count="excess") if overdue and product["second"] in TIMES else found
    if found and found.count == "occurrence" and found.per[0] in TIMES and overdue:
        found = replace(found, count="excess")
    if found is None or (found.count == "occurrence" and found.step == 1):
        later = last[last.rfind("每") :].lstrip("每") if "每" in last else last
        one = _one(later, award, begins="每" not in last)
        told = found is not None and _EVERY_ONE.search(last) and one.count == "occurrence"
        found = one if one.per and not told else found
    if found is not None:
        return found
    for part in reversed(parts[:-1]):
        for pattern, count in ((EVERY_LESS, "shortfall"), (EVERY_MORE, "excess"), (EVERY_LATE, "excess")):
            if match := pattern.search(part):
                return _from(match, count)  # type: ignore[arg-type]
        alone = EVERY.fullmatch(part)  # 每篇,县级加1分
        if alone and alone["unit"] not in PERIODS:
            return _from(alone, "occurrence")
        if match := _EVERY_FOUND.search(part) or _EVERY_DONE.search(part):
            return _from(match, "occurrence")
        if not award and (match := _EVENT_FIRST.match(part)):
            return _from(match, "occurrence")
        if (match := EVERY_NUMBER_UNKNOWN.search(part)) and (count := _way(match["way"])) != "occurrence":
            return replace(_from(match, count), known=False)
    return NOTHING


def _way(words: str) -> Count:
    """What is counted, by the words between 每 and its number."""
    return "shortfall" if _WAY_LESS.match(words) else "excess" if _WAY_MORE.match(words) else "occurrence"


def _every(part: str) -> Counting | None:
    """The counting of the last 每 of a part, None where it only names a period."""
    if product := list(PRODUCT.finditer(part)):
        first, second = product[-1]["first"], product[-1]["second"]
        last = product[-1].end() > part.rfind("每")
        if last and first not in PERIODS and (second not in PERIODS or product[-1].end() == len(part)):
            if first == "次":
                first, second = second, first
            if second == "半天":
                return Counting((canonical_measure(first + "天"),), "occurrence", Decimal("0.5"))
            return Counting((canonical_measure(first + second),), "occurrence")
    start = part.rfind("每")
    if match := EVERY_LESS.match(part, start):
        return _from(match, "shortfall")
    if match := EVERY_MORE.match(part, start):
        return _from(match, "excess")
    if (match := EVERY_LATE.match(part, start)) and match["unit"] in TIMES:
        return _from(match, "excess")
    direct, number = EVERY.match(part, start), EVERY_NUMBER.match(part, start)
    if number and direct and number.start("unit") != direct.start("unit"):
        period = direct["unit"] in PERIODS and number.start("step") >= direct.end("unit")
        if period or parse_number(number["step"]) != 1:
            number = None
    if number:
        late = _OVERDUE.search(part, 0, start) and number["unit"] in TIMES
        return _from(number, "excess" if late or _BEYOND.search(part[:start]) else "occurrence")
    if direct:
        ends = direct.end() == len(part)
        if direct["unit"] in PERIODS and not ends:
            return None
        if _QUOTA.match(part, direct.end()):  # 每班2名安全员
            return None
        if ends and (count := _beside_bound(part[:start], direct["unit"])):
            return _from(direct, count)
        late = direct["unit"] in TIMES and _OVERDUE_END.search(part[:start])
        beyond = _BEYOND.search(part[:start])
        return _from(direct, "excess" if ends and (late or beyond) else "occurrence")
    if match := EVERY_NUMBER_UNKNOWN.match(part, start):
        return replace(_from(match, _way(match["way"])), known=False)
    if (match := EVERY_UNKNOWN.match(part, start)) and not _NO_MEASURE.match(match.group()):
        return Counting((match["unit"],), "occurrence", known=False)
    return None


def _beside_bound(before: str, measure: str) -> Count | None:
    """What is counted where a bound in the same measure stands right before it: 少于6篇‖每篇, 超8篇‖每篇."""
    found = _last(_BY_HOW_MANY, before)
    if found is None or before[found.end() :].strip("的,") or found["unit"] != measure or "不" in before[-12:]:
        return None
    return "excess" if found["way"][0] in "超多高" else "shortfall"


def _one(part: str, award: bool, begins: bool) -> Counting:
    """The counting of a part without 每: 少一条, 发现一起, 迟交一次, 1次会议."""
    if not any(word in part for word in "1一各"):  # each of what follows has one of them
        return NOTHING
    if not award and (match := _last(ONE_LESS, part)) and match["unit"] not in _GRADES:  # 等级降一级扣5分
        return _from(match, "shortfall")
    if (match := _last(ONE_MORE, part)) and not _OF_A_KIND.search(part):
        if not award and match.group()[:2] in ("超过", "超出", "高于"):  # a threshold, unless the verb follows at once
            if match.end() == len(part):
                return replace(_from(match, "excess"), sure=False)
            last = ENDS_WITH_ONE.search(part, match.end())
            return _from(last, "occurrence") if last and last["unit"] not in NAMING - TIMES else NOTHING
        if not award or match.group()[0] in "多超":
            return _from(match, "excess")
    if match := _EACH_PERSON.search(part):
        return _from(match, "occurrence")
    if award:
        match = _last(HAVING_ONE, part)  # 并有一名领导分管的记6分 is a quota
        return _from(match, "occurrence") if match and match.end() == len(part) else NOTHING
    if (match := _last(ONE_LATE, part)) and match["unit"] in TIMES:
        return _from(match, "excess")
    if (match := _last(HAVING_ONE, part)) and match["unit"] not in _RANKS:
        return _from(match, "occurrence")
    found = _last(FOUND, part)
    if found and found["unit"] not in PERIODS and (found["unit"] not in NAMING or _KIND_FOUND.search(part)):
        return _from(found, "occurrence")
    alone = begins and _ONE_ALONE.fullmatch(part)
    if alone and alone["unit"] not in _RANKS:
        return _from(alone, "occurrence")
    if match := _EACH_BY_ONE.search(part):
        return Counting((canonical_measure(match["first"] + match["unit"]),), "occurrence")
    if _ONLY_ONE.search(part):
        return NOTHING
    if (match := ENDS_WITH_ONE.search(part)) and match["unit"] not in NAMING - TIMES:
        return _from(match, "occurrence")
    if (match := _WRONG_ONE.search(part)) and match["unit"] not in NAMING | PERIODS:
        return _from(match, "occurrence")
    if match := ONCE_SOMEONE.search(part):
        return _from(match, "occurrence")
    if (match := ONE_FAILING.search(part)) and match["unit"] not in NAMING:
        return _from(match, "occurrence")
    if begins and (match := BEGINS_WITH_ONE.match(part)) and match["unit"] not in NAMING | PERIODS:
        return _from(match, "occurrence")
    return NOTHING


def _last(pattern: regex.Pattern[str], text: str) -> regex.Match[str] | None:
    match = None
    for match in pattern.finditer(text):  # noqa: B007
        pass
    return match


def _from(match: regex.Match[str], count: Count) -> Counting:
    groups = match.groupdict()
    step = parse_number(groups.get("step") or "1")
    unit = groups["unit"]
    if unit == "半天":
        step, unit = Decimal("0.5"), "天"
    return Counting(
        joined(unit, groups.get("join"), groups.get("more"), groups.get("third")), count, step or Decimal(1)
    )


def joined(unit: str, join: str | None, more: str | None, third: str | None = None) -> tuple[str, ...]:
    """The measures of 次(项) -> 次, 项 (alternatives) and of 人/次, 每人每次 -> 人次 (one word)."""
    if not more:
        return (canonical_measure(unit),)
    if join in ("(", "、", "或"):
        return tuple(canonical_measure(word) for word in (unit, more, third) if word)
    pair = more + unit if unit == "次" else unit + more
    return (canonical_measure(pair),)


# --- after the amount: 扣0.1分/次 -------------------------------------------------------------------------------

# 少于4次  超过3天
_BY_HOW_MANY = compiled(
    rf"(?P<way>少于|不足|低于|达不到|未达到?|缺|少|差|超过|超出|多于|高于|超)[^,;。\d]{{0,5}}?(?P<n>{NUMBER}){UNITS}"
)
_LATE_BY = compiled(r"逾期|超期|超时|超过")


def count_after(measures: tuple[str, ...], step: Decimal, trigger: str, known: bool) -> Counting:
    """The counting of a unit written after the amount; the trigger says what is counted."""
    last = _PARTS.split(bare(trigger).rstrip(",、:;"))[-1]
    if measures == ("次",) and (each := _EACH_OF.search(last)):  # 每人扣1分/次
        measures = (canonical_measure(each["unit"] + "次"),)
    count: Count = "occurrence"
    for match in _BY_HOW_MANY.finditer(last):
        if canonical_measure(match["unit"]) in measures:
            count = "excess" if match["way"][0] in "超多高" else "shortfall"
    if count == "occurrence" and measures[0] in TIMES and _LATE_BY.search(last):
        count = "excess"
    return Counting(measures, count, step, True, known)
