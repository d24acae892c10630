"""A match of the grammar -> the consequence it is: effect, amounts, unit, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import regex

from normalize.clause.around import BRACKET_UNIT, EACH_AT_DISCRETION, GROUND, LEAD, TAIL, UNIT_AFTER, VETO_LEAD
from normalize.clause.counting import UNITS, joined
from normalize.clause.grammar import KINDS, PATTERNS
from normalize.clause.lexicon import canonical_measure, parse_number
from normalize.clause.patterns import compiled
from normalize.clause.reading import Sign
from normalize.clause.tokens import CLOSE, DASH, DIGITS, NUMBER
from normalize.clause.view import View
from schemas import Amount, Effect

Kind = Literal["rule", "cap", "skip"]
_NEGATIVE_POINTS = compiled(r"[得计记]-\d")  # 得-3分
_EACH_HOW = compiled("(?:酌情|视|照|根据).*每")
_FOUND = compiled("发生|有|发现|出现")
_WRITTEN_UNIT = compiled(rf"[每/]*(?P<step>{NUMBER})?{UNITS}")
_UNITS = compiled(UNITS)
_OF_TOTAL = compiled(r"[扣加](?:除|减)?(?:[^,;。\d]{2,8}的?)?(?:绩效|考核|年度|绩效考核|年终|目标|综合)+的?总分")
_QUALIFIED = compiled("绩效|考核|年度|年终|综合|目标|全年")  # 总分 alone is that of the table at hand
_EITHER_SIGN = compiled("加[、或/(]?[减扣]|[减扣][、或/(]?加")
_SUMMED = compiled("累计|合计|总计|共计|不得")
_DEFINITION = compiled(
    r"[=+-](?:\d{1,3}[+-])?(?:加分|扣分|减分|奖励分|奖分|惩罚分|附加分|奖惩分|加减分|基本分|基础分|标准分)(?=[+-]|\Z)"
)
_APART = compiled(r"\d\s+\d")  # 扣1 5分: 15, 1.5, or two numbers
_CUT = compiled(r"(?<=\d),\d{1,2}分")  # 扣1,5分
_MULTIPLIED = compiled(r"(?<![增递参附追])(?:扣除?|扣?减|奖励?|加)(?=\d+(?:\.\d+)?[*×])")  # 扣0.5×2分
# 得分按完成率×10分, but not 得分率×10分, 计划数×2分
_LEADS = compiled(
    r"^(?:.*(?<=[\u4e00-\u9fff]{2})按照?|分?按照?|以(?!人)|得(?!分率|票)分?为?|计(?![划件时量])|即(?!时))"
)
_DEDUCTS = compiled(r"[扣减罚]|少[得计]|递减|核减")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit written after an amount: 扣0.1分/次."""

    measures: tuple[str, ...]
    step: Decimal = Decimal(1)
    known: bool = True


@dataclass(slots=True)
class Consequence:
    """What the grammar found, `start` to `end` in the view; `effect` None where only its surroundings can tell."""

    kind: Kind
    start: int
    end: int
    effect: Effect | None = None
    amounts: tuple[Amount, ...] = ()
    unit: Unit | None = None
    shared: bool = False  # 各, 均, 分别
    total: bool = False  # 在绩效总分里
    bare: bool = False  # no verb
    vague: bool = False  # no number
    free: bool = False  # 酌情, 视情节
    limit: Decimal | None = None  # of a cap; None with kind cap: 扣完为止
    reference: str | None = None
    doubts: tuple[tuple[str, str], ...] = ()


# 0.5  -0.5分  1-3分  0.5/次
_ALONE = compiled(rf"(?P<sign>[+-])?(?P<low>{DIGITS})(?:分?{DASH}(?P<high>{DIGITS}))?分?(?=[/每]|$)")


def amount_alone(view: View, column: Sign) -> Consequence | None:
    """The consequence of a cell that holds an amount and nothing else, under a heading that deducts or awards."""
    match = _ALONE.match(view.mask)
    if not match or match["sign"] == ("+" if column == "deduct" else "-"):
        return None
    made = Consequence("rule", 0, match.end(), column)
    _plain(made, {name: value for name, value in match.groupdict().items() if value}, match.group())
    _take_unit(made, view)
    return made if view.mask[made.end :] in ("", "。") else None


def kind_of(match: regex.Match[str]) -> str:
    """The name of the kind in grammar.KINDS that matched."""
    return _KIND_OF[match.re]


_KIND_OF = {pattern: name for name, pattern in PATTERNS.items()}


