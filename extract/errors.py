"""What a reader raises when a file cannot be read at all."""

from __future__ import annotations

from schemas import Anomaly, make_anomaly


class UnreadableFile(Exception):  # noqa: N818 - the name is what users read
    """A file that gives nothing: what is wrong with it and what to do, in both languages.

    `path` is the path as shown to the user (Source.path where there is one already).
    """

    def __init__(self, path: str, problem: str, problem_zh: str, remedy: str, remedy_zh: str) -> None:
        super().__init__(path, problem, problem_zh, remedy, remedy_zh)
        self.path = path
        self.problem = problem
        self.problem_zh = problem_zh
        self.remedy = remedy
        self.remedy_zh = remedy_zh

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. {self.remedy}"

    def anomaly(self, where: str) -> Anomaly:
        """The same as an anomaly, `where` being the id or path that it points at."""
        return make_anomaly(
            "unreadable-file",
            where,
            path=self.path,
            problem=self.problem,
            problem_zh=self.problem_zh,
            remedy=self.remedy,
            remedy_zh=self.remedy_zh,
        )
