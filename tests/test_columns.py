"""Columns by their headings: what a heading names, which rows are the header, and headings that fit nothing."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook, texts

from extract.markdown.reader import read_blocks
from normalize.layout.columns import Layout, find_layout, grid
from normalize.layout.headings import role_of, two_headings
from schemas import Table

HEADINGS = {
    "level": "区域 栏目 考核栏目 考核小项 考核大类 考核分类 指标类型 考评类目 "
    "任务类别 目标名称 考核维度 考核模块 子项 类别 类型 模块 一级指标 二级指标 三级指标 四级指标 项目名称 "
    "考核项目 检查项目 考评指标 评价要素 考核项目及分值 指标与权重 "
    "二级指标(权重) 一级",
    "duties": "指标值 主要任务 主要任务/考核内容 目标任务 工作任务 重点工作 岗位职责 年度目标 工作要求",
    "content": "主要观测点 考核内容 内容要求 检查内容 主要内容 考核要点 检查要点 指标解释 指标说明 指标内涵 "
    "考核细目 考核事项 考核内容及分值",
    "criteria": "奖惩标准 处罚标准 分值说明 评分要求 考核方式及标准 扣分规定 成果及分值/考核评价标准 评分标准 "
    "评分细则 考核标准 扣分标准 考核评分办法 计分办法 评分说明 计分方法 "
    "评分原则 赋分标准 考核内容及评分标准 加扣分标准 扣分项 加分项 扣分事项",
    "points": "标准得分 权数 基础分 分值 满分 标准分 权重 权重（%） 分值（分） 配分 基准分 应得分 赋分",
    "form": "考核结果 互评 得分 自评分 自评得分 考评得分 扣分 扣分原因 扣分理由 复核分 完成情况",
    "methods": "评价方法 考核方法 考核方式 考核形式",
    "assessors": "考核科室 考核责任部门 考核组 考核股室 评议单位 考核单位 考评单位 考核部门 评价主体 考核小组 考核机构 "
    "测评单位 检查科室 督查部门 考核办公室 考核人/部门",
    "notes": "备注 说明",
    "serial": "指标编号 条款号 序号 编号",
    "other": "责任主体 资料来源 数据提供部门 评估方式 检查方法 数据来源 支撑材料 完成时限 责任人 责任部门 牵头单位 "
    "责任股室 考核频次 考核周期 责任领导",
}
NOTHING = (
    "被考核科室 联系电话 姓名 文号 经办人 扣分值 负分 负分值 每次扣分 加减分 2021 病历按时归档 1. 未按时归档每份扣0.5分"
)


@pytest.mark.parametrize(
    ("heading", "role"), [(word, role) for role, words in HEADINGS.items() for word in words.split()]
)
def test_what_a_heading_names(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize("heading", NOTHING.split())
def test_what_names_no_column(heading: str) -> None:
    assert role_of(heading) is None


@pytest.mark.parametrize(
    "heading", ["考 核\n单 位", "考核 单位", " 考核单位 ", "考核单位:", "考核单位(盖章)", "考核/单位"]
)
def test_typesetting_is_no_part_of_a_heading(heading: str) -> None:
    assert role_of(heading) == "assessors"


@pytest.mark.parametrize(
    "text",
    [
        "未按考核单位要求的时间提交工作总结及考核评价标准的每次扣0.5分",
        "7. 完成年度任务",
        "一、上级下达的任务",
        "完成年度任务。",
        "按考核办法评分;",
    ],
)
def test_a_sentence_or_an_item_is_no_heading(text: str) -> None:
    assert role_of(text) is None


def test_a_row_of_words_that_headings_have_is_no_header() -> None:
    """Every cell of it names a column, and it scores."""
    row = "安全(9分) | 7. 完成团委任务 | 按照考核方案评分 | 扣分法 | 考核办公室"
    header = "类别 | 主要任务 | 考核评价标准 | 评价方法 | 考核单位\n"
    for text in (header + row, header + row + "\n" + row.replace("7", "8").replace("安全(9分)", "")):
        for write in (html, pipes):
            assert len(rulebook(write(text)).sheets[0].tasks) == len(text.splitlines()) - 1


def layout(text: str) -> Layout | None:
    (table,) = (block for block in read_blocks(text) if isinstance(block, Table))
    return find_layout(table, grid(table))


def roles(text: str) -> list[str | None]:
    found = layout(text)
    assert found is not None
    return [column.role for column in found.columns]


BODY = "\n甲(5分) | 乙 | 丙 | 丁扣1分 | 戊"

LAYOUTS = [
    # contents are duties beside criteria, criteria where there are none
    ("类别 | 项目 | 考核内容 | 评分标准 | 考核单位", ["level", "level", "duties", "criteria", "assessors"]),
    ("类别 | 项目 | 考核内容 | 分值 | 考核单位", ["level", "level", "criteria", "points", "assessors"]),
    ("类别 | 项目 | 主要任务 | 分值 | 考核单位", ["level", "level", "criteria", "points", "assessors"]),
    # a heading over two columns, and the same torn in two
    ("类别 | 项目名称{c2} | 主要任务 | 评分标准", ["level", "level", "level", "duties", "criteria"]),
    ("类别 | 项目 | 名称 | 主要任务 | 评分标准", ["level", "level", "level", "duties", "criteria"]),
    ("类别 | 项目名称 | | 主要任务 | 评分标准", ["level", "level", "level", "duties", "criteria"]),
    # any order
    ("序号 | 考核单位 | 评分标准 | 项目 | 满分", ["serial", "assessors", "criteria", "level", "points"]),
    # a heading that fits nothing among those that do
    ("类别 | 项目 | 评分标准 | 联系电话 | 考核单位", ["level", "level", "criteria", None, "assessors"]),
]


@pytest.mark.parametrize(("header", "expected"), LAYOUTS)
def test_layouts(header: str, expected: list[str | None]) -> None:
    assert roles(html(header + BODY)) == expected
    if "{" not in header:
        assert roles(pipes(header + BODY)) == expected


def test_titles_within_the_table_and_two_header_rows() -> None:
    found = layout(
        html("""
