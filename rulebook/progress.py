"""How far a run is: a bar for the files and one for the pages of scans on a terminal, a plain line a file in a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from rulebook.inputs import Input
from rulebook.language import Language
from rulebook.shown import shown

if TYPE_CHECKING:
    from rulebook.reading import Failure


class Pages:
    """Pages that are recognised, in however many pieces at once: how many are done, of how many."""

    def __init__(self) -> None:
        self._pieces: dict[str, tuple[int, int]] = {}
        self._lock = Lock()  # pieces are heard of from several threads

    def hear(self, name: str, done: int, total: int) -> tuple[int, int]:
        """What one piece says -> done and total of all. A piece that was begun again counts once."""
        with self._lock:
            before = self._pieces.get(name, (0, 0))
            self._pieces[name] = (max(done, before[0]), total)
            dones, totals = zip(*self._pieces.values(), strict=True)
            return sum(dones), sum(totals)


class RunProgress:
    """Hears of each finished file, and of pages, and says so."""

    def __init__(self, total: int, language: Language, console: Console) -> None:
        self.language = language
        self.console = console
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Time(language),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.progress.add_task(language.pick("reading", "读取"), total=total)
        self.pages = Pages()
        said = language.pick("recognising scanned pages", "识别扫描页")
        self.pages_task = self.progress.add_task(said, total=None, visible=False, left=True)

    def __call__(self, item: Input, failure: Failure | None) -> None:
        say = self.language.pick
        if failure is not None:
            problem = say(failure.error.problem, failure.error.problem_zh)
            self.console.print(
                Text(shown(f"{say('could not be read', '无法读取')} {item.name}: {problem}"), style="red"),
                soft_wrap=True,
            )
        elif not self.console.is_terminal:
            self.console.print(Text(shown(f"{say('read', '已读取')} {item.name}")), soft_wrap=True)
        self.progress.update(self.task, advance=1, description=escape(shown(item.name[-40:])))

    def hear_pages(self, name: str, done: int, total: int) -> None:
        """Of a file or a piece of one, how many pages are recognised, of how many."""
        dones, totals = self.pages.hear(name, done, total)
        self.progress.update(self.pages_task, completed=dones, total=totals, visible=dones < totals)

    def pass_over(self, files: int) -> None:
        """Files that need not be read."""
        self.progress.update(self.task, advance=files)


class _Time(ProgressColumn):
    """The time gone by; of pages the time left, as the last half minute lets expect."""

    def __init__(self, language: Language) -> None:
        self._language = language
        super().__init__()

    def render(self, task: Task) -> Text:
        if not task.fields.get("left"):
            return Text(_clock(task.finished_time if task.finished else task.elapsed), style="progress.elapsed")
        left = self._language.pick("left", "剩余")
        return Text(f"{left} {_clock(task.time_remaining)}", style="progress.remaining")


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "-:--"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


@contextmanager
def run_progress(total: int, language: Language) -> Iterator[RunProgress]:
    """The bars, for as long as `total` files are read."""
    done = RunProgress(total, language, Console(stderr=True, highlight=False))
    with done.progress:
        yield done
