"""A rulebook made by hand for the tests of the program: every kind of value once, nothing read from a file."""

from __future__ import annotations

from decimal import Decimal

from schemas import (
    Amount,
    Cap,
    Conservation,
    Criterion,
    Document,
    Duty,
    Evidence,
    LineAnchor,
    PageAnchor,
    Place,
    Rule,
    Rulebook,
    Sheet,
    Source,
    Target,
    Task,
    make_anomaly,
)

SOURCE = Source(id="0123456789ab", path="2020/保卫处.pdf", sha256="0123456789ab" + "0" * 52, medium="pdf")


def fixed(points: str) -> Amount:
    return Amount(kind="fixed", min=Decimal(points), max=Decimal(points))


def seen(text: str, page: int = 2) -> tuple[Evidence, ...]:
    anchor = PageAnchor(page=page, bbox=(56.7, 100.2, 201.0, 290.5))
    return (Evidence(places=(Place(source=SOURCE.id, anchor=anchor, start=0, end=len(text), text=text),)),)


PATROL = Rule(
    id="r-patrol",
    text="夜间巡查不少于4次,每少1次扣0.25分,最多扣2分",
    trigger="夜间巡查不少于4次,每少1次",
    effect="deduct",
    amount=fixed("0.25"),
    per=("次",),
    count="shortfall",
    step=Decimal(1),
    target=Target(op=">=", value=Decimal(4), unit="次"),
    cap=Cap(kind="max", points=Decimal(2)),
    start=0,
    end=24,
    evidence=seen("夜间巡查不少于4次,每少1次扣0.25分,最多扣2分"),
)
NO_RECORD = Rule(
    id="r-record",
    text="未记录不得分",
    trigger="未记录",
    subject="夜间巡查",
    effect="zero",
    step=Decimal(1),
    start=25,
    end=31,
    certainty="doubtful",
    reasons=("number untouched",),
)
AWARD = Rule(
    id="r-award",
    text="每台(件)加0.02分",
    trigger="每台(件)",
    effect="award",
    amount=fixed("0.02"),
    per=("台", "件"),
    count="occurrence",
    step=Decimal("0.5"),
    start=0,
    end=10,
)
BOOK = Rulebook(
    sources=(SOURCE,),
    sheets=(
        Sheet(
            id="s-1",
            title="青岚职业技术学院2020年绩效目标量化考核任务表(保卫处)",
            department="保卫处",
            year=2020,
            tasks=(
                Task(
                    id="t-patrol",
                    path=(
                        ("保证目标", Decimal(40)),
                        ("校园安全", Decimal("7.5")),
                        ("巡查", None),
                        ("夜间", Decimal("2.5")),
                    ),
                    duties=(Duty(number="1", text="开展夜间巡查", points=Decimal("2.5")), Duty(text="做好记录")),
                    methods=("扣分法", "达标法"),
                    assessors=("党政办",),
                    notes=("以班组为单位",),
                    criteria=(
                        Criterion(
                            id="c-patrol",
                            section="一、巡查",
                            number="1",
                            text=f"{PATROL.text};{NO_RECORD.text}",
                            rules=(PATROL, NO_RECORD),
                            evidence=seen("整条", page=3),
                        ),
                        Criterion(id="c-mute", text="按上级要求执行"),
                    ),
                ),
                Task(
                    id="t-bonus",
                    path=(("发展目标", Decimal(30)),),
                    criteria=(Criterion(id="c-award", text=AWARD.text, rules=(AWARD,)),),
                ),
            ),
        ),
    ),
    anomalies=(
        make_anomaly("no-rule", "c-mute", text="按上级要求执行"),
        make_anomaly("number-suspect", "r-record", text="未记录", read="0"),
        make_anomaly("numbering-gap", "c-patrol", numbers="1. 3."),
        make_anomaly("text-broken", "t-bonus", text="每台"),
    ),
    conservation=Conservation(characters=1000, accounted=999),
)


def document_named(path: str, digest: str = "a" * 64) -> Document:
    """A document with nothing in it, from a file of that name and SHA-256."""
    source = Source(id=digest[:12], path=path, sha256=digest, medium="markdown")
    return Document(source=source, blocks=())


def line(number: int) -> LineAnchor:
    return LineAnchor(line=number, column=3)
