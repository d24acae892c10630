"""The reviewers' page as a person meets it: a real Chromium, found by roles and visible text; a console error fails.

They need Debian's chromium (apt install chromium, which .ci/run does) and say so where it is missing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from review_desk import ROWS, Run, markdown, sample_run, served, small_run

from rulebook.decisions import NAME

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="LEFT OUT: no chromium on this machine; install it: apt-get install -y chromium"
)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def sample_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, str]]:
    run = sample_run(tmp_path_factory.mktemp("sample"))
    with served(run) as address:
        yield run, address


@pytest.fixture
def sample(sample_served: tuple[Run, str]) -> tuple[Run, str]:
    (sample_served[0].raw / NAME).unlink(missing_ok=True)
    return sample_served


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens an address in a browser of its own; in the end, none may have had an error to tell."""
    told: list[str] = []
    contexts = []

    def open_(address: str, locale: str = "en-GB", width: int = 1280, conflicts: bool = False) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 860})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))

        def hear(message: object) -> None:
            text = message.text  # type: ignore[attr-defined]
            refused = conflicts and "409 (Conflict)" in text  # the browser's own line on an answer that is handled
            if message.type in ("error", "warning") and not refused:  # type: ignore[attr-defined]
                told.append(f"{page.url}: {text}")

        page.on("console", hear)
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert told == []


def settled(page: Page, text: str) -> None:
    expect(page.get_by_text(re.compile(rf"^{text}$"))).to_be_visible()


def test_filter_and_walk_by_keyboard(sample: tuple[Run, str], open_page: Open) -> None:
    run, address = sample
    torn = len(run.anomalies("text-torn"))
    page = open_page(address)
    page.get_by_role("combobox", name="Kind", exact=True).select_option("text-torn")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("status").filter(has_text=f"{torn} found")).to_be_visible()
    page.keyboard.press("j")
    first = page.get_by_role("heading", level=1)
    expect(first).to_contain_text("was torn over columns")
    seen = first.inner_text()
    page.keyboard.press("j")
    expect(first).not_to_have_text(seen)
    page.keyboard.press("ArrowLeft")
    expect(first).to_have_text(seen)
    page.keyboard.press("o")
    expect(page.get_by_role("combobox", name="Kind", exact=True)).to_have_value("text-torn")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("培训")
    page.keyboard.press("Enter")
    found = page.get_by_role("status").filter(has_text="found")
    expect(found).not_to_have_text(f"{torn} found")
    expect(found).not_to_have_text("0 found")


def test_help_is_a_key_away(sample: tuple[Run, str], open_page: Open) -> None:
    page = open_page(sample[1])
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog.get_by_text("undo the last decision")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_accept_by_key_goes_on_and_is_undone_by_key(sample: tuple[Run, str], open_page: Open) -> None:
    run, address = sample
    total = len(run.book.anomalies)
    page = open_page(address)
    settled(page, f"0 / {total}")
    page.keyboard.press("j")
    heading = page.get_by_role("heading", level=1)
    seen = heading.inner_text()
    page.keyboard.press("a")
    expect(heading).not_to_have_text(seen)
    settled(page, f"1 / {total}")
    expect(page.get_by_role("status").filter(has_text="Saved: accepted as parsed")).to_be_visible()
    page.keyboard.press("u")
    expect(heading).to_have_text(seen)
    settled(page, f"0 / {total}")
    assert [decision.kind for decision in run.made] == ["accept", "undo"]


def test_a_rule_corrected_on_the_page_is_in_the_next_rulebook(tmp_path: Path, open_page: Open) -> None:
    run = small_run(tmp_path)
    with served(run) as address:
        page = open_page(address)
        page.keyboard.press("j")
        expect(page.get_by_role("heading", level=1)).to_contain_text("未留样扣: the amount is missing")
        page.get_by_role("textbox", name="Note").fill("见原件第三行")
        page.get_by_role("button", name="Accept").focus()
        page.keyboard.press("e")
        form = page.get_by_role("form", name="Edit")
        form.get_by_role("combobox", name="Amount", exact=True).select_option("fixed")
        form.get_by_role("textbox", name="From", exact=True).fill("0.3")
        form.get_by_role("textbox", name="From", exact=True).press("Control+Enter")
        settled(page, "1 / 2")
        expect(page.get_by_text("Decisions waiting for the next rulebook extract: 1")).to_be_visible()
        run.extract()
        amount = run.task("食堂管理").criteria[0].rules[1].amount
        assert amount is not None
        assert (amount.kind, amount.min) == ("fixed", Decimal("0.3"))
        page.goto(f"{address}/?status=decided")
        page.reload()
        page.get_by_role("link", name=re.compile("食堂管理|未留样")).first.click()
        expect(page.get_by_text("In force in this run.")).to_be_visible()
        page.get_by_role("main").get_by_role("button", name="Undo").click()
        settled(page, "0 / 1|0 / 2")
        run.extract()
        amount = run.task("食堂管理").criteria[0].rules[1].amount
        assert amount is not None
        assert amount.kind == "missing"


