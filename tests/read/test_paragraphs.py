"""A text has a row for each of its paragraphs, as many as people write."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.worksheet.worksheet import Worksheet
from tests.conftest import ROOT
from tests.support.made import load_workbook, write_report
from tests.support.marking import write_marked_copy
from tests.support.publishing import publish

from xlreport.checking import check
from xlreport.edition import layout_of, load_edition
from xlreport.edition.layout import PROSE_ROOM
from xlreport.finding import Finding
from xlreport.paragraphs import BREAK, END_OF_TEXTS
from xlreport.reading import Refused, read
from xlreport.report import Report, Unit
from xlreport.template import blank_report

EDITION = load_edition("2021")
PLACES = layout_of(EDITION).places
FIRST, SECOND, LAST = "overview.proactive", "overview.on_request", "others.text"
EARLIER = ROOT / "tests" / "data" / "earlier" / "0.1.0" / "filled" / "2021.xlsx"


@cache
def report_with(**texts: str) -> Report:
    blank = blank_report(EDITION, 2023, Unit("示例街道"))
    prose = {key: texts.get(key.replace(".", "_"), "") for key in EDITION.prose}
    return replace(blank, prose=prose)


def read_back(report: Report, path: Path) -> Report:
    write_report(report, path)
    return read(path)


@pytest.mark.parametrize(
    "text",
    [
        "一段。",
        "第一段。\n第二段。",
        f"第一行{BREAK}第二行\n第二段。",
        "第一段。\n\n空行之后的一段。",
        "第一段。\n　　第二段前有两个空格。",
        "\n".join(f"第 {number} 段。" for number in range(1, PROSE_ROOM * 3)),
        "先有标题：\n（二）依申请公开\n后有文字。",
        "=1+1\n-2\n'三",
    ],
)
def test_what_is_written_is_read_back(text: str, tmp_path: Path) -> None:
    """In a text among others, and in the last one of a sheet."""
    report = report_with(
        overview_proactive=text, overview_on_request="下一部分。", others_text=text
    )
    back = read_back(report, tmp_path / "报表.xlsx")
    assert back.prose == report.prose
    assert back.notes == ()


def edited(tmp_path: Path, source: Path, cells: Mapping[str, str], *, rows: int = 0) -> Path:
    """Type texts into cells of the first sheet of texts, and insert rows above the second head."""
    book = load_workbook(source)
    sheet: Worksheet = book[PLACES[FIRST].sheet]
    if rows:
        sheet.insert_rows(PLACES[SECOND].row - 1, rows)
    for address, text in cells.items():
        sheet[address].value = text
    target = tmp_path / "改过.xlsx"
    book.save(target)
    return target


def test_rows_may_be_inserted(tmp_path: Path) -> None:
    """Texts below keep their heads, and nothing is said of it."""
    report = report_with(overview_proactive="一\n二", overview_on_request="甲\n乙")
    write_report(report, tmp_path / "报表.xlsx")
    first = PLACES[FIRST].row + 1
    cells = {f"A{first + number}": f"第{number}段" for number in range(PROSE_ROOM + 7)}
    path = edited(tmp_path, tmp_path / "报表.xlsx", cells, rows=10)
    back = read(path)
    assert back.prose[FIRST].split("\n") == list(cells.values())
    assert back.prose[SECOND] == "甲\n乙"
    assert back.place(SECOND).row == PLACES[SECOND].row + 10
    assert back.notes == ()


def test_a_paragraph_that_says_what_a_head_says_is_no_head(tmp_path: Path) -> None:
    """Even where the heads stand elsewhere, because a text takes more rows than usual."""
    text = "\n".join(["（二）依申请公开", "（三）政府信息管理", *["一段"] * PROSE_ROOM])
    back = read_back(
        report_with(overview_proactive=text, overview_on_request="甲"), tmp_path / "表.xlsx"
    )
    assert back.prose[FIRST] == text
    assert back.prose[SECOND] == "甲"


def test_without_its_head_no_text_is_guessed(tmp_path: Path) -> None:
    write_report(report_with(overview_on_request="甲"), tmp_path / "报表.xlsx")
    head = PLACES[SECOND].row
    with pytest.raises(Refused, match="依申请公开"):
        read(edited(tmp_path, tmp_path / "报表.xlsx", {f"A{head}": "别的标题"}))


def test_what_is_typed_below_the_last_row_is_not_lost(tmp_path: Path) -> None:
    write_report(report_with(), tmp_path / "报表.xlsx")
    book = load_workbook(tmp_path / "报表.xlsx")
    sheet = book[PLACES[LAST].sheet]
    end = PLACES[LAST].row + 1 + PROSE_ROOM
    assert sheet.cell(end, 1).value == END_OF_TEXTS
    sheet.cell(end - 1, 1).value = "倒数第二段"
    sheet.cell(end + 1, 1).value = "最后一段"
    book.save(tmp_path / "报表.xlsx")
    assert read(tmp_path / "报表.xlsx").prose[LAST] == "倒数第二段\n最后一段"


def test_a_paragraph_higher_than_a_row_is_told(tmp_path: Path) -> None:
    """A row has 409 points; what to do is said, and the text is whole all the same."""
    text = "短的一段。\n" + "这一段很长。" * 200 + "\n又是短的。"
    back = read_back(report_with(overview_proactive=text), tmp_path / "报表.xlsx")
    (note,) = back.notes
    assert (note.rule, note.severity.value) == ("READ-TALL", "note")
    assert note.places[0].a1 == f"A{PLACES[FIRST].row + 2}"
    assert "分成几段" in note.advice
    assert back.prose[FIRST] == text


def test_a_workbook_of_version_1_is_read_as_before(tmp_path: Path) -> None:
    """There a text stands in one cell, and a line end in it is the end of a paragraph."""
    text = "第一段。\n第二段。"
    book = load_workbook(EARLIER)
    sheet = book[PLACES[FIRST].sheet]
    heads = {row: str(sheet.cell(row, 1).value) for row in range(3, sheet.max_row + 1, 2)}
    (head,) = [row for row, label in heads.items() if "主动公开" in label]
    sheet.cell(head + 1, 1).value = text
    book.save(tmp_path / "旧.xlsx")
    back = read(tmp_path / "旧.xlsx")
    assert back.prose[FIRST] == text
    assert back.place(FIRST).row == head
    assert not [note for note in back.notes if note.rule in ("READ-MOVED", "READ-FINGERPRINT")]
    assert read_back(replace(back, moved={}, notes=()), tmp_path / "新.xlsx").prose[FIRST] == text


def draft_left_in(path: Path) -> Finding:
    (found,) = [f for f in check([read(path)])[0].findings if f.rule == "TEXT-DRAFT"]
    return found


def test_a_finding_names_the_paragraph_that_it_is_about(tmp_path: Path) -> None:
    """Its own cell, which a marked copy tints; where rows were inserted, too."""
    text = "第一段没有问题。\n\n第三段。全年公开XX条信息。"
    write_report(report_with(overview_on_request=text), tmp_path / "报表.xlsx")
    row = PLACES[SECOND].row + 1
    assert draft_left_in(tmp_path / "报表.xlsx").cells == (f"A{row + 2}",)
    path = edited(tmp_path, tmp_path / "报表.xlsx", {}, rows=10)
    assert draft_left_in(path).cells == (f"A{row + 12}",)
    verdict = check([read(path)])[0]
    marked = openpyxl.load_workbook(write_marked_copy(verdict, tmp_path / "校验结果.xlsx"))
    sheet = marked[PLACES[SECOND].sheet]
    assert [at for at in range(row, row + 15) if sheet.cell(at, 1).comment] == [row + 12]


def test_a_finding_in_a_workbook_of_version_1_names_the_one_cell(tmp_path: Path) -> None:
    book = load_workbook(EARLIER)
    sheet = book[PLACES[FIRST].sheet]
    sheet.cell(4, 1).value = "第一段。\n第二段全年公开XX条信息。"
    book.save(tmp_path / "旧.xlsx")
    assert draft_left_in(tmp_path / "旧.xlsx").cells == ("A4",)


def test_rows_of_texts_grow_by_themselves(tmp_path: Path) -> None:
    """No height is fixed, nothing is merged, every cell is open and wraps."""
    path = tmp_path / "报表.xlsx"
    write_report(report_with(overview_proactive="一段。" * 60 + "\n又一段。"), path)
    book = load_workbook(path)
    sheet = book[PLACES[FIRST].sheet]
    assert not sheet.merged_cells.ranges
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows  # which means: it is allowed
    for cell in (sheet.cell(PLACES[FIRST].row + 1 + number, 1) for number in (0, 1)):
        assert cell.alignment.wrap_text
        assert not cell.protection.locked
    column = sheet.column_dimensions["A"]
    assert column.alignment.wrap_text
    assert not column.protection.locked
    with zipfile.ZipFile(path) as archive:
        index = book.sheetnames.index(sheet.title) + 1
        xml = archive.read(f"xl/worksheets/sheet{index}.xml").decode()
    row = re.search(rf'<row r="{PLACES[FIRST].row + 1}"[^>]*>', xml)
    assert row is not None
    assert "ht=" in row[0]
    assert "customHeight" not in row[0]


def test_published_a_line_break_stays_in_its_paragraph(tmp_path: Path) -> None:
    report = report_with(others_text=f"第一行{BREAK}第二行\n第二段")
    for suffix in (".docx", ".html"):
        publish(report, tmp_path / f"年报{suffix}")
    texts = [each.text for each in Document(str(tmp_path / "年报.docx")).paragraphs]
    assert "第一行\n第二行" in texts
    assert "第二段" in texts
    page = (tmp_path / "年报.html").read_text(encoding="utf-8")
    assert "<p>第一行<br>第二行</p>" in page
    assert "<p>第二段</p>" in page
