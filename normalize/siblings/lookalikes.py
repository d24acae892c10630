"""Characters that recognition confuses for their shape.

A table of pairs, grown by hand from the shapes themselves. A pair is a hint and never a proof: it makes damage of a
difference only where the reading is unknown to the rest of the run.
"""

from __future__ import annotations

_LOOK_ALIKES = (
    "未末 己已巳 人入八 土士 日曰目 干千于 大太犬 天夭无 木本术 王玉主五 今令 "
    "问间 治冶 夫失矢 刀力 午牛 田由甲申 折拆 析忻 侯候 戊戌戍 免兔 历厉 乌鸟 "
    "暖曖 拔拨 晴睛 情清请 查杳 管官菅 理埋 订仃 检捡 部邰 账帐 扶抶 综棕 续读 "
    "编偏 组祖 织枳 职取 住往 佳住 任仕 仟任 什计 以似 床庆 廷延 建健 津律 "
    "得碍 徒徙 循盾 宄究 空穹 客容 家冢 台合 告吉 员贠 味昧 哀衰 图囹 固囤 "
    "均圴 坚竖 境镜 够狗 寻导 封卦 将捋 届屈 差羞 己巳 师帅 带滞 并井 开升 "
    "弃奔 式武 引弓 张弛 强弪 录绿 形彤 律津 心必 志忘 忽怱 急恖 总忠 恢灰 "
    "息恖 悉番 慎填 或戓 扣抇 抓抔 护沪 指措 挂桂 损捐 换挽 掌常 提堤 操澡 "
    "支攴 收攵 敎教 整鏊 文丈 方万 旅族 无元 时吋 明朋 是昰 显昱 月用 有冇 "
    "权杈 条杂 杯怀 果杲 枚杖 染柒 栋株 案桉 档挡 款欵 每毎 氏民 汲吸 沟构 "
    "油汕 泄泻 注往 温湿 演寅 热蒸 牌脾 犯氾 狀状 界畀 病疠 登豋 的旳 皮反 "
    "益盆 直真 研硏 确碓 祥详 禁楚 秋秘 积枳 移栘 稳隐 竞竟 端瑞 符苻 第笫 "
    "签答 筑巩 算箅 类粪 粮粱 精情 约钓 纪记 纳钠 线钱 给绐 绩债 维推 网冈 "
    "群郡 而面 背胃 致玫 般股 良艮 营菅 薄簿 藏臧 行彳 街衔 衣农 要耍 览贤 "
    "觉党 解觧 计汁 训圳 议义 讯讥 许汗 论沦 识炽 诉拆 词同 试拭 详洋 说悦 "
    "谈淡 谋煤 负贞 质盾 贯贾 起超 越赵 车东 辅铺 辖辕 达迖 迁迂 过边 迎仰 "
    "进迸 违连 述术 送迭 适活 通逋 造诰 遇偶 遵尊 避僻 邻令 都郡 采釆 钟种 "
    "铁秩 键健 门闩 阅阀 阳阴 阶价 附咐 陆陇 限很 院陀 除余 险验 难准 非菲 "
    "音昔 须顺 预顸 领颌 颁频 额颜 风凤 饭饮 马乌 验险 齐济 治洽 没设 处外 "
    "侍待 话活 贷货 货贸 责贵 贪贫 校较 材村 科料 推堆 全金 学字 思恩 患惠 "
    "技枝 环坏 早旱 日目 间问 会合 人八入 0O〇 1lI"
)


def _confusions(groups: str) -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for group in groups.split() for a in group for b in group if a != b)


LOOK_ALIKES = _confusions(_LOOK_ALIKES)
"""(one, other), both ways."""
