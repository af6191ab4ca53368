"""Findings -> a marked copy of the workbook: what the button 校验 does, on a closed file."""

from __future__ import annotations

from pathlib import Path

from xlreport.check import Verdict


def write_marked_copy(verdict: Verdict, target: Path) -> None:
    """Write a copy of the checked workbook with its findings in their cells.

    The workbook itself is not touched.  A program that opens the copy computes its formulas.

    :raises CannotWrite: if the copy cannot be written.
    """
    # xlwings and openpyxl take most of a second to import, and only marking needs them.
    from xlreport.excel import marks
    from xlreport.excel.book import LiveBook
    from xlreport.excel.engines.closed import open_closed

    book = open_closed(Path(verdict.report.source))
    live = LiveBook(book)
    marks.clear(live, verdict.report.edition)
    marks.draw(live, verdict)
    book.save(target)
