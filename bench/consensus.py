"""How long consensus takes as departments are added: python -m bench.consensus [DEPARTMENTS…] [--plot FILE.png]

Every department gets the same 30 tasks of about 600 characters, each copy damaged at 2% of its characters in other
places, and 4 tasks of its own. Prints CPU seconds and microseconds a character, which stay level when growth is linear;
--plot draws them (needs matplotlib: pip install -e .[bench]).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from normalize.siblings.clusters import cluster
from normalize.siblings.copies import TaskCopy
from normalize.siblings.plausible import count_characters
from normalize.siblings.votes import vote_texts
from tests.damage import damage

TASKS, OWN, RATE = 30, 4, 0.02
_WORDS = (
    "部门 学院 按时 报送 材料 总结 计划 记录 会议 培训 检查 整改 安全 隐患 台账 档案 移交 登记 "
    "资产 盘点 经费 使用 制度 宣传 报道 网站 更新 值班 巡查 消防 演练 教育 活动 方案 落实 责任 "
    "考勤 请假 销假 采购 验收 合同 审批 印章 文件 归档 信访 办理 督办 反馈 科研 项目 申报 教学 "
    "质量 诊断 实训 基地 图书 借阅 服务 器材 维护 保洁 绿化 食堂 卫生 疫情 防控 疏散 锅炉 电梯 "
    "配电 水泵 门禁 监控 车辆 驾驶 油料 台帐 票据 报销 预算 决算 审计 招标 投标 验货 库存 试剂 "
    "危化 废液 标本 病历 处方 护理 查房 急救 药品 疫苗 接种 体检 心理 咨询 家访 德育 班会 社团 "
    "军训 就业 创业 校友 捐赠 奖学 助学 贷款 宿舍 水电 门窗 课桌 黑板 教案 听课 评课 命题 阅卷 "
    "成绩 学籍 毕业 论文 答辩 专利 课题 结题 期刊 讲座 论坛 翻译 外事 签证 接待 礼仪 公函 督查 "
    "保密 舆情 网信 机房 服务器 备份 域名 邮箱 密码 漏洞"
)


def criteria(rng: Random, length: int) -> str:
    """Numbered criteria of an invented college, about `length` characters."""
    words = _WORDS.split()
    items: list[str] = []
    while sum(map(len, items)) < length:
        task = "".join(rng.choice(words) for _ in range(rng.randrange(6, 12)))
        items.append(f"{len(items) + 1}. 未按要求做好{task}的,每次扣0.{rng.randrange(1, 9)}分。")
    return "\n".join(items)


def departments(number: int) -> list[TaskCopy]:
    """The tasks of so many departments, seeded."""
    common = [(criteria(Random(task), 250), criteria(Random(1000 + task), 350)) for task in range(TASKS)]
    tasks: list[TaskCopy] = []
    for sheet in range(number):
        own = [(criteria(Random(f"{sheet}-{n}"), 250), criteria(Random(f"{sheet}+{n}"), 350)) for n in range(OWN)]
        for position, (duties, scoring) in enumerate(common + own):
            texts = {
                "duties": damage(duties, RATE, f"{sheet}-{position}-d").text,
                "criteria": damage(scoring, RATE, f"{sheet}-{position}-c").text,
            }
            tasks.append(TaskCopy(f"部门{sheet:03}", True, position, (("保证目标", "40"),), texts))
    return tasks


def run(tasks: list[TaskCopy]) -> tuple[int, int]:
    """Clusters and restorations of a whole run."""
    evidence = count_characters(text for task in tasks for text in task.texts.values())
    groups = cluster(tasks)
    votes = 0
    for group in groups:
        copies = [tasks[i] for i in group]
        for role in ("duties", "criteria"):
            votes += sum(vote.kind == "restored" for each in vote_texts(copies, role, evidence) for vote in each)
    return len(groups), votes


def plot(points: Sequence[tuple[int, int, float]], path: Path) -> None:
    """Seconds over departments, with a straight line through the largest run for comparison."""
    from matplotlib import pyplot

    sizes, seconds = [size for size, _, _ in points], [taken for _, _, taken in points]
    shown, axes = pyplot.subplots(figsize=(6.4, 3.8), layout="constrained")
    axes.plot(sizes, seconds, marker="o", label="consensus")
    axes.plot([0, sizes[-1]], [0, seconds[-1]], "--", color="grey", lw=1, label="linear growth")
    axes.set(title=f"consensus over departments ({TASKS + OWN} tasks each)", xlabel="departments", ylabel="CPU seconds")
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    shown.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("departments", nargs="*", type=int, default=[10, 25, 50, 75, 100])
    parser.add_argument("--plot", type=Path, help="draw a picture into this PNG")
    options = parser.parse_args()
    points: list[tuple[int, int, float]] = []
    print("departments  tasks  characters  clusters  restored  CPU s     µs/character")
    for size in options.departments:
        tasks = departments(size)
        characters = sum(len(text) for task in tasks for text in task.texts.values())
        start = time.process_time()
        groups, votes = run(tasks)
        points.append((size, characters, time.process_time() - start))
        row = f"{size:11} {len(tasks):6} {characters:11} {groups:9} {votes:9} {points[-1][2]:8.2f}"
        print(f"{row} {1e6 * points[-1][2] / characters:13.2f}")
    if options.plot:
        plot(points, options.plot)


if __name__ == "__main__":
    main()
