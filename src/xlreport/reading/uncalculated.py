"""A roll-up that a program saved which keeps formulas and drops what they came to."""

from __future__ import annotations

import re
from dataclasses import replace

from xlreport.edition.layout import DETAIL_SHEET
from xlreport.reading.catalogue import make_note
from xlreport.reading.refusal import refusal
from xlreport.reading.sheets import FileSheets
from xlreport.report import Report, ReportKind

_AS_WRITTEN = re.compile(r"[\s$'=]")


def calculated(report: Report, book: FileSheets) -> Report:
    """Return a roll-up with the sums whose results the file lacks, worked out from its 明细.

    A cell whose formula is no longer the sum of its column stays missing.

    :param book: the file that it was read from.
    :raises Refused: if there is no 明细, or it is damaged or too large.
    """
    formulas = _without_result(report, book)
    if not formulas:
        return report
    # Whoever reads a unit's own report needs no 明细, nor what it is drawn with.
    from xlreport.sheets.detail import read_detail
    from xlreport.sheets.reader import OwnBook

    detail = read_detail(OwnBook(book.package), report.edition)
    if detail is None or not detail.columns:
        raise refusal(book.path, "STRUCT-UNCALCULATED", count=len(formulas), sheet=DETAIL_SHEET)
    sums = detail.sums(report.edition)
    found = {
        key: sums[key]
        for key, formula in formulas.items()
        if key in sums and _plain(detail.formula_of(key)) == _plain(formula)
    }
    if not found:
        return report  # all are blank since units lack the figure, or there is no unit
    note = make_note(
        "READ-UNCALCULATED",
        f"{len(found)} 格合计公式没有存下结果，已按“{DETAIL_SHEET}”算出",
        unit=report.unit.name,
        source=report.source,
    )
    return replace(report, values={**report.values, **found}, notes=(*report.notes, note))


def _without_result(report: Report, book: FileSheets) -> dict[str, str]:
    """Return the formulas of the inputs of a roll-up of which the file has no result, or none."""
    if report.kind is not ReportKind.CONSOLIDATED:
        return {}
    found: dict[str, str] = {}
    for cell in report.edition.inputs:
        if cell.key not in report.values:
            place = report.place(cell.key)
            fact = book.facts(place.sheet).cell(place.row, place.column)
            if fact and fact.formula and not fact.value:
                found[cell.key] = fact.formula
    return found


def _plain(formula: str) -> str:
    return _AS_WRITTEN.sub("", formula)
