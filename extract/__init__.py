"""Files to documents: one reader per format, each giving the same `Document`.

`read_document(path)` finds the reader by the file's suffix; what cannot be read at all raises `UnreadableFile`,
what is doubtful in a file that can be read stands in `Document.anomalies`.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from extract.errors import UnreadableFile
from extract.formats import check_signature, refuse_suffix
from schemas import Document, Medium, Source

__all__ = ["READERS", "Reader", "UnreadableFile", "identify", "read_document"]

Progress = Callable[[int, int], None]
Reader = Callable[[Path, Source, Progress | None], Document]

HEAD_BYTES = 4096  # enough to tell the formats apart by their first bytes
CHUNK_BYTES = 1 << 20


def _lazily(module: str, by_page: bool = False, extra: str | None = None) -> Reader:
    """The `read` of a module that is imported at first use, so that one broken library spoils only its own format.

    `by_page`: it tells how many pages are done. `extra`: what must be installed beside the program for it.
    """

    def read(path: Path, source: Source, progress: Progress | None = None) -> Document:
        try:
            reader = importlib.import_module(module).read
        except ImportError as error:
            if extra:
                raise UnreadableFile(
                    source.path,
                    f"{path.suffix} files are read with the scan reader, which is not installed ({error})",
                    f"{path.suffix} 文件需用扫描识别组件读取,该组件尚未安装({error})",
                    f"Install it: pip install '{extra}' (make setup does)",
                    f"请安装:pip install '{extra}'(make setup 会自动安装)",
                ) from error
            raise UnreadableFile(
                source.path,
                f"the reader for {path.suffix} files could not be loaded ({error})",
                f"{path.suffix} 文件的读取组件无法加载({error})",
                "Install the program again with its dependencies (make setup)",
                "请重新安装程序及其依赖(make setup)",
            ) from error
        document: Document = reader(path, source, progress) if by_page else reader(path, source)
        return document

    return read


_SCAN = _lazily("extract.scan.reader", by_page=True, extra="rulebook[scan]")


READERS: dict[str, tuple[Medium, Reader]] = {
    ".docx": ("word", _lazily("extract.word.reader")),
    ".docm": ("word", _lazily("extract.word.reader")),
    ".md": ("markdown", _lazily("extract.markdown.reader")),
    ".markdown": ("markdown", _lazily("extract.markdown.reader")),
    ".pdf": ("pdf", _lazily("extract.pdf.reader", by_page=True)),
    ".txt": ("text", _lazily("extract.text")),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), ("scan", _SCAN)),
}


def read_document(path: Path, root: Path | None = None, progress: Progress | None = None) -> Document:
    """Read one file. `root` is the folder that Source.path is given below; without it, the bare name is used.
    `progress` hears, of pages that are read by character recognition, how many are done of how many.

    Raises UnreadableFile for whatever gives nothing: missing, empty, no permission, unknown or damaged format.
    """
    source, reader = identify(path, root)
    return reader(Path(path), source, progress)


def identify(path: Path, root: Path | None = None) -> tuple[Source, Reader]:
    """What a file is called, its digest, and the reader for it; arguments and errors as with `read_document`."""
    path = Path(path)
    shown = _shown_path(path, root)
    digest, head = _digest(path, shown)
    entry = READERS.get(path.suffix.lower())
    if entry is None:
        raise refuse_suffix(shown, tuple(READERS))
    check_signature(shown, head)
    medium, reader = entry
    return Source(id=digest[:12], path=shown, sha256=digest, medium=medium), reader


def _shown_path(path: Path, root: Path | None) -> str:
    if root is None:
        return _printable(path.name)
    try:
        return _printable(Path(os.path.abspath(path)).relative_to(os.path.abspath(root)).as_posix())
    except (ValueError, OSError, RuntimeError):
        return _printable(path.as_posix())


def _printable(name: str) -> str:
    """A name that JSON can hold: bytes that are no text in the file system's encoding become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _digest(path: Path, shown: str) -> tuple[str, bytes]:
    """sha256 and the first bytes of a file, read once and never whole."""
    if path.is_dir():
        raise UnreadableFile(
            shown,
            "this is a folder, a file was expected",
            "这是文件夹,不是文件",
            "Name the files in it, or give the folder to `rulebook extract`",
            "请指定其中的文件,或将整个文件夹交给 rulebook extract",
        )
    sha, head = hashlib.sha256(), b""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to read a pipe might wait for ever
            raise UnreadableFile(
                shown,
                "this is a pipe, a socket or a device, a file was expected",
                "这是管道、套接字或设备,不是文件",
                "Save its content as a file and put that here",
                "请将其内容另存为文件后放入此处",
            )
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                head = head or chunk[:HEAD_BYTES]
                sha.update(chunk)
    except (OSError, ValueError) as error:
        raise _not_opened(shown, error) from error
    if not head:
        raise UnreadableFile(
            shown, "the file is empty (0 bytes)", "文件为空(0 字节)", "Supply the file again", "请重新提供该文件"
        )
    return sha.hexdigest(), head


def _not_opened(shown: str, error: OSError | ValueError) -> UnreadableFile:
    if isinstance(error, FileNotFoundError):
        return UnreadableFile(shown, "there is no such file", "文件不存在", "Check the path", "请检查路径是否正确")
    if isinstance(error, PermissionError):
        return UnreadableFile(
            shown,
            "no permission to read this file",
            "没有读取该文件的权限",
            "Give the user who runs the program the right to read it (chmod +r)",
            "请为运行程序的用户开放读取权限(chmod +r)",
        )
    reason = getattr(error, "strerror", None) or error
    return UnreadableFile(
        shown,
        f"the file could not be opened ({reason})",
        f"文件无法打开({reason})",
        "Copy the file again from where it came",
        "请重新复制该文件",
    )
