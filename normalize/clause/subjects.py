"""What an elliptic clause leaves unsaid: 每缺少一次 <- 主题党日活动.

A shallow reading with word lists: a clause is elliptic where nothing is left of it once its measure, adverbs,
negations, verbs and attributes are taken away; the noun phrase is what the same reading leaves of an earlier one.
"""

from __future__ import annotations

from normalize.clause.counting import EVERY_LESS, EVERY_MORE, LESS, UNITS
from normalize.clause.lexicon import any_of, words
from normalize.clause.patterns import compiled
from normalize.clause.tokens import BLANK, CLOSE, MARK, NUMBER, OPEN

VERBS = words(
    """
    整治 整改 完成 提交 递交 上交 交 报送 上报 申报 填报 报告 报备 备案 登记 归档 归还 处理 处置 落实
    开展 公示 公开 通过 争取到 争取 制定 制订 建立 建设 修订 编制 组织 召开 举办 参加 参与 出席 安排
    部署 检查 巡查 排查 督查 自查 整理 记录 签订 签署 签到 执行 履行 实施 推进 推动 更新 维护 维修
    检修 保养 清理 清洁 打扫 清扫 消毒 配备 配置 设置 设立 安装 使用 佩戴 穿戴 携带 关闭 开启 张贴
    悬挂 发放 领取 发布 刊发 发表 宣传 培训 学习 考核 验收 移交 交接 交付 接收 审核 审批 核对 反馈
    回复 答复 回访 通知 告知 上传 录入 填写 补报 补交 补办 办理 办结 受理 接待 服务 指导 督促 协助
    配合 支持 管理 保管 保存 存放 储存 收集 汇总 总结 分析 研究 讨论 解决 消除 改正 纠正 控制 预防
    防范 监测 监控 测量 抽查 核实 核查 查处 调查 处罚 拨打 投放 使用到位 做到 做好 做 抓好 保持 保证
    确保 达到 符合 获得 取得 得到 获 结项 立项 利用 销假 请假 要求 重新 退回 退还 发现 出现 发生 存在
    造成 引发 导致 认定 评定 认可 到位 送达 送 盘点 清点 清查 采购 购置 征订 续订 加工 上架 编目
    装订 推荐 开放 转办 交办 督办 承办 起草 印发 转发 传达 贯彻 执勤 值班 值守 巡逻 查验 复查 复核
    检测 检验 校准 校验 更换 补充 投入 运行 应用 书写 签字 签名 盖章 标注 标识 明示 建档 存档 入档
    入库 出库 披露 上墙 入户 走访 慰问 帮扶 摸排 调解 化解 回收 分类 清运 违规 违反 迟 漏 瞒 谎 缺
    少 错 延误 拖延 推诿 达标 合格 及格 超过 低于 按照 撰写 修改
    完善 健全 创建 开设 开发 设计 讲授 承担 追责 问责 通报 批评 处分 约谈 曝光
    批改 布置 巡视 遵守 挂牌 建成 引进 遗失 丢失 损坏 毁坏 弄虚作假 追究责任 迟报 漏报 瞒报 谎报 虚报
    错报 退还 隐瞒 报 改装 停驶 焚烧 制止 公布 演练 阐述 列入 破案 选型 校核 拒不 拒绝
    新建 新增 撤项 终止 取消 撤销 损毁 订阅 延长 满足 增长 达 补考
    """
)
ADVERBS = words(
    """
    及时 按时 按期 准时 如期 定期 按要求 按规定 按照要求 按照规定 按标准 按计划 按程序 按质 按量 按质按量
    按规定时间 按规定要求 无故 无特殊原因 无正当理由 无理由 严格 认真 积极 主动 全面 有效 规范 擅自 随意
    故意 私自 每 凡 如 若 因 的 者 或 并 且 而 但 仍 又 再 已 能 可 应 须 需 要 必须 应当 被
    均 都 全部 部分 基本 完全 明显 严重 一般 多次 再次 屡次 连续 累计 首次 其中 其 有 无 未 不 没有
    没 未能 尚未 经 后 时 内 中 前 起 至 到 了 过 以上 及 和 与 检查 一 完整 齐全 充分 彻底 相应
    随后 逾期 超期 长期 明确 切实 扎实 深入 广泛 大力 充足 同时 实际 当月 当年 每月 每年 每季度 全年
    年度 上级 部门 上级部门 有关部门 单位 学校 领导 本 该 此 这 要求 规定 情况 者 按 但 不善 迟缓
    在 日内 天内 小时内 工作日内 个工作日内 规定时间内 规定期限内 限期内 期限内 夜间 白天 当场 现场 私下 露天 无法 又
    超额 延迟 被 超出 超出部分
    """
)
ATTRIBUTES = words(
    """
    质量 效果 成效 不高 不齐 不全 不力 不到位 不规范 不完整 不及时 不准确 不清楚 不详实 不符 不合格
    不达标 不佳 差 低 高 好 齐 全 到位 合理 整洁 清楚 准确 真实 错误 有误 缺失 滞后 数量 比例 进度
    干净 清晰 清洁 详细 具体 规矩 程度 内容 结果 时间 次数 任务 工作 事项 问题 现象 一次性 良好 优秀 较 情节 轻微
    不严 整洁 安静 得当 显著
    """
)
# intransitive: who does it is not said, and nothing is missing
WHOLE = compiled(
    r"[前后末第](?:\d|[一二三四五])|迟到|早退|缺席|旷工|旷课|缺勤|脱岗|离岗|串岗|睡岗|请假|销假|吸烟|饮酒|酗酒"
    r"|打架|斗殴|赌博|作弊|抄袭|违纪|违法|犯罪|投诉|事故|"
    r"玩手机|闯红灯|酒驾|超速|超载|拒载|绕道|议价|受伤|死亡|火灾|中毒|上访|舆情"
)
_TAKEN_UP = words("采用 采纳 录用 刊用 批示 刊发 刊登 转发 转载 推广 准入 肯定 认可 批准 通过 立项 表扬 表彰 报道")
# 被省局采用的  获领导批示的: by whom, but not what
_BY_WHOM = compiled(
    r"^(?:如|若|凡|并)?(?:被|获得?|受到?|得到|经)?(?:[国省市县区镇乡校院厅部局处总分][办委局厅级馆社站台队行]?"
    r"|中[办央]|党委|政府|人大|政协|总局|分局|总?公司|集团|上级|领导|主要领导|分管领导|主管部门|有关部门"
    r"|国务院|国家级?|全[国省市县区校院]|主流|媒体|[及或、和以上])+"
    rf"{any_of(_TAKEN_UP)}(?:的|肯定的|推广的)?$"
)
_OTHERS = compiled(r"^(?:其它|其他|其余)")
_UNSEEN = compiled(
    r"^(?:如|若|凡)?(?:未能?|没有|没)(?:顺利|一次性|按时|及时)?(?:通过|获得?批准|获得?认可|达标|验收合格|中标"
    r"|立项|结题|结项)"
)
_SWEEP = compiled(
    r"^(?:如|若)?(?:未完成|部分完成|基本完成|全部完成|完成|超额完成|合格|不合格|优秀|良好|符合|基本符合|不符合"
    r"|达标|不达标|未达标|基本达标|达到|未达到|达不到|其他|其余|其它)(?:任务|的|工作|者|情况)*$"
)
_MARKS = compiled(r"[,、:;]")
_STRIP = compiled(rf"\([{BLANK}]*\)|[{OPEN}{CLOSE}{MARK}]|\([^()]*\)")
_COUNTED = (
    EVERY_LESS,
    EVERY_MORE,
    compiled(rf"{LESS}[^,;。\d]{{0,6}}?(?:{NUMBER}){UNITS}"),
    compiled(rf"每?(?:发现|出现|有|迟|超|多|漏|延误|错|晚)?(?:{NUMBER})?{UNITS}\Z"),
    compiled(rf"每?(?:{NUMBER}){UNITS}"),
    compiled(r"每[项次件条人份篇个]{1,2}\Z"),
)
_NUMBERED = compiled(r"[每\d半一二两三四五六七八九十%]|[次项件条人份篇个]\Z")
# verbs that are nouns where they are counted: 培训每少1次
_EVENT = compiled(r".*(?:培训|宣传|记录|学习|总结|考核|督查|走访|巡查|演练|测试|会议|检测|讲座|教研|活动)")
_WORDS = any_of((*VERBS, *ADVERBS, *ATTRIBUTES))
_BETWEEN = ',、:;"“”%<>≥≤~-'
_EMPTY = compiled(rf"(?:{_WORDS}|[{_BETWEEN}]|\d+(?:\.\d+)?(?:{UNITS})?(?:及?以[上下])?)+")
_DIGIT = compiled(r"\d")
# what is empty and has no number is spelt with these
_SPELT = frozenset("".join((*VERBS, *ADVERBS, *ATTRIBUTES, _BETWEEN)))
_PARTS = compiled(r"[,;。:]")


