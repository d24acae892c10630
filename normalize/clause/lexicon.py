"""The grammar's words, as data: numerals, measure words, verbs, and what tells an obligation from a violation.

Each table is a plain set or mapping, so that a word can be added without touching a pattern. Patterns
are built from them in `grammar`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import regex


def words(table: str) -> frozenset[str]:
    """A table of words written with white space between them."""
    return frozenset(table.split())


def any_of(words: Iterable[str]) -> str:
    """A non-capturing alternation of literal words, the longest first."""
    return "(?:" + "|".join(regex.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


# --- numerals ---------------------------------------------------------------------------------------------------

DIGITS = {
    char: value
    for value, chars in enumerate(["零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for char in chars
}
SCALES = {"十": 10, "拾": 10, "百": 100, "千": 1000, "万": 10000}


def parse_number(text: str) -> Decimal | None:
    """The exact value of 12, 0.25, 两, 十五, 二十, 二点五, 半, 一半; None where the text is no number."""
    if text in ("半", "一半"):
        return Decimal("0.5")
    if text and all(char in DIGITS or char in SCALES for char in text):
        return _han_number(text)
    whole, point, part = text.partition("点")
    if point and part and all(char in DIGITS for char in whole + part):  # 二点五
        return Decimal(f"{_han_number(whole)}." + "".join(str(DIGITS[char]) for char in part))
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _han_number(text: str) -> Decimal:
    total, digit = 0, None
    for char in text:
        if char in DIGITS:
            digit = (digit or 0) * 10 + DIGITS[char] if digit is not None else DIGITS[char]
        else:
            total += (1 if digit is None else digit) * SCALES[char]
            digit = None
    return Decimal(total + (digit or 0))


# --- measure words ----------------------------------------------------------------------------------------------

# one word each, as written after 每, 一 or a slash
MEASURES = words(
    """
    次 项 篇 条 件 起 例 份 个 人 名 位 台 套 间 户 家 处 笔 本 册 顶 期 场 节 门 天 日 周 月
    年 季 小时 分钟 秒 辆 部 张 页 字 点 宗 桩 批 种 类 级 档 元 万元 千元 百元 车 班 校 村 组
    队 岗 科 所 店 株 棵 亩 公里 千米 米 吨 公斤 克 升 度 课时 学时 工时 课次 月次 日次 周次 车次 班次 批次 人次
    人例 人天 人日 人月 户次 家次 项次 分项 件次 台次 台件 台套 台班 场次 例次 处次 门次 部次 篇次 条次
    品种 千瓦时 份次 起次 机次 床次 店次 站次 岗次 辆次 单 票 盏 把 瓶 床 针 剂 单元 栋 幢 楼层 片 块 根 颗
    只 头 口 座 罐 箱 包 盒 袋 桶 幅 段 句 题 道 款 样 师 生 季度 学期 学年 半天 百分点 个百分点
    个月 个工作日 工作日 个学时 个课时 个小时 平方米 立方米 部门 单位 科室 班组 班级 宿舍 寝室 教室 学生
    教师 员工 企业 项目 课题 指标 环节 岗位 站点 门店 网点 病历 病例 处方 支部 党支部 小组 工单 案件
    线索 稿件 行业 镇 社区 网格 线路 站 室 层 区 户数 艘 架 列 支 轮 遍 回 趟 圈 顿 餐 桌 工日
    人·次 人•次 卷 具 副 双 对 排 届 股 枚 架次 艘次 餐次 案 摊位 柜 毫米 厘米 毫升 千克 mm cm m km kg 标段 地块 图斑
    岁 小节 ㎡ 平米 台车 辆车 乡镇 街道 乡 县 账号 网站 栏目 车辆
    个季度 个学期 个年度 病室 病房 病区 床位 事项 楼道 库房 仓库
    种类 m2 m3 m² m³ 百人 千人 矿井 工作面 巷道 班人 隐患 ‰
    倍 万人次 千人次 百人次 万人 文次 捆 筐 扇 封 羽 尾 垄 杯 碗 束 面 分贝
    """
)
# 每后退1个位次, 少一个批次: as with 个百分点, what stands behind 个 is the measure
OF_PLACES = words("位次 名次 等次 档次 层次 批次 班次 场次 车次 课次 人次 项次")
MEASURES |= {"个" + word for word in OF_PLACES} | {"位次"}
# each of them each time: 宗次, 户次 (名次, 层次, 档次 are words of their own)
MEASURES |= {word + "次" for word in MEASURES if len(word) == 1 and word not in "次级层名档度年月日天半"}
# 每月, 每年: a period, which counts only right before the verb
PERIODS = frozenset(["年", "月", "周", "季", "季度", "学期", "学年", "日", "天", "个月", "半年", "年度", "月度"])
TIMES = frozenset(
    ["天", "日", "周", "月", "小时", "分钟", "秒", "个月", "个工作日", "工作日", "个小时", "季度", "年", "半天"]
)
# what one mark stands for
CANONICAL = {
    "个百分点": "百分点",
    "%": "百分点",
    "‰": "千分点",
    "个工作日": "工作日",
    "个小时": "小时",
    "个学时": "学时",
    "个课时": "课时",
    "个月": "月",
    "个季度": "季度",
    "个学期": "学期",
    "个年度": "年",
    "台车": "台",
    "小节": "节",
    "辆车": "辆",
    "次人": "人次",
    "人·次": "人次",
    "人•次": "人次",
} | {"个" + word: word for word in OF_PLACES}
# measure words that mostly name a kind or a rank: 一级, 一类, 一度, 一般: never counted by a bare 一
NAMING = words(
    """
    级 类 等 度 档 种 样 点 层 区 室 道 部 头 口 把 块 片 单 组 科 所 队 班 期 段 月 年 季
    日 周 批 生 师 站 校 村 面
    """
)


# what may not follow a measure word, or it is the head of another word: 每组织一次, 每处理一件
MEASURE_GUARDS = {
    "组": "织",
    "部": "分署位",
    "起": "草诉",
    "处": "理置罚分于",
    "例": "行会外如",
    "项目": "标",
    "台": "账帐",
    "批": "评准复示改",
    "支": "出付持部",
    "倍": "数率增",
    "面": "临对积向试容部谈签料包粉上下前条",
    "封": "闭存堵顶面锁口条",
    "束": "缚手",
    "尾": "号款",
    "羽": "毛",
    "场": "地所",
    "间": "隔接",
    "本": "单部年月科人",
    "家": "访长庭",
    "生": "产成病活",
    "张": "贴",
    "点": "评名",
    "节": "约能假省",
    "科": "研技室学",
    "次": "数性",
    "人": "员均为",
    "级": "别",
    "种": "植",
    "道": "路德",
    "队": "员伍",
    "店": "员",
    "班": "级组子主次",
    "车": "辆间次",
    "区": "域",
    "站": "点",
    "户": "外籍",
    "期": "间末满",
    "字": "数",
    "周": "期围边转",
    "年": "龄代轻级",
    "天": "然",
    "日": "常",
    "度": "过",
    "件": "数",
    "条": "件例",
    "门": "店诊",
    "名": "单次称",
    "位": "于置",
    "个": "月百季",
    "片": "区",
    "层": "面级",
    "室": "内外",
    "头": "部",
    "顶": "替撞部岗层板棚",
    "口": "头",
    "把": "关握",
    "段": "落",
    "师": "生资",
}


def measure_pattern(words: Iterable[str]) -> str:
    """An alternation of measure words, the longest first, none of them the head of another word.

    By their first character, so that a place where none begins is passed over at once.
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        guard = MEASURE_GUARDS.get(word)
        rests.setdefault(word[0], []).append(regex.escape(word[1:]) + (f"(?![{guard}])" if guard else ""))
    plain = ([""], ["次", ""])
    alone, times = ("".join(first for first, endings in rests.items() if endings == kind) for kind in plain)
    parts = [
        f"{regex.escape(first)}(?:{'|'.join(endings)})" for first, endings in rests.items() if endings not in plain
    ]
    parts += [f"[{regex.escape(alone)}]"] * bool(alone) + [f"[{regex.escape(times)}]次?"] * bool(times)
    return f"(?:(?=[{regex.escape(''.join(rests))}])(?:{'|'.join(parts)}))"


