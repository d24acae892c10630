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

EXTRACT = """
import sys
from rulebook.cli import main

sys.argv = ["rulebook", "extract", *sys.argv[1:]]
try:
    main()
finally:
    print("tables:", "pyarrow.parquet" in sys.modules, "pandas:", "pandas._libs" in sys.modules)
"""


def test_the_end_looks_for_no_cycles_and_leaves_nothing_behind() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    folder, *said = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (3, "")
    assert said == ["finalized", "asked for later", "to walk: little"]
    assert not Path(folder).exists()


def test_pandas_is_not_loaded_to_write_tables(tmp_path: Path) -> None:
    source = tmp_path / "criteria.txt"
    source.write_text("迟到一次扣0.02分。\n", encoding="utf-8")
    command = [sys.executable, "-c", EXTRACT, str(source), "-o", str(tmp_path / "out")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines()[-1] == "tables: True pandas: False", ended.stderr
    assert (tmp_path / "out" / "rules.parquet").exists()
