"""Everything that can be in doubt: one catalogue of codes, each with what was seen and what to do, in two languages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from schemas.base import Model
from schemas.evidence import Evidence

Severity = Literal["error", "warning", "info"]


class Anomaly(Model):
    """One doubt. `where` is the id of what it points at: a rule, criterion, task, sheet or source."""

    id: str = Field(description="of this doubt", examples=["a-77bd04f6a9c1"])
    code: str = Field(description="its kind, an entry of the catalogue", examples=["number-suspect"])
    severity: Severity = Field(
        description="error: a value is missing or wrong; warning: it may be; info: worth knowing", examples=["warning"]
    )
    where: str = Field(
        description="id of what it points at; the path, for a file that could not be read", examples=["r-08b02269994d"]
    )
    message: str = Field(
        description="what was seen, in English", examples=["迟到扣2分: the number may be damaged, kept as 2"]
    )
    message_zh: str = Field(description="what was seen, in Chinese", examples=["“迟到扣2分”:数字可能有误,按 2 保留"])
    suggestion: str = Field(description="what to do, in English", examples=["Compare the number with the source"])
    suggestion_zh: str = Field(description="what to do, in Chinese", examples=["请对照原件核对数字"])
    evidence: tuple[Evidence, ...] = Field(default=(), description="where to look")
    alternatives: tuple[str, ...] = Field(
        default=(), description="other readings that the evidence allows", examples=["0.2"]
    )
    status: Literal["open", "closed"] = Field(
        default="open", description="closed: a decision settled it", examples=["open"]
    )
    decision: str | None = Field(
        default=None, description="id of the decision that closed it", examples=["d-1f0c3b5a7e92"]
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A catalogue entry. Templates name their parameters in braces; `suggestion` is what the reviewer does."""

    severity: Severity
    message: str
    message_zh: str
    suggestion: str
    suggestion_zh: str


