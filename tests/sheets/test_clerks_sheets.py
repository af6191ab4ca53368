"""校验 and 审签 of a report are read back by their heads, wherever the columns have gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from openpyxl.worksheet.worksheet import Worksheet

from xlreport import read
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN, SIGNING_SHEET
from xlreport.report import Explanation, Report, Signature
from xlreport.sheets.checks import FINDINGS, RULES
from xlreport.signature import STAGES
from xlreport.template import write_report

SIGNED = tuple(
    Signature(stage, f"示例{n}", f"2021-01-0{n + 1}", f"同意{n}", f"c{n}")
    for n, (stage, _) in enumerate(STAGES)
)
RULE = "T2-PUBLISHED"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    report: Report = replace(
        reports.corrected()[0],
        signatures=SIGNED,
        explanations={RULE: Explanation("上年制作。")},
    )
    path = tmp_path / "甲.xlsx"
    write_report(report, path)
    return path


def unmerged(sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def add_finding(sheet: Worksheet) -> None:
    """Write a reason beside a finding, as a marked copy has it."""
    row = next(r for r in range(1, 99) if sheet.cell(r, 11).value == "核对内容") + 1
    texts = {"clause": "T3-BAL[natural]", "reason": "核实无误。", "fingerprint": "v123"}
    for name, text in texts.items():
        sheet.cell(row, FINDINGS.at(name) + 1).value = text


WRITTEN = {RULE: Explanation("上年制作。"), "T3-BAL[natural]": Explanation("核实无误。", "v123")}


def test_as_they_are_drawn(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    add_finding(book[CHECK_SHEET])
    book.save(path)
    report = read(path)
    assert report.signatures == SIGNED
    assert report.explanations == WRITTEN


def test_with_columns_and_rows_more(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    add_finding(book[CHECK_SHEET])
    for name in (CHECK_SHEET, SIGNING_SHEET):
        sheet = book[name]
        unmerged(sheet)
        sheet.insert_cols(2, 2)
        sheet.insert_cols(1)
        sheet.insert_rows(3, 2)
    book.save(path)
    report = read(path)
    assert report.signatures == SIGNED
    assert report.explanations == WRITTEN


def test_without_heads_the_places_of_the_template_count(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    add_finding(book[CHECK_SHEET])
    for name in (CHECK_SHEET, SIGNING_SHEET):
        for row in book[name].iter_rows():
            for cell in row:
                if cell.value in {*RULES.heads, *FINDINGS.heads, "环节", "姓名", "签署码"}:
                    cell.value = None
    book.save(path)
    report = read(path)
    assert report.signatures == SIGNED
    assert report.explanations == WRITTEN


def test_the_buttons_know_the_same_columns() -> None:
    assert RULES.at("reason") == FINDINGS.at("reason") == EXPLANATION_COLUMN
    for name in ("title", "severity", "link", "fingerprint", "clause"):
        assert RULES.at(name) == FINDINGS.at(name)
