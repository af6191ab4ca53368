"""Findings -> a marked copy of the workbook: coloured cells, notes, and the list on 校验."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.check import Verdict
from xlreport.edition import Place, Severity
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN
from xlreport.files import replacing
from xlreport.finding import SEVERITY_LABELS, Finding
from xlreport.report import Report
from xlreport.template.front import FINDING_HEADS, finding_rows_top
from xlreport.template.styles import ERROR_TINT, INPUT_TINT, QUERY_TINT

_AUTHOR = "校验"
_TINTS = {Severity.ERROR: ERROR_TINT, Severity.QUERY: QUERY_TINT, Severity.NOTE: "#DDEBF7"}
_LINK_COLUMN = 7
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 160


def write_marked_copy(verdict: Verdict, target: Path) -> None:
    """Write a copy of the checked workbook with its findings in their cells.

    The workbook itself is not touched.  A program that opens the copy computes its formulas.

    :raises CannotWrite: if the copy cannot be written.
    """
    source = Path(verdict.report.source)
    book = openpyxl.load_workbook(source, keep_vba=source.suffix.lower() == ".xlsm")
    by_place: dict[Place, list[Finding]] = {}
    for finding in verdict.findings:
        for place in finding.places:
            _tint(book, place, finding.severity, strong=place == finding.places[0])
        if finding.places:
            by_place.setdefault(finding.places[0], []).append(finding)
    for place, findings in by_place.items():
        _note(book, place, findings)
    _list_findings(book, verdict)
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    with replacing(target) as temporary:
        book.save(temporary)


def _cell(book: Workbook, place: Place) -> Cell | None:
    if place.sheet not in book.sheetnames:
        return None
    cell = book[place.sheet].cell(place.row + 1, place.column + 1)
    return cell if isinstance(cell, Cell) else None


def _tint(book: Workbook, place: Place, severity: Severity, *, strong: bool) -> None:
    cell = _cell(book, place)
    if cell is not None and (strong or cell.comment is None):
        cell.fill = PatternFill("solid", fgColor=_TINTS[severity].lstrip("#"))


def _note(book: Workbook, place: Place, findings: Sequence[Finding]) -> None:
    cell = _cell(book, place)
    if cell is None:
        return
    lines = [f"【{SEVERITY_LABELS[f.severity]}】{f.message}" for f in findings]
    cell.comment = Comment("\n".join(lines), _AUTHOR, _NOTE_HEIGHT * len(lines), _NOTE_WIDTH)


def _list_findings(book: Workbook, verdict: Verdict) -> None:
    """Write the findings under the live checks of 校验, each with a link to its first cell."""
    sheet = book[CHECK_SHEET] if CHECK_SHEET in book.sheetnames else book.create_sheet(CHECK_SHEET)
    top = finding_rows_top(verdict.report.edition) + 1
    for column, head in enumerate(FINDING_HEADS, start=1):
        _write(sheet, top - 1, column, head)
    for row in range(top, sheet.max_row + 1):
        for column in range(1, len(FINDING_HEADS) + 2):
            sheet.cell(row, column).value = None
    if not verdict.findings:
        _write(sheet, top, 1, "没有发现问题。")
    for row, finding in enumerate(verdict.findings, start=top):
        texts = (
            finding.clause,
            finding.statement,
            SEVERITY_LABELS[finding.severity],
            finding.sheet,
            "、".join(finding.cells),
            finding.found + (f"。{finding.hint}" if finding.hint else ""),
            "查看",
            finding.advice,
        )
        for column, text in enumerate(texts, start=1):
            _write(sheet, row, column, text)
        if finding.places and finding.sheet in book.sheetnames:
            cell = sheet.cell(row, _LINK_COLUMN)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=finding.places[0].link)
            cell.style = "Hyperlink"
        if finding.severity is Severity.QUERY:
            _ask_for_reason(sheet, row, finding, verdict.report)
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=_TINTS[finding.severity].lstrip("#"))


def _ask_for_reason(sheet: Worksheet, row: int, finding: Finding, report: Report) -> None:
    """Make room for the clerk's reason, tied to what the finding says now."""
    known = report.explanations.get(finding.clause)
    still_holds = known is not None and known.fingerprint == finding.fingerprint
    _write(sheet, row, EXPLANATION_COLUMN + 1, known.text if known and still_holds else "")
    _write(sheet, row, EXPLANATION_COLUMN + 2, finding.fingerprint)
    cell = sheet.cell(row, EXPLANATION_COLUMN + 1)
    cell.protection = Protection(locked=False)
    cell.fill = PatternFill("solid", fgColor=INPUT_TINT.lstrip("#"))


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = text
    # A text that begins with "=" must stay a text.
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="center")
