"""Text that recognition may have damaged where no copy tells: what is unlikely in itself is flagged and kept as read.

Only sheets that were read by recognition are looked at; in Word and digital PDF the same oddities are the author's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache

import regex

from normalize.siblings.plausible import is_han, is_rare
from schemas import Anomaly, Criterion, Rule, Sheet, make_anomaly

Often = Callable[[str], int]
"""How often characters stand in all texts of the run."""

# 有会议纪要,每少一次扣有会议纪要,每少一次扣: a line read twice
_TWICE = regex.compile(r"([^\s]{5,})\s*\1")
_LEAST_TWICE = 5
_PAIR = regex.compile(r"(\p{Han})\1")
# a character that is read twice now and then is not a pair of a word: 学院院长 is many of all 院, 扣扣 few of all 扣
_SHARE = 0.03
# 人人 天天 处处 are words
_WORDS_OF_TWO = frozenset("人天年月日时处事样常点家个层种次件条项多少大小快慢好刚渐仅往每")
# 扣0圖5分, 扣0打2分: something between the digits; 得摄分: something in their stead
_BROKEN_NUMBER = regex.compile(r"[扣减得加奖计]\s*(?:\d+\s*\p{Han}\s*\d+|\p{Han})\s*分")
# 得22分, 扣0.55分: a digit that may have been read twice
_DOUBLED_DIGIT = regex.compile(r"[扣减得加奖计]\s*(\d*\.?\d*([1-9])\2)\s*分")
# 扣0.225分, 扣0.001分/次: three places behind the point where hardly an amount of the run has as many
_AMOUNT = regex.compile(r"[扣减得加奖计]\s*(\d+(?:\.(\d+))?)\s*(?:分|/)")
_PLACES = 3
_HARDLY = 0.05
# 每少0天: nothing counts by noughts
_BY_NOUGHT = regex.compile(r"每\p{Han}{0,3}(?<![\d.])0\s*\p{Han}")
# 准点率低于95,: a share without its %
_BARE_SHARE = regex.compile(
    r"率[^,;，；。:：\d\s率<>]{0,8}?(?:[低高]于|[大小少]于|达到?|不足|超过|[≥≤＜＞<>])\s*(?!0(?!\.))\d+(?:\.\d+)?"
    r"(?=\s*(?:[,;，；。的者]|及?以[上下]|$))"
)
# 计一分, 得满分, 累计扣分: words between verb and 分, and no number damaged
_COUNTED = regex.compile(
    r"[扣减得加奖计]\s*[一二两三四五六七八九十半几多少零总满全部积学得考评绩综平均本该其此][^\d]|计\s*[扣减得加奖]\s*分"
)
_BARE = regex.compile(r"[扣减加]分$")
_JUDGED = regex.compile(r"酌情|视|情节|适当|相应|按|依据|根据")
_VERB = regex.compile(r"[得加计奖记给+＋]")
_FAILS = regex.compile(r"(?:未|没|不|无|缺|漏|迟|逾|违|少)")
# beyond the 3755, and at home in texts of this kind: 推诿 渎职 徇私 赡养 缮 恪守 殡葬 赃物 咆哮 斡旋 疹 痘 痢 癫痫 砼 …
_AT_HOME = frozenset(
    "诿渎徇赡缮恪殡赃咆哮斡疹痘痢癫痫砼绌懑谙瞩睦褒酗嫖赌赂贿讹诬谤帷幄岚蟑螂蜱苷膀胱腺痹瘀痰麾侥幸舆檀楹瑕疵逾"
)
# a bracket, or what only opens or closes an enumeration: 1) a) 一)
_BRACKET = regex.compile(
    r"(?<![(（]\s*)(?<=(?:^|[\s。;；,，:：])(?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,2}))[)）]|(?P<own>[()（）《》])"
)
_CLOSES = {")": "(", "》": "《"}
_ENDS = frozenset("。;；!！)）”》.")


def suspect_texts(sheets: Sequence[Sheet], recognized: Collection[str]) -> Iterator[Anomaly]:
    """A flag for each criterion or rule, of the sheets with an id in `recognized`, that reads like damage."""
    if not recognized:
        return
    whole = "\0".join(_texts(sheets))
    often = cache(whole.count)  # few are asked for, and each is counted in a moment
    amounts = Counter(match.group(1) for match in _DOUBLED_DIGIT.finditer(whole))
    places = [len(match.group(2) or "") for match in _AMOUNT.finditer(whole)]
    fine = sum(count >= _PLACES for count in places) > _HARDLY * len(places)
    for sheet in (sheet for sheet in sheets if sheet.id in recognized):
        own = [criterion for task in sheet.tasks for criterion in task.criteria]
        ended = sum(c.text.rstrip()[-1:] in _ENDS for c in own) * 3 >= len(own) * 2
        for criterion in own:
            yield from _criterion(criterion, often, ended)
            yield from _numbers(criterion, amounts, fine)


def _texts(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield sheet.title or ""
        for task in sheet.tasks:
            yield from (name for name, _ in task.path)
            yield from (duty.text for duty in task.duties)
            yield from (criterion.text for criterion in task.criteria)


def _criterion(criterion: Criterion, often: Often, ended: bool) -> Iterator[Anomaly]:
    text = criterion.text
    found = list(dict.fromkeys([*_strange(text, often), *_repeated(text, often), *_unpaired(text)]))
    if found:
        yield make_anomaly("text-suspect", criterion.id, criterion.evidence, text=" / ".join(found))
    for rule in criterion.rules:
        yield from _rule(rule, criterion)
    if ended and criterion.rules and _breaks_off(criterion):
        yield make_anomaly("text-broken", criterion.id, criterion.evidence, text=text[-30:])


def _numbers(criterion: Criterion, amounts: Mapping[str, int], fine: bool) -> Iterator[Anomaly]:
    """Numbers that are none, those with a digit twice that the run has nowhere else, and, unless the run is so `fine`
    elsewhere, those with three places."""
    text = criterion.text
    found = [match.group() for match in _BROKEN_NUMBER.finditer(text) if not _COUNTED.match(match.group())]
    found += [match.group() for match in _BY_NOUGHT.finditer(text)]
    found += [match.group() for match in _BARE_SHARE.finditer(text)]
    found += [match.group() for match in _DOUBLED_DIGIT.finditer(text) if amounts[match.group(1)] == 1]
    if not fine:
        found += [m.group() for m in _AMOUNT.finditer(text) if len(m.group(2) or "") >= _PLACES]
    for read in dict.fromkeys(found):
        yield _number(criterion.id, criterion, _around(text, read), read)


def _around(text: str, part: str) -> str:
    at = text.index(part)
    return text[max(0, at - 10) : at + len(part) + 5]


def _strange(text: str, often: Often) -> Iterator[str]:
    """Characters out of everyday use that the run has nowhere else, with their neighbours."""
    odd = {character for character in text if _is_odd(character) and often(character) <= 1}
    for i, character in enumerate(text if odd else ""):
        if character in odd:
            yield text[max(0, i - 3) : i + 4]


@cache
def _is_odd(character: str) -> bool:
    return is_han(character) and is_rare(character) and character not in _AT_HOME


def _repeated(text: str, often: Often) -> Iterator[str]:
    """A phrase twice in a row; a character twice where the run has that pair hardly anywhere."""
    if _has_again(text):
        for match in _TWICE.finditer(text):
            yield match.group()
    for match in _PAIR.finditer(text):
        character, pairs = match.group(1), often(match.group())
        if character not in _WORDS_OF_TWO and pairs <= max(1, _SHARE * often(character)):
            yield text[max(0, match.start() - 3) : match.end() + 3]


def _unpaired(text: str) -> Iterator[str]:
    """A bracket without its other half, with what stands beside it: a line or a character was lost between them."""
    open_at: list[tuple[str, int]] = []
    alone: list[int] = []
    for match in _BRACKET.finditer(text):
        if not match["own"]:
            continue
        bracket = {"（": "(", "）": ")"}.get(match["own"], match["own"])
        if bracket not in _CLOSES:
            open_at.append((bracket, match.start()))
        elif open_at and open_at[-1][0] == _CLOSES[bracket]:
            open_at.pop()
        else:
            alone.append(match.start())
    for at in sorted([*alone, *(at for _, at in open_at)]):
        yield text[max(0, at - 6) : at + 7]


def _has_again(text: str) -> bool:
    """Whether so many characters stand in it twice, which the pattern takes far longer to deny."""
    parts = [text[i : i + _LEAST_TWICE] for i in range(len(text) - _LEAST_TWICE + 1)]
    return len(set(parts)) < len(parts)


def _rule(rule: Rule, criterion: Criterion) -> Iterator[Anomaly]:
    amount = rule.amount
    nothing = amount is not None and amount.kind in ("fixed", "range") and amount.max == 0
    if nothing or rule.step == 0:
        yield _number(rule.id, criterion, rule.text, "0")
    if amount is None:
        return
    consequence = rule.text.removeprefix(rule.trigger)
    bare = amount.kind == "discretionary" and rule.scope == "task"
    if bare and _BARE.search(consequence) and not _JUDGED.search(consequence):
        yield _number(rule.id, criterion, rule.text, "–")
    if rule.effect == "award" and not _VERB.search(consequence) and _FAILS.search(rule.trigger):
        yield make_anomaly("effect-doubtful", rule.id, rule.evidence, text=rule.text)


def _number(where: str, criterion: Criterion, text: str, read: str) -> Anomaly:
    return make_anomaly("number-suspect", where, criterion.evidence, text=text, read=read)


def _breaks_off(criterion: Criterion) -> bool:
    """Whether words stand after the last rule that no mark ends."""
    text = criterion.text.rstrip()
    last = max(rule.end for rule in criterion.rules)
    return len(text) - last > 3 and text[-1:] not in _ENDS
