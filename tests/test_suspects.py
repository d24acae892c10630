"""Text that reads like damage is flagged where it was recognized, and left in peace where its author wrote it."""

from __future__ import annotations

import pytest
from table_text import TITLE, document, flags, html

from normalize import build_rulebook, criteria_rulebook
from schemas import Rulebook

CLEAN = "2. 私用公车一次扣5分。/3. 未按时年检每台扣0.5分,扣完为止。"


def book(criterion: str, medium: str = "markdown") -> Rulebook:
    rows = f"类别 | 项目 | 主要任务 | 考核评价标准\n安全(30分) | 车队(30分) | 1. 调度。 | 1. {criterion}/{CLEAN}"
    return build_rulebook([document(html(rows), medium=medium)])


LINES = "".join(f"{line}路车晚点扣0.5分。" for line in range(10, 99))
DAMAGE = [
    # what recognition made of it, the code, what the message shows
    ("误车一次扣0圖5分。", "number-suspect", "扣0圖5分"),
    ("误车一次扣0打2分。", "number-suspect", "扣0打2分"),
    ("车辆整洁得摄分。", "number-suspect", "得摄分"),
    ("误车一次扣22分。", "number-suspect", "扣22分"),
    ("误车一次扣0.55分。", "number-suspect", "扣0.55分"),
    ("误车一次扣0.225分。" + LINES, "number-suspect", "扣0.225分"),
    ("误车扣0.001分。" + LINES, "number-suspect", "扣0.001"),
    ("出车每少0天扣0.1分。", "number-suspect", "每少0天"),
    ("车辆准点率低于95的扣1分。", "number-suspect", "率低于95"),
    ("准点率达到95以上的得5分。", "number-suspect", "率达到95"),
    ("未按规定停放的扣分。", "number-suspect", "扣分"),
    ("萹辆误车的扣1分。", "text-suspect", "萹"),
    ("误车误车造成迟到扣1分。有出车记录,每少一次扣有出车记录,每少一次扣2分。", "text-suspect", "有出车记录"),
    ("未报送行车记条)扣1分。", "text-suspect", "行车记条)"),
    ("未按《行车规程出车扣1分。", "text-suspect", "《行车规程"),
    ("误车一次扣扣1分。", "text-suspect", "扣扣"),
    ("未悬挂车牌的1分。", "effect-doubtful", "未悬挂车牌的1分"),
    ("误车一次扣1分;驾驶员院领导签批后两日内未送院", "text-broken", "两日内未送院"),
]


@pytest.mark.parametrize(("criterion", "code", "words"), DAMAGE)
def test_what_reads_like_damage_is_flagged_and_kept(criterion: str, code: str, words: str) -> None:
    found = [anomaly for anomaly in book(criterion).anomalies if anomaly.code == code]
    assert len(found) == 1
    assert words in found[0].message
    assert found[0].severity in ("warning", "error")
    assert criterion in [c.text for c in book(criterion).sheets[0].tasks[0].criteria]


@pytest.mark.parametrize(("criterion", "code"), [(text, code) for text, code, _ in DAMAGE if code != "effect-doubtful"])
def test_in_word_it_is_the_author_s(criterion: str, code: str) -> None:
    assert code not in flags(book(criterion, medium="word"))


FINE = [
    "车容整洁: a)无污渍; b)无破损(划痕除外),缺一项扣1分。",
    "人人签到、天天出车,处处整洁,缺一次扣1分。",
    "互相推诿扣0.2分,徇私舞弊扣2分。",
    "学院院长交办事项未办扣1分;学院院长批示未复扣1分。",
    "酌情扣分。",
    "准点率低于95%、≥90%的扣1分;事故率超过0的扣5分;速率超过60公里的扣1分。",
    "视情节扣分。",
    "如造成恶劣影响,将在绩效总分里扣分。",
    "误车一次扣一分,两次扣二分。",
    "未发生责任事故得10分。",
    "误车扣1分,达到100分为优秀。",
    "误车扣0.5分(20分钟以内不计)",
    "误车一次扣1分,累计扣分不超过5分,合计加分不超过2分。",
]


@pytest.mark.parametrize("criterion", FINE)
def test_what_is_fine_is_not_flagged(criterion: str) -> None:
    assert not {"text-suspect", "number-suspect", "text-broken", "effect-doubtful"} & set(flags(book(criterion)))


def test_a_digit_twice_that_the_run_knows_is_a_number_like_others() -> None:
    assert "number-suspect" not in flags(book("误车一次扣0.22分;违章一次扣0.22分。"))


def test_three_places_are_fine_where_others_have_them() -> None:
    assert "number-suspect" not in flags(book("误车一次扣0.225分;违章一次扣0.125分。"))


def test_plain_criteria_were_not_recognized() -> None:
    assert "text-suspect" not in flags(criteria_rulebook("萹辆误车的扣1分。", "a.txt"))


LOST = "类别 | 项目 | 主要任务 | 考核评价标准\n安全(30分){r2} | 车队(10分) | 1. 调度。 | 1. 误车扣1分。\n"


def test_a_task_whose_criteria_are_gone_is_flagged_in_every_medium() -> None:
    for medium in ("word", "markdown"):
        text = html(LOST + "门禁(20分) | 1. 登记来访人员。 | ")
        assert flags(build_rulebook([document(text, medium=medium)])) == ["no-rule"]


def test_a_row_that_names_what_follows_lacks_no_criteria() -> None:
    text = TITLE.replace("督查室", "车队") + html(LOST + "门禁(20分) | 一、上级下达的任务 | ", "")
    assert flags(build_rulebook([document(text)])) == []


UNKNOWN = [
    ("每误车\ufffd次扣1分。", "每误车\ufffd次扣1分"),
    ("误车每少\ue0350分钟扣2分。", "误车每少\ufffd0分钟扣"),
    ("误车造成不良影\uf035响的扣1分。", "成不良影\ufffd响的扣1"),
    ("\uf0350分钟未到的扣1分。", "\ufffd0分钟未"),
]


@pytest.mark.parametrize("medium", ["word", "pdf", "markdown"])
@pytest.mark.parametrize(("criterion", "words"), UNKNOWN)
def test_characters_that_the_file_does_not_name_are_flagged(criterion: str, words: str, medium: str) -> None:
    found = [anomaly for anomaly in book(criterion, medium).anomalies if anomaly.code == "character-unknown"]
    assert [words in anomaly.message for anomaly in found] == [True]


def test_so_are_those_of_labels_and_duties() -> None:
    rows = "类别 | 项目 | 主要任务 | 考核评价标准\n安\ue023(30分) | 车队(30分) | 1. 调\ue023。 | 1. 误车扣2分。"
    found = build_rulebook([document(html(rows), medium="pdf")])
    (task,) = found.sheets[0].tasks
    assert [a.where for a in found.anomalies if a.code == "character-unknown"] == [task.id, task.id]


def test_a_bullet_of_a_symbol_font_is_no_unknown_character() -> None:
    assert "character-unknown" not in flags(book("\uf06c误车一次扣1分。", medium="pdf"))
