"""Jinja templates with everything escaped and nothing undefined."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from review import view
from review.marks import criterion_parts
from review.words import kind_name, reason, say, value
from rulebook.language import Language
from rulebook.summary import conservation_share
from schemas import decimal_text
from schemas.catalogue.decisions import KINDS

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = lambda number: "" if number is None else decimal_text(number)
    return environment


def compile_templates() -> None:
    for name in _environment().list_templates(["html"]):
        _environment().get_template(name)


def render(template: str, language: Language, **values: Any) -> str:
    """A template in a language. Raises jinja2.TemplateError for a fault of the template."""
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            t=lambda key: say(key, language),
            v=lambda name: value(name, language),
            kind=lambda name: kind_name(name, language) if name in KINDS else name,
            why=lambda repair: reason(repair.name, repair.reason, language),
            message=lambda anomaly: language.pick(anomaly.message, anomaly.message_zh),
            suggestion=lambda anomaly: language.pick(anomaly.suggestion, anomaly.suggestion_zh),
            place_label=lambda run, place: view.place_label(run, place, language),
            conserved=lambda book: conservation_share(book.conservation, language),
            describe=view.describe,
            parts_of=lambda criterion: criterion_parts(criterion.text, criterion.rules, criterion),
            **values,
        )
    )
