"""What a run says at its end, for a person: how much was read, what is in doubt, where to look."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from rulebook.language import Language
from rulebook.outputs.writers import FILES
from rulebook.reading import Failure
from rulebook.run import YearRun
from rulebook.shown import shown
from schemas import Anomaly, Conservation, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
NAMES_ZH: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
TOP = 8


def year_lines(run: YearRun, folder: str, language: Language) -> Iterator[Text]:
    """The summary of one year, a line each; `folder` is where its files were written."""
    from review.report import NAME as REPORT  # whose templates take their words from here

    say = language.pick
    book = run.rulebook
    yield Text(run.year or say("no year", "未分年度"), style="bold")
    yield Text("  " + _counts(run, language))
    for failure in run.failures:
        yield failure_line(failure, language)
    still_open = [anomaly for anomaly in book.anomalies if anomaly.status == "open"]
    yield Text("  " + _severities(still_open, language))
    yield from _top_codes(still_open, language)
    if settled := len(book.anomalies) - len(still_open):
        yield Text(f"  {say('settled by decisions', '已按决定处理')}: {settled}")
    yield Text(f"  {say('text accounted for', '文字归属率')}: {conservation_share(book.conservation, language)}")
    yield Text(f"  {say('written', '已写入')}: {shown(folder)}/ {'  '.join((*reversed(FILES), REPORT))}")
    if still_open and "://" not in folder:  # the reviewers' page works on folders
        yield Text(f"  {say('to review them', '复核')}: rulebook review {shown(shlex.quote(folder))}")


def failure_line(failure: Failure, language: Language) -> Text:
    say = language.pick
    error = failure.error
    problem, remedy = say(error.problem, error.problem_zh), say(error.remedy, error.remedy_zh)
    text = Text("  ")
    text.append(f"{say('could not be read', '无法读取')}: {shown(failure.name)}", style=STYLES["error"])
    text.append(shown(say(f": {problem}. {remedy}", f":{problem}。{remedy}")))
    return text


def conservation_share(conservation: Conservation, language: Language) -> str:
    """The share of characters accounted for, rounded down: 100% only where none is missing."""
    total, accounted = conservation.characters, conservation.accounted
    if not total:
        return language.pick("no text in tables", "表格内没有文字")
    hundredths = accounted * 10_000 // total
    share = f"{hundredths // 100}.{hundredths % 100:02d}%" if accounted != total else "100%"
    return language.pick(
        f"{share} ({accounted} of {total} characters)", f"{share}(共 {total} 字,已归属 {accounted} 字)"
    )


def _counts(run: YearRun, language: Language) -> str:
    tasks = [task for sheet in run.rulebook.sheets for task in sheet.tasks]
    criteria = [criterion for task in tasks for criterion in task.criteria]
    rules = sum(len(criterion.rules) for criterion in criteria)
    sheets = len(run.rulebook.sheets)
    if language is Language.CHINESE:
        return f"{run.files} 个文件,{sheets} 张任务表,{len(tasks)} 项任务,{len(criteria)} 条标准,{rules} 条规则"
    return ", ".join(
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (run.files, "file", "files"),
            (sheets, "sheet", "sheets"),
            (len(tasks), "task", "tasks"),
            (len(criteria), "criterion", "criteria"),
            (rules, "rule", "rules"),
        )
    )


def _severities(anomalies: Sequence[Anomaly], language: Language) -> str:
    counts = Counter(anomaly.severity for anomaly in anomalies)
    if language is Language.CHINESE:
        return "疑点:" + ",".join(f"{NAMES_ZH[severity]} {counts[severity]}" for severity in SEVERITIES)
    return "anomalies: " + ", ".join(f"{severity} {counts[severity]}" for severity in SEVERITIES)


def _top_codes(anomalies: Sequence[Anomaly], language: Language) -> Iterator[Text]:
    """The most frequent codes, errors first, each with the message of its first anomaly."""
    first: dict[tuple[Severity, str], Anomaly] = {}
    for anomaly in anomalies:
        first.setdefault((anomaly.severity, anomaly.code), anomaly)
    counts = Counter((anomaly.severity, anomaly.code) for anomaly in anomalies)
    ranked = sorted(counts, key=lambda kind: (SEVERITIES.index(kind[0]), -counts[kind], kind[1]))
    width = max((len(code) for _, code in ranked[:TOP]), default=0)
    for severity, code in ranked[:TOP]:
        example = first[severity, code]
        message = language.pick(example.message, example.message_zh)
        text = Text("    ")
        text.append(f"{code:{width}}", style=STYLES[severity])
        text.append(f"  {counts[severity, code]:>4}  {shown(shorten(message, 76))}")
        yield text
    if rest := sum(counts[kind] for kind in ranked[TOP:]):
        yield Text(language.pick(f"    and {rest} of other kinds", f"    其他类别共 {rest} 处"))


def shorten(text: str, width: int) -> str:
    """At most `width` terminal cells of `text`, on one line; a cut one ends in …"""
    line = " ".join(text.split())
    if cell_len(line) <= width:
        return line
    while line and cell_len(line) > width - 1:
        line = line[:-1]
    return line + "…"