def without_brackets(text: str) -> str:
    """A masked text without its brackets and enumerators."""
    stripped: str = _STRIP.sub("", text)
    return stripped


def thing_done(words: str) -> str | None:
    """The noun phrase after a verb, without more verbs: (组织)实施入学教育 -> 入学教育; None as for `bare_noun`."""
    verbs = _ONLY_VERBS.match(words)
    return bare_noun(words[verbs.end() :] if verbs and len(words) - verbs.end() > 1 else words)


def is_elliptic(trigger: str) -> bool:
    """Whether a trigger (brackets masked or not) lacks the thing that is counted, judged or acted on."""
    text = _STRIP.sub("", trigger)
    if not text or is_sweep(text):
        return False
    if WHOLE.search(text) and not text.startswith(("违规",)):
        return False
    return all(_lacks(part) for part in _PARTS.split(text) if part)


def is_sweep(trigger: str) -> bool:
    """Whether a trigger is a grade of completion that may sweep over several rules before it: 部分完成."""
    return _SWEEP.match(_MARKS.sub("", _STRIP.sub("", trigger))) is not None


def without_rate(noun: str, trigger: str) -> str:
    """What a rate is of, where no share is counted: 提案办理满意率低于90%的,超期未答复每件 -> 提案."""
    return noun if "%" in trigger or "百分点" in trigger else _RATE_OF.sub("", noun)


