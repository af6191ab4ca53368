"""What a marked copy shows first: the list of what to mend, coloured tabs, a line on the cover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlreport.edition import Severity
from xlreport.edition.layout import CHECK_SHEET, COVER_SHEET
from xlreport.finding import Finding, count_by_demand
from xlreport.marked import HOW_TO_MEND
from xlreport.sheets.cover import NOTE

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TABS = {Severity.ERROR: "C00000", Severity.QUERY: "FFC000", Severity.NOTE: "5B9BD5"}
"""The colour of the tab of a sheet, by the gravest that was found on it."""
_ON_THE_COVER = f"这是校验结果，要改的地方列在“校验”表。{HOW_TO_MEND}"
_INK = "9C0006"


def open_on_its_list(workbook: Workbook, findings: Iterable[Finding], top: int) -> None:
    """Let a marked copy open on its own list, with a headline, and say on the cover what it is.

    :param workbook: that of openpyxl; a sheet that it lacks is passed over.
    :param top: the row of 校验, from 0, where the findings begin.
    """
    found = list(findings)
    _colour_tabs(workbook, found)
    if COVER_SHEET in workbook.sheetnames:
        _write(workbook[COVER_SHEET], NOTE.row + 1, NOTE.column + 1, _ON_THE_COVER)
    if CHECK_SHEET not in workbook.sheetnames:
        return
    sheet = workbook[CHECK_SHEET]
    told = "，".join(f"{demand} {n} 处" for demand, n in count_by_demand(found).items() if n)
    _write(sheet, top - 1, 1, f"要改的地方：{told or '没有'}（校验时的结果；点“查看”跳到那一格）")
    for row in range(2, top - 1):  # the rules, which stand above the list
        sheet.row_dimensions[row].hidden = True
    # openpyxl adds a selection for each pane to those that there are; Excel allows four.
    sheet.sheet_view.selection = sheet.sheet_view.selection[-1:]
    sheet.freeze_panes = f"B{top + 1}"
    for each in workbook.worksheets:
        each.sheet_view.tabSelected = each is sheet
    workbook.active = sheet


def _colour_tabs(workbook: Workbook, findings: Iterable[Finding]) -> None:
    order = list(TABS)
    gravest: dict[str, Severity] = {}
    for finding in findings:
        for name in (finding.sheet, CHECK_SHEET):
            now = gravest.get(name, finding.severity)
            gravest[name] = min(now, finding.severity, key=order.index)
    for name, severity in gravest.items():
        if name in workbook.sheetnames:
            workbook[name].sheet_properties.tabColor = TABS[severity]


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    from openpyxl.styles import Font  # takes long to import, and only marking needs it

    cell = sheet.cell(row, column)
    cell.value = text
    cell.font = Font(name=cell.font.name, sz=cell.font.sz, b=True, color=_INK)
