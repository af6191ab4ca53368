"""Figures of a roll-up that somebody has typed over its formulas: they are worked out anew."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.quantity import show
from xlreport.reading.package import Package
from xlreport.reading.scan import SheetFacts, scan
from xlreport.report import Report, ReportKind
from xlreport.sheets.notes import CellNote


def overtyped(package: Package, report: Report) -> Iterator[CellNote]:
    """Yield the cells of a roll-up that hold a figure without a formula, and the figure.

    :param package: the workbook that the report was read from.
    :raises Refused: if a sheet is damaged or too large.
    """
    if report.kind is not ReportKind.CONSOLIDATED:
        return
    facts: dict[str, SheetFacts] = {}
    for key in report.edition.cells:
        value, place = report.values.get(key), report.place(key)
        if value is None or place.sheet not in package.sheets:
            continue
        if place.sheet not in facts:
            facts[place.sheet] = scan(package.unpack(package.sheets[place.sheet][0]))
        fact = facts[place.sheet].cell(place.row, place.column)
        if fact is not None and fact.value and fact.formula is None:
            yield CellNote(place.sheet, place.a1, show(value))
