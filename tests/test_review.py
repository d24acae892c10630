"""The reviewers' page without a browser: what is refused, what is escaped, what a post writes down."""

from __future__ import annotations

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_desk import ROWS, Run, markdown, sample_documents, small_run

import normalize
import review.report
from extract import read_document
from review.app import Desk, create_app
from review.book import Run as BookRun
from review.book import RunProblem, load_run
from review.chart import squarify
from review.intake import decisions_of
from review.marks import changes, difference, rule_parts
from review.pictures import Box, NoPicture, Picture, render
from review.report import report
from review.safety import TOKEN_HEADER, hosts_of
from review.sources import focus
from review.standing import Standing
from review.view import parsed
from review.words import VALUES, WORDS
from rulebook.decisions import NAME
from rulebook.language import Language
from schemas import DECISION, Evidence, LineAnchor, Place, Repair, Rulebook, Task, make_anomaly
from schemas.catalogue.decisions import KINDS

HOST = "127.0.0.1:8123"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def run(made_once: Run) -> Run:
    (made_once.raw / NAME).unlink(missing_ok=True)
    return made_once


class Page:
    """A client that behaves as the page's own script does, unless told otherwise."""

    def __init__(self, run: Run) -> None:
        self.desk = Desk(run.out, None, "周老师")
        self.transport = httpx.ASGITransport(create_app(self.desk, hosts_of(8123)))

    def _send(self, method: str, path: str, headers: dict[str, str], json: Any = None) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=f"http://{HOST}") as client:
                if isinstance(json, bytes):  # JSON as it is, with what httpx would not write
                    typed = {**headers, "Content-Type": "application/json"}
                    return await client.request(method, path, headers=typed, content=json)
                return await client.request(method, path, headers=headers, json=json)

        import asyncio

        return asyncio.run(send())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._send("GET", path, {"Host": HOST, **headers})

    def post(self, path: str, json: Any, **headers: str) -> httpx.Response:
        own = {
            "Host": HOST,
            "Origin": f"http://{HOST}",
            "Sec-Fetch-Site": "same-origin",
            TOKEN_HEADER: self.desk.token,
        }
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send("POST", path, {k: v for k, v in (own | given).items() if v}, json)

    def decide(self, *, chinese: bool = False, **form: str) -> httpx.Response:
        return self.post("/api/decide", form, accept_language="zh-CN" if chinese else "en")


@pytest.fixture
def page(run: Run) -> Page:
    return Page(run)


# --- what is refused


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8123",
        "127.0.0.1",
        "127.0.0.1:80",
        "0.0.0.0:8123",
        "localhost:8123.evil.example",
        "",
    ],
)
def test_another_host_is_refused(page: Page, host: str) -> None:
    assert page._send("GET", "/", {"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LOCALHOST:8123", "[::1]:8123"])
def test_its_own_names_are_answered(page: Page, host: str) -> None:
    assert page._send("GET", "/", {"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8123"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"x_review_token": "guess"}, 403),
        ({"x_review_token": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_a_post_from_elsewhere_is_refused_and_writes_nothing(
    page: Page, run: Run, headers: dict[str, str], status: int
) -> None:
    anomaly = run.anomalies("amount-missing")[0]
    form = {"kind": "accept", "anomaly": anomaly.id, "node": anomaly.where}
    assert page.post("/api/decide", form, **headers).status_code == status
    assert run.made == ()


def test_a_get_decides_nothing(page: Page, run: Run) -> None:
    anomaly = run.anomalies("amount-missing")[0]
    assert page.get(f"/api/decide?kind=accept&anomaly={anomaly.id}").status_code == 405
    assert page.get("/api/undo").status_code == 405
    assert run.made == ()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(page: Page, method: str) -> None:
    assert page._send(method, "/", {"Host": HOST}).status_code == 405


def test_a_large_post_is_refused(page: Page) -> None:
    assert page.post("/api/parse", {"text": "扣" * 300_000}).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/page/..%2f..%2fetc%2fpasswd/1.png",
        "/page/0123456789ab/1.png",
        "/page/0123456789ab/-1.png",
        "/page/0123456789ab/x.png",
        "/anomaly/..%2f..%2frulebook.json",
        "/sheet/%00",
        "/node/<script>",
        "/rulebook.json",
        "/docs",
        "/openapi.json",
    ],
)
def test_nothing_outside_is_served(page: Page, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code in (404, 422)
    assert "<script>" not in answer.text.replace('<script src="/static/review.js" defer></script>', "")
    assert "root:" not in answer.text


def test_a_source_behind_a_link_is_shown_as_long_as_it_is_what_was_read(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "sheet.md").write_text(markdown(), encoding="utf-8")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "2020").symlink_to(share)
    run = Run(tmp_path / "raw" / "2020", tmp_path / "out")
    run.extract()
    page = Page(run)
    anomaly = run.book.anomalies[0]
    assert "drawn" in page.get(f"/anomaly/{anomaly.id}").text
    (share / "sheet.md").write_text("别的文字", encoding="utf-8")
    assert "drawn" not in page.get(f"/anomaly/{anomaly.id}").text


