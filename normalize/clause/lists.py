"""One consequence for several things: 无计划、无过程、无总结各扣0.25分 is a rule for each."""

from __future__ import annotations

from itertools import pairwise

from normalize.clause.lexicon import NEGATIONS, TIMES, any_of, measure_pattern, parse_number, words
from normalize.clause.patterns import compiled
from normalize.clause.tokens import BLANK, CLOSE, OPEN
from schemas import Amount

_HAN = "一二三四五六七八九十"
_NEGATION = compiled(any_of(NEGATIONS))
_CONNECTIVE = compiled(r"(?<=.)(?:以及|及其|和|及(?!以[上下]|[时格])|与|或者|或)(?=.)")
# a negation with its verb: what a list of nouns shares at its head
_HEAD = compiled(
    r"(?:未能|尚未|没有|未|不|没)(?:按(?:时|要求|规定|照规定|照要求|期))?(?:及时|认真|严格|有效|全面)?"
    r"(?:开展|制定|制订|建立|完成|提交|报送|上报|上交|组织|参加|落实|召开|设置|设立|配备|签订|编制|进行|执行|履行"
    r"|填写|登记|记录|佩戴|穿戴|公示|公开|张贴|悬挂|使用|做好|遵守|参与|提供|整理|更新|维护|检查)"
    r"|无|缺少|缺乏|缺|没有"
)
# 做好防汛、抗旱、供水‖等工作: what a list of tasks shares at its head and tail
_DOING = compiled(r"(?:做好|抓好|搞好|完成|开展|落实|组织|参加|参与)(?=..)")
_DONE = compiled(r"等?(?:各项)?(?:工作|任务|活动)的?\Z")
# 未及时‖发现: how all of them were not done
_MANNER = compiled(
    r"(?:未能|没有|[未没不])(?:及时|按时|按期|按要求|按规定|有效|认真|严格|主动|如实|妥善)(?=\p{Han}{2}\Z)"
)
_DEEDS = words(
    """
    发现 制止 打捞 上报 报告 报送 上交 提交 申报 缴纳 整改 整治 处理 处置 处罚 清理 清运 清扫 回复 答复 反馈 收集 整理
    归档 移交 登记 录入 更新 公示 公开 检查 排查 巡查 维护 维修 养护 保养 检修 检测 检验 验收 复核 审核 落实 执行 组织
    """
)
_DEED = compiled(rf"{any_of(_DEEDS)}[的者]?")
# 工作方案、总结: papers about one thing
_PAPER = compiled(r"(?:方案|计划|总结|小结|记录|简报|简讯|预案|报告)")
_PAPER_AT_END = compiled(r"(?<=..)(?:方案|计划|预案|总结)\Z")
_PREPOSITION = compiled(r"(?:在|获得|获|被|受到|受|于|对|经)(?=..?$)")
# a predicate that a list of nouns shares at its tail
_TAIL = compiled(
    r"(?:发生|出现|有(?=[一1])|达不到|不能|未|不(?!良|同|锈)|没有|缺失|缺乏|丢失|损坏|欠|有误|错误|发表"
    r"|(?:达到?|低于|高于|超过)(?=\d)|滞后|空白|混乱|脏乱|模糊|超标|超期|过期|每|得|获)"
)


