"""rulebook.xlsx: the tables merged as they were, the rules flat, texts that stay texts, the same bytes each time."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noted_book import noted_book
from openpyxl.workbook import Workbook
from small_book import BOOK

from rulebook.outputs.workbook import LONGEST, RULE_COLUMNS, write_workbook
from rulebook.outputs.xlsx import column_name
from schemas import Criterion, Duty, Rulebook, Sheet, Task

YEAR = """! 保卫处
# 保证目标 40
@ 内部管理 10 > 工作纪律 4 | 扣分法 | 人事处
D 1 按时到岗。
D 2 值班有记录。
S 一、考勤
C 1 {迟到、早退|扣0.02分/人次|-0.02/人次}
C 2 {旷工|扣1分/天|-1/天}
@ 内部管理 10 > 资产管理 6 | 扣分法 达标法 | 资产处
C 1 {丢失的|扣1分|-1}
@ 安全 30 | 扣分法 | 校长办
C 1 {发生事故|，扣3分|-3}
# 发展目标 60
@ | 扣分法
D 1 甲
C - {未完成|扣5分|-5}
@ | 扣分法
D 2 乙
C - {未完成|扣6分|-6}
"""


def read(book: Rulebook, folder: Path) -> Workbook:
    write_workbook(book, folder / "rulebook.xlsx")
    return openpyxl.load_workbook(folder / "rulebook.xlsx")


def test_the_table_is_merged_as_it_was(tmp_path: Path) -> None:
    sheet = read(noted_book(YEAR), tmp_path)["保卫处"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "保卫处 2020"
    assert rows[1] == (
        "类别",
        "项目名称",
        "条目",
        "主要任务",
        "序号",
        "评价标准",
        "分值",
        "评价方法",
        "考核单位",
        "备注",
    )
    assert rows[2] == (
        *("保证目标\n(40分)", "内部管理\n(10分)", "工作纪律\n(4分)", "1. 按时到岗。\n2. 值班有记录。"),
        *("1", "一、考勤\n迟到、早退扣0.02分/人次", None, "扣分法", "人事处", None),
    )
    assert rows[3][4:6] == ("2", "旷工扣1分/天")
    assert rows[4][2:9] == ("资产管理\n(6分)", None, "1", "丢失的扣1分", None, "扣分法\n达标法", "资产处")
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A1:J1", "A3:A6", "B3:B5", "C3:C4", "D3:D4", "H3:H4", "I3:I4", "A7:A8"} <= merged
    assert not any(name.startswith(("E", "F", "G")) for name in merged), "criteria stand in a row each"
    assert sheet.freeze_panes == "A3"


def test_no_merged_cells_overlap(tmp_path: Path) -> None:
    for sheet in read(BOOK, tmp_path).worksheets + read(noted_book(YEAR), tmp_path).worksheets:
        cells = [cell for merged in sheet.merged_cells.ranges for cell in merged.cells]
        assert len(cells) == len(set(cells))


def test_rules_are_a_flat_table_with_filters_and_a_frozen_header(tmp_path: Path) -> None:
    sheet = read(BOOK, tmp_path)["规则"]
    rows = list(sheet.iter_rows(values_only=True))
    heads = [str(head).split("\n")[1] for head in rows[0]]
    assert heads == [name for name, _, _ in RULE_COLUMNS]
    first = dict(zip(heads, rows[1], strict=True))
    assert (first["department"], first["task"], first["trigger"]) == ("保卫处", "夜间", "夜间巡查不少于4次,每少1次")
    assert (first["amount_min"], first["target_value"], first["cap_points"]) == (0.25, 4, 2)
    assert dict(zip(heads, rows[3], strict=True))["per"] == "台、件"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}4"
    assert sheet.freeze_panes == "B2"
    assert not sheet.merged_cells.ranges


@pytest.mark.parametrize("text", ["=1+1", "+5分", "-10分", "@甲", '=HYPERLINK("http://x")', "\t=1", "{=1}", "http://x"])
def test_a_text_is_never_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    task = Task(id="t", path=((text, None),), duties=(Duty(text=text),), criteria=(Criterion(id="c", text=text),))
    book = Rulebook(sheets=(Sheet(id="s", title=text, department=text, tasks=(task,)),))
    sheet = read(book, tmp_path).worksheets[1]
    for cell in (sheet["A1"], sheet["A3"], sheet["B3"], sheet["D3"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_names_of_sheets_are_such_as_excel_takes(tmp_path: Path) -> None:
    names = ["规则", "History", "甲/乙:丙?", "长" * 40, "长" * 41, "abc", "ABC", "'", None, "[]"]
    book = Rulebook(sheets=tuple(Sheet(id=f"s{i}", department=name) for i, name in enumerate(names)))
    made = read(book, tmp_path).sheetnames
    assert made[:5] == ["规则", "规则 2", "History 2", "甲 乙 丙", "长" * 31]
    assert len({name.casefold() for name in made}) == len(names) + 1
    assert all(0 < len(name) <= 31 for name in made)


def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path: Path) -> None:
    long = "扣分𠮷" * 12_000
    book = Rulebook(sheets=(Sheet(id="s", tasks=(Task(id="t", path=(), criteria=(Criterion(id="c", text=long),)),)),))
    value = read(book, tmp_path).worksheets[1]["D3"].value
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST
    assert value.endswith("…")
    assert long.startswith(value[:-1])


@pytest.mark.parametrize(
    ("points", "cell"), [("0.02", 0.02), ("1234567.890123", 1234567.890123), ("0.1234567890123456", None)]
)
def test_numbers_are_exact_or_text(tmp_path: Path, points: str, cell: float | None) -> None:
    criterion = Criterion(id="c", text="甲", points=Decimal(points))
    book = Rulebook(sheets=(Sheet(id="s", tasks=(Task(id="t", path=(), criteria=(criterion,)),)),))
    value = read(book, tmp_path).worksheets[1]["E3"].value
    assert value == (points if cell is None else cell)


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(BOOK, tmp_path / name)
        time.sleep(1.1)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_xml_cannot_hold_is_written_as_excel_reads_it(tmp_path: Path) -> None:
    criterion = Criterion(id="c", text="甲\x01乙 _x0041_ <&> \uffff")
    book = Rulebook(sheets=(Sheet(id="s", tasks=(Task(id="t", path=(), criteria=(criterion,)),)),))
    write_workbook(book, tmp_path / "rulebook.xlsx")
    with zipfile.ZipFile(tmp_path / "rulebook.xlsx") as package:
        part = package.read("xl/worksheets/sheet2.xml").decode()
    assert "<t>甲_x0001_乙 _x005F_x0041_ &lt;&amp;&gt; _xFFFF_</t>" in part


def test_columns_have_letters() -> None:
    assert [column_name(column) for column in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_an_empty_rulebook_is_a_workbook(tmp_path: Path) -> None:
    assert read(Rulebook(), tmp_path).sheetnames == ["规则"]


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_workbook(BOOK, tmp_path / "nowhere" / "rulebook.xlsx")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """But for control characters, which openpyxl leaves escaped, as _x0001_."""
    task = Task(id="t", path=(), criteria=(Criterion(id="c", text=text),))
    book = Rulebook(sheets=(Sheet(id="s", department="甲", tasks=(task,)),))
    value = read(book, tmp_path_factory.mktemp("any")).worksheets[1]["D3"].value or ""
    if all(character.isprintable() or character == "\n" for character in text):
        assert value == text


def calc() -> bool:
    """Whether a LibreOffice that reads spreadsheets is installed."""
    found = shutil.which("soffice")
    return found is not None and (Path(found).resolve().parent / "libsclo.so").exists()


@pytest.mark.skipif(not calc(), reason="needs LibreOffice Calc; the tests above read the file with openpyxl")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    write_workbook(noted_book(YEAR.replace("迟到、早退", "=迟到")), tmp_path / "rulebook.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"  # whatever the locale
    command = ["soffice", profile, "--headless", "--convert-to", utf8, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "rulebook.xlsx")], check=True, capture_output=True, timeout=120)
    text = (tmp_path / "rulebook.csv").read_text(encoding="utf-8")
    assert "=迟到扣0.02分/人次" in text
    assert "0.02" in text