def rate_noun(text: str) -> str | None:
    """The rate that was last named: 就餐满意率低于90%的,扣5分 -> 就餐满意率; None where none was."""
    found = None
    for match in _RATE.finditer(text):
        found = match["noun"]
    return bare_noun(found) if found else None


def gathering(trigger: str, text: str) -> str | None:
    """What somebody is absent from, where a clause before names a gathering: 参加例会得2分,缺席一次扣1分 -> 例会."""
    if not _ABSENT.fullmatch(_STRIP.sub("", trigger)):
        return None
    parts = _PARTS.split(_STRIP.sub("", text))
    found = (_ATTENDED.search(part) or _GATHERING.match(part) for part in reversed(parts))
    return next((noun for named in found if named and (noun := bare_noun(named["noun"]))), None)


def found_thing(text: str) -> str | None:
    """What was last said to be nowhere: 无乱堆乱放的得5分,每发现一处扣1分 -> 乱堆乱放; None where nothing was."""
    found = None
    for match in _NOWHERE.finditer(_STRIP.sub("", text)):
        found = match["noun"]
    return bare_noun(found) if found else None


def _lacks(part: str) -> bool:
    if _OTHERS.match(part):
        return False
    if _UNSEEN.match(part):
        return True
    whole = part
    if _NUMBERED.search(part):
        for pattern in _COUNTED if "每" in part else _COUNTED[2:]:
            part = pattern.sub("", part)
    if part != whole and _EVENT.fullmatch(part) and not any(mark in whole for mark in "未不没无"):
        return False
    part = part.rstrip(",、:;")
    return not part or _is_empty(part) or (part.rstrip("的")[-2:] in _TAKEN_UP and _BY_WHOM.match(part) is not None)


