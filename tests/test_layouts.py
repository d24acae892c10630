"""Sheets whose layout is drawn at random say the same whatever the layout and the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import typeset
from layouts import Case, Told, drawn
from table_text import path

from extract import read_document
from normalize import build_rulebook
from schemas import Rule, Rulebook, decimal_text

WRITERS = {
    "html.md": typeset.as_html,
    "pipes.md": typeset.as_pipes,
    "word.docx": typeset.as_word,
    "typeset.pdf": typeset.as_pdf,
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("seed", range(40))
def test_a_sheet_says_the_same_however_it_is_laid_out(name: str, seed: int, tmp_path: Path) -> None:
    case = drawn(seed)
    book = read(case, name, tmp_path)
    (sheet,) = book.sheets
    assert (sheet.department, sheet.year) == (case.department, case.year)
    assert told(book) == list(case.tasks)
    assert [anomaly.message for anomaly in book.anomalies if anomaly.severity != "info"] == []


def read(case: Case, name: str, folder: Path) -> Rulebook:
    file = folder / name
    content = WRITERS[name](case)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return build_rulebook([read_document(file, folder)])


def told(book: Rulebook) -> list[Told]:
    return [
        Told(
            path(task),
            " ".join(duty.text for duty in task.duties),
            " ".join(criterion.text for criterion in task.criteria),
            tuple(_said(rule) for criterion in task.criteria for rule in criterion.rules),
        )
        for sheet in book.sheets
        for task in sheet.tasks
    ]


def _said(rule: Rule) -> str:
    """deduct 0.5 次"""
    amount = rule.amount
    if amount is None or amount.min is None or amount.max is None:
        return rule.effect
    bounds = dict.fromkeys((decimal_text(amount.min), decimal_text(amount.max)))
    return " ".join([rule.effect, "-".join(bounds), *rule.per])
