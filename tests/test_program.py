"""How the program sets Python up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import atexit, gc, sys, tempfile, weakref
from rulebook.program import collect_rarely

class Own: pass

atexit.register(lambda: print("to walk:", "little" if len(gc.get_objects()) < 1000 else "much"))
collect_rarely()
atexit.register(print, "asked for later")
ring = Own()
ring.itself = ring
weakref.finalize(ring, print, "finalized")
folder = tempfile.TemporaryDirectory()
print(folder.name)
sys.exit(3)
"""


def test_the_end_looks_for_no_cycles_and_leaves_nothing_behind() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    folder, *said = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (3, "")
    assert said == ["finalized", "asked for later", "to walk: little"]
    assert not Path(folder).exists()
