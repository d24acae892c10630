"""A small PDF writer: pages from drawing calls, so that tests need no typesetter.

Coordinates are points from the top left of the page, as the reader gives them back. The fonts are Type 3, as a
browser's print has them, with a ToUnicode map; every glyph is a black box, an em wide from U+2000, else half an em.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import groupby

CHUNK = 200  # characters of one font: a Type 3 font has one-byte codes
WIDE = "\u2000"
ABSENT = "/Absent << /Type /Font /Subtype /TrueType /BaseFont /Absent /Encoding /WinAnsiEncoding >>"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass
class Canvas:
    """One page. `rotate` and `crop` (x0, top, x1, bottom) change how it is displayed, not how it is drawn."""

    width: float = 600
    height: float = 400
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    broken: bool = False  # its page object is left out of the file
    marks: list[str | tuple] = field(default_factory=list)
    forms: list[Canvas] = field(default_factory=list)
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    pictures: int = 0
    struck: list[tuple[float, float, float, float]] = field(default_factory=list)
    has_layer: bool = False
    notes: list[str] = field(default_factory=list)  # other annotations, as PDF writes them

    def text(self, x: float, y: float, text: str, size: float = 10, turn: int = 0, mode: int = 0) -> None:
        """Characters from (x, y) on the baseline, after `turn` clockwise quarter turns."""
        a, b = ((1, 0), (0, -1), (-1, 0), (0, 1))[turn]
        place = f"{a} {b} {-b} {a} {x:g} {self.height - y:g}"
        self.marks.append(("text", f"{mode} Tr", size, place, text))

    def lines(self, x: float, y: float, *texts: str, size: float = 10, pitch: float = 14) -> None:
        for index, text in enumerate(texts):
            self.text(x, y + index * pitch, text, size)

    def line(self, x0: float, y0: float, x1: float, y1: float, pen: float = 0.5) -> None:
        self.marks.append(f"{pen:g} w {x0:g} {self.height - y0:g} m {x1:g} {self.height - y1:g} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> None:
        """A rectangle, painted as PDF's operator says: S stroked, f filled."""
        self.marks.append(f"{x0:g} {self.height - y1:g} {x1 - x0:g} {y1 - y0:g} re {paint}")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """Every line of a grid, as strokes over its whole length."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def strike(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """An annotation that strikes out what stands in this box."""
        self.struck.append((x0, self.height - y1, x1, self.height - y0))

    def on_hidden_layer(self, x: float, y: float, text: str) -> None:
        """Text on a layer (optional content) that the document says is off."""
        self.has_layer = True
        self.raw("/OC /Off BDC")
        self.text(x, y, text)
        self.raw("EMC")

    def raw(self, operators: str) -> None:
        self.marks.append(operators)

    def form(self, inner: Canvas, *matrix: float) -> None:
        """Draws another canvas as a form XObject under a matrix of PDF's own coordinates."""
        self.forms.append(inner)
        place = " ".join(f"{number:g}" for number in matrix or (1, 0, 0, 1, 0, 0))
        self.marks.append(f"q {place} cm /X{len(self.forms) - 1} Do Q")

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        place = f"{x1 - x0:g} 0 0 {y1 - y0:g} {x0:g} {self.height - y1:g}"
        self.pictures += 1
        self.marks.append(f"q {place} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")


def build(*pages: Canvas, password: str | None = None, unmapped: str = "") -> bytes:
    """The bytes of a PDF. With a password (it may be empty) it is encrypted with 40-bit RC4, the oldest handler.
    `unmapped`: characters that its fonts do not name."""
    objects: dict[int, bytes | tuple[bytes, bytes]] = {}
    numbers = iter(range(6, 10_000))
    used = sorted({char for page in pages for char in _characters(page)})
    fonts = [next(numbers) for _ in range(0, len(used), CHUNK)]
    resources = "/Font << " + " ".join(f"/F{i} {number} 0 R" for i, number in enumerate(fonts)) + f" {ABSENT} >>"
    layer = ""
    if any(page.has_layer for page in pages):
        number = next(numbers)
        objects[number] = b"<< /Type /OCG /Name (Notes) >>"
        resources += f" /Properties << /Off {number} 0 R >>"
        layer = f" /OCProperties << /OCGs [{number} 0 R] /D << /OFF [{number} 0 R] >> >>"
    kids = []
    for page in pages:
        kids.append(next(numbers))
        body = _page(page, used, resources, objects, numbers)
        if not page.broken:
            objects[kids[-1]] = body
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R{layer} >>".encode()
    objects[2] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    objects[3] = (b"", b"1000 0 50 -80 950 840 d1 50 -80 900 920 re f")
    objects[4] = (b"", b"500 0 25 -80 475 840 d1 25 -80 450 920 re f")
    objects[5] = (b"", b"500 0 0 0 0 0 d1")
    for index in range(0, len(used), CHUNK):
        _font(used[index : index + CHUNK], fonts[index // CHUNK], objects, numbers, unmapped)
    return _write(objects, password)


def _page(page: Canvas, used: list[str], fonts: str, objects: dict, numbers) -> bytes:
    content = next(numbers)
    objects[content] = (b"", _operators(page, used))
    box = ""
    if page.crop:
        x0, top, x1, bottom = page.crop
        box = f"/CropBox [{x0:g} {page.height - bottom:g} {x1:g} {page.height - top:g}]"
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:g} {page.height:g}] {box} /Rotate {page.rotate}"
        f" /Contents {content} 0 R /Resources {_resources(page, used, fonts, objects, numbers)}"
        f" /Annots [{' '.join([*(_strike(*box) for box in page.struck), *page.notes])}] >>"
    ).encode()


