"""Weights in per cent: points of a hundred, said once a sheet."""

from __future__ import annotations

import pytest
from table_text import flags, html, paths, pipes, rulebook

HEADER = "指标 | 目标值 | 评分标准 | 权重\n"
ROWS = "产量 | 达成100%。 | 每低1%扣2分。 | {a}\n质量 | 合格率99%。 | 每低1%扣3分。 | {b}\n"


@pytest.mark.parametrize("write", [html, pipes])
def test_a_column_of_per_cents(write) -> None:  # type: ignore[no-untyped-def]
    book = rulebook(write(HEADER + ROWS.format(a="60%", b="40 ％")))
    assert paths(book) == ["产量 60", "质量 40"]
    assert flags(book) == ["points-percent"]


def test_per_cents_among_points_are_each_what_they_are() -> None:
    rows = (
        ROWS.format(a="60%", b="40%") + "加分项 | 获表彰。 | 每次加1分。 | 5分\n其他 | 完成任务。 | 少一项扣1分。 | /\n"
    )
    for heading in ("权重", "分值"):
        book = rulebook(html(HEADER.replace("权重", heading) + rows))
        assert paths(book) == ["产量 60", "质量 40", "加分项 5", "其他 -"]
        assert "points-percent" in flags(book)
        assert "points-unread" not in flags(book)


def test_a_single_per_cent_among_points_stays_in_doubt() -> None:
    book = rulebook(html(HEADER.replace("权重", "分值") + ROWS.format(a="60%", b="40")))
    assert paths(book) == ["产量 -", "质量 40"]
    assert "points-unread" in flags(book)
    assert "points-percent" not in flags(book)


def test_labels_that_all_end_in_per_cents() -> None:
    rows = ROWS.format(a="60%", b="40%").splitlines()
    text = (
        "类别 | "
        + HEADER
        + "\n".join(f"{name} | {row}" for name, row in zip(["生产(60%)", "管理(权重40%)"], rows, strict=True))
    )
    book = rulebook(html(text))
    assert paths(book) == ["生产 60 > 产量 60", "管理 40 > 质量 40"]
    assert flags(book) == ["points-percent"]


def test_a_bound_in_a_name_is_no_weight() -> None:
    text = HEADER + "达标率(95%) | 达成。 | 每低1%扣2分。 | 60\n质量 | 合格。 | 每低1%扣3分。 | 40\n"
    book = rulebook(html(text))
    assert paths(book) == ["达标率(95%) 60", "质量 40"]
    assert flags(book) == []


def test_per_cents_that_do_not_add_up_to_their_category_are_told() -> None:
    rows = ROWS.format(a="60%", b="30%").splitlines()
    text = "类别 | " + HEADER + f"生产(100分){{r2}} | {rows[0]}\n{rows[1]}"
    assert sorted(flags(rulebook(html(text)))) == ["points-percent", "points-sum"]


@pytest.mark.parametrize(("heading", "points"), [("权重", "60"), ("分值", "-")])
def test_a_single_per_cent_is_a_weight_where_the_heading_says_so(heading: str, points: str) -> None:
    text = HEADER.replace("权重", heading) + ROWS.format(a="60%", b="").splitlines()[0]
    assert paths(rulebook(html(text))) == [f"产量 {points}"]


def test_rates_in_all_names_are_no_weights() -> None:
    text = HEADER + "达标率(95%) | 达成。 | 每低1%扣2分。 | 60\n满意率(90%) | 达成。 | 每低1%扣3分。 | 40\n"
    book = rulebook(html(text))
    assert paths(book) == ["达标率(95%) 60", "满意率(90%) 40"]
    assert flags(book) == []


def test_weights_of_categories_in_a_column_of_their_own() -> None:
    header = "维度 | 权重 | 指标 | 指标权重 | 评分标准\n"
    rows = "经营{r2} | {a}{r2} | 产量 | 35% | 每低1%扣2分。\n质量 | 25% | 每低1%扣3分。\n"
    rows = rows.replace("{a}", "60%") + "管理 | 40% | 台账 | 40% | 少一本扣1分。\n"
    book = rulebook(html(header + rows))
    assert paths(book) == ["经营 60 > 产量 35", "经营 60 > 质量 25", "管理 40 > 台账 40"]
    assert flags(book) == ["points-percent"]


def test_what_stands_for_a_category_s_points_is_not_lost() -> None:
    rows = "维度 | 权重 | 指标 | 分值 | 评分标准\n经营 | 另定 | 产量 | 35 | 每低1%扣2分。\n"
    book = rulebook(html(rows))
    assert paths(book) == ["经营 - > 产量 35"]
    evidence = [each for task in book.sheets[0].tasks for each in task.evidence]
    assert "另定" in [each.read for each in evidence]