青山镇卫生院医疗质量考核表{c5}
被考核科室:内科{c5}
指标{c2} | 考核内容{r2} | 评分标准{r2} | 分值{r2}
一级指标 | 二级指标
医疗质量 | 病历 | 按时归档 | 缺一份扣0.5分 | 5
""")
    )
    assert found is not None
    assert (found.above, found.header, found.first) == ((0, 1), (2, 3), 4)
    assert [column.role for column in found.columns] == ["level", "level", "duties", "criteria", "points"]


HALVES = "\n组织 | 建组 | 建组。 | 10 | 未建扣5分。 | {said}\n宣传 | 讲座 | 每季一次。 | 20 | 少一次扣2分。 | {said}"
SECOND_ROWS = [
    # a heading over two columns; the others go on over both rows, are written twice or are empty below
    "考核项目{c2} | 考核内容{r2} | 分值{r2} | 考核办法{c2}\n类别 | 项目 | 评分标准 | 计分方式",
    "考核项目 | 考核项目 | 考核内容 | 分值 | 考核办法 | 考核办法\n类别 | 项目 | 考核内容 | 分值 | 评分标准 | 计分方式",
    "类别 | 项目 | 考核内容 | 分值 | 考核办法 | \n | | | | 评分标准 | 计分方式",
]


@pytest.mark.parametrize("header", SECOND_ROWS)
@pytest.mark.parametrize(("said", "role"), [("扣分法", "methods"), ("迟报一次扣1分。", "criteria")])
def test_a_heading_over_two_columns(header: str, said: str, role: str) -> None:
    """How points are counted is a method where a cell names one, criteria where it takes points."""
    text = header + HALVES.format(said=said)
    for write in (html, pipes) if "{" not in header else (html,):
        assert roles(write(text)) == ["level", "level", "duties", "points", "criteria", role]
        book = rulebook(write(text))
        assert paths(book) == ["组织 - > 建组 10", "宣传 - > 讲座 20"]
        assert [task.methods for task in book.sheets[0].tasks] == [("扣分法",) if role == "methods" else ()] * 2


def test_a_body_row_of_heading_words_is_no_second_heading_row() -> None:
    rows = "\n其他 | 其他项目 | 考核内容 | 按评分标准每次扣1分。\n | | 要求 | 缺一次扣1分。"
    found = layout(pipes("类别 | 项目 | 考核内容 | 评分标准" + rows))
    assert found is not None
    assert found.first == 1


@pytest.mark.parametrize(
    "text",
    [
        "甲 | 乙 | 丙\n丁 | 戊 | 己",
        "姓名 | 电话 | 备注\n张三 | 1 | 无",
        "序号 | 单位 | 得分\n1 | 内科 | 95",  # a table of results
    ],
)
def test_a_table_that_scores_nothing_has_no_layout(text: str) -> None:
    assert layout(html(text)) is None
    assert layout(pipes(text)) is None


# --- flags

UNKNOWN = """
类别 | 项目名称 | 主要任务 | 考核评价标准 | 联系电话 | 考核单位
保证目标(40分){r2} | 食堂(15分) | 1. 保障供应。 | 1. 断供一次扣1分。 | 8001 | 后勤处
车队(25分) | 1. 调度车辆。 | 1. 误车一次扣1分。 | 8002 | 党政办
"""


def test_a_heading_that_fits_nothing_is_flagged_once() -> None:
    book = rulebook(html(UNKNOWN))
    assert flags(book) == ["unknown-column"]
    (found,) = book.anomalies
    assert "联系电话" in found.message
    assert found.where == book.sheets[0].id
    assert [evidence.read for evidence in found.evidence] == ["8001"]
    assert texts(book)[1] == ("保证目标 40 > 车队 25", "调度车辆。", "误车一次扣1分。")
    kept = [evidence for task in book.sheets[0].tasks for evidence in task.evidence if "联系电话" in evidence.role]
    assert [evidence.read for evidence in kept] == ["8001", "8002"]


@pytest.mark.parametrize(
    "text",
    [
        UNKNOWN.replace("8001", "").replace("8002", ""),  # nothing stands under it
        UNKNOWN.replace("联系电话", "责任部门"),
        UNKNOWN.replace("联系电话", "得分"),
    ],
)
def test_what_is_known_or_empty_is_not_flagged(text: str) -> None:
    assert flags(rulebook(html(text))) == []


def test_a_column_of_amounts_is_not_passed_over_in_silence() -> None:
    book = rulebook(html(UNKNOWN.replace("联系电话", "扣分值").replace("8001", "2")))
    assert flags(book) == ["unknown-column"]


GLUED = """
类别 | 项目名称 | 主要任务 | 考核评价标准 | 评价方法 考核单位
保证目标(40分){r2} | 食堂(15分) | 1. 保障供应。 | 1. 断供一次扣1分。 | 扣分法 后勤处
车队(25分) | 1. 调度车辆。 | 1. 误车一次扣1分。 | 扣分法　党政办
"""


def test_two_headings_in_one_cell_are_flagged_and_what_is_below_kept() -> None:
    book = rulebook(html(GLUED))
    assert flags(book) == ["headings-glued"]
    assert [task.methods for task in book.sheets[0].tasks] == [("扣分法", "后勤处"), ("扣分法", "党政办")]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("评价方法 考核单位", ("评价方法", "考核单位")),
        ("评价方法\u3000考核单位", ("评价方法", "考核单位")),
        ("评价方法考核单位", ("评价方法", "考核单位")),
        ("主要任务 考核标准", ("主要任务", "考核标准")),
        ("主要任务考核标准", None),
        ("主要任务\n考核标准", None),
        ("考核项目分值", None),
        ("考核项目 及分值", None),
        ("评价 方法", None),
        ("考核单位", None),
    ],
)
def test_headings_of_two_columns(heading: str, expected: tuple[str, str] | None) -> None:
    assert two_headings(heading) == expected


MISREAD = """
类别 | 考核项目 | 分值 | 工作内容 | 评分标准 | 考核方式 | 考核单位
保证目标(40分){r2} | 食堂 | 15 | 按月公布食材价格并留样 | 断供一次扣1分。 | 查阅记录 | 后勤处
车队 | 25 | 调度车辆并按时检修 | 误车一次扣1分。 | 现场检查 | 党政办
"""


@pytest.mark.parametrize(
    ("heading", "damaged"),
    [
        ("考核单位", "考核单符"),
        ("考核单位", "考核位"),
        ("考核单位", "考核单丶位"),
        ("考核方式", "考核方弋"),
        ("评分标准", "评分杯准"),
        ("工作内容", "工作肉容"),
        ("分值", "分佰"),
        ("分值", "标准井"),  # fits what is asked for, but numbers stand below it
        ("考核项目", "考核项自"),
        ("考核项目", "二级目标"),
        ("类别", "类刷"),
    ],
)
def test_a_heading_with_a_wrong_character_is_read_by_what_stands_below_it_and_flagged(
    heading: str, damaged: str
) -> None:
    whole, read = rulebook(html(MISREAD)), rulebook(html(MISREAD.replace(heading, damaged)))
    assert flags(read) == ["heading-misread"]
    assert f"column heading {damaged} fits nothing" in read.anomalies[0].message
    for ours, theirs in zip(read.sheets[0].tasks, whole.sheets[0].tasks, strict=True):
        assert ours.path == theirs.path
        assert [duty.text for duty in ours.duties] == [duty.text for duty in theirs.duties]
        assert [rule.text for c in ours.criteria for rule in c.rules] == [
            r.text for c in theirs.criteria for r in c.rules
        ]
        assert (ours.methods, ours.assessors) == (theirs.methods, theirs.assessors)


@pytest.mark.parametrize(
    ("heading", "other", "flagged"),
    [
        ("考核方式", "进度", ["unknown-column"]),  # 维度 is a level, and this is a word
        ("考核单位", "考核级别", ["unknown-column"]),
        ("考核方式", "考核单符", ["unknown-column"]),  # there is a column of assessors
        ("考核方式", "联系电话", ["unknown-column"]),
        ("考核方式", "考核依据", []),
        ("考核项目", "考核事项", []),
    ],
)
def test_a_word_of_its_own_is_not_read_as_another(heading: str, other: str, flagged: list[str]) -> None:
    assert flags(rulebook(html(MISREAD.replace(heading, other)))) == flagged


def test_a_heading_that_is_misread_on_a_further_page_alone_is_flagged() -> None:
    below = (
        MISREAD.replace("考核单位", "考核单符")
        .replace("食堂", "浴室")
        .replace("车队", "维修班")
        .replace("保证", "发展")
    )
    book = rulebook(html(MISREAD) + "\n\n" + html(below))
    assert flags(book) == ["heading-misread"]
    assert [task.assessors for task in book.sheets[0].tasks] == [("后勤处",), ("党政办",)] * 2


def test_text_under_no_heading_is_flagged() -> None:
    assert flags(rulebook(html(UNKNOWN.replace("联系电话", "")))) == ["unknown-column"]


def test_a_table_without_a_column_for_what_is_assessed() -> None:
    book = rulebook(
        html("""
