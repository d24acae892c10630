"""Strokes of a coloured pen: what they strike out is left out; seals, rings and underlines strike nothing out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.scan.doubt import SPOILED
from extract.scan.images import image_picture
from extract.scan.layout import Layout, lay_out
from extract.scan.ocr import Char
from extract.scan.reader import read_picture

WIDE, HIGH = 1200, 700
PITCH, TYPE = 30, 26  # pixels
FIRST, LINE = 320, 330  # where the second column's type begins, and the middle of its line
RED, BLUE = (200, 35, 45), (35, 60, 175)


def page() -> np.ndarray:
    """A table of two columns and one row, with three lines of 20 characters, as red, green, blue."""
    colours = np.full((HIGH, WIDE, 3), 245, np.uint8)
    for y in (140, 540):
        cv2.line(colours, (100, y), (1100, y), (40, 40, 40), 2)
    for x in (100, 300, 1100):
        cv2.line(colours, (x, 140), (x, 540), (40, 40, 40), 2)
    for y in (LINE - 60, LINE, LINE + 60):
        for place in range(20):
            x, half = FIRST + place * PITCH, TYPE // 2
            corners = [(x, y + half), (x, y - half), (x + TYPE, y + half), (x + TYPE, y - half)]
            cv2.polylines(colours, [np.array(corners, np.int32)], False, (40, 40, 40), 2)
    return colours


def across(first: int, last: int, y: int = 0, wave: float = 0.0, rise: float = 0.0) -> np.ndarray:
    """Points of a line from before character `first` to behind `last`, `y` below the middle of the line of type."""
    x = np.arange(FIRST + first * PITCH - 3, FIRST + last * PITCH + TYPE + 4)
    share = (x - x[0]) / (x[-1] - x[0])
    return np.stack([x, LINE + y + wave * np.sin(x / 5) + rise * (share - 0.5)], axis=1)


def drawn(colours: np.ndarray, points: np.ndarray, colour: tuple[int, int, int], pen: int = 3) -> np.ndarray:
    return cv2.polylines(colours, [points.round().astype(np.int32)], False, colour, pen, cv2.LINE_AA)


def laid_out(colours: np.ndarray, folder: Path) -> Layout:
    return lay_out(image_picture(saved(colours, folder), 0), 0)


def saved(colours: np.ndarray, folder: Path) -> Path:
    path = folder / "page.jpg"
    Image.fromarray(colours).save(path, quality=75, dpi=(200, 200))
    return path


@pytest.mark.parametrize("colour", [RED, BLUE])
@pytest.mark.parametrize(
    ("first", "last", "wave", "rise"), [(3, 6, 0, 0), (0, 19, 4, 0), (5, 6, 3, 0), (8, 12, 0, 8), (12, 19, 2, -6)]
)
def test_a_pen_through_characters_strikes_them_out(
    tmp_path: Path, colour: tuple[int, int, int], first: int, last: int, wave: float, rise: float
) -> None:
    points = across(first, last, wave=wave, rise=rise)
    struck = laid_out(drawn(page(), points, colour), tmp_path).struck
    ((strip, runs),) = struck.items()
    ((start, end),) = runs
    assert strip.box[1] < LINE < strip.box[3]
    assert start == pytest.approx(points[0, 0], abs=8)
    assert end == pytest.approx(points[-1, 0], abs=8)


def ring(colours: np.ndarray) -> None:
    cv2.ellipse(colours, (FIRST + 5 * PITCH, LINE), (80, 24), 0, 0, 360, RED, 3, cv2.LINE_AA)


def seal(colours: np.ndarray) -> None:
    cv2.circle(colours, (FIRST + 8 * PITCH, LINE - 150), 157, RED, 8, cv2.LINE_AA)  # its lowest part lies in the line
    cv2.line(colours, (FIRST + 7 * PITCH, LINE - 60), (FIRST + 9 * PITCH, LINE - 60), RED, 4)


def broken_seal(colours: np.ndarray) -> None:
    """Type hides the ring on both sides of its lowest part."""
    plain = colours.copy()
    seal(colours)
    for x in (FIRST + 8 * PITCH - 75, FIRST + 8 * PITCH + 60):
        colours[LINE - 40 : LINE + 15, x : x + 15] = plain[LINE - 40 : LINE + 15, x : x + 15]


def torn_seal(colours: np.ndarray) -> None:
    """And at its left and right, so that no piece of the ring is nearly as wide as the whole."""
    plain = colours.copy()
    broken_seal(colours)
    colours[LINE - 220 : LINE - 170] = plain[LINE - 220 : LINE - 170]


def worn_seal(colours: np.ndarray) -> None:
    """Of the ring only the lowest part and one at the right are left, the latter a little flattened."""
    for start, end in ((60, 120), (-70, 40)):
        cv2.ellipse(colours, (FIRST + 8 * PITCH, LINE - 150), (152, 157), 0, start, end, RED, 8, cv2.LINE_AA)


def marker(colours: np.ndarray) -> None:
    part = colours[LINE - 14 : LINE + 14, FIRST : FIRST + 10 * PITCH]
    part[:] = (part.astype(np.float32) * np.array([255, 240, 70]) / 255).astype(np.uint8)


def underline(colours: np.ndarray) -> None:
    drawn(colours, across(2, 9, y=TYPE // 2 + 4), RED)


def tick(colours: np.ndarray) -> None:
    drawn(colours, np.array([[500, LINE], [514, LINE + 18], [550, LINE - 30]]), RED)


def red_type(colours: np.ndarray) -> None:
    colours[LINE - 20 : LINE + 20, FIRST + 4 * PITCH - 3 : FIRST + 8 * PITCH - 3] = 245
    for place in range(4, 8):
        x = FIRST + place * PITCH
        drawn(colours, np.array([[x, LINE], [x + TYPE, LINE]]), RED)
        drawn(colours, np.array([[x + 13, LINE - 12], [x + 13, LINE + 12]]), RED)


@pytest.mark.parametrize("draw", [ring, seal, broken_seal, torn_seal, worn_seal, marker, underline, tick, red_type])
def test_what_strikes_nothing_out(tmp_path: Path, draw: object) -> None:
    colours = page()
    draw(colours)  # type: ignore[operator]
    assert not laid_out(colours, tmp_path).struck


class Places:
    """Reads in each place of a line its number's last digit, where there is ink."""

    def read(self, picture: np.ndarray) -> tuple[Char, ...]:
        dark = picture < 150
        found = []
        for at in range(7 + TYPE // 2, picture.shape[1], PITCH):
            if dark[:, max(at - 13, 0) : at + 14].any():
                found.append(Char(str((at // PITCH) % 10), 1.0, float(at)))
        return tuple(found)


def test_a_digit_alone_is_doubted(tmp_path: Path) -> None:
    read = read_picture(
        image_picture(saved(drawn(page(), across(5, 5), RED), tmp_path), 0),
        Places(),  # type: ignore[arg-type]
    )
    (table,) = [block for block in read.blocks if hasattr(block, "cells")]
    (cell,) = [cell for cell in table.cells if cell.text]
    assert [place for place, value in enumerate(cell.confidence) if value == SPOILED] == [20 + 5]
    assert not [note for note in read.notes if note.code == "text-struck"]


def test_what_is_struck_is_left_out_and_said(tmp_path: Path) -> None:
    colours = drawn(page(), across(3, 6, wave=3), RED)
    read = read_picture(image_picture(saved(colours, tmp_path), 0), Places())  # type: ignore[arg-type]
    (note,) = [note for note in read.notes if note.code == "text-struck"]
    assert note.parameters["text"] == "3456"
    (table,) = [block for block in read.blocks if hasattr(block, "cells")]
    (cell,) = [cell for cell in table.cells if cell.text]
    assert cell.text == "0123456789" * 2 + "0127890123456789" + "0123456789" * 2


def test_ink_in_colour_turns_with_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "page.jpg"
    image = Image.fromarray(np.ascontiguousarray(np.rot90(drawn(page(), across(3, 6), RED))))
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned clockwise
    image.save(path, quality=80, exif=exif, dpi=(200, 200))
    picture = image_picture(path, 0)
    assert picture.pen is not None
    assert picture.pen.shape == picture.grey.shape == (HIGH, WIDE)
    rows, columns = np.nonzero(picture.pen)
    assert (round(rows.mean()), round(columns.mean())) == (
        pytest.approx(LINE, abs=2),
        pytest.approx(FIRST + 5 * PITCH - 2, abs=3),
    )
