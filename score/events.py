"""EVENTS.csv: one finding a row. Reading checks the form of each value, placing (score.placing) its meaning."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from score.wording import Said

COLUMNS: dict[str, tuple[str, ...]] = {
    "rule": ("rule", "rule_id", "规则", "规则编号"),
    "trigger": ("trigger", "event", "触发情形", "情形", "事项"),
    "department": ("department", "部门", "被考核部门"),
    "date": ("date", "日期", "发生日期"),
    "count": ("count", "次数", "数量"),
    "value": ("value", "measured", "measured value", "实测值", "完成值"),
    "points": ("points", "分值", "核定分值"),
    "note": ("note", "备注", "说明"),
}
COLUMN_ZH = {name: next(word for word in words if not word.isascii()) for name, words in COLUMNS.items()}
"""What a column is called in a Chinese message."""
DATE = re.compile(  # as spreadsheets write them, too: 2020/3/31 0:00, 20200331
    r"(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2}))(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?)?"
)
KNOWN_ZH = "、".join(f"{COLUMN_ZH[name]}({name})" for name in COLUMNS)
SEPARATORS = ",;\t"
DECLARED = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line
JOINED = re.compile("[•·・/]")  # 人•次 and 人/次 are 人次
NUMBER = re.compile(r"(?P<digits>\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>[^\s\d.+-]*)")


class EventsProblem(Exception):  # noqa: N818 - as the reader of a message knows it
    """A file of events that cannot be used at all: no header, an unknown column, the same column twice."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.en)
        self.said = said


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written in the file, with the unit behind it where there is one: 3, 3次, 82%."""

    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Event:
    """One row. `row` counts lines of the table from 1, the header being row 1; empty cells are None."""

    row: int
    rule: str | None = None
    trigger: str | None = None
    department: str | None = None
    date: datetime.date | None = None
    count: Quantity | None = None
    value: Quantity | None = None
    points: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row with a cell that cannot be what its column asks for."""

    row: int
    column: str
    read: str
    expected: Said


def read_events(text: str) -> tuple[tuple[Event, ...], tuple[Malformed, ...]]:
    """The rows of a CSV with a header; blank rows are passed over. Raises EventsProblem.

    Columns are parted by commas, or by the semicolons or tabs that stand in the header instead.
    """
    text, separator = _separated(text.lstrip("\ufeff"))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise EventsProblem(Said(f"this is no CSV ({error})", f"不是有效的 CSV 文件({error})")) from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise EventsProblem(
            Said(
                f"no header: the first row names the columns, of {', '.join(COLUMNS)}",
                f"缺少表头:首行应列出栏目名,可用栏目为 {KNOWN_ZH}",
            )
        )
    header = _header(rows[0])
    events: list[Event] = []
    malformed: list[Malformed] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            expected = Said(f"at most {len(header)} cells, as in the header", f"至多 {len(header)} 格,与表头一致")
            malformed.append(Malformed(number, "row", ",".join(cells), expected))
            continue
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
        outcome = _event(number, values)
        if isinstance(outcome, Event):
            events.append(outcome)
        else:
            malformed.append(outcome)
    return tuple(events), tuple(malformed)


def repeated_rows(events: Sequence[Event]) -> tuple[tuple[int, ...], ...]:
    """The numbers of rows that are the same in every column, a tuple for each such row, in order."""
    same: dict[Event, list[int]] = {}
    for event in events:
        same.setdefault(replace(event, row=0), []).append(event.row)
    return tuple(tuple(rows) for rows in same.values() if len(rows) > 1)


def _separated(text: str) -> tuple[str, str]:
    """The text without Excel's sep= line, and what parts its columns."""
    if declared := DECLARED.match(text):
        return text[declared.end() :], declared[1]
    header = text.partition("\n")[0]
    return text, max(SEPARATORS, key=header.count)


def _header(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in cells:
        plain = unicodedata.normalize("NFKC", cell).strip().lower()
        name = next((name for name, synonyms in COLUMNS.items() if plain in synonyms), None)
        if name is None or name in names:
            known = ", ".join(COLUMNS)
            fault = Said("is unknown", "无法识别") if name is None else Said("stands twice", "重复出现")
            raise EventsProblem(
                Said(
                    f"the column {cell!r} {fault.en}: the columns are {known}",
                    f"栏目“{cell}”{fault.zh}:可用 {KNOWN_ZH}",
                )
            )
        names.append(name)
    if not {"rule", "trigger"} & set(names):
        raise EventsProblem(
            Said(
                "there is neither a column rule nor a column trigger: one of them says what each event is",
                "缺少 rule(规则)或 trigger(触发情形)栏:须有其一说明事件对应哪条规则",
            )
        )
    return names


def _event(row: int, values: dict[str, str]) -> Event | Malformed:
    number = Said("a number such as 3 or 0.5, of digits alone", "数字,如 3 或 0.5,不带正负号和千分位")
    date: datetime.date | None = None
    if written := values.get("date"):
        date = _date(written)
        if date is None:
            return Malformed(row, "date", written, Said("a day such as 2020-03-31", "日期,如 2020-03-31"))
    quantities: dict[str, Quantity] = {}
    for name in ("count", "value", "points"):
        if written := values.get(name):
            quantity = _quantity(written)
            if quantity is None:
                return Malformed(row, name, written, number)
            if name == "points" and quantity.unit not in ("", "分"):
                return Malformed(row, name, written, number)
            if name == "count" and quantity.number == 0:
                expected = Said(
                    "a number above 0; leave the row out if nothing happened", "大于 0 的数;未发生则不列此行"
                )
                return Malformed(row, name, written, expected)
            quantities[name] = quantity
    points = quantities.get("points")
    return Event(
        row=row,
        rule=values.get("rule"),
        trigger=values.get("trigger"),
        department=values.get("department"),
        date=date,
        count=quantities.get("count"),
        value=quantities.get("value"),
        points=points.number if points else None,
        note=values.get("note"),
    )


def _date(written: str) -> datetime.date | None:
    found = DATE.fullmatch(unicodedata.normalize("NFKC", written))
    if found is None:
        return None
    try:
        return datetime.date(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None


def _quantity(written: str) -> Quantity | None:
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", written))
    return found and Quantity(Decimal(found["digits"]), JOINED.sub("", found["unit"]))