def test_a_report_is_the_same_where_the_locale_knows_no_chinese(tmp_path: Path) -> None:
    (tmp_path / "raw" / "2020").mkdir(parents=True)
    (tmp_path / "raw" / "2020" / "总务处.md").write_text(markdown(), encoding="utf-8")
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for out, locale in (("plain", bare), ("utf8", {"LC_ALL": "C.UTF-8"})):
        command = [sys.executable, "-m", "rulebook", "extract", "raw", "-o", out, "--no-cache", "--jobs", "1"]
        done = subprocess.run(command, cwd=tmp_path, env=os.environ | locale, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    plain, utf8 = ((tmp_path / out / "2020" / "report.html").read_bytes() for out in ("plain", "utf8"))
    assert plain == utf8
    assert "drawn" in utf8.decode()


def test_a_source_whose_path_leads_out_is_not_served(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    book = run.book.model_dump_json().replace("2020/sheet.md", "2020/../../../secret.pdf")
    out = tmp_path / "raw" / "out"
    out.mkdir(parents=True)
    (out / "rulebook.json").write_text(book, encoding="utf-8")
    log = (run.out / "run.json").read_text(encoding="utf-8")
    root = str(run.raw.parent)
    (out / "run.json").write_text(
        log.replace("2020/sheet.md", "2020/../../../secret.pdf").replace(root, str(tmp_path / "raw")), encoding="utf-8"
    )
    page = Page(Run(run.raw, out))
    (source,) = Rulebook.model_validate_json(book).sources
    assert page.get(f"/page/{source.id}/1.png").status_code == 404


def test_every_answer_has_a_policy_without_inline(page: Page) -> None:
    for path in ("/", "/static/review.css", "/anomaly/none", "/page/none/1.png"):
        policy = page.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert page._send("GET", "/", {"Host": "evil"}).headers["x-frame-options"] == "DENY"


def test_no_page_has_inline_script_or_style(page: Page, run: Run) -> None:
    book = run.book
    anomaly = run.anomalies("amount-missing")[0]
    task = book.sheets[0].tasks[0]
    for path in ("/", f"/anomaly/{anomaly.id}", f"/sheet/{book.sheets[0].id}", f"/node/{task.id}"):
        html = page.get(path).text
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", html)
        assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/review.js" defer>']


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "../../etc/passwd",
)


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    rows = [
        (
            f"保证目标{HOSTILE[0]}(40分)",
            f"食堂{HOSTILE[1]}(10分)",
            f"1. {HOSTILE[2]}",
            f"1. {text}未留样扣",
            HOSTILE[3],
            HOSTILE[4],
        )
        for text in HOSTILE
    ]
    run = small_run(tmp_path, markdown(rows, department=HOSTILE[0]))
    page = Page(run)
    book = run.book
    paths = ["/", f"/?q={HOSTILE[0]}", *(f"/anomaly/{anomaly.id}" for anomaly in book.anomalies)]
    paths += [f"/{kind}/{sheet.id}" for sheet in book.sheets for kind in ("sheet", "node")]
    paths += [f"/node/{task.id}" for sheet in book.sheets for task in sheet.tasks]
    for path in paths:
        answer = page.get(path)
        assert answer.status_code == 200, path
        assert not re.search(r"<script>|<img|href=\"javascript|\{\{|\b49\b", answer.text.replace("{{ 7*7 }}", ""))
    html = report(book, {"2020/sheet.md": run.raw / "sheet.md"}, run.out, Language.ENGLISH)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


# --- what is written down


def test_accept_then_undo(page: Page, run: Run) -> None:
    anomaly = run.anomalies("amount-missing")[0]
    answer = page.decide(kind="accept", anomaly=anomaly.id, node=anomaly.where, note="看过原件", who="吴老师")
    assert answer.status_code == 200
    (made,) = run.made
    assert (made.kind, made.who, made.note) == ("accept", "吴老师", "看过原件")
    assert "decided by" not in page.get("/").text.lower()
    assert page.post("/api/undo", {"who": "郑老师"}).status_code == 409, "undo takes back what one decided oneself"
    assert page.post("/api/undo", {"who": "吴老师"}).json()["anomaly"] == anomaly.id
    assert page.post("/api/undo", {"who": "吴老师"}).status_code == 409
    assert [decision.kind for decision in run.made] == ["accept", "undo"]


def test_a_second_decision_on_the_same_is_a_conflict(page: Page, run: Run) -> None:
    anomaly = run.anomalies("amount-missing")[0]
    form = {"kind": "accept", "anomaly": anomaly.id, "node": anomaly.where}
    assert page.decide(**form, who="吴老师").status_code == 200
    answer = page.decide(**form | {"kind": "not-an-anomaly"})
    assert answer.status_code == 409
    theirs = answer.json()["conflict"]
    assert theirs["who"] == "吴老师"
    assert len(run.made) == 1
    instead = page.decide(**form | {"kind": "not-an-anomaly"}, seen="", instead=theirs["id"], before="")
    assert instead.status_code == 200
    assert [decision.kind for decision in run.made] == ["accept", "undo", "not-an-anomaly"]


def test_answers_to_two_doubts_of_one_node_do_not_contradict_each_other(tmp_path: Path) -> None:
    """Two windows, each opened before the other decided: taking mine must not take theirs back."""
    doubtful = (("保证目标", "食堂管理", "1. 检查。", "1. 未留样的,每次扣O.1分,扣", "扣分法", "党政办"),)
    two = small_run(tmp_path, markdown(doubtful))
    page = Page(two)
    found = itertools.groupby(sorted(two.book.anomalies, key=lambda a: a.where), key=lambda a: a.where)
    first, second = next(group for group in ([*some] for _, some in found) if len(group) == 2)
    assert page.post("/api/decide", {"kind": "accept", "anomaly": first.id}).status_code == 200
    assert page.post("/api/decide", {"kind": "accept", "anomaly": second.id}).status_code == 200
    assert page.post("/api/decide", {"kind": "not-an-anomaly", "anomaly": second.id}).status_code == 409
    assert [line.kind for line in two.made] == ["accept", "accept"]


def test_many_at_once_lose_nothing(page: Page, run: Run) -> None:
    """One anomaly, twenty reviewers at the same moment: one is first, the others are told."""
    anomaly = run.anomalies("amount-missing")[0]
    answers: list[int] = []

    def decide(n: int) -> None:
        form = {"kind": "accept", "anomaly": anomaly.id, "node": anomaly.where, "who": f"第{n}位"}
        answers.append(page.decide(**form).status_code)

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 19
    assert len(run.made) == 1


def test_a_rule_is_corrected_only_where_it_was_changed(page: Page, run: Run) -> None:
    rule = run.task("食堂管理").criteria[0].rules[1]
    form = rule_form(rule) | {"amount_kind": "fixed", "amount_min": "0.3"}
    assert page.decide(kind="correct-rule", node=rule.id, **form).status_code == 200
    (made,) = run.made
    assert set(made.change.model_fields_set) == {"amount"}  # type: ignore[union-attr]
    run.extract()
    amount = run.task("食堂管理").criteria[0].rules[1].amount
    assert amount is not None
    assert amount.min == Decimal("0.3")
    (run.raw / NAME).unlink()
    run.extract()


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ({"amount_min": "0.3"}, "0.3"),
        ({"amount_max": "0.3"}, "0.3"),
        ({"amount_min": "0.3", "amount_max": "0.3"}, "0.3"),
        ({"amount_min": "0.5", "amount_max": "0.3"}, "0.3"),
        ({"amount_min": "0.3", "amount_max": "0.5"}, "0.3"),
    ],
)
def test_a_fixed_amount_is_what_was_changed_of_its_two_bounds(
    page: Page, run: Run, given: dict[str, str], becomes: str
) -> None:
    rule = run.task("食堂管理").criteria[0].rules[0]
    assert rule.amount is not None
    assert rule.amount.max == Decimal("0.5")
    form = rule_form(rule) | {"amount_kind": "fixed"} | given
    assert page.decide(kind="correct-rule", node=rule.id, **form).status_code == 200
    (made,) = run.made
    amount = made.change.amount  # type: ignore[union-attr]
    assert (amount.min, amount.max) == (Decimal(becomes), Decimal(becomes))