def test_an_edited_criterion_is_parsed_before_it_is_saved(tmp_path: Path, open_page: Open) -> None:
    run = small_run(tmp_path)
    with served(run) as address:
        page = open_page(f"{address}/node/{run.task('食堂管理').criteria[0].id}")
        page.get_by_role("button", name="Edit the text").click()
        text = page.get_by_role("textbox", name="Criterion", exact=True)
        preview = page.get_by_label("Rules of this text")
        expect(preview.get_by_role("row")).to_have_count(3)
        text.fill("卫生不合格扣0.5分/次;未留样扣0.4分;未消毒扣1分")
        expect(preview.get_by_role("row")).to_have_count(4)
        expect(preview.get_by_role("cell", name="0.4")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("In force from the next run of").first).to_be_visible()
        run.extract()
        assert len(run.task("食堂管理").criteria[0].rules) == 3


def test_dismiss_add_split_and_join(tmp_path: Path, open_page: Open) -> None:
    run = small_run(tmp_path)
    with served(run) as address:
        criterion = run.task("食堂管理").criteria[0]
        page = open_page(f"{address}/node/{criterion.id}")
        page.get_by_role("button", name="Dismiss: 未留样扣").click()
        expect(page.get_by_role("status").filter(has_text="Saved: rule dismissed")).to_be_visible()
        page.get_by_role("button", name="Add a rule").click()
        form = page.get_by_role("form", name="Add a rule")
        form.get_by_role("textbox", name="Text", exact=True).fill("未留样")
        form.get_by_role("textbox", name="From", exact=True).fill("0.3")
        form.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").filter(has_text="Saved: rule added")).to_be_visible()
        first, second = run.task("绿化养护").criteria
        page.goto(f"{address}/node/{first.id}")
        page.get_by_role("button", name="Join with the next criterion").click()
        expect(page.get_by_role("status").filter(has_text="Saved: joined")).to_be_visible()
        run.extract()
        rules = run.task("食堂管理").criteria[0].rules
        assert [(rule.text, str(rule.amount.min) if rule.amount else "") for rule in rules] == [
            ("卫生不合格扣0.5分/次", "0.5"),
            ("未留样", "0.3"),
        ]
        (joined,) = run.task("绿化养护").criteria
        assert joined.text == first.text + second.text
        page.goto(f"{address}/node/{joined.id}")
        page.get_by_role("button", name="Edit the text").click()
        page.get_by_role("textbox", name="Criterion", exact=True).evaluate(
            f"area => area.setSelectionRange({len(first.text)}, 99)"
        )
        page.get_by_role("textbox", name="Criterion", exact=True).evaluate(
            f"area => {{ area.selectionStart = {len(first.text)}; }}"
        )
        page.get_by_role("button", name="Split at the cursor").click()
        expect(page.get_by_role("status").filter(has_text="Saved: split")).to_be_visible()
        run.extract()
        assert [c.text for c in run.task("绿化养护").criteria] == [first.text, second.text]


def test_the_language_switch(sample: tuple[Run, str], open_page: Open) -> None:
    page = open_page(sample[1], locale="zh-CN")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Accept as parsed")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("button", name="按解析结果接受")).to_be_visible()


def test_two_tabs_at_once_see_each_other(tmp_path: Path, open_page: Open) -> None:
    run = small_run(tmp_path)
    with served(run) as address:
        anomaly = run.anomalies("amount-missing")[0]
        mine = open_page(f"{address}/anomaly/{anomaly.id}", conflicts=True)
        theirs = open_page(f"{address}/anomaly/{anomaly.id}")
        theirs.get_by_label("Reviewer").fill("吴老师")
        theirs.get_by_role("button", name="Not an anomaly").click()
        settled(theirs, "1 / 2")
        mine.keyboard.press("a")
        dialog = mine.get_by_role("dialog", name="Somebody else decided meanwhile")
        expect(dialog.get_by_text("吴老师 · not an anomaly")).to_be_visible()
        assert [(decision.kind, decision.who) for decision in run.made] == [("not-an-anomaly", "吴老师")]
        dialog.get_by_role("button", name="Take theirs back and save mine").click()
        settled(mine, "1 / 2")
        assert [decision.kind for decision in run.made] == ["not-an-anomaly", "undo", "accept"]
        theirs.goto(f"{address}/anomaly/{anomaly.id}?status=all")
        expect(theirs.get_by_text("Decided by 周老师")).to_be_visible()