序号 | 考核内容 | 评分标准 | 分值 | 得分
1 | 病历按时归档。 | 未按时归档每份扣0.5分。 | 5 |
2 | 每日查房。 | 缺一次扣0.2分。 | 2 |
""")
    )
    assert flags(book) == ["missing-column"]
    assert "序号 考核内容 评分标准 分值 得分" in book.anomalies[0].message
    assert texts(book) == [("", "病历按时归档。", "未按时归档每份扣0.5分。"), ("", "每日查房。", "缺一次扣0.2分。")]


def test_columns_are_found_by_heading_and_not_by_place() -> None:
    one = rulebook(html("类别 | 项目 | 评分标准 | 考核单位\n安全(9分) | 消防(9分) | 缺一次扣1分。 | 保卫处"))
    other = rulebook(html("考核单位 | 类别 | 评分标准 | 项目\n保卫处 | 安全(9分) | 缺一次扣1分。 | 消防(9分)"))
    assert texts(one) == texts(other)
    assert paths(one) == ["安全 9 > 消防 9"]
    assert [t.assessors for s in (*one.sheets, *other.sheets) for t in s.tasks] == [("保卫处",)] * 2


def test_duties_under_several_headings_are_one_each() -> None:
    head = "考核项目 | 考核内容 | 计算公式 | 目标值 | 评分标准 | 分值\n"
    book = rulebook(html(head + "准点 | 按时发班 | 准点班次÷全部班次×100% | 98% | 每低1%扣2分。 | 100\n"))
    (task,) = book.sheets[0].tasks
    assert [duty.text for duty in task.duties] == ["按时发班", "准点班次÷全部班次×100%", "98%"]


@pytest.mark.parametrize("filled", ["/", "—", "无", "--", "无。"])
def test_a_cell_filled_so_as_not_to_stand_empty_says_nothing(filled: str) -> None:
    head = "考核项目 | 考核内容 | 评分标准 | 分值 | 备注\n"
    book = rulebook(
        html(head + f"表彰 | {filled.replace('/', '／')} | 获奖一次加1分。 | 100 | {filled.replace('/', '／')}\n")
    )
    (task,) = book.sheets[0].tasks
    assert (task.duties, task.notes) == ((), ())


def test_points_of_several_units_are_no_item_s() -> None:
    head = "考核指标{r2} | 考核标准{r2} | 分值{c2}\n收费科 | 稽查科\n"
    book = rulebook(html(head + "票据 | 错开一张扣1分。 | 40 | 30\n廉政 | 违纪每人次扣5分。 | 60 | 70\n"))
    assert paths(book) == ["票据 -", "廉政 -"]
    assert flags(book) == ["unknown-column", "unknown-column"]


# --- headings that say too little


SCORED = [
    # points are taken under a heading of another kind, and nowhere else
    ("考核内容 | 考核方式", "duties criteria"),
    ("考核标准 | 检查方法", "duties criteria"),
    ("工作要求 | 扣分说明", "duties criteria"),
    # two headings of criteria, of which one asks for something
    ("考核标准 | 评分办法", "duties criteria"),
    ("考核内容 | 奖惩规定", "duties criteria"),
    ("考核依据 | 评分标准", "other criteria"),
    ("目标任务 | 处罚标准", "duties criteria"),
]


@pytest.mark.parametrize(("header", "expected"), SCORED)
def test_what_stands_below_settles_a_heading(header: str, expected: str) -> None:
    text = (
        f"项目 | {header} | 分值\n"
        "门岗 | 门岗全天有人值守。 | 脱岗一次扣2分。 | 10\n"
        "巡逻 | 每晚巡逻两次以上。 | 少一次扣1分。 | 5"
    )
    found = roles(html(text))
    assert found == ["level", *expected.split(), "points"]
    assert [criteria for _, _, criteria in texts(rulebook(html(text)))] == ["脱岗一次扣2分。", "少一次扣1分。"]


SIGNED = [
    "项目{r2} | 要求{r2} | 评分标准{c2} | 分值{r2}\n扣分 | 加分",
    "项目 | 要求 | 扣分 | 加分 | 分值",
    "项目 | 要求 | 扣分标准 | 加分 | 分值",
]


@pytest.mark.parametrize("header", SIGNED)
def test_columns_of_one_sign_each(header: str) -> None:
    rows = "\n门岗 | 值守。 | 脱岗一次扣2分。 | 受表彰每次加2分。 | 10"
    rows += "\n巡逻 | 每晚两次。 | 少一次扣1分。 | 获奖加3分。 | 5"
    text = header + rows
    assert roles(html(text)) == ["level", "duties", "criteria", "criteria", "points"]
    (first, _) = rulebook(html(text)).sheets[0].tasks
    assert [rule.effect for criterion in first.criteria for rule in criterion.rules] == ["deduct", "award"]


def test_criteria_that_a_tool_cut_into_two_columns() -> None:
    text = "项目 | 评分标准 | | 分值\n门岗 | 1. 脱岗一次扣2分。 | 2. 迟到扣1分。 | 10\n巡逻 | 少一次扣1分。 | | 5"
    assert texts(rulebook(pipes(text))) == [
        ("门岗 10", "", "脱岗一次扣2分。 迟到扣1分。"),
        ("巡逻 5", "", "少一次扣1分。"),
    ]
    assert flags(rulebook(pipes(text))) == []


def test_a_form_that_is_filled_in_is_no_criterion() -> None:
    text = "项目 | 评分标准 | 分值 | 扣分\n门岗 | 脱岗一次扣2分。 | 10 | 2\n巡逻 | 少一次扣1分。 | 5 | 1"
    assert roles(html(text)) == ["level", "criteria", "points", "form"]


@pytest.mark.parametrize("header", ["考核内容 | 扣分标准 | 加分标准", "考核内容 | 评分标准 | 备注"])
def test_what_scores_here_and_there_settles_nothing(header: str) -> None:
    text = f"项目 | {header}\n门岗 | 值守。 | 脱岗一次扣2分。 | 无\n巡逻 | 每晚两次。 | 少一次扣1分。 | 累计扣5分不评优"
    assert roles(html(text)) == [
        role_of(heading.strip()) for heading in f"项目 | 工作要求 |{header.split('|', 1)[1]}".split("|")
    ]


@pytest.mark.parametrize(("said", "read"), [("考核单位督查室", ("考核单位督查室",)), ("考核单位", ())])
def test_a_heading_that_reaches_into_the_body_takes_no_row_with_it(said: str, read: tuple[str, ...]) -> None:
    """As where a scan lost the line below one heading."""
    book = rulebook(
        html(f"""
