"""Leaf labels that are no words: put right where they look like what stands there elsewhere, else left as read."""

from __future__ import annotations

import pytest

from normalize.siblings.copies import TaskCopy
from normalize.siblings.garbled import vote_garbled

PAIRS = {"财务": 9, "务管": 9, "管理": 9, "食堂": 5, "堂卫": 5, "卫生": 5}


def sheet(name: str, leaf: str, lossy: bool = True) -> list[TaskCopy]:
    path = ("保证目标", "100")
    return [
        TaskCopy(name, lossy, 0, (path, ("考勤纪律", "10"))),
        TaskCopy(name, lossy, 1, (path, (leaf, "90"))),
    ]


def voted(read: str, elsewhere: str) -> list[str]:
    tasks = [*sheet("s1", read), *sheet("s2", elsewhere), *sheet("s3", elsewhere)]
    return [vote.path[-1][0] for vote in vote_garbled(tasks, {**PAIRS, "考勤": 3}).values()]


LOOKS_LIKE = [("肘势菅埋", "财务管理"), ("贝幻莒垤", "财务管理"), ("食坣卩牛", "食堂卫生")]


@pytest.mark.parametrize(("read", "name"), LOOKS_LIKE)
def test_what_looks_like_its_place_s_name_is_put_right(read: str, name: str) -> None:
    assert voted(read, name) == [name]


@pytest.mark.parametrize("own", ["借阅", "会议接待", "印章", "档案"])
def test_a_department_s_own_task_keeps_its_name(own: str) -> None:
    """Nobody else writes of it, and the others have another task of as many points in its place."""
    assert voted(own, "食堂卫生") == []
