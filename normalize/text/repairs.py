"""REPAIRS: the one ordered list of named, explained, replayable repairs of text as read.

The order of the list is the only order. Each repair is one small thing with a reason, an example and a text it must
leave alone; what is doubtful stays as it is. The manner is ftfy's (its fixes and `explain`), the list is this genre's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import regex

from normalize.clause.listed import listed_lines
from normalize.text.glued import dotted_numbers, glued_numbers
from normalize.text.numbering import BULLETS, SIGNED_LINE
from normalize.text.traced import TracedText

Change = tuple[int, int, str]

HAN = r"\p{Han}"
PUNCTUATION = r"、,，。;；:：!！?？()（）《》〈〉“”‘’\"'【】\[\]•·…—~～/%％"
VERB = r"[扣减得计加奖记给]"
BLANK = r"[ \t\u00a0\u3000\u2000-\u200a]"


@dataclass(frozen=True, slots=True)
class TextRepair:
    """One repair. `example` is (before, after); `leaves` is a text it must not change; `doubt` flags what it did."""

    name: str
    reason: str
    example: tuple[str, str]
    leaves: str
    find: Callable[[str], Iterator[Change]]
    doubt: str | None = None


def _pattern(pattern: str, after: str | Callable[[regex.Match[str]], str]) -> Callable[[str], Iterator[Change]]:
    compiled = regex.compile(pattern)

    def find(text: str) -> Iterator[Change]:
        for match in compiled.finditer(text):
            yield match.start(), match.end(), after if isinstance(after, str) else after(match)

    return find


_INVISIBLE = r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\p{Cc}--[\n\t]]"
_FULLWIDTH = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): ".", ord("％"): "%"}
_LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})

# a break stays before an item number: 1. 2、 一、 (一) ① ● 第一条
_LINE_END = regex.compile(
    r"[ \t]*\n[ \t]*(?!\s*(?:\d{1,2}\s*[.．、)）](?!\d)|[一二三四五六七八九十]{1,3}\s*[、.．]"
    rf"|[(（]\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[)）]|[①-⑳]|{BULLETS}|{SIGNED_LINE}|[-–]\s*\p{{Han}}|[(（]?[a-h]\s*[)）]|[(（]?备\s*注|$))"
    rf"(?<![A-Za-z][ \t]*\n[ \t]*(?=[A-Za-z]))(?<!(?:\A|\n){SIGNED_LINE}\n[ \t]*)"
)

_WITHIN_NUMBER = regex.compile(r"(?<=\d)[ \t]*\n[ \t]*(?=\d)(?!\d{1,2}\s*[.．、)）](?!\d))")

REPAIRS: tuple[TextRepair, ...] = (
    TextRepair(
        "invisible",
        "control and zero-width characters carry no text",
        ("扣\u200b1分", "扣1分"),
        "扣1分",
        _pattern(rf"(?V1){_INVISIBLE}+", ""),
    ),
    TextRepair(
        "radical-variant",
        "fonts for simplified Chinese give 户 and 青 the code of a radical, which stands for the old form",
        ("每缺1戶", "每缺1户"),
        "每缺1户",
        _pattern(r"[戶靑]", lambda m: {"戶": "户", "靑": "青"}[m.group()]),
    ),
    TextRepair(
        "full-width-number",
        "full-width digits in a number are written as half-width",
        ("扣０．５分", "扣0.5分"),
        "扣0.5分",
        _pattern(r"[０-９]+(?:．[０-９]+)?％?|(?<=[0-9])[．％]", lambda m: m.group().translate(_FULLWIDTH)),
    ),
    TextRepair(
        "list-dot",
        "a full-width stop after an item number is a dot",
        ("1．未完成", "1.未完成"),
        "第1．未完成",
        _pattern(r"(?<=(?:^|[\s。;；])\d{1,2})．", "."),
    ),
    TextRepair(
        "number-space",
        "a decimal was torn apart at its point",
        ("扣0. 25分", "扣0.25分"),
        "1. 2人以上未到",
        _pattern(
            # 0. 25 · 0 .25 (no item is numbered 0; 第0. 5条 is neither surely), then 扣1. 5分 · 0.2-1. 6分
            r"(?<=(?<![\d.第])0)(?:\s+\.\s*|\s*\.\s+)(?=\d)"
            rf"|(?<=(?:{VERB}|[-~至到])\s*\d{{1,3}})(?:\s+\.\s*|\s*\.\s+)(?=\d+\s*[分/])",
            ".",
        ),
    ),
    TextRepair(
        "digit-lookalike",
        "a letter that looks like a digit stands in an amount",
        ("扣O.25分", "扣0.25分"),
        "在OA系统中扣1分",
        _pattern(
            rf"(?<={VERB}\s*)[OolI|\d]*[OolI|][OolI|\d]*(?:\.[OolI|\d]+)?(?=\s*分)"
            rf"|(?<={VERB}\s*)\d+\.[OolI|\d]*[OolI|][OolI|\d]*(?=\s*分)"
            r"|(?<=[(（]\s*)(?=[OolI|]*\d)[OolI|\d]*[OolI|][OolI|\d]*(?=\s*分\s*[)）])",  # 运行值班(5O分)
            lambda m: m.group().translate(_LETTERS_FOR_DIGITS),
        ),
        doubt="number-suspect",
    ),
    TextRepair(
        "points-lookalike",
        "a character that looks like 分 stands behind points in brackets",
        ("值班(20芬)", "值班(20分)"),
        "党参(20克)",
        _pattern(r"(?<=[(（]\s*\d+(?:\.\d+)?\s*)[芬兮](?=\s*[)）])", "分"),
    ),
    TextRepair(
        "decimal-point",
        "another mark stands where the point of a decimal below one belongs",
        ("扣0,25分", "扣0.25分"),
        "扣10,25分为限",
        _pattern(rf"(?<={VERB}\s*0)[,，。·•、:](?=\d+\s*分)", "."),
        doubt="number-suspect",
    ),
    TextRepair(
        "range-dash",
        "the dash of a range of points was read as the numeral one",
        ("扣2一5分", "扣2-5分"),
        "扣2分一次",
        _pattern(rf"(?<={VERB}\s*\d+(?:\.\d+)?)\s*一\s*(?=\d+(?:\.\d+)?\s*分)", "-"),
        doubt="number-suspect",
    ),
    TextRepair(
        "half-character",
        "half of the character 扣 was read, or typed",
        ("旷工每次口3分", "旷工每次扣3分"),
        "各出入口3分区管理",
        _pattern(r"(?<=次|[处项个天例起者的,，;；]|每人)[ \t]*[口囗](?=\d+(?:\.\d+)?\s*分(?![钟区之]))", "扣"),
        doubt="number-suspect",
    ),
    TextRepair(
        "letter-o",
        "a nought among capitals is the letter O",
        ("0A系统", "OA系统"),
        "A0幅面、5G、30A电流",
        _pattern(r"(?<![0-9A-Za-z.])0(?=[A-Z]{1,5}(?![0-9A-Za-z]))|(?<=(?<![0-9A-Za-z])[A-Z]{1,4})0(?=[A-Z])", "O"),
    ),
    TextRepair(
        "stray-glyph",
        "pieces of ruling lines were read as characters",
        ("一、本部门|]承担的", "一、本部门承担的"),
        "见[附件1]",
        lambda text: _stray_glyphs(text),
    ),
    TextRepair(
        "doubled-sentence",
        "a sentence or several were read twice, one after the other",
        ("2.无故缺席早会的,每人次扣1分。2.无故缺席早会的,每人次扣1分。", "2.无故缺席早会的,每人次扣1分。"),
        "未报扣1分。未报扣1分。",
        lambda text: _doubled_sentences(text),
        doubt="text-doubled",
    ),
    TextRepair(
        "number-joined",
        "a line ended between two digits: of one number, or of two",
        ("每年至少1\n0次", "每年至少10次"),
        "1.甲见附件1\n2.乙",
        lambda text: _joined_lines(text, _WITHIN_NUMBER),
        doubt="number-suspect",
    ),
    TextRepair(
        "line-joined",
        "a line break within an item is the page's, not the text's",
        ("党建与思\n想政治工作", "党建与思想政治工作"),
        "1.甲。\n2.乙。",
        lambda text: _joined_lines(text, _LINE_END),
    ),
    TextRepair(
        "han-space",
        "Chinese is written without spaces; these come from line ends and typesetting",
        ("绩效考核 小组", "绩效考核小组"),
        "see page 3",
        lambda text: _spaces(text),
    ),
    TextRepair(
        "doubled-tail",
        "the end of the sentence was read twice",
        ("确保不发生责任事故。 责任事故。", "确保不发生责任事故。"),
        "不迟到。不早退。",
        lambda text: _doubled_tails(text),
    ),
    TextRepair(
        "doubled-mark",
        "a mark was read twice",
        ("扣1分。。", "扣1分。"),
        "第一……第二",
        _pattern(r"(?<=[。;；,，、])(?:(?<=。)。+|(?<=;);+|(?<=；)；+|(?<=,),+|(?<=，)，+|(?<=、)、+)", ""),
    ),
)


def _joined_lines(text: str, line_end: regex.Pattern[str]) -> Iterator[Change]:
    """Line ends within an item, but where they part clauses."""
    if "\n" not in text or not line_end.search(text):
        return
    stay = glued_numbers(text) | dotted_numbers(text).keys() | {end for _, end in listed_lines(text)}
    for match in line_end.finditer(text):
        if match.end() not in stay:
            yield match.start(), match.end(), ""


_HAN_SPACE = regex.compile(
    rf"(?V1)(?<=[{HAN}{PUNCTUATION}]){BLANK}+(?=[{HAN}{PUNCTUATION}])"
    rf"|(?<=[{HAN}]){BLANK}+(?=[0-9A-Za-z<≥≤＜＞≧])(?!{BLANK}*\d{{1,2}}[.、．](?!\d))"
    rf"|(?<=[0-9A-Za-z%％]){BLANK}+(?=[{HAN}])"
    rf"|(?<=[,，(（《/~-]){BLANK}+(?=[0-9A-Za-z])|(?<=\d){BLANK}+(?=[)）》,，。;；/%％~-])"
)


def _spaces(text: str) -> Iterator[Change]:
    """Spaces within Chinese, but where they part clauses."""
    found = list(_HAN_SPACE.finditer(text))
    stay = dict(listed_lines(text)) if found else {}
    for match in found:
        if match.start() not in stay:
            yield match.start(), match.end(), ""


_STRAY = regex.compile(rf"(?<=[{HAN}]){BLANK}*[\]\[|_^`~]+{BLANK}*(?=[{HAN}])")
_BRACKETED = regex.compile(r"\[[^\[\]]*\]")


def _stray_glyphs(text: str) -> Iterator[Change]:
    """Marks between Han characters that belong to no pair of brackets."""
    paired = {i for match in _BRACKETED.finditer(text) for i in (match.start(), match.end() - 1)}
    for match in _STRAY.finditer(text):
        if not paired.intersection(range(*match.span())):
            yield match.start(), match.end(), ""


_SENTENCE = regex.compile(r"[^。]*。\s*|[^。]+$")
# a row that begins anew at 1 may say the same of another duty
_NUMBERED = regex.compile(r"\s*(?:[(（]?(?!1\D)\d{1,2}[)）.．、]|[②-⑳])")
_LEAST_DOUBLED = 12  # characters; shorter sentences are said again of other things
_MOST_DOUBLED = 4  # sentences


def _doubled_sentences(text: str) -> Iterator[Change]:
    """Sentences that come again at once, to the letter: on the same line, or with the same number."""
    said = [match.group() for match in _SENTENCE.finditer(text)] if text.count("。") > 1 else []
    bare = ["".join(sentence.split()) for sentence in said]
    if len(set(bare)) == len(bare):
        return
    starts = [0, *accumulate(map(len, said))]
    i = 0
    while i < len(said):
        size = next((n for n in range(_MOST_DOUBLED, 0, -1) if _come_again(said[i:], bare[i : i + 2 * n], n)), 0)
        if size:
            yield (
                starts[i + size] - _blank_end(said[i + size - 1]),
                starts[i + 2 * size] - _blank_end(said[i + 2 * size - 1]),
                "",
            )
        i += 2 * size or 1


def _come_again(said: list[str], bare: list[str], size: int) -> bool:
    """Whether of so many sentences and as many the second ones say what the first do; `bare`: without white space."""
    first, second = bare[:size], bare[size:]
    if first != second or len(first) < size or sum(map(len, first)) < _LEAST_DOUBLED or not first[-1].endswith("。"):
        return False
    return bool(_NUMBERED.match(second[0])) or "\n" not in said[size - 1]


def _blank_end(sentence: str) -> int:
    return len(sentence) - len(sentence.rstrip())


_TAIL = regex.compile(r"(?<=[。;；])\s*([^。;；\n]{3,30})[。;；]")


def _doubled_tails(text: str) -> Iterator[Change]:
    """A short sentence that repeats, to the letter, the end of the sentence before it."""
    for match in _TAIL.finditer(text):
        end = len(text[: match.start()].rstrip()) - 1  # without its mark
        tail = match.group(1).strip()
        begin = 1 + max(text.rfind(mark, 0, end) for mark in "。;；\n")
        sentence = text[begin:end]
        if len(tail) >= 3 and sentence.endswith(tail) and len(sentence) > len(tail):
            yield match.start(), match.end(), ""


DOUBTFUL = {item.name: item.doubt for item in REPAIRS if item.doubt}


def repair(text: TracedText) -> TracedText:
    """All repairs in order. Those of DOUBTFUL are to be flagged where they touched a text."""
    for item in REPAIRS:
        changes = list(item.find(text.text))
        if changes:
            text = text.edit(changes, item.name, item.reason)
    return text


def repaired(text: str) -> str:
    """All repairs in order on a plain string."""
    for item in REPAIRS:
        for start, end, after in sorted(item.find(text), reverse=True):
            text = text[:start] + after + text[end:]
    return text
