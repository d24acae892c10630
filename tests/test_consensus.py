"""Consensus: what is damage is restored, what is meant stands. The texts are an invented college's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.siblings.alignment import edits, fold
from normalize.siblings.clusters import cluster
from normalize.siblings.copies import TaskCopy, Vote, apply_votes
from normalize.siblings.label_votes import vote_cells, vote_labels
from normalize.siblings.plausible import Evidence
from normalize.siblings.votes import vote_texts
from tests.damage import damage

SAFETY = (
    "1. 未制定年度安全工作计划扣0.2分,未召开安全例会每缺一次扣0.1分。\n"
    "2. 实验室危化品未双人双锁管理的,发现一次扣0.5分;台账登记不全扣0.1分。\n"
    "3. 未按月巡查实训楼的消防隐患扣0.3分,未及时整改扣0.2分,未建立台账扣0.4分。\n"
    "4. 校车未按规定年检的,每台扣0.5分。\n"
    "5. 发生安全责任事故的,扣3分。"
)
LIBRARY = (
    "1. 馆藏图书每学期盘点不少于1次,未盘点扣0.5分,盘点无记录扣0.1分。\n"
    "2. 读者投诉处理不及时,每起扣0.2分;同一事项被投诉两次以上的,每起扣0.4分。\n"
    "3. 新书到馆后10个工作日内未完成编目上架的,每批扣0.1分。\n"
    "4. 阅览室开放时间不足的,每少1小时扣0.05分,扣完为止。"
)
ASSETS = (
    "1. 仪器设备领用人离岗前未办理移交的,每件扣0.2分。\n"
    "2. 盘点账物不符的,按0.3分/台件扣分,扣完为止。\n"
    "3. 设备到货后7个工作日内未组织验收入库的,每次扣0.2分;标签未贴的每件扣0.05分。"
)
DUTIES = (
    "1. 每学期研究校园安全不少于2次,全面落实《青岚职业技术学院安全管理细则》。\n"
    "2. 组织师生开展消防、用电、防溺水教育,全年不少于6次。\n"
    "3. 对实训楼逐间巡查,发现隐患当日上报,并登记造册。\n"
    "4. 校车与来访车辆按划线停放。\n"
    "5. 全年不发生火灾和人身伤害。"
)


def copies(*texts: str, lossy: Sequence[bool] | None = None, role: str = "criteria") -> list[TaskCopy]:
    flags = lossy or [True] * len(texts)
    return [
        TaskCopy(f"表{number}", flag, 3, (("安全稳定", "3"),), {role: text})
        for number, (text, flag) in enumerate(zip(texts, flags, strict=True))
    ]


def voted(
    *texts: str, lossy: Sequence[bool] | None = None, evidence: Evidence | None = None
) -> tuple[list[str], tuple[tuple[Vote, ...], ...]]:
    """The texts after their restorations, and all votes."""
    votes = vote_texts(copies(*texts, lossy=lossy), "criteria", evidence)
    return [apply_votes(text, each) for text, each in zip(texts, votes, strict=True)], votes


def kinds(votes: Sequence[Vote]) -> list[str]:
    return [vote.kind for vote in votes]


def wrong(truth: str, text: str) -> int:
    """Characters of `text` that are not those of `truth`, whitespace apart."""
    found = edits(fold(truth).key, fold(text).key)
    return sum(max(e.a_end - e.a_start, e.b_end - e.b_start) for e in found)


# --- the measure: three of four copies damaged at 5% -----------------------------------------------------------------


@pytest.mark.parametrize(("duties", "criteria"), [(DUTIES, SAFETY), (LIBRARY, ASSETS)], ids=["safety", "assets"])
def test_restores_nearly_all_random_damage_and_alters_nothing_right(duties: str, criteria: str) -> None:
    before = after = 0
    for seed in range(30):
        cells = {"duties": duties, "criteria": criteria}
        read = [{role: damage(text, 0.05, f"{seed}-{n}-{role}").text for role, text in cells.items()} for n in range(3)]
        tasks = [TaskCopy(f"表{n}", True, 1, (), texts) for n, texts in enumerate([*read, cells])]
        for role, text in cells.items():
            votes = vote_texts(tasks, role)
            assert "restored" not in kinds(votes[3]), f"seed {seed}: the clean copy was altered: {votes[3]}"
            for task, each in zip(tasks[:3], votes, strict=False):
                was, now = task.texts[role], apply_votes(task.texts[role], each)
                before += wrong(text, was)
                after += wrong(text, now)
                assert not _spoiled(text, was, now), f"seed {seed}: {_spoiled(text, was, now)}"
    assert before > 800
    assert 1 - after / before >= 0.965


def _spoiled(truth: str, was: str, now: str) -> list[str]:
    """Places that were right before the votes and are wrong after them."""
    key = fold(truth).key
    hit = {place for e in edits(key, fold(was).key) for place in range(e.a_start - 2, e.a_end + 3)}
    return [
        key[max(0, e.a_start - 4) : e.a_end + 4]
        for e in edits(key, fold(now).key)
        if not hit & set(range(e.a_start, e.a_end + 1))
    ]


def test_damage_at_one_percent_in_all_copies() -> None:
    before = after = 0
    for seed in range(20):
        damaged = [damage(SAFETY, 0.01, f"{seed}/{n}").text for n in range(5)]
        restored, _ = voted(*damaged)
        before += sum(wrong(SAFETY, text) for text in damaged)
        after += sum(wrong(SAFETY, text) for text in restored)
        assert not any(_spoiled(SAFETY, was, now) for was, now in zip(damaged, restored, strict=True))
    assert after < 0.5 * before


# --- single characters -----------------------------------------------------------------------------------------------

SLIPS = [
    # (text as read, restored against three clean copies)
    pytest.param("未制定", "末制定", True, id="look-alike-that-makes-no-word"),
    pytest.param("隐患", "隐隐患", True, id="doubled-character"),
    pytest.param("例会", "例會", True, id="glyph-of-no-common-text"),
    pytest.param("扣3分", "扣3.分", True, id="number-that-is-none"),
    pytest.param("扣0.5分。\n5", "扣0..5分。\n5", True, id="doubled-point"),
    pytest.param("每台扣0.5分", "每台扣0.6分", False, id="own-number"),
    pytest.param("未按月巡查", "未按周巡查", False, id="own-period"),
    pytest.param("未及时整改", "及时整改", False, id="own-negation"),
    pytest.param("扣3分", "扣5分", False, id="own-amount"),
    pytest.param("校车", "公车", False, id="own-word-of-one-character"),
]


@pytest.mark.parametrize(("clean", "read", "restored"), SLIPS)
def test_one_difference_in_an_otherwise_clean_copy(clean: str, read: str, restored: bool) -> None:
    assert SAFETY.count(clean) == 1
    text = SAFETY.replace(clean, read)
    (now, *others), votes = voted(text, SAFETY, SAFETY, SAFETY)
    assert others == [SAFETY] * 3
    assert now == (SAFETY if restored else text)
    assert kinds(votes[0]) == ["restored" if restored else "differs"]


def test_support_names_the_sheets_that_agree() -> None:
    _, votes = voted(SAFETY.replace("未制定", "末制定"), SAFETY, SAFETY, SAFETY)
    (vote,) = votes[0]
    assert (vote.support, vote.heard, vote.sheets) == (3, 4, ("表1", "表2", "表3"))
    assert SAFETY[vote.start : vote.end] == "未" == vote.replacement


def test_a_digit_is_restored_only_in_a_noisy_copy_against_three() -> None:
    noisy = SAFETY.replace("未制定", "末制定").replace("隐患", "隐隐患").replace("例会", "例會").replace("校车", "校軍")
    noisy = noisy.replace("扣0.3分", "扣0.8分")
    (now, *_), _ = voted(noisy, SAFETY, SAFETY, SAFETY)
    assert now == SAFETY
    (now, *_), votes = voted(noisy, SAFETY, SAFETY)
    assert now == SAFETY.replace("扣0.3分", "扣0.8分")
    assert [vote.reason for vote in votes[0] if vote.kind == "differs"] == ["own number"]


def test_two_copies_are_no_majority() -> None:
    texts = SAFETY.replace("未按月", "未按周"), SAFETY
    (first, second), votes = voted(*texts)
    assert (first, second) == texts
    assert [[vote.reason for vote in each] for each in votes] == [["no majority"], ["no majority"]]


def test_of_two_copies_the_impossible_one_gives_way() -> None:
    assert voted(SAFETY.replace("例会", "例會"), SAFETY)[0] == [SAFETY, SAFETY]
    assert voted(SAFETY, SAFETY.replace("扣3分", "扣3..分"))[0] == [SAFETY, SAFETY]


def test_punctuation_and_space_are_no_differences() -> None:
    wide = SAFETY.translate({ord(","): "\uff0c", ord(";"): "\uff1b"}).replace("\n", " ").replace("隐患", "隐 患")
    assert voted(wide, SAFETY, SAFETY)[1] == ((), (), ())


# --- lost runs -------------------------------------------------------------------------------------------------------


def items(text: str, *numbers: int) -> str:
    return "\n".join(line for line in text.split("\n") if int(line[0]) in numbers)


LOST = [
    pytest.param(items(SAFETY, 3, 4, 5), id="first-items"),
    pytest.param(items(SAFETY, 1, 2, 5), id="items-in-between"),
    pytest.param(items(SAFETY, 3).split(",未建立")[0][:-4], id="one-item-cut-off"),
    pytest.param(SAFETY[: SAFETY.index("整改扣") + 3], id="end-cut-off"),
    pytest.param(SAFETY[SAFETY.index("品未双人") :], id="begins-inside-an-item"),
    pytest.param(SAFETY[: SAFETY.index("危化品")] + SAFETY[SAFETY.index("3. ") :], id="from-inside-an-item-to-its-end"),
    pytest.param("", id="the-whole-cell"),
]


@pytest.mark.parametrize("read", LOST)
def test_a_lost_run_comes_back_in_place(read: str) -> None:
    (now, *others), votes = voted(read, SAFETY, SAFETY)
    assert now.split() == SAFETY.split()
    assert others == [SAFETY, SAFETY]
    assert {vote.support for vote in votes[0]} == {2}


@pytest.mark.parametrize("read", LOST[:5])
def test_one_whole_copy_outweighs_three_provably_broken_ones(read: str) -> None:
    restored, votes = voted(read, read, read, SAFETY)
    assert [text.split() for text in restored] == [SAFETY.split()] * 4
    assert {vote.support for vote in votes[0]} == {1}
    assert votes[3] == ()


def test_copies_that_lost_different_parts_complete_one_another() -> None:
    first, last = items(SAFETY, 3, 4, 5), SAFETY[: SAFETY.index("整改扣") + 3]
    for order in ([first, last], [last, first]):
        restored, votes = voted(*order)
        assert [text.split() for text in restored] == [SAFETY.split()] * 2
        assert [kinds(each) for each in votes] == [["restored"]] * 2
    whole_nowhere = voted(first, first, last, last)[0]
    assert [text.split() for text in whole_nowhere] == [SAFETY.split()] * 4


def test_a_cell_cut_at_its_start_is_not_trusted_at_its_end() -> None:
    cut = DUTIES[DUTIES.index("全管理细则") : DUTIES.index("\n4.")]
    assert [text.split() for text in voted(cut, DUTIES, cut)[0]] == [DUTIES.split()] * 3


def test_a_contiguous_list_is_short_only_where_the_layout_says_so() -> None:
    read = items(SAFETY, 1, 2, 3)
    tasks = copies(read, SAFETY, SAFETY)
    assert kinds(vote_texts(tasks, "criteria")[0]) == ["differs"]
    tasks[0] = replace(tasks[0], torn=frozenset({"criteria"}))
    assert apply_votes(read, vote_texts(tasks, "criteria")[0]).split() == SAFETY.split()


@pytest.mark.parametrize("siblings", [1, 2])
@pytest.mark.parametrize("form", ["{n}. {item}", "{n}、{item}", "（{n}）{item}", "{ring}{item}"])
@pytest.mark.parametrize("own", [(4,), (2, 4), (3, 5), (3, 6)])
def test_fewer_items_of_ones_own_numbered_from_one_lost_nothing(own: tuple[int, ...], form: str, siblings: int) -> None:
    said = [line.split(" ", 1)[1] for line in SAFETY.splitlines()]

    def listed(items: Sequence[str]) -> str:
        return "\n".join(form.format(n=n, ring=chr(ord("①") + n - 1), item=item) for n, item in enumerate(items, 1))

    whole = listed(said)
    mine = [[*said, "门卫擅离岗位的,每次扣0.1分。"][n - 1] for n in own]
    numbered = listed(mine)
    for read in [numbered, mine[0]] if len(mine) == 1 else [numbered]:
        assert voted(read, *[whole] * siblings)[0] == [read, *[whole] * siblings]


def test_lost_items_are_restored_in_the_majority_form() -> None:
    other = SAFETY.replace("每台扣0.5分", "每台扣1分")
    (now, *_), votes = voted(items(SAFETY, 1, 2, 5), SAFETY, SAFETY, other)
    assert now.split() == SAFETY.split()
    (alternative,) = votes[0][0].alternatives
    assert "每台扣1分" in alternative


def test_a_doubled_tail_goes() -> None:
    tail = "未建立台账扣0.4分。"
    assert SAFETY.count(tail) == 1
    (now, *_), _ = voted(SAFETY.replace(tail, tail + " " + tail), SAFETY, SAFETY)
    assert now.split() == SAFETY.split()


def test_a_garbled_line_is_restored_by_two_siblings() -> None:
    line = "未按规定年检的,每台扣0.5分。"
    (now, *_), _ = voted(SAFETY.replace(line, "末桉規足年捡旳 毎召扣0.5分"), SAFETY, SAFETY)
    assert wrong(SAFETY, now) <= 1


# --- what is a department's own --------------------------------------------------------------------------------------

OWN = [
    pytest.param(lambda t: t.replace("实验室危化品", "实训基地设备"), id="own-words"),
    pytest.param(lambda t: t.replace("消防隐患", "食品安全隐患"), id="own-word"),
    pytest.param(lambda t: t.replace(",未建立台账扣0.4分", ""), id="a-clause-less"),
    pytest.param(lambda t: t.replace("每台扣0.5分。", "每台扣0.5分;未配备灭火器的,每台扣0.1分。"), id="a-clause-more"),
    pytest.param(lambda t: t + "\n6. 未开展疏散演练的,每学期扣0.3分。", id="an-item-more"),
    pytest.param(lambda t: items(t, 1, 2, 3, 4), id="an-item-less-at-the-end"),
    pytest.param(lambda t: items(t, 1, 2, 3) + "\n4. 发生安全责任事故的,扣3分。", id="an-item-less-and-renumbered"),
    pytest.param(lambda t: t.replace("扣3分", "扣5分").replace("每台扣0.5分", "每台扣1分"), id="own-numbers"),
    pytest.param(lambda t: t.replace("实验室危化品未双人双锁管理的", "财务室印鉴未分人保管的"), id="own-clause"),
]


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("siblings", [1, 2, 3, 9])
def test_own_wording_is_never_voted_away(own: object, siblings: int) -> None:
    text = own(SAFETY)  # type: ignore[operator]
    assert text != SAFETY
    restored, votes = voted(text, *[SAFETY] * siblings)
    assert restored == [text, *[SAFETY] * siblings]
    assert set(kinds(votes[0])) == {"differs"}


@pytest.mark.parametrize("own", OWN)
def test_wording_that_two_of_four_share_stands_on_both_sides(own: object) -> None:
    text = own(SAFETY)  # type: ignore[operator]
    assert voted(text, text, SAFETY, SAFETY)[0] == [text, text, SAFETY, SAFETY]


@pytest.mark.parametrize("own", OWN[:6])
def test_own_wording_stands_in_damaged_copies(own: object) -> None:
    """The damage around goes, the wording stays: no vote may bring the siblings' words in."""
    text = own(SAFETY)  # type: ignore[operator]
    for seed in range(8):
        read = [damage(t, 0.03, f"{seed}:{n}").text for n, t in enumerate([text, SAFETY, SAFETY, SAFETY])]
        restored, _ = voted(*read)
        assert wrong(text, restored[0]) <= wrong(text, read[0])
        assert sum(wrong(SAFETY, now) for now in restored[1:]) < sum(wrong(SAFETY, was) for was in read[1:])


