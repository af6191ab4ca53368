"""Last year's reports, from whatever an office has kept: single files, folders, city workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xlreport.consolidation.beside import earlier_workbooks
from xlreport.consolidation.last_year import LastYear, Previous
from xlreport.consolidation.roster import Roster
from xlreport.edition import load_edition
from xlreport.reading import Refused, real_path, workbooks_in
from xlreport.report import Report, ReportKind
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.work.opening import opened_workbooks
from xlreport.work.reading import isolated


def read_previous(
    sources: Sequence[Path], overlays: Sequence[Path] = (), roster: Roster | None = None
) -> Previous:
    """Read last year's workbooks, and the units in the 明细 of those that are roll-ups.

    With a city's workbook come those of the levels below, from the folder beside it.

    :param roster: tells apart the units that are called the same.
    """
    found: list[LastYear] = []
    refused: list[Refused] = []
    paths = opened_workbooks(list(_with_lower_books(sources)), overlays)
    for path, outcome in zip(paths, isolated(paths, overlays), strict=True):
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        found.append(LastYear(outcome, whole=True))
        if outcome.kind is ReportKind.CONSOLIDATED:
            try:
                rows = detail_reports(path, outcome, overlays)
            except Refused as error:
                refused.append(error)
            else:
                found += (LastYear(row, outcome.unit) for row in rows)
    return Previous(tuple(found), tuple(refused), roster, len(paths))


def _with_lower_books(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield each workbook once, and after a city's those that were written beside it."""
    seen: set[Path] = set()
    for path in workbooks_in(sources):
        for each in (path, *earlier_workbooks(path)):
            if real_path(each) not in seen:
                seen.add(real_path(each))
                yield each


def detail_reports(path: Path, report: Report, overlays: Sequence[Path] = ()) -> list[Report]:
    """Return the reports in the 明细 of a roll-up, without their texts."""
    edition = load_edition(report.edition.id, overlays)
    detail = read_detail(OwnBook.open(path), edition)
    reports = []
    for row in detail.rows if detail else ():
        # A row without a file is itself the sum of units below.
        kind = ReportKind.OWN if row.digest else ReportKind.CONSOLIDATED
        unit, source = row.unit, report.source
        reports.append(Report(edition, report.year, unit, row.values, kind=kind, source=source))
    return reports