def _is_empty(part: str) -> bool:
    return (_SPELT.issuperset(part) or bool(_DIGIT.search(part))) and _EMPTY.fullmatch(part) is not None


_RATE = compiled(
    r"(?:(?<![\d\u4e00-\u9fff“”])|(?<=[的中或和与下]))"
    r"(?P<noun>比例|占比|[“”\u4e00-\u9fff]{1,16}?"
    r"(?:率|比例|占比|[满完准精熟知美公][^,;。]度|覆盖面|参与面|教育面|合格数|总量|数量|增幅))(?!的)"
    r"(?=\d|未|不|低|高|达|应|须|需|在|为|以|要|与|较|同|比|超|参|每|[,≥≤<>])"
)

_RATE_OF = compiled(r"(?<=..)(?:办理|办结|答复|处理|处置|整改|完成|满意|及时|合格|到位|按时){1,3}率\Z")
_ABSENT = compiled(rf"(?:如|无故|每|有)*缺席(?:者|的)?[,、]?(?:每?(?:{NUMBER})?{UNITS}|每次)?[,、]?")
_MEETING = r"(?P<noun>(?![到与开]会)[^,;。:未不无的]{1,16}?(?:会议?|活动|学习|培训|讲座|演练))(?![员场计议、])"
_GATHERING = compiled(_MEETING)
_ATTENDED = compiled(rf"(?:参加|出席|召开|组织|开展|开|的){_MEETING}")

# 无乱搭乱建现象: what is found where it should not be
_NOWHERE = compiled(
    r"(?:没有|无(?!故|法|理由|正当|关|需|论))(?P<noun>[^,;。未不无没得记计扣加\d]{2,24}?)(?:等?(?:现象|情况|问题"
    r"|情形|行为|等))?"
    r"(?=[,;。]|的?(?:得|记|计|加|，)|的$|$)"
)

# --- the noun phrase --------------------------------------------------------------------------------------------

