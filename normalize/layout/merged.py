"""The labels of rows whose grid tells what is merged: each cell once, joined where a page end cut it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.layout.continued import counted, joined_labels, label_cut, numbers_go_on, own_number, shown_on
from normalize.layout.draft import Flag, Labelled, Path
from normalize.layout.grouped import WRITTEN_OUT
from normalize.layout.labels import closes, split_label, squash
from normalize.layout.rows import Row
from normalize.text.traced import EMPTY, TracedText, join


def label_rows(rows: Sequence[Row], levels: int) -> Labelled:
    """The labels of a grid whose merged cells are known: each cell once, joined where a page end cut it."""
    labels: list[TracedText] = []
    keys: dict[tuple[int, int], int] = {}
    paths: list[Path] = []
    carried: list[Row] = []
    flags: list[Flag] = []
    for i, row in enumerate(rows):
        cut = label_cut(rows[i - 1], row) if i else None
        if cut is not None:
            text = row.labels[-1].text if row.labels and row.labels[-1] else EMPTY
            told = {"text": squash(text.text), "name": cut.removesuffix(squash(text.text))}
            flags.append(Flag("label-cut", told, text, alternatives=(cut,)))
        last = paths[-1] if paths else (None,) * levels
        path: list[int | None] = []
        for level in range(levels):
            label = row.labels[level] if level < len(row.labels) else None
            above = last[level] if path == list(last[:level]) else None
            if label is None:
                path.append(None)
                continue
            known = keys.get(label.key)
            if known is None:
                below = label.to_bottom and not row.moved  # what a moved row lacks stood above it
                known = _place_label(label.text, below, row.top, above, level, labels)
                if known is not None:
                    keys[label.key] = known
            path.append(known)
            for part in row.continued:
                after = part[level] if level < len(part) else None
                if known is not None and after is not None:
                    labels[known] = joined_labels(labels[known], after.text)
                    keys[after.key] = known
        paths.append(tuple(path))
        carried.append(_carry(row, carried[-1] if carried else None))
    return Labelled(tuple(labels), tuple(paths), tuple(carried), tuple(flags))


def _place_label(
    text: TracedText, to_bottom: bool, top: bool, above: int | None, level: int, labels: list[TracedText]
) -> int | None:
    """The label that a new cell is: one of its own, or the one above going on over the page end."""
    if above is not None and shown_on(labels[above].text, text.text):
        labels[above] = joined_labels(labels[above], text)
        return above
    if top and above is not None and _goes_on(labels[above].text, text.text):
        labels[above] = join([labels[above], text], "", "row-joined", "the label was cut by the end of a page")
        return above
    if not text.text.strip() and not to_bottom:
        return above if level == 0 else None
    labels.append(text)
    return len(labels) - 1


def _goes_on(label: str, text: str) -> bool:
    """Whether the text at a page's top is the rest of the label above: nothing, or the half that has the points."""
    if not text.strip() or not label.strip() or closes(label, text):
        return True
    return split_label(label)[1] is None and split_label(text)[1] is not None and len(squash(label)) <= 12


def _carry(row: Row, last: Row | None) -> Row:
    """Methods and assessors of a merged cell that began in a row above, or on the page before."""
    changes = {}
    for role in ("methods", "assessors"):
        mine: TracedText = getattr(row, role)
        if (
            last is not None
            and not mine.text.strip()
            and (role in row.shared or (row.top and row.criteria.text.strip()))
        ):
            changes[role] = getattr(last, role)
    return replace(row, **changes) if changes else row


def repeated_labels(labelled: Labelled) -> Labelled:
    """A label whose name comes again in the next row, below the same labels, was merged; so was an item, if it has no
    points of its own."""
    labels, paths = list(labelled.labels), list(labelled.paths)
    for i in range(1, len(paths)):
        above, here = paths[i - 1], paths[i]
        names = [[squash(labels[k].text) if k is not None else "" for k in path] for path in (above, here)]
        same = next((n for n, (a, b) in enumerate(zip(*names, strict=True)) if a != b or not a), len(here))
        if same == len(here) and (not here or split_label(names[1][-1])[1] is not None):
            same -= 1
        for old, new in zip(above[: max(same, 0)], here, strict=False):
            if old is not None and new is not None and old != new:
                labels[old] = joined_labels(labels[old], labels[new], WRITTEN_OUT)
        paths[i] = (*above[: max(same, 0)], *here[max(same, 0) :])
    return replace(labelled, labels=tuple(labels), paths=tuple(paths))


def same_items(labelled: Labelled) -> Labelled:
    """Rows that bear the same names are one item where its duties or points are merged over them or left empty, where
    the numbers of their criteria go on, where they share a number of their own, or each has the amount of one event."""
    labels, paths = list(labelled.labels), list(labelled.paths)
    for i in range(1, len(paths)):
        above, here = paths[i - 1], paths[i]
        if above == here or not _named_alike(labels, above, here):
            continue
        last, row = labelled.rows[i - 1 : i + 1]
        empty = bool(last.duties.text.strip()) and not row.duties.text.strip() and not counted(row)
        numbered = numbers_go_on(last.criteria, row.criteria) == "on" or (own_number(last) == own_number(row) != ())
        if row.shared & {"duties", "points"} or empty or numbered or (last.priced and row.priced):
            for old, new in zip(above, here, strict=True):
                if old is not None and new is not None and old != new:
                    labels[old] = joined_labels(labels[old], labels[new], WRITTEN_OUT)
            paths[i] = above
    return replace(labelled, labels=tuple(labels), paths=tuple(paths))


def _named_alike(labels: Sequence[TracedText], above: Path, here: Path) -> bool:
    names = [[squash(labels[k].text) if k is not None else None for k in path] for path in (above, here)]
    return names[0] == names[1] and any(names[0])


def is_empty(row: Row) -> bool:
    """Whether a row has a cell for its category, and nothing in it."""
    return bool(row.labels and row.labels[0] and not row.labels[0].text.text.strip())


def unnamed(labelled: Labelled, index: int) -> bool:
    """Whether the cell of a row's category is empty and nothing above counts for it."""
    if not is_empty(labelled.rows[index]):
        return False
    top = labelled.paths[index][0]
    return top is None or not labelled.labels[top].text.strip()


def carried_over(labelled: Labelled) -> Labelled:
    """The same with each row that has no category under that of the row above it."""
    paths: list[Path] = []
    for i, path in enumerate(labelled.paths):
        paths.append((paths[-1][0], *path[1:]) if i and unnamed(labelled, i) else path)
    return replace(labelled, paths=tuple(paths))