类别 | 项目名称 | 主要任务 | 评分标准 | {said}{{r2}}
组织(30分) | 建组(10分) | 1. 建组。 | 1. 未建组扣5分。
宣传(20分) | 讲座(20分) | 1. 每季一次。 | 1. 少一次扣2分。 | 宣传处
""")
    )
    (sheet,) = book.sheets
    assert [rule.text for task in sheet.tasks for c in task.criteria for rule in c.rules] == [
        "未建组扣5分",
        "少一次扣2分",
    ]
    assert [task.assessors for task in sheet.tasks] == [read, ("宣传处",)]


def test_empty_rows_beside_a_tall_heading_are_the_header_s() -> None:
    found = layout(
        html("""
类别{r2} | 项目名称{r2} | 主要任务{r2} | 评分标准{r2} | 得分{c2}
自评 | 复核
组织 | 建组 | 1. 建组。 | 1. 未建组扣5分。 | | 
""")
    )
    assert found is not None
    assert (found.header, found.first) == ((0, 1), 2)


OUTSIDE = "项目 | 考核内容 | 评分标准 | 考核方式 | 责任部门 | 备注 | 自评得分\n"
OUTSIDE += "门岗 | 值守。 | 脱岗一次扣2分。 | 抽查 | 后勤处 | 无 | 9"


@pytest.mark.parametrize("note", ["以月考为准", "属一票否决事项", "由后勤处打分", "扣分以旬报为准"])
def test_a_note_that_decides_nothing_is_none(note: str) -> None:
    assert flags(rulebook(html(OUTSIDE.replace("无", note)))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("无", "失窃的另扣5分"),
        ("无", "弄虚作假的加倍扣分"),
        ("无", "失窃的一票否决"),
        ("无", "失窃的本项不得分"),
        ("抽查", "抽查,每发现一次扣1分"),
        ("后勤处", "后勤处,逾期扣1分"),
        ("值守。", "按时报送,迟报扣0.5分。"),
    ],
)
def test_what_takes_points_in_another_column_is_flagged(before: str, after: str) -> None:
    book = rulebook(html(OUTSIDE.replace(before, after)))
    assert flags(book) == ["scoring-outside"]
    assert after.rstrip("。") in next(a.message for a in book.anomalies if a.code == "scoring-outside")


@pytest.mark.parametrize(("before", "after"), [("9", "迟到扣1分"), ("值守。", "值守(10分)。"), ("无", "共10分")])
def test_what_takes_none_or_was_filled_in_by_hand_is_not(before: str, after: str) -> None:
    assert flags(rulebook(html(OUTSIDE.replace(before, after)))) == []


BOTH_SIGNS = """项目 | 考核内容 | 扣分 | 加分 | 考核单位
教学 | 按时上课。 | 迟到每次扣1分。 | 获校级表彰加2分。 | 教务处
科研 | 发表论文。 | 每少一篇2分。 | 每多一篇1分。 | 科研处
服务 | 做好服务。 | 投诉一次0.5分。 | 无 | 教务处
"""


@pytest.mark.parametrize("write", [html, pipes])
def test_deductions_and_awards_without_a_heading_above_them(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(BOTH_SIGNS))
    tasks = book.sheets[0].tasks
    assert [duty.text for task in tasks for duty in task.duties] == ["按时上课。", "发表论文。", "做好服务。"]
    rules = [rule for task in tasks for criterion in task.criteria for rule in criterion.rules]
    assert [(rule.effect, str(rule.amount.max)) for rule in rules if rule.amount] == [
        ("deduct", "1"),
        ("award", "2"),
        ("deduct", "2"),
        ("award", "1"),
        ("deduct", "0.5"),
    ]
    assert flags(book) == []


def test_fields_of_a_form_that_were_filled_in_are_no_criteria() -> None:
    header = "项目 | 考核内容 | 评分标准 | 扣分 | 加分\n"
    rows = header + "教学 | 上课。 | 迟到每次扣1分。 | 1 | \n科研 | 论文。 | 少一篇扣2分。 | 2分 | 1分\n"
    rules = [rule for t in rulebook(html(rows)).sheets[0].tasks for c in t.criteria for rule in c.rules]
    assert [rule.trigger for rule in rules] == ["迟到每次", "少一篇"]


def test_amounts_alone_under_a_heading_that_deducts() -> None:
    rows = "项目 | 考核内容 | 扣分标准(分) | 考核单位\n纪律 | 上课迟到 | 0.5 | 教务处\n | 旷课 | 2分每次 | \n"
    book = rulebook(pipes(rows))
    (task,) = book.sheets[0].tasks
    rules = [rule for criterion in task.criteria for rule in criterion.rules]
    assert [(rule.effect, str(rule.amount.max), rule.per) for rule in rules if rule.amount] == [
        ("deduct", "0.5", ()),
        ("deduct", "2", ("次",)),
    ]
    assert {rule.certainty for rule in rules} == {"doubtful"}
    assert flags(book) == ["trigger-missing", "trigger-missing"]


def test_the_first_of_two_columns_of_duties_names_the_item() -> None:
    rows = """序号 | 工作任务 | 考核要点 | 扣分标准 | 权重 | 责任部门
