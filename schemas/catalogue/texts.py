"""Text and numbering: what was torn, restored or damaged."""

from __future__ import annotations

from schemas.catalogue.kind import Kind

TEXTS: dict[str, Kind] = {
    "text-torn": Kind(
        "warning",
        "the text was torn over columns and was put together as {text}",
        "文字被列线割裂,已拼合为“{text}”",
        "Compare with the source",
        "请对照原件核对",
    ),
    "text-restored": Kind(
        "warning",
        "{read} was read; {restored} was restored from {support}",
        "原文{read_zh},按{support_zh}恢复为“{restored}”",
        "Confirm the restored text",
        "请确认恢复的文字",
    ),
    "text-differs": Kind(
        "info",
        "reads {read}, where {support} read {others}; kept as read",
        "此处读作“{read}”,而{support_zh}读作“{others}”,按原文保留",
        "Compare with the source: the department's own wording, or damage?",
        "请对照原件:是本部门特有内容,还是识别错误?",
    ),
    "text-broken": Kind(
        "error",
        "the text breaks off: {text}",
        "文字中断:“{text}”",
        "Look up the rest in the source",
        "请查阅原件补全",
    ),
    "text-suspect": Kind(
        "warning",
        "unlikely characters, kept as read: {text}",
        "文字可疑,按原文保留:“{text}”",
        "Compare with the source",
        "请对照原件核对",
    ),
    "character-unknown": Kind(
        "warning",
        "the file does not say which characters these are (\ufffd: {count}), kept as read: {text}",
        "文件未注明 {count} 个字符(以 \ufffd 表示)是何字,按原文保留:“{text}”",
        "Look up the characters in the source; they may be digits",
        "请查阅原件,补全这些字符(可能是数字)",
    ),
    "number-suspect": Kind(
        "warning",
        "{text}: the number may be damaged, kept as {read}",
        "“{text}”:数字可能有误,按 {read} 保留",
        "Compare the number with the source",
        "请对照原件核对数字",
    ),
    "numbering-gap": Kind(
        "warning",
        "the numbering runs {numbers}",
        "编号不连续:{numbers}",
        "Look for a lost item in the source",
        "请对照原件查找遗漏的条目",
    ),
}
