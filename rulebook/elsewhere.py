"""Sources and results on any file system that fsspec knows (memory://raw, s3://bucket/raw), by way of a folder here.

The sources are copied into a folder of this run, the run is a local one, and each year's files are put in their place
as soon as they are made: all of them under names of their own first, then moved, rulebook.json last. So what can be
seen is whole or absent where a move is: on file systems that rename (file, hdfs), and on object stores, where a key
holds its old content until the new one is all there. Each file is switched by itself, as on a local disk.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from rulebook.decisions import NAME as DECISIONS
from rulebook.inputs import Input, SourceProblem
from rulebook.profiles import NAME as PROFILE

BESIDE = (PROFILE, DECISIONS)  # what is said of sources may stand in the folder above them
MARK = "://"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run reads and writes on this machine. `addresses`: what stands for the folders of those elsewhere."""

    sources: list[Path]
    output: Path
    addresses: dict[str, str] = field(default_factory=dict)

    def told(self, message: str) -> str:
        """A message with the addresses that the user knows."""
        for folder, address in self.addresses.items():
            message = message.replace(folder, address)
        return message

    def known(self, inputs: Iterable[Input]) -> tuple[Input, ...]:
        """The inputs, each with its address, where it has one: a worker on another machine reads it there."""
        return tuple(replace(item, address=self._address(item.path)) for item in inputs)

    def _address(self, path: Path) -> str | None:
        text = path.as_posix()
        told = self.told(text)
        return told if told != text else None

    def publish(self, paths: Iterable[Path]) -> None:
        """Put a year's files where they belong, in order; nothing where that is here. Raises OSError."""
        targets = {path: address for path in paths if (address := self._address(path))}
        if not targets:
            return
        system, _ = _opened(next(iter(targets.values())))
        waiting: dict[str, str] = {}
        try:
            for path, address in targets.items():
                place = _opened(address)[1]
                folder, _, name = place.rpartition("/")
                system.makedirs(folder, exist_ok=True)
                waiting[place] = f"{folder}/.{name}.{os.getpid()}.tmp"
                system.put_file(str(path), waiting[place])
            for place, temporary in waiting.items():
                system.mv(temporary, place)
        except OSError:
            raise
        except Exception as error:  # each file system raises what its library does
            raise OSError(errno.EIO, f"{type(error).__name__}: {error}") from error
        finally:
            for temporary in waiting.values():
                with suppress(Exception):
                    if system.exists(temporary):
                        system.rm_file(temporary)


@contextmanager
def places(sources: Sequence[str], output: str) -> Iterator[Places]:
    """The places of a run; those that have an address are copied here and forgotten afterwards.

    Raises SourceProblem for an address that nothing is found at, or whose file system is not installed.
    """
    if not any(MARK in place for place in (*sources, output)):
        yield Places([Path(source) for source in sources], Path(output))
        return
    with tempfile.TemporaryDirectory(prefix="rulebook-") as folder:
        stage, addresses = Path(folder), {}
        paths = []
        for number, source in enumerate(sources):
            if MARK in source:
                path = _fetched(source, stage / f"source-{number}-", output)
                addresses[path.as_posix()] = source.rstrip("/")
            paths.append(path if MARK in source else Path(source))
        target = Path(output)
        if MARK in output:
            target = stage / "output"
            addresses[target.as_posix()] = output.rstrip("/")
            _fetch_books(output, target)
        yield Places(paths, target, addresses)


@contextmanager
def at_hand(item: Input) -> Iterator[Input]:
    """The input with a file that this machine can open: its own, or a copy from its address."""
    if item.address is None or item.path.exists():
        yield item
        return
    with tempfile.TemporaryDirectory(prefix="rulebook-") as folder:
        path = Path(folder, item.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        system, place = _opened(item.address)
        system.get_file(place, str(path))
        yield replace(item, path=path, root=Path(folder))


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs

        system, place = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise SourceProblem(
            f"{address} cannot be opened ({error}): pip install 'rulebook[remote]' and the package that it names",
            f"无法打开 {address}({error}):请安装 rulebook[remote] 及其提示的组件",
        ) from error
    return system, str(place).rstrip("/")


def _fetched(source: str, stage: Path, output: str) -> Path:
    """A copy of a source, a file or a folder, with what may be said of it; its path ends as the address does."""
    system, place = _opened(source)
    try:
        found = system.find(place, withdirs=True, detail=True)
        if not found and not system.exists(place):
            raise FileNotFoundError(place)
        out = _opened(output)[1] if MARK in output else None
        is_file = system.isfile(place)
        for name, info in ({} if is_file else found).items():
            if out and (name == out or name.startswith(f"{out}/")):
                continue
            if info["type"] == "directory":
                _inside(stage, name).mkdir(parents=True, exist_ok=True)
            else:
                _fetch(system, name, stage)
        above = place.rpartition("/")[0]
        wanted = [place] if is_file else []
        wanted += [f"{folder}/{name}" for folder in (above, above.rpartition("/")[0]) if folder for name in BESIDE]
        for name in wanted:
            if system.isfile(name):
                _fetch(system, name, stage)
    except SourceProblem:
        raise
    except Exception as error:  # each file system raises what its library does
        raise SourceProblem(
            f"nothing can be read at {source} ({error}): check the address",
            f"无法读取 {source}({error}):请核对地址",
        ) from error
    path = _inside(stage, place)
    if not is_file:
        path.mkdir(parents=True, exist_ok=True)
    return path


def _fetch_books(output: str, target: Path) -> None:
    """The rulebooks of earlier runs: what stands of a year of which nothing can be read any more."""
    system, place = _opened(output)
    with suppress(FileNotFoundError):
        for name in system.glob(f"{place}/rulebook.json") + system.glob(f"{place}/*/rulebook.json"):
            copy = target / PurePosixPath(name).relative_to(place)
            copy.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(name, str(copy))


def _fetch(system: Any, name: str, stage: Path) -> None:
    path = _inside(stage, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    system.get_file(name, str(path))


def _inside(stage: Path, name: str) -> Path:
    """Where a name of the other file system lies here; one that leads out of the folder is refused."""
    parts = PurePosixPath(name.lstrip("/")).parts
    if ".." in parts or "\\" in name:
        raise SourceProblem(f"{name} leads out of its folder: rename it", f"{name} 指向其文件夹之外:请重命名")
    return stage.joinpath(*parts)
