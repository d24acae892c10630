"""Draw docs/screenshots/*.png again: the reviewers' page of the sample year, in Debian's Chromium.

make screenshots. With a folder's name as argument they go there instead.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from review.app import Desk, create_app
from review.safety import hosts_of
from review.serve import listen
from rulebook.inputs import find_inputs
from rulebook.outputs.writers import write_year
from rulebook.run import run_years
from rulebook.run_log import write_run_log

ROOT = Path(__file__).parent.parent
SHOTS = Path(__file__).parent / "screenshots"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium was not found: on Debian, apt install chromium")
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SHOTS
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for language in ("en", "zh"):
            for name, size in (("wide", WIDE), ("narrow", NARROW)):
                context = browser.new_context(viewport=size, locale={"en": "en-GB", "zh": "zh-CN"}[language])
                page = context.new_page()
                for view in views(page, address):
                    save(page.screenshot(), target / f"{view}-{name}-{language}.png")
                context.close()
        browser.close()


def save(png: bytes, path: Path) -> None:
    """As a PNG of 256 colours: a third of the size, and as legible."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def views(page: Page, address: str) -> Iterator[str]:
    """Bring the page to each view in turn."""
    page.goto(address)
    yield "overview"
    page.goto(f"{address}?code=unit-guessed")
    page.locator("#start").click()
    page.wait_for_load_state("networkidle")
    yield "anomaly"
    page.goto(address)
    page.locator("a[href^='/sheet/']").nth(5).click()
    yield "sheet"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The sample year, extracted into `folder` and served; gives the address."""
    raw = folder / "raw"
    shutil.copytree(ROOT / "raw", raw)
    inputs = find_inputs([raw / "2020"])
    (run,) = run_years(inputs, lambda item, failure: None)
    write_year(run.rulebook, folder / "2020")
    write_run_log(inputs, folder / "2020")
    with listen(0) as channel:
        port = channel.getsockname()[1]
        app = create_app(Desk(folder / "2020", None, "周老师"), hosts_of(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [channel]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
