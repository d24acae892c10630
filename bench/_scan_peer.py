"""img2table with RapidOCR over pictures of pages: python -m bench._scan_peer PICTURE…

For the environment of the peers (make .venv-bench). Prints JSON: its version, and for each picture the seconds of CPU
and what stands in the cells, a merged cell once. The recogniser's model is the one that this program uses; one thread.
The first picture is read twice, so that loading is in no figure.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version


def main(paths: Sequence[str]) -> None:
    from img2table.ocr import RapidOCR
    from rapidocr import LangRec

    logging.disable(logging.INFO)
    engine = RapidOCR(params={"Rec.lang_type": LangRec.CH, "EngineConfig.onnxruntime.intra_op_num_threads": 1})
    cells_of(paths[0], engine)
    told = []
    for path in paths:
        began = time.process_time()
        cells = cells_of(path, engine)
        told.append({"seconds": time.process_time() - began, "cells": cells})
    json.dump({"version": version("img2table"), "pages": told}, sys.stdout)


def cells_of(path: str, engine: object) -> list[str]:
    from img2table.document import Image

    # detect_rotation: without it a page that lies askew by a degree has no table
    tables = Image(path, detect_rotation=True).extract_tables(ocr=engine)
    found = []
    for table in tables:
        held = {(c.bbox.x1, c.bbox.y1, c.bbox.x2, c.bbox.y2): c for row in table.content.values() for c in row}
        found += [cell.value for cell in held.values() if cell.value]
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
