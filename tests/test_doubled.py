"""Cells merged across columns, written out in each of them by a tool that knows no merged cells."""

from __future__ import annotations

from table_text import flags, headings, html, paths, pipes, rulebook, texts

HEADER = "类别 | 项目 | 考核内容 | 评分标准 | 考核部门\n"
GOAL = "发展目标(30分) | {item} | {duty} | 少一次扣1分。 | 招生办\n"
KEEP = "保证目标(70分) | 食堂(70分) | 保障供应。 | 断供一次扣1分。 | 后勤处\n"


def test_a_label_in_two_columns_is_one_and_said_so() -> None:
    text = HEADER + KEEP + GOAL.format(item="发展目标(30分)", duty="开展宣讲。")
    book = rulebook(pipes(text))
    assert paths(book) == ["保证目标 70 > 食堂 70", "发展目标 30"]
    assert flags(book) == ["label-doubled"]


def test_a_column_that_is_another_in_all_rows_needs_no_word() -> None:
    rows = "".join(
        f"{line.split(' | ')[0]} | {line}\n"
        for line in (KEEP + GOAL.format(item="招生(30分)", duty="宣讲。")).splitlines()
    )
    book = rulebook(pipes(f"类别 | {HEADER}{rows}"))
    assert paths(book) == ["保证目标 70 > 食堂 70", "发展目标 30 > 招生 30"]
    assert flags(book) == []


def test_where_merged_cells_are_known_two_of_a_name_stay_two() -> None:
    text = HEADER.replace("考核部门", "考核部门{r1}") + GOAL.format(item="发展目标(30分)", duty="开展宣讲。{r2}")
    text += "发展目标(30分) | 招生 | 少招一人扣1分。 | 招生办"
    assert paths(rulebook(html(text)))[0] == "发展目标 30 > 发展目标 30"


def test_duties_over_a_column_of_labels() -> None:
    duty = "1. 面向社会开展招生宣讲。"
    book = rulebook(pipes(HEADER + KEEP + GOAL.format(item=duty, duty=duty)))
    assert texts(book)[1] == ("发展目标 30", "面向社会开展招生宣讲。", "少一次扣1分。")


def test_criteria_over_the_duties() -> None:
    text = HEADER + KEEP + "发展目标(30分) | 招生(30分) | 宣讲少一次扣1分。 | 宣讲少一次扣1分。 | 招生办"
    assert texts(rulebook(pipes(text)))[1] == ("发展目标 30 > 招生 30", "", "宣讲少一次扣1分。")


def test_bands_in_every_column() -> None:
    rows = ["一、保障(70分)", "食堂(70分) | 保障供应。 | 断供一次扣1分。 | 后勤处", "二、发展(30分)"]
    rows += ["招生(30分) | 开展宣讲。 | 少一次扣1分。 | 招生办"]
    rows += ["合计 | 合计 | 合计 | "]
    text = "\n".join(row if "|" in row else " | ".join([row] * 4) for row in rows)
    book = rulebook(pipes("项目 | 考核内容 | 评分标准 | 考核部门\n" + text))
    assert paths(book) == ["一、保障 70 > 食堂 70", "二、发展 30 > 招生 30"]
    assert [heading.replace("\n", "") for heading in headings(book)] == ["合计合计合计"]
    assert flags(book) == []


def test_short_words_that_are_the_same_stay() -> None:
    text = "项目 | 考核内容 | 评分标准 | 考核方式 | 备注\n食堂 | 供餐 | 断供一次扣1分。 | 抽查 | 抽查\n"
    (task,) = rulebook(pipes(text)).sheets[0].tasks
    assert (task.methods, task.notes) == (("抽查",), ("抽查",))


def test_an_item_named_like_its_category_beside_others() -> None:
    text = HEADER + "安全(30分) | 安全 | 值守到位。 | 脱岗一次扣1分。 | 保卫处\n"
    text += "安全(30分) | 消防 | 检查到位。 | 少一次扣1分。 | 保卫处\n" + KEEP
    book = rulebook(pipes(text))
    assert [path.split()[-2] for path in paths(book)][:2] == ["安全", "消防"]
    assert "label-doubled" not in flags(book)


def test_duties_said_twice_above_an_item_without_a_name() -> None:
    """What was put together once is not taken apart again."""
    twice = "按时完成上级任务。"
    rows = [f"业务 | 业务 | {twice} | {twice} | 办公室", "业务 | 门诊 | 规范登记。 | 漏登一例扣1分。 | 办公室"]
    rows.append("业务 |  | 做好统计。 | 迟报一次扣1分。 | 办公室")
    book = rulebook(pipes(HEADER + "\n".join(rows)))
    assert [criteria for _, _, criteria in texts(book)][1:] == ["漏登一例扣1分。", "迟报一次扣1分。"]


def test_criteria_over_what_is_beside_them() -> None:
    said = "宣讲少一次扣1分,迟一天扣0.1分。"
    rows = "招生 | 开展宣讲。 | 漏报一次扣1分。 | 抽查 | 招生办\n招生 | 印发简章。 | " + f"{said} | {said} | {said}\n"
    book = rulebook(pipes("项目 | 考核内容 | 评分标准 | 考核方式 | 考核部门\n" + rows))
    (task,) = book.sheets[0].tasks
    assert [criterion.text for criterion in task.criteria] == ["漏报一次扣1分。", said]
    assert (task.methods, task.assessors) == (("抽查",), ("招生办",))
    assert flags(book) == []


def test_a_name_over_duties_and_points_beside_criteria_over_the_rest() -> None:
    bonus = "每获奖一次加2分,最高加4分。"
    rows = "安全 | 门岗 | 全天值守。 | 10 | 脱岗一次扣2分。 | 保卫处\n" + "加分项 | " * 4 + f"{bonus} | {bonus}\n"
    book = rulebook(pipes("类别 | 项目 | 考核内容 | 分值 | 评分标准 | 考核部门\n" + rows))
    assert texts(book)[1] == ("加分项 -", "", bonus)
    assert flags(book) == ["label-doubled"]


def test_a_number_over_labels_that_are_merged_from_above() -> None:
    rows = """1 | 安全(30分) | 门岗(10分) | 值守。 | 脱岗一次扣2分。
2 | 2 | 巡逻(20分) | 每晚两次。 | 少一次扣1分。
3 | 卫生(70分) | 保洁(70分) | 扫地。 | 漏扫一次扣1分。
"""
    book = rulebook(pipes("序号 | 类别 | 项目 | 考核内容 | 评分标准\n" + rows))
    assert paths(book) == ["安全 30 > 门岗 10", "安全 30 > 巡逻 20", "卫生 70 > 保洁 70"]
    assert flags(book) == []


def test_a_category_over_all_that_is_merged_from_above() -> None:
    said = "少一次扣1分,迟到扣0.1分。"
    rows = f"1 | 安全 | 10 | 值守。 | 脱岗一次扣2分。 | 抽查\n1 | 安全 | 安全 | 安全 | {said} | {said}\n"
    book = rulebook(
        pipes(
            "序号 | 类别 | 分值 | 考核内容 | 评分标准 | 考核方式\n"
            + rows
            + "2 | 卫生 | 5 | 扫地。 | 漏扫扣1分。 | 抽查\n"
        )
    )
    assert texts(book) == [("安全 10", "值守。", f"脱岗一次扣2分。 {said}"), ("卫生 5", "扫地。", "漏扫扣1分。")]