# a bound of its own: 例会少于1次
_BOUND = compiled(r"少于|低于|不足|超过|高于|多于|达不到")
# 第一名至第四名  1-3名  前三名  一至三等奖  排名前三‖的
_RANKS = compiled(
    rf"(?P<first>第?)(?P<low>\d{{1,2}}|[{_HAN}]{{1,2}})(?P<mid>名|等奖|位|级|等)?[-~至到](?P<second>第?)"
    rf"(?P<high>\d{{1,2}}|[{_HAN}]{{1,2}})(?P<unit>名|等奖|位|级|等)"
    rf"|前(?P<high>\d{{1,2}}|[{_HAN}]{{1,2}})(?P<unit>名|位)"
    rf"|(?<=排名|位列|名列|位居)前(?P<high>\d{{1,2}}|[{_HAN}]{{1,2}})(?P<unit>)(?=[的者,]|\Z)"
)
_LAST_RANKS = compiled(rf"(?<![落先然以之前])(?:最?后|倒数)(?P<high>\d{{1,2}}|[{_HAN}两]{{1,2}})(?P<unit>名|位)")
_MOST_RANKS = 20
_GLUED = compiled(r"(?:优良[中可]?差|[甲乙丙丁]{2,4}|[A-E]{2,5}|好中差)\Z")  # 按优良中差分别记5、4、3、1分
_RANK = compiled(rf"[{_HAN}]|特")
_RANK_AT_END = compiled(rf"(?:[{_HAN}]|特)\Z")
_RANK_AT_START = compiled(rf"[{_HAN}](?=等奖|等|级|类|档|名)")
# happens to the thing named before it: 班车超员
_EVENTS = words(
    """
    旷课 旷考 缺课 缺考 逃课 串岗 睡岗
    超员 超速 超载 迟到 早退 脱岗 离岗 缺席 缺勤 旷工 损坏 丢失 遗失 失火 停电 停水 漏水 漏电 拒载 绕道
    失控 破损 故障 积水 堵塞 漏项 缺项 满溢 缺失 涂改 代签 议价 模糊 脱落 变形 倾倒 锈蚀 老化 松动 污损 褪色 不全
    有误
    """
)
# 未完成任务的科室,相关人员‖各扣1分: each of those it happens to, and no list
_BEARERS = compiled(
    r"(?:相关|有关|相应|直接|主要|全体|所有)?(?:责任)?(?:人员?|领导|负责人|责任人|当事人|科室|部门|单位|班组|双方)"
    r"(?:在[^,;。]{1,8}中)?"
)
_WHO = words("集体 个人 团体 团队 单位 部门 班组 班级")
_MARKS_OF_WORK = words("优秀 良好 合格 称职 一般 较好 较差")
# 站长、副站长、其他职工‖迟到的
_THE_OTHERS = compiled(r"(?:其他|其它|其余)\p{Han}{0,2}?(?:人员|干部|成员|职工|员工|教师|同志|部门|单位)(?=.)")
_EVENT = compiled(any_of(_EVENTS))
_HAPPENS = compiled(rf"(?<=..){any_of(_EVENTS)}\Z")
# 发生一般、较大、重大事故
_GRADE = compiled("特别重大|重特大|特大|重大|较大|一般|轻微|轻度|中度|重度|严重|普通|轻|中|重")
_GRADE_AND_UP = compiled(rf"(?:{_GRADE.pattern})(?:及?以上)?")
_GRAVITY = compiled(rf"(?:发生|出现|造成|引发|导致)(?={_GRADE.pattern})")
_GRADE_AT_END = compiled(rf"(?:(?<=发生|出现|造成|引发|导致)|\A)(?:{_GRADE_AND_UP.pattern})\Z")
# 提前10天、5天‖完成的
_TIME = compiled(rf"(?:\d+(?:\.\d+)?|[{_HAN}两半]{{1,3}}){measure_pattern(TIMES)}")
_TIME_AT_END = compiled(rf"(?<![\d.{_HAN}]){_TIME.pattern}\Z")
# what something named before has: 公示内容不全
_PART = compiled(r"(?:内容|质量|格式|程序|数量|频次|力度)(?=.)")
_ACTS = compiled(r"[带乱擅私闯逆违超随拒被未不无没漏错涂代输发议]")


# 中央  省级  全国(性)  我省
_LEVEL = compiled(
    r"(?P<level>(?:党中央|中央|国务院|国家|全国|全省|全市|全县|全区|全镇|全校|全院|我省|我市|我县|本省|本市|本县"
    r"|省部|[省市县区镇乡校院系厅局])级?)(?:性)?"
)
# 市县  市(厅)级  市级以上: as one item of a list has them
_LEVELS = compiled(
    rf"(?:{_LEVEL.pattern}(?:[({OPEN}][^,;。]{{0,4}}?[){CLOSE}]级?)?(?:主管)?)+(?:部门|单位)?(?:及?以上)?|[1-5]A级?"
)
_LEVELS_AT_END = compiled(rf"(?:{_LEVELS.pattern})\Z")
_LEVELS_SIDE_BY_SIDE = compiled(r"(?<=[省市县区])(?=[市县区乡镇](?!委|政|长|局|直|属))")  # 省、市县
# 被总站‖  在站报‖: who does it, or where, and what is done
_AGENT_ALONE = compiled(r"[^,;:。被受在经由未不无没的]{2,8}?")
_AGENT = compiled(rf"(?:(?<!接|承)受到?|被|在|经)(?={_AGENT_ALONE.pattern}\Z)")
_DONE_BY = compiled(
    rf"{_AGENT_ALONE.pattern}(?=(?:采用|采纳|录用|转发|转载|推广|推介|表彰|表扬|肯定|认可|批示|刊[登发载]|登出|发表|报道|命名"
    r"|授予|评为|通报|批评|约谈|问责|点名))"
)
_WHERE = compiled(r"[^,;。未不无]{2,10}?(?:过程中|期间|中)(?=[未不无没乱错漏擅私].|..$)")


