"""Decisions: those that could not be applied."""

from __future__ import annotations

from schemas.catalogue.kind import Kind

KINDS: dict[str, tuple[str, str]] = {
    "accept": ("accepted as parsed", "按解析结果接受"),
    "not-an-anomaly": ("not an anomaly", "不是疑点"),
    "correct-text": ("text corrected", "修改文字"),
    "correct-rule": ("rule corrected", "修改规则"),
    "correct-node": ("names or points corrected", "修改名称或分值"),
    "split": ("split", "拆分"),
    "join": ("joined", "合并"),
    "dismiss-rule": ("rule dismissed", "删除规则"),
    "add-rule": ("rule added", "添加规则"),
}
"""What the kinds of decisions are called by reviewers."""

DECISIONS: dict[str, Kind] = {
    "stale-decision": Kind(
        "warning",
        "{decision} ({kind}, {who}) was made on {before}; the text now reads {now}: it was not applied",
        "决定 {decision}({kind_zh},{who})作于“{before}”,现文字为“{now}”,未予应用",
        "Decide again, or undo the old decision",
        "请重新决定,或撤销原决定",
    ),
    "decision-invalid": Kind(
        "error",
        "{decision} ({kind}, {who}) cannot be applied: {problem}",
        "决定 {decision}({kind_zh},{who})无法应用:{problem_zh}",
        "Undo it and decide again",
        "请撤销后重新决定",
    ),
    "decision-unreadable": Kind(
        "error",
        "{path}, line {line} is no decision: {problem}",
        "{path} 第 {line} 行不是有效的决定:{problem_zh}",
        "Restore the line from version control, or remove it",
        "请从版本库恢复该行,或删除",
    ),
}