CATALOGUE: dict[str, Kind] = {
    # --- reading a file
    "unreadable-file": Kind(
        "error",
        "{path} could not be read: {problem}",
        "无法读取 {path}:{problem_zh}",
        "{remedy}",
        "{remedy_zh}",
    ),
    "no-ruled-table": Kind(
        "warning",
        "{place}: no ruled table; its text was taken as plain criteria",
        "{place}:没有带框线的表格,正文按普通条款读入",
        "Check whether this page holds a table without borders; if so, issue it as Word or add ruling lines",
        "请核对此页是否为无框线表格;如是,请改用 Word 文件或补画框线",
    ),
    "columns-by-text": Kind(
        "warning",
        "{place}: the table has no vertical lines; its columns were told by the gaps between the words",
        "{place}:表格没有竖线,各栏按文字间隔划分",
        "Compare the columns of a few rows with the source",
        "请抽查数行,核对各栏内容",
    ),
    "no-text": Kind(
        "error",
        "{place}: no text layer (a picture); nothing could be read",
        "{place}:没有文字层(图片页),未能读出任何内容",
        "Install the scan reader (pip install 'rulebook[scan]') and read it again, or supply the digital original",
        "请安装扫描识别组件(pip install 'rulebook[scan]')后重新读取,或提供电子原件",
    ),
    "unreadable-page": Kind(
        "error",
        "{place}: the page could not be read: {problem}",
        "{place}:此页无法读取:{problem}",
        "Open the page in a viewer; supply a new copy of the file if it shows damage",
        "请打开该页检查,如已损坏请重新提供文件",
    ),
    "page-scanned": Kind(
        "info",
        "{place}: read by character recognition: {because}",
        "{place}:按图像识别读入:{because_zh}",
        "Spot-check numbers against the picture; the digital original, if there is one, reads without such doubt",
        "请抽查数字与图片是否一致;如有电子原件,请优先使用",
    ),
    "blank-page": Kind(
        "info",
        "{place}: no text was found on the picture of this page",
        "{place}:此页图片上没有文字",
        "Check that the page is meant to be empty",
        "请核对此页是否为空白页",
    ),
    "page-too-large": Kind(
        "error",
        "{place}: its picture of {size} pixels is too large to be read",
        "{place}:图片过大({size} 像素),未读取",
        "Reduce it to 300 dots an inch (A4: 2480 × 3508 pixels), or scan the page again at that resolution",
        "请缩小为 300 dpi(A4 约 2480 × 3508 像素),或按该分辨率重新扫描",
    ),
    "scan-unreadable": Kind(
        "error",
        "{place}: the text on the picture cannot be made out (about {dpi} dots an inch)",
        "{place}:图片上的文字无法辨认(约 {dpi} dpi)",
        "Scan the page again at 300 dots an inch in greyscale, flat and evenly lit",
        "请以 300 dpi 灰度重新扫描,保持纸张平整、光线均匀",
    ),
    "scan-poor": Kind(
        "warning",
        "{place}: the picture is hard to read ({because}); expect wrong characters or cells",
        "{place}:图片质量较差({because_zh}),文字或单元格可能有误",
        "Scan the page again at 300 dots an inch in greyscale, flat and evenly lit",
        "请以 300 dpi 灰度重新扫描,保持纸张平整、光线均匀",
    ),
    "rule-doubtful": Kind(
        "warning",
        "{place}: a ruling line beside {text} is broken or faint; the cells there may be joined or cut wrongly",
        "{place}:“{text}”旁的框线断续或模糊,单元格划分可能有误",
        "Compare the cells with the picture",
        "请对照图片核对单元格划分",
    ),
    "low-confidence": Kind(
        "warning",
        "{text}: {read} was recognised with little confidence",
        "“{text}”:“{read}”识别把握不大",
        "Compare with the picture",
        "请对照图片核对",
    ),
    "two-readings": Kind(
        "warning",
        "{place}: read as {read}, and on a second reading as {other}",
        "{place}:首次识别为“{read}”,复核识别为“{other}”",
        "Compare with the picture",
        "请对照图片核对",
    ),
    "nothing-scored": Kind(
        "warning",
        "{place}: no scoring rule was found in this file",
        "{place}:文件中没有找到任何评分规则",
        "Check that the right file was put here",
        "请核对是否放错了文件",
    ),
    "text-hidden": Kind(
        "warning",
        "{place}: text lies outside every cell: {text}",
        "{place}:有文字不在任何单元格内:{text}",
        "Look at the place in the source and add the text to the row it belongs to",
        "请对照原件,将文字补入所属行",
    ),
    "table-cut": Kind(
        "warning",
        "{place}: the table that begins here has no end; it was read as far as rows follow",
        "{place}:此处开始的表格没有结尾,已按能识别的行读入",
        "Look for lost rows in the source",
        "请对照原件查找遗漏的行",
    ),
    "encoding-guessed": Kind(
        "info",
        "{path} is not in UTF-8; it was read as {encoding}",
        "{path} 不是 UTF-8 编码,已按 {encoding} 读取",
        "If characters look wrong, save the file as UTF-8",
        "如有乱码,请将文件另存为 UTF-8 编码",
    ),
    "encoding-damaged": Kind(
        "warning",
        "{path}: {count} places are broken UTF-8; each reads as \ufffd",
        "{path} 有 {count} 处 UTF-8 编码损坏,以 \ufffd 代替",
        "Supply the file again; it may have been cut off or damaged in transit",
        "请重新提供该文件,可能在传输中损坏",
    ),
    "cell-uneven": Kind(
        "warning",
        "{place}: the ruling lines round {text} leave an area that is no rectangle; it was cut along the columns",
        "{place}:“{text}”周围的框线围成的区域不是矩形,已按列切开",
        "Compare with the source: a ruling line is missing or too short there",
        "请对照原件:该处框线缺失或过短",
    ),
    # --- the table
    "unknown-column": Kind(
        "warning",
        "column heading {heading} fits nothing that is known; its text is kept but not used",
        "列标题“{heading}”无法对应已知栏目,其文字保留但未使用",
        "Add the heading to the institution's profile if the column matters",
        "如该列有用,请在机构配置中登记该列标题",
    ),
    "missing-column": Kind(
        "error",
        "no column for {role} was found among the headings {headings}",
        "列标题中没有找到{role_zh}一栏(现有标题:{headings})",
        "Check the headings in the source",
        "请核对原件的表头",
    ),
    "missing-title": Kind(
        "warning",
        "no title with department and year was found above the table",
        "表格上方没有找到含部门和年度的标题",
        "Name the department and year by a decision",
        "请补充部门和年度",
    ),
    "scoring-outside": Kind(
        "warning",
        "{text} speaks of points but stands outside the criteria; no rule was made of it",
        "“{text}”涉及分数但不在评分标准栏内,未生成规则",
        "Decide whether this is a rule",
        "请确认是否应作为规则",
    ),
    "duplicate-sheet": Kind(
        "error",
        "{department} {year} is also in {other}; both are kept and they differ",
        "{department} {year} 年度的任务表在 {other} 中也有,两者内容不同,均已保留",
        "Remove the file that is not in force",
        "请移除不再生效的文件",
    ),
    "duplicate-sheet-same": Kind(
        "info",
        "{department} {year} is also in {other}, with the same tasks and rules; one copy is kept",
        "{department} {year} 年度的任务表在 {other} 中也有,内容一致,只保留一份",
        "Nothing needs doing",
        "无需处理",
    ),
    "text-unaccounted": Kind(
        "error",
        "no node accounts for the text {text}",
        "文字“{text}”没有归入任何条目",
        "Look at the cell in the source and say where the text belongs",
        "请对照原件单元格,指出该文字归属",
    ),
    # --- the tree
    "points-missing": Kind(
        "warning",
        "{name} has no points and the sums do not give them",
        "“{name}”没有分值,也无法由合计推出",
        "Look up the points in the source",
        "请查阅原件补充分值",
    ),
    "cell-shared": Kind(
        "warning",
        "{text} stands in one cell over {names}: {kept}",
        "“{text}”所在单元格跨“{names}”各项:{kept_zh}",
        "Decide whether it holds for each of them or for all together",
        "请确认该内容分别适用于各项,还是由各项共用",
    ),
    "points-unread": Kind(
        "warning",
        "{name}: the points cell reads {text}, which is no plain number; kept as read",
        "“{name}”:分值栏为“{text}”,不是单纯数字,按原文保留",
        "Say how many points it is",
        "请明确分值",
    ),
    "table-unread": Kind(
        "warning",
        "{place}: a table has no headings for duties or criteria ({headings}); its scores are read without their tasks",
        "{place}:有表格没有任务或评分标准栏的标题({headings}),其中计分的文字未能归入具体任务",
        "Check the table's headings; add them to the institution's profile if it is an assessment table",
        "请核对表头;如为考核表,请在机构配置中登记其列标题",
    ),
    "points-percent": Kind(
        "warning",
        "weights in per cent ({text}) are read as points of 100",
        "权重以百分数表示({text}),按满分 100 分折算为分值",
        "Confirm that the whole is 100 points",
        "请确认满分是否为 100 分",
    ),
    "points-inferred": Kind(
        "info",
        "{name} has no points of its own; {points} follows from {because}",
        "“{name}”未标分值,由{because_zh}推得 {points} 分",
        "Confirm the points",
        "请确认该分值",
    ),
    "points-sum": Kind(
        "warning",
        "the points below {name} add up to {sum}, not {points}",
        "“{name}”下各项分值合计 {sum},与标注的 {points} 不符",
        "Compare the points with the source",
        "请对照原件核对分值",
    ),
    "categories-differ": Kind(
        "error",
        "the sheet has the categories {read}; by the institution's profile every sheet has {expected}",
        "本表类别为 {read};按单位配置文件,每张表应为 {expected}",
        "Compare the categories and their points with the source, or correct the profile",
        "请对照原件核对类别和分值,或更正配置文件",
    ),
    "label-missing": Kind(
        "error",
        "a row has no {role} of its own",
        "有一行缺少{role_zh}",
        "Look at the row in the source and name it",
        "请对照原件补充名称",
    ),
    "label-restored": Kind(
        "warning",
        "{read} was read; {name} was taken from {support}",
        "原文读作“{read}”,按{support_zh}恢复为“{name}”",
        "Confirm the name",
        "请确认名称",
    ),
    "label-carried": Kind(
        "warning",
        "the row has no {role}; {name} was carried over: {because}",
        "该行没有{role_zh},沿用“{name}”({because_zh})",
        "Confirm where the row belongs",
        "请确认该行归属",
    ),
    "label-cut": Kind(
        "warning",
        "{text} may be the rest of {name}, the label above it; kept as one of its own",
        "“{text}”可能是上方“{name}”的后半部分,现作为单独一项",
        "Look at the row in the source: one item or two?",
        "请对照原件确认是一项还是两项",
    ),
    "label-doubled": Kind(
        "warning",
        "{name} stands in two columns beside each other; read as one cell merged over both",
        "“{name}”在相邻两栏重复出现,按跨栏合并的一个单元格处理",
        "Look at the row in the source: one name, or a category and an item of the same name?",
        "请对照原件确认是一个名称,还是同名的类别与项目",
    ),
    "text-doubled": Kind(
        "warning",
        "{text}: the same sentence came twice and is counted once ({read})",
        "“{text}”:同一句重复出现,只计一次({read})",
        "Check that the source does not mean it twice",
        "请核对原件是否确为两句",
    ),
    "row-moved": Kind(
        "warning",
        "the row lacks the cell at its left; its cells were moved to the columns that they fit: {text}",
        "该行缺少左侧单元格,其余单元格已右移到相符的栏目:{text}",
        "Compare the row with the source",
        "请对照原件核对该行",
    ),
    "rows-joined": Kind(
        "warning",
        "this row may begin anew or go on with the row above it, which does not end; read as going on: {text}",
        "该行可能另起一条,也可能接续上一行(上一行末尾未断句),现按接续处理:{text}",
        "Look at the two rows in the source: one criterion or two?",
        "请对照原件确认两行是一条还是两条",
    ),
    "row-repeated": Kind(
        "warning",
        "this row stands twice; it is counted once: {text}",
        "该行重复出现,只计一次:{text}",
        "Check that the source does not mean it twice",
        "请核对原件是否确有两行",
    ),
    "units-glued": Kind(
        "warning",
        "{text} among the assessors may be two units: {parts}",
        "考核单位“{text}”可能是两个单位:{parts}",
        "Compare with the source, and part the names if need be",
        "请对照原件,必要时分开填写",
    ),
    "points-exceed": Kind(
        "warning",
        "{amount} is more than the {points} points of {name}",
        "{amount} 分超过“{name}”的 {points} 分",
        "Compare the amount with the source",
        "请对照原件核对分值",
    ),
    # --- text and numbering
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
        "原文读作“{read}”,按{support_zh}恢复为“{restored}”",
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
    # --- rules
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
        "{text}: the cap binds no rule of its effect before it",
        "“{text}”:上限之前没有可约束的规则",
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
    # --- decisions
    "stale-decision": Kind(
        "warning",
        "{decision} ({kind}, {who}) was made on {before}; the text now reads {now}: it was not applied",
        "决定 {decision}({kind},{who})作于“{before}”,现文字为“{now}”,未予应用",
        "Decide again, or undo the old decision",
        "请重新决定,或撤销原决定",
    ),
    "decision-invalid": Kind(
        "error",
        "{decision} ({kind}, {who}) cannot be applied: {problem}",
        "决定 {decision}({kind},{who})无法应用:{problem_zh}",
        "Undo it and decide again",
        "请撤销后重新决定",
    ),
    "decision-unreadable": Kind(
        "error",
        "{path}, line {line} is no decision: {problem}",
        "{path} 第 {line} 行不是有效的决定:{problem}",
        "Restore the line from version control, or remove it",
        "请从版本库恢复该行,或删除",
    ),
}


