"""Last year's reports, from whatever an office has kept: single files, folders, city workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.edition import Edition, load_edition
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.quantity import plain
from xlreport.read import Refused, workbooks_in
from xlreport.read.guard import load
from xlreport.report import Report, ReportKind, Unit
from xlreport.work.reading import isolated

DETAIL_TOP = 4
"""The first row of 明细, from 0, that holds a unit; the row above it holds the cell keys."""
DETAIL_NAME, DETAIL_CODE = 1, 2
"""The columns of 明细, from 0, with a unit's name and code."""


@dataclass(frozen=True)
class Previous:
    """Reports of an earlier year by unit; ``refused`` are the files that could not be read."""

    reports: tuple[Report, ...]
    refused: tuple[Refused, ...] = ()
    _by_code: dict[tuple[str, int], Report] = field(default_factory=dict)
    _by_name: dict[tuple[str, int], Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the reports; a unit's own workbook goes before a row of a roll-up."""
        for report in reversed(self.reports):
            if report.unit.code:
                self._by_code[report.unit.code, report.year] = report
            self._by_name[report.unit.name, report.year] = report

    def of(self, unit: Unit, year: int) -> Report | None:
        """Return a unit's report of a year: by its code, otherwise by its name."""
        by_code = self._by_code.get((unit.code, year)) if unit.code else None
        return by_code or self._by_name.get((unit.name, year))

    def added_to(self, report: Report) -> Report:
        """Return a report with the same unit's figures and texts of the year before, if any."""
        found = self.of(report.unit, report.year - 1)
        return report.with_last(found) if found else report


def read_previous(sources: Sequence[Path], overlays: Sequence[Path] = ()) -> Previous:
    """Read last year's workbooks, and the units in the 明细 of those that are roll-ups."""
    reports: list[Report] = []
    rows: list[Report] = []
    refused: list[Refused] = []
    paths = list(workbooks_in(sources))
    for path, outcome in zip(paths, isolated(paths, overlays), strict=True):
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        reports.append(outcome)
        if outcome.kind is ReportKind.CONSOLIDATED:
            try:
                rows += detail_reports(path, outcome, overlays)
            except Refused as error:
                refused.append(error)
    return Previous((*reports, *rows), tuple(refused))


def detail_reports(path: Path, report: Report, overlays: Sequence[Path] = ()) -> list[Report]:
    """Return the reports in the 明细 of a roll-up, without their texts."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(load(path)))
        if DETAIL_SHEET not in book.sheet_names:
            return []
        rows = book.get_sheet_by_name(DETAIL_SHEET).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refused(path, f"工作表“{DETAIL_SHEET}”读不出来", "请重新汇总上一年度。") from error
    edition = load_edition(report.edition.id, overlays)
    if len(rows) <= DETAIL_TOP:
        return []
    keys = [str(key) for key in rows[DETAIL_TOP - 1]]
    return [_row_report(row, keys, edition, report) for row in rows[DETAIL_TOP:] if row[1]]


def _row_report(
    row: Sequence[object], keys: Iterable[str], edition: Edition, total: Report
) -> Report:
    values = {
        key: plain(value)
        for key, value in zip(keys, row, strict=False)
        if key in edition.cells and isinstance(value, float)
    }
    unit = Unit(_text(row[DETAIL_NAME]), _text(row[DETAIL_CODE]))
    return Report(edition, total.year, unit, values, source=total.source)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
