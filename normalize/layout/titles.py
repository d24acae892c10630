"""Titles: which text above a table names its sheet, its department and its year."""

from __future__ import annotations

from dataclasses import dataclass

import regex

_KIND = r"(?:表|书|细则|标准|办法|指标|考核|评估|任务|方案|体系|清单|责任状|一览|(?<=[标核评])卡)"
_LOOKS_LIKE_TITLE = regex.compile(
    rf"{_KIND}\s*(?:[(（][^()（）]*(?:[(（][^()（）]*[)）])?[)）])?\s*(?:[-—–\s].{{0,20}})?$"
)
# what a line of a form says next: 考核对象:图书馆考核周期:2021年度, with the blanks between them lost
_NEXT_ON_FORM = (
    r"(?:考\s*[核评]|评\s*价|填\s*[表报])?\s*"
    r"(?:周\s*期|期\s*限|时\s*间|年\s*度|日\s*期|人|负\s*责\s*人|总\s*分|满\s*分|得\s*分)\s*[:：]"
)
# 单位:分 and 单位:万元 tell in what a table counts, not whom it assesses
_MEASURE = r"(?:分|[千万亿]?元|%|百分比|[人个件项次天])(?=[\s:：()（）/、,，]|$)"
_WHO = rf"(?!{_MEASURE})([^\s:：()（）]+?)(?={_NEXT_ON_FORM}|[\s:：()（）]|$)"
# 被考核部门:图书馆 · 单位:教务处 · 部门 教务处
_NAMED = regex.compile(
    r"(?:被\s*考\s*核|受\s*考\s*核|被\s*考\s*评|被\s*评|受\s*评|[被受]\s*检(?:\s*查)?|责\s*任)\s*(?:部\s*门|单\s*位|[科处股]\s*室|班\s*组|车\s*[队间]|对\s*象)"
    r"(?:\s*[(（]\w*[)）])?(?:\s*名\s*称)?\s*[:：]\s*"
    rf"{_WHO}"
    r"|(?:^|(?<=[表)）])|[\s(（])(?:部\s*门|单\s*位|[科处股]\s*室|班\s*组|车\s*[队间]|考\s*[核评]\s*对\s*象)(?:\s*名\s*称)?\s*[:：]\s*"
    rf"{_WHO}"
)
# who is assessed, in so many words: 单位:甲 may be who fills the form in
_ASSESSED = regex.compile(r"[被受]\s*[考评检]|责\s*任|考\s*[核评]\s*对\s*象")
# 2020年度 · 2021-2022学年度 · 二〇二一年度
_YEAR = regex.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-—~至]\s*(?:19|20)?\d\d\s*学?)?\s*年?\s*度?"
    r"|(二\s*[〇○零0O]\s*[〇○零0O一二三]\s*[〇○零0O一二三四五六七八九])\s*年\s*度?"
)
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零0O", "0")
_HALF_WIDTH = {ord("０") + i: str(i) for i in range(10)} | {ord("　"): " "}
_HAN = regex.compile(r"\p{Han}")
_HAN_ONLY = regex.compile(r"\p{Han}+")
_SPACED_YEAR = regex.compile(r"(?<!\d)(?:1 +9|2 +0) +\d +\d(?!\d)")
_SPACED = regex.compile(r"(?<=\p{Han})\s+(?=[\p{Han}\d])")
_UNITS = "处|部|办|馆|室|科|股|院|系|中心|会|委|总支|所|局|厅|队|站|组|(?<!值|上|轮|接|当|加|领|跟)班"
_UNIT_END = regex.compile(rf"(?:{_UNITS}|部门|园|校|镇|乡|厂|矿|公司)$")
_INSTITUTION = regex.compile(r".+(?:委员会|公司|医院|研究院|研究所|办公室|服务中心|学院|大学|中学|小学|幼儿园)")
# 附件1:某科2024年度…表 · 附表二 某科…
_ATTACHED = regex.compile(r"^\s*附\s*[件表录](?:\s*[一二三四五六七八九十]{1,3}|\s*\d{1,2})?\s*[:：\s]\s*(?=\S)")
NUMBERED = regex.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}\s*、|[(（][一二三四五六七八九十]{1,3}[)）])\s*")
# 某镇关于印发村级考核办法的通知某村2024年度…表: the heading of the paper that issues the table, run into its title
_ISSUED_WITH = regex.compile(r"^.*关于.*的(?:通知|通告|公告|意见)(?=.*\d)")
# no one department: 各部门2024年度绩效考核标准; nor beside another name: 某馆2024年度部室考核表
_ALL = regex.compile(r"(?:各|全体|所有|内设)\p{Han}{0,4}(?:部门|部室|科室|处室|股室|单位|系部|村|组)")
_KIND_OF_UNIT = regex.compile(
    r"(?:临床|医技|行政|职能|机关|教学|基层|内设|下属|直属|所属|二级)*"
    r"(?:部门|部室|科室|处室|股室|单位|系部|院系|机构|班组|车队|车间|岗位|员工|教师|职工|干部|中队|分局|支行|分公司|教研组|车站|门店|网点"
    r"|护理单元|(?:社区|村)?(?:居委会|居民委员会|村委会|村民委员会)|(?<=二级)学院)"
)
# (某镇某社区), a line of its own below a title
_BRACKETED = regex.compile(rf"[(（]\s*(\p{{Han}}{{1,20}}(?:{_UNITS}|园|校|社区|村|镇|乡|街道|公司))\s*[)）]")
_IN_BRACKETS = regex.compile(rf"[(（]\s*([^()（）]*(?:{_UNITS})(?:[(（][^()（）]*[)）])?)\s*[)）]")
_SECOND_SIGN = regex.compile(r"[(（][^()（）]*[)）]$")
_OTHER_UNIT = regex.compile(r"\p{Han}(?:车间|工段|工区|社区|村|街道|支行|网点|门店|营业厅|林场)$")
_LONGEST_UNIT = 16  # characters
_OFFICE_OF_ONE = 6  # characters: 党政办公室; one of a longer name has departments of its own
# 2020年第三季度 · 2020年上半年 · 2020年3月份
_PART_OF_YEAR = regex.compile(r"\A\s*(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}月份?|第?[一二12]学期)")
# …考核任务表——组织部
_BEHIND_DASH = regex.compile(rf"[表书则准案]\s*[—–-]{{1,2}}\s*(\p{{Han}}{{1,12}}(?:{_UNITS}))$")
# 绩效考核办, 质量评价科: a unit that assesses others, no word of the table's own name
_ASSESSING = "办公室|办|科|处|股|室|中心|委员会"
# …考核表(续表) above a further page, and 表3 考核表(续) or 续表3 考核表, which name no unit
_FURTHER = regex.compile(r"[(（]?(?:续表?|接上[页表])[)）]?$")
_FURTHER_TABLE = regex.compile(rf"^[(（]?续表|{_FURTHER.pattern}")
# what a title says besides department and year
_GENERIC = regex.compile(
    r"(?:年度|年|学年|上半年|下半年)?\s*(?:工作)?\s*"
    r"(?:关键|绩效|目标|综合|专项|重点|量化|工作|任务|(?<!有限)责任|岗位|部门|单位|科室)*\s*"
    r"(?:管理)?\s*(?:考核|考评|评价|评估|任务|(?<!有限)责任|目标|指标|绩效)"
    rf"(?!\p{{Han}}{{0,4}}(?:{_ASSESSING})$).*$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says; department and year are None where it does not say."""

    text: str
    department: str | None
    year: int | None


def looks_like_title(text: str) -> bool:
    """Whether a line may name a sheet: short, no sentence, ends with what such tables are called."""
    text = _closed_up(text)
    if not 4 <= len(text) <= 60 or regex.search(r"[。；;]", text):
        return False
    named = _NAMED.search(text)
    before = text[: named.start()] if named else ""
    return bool(_LOOKS_LIKE_TITLE.search(text) or _NAMED.match(text) or _LOOKS_LIKE_TITLE.search(before))


def names_unit(text: str) -> bool:
    """Whether a text says who is assessed and nothing more: 被考核科室:办公室."""
    found = _NAMED.match(text.strip())
    return found is not None and found.end() == len(text.strip()) and bool(_ASSESSED.match(text.strip()))


def opens_with_unit(text: str) -> bool:
    """Whether a line begins with who is assessed, and so is no title of its own: 单位名称:财政所 填表时间:1月5日."""
    return _NAMED.match(_closed_up(text)) is not None


def asks_for_unit(text: str) -> bool:
    """Whether a cell of a form asks who is assessed, the name standing in the next: 被考核单位 | 图书馆."""
    return _NAMED.fullmatch(f"{text.strip(' 　:：')}:甲") is not None


def is_unit_name(text: str) -> bool:
    """Whether a text is the name of one unit and nothing more, as its last word tells: 财务科, 城东供水所; no kind
    of unit."""
    named = _UNIT_END.search(text) or _OTHER_UNIT.search(text)
    fit = 2 <= len(text) <= _LONGEST_UNIT and _HAN_ONLY.fullmatch(text) and named
    return bool(fit) and not (_KIND_OF_UNIT.fullmatch(text) or _ALL.fullmatch(text))


def begins_title(text: str, rest: str) -> bool:
    """Whether a line may be the first of a title that goes on in the next: 某公司2023年度; 某村, 2023年度考核表."""
    text = _closed_up(text)
    if not 2 < len(text) <= 30:
        return False
    found = _YEAR.search(text)
    if found is None:
        return bool(_UNIT_END.search(text) and _HAN_ONLY.fullmatch(text) and _YEAR.match(_closed_up(rest)))
    return not text[found.end() :].strip("度学上下半")


def same_title(title: Title, first: Title | None) -> bool:
    """Whether a title stands above a further page of the table that the first one names."""
    if first is None:
        return False
    text = regex.sub(r"\s", "", title.text)
    if title.department is None and title.year is None and _FURTHER_TABLE.search(text):
        return True
    said = _FURTHER.sub("", text), title.department, title.year
    return said == (_FURTHER.sub("", regex.sub(r"\s", "", first.text)), first.department, first.year)


def _closed_up(line: str) -> str:
    """A title as it is compared: 图 书 馆 ２０２３ 年 度 考 核 表 is 图书馆2023年度考核表."""
    line = _SPACED_YEAR.sub(lambda found: found.group().replace(" ", ""), line.strip().translate(_HALF_WIDTH))
    if len(_SPACED.findall(line)) * 2 > len(_HAN.findall(line)):
        line = regex.sub(r"\s", "", line)
    return line


def read_title(lines: tuple[str, ...]) -> Title:
    """Department and year of a title: 图书馆2020年度…表, 2020年度教务处…表, …表(教务处), 被考核部门:教务处."""
    lines = tuple(_closed_up(line) for line in lines)
    text = " ".join(line for line in lines if line)
    main = next((line for line in lines if looks_like_title(line)), lines[0] if lines else "")
    named = _NAMED.search(text)
    year = _YEAR.search(main) or _YEAR.search(text)
    department = regex.sub(r"\s", "", named.group(1) or named.group(2)) if named else None
    department = department or _bracketed(lines) or _department(main) or _department("".join(lines))
    return Title(main, department or None, _year(year) if year else None)


def _year(found: regex.Match[str]) -> int:
    if found.group(1):
        return int(found.group(1))
    return int("".join(_NUMERALS[c] for c in found.group(2) if not c.isspace()))


def _bracketed(lines: tuple[str, ...]) -> str | None:
    """The unit that a line in brackets names; a kind of unit names none."""
    named = (found.group(1) for line in lines if (found := _BRACKETED.fullmatch(line)))
    return next((name for name in named if not _KIND_OF_UNIT.fullmatch(name) and not _ALL.fullmatch(name)), None)


def _department(title: str) -> str | None:
    title = _ISSUED_WITH.sub(
        "", regex.sub(r"(?<=\p{Han})\s+(?=\p{Han})", "", NUMBERED.sub("", _ATTACHED.sub("", title)))
    )
    year = _YEAR.search(title)
    before, after = (title[: year.start()], _PART_OF_YEAR.sub("", title[year.end() :])) if year else ("", title)
    bracket = _IN_BRACKETS.search(after) or _IN_BRACKETS.search(before)
    if bracket and not _is_unit(bracket.string[: bracket.start()]):
        return str(bracket.group(1))
    if dashed := _BEHIND_DASH.search(title):
        return str(dashed.group(1))
    names = [_bare(str(_GENERIC.sub("", part))) for part in (before, after)]
    fit = [name for name in names if 1 < len(name) <= 30 and not looks_like_title(name) and not _ALL.fullmatch(name)]
    fit = [name for name in fit if not _KIND_OF_UNIT.fullmatch(name)] or fit
    # an institution may stand before the year and its unit behind: 某中学2021-2022学年度教务处
    units = [name for name in reversed(fit) if _UNIT_END.search(_SECOND_SIGN.sub("", name))]
    # 某村村民委员会环境卫生: what is assessed stands behind who is
    named = [found.group() for name in fit if (found := _INSTITUTION.match(name))]
    return next(iter([*units, *named]), None) or (fit[0] if fit and year else None)


def _is_unit(name: str) -> bool:
    """Whether what stands before a bracket is a department, which the bracket names once more (组织部(统战部)), and no
    institution, of which it names one."""
    short_office = name.endswith("办公室") and len(name) <= _OFFICE_OF_ONE
    return bool(_UNIT_END.search(name)) and (short_office or not _INSTITUTION.fullmatch(name))


def _bare(name: str) -> str:
    """A name without what stands around it; a bracket at its end that is whole belongs to it."""
    name = name.strip(" 　-—_《》")
    return name if _SECOND_SIGN.search(name) and name[0] not in "(（" else name.strip(" 　-—_《》()（）")
