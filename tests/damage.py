"""Damage as recognition does it, seeded: each kind a pure function of a text, a place and a source of chance.

A kind takes (text, place, rng) and gives what stands at that place afterwards, in the stead of one character.
`damage` strikes every character with the same chance and says where it struck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


KINDS: Mapping[str, Kind] = {
    "look-alike": look_alike,
    "random": random_han,
    "borrowed": borrowed,
    "lost": lost,
    "doubled": doubled,
    "spaced": spaced,
}


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
        piece = KINDS[kind](text, place, rng)
        if piece != character:
            struck.append((place, kind))
        pieces.append(piece)
    return Damaged("".join(pieces), tuple(struck))
