"""Tables as HTML: for a browser to print, and inside Markdown with rowspan and colspan."""

from __future__ import annotations

from html import escape

from sample.builder.layout import Cell, Table

PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4 landscape; margin: 14mm 12mm }}
body {{ font-family: "{font}"; font-size: 9.5pt; line-height: 1.35; margin: 0 }}
h1 {{ font-size: 15pt; text-align: center; margin: 0 0 3mm }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
td, th {{ border: 0.75pt solid #000; padding: 1mm 1.2mm; vertical-align: top; overflow-wrap: anywhere }}
thead {{ display: table-header-group }}
</style></head><body><h1>{title}</h1>
{table}</body></html>
"""
WIDTHS = (7, 8, 8, 31, 34, 6, 6)  # percent


def page_of(table: Table, number: str = "{}. ", font: str = "Noto Serif CJK SC") -> str:
    """A page to print: the header row repeats, rows are cut where the page ends.

    Chromium embeds an OpenType font such as the default one as Type 3, a TrueType font as it is.
    """
    return PAGE.format(title=escape(table.title), table=table_html(table, number, columns=True), font=font)


def table_html(table: Table, number: str = "{}. ", columns: bool = False) -> str:
    """The table alone, one line a row."""
    widths = "".join(f'<col style="width:{width}%">' for width in WIDTHS)
    head = f"<colgroup>{widths}</colgroup>\n" if columns else ""
    rows: list[str] = []
    for row in range(table.rows):
        tag = "th" if row == 0 else "td"
        cells = "".join(_cell(cell, tag, number) for cell in table.cells if cell.row == row)
        rows.append(f"<thead><tr>{cells}</tr></thead>" if row == 0 else f"<tr>{cells}</tr>")
    return f"<table>\n{head}" + "\n".join(rows) + "\n</table>\n"


def _cell(cell: Cell, tag: str, number: str) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    return f"<{tag}{spans}>{escape(cell.text(number), quote=False).replace(chr(10), '<br>')}</{tag}>"
