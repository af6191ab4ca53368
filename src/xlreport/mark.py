"""Findings -> a marked copy of the workbook: what the button 校验 does, on a closed file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.check import Verdict
from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.files import refuse_to_replace
from xlreport.manifest import MARKED, MARKED_ROW
from xlreport.marked import fingerprint, is_untouched_copy
from xlreport.read import Refused, isolated
from xlreport.report import Report

if TYPE_CHECKING:
    from openpyxl import Workbook


_NOT_CARRIED_ON = {"READ-MACRO", "READ-MACRO-CHANGED"}


def write_marked_copy(
    verdict: Verdict, target: Path, overlays: Sequence[Path] = (), *, force: bool = False
) -> Path:
    """Write a copy of the checked workbook with its findings in their cells.

    The workbook itself is not touched.  A program that opens the copy computes its formulas.
    Macros that are not the system's own are left out; the copy then is an ``.xlsx`` whose name
    says so.

    :param overlays: the local overlays that the workbook was made with.
    :param force: whether a copy into which somebody has typed may be replaced.
    :returns: where the copy is.
    :raises WouldReplace: if there is such a copy, or another file.
    :raises CannotWrite: if the copy cannot be written.
    """
    foreign = any(note.rule in _NOT_CARRIED_ON for note in verdict.report.notes)
    if foreign:
        # A workbook of the same name without macros may have been sent, too.
        target = target.with_name(f"{target.stem}（无宏）.xlsx")
    source = Path(verdict.report.source)
    refuse_to_replace(
        target, inputs=[source], kept=lambda path: _why_kept(path, overlays), force=force
    )
    # xlwings and openpyxl take most of a second to import, and only marking needs them.
    from xlreport.excel import marks
    from xlreport.excel.book import LiveBook
    from xlreport.excel.engines.closed import open_closed

    book = open_closed(source)
    live = LiveBook(book)
    marks.clear(live, verdict.report.edition)
    marks.draw(live, verdict)
    if foreign:
        _leave_out_macros(book.api)
    _record_origin(book.api, verdict.report)
    book.save(target)
    return target


def _why_kept(path: Path, overlays: Sequence[Path]) -> str:
    (old,) = isolated([path], overlays)
    if isinstance(old, Refused):
        return "并且不是这份报表的校验结果"
    return "" if is_untouched_copy(old) else "里面可能有改正过的内容"


def _record_origin(workbook: Workbook, report: Report) -> None:
    """Let the copy say what it is a copy of, so that it never counts beside it."""
    sheet = workbook[MANIFEST_SHEET]
    sheet.cell(MARKED_ROW + 1, 1).value = MARKED
    sheet.cell(MARKED_ROW + 1, 2).value = fingerprint(report)


def _leave_out_macros(workbook: Workbook) -> None:
    workbook.vba_archive = None
    for sheet in workbook.worksheets:
        sheet.legacy_drawing = None  # the buttons, whose part came with the macros