def consequence_of(match: regex.Match[str], view: View, floor: int) -> Consequence:
    """The consequence of a match. `floor`: where the clause may begin at the earliest; a lead stops there."""
    name = kind_of(match)
    if name in ("nothing", "sanction", "noun", "total"):
        return Consequence("skip", match.start(), match.end())
    made = _READERS[name](match, view)
    if made.kind == "rule":
        _take_unit(made, view)
        if name in ("scored", "signed", "percent_", "bare_", "rate_", "vague_") and (
            tail := TAIL.match(view.mask, made.end)
        ):
            _take_tail(made, tail)
            if made.unit is None:  # 扣0.5-1分不等/处
                _take_unit(made, view)
        _take_lead(made, view, floor, veto=name == "veto")
        if name == "refer" and (ground := GROUND.search(view.mask, floor, made.start)):
            made.start = ground.start()
    return made


# the named groups of each kind; lead patterns and the like have all of theirs
_NAMES = {name: tuple(dict.fromkeys(regex.findall(r"\(\?P<(\w+)>", pattern))) for name, pattern in KINDS.items()}


def _groups(match: regex.Match[str]) -> dict[str, str]:
    """The named groups that took part in a match of a consequence."""
    found = {}
    for name in _NAMES[kind_of(match)]:
        if (value := match[name]) is not None:
            found[name] = value
    return found


@lru_cache(maxsize=512)
def fixed(value: Decimal, percent: bool = False) -> Amount:
    """So many points, no more and no less."""
    return Amount(kind="fixed", min=value, max=value, percent=percent)


def _between(low: Decimal, high: Decimal, percent: bool = False) -> Amount:
    return Amount(kind="range", min=min(low, high), max=max(low, high), percent=percent)


def _effect(groups: dict[str, str]) -> Effect | None:
    for name in ("deduct", "award"):
        if name in groups:
            return "deduct" if name == "deduct" else "award"
    word = groups.get("doing") or groups.get("share") or groups.get("vague") or groups.get("side") or ""
    if not word:
        return None
    if word in ("计算", "处罚", "换算", "折算", "计"):
        return "deduct" if word == "处罚" else "award"
    return "deduct" if _DEDUCTS.search(word) else "award"


# --- one reader for each kind -----------------------------------------------------------------------------------


