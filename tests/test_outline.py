"""Rows to tasks where the grid tells merged cells: paths, points, merged items, rows hung under a category, feet."""

from __future__ import annotations

import pytest
from table_text import document, flags, headings, html, path, paths, pipes, rulebook, texts

from normalize import build_rulebook
from schemas import Task

SEVEN = "类别 | 项目名称{c2} | 主要任务 | 考核评价标准 | 评价方法 | 考核单位\n"


def tasks(text: str) -> list[Task]:
    return [task for sheet in rulebook(html(text)).sheets for task in sheet.tasks]


SHEET = """保证目标(40分){r4} | 党建(15分){r3} | 廉政(4分){r2} | 1. 学习。 | 1. 少学一次扣1分。 | 扣分法{r2} | 纪检室
2. 签责任书。 | 2. 未签扣0.5分。 | 工会
宣传(11分) | 1. 投稿。 | 1. 少一篇扣0.1分。 | 扣分法 | 宣传部
资产(25分){c2} | 1. 盘点。 | 1. 未盘点扣1分。 | 扣分法 | 资产处
发展目标(30分){r2} | 1. 办好校报,完成全年出版任务。{c3} | 1. 少一期扣1分。 | 达标法{r2} | 绩效办{r2}
2. 建成校史馆。{c3} | 1. 未建成不得分。
重点突破(30分) | 建设智慧校园{c2} | 1. 完成立项。 | 1. 完成得10分。 | 达标法 | 绩效办
"""


def test_a_whole_sheet() -> None:
    assert paths(rulebook(html(SEVEN + SHEET))) == [
        "保证目标 40 > 党建 15 > 廉政 4",
        "保证目标 40 > 党建 15 > 宣传 11",
        "保证目标 40 > 资产 25",
        "发展目标 30",
        "发展目标 30",
        "重点突破 30 > 建设智慧校园 30",
    ]
    assert flags(rulebook(html(SEVEN + SHEET))) == []


def test_an_item_merged_over_rows_is_one_task() -> None:
    merged = tasks(SEVEN + SHEET)[0]
    assert [(duty.number, duty.text) for duty in merged.duties] == [("1", "学习。"), ("2", "签责任书。")]
    assert [(c.number, c.text) for c in merged.criteria] == [("1", "少学一次扣1分。"), ("2", "未签扣0.5分。")]
    assert (merged.methods, merged.assessors) == (("扣分法",), ("纪检室", "工会"))


def test_rows_hung_under_a_category_are_a_task_each_and_share_what_is_merged() -> None:
    first, second = (task for task in tasks(SEVEN + SHEET) if path(task) == "发展目标 30")
    assert [duty.text for duty in first.duties] == ["办好校报,完成全年出版任务。"]
    assert [duty.number for duty in second.duties] == ["2"]
    assert (first.methods, first.assessors) == (second.methods, second.assessors) == (("达标法",), ("绩效办",))


def test_points_that_a_single_child_lacks_are_its_parent_s() -> None:
    (found,) = (a for a in rulebook(html(SEVEN + SHEET)).anomalies if a.code == "points-inferred")
    assert "建设智慧校园" in found.message
    assert found.severity == "info"