def ranks(mask: str, plain: str, *, last_first: bool = False) -> list[str]:
    """The trigger of each rank of a range: 第一名至第四名; empty where no range of ranks is named.

    `last_first`: 后三名 begins with the last of all.
    """
    match = _RANKS.search(mask)
    if not match:
        return _last_ranks(mask, plain, last_first)
    low, high = parse_number(match["low"] or "1"), parse_number(match["high"])
    if low is None or high is None or not 0 < high - low <= _MOST_RANKS:
        return []
    han = match["high"][0] in _HAN
    opening = match["first"] or match["second"] or ("" if match["low"] else "第")
    names = (_in_han(n) if han else str(n) for n in range(int(low), int(high) + 1))
    return [plain[: match.start()] + opening + name + match["unit"] + plain[match.end() :] for name in names]


def _last_ranks(mask: str, plain: str, last_first: bool) -> list[str]:
    match = _LAST_RANKS.search(mask)
    most = parse_number(match["high"]) if match else None
    if not match or not most or not 1 < most <= _MOST_RANKS:
        return []
    han = not match["high"].isdigit()
    numbers = range(1, int(most) + 1) if last_first else range(int(most), 0, -1)
    names = (f"倒数第{_in_han(n) if han else n}{match['unit']}" for n in numbers)
    return [plain[: match.start()] + name + plain[match.end() :] for name in names]


def _in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _HAN[tens - 1] + "十") + (_HAN[ones - 1] if ones else "")


def is_mixed(mask: str) -> bool:
    """Whether some of the listed things, but not all, have a bound of their own: what the others share is unsure."""
    _, spans = split_list(mask)
    if all(mask[b - 1] in "的者" for _, b in spans):  # each of them is told in full
        return False
    said = [_NEGATION.search(mask[a:b]) is not None for a, b in spans]
    if len(spans) > 2 and any(said) and not all(said) and sum(said) > 1:
        return True
    bound = [_BOUND.search(mask[a:b]) is not None for a, b in spans]
    return any(bound[:-1]) and not all(bound)


def split_list(mask: str, want: int = 0) -> tuple[int, list[tuple[int, int]]]:
    """Where the listed items of a masked trigger begin, and each item's span; one span where nothing is listed.

    `want`: how many amounts are to be paired with them; a list of just so many, and marked by 、 alone, comes first.
    """
    end = len(mask.rstrip(",、:; "))
    parts = _spans(mask, 0, end, ",;。")
    for part in reversed(parts) if want > 1 else ():
        if len(items := _spans(mask, *part, "、/")) == want:
            return part[0], items
        if 1 < len(items) < want:
            for parted in (_at_levels(mask, items), [at for item in items for at in _at_connectives(mask, *item)]):
                if len(parted) == want:
                    return part[0], parted
    first = parts[-1][0]
    if want > 1 and (glued := _GLUED.search(mask[:end])) and len(glued.group()) == want:
        return glued.start(), [(i, i + 1) for i in range(glued.start(), glued.end())]
    items = _spans(mask, *parts[-1], "、/")
    if len(items) > 1:
        items = items[:-1] + _at_connectives(mask, *items[-1])
        return first, items
    named = _at_connectives(mask, *parts[-1])
    if len(named) > 1 and not _NEGATION.search(mask, *parts[-1]):  # 桌面不洁,组长和组员各扣1分
        return first, named
    if len(parts) > 1 and not _BEARERS.fullmatch(mask, *parts[-1]):
        clauses = [parts[-1]]
        for part in reversed(parts[:-1]):
            if not _NEGATION.search(mask[slice(*part)]) and mask[part[1] - 1] != "的":
                break
            clauses.insert(0, part)
        if len(clauses) > 1:
            return clauses[0][0], clauses
    return first, named