def _strike(x0: float, y0: float, x1: float, y1: float) -> str:
    corners = f"{x0:g} {y1:g} {x1:g} {y1:g} {x0:g} {y0:g} {x1:g} {y0:g}"
    return f"<< /Type /Annot /Subtype /StrikeOut /Rect [{x0:g} {y0:g} {x1:g} {y1:g}] /QuadPoints [{corners}] >>"


def _resources(page: Canvas, used: list[str], fonts: str, objects: dict, numbers) -> str:
    names = []
    for index, inner in enumerate(page.forms):
        number = next(numbers)
        matrix = " ".join(f"{value:g}" for value in inner.matrix)
        objects[number] = (
            f"/Type /XObject /Subtype /Form /BBox [-2000 -2000 4000 4000] /Matrix [{matrix}]"
            f" /Resources {_resources(inner, used, fonts, objects, numbers)}".encode(),
            _operators(inner, used),
        )
        names.append(f"/X{index} {number} 0 R")
    return f"<< {fonts} /XObject << {' '.join(names)} >> >>"


def _operators(page: Canvas, used: list[str]) -> bytes:
    out = []
    for mark in page.marks:
        if isinstance(mark, str):
            out.append(mark)
            continue
        _, mode, size, place, text = mark
        shown = []
        for font, run in groupby((divmod(used.index(char), CHUNK) for char in text), key=lambda place: place[0]):
            shown.append(f"/F{font} {size:g} Tf <{''.join(f'{code:02X}' for _, code in run)}> Tj")
        out.append(f"BT {mode} {place} Tm {' '.join(shown)} 0 Tr ET")
    return "\n".join(out).encode("latin-1")


def _characters(page: Canvas) -> set[str]:
    found = {char for mark in page.marks if not isinstance(mark, str) for char in mark[-1]}
    for inner in page.forms:
        found |= _characters(inner)
    return found


def _font(chars: list[str], number: int, objects: dict, numbers, unmapped: str) -> None:
    names = " ".join(f"/c{code}" for code in range(len(chars)))
    procs = " ".join(
        f"/c{code} {5 if char.isspace() else 3 if char >= WIDE else 4} 0 R" for code, char in enumerate(chars)
    )
    widths = " ".join("1000" if char >= WIDE else "500" for char in chars)
    unicode = next(numbers)
    objects[number] = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -120 1000 880] /FontMatrix [0.001 0 0 0.001 0 0]"
        f" /FirstChar 0 /LastChar {len(chars) - 1} /Widths [{widths}] /CharProcs << {procs} >>"
        f" /Encoding << /Type /Encoding /Differences [0 {names}] >> /ToUnicode {unicode} 0 R >>"
    ).encode()
    named = [(code, char) for code, char in enumerate(chars) if char not in unmapped]
    entries = "\n".join(f"<{code:02X}> <{char.encode('utf-16-be').hex()}>" for code, char in named)
    objects[unicode] = (
        b"",
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(named)} beginbfchar\n{entries}\nendbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode(),
    )


def _write(objects: dict[int, bytes | tuple[bytes, bytes]], password: str | None) -> bytes:
    owner, identity = b"O" * 32, b"I" * 16
    key = hashlib.md5(_padded(password or "") + owner + (-4).to_bytes(4, "little", signed=True) + identity).digest()[:5]
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        body = objects[number]
        if isinstance(body, tuple):
            head, stream = body
            if password is not None:
                stream = _rc4(hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], stream)
            body = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(stream), stream)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    lock = b""
    if password is not None:
        lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<%s> <%s>]" % (
            owner.hex().encode(),
            _rc4(key, PADDING).hex().encode(),
            identity.hex().encode(),
            identity.hex().encode(),
        )
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, lock, start))


def _padded(password: str) -> bytes:
    return (password.encode() + PADDING)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