def rule_form(rule: Any) -> dict[str, str]:
    """The fields of a rule's form as the page shows them."""
    return {
        "text": rule.text,
        "trigger": rule.trigger,
        "effect": rule.effect,
        "amount_kind": rule.amount.kind if rule.amount else "",
        "per": " ".join(rule.per),
        "count": rule.count or "",
        "step": str(rule.step),
        "scope": rule.scope,
        "subject": rule.subject or "",
    }


@pytest.mark.parametrize(
    ("changed", "says", "says_zh"),
    [
        ({"amount_kind": "fixed", "amount_min": "many"}, "decimal", "最小值:应为数字"),
        ({"amount_kind": "range", "amount_min": "3", "amount_max": "1"}, "is above max", "最小值 3 大于最大值 1"),
        ({"amount_kind": "range", "amount_min": "3"}, "needs min and max", "须有最小值和最大值"),
        ({"amount_kind": "missing", "amount_max": "0.5"}, "missing has no numbers", "请先改选类型"),
        ({"amount_kind": "fixed", "amount_min": "1", "amount_max": "2"}, "min = max", "最小值和最大值须相同"),
        ({"amount_kind": "fixed"}, "needs min and max", "须有最小值和最大值"),
        ({"effect": "zero"}, "takes no amount", "效果为 zero 时不应有分值"),
        ({"amount_kind": ""}, "needs an amount", "效果为 deduct 时须有分值"),
        ({"count": "shortfall"}, "does not go with per", "不相配"),
        ({"target_value": "3"}, "target stands only", "才有目标值"),
        ({"step": "some"}, "decimal", "步长:应为数字"),
        ({"text": "别处的文字"}, "no part of the criterion", "“别处的文字”不是该条文中的文字"),
        ({"effect": "punish"}, "effect", "效果:只能是"),
        ({}, "nothing was changed", "没有任何改动"),
    ],
)
def test_what_makes_no_rule_is_refused_with_the_reason(
    page: Page, run: Run, changed: dict[str, str], says: str, says_zh: str
) -> None:
    rule = run.task("食堂管理").criteria[0].rules[1]
    form = {"kind": "correct-rule", "node": rule.id, **rule_form(rule)} | changed
    answer = page.decide(**form)
    assert answer.status_code == 422
    assert says in answer.json()["error"]
    chinese = page.decide(chinese=True, **form).json()["error"]
    assert says_zh in chinese
    assert not [word for word in ("input", "should", "Value", "Input") if word in chinese]
    assert run.made == ()


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "accept", "anomaly": "a-none"},
        {"kind": "guess"},
        {"kind": "correct-text", "node": "c-none", "to": "x"},
        {"kind": "correct-text", "part": "duty", "index": "99", "to": "x"},
        {"kind": "correct-text", "part": "cellar", "to": "x"},
        {"kind": "correct-text", "part": "duty", "index": "²", "to": "x"},
        {"kind": "correct-text", "part": "duty", "index": "9" * 5000, "to": "x"},
        {"kind": "split", "at": "0"},
        {"kind": "join"},
        {"kind": "correct-node", "points0": "many"},
        {"kind": "undo"},
    ],
)
def test_a_form_that_makes_no_decision_is_refused(page: Page, run: Run, form: dict[str, str]) -> None:
    assert page.decide(**{"node": run.task("食堂管理").id, **form}).status_code == 422
    refused = page.decide(chinese=True, **{"node": run.task("食堂管理").id, **form}).json()["error"]
    assert any("\u4e00" <= character <= "\u9fff" for character in refused)
    assert run.made == ()


