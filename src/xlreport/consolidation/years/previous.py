"""Last year's reports, from whatever an office has kept: single files, folders, city workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xlreport.consolidation.units.members import NOBODY, Roster
from xlreport.consolidation.years.beside import earlier_workbooks
from xlreport.consolidation.years.last_year import LastYear, Previous
from xlreport.edition import load_edition
from xlreport.reading import Refused, real_path, workbooks_in
from xlreport.report import Report, ReportKind
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.received import read_units
from xlreport.work.opening import opened_workbooks
from xlreport.work.reading import read_in_order

_ENTRY = re.compile(r"([^（）]{1,200}(?:（[^（）]{1,200}）)?)（([!-~]{1,60})）")
"""A unit as the list to choose from has it: its name, and its code behind it."""


def read_previous(
    sources: Sequence[Path], overlays: Sequence[Path] = (), roster: Roster | None = None
) -> Previous:
    """Read last year's workbooks, and the units in the 明细 of those that are roll-ups.

    With a city's workbook come those of the levels below, from the folder beside it.

    :param roster: tells apart the units that are called the same.
    """
    found: list[tuple[LastYear, str]] = []
    refused: list[Refused] = []
    decided: dict[str, str] = {}
    paths = opened_workbooks(list(_with_lower_books(sources)), overlays)
    for path, reading in zip(paths, read_in_order(paths, overlays, texts=False), strict=True):
        outcome = reading.outcome(overlays)
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        found.append((LastYear(outcome, whole=True), reading.digest))
        if outcome.kind is ReportKind.CONSOLIDATED:
            try:
                book = OwnBook.open(path)
                rows = _detail_reports(book, outcome, overlays)
                decided = read_units(book) | decided
            except Refused as error:
                refused.append(error)
            else:
                found += ((LastYear(row, outcome.unit), digest) for row, digest in rows)
    settled = (_decided(each, decided.get(digest, ""), roster) for each, digest in found)
    return Previous(tuple(settled), tuple(refused), roster or NOBODY, len(paths))


def _decided(each: LastYear, text: str, roster: Roster | None) -> LastYear:
    """Return a report as that of the unit that a person decided on, if one did.

    :param text: whose it is, as the list of the roll-up has it.
    :param roster: this year's; a unit that is not on it keeps its code and name of then.
    """
    if not text:
        return each
    report, entry = each.report, _ENTRY.fullmatch(text)
    code = entry[2] if entry else text
    member = roster.members.get(code) or roster.meant(text) if roster else None
    if member is not None:
        name, code = member.name, member.code
    elif entry:
        name = entry[1]
    else:  # a code or a name, alone: no other is known to belong to it
        name, code = text, text if text.isascii() else ""
    unit = replace(report.unit, name=name, code=code)
    return replace(each, report=replace(report, unit=unit))


def _with_lower_books(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield each workbook once, and after a city's those that were written beside it."""
    seen: set[Path] = set()
    for path in workbooks_in(sources):
        for each in (path, *earlier_workbooks(path)):
            if real_path(each) not in seen:
                seen.add(real_path(each))
                yield each


def _detail_reports(
    book: OwnBook, report: Report, overlays: Sequence[Path]
) -> list[tuple[Report, str]]:
    """Return the reports in the 明细 of a roll-up, without texts, and their files' digests."""
    edition = load_edition(report.edition.id, overlays)
    detail = read_detail(book, edition)
    reports = []
    for row in detail.rows if detail else ():
        # A row without a file is itself the sum of units below.
        kind = ReportKind.OWN if row.digest else ReportKind.CONSOLIDATED
        unit, source = row.unit, report.source
        found = Report(edition, report.year, unit, row.values, kind=kind, source=source)
        reports.append((found, row.digest))
    return reports