def canonical_measure(word: str) -> str:
    """The canonical spelling: 人•次 -> 人次, 个百分点 -> 百分点."""
    bare = word.translate({ord(mark): None for mark in "·•.*×・"})
    return CANONICAL.get(word, CANONICAL.get(bare, bare))


# --- verbs of the consequence -----------------------------------------------------------------------------------

DEDUCT_VERBS = words(
    """
    扣 扣除 扣减 扣罚 扣掉 扣去 倒扣 加扣 增扣 再扣 多扣 另扣 追加扣除 追加扣 核减 减 减去 减除 减扣
    减掉 减记 减计 得分减少 得分降低 分值减少 罚 罚扣 少得 少计 少加 少记 少奖 扣分 减分
    """
)
AWARD_VERBS = words(
    """
    得 取得 计 记 加 奖 奖励 给 给予 获 获得 可得 加计 加记 加奖 计为 记为 计算 增加 折合 折合为 折算
    折算为 折算成 折成 赋 赋予 积 得分 计分 记分 加分 奖分 给分 赋分 评分 打分 计得 记得 再加 另加
    增 增记 增计 追加 追加奖励 叠加 评价为 评定为 予以加 予以奖励 给予奖励 给予加 给予加分 奖励加 积分
    """
)
# what may not stand right before a verb of award, by the verb's first character: 取得, 合计, 参加, 一等奖
AWARD_GUARDS = {
    "得": "[不心值应获可少取]",
    "计": "[合共总累小统登会审估预]|(?<!建)设",
    "加": "[参增附更追叠]",
    "记": "[登笔日书标传]",
    "奖": "[等金银铜大获项颁评嘉级秀围励念佳]",
    "给": "[供补配自]",
    "积": "[累面体容]",
    "评": "[测考批点]",
    "打": "[殴]",
    "获": "[查捕]",
    "折": "[曲骨]",
    "增": "[新递倍激剧]",
}
# nouns between the verb and its number: 扣该部门0.2分, 扣责任人当月绩效分2分
OBJECT_NOUNS = words(
    """
    该 本 其 此 所在 所属 相关 有关 责任 当事 主要 直接 分管 承办 主管 各 全 对应 相应 部门 单位
    科室 班级 班组 个人 人员 人 者 支部 学校 学院 中心 项目 村 社区 镇 司机 驾驶员 教师 教职工 员工
    职工 学生 团队 小组 领导 负责人 党支部 项 条 款 类 指标 考核 绩效 综合 目标 量化 总 总分 基础
    基本 标准 当月 当年 当季 当次 当日 年度 月度 季度 学期 本月 本年 本年度 全年 成绩 评分 得分 分值
    分数 分 操行 德育 素质 积分 学分 服务 质量 安全 信用 诚信 信誉 平时 的 为 : 给 予 以 班子 成员
    值班 带班 组长 班长 科长 主任 院长 所长 站长 园长 队长 民警 辅警 医生 护士 医师 车队 公司 企业
    门店 店 队 组 班 户 家长 寝室 宿舍 应 应得 奖励 子 大 小 单 此项 该项 本项 该项目 本项目 此项目 责任人 当事人 经办人
    值班员 安全员 操作人 操作人员 管理员 区队 矿 井 车 车主
    """
)
AWARD_OBJECTS = OBJECT_NOUNS - {"分", "总", "为", "给", "的", "应", "应得", "全"} | {
    "为",
    "分",
    "满分",
    "基本分",
    "基础分",
}

