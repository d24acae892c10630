"""Text recognition: the picture of one line in, its characters out, each with its confidence and place.

The network is PP-OCR's recogniser as it comes inside the rapidocr package (Apache-2.0), run by onnxruntime directly:
that gives the probability of every character, which the package's own interface averages away. Nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

HEIGHT = 48  # pixels: what the network takes
MIN_WIDTH = 96  # pixels: shorter lines are padded with grey, as in training
MAX_WIDTH = 4800
BLANK = 0
STEP = 8  # pixels of the scaled line for each column of the output


# forms of other countries' type that differ by a stroke, taken for the form of this one where it is badly printed
FOREIGN_FORMS = str.maketrans(
    "別査毎内內宮戶戸強產産黃換稅税說説値增増收収歩德徳録號郞呂吳隊區決沒況減準淨凈涼冊"
    "項預領頁題額責負財資費質貨購計記訓評試該調課請論議訂設訪證許給紀級組織統經結納績線維門問間車輛銷錄",
    "别查每内内宫户户强产产黄换税税说说值增增收收步德德录号郎吕吴队区决没况减准净净凉册"
    "项预领页题额责负财资费质货购计记训评试该调课请论议订设访证许给纪级组织统经结纳绩线维门问间车辆销录",
)


class Char(NamedTuple):
    """A recognised character: `at` is its centre in pixels of the picture given, `confidence` 0..1."""

    text: str
    confidence: float
    at: float


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A loaded network. `read` may be called from several threads at once; each call uses one core."""

    session: onnxruntime.InferenceSession
    characters: tuple[str, ...]

    def read(self, line: Grey) -> tuple[Char, ...]:
        """The characters of one line of dark text on light ground, from left to right; empty for an empty picture.

        CTC decoding: the likeliest character of each column, repeats and blanks dropped. Its confidence is that of
        its best column.
        """
        height, width = line.shape
        if height < 2 or width < 2:
            return ()
        scaled_width = min(max(round(width * HEIGHT / height), 1), MAX_WIDTH)
        scaled = cv2.resize(line, (scaled_width, HEIGHT), interpolation=_interpolation(height))
        tensor = np.zeros((1, 3, HEIGHT, max(scaled_width, MIN_WIDTH)), np.float32)
        tensor[0, :, :, :scaled_width] = scaled.astype(np.float32) / 127.5 - 1.0
        scores = self.session.run(None, {self.session.get_inputs()[0].name: tensor})[0][0]
        best = scores.argmax(axis=1)
        confidences = scores[np.arange(len(best)), best]
        return tuple(self._decode(best.tolist(), confidences.tolist(), width / scaled_width * STEP, width))

    def _decode(self, best: list[int], confidences: list[float], step: float, width: int) -> list[Char]:
        found: list[Char] = []
        column = 0
        while column < len(best):
            end = column + 1
            while end < len(best) and best[end] == best[column]:
                end += 1
            if best[column] != BLANK:
                centre = min((column + end) / 2 * step, float(width))
                found.append(Char(self.characters[best[column] - 1], max(confidences[column:end]), centre))
            column = end
        return found


def _interpolation(height: int) -> int:
    return cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The recogniser, loaded once. Raises ImportError where rapidocr came without its models."""
    spec = find_spec("rapidocr")  # found, not imported: all that is used of it is the model
    folders = (spec.submodule_search_locations if spec else None) or ()
    found = sorted(path for folder in folders for path in (Path(folder) / "models").glob("*_rec_*.onnx"))
    if not found:
        raise ImportError("the rapidocr package with its recognition model is not installed")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = (
        False  # lines differ in width: kept buffers only pile up
    )
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(found[-1]), options, providers=["CPUExecutionProvider"])
    names = session.get_modelmeta().custom_metadata_map["character"].translate(FOREIGN_FORMS).split("\n")
    return Recogniser(session, (*names, " "))


def engine_version() -> str:
    """What a reading depends on beside the picture and this program."""
    return "/".join(f"{name}-{version(name)}" for name in ("rapidocr", "onnxruntime", "opencv-python-headless"))
