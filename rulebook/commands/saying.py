"""What the commands have in common: their language, their exit codes, how they say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from rulebook.inputs import path_text
from rulebook.language import Language
from rulebook.shown import shown

EXIT_STRICT, EXIT_USAGE, EXIT_UNREADABLE, EXIT_REFUSED = 1, 2, 3, 4

LanguageOption = Annotated[
    Language | None, typer.Option("--lang", help="Language of what is printed; by default that of the locale.")
]


def unwritable(folder: Path, error: OSError, language: Language) -> str:
    reason = error.strerror or type(error).__name__
    return language.pick(
        f"nothing could be written to {path_text(folder)} ({reason}): check its permissions and the space left",
        f"无法写入 {path_text(folder)}({reason}):请检查权限和剩余空间",
    )


def complain(message: str, language: Language) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]{language.pick('Error', '错误')}[/bold red]: {escape(shown(message))}")


def wrong_usage(message: str, language: Language) -> NoReturn:
    complain(message, language)
    raise typer.Exit(EXIT_USAGE)


def remark(message: str, language: Language) -> None:
    """Something that a person should know, and that is no error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold yellow]{language.pick('Note', '提示')}[/bold yellow]: {escape(shown(message))}")