def _spans(mask: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    found, begin = [], start
    for i in range(start, end + 1):
        if i == end or mask[i] in marks:
            if begin < i:
                found.append((begin, i))
            begin = i + 1
    return found or [(start, end)]


def _at_levels(mask: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The items of a list parted between levels that stand side by side: 省 | 市县 is 省 | 市 | 县."""
    parted: list[tuple[int, int]] = []
    for start, end in spans:
        cuts = [start, *(match.start() for match in _LEVELS_SIDE_BY_SIDE.finditer(mask, start, end)), end]
        parted.extend((a, b) for a, b in pairwise(cuts) if a < b)
    return parted


def _at_connectives(mask: str, start: int, end: int) -> list[tuple[int, int]]:
    found, begin = [], start
    for match in _CONNECTIVE.finditer(mask, start, end):
        if match.start() - begin < 1 or "(" in mask[begin : match.start()][-1:]:
            continue
        found.append((begin, match.start()))
        begin = match.end()
    return [*found, (begin, end)]


def expand(mask: str, plain: str, want: int = 0) -> list[str]:
    """The trigger of each listed thing, with the list's common head and tail; one where nothing is listed."""
    first, spans = split_list(mask, want)
    if len(spans) < 2:
        return [plain[: spans[-1][1]]]
    prefix, suffix = plain[:first], plain[spans[-1][1] : len(mask.rstrip(",、:; "))]
    items = [plain[a:b] for a, b in spans]
    masks = [mask[a:b] for a, b in spans]
    shared = _shared_ranks(masks) or _shared_grades(masks) or _shared_times(masks) or _shared_agents(masks)
    head, tail = shared or (_head(masks), _tail(masks))
    if head >= len(items[0]):
        head = 0
    if tail >= len(items[-1]):
        tail = 0
    begin, finish = items[0][:head], items[-1][len(items[-1]) - tail :] if tail else ""
    found = []
    for i, item in enumerate(items):
        core = item[head:] if i == 0 else item
        if i == len(items) - 1 and tail:
            core = core[: len(core) - tail]
        found.append(prefix + begin + core + ("" if tail and _BOUND.search(core) else finish) + suffix)
    return found


def _shared_ranks(items: list[str]) -> tuple[int, int] | None:
    """What 获科技进步一、二等奖 shares at its head and tail, where only the rank differs."""
    first, last = _RANK_AT_END.search(items[0]), _RANK_AT_START.match(items[-1])
    if not first or not last or any(not _RANK.fullmatch(item) for item in items[1:-1]):
        return None
    return first.start(), len(items[-1]) - last.end()


def _shared_grades(items: list[str]) -> tuple[int, int] | None:
    """What 发生一般、较大‖事故 shares at its head and tail, where only the grade differs."""
    first, last = _GRADE_AT_END.search(items[0]), _GRADE_AND_UP.match(items[-1])
    if not first or not last or any(not _GRADE_AND_UP.fullmatch(item) for item in items[1:-1]):
        return None
    return first.start(), len(items[-1]) - last.end()


def _shared_times(items: list[str]) -> tuple[int, int] | None:
    """What 提前10天、5天‖完成的 shares at its head and tail, where only the time differs."""
    first, last = _TIME_AT_END.search(items[0]), _TIME.match(items[-1])
    if not first or not last or any(not _TIME.fullmatch(item) for item in items[1:-1]):
        return None
    return (first.start(), len(items[-1]) - last.end()) if items[-1][last.end() :].strip("的者") else None


def _shared_agents(items: list[str]) -> tuple[int, int] | None:
    """What 被总站、协会‖采用 shares at its head and tail, where only differs who does it or where it is done."""
    first, last = _AGENT.search(items[0]), _DONE_BY.match(items[-1])
    if not first or not last or any(not _AGENT_ALONE.fullmatch(item) for item in items[1:-1]):
        return None
    if _LEVELS_AT_END.search(items[0]) and _LEVELS.match(items[-1]):
        return None
    return first.end(), len(items[-1]) - last.end()


def _head(items: list[str]) -> int:
    """How many characters of the first item the others share with it."""
    first, others = items[0], [item.rstrip("的者") or item for item in items[1:]]
    if any(mark in first for mark in ",;。"):
        return 0
    opening = _NEGATION.match(others[0])
    if any(_PART.match(item) for item in others) and all(_PART.match(i) or _ACTS.match(i) for i in others):
        places = [m.start() for m in _NEGATION.finditer(first) if m.start() > 1]
        return int(places[0]) if places else 0
    if opening:
        at = first.rfind(opening.group())
        if at > 0:
            return int(at)
        places = [m.start() for m in _NEGATION.finditer(first)]
        return int(places[-1]) if places and places[-1] > 0 else 0
    if (paper := _PAPER_AT_END.search(first)) and all(_PAPER.match(item) for item in others):
        return int(paper.start())
    if (match := _HEAD.search(first)) and not any(_NEGATION.search(item) for item in others):
        return int(match.end()) if match.end() < len(first) else 0
    if (manner := _MANNER.search(first)) and all(_DEED.fullmatch(item) for item in items[1:]):
        return int(manner.end())
    if (doing := _DOING.match(first)) and _are_tasks(items):
        return int(doing.end())
    if (level := _LEVELS_AT_END.search(first)) and _LEVELS.match(others[-1]):
        return int(level.start())
    if (place := _WHERE.match(first)) and not any(_WHERE.match(item) for item in others):
        return int(place.end())
    if (event := _HAPPENS.search(first)) and all(_ACTS.match(item) or _EVENT.fullmatch(item) for item in others):
        return int(event.start())
    middle = others[:-1] or others
    width = len(middle[0])
    if (grave := _GRAVITY.match(first)) and all(_GRADE.match(item) for item in others):
        return int(grave.end())
    if width == 1 and len(items) > 2 and (word := _PREPOSITION.match(first)):
        return int(word.end())
    if len(first) > width and all(len(item) == width for item in middle) and _alike(first[-width:], middle[0]):
        return len(first) - width - first.endswith(middle[0])  # 省AAA级、AA级: it is one longer than the next
    return 0


def _are_tasks(items: list[str]) -> bool:
    """Whether what follows the first of a list is short and says nothing of its own: 做好防汛、抗旱、供水等工作."""
    return all(
        len(_DONE.sub("", item)) <= 4 and not _NEGATION.search(item) and not _DOING.match(item) for item in items[1:]
    )


def _tail(items: list[str]) -> int:
    """How many characters of the last item the others share with it."""
    last, others = items[-1], items[:-1]
    if _DOING.match(items[0]) and _are_tasks(items) and (done := _DONE.search(last)):
        return len(last) - int(done.start())
    noun = others[0][-2:]  # 未建生产和安全生产‖台账的
    at = last.find(noun)
    if len(others[0]) > 2 and 0 <= at < len(last) - 3 and all(item.endswith(noun) for item in others):
        return len(last) - at - 2
    if any(_NEGATION.search(item) for item in others):
        return 0
    levels = _LEVELS_AT_END.search(items[0]) and all(_LEVELS.fullmatch(item) for item in items[1:-1])
    if levels and (level := _LEVELS.match(last)):
        named = level.group().removesuffix("性")
        if items[0].endswith("国务院") and last.startswith("政府", len(named)):  # 国务院、省政府‖督查
            named += "政府"
        grade = items[0][-1] in "省市县区镇乡A" and len(named) > 1  # 省、市‖级媒体
        return len(last) - len(named.removesuffix("级") if grade else named)
    if BLANK in last:
        return 0
    if (rest := _THE_OTHERS.match(last)) and all(len(item) <= 4 for item in items[:-1]):
        return len(last) - int(rest.end())
    middle = items[1:-1] or items[:1]
    ending = middle[0][-1]
    if len(items) > 2 and len({len(item) for item in middle}) == 1 and len(last) > len(middle[0]):
        width = len(middle[0])
        if _alike(last[:width], middle[0]):
            return len(last) - width
    match = _TAIL.search(last, 1)
    if match:
        return len(last) - int(match.start())
    at = last.find(ending)
    if 0 < at + 1 < len(last) and all(item.endswith(ending) for item in others) and ending in "级奖等类":
        return len(last) - at - 1
    return 0


def _alike(one: str, other: str) -> bool:
    """Whether two words of a length may be members of one list: 一等奖 and 二等奖, 全国 and 全省, 县 and 市."""
    of_a_kind = any({one, other} <= kind for kind in (_WHO, _MARKS_OF_WORK))
    return len(one) == 1 or one[-1] == other[-1] or one[0] == other[0] or of_a_kind


_LEAST_EACH = 3  # two things may well share a range of two: 迟到、早退分别扣1-2分


def one_each(amount: Amount | None, items: int, mask: str) -> bool:
    """Whether a range has one whole number for each thing that is listed: 被评为县级、市级、省级的分别加1-3分."""
    if amount is None or amount.kind != "range" or amount.min is None or amount.max is None:
        return False
    return _LEAST_EACH <= amount.max - amount.min + 1 in (items, mask.count("、") + 1)
