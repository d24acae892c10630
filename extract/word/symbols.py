"""Characters that Word stores as a place in a symbol font (w:sym) rather than in Unicode."""

from __future__ import annotations

_SYMBOL = {
    0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBB: "≈", 0xBC: "…", 0xD5: "∏", 0xD6: "√", 0xD7: "·", 0xDE: "⇒", 0xE5: "∑",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x57: "Ω", 0x44: "Δ",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★",
    0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + number: chr(ord("①") + number) for number in range(10)},
    **{0x8C + number: chr(ord("❶") + number) for number in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0xA3: "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, code: str) -> str:
    """The character at a hexadecimal place of a font; the place itself, often in the private area, where unknown."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    # symbol fonts answer to F000 to F0FF, and to 00 to FF just as well
    low = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    known = _FONTS.get(font.strip().lower(), {}).get(low)
    if known:
        return known
    valid = 0x20 <= place < 0x110000 and not 0xD800 <= place < 0xE000
    return chr(place) if valid else ""
