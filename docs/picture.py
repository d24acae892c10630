"""Draws docs/picture.svg: a row of the sample year as it was issued, and beside it the rules that came out of it.

Run by `make picture`. The same sample gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from rich.cells import cell_len

from extract import read_document
from normalize import build_rulebook
from rulebook.outputs.tables import anchor_text
from schemas import Rule, Task

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "raw" / "2020" / "academic-and-student-affairs.docx"
PICTURE = ROOT / "docs" / "picture.svg"

SIZE, LINE = 13, 21
HALF = SIZE / 2  # width of a Latin letter; an ideograph takes two
LEFT, RIGHT, GAP = 520, 520, 56
MARGIN, PAD = 16, 10
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
INK, DIM, LINES, PAPER = "#1f2328", "#656d76", "#d0d7de", "#ffffff"
EFFECTS = {"deduct": "#cf222e", "award": "#1a7f37", "zero": "#9a3412", "veto": "#9a3412", "refer": "#0550ae"}
COLUMNS = (("项目", 96), ("考核评价标准", 340), ("评价方法", 84))


def main() -> None:
    task = chosen([task for sheet in build_rulebook([read_document(SAMPLE)]).sheets for task in sheet.tasks])
    PICTURE.write_text(draw(task), encoding="utf-8")
    print(PICTURE.relative_to(ROOT).as_posix())


def chosen(tasks: list[Task]) -> Task:
    """The task that shows most in little room: kinds of rule for each line of text."""

    def worth(task: Task) -> float:
        rules = rules_of(task)
        kinds = {
            (rule.effect, rule.count, rule.cap is None, rule.target is None, rule.amount and rule.amount.kind)
            for rule in rules
        }
        length = sum(len(criterion.text) for criterion in task.criteria)
        return len(kinds) / (4 + len(rules)) if 4 <= len(rules) <= 6 and length <= 180 else 0.0

    return max(tasks, key=worth)


def rules_of(task: Task) -> list[Rule]:
    return [rule for criterion in task.criteria for rule in criterion.rules]


def draw(task: Task) -> str:
    left, left_height = issued(task)
    right, right_height = extracted(task)
    height = max(left_height, right_height) + 2 * MARGIN
    width = LEFT + GAP + RIGHT + 2 * MARGIN
    middle = MARGIN + LEFT + GAP / 2
    arrow = f'<path d="M{middle - 14} {height / 2} h22 m-7 -6 l7 6 l-7 6" fill="none" stroke="{DIM}" stroke-width="2"/>'
    parts = [f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>', *left, arrow, *right]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}" font-size="{SIZE}" fill="{INK}">\n{body}\n</svg>\n'
    )


def issued(task: Task) -> tuple[list[str], int]:
    """The row as a table with its headings; gives its shapes and its height."""
    names = [name for name, _ in task.path]
    numbered = [
        f"{criterion.number}.{criterion.text}" if criterion.number else criterion.text for criterion in task.criteria
    ]
    cells = (names, numbered, list(task.methods))
    wrapped = [
        [line for text in texts for line in wrap(text, width - 2 * PAD)]
        for texts, (_, width) in zip(cells, COLUMNS, strict=True)
    ]
    head, body = LINE + PAD, max(len(lines) for lines in wrapped) * LINE + PAD
    shapes, x = [], MARGIN
    for lines, (heading, width) in zip(wrapped, COLUMNS, strict=True):
        shapes.append(box(x, MARGIN, width, head, "#f6f8fa"))
        shapes.append(box(x, MARGIN + head, width, body, PAPER))
        shapes.append(words(x + PAD, MARGIN + LINE - 1, heading, weight="bold"))
        shapes += [words(x + PAD, MARGIN + head + (row + 1) * LINE - 2, line) for row, line in enumerate(lines)]
        x += width
    return shapes, head + body


def extracted(task: Task) -> tuple[list[str], int]:
    """A card for each rule; gives their shapes and their height."""
    x, y, shapes = MARGIN + LEFT + GAP, MARGIN, []
    for rule in rules_of(task):
        lines = wrap(rule.trigger or rule.text, RIGHT - 2 * PAD)
        height = (len(lines) + 1) * LINE + PAD
        colour = EFFECTS[rule.effect]
        shapes.append(box(x, y, RIGHT, height, PAPER))
        shapes.append(f'<rect x="{x}" y="{y}" width="4" height="{height}" fill="{colour}"/>')
        shapes += [words(x + PAD + 2, y + (row + 1) * LINE - 2, line) for row, line in enumerate(lines)]
        shapes.append(words(x + PAD + 2, y + (len(lines) + 1) * LINE - 2, " · ".join(fields(rule)), colour, "bold"))
        place = rule.evidence[0].places[0] if rule.evidence else None
        if place:
            shapes.append(words(x + RIGHT - PAD, y + LINE - 2, anchor_text(place.anchor), DIM, anchor="end"))
        y += height + 6
    return shapes, y - MARGIN - 6


def fields(rule: Rule) -> Iterator[str]:
    """What a rule says, as in rules.parquet: effect, amount, per and what else it has."""
    yield rule.effect
    if amount := rule.amount:
        if amount.base is not None:
            yield f"{amount.kind} of {amount.base}"
        elif amount.min is None:
            yield amount.kind
        else:
            yield f"{amount.min}" if amount.min == amount.max else f"{amount.min}–{amount.max}"
    if rule.per:
        step = "" if rule.step == 1 else f"{rule.step} "
        yield f"per {step}{' / '.join(rule.per)} ({rule.count})"
    if target := rule.target:
        yield f"target {target.op} {target.value} {target.unit}"
    if cap := rule.cap:
        yield "cap: exhaust" if cap.points is None else f"cap: {cap.kind} {cap.points}"
    if rule.subject:
        yield f"subject {rule.subject}"
    if rule.reference:
        yield f"reference {rule.reference}"


def wrap(text: str, width: float) -> list[str]:
    """Lines of `text` of at most `width` pixels."""
    lines = [""]
    for letter in text:
        if cell_len(lines[-1] + letter) * HALF > width:
            lines.append("")
        lines[-1] += letter
    return lines


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" stroke="{LINES}"/>'


def words(x: float, y: float, text: str, colour: str = INK, weight: str = "normal", anchor: str = "start") -> str:
    style = f'fill="{colour}" font-weight="{weight}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(text)}</text>'


if __name__ == "__main__":
    main()