# --- what a clause says -----------------------------------------------------------------------------------------

NEGATIONS = ("没有", "未能", "尚未", "未", "无", "不", "没", "缺少", "缺乏", "缺")
# words that make a clause a violation, a shortcoming or an event
VIOLATION = words(
    """
    未 不 无 没 缺 少 违 迟 早退 漏 错 误 失 损 差 低 超 逾 拖 擅自 私自 被 发生 出现 发现 造成
    引发 导致 致使 因 如 若 凡 事故 投诉 旷 脱岗 离岗 串岗 睡岗 吸烟 乱 弄虚 虚假 作假 隐瞒 瞒 欠
    弱 堵 脏 破 坏 伤 亡 泄 丢 否则 空 短 晚 弃 拒 推诿 敷衍 打架 酗酒 赌 盗 抄袭 作弊 舞弊 滥用
    挪用 侵占 贪 罚 批评 通报 曝光 过期 积水 积尘 异味 杂物 垃圾 粗暴 争吵 冒 顶替 代 徇私 滞后 延误
    延迟 延期 推迟 倒 闯 压 抢 吵 骂 殴 污 杂 偏 退 停 断 漏报 降 病 死 火灾 亏 虚 怠 懒 慢 混
    玩 饮酒 酒 违纪 问题 隐患 一般 基本 较 部分 隔离 逃 骗 伪 变造 涂改 篡改 私 乱 占 阻 妨 闹 访
    处分 追责 问责 约谈 警告 记过 恶 负 责
    """
)
OBLIGATION = words(
    """
    应 须 要 必须 应当 做好 按时 积极 认真 严格 及时 定期 确保 保证 加强 落实 每月 每年 每季度 每周
    每学期 每天 每日 完善 健全 坚持 遵守 准时 按期 按照 不得 不准 严禁 禁止 建立 制定 开展 组织 完成
    配合 服从 参加 保持 达到 不少于 不低于 至少
    """
)
