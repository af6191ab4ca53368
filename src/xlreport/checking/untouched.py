"""How much of a form is filled in: a form in which nothing is has no faults yet."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.paragraphs import paragraphs
from xlreport.report import Report, ReportKind


def is_untouched(report: Report) -> bool:
    """Tell whether a unit has filled in nothing yet; the cover and last year's figures aside.

    :param report: the report; a roll-up is never untouched.
    """
    return report.kind is ReportKind.OWN and not any(filled(report))


def filled(report: Report) -> Iterator[str]:
    """Yield what stands in every cell that the unit fills in: figures, answers, entries, texts.

    :param report: the report; what it carries over from last year by itself is left out.
    """
    edition = report.edition
    for cell in edition.inputs:
        if cell.key not in report.carried:
            yield str(report.values.get(cell.key, report.unreadable.get(cell.key, "")))
    for key in edition.questions:
        yield report.answers.get(key) or report.unreadable.get(key, "")
    for key in edition.prose:
        yield from paragraphs(report.prose.get(key, ""))
    for entries in report.registers.values():
        for entry in entries:
            yield from map(str, entry.told.values())
