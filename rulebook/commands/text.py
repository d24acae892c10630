"""`rulebook criteria` and `rulebook schema`: what needs no run, printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from rulebook.commands.saying import EXIT_UNREADABLE, LanguageOption, complain, wrong_usage
from rulebook.inputs import path_text
from rulebook.language import Language, language_of


def criteria_command(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - or nothing: standard input.")] = "-",
    lang: LanguageOption = None,
) -> None:
    """Split plain criteria text into rules and print the rulebook as JSON.

    It has one sheet with one task of an empty path. The text is UTF-8, UTF-16 or GB18030.

    [bold]Examples[/bold]

    rulebook criteria 评分标准.txt

    echo "1.迟到、早退扣0.02分/人次。" | rulebook criteria
    """
    import normalize
    from extract.errors import UnreadableFile
    from extract.text import decode
    from rulebook.outputs.writers import rulebook_json

    language = lang or language_of(os.environ)
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        wrong_usage(
            language.pick(
                f"{file} cannot be opened ({reason}): check the path", f"无法打开 {file}({reason}):请核对路径"
            ),
            language,
        )
    name = path_text(Path(Path(file).name))
    try:
        text = decode(raw, name).text
    except UnreadableFile as error:
        say = language.pick
        complain(f"{name}: {say(error.problem, error.problem_zh)}. {say(error.remedy, error.remedy_zh)}", language)
        raise typer.Exit(EXIT_UNREADABLE) from None
    sys.stdout.buffer.write(rulebook_json(normalize.criteria_rulebook(text, name)))


def schema_command(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="rulebook, document, anomaly, decision; or dictionary.")
    ] = "rulebook",
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write all of them into DIR instead.")
    ] = None,
) -> None:
    """Print the JSON Schema of rulebook.json, or of a document, an anomaly or a decision.

    [bold]Examples[/bold]

    rulebook schema

    rulebook schema anomaly

    rulebook schema --write schemas

    rulebook schema dictionary
    """
    from rulebook.outputs.schema import SCHEMAS, schema_json, write_schemas

    if write is not None:
        for path in write_schemas(write):
            print(path.as_posix())
        return
    if name == "dictionary":
        from rulebook.outputs.dictionary import dictionary_md

        sys.stdout.buffer.write(dictionary_md().encode())
        return
    if name not in SCHEMAS:
        wrong_usage(f"there is no schema {name!r}: name one of {', '.join(SCHEMAS)}", Language.ENGLISH)
    sys.stdout.buffer.write(schema_json(name))