def _scored(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    made = Consequence("rule", match.start(), match.end(), _effect(groups), bare="bare" in groups)
    if made.effect == "award" and _NEGATIVE_POINTS.search(match.group()):
        made.effect = "deduct"
    if "sign" in groups:
        made.effect = "deduct" if groups["sign"] == "-" else "award"
    if "series" in groups:
        values = [parse_number(piece) for piece in regex.split(r"分?[、/和及,+-]+|分", groups["series"]) if piece]
        made.amounts = tuple(fixed(value) for value in values if value is not None)
    elif "damaged" in groups:
        _damaged(made, groups["damaged"], match.group())
    else:
        _plain(made, groups, match.group())
    if "within" in groups:
        made.unit = unit_of(groups["within"])
    if _APART.search(view.original(match.start(), match.end())) or _CUT.match(view.plain, match.end()):
        made.doubts += (("number-suspect", "、".join(filter(None, map(groups.get, ("series", "low", "high"))))),)
    return made


def _plain(made: Consequence, groups: dict[str, str], text: str) -> None:
    low = parse_number(groups["low"])
    high = parse_number(groups["high"]) if "high" in groups else None
    if low is None:
        made.amounts = (Amount(kind="missing"),)
        made.doubts += (("amount-missing", text),)
        return
    if (groups["low"][0] == "0" and groups["low"][1:2].isdigit()) or (low == 0 and high is None):
        made.doubts += (("number-suspect", groups["low"]),)
    if high is None:
        made.amounts = (fixed(low + Decimal("0.5") if "half" in groups else low),)
        return
    if low > high:
        made.doubts += (("range-reversed", text),)
    made.amounts = (_between(low, high),) if low != high else (fixed(low),)


def _damaged(made: Consequence, written: str, text: str) -> None:
    """O.5 -> 0.5, 0,25 -> 0.25, .5 -> 0.5: read where only one reading is near, always flagged."""
    digits = written.translate(str.maketrans("OoQ〇lI|。,·:", "000011 1....".replace(" ", "")[:11]))
    digits = regex.sub(r"\.+", ".", digits)
    if digits.startswith("."):
        digits = "0" + digits
    value = parse_number(digits) if digits.count(".") <= 1 else None
    made.amounts = (fixed(value),) if value is not None else (Amount(kind="missing"),)
    made.doubts += (("number-suspect", digits if value is not None else "-"),)
    if value is None:
        made.doubts += (("amount-missing", text),)


def _percent(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    value = parse_number(groups["percent"]) or Decimal(0)
    return Consequence("rule", match.start(), match.end(), _effect(groups), (fixed(value, percent=True),))


def _fraction(match: regex.Match[str], view: View) -> Consequence:
    """A share of an item's points in per cent where that is exact, else as it is written."""
    groups = _groups(match)
    of, parts = parse_number(groups["of"]) or Decimal(0), parse_number(groups["parts"]) or Decimal(1)
    if parts in (2, 4, 5, 8, 10):
        amount = fixed(of * 100 / parts, percent=True)
    else:
        verb = "deduct" if "deduct" in groups else "award"
        amount = Amount(kind="formula", base=view.original(match.end(verb), match.end()))
    return Consequence("rule", match.start(), match.end(), _effect(groups), (amount,))


def _cap(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    text = _SUMMED.sub("", view.plain[match.start() : match.end()])
    made = Consequence("cap", match.start(), match.end())
    made.effect = (
        "deduct" if regex.search("[扣减罚]", text) else "award" if regex.search("[加奖得计赋给]", text) else None
    )
    if _EITHER_SIGN.search(text):  # 每项加减不超过5分
        made.effect = None
        made.doubts += (("effect-doubtful", ""),)
    if "most" in groups:
        made.limit = parse_number(groups["most"])
        if made.limit == 0:  # 最高扣至0分: down to nothing
            made.vague, made.limit = True, None
    else:
        made.vague = True
        if "exhaust" in groups:
            made.limit = parse_number(groups["exhaust"])
    return made


def _zero(match: regex.Match[str], view: View) -> Consequence:
    return Consequence("rule", match.start(), match.end(), "zero")


def _veto(match: regex.Match[str], view: View) -> Consequence:
    return Consequence("rule", match.start(), match.end(), "veto")


def _refer(match: regex.Match[str], view: View) -> Consequence:
    made = Consequence("rule", match.start(), match.end(), "refer")
    for name in ("reference", "body", "same"):
        if match.start(name) != -1:
            named = view.original(match.start(name), match.end(name))
            if title := regex.search(r"《[^》]*》", named):
                named = title.group()
            made.reference = named
    return made


def _proportion(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    amount = Amount(kind="formula", base=groups["ratio"]) if "ratio" in groups else Amount(kind="proportional")
    return Consequence("rule", match.start(), match.end(), _effect(groups), (amount,))


_TIMES = {"加倍": 2, "翻倍": 2, "翻番": 2, "双倍": 2}


def _multiple(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    word = groups["times"]
    if word in ("减半", "一半", "折半"):
        value: Decimal | None = Decimal("0.5")
    elif word.endswith("倍") and word not in _TIMES:
        value = parse_number(word[:-1])
    else:
        value = Decimal(_TIMES.get(word, 1))
    amount = Amount(kind="multiple", min=value, max=value) if value is not None else Amount(kind="discretionary")
    effect: Effect | None = _effect(groups) or ("award" if word == "满分" else None)
    return Consequence("rule", match.start(), match.end(), effect, (amount,))


def _formula(match: regex.Match[str], view: View) -> Consequence:
    groups = _groups(match)
    if _DEFINITION.search(match.group()):  # how a total is put together, not what brings points
        return Consequence("skip", match.start(), match.end())
    start, end = match.span("expression")
    if view.plain[end : end + 1] == "分":
        end += 1
    expression = view.plain[start:end]
    if verb := _MULTIPLIED.search(expression):
        base = view.original(start + verb.end(), end)
        effect: Effect = "deduct" if _DEDUCTS.search(verb.group()) else "award"
        return Consequence("rule", start + verb.start(), match.end(), effect, (Amount(kind="formula", base=base),))
    led = view.mask.startswith(("按", "以"), match.start(), start)
    stripped = expression if led else _LEADS.sub("", expression)
    text_start = start + len(expression) - len(stripped)
    lead = regex.search(r"(?:按照?|以|得分?为?|计|即)?\Z", expression[: text_start - start])
    begin = match.start() if "side" in groups or match.start() < start else start + (lead.start() if lead else 0)
    return Consequence(
        "rule",
        begin,
        match.end(),
        _effect(groups) or "award",
        (Amount(kind="formula", base=view.original(text_start, end)),),
    )


def _rate(match: regex.Match[str], view: View) -> Consequence:
    made = _scored(match, view)
    groups = _groups(match)
    if made.amounts[0].max is not None and "upto" in groups:  # 在2分以内酌情扣分
        made.amounts = (_between(Decimal(0), made.amounts[0].max),)
    written = groups.get("each") or groups.get("rate")
    if written:
        made.unit = unit_of(written)
    return made


def unit_of(written: str) -> Unit:
    """台件, 人/次, 每项, 5分钟 -> what they count by."""
    found = _WRITTEN_UNIT.fullmatch(written)
    if not found:
        return Unit((canonical_measure(written.strip("每/")),), known=False)
    return Unit(joined(found["unit"], found["join"], found["more"]), parse_number(found["step"] or "1") or Decimal(1))


def _vague(match: regex.Match[str], view: View) -> Consequence:
    made = Consequence("rule", match.start(), match.end(), _effect(_groups(match)), (Amount(kind="discretionary"),))
    made.vague = True
    start, end = view.at[match.start()], view.at[match.end() - 1]
    if regex.search(r"[扣加减]\s{2,}分|[扣加减]\u3000+分", view.text[start : end + 1]):
        made.amounts = (Amount(kind="missing"),)
        made.doubts += (("amount-missing", match.group()),)
    return made


def _broken(match: regex.Match[str], view: View) -> Consequence:
    end = match.end() - 1 if match.group().endswith("/") else match.end()
    effect: Effect = "deduct" if match["broken"] == "扣" else "award"
    made = Consequence("rule", match.start(), end, effect, (Amount(kind="missing"),))
    made.doubts += (("amount-missing", match.group()),)
    return made


_READERS = {
    "cap": _cap,
    "veto": _veto,
    "zero": _zero,
    "percent_": _percent,
    "fraction": _fraction,
    "formula": _formula,
    "refer": _refer,
    "proportion": _proportion,
    "multiple": _multiple,
    "rate_": _rate,
    "scored": _scored,
    "signed": _scored,
    "vague_": _vague,
    "broken_": _broken,
    "bare_": _scored,
}

# --- around it --------------------------------------------------------------------------------------------------


def _take_unit(made: Consequence, view: View) -> None:
    if found := UNIT_AFTER.match(view.mask, made.end):
        unit, join, more = found["unit"], found["join"], found["more"]
        value = parse_number(found["step"] or "1")
        measures = joined(unit, join if join in ("、", "或") else "/", more)
        known = _UNITS.fullmatch(unit) is not None
        made.unit = Unit(measures, value or Decimal(1), known)
        made.end = found.end()
    slash = view.mask.startswith("/(", made.end)  # 扣5分/(人·次)
    if found := BRACKET_UNIT.match(view.mask, made.end + slash):
        if made.unit is None:
            join = "、" if found["join"] in ("、", "或") else "/"
            made.unit = Unit(
                joined(found["unit"], join, found["more"]), parse_number(found["step"] or "1") or Decimal(1)
            )
        else:
            made.unit = Unit((*made.unit.measures, canonical_measure(found["unit"])), made.unit.step, made.unit.known)
        made.end = found.end()
    if made.end < len(view.mask) and view.mask[made.end] == CLOSE:
        made.end += 1


def _take_tail(made: Consequence, tail: regex.Match[str]) -> None:
    text = tail.group()
    made.end = tail.end()
    if _DEDUCTS.search(text):  # 给予5分的扣分
        made.effect, made.bare = "deduct", False
    if text in ("以内", "以下") and made.amounts and made.amounts[0].kind == "fixed" and made.amounts[0].max:
        made.amounts = (_between(Decimal(0), made.amounts[0].max),)


def _take_lead(made: Consequence, view: View, floor: int, veto: bool) -> None:
    """Move the start back over wording that says how or where points are taken."""
    points: Decimal | None = None
    for _ in range(8):
        found = LEAD.search(view.mask, max(floor, made.start - 48), made.start)
        if found is None and veto:
            found = VETO_LEAD.search(view.mask, max(floor, made.start - 8), made.start)
        if found is None or found.start() == made.start:
            near = max(floor, made.start - 24)
            each = None
            if made.unit is None and _EACH_HOW.search(view.mask, near, made.start):
                each = EACH_AT_DISCRETION.search(view.mask, near, made.start)
            if each is None:
                break
            made.unit = unit_of(_FOUND.sub("", each["each"]))
            made.start, made.free = each.start(), True
            continue
        groups = {name: value for name, value in found.groupdict().items() if value is not None}
        made.start = found.start()
        made.shared |= "share" in groups
        made.total |= "scope" in groups and _QUALIFIED.search(groups["scope"]) is not None
        made.free |= "free" in groups or "degree" in groups or "ground" in groups
        if "by" in groups and made.unit is None:
            made.unit = Unit((canonical_measure(groups["unit"]),))
        if "points" in groups:
            points = parse_number(groups["points"])
        if "most" in groups and made.amounts and made.amounts[0].kind == "fixed" and made.amounts[0].max is not None:
            made.amounts = (_between(Decimal(0), made.amounts[0].max, made.amounts[0].percent),)
    if points is not None and made.amounts and made.amounts[0].kind == "proportional":
        made.amounts = (Amount(kind="proportional", base=format(points, "f")),)
    if _OF_TOTAL.search(view.mask, made.start, made.end):
        made.total = True
