"""`rulebook score`: the files in, scores or refusals out."""

from __future__ import annotations

from pathlib import Path

from extract.errors import UnreadableFile
from extract.text import decode
from rulebook.books import read_book
from rulebook.inputs import path_text
from score import BookScore, EventsProblem, Refusal, place_events, read_events, repeated_rows, score_book


class UnusableEvents(Exception):  # noqa: N818 - as the reader of a message knows it
    """A file of events that cannot be opened or read as a table; in both languages."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh


def score_files(book: Path, events: Path) -> tuple[BookScore | None, tuple[Refusal, ...], tuple[tuple[int, ...], ...]]:
    """The scores, or None and what was refused: scores that leave events out would be wrong without saying so.
    Beside them the rows that say the same as others: twice on one day, or copied.

    The events are UTF-8, UTF-16 or GB18030. Raises UnusableBook and UnusableEvents.
    """
    rulebook = read_book(book)
    name = path_text(events)
    try:
        rows, malformed = read_events(decode(events.read_bytes(), name).text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnusableEvents(
            f"{name} cannot be opened ({reason}): check the path", f"无法打开 {name}({reason}):请核对路径"
        ) from error
    except UnreadableFile as error:  # a workbook, most likely
        raise UnusableEvents(
            f"{name}: {error.problem}. Open it in Excel or WPS and save it as CSV (UTF-8)",
            f"{name}:{error.problem_zh}。请用 Excel 或 WPS 打开,另存为 CSV(UTF-8)",
        ) from error
    except EventsProblem as error:
        raise UnusableEvents(f"{name}: {error.said.en}", f"{name}:{error.said.zh}") from error
    placed, refused = place_events(rulebook, rows, malformed)
    return (None if refused else score_book(rulebook, placed)), refused, () if refused else repeated_rows(rows)
