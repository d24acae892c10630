"""Damage as recognition does it, seeded: each kind a pure function of a text, a place and a source of chance.

A kind takes (text, place, rng) and gives what stands at that place afterwards, in the stead of one character.
`damage` strikes every character with the same chance and says where it struck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

Kind = Callable[[str, int, Random], str]

_PAIRS = (
    "未末 人入 土士 日曰 己已 大太 问间 天夫 管菅 理埋 部邰 级极 关大 查杳 校较 全金 作怍 检捡 要更 时吋 "
    "报极 分兮 扣抇 及反 学字 员贠 会合 实买 清请 0O 1l 56 38"
)
LOOK_ALIKES = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""What recognition makes of a character: a table of its own, not the one that the program judges by."""


def look_alike(text: str, place: int, rng: Random) -> str:
    """未 -> 末; a character without one becomes another Han character."""
    return LOOK_ALIKES.get(text[place]) or random_han(text, place, rng)


def random_han(text: str, place: int, rng: Random) -> str:
    """Any of the 20,000 ideographs."""
    return chr(rng.randrange(0x4E00, 0x9FA6))


def borrowed(text: str, place: int, rng: Random) -> str:
    """A character that the text has elsewhere: common, and no less wrong."""
    return rng.choice(text)


def lost(text: str, place: int, rng: Random) -> str:
    return ""


def doubled(text: str, place: int, rng: Random) -> str:
    return text[place] * 2


def spaced(text: str, place: int, rng: Random) -> str:
    """A space put in, as between typeset characters."""
    return text[place] + " "


def number_spaced(text: str, place: int, rng: Random) -> str:
    """0.25 -> 0. 25: a space after a digit or point that a number goes on after."""
    inside = text[place] in "0123456789." and text[place + 1 : place + 2].isdigit()
    return text[place] + " " if inside else text[place]


KINDS: dict[str, Kind] = {
    "look-alike": look_alike,
    "random": random_han,
    "borrowed": borrowed,
    "lost": lost,
    "doubled": doubled,
    "spaced": spaced,
}


RARER: dict[str, Kind] = {"number-spaced": number_spaced}
"""Kinds that leave most places alone, and are asked for by name."""


@dataclass(frozen=True)
class Damaged:
    """`struck` are the places in the clean text, with the kind."""

    text: str
    struck: tuple[tuple[int, str], ...]


def damage(text: str, rate: float, seed: int | str, kinds: Sequence[str] = tuple(KINDS)) -> Damaged:
    """Each character but whitespace is struck with chance `rate`, by a kind drawn from `kinds`."""
    rng = Random(seed)
    pieces: list[str] = []
    struck: list[tuple[int, str]] = []
    for place, character in enumerate(text):
        if character.isspace() or rng.random() >= rate:
            pieces.append(character)
            continue
        kind = rng.choice(kinds)
        piece = (KINDS | RARER)[kind](text, place, rng)
        if piece != character:
            struck.append((place, kind))
        pieces.append(piece)
    return Damaged("".join(pieces), tuple(struck))


# --- layout: what happens to lines, rows and cells rather than to characters

CATEGORY, PROJECT, ITEM, DUTIES, CRITERIA, METHODS, ASSESSORS = range(7)
LINE = 22
"""Characters of a line as printed: what a tool loses or reads twice."""


@dataclass
class Row:
    """Seven cells. `hung`: the duties stand in the project's cell, which spans project, item and duties."""

    cells: list[str]
    hung: bool = False


Pages = list[list[Row]]
LayoutKind = Callable[[Pages, float, Random], None]


def _rows(pages: Pages) -> list[Row]:
    return [row for page in pages for row in page]


def _each_line(text: str, rate: float, rng: Random, instead: Callable[[str], str]) -> str:
    lines = [text[i : i + LINE] for i in range(0, len(text), LINE)]
    return "".join(instead(line) if rng.random() < rate else line for line in lines)


def lost_lines(pages: Pages, rate: float, rng: Random) -> None:
    """A printed line of duties or criteria is not read."""
    for row in _rows(pages):
        for column in (DUTIES, CRITERIA):
            row.cells[column] = _each_line(row.cells[column], rate, rng, lambda line: "")


def doubled_lines(pages: Pages, rate: float, rng: Random) -> None:
    """A printed line, or its second half, is read twice."""
    for row in _rows(pages):
        for column in (DUTIES, CRITERIA):
            row.cells[column] = _each_line(
                row.cells[column], rate, rng, lambda line: f"{line} {line[len(line) // 2 :]}"
            )


def torn_columns(pages: Pages, rate: float, rng: Random) -> None:
    """A row hung under its category is cut at the lines of project and item, line by line."""
    for row in _rows(pages):
        if not row.hung or rng.random() >= rate:
            continue
        text, width, first = row.cells[PROJECT], rng.randrange(18, 40), rng.randrange(4, 9)
        lines = [text[i : i + width] for i in range(0, len(text), width)]
        cuts = (0, first, first + rng.randrange(4, 9), width)
        for column, (start, end) in zip((PROJECT, ITEM, DUTIES), pairwise(cuts), strict=True):
            row.cells[column] = " ".join(filter(None, (line[start:end] for line in lines)))


def split_rows(pages: Pages, rate: float, rng: Random) -> None:
    """The page ends within a row: the rest of its duties and criteria is the next page's first row."""
    result: Pages = []
    for page in pages:
        rows: list[Row] = []
        for row in page:
            rows.append(row)
            if rng.random() < rate:
                rest = Row([""] * 7, row.hung)
                for column in (PROJECT if row.hung else DUTIES, CRITERIA):
                    text = row.cells[column]
                    at = rng.randrange(len(text) // 4, len(text)) if len(text) > 8 else len(text)
                    row.cells[column], rest.cells[column] = text[:at], text[at:]
                result.append(rows)
                rows = [rest] if any(rest.cells) else []
        result.append(rows)
    pages[:] = [page for page in result if page]


def dropped_cells(pages: Pages, rate: float, rng: Random) -> None:
    """A cell that is no label comes out empty."""
    for row in _rows(pages):
        for column in (DUTIES, CRITERIA, METHODS, ASSESSORS):
            if rng.random() < rate:
                row.cells[column] = ""


def lost_labels(pages: Pages, rate: float, rng: Random) -> None:
    """A label comes out empty, without its points or without its first half."""
    for row in _rows(pages):
        for column in (CATEGORY, PROJECT, ITEM):
            text = row.cells[column]
            if text and not (row.hung and column != CATEGORY) and rng.random() < rate:
                name = text.rpartition("(")[0]
                row.cells[column] = rng.choice(("", name, text[len(name) // 2 :]))


LAYOUT_KINDS: Mapping[str, LayoutKind] = {
    "lost lines": lost_lines,
    "doubled lines": doubled_lines,
    "torn columns": torn_columns,
    "split rows": split_rows,
    "dropped cells": dropped_cells,
    "lost labels": lost_labels,
}
