"""Lines between tables: 附表2 begins another sheet; 一、日常管理 and 二、环境管理 are parts of one sheet, and so are
党务类(80分) and 业务类(120分)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from normalize.layout.labels import split_label, squash
from normalize.text.numbering import number_value
from normalize.text.traced import TracedText

if TYPE_CHECKING:  # rows are read by columns, and those are told where parts begin
    from normalize.layout.rows import Row

# 附表 · 附件二: · 附表1(续) · 附录3
_APPENDIX = regex.compile(r"附[表件录](?:[一二三四五六七八九十]{1,3}|\d{1,2})?[:：]?(?:[(（]?续表?[)）]?)?$")
_GOES_ON = regex.compile(r"[:：]|[(（]?续表?[)）]?$")
# 一、日常管理(20分) · (二)环境管理 · 3. 安全 · 第一部分 德育
_NUMBERED = regex.compile(
    r"(?:([一二三四五六七八九十]{1,3})[、.．]|[(（]([一二三四五六七八九十]{1,3})[)）]|(\d{1,2})[、.．](?!\d)"
    r"|第([一二三四五六七八九十]{1,3})(?:部分|类|章)).*\p{Han}"
)
_SENTENCE = regex.compile(r"[。；;!！]")
_LONGEST = 40  # characters
# a kind of work, but no unit, which a sheet may be named after
_KIND = regex.compile(r"\p{Han}(?:类|部分|项目?|指标|工作|事项|方面|板块|模块|建设|管理|目标|任务)$")
_LONGEST_NAME = 15  # characters
_NO_NAME = regex.compile(
    r"[小合总共]\s*计|总\s*分|总得分|得分|备\s*注|附\s*注|注|说\s*明|日\s*期|.*(?:签\s*[字名章]|盖章)"
)
_NAME = regex.compile(r"\p{Han}[\p{Han}、与和及]*(?:[(（]\p{Han}+[)）])?$")
_UNIT = regex.compile(r"(?:处|部|办|科|室|院|系|中心|会|所|局|队|站|组|园|校|公司|单位|部门)$")


def appendix(text: str) -> str | None:
    """The name of the appendix that a line is the heading of, 附表1 for 附表1(续); None for any other line."""
    text = squash(text)
    return str(_GOES_ON.sub("", text)) if _APPENDIX.match(text) else None


def part_number(text: str) -> int | None:
    """The number of a short line that may head a part of a sheet, None for any other."""
    text = squash(text)
    found = _NUMBERED.match(text) if len(text) <= _LONGEST and not _SENTENCE.search(text) else None
    return number_value(next(group for group in found.groups() if group)) if found else None


def heads_part(text: str, in_table: bool = False) -> bool:
    """Whether a line alone above a table's headings may name a part of the sheet: it is numbered or names a kind of
    work; any name but a unit's may where it has points or stands in the table, over several columns (`in_table`)."""
    if part_number(text) is not None:
        return True
    name, points = split_label(text)
    if not is_name(text):
        return False
    return bool(_KIND.search(name)) or ((in_table or points is not None) and not _UNIT.search(name))


def is_name(text: str) -> bool:
    """Whether a line is a short name, with points behind it or not, and no remark, total or signature."""
    name, _ = split_label(text)
    return len(name) <= _LONGEST_NAME and bool(_NAME.match(name)) and not _NO_NAME.match(name)


def part_style(text: str) -> int | None:
    """Which way of numbering that is: 一、 and (一) are two; None where there is none."""
    text = squash(text)
    found = _NUMBERED.match(text) if part_number(text) is not None else None
    return found.lastindex if found else None


def settled(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[TracedText, ...]]:
    """The rows of a sheet and the headings that make no parts: fewer than two, neither numbered upwards nor each with a
    name of its own and no number."""
    heads = list({id(row.section): row.section for row in rows if row.section is not None}.values())
    numbers = [part_number(head.text) or 0 for head in heads]
    names = {split_label(head.text)[0] for head in heads}
    apart = all(a < b for a, b in pairwise(numbers)) or (not any(numbers) and len(names) == len(heads))
    if len(heads) > 1 and apart:
        return tuple(rows), ()
    return tuple(replace(row, section=None) if row.section else row for row in rows), tuple(heads)