@pytest.mark.parametrize("json", [[], "x", {"kind": ["accept"]}, {"kind": {"a": 1}}, None, 3])
def test_json_of_another_shape_is_refused(page: Page, json: Any) -> None:
    assert page.post("/api/decide", json).status_code in (413, 415, 422)


def test_a_text_corrected_twice_before_the_next_run(page: Page, run: Run) -> None:
    criterion = run.task("食堂管理").criteria[0]
    for n, text in enumerate(("未留样扣0.3分", "未留样扣0.4分")):
        seen = run.made[-1].id if n else ""
        answer = page.decide(kind="correct-text", node=criterion.id, part="criterion", to=text, seen=seen)
        assert answer.status_code == 200
    assert "未留样扣0.4分" in page.get(f"/node/{criterion.id}").text.replace("</span>", "").replace(
        '<span class="m trigger">', ""
    ).replace('<span class="m effect">', "").replace('<span class="m amount">', "")
    run.extract()
    assert run.task("食堂管理").criteria[0].text == "未留样扣0.4分"
    (run.raw / NAME).unlink()
    run.extract()


def test_path_and_assessors_in_one_form(page: Page, run: Run) -> None:
    task = run.task("绿化养护")
    form = {
        "name0": "保障目标",
        "points0": "40",
        "name1": "绿化",
        "points1": "25",
        "methods": "达标法",
        "assessors": "党政办",
    }
    assert page.decide(kind="correct-node", node=task.id, **form).status_code == 200
    run.extract()
    new = run.task("绿化")
    assert [(name, str(points)) for name, points in new.path] == [("保障目标", "40"), ("绿化", "25")]
    assert (new.methods, new.assessors) == (("达标法",), ("党政办",))
    assert not [a for a in run.book.anomalies if a.code.startswith(("stale", "decision"))]
    (run.raw / NAME).unlink()
    run.extract()