DEPTHS = [
    ("类别 | 评分标准\n安全(8分) | 缺一次扣2分。", ["安全 8"]),
    (
        "类别 | 项目 | 评分细则\n安全(20分){r2} | 消防(8分) | 缺一次演练扣2分。\n门禁(12分) | 未登记一人扣0.5分。",
        ["安全 20 > 消防 8", "安全 20 > 门禁 12"],
    ),
    (
        """一级指标 | 二级指标 | 三级指标 | 四级指标 | 评分标准 | 分值
安全(20){r3} | 消防{r2} | 演练 | 春季 | 缺一次扣2分。 | 5
设施 | 灭火器 | 失效一个扣1分。 | 7
门禁 | 登记 | 访客 | 未登记一人扣0.5分。 | 8""",
        [
            "安全 20 > 消防 - > 演练 - > 春季 5",
            "安全 20 > 消防 - > 设施 - > 灭火器 7",
            "安全 20 > 门禁 - > 登记 - > 访客 8",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), DEPTHS)
def test_depths(text: str, expected: list[str]) -> None:
    assert paths(rulebook(html(text))) == expected


HOSPITAL = """
医疗质量考核表{c7}
指标{c3} | 考核内容{r2} | 评分标准{r2} | 分值{r2} | 得分{r2}
一级指标 | 二级指标 | 三级指标
医疗质量{r3} | 病历管理{r2} | 归档 | 病历按时归档。 | 未按时归档每份扣0.5分。 | 5 |
书写 | 书写规范。 | 书写不规范每处扣0.1分。 | 3 |
护理 | 查房 | 每日查房。 | 缺一次扣0.2分。 | 2 |
小计{c5} | 10 |
备注:本表一式两份。{c7}
考核人签字:{c4} | 日期:{c3}
"""


def test_three_indicators_and_a_column_of_points() -> None:
    book = rulebook(html(HOSPITAL, "# 青山镇卫生院2021年度医疗质量考核表\n\n"))
    assert texts(book) == [
        ("医疗质量 - > 病历管理 - > 归档 5", "病历按时归档。", "未按时归档每份扣0.5分。"),
        ("医疗质量 - > 病历管理 - > 书写 3", "书写规范。", "书写不规范每处扣0.1分。"),
        ("医疗质量 - > 护理 - > 查房 2", "每日查房。", "缺一次扣0.2分。"),
    ]
    assert flags(book) == []
    assert (book.sheets[0].department, book.sheets[0].year) == ("青山镇卫生院", 2021)


@pytest.mark.parametrize("foot", ["小计", "备注:本表一式两份。", "考核人签字:"])
def test_feet_of_the_table_are_no_tasks_and_are_kept(foot: str) -> None:
    assert any(text.startswith(foot) for text in headings(rulebook(html(HOSPITAL))))


FEET = [
    "合计(分)",
    "合 计",
    "总分:",
    "注:",
    "说明:",
    "考核组签字:",
    "被考核单位(盖章):",
    "检查人:",
    "填表日期:",
    "共计",
]
BODY = "类别 | 项目 | 评分标准 | 分值\n安全{r2} | 消防 | 缺一次扣1分。 | 10\n门禁 | 漏登一人扣1分。 | 10\n"


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("row", ["{foot}{{c3}} | 20", "{foot} | | | ", "{foot}{{c4}}"])
def test_what_a_foot_looks_like(foot: str, row: str) -> None:
    book = rulebook(html(BODY + row.format(foot=foot)))
    assert paths(book) == ["安全 - > 消防 10", "安全 - > 门禁 10"]
    assert flags(book) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("加分项 | 获市级表彰加2分。{c3}", "获市级表彰加2分。"),
        ("加分项(5分) | 获市级表彰加2分。{c2} | 5", "获市级表彰加2分。"),
        ("一票否决 | 发生责任事故的,一票否决。{c3}", "发生责任事故的,一票否决。"),
        ("否决项{c2} | 发生责任事故的,一票否决。{c2}", "发生责任事故的,一票否决。"),
    ],
)
def test_a_row_that_names_and_scores_is_a_task(row: str, said: str) -> None:
    (sheet,) = rulebook(html(BODY + row)).sheets
    assert [criterion.text for criterion in sheet.tasks[-1].criteria] == [said]
    assert len(sheet.tasks[-1].criteria[0].rules) == 1
    assert path(sheet.tasks[-1]).split()[0] == row.split()[0].split("{")[0].split("(")[0]


def test_letters_in_the_points_of_a_label_are_digits_and_doubted() -> None:
    rows = "类别 | 项目 | 评分标准\n安全(1O分) | 消防(10芬) | 缺一次扣1分。\n"
    book = rulebook(html(rows))
    assert paths(book) == ["安全 10 > 消防 10"]
    assert [anomaly.code for anomaly in book.anomalies] == ["number-suspect"]


def test_a_name_over_labels_and_duties() -> None:
    rows = "类别 | 项目 | 工作要求 | 评分标准 | 分值\n安全 | 消防 | 定期检查。 | 缺一次扣1分。 | 10\n"
    for scored in ("{c3} | 获市级表彰加2分。{c2}\n", "{c3} | 获市级表彰加2分。 | \n"):
        book = rulebook(html(rows + "加分项" + scored))
        assert texts(book)[1:] == [("加分项 -", "", "获市级表彰加2分。")]
        assert flags(book) == []
    last = "类别 | 工作要求 | 评分标准\n安全(10分) | 定期检查。 | 缺一次扣1分。\n加分项{c2} | 获市级表彰加2分。\n"
    assert texts(rulebook(html(last)))[1:] == [("加分项 -", "", "获市级表彰加2分。")]


def test_a_name_in_the_column_of_numbers() -> None:
    rows = "序号 | 项目 | 工作要求 | 评分标准 | 分值\n1 | 消防 | 定期检查。 | 缺一次扣1分。 | 10\n"
    book = rulebook(pipes(rows + "加分项(5分) | | | 获市级表彰加2分。 | \n"))
    assert texts(book)[1:] == [("加分项 5", "", "获市级表彰加2分。")]
    assert flags(book) == []