_BEFORE = compiled(
    r"(?:如|若|凡|因)?(?:全年|每年|每月|每季度|每学期|每周|每天|年度内|年内|本年度|全年度|当年|当月|年底前"
    r"|月底前)?(?:各单位|各部门|本部门人员|本部门|部门|各科室|各班级|各班"
    r"|[\u4e00-\u9fff]{2,6}?(?:中心|处|科|办公室)(?=每|应|须|负责))?(?:每月度|每月|每年|每季度|全年|年内)?(?:应当"
    r"|应该|应|必须|须|需要|需|要)?(?:积极主动|积极|主动|认真|严格|全面|及时|按时(?!限)|按要求|按规定|定期|准时|切实|扎实"
    r"|无故|无正当理由|无特殊原因|无理由|擅自)*"
)
_NEGATION = r"(?:未能|尚未|没有|未|不(?=能|按|及|支|配|参|履|执|落|开|完|报|交|提)|没)"
_ADVERB = (
    r"(?:能|至少|应|按时|及时|按期|准时|按要求|按照要求|按规定|按照规定|按照文件要求|严格"
    r"|认真|积极|主动|有效|全面|规范|充分|定期|、|如期|向[^,、]{2,12}?(?=移交|报送|提交|上报|汇报|反馈|推荐))"
)
_VERB = any_of(v for v in VERBS if len(v) > 1 and v not in ("到位", "工作", "按照", "要求"))
_ORGANIZED = "组织(?:生活会|机构|关系|架构)"  # nouns, though they begin as the verb does
_VERB_NOUN = compiled(
    rf"{_NEGATION}?{_ADVERB}*(?!{_ORGANIZED})(?P<verb>{_VERB}(?:、{_VERB}|和{_VERB}|或{_VERB})*)(?![栏牌墙板表册栋])(?:了|好|一次"
    r"|1次)?(?P<noun>[^,;。]+)"
)
# 调解成功率每提高1个百分点: the verb belongs to the rate
_VERB_RATE = compiled(
    rf"(?P<noun>{_VERB}(?:完成|合格|成功|及时|准确|到位|达标|满意|覆盖|通过|办结|执行|参与)率)(?=\d|每|低|高|达|超|未|不|[,≥≤<>])"
)
# what is said of a thing, or how much of it there is: it begins where the thing's name ends
_IS_SAID = (
    r"被(?![告动服褥])|通过[国省市校院]|累计|较上|齐全|规范|合理|及时|到位|整洁|全面|达标|合格|健全|完整|完善"
    r"|滞后|漏报|迟报|瞒报"
)
_IS_LACKING = (
    r"未|不(?!良|锈|动产)|没有|没|无(?!障碍|线|人机)|(?<![所没])有(?!关|限|效)|(?<!紧)缺|少(?!数|年|先|儿)"
    r"|(?<![误温价落偏时级逆色])差(?!旅|异)"
)
_OUGHT = (
    r"必须|应当|(?<![响反效适对供呼])应(?!急|用|届)|须|(?<!急)需(?!求)"
    r"|(?<![主重必需首纪概次])要(?!求|素|点|闻|害)"
)
_BOUND = r"\d|每(?!年|月|季|周|天|学)|至少|共\d|达到?|低于|高于|超过|在(?=[^,;。]{1,8}内)|[<>=≥≤≦≧]"
_NOUN_FIRST = compiled(
    rf"(?P<noun>[^,;。]{{2,}}?)(?:的)?(?={_IS_SAID}|{_IS_LACKING}|{_OUGHT}|{_ADVERB}{_VERB}(?![栏牌墙板表册栋单])"
    rf"|{_BOUND})"
)
_SAID_OF = compiled(r"(?P<noun>[^,;。未不无没]{3,}?)(?:齐全|规范|完整|健全|及时|到位|准确|真实|清楚|良好|整洁)+$")
_PREDICATE = compiled(
    r"(?<=..)(?:(?:未|不(?![锈良同动])|没有|缺失|有误|齐全|超(?:预算|支|标)$|控制在|按要求|按规定|在.{1,8}内$).*|完整|明确|丰富"
    r"|充实|科学|迟交|逾期|(?:年均?|同比)?增长|控制"
    rf"|(?:逾期|超期|延期|延误)(?:{NUMBER})?{UNITS}|(?<=[量率数])完成(?:年度?|季度?|月度?)?(?:任务|计划|目标).*)$"
)
_ONLY_VERBS = compiled(rf"{_VERB}+")
_TRAILING = compiled(
    r"(?:制定|开展|建设|数量|完成|执行情况|完成数量|完成年度|及时|按时|(?<!委员|理事|[大例协工晚班审])会|能|均|都"
    r"|全部|等资料|管理到位|达标|健全|见附[表件]|归档|装订|移交|(?<=[分率])在|设立|报送|建立|下降|每(?:学期|学年|季度|[年月周天日条篇项次个件人份])?|的)+\Z"
    r"|(?:\d+|[一二两三四五六])(?:次|个|项|条|篇|份|件|处|起|例|家|户|台|辆|名|人|间|座|张|批次|批|种|场|期|门|本"
    r"|部|幅|节|笔)(?:及?以上)?\Z"
)
_OWNER = compiled(
    r"\A(?:相关|有关|本部门|部门|单位|各单位|各部门|各科室|本单位|所在|本(?:年度|学年|学期)?|该|其(?![余他它中])"
    r"|各类|各种|各项|每次|每月|每年|每季度|每学期|每周|全年|所有)+(?=[^和及与或、].)"
)
_AROUND = ',、:;的"“”=<>≥≤≦≧'
_GENERIC = words(
    """
    任务 工作 情况 要求 规定 事项 问题 内容 时间 资料等 材料等 人员 单位 部门 本部门 的 现象 措施 一次
    一项 扣分标准 加分标准 评分标准 考核标准 计分标准 评分办法 计分办法 考核办法 评分细则 扣分办法
    """
)
# 每次抽检, 5个问题点: a measure whose number is gone; 或处理量, 凡信息: what leads over to the thing
_LEADING = compiled(
    r"\A(?:个(?![人体性别案税])|次(?![品要数日生])|项(?!目)|月(?![度报考末底初计票])|一学[年期]|或者?|并且?"
    r"|以及|及(?![时格])|且|凡是?|若|仅|因(?![公私病素地材])"
    r"|(?:(?:\d+|[一二两三四五六七八九十])[人次起例件处项名个])?及?以[上下]的?"
    r"|(?:增加|减少)(?:1|一)[家个户名人项])(?=..)"
)
# verbs that no noun begins with
_DOING = compiled(
    rf"\A(?!{_ORGANIZED})(?:组织|开展|召开|举办|参加|制定|制订|编制|上报|报送|提交|做好|完成)+(?=..)(?!情况|时间|质量|率|数|人|方)"
)
# 镇领导每季度主持召开一次例会: who, how often, what is done
_WHO_DOES = compiled(
    r"[^,;。]{2,14}?(?:全年|每(?:学期|学年|季度|[年月周])|至少|应当?|必须|须|不得|严禁|负责)+"
    rf"(?:{_ADVERB}|主持|研究|从事|带领)*(?:{_VERB})?(?<=[^应])(?:\d+|[一两三四五六])?{UNITS}?(?P<noun>[^,;。]+)"
)
# 宿舍内, 批复后: where or when
_WHERE_OR_WHEN = compiled(
    r"(?:(?<![集初高其命])中|期间|(?<![国室])内|(?<![售背])后|(?<![目空])前|(?<![学工课临小实及])时|以[上下]|之间"
    r"|年[初末中终底])\Z"
)
# what a clause may open with that is no thing: a grade, a check, a bound, something that happened
_NO_THING = compiled(
    r"^(?:特别重大|重大|重点|一般|较大|特大|主要|次要|全责|主责|同等|次责|[国省市县区校院]家?级|.等奖)$"
    r"|^(?:时(?!间|限|效|段)|为|与|至|对(?!外|联|照)|没有|影响|少(?=汇|报|交)|耒|较(?!大)|至少|内容包括|包括|其中|以[上下]|[得计]?满分|见附[表件]|是否|企业所属|标准$|混乱$|.{1,4}而$|当[年月]$|创造条件)"
    r"|^(?:查|任查|抽查|查看|检查相关|未|不|有(?!机|害)|延期|迟|欠|\d|[一二三四五六七八九十]+[年月])|以[上下](?!..)|\d"
    r"|^(?:逾期|超期|延误)$|(?:少|多|空泛|笼统|出错|迟到|早退|迟报|但|一个?)$"
)
_NO_NOUN = compiled(
    r"在|因|被(?![告动服褥])|以(?=[^,;。]{1,8}(?:为单位|为准|为基数))|由于|当(?![年月地])|对照|根据|依据|按(?!照?要求|照?规定|[时期质量]|计划|程序|年|月|季)"
    r"|高于|低于|违反|优秀|良好|合格|达标|符合|基本"
)
_ONE = compiled(r"^每(?=[^年月季周天学])|[一1](?:项|次|个|篇|件|起)")
_COUNT_TAIL = compiled(rf"[,、]?(?:每{LESS}.*|每(?:有|发现|出现)?[一1]?[次项人].*)\Z")
_QUANTITY = compiled(
    r"(?:不少于|至少|不低于|达到)?(?:\d+|[一两三四五六七八九十]+)(?:次|个|项|条|篇|份|件|期|人)(?:以上)?"
)
# 有责任人划分表  有不少于3个科室参与
_HAVING = compiled(r"[设建配]?有(?![关限效害机无必所事违])(?P<noun>[^,;。有无]{2,}?)(?:参与|参加)?\Z")
# 对公司发出的信息: on what
_ON = compiled(r"对(?![于照比应])(?P<noun>[^,;。有无未]{2,24}?(?:等[^,;。、等]{2,4}\Z|(?=进行|予以|给予)))")
_LACKING = compiled(r"(?:无|缺少|缺乏|缺)(?P<noun>[^,;。]+)")
_DONE = compiled(rf"{_ADVERB}|使用|制定")
_HAS_VERB = compiled(_VERB)


