"""The command `rulebook`. What it promises about exit codes stands in README.md, and a test holds it to that."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from rulebook import __version__
from rulebook.inputs import Input, SourceProblem, emptied, find_inputs, path_text
from rulebook.language import Language, language_of
from rulebook.program import collect_rarely

if TYPE_CHECKING:
    from rulebook.batch import Kept, Reading, Unchanged
    from rulebook.elsewhere import Places
    from rulebook.run import YearRun

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # of a disk or device that takes no more
EXIT_STRICT, EXIT_USAGE, EXIT_UNREADABLE, EXIT_REFUSED = 1, 2, 3, 4

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
        _complain(
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


LanguageOption = Annotated[
    Language | None, typer.Option("--lang", help="Language of what is printed; by default that of the locale.")
]


@app.command("extract")
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
        _wrong_usage(
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
        _wrong_usage(language.pick(problem.message, problem.message_zh), language)


def _extract(at: Places, how: Reading, language: Language, pages: Language, *, strict: bool, debug: bool) -> None:
    from rulebook.batch import Kept, Unchanged, has_sources, run_batch
    from rulebook.progress import run_progress

    inputs = _inputs(at, language)
    runs: list[tuple[Unchanged | Kept | YearRun, str]] = []

    def write(run: YearRun, files: Sequence[Input], folder: Path) -> Iterator[Path]:
        from review.report import NAME, report
        from rulebook.run_log import write_run_log
        from rulebook.writers import write_year

        def write_report(path: Path) -> None:
            path.write_bytes(report(run.rulebook, {item.name: item.path for item in files}, folder, pages).encode())

        try:
            write_run_log(files, folder, run.measures)
            made = write_year(run.rulebook, folder, {NAME: write_report}, how.jobs)
            at.publish(made)
        except OSError as error:
            _wrong_usage(at.told(_unwritable(folder, error, language)), language)
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
        _wrong_usage(at.told(language.pick(problem.message, problem.message_zh)), language)
    _print_summary(runs, language)
    unread = any(not isinstance(run, Unchanged) and run.failures for run, _ in runs)
    for run, name in runs:
        if isinstance(run, Kept):
            _complain(_left(name, "none of the year's files could be read", "该年度文件均无法读取", language), language)
    for year in emptied(at.sources, inputs, at.output):
        if has_sources(at.output / year.name):
            said, said_zh = f"{path_text(year)} holds no documents", f"{path_text(year)} 中没有可读取的文件"
            _complain(at.told(_left(path_text(at.output / year.name), said, said_zh, language)), language)
            unread = True
    if unread:
        raise typer.Exit(EXIT_UNREADABLE)
    if strict and any(not isinstance(run, Kept) and run.errors for run, _ in runs):
        raise typer.Exit(EXIT_STRICT)


def _left(name: str, because: str, because_zh: str, language: Language) -> str:
    return language.pick(
        f"{name}/ is left as it was: {because}; put them in order, or remove the folder",
        f"{name}/ 保持原样:{because_zh};请恢复文件,或删除该结果目录",
    )


def _print_summary(runs: Sequence[tuple[Unchanged | Kept | YearRun, str]], language: Language) -> None:
    from rulebook.batch import Kept, Unchanged

    out = Console(highlight=False, soft_wrap=True)
    for run, folder in runs:
        if isinstance(run, Unchanged):
            kept = language.pick(f"unchanged, {run.files} files", f"无变化,{run.files} 个文件")
            out.print(Text(f"{run.year or language.pick('no year', '未分年度')}  {kept}  {folder}/"))
            continue
        from rulebook.summary import failure_line, year_lines

        if isinstance(run, Kept):
            out.print(Text(run.year or language.pick("no year", "未分年度"), style="bold"))
            for failure in run.failures:
                out.print(failure_line(failure, language))
            continue
        for line in year_lines(run, folder, language):
            out.print(line)


@app.command("criteria")
def criteria_command(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - or nothing: standard input.")] = "-",
    lang: LanguageOption = None,
) -> None:
    """Split plain criteria text into rules and print the rulebook as JSON.

    It has one sheet with one task of an empty path. The text is UTF-8, or else GB18030.

    [bold]Examples[/bold]

    rulebook criteria 评分标准.txt

    echo "1.迟到、早退扣0.02分/人次。" | rulebook criteria
    """
    import normalize
    from extract.errors import UnreadableFile
    from extract.text import decode
    from rulebook.writers import rulebook_json

    language = lang or language_of(os.environ)
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        _wrong_usage(
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
        _complain(f"{name}: {say(error.problem, error.problem_zh)}. {say(error.remedy, error.remedy_zh)}", language)
        raise typer.Exit(EXIT_UNREADABLE) from None
    sys.stdout.buffer.write(rulebook_json(normalize.criteria_rulebook(text, name)))


@app.command("evaluate")
def evaluate_command(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="A rulebook.json.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A gold file.")],
    show: Annotated[int, typer.Option("--show", min=0, metavar="N", help="How many differences to print.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Hold a rulebook against a gold file: how much is right, and whether the flags point at what is wrong.

    [bold]Examples[/bold]

    rulebook evaluate out/2020/rulebook.json tests/sample/gold.json

    rulebook evaluate out/2020/rulebook.json tests/sample/gold.json --show 20

    [bold]Figures[/bold]

    task, duty, criterion, rule, full: F1, where full is a rule right in every field · cer: share of wrong characters ·
    methods, assessors, subject: share that is right · silent: wrong or lost rules that no anomaly points at, as a
    share of the gold's rules. Below them, how far the flags can be trusted.
    """
    from rulebook.calibration import calibrate
    from rulebook.compare import BookProblem, load_book
    from rulebook.evaluate import evaluate
    from rulebook.report import calibration_lines, figures_line

    try:
        result = evaluate(load_book(book), load_book(gold))
    except BookProblem as error:
        _wrong_usage(str(error), Language.ENGLISH)
    calibration = calibrate(result)
    for difference in result.differences[:show]:
        print(f"{difference.kind}\n  gold {difference.gold}\n  got  {difference.got}")
    if as_json:
        print(json.dumps(result.figures | {"calibration": calibration.as_dict()}, ensure_ascii=False))
        return
    print(figures_line(result.figures))
    out = Console(highlight=False, soft_wrap=True)
    for line in calibration_lines(calibration):
        out.print(line)


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A rulebook.json, or the folder that holds it.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The one to hold against it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the words marked, too.")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Show what one year changed against another.

    Tasks added, gone, moved and renamed; points; duties and criteria reworded; rules whose amount, unit, target or
    cap changed.

    [bold]Examples[/bold]

    rulebook diff out/2020 out/2021

    rulebook diff out/2020/rulebook.json out/2021/rulebook.json --html changes.html --lang zh
    """
    from rulebook.books import UnusableBook, read_book
    from rulebook.diff import diff_books
    from rulebook.diff_pages import diff_lines, diff_page
    from rulebook.writers import write_together

    language = lang or language_of(os.environ)
    try:
        diff = diff_books(read_book(old), read_book(new))
    except UnusableBook as error:
        _wrong_usage(language.pick(error.message, error.message_zh), language)
    if html is not None:
        try:
            write_together({html: partial(_write_text, diff_page(diff, language))})
        except OSError as error:
            _wrong_usage(_unwritable(html, error, language), language)
    if as_json:
        print(json.dumps(diff.as_json(), ensure_ascii=False, indent=2))
        return
    for line in diff_lines(diff, language):
        print(line)


@app.command("score")
def score_command(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="A rulebook.json, or the folder that holds it.")],
    events: Annotated[Path, typer.Argument(metavar="EVENTS.csv", help="What happened, one finding a row.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
    lang: LanguageOption = None,
) -> None:
    """Score departments by a rulebook and a list of events, and explain every point.

    Columns of EVENTS.csv: rule (an id) or trigger (its words), department, date, count, value (what was measured),
    points (settles what the text leaves open), note. What the text leaves open comes out as an interval with the
    reason. An event that cannot be placed for certain is refused, and then nothing is scored. See docs/scoring.md.

    [bold]Examples[/bold]

    rulebook score out/2020/rulebook.json events.csv

    rulebook score out/2020 events.csv --json

    [bold]Exit codes[/bold]

    0 scored · 2 wrong usage · 4 at least one event was refused, nothing is scored
    """
    from rulebook.books import UnusableBook
    from rulebook.scoring import UnusableEvents, score_files
    from score.report import refusals_json, score_lines, scores_json

    language = lang or language_of(os.environ)
    try:
        scores, refused = score_files(book, events)
    except (UnusableBook, UnusableEvents) as error:
        _wrong_usage(language.pick(error.message, error.message_zh), language)
    for refusal in refused:
        _complain(language.pick(refusal.said.en, refusal.said.zh), language)
    if scores is None:
        if as_json:
            sys.stdout.buffer.write(refusals_json(refused))
        raise typer.Exit(EXIT_REFUSED)
    if as_json:
        sys.stdout.buffer.write(scores_json(scores))
        return
    for line in score_lines(scores, language):
        print(line)


@app.command("schema")
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
    from rulebook.schema import SCHEMAS, schema_json, write_schemas

    if write is not None:
        for path in write_schemas(write):
            print(path.as_posix())
        return
    if name == "dictionary":
        from rulebook.dictionary import dictionary_md

        sys.stdout.buffer.write(dictionary_md().encode())
        return
    if name not in SCHEMAS:
        _wrong_usage(f"there is no schema {name!r}: name one of {', '.join(SCHEMAS)}", Language.ENGLISH)
    sys.stdout.buffer.write(schema_json(name))


@app.command("review")
def review_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run: a folder that rulebook extract wrote.")],
    reviewer: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who decides.")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any that is free.")] = 0,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="DIR", help="Where the sources are now, if they were moved.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    lang: LanguageOption = None,
) -> None:
    """Open the reviewers' page of a run: see the source, decide, and it stays decided.

    It listens on this machine alone. Decisions are appended to decisions.jsonl beside the sources, and the next
    rulebook extract applies them. Ctrl-C ends it.

    [bold]Examples[/bold]

    rulebook review out/2020

    rulebook review out/2020 --as 周老师 --port 8020 --no-browser
    """
    language = lang or language_of(os.environ)
    try:
        from review.book import RunProblem
        from review.serve import serve
    except ModuleNotFoundError as error:
        _wrong_usage(
            language.pick(
                f'the reviewers\' page needs {error.name}: pip install "rulebook[review]", or make review',
                f'复核页面需要 {error.name}:请运行 pip install "rulebook[review]" 或 make review',
            ),
            language,
        )
    try:
        serve(folder, raw, reviewer or _user(), port, browser)
    except RunProblem as problem:
        _wrong_usage(str(problem), language)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        _wrong_usage(
            language.pick(f"port {port} cannot be opened ({reason})", f"无法打开端口 {port}({reason})"), language
        )


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "reviewer"


def _inputs(at: Places, language: Language) -> tuple[Input, ...]:
    if at.output.exists() and not at.output.is_dir():
        _wrong_usage(
            language.pick(
                f"-o {path_text(at.output)} is a file: name a folder for the results",
                f"-o {path_text(at.output)} 是文件:请指定存放结果的文件夹",
            ),
            language,
        )
    try:
        return at.known(find_inputs(at.sources, leave_out=at.output))
    except SourceProblem as problem:
        _wrong_usage(at.told(language.pick(problem.message, problem.message_zh)), language)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _unwritable(folder: Path, error: OSError, language: Language) -> str:
    reason = error.strerror or type(error).__name__
    return language.pick(
        f"nothing could be written to {path_text(folder)} ({reason}): check its permissions and the space left",
        f"无法写入 {path_text(folder)}({reason}):请检查权限和剩余空间",
    )


def _complain(message: str, language: Language) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]{language.pick('Error', '错误')}[/bold red]: {escape(message)}")


def _wrong_usage(message: str, language: Language) -> NoReturn:
    _complain(message, language)
    raise typer.Exit(EXIT_USAGE)
