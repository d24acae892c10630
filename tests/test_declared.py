"""Measure words that an institution declares: read as if the grammar had them, and nothing else changes."""

from __future__ import annotations

import pytest
from test_clauses import ALL

from normalize.clause.clauses import read_criterion
from normalize.clause.reading import Clause

DECLARED = ("床日", "标准箱", "垛")


def only(text: str) -> Clause:
    (clause,) = read_criterion(text, measures=DECLARED).rules
    return clause


@pytest.mark.parametrize(
    ("text", "per", "count", "step"),
    [
        ("病历迟交的,每床日扣0.1分", "床日", "occurrence", 1),
        ("压床扣0.2分/床日", "床日", "occurrence", 1),
        ("压床扣0.2分(每床日)", "床日", "occurrence", 1),
        ("平均住院不超过9床日,每超1床日扣0.5分", "床日", "excess", 1),
        ("每少报送一垛扣1分", "垛", "shortfall", 1),
        ("堆放不齐,发现一垛扣2分", "垛", "occurrence", 1),
        ("吞吐量下降,每10标准箱扣0.5分", "标准箱", "occurrence", 10),
        ("漏登扣1分/人·床日", "人床日", "occurrence", 1),
        ("晚点扣1分/车次", "车次", "occurrence", 1),
    ],
)
def test_it_is_counted_by(text: str, per: str, count: str, step: int) -> None:
    clause = only(text)
    assert (clause.per, clause.count, clause.step) == ((per,), count, step)
    assert text[clause.start : clause.end] == text
    assert read_criterion(text, measures=DECLARED).doubts == ()


def test_it_bounds_and_its_clause_keeps_every_character() -> None:
    clause = only("全年不少于300标准箱,每少 10 标准 箱扣0.5分")
    assert clause.trigger == "全年不少于300标准箱,每少 10 标准 箱"
    assert clause.target is not None
    assert (clause.target.op, clause.target.value, clause.target.unit) == (">=", 300, "标准箱")


def test_a_word_that_counts_nothing_stays_in_its_noun() -> None:
    text = "草垛未苫盖扣1分;未及时整改的,每次扣2分。"
    assert read_criterion(text, measures=DECLARED) == read_criterion(text)


def test_a_private_character_in_the_text_is_no_declared_word() -> None:
    for text in ("每\ue010扣1分", "迟报扣1分/\ue010\ue00f", "每\ue011床日扣1分"):
        assert [clause.per for clause in read_criterion(text, measures=DECLARED).rules] == [()], text


@pytest.mark.parametrize("word", ["篇", "起", "台", "张"])
def test_any_text_counts_by_it_as_by_a_word_of_the_grammar(word: str) -> None:
    # 从第3天起: from then on, and no measure
    texts = [text for _, text, _ in ALL if word in text and "垛" not in text and "天起" not in text]
    assert texts
    for text in texts:
        plain = read_criterion(text).rules
        other = read_criterion(text.replace(word, "垛"), measures=DECLARED).rules
        named = [tuple(measure.replace("垛", word) for measure in clause.per) for clause in other]
        assert named == [clause.per for clause in plain], text
        assert [(c.count, c.step, c.amount) for c in other] == [(c.count, c.step, c.amount) for c in plain], text
