"""Runs on a Dask cluster of which a worker is killed at a random moment, and what has to hold meanwhile and after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from distributed import Client, LocalCluster
from killed_runs import Contents, command, contents, environment

WATCH = 0.02  # seconds between two looks at the outputs
PATIENCE = 300
Look = Callable[[Callable[[], bool]], None]


def rounds(cluster: LocalCluster, count: int, raw: Path, out: Path, before: Contents, after: Contents) -> Iterator[str]:
    """Runs over `raw` on a cluster of two workers, one of them killed at a random moment while they read; a line on
    each run. One that nothing disturbs goes before, to see how long they read.

    `before` are the outputs that stand in the folder `out`, `after` those of a run without a cluster. Raises
    AssertionError where at any look an output is gone or neither, or where a run does not end with all of `after`.
    """
    chance = random.Random(0)
    with Client(cluster) as client:

        def busy() -> bool:
            return any(client.processing().values())

        process, look = _begun(cluster, client, raw, out, (before, after))
        began = time.monotonic()
        look(lambda: not busy())
        reading = time.monotonic() - began
        _ended(process, look, out, after)
        for _ in range(count):
            workers = _workers(cluster, client)
            process, look = _begun(cluster, client, raw, out, (before, after))
            moment = chance.uniform(0, reading)
            look(partial(_is_past, time.monotonic() + moment))
            worker = chance.choice(sorted(workers))
            in_hand = len(client.processing().get(worker, ()))
            os.kill(workers[worker], signal.SIGKILL)
            _ended(process, look, out, after)
            yield f"killed {moment:.2f} s of {reading:.2f} into reading, {in_hand} pieces in hand: the same bytes"


def _begun(
    cluster: LocalCluster, client: Client, raw: Path, out: Path, either: tuple[Contents, Contents]
) -> tuple[subprocess.Popen[bytes], Look]:
    """A run whose workers have just been given work, and the way to go on looking at its outputs."""
    out.mkdir(parents=True, exist_ok=True)
    for name, content in either[0].items():
        (out / name).write_bytes(content)
    address = str(cluster.scheduler_address).replace("tcp://", "dask://")
    process = subprocess.Popen(
        command(raw, out.parent, "--engine", address, "--no-cache"),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    look = partial(_until, process=process, out=out, either=either)
    look(lambda: any(client.processing().values()))
    return process, look


def _ended(process: subprocess.Popen[bytes], look: Look, out: Path, after: Contents) -> None:
    look(lambda: False)
    said = process.communicate()[1].decode()
    assert process.returncode == 0, said
    assert contents(out) == after


def _workers(cluster: LocalCluster, client: Client) -> dict[str, int]:
    """The process of each of two workers that live, once there are two again."""
    for _ in range(int(PATIENCE / 0.1)):
        found = {name: pid for name, pid in client.run(os.getpid, on_error="ignore").items() if isinstance(pid, int)}
        if len(found) == 2 and all(Path(f"/proc/{pid}").exists() for pid in found.values()):
            return found
        cluster.scale(2)  # some seconds after its worker was lost, it may drop the nanny that began another
        time.sleep(0.1)
    raise AssertionError("the nannies begin no new worker")


def _is_past(end: float) -> bool:
    return time.monotonic() > end


def _until(
    done: Callable[[], bool], process: subprocess.Popen[bytes], out: Path, either: tuple[Contents, Contents]
) -> None:
    """Look at the outputs until something is so or the run is done."""
    before, after = either
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and not done():
        assert time.monotonic() < deadline, "the run does not end"
        seen = contents(out)
        assert set(seen) == set(before), f"gone: {set(before) - set(seen)}"
        halves = [name for name, content in seen.items() if content not in (before[name], after[name])]
        assert not halves, f"neither the old nor the new one: {halves}"
        time.sleep(WATCH)
