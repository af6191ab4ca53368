"""Next year's workbooks for a whole roster, with what is carried over filled in and locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xlreport.check import check
from xlreport.consolidate.previous import Previous
from xlreport.consolidate.roster import Member, Roster
from xlreport.edition import Clause, Edition, layout_of
from xlreport.edition.model import Relation
from xlreport.files import file_name
from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.report import Report, Unit
from xlreport.template import blank_report, write_workbook


def carried_over(edition: Edition) -> dict[str, Clause]:
    """Return the input cells that a rule makes equal to last year's figures, with its clause.

    They need not be typed: whatever the clerk would type, the rule knows already.
    """
    carried: dict[str, Clause] = {}
    for rule in edition.rules:
        for clause in rule.clauses:
            left, right = clause.left, clause.right
            alone = len(left.terms) == 1 and left.terms[0].sign == 1 and not left.constant
            of_last_year = bool(right.terms) and all(term.last for term in right.terms)
            if clause.relation is Relation.EQUAL and alone and of_last_year:
                key = left.terms[0].key
                if not left.terms[0].last and edition.cells[key].typed:
                    carried[key] = clause
    return carried


def next_report(edition: Edition, year: int, unit: Unit, last: Report | None) -> Report:
    """Return a unit's blank report with last year's figures and what follows from them."""
    report = blank_report(edition, year, unit)
    if last is None:
        return report
    report = replace(report.with_last(last), before=None)
    values: dict[str, Value] = {}
    for key, clause in carried_over(edition).items():
        terms = [(term.sign, report.last.get(term.key)) for term in clause.right.terms]
        present = [sign * to_quanta(value) for sign, value in terms if value is not None]
        if len(present) == len(terms):
            values[key] = from_quanta(sum(present) + to_quanta(clause.right.constant))
    return replace(report, values=values)


def write_next(report: Report, path: Path) -> None:
    """Write the workbook; the carried cells are formulas over 上年数据 and cannot be typed in.

    :raises CannotWrite: if the file cannot be written.
    """
    places = layout_of(report.edition).places
    carried = carried_over(report.edition)
    formulas: dict[str, str] = {}
    for key in report.values:
        right = carried[key].right
        signed = (("+" if t.sign > 0 else "-", places[t.name].link) for t in right.terms)
        formula = "".join(f"{sign}{link}" for sign, link in signed).removeprefix("+")
        constant = f"{right.constant:+d}" if right.constant else ""
        formulas[key] = f"={formula}{constant}"
    write_workbook(check([report])[0], path, formulas)


def next_workbooks(
    roster: Roster, previous: Previous | None, edition: Edition, year: int
) -> Iterator[tuple[Member, Report, Path]]:
    """Yield each unit that must report, its report, and where its workbook belongs.

    Units are in a folder of their parent's name.
    """
    taken: set[Path] = set()
    for member in roster.members.values():
        if not member.reports_in(year):
            continue
        unit = Unit(member.name, member.code, edition.suggest_level(member.name))
        last = previous.of(unit, year - 1) if previous else None
        if last and last.unit.level:
            unit = replace(unit, level=last.unit.level)
        parent = roster.members.get(member.parent)
        path = Path(
            file_name(parent.name) if parent else "", file_name(f"{member.name}{year}", ".xlsx")
        )
        if path in taken:
            path = path.with_stem(f"{path.stem}-{member.code}")
        taken.add(path)
        yield member, next_report(edition, year, unit, last), path
