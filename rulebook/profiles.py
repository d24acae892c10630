"""profile.toml: what an institution says of its own tables, beside the sources."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rulebook.inputs import Input, SourceProblem, path_text
from schemas import Profile, ProfileHeadings

NAME = "profile.toml"
KEYS, HEADING_KEYS = tuple(Profile.model_fields), tuple(ProfileHeadings.model_fields)


class ProfileProblem(SourceProblem):
    """A profile.toml that cannot be used: which, where in it, what was read and what was expected."""


def year_profile(inputs: Sequence[Input]) -> Profile | None:
    """The profile of one year's files: in the year's folder, else in the folder above all years; None without one.

    For files outside any year, in the folder that was named. Raises ProfileProblem.
    """
    folders: dict[Path, None] = {}
    for item in inputs:
        if item.year:
            folders[item.root / item.year] = None
    folders |= dict.fromkeys(item.root for item in inputs)
    for folder in folders:
        if (folder / NAME).is_file():
            return read_profile(folder / NAME)
    return None


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises ProfileProblem."""
    name = path_text(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Profile.model_validate(content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProfileProblem(
            f"{name} cannot be opened ({reason}): check its permissions",
            f"无法打开 {name}({reason}):请检查文件权限",
        ) from error
    except UnicodeDecodeError as error:
        raise ProfileProblem(
            f"{name} is no UTF-8 text: save it as UTF-8", f"{name} 不是 UTF-8 文本:请另存为 UTF-8 编码"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileProblem(f"{name} is no TOML: {error}", f"{name} 不是有效的 TOML:{error}") from error
    except ValidationError as error:
        told = "; ".join(_problem(dict(problem)) for problem in error.errors(include_url=False))
        raise ProfileProblem(f"{name}: {told}", f"{name}:{told}") from error


def _problem(problem: dict[str, Any]) -> str:
    """One thing that is wrong: the key, what was expected and what was read."""
    key = ".".join(str(part) for part in problem["loc"])
    expected = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        known = KEYS if "." not in key else HEADING_KEYS
        return f"{key} is no key of a profile: {', '.join(known)} are"
    if problem["type"] == "value_error":
        return f"{key}: {expected}" if key and not expected.startswith(key) else expected
    return f"{key}: {expected}, read {problem['input']!r}"