一、重点工作(60分){c6}
1 | 借阅服务 | 完成借阅5万册。 | 每少1000册扣0.5分。 | 60 | 图书馆
二、日常工作(40分){c6}
2 | 安全 | 安全 | 发生事故扣5分。 | 40 | 保卫处
"""
    book = rulebook(html(rows))
    assert paths(book) == ["一、重点工作 60 > 借阅服务 60", "二、日常工作 40 > 安全 40"]
    assert flags(book) == []


def test_a_column_of_sentences_names_no_item() -> None:
    header = "工作任务 | 考核要点 | 扣分标准\n"
    rows = "按时完成全年的任务。 | 进度 | 少一项扣1分。\n及时上报各类材料。 | 时限 | 迟报一次扣1分。\n"
    assert flags(rulebook(html(header + rows))) == ["missing-column"]


NAMED = """考核模块 | 考核内容 | 服务标准 | 分数 | 扣分规则
内勤{{r2}} | {a} | 当日登记来文。 | {p} | 1. 漏登一件扣0.5分。
接待 | 来访登记完整。 | 4 | 1. 漏登一次扣0.2分。
外勤 | 巡查 | 每周巡查两次。 | 8 | 1. 少一次扣1分。
"""


def test_names_under_contents_are_items_where_each_has_its_points() -> None:
    book = rulebook(html(NAMED.format(a="收文", p="6")))
    assert paths(book) == ["内勤 - > 收文 6", "内勤 - > 接待 4", "外勤 - > 巡查 8"]


def test_rows_of_totals_price_no_item() -> None:
    rows = NAMED.format(a="收文", p="6").strip("\n").split("\n")
    width = rows[0].count("|") - 1
    text = "\n".join([*rows[:3], f"小计{{c{width}}} | 10 | ", *rows[3:]])
    assert paths(rulebook(html(text))) == paths(rulebook(html("\n".join(rows))))


def test_an_item_over_several_priced_rows_is_one() -> None:
    """内勤 over 收文, whose two rows have points of their own, and 接待."""
    rows = NAMED.format(a="收文{r2}", p="6").strip("\n").split("\n")
    rows[1] = rows[1].replace("{r2}", "{r3}", 1)
    rows.insert(2, "来文三日内办结。 | 2 | 1. 逾期一件扣0.5分。")
    book = rulebook(html("\n".join(rows)))
    assert paths(book) == ["内勤 - > 收文 8", "内勤 - > 接待 4", "外勤 - > 巡查 8"]
    assert [c.points for c in book.sheets[0].tasks[0].criteria] == [6, 2]


INDICATORS = """序号 | 考核项目 | 各项分值 | 考核指标 | 负责考核部门
1 | 巡查 | 10 | 每周巡查两次,得10分,少一次扣2分。 | 水务站
2{r2} | 台账{r2} | 8{r2} | 建立问题台账,得5分。 | 水务站
按月上报台账,得3分。 | 水务站
"""


def test_indicators_that_take_points_are_criteria() -> None:
    book = rulebook(html(INDICATORS))
    assert paths(book) == ["巡查 10", "台账 8"]
    assert [len(task.criteria) for task in book.sheets[0].tasks] == [1, 2]
    assert "table-unread" not in flags(book)


def test_items_stand_where_they_stood_on_the_first_page() -> None:
    """One row fills the first page, told by the points of its module; the second shows no module at all."""
    header, first, rest = NAMED.format(a="收文", p="6").split("\n")[:3]
    first = first.replace("内勤{r2}", "内勤(10分)")
    book = rulebook(html(f"{header}\n{first}") + html(f"{header}\n | {rest}", ""))
    assert paths(book) == ["内勤 10 > 收文 6", "内勤 10 > 接待 4"]


def test_names_under_contents_are_items_where_a_tool_wrote_a_row_twice() -> None:
    rows = "安保(10分) | {} | 准点到岗。 | {} | 迟到一次扣1分。"
    text = "\n".join([NAMED.split("\n")[0], rows.format("门岗", 6), rows.format("巡逻", 4), rows.format("巡逻", 4)])
    assert paths(rulebook(pipes(text))) == ["安保 10 > 门岗 6", "安保 10 > 巡逻 4"]


CONTENTS_FIRST = """考评内容 | 考评指标 | 考评要求 | 计分方法 | 权数
{a}{{r2}} | 收文 | 当日登记来文。 | 漏登一件扣0.5分。 | 6
接待 | 来访登记完整。 | 漏登一次扣0.2分。 | 4
外勤(8分) | 巡查 | 每周巡查两次。 | 少一次扣1分。 | 8
"""


@pytest.mark.parametrize(("a", "said"), [("一、内勤(10分)", "一、内勤 10"), ("内勤", "内勤 10")])
def test_names_over_several_items_are_their_category(a: str, said: str) -> None:
    book = rulebook(html(CONTENTS_FIRST.format(a=a)))
    assert paths(book) == [f"{said} > 收文 6", f"{said} > 接待 4", "外勤 8 > 巡查 8"]


@pytest.mark.parametrize("a", ["来文当日登记,来访登记完整", "1. 收文与接待"])
def test_contents_over_several_items_that_are_no_names_stay_duties(a: str) -> None:
    book = rulebook(html(CONTENTS_FIRST.format(a=a)))
    assert paths(book) == ["收文 6", "接待 4", "巡查 8"]


@pytest.mark.parametrize(
    ("a", "p"),
    [("收文须当日登记,不得积压", "6"), ("1. 收文", "6"), ("收文", "10{r2}"), ("接待", "6")],
)
def test_contents_stay_duties(a: str, p: str) -> None:
    """Sentences, numbered duties, points of the module as a whole, and the same name twice."""
    text = NAMED.format(a=a, p=p)
    if "{r2}" in p:
        text = text.replace("来访登记完整。 | 4 |", "来访登记完整。 |")
    assert {path.split(" ")[0] for path in paths(rulebook(html(text)))} == {"内勤", "外勤"}
    assert not any(">" in path for path in paths(rulebook(html(text))))


WAYS = """考核指标 | 分值 | 评分标准 | 考核办法
收文 | 6 | 漏登一件扣1分。 | {way}
接待 | 4 | 漏登一次扣1分。 | {way}
"""


@pytest.mark.parametrize("way", ["查阅资料", "现场抽查、/座谈"])
def test_ways_of_looking_at_it_are_no_criteria(way: str) -> None:
    book = rulebook(html(WAYS.format(way=way)))
    assert [criteria for *_, criteria in texts(book)] == ["漏登一件扣1分。", "漏登一次扣1分。"]
    assert all("".join(task.methods) == way.replace("/", "").replace("、", "") for task in book.sheets[0].tasks)


def test_a_standard_is_no_way_of_looking_at_it() -> None:
    assert "methods" not in roles(html(WAYS.format(way="文件当日登记")))


@pytest.mark.parametrize(
    ("item", "category"), [("二级指标", "一级指标"), ("考核项目", "所属类别"), ("考核指标", "考核模块")]
)
def test_the_category_stands_right_of_its_items(item: str, category: str) -> None:
    rows = "收文 | 6 | 内勤(10分){r2} | 漏登一件扣1分。\n接待 | 4 | 漏登一次扣1分。\n"
    book = rulebook(html(f"{item} | 分值 | {category} | 评分标准\n{rows}"))
    assert paths(book) == ["内勤 10 > 收文 6", "内勤 10 > 接待 4"]
    assert flags(book) == []


def test_fields_of_the_form_below_a_deduction() -> None:
    header = "考核项目{r2} | 考核内容{r2} | 扣分{c2}\n原因 | 自评\n"
    assert roles(html(header + "考勤 | 迟到一次扣1分。 | | \n")) == ["level", "criteria", "form", "form"]


@pytest.mark.parametrize("made_up", ["Col2", "Unnamed: 1", "Column 2", "col_2"])
def test_a_heading_that_a_converter_made_up_is_none(made_up: str) -> None:
    text = f"""项目名称 | {made_up} | 考核内容 | 评分标准
