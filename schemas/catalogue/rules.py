"""Rules: what speaks against a reading of the clause grammar."""

from __future__ import annotations

from schemas.catalogue.kind import Kind

RULES: dict[str, Kind] = {
    "no-rule": Kind(
        "warning",
        "no scoring consequence in {text}",
        "“{text}”没有得分或扣分内容",
        "Check that nothing was lost",
        "请核对是否有遗漏",
    ),
    "amount-missing": Kind(
        "error",
        "{text}: the amount is missing",
        "“{text}”:缺少分值",
        "Look up the amount in the source",
        "请查阅原件补充分值",
    ),
    "clause-unparsed": Kind(
        "error",
        "{text} speaks of points but no rule could be made of it",
        "“{text}”涉及分数,但未能解析为规则",
        "Add the rule by a decision",
        "请人工补充规则",
    ),
    "unit-unknown": Kind(
        "warning",
        "{unit} is no known measure word, in {text}",
        "“{text}”中的“{unit}”不是已知量词",
        "Confirm the unit, or add it to the profile",
        "请确认量词,或登记到机构配置",
    ),
    "unit-guessed": Kind(
        "warning",
        "{text}: read as counting by {unit}",
        "“{text}”:按“{unit}”计量理解",
        "Confirm how the amount is counted",
        "请确认计量方式",
    ),
    "unit-doubtful": Kind(
        "warning",
        "{text}: read as counting by {read}; it may count by {unit}",
        "“{text}”:现按“{read}”计量理解,也可能按“{unit}”计量",
        "Confirm how the amount is counted",
        "请确认计量方式",
    ),
    "list-uneven": Kind(
        "warning",
        "{text}: the lists differ in length; what is over makes no rule",
        "“{text}”:前后列举数量不一致,多出部分未生成规则",
        "Compare with the source",
        "请对照原件核对",
    ),
    "list-doubtful": Kind(
        "warning",
        "{text}: what the listed things share with one another is not certain",
        "“{text}”:并列各项共用哪些文字不能确定",
        "Confirm the trigger of each",
        "请逐项确认触发条件",
    ),
    "trigger-missing": Kind(
        "warning",
        "{text}: nothing says what brings this about",
        "“{text}”:没有说明因何扣分或得分",
        "Look for the event in the source",
        "请对照原件查明触发情形",
    ),
    "range-reversed": Kind(
        "info",
        "{text}: the range is written from high to low",
        "“{text}”:分值区间由大到小书写",
        "Confirm the range",
        "请确认分值区间",
    ),
    "clause-runs-on": Kind(
        "warning",
        "{text}: {read} follows at once; it may change what is due",
        "“{text}”:其后紧接“{read}”,可能改变应扣(得)分值",
        "Compare with the source",
        "请对照原件核对",
    ),
    "amount-vague": Kind(
        "warning",
        "{text}: how many points is said in words that were not understood; read as at discretion",
        "“{text}”:分值的计算方式未能理解,暂按酌情处理",
        "State the amount by a decision",
        "请人工确定分值的计算方式",
    ),
    "amount-in-trigger": Kind(
        "warning",
        "{text}: {read} stands before the amount that was read; it may be a rule of its own",
        "“{text}”:所取分值之前还有“{read}”,可能另成一条规则",
        "Compare with the source, and split the rule if need be",
        "请对照原件,必要时拆分规则",
    ),
    "effect-doubtful": Kind(
        "warning",
        "{text}: whether this deducts or awards is not certain",
        "“{text}”:无法确定是扣分还是得分",
        "Confirm the effect",
        "请确认是扣分还是得分",
    ),
    "trigger-doubtful": Kind(
        "info",
        "{text}: the deduction hangs on wording that reads as an obligation",
        "“{text}”:扣分所依附的文字读作要求而非违规情形",
        "Confirm what triggers the deduction",
        "请确认触发条件",
    ),
    "note-with-points": Kind(
        "warning",
        "{text}: a bracket after a consequence holds amounts of its own and was kept as a note",
        "“{text}”:后果之后的括号内另有分值,按备注保留",
        "Decide whether these are rules of their own",
        "请确认括号内是否为独立规则",
    ),
    "cap-unplaced": Kind(
        "warning",
        "{text}: which rules the cap binds is not certain",
        "“{text}”:上限约束哪些规则不能确定",
        "Say which rules the cap binds",
        "请指明该上限约束的规则",
    ),
    "several-amounts": Kind(
        "warning",
        "{text}: more than one reading of the amount",
        "“{text}”:分值有多种读法",
        "Confirm the amount",
        "请确认分值",
    ),
}
