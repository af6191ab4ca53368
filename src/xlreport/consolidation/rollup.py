"""Reports -> their sum.  A report is a vector of cells; a roll-up is a sum of vectors."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.report import Report, Unit


def consolidate(reports: Sequence[Report], unit: Unit) -> Report:
    """Return the report of ``unit`` as the sum of ``reports``, cell by cell.

    Only inputs and tallies are added; totals follow from them.  A cell that is missing in any
    report is missing in the sum: a blank is not zero.  Registers are joined, in the order of the
    reports.  The operation is associative and, for figures, commutative.

    :param reports: the reports to add, of one edition and one year; figures are added in the units
        of their cells.
    :param unit: the unit that the sum is the report of.
    :raises ValueError: if there are no reports, or they differ in edition or year.
    """
    from xlreport.consolidation.figures import joined, report_of, total, vector_of

    if not reports:
        raise ValueError("没有可以汇总的报表")
    forms = {(report.edition, report.year) for report in reports}
    if len(forms) > 1:
        raise ValueError("各报表的年度或格式不一致，不能汇总")
    ((edition, year),) = forms
    registers = joined(edition, ((report.unit.name, report.registers) for report in reports))
    vector = total([vector_of(report) for report in reports])
    return report_of(vector, registers, edition, year, unit)
