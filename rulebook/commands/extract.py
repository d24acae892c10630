"""`rulebook extract`: sources to the rulebook of each year."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from rulebook.commands.saying import (
    EXIT_STRICT,
    EXIT_UNREADABLE,
    LanguageOption,
    complain,
    remark,
    unwritable,
    wrong_usage,
)
from rulebook.inputs import Input, SourceProblem, emptied, find_inputs, nearly_years, path_text
from rulebook.language import Language, language_of
from rulebook.shown import shown

if TYPE_CHECKING:
    from rulebook.batch import Kept, Reading, Unchanged
    from rulebook.elsewhere import Places
    from rulebook.run import YearRun

    Runs = list[tuple[Unchanged | Kept | YearRun, str]]
    """What became of each year, and its folder as people are told it."""


def extract_command(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files or folders to read, or their addresses (s3://…).")
    ],
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="Where the results go; or an address.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when anomalies of severity error are open.")] = False,
    lang: LanguageOption = None,
    debug: Annotated[bool, typer.Option("--debug", help="Print the traceback of a fault of the program.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, metavar="N", help="Processes that read; by default one a core.")
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="DIR", help="Where documents once read are kept; by default the user's cache."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="local, dask (workers begun here) or dask://host:port.")
    ] = "local",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read everything again, leave no year as it is, keep nothing.")
    ] = False,
) -> None:
    """Read documents and write a rulebook for each year.

    A file below a folder named by a year (raw/2020/…) goes into DIR/2020/, any other into DIR itself.
    A folder is walked; hidden files, lock files, MANIFEST, decisions and README are passed over.
    Each year gets rulebook.json, anomalies.json, rules.parquet, tasks.parquet, rulebook.xlsx and datapackage.json,
    written whole or not at all.
    What has not changed since the last run is not read again; a year in which nothing has is left as it is.

    [bold]Examples[/bold]

    rulebook extract raw -o out

    rulebook extract raw/2020/图书馆.docx raw/2020/保卫处.pdf -o out --lang zh

    rulebook extract raw -o out --strict

    [bold]Exit codes[/bold]

    0 every source was read · 1 with --strict: anomalies of severity error are open · 2 wrong usage ·
    3 at least one source could not be read, the rest is written; a year of which none can be read any more keeps what
    the last run wrote
    """
    from rulebook.batch import Reading
    from rulebook.elsewhere import places
    from rulebook.pool import cores

    language = lang or language_of(os.environ)
    if engine not in ("local", "dask") and not re.fullmatch(r"dask://[^/:]+:\d+", engine):
        wrong_usage(
            language.pick(
                f"--engine {engine}: local, dask or dask://host:port is expected",
                f"--engine {engine}:应为 local、dask 或 dask://主机:端口",
            ),
            language,
        )
    how = Reading(jobs or cores(), cache, no_cache, engine)
    pages = lang or Language.CHINESE  # what is written does not depend on the locale
    try:
        with places(sources, output) as at:
            _extract(at, how, language, pages, strict=strict, debug=debug)
    except SourceProblem as problem:
        wrong_usage(language.pick(problem.message, problem.message_zh), language)


def _extract(at: Places, how: Reading, language: Language, pages: Language, *, strict: bool, debug: bool) -> None:
    from rulebook.batch import Kept, Unchanged, run_batch
    from rulebook.progress import run_progress

    inputs = _inputs(at, language)
    _remark_nearly_years(at, inputs, language)
    runs: Runs = []

    def write(run: YearRun, files: Sequence[Input], folder: Path) -> Iterator[Path]:
        from review.report import NAME, report
        from rulebook.outputs.writers import write_year
        from rulebook.run_log import write_run_log

        def write_report(path: Path) -> None:
            path.write_bytes(report(run.rulebook, {item.name: item.path for item in files}, folder, pages).encode())

        try:
            write_run_log(files, folder, run.measures)
            made = write_year(run.rulebook, folder, {NAME: write_report}, how.jobs)
            at.publish(made)
        except OSError as error:
            wrong_usage(at.told(unwritable(folder, error, language)), language)
        yield from made

    try:
        with run_progress(len(inputs), language) as done:
            heard = replace(how, heard=done.hear_pages)
            for run, folder in run_batch(inputs, at.output, heard, done, write, pages.value):
                runs.append((run, at.told(folder.as_posix())))
                if isinstance(run, Unchanged):
                    done.pass_over(run.files)
                elif debug:
                    for failure in run.failures:
                        print(failure.trace or "", file=sys.stderr, end="")
    except SourceProblem as problem:
        wrong_usage(at.told(language.pick(problem.message, problem.message_zh)), language)
    _print_summary(runs, language)
    if _complain_of_left(at, inputs, runs, language):
        raise typer.Exit(EXIT_UNREADABLE)
    if strict and any(not isinstance(run, Kept) and run.errors for run, _ in runs):
        raise typer.Exit(EXIT_STRICT)


def _remark_nearly_years(at: Places, inputs: Sequence[Input], language: Language) -> None:
    for near in nearly_years(inputs):
        said = f"{path_text(near)} is no folder of a year: name it by the year alone, such as 2020, to have one"
        remark(
            at.told(language.pick(said, f"{path_text(near)} 未作为年度文件夹:如需分年度,请仅以年份命名,如 2020")),
            language,
        )


def _complain_of_left(at: Places, inputs: Sequence[Input], runs: Runs, language: Language) -> bool:
    """Say which years are left as they were, their sources being gone or none of them readable; gives whether any
    source was not read."""
    from rulebook.batch import Kept, Unchanged, has_sources

    unread = any(not isinstance(run, Unchanged) and run.failures for run, _ in runs)
    for run, name in runs:
        if isinstance(run, Kept):
            complain(_left(name, "none of the year's files could be read", "该年度文件均无法读取", language), language)
    for year in emptied(at.sources, inputs, at.output):
        if has_sources(at.output / year.name):
            said, said_zh = f"{path_text(year)} holds no documents", f"{path_text(year)} 中没有可读取的文件"
            complain(at.told(_left(path_text(at.output / year.name), said, said_zh, language)), language)
            unread = True
    return unread


def _left(name: str, because: str, because_zh: str, language: Language) -> str:
    return language.pick(
        f"{name}/ is left as it was: {because}; put them in order, or remove the folder",
        f"{name}/ 保持原样:{because_zh};请恢复文件,或删除该结果目录",
    )


def _print_summary(runs: Runs, language: Language) -> None:
    from rulebook.batch import Kept, Unchanged

    out = Console(highlight=False, soft_wrap=True)
    for run, folder in runs:
        if isinstance(run, Unchanged):
            kept = language.pick(f"unchanged, {run.files} files", f"无变化,{run.files} 个文件")
            out.print(Text(f"{run.year or language.pick('no year', '未分年度')}  {kept}  {shown(folder)}/"))
            continue
        from rulebook.summary import failure_line, year_lines

        if isinstance(run, Kept):
            out.print(Text(run.year or language.pick("no year", "未分年度"), style="bold"))
            for failure in run.failures:
                out.print(failure_line(failure, language))
            continue
        for line in year_lines(run, folder, language):
            out.print(line)


def _inputs(at: Places, language: Language) -> tuple[Input, ...]:
    if at.output.exists() and not at.output.is_dir():
        wrong_usage(
            language.pick(
                f"-o {path_text(at.output)} is a file: name a folder for the results",
                f"-o {path_text(at.output)} 是文件:请指定存放结果的文件夹",
            ),
            language,
        )
    try:
        return at.known(find_inputs(at.sources, leave_out=at.output))
    except SourceProblem as problem:
        wrong_usage(at.told(language.pick(problem.message, problem.message_zh)), language)
