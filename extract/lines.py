"""Characters on a page -> text lines -> the text of a cell or paragraph: soft wraps joined, hard breaks kept.

Knows nothing of PDF: a glyph is a character with its box on the page as displayed (points, origin top left).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple

Box = tuple[float, float, float, float]

SAME_LINE = 0.45  # em: baselines no further apart than this are one line
OVERPRINT = 0.1  # em: the same character this near to itself is bold by printing twice
WORD_GAP = 0.15  # em: a gap between Latin letters that stands for a space
COLUMN_GAP = 2.0  # em: a gap that sets text apart, as between the parts of a page header
FIT = 0.05  # em: how exactly the room left at the end of a line is known
SAME_SIZE = 0.12  # share: ideographs whose widths differ by no more are of one size
NARROW = 6.0  # em: a cell for labels; its width is often a whole number of characters, and one just fits
EXACT = -0.01  # em: how exactly the room is known where one character just fits
CENTRED = 0.35  # em: lines whose middles agree this well are centred
AUTOSPACE = 0.25  # em: what typesetters add between Han and Latin characters
INDENT = 1.2  # em: a line that begins this far right of its block starts a paragraph
SHORT = 0.25  # share of the tables' width that a line leaves free which its author ended
OUTDENT = 4.0  # em: a line that begins this far left of the one above does so, too; a first line is indented by two

CLOSING = "\uff0c。\uff1b\uff1a、\uff01\uff1f\uff09》」』】〕”’…·,.;:!?)]}\uff05%℃\uff5e~\uff0d-—"
OPENING = "\uff08《「『【〔“‘([{"
ITEM = re.compile(
    r"\s*(?:[1-9]\d?\s*[.．、](?!\d)|[一二三四五六七八九十]{1,3}\s*、"
    r"|[\uff08(](?:[1-9]\d?|[一二三四五六七八九十]{1,3})[\uff09)]"
    r"|[①-⑳]|[A-Z][.．、](?![A-Za-z0-9])|第[一二三四五六七八九十百]{1,4}[章条节])"
)
# 部门: · 被考核单位(盖章): · 考核年度:
FIELD = re.compile(
    r"\s*(?:[\u4e00-\u9fff]{0,4}(?:部门|单位|科室|股室|班组|对象|年度|周期|时间|日期|岗位|姓名)(?:名称)?"
    r"|[\u4e00-\u9fff]{2,4}人)(?:[\uff08(][\u4e00-\u9fff]{1,4}[\uff09)])?\s*[:：]"
)
_DOWN_THE_PAGE = attrgetter("origin_y", "x0", "order")
_ALONG_THE_LINE = attrgetter("x0", "order")
# points at the end of a label, on a line of their own: (15分)
POINTS = re.compile(r"[\uff08(]\s*[\d.]+\s*分?\s*[\uff09)]$")


class Glyph(NamedTuple):
    """A character as drawn. `turn` is its reading direction in clockwise quarter turns from left to right."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    origin_x: float
    origin_y: float  # for turn 0 the baseline
    turn: int = 0
    order: int = 0  # place in the page's content

    @property
    def centre(self) -> tuple[float, float]:
        """A point inside the ink: measured from the baseline, because font boxes may be taller than the line."""
        if self.turn == 0:
            middle = self.origin_y - 0.3 * (self.bottom - self.top)
            return (self.x0 + self.x1) / 2, middle if middle > self.top else self.top
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """About one em."""
        wide, high = self.x1 - self.x0, 0.7 * (self.bottom - self.top)
        return wide if wide > high else high


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, its glyphs from left to right without white space at either end.

    `end` is where the spaces drawn after the text end; without any, `x1`.
    """

    glyphs: tuple[Glyph, ...]
    text: str
    x0: float
    x1: float
    end: float
    em: float

    @property
    def base(self) -> float:
        return self.glyphs[0].origin_y

    @property
    def box(self) -> Box:
        return self.x0, min(g.top for g in self.glyphs), self.x1, max(g.bottom for g in self.glyphs)


# --- glyphs -> lines


def even_widths(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs with every ideograph as wide as the others of its size.

    An ideograph's advance is its em, but where a font does not say so pdfium gives the width of the ink, and the room
    left at a line's end can't be told from that.
    """
    own = [g.x1 - g.x0 if g.turn == 0 and "\u3400" <= g.text <= "\u9fff" else 0.0 for g in glyphs]
    counts = Counter(own)
    rounded = {width: round(width, 1) for width in counts}
    widths: Counter[float] = Counter()
    for width, count in counts.items():
        widths[rounded[width]] += count
    nominal = {
        width: max((w for w in widths if abs(w - width) <= SAME_SIZE * width), key=lambda w: (widths[w], w))
        for width in widths
    }
    if all(width == other for width, other in nominal.items()):
        return list(glyphs)
    return [
        g if nominal[width] == width else g._replace(x0=g.origin_x, x1=g.origin_x + nominal[width])
        for g, width in zip(glyphs, map(rounded.__getitem__, own), strict=True)
    ]


