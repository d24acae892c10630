"""run.json: where a run's sources lie on this machine, and when it was made. The only output that is not repeatable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rulebook.decisions import NAME, decisions_folder
from rulebook.inputs import Input, path_text
from rulebook.outputs.writers import write_together
from schemas.decision import MOMENT

LOG = "run.json"


def write_run_log(inputs: Sequence[Input], folder: Path, measures: Sequence[str] = ()) -> Path:
    """Write run.json of one year's `inputs` into `folder`. Raises OSError.

    `roots` gives for each source the folder that its path counts from; `decisions` is the file that a reviewer's
    decisions on this run are appended to, and `root` the folder of the first source. `measures` are the
    institution's own, for texts that are parsed again.
    """
    first = inputs[0]
    told = {
        "written": datetime.now(UTC).strftime(MOMENT),
        "root": path_text(first.root.resolve()),
        "decisions": path_text(decisions_folder(first).resolve() / NAME),
        "roots": {item.name: path_text(item.root.resolve()) for item in sorted(inputs)},
        "measures": list(measures),
    }
    content = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"

    def write(path: Path) -> None:
        path.write_bytes(content)

    (path,) = write_together({folder / LOG: write})
    return path
