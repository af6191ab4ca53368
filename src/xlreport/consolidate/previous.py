"""Last year's reports, from whatever an office has kept: single files, folders, city workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xlreport.consolidate.beside import earlier_workbooks
from xlreport.consolidate.last_year import LastYear, Previous
from xlreport.consolidate.roster import Roster
from xlreport.edition import Edition, load_edition
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.quantity import plain
from xlreport.read import Refused, real_path, workbooks_in
from xlreport.read.guard import load
from xlreport.report import Report, ReportKind, Unit
from xlreport.work.reading import isolated

DETAIL_TOP = 4
"""The first row of 明细, from 0, that holds a unit; the row above it holds the cell keys."""
DETAIL_NAME, DETAIL_CODE = 1, 2
"""The columns of 明细, from 0, with a unit's name and code."""
_DIGEST_HEAD = "文件指纹"


def read_previous(
    sources: Sequence[Path], overlays: Sequence[Path] = (), roster: Roster | None = None
) -> Previous:
    """Read last year's workbooks, and the units in the 明细 of those that are roll-ups.

    With a city's workbook come those of the levels below, from the folder beside it.

    :param roster: tells apart the units that are called the same.
    """
    found: list[LastYear] = []
    refused: list[Refused] = []
    paths = list(_with_lower_books(sources))
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
    heads, keys = rows[DETAIL_TOP - 2], [str(key) for key in rows[DETAIL_TOP - 1]]
    digest = next((i for i, h in enumerate(heads) if str(h).startswith(_DIGEST_HEAD)), None)
    return [
        _row_report(row, keys, edition, report, summed=digest is not None and not row[digest])
        for row in rows[DETAIL_TOP:]
        if row[DETAIL_NAME]
    ]


def _row_report(
    row: Sequence[object], keys: Iterable[str], edition: Edition, total: Report, *, summed: bool
) -> Report:
    values = {
        key: plain(value)
        for key, value in zip(keys, row, strict=False)
        if key in edition.cells and isinstance(value, float)
    }
    unit = Unit(_text(row[DETAIL_NAME]), _text(row[DETAIL_CODE]))
    # A row without a file is itself the sum of units below.
    kind = ReportKind.CONSOLIDATED if summed else ReportKind.OWN
    return Report(edition, total.year, unit, values, kind=kind, source=total.source)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