def test_the_preview_is_what_the_next_run_reads(page: Page, run: Run) -> None:
    html = page.post("/api/parse", {"text": "迟到扣0.2分/次,最多扣2分;<b>早退</b>扣1分"}).text
    assert html.count("<tr") == 3
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_the_preview_knows_the_measure_words_of_the_profile(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    (run.raw / "profile.toml").write_text('measures = ["床日"]', encoding="utf-8")
    run.extract()
    assert "床日" in rates(Page(run).post("/api/parse", {"text": "压床每床日扣0.2分"}).text)
    (run.raw / "profile.toml").unlink()
    run.extract()
    assert "床日" not in rates(Page(run).post("/api/parse", {"text": "压床每床日扣0.2分"}).text)


def test_half_a_character_is_not_carried_on(page: Page) -> None:
    anomaly = page.desk.run.cases[0].anomaly
    name = '"who": "周\\ud83d"'  # an emoji of which an input field kept a half
    assert ">?<" in page.post("/api/parse", '{"text": "迟到扣0.2分\\ud83d"}'.encode()).text
    form = f'{{"kind": "accept", "anomaly": "{anomaly.id}", "node": "{anomaly.where}", {name}}}'
    assert page.post("/api/decide", form.encode()).status_code == 200
    assert [decision.who for decision in page.desk.standing().active] == ["周?"]


def rates(html: str) -> str:
    """The cells of a preview but for those that repeat the text."""
    return "".join(cell for cell in html.split("<td")[1:] if "压床" not in cell)


def test_every_node_of_the_sample_can_be_decided_on() -> None:
    """What the page asks for holds when it is replayed: nothing comes back, no character is lost."""
    documents = sample_documents()
    book = normalize.build_rulebook(documents)
    run = BookRun(Path("out"), book, {}, Path("none"), "")
    standing = Standing(run, (), 0)
    made: list[Any] = []
    for n, task in enumerate(task for sheet in book.sheets for task in sheet.tasks):
        for form in forms_for(task, n % 6):
            made += [
                DECISION.validate_python(
                    fields | {"id": f"d-{len(made):012x}", "when": f"2021-01-01T00:00:00.{len(made):06}Z"}
                )
                for fields in decisions_of(run, standing, form)
            ]
    again = normalize.build_rulebook(documents, made)
    assert len(made) > 300
    assert [a.message for a in again.anomalies if a.code in ("stale-decision", "decision-invalid")] == []
    assert again.conservation == book.conservation
    for sheet in again.sheets:
        for criterion in (criterion for task in sheet.tasks for criterion in task.criteria):
            for rule in criterion.rules:
                assert criterion.text[rule.start : rule.end] == rule.text
            for evidence in criterion.evidence:
                evidence.replay()


def forms_for(task: Task, kind: int) -> list[dict[str, str]]:
    """The forms of one kind of decision on a task or all that is in it."""
    texts = {"kind": "correct-text", "node": task.id}
    criteria = [{"node": criterion.id} for criterion in task.criteria]
    if kind == 0:
        return [texts | {"part": "criteria", "to": "1. 甲扣1分。 2. 乙扣2分。"}] if task.criteria else []
    if kind == 1:
        return [texts | {"part": "duty", "index": str(n), "to": f"改{n}"} for n in range(len(task.duties))]
    if kind == 2:
        return [
            form | {"kind": "correct-text", "to": f"新,{c.text}"}
            for form, c in zip(criteria, task.criteria, strict=True)
        ]
    if kind == 3:
        halves = [len(criterion.text) // 2 for criterion in task.criteria]
        return [form | {"kind": "split", "at": str(half)} for form, half in zip(criteria, halves, strict=True)]
    if kind == 4:
        return [form | {"kind": "join"} for form in criteria[:-1:2]]
    return [{"kind": "dismiss-rule", "node": rule.id} for criterion in task.criteria for rule in criterion.rules]


# --- what is shown


def test_filters_and_search(page: Page, run: Run) -> None:
    assert "2 found" in page.get("/?code=amount-missing").text
    assert "1 found" in page.get("/?q=留样").text
    assert "No anomaly matches" in page.get("/?severity=info").text
    for nonsense in ("/?status=x&from=-3", "/?from=99999999", "/?sheet=%00&place=::", "/?severity=%F0%9F"):
        assert page.get(nonsense).status_code == 200


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB", "en"), ("fr, zh;q=0.5", "zh-CN"), ("en;q=0.4, zh;q=0.6", "zh-CN"),
     ("", "en"), ("de", "en"), (";;q=x,,", "en")],
)  # fmt: skip
def test_the_browsers_language(page: Page, header: str, language: str) -> None:
    assert f'<html lang="{language}">' in page.get("/", **{"Accept-Language": header}).text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a decimal was torn apart at its point"), ("zh", "小数在小数点处被拆开,予以合并")]
)
def test_why_a_repair_was_made_is_said_in_the_readers_language(tmp_path: Path, language: str, said: str) -> None:
    row = ("保证目标(40分)", "食堂管理(40分)", "1. 每日检查食堂卫生。", "1. 未留样扣0. 25分", "扣分法", "党政办")
    run = small_run(tmp_path, markdown([row]))
    text = Page(run).get(f"/node/{run.task('食堂管理').criteria[0].id}?lang={language}").text
    reasons = set(re.findall(r"number-space[^\n]*?(a decimal[^<\"]*|小数[^<\"]*)", text))
    assert reasons == {said}


