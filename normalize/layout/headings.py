"""Which column is which: headings and their synonyms, as data.

A heading is compared without white space, brackets and marks. `EXACT` is tried first, then the `PATTERNS` in order.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import regex

Role = Literal[
    "level",  # one level of the tree: 类别, 项目, 三级指标; the levels count from the left
    "duties",
    "criteria",
    "content",  # criteria where the table has none of its own, duties otherwise: 内容要求, 考核内容
    "points",  # a column of the leaf's points
    "methods",
    "assessors",
    "notes",
    "other",  # known, kept with the task, no field of the rulebook: 评估方式, 完成时限
    "form",  # filled in by hand on the issued form: 得分, 扣分原因
    "serial",
    "amount",  # what the event beside it costs: 扣分情形 | 扣分值; told by what stands below, never by a heading alone
    "tier",  # 等次, where an item's grades stand one to a row; likewise
    "grade",  # 优 | 良 | 差, each with the points that it gives; likewise
]

EXACT: dict[str, Role] = {
    "类别": "level",
    "类型": "level",
    "大类": "level",
    "分类": "level",
    "模块": "level",
    "板块": "level",
    "维度": "level",
    "项目": "level",
    "名称": "level",
    "项目名称": "level",
    "任务名称": "level",
    "指标": "level",
    "指标名称": "level",
    "指标类别": "level",
    "一级指标": "level",
    "二级指标": "level",
    "三级指标": "level",
    "四级指标": "level",
    "主要指标": "level",
    "考核项目": "level",
    "考评项目": "level",
    "评估项目": "level",
    "评价项目": "level",
    "检查项目": "level",
    "考核指标": "level",
    "考评指标": "level",
    "评价指标": "level",
    "考核类别": "level",
    "考核要素": "level",
    "评价要素": "level",
    "工作内容": "duties",
    "工作任务": "duties",
    "主要任务": "duties",
    "目标任务": "duties",
    "重点任务": "duties",
    "工作目标": "duties",
    "工作要求": "duties",
    "评估内容": "duties",
    "内容要求": "content",
    "考核内容": "content",
    "考评内容": "content",
    "评价内容": "content",
    "检查内容": "content",
    "内容": "content",
    "要求": "content",
    "考核要求": "content",
    "分值": "points",
    "满分": "points",
    "标准分": "points",
    "标准得分": "points",
    "基础分": "points",
    "额定分": "points",
    "分": "points",
    "标准分值": "points",
    "基本分": "points",
    "基准分": "points",
    "权重": "points",
    "权重分": "points",
    "配分": "points",
    "总分": "points",
    "分数": "points",
    "得分": "form",
    "评分": "form",
    "自评": "form",
    "自评分": "form",
    "自评得分": "form",
    "自查得分": "form",
    "考核得分": "form",
    "考评得分": "form",
    "实得分": "form",
    "核定分": "form",
    "扣分": "form",
    "扣分原因": "form",
    "扣分情况": "form",
    "扣分理由": "form",
    "得分情况": "form",
    "评分理由": "form",
    "计量单位": "other",
    "备注": "notes",
    "说明": "notes",
    "序号": "serial",
    "编号": "serial",
    "序": "serial",
    "号": "serial",
    "评价方法": "methods",
    "考核方法": "methods",
    "考评方法": "methods",
    "评分方法": "methods",
    "考核方式": "methods",
    "考核单位": "assessors",
    "考核部门": "assessors",
    "考评单位": "assessors",
    "考评部门": "assessors",
    "评价主体": "assessors",
    "考核主体": "assessors",
    "评价单位": "assessors",
    "责任考核部门": "assessors",
    "牵头考核部门": "assessors",
}

PATTERNS: tuple[tuple[str, Role | None], ...] = (
    # amounts in a column of their own are neither what an item is worth nor a field of the form: nothing known
    (r"[扣减加奖负]分(?:分)?值|(?:每次|单项|加)扣分$|加减分$", None),
    # 指标值 is what is to be reached, 任务类别 a level, 指标编号 a number
    (r"(?:指标|标准|考核)值$", "duties"),
    (r"(?:任务|目标)(?:类别|分类|类型|名称)$|(?:考核|考评|评价|指标|项目|工作)(?:分类|类型)$", "level"),
    (r"(?:编号|代码|条款号)$", "serial"),
    # 成果及分值/考核评价标准, 评分细则, 扣分标准, 计分办法
    (
        r"(?:评价|评分|考核|考评|扣分|计分|评估|打分|记分|加分|得分)(?:的)?(?:标准|细则|办法|规则|依据)|标准及分值|成果及分值"
        r"|(?:评分|计分|打分|赋分|分值)(?:原则|说明|要点|标准|要求|等级)|(?:计分|打分)(?:方法|方式)|(?:扣|减|加)分(?:事)?项"
        r"|(?:奖惩|奖罚|扣罚|处罚|奖励|减分|评定|检查|验收|等级)(?:标准|细则|办法|规定)|扣分(?:规定|条款|情形)"
        r"|(?:方式|方法)(?:及|和|与)(?:评分|计分)?标准",
        "criteria",
    ),
    # 违规行为: what points are taken for
    (r"(?:违规|违纪|违章|失职|失分|不合格|负面)(?:情形|情况|行为|表现|内容|事项|描述)$", "criteria"),
    # 项目及分值: the points stand in brackets behind the name
    (r"(?:项目|指标|类别|要素|名称)(?:及|和|与)(?:其)?(?:分值|分数|权重|满分|标准分)$", "level"),
    # 考核内容及分值: likewise
    (r"(?:内容|要求|要点|细目)(?:及|和|与)(?:其)?(?:分值|分数|权重|满分|标准分)$", "content"),
    # 指标解释: what an indicator means, not the indicator
    (r"解释|内涵|释义|定义|公式|指标说明|要点|细目|事项|(?:观测|考察|考核|检查)点$", "content"),
    # 考核内容及评分标准 is caught above; 主要任务/考核内容
    (r"任务|职责|目标(?!分)|重点工作", "duties"),
    # 现场评估方式, 检查方法, 查看资料: how it is looked at, no 扣分法
    (
        r"(?:评估|检查|核查|评审|查验|考查|取证)(?:方式|方法|办法|途径)|(?:数据|资料|信息)(?:来源|提供)|佐证|资料清单"
        r"|(?:支撑|证明|查验)(?:材料|资料)|完成时限|完成时间|责任人|责任主体|周期|频次|频率|(?:责任|分管|主管)领导",
        "other",
    ),
    (r"(?:评价|考核|考评|评分|评定)(?:方法|方式|形式)", "methods"),
    (
        r"(?<![被受])(?:考核|考评|评价|评分|计分|打分|评议|测评|检查|督查)(?:责任|牵头|实施|职能)?(?:单位|部门|主体|机构|小组|科室|股室|处室|办公室|组$)",
        "assessors",
    ),
    (r"(?:考核|考评|评价)人员?(?:或|及|和|与)?(?:部门|单位|科室)$", "assessors"),
    (
        r"(?:责任|主责|负责|牵头|协同|配合|协办)(?:单位|部门|科室|股室|处室|班组|岗位)|承办|(?:考评|考核|检查|负责)人$",
        "other",
    ),
    (r"应得分|赋分$", "points"),
    (
        r"自评|互评|得分|评分|扣分|核查分|复核分|打分|审定分|(?:完成|考核|检查|整改)情况|(?:考核|检查|考评)结果|^考核分$|实际(?:完成)?值",
        "form",
    ),
    (r"分值|满分|权[重数]|标准分|配分|比重$", "points"),
    (r"内容|要求|标准", "content"),
    (
        r"指标|项目|要素|类别|类目|维度|模块|大类|分项$|[主子大小]项$|条目|栏目$|^(?:考核|检查)?(?:区域|场所|部位)$|^[一二三四]级$",
        "level",
    ),
    (r"备注|说明", "notes"),
)
_COMPILED = tuple((regex.compile(pattern), role) for pattern, role in PATTERNS)
# 7. 完成年度任务。 一、重点任务 · a title: 保卫处2021年度考核标准
_NO_HEADING = regex.compile(
    r"(?:19|20)\d\d\s*[年—~-]|^\s*(?:\d{1,2}\s*[.．、]|[一二三四五六七八九十]{1,2}\s*、)|[。；;]"
)
_LEAST_GLUED = 4  # characters: 考核项目分值 is one heading
_SPACE = regex.compile(r"(?<=\p{Han})[^\S\n]+(?=\p{Han})")
_CONTENT: frozenset[Role] = frozenset({"duties", "criteria", "content"})
_IGNORED = regex.compile(r"[\s/、,，:：·.．]|[(（][^()（）]*[)）]")


@lru_cache(maxsize=8192)  # asked of each cell several times
def plain(heading: str) -> str:
    """The heading as it is compared: 评价 方法 -> 评价方法, 分值(分) -> 分值."""
    return str(_IGNORED.sub("", heading))


@lru_cache(maxsize=8192)
def role_of(heading: str) -> Role | None:
    """The role a heading names, None where it fits nothing."""
    name = plain(heading)
    if not name or len(name) > 20 or _NO_HEADING.search(heading):
        return None
    if name in EXACT:
        return EXACT[name]
    return next((role for pattern, role in _COMPILED if pattern.search(name)), None)


def two_headings(text: str) -> tuple[str, str] | None:
    """The headings of two columns that stand in one cell (评价方法 考核单位); None for one heading.

    What is asked for and its criteria are two only with a space between them: 主要任务考核标准 may be one.
    """
    whole = plain(text)
    if whole in EXACT:
        return None
    spaced = {len(plain(text[: match.start()])) for match in _SPACE.finditer(text)}
    for at in range(_LEAST_GLUED, len(whole) - _LEAST_GLUED + 1):
        first, second = EXACT.get(whole[:at]), (role_of if at in spaced else EXACT.get)(whole[at:])
        if first and second and first != second and (at in spaced or not {first, second} <= _CONTENT):
            return whole[:at], whole[at:]
    return None
