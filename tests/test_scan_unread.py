"""Ink of which the recogniser made no character."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from extract.scan.images import Picture
from extract.scan.ocr import Char
from extract.scan.reader import read_picture
from extract.scan.text import Strip
from extract.scan.unread import marked, unread

EM = 40
LINE = Strip((20.0, 20.0, 420.0, 20.0 + EM), EM)


def line(blank: Sequence[int] = (), faint: Sequence[int] = ()) -> np.ndarray:
    """A line of ten characters an em wide, without those that are `blank`, and with dots for those that are `faint`."""
    page = np.full((80, 460), 240, np.uint8)
    for place in (n for n in range(10) if n not in blank):
        x = 20 + place * EM
        if place in faint:
            for dot in range(4):
                cv2.circle(page, (x + 6 + dot * 9, 40), 2, 60, -1)
            continue
        for stroke in range(4):
            cv2.line(page, (x + 3, 24 + stroke * 10), (x + EM - 4, 24 + stroke * 10), 60, 4)
        cv2.line(page, (x + EM // 2, 22), (x + EM // 2, 58), 60, 4)
    return page


def read(places: Sequence[int], text: str = "按季度报送材料和报表") -> list[Char]:
    return [Char(text[place], 1.0, 20 + (place + 0.5) * EM) for place in places]


WHOLE = range(10)
CASES = [
    (read(WHOLE), {}, ()),
    (read([0, 1, 2, 5, 6, 7, 8, 9]), {}, (3,)),  # two in the middle
    (read([2, 3, 4, 5, 6, 7, 8, 9]), {}, (0,)),  # the first two
    (read([0, 1, 2, 3, 4, 5, 6, 7, 8]), {}, (9,)),  # the last
    (read([0, 2, 3, 4, 5, 7, 8, 9]), {}, (1, 5)),
    (read([0, 1, 2, 5, 6, 7, 8, 9]), {"blank": (3, 4)}, ()),  # room without ink
    (read([0, 1, 2, 5, 6, 7, 8, 9]), {"faint": (3, 4)}, ()),  # with dots
    ([*read([0, 1, 2]), *(Char("8", 1.0, 20 + (3.25 + n / 2) * EM) for n in range(4)), *read([5, 6, 7, 8, 9])], {}, ()),
]


@pytest.mark.parametrize(("chars", "drawn", "expected"), CASES)
def test_unread(chars: list[Char], drawn: dict[str, Sequence[int]], expected: tuple[int, ...]) -> None:
    assert unread(line(**drawn), LINE, chars) == expected


@pytest.mark.parametrize(("places", "expected"), [((2,), "按季…材料"), ((0, 4), "…按季材料…"), ((1, 3), "按…季材…料")])
def test_marked(places: tuple[int, ...], expected: str) -> None:
    assert marked("按季材料", places) == expected


class Forgetful:
    """Reads a character in each em of a line but the fourth and the fifth, as sure as it is told to be."""

    def __init__(self, confidence: float) -> None:
        self.confidence = confidence

    def read(self, picture: np.ndarray) -> tuple[Char, ...]:
        ems = np.arange(10 + EM // 2, picture.shape[1] - 10, EM)
        said = zip("一二三四五六七八九十", ems.tolist(), strict=False)
        return tuple(Char(text, self.confidence, at) for text, at in said if text not in "四五")


@pytest.mark.parametrize(("confidence", "said"), [(1.0, ["一二三…六七八九十"]), (0.7, [])])
def test_what_was_not_read_is_said_of_lines_that_read_well(confidence: float, said: list[str]) -> None:
    """Outside tables: other lines there are dirt, or of a page that is said to be bad."""
    page = np.full((700, 700), 240, np.uint8)
    page[100:180, 100:560] = line()
    unit = EM * 0.92 / 10.5
    picture = Picture(page, 700 / unit, 700 / unit, unit, 72 * unit)
    notes = read_picture(picture, Forgetful(confidence)).notes  # type: ignore[arg-type]
    found = [note for note in notes if note.code == "text-unread"]
    assert [note.parameters["text"] for note in found] == said
    assert all(note.text == "三六" for note in found)
