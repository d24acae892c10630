"""Runs that are killed at random moments, and what has to hold after each."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from rulebook.outputs.writers import FILES

ROOT = Path(__file__).resolve().parent.parent
Contents = Mapping[str, bytes]


def command(raw: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "rulebook", "extract", str(raw), "-o", str(out), *options]


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | more


def run(raw: Path, out: Path, *options: str, **more: str) -> str:
    """A whole run; what it says while it reads."""
    done = subprocess.run(
        command(raw, out, *options), env=environment(**more), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    """The outputs that can be seen in a folder."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def killed(raw: Path, out: Path, after: float, *options: str, writing: Path | None = None) -> bool:
    """A run that is killed after so many seconds, the process alone, not those it began; False where it was done.

    With `writing`, a folder, the seconds count from when something is being written there.
    """
    process = subprocess.Popen(
        command(raw, out, *options), env=environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    while writing and process.poll() is None and not list(writing.glob(".*.tmp")):
        time.sleep(0.002)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def rounds(
    count: int, whole: float, raw: Path, out: Path, before: Contents, after: Contents, *options: str, seed: int = 0
) -> Iterator[str]:
    """Kill runs over `raw`, which take about `whole` seconds and replace the outputs `before` in the folder `out` by
    `after`; gives a line on each.

    Raises AssertionError where an output can be seen that is neither, or where the run after them does not end with
    all of `after`.
    """
    chance = random.Random(seed)
    for index in range(count):
        out.mkdir(parents=True, exist_ok=True)
        for name, content in before.items():
            (out / name).write_bytes(content)
        for left in out.glob(".*.tmp"):
            left.unlink()
        writing = index % 2 == 1  # every other one while it writes
        moment = chance.uniform(0.0, 0.5) if writing else chance.uniform(0.02, 1.0) * whole
        hit = killed(raw, out.parent, moment, *options, writing=out if writing else None)
        seen = contents(out)
        assert set(seen) == set(FILES), f"gone: {set(FILES) - set(seen)}"
        halves = [name for name, content in seen.items() if content not in (before[name], after[name])]
        assert not halves, f"neither the old nor the new one: {halves}"
        new = sum(seen[name] == after[name] for name in FILES)
        when = f"{moment:.2f} s into writing" if writing else f"{moment:.2f} s of {whole:.2f}"
        yield f"{'killed' if hit else 'done before'} at {when}: {new} of {len(FILES)} files new"
    run(raw, out.parent, *options)
    assert contents(out) == after
