"""Next year's workbooks for a whole roster, with what is carried over filled in and locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.roster import Member, Roster
from xlreport.consolidation.years.last_year import LastYearAnswer, Previous
from xlreport.edition import Edition
from xlreport.edition.carried import carried_over, carried_value
from xlreport.files import file_name
from xlreport.quantity import Value
from xlreport.report import Report, Unit, with_totals
from xlreport.template import blank_report


@dataclass(frozen=True)
class NextYearWorkbook:
    """A unit's workbook for the next year.

    :param path: where it belongs, within the folder of all.
    :param last_year: last year's report that its figures are from, or why there is none.
    :param has_units_below: whether its figures may be the sum of others that report.
    """

    member: Member
    report: Report
    path: Path
    last_year: LastYearAnswer
    has_units_below: bool = False


def next_report(edition: Edition, year: int, unit: Unit, last: Report | None) -> Report:
    """Return a unit's blank report with last year's figures and what follows from them."""
    report = blank_report(edition, year, unit)
    if last is None:
        return report
    report = replace(report.with_last(last), before=None)
    carried: dict[str, Value] = {}
    for key, clause in carried_over(edition).items():
        value = carried_value(clause.right, report.last)
        if value is not None:
            carried[key] = value
    values = with_totals(edition, {**report.values, **carried})
    return replace(report, values=values, carried=tuple(carried))


def next_year_workbooks(
    roster: Roster, previous: Previous | None, edition: Edition, year: int
) -> Iterator[NextYearWorkbook]:
    """Yield the workbook of each unit that must report.

    Units are in a folder of their parent's name.
    """
    taken: set[Path] = set()
    for member in roster.members.values():
        if not member.reports_in(year):
            continue
        answer = previous.of_member(member, year - 1) if previous else LastYearAnswer()
        last = answer.report
        said = last.unit.level if last and not member.level else ""
        unit = Unit(member.name, member.code, said or level_of(roster, member, edition))
        parent = roster.parent_of(member)
        path = Path(
            file_name(parent.name) if parent else "", file_name(f"{member.name}{year}", ".xlsx")
        )
        if path in taken:
            path = path.with_stem(f"{path.stem}-{member.code}")
        taken.add(path)
        below = any(each.reports_in(year) for each in roster.children.get(member.identity, ()))
        yield NextYearWorkbook(member, next_report(edition, year, unit, last), path, answer, below)
