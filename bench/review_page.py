"""How fast the reviewers' page is on a run of 100 sheets with 5,000 anomalies: what stands between a key and a page.

Prints seconds: to open the run, then the first and the median of several requests of each kind. Aims: the overview in
under 1 s, an anomaly in under 0.3 s.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import tempfile
import threading
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

import uvicorn

from review.app import Desk, create_app
from review.safety import hosts_of
from review.serve import listen
from rulebook.inputs import find_inputs
from rulebook.outputs.writers import rulebook_json
from rulebook.run_log import write_run_log
from schemas import (
    Amount,
    Anomaly,
    Criterion,
    Evidence,
    PageAnchor,
    Place,
    Rule,
    Rulebook,
    Sheet,
    Source,
    Task,
    make_anomaly,
)

SHEETS, TASKS, CRITERIA, EACH = 100, 25, 3, 50
PDF = Path(__file__).parent.parent / "raw" / "2020" / "logistics.pdf"
TEXT = "材料报送不及时扣0.2分/次"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw, out = folder / "raw" / "2020", folder / "out" / "2020"
        raw.mkdir(parents=True)
        out.mkdir(parents=True)
        shutil.copy(PDF, raw / "sheets.pdf")
        book = large_book(hashlib.sha256(PDF.read_bytes()).hexdigest())
        (out / "rulebook.json").write_bytes(rulebook_json(book))
        write_run_log(find_inputs([raw]), out)
        began = time.perf_counter()
        desk = Desk(out, None, "bench")
        print(f"open the run    {time.perf_counter() - began:6.3f}  ({len(book.anomalies)} anomalies, {SHEETS} sheets)")
        with listen(0) as channel:
            port = channel.getsockname()[1]
            app = create_app(desk, hosts_of(port))
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [channel]})
            thread.start()
            try:
                measure(f"http://127.0.0.1:{port}", book)
            finally:
                server.should_exit = True
                thread.join()


def measure(address: str, book: Rulebook) -> None:
    chosen = [book.anomalies[n].id for n in range(0, len(book.anomalies), 499)]
    for name, paths in {
        "overview": ["/"] * 7,
        "search": ["/?q=报送&status=all"] * 5,
        "anomaly": [f"/anomaly/{anomaly}" for anomaly in chosen],
        "page picture": [f"/page/{book.sources[0].id}/{n}.png" for n in range(1, 6)],
        "same, cached": [f"/page/{book.sources[0].id}/{n}.png" for n in range(1, 6)],
        "sheet": [f"/sheet/{sheet.id}" for sheet in book.sheets[:5]],
    }.items():
        times = [fetched(address + urllib.request.quote(path, safe="/?=&:")) for path in paths]
        print(f"{name:14}  {times[0]:6.3f} first  {statistics.median(times):6.3f} median  {max(times):6.3f} most")


def fetched(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        answer.read()
    return time.perf_counter() - began


def large_book(sha256: str) -> Rulebook:
    source = Source(id=sha256[:12], path="2020/sheets.pdf", sha256=sha256, medium="pdf")
    sheets = tuple(sheet(n, source) for n in range(SHEETS))
    return Rulebook(sources=(source,), sheets=sheets, anomalies=tuple(a for one in sheets for a in anomalies(one)))


def sheet(number: int, source: Source) -> Sheet:
    tasks = tuple(task(f"{number}-{n}", n, source) for n in range(TASKS))
    return Sheet(id=f"s-{number}", title=f"第{number}部门任务表", department=f"第{number}部门", year=2020, tasks=tasks)


def task(name: str, number: int, source: Source) -> Task:
    path = (("保证目标", Decimal(40)), (f"内部管理{number % 5}", Decimal(8)), (f"工作{number}", Decimal("1.6")))
    return Task(id=f"t-{name}", path=path, criteria=tuple(criterion(f"{name}-{n}", source) for n in range(CRITERIA)))


def criterion(name: str, source: Source) -> Criterion:
    anchor = PageAnchor(page=1 + len(name) % 5, bbox=(451.0, 235.0, 714.0, 267.0))
    evidence = (Evidence(places=(Place(source=source.id, anchor=anchor, start=0, end=len(TEXT), text=TEXT),)),)
    amount = Amount(kind="fixed", min=Decimal("0.2"), max=Decimal("0.2"))
    rule = Rule(
        id=f"r-{name}",
        text=TEXT,
        trigger="材料报送不及时",
        effect="deduct",
        amount=amount,
        per=("次",),
        count="occurrence",
        step=Decimal(1),
        start=0,
        end=len(TEXT),
        evidence=evidence,
    )
    return Criterion(id=f"c-{name}", number="1", text=TEXT, rules=(rule,), evidence=evidence)


def anomalies(one: Sheet) -> list[Anomaly]:
    rules = [rule for task in one.tasks for criterion in task.criteria for rule in criterion.rules]
    codes = ("number-suspect", "unit-guessed", "text-suspect")
    told = {"text": TEXT, "read": "0.2", "unit": "次"}
    return [make_anomaly(codes[n % 3], rule.id, rule.evidence, **told) for n, rule in enumerate(rules[:EACH])]


if __name__ == "__main__":
    main()
