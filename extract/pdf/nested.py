"""How much content a page draws in all, forms within forms counted as often as they are drawn.

A form XObject may draw another twice, which draws a third twice; or itself. pdfium follows them down some forty
levels, and a few hundred bytes keep it busy for ever. So what a page draws is added up beforehand, in files that have
forms at all.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

_FORM = re.compile(rb"/Form(?![A-Za-z])")  # the dictionary of a stream is never compressed
_DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![A-Za-z])")
LEVELS = 40  # as deep as pdfium goes
EACH = 1_000  # bytes: about what it costs to begin a form, beside reading it
MOST = 1_000_000_000  # bytes: no page that somebody drew comes near; pdfium reads as much in about half a minute


def endless_pages(path: Path) -> frozenset[int]:
    """The pages (from 0) that draw more than any page can mean; none in a file that pdfminer cannot take apart. A long
    file is opened again and again, and looked through once."""
    stat = path.stat()
    return _endless_pages(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _endless_pages(path: Path, _size: int, _changed: int) -> frozenset[int]:
    if not _FORM.search(path.read_bytes()):
        return frozenset()
    from pdfminer.pdfdocument import PDFDocument  # slow to load, and few files have forms
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    endless = set()
    with path.open("rb") as stream:
        try:
            for index, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(stream)))):
                content = b" ".join(map(_data, page.contents))
                if _Drawing(_xobjects(page.resources)).of(content) > MOST:
                    endless.add(index)
        except Exception:  # whatever the damage does to a parser, pdfium may make something of it
            pass
    return frozenset(endless)


class _Drawing:
    """Bytes of content that are drawn, by form and level. `page`: what forms without resources of their own draw."""

    def __init__(self, page: dict[str, Any]) -> None:
        self._page = page
        self._forms: dict[int, tuple[bytes, dict[str, Any]]] = {}
        self._known: dict[tuple[int, int], int] = {}

    def of(self, content: bytes, level: int = 0, named: dict[str, Any] | None = None) -> int:
        named = self._page if named is None else named
        counts = Counter(_DRAWS.findall(content)) if level < LEVELS and named else Counter()
        inner = sum(
            count * self._of_form(named[name], level + 1)
            for written, count in counts.items()
            if (name := written.decode("latin-1")) in named
        )
        return EACH + len(content) + inner

    def _of_form(self, reference: Any, level: int) -> int:
        key = getattr(reference, "objid", id(reference)), level
        if key not in self._known:
            if key[0] not in self._forms:
                self._forms[key[0]] = _form(reference, self._page)
            self._known[key] = self.of(self._forms[key[0]][0], level, self._forms[key[0]][1])
        return self._known[key]


def _form(reference: Any, page: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Content of a form and the XObjects that it may draw; nothing for a picture."""
    from pdfminer.pdftypes import PDFStream, resolve1

    stream = resolve1(reference)
    if not isinstance(stream, PDFStream) or getattr(resolve1(stream.get("Subtype")), "name", "") != "Form":
        return b"", {}
    own = resolve1(stream.get("Resources"))
    return _data(stream), page if own is None else _xobjects(own)


def _xobjects(resources: Any) -> dict[str, Any]:
    from pdfminer.pdftypes import resolve1

    held = resolve1(resources)
    named = resolve1(held.get("XObject")) if isinstance(held, dict) else None
    return named if isinstance(named, dict) else {}


def _data(content: Any) -> bytes:
    from pdfminer.pdftypes import PDFStream, resolve1

    stream = resolve1(content)
    return bytes(stream.get_data()) if isinstance(stream, PDFStream) else b""