def noun_phrase(text: str) -> str | None:
    """The noun phrase for the thing that a clause is about, without verb, negation and owner; None where unclear."""
    text = _STRIP.sub("", text)
    title, colon, content = text.partition(":")  # 合作:争取百万以上经费一笔: what stands under a heading comes first
    if colon and len(title) <= 12 and (noun := noun_phrase(content)):
        return noun
    for part in _PARTS.split(text):
        if part and _lacks(part):  # 巡查记录齐全: all of it verbs to _lacks, but something is said of it
            said = _SAID_OF.match(part)
            if said and _EVENT.fullmatch(said["noun"]) and (noun := bare_noun(said["noun"])):
                return noun
        elif part and (noun := _noun_of(part)):
            return noun
    return None


def _noun_of(part: str) -> str | None:
    part = _ONE.sub("", part)
    if opening := _BEFORE.match(part):
        part = part[opening.end() :] or part
    if _NO_NOUN.match(part):
        return None
    part = _COUNT_TAIL.sub("", part) or part
    noun: str | None = None
    if match := _VERB_RATE.match(part):
        noun = match["noun"]
    elif match := _VERB_NOUN.match(part):
        noun = _QUANTITY.sub("", match["noun"])
    elif match := _WHO_DOES.match(part) or _LACKING.match(part) or _ON.match(part):
        noun = match["noun"]
    elif match := _HAVING.match(part):
        noun = _QUANTITY.sub("", match["noun"])
    elif match := _NOUN_FIRST.match(part):
        noun = match["noun"]
    elif len(part) <= 8 and not _HAS_VERB.search(part):
        noun = part
    return bare_noun(noun) if noun else None


