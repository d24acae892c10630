"""Characters to lines to text: what is one line, where a break is soft, which spaces are real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.lines import (
    Glyph,
    cell_text,
    even_widths,
    glyphs_to_lines,
    lines_by_turn,
    lines_to_paragraphs,
    paragraph_text,
    turn_box,
    turn_glyph,
)

EM = 10.0


def width(char: str, size: float = EM) -> float:
    return size if char >= "\u2000" else size / 2


def write(text: str, x: float = 0.0, y: float = 20.0, size: float = EM, order: int = 0) -> list[Glyph]:
    """Glyphs of one line; "_" is a gap of a quarter em without a glyph."""
    glyphs = []
    for char in text:
        if char == "_":
            x += size / 4
            continue
        end = x + width(char, size)
        glyphs.append(Glyph(char, x, y - 0.88 * size, end, y + 0.12 * size, x, y, 0, order + len(glyphs)))
        x = end
    return glyphs


def block(*texts: str, x: float = 0.0, pitch: float = 14.0) -> list[Glyph]:
    return [
        glyph for index, text in enumerate(texts) for glyph in write(text, x, 20 + pitch * index, order=100 * index)
    ]


def centred(room: float, *texts: str) -> list[Glyph]:
    lines = []
    for index, text in enumerate(texts):
        start = (room - sum(width(char) for char in text)) / 2
        lines += write(text, start, 20 + 14 * index, order=100 * index)
    return lines


def read(glyphs: list[Glyph], room: float, padding: float = 0.0) -> str:
    return cell_text(lines_by_turn(glyphs), (0, 0, room, 500), padding)


# --- breaks


@pytest.mark.parametrize(
    ("room", "lines", "text"),
    [
        # a full line runs on, a short one ends
        (80, ["按期填好各种表格", "无缺页、错页。"], "按期填好各种表格无缺页、错页。"),
        (80, ["扣分法", "达标法"], "扣分法\n达标法"),
        (35, ["扣分法", "达标法"], "扣分法达标法"),
        # a closing mark can't begin a line and takes the character before it along
        (81, ["未按时报送材", "料。"], "未按时报送材\n料。"),
        (75, ["未按时报送材", "料。"], "未按时报送材料。"),
        # a number is not torn: the line ends early although one more digit had room
        (80, ["网站更新每差一", "0.25分"], "网站更新每差一0.25分"),
        (100, ["网站更新每差一", "0.25分"], "网站更新每差一\n0.25分"),
        # an opening bracket goes with what it opens
        (81, ["按要求完成工", "(项)扣分"], "按要求完成工\n(项)扣分"),
        (74, ["按要求完成工", "(项)扣分"], "按要求完成工(项)扣分"),
        # the same marks as wide as a Han character
        (75, ["未按时报送材", "料\uff0c扣分"], "未按时报送材料\uff0c扣分"),
        (84, ["按要求完成工", "\uff08项\uff09扣分"], "按要求完成工\uff08项\uff09扣分"),
        (80, ["一二三四五六七八", "\uff082\uff09未开展"], "一二三四五六七八\n\uff082\uff09未开展"),
        # an item begins a line even below a full one
        (80, ["一二三四五六七八", "2. 未开展活动"], "一二三四五六七八\n2. 未开展活动"),
        (80, ["一二三四五六七八", "(2)未开展"], "一二三四五六七八\n(2)未开展"),
        (80, ["一二三四五六七八", "二、统战"], "一二三四五六七八\n二、统战"),
        (80, ["一二三四五六七八", "②统战"], "一二三四五六七八\n②统战"),
        # ... but a number that goes on is no item
        (80, ["一二三四五六七扣", "2.5分"], "一二三四五六七扣2.5分"),
        (80, ["不少于一二三四0.", "25分"], "不少于一二三四0.25分"),
        # points below a label
        (50, ["党风廉政", "(4分)"], "党风廉政\n(4分)"),
        (22, ["保证", "目标", "(40", "分)"], "保证目标\n(40分)"),
        # words of another script
        (74, ["学习 Office", "Word 软件"], "学习 Office Word 软件"),
        (40, ["编号2020", "0315"], "编号20200315"),
        # a drawn space at a wrap stays one
        (38, ["扣分法 ", "达标法"], "扣分法 达标法"),
    ],
)  # fmt: skip
def test_breaks(room: float, lines: list[str], text: str) -> None:
    assert read(block(*lines), room) == text


def test_a_first_line_indent_does_not_make_a_full_line_end() -> None:
    glyphs = write("一二三四五六", 20, 20) + write("七八九十一二三四", 0, 34, order=50) + write("五六", 0, 48, order=90)
    assert read(glyphs, 80) == "一二三四五六七八九十一二三四五六"


@pytest.mark.parametrize(
    ("room", "lines", "text"),
    [
        (45, ["党建与思", "想政治", "工作", "(15分)"], "党建与思想政治\n工作\n(15分)"),
        (30, ["党建与", "思想政", "治工作"], "党建与思想政治工作"),
        (80, ["重点突破工作", "(30分)"], "重点突破工作\n(30分)"),
    ],
    ids=["broken by hand", "wrapped", "broken before its points"],
)
def test_centred_labels_go_by_the_room_on_both_sides(room: float, lines: list[str], text: str) -> None:
    assert read(centred(room, *lines), room) == text


def test_a_vertical_label_is_one_word() -> None:
    assert read(centred(60, "重", "点", "突", "破", "(30分)"), 60) == "重点突破\n(30分)"


def test_two_short_lines_are_no_vertical_label() -> None:
    assert read(centred(60, "是", "否"), 60) == "是\n否"


def test_padding_counts_on_both_sides() -> None:
    assert read(block("扣分法", "达标法", x=5), 44, padding=5) == "扣分法达标法"
    assert read(block("扣分法", "达标法", x=5), 51, padding=5) == "扣分法\n达标法"


# --- spaces


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        ("每次扣_0.25_分", "每次扣0.25分"),
        ("每次扣 0.25 分", "每次扣 0.25 分"),
        ("共_10_个", "共10个"),
        ("1._做好", "1. 做好"),
        ("update_log", "update log"),
        ("图书馆____________2021年", "图书馆 2021年"),
        ("  扣分法  ", "扣分法"),
    ],
)
def test_spaces_are_those_that_are_drawn_or_that_only_a_space_leaves(drawn: str, text: str) -> None:
    assert read(write(drawn), 500) == text


@pytest.mark.parametrize("text", ["类别", "绩效考核表"])
def test_letters_spread_over_a_line_stay_together(text: str) -> None:
    glyphs = [glyph for index, char in enumerate(text) for glyph in write(char, 35.0 * index, order=index)]
    assert read(glyphs, 500) == text


# --- lines


def test_a_raised_sign_stays_in_its_line() -> None:
    glyphs = write("面积100m") + write("2", 40, 16.5, size=6, order=50) + write("以上", 43, 20, order=60)
    assert [line.text for line in glyphs_to_lines(glyphs)] == ["面积100m2以上"]


def test_tight_lines_stay_apart() -> None:
    assert [line.text for line in glyphs_to_lines(block("第一行", "第二行", pitch=10.5))] == ["第一行", "第二行"]


def test_bold_by_printing_twice_is_read_once() -> None:
    glyphs = write("第十一条") + write("第十一条", 0.3, 20.1, order=50)
    assert read(glyphs, 500) == "第十一条"


def test_repeated_characters_are_kept() -> None:
    assert read(write("一一对应111分"), 500) == "一一对应111分"


def test_the_parts_of_a_ligature_share_a_box_and_stay() -> None:
    first = (
        write("o") + [Glyph("f", 5, 11.2, 12, 21.2, 5, 20, 0, order) for order in (1, 2)] + write("ice", 12, order=3)
    )
    assert read(first, 500) == "office"


@given(
    st.lists(st.text("绩效考核扣得分0123.;,。", min_size=1, max_size=12), min_size=1, max_size=8), st.integers(20, 200)
)
def test_no_character_is_lost_or_made(texts: list[str], room: int) -> None:
    assert read(block(*texts), room).replace("\n", "").replace(" ", "") == "".join(texts)


# --- turned text


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_turned_text_reads_in_its_own_direction(turn: int) -> None:
    upright = block("按期填好各种表格", "无错页。")
    turned = [turn_glyph(glyph, -turn) for glyph in upright]
    assert {glyph.turn for glyph in turned} == {turn}
    assert cell_text(lines_by_turn(turned), turn_box((0, 0, 80, 100), -turn), 0) == "按期填好各种表格无错页。"


def test_turned_text_in_a_cell_follows_the_upright() -> None:
    aside = [turn_glyph(glyph, -3)._replace(order=99) for glyph in write("附", 0, 50)]
    assert read(write("正文") + aside, 100) == "正文\n附"


def test_a_quarter_turn_clockwise_reads_downwards() -> None:
    first, second = (turn_glyph(glyph, -1) for glyph in write("上下"))
    assert (first.turn, second.turn) == (1, 1)
    assert second.top > first.top
    assert second.x0 == first.x0


def stand(text: str, x: float, order: int) -> list[Glyph]:
    """A column of upright characters, one below the other."""
    return [
        Glyph(char, x, 10 * index, x + 10, 10 * index + 10, x, 10 * index + 8.8, 0, order + index)
        for index, char in enumerate(text)
    ]


def test_vertical_text_reads_down_and_then_to_the_left() -> None:
    assert read(stand("重点突破", 40, 0) + stand("工作", 20, 10), 60) == "重点突破工作"


def test_vertical_text_takes_the_latin_on_its_side_along() -> None:
    digits = [turn_glyph(glyph, -1) for glyph in write("30", 50, -42, order=10)]
    tail = [
        glyph._replace(top=glyph.top + 60, bottom=glyph.bottom + 60, origin_y=glyph.origin_y + 60)
        for glyph in stand("分", 40, 20)
    ]
    assert read(stand("重点突破工", 40, 0) + digits + tail, 60) == "重点突破工30分"


def test_short_lines_of_words_are_no_vertical_text() -> None:
    assert read(block("党建", "工作", "思想"), 60) == "党建\n工作\n思想"


# --- widths


def test_ideographs_with_the_width_of_their_ink_get_their_em() -> None:
    good = write("按时报送各类材")
    ink = good[3]._replace(x0=30.5, x1=39.6)
    evened = even_widths([*good[:3], ink, *good[4:]])
    assert [(glyph.x0, glyph.x1) for glyph in evened] == [(glyph.x0, glyph.x1) for glyph in good]


def test_other_sizes_and_signs_keep_their_width() -> None:
    glyphs = write("标题", size=16) + write("正文,1", 0, 50, order=9)
    assert even_widths(glyphs) == glyphs


# --- paragraphs


def paragraphs(glyphs: list[Glyph], *tables: tuple[float, float, float, float]) -> list[str]:
    return [paragraph_text(part) for part in lines_to_paragraphs(glyphs_to_lines(glyphs), tables)]


def test_prose_is_joined_by_its_indents_and_line_ends() -> None:
    glyphs = (
        write("第三条考核分为两类,", 20, 20)
        + write("即业绩考核、质量考核。年", 0, 40, order=40)
        + write("底汇总。", 0, 60, order=80)
        + write("第四条由办公室负责。", 20, 80, order=120)
    )
    assert paragraphs(glyphs) == ["第三条考核分为两类,即业绩考核、质量考核。年底汇总。", "第四条由办公室负责。"]


def test_a_heading_and_a_gap_part_paragraphs() -> None:
    glyphs = (
        write("考核办法考核", 0, 20, size=20)
        + write("一二三四五六七八九十一二", 0, 50, order=40)
        + write("一二三四五六七八九十一二", 0, 64, order=80)
        + write("一二三四五六七八九十一二", 0, 78, order=120)
        + write("一二三四五六七八九十一二", 0, 140, order=160)
    )
    assert [len(text) for text in paragraphs(glyphs)] == [6, 36, 12]


def test_a_line_at_the_left_below_a_centred_one_is_another_paragraph() -> None:
    title, below = "白石镇考核表", "被考核股室:财政股"
    assert paragraphs(write(title, 150, 20) + write(below, 0, 36, order=40)) == [title, below]


def test_lines_that_leave_a_wide_table_s_room_free_are_paragraphs() -> None:
    title, below = "白石镇财政股2023年度考核表", "填报单位(盖章):填报日期"
    glyphs = write(title, 0, 20) + write(below, 0, 36, order=40)
    assert paragraphs(glyphs, (0, 50, 400, 300)) == [title, below]


@pytest.mark.parametrize(("below", "parts"), [("部门:财政股", 2), ("单位(盖章):", 2), ("的规定:按时", 1)])
def test_a_field_of_the_form_below_a_full_line_is_another_paragraph(below: str, parts: int) -> None:
    glyphs = write("白石镇财政股考核评分表及", 0, 20) + write(below, 0, 36, order=40)
    assert len(paragraphs(glyphs, (0, 50, 150, 300))) == parts
    assert len(paragraphs(glyphs)) == 1


def test_full_lines_above_a_wider_table_are_one_paragraph() -> None:
    glyphs = write("一二三四五六七八九十一二", 0, 20) + write("三四五六七八", 0, 36, order=40)
    assert paragraphs(glyphs, (-5, 50, 150, 300)) == ["一二三四五六七八九十一二三四五六七八"]


def test_a_title_in_two_centred_lines_is_one() -> None:
    glyphs = write("白石镇财政股2023年度", 120, 20) + write("绩效目标量化考核任务表", 115, 36, order=40)
    assert len(paragraphs(glyphs, (0, 50, 350, 300))) == 1


def test_the_last_character_of_a_title_that_its_line_had_no_room_for() -> None:
    title = "望江区环境卫生所2023年度考核评分"  # 160 points
    glyphs = write(title, 2, 20) + write("表", 79, 36, order=40)
    assert paragraphs(glyphs, (0, 50, 165, 300)) == [f"{title}表"]


def test_a_short_line_below_a_centred_one_with_room_left_is_another_paragraph() -> None:
    title = "望江区环境卫生所2023年度考核评分表"
    glyphs = write(title, 65, 20) + write("(科室)", 135, 36, order=40)
    assert paragraphs(glyphs, (0, 50, 300, 300)) == [title, "(科室)"]


def test_no_lines_no_paragraphs() -> None:
    assert paragraphs([]) == []
    assert read([], 100) == ""
