"""The numbers that Word draws before paragraphs and that stand nowhere in the text.

After ECMA-376 part 1, 17.9. Word keeps one counter a level for each abstract list (w:abstractNum), shared by all the
lists (w:num) made from it; a w:startOverride restarts it where its list is first used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from extract.word.package import W

LEVELS = 9


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


def value(parent: Element | None, name: str) -> str | None:
    """The w:val of a child; None where there is no such child, "" where it has no value."""
    child = None if parent is None else parent.find(w(name))
    return None if child is None else child.get(w("val"), "")


def integer(text: str | None, default: int) -> int:
    """A decimal attribute; `default` where it is missing or no number."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else default


def flag(parent: Element | None, name: str) -> bool | None:
    """An on/off property; None where it is not set."""
    found = value(parent, name)
    return None if found is None else found not in ("0", "false", "off", "none")


class Styles:
    """Paragraph and character styles by id, each with what it is based on."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(w("style"))
        self._by_id = {style.get(w("styleId"), ""): style for style in styles}
        self._default = next(
            (
                style.get(w("styleId"))
                for style in styles
                if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on")
            ),
            None,
        )
        self._hidden: dict[str, bool] = {}

    def chain(self, style_id: str | None) -> list[tuple[str, Element]]:
        """A style and those it is based on, nearest first; for None, the default paragraph style."""
        found: list[tuple[str, Element]] = []
        name = style_id if style_id is not None else self._default
        while name is not None and name in self._by_id and all(name != seen for seen, _ in found):
            style = self._by_id[name]
            found.append((name, style))
            name = value(style, "basedOn")
        return found

    def hidden(self, style_id: str | None) -> bool:
        """Whether text of this style is hidden (w:vanish)."""
        if style_id is None:
            return False
        if style_id not in self._hidden:
            states = (flag(style.find(w("rPr")), "vanish") for _, style in self.chain(style_id))
            self._hidden[style_id] = next((state for state in states if state is not None), False)
        return self._hidden[style_id]


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    suffix: str
    restart: int | None  # 1-based level after which it restarts, 0 never; None: after any higher one
    style: str | None
    legal: bool


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document and their counters; `label` is to be called once a paragraph, in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else _lists(root, styles)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """What Word draws before a paragraph of these w:pPr, with a space where a tab or space follows; "" for none."""
        place = self._place(properties)
        if place is None:
            return ""
        list_id, number = place
        entry = self._lists[list_id]
        level = entry.levels.get(number)
        if level is None:
            return ""
        counts = self._advance(list_id, entry, number)
        if level.format == "bullet":
            return ""

        def drawn(found: re.Match[str]) -> str:
            other = int(found.group(1)) - 1
            shown = entry.levels.get(other)
            if shown is None:
                return ""
            count = counts[other]
            form = "decimal" if level.legal else shown.format
            return format_number(shown.start if count is None else count, form)

        text = re.sub(r"%([1-9])", drawn, level.text)
        return text + (" " if text and level.suffix != "nothing" else "")

    def _advance(self, list_id: str, entry: _List, number: int) -> list[int | None]:
        counts = self._counts.setdefault(entry.abstract, [None] * LEVELS)
        count = counts[number]
        if number in entry.starts and (list_id, number) not in self._begun:
            counts[number] = entry.starts[number]
        else:
            counts[number] = entry.levels[number].start if count is None else count + 1
        self._begun.add((list_id, number))
        for deeper in range(number + 1, LEVELS):
            restart = entry.levels[deeper].restart if deeper in entry.levels else None
            if restart is None or number < restart:
                counts[deeper] = None
        return counts

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and level of a paragraph, from its own w:numPr or its style's."""
        own = None if properties is None else properties.find(w("numPr"))
        list_id = value(own, "numId")
        level = value(own, "ilvl")
        if list_id is None:
            list_id, level = self._styled(value(properties, "pStyle"), level)
        if list_id is None or list_id not in self._lists:
            return None  # 0, which no list has, takes a paragraph out of its style's list
        return list_id, min(max(integer(level, 0), 0), LEVELS - 1)

    def _styled(self, style_id: str | None, own_level: str | None) -> tuple[str | None, str | None]:
        names: list[str] = []
        for name, style in self._styles.chain(style_id):
            names.append(name)
            numbered = style.find(f"{w('pPr')}/{w('numPr')}")
            list_id = value(numbered, "numId")
            if list_id is None:
                continue
            levels = self._lists[list_id].levels if list_id in self._lists else {}
            linked = next((str(n) for name in names for n, level in levels.items() if level.style == name), None)
            return list_id, own_level or linked or value(numbered, "ilvl")
        return None, None


