"""The figures of an evaluation as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from rulebook.figures.calibration import Calibration
from rulebook.language import Language

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def figures_line(figures: Mapping[str, float | int]) -> str:
    return "  ".join(f"{name} {value}" for name, value in figures.items())


def calibration_lines(calibration: Calibration, language: Language = Language.ENGLISH) -> Iterator[Text]:
    """What stands unflagged and wrong, then a table of codes with the share of flags that point at something wrong."""
    say = language.pick
    if calibration.rules:
        clean, wrong = f"{calibration.unflagged} of {calibration.rules}", calibration.unflagged_wrong
        share = f"{calibration.unflagged_wrong_share:.2%}"
        yield Text(
            say(
                f"rules without an error or warning: {clean}, of them wrong: {wrong} ({share})",
                f"无错误级、警告级疑点的规则:{calibration.rules} 条中 {calibration.unflagged} 条,"
                f"其中有误:{wrong} 条({share})",
            )
        )
    rows = list(calibration.codes)
    rows += [
        (severity, say(f"all of severity {severity}", f"(severity: {severity})"), aim)
        for severity, aim in calibration.severities
        if aim.flags
    ]
    width = max((len(code) for _, code, _ in rows), default=0)
    if rows:
        heading = f"{'flags':{width}}  severity  count  at something wrong"
        yield Text(say(heading, f"{'疑点':{width - 2}}  级别      数量  确有问题"), style="bold")
    for severity, code, aim in rows:
        hits = "-" if aim.share is None else f"{aim.share:.0%}"
        yield Text(
            f"{code:{width}}  {severity:8}  {aim.flags:5}  {aim.hits:5} {hits:>5}", style=STYLES.get(severity, "")
        )
    if calibration.elsewhere:
        said = f"{calibration.elsewhere} more point at what the gold does not speak of"
        yield Text(say(said, f"另有 {calibration.elsewhere} 个疑点所指内容不在标准答案之中"))
