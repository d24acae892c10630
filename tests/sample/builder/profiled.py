"""A sheet of a second invented institution, whose words only its profile knows.

python tests/sample/builder/profiled.py writes tests/sample/profile/2020/dispatch.docx, the same bytes each time.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from word_builder import members, p, tbl, tc, tr  # noqa: E402

TITLE = "青岚客运站岗责一览〔2020〕调度科"
HEADINGS = ("大项", "细项", "应做", "出错时", "由谁看", "凭什么")
ROWS = (
    (
        "运行(60分)",
        "发车(40分)",
        "1. 按时发车。",
        "1. 晚点一次扣2分。2. 漏班一次扣5分,扣完为止。3. 停运的,每车日扣3分。",
        "票务组",
        "发车记录",
    ),
    ("", "车容(20分)", "1. 车厢整洁。", "1. 车厢不洁,每次扣1分,最多扣10分。", "站务组", "抽查记录"),
    (
        "服务(40分)",
        "问询(40分)",
        "1. 有问必答。",
        "1. 推诿一次扣4分。2. 全年接待少于9000客次的,每少100客次扣0.5分。3. 答错的扣0.2分/客次。",
        "站长",
        "来信",
    ),
)


def body() -> str:
    rows = [tr(*map(tc, HEADINGS))]
    for row, merge in zip(ROWS, ("restart", "continue", None), strict=True):
        rows.append(tr(tc(row[0], merge=merge), *map(tc, row[1:])))
    return p(TITLE) + tbl(*rows, columns=len(HEADINGS))


def write(target: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members(body()).items():
            package.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    target.write_bytes(out.getvalue())


if __name__ == "__main__":
    write(HERE.parent / "profile" / "2020" / "dispatch.docx")