def _without_marks(noun: str) -> str:
    """Without the marks around it, but for a quotation that it begins with: "十四五"规划."""
    bare = noun.strip(_AROUND)
    quoted = len(noun) - len(noun.lstrip(_AROUND)) and bare.count('"') % 2 and '"' + bare in noun
    return '"' + bare if quoted else bare


def bare_noun(noun: str) -> str | None:
    """A noun phrase without owner and predicate; None where nothing is left that names a thing."""
    noun = _PREDICATE.sub("", _without_marks(noun.partition(":")[0]))
    if "的" in noun:
        head, _, tail = noun.rpartition("的")
        if (
            len(tail) >= 2
            and not _ONLY_VERBS.fullmatch(tail)
            and (_HAS_VERB.search(head) or ((len(tail) > 2 or len(head) <= 4) and "、" not in tail))
        ):
            noun = tail
    noun = _DOING.sub("", _LEADING.sub("", _OWNER.sub("", noun)))
    for _ in range(2):
        shorter = _TRAILING.sub("", noun)
        noun = shorter if len(shorter) >= 2 else noun
    noun = _without_marks(noun)
    if _WHERE_OR_WHEN.search(noun) or noun in _GENERIC or _NO_THING.search(noun):
        return None
    return noun if 2 <= len(noun) <= 30 else None
