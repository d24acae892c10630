"""Streaks that a feeder's dirty glass draws from edge to edge of a picture: told from ruling lines and taken out.

They run exactly along the picture's sides, and through margins in which nothing else stands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

BESIDE = 2.0  # points: a streak is darker than what stands this far to either side of it
DARKER = 14  # grey levels by which it is darker
EVERY = 3  # of a column's pixels one in so many is looked at
WHOLE, CLEAN = 0.6, 0.8  # shares of its length, and of a margin, in which a streak must be seen
LEANING = 0.12  # share of a column in which a streak is seen that leans out of it
MARGIN, EMPTY = 14.0, 0.01  # points of margin that are looked at, and the share of ink that may stand there
EDGE = 30.0  # points: the dark edge of a scanner's bed ends within
SOLID = 0.5  # share of a row that is dark in such an edge
THICK = 2.5  # points: thicker is no streak, nor a line
MOST = 12  # on a side: more of them are a pattern


class Streak(NamedTuple):
    """Columns (or rows) start..end-1 of a picture."""

    start: int
    end: int


class Streaks(NamedTuple):
    """The streaks that run down a picture, by its columns, and across it, by its rows."""

    down: tuple[Streak, ...] = ()
    across: tuple[Streak, ...] = ()


def without_streaks(grey: Grey, unit: float) -> tuple[Grey, Streaks]:
    """The picture with its streaks filled from both sides, and where they were. `unit` is the pixels of a point."""
    found = Streaks(_streaks_down(grey, unit), _streaks_down(grey.T, unit))
    if not found.down and not found.across:
        return grey, found
    grey = grey.copy()
    for picture, streaks in ((grey, found.down), (grey.T, found.across)):
        for streak in streaks:
            _fill(picture, streak)
    return grey, found


def _streaks_down(grey: Grey, unit: float) -> tuple[Streak, ...]:
    beside = max(round(BESIDE * unit), 2)
    sample = grey[::EVERY].astype(np.int16)
    if sample.shape[1] <= 2 * beside or sample.shape[0] < 8:
        return ()
    middle = sample[:, beside:-beside]
    darker = np.minimum(sample[:, : -2 * beside], sample[:, 2 * beside :]) - middle > DARKER
    shares = darker.mean(axis=0)
    runs = [_grown(run, shares, beside) for run in _runs(np.flatnonzero(shares >= WHOLE))]
    runs = [Streak(start + beside, end + beside) for start, end in runs if end - start <= max(THICK * unit, 2)]
    if not 0 < len(runs) <= MOST:
        return ()
    ends = [_margin(part, runs, unit) for part in (sample, sample[::-1])]
    if any(end is None for end in ends):
        return ()
    return tuple(run for run in runs if all(_is_seen(part, run, beside) for part in ends if part is not None))


def _runs(places: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [run for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(run)]


def _grown(run: NDArray[np.intp], shares: NDArray[np.float64], most: int) -> Streak:
    """A run of columns with those beside it in which a streak that leans a little is seen, too."""
    start, end = int(run[0]), int(run[-1]) + 1
    first, last = max(start - most, 0), min(end + most, len(shares))
    while start > first and shares[start - 1] >= LEANING:
        start -= 1
    while end < last and shares[end] >= LEANING:
        end += 1
    return Streak(start, end)


def _margin(sample: NDArray[np.int16], runs: list[Streak], unit: float) -> NDArray[np.int16] | None:
    """The first rows of a sample after the scanner's dark edge, where no ink stands there but that of the streaks; None
    where some does, as on a picture that was cut out of a table."""
    high, last = max(round(MARGIN * unit / EVERY), 3), round(EDGE * unit / EVERY)
    others = np.ones(sample.shape[1], bool)
    for run in runs:
        others[max(run.start - 2, 0) : run.end + 2] = False
    near = sample[: last + high, others]
    inked = (near < np.median(sample) - 4 * DARKER).mean(axis=1)
    dark = int(np.argmax(inked < SOLID))
    start = dark + round(THICK * unit / EVERY) if dark > THICK * unit / EVERY else 0
    margin = inked[start : start + high]
    return sample[start : start + high] if len(margin) and margin.max() <= EMPTY else None


def _is_seen(margin: NDArray[np.int16], run: Streak, beside: int) -> bool:
    sides = np.minimum(margin[:, max(run.start - beside, 0)], margin[:, min(run.end - 1 + beside, margin.shape[1] - 1)])
    return bool((sides - margin[:, run.start : run.end].min(axis=1) > DARKER).mean() >= CLEAN)


def _fill(grey: Grey, streak: Streak) -> None:
    """Paints a streak and its blurred edges over with what stands on either side."""
    start, end = max(streak.start - 1, 1), min(streak.end + 1, grey.shape[1] - 1)
    left, right = grey[:, start - 1].astype(np.float32), grey[:, end].astype(np.float32)
    shares = (np.arange(start, end) - start + 1) / (end - start + 1)
    grey[:, start:end] = (left[:, None] * (1 - shares) + right[:, None] * shares).astype(np.uint8)
