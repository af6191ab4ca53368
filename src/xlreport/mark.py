"""Findings -> a marked copy of the workbook: what the button 校验 does, on a closed file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.check import Verdict

if TYPE_CHECKING:
    from openpyxl import Workbook


_NOT_CARRIED_ON = {"READ-MACRO", "READ-MACRO-CHANGED"}


def write_marked_copy(verdict: Verdict, target: Path) -> Path:
    """Write a copy of the checked workbook with its findings in their cells.

    The workbook itself is not touched.  A program that opens the copy computes its formulas.
    Macros that are not the system's own are left out; the copy then is an ``.xlsx`` whose name
    says so.

    :returns: where the copy is.
    :raises CannotWrite: if the copy cannot be written.
    """
    # xlwings and openpyxl take most of a second to import, and only marking needs them.
    from xlreport.excel import marks
    from xlreport.excel.book import LiveBook
    from xlreport.excel.engines.closed import open_closed
    from xlreport.excel.snapshot import Snapshot

    book = open_closed(Path(verdict.report.source))
    live = LiveBook(book)
    live.change(marks.drawn(Snapshot(live), verdict))
    if any(note.rule in _NOT_CARRIED_ON for note in verdict.report.notes):
        _leave_out_macros(book.api)
        # A workbook of the same name without macros may have been sent, too.
        target = target.with_name(f"{target.stem}（无宏）.xlsx")
    book.save(target)
    return target


def _leave_out_macros(workbook: Workbook) -> None:
    workbook.vba_archive = None
    for sheet in workbook.worksheets:
        sheet.legacy_drawing = None  # the buttons, whose part came with the macros