def _lists(root: Element, styles: Styles) -> dict[str, _List]:
    abstracts = {element.get(w("abstractNumId"), ""): element for element in root.findall(w("abstractNum"))}
    numbers = {element.get(w("numId"), ""): element for element in root.findall(w("num"))}
    lists: dict[str, _List] = {}
    for list_id, element in numbers.items():
        abstract_id = _abstract(element, abstracts, numbers, styles)
        if abstract_id is None:
            continue
        levels = _levels(abstracts[abstract_id])
        starts: dict[int, int] = {}
        for override in element.findall(w("lvlOverride")):
            number = integer(override.get(w("ilvl")), -1)
            if not 0 <= number < LEVELS:
                continue
            levels |= _levels(override)
            start = value(override, "startOverride")
            if start is not None:
                starts[number] = integer(start, 0)
        lists[list_id] = _List(abstract_id, levels, starts)
    return lists


def _abstract(
    element: Element, abstracts: dict[str, Element], numbers: dict[str, Element], styles: Styles
) -> str | None:
    """The abstract list behind a list, through the numbering styles that stand between them."""
    for _ in range(LEVELS):  # a style that leads back to itself ends here
        abstract_id = value(element, "abstractNumId")
        if abstract_id is None or abstract_id not in abstracts:
            return None
        link = value(abstracts[abstract_id], "numStyleLink")
        if link is None:
            return abstract_id
        chain = styles.chain(link)
        target = value(chain[0][1].find(f"{w('pPr')}/{w('numPr')}"), "numId") if chain else None
        if target is None or target not in numbers:
            return abstract_id
        element = numbers[target]
    return None


def _levels(parent: Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in parent.findall(w("lvl")):
        number = integer(element.get(w("ilvl")), -1)
        if not 0 <= number < LEVELS:
            continue
        restart = value(element, "lvlRestart")
        levels[number] = _Level(
            start=integer(value(element, "start"), 0),
            format=value(element, "numFmt") or "decimal",
            text=value(element, "lvlText") or "",
            suffix=value(element, "suff") or "tab",
            restart=None if restart is None else integer(restart, 0),
            style=value(element, "pStyle"),
            legal=bool(flag(element, "isLgl")),
        )
    return levels


# --- numerals (ECMA-376 part 1, 17.18.59)

_HAN, _LEGAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"


def format_number(number: int, form: str) -> str:
    """A number as Word draws it; in plain digits where the format is unknown or does not reach so far."""
    draw = _FORMATS.get(form)
    return (draw(number) if draw and number > 0 else None) or ("" if form == "none" else str(number))


def _han(number: int, digits: str = _HAN, units: str = "十百千") -> str | None:
    """12 -> 十二, 105 -> 一百零五; up to 9999."""
    if number > 9999:
        return None
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + (units[place - 1] if place else "")
        gap = not digit
    return text[1:] if digits == _HAN and 10 <= number < 20 else text


def _han_to_99(number: int) -> str | None:
    return _han(number) if number < 100 else "".join("○一二三四五六七八九"[int(digit)] for digit in str(number))


def _roman(number: int) -> str | None:
    if number > 3999:
        return None
    text = ""
    for unit, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        text += sign * (number // unit)
        number %= unit
    return text


def _letter(number: int) -> str | None:
    """a … z, aa, bb, …: Word repeats the letter."""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeat + 1) if repeat < 30 else None


def _series(signs: str) -> Callable[[int], str | None]:
    return lambda number: signs[number - 1] if number <= len(signs) else None


def _upper(draw: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda number: (draw(number) or "").upper() or None


def _run_of(first: str, count: int) -> str:
    return "".join(chr(ord(first) + offset) for offset in range(count))


def _full_width(number: int) -> str:
    return "".join(chr(ord("\uff10") + int(digit)) for digit in str(number))


_FORMATS: dict[str, Callable[[int], str | None]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _series(_run_of("①", 20)),
    "decimalEnclosedCircleChinese": _series(_run_of("①", 20)),
    "decimalEnclosedParen": _series(_run_of("⑴", 20)),
    "decimalEnclosedFullstop": _series(_run_of("⒈", 20)),
    "ideographEnclosedCircle": _series(_run_of("㊀", 10)),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "chineseCounting": _han_to_99,
    "taiwaneseCounting": _han_to_99,
    "chineseCountingThousand": _han,
    "taiwaneseCountingThousand": _han,
    "japaneseCounting": _han,
    "chineseLegalSimplified": lambda number: _han(number, _LEGAL, "拾佰仟"),
    "lowerLetter": _letter,
    "upperLetter": _upper(_letter),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
    "numberInDash": lambda number: f"- {number} -",
}
