"""Which files a run reads, and which year's output each belongs to."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
NEARLY_A_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|二[〇零○]\w{2})(?!\d)")  # 2020年, 2020-2021学年, 二〇二〇
NOT_A_SOURCE = re.compile(
    r"\..*|~\$.*|(?:manifest|decisions|readme).*|profile\.toml|thumbs\.db|desktop\.ini", re.IGNORECASE
)


class SourceProblem(Exception):  # noqa: N818 - as the reader of a message knows it
    """A SOURCE that nothing can be read from: it is not there, or holds no document. Wrong usage, not damage."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """One file to read. Its name in the outputs counts from `root`; `year` is None outside any year's folder.

    `address`: where the file is, if `path` is a copy of it (see `rulebook.elsewhere`).
    """

    name: str
    path: Path
    root: Path
    year: str | None
    address: str | None = field(default=None, compare=False)


def find_inputs(sources: Iterable[Path], leave_out: Path | None = None) -> tuple[Input, ...]:
    """The files that `sources` (files and folders) stand for, each once, sorted by name.

    A file below a folder named by a year, in the path as given, belongs to that year. Folders are walked; hidden
    files, lock files, MANIFEST, decisions and README are no sources, and neither is anything below `leave_out`
    (the output folder). Raises SourceProblem for a source that is not there, a folder without documents, and results
    that would lie among the sources.
    """
    found: dict[str, Input] = {}
    for source in sources:
        _refuse_results_among_sources(source, leave_out)
        if source.is_dir():
            paths = list(_walk(source, leave_out))
            if not paths:
                raise SourceProblem(
                    f"{path_text(source)} holds no documents: put Word, PDF or Markdown files there, or name another",
                    f"{path_text(source)} 中没有可读取的文件:请放入 Word、PDF 或 Markdown 文件,或指定其他文件夹",
                )
        elif source.exists():
            paths = [source]
        else:
            raise SourceProblem(
                f"there is no file or folder {path_text(source)}: check the path",
                f"找不到文件或文件夹 {path_text(source)}:请核对路径",
            )
        for path in paths:
            found.setdefault(os.path.realpath(path), _input(path, source))
    return tuple(sorted(found.values()))


def nearly_years(inputs: Iterable[Input]) -> Iterator[Path]:
    """Folders of files without a year whose names hold one (2020年, 2020-2021学年), each once, in order."""
    told: set[Path] = set()
    for item in inputs:
        for folder in item.path.parents if item.year is None else ():
            plain = unicodedata.normalize("NFKC", folder.name)
            if folder not in told and folder.is_relative_to(item.root) and NEARLY_A_YEAR.search(plain):
                told.add(folder)
                yield folder


def _refuse_results_among_sources(source: Path, output: Path | None) -> None:
    """Results in the folder of the sources, or in that of one of their years, would be read by the next run."""
    if output is None:
        return
    here, there = source.resolve(), output.resolve()
    year = next((folder for folder in (here, *here.parents) if YEAR.fullmatch(folder.name)), None)
    among = source.is_dir() and (here == there or (there.is_relative_to(here) and YEAR.fullmatch(there.name)))
    if among or (year is not None and there / year.name == year):
        raise SourceProblem(
            f"-o {path_text(output)} is a folder of sources: name another for the results, such as -o out",
            f"-o {path_text(output)} 是存放原始文件的文件夹:请另行指定存放结果的文件夹,如 -o out",
        )


def emptied(sources: Iterable[Path], inputs: Iterable[Input], leave_out: Path | None = None) -> Iterator[Path]:
    """Folders named by a year below `sources` whose year has no file at all among `inputs`, in order."""
    years = {item.year for item in inputs}
    for source in sources:
        for here, folders, _ in _folders(source, leave_out):
            yield from (here / name for name in folders if YEAR.fullmatch(name) and name not in years)


def by_year(inputs: Iterable[Input]) -> Iterator[tuple[str | None, tuple[Input, ...]]]:
    """The files of each year, sorted, those without a year first."""
    ordered = sorted(inputs, key=lambda item: (item.year or "", item))
    for year, group in groupby(ordered, key=lambda item: item.year):
        yield year, tuple(group)


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    """Every file below `folder`; a folder that cannot be listed, a link that leads nowhere and what is no file (a pipe,
    a socket) stand for themselves, so that they are reported."""
    locked: list[Path] = []

    def keep_locked(error: OSError) -> None:
        locked.append(Path(error.filename))

    for here, folders, names in _folders(folder, leave_out, keep_locked):
        folders[:] = [name for name in folders if not NOT_A_SOURCE.fullmatch(name)]
        yield from (here / name for name in sorted(names) if not NOT_A_SOURCE.fullmatch(name))
    yield from sorted(locked)


def _folders(
    top: Path, leave_out: Path | None, locked: Callable[[OSError], None] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """os.walk in order and through links to folders, but never into one twice on the way down, nor into `leave_out`."""
    outputs = os.path.realpath(leave_out) if leave_out else None
    for place, folders, names in os.walk(top, onerror=locked, followlinks=True):
        here = Path(place)
        above = {*map(os.path.realpath, (here, *here.parents)), outputs}
        folders[:] = sorted(name for name in folders if os.path.realpath(here / name) not in above)
        yield here, folders, names


def _input(path: Path, source: Path) -> Input:
    year_folder = next((folder for folder in path.parents if YEAR.fullmatch(folder.name)), None)
    folder = source if source.is_dir() else path.parent
    root = year_folder.parent if year_folder else folder
    name = path_text(path.relative_to(root)) if path != root else path_text(path)
    return Input(name=name, path=path, root=root, year=year_folder.name if year_folder else None)


def path_text(path: Path) -> str:
    """A path as text, with forward slashes; bytes of a file name that are no UTF-8 become U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
