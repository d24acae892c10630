"""Files to sketches: each document is sketched as soon as it is read, and then let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from extract.errors import UnreadableFile
from rulebook.inputs import Input
from rulebook.program import file_digest
from rulebook.reading import Failure, Outcome, Pages, ReadAll, guarded, read_in_turn
from schemas import Document, Profile

if TYPE_CHECKING:
    from normalize.sketch import Sketch

TRIES = 2
SketchAll = Callable[[Sequence[Input], Profile | None], Iterator["Sketch | Failure"]]
"""Reads files and gives the sketch of each, or why there is none, in their order, as soon as it is known."""


def sketching(read: ReadAll) -> SketchAll:
    """What sketches the documents that `read` gives."""

    def sketch_all(inputs: Sequence[Input], profile: Profile | None) -> Iterator[Sketch | Failure]:
        return sketched(read(inputs), profile)

    return sketch_all


def sketched(outcomes: Iterator[Outcome], profile: Profile | None) -> Iterator[Sketch | Failure]:
    """The sketch of each document; one that the program fails on is a failure like one that cannot be read."""
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            yield outcome
            continue
        yield guarded(outcome.source.path, partial(_sketch, outcome, profile))


def _sketch(outcome: Document | Pages, profile: Profile | None) -> Sketch:
    from normalize.layout.wording import wording_of  # slow to load: other processes read by now
    from normalize.sketch import Sketcher, sketch_of

    wording = wording_of(profile)
    if isinstance(outcome, Document):
        return sketch_of(outcome, wording)
    from extract.pdf.assembly import Assembly

    assembly, sketcher = Assembly(outcome.source), Sketcher(outcome.source, wording)
    for page in outcome:
        for block in assembly.add(page):
            sketcher.add(block)
    return sketcher.end(assembly.end())


def steady(sketch: SketchAll) -> SketchAll:
    """`sketch`, but a file that is saved while it is read, which may have given pages of two contents, is read again;
    one that changes again and again is a failure."""

    def sketch_all(inputs: Sequence[Input], profile: Profile | None) -> Iterator[Sketch | Failure]:
        before = {item: file_digest(item.path) for item in inputs}
        for item, found in zip(inputs, sketch(inputs, profile), strict=True):
            yield found if _stood(item, found, before[item]) else _again(item, profile)

    def _again(item: Input, profile: Profile | None) -> Sketch | Failure:
        for _ in range(TRIES):
            before = file_digest(item.path)
            (found,) = sketch([item], profile)
            if _stood(item, found, before):
                return found
        return Failure(
            item.name,
            UnreadableFile(
                item.name,
                "it was saved again and again while it was read",
                "读取期间该文件被反复保存",
                "Close it in the program that writes it, then run again",
                "请先关闭正在写入该文件的程序,再重新运行",
            ),
        )

    return sketch_all


def _stood(item: Input, found: Sketch | Failure, before: str | None) -> bool:
    return isinstance(found, Failure) or found.origin.source.sha256 == before == file_digest(item.path)


sketch_in_turn = steady(sketching(read_in_turn))
"""One file after the other, in this process."""