# --- invariants ------------------------------------------------------------------------------------------------------

texts = st.sampled_from([SAFETY, LIBRARY, ASSETS, DUTIES])
seeds = st.integers(0, 10_000)


@given(texts, st.integers(1, 6))
def test_identical_copies_have_nothing_to_say(text: str, number: int) -> None:
    assert voted(*[text] * number)[1] == ((),) * number


@given(texts, seeds, st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_votes_do_not_depend_on_the_order(text: str, seed: int, number: int) -> None:
    tasks = copies(*(damage(text, 0.05, f"{seed}-{n}").text for n in range(number)))
    order = list(range(number))
    Random(seed).shuffle(order)
    votes = vote_texts(tasks, "criteria")
    shuffled = vote_texts([tasks[i] for i in order], "criteria")
    assert [votes[i] for i in order] == list(shuffled)


@given(texts, seeds)
@settings(max_examples=40, deadline=None)
def test_lossless_copies_are_never_altered(text: str, seed: int) -> None:
    read = [damage(text, 0.08, f"{seed}-{n}").text for n in range(4)]
    _, votes = voted(*read, lossy=[False, True, False, True])
    assert votes[0] == votes[2] == ()


@given(texts, seeds)
@settings(max_examples=40, deadline=None)
def test_voting_again_restores_nothing_that_was_restored(text: str, seed: int) -> None:
    read = [damage(text, 0.05, f"{seed}-{n}").text for n in range(3)]
    restored, _ = voted(*read, text)
    again, _ = voted(*restored)
    assert sum(wrong(text, now) for now in again) <= sum(wrong(text, now) for now in restored)
    assert again[3] == text


@given(st.lists(st.text(alphabet="1.扣分,。未 \n0(", max_size=30), min_size=0, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_votes_that_fit_it(read: list[str]) -> None:
    tasks = copies(*read)
    for task, votes in zip(tasks, vote_texts(tasks, "criteria"), strict=True):
        spans = [(vote.start, vote.end) for vote in votes]
        assert spans == sorted(spans)
        assert all(0 <= start <= end <= len(task.texts["criteria"]) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


# --- clusters --------------------------------------------------------------------------------------------------------


def sheet(name: str, *cells: tuple[str, Mapping[str, str]]) -> list[TaskCopy]:
    return [TaskCopy(name, True, n, ((label, None),), texts) for n, (label, texts) in enumerate(cells)]


def names(tasks: Sequence[TaskCopy]) -> set[frozenset[tuple[str, int]]]:
    return {frozenset((tasks[i].sheet, tasks[i].position) for i in group) for group in cluster(tasks)}


def test_copies_are_found_by_text_though_their_labels_are_lost() -> None:
    one = sheet("甲", ("安全", {"criteria": SAFETY}), ("图书", {"criteria": LIBRARY}), ("资产", {"criteria": ASSETS}))
    two = sheet("乙", ("", {"criteria": LIBRARY}), ("资广", {"criteria": damage(ASSETS, 0.05, 1).text}))
    found = names(one + two)
    assert found == {frozenset({("甲", 0)}), frozenset({("甲", 1), ("乙", 0)}), frozenset({("甲", 2), ("乙", 1)})}


def test_copies_that_lost_opposite_cells_are_copies_still() -> None:
    one = sheet("甲", ("安全", {"duties": DUTIES, "criteria": SAFETY[70:100]}))
    two = sheet("乙", ("安全", {"duties": DUTIES[60:95], "criteria": SAFETY}))
    assert len(cluster(one + two)) == 1


def test_one_of_a_sheet_in_a_cluster() -> None:
    tasks = sheet("甲", ("安全", {"criteria": SAFETY}), ("安全", {"criteria": SAFETY})) + sheet(
        "乙", ("安全", {"criteria": SAFETY}), ("安全", {"criteria": SAFETY})
    )
    assert names(tasks) == {frozenset({("甲", 0), ("乙", 0)}), frozenset({("甲", 1), ("乙", 1)})}


def test_short_texts_need_a_label_or_a_neighbour() -> None:
    short = {"criteria": "每次检查发现扣0.1分。"}
    borne_out = sheet("甲", ("节能", short)) + sheet("乙", ("节能", short))
    assert len(cluster(borne_out)) == 1
    by_chance = sheet("甲", ("节能", short)) + sheet("乙", ("考勤", short))
    assert len(cluster(by_chance)) == 2
    neighbours = sheet("甲", ("安全", {"criteria": SAFETY}), ("节能", short)) + sheet(
        "乙", ("安全", {"criteria": SAFETY}), ("", short)
    )
    assert names(neighbours) == {frozenset({("甲", 0), ("乙", 0)}), frozenset({("甲", 1), ("乙", 1)})}


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_clusters_do_not_depend_on_the_order(seed: int) -> None:
    cells = [SAFETY, LIBRARY, ASSETS, DUTIES, "未完成的扣1分。"]
    tasks = [
        task
        for name in "甲乙丙"
        for task in sheet(name, *(("", {"criteria": damage(c, 0.05, f"{seed}{name}{c[:4]}").text}) for c in cells))
    ]
    shuffled = list(tasks)
    Random(seed).shuffle(shuffled)
    assert names(tasks) == names(shuffled)


# --- labels ----------------------------------------------------------------------------------------------------------


def labelled(*paths: Sequence[tuple[str, str | None]], **cells: Sequence[str]) -> list[TaskCopy]:
    return [
        TaskCopy(f"表{n}", True, 1, tuple(path), {}, **{cell: values[n] for cell, values in cells.items()})  # type: ignore[arg-type]
        for n, path in enumerate(paths)
    ]


LABELS = [
    # what each copy read, what each should say
    pytest.param(
        ["(统战", "", "党建工作(统战工作)", "党建工作(统战工作)"], ["党建工作(统战工作)"] * 4, id="torn-and-lost"
    ),
    pytest.param(["党廉建设", "风廉政", "党风廉政建设"], ["党风廉政建设"] * 3, id="one-whole-contains-the-torn"),
    pytest.param(["资广管埋", "资产管理", "资产管理"], ["资产管理"] * 3, id="damaged-against-two"),
    pytest.param(["馆藏建设", "资产管理", "资产管理"], ["馆藏建设", "资产管理", "资产管理"], id="own-name"),
    pytest.param(
        ["资产管理与处置", "资产管理", "资产管理"], ["资产管理与处置", "资产管理", "资产管理"], id="own-longer-name"
    ),
    pytest.param(
        ["财务管理", "资产管理", "资产管理"], ["财务管理", "资产管理", "资产管理"], id="own-name-half-the-same"
    ),
    pytest.param(["财务工作", "财务管理"], ["财务工作", "财务管理"], id="two-whole-ones"),
    pytest.param(["保障障标", *["保障目标"] * 3], ["保障目标"] * 4, id="one-character-again-in-another-s-place"),
    pytest.param(["公3会务", *["公文会务"] * 3], ["公文会务"] * 4, id="a-digit-in-a-name"),
    pytest.param(["工作纪律(2口分)", *["工作纪律"] * 3], ["工作纪律"] * 4, id="misread-points-left-in-the-name"),
    pytest.param(["教务管理", *["教学管理"] * 3], ["教务管理", *["教学管理"] * 3], id="own-name-one-character-apart"),
    pytest.param(["二类目标", *["一类目标"] * 3], ["二类目标", *["一类目标"] * 3], id="own-name-counted"),
    pytest.param(
        ["宣传(2组)", "宣传(2组)", *["宣传(1组)"] * 4], ["宣传(2组)"] * 2 + ["宣传(1组)"] * 4, id="own-bracket"
    ),
]


@pytest.mark.parametrize(("read", "meant"), LABELS)
def test_names(read: list[str], meant: list[str]) -> None:
    tasks = labelled(*([("保证目标", "40"), (name, "2")] for name in read))
    votes = vote_labels(tasks)
    now = [(vote.path if vote else task.path)[-1][0] for task, vote in zip(tasks, votes, strict=True)]
    assert now == meant


def test_lost_points_come_back_and_own_points_stand() -> None:
    tasks = labelled([("工作纪律", None)], [("工作纪律", "2")], [("工作纪律", "2")], [("工作纪律", "3")])
    votes = vote_labels(tasks)
    assert [vote and vote.path for vote in votes] == [(("工作纪律", "2"),), None, None, None]


def test_points_of_another_name_are_not_taken() -> None:
    tasks = labelled([("台账管理", None)], [("现场秩序", "8")], [("现场秩序", "8")])
    assert vote_labels(tasks) == (None, None, None)


def test_a_name_that_has_no_place_beside_the_others_is_not_dropped() -> None:
    tasks = labelled(
        [("基础管理", "5"), ("设备运行", "5")],
        [("基础管理", "5"), ("现场秩序", "5")],
        [("党群建设", "13"), ("合同履约", "2")],
        [("现场秩序", "5"), ("设备运行", "5")],
    )
    assert vote_labels(tasks) == (None,) * 4


def test_a_level_that_one_copy_lost_comes_back() -> None:
    whole = [("保证目标", "40"), ("内部管理", "15"), ("工作纪律", "2")]
    votes = vote_labels(labelled(whole, whole, [("保证目标", "40"), ("工作纪律", "2")]))
    assert votes[2] is not None
    assert votes[2].path == tuple(whole)


def test_a_category_torn_everywhere_is_known_from_other_tasks() -> None:
    tasks = labelled([("保证", "40")], [("目标", "40")], [("保目", "40")])
    votes = vote_labels(tasks, {"保证目标": 3})
    assert [vote and vote.path for vote in votes] == [(("保证目标", "40"),)] * 3


def test_lossless_labels_stand() -> None:
    tasks = labelled([("资广管埋", "2")], [("资产管理", "2")], [("资产管理", "2")])
    word = TaskCopy("表0", False, 1, tasks[0].path)
    assert vote_labels([word, *tasks[1:]])[0] is None


def test_lost_methods_come_back_from_unanimous_siblings_only() -> None:
    path = [("工作纪律", "2")]
    tasks = labelled(path, path, path, methods=["", "扣分法", "扣分法"], assessors=["", "人事处", "保卫处"])
    assert [vote and vote.text for vote in vote_cells(tasks, "methods")] == ["扣分法", None, None]
    assert vote_cells(tasks, "assessors") == (None, None, None)
