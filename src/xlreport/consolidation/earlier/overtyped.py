"""Figures of a roll-up that somebody has typed over its formulas: they are worked out anew."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.quantity import show
from xlreport.reading.sheets import FileSheets
from xlreport.report import Report, ReportKind
from xlreport.sheets.notes import CellNote


def overtyped(book: FileSheets, report: Report) -> Iterator[CellNote]:
    """Yield the cells of a roll-up that hold a figure without a formula, and the figure.

    :param book: the sheets that the report was read from.
    """
    if report.kind is not ReportKind.CONSOLIDATED:
        return
    for key in report.edition.cells:
        value, place = report.values.get(key), report.place(key)
        if value is None or place.sheet not in book.names:
            continue
        fact = book.facts(place.sheet).cell(place.row, place.column)
        if fact is not None and fact.value and fact.formula is None:
            yield CellNote(place.sheet, place.a1, show(value))
