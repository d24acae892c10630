"""The command `rulebook`. What it promises about exit codes stands in README.md, and a test holds it to that."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated

import typer

from rulebook import __version__
from rulebook.commands.books import diff_command, evaluate_command, review_command, score_command
from rulebook.commands.extract import extract_command
from rulebook.commands.saying import EXIT_USAGE, complain
from rulebook.commands.text import criteria_command, schema_command
from rulebook.language import language_of
from rulebook.program import collect_rarely, without_pandas

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # of a disk or device that takes no more

app = typer.Typer(
    name="rulebook",
    help="Chinese performance-assessment tables (绩效目标量化考核任务表) in, a validated rulebook out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
)


def main() -> None:
    collect_rarely()
    without_pandas()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese gets ? for it, not a traceback
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where it can still be said that it does not go through
    except BrokenPipeError:  # the reader of our output has seen enough: | head
        _mute()
        sys.exit(0)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _mute()
        language = language_of(os.environ)
        reason = error.strerror
        complain(
            language.pick(
                f"the output could not be written ({reason}): check the space left where it goes",
                f"无法写出结果({reason}):请检查目标位置的剩余空间",
            ),
            language,
        )
        sys.exit(EXIT_USAGE)


def _mute() -> None:
    """What is still waiting for standard output goes nowhere, so that the end of the program does not try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rulebook {__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


app.command("extract")(extract_command)
app.command("criteria")(criteria_command)
app.command("evaluate")(evaluate_command)
app.command("diff")(diff_command)
app.command("score")(score_command)
app.command("schema")(schema_command)
app.command("review")(review_command)
