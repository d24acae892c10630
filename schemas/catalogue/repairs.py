"""What each repair does, by its name, in two languages. A `Repair` says in its reason why it was made where it was."""

from __future__ import annotations

REPAIRS: dict[str, tuple[str, str]] = {
    # text as read
    "invisible": ("takes away control and zero-width characters", "控制字符和零宽字符不是文字"),
    "radical-variant": (
        "puts 户 and 青 for the codes of their old forms",
        "简体字体以部首的编码表示“户”“青”,按本字还原",
    ),
    "full-width-number": ("writes the digits of a number half-width", "数字中的全角字符改为半角"),
    "list-dot": ("puts a dot for a full-width stop after an item number", "编号后的全角句点改为点号"),
    "number-space": ("closes a decimal torn apart at its point", "小数在小数点处被拆开,予以合并"),
    "digit-lookalike": ("puts a digit for a letter that looks like it in an amount", "分值中形似数字的字母改为数字"),
    "points-lookalike": (
        "puts 分 for a character that looks like it behind points in brackets",
        "括号内分值后形似“分”的字改为“分”",
    ),
    "decimal-point": (
        "puts the point of a decimal for another mark",
        "小于 1 的小数中,小数点位置上的其他符号改为小数点",
    ),
    "range-dash": ("puts a dash for the numeral one between two amounts", "分值区间的连接号被识别为“一”"),
    "half-character": ("completes a character of which half was read", "只识别出半个字,予以补全"),
    "letter-o": ("puts the letter O for a nought among capitals", "大写字母之间的数字 0 改为字母 O"),
    "stray-glyph": ("takes away pieces of ruling lines read as characters", "框线的残段被识别为字符,予以删除"),
    "doubled-sentence": ("takes away sentences that were read twice", "一句或数句被重复识别,删去重复"),
    "number-joined": ("joins a number that a line end parts, if it is one", "数字中间换行,按一个数字合并"),
    "line-joined": ("joins lines that the page parted", "换行由版面造成,并非原文分行"),
    "han-space": ("takes away spaces within Chinese", "中文之间的空格来自换行或排版,予以删除"),
    "doubled-tail": ("takes away the end of a sentence that was read twice", "句末被重复识别,删去重复"),
    "doubled-mark": ("takes away a mark that was read twice", "标点被重复识别,删去重复"),
    "line-end": ("takes away white space where a line was cut", "分行处的空白,予以删除"),
    "note-cut": ("takes a note out of the criteria", "备注约束整项任务,不是考核标准"),
    # cells and rows
    "amount-beside": ("puts an amount of a column of its own behind its event", "分值单独成列,与所对应的情形合并"),
    "grade-beside": ("puts a grade of a column of its own before its event", "等次单独成列,与所对应的情形合并"),
    "grade-above": ("puts the grade of a column's heading before its cell", "等次写在列标题中,与单元格合并"),
    "number-beside": ("puts the number of a part before its name", "编号单独占一格,与名称合并"),
    "points-beside": ("puts points of a cell of their own behind their name", "分值单独占一格,与名称合并"),
    "label-repeated": ("takes away a label shown again after a page end", "换页后重复显示的名称"),
    "row-joined": ("joins what the end of a page parted", "换页时被拆开的内容,予以合并"),
    "ditto": ("writes out a mark that stands for the row above", "“同上”等标记,按上一行写出"),
    "heading-above": ("takes away a column's heading repeated on a page", "本页重复的列标题"),
    "label-written-out": (
        "takes as one the label of a merged cell, written out in each row",
        "合并单元格的名称在各行重复写出,视为一处",
    ),
    "cells-joined": ("joins several cells of one text", "同一内容分在多个单元格,予以合并"),
    "label-joined": (
        "joins a label split over rows or pages, or shown again",
        "名称分在多行或多页,或重复显示,予以合并",
    ),
    "percent-points": ("writes a weight as a share of a hundred points", "权重百分比换算为百分制的分值"),
    "row-repeated": ("takes as one a row that was read twice", "同一行被重复识别,视为一行"),
    "torn-joined": ("joins a cell cut at the column lines", "单元格在列线处逐行断开,予以合并"),
    "cut-character": ("takes as one a character read on both sides of a line", "压在列线上的字被两侧重复识别,视为一字"),
    "first-row": ("joins what a table without known headings begins with", "无法识别列标题的表格的首行"),
    # by other rows and sheets
    "consensus": ("reads a text as the other sheets' copies have it", "其他各表的同一文字如此"),
    "phrase-restored": ("completes a bracket as other rows have it", "其他各行以此括号结尾"),
    "number-inferred": ("puts the number that the rows around it ask for", "根据上下各行推断的编号"),
    "name-restored": ("puts the department's name that lay on a column line", "压在列线上的部门名称,予以还原"),
    "units-glued": ("parts two names of units", "两个单位名称连写,予以分开"),
    "decision": ("is as a reviewer decided", "按复核人的决定修改"),
}
