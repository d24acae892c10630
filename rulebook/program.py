"""What a result depends on beside its sources: the program itself and the libraries under it."""

from __future__ import annotations

import atexit
import gc
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

READING = ("extract", "schemas")
BUILDING = (*READING, "normalize")
DRAWING = (*READING, "review")
WHOLE = (*READING, "normalize", "rulebook", "review")
_LIBRARIES = (
    *("pypdfium2", "pdfplumber", "pdfminer.six", "python-docx", "lxml", "rapidfuzz", "regex", "pydantic", "pyarrow"),
    *("rapidocr", "onnxruntime", "opencv-python-headless", "numpy", "pillow"),  # absent, scans are not read
)


def collect_rarely() -> None:
    """Have Python look for cycles less often, and no more once the program ends. Nearly all values here are frozen
    trees, which have none; in a year of sixty files, walking all of them again and again takes a third of the time."""
    gc.set_threshold(50_000, 20, 100)
    atexit.register(gc.freeze)  # the first to be registered is the last to be called


@contextmanager
def uncollected() -> Iterator[None]:
    """Have Python look for no cycles meanwhile, nor ever in what was made: where sheets are built, nothing has any."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # else all of it is walked through at once
        gc.enable()


class _NoPandas:
    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(f"{name} is kept out of this program", name=name)


def without_pandas() -> None:
    """Have this process not find pandas. Where it is installed, pyarrow loads it with its first array, a fifth of a
    second and 40 MB, to look whether it is given one of pandas' own, which it never is."""
    sys.meta_path.insert(0, _NoPandas())


@lru_cache
def program_digest(packages: tuple[str, ...]) -> str:
    """SHA-256 over the files of these packages of the program, and the versions of Python and the libraries: any
    change in the code is another program, whatever its version is called."""
    told = "\0".join([_versions(), *map(_package_digest, packages)])
    return hashlib.sha256(told.encode()).hexdigest()


@lru_cache
def _package_digest(package: str) -> str:
    home = Path(__file__).resolve().parent.parent
    sha = hashlib.sha256()
    for path in sorted((home / package).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            name = path.relative_to(home).as_posix()
            sha.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


@lru_cache
def _versions() -> str:
    return "\0".join([str(sys.version_info[:3]), *(f"{library} {_version(library)}" for library in _LIBRARIES)])


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file's content; None where it cannot be read, or is no file (to read a pipe might wait for ever)."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to load, and most commands ask for none

    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
