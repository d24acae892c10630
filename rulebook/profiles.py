"""profile.toml: what an institution says of its own tables, beside the sources."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rulebook.inputs import Input, SourceProblem, path_text
from schemas import Profile, ProfileHeadings
from schemas.profile import Unfit

NAME = "profile.toml"
NUMBER = ('a number of points is expected, write it as a string: "60"', '应为带引号的分值,如 "60"')
TABLE = ("a table of keys is expected, headed [name]", "应为表,以 [键名] 开头")
EXPECTED = {
    "tuple_type": ('a list of words is expected, such as ["甲", "乙"]', '应为词的列表,如 ["甲", "乙"]'),
    "string_type": ("a text in quotes is expected", "应为带引号的文字"),
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "literal_error": ('the version of this program\'s profiles is "1"', '本程序的配置版本为 "1"'),
}
"""What was expected, in English and in Chinese, by the kind of mistake."""
BACKSLASH = ("; write a regular expression in single quotes", ";正则表达式请用单引号书写")
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
        hint, hint_zh = BACKSLASH if "Unescaped" in str(error) else ("", "")
        raise ProfileProblem(f"{name} is no TOML: {error}{hint}", f"{name} 不是有效的 TOML:{error}{hint_zh}") from error
    except ValidationError as error:
        told = [_problem(dict(problem)) for problem in error.errors(include_url=False)]
        en, zh = ("; ".join(said) for said in zip(*told, strict=True))
        raise ProfileProblem(f"{name}: {en}", f"{name}:{zh}") from error


def _problem(problem: dict[str, Any]) -> tuple[str, str]:
    """One thing that is wrong, in English and in Chinese: the key, what was expected and what was read."""
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = ", ".join(KEYS if "." not in key else HEADING_KEYS)
        return f"{key} is no key of a profile: {known} are", f"{key} 不是可用的键:可用 {known}"
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, Unfit):
        within = f"{key}." if key else ""
        return f"{within}{cause}", f"{within}{cause.message_zh}"
    fallback = (str(problem["msg"]).removeprefix("Value error, "), "取值不符合要求")
    if key.startswith("categories."):
        fallback = NUMBER
    en, zh = EXPECTED.get(str(problem["type"]), fallback)
    return f"{key}: {en}, read {problem['input']!r}", f"{key}:{zh},读到 {problem['input']!r}"
