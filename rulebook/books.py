"""A rulebook.json read back, whole and checked."""

from __future__ import annotations

import codecs
from pathlib import Path

from pydantic import ValidationError

from rulebook.inputs import path_text
from schemas import Rulebook


class UnusableBook(Exception):  # noqa: N818 - as the reader of a message knows it
    """A file that is no rulebook.json; the message says which, what was expected and what to do, in both languages."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


def read_book(path: Path) -> Rulebook:
    """The rulebook at `path`, a rulebook.json or the folder that holds one. Raises UnusableBook."""
    file = path / "rulebook.json" if path.is_dir() else path
    name = path_text(file)
    try:
        content = json_bytes(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint, hint_zh = years_in(path) or (
            ": name a rulebook.json or the folder that holds one",
            ":请指定 rulebook.json 或其所在文件夹",
        )
        raise UnusableBook(
            f"{name} cannot be opened ({reason}){hint}", f"无法打开 {name}({reason}){hint_zh}"
        ) from error
    try:
        return Rulebook.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " > ".join(str(part) for part in first["loc"]) or "the file"
        raise UnusableBook(
            f"{name} is no rulebook.json of this version: {where}: {first['msg']}; write it anew with rulebook extract",
            f"{name} 不是本版本的 rulebook.json:{where}:{first['msg']};请用 rulebook extract 重新生成",
        ) from error


def json_bytes(path: Path) -> bytes:
    """What a JSON file holds, without the byte order mark that some editors put before it."""
    return path.read_bytes().removeprefix(codecs.BOM_UTF8)


def years_in(folder: Path) -> tuple[str, str] | None:
    """What to do, in English and in Chinese, where the folder holds the rulebooks of several years; None elsewhere."""
    years = sorted(path_text(found.parent) for found in folder.glob("*/rulebook.json"))
    return (f"; name a year: {', '.join(years)}", f";请指定年度:{'、'.join(years)}") if years else None
