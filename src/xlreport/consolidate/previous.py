"""Last year's reports, from whatever an office has kept: single files, folders, city workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.edition import load_edition
from xlreport.read import Refused, workbooks_in
from xlreport.report import Report, ReportKind, Unit
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.work.reading import isolated


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
    edition = load_edition(report.edition.id, overlays)
    detail = read_detail(OwnBook.open(path), edition)
    return [
        Report(edition, report.year, row.unit, row.values, source=report.source)
        for row in (detail.rows if detail else ())
    ]