def upright(glyph: Glyph) -> Glyph:
    """The glyph in a frame turned so that it reads from left to right."""
    return turn_glyph(glyph, glyph.turn)


def turn_glyph(glyph: Glyph, turn: int) -> Glyph:
    """The glyph in the frame of text that reads after `turn` clockwise quarter turns."""
    if turn == 0:
        return glyph
    x, y = turn_point(glyph.origin_x, glyph.origin_y, turn)
    return Glyph(glyph.text, *turn_box(glyph[1:5], turn), x, y, (glyph.turn - turn) % 4, glyph.order)


def turn_box(box: Box, turn: int) -> Box:
    """A box of the page in that frame."""
    (ax, ay), (bx, by) = turn_point(box[0], box[1], turn), turn_point(box[2], box[3], turn)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def turn_point(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of the page in that frame; the origin stays where it is, so that -turn leads back."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn % 4]


def glyphs_to_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines from top to bottom, by baseline. All glyphs are upright (see `upright`)."""
    lines: list[Line] = []
    current: list[Glyph] = []
    for glyph in sorted(glyphs, key=_DOWN_THE_PAGE):
        if current:
            last = current[-1]
            step = glyph.origin_y - last.origin_y
            if step > 0 and step > SAME_LINE * max(glyph.size, last.size):
                lines += _line_of(current)
                current = []
        current.append(glyph)
    return lines + _line_of(current)


def _line_of(glyphs: list[Glyph]) -> list[Line]:
    """One line of glyphs in order down the page, or none where there is only white space."""
    # in order down the page, glyphs of one baseline are in order along it
    level = bool(glyphs) and glyphs[0].origin_y == glyphs[-1].origin_y
    ordered = _without_overprint(glyphs if level else sorted(glyphs, key=_ALONG_THE_LINE))
    first, last = 0, len(ordered)
    while first < last and ordered[first].text.isspace():
        first += 1
    while last > first and ordered[last - 1].text.isspace():
        last -= 1
    kept = ordered[first:last]
    if not kept:
        return []
    em = sorted([glyph.size for glyph in kept])[len(kept) // 2]
    right = max([glyph.x1 for glyph in kept])
    end = max([right, *[glyph.x1 for glyph in ordered[last:]]])
    return [Line(tuple(kept), _spaced(kept, em), kept[0].x0, right, end, em)]


def _without_overprint(ordered: list[Glyph]) -> list[Glyph]:
    """Drops a character printed over itself; the parts of a ligature share one box and stay."""
    kept: list[Glyph] = []
    for glyph in ordered:
        if kept and glyph.text == kept[-1].text:
            last = kept[-1]
            away = max(glyph.x0 - last.x0, abs(glyph.origin_y - last.origin_y))
            ligature = glyph.order == last.order + 1 and glyph[1:5] == last[1:5]
            if away < OVERPRINT * glyph.size and not ligature:
                continue
        kept.append(glyph)
    return kept


def _spaced(glyphs: Sequence[Glyph], em: float) -> str:
    """Text of a line. Spaces are those that are drawn, and gaps that only a space leaves.

    Between Han and Latin characters a gap says nothing: typesetters put a quarter of an em there by themselves.
    """
    gaps = [b.x0 - a.x1 for a, b in pairwise(glyphs)]
    if not gaps or max(gaps) <= WORD_GAP * em:
        return "".join([glyph.text for glyph in glyphs])
    usual = max(median(gaps), 0.0)
    narrow, wide = max(WORD_GAP * em, 2 * usual), max(COLUMN_GAP * em, 3 * usual)
    parts = [glyphs[0].text]
    for gap, (a, b) in zip(gaps, pairwise(glyphs), strict=True):
        if gap > narrow and not a.text.isspace() and not b.text.isspace():
            han = _is_han(a.text) + _is_han(b.text)
            set_by_itself = han == 2 or (han == 1 and (_is_latin(a.text) or _is_latin(b.text)))
            if gap > wide or not set_by_itself:
                parts.append(" ")
        parts.append(b.text)
    return "".join(parts)


def _is_han(char: str) -> bool:
    """Han characters and the marks that are set in their width."""
    return char >= "\u2e80" or "\u2000" <= char <= "\u206f"


def _is_latin(char: str) -> bool:
    return char < "\u0250" and char.isalnum()


# --- lines -> text


def lines_to_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The lines of one block as text, "\\n" where the author broke the line.

    `left` and `right` bound the room that a line has. A break is soft where the next line's first unit would not have
    fitted on the line (the rule by which typesetters break lines, turned round), and hard where it would.
    """
    if not lines:
        return ""
    text = lines[0].text
    for joint, (line, following) in zip(joints(lines, left, right), pairwise(lines), strict=True):
        text += ("\n" if joint == "\n" else _glue(line, following)) + following.text
    return text


def joints(lines: Sequence[Line], left: float, right: float) -> list[str]:
    """For each line but the last: "\\n" where its end is a hard break, "" where it is a soft wrap."""
    ragged = _is_ragged(lines, left, right)
    stacked = _stacked(lines)
    found = []
    for index, (line, following) in enumerate(pairwise(lines)):
        room = (right - left) - (line.end - line.x0) if ragged else right - line.end
        slack = EXACT if right - left < NARROW * line.em else FIT
        fits = room - slack * line.em >= _needed(line, following)
        hard = (fits and not stacked[index]) or bool(ITEM.match(following.text))
        found.append("\n" if hard else "")
    for start in range(max(1, len(lines) - 3), len(lines)):
        if POINTS.match("".join(line.text for line in lines[start:])):
            found[start - 1] = "\n"
    return found


def _is_ragged(lines: Sequence[Line], left: float, right: float) -> bool:
    """Whether the lines are centred, so that both ends of a line say how much room it left."""
    slack = CENTRED * max(line.em for line in lines)
    lefts = [line.x0 for line in lines]
    centres = [(line.x0 + line.x1) / 2 for line in lines]
    if max(lefts) - min(lefts) <= slack:  # of one length, or set to the left
        return all(abs(centre - (left + right) / 2) <= slack for centre in centres)
    return max(centres) - min(centres) <= slack


def _stacked(lines: Sequence[Line]) -> list[bool]:
    """For each line but the last: whether it stands in a vertical label, one Han character to a line."""
    single = [len(line.text) == 1 and line.text >= "\u2e80" and line.text not in CLOSING for line in lines]
    # a run of three tells a label from two short lines
    threes = {i for i in range(len(single) - 2) if all(single[i : i + 3])}
    return [i in threes or i - 1 in threes for i in range(len(lines) - 1)]


def _needed(line: Line, following: Line) -> float:
    """Room that the next line's first unit would have taken at the end of a line."""
    before, after = line.text[-1], following.text[0]
    touching = line.end == line.x1 and _is_han(before) != _is_han(after)
    autospace = AUTOSPACE * line.em if touching and (_is_latin(before) or _is_latin(after)) else 0.0
    return autospace + _first_unit(following)


def _first_unit(line: Line) -> float:
    """Width of what cannot be broken off the start of a line: brackets, a number or Latin word, closing marks."""
    glyphs = line.glyphs
    end = 0
    while end < len(glyphs) - 1 and glyphs[end].text in OPENING:
        end += 1
    if _is_word(glyphs[end].text):
        while end + 1 < len(glyphs) and _is_word(glyphs[end + 1].text):
            end += 1
        if glyphs[end].text == "/" and end + 1 < len(glyphs):  # 0.25/次 is one measure
            end += 1
    while end + 1 < len(glyphs) and glyphs[end + 1].text in CLOSING:
        end += 1
    # a full stop may be cut to its ink, or set in half its width at a line's end only
    return sum(max(g.x1 - g.x0, line.em) if _is_han(g.text) else g.x1 - g.x0 for g in glyphs[: end + 1])


def _is_word(char: str) -> bool:
    return char < "\u0250" and (char.isalnum() or char in ".,%+-/_@#&'")


def _glue(line: Line, following: Line) -> str:
    """What a soft wrap stood for: a space that is drawn at the line's end or parts two Latin words, else nothing."""
    a, b = line.text[-1], following.text[0]
    words = _is_latin(a) and _is_latin(b) and (a.isalpha() or b.isalpha())
    return " " if line.end > line.x1 or words else ""


# --- blocks


def paddings(cells: Iterable[tuple[Box, Sequence[Line]]]) -> float:
    """The room that a table's cells keep free beside their text: the commonest distance on the left.

    The right side can't be seen, as lines end where a word does; typesetters keep both the same.
    """
    gaps = [max(min(line.x0 for line in lines) - box[0], 0.0) for box, lines in cells if lines]
    if not gaps:
        return 0.0
    bins = Counter(round(gap * 2) for gap in gaps)
    commonest = min(bins, key=lambda place: (-bins[place], place))
    return median(gap for gap in gaps if round(gap * 2) == commonest)


def lines_by_turn(glyphs: Sequence[Glyph]) -> dict[int, list[Line]]:
    """The lines of a cell by the turn of their glyphs, in the frame where they are upright; turn 0 is always there.

    Columns of vertical text count as lines turned once, whichever way their characters stand.
    """
    turned: dict[int, Sequence[Glyph]] = {0: glyphs}
    if _is_vertical(glyphs):
        turned = {0: (), 1: [_set_down(glyph) for glyph in glyphs]}
    elif turns := {glyph.turn for glyph in glyphs} - {0}:
        turned = {turn: [upright(glyph) for glyph in glyphs if glyph.turn == turn] for turn in {0, *turns}}
    return {turn: glyphs_to_lines(members) for turn, members in sorted(turned.items())}


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether characters follow each other downwards only, in several columns or with Latin lying on its side."""
    if len(glyphs) < 3 or (glyphs[0].turn == 0 and glyphs[0].origin_y == glyphs[1].origin_y):
        return False  # nearly every cell: this is asked for each
    marks = [glyph for glyph in sorted(glyphs, key=lambda g: g.order) if not glyph.text.isspace()]
    standing = [glyph for glyph in marks if glyph.turn == 0]
    down = columns = 0
    for a, b in pairwise(standing):
        if abs(b.origin_y - a.origin_y) < SAME_LINE * a.size:
            return False
        if abs(b.x0 - a.x0) > SAME_LINE * a.size:
            columns += b.x1 < a.x1 and b.origin_y < a.origin_y
        else:
            down += b.origin_y > a.origin_y
    aside = len(marks) > len(standing) and all(glyph.turn in (0, 1) for glyph in marks)
    return down > 1 and (columns > 0 or aside)


def _set_down(glyph: Glyph) -> Glyph:
    """A character of vertical text in the frame where its column is a line; its middle serves as baseline."""
    x0, top, x1, bottom = turn_box(glyph[1:5], 1)
    return Glyph(glyph.text, x0, top, x1, bottom, x0, (top + bottom) / 2, 0, glyph.order)


def cell_text(lines: Mapping[int, Sequence[Line]], box: Box, padding: float) -> str:
    """Text of a cell; text that is turned is read in its own direction, after the upright text."""
    texts = []
    for turn, members in lines.items():
        left, _, right, _ = turn_box(box, turn)
        if turn and members:  # along a cell's height the text decides how far its lines go
            right = max(line.end for line in members) + padding
        texts.append(lines_to_text(members, left + padding, right - padding))
    return "\n".join(text for text in texts if text)


def lines_to_paragraphs(lines: Sequence[Line], tables: Sequence[Box] = ()) -> list[list[Line]]:
    """Lines of running text, from top to bottom, as paragraphs.

    A paragraph ends at a hard break, before an indented line, below a centred one, where the size of the type changes,
    where the lines stand further apart than usual, and beside `tables` where a line ends far from the right of the
    page's or the next one is a field of the form (部门:).
    """
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    room = min([left, *(box[0] for box in tables)]), max([right, *(box[2] for box in tables)])
    pitches = [b.base - a.base for a, b in pairwise(lines)]
    usual = median(pitches) if pitches else 0.0
    paragraphs = [[lines[0]]]
    for index, (line, following) in enumerate(pairwise(lines)):
        indented = following.x0 - min(line.x0, paragraphs[-1][0].x0) >= INDENT * following.em
        left_of_it = line.x0 - following.x0 >= OUTDENT * following.em
        outdented = left_of_it and not _is_ragged((line, following), left, right)
        resized = not 0.8 <= line.em / following.em <= 1.25
        apart = pitches[index] > 1.5 * usual
        hard = joints((line, following), left, right)[0] == "\n"
        free = room[1] - line.end > SHORT * (room[1] - room[0])
        short = bool(tables) and free and not _is_ragged((line, following), *room)
        wrapped = bool(tables) and not resized and _is_wrapped_title(line, following, *room)
        field = bool(tables) and FIELD.match(following.text) is not None
        if (indented or outdented or resized or apart or hard or short or field) and not wrapped:
            paragraphs.append([following])
        else:
            paragraphs[-1].append(following)
    return paragraphs


def _is_wrapped_title(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether the second of two centred lines is what the first had no room for: …考核评分 above 表.

    A table may be wider than the text by what its cells leave free, about an em.
    """
    off = abs((line.x0 + line.x1) / 2 - (following.x0 + following.x1) / 2)
    shorter = following.x1 - following.x0 < line.x1 - line.x0
    centred = off <= CENTRED * line.em and abs((line.x0 + line.x1) / 2 - (left + right) / 2) <= line.em
    return centred and shorter and line.end - line.x0 + _needed(line, following) > right - left - line.em


def paragraph_text(lines: Sequence[Line]) -> str:
    """The lines of one paragraph as one line of text."""
    return lines[0].text + "".join(_glue(a, b) + b.text for a, b in pairwise(lines))
