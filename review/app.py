"""The pages and what they post. Every page is made on the server; the browser's script only helps the hands."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import AfterValidator, ValidationError
from starlette.exceptions import HTTPException

from review import view
from review.book import Run, RunProblem, Spot, load_run
from review.intake import BadInput, cell_text, decisions_of
from review.marks import criterion_parts
from review.pictures import NoPicture, PictureCache
from review.safety import Guard
from review.sources import is_as_read, path_of, views
from review.standing import Conflict, Standing, refuse_conflict, standing_of
from review.templating import compile_templates, render
from review.words import kind_name, say
from rulebook.decisions import Refused, append
from rulebook.language import Language
from schemas.refusals import problem_of

HERE = Path(__file__).parent


def _without_halves(text: str) -> str:
    """Half a surrogate pair, which JSON can carry and no file can, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


Json = Annotated[dict[str, Annotated[str, AfterValidator(_without_halves)]], Body()]


class Desk:
    """The run on the desk: read again when its files change."""

    def __init__(self, folder: Path, raw: Path | None, reviewer: str) -> None:
        self.folder, self.raw, self.reviewer = folder, raw, reviewer
        self.token = secrets.token_urlsafe(24)
        self.pictures = PictureCache()
        self._run = load_run(folder, raw)
        self._mark = self._marked()
        self._standing: tuple[object, Standing] | None = None
        self._make_ready()

    def _make_ready(self) -> None:
        """Have made at the start what the first page would otherwise wait for."""
        compile_templates()
        len(self._run.haystacks)
        len(self.standing().open_cases)

    @property
    def run(self) -> Run:
        mark = self._marked()
        if mark != self._mark:
            try:
                self._run = load_run(self.folder, self.raw)
                self._mark, self._standing = mark, None
            except RunProblem:  # between two files of a run that is being written: the last whole one stands
                pass
        return self._run

    def standing(self) -> Standing:
        """As the file of decisions is now."""
        run = self.run
        mark = _mark(run.decisions)
        if self._standing is None or self._standing[0] != mark or self._standing[1].run is not run:
            self._standing = (mark, standing_of(run))
        return self._standing[1]

    def _marked(self) -> object:
        return _mark(self.folder / "rulebook.json"), _mark(self.folder / "run.json")


def _mark(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def language_asked(request: Request) -> Language:
    """By the switch (a cookie), else by the browser's languages, the first of the two that it names."""
    chosen = request.query_params.get("lang") or request.cookies.get("lang", "")
    if chosen in ("en", "zh"):
        return Language(chosen)
    ranked: list[tuple[float, str]] = []
    for n, part in enumerate(request.headers.get("accept-language", "").split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), f"{n:02}{name.lower()}"))
        except ValueError:
            continue
    for _, name in sorted(ranked):
        if name[2:4] in ("en", "zh"):
            return Language(name[2:4])
    return Language.ENGLISH