def test_a_wide_note_is_no_task() -> None:
    book = rulebook(html(BODY + "说明 | 获市级表彰加2分。{c3}"))
    assert len(paths(book)) == 2


@pytest.mark.parametrize("label", ["合计岗位", "说明文档管理", "注册管理", "备注册管理"])
def test_what_only_begins_like_a_foot(label: str) -> None:
    book = rulebook(html(BODY.replace("门禁", label)))
    assert f"安全 - > {label} 10" in paths(book)


POINTS = [
    # label, name and points
    ("廉政(4分)", "廉政 4"),
    ("廉政（4分）", "廉政 4"),
    ("廉 政/(4 分)", "廉政 4"),
    ("廉政(满分4分)", "廉政 4"),
    ("廉政【4分】", "廉政 4"),
    ("廉政〔4分〕", "廉政 4"),
    ("廉政:4分", "廉政 4"),
    ("廉政：4 分", "廉政 4"),
    ("廉政(4)", "廉政 4"),
    ("廉政4分", "廉政 4"),
    ("廉政(4分", "廉政 4"),
    ("廉政(4”分)", "廉政(4”分) -"),
    ("廉政(0.50分)", "廉政 0.5"),
    ("廉政(校外基地)(4分)", "廉政(校外基地) 4"),
    ("廉政(校外基地)", "廉政(校外基地) -"),
    ("4S店管理", "4S店管理 -"),
    ("2021年招生", "2021年招生 -"),
]


@pytest.mark.parametrize(("label", "expected"), POINTS)
def test_name_and_points_of_a_label(label: str, expected: str) -> None:
    # two leaves, so that nothing is inferred from the sum
    text = f"类别 | 项目 | 评分标准\n目标{{r2}} | {label} | 缺一次扣0.1分。\n其他 | 缺一次扣0.1分。"
    assert paths(rulebook(html(text)))[0] == f"目标 - > {expected}"


SUMS = [
    # the leaves' points, the parent's, what comes out and what is flagged
    ("(5分)", "(10分)", "(15分)", ["目标 15 > 甲 5", "目标 15 > 乙 10"], []),
    ("(5分)", "", "(15分)", ["目标 15 > 甲 5", "目标 15 > 乙 10"], ["points-inferred"]),
    ("", "", "(15分)", ["目标 15 > 甲 -", "目标 15 > 乙 -"], []),
    ("(5分)", "(10分)", "(16分)", ["目标 16 > 甲 5", "目标 16 > 乙 10"], ["points-sum"]),
    ("(5分)", "", "(5分)", ["目标 5 > 甲 5", "目标 5 > 乙 -"], ["points-missing"]),
    ("(5分)", "", "", ["目标 - > 甲 5", "目标 - > 乙 -"], ["points-missing"]),
]


@pytest.mark.parametrize(("one", "two", "whole", "expected", "codes"), SUMS)
def test_points_and_their_sums(one: str, two: str, whole: str, expected: list[str], codes: list[str]) -> None:
    text = f"类别 | 项目 | 评分标准\n目标{whole}{{r2}} | 甲{one} | 缺一次扣0.1分。\n乙{two} | 缺一次扣0.1分。"
    book = rulebook(html(text))
    assert paths(book) == expected
    assert [anomaly.code for anomaly in book.anomalies] == codes


@pytest.mark.parametrize(("second", "codes"), [("40分", []), ("4分", ["points-missing"])])
def test_what_is_awarded_beside_a_whole_hundred_needs_no_points(second: str, codes: list[str]) -> None:
    rows = f"常规(60分) | 缺一次扣1分。\n专项({second}) | 缺一次扣1分。\n表彰 | 获表彰一次加1分。\n"
    assert flags(rulebook(html("考核项目 | 评分标准\n" + rows))) == codes


@pytest.mark.parametrize("cap", ["不超过10分", "最高10分", "上限5分", "10分封顶", "最多加10分"])
def test_a_cap_in_a_label_is_told(cap: str) -> None:
    rows = f"常规(100分) | 缺一次扣1分。\n加分项({cap}) | 获表彰一次加1分。\n"
    assert flags(rulebook(html("考核项目 | 评分标准\n" + rows))) == ["cap-unplaced"]


