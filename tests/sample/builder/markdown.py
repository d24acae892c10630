"""Tables as Markdown: one clean pipe table a sheet, or an HTML table inside Markdown."""

from __future__ import annotations

from sample.builder.layout import COLUMNS, Table
from sample.builder.web import table_html


def html_in_markdown(table: Table, number: str = "{}. ") -> str:
    return f"# {table.title}\n\n{table_html(table, number)}"


def pipe_table(table: Table, number: str = "{}. ") -> str:
    """A merged cell's text stands in its first slot, the others are empty; <br> is a line break."""
    lines = [pipe_row(row) for row in grid(table, number, "<br>")]
    return f"# {table.title}\n\n" + "\n".join([lines[0], "|" + "---|" * COLUMNS, *lines[1:]]) + "\n"


def grid(table: Table, number: str, joint: str) -> list[list[str]]:
    """Rows of seven strings."""
    rows = [[""] * COLUMNS for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text(number, joint)
    return rows


def pipe_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
