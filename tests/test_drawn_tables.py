"""Tables drawn with characters in Markdown, as Pandoc draws merged cells, and with box characters."""

from __future__ import annotations

import pytest
from table_text import flags, rulebook, texts

from extract.markdown.reader import read_blocks
from schemas import LineAnchor, Paragraph, Table

SHEET = r"""# 督查室2021年度绩效目标考核任务表

+------------+----------+------------------------+----------------------------+--------------+
| 类别       | 项目     | 考核内容               | 评分标准                   | 评价方法     |
+============+==========+========================+============================+==============+
| 安全工作\  | 门岗     | 1\. 全天值守。         | 1\. 脱岗一次扣2分。        | 现场检查     |
| (30分)     |          |                        |                            |              |
|            | (10分)   | 2\. 外来人员登记。     | 2\.                        |              |
|            |          |                        | 漏登一人次扣0.5分。        |              |
|            +----------+------------------------+----------------------------+              |
|            | 巡逻     | 每晚两次,有            | 少一次扣1分。              |              |
|            | (20分)   | 记录。                 |                            |              |
+------------+----------+------------------------+----------------------------+--------------+
| 二、市级下达的任务                                                                         |
+------------+----------+------------------------+----------------------------+--------------+
| 卫生(10分) | 保洁     | 每日清扫。             | 一处不洁扣0.2分。          | 抽查         |
|            | (10分)   |                        |                            |              |
+------------+----------+------------------------+----------------------------+--------------+

说明:扣完为止。
"""
BOXES = """后勤科二〇二一年度考核表

┌──┬──────┬──────────┐
│类别│考核内容    │评分标准            │
├──┼──────┼──────────┤
│食堂│按时供餐    │断供一次扣1分       │
│    ├──────┼──────────┤
│    │食品留样    │漏留一次扣0.5分     │
└──┴──────┴──────────┘
"""


def shape(text: str) -> list[tuple[int, int, int, int, str]]:
    (table,) = [block for block in read_blocks(text) if isinstance(block, Table)]
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def test_a_sheet() -> None:
    book = rulebook(SHEET)
    assert texts(book) == [
        ("安全工作 30 > 门岗 10", "全天值守。 外来人员登记。", "脱岗一次扣2分。 漏登一人次扣0.5分。"),
        ("安全工作 30 > 巡逻 20", "每晚两次,有记录。", "少一次扣1分。"),
        ("卫生 10 > 保洁 10", "每日清扫。", "一处不洁扣0.2分。"),
    ]
    assert [heading.text for heading in book.sheets[0].headings if "市级" in heading.text] == ["二、市级下达的任务"]
    assert [task.methods for task in book.sheets[0].tasks] == [("现场检查",), ("现场检查",), ("抽查",)]
    assert flags(book) == []


def test_places_are_lines_of_the_file() -> None:
    blocks = read_blocks(SHEET)
    (table,) = [block for block in blocks if isinstance(block, Table)]
    patrol = next(cell for cell in table.cells if cell.text.startswith("巡逻"))
    assert patrol.anchor == LineAnchor(line=SHEET[: SHEET.index("巡逻")].count("\n") + 1, column=1)
    assert [block.text for block in blocks if isinstance(block, Paragraph)][-1] == "说明:扣完为止。"


def test_frames_of_box_characters() -> None:
    assert shape(BOXES) == [
        (0, 0, 1, 1, "类别"),
        (0, 1, 1, 1, "考核内容"),
        (0, 2, 1, 1, "评分标准"),
        (1, 0, 2, 1, "食堂"),
        (1, 1, 1, 1, "按时供餐"),
        (1, 2, 1, 1, "断供一次扣1分"),
        (2, 1, 1, 1, "食品留样"),
        (2, 2, 1, 1, "漏留一次扣0.5分"),
    ]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("扣1\\|2分", "扣1|2分"),
        ("+5分-3分", "+5分-3分"),
        ("按时\n\n交付", "按时\n交付"),
        ("按时\n交付", "按时交付"),
        ("ISO 9001\ncertified", "ISO 9001 certified"),
        ("（1）甲\n（2）乙", "（1）甲\n（2）乙"),
    ],
)
def test_the_text_of_a_cell(said: str, read: str) -> None:
    rows = [f"| {line}{' ' * (20 - sum(2 if char > 'ÿ' else 1 for char in line))} | 1  |" for line in said.split("\n")]
    border = f"+{'-' * 22}+----+"
    table = "\n".join(
        [
            border,
            f"| 标准{' ' * 17}| 分 |",
            border,
            *[rows[0], *(row.replace("1  |", "   |") for row in rows[1:])],
            border,
        ]
    )
    assert shape(table)[2][4] == read


def test_signs_at_the_start_of_lines_are_no_table() -> None:
    text = "+3分:获奖\n+2分:参赛\n| 注 |\n\n+---+\n|孤|"
    assert not any(isinstance(block, Table) and block.rows > 2 for block in read_blocks(text))