@pytest.mark.parametrize("said", ["扣分项", "加分项目", "倒扣", "约束性指标", "—", "不占分"])
def test_a_cell_of_points_may_say_that_there_are_none(said: str) -> None:
    rows = f"常规 | 100 | 缺一次扣1分。\n廉政 | {said} | 查实一次扣5分。\n"
    book = rulebook(html("考核项目 | 分值 | 评分标准\n" + rows))
    assert paths(book) == ["常规 100", "廉政 -"]
    assert flags(book) == []


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("廉政(4”分)", ["points-missing"]),
        ("廉政（1O分）", ["number-suspect", "points-missing"]),  # 10, and 其他 has none
        ("廉政(2个分会)", []),
        ("廉政(校外)", []),
    ],
)
def test_points_of_a_label_that_could_not_be_read_are_flagged(label: str, codes: list[str]) -> None:
    text = f"类别 | 项目 | 评分标准\n目标{{r2}} | {label} | 缺一次扣0.1分。\n其他 | 缺一次扣0.1分。"
    assert [anomaly.code for anomaly in rulebook(html(text)).anomalies] == codes


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("乙(6分分)", "乙 6"),
        ("乙(6兮)", "乙 6"),
        ("乙(6浆)", "乙 6"),
        ("乙(抂分)", "乙 6"),
        ("乙(6口分)", "乙 6"),
        ("乙(6", "乙 6"),
        ("乙(5浆)", "乙(5浆) 6"),  # another number: not these points
        ("乙(6人次)", "乙(6人次) 6"),
        ("乙(校外)", "乙(校外) 6"),
    ],
)
def test_points_misread_in_a_label_and_due_by_the_sum(read: str, name: str) -> None:
    text = f"类别 | 项目 | 评分标准\n目标(10分){{r2}} | 甲(4分) | 缺一次扣1分。\n{read} | 缺一次扣1分。"
    assert paths(rulebook(html(text)))[1] == f"目标 10 > {name}"


def test_a_column_of_points_that_contradicts_the_label() -> None:
    book = rulebook(html("类别 | 项目 | 评分标准 | 分值\n安全 | 消防(8分) | 缺一次扣1分。 | 10"))
    assert flags(book) == ["points-sum"]
    assert paths(book) == ["安全 - > 消防 8"]


def test_points_of_several_rows_of_one_item_add_up() -> None:
    text = """类别 | 项目 | 考核内容 | 评分标准 | 分值
安全{r2} | 消防{r2} | 演练。 | 缺一次扣1分。 | 4
设施。 | 失效一个扣1分。 | 6"""
    assert paths(rulebook(html(text))) == ["安全 - > 消防 10"]


def test_a_row_that_names_what_follows_is_a_heading() -> None:
    text = SEVEN + (
        "发展目标(30分){r3} | 一、上级下达的任务{c3} | | |\n"
        "1. 办好校报。{c3} | 1. 少一期扣1分。 | 达标法 | 绩效办\n"
        "2. 建校史馆。{c3} | 1. 未建成扣3分。 | 达标法 | 绩效办\n"
    )
    book = rulebook(html(text))
    assert headings(book) == ["一、上级下达的任务"]
    assert [task.duties[0].number for task in book.sheets[0].tasks] == ["1", "2"]


def test_notes_bind_the_task_and_are_no_criteria() -> None:
    text = (
        SEVEN + "目标(9分) | 支部(9分){c2} | 1. 学习。 | 1. 少一次扣1分。/(备注:以支部为单位捆绑考核) | 扣分法 | 组织部"
    )
    (task,) = rulebook(html(text)).sheets[0].tasks
    assert task.notes == ("以支部为单位捆绑考核",)
    assert [c.text for c in task.criteria] == ["少一次扣1分。"]


def test_a_column_of_notes() -> None:
    text = "类别 | 项目 | 评分标准 | 备注\n目标(9分) | 支部(9分) | 少一次扣1分。 | 按季考核"
    (task,) = rulebook(html(text)).sheets[0].tasks
    assert task.notes == ("按季考核",)


def test_two_items_of_the_same_name_stay_two() -> None:
    text = "类别 | 项目 | 评分标准\n甲(4分) | 其他(4分) | 缺一次扣1分。\n乙(6分) | 其他(6分) | 缺一次扣2分。"
    assert paths(rulebook(html(text))) == ["甲 4 > 其他 4", "乙 6 > 其他 6"]
    same = text.replace("乙(6分)", "乙(6分){r2}") + "\n其他(6分) | 少一次扣3分。"
    assert paths(rulebook(html(same))) == ["甲 4 > 其他 4", "乙 6 > 其他 6", "乙 6 > 其他 6"]


FLAT = "序号 | 一级指标 | 二级指标 | 考核内容 | 权重 | 评分标准\n1 | 产出 | 论文 | 发表论文。 | 12 | 少一篇扣1分。\n"