def test_a_stale_decision_comes_back_with_both_texts(tmp_path: Path, open_page: Open) -> None:
    run = small_run(tmp_path)
    with served(run) as address:
        page = open_page(address)
        page.keyboard.press("j")
        expect(page.get_by_role("heading", level=1)).to_contain_text("未留样扣")
        page.keyboard.press("a")
        settled(page, "1 / 2")
        rows = [(*ROWS[0][:3], "1. 卫生不合格扣0.5分/次;未消毒扣", *ROWS[0][4:]), ROWS[1]]
        (run.raw / "sheet.md").write_text(markdown(rows), encoding="utf-8")
        run.extract()
        page.goto(f"{address}/?code=stale-decision")
        page.keyboard.press("j")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("was made on 未留样扣")
        expect(heading).to_contain_text("it was not applied")
        expect(page.get_by_text("Undo it, then decide again")).to_be_visible()
        page.get_by_role("main").get_by_role("button", name="Undo").click()
        settled(page, "1 / 3")
        run.extract()
        assert not run.anomalies("stale-decision")


def test_hostile_text_does_nothing(tmp_path: Path, open_page: Open) -> None:
    evil = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    rows = [
        (f"保证目标{evil}(40分)", f"食堂{evil}(10分)", f"1. {evil}", f"1. {evil}未留样扣", "javascript:alert(1)", evil)
    ]
    run = small_run(tmp_path, markdown(rows, department=evil))
    with served(run, reviewer=evil) as address:
        book = run.book
        pages = [f"/anomaly/{a.id}" for a in book.anomalies] + [f"/node/{t.id}" for s in book.sheets for t in s.tasks]
        page = open_page(address)
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in ["/", *pages, *(f"/sheet/{sheet.id}" for sheet in book.sheets)]:
            page.goto(address + path)
            assert "owned" not in page.title().replace(evil, "")
            assert page.locator("main script, main img").count() == 0
        criterion = next(c for s in book.sheets for t in s.tasks for c in t.criteria)
        page.goto(f"{address}/node/{criterion.id}")
        page.get_by_role("button", name="Edit the text").click()
        page.get_by_role("textbox", name="Criterion", exact=True).fill(f"{evil}迟到扣1分")
        expect(page.get_by_label("Rules of this text").get_by_role("row")).to_have_count(2)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("In force from the next run of").first).to_be_visible()
        assert page.title() != "owned"
        assert dialogs == []


def test_the_picture_shows_the_page_and_zooms(sample: tuple[Run, str], open_page: Open) -> None:
    run, address = sample
    anomaly = run.anomalies("unit-guessed")[0]
    page = open_page(f"{address}/anomaly/{anomaly.id}")
    picture = page.get_by_role("img", name="Picture of 2020/logistics.pdf")
    expect(picture).to_be_visible()
    image = page.request.get(address + (picture.locator("image").get_attribute("href") or ""))
    assert image.body().startswith(b"\x89PNG")
    box = picture.locator("rect").bounding_box()
    frame = picture.bounding_box()
    assert box is not None
    assert frame is not None
    assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"], "the cell is in view"
    page.keyboard.press("+")
    nearer = picture.locator("rect").bounding_box()
    assert nearer is not None
    assert nearer["width"] > box["width"] * 1.2
    page.get_by_role("button", name="Whole page").click()
    farther = picture.locator("rect").bounding_box()
    assert farther is not None
    assert farther["width"] < box["width"]


@pytest.mark.parametrize(("width", "locale"), [(1280, "en-GB"), (390, "zh-CN")])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(
    sample: tuple[Run, str], open_page: Open, width: int, locale: str
) -> None:
    run, address = sample
    pdf, markdown_ = run.anomalies("unit-guessed")[0], run.anomalies("text-restored")[0]
    sheet = run.book.sheets[0]
    paths = ["/", f"/anomaly/{pdf.id}", f"/anomaly/{markdown_.id}", f"/sheet/{sheet.id}"]
    page = open_page(address, locale=locale, width=width)
    for path in paths:
        page.goto(address + path)
        if path.startswith("/anomaly"):
            page.keyboard.press("e")
            expect(page.locator("form.editor:visible").first).to_be_visible()
        found = Axe().run(page).response["violations"]
        faults = [(v["id"], v["nodes"][0]["html"][:160]) for v in found]
        assert faults == [], path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide on {width}"


def test_the_focus_is_seen(sample: tuple[Run, str], open_page: Open) -> None:
    page = open_page(sample[1])
    for _ in range(6):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_the_report_opens_from_a_file(sample: tuple[Run, str], open_page: Open) -> None:
    from review.report import write_report
    from rulebook.inputs import find_inputs
    from rulebook.language import Language

    run, _ = sample
    path = write_report(run.book, {i.name: i.path for i in find_inputs([run.raw])}, run.out, Language.ENGLISH)
    assert path.stat().st_size < 5_000_000
    page = open_page(path.as_uri())
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    expect(page.get_by_role("heading", name="Report of the run")).to_be_visible()
    expect(page.get_by_role("img", name="2020/logistics.pdf, page 5").first).to_be_visible()
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
