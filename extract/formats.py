"""Which format a file is in, by suffix and by its first bytes, and how to turn the others into one that is read."""

from __future__ import annotations

from pathlib import PurePosixPath

from extract.errors import UnreadableFile

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_TO_WORD = (
    "Open it in Word or WPS and save it as .docx, or run: soffice --headless --convert-to docx FILE",
    "请用 Word 或 WPS 打开后另存为 .docx,或运行:soffice --headless --convert-to docx 文件名",
)
_FROM_SHEET = (
    "Copy the table into a Word document (.docx), or print the workbook to PDF",
    "请将表格复制到 Word 文档(.docx),或将工作簿打印为 PDF",
)
_FROM_PICTURE = (
    "Save it as .png, .jpg or .tif, or supply the digital original",
    "请另存为 .png、.jpg 或 .tif,或提供电子原件",
)
_FROM_ARCHIVE = ("Unpack it and give the files in it", "请先解压,再提供其中的文件")
_FROM_WEB = (
    "Open it in a browser and print it to PDF, or save it as .docx",
    "请在浏览器中打开并打印为 PDF,或另存为 .docx",
)

_PICTURES = (".bmp", ".webp", ".heic", ".gif")

# suffix -> (what it is, 中文, remedy, 中文)
CONVERTIBLE: dict[str, tuple[str, str, str, str]] = {
    ".doc": ("the old binary Word format", "旧版 Word 格式", *_TO_WORD),
    ".dot": ("an old Word template", "旧版 Word 模板", *_TO_WORD),
    ".dotx": ("a Word template", "Word 模板", *_TO_WORD),
    ".wps": ("the WPS Writer format", "WPS 文字格式", *_TO_WORD),
    ".wpt": ("a WPS Writer template", "WPS 文字模板", *_TO_WORD),
    ".rtf": ("Rich Text", "RTF 格式", *_TO_WORD),
    ".odt": ("OpenDocument text", "OpenDocument 文本", *_TO_WORD),
    ".uof": ("Unified Office text", "标文通格式", *_TO_WORD),
    ".uot": ("Unified Office text", "标文通格式", *_TO_WORD),
    ".pages": ("Apple Pages", "Apple Pages 格式", *_TO_WORD),
    ".ofd": (
        "OFD, China's fixed-layout format",
        "OFD 版式文件",
        "Open it in an OFD reader and print it to PDF",
        "请用 OFD 阅读器打开并打印(导出)为 PDF",
    ),
    ".xls": ("an old Excel workbook", "旧版 Excel 工作簿", *_FROM_SHEET),
    ".xlsx": ("an Excel workbook", "Excel 工作簿", *_FROM_SHEET),
    ".et": ("a WPS workbook", "WPS 表格", *_FROM_SHEET),
    ".csv": ("comma-separated values", "CSV 表格", *_FROM_SHEET),
    ".ods": ("an OpenDocument workbook", "OpenDocument 表格", *_FROM_SHEET),
    ".ppt": ("an old PowerPoint file", "旧版 PowerPoint 文件", "Print it to PDF", "请打印(导出)为 PDF"),
    ".pptx": ("a PowerPoint file", "PowerPoint 文件", "Print it to PDF", "请打印(导出)为 PDF"),
    ".html": ("a web page", "网页", *_FROM_WEB),
    ".htm": ("a web page", "网页", *_FROM_WEB),
    ".mht": ("a saved web page", "网页存档", *_FROM_WEB),
    ".zip": ("an archive", "压缩包", *_FROM_ARCHIVE),
    ".rar": ("an archive", "压缩包", *_FROM_ARCHIVE),
    ".7z": ("an archive", "压缩包", *_FROM_ARCHIVE),
    **dict.fromkeys(_PICTURES, ("a picture", "图片", *_FROM_PICTURE)),
}

# first bytes -> (suffix that they belong to, other suffixes that may begin so)
_SIGNATURES: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", ".pdf", frozenset()),
    (b"PK\x03\x04", ".docx or .zip", frozenset({".docx", ".docm"})),
    (b"{\\rtf", ".rtf", frozenset()),
    (OLE_MAGIC, ".doc, .xls or .ppt", frozenset({".docx", ".docm"})),  # a locked .docx begins so: the Word reader tells
    (b"\x89PNG\r\n\x1a\n", ".png", frozenset()),
    (b"\xff\xd8\xff", ".jpg", frozenset({".jpeg"})),
    (b"II*\x00", ".tif", frozenset({".tiff"})),
    (b"MM\x00*", ".tif", frozenset({".tiff"})),
    (b"Rar!\x1a\x07", ".rar", frozenset()),
    (b"7z\xbc\xaf\x27\x1c", ".7z", frozenset()),
)


def refuse_suffix(shown: str, known: tuple[str, ...]) -> UnreadableFile:
    """The error for a file whose suffix no reader takes."""
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix in CONVERTIBLE:
        what, what_zh, remedy, remedy_zh = CONVERTIBLE[suffix]
        return UnreadableFile(
            shown, f"{suffix} is {what}, which is not read", f"不支持{what_zh}({suffix})", remedy, remedy_zh
        )
    named, named_zh = (
        (f"files of type {suffix}", f"{suffix} 文件") if suffix else ("a file without a suffix", "无扩展名文件")
    )
    expected = " ".join(known)
    return UnreadableFile(
        shown,
        f"{named} cannot be read; expected one of {expected}",
        f"不支持{named_zh},应为 {expected} 之一",
        "Supply the document as .docx or .pdf",
        "请提供 .docx 或 .pdf 文件",
    )


def check_signature(shown: str, head: bytes) -> None:
    """Raise UnreadableFile when the first bytes say plainly that the file is of another format than its suffix."""
    suffix = PurePosixPath(shown).suffix.lower()
    for magic, belongs, also in _SIGNATURES:
        if head.startswith(magic) and suffix != belongs and suffix not in also:
            raise disguised(shown, belongs)


def disguised(shown: str, belongs: str) -> UnreadableFile:
    """The error for a file whose content is that of another suffix."""
    suffix = PurePosixPath(shown).suffix.lower()
    return UnreadableFile(
        shown,
        f"the suffix is {suffix} but the content is that of a {belongs} file",
        f"扩展名为 {suffix},内容却是 {belongs.replace(', ', '、').replace(' or ', ' 或 ')} 文件",
        "Rename the file to its true suffix, then convert it if that is not read",
        "请改回正确的扩展名;如该格式不受支持,请先转换",
    )