@pytest.mark.parametrize("medium", ["word", "pdf"])
def test_cells_left_empty_below_a_label_instead_of_merged(medium: str) -> None:
    text = FLAT + "2 | | 专著 | 出版专著。 | 8 | 少一部扣1分。\n | | | 在核心出版社出版。 | | 不是的扣1分。\n"
    book = build_rulebook([document(pipes(text), medium=medium)])
    assert paths(book) == ["产出 - > 论文 12", "产出 - > 专著 8"]
    assert [c.text for c in book.sheets[0].tasks[1].criteria] == ["少一部扣1分。", "不是的扣1分。"]
    assert flags(book) == []


NAMELESS = """类别 | 项目 | 考核内容 | 评分标准
目标(10分){r2} | 甲(4分) | 值守。 | 缺一次扣1分。
{name} | 登记。 | 漏一次扣1分。
卫生(5分) | 丙(5分) | 扫地。 | 漏扫扣1分。"""


@pytest.mark.parametrize(("name", "said"), [("", ["label-missing", "points-sum"]), ("乙(6分)", [])])
def test_an_item_whose_name_was_lost_is_flagged(name: str, said: list[str]) -> None:
    assert flags(rulebook(html(NAMELESS.replace("{name}", name)))) == said


def test_items_that_all_hang_under_their_category_lack_no_name() -> None:
    text = NAMELESS.replace("甲(4分)", "").replace("{name}", "")
    assert "label-missing" not in flags(rulebook(html(text)))


def test_an_item_without_its_name_is_none_of_the_one_above() -> None:
    text = FLAT + "2 | | 专著 | 出版专著。 | 8 | 少一部扣1分。\n3 | | | 申请专利。 | 5 | 少一件扣1分。\n"
    assert "label-missing" in flags(build_rulebook([document(pipes(text), medium="word")]))


def test_rows_that_no_column_names_are_flagged_where_others_have_names() -> None:
    """The right-hand columns of a wide table, printed on a page of their own."""
    left = html("类别 | 考核指标 | 考核要求\n安全(10分){r2} | 门岗 | 值守。\n巡逻 | 每晚两次。\n")
    right = html("分值 | 评分标准 | 责任人\n6 | 脱岗一次扣2分。 | 队长\n4 | 少一次扣1分。 | 队长\n", "")
    assert flags(rulebook(left + right)).count("label-missing") == 2


FORM = "维度 | 考核指标 | 分值 | 考核内容 | 评分标准 | 得分\n服务(60分) | 报修 | 60 | 及时。 | 超时每次扣1分。 | \n"


@pytest.mark.parametrize(
    "row",
    [
        "最终得分{c2} | | | 考核等级 | □优 □良",
        "考核得分{c2} | | | | ",
        "实际总得分 | | 100 | | | ",
        "小计 | | 60 | 得分小计 | | ",
        "小计 | 60 | | 得分小计 | | ",
        "被考核单位负责人签字:{c3} | 考核组长签字:{c3}",
        "考核等次{c2} | | | □优 □良 | ",
        "考核结果{c2} | □优 □良{c4}",
    ],
)
def test_what_the_form_sums_up_is_no_task(row: str) -> None:
    book = rulebook(html(FORM + row + "\n"))
    assert (paths(book), flags(book)) == (["服务 60 > 报修 60"], [])


def test_items_below_contents_where_a_sum_stands_between() -> None:
    """Neither 考核内容 nor 考核要点 heads a level; what stands below them does."""
    head = "序号 | 考核内容 | 考核要点 | 标准分 | 工作标准 | 评分标准 | 自评分\n"
    rows = """1 | 一、管理(30分){r2} | 制度 | 10 | 制度健全。 | 缺一项扣1分。 |
2 | 台账 | 20 | 台账齐全。 | 缺一项扣2分。 |
小计{c3} | 30 | 得分小计{c2} |
3 | 二、业务(70分){r2} | 办案 | 40 | 按期办结。 | 逾期每件扣2分。 |
4 | 检查 | 30 | 按月检查。 | 少一次扣1分。 |
小计{c3} | 70 | 得分小计{c2} |
5 | 三、加分项 | 表彰 | | | 获表彰每项加2分。 |
合计{c3} | 100 | | | |
"""
    book = rulebook(html(head + rows))
    assert paths(book) == [
        "一、管理 30 > 制度 10",
        "一、管理 30 > 台账 20",
        "二、业务 70 > 办案 40",
        "二、业务 70 > 检查 30",
        "三、加分项 - > 表彰 -",
    ]
