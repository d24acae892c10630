"""The grammar's patterns, compiled once and kept for the runs after.

The `regex` package compiles in Python, half a second for the whole grammar, and its patterns can be pickled as what
they were compiled to. They are kept where readings are (`extract.cache_folder`), and looked up by their own text, so
that none is ever out of date; each installation of the program has a file of its own, for this version of Python and
of the library. A run that is to keep nothing still takes what is there: it is part of the program, as bytecode is.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from pathlib import Path

import regex

from extract.cache_folder import cache_folder, user_folder, write_whole

_MARK = 32  # bytes of a SHA-256 before what it is of


class Patterns:
    """The patterns kept in the file `place`, and those compiled since, which are `to_keep` or not."""

    def __init__(self, place: Path | None, to_keep: bool = True) -> None:
        self._place = place if to_keep else None
        self._kept = _read(place) if place else {}
        self._asked: dict[str, regex.Pattern[str]] = {}

    def compiled(self, text: str) -> regex.Pattern[str]:
        """As `regex.compile` without flags. Raises regex.error."""
        self._asked[text] = self._kept.get(text) or regex.compile(text)
        return self._asked[text]

    def keep(self) -> None:
        """Write what was asked for and nothing else, unless it stands there already."""
        if self._place and self._asked.keys() != self._kept.keys():
            _write(self._place, tuple(self._asked.values()))


def _read(place: Path) -> dict[str, regex.Pattern[str]]:
    """Each by its text; none where there is no file, or one that is damaged or somebody else's."""
    try:
        with place.open("rb") as stream:
            if os.fstat(stream.fileno()).st_uid != os.geteuid():  # a pickle may do anything
                return {}
            mark, content = stream.read(_MARK), stream.read()
        if hashlib.sha256(content).digest() != mark:  # one bit that fell over would read other amounts
            return {}
        return {pattern.pattern: pattern for pattern in pickle.loads(content)}
    except Exception:  # damage shows in many ways
        return {}


def _write(place: Path, patterns: tuple[regex.Pattern[str], ...]) -> None:
    content = pickle.dumps(patterns, pickle.HIGHEST_PROTOCOL)
    write_whole(place, hashlib.sha256(content).digest() + content)


def _place() -> Path | None:
    folder = user_folder()
    here = hashlib.sha256(__file__.encode()).hexdigest()[:12]
    name = f"{here}.{sys.implementation.cache_tag}.regex-{regex.__version__}.pickle"
    return folder and folder / "patterns" / name


GRAMMAR = Patterns(_place(), to_keep=cache_folder() is not None)
compiled = GRAMMAR.compiled
