"""Headings with one wrong character, as recognition leaves them: 考核单符 over 人事处 is 考核单位.

A heading is read as another only where it fits nothing, or fits what does not stand below it (标准井 over numbers),
where those one character away leave one role whose texts these are, and where no other column has that role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product

import regex
from rapidfuzz.distance import Levenshtein

from normalize.layout.apart import SCORES, is_amount_heading
from normalize.layout.headings import EXACT, Role, plain, role_of
from normalize.layout.labels import points_cell, split_label


def _words(firsts: str, lasts: str) -> set[str]:
    return set(map("".join, product(firsts.split(), lasts.split())))


_WORDS = {
    *EXACT,
    *_words("评价 评分 考核 考评 扣分 计分 加分 打分 记分 量化 考核评价 考核评分", "标准 细则 办法 规则 依据"),
    *_words("考核 考评 评价 评分 测评 检查", "单位 部门 主体 机构 小组 科室 方法 方式 形式 要点"),
    *_words("工作 具体 目标 指标 任务 考核", "内容 要求 标准"),
    *_words("工作 任务 指标 考核", "项目 类别 模块 维度"),
    *_words("责任", "部门 单位"),
    *("年度目标", "岗位职责", "基础分值", "完成时限", "完成情况", "考核责任部门"),
}
# one character off a known heading, too, and right all the same
_OTHERS = _words("进 难 季 年 月 程 力", "度") | _words("级 考核级 性", "别") | _words("数 价 产 均", "值")
_OTHERS |= {"分组", "分工", "学分", "积分", "计算单位"}
_KNOWN = _WORDS | _OTHERS
_SENTENCE = regex.compile(r"[,，。;；]\s*\S")
_LONGEST_NAME = 20  # characters
_LEAST_DUTY = 6
_HALF, _MOSTLY = 0.5, 0.8  # of a column's texts
_OF_NO_USE: frozenset[Role | None] = frozenset({"form", "other", "notes", "serial"})
_SHARED: tuple[Role, ...] = ("level", "form", "other", "notes")  # several columns may have it


def misread_headings(
    headings: Sequence[str], texts: Sequence[Sequence[str]], role: Callable[[str], Role | None]
) -> Mapping[str, str]:
    """Of the columns' headings those that are one character off a known one, and that. `texts`: what stands below each;
    `role`: what a heading names, the institution's own words among them."""
    roles = [role(heading) for heading in headings]
    doubtful = [i for i, heading in enumerate(headings) if _in_doubt(heading, roles[i], texts[i])]
    found: dict[str, str] = {}
    for i in doubtful:
        taken = {other for k, other in enumerate(roles) if k not in doubtful and other not in _SHARED}
        left_of_content = not any(_is_content(other) for other in roles[:i])
        fit = [
            word
            for word in _near(plain(headings[i]))
            if (named := role_of(word)) not in taken
            and _fits(named, texts[i])
            and (named != "level" or left_of_content)
            and not (_is_content(named) and taken >= {"duties", "criteria"})
        ]
        meant = {_meant(role_of(word)) for word in fit}
        if len(meant) == 1 and meant.isdisjoint(_OF_NO_USE):
            found[plain(headings[i])] = fit[0]
            roles[i] = role_of(fit[0])
    return found


def _in_doubt(heading: str, role: Role | None, texts: Sequence[str]) -> bool:
    known = plain(heading) in _KNOWN or is_amount_heading(heading)
    return not known and any(texts) and not _fits(role, texts)


@lru_cache(maxsize=1024)
def _near(heading: str) -> tuple[str, ...]:
    """The known headings that another, one more or one fewer character makes of it."""
    shared = (word for word in sorted(_WORDS) if not set(word).isdisjoint(heading))
    return tuple(word for word in shared if Levenshtein.distance(word, heading, score_cutoff=1) == 1)


def _meant(role: Role | None) -> Role | None:
    """What is asked for counts as one: 考核要求, 工作要求."""
    return "duties" if role == "content" else role


def _is_content(role: Role | None) -> bool:
    return role in ("duties", "content", "criteria")


def _fits(role: Role | None, texts: Sequence[str]) -> bool:
    """Whether texts may stand below a heading of this role."""
    said = [text.strip() for text in texts if text.strip()]
    numbers = _share(said, lambda text: points_cell(text) is not None)
    if role in ("points", "serial"):
        return numbers == 1
    if role == "form":
        return numbers == 1 or len(said) * 2 <= len(texts)
    if role in (None, "other", "notes"):
        return role is not None
    scores = _share(said, lambda text: SCORES.search(text) is not None)
    pointed = _share(said, lambda text: split_label(text)[1] is not None)
    short = _share(said, lambda text: len(text) <= _LONGEST_NAME and not _SENTENCE.search(text))
    if role == "criteria":
        return scores > _HALF
    if role == "level":
        return short > _MOSTLY and numbers < _HALF
    if role in ("duties", "content"):
        return pointed < _HALF and _share(said, lambda text: len(text) >= _LEAST_DUTY) > _HALF
    return scores == pointed == numbers == 0 and short > _MOSTLY


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts) if texts else 0