def create_app(desk: Desk, hosts: frozenset[str]) -> Guard:
    """The page of a run, guarded: it answers to `hosts` alone."""
    app = FastAPI(title="rulebook review", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    overview_page(app, desk)
    case_pages(app, desk)
    sheet_pages(app, desk)
    posts(app, desk)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        if request.method == "POST":
            return JSONResponse({"error": str(error.detail)}, error.status_code)
        return page(desk, request, "missing.html", status=error.status_code)

    return Guard(app, hosts, desk.token)


def page(desk: Desk, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language that is asked for, with what every page shows."""
    language = language_asked(request)
    standing = values.pop("standing", None) or desk.standing()
    run = standing.run
    filters = values.pop("filters", None) or view.filters_of(request.query_params)
    query = {name: value for name, value in request.query_params.items() if name != "lang"}
    html = render(
        template,
        language,
        run=run,
        standing=standing,
        filters=filters,
        token=desk.token,
        reviewer=desk.reviewer,
        total=len(run.cases),
        settled=len(run.cases) - len(standing.open_cases),
        here=request.url.path,
        query=query,
        **values,
    )
    response = HTMLResponse(html, status, {"cache-control": "no-store"})
    if request.query_params.get("lang") in ("en", "zh"):
        response.set_cookie("lang", language.value, max_age=31_536_000, samesite="strict", httponly=True)
    return response


def overview_page(app: FastAPI, desk: Desk) -> None:
    @app.get("/")
    def overview(request: Request) -> Response:
        standing = desk.standing()
        run, filters, language = standing.run, view.filters_of(request.query_params), language_asked(request)
        cases = view.matching(run, standing, filters)
        at = request.query_params.get("from", "0")
        first = min(int(at), len(cases)) if at.isdecimal() and len(at) < 9 else 0
        return page(
            desk,
            request,
            "overview.html",
            standing=standing,
            cases=cases[first : first + view.PER_PAGE],
            found=len(cases),
            counts=view.counts(run),
            all_codes=sorted({case.anomaly.code for case in run.cases}),
            first=first,
            start=cases[0] if cases else None,
            codes=view.bars_by_code(standing.open_cases),
            places=view.bars_by_place(run, standing.open_cases, language),
            charts=[view.points_chart(run, standing, filters.sheet, *size) for size in ((1240, 400), (364, 600))],
        )


def case_pages(app: FastAPI, desk: Desk) -> None:
    """An anomaly or a node beside its source."""

    @app.get("/anomaly/{anomaly}")
    def case_page(request: Request, anomaly: str) -> Response:
        standing = desk.standing()
        run = standing.run
        case = run.by_id.get(anomaly)
        if case is None:
            raise HTTPException(404)
        filters = view.filters_of(request.query_params)
        cases = view.matching(run, standing, filters)
        before, after = view.neighbours(cases, case.number)
        evidence = case.anomaly.evidence or (case.spot.node.evidence if case.spot else ())
        return page(
            desk,
            request,
            "case.html",
            standing=standing,
            filters=filters,
            case=case,
            decision=standing.decision_on(case),
            before=before,
            after=after,
            views=views(run, case.places),
            **_reading(standing, case.spot, evidence),
        )

    @app.get("/node/{node}")
    def node_page(request: Request, node: str) -> Response:
        standing = desk.standing()
        spot = standing.run.spots.get(node)
        if spot is None:
            raise HTTPException(404)
        return page(
            desk,
            request,
            "case.html",
            standing=standing,
            case=None,
            decision=standing.last_on(node, None),
            before=None,
            after=None,
            views=views(standing.run, spot.places),
            **_reading(standing, spot, spot.node.evidence),
        )


def sheet_pages(app: FastAPI, desk: Desk) -> None:
    """A sheet with its rules, and the pictures of the source's pages."""

    @app.get("/sheet/{sheet}")
    def sheet_page(request: Request, sheet: str) -> Response:
        standing = desk.standing()
        spot = standing.run.spots.get(sheet)
        if spot is None or spot.task is not None:
            raise HTTPException(404)
        return page(desk, request, "sheet.html", standing=standing, sheet=spot.sheet, spot=spot)

    @app.get("/page/{source}/{number}.png")
    def picture(source: str, number: int) -> Response:
        run = desk.run
        found = run.sources.get(source)
        path = path_of(run, found) if found else None
        if found is None or path is None or not is_as_read(path, found):
            raise HTTPException(404)
        try:
            drawn = desk.pictures.page(source, path, number)
        except NoPicture as error:
            raise HTTPException(404) from error
        # the address holds the file's digest: what it shows never changes
        return Response(
            drawn.png, media_type="image/png", headers={"cache-control": "private, max-age=604800, immutable"}
        )


def _reading(standing: Standing, spot: Spot | None, evidence: Any) -> dict[str, Any]:
    """What the right side of a page shows of a node."""
    task = spot.task if spot else None
    cells = {part: cell_text(task, part) for part in ("duties", "criteria")} if task else {}
    return {
        "spot": spot,
        "readings": view.readings(evidence),
        "blocks": view.blocks(spot, standing) if spot else [],
        "siblings": view.siblings(standing.run, spot, evidence) if spot else [],
        "cells": cells,
    }


def posts(app: FastAPI, desk: Desk) -> None:
    @app.post("/api/parse")
    def parse(request: Request, form: Json) -> Response:
        """The rules of a text, as a table."""
        text = form.get("text", "").replace("\r\n", "\n")
        rules = view.parsed(text, desk.standing().run.measures)
        parts = criterion_parts(text, rules)
        return HTMLResponse(render("preview.html", language_asked(request), rules=rules, parts=parts))

    @app.post("/api/decide")
    def decide(request: Request, form: Json) -> Response:
        """Write a decision down, unless somebody was first; `instead` names the one that is taken back for it."""
        return _decided(desk, form, language_asked(request))

    @app.post("/api/undo")
    def undo(request: Request, form: Json) -> Response:
        """Take back the decision that is named, or the reviewer's last one."""
        return _undone(desk, form, language_asked(request))


def _decided(desk: Desk, form: dict[str, str], language: Language) -> Response:
    standing = desk.standing()
    seen, instead = form.get("seen") or None, form.get("instead") or None
    who = form.get("who", "").strip()[:200] or desk.reviewer
    path = standing.run.decisions
    try:
        wanted = decisions_of(standing.run, standing, {**form, "who": who})
        if instead:
            _written(desk, path, {"kind": "undo", "who": who, "decision": instead}, None, language)
            seen = form.get("before") or None
            # as it stands without theirs
            wanted = decisions_of(standing.run, desk.standing(), {**form, "who": who})
    except BadInput as error:
        return JSONResponse({"error": language.pick(error.message, error.message_zh)}, 422)
    except ValidationError as error:
        return JSONResponse({"error": language.pick(*problem_of(error))}, 422)
    last = None
    for n, fields in enumerate(wanted):
        if n:
            fields, seen = {**fields, "after": last}, last
        answer = _written(desk, path, fields, seen, language)
        if answer.status_code != 200:
            return answer
        last = answer.made
    return JSONResponse({"made": last, "kind": kind_name(wanted[-1]["kind"], language)})


def _undone(desk: Desk, form: dict[str, str], language: Language) -> Response:
    standing = desk.standing()
    who = form.get("who", "").strip()[:200] or desk.reviewer
    last = standing.last_of(who)
    target = form.get("decision") or (last.id if last else None)
    if target is None:
        return JSONResponse({"error": say("nothing_to_undo", language)}, 409)
    answer = _written(desk, standing.run.decisions, {"kind": "undo", "who": who, "decision": target}, None, language)
    taken = next((d for d in standing.active if d.id == target), None)
    if answer.status_code == 200 and taken is not None:
        known = taken.anomaly if taken.anomaly in standing.run.by_id else None
        return JSONResponse({"made": answer.made, "kind": kind_name(taken.kind, language), "anomaly": known})
    return answer


class Answer(JSONResponse):
    """What became of a decision; `made` is its id where it was written."""

    def __init__(self, content: dict[str, Any], status: int = 200, made: str | None = None) -> None:
        super().__init__(content, status)
        self.made = made


def _written(desk: Desk, path: Path, fields: dict[str, Any], seen: str | None, language: Language) -> Answer:
    check: Callable[[Any], None] = lambda made: refuse_conflict(made, fields, seen)  # noqa: E731
    try:
        made = append(path, fields, check)
    except Conflict as conflict:
        theirs = conflict.theirs
        told = {"who": theirs.who, "kind": kind_name(theirs.kind, language), "what": view.describe(theirs)}
        return Answer({"conflict": told | {"id": theirs.id, "note": theirs.note, "when": theirs.when}}, 409)
    except Refused:
        return Answer({"error": say("nothing_to_undo", language)}, 409)
    except ValidationError as error:
        return Answer({"error": language.pick(*problem_of(error))}, 422)
    except OSError as error:
        return Answer({"error": f"{path}: {error.strerror}"}, 500)
    return Answer({"made": made.id}, made=made.id)
