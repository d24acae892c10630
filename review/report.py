"""report.html: the overview and the anomalies of a run with their crops, in one file for mailing, without a server."""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extract.cache_folder import cache_folder
from review import view
from review.book import Case, Run
from review.chart import draw, tree_of
from review.pictures import Box, NoPicture, render
from review.sources import TableView, is_as_read, path_of, views
from review.templating import render as render_template
from rulebook.cache import Cache
from rulebook.language import Language
from rulebook.outputs.writers import write_together
from schemas import PageAnchor, Rulebook

NAME = "report.html"
BUDGET = 3_500_000
"""Bytes of crops in a report; the anomalies after that have none."""
SCALE = 1.6
AROUND = 6.0
CONTEXT = 2
"""Rows of a Word or Markdown table shown around the one that is marked."""


@dataclass(frozen=True, slots=True)
class Crop:
    """What a case's first place looks like: a picture as a data address, or rows of a table."""

    address: str | None = None
    width: int = 0
    height: int = 0
    table: TableView | None = None


def write_report(book: Rulebook, paths: Mapping[str, Path], folder: Path, language: Language) -> Path:
    """Write report.html into `folder`; `paths` are the sources' files by their path in the book. Raises OSError."""
    html = report(book, paths, folder, language).encode()

    def write(path: Path) -> None:
        path.write_bytes(html)

    (path,) = write_together({folder / NAME: write})
    return path


def report(book: Rulebook, paths: Mapping[str, Path], folder: Path, language: Language) -> str:
    """The report of a run as one HTML page, the same for the same run: no time, no path of the machine."""
    roots = {name: _root(path, name) for name, path in paths.items()}
    run = Run(folder, book, roots, folder / "none", "")
    crops = _crops(run)
    open_cases = [case for case in run.cases if case.anomaly.status == "open"]
    by_task = Counter(case.spot.task.id for case in open_cases if case.spot and case.spot.task)
    chart = draw(tree_of(book.sheets, dict(by_task)), 1160, 460)
    return render_template(
        "report.html",
        language,
        run=run,
        cases=run.cases,
        crops=crops,
        counts=view.counts(run),
        chart=chart,
        codes=view.bars_by_code(run.cases),
        places=view.bars_by_place(run, run.cases, language),
        readings=view.readings,
        style=(Path(__file__).parent / "static" / "review.css").read_text(encoding="utf-8"),
    )


def _root(path: Path, name: str) -> Path:
    """The folder that a source's name counts from."""
    root = Path(os.path.abspath(path))  # links stay: the name counts from where the source was found
    for _ in Path(name).parts:
        root = root.parent
    return root


def _crops(run: Run) -> dict[str, Crop]:
    """The crops of as many cases as the budget allows, by the anomaly's id; the same picture counts once."""
    found: dict[str, Crop] = {}
    drawn: dict[object, Crop] = {}
    spent = 0
    for case in run.cases:
        if not case.places or spent > BUDGET:
            continue
        place = case.places[0]
        key = (place.source, place.anchor) if isinstance(place.anchor, PageAnchor) else case.anomaly.id
        if key not in drawn:
            crop = _crop(run, case)
            if crop is None:
                continue
            drawn[key] = crop
        spent += _weight(drawn[key])
        found[case.anomaly.id] = drawn[key]
    return found


def _weight(crop: Crop) -> int:
    """Bytes that a crop adds to the report, about."""
    if crop.table is None:
        return len(crop.address or "")
    return sum(40 + 3 * len(piece.text) for row in crop.table.rows for cell in row for piece in cell.pieces)


def _crop(run: Run, case: Case) -> Crop | None:
    place = case.places[0]
    if not isinstance(place.anchor, PageAnchor):
        first = next(iter(views(run, case.places[:1], CONTEXT)), None)
        return Crop(table=first) if isinstance(first, TableView) else None
    source = run.sources.get(place.source)
    path = path_of(run, source) if source else None
    if source is None or path is None or not is_as_read(path, source):
        return None
    x0, top, x1, bottom = place.anchor.bbox
    box = (x0 - AROUND, top - AROUND, x1 + AROUND, bottom + AROUND)
    try:
        address, width, height = _drawn(path, source.sha256, place.anchor.page, box)
    except NoPicture:
        return None
    return Crop(address, width, height)


def _drawn(path: Path, sha256: str, page: int, box: Box) -> tuple[str, int, int]:
    """A box on a page as a data address and its size in pixels, kept from run to run. Raises NoPicture."""

    def draw() -> bytes:
        picture = render(path, page, SCALE, box)
        address = "data:image/png;base64," + base64.b64encode(picture.png).decode()
        return json.dumps([address, round(picture.width * SCALE), round(picture.height * SCALE)]).encode()

    home = cache_folder()
    told = f"{sha256} {page} {box} {SCALE}"
    address, width, height = json.loads(Cache(home).crop(told, draw) if home else draw())
    return address, width, height
