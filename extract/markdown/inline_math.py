r"""LaTeX in running text, as character recognition writes it for plain numbers and signs: 完成率$\geq 9 5 \%$.

Only what is text all the same is turned into text; a real formula stays as it was read.
"""

from __future__ import annotations

import re

_DOLLARS = re.compile(r"(?<![\\$])(\${1,2})(?!\$)([^$\n]{1,80}?)(?<!\\)\1(?!\$)")
_BRACKETS = re.compile(r"\\\(([^\n]{1,80}?)\\\)")
_SIGNS = {
    **dict.fromkeys(("geq", "geqslant", "ge", "geqq"), "≥"),
    **dict.fromkeys(("leq", "leqslant", "le", "leqq"), "≤"),
    **dict.fromkeys(("quad", "qquad", "left", "right", "scriptsize", "displaystyle"), ""),
    "times": "×",
    "div": "÷",
    "pm": "±",
    **dict.fromkeys(("sim", "thicksim"), "～"),
    "cdot": "·",
    "gt": ">",
    "lt": "<",
    "neq": "≠",
    "circ": "°",
    "prime": "′",
}
_SIGN = re.compile(r"\\([A-Za-z]+)")
# ~ is a space, but nobody writes one within a number: $1~3$ is a range
_BETWEEN = re.compile(r"(?<=[\d%])\s*~\s*(?=\d)")
_SIGN_ALONE = re.compile(r"\{([^\w\\{}])\}")
_SPACING = re.compile(r"\\[ ,;:!]|~|\s+")
# \mathrm{km} · \text{ 分 } · \textbf{5}
_UPRIGHT = re.compile(r"\\(?:mathrm|mathbf|mathit|mathsf|text|textbf|textrm|operatorname|mbox|rm|bf)\s*\{([^{}\\]*)\}")
# \textcircled{1} · \textcircled{\scriptsize 1}
_CIRCLED = re.compile(r"\\(?:text)?circled\s*\{\s*(?:\\[a-z]+\s*)?(\d{1,2})\s*\}")
_RAISED = re.compile(r"\^\s*\{?\s*(\\circ|\d)\s*\}?")
_SUPERSCRIPTS = {"2": "²", "3": "³", r"\circ": "°"}
# what only LaTeX writes, outside of formulas, too: 2\~{}3 · 1{,}5 · 0.5\sim1 · 1\,分
_SPELLED = (
    (re.compile(r"\\(?:~|textasciitilde(?![A-Za-z]))\s*(?:\{\})?"), "~"),
    (re.compile(r"(?<=[\d%])\s*\\(?:thick)?sim\s*(?=\d)"), "～"),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), ","),
    (re.compile(r"(?<=\d)\\[,;:!](?=[\u4e00-\u9fff])"), ""),
)
_LEFT_OVER = re.compile(r"[\\{}^_$&]")


def without_math(text: str, brackets: bool = False) -> str:
    r"""Text with its simple inline formulas as plain characters: $9 5 \%$ is 95%, $\textcircled{1}$ is ①.

    `brackets`: \(…\) is math, too; in Markdown outside HTML it may be a bracket that was only escaped, unless a
    command stands in it. What holds more than digits, signs and names stays as it is, its marks included.
    """
    if "$" in text:
        text = _DOLLARS.sub(lambda found: _plain(found.group(2)) or found.group(), text)
    if "\\(" in text:
        text = _BRACKETS.sub(lambda found: _in_brackets(found, brackets) or found.group(), text)
    if "\\" in text or "{,}" in text:
        for spelled, meant in _SPELLED:
            text = spelled.sub(meant, text)
    return text


def _in_brackets(found: re.Match[str], surely: bool) -> str:
    return _plain(found.group(1)) if surely or _SIGN.search(found.group(1)) else ""


def _plain(formula: str) -> str:
    """The formula as text, empty where it is more than that."""
    text = _CIRCLED.sub(lambda found: _circled(int(found.group(1))), formula)
    text = _UPRIGHT.sub(r"\1", text)
    text = _RAISED.sub(lambda found: _SUPERSCRIPTS.get(found.group(1), found.group()), text)
    text = _SIGN.sub(lambda found: _SIGNS.get(found.group(1), found.group()), text)
    text = _SIGN_ALONE.sub(r"\1", _BETWEEN.sub("～", text))
    text = _SPACING.sub("", text).replace("\\%", "%")
    return "" if _LEFT_OVER.search(text) else text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"
