"""The table: headings, titles, and text that belongs nowhere."""

from __future__ import annotations

from schemas.catalogue.kind import Kind

TABLES: dict[str, Kind] = {
    "unknown-column": Kind(
        "warning",
        "column heading {heading} fits nothing that is known; its text is kept but not used",
        "列标题“{heading}”无法对应已知栏目,其文字保留但未使用",
        "Add the heading to the institution's profile if the column matters",
        "如该列有用,请在机构配置中登记该列标题",
    ),
    "heading-misread": Kind(
        "warning",
        "column heading {heading} fits nothing that is known; by what stands below it, it was read as {known}",
        "列标题“{heading}”无法对应已知栏目,依其下内容按“{known}”读取",
        "Compare the heading with the source; if it means something else, add it to the institution's profile",
        "请与原件核对该列标题;如另有含义,请在机构配置中登记",
    ),
    "column-empty": Kind(
        "warning",
        "nothing stands under {heading}; the criteria were read under {other}, and what is asked for with them",
        "“{heading}”一栏为空,评分标准取自“{other}”栏,其中的考核内容未能分开",
        "Compare the two columns with the source, and tell what is asked for from the criteria",
        "请与原件核对这两栏,将考核内容与评分标准分开",
    ),
    "headings-glued": Kind(
        "error",
        "the headings {first} and {second} stand in one cell; what is below them was read as one column",
        "列标题“{first}”与“{second}”在同一单元格内,其下两栏内容按一栏读取",
        "Compare that column with the source, and tell the two apart",
        "请与原件核对该栏,并将两栏内容分开",
    ),
    "missing-column": Kind(
        "error",
        "no column for {role} was found among the headings {headings}",
        "列标题中没有找到{role_zh}一栏(现有标题:{headings})",
        "Check the headings in the source",
        "请核对原件的表头",
    ),
    "column-lost": Kind(
        "warning",
        "the table goes on without the column {heading} from here on: {text}",
        "表格从此处起缺少“{heading}”一栏:{text}",
        "Look up in the source what the column says there",
        "请对照原件补充该栏内容",
    ),
    "table-passed": Kind(
        "warning",
        "a table beside those of this sheet holds numbers under headings that are not known ({headings}); no rule was "
        "made of it",
        "本表之外另有一张含数值的表格,其列标题无法识别({headings}),未从中读出规则",
        "Look at the table in the source; if it awards or takes points, add the rules by hand",
        "请查看原件中的该表格;如涉及加分或扣分,请人工补充规则",
    ),
    "grade-amounts": Kind(
        "warning",
        "the numbers below the grades {headings} are read as points; no points of the items bear that out",
        "等级栏“{headings}”下的数字按分值理解,但各项均无分值可核对",
        "Confirm that these numbers are points and not rates or limits",
        "请确认这些数字是分值,而不是比率或限值",
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
}
