"""The figures of an evaluation as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from rulebook.figures.calibration import Calibration

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def figures_line(figures: Mapping[str, float | int]) -> str:
    return "  ".join(f"{name} {value}" for name, value in figures.items())


def calibration_lines(calibration: Calibration) -> Iterator[Text]:
    """What stands unflagged and wrong, then a table of codes with the share of flags that point at something wrong."""
    if calibration.rules:
        yield Text(
            f"rules without an error or warning: {calibration.unflagged} of {calibration.rules}, "
            f"of them wrong: {calibration.unflagged_wrong} ({calibration.unflagged_wrong_share:.2%})"
        )
    rows = list(calibration.codes)
    rows += [(severity, f"all of severity {severity}", aim) for severity, aim in calibration.severities if aim.flags]
    width = max((len(code) for _, code, _ in rows), default=0)
    if rows:
        yield Text(f"{'flags':{width}}  severity  count  at something wrong", style="bold")
    for severity, code, aim in rows:
        share = "-" if aim.share is None else f"{aim.share:.0%}"
        yield Text(
            f"{code:{width}}  {severity:8}  {aim.flags:5}  {aim.hits:5} {share:>5}", style=STYLES.get(severity, "")
        )
    if calibration.elsewhere:
        yield Text(f"{calibration.elsewhere} more point at what the gold does not speak of")
