"""What is done with a rulebook once it is there: `rulebook evaluate`, `diff`, `score`, `review`."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rulebook.commands.saying import EXIT_REFUSED, LanguageOption, complain, remark, unwritable, wrong_usage
from rulebook.language import language_of
from rulebook.shown import shown


def evaluate_command(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="A rulebook.json, or the folder that holds it.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A gold file.")],
    show: Annotated[int, typer.Option("--show", min=0, metavar="N", help="How many differences to print.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    lang: LanguageOption = None,
) -> None:
    """Hold a rulebook against a gold file: how much is right, and whether the flags point at what is wrong.

    [bold]Examples[/bold]

    rulebook evaluate out/2020/rulebook.json tests/sample/gold-2020.json

    rulebook evaluate out/2020/rulebook.json tests/sample/gold-2020.json --show 20

    [bold]Figures[/bold]

    task, duty, criterion, rule, full: F1, where full is a rule right in every field · cer: share of wrong characters ·
    methods, assessors, subject: share that is right · silent: wrong or lost rules that no anomaly points at, as a
    share of the gold's rules. Below them, how far the flags can be trusted.
    """
    from rulebook.figures.calibration import calibrate
    from rulebook.figures.compare import BookProblem, load_book
    from rulebook.figures.evaluate import evaluate
    from rulebook.figures.report import calibration_lines, figures_line

    language = lang or language_of(os.environ)
    try:
        result = evaluate(load_book(book), load_book(gold))
    except BookProblem as error:
        wrong_usage(language.pick(error.message, error.message_zh), language)
    calibration = calibrate(result)
    gold_side, book_side = language.pick("gold", "应为"), language.pick("got ", "实为")
    for difference in result.differences[:show]:
        print(f"{difference.kind}\n  {gold_side} {shown(str(difference.gold))}")
        print(f"  {book_side} {shown(str(difference.got))}")
    if as_json:
        print(json.dumps(result.figures | {"calibration": calibration.as_dict()}, ensure_ascii=False))
        return
    print(figures_line(result.figures))
    out = Console(highlight=False, soft_wrap=True)
    for line in calibration_lines(calibration, language):
        out.print(line)


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
    from rulebook.difference.diff import diff_books
    from rulebook.difference.pages import diff_lines, diff_page
    from rulebook.outputs.writers import write_together

    language = lang or language_of(os.environ)
    try:
        diff = diff_books(read_book(old), read_book(new))
    except UnusableBook as error:
        wrong_usage(language.pick(error.message, error.message_zh), language)
    if html is not None:
        try:
            write_together({html: partial(_write_text, diff_page(diff, language))})
        except OSError as error:
            wrong_usage(unwritable(html, error, language), language)
    if as_json:
        print(json.dumps(diff.as_json(), ensure_ascii=False, indent=2))
        return
    for line in diff_lines(diff, language):
        print(shown(line))


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


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
        scores, refused, repeated = score_files(book, events)
    except (UnusableBook, UnusableEvents) as error:
        wrong_usage(language.pick(error.message, error.message_zh), language)
    for rows in repeated:
        remark(
            language.pick(
                f"rows {', '.join(map(str, rows))} say the same: each of them counts",
                f"第 {'、'.join(map(str, rows))} 行内容相同:均已计入",
            ),
            language,
        )
    for refusal in refused:
        complain(language.pick(refusal.said.en, refusal.said.zh), language)
    if scores is None:
        if as_json:
            sys.stdout.buffer.write(refusals_json(refused))
        raise typer.Exit(EXIT_REFUSED)
    if as_json:
        sys.stdout.buffer.write(scores_json(scores))
        return
    for line in score_lines(scores, language):
        print(shown(line))


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
        wrong_usage(
            language.pick(
                f'the reviewers\' page needs {error.name}: pip install "rulebook[review]", or make review',
                f'复核页面需要 {error.name}:请运行 pip install "rulebook[review]" 或 make review',
            ),
            language,
        )
    try:
        serve(folder, raw, reviewer or _user(), port, browser)
    except RunProblem as problem:
        wrong_usage(language.pick(problem.message, problem.message_zh), language)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        wrong_usage(
            language.pick(f"port {port} cannot be opened ({reason})", f"无法打开端口 {port}({reason})"), language
        )


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "reviewer"