安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。
安全(30分) | 巡逻(20分) | 每晚两次。 | 少一次扣1分。
"""
    book = rulebook(pipes(text))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20"]
    assert flags(book) == []


@pytest.mark.parametrize("write", [html, pipes])
def test_sentences_below_a_blank_heading_beside_labels_are_what_is_asked_for(write) -> None:  # type: ignore[no-untyped-def]
    rows = """类别 | 项目 | | 评分标准
安全(30分) | 门岗(10分) | 1.按时值守。 | 脱岗一次扣2分。
安全(30分) | 巡查(20分) | 1.每晚两次。 | 少一次扣1分。
"""
    book = rulebook(write(rows))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡查 20"]
    assert [duties for _, duties, _ in texts(book)] == ["按时值守。", "每晚两次。"]
    named = rulebook(write(rows.replace("1.按时值守。", "东门").replace("1.每晚两次。", "库区")))
    assert paths(named)[0].startswith("安全 30 > 门岗 10 > 东门")


def test_names_with_points_under_content_are_the_items() -> None:
    """考核内容 | 考核内容及评分标准, of which the first holds names."""
    rows = "考核内容 | 考核内容及评分标准 | 满分\n"
    rows += "一、巡查（5分） | 漏查一处扣1分。 | 5\n二、值守（20分） | 脱岗一次扣2分。 | 20\n"
    rows += "三、台账（5分） | 缺一册扣1分。 | 5\n"
    book = rulebook(html(rows + "考核专家： | | 日期：\n"))
    assert paths(book) == ["一、巡查 5", "二、值守 20", "三、台账 5"]
    assert flags(book) == []


def test_what_is_asked_for_under_content_is_no_item() -> None:
    rows = "考核内容 | 评分标准 | 满分\n按时巡查（5分） | 漏查一处扣1分。 | 5\n"
    rows += "坚持值守。 | 脱岗一次扣2分。 | 20\n做好台账。 | 缺一册扣1分。 | 5\n"
    assert "missing-column" in flags(rulebook(html(rows)))
