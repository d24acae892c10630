"""Why a value that a reviewer gave cannot stand, in both languages."""

from __future__ import annotations

import regex
from pydantic import ValidationError

_FIELDS_ZH = {
    "text": "文字",
    "trigger": "触发情形",
    "subject": "主语",
    "effect": "效果",
    "amount": "分值",
    "kind": "类型",
    "min": "最小值",
    "max": "最大值",
    "base": "基数",
    "percent": "百分比",
    "per": "计量单位",
    "count": "计数方式",
    "step": "步长",
    "target": "目标值",
    "op": "比较",
    "value": "数值",
    "unit": "单位",
    "cap": "上限",
    "points": "分值",
    "scope": "范围",
    "reference": "依据",
    "department": "部门",
    "year": "年度",
    "name": "名称",
    "methods": "评价方法",
    "assessors": "考核单位",
    "level": "层级",
    "part": "部分",
    "to": "新文字",
    "parts": "各部分",
    "who": "复核人",
    "note": "说明",
    "change": "更正",
    "rule": "规则",
}
# by pydantic's name of the problem
_TYPES_ZH = {
    "literal_error": "只能是 {expected}",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "finite_number": "应为有限的数字",
    "greater_than": "必须大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "missing": "不能为空",
    "string_too_short": "不能为空",
    "string_too_long": "不能超过 {max_length} 字",
    "string_type": "应为文字",
    "string_pattern_mismatch": "格式不符",
    "too_short": "项数不足",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是有效的 JSON",
    "union_tag_not_found": "缺少决定类型 kind",
    "union_tag_invalid": "没有这种决定类型",
    "model_attributes_type": "应为 JSON 对象",
    "model_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
}
# what the models of schemas/ say of values that do not go together
_SAID_ZH = (
    (r"an amount of kind (\S+) needs min and max", "{0} 类分值须有最小值和最大值"),
    (r"min (\S+) is above max (\S+)", "最小值 {0} 大于最大值 {1}"),
    (r"a fixed amount has min = max, got (\S+) and (\S+)", "定额的最小值和最大值须相同,现为 {0} 和 {1}"),
    (r"an amount of kind missing has no numbers", "类型为“缺失”时不应填写数值,请先改选类型,如“定额”"),
    (r"effect (\S+) takes no amount", "效果为 {0} 时不应有分值"),
    (r"effect (\S+) needs an amount", "效果为 {0} 时须有分值"),
    (r"count (.+) does not go with per (.+)", "计数方式 {0} 与计量单位 {1} 不相配"),
    (r"is no moment", "没有这个时刻"),
    (r"a target stands only where count is shortfall or excess", "只有按不足或超出计数时才有目标值"),
)
_KINDS = frozenset(
    [
        "accept",
        "not-an-anomaly",
        "correct-text",
        "split",
        "join",
        "correct-rule",
        "add-rule",
        "dismiss-rule",
        "correct-node",
        "undo",
    ]
)


def problem_of(error: ValidationError) -> tuple[str, str]:
    """What a person reads of a failed validation, in English and in Chinese: the field, and what is wrong with it."""
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"] if part not in _KINDS]
    said = first["msg"].removeprefix("Value error, ")
    where_zh = "·".join(_FIELDS_ZH.get(part, part) for part in where)
    chinese = _chinese(first["type"], said, dict(first.get("ctx") or {}))
    return f"{'.'.join(where)}: {said}".strip(": "), f"{where_zh}:{chinese}".strip(":")


def _chinese(kind: str, said: str, told: dict[str, object]) -> str:
    for pattern, text in _SAID_ZH:
        if found := regex.search(pattern, said):
            return text.format(*found.groups())
    return _TYPES_ZH.get(kind, "取值无效").format(**told)