def make_anomaly(
    code: str,
    where: str,
    evidence: tuple[Evidence, ...] = (),
    alternatives: tuple[str, ...] = (),
    severity: Severity | None = None,
    **parameters: object,
) -> Anomaly:
    """An anomaly of the catalogue, its templates filled; `severity` overrides the entry's where support decides it.

    Raises KeyError for a code that is not in the catalogue or a parameter that its templates lack.
    """
    kind = CATALOGUE[code]
    values = {"remedy": "", "remedy_zh": "", **{name: str(value) for name, value in parameters.items()}}
    message = kind.message.format(**values)
    return Anomaly(
        id=_id(code, where, message),
        code=code,
        severity=severity or kind.severity,
        where=where,
        message=message,
        message_zh=kind.message_zh.format(**values),
        suggestion=kind.suggestion.format(**values),
        suggestion_zh=kind.suggestion_zh.format(**values),
        evidence=evidence,
        alternatives=alternatives,
    )


def pointed_at(anomaly: Anomaly, where: str) -> Anomaly:
    """The same anomaly, pointing at another node."""
    return anomaly.model_copy(update={"where": where, "id": _id(anomaly.code, where, anomaly.message)})


def _id(code: str, where: str, message: str) -> str:
    return f"a-{hashlib.sha256(chr(0).join((code, where, message)).encode()).hexdigest()[:12]}"