def test_the_switch_outlasts_the_browsers_language(page: Page) -> None:
    answer = page.get("/?lang=zh", **{"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in answer.text
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert '<html lang="zh-CN">' in page.get("/", **{"Accept-Language": "en", "Cookie": "lang=zh"}).text


@pytest.mark.parametrize(("language", "said"), [("en", "Deciding needs JavaScript"), ("zh", "需启用 JavaScript")])
def test_a_browser_without_script_is_told_that_its_buttons_do_nothing(page: Page, language: str, said: str) -> None:
    html = page.get(f"/?lang={language}").text
    assert said in html.partition("<noscript>")[2].partition("</noscript>")[0]


def test_a_targets_value_is_not_called_points(page: Page, run: Run) -> None:
    rule = next(r for s in run.book.sheets for t in s.tasks for c in t.criteria for r in c.rules)
    html = page.get(f"/node/{rule.id}?lang=zh").text
    assert "目标值" in html
    assert "目标单位" in html
    assert "目标 分值" not in html


def test_every_word_is_in_both_languages() -> None:
    for words in (WORDS, KINDS, VALUES):
        for key, (english, chinese) in words.items():
            assert chinese, key
            assert english or key == "page_after", key


def test_a_source_that_changed_since_the_run_is_not_shown_as_if_it_had_not(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    anomaly = run.anomalies("amount-missing")[0]
    (run.raw / "sheet.md").write_text(markdown(ROWS[:1]), encoding="utf-8")
    assert "has changed since this run" in Page(run).get(f"/anomaly/{anomaly.id}").text
    (run.raw / "sheet.md").unlink()
    assert "not where it was" in Page(run).get(f"/anomaly/{anomaly.id}").text


def test_a_new_run_is_on_the_desk_at_once(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    page = Page(run)
    assert "2 found" in page.get("/").text
    (run.raw / "sheet.md").write_text(markdown(ROWS[1:]), encoding="utf-8")
    run.extract()
    assert "1 found" in page.get("/?code=amount-missing").text


@pytest.mark.parametrize(
    "spoil",
    [lambda out: (out / "run.json").unlink(), lambda out: (out / "rulebook.json").write_text("{}x", encoding="utf-8"),
     lambda out: (out / "run.json").write_text("[]", encoding="utf-8")],
    ids=["no run.json", "no JSON", "another run.json"],
)  # fmt: skip
def test_a_folder_that_is_no_run_says_what_to_do(tmp_path: Path, spoil: Any) -> None:
    run = small_run(tmp_path)
    spoil(run.out)
    with pytest.raises(RunProblem, match=r"rulebook extract|run it again"):
        load_run(run.out)


def test_sources_that_were_moved_are_found_by_raw(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    (tmp_path / "raw").rename(tmp_path / "elsewhere")
    found = load_run(run.out, tmp_path / "elsewhere")
    assert found.decisions == tmp_path / "elsewhere" / "2020" / NAME
    assert found.roots["2020/sheet.md"] == tmp_path / "elsewhere"


# --- small things by themselves


def test_a_change_shows_what_was_read_and_what_it_became() -> None:
    place = Place(source="s", anchor=LineAnchor(line=1), start=0, end=8, text="扣 O.2 分/")
    repairs = (
        Repair(name="digit", reason="a letter", start=2, before="O", after="0"),
        Repair(name="tail", reason="a slash", start=7, before="/", after=""),
    )
    evidence = Evidence(places=(place,), repairs=repairs)
    parts = [(part.kind, part.text) for part in changes(evidence)]
    assert parts == [("same", "扣 "), ("gone", "O"), ("new", "0"), ("same", ".2 分"), ("gone", "/")]


@given(st.text("扣分0123,。", max_size=30), st.text("扣分0123,。", max_size=30))
def test_a_difference_gives_back_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("迟到扣0.2分/人•次,最多扣2分", "trigger:迟到 effect:扣 amount:0.2分 per:/人•次 rest:, cap:最多扣2分"),
        ("每少1次扣0.25分", "trigger:每少 per:1次 effect:扣 amount:0.25分"),
        ("未完成得0分", "trigger:未完成 effect:得0分"),
        ("部分完成酌情扣分", "trigger:部分完成 effect:酌情扣分"),
    ],
)
def test_the_parts_of_a_rule(text: str, expected: str) -> None:
    (rule,) = parsed(text)
    assert " ".join(f"{part.kind}:{part.text}" for part in rule_parts(rule)) == expected


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=40), st.integers(10, 2000), st.integers(10, 2000))
def test_areas_are_proportional_and_fill_the_room(sizes: list[int], width: int, height: int) -> None:
    sizes = sorted(sizes, reverse=True)
    found = squarify([float(size) for size in sizes], (0.0, 0.0, float(width), float(height)))
    each = width * height / sum(sizes)
    for size, (x, y, wide, high) in zip(sizes, found, strict=True):
        assert wide * high == pytest.approx(size * each, rel=1e-6)
        assert -1e-6 <= x <= x + wide <= width + 1e-6
        assert -1e-6 <= y <= y + high <= height + 1e-6


def test_what_is_shown_first_has_the_box_in_it() -> None:
    x0, top, x1, bottom = focus([(700.0, 500.0, 800.0, 560.0)], 842.0, 595.0)
    assert x0 <= 700 <= 800 <= x1 <= 842
    assert top <= 500 <= 560 <= bottom <= 595


def test_a_page_that_is_not_there_is_no_picture(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(NoPicture, match=r"broken\.pdf"):
        render(broken, 1)


def test_the_report_is_the_same_each_time_and_needs_nothing(run: Run) -> None:
    first, second = (
        report(run.book, {"2020/sheet.md": run.raw / "sheet.md"}, run.out, Language.CHINESE) for _ in range(2)
    )
    assert first == second
    assert not re.search(r'(?:src|href)="(?!data:|#)', first)
    assert str(run.raw.parent) not in first


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that crops are drawn from."""
    pages: list[int] = []

    def draw(path: Path, number: int, scale: float, box: Box) -> Picture:
        pages.append(number)
        return render(path, number, scale, box)

    monkeypatch.setattr(review.report, "render", draw)
    return pages


def test_a_crop_is_drawn_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: list[int]) -> None:
    monkeypatch.setenv("RULEBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RULEBOOK_NO_CACHE", raising=False)
    raw = Path(__file__).parent.parent / "raw" / "2020"
    path = raw / "library-it.pdf"
    book = normalize.build_rulebook([read_document(path, raw)])
    anomaly = make_anomaly("no-rule", book.sheets[0].tasks[0].id, book.sheets[0].tasks[0].evidence, text="–")
    book = book.model_copy(update={"anomalies": (anomaly,)})
    first = report(book, {path.name: path}, tmp_path, Language.ENGLISH)
    assert "data:image/png;base64," in first
    assert report(book, {path.name: path}, tmp_path, Language.ENGLISH) == first
    assert len(drawn) == 1
    (entry,) = (tmp_path / "cache" / "crops").rglob("*.json")
    entry.write_bytes(entry.read_bytes()[:-9])
    assert report(book, {path.name: path}, tmp_path, Language.ENGLISH) == first
    assert len(drawn) == 2, "a damaged one is none"


def test_ctrl_c_ends_it_without_a_word(run: Run) -> None:
    command = [sys.executable, "-m", "rulebook", "review", str(run.out), "--no-browser"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C.UTF-8"}
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert httpx.get(address).status_code == 200
    with socket.create_connection(("127.0.0.1", int(address.rstrip("/").rsplit(":", 1)[1]))):  # one that says nothing
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said.strip()) == (0, "")


def test_it_listens_on_the_loopback_alone(run: Run) -> None:
    from review.serve import listen

    with listen(0) as channel:
        assert channel.getsockname()[0] == "127.0.0.1"


def rulebook(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rulebook", *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=os.environ | environment, timeout=60, check=False
    )


def test_a_folder_without_a_run_is_wrong_usage(tmp_path: Path) -> None:
    found = rulebook("review", tmp_path, "--no-browser", LANG="C.UTF-8")
    assert (found.returncode, "Traceback" in found.stderr) == (2, False)
    assert "run `rulebook extract` first" in " ".join(found.stderr.split())


def test_a_port_that_is_taken_is_wrong_usage(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = rulebook("review", run.out, "--port", taken.getsockname()[1], "--no-browser", LANG="C.UTF-8")
    assert (found.returncode, "Traceback" in found.stderr) == (2, False)
    assert "cannot be opened" in found.stderr


def test_extract_replays_and_writes_the_report_whatever_the_locale(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    anomaly = run.anomalies("amount-missing")[0]
    Page(run).decide(kind="accept", anomaly=anomaly.id, node=anomaly.where)
    reports = []
    for locale in ("C.UTF-8", "zh_CN.UTF-8"):
        out = tmp_path / locale
        found = rulebook("extract", run.raw, "-o", out, "--no-cache", "--strict", LANG=locale, LC_ALL=locale)
        assert found.returncode == 1, "one of the two errors is still open"
        assert re.search(r"settled by decisions: 1|已按决定处理: 1", found.stdout)
        reports.append((out / "2020" / "report.html").read_bytes())
    assert reports[0] == reports[1]
    assert Rulebook.model_validate_json((out / "2020" / "rulebook.json").read_bytes()).anomalies[0].status == "closed"
