"""Reports -> their sum.  A report is a vector of cells; a roll-up is a sum of vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.report import Report, ReportKind, Unit, with_totals


def consolidate(reports: Sequence[Report], unit: Unit) -> Report:
    """Return the report of ``unit`` as the sum of ``reports``, cell by cell.

    Only input cells are added; totals follow from them.  A cell that is missing in any report
    is missing in the sum: a blank is not zero.  The operation is associative and commutative.

    :raises ValueError: if there are no reports, or they differ in edition or year.
    """
    if not reports:
        raise ValueError("没有可以汇总的报表")
    edition, year = reports[0].edition, reports[0].year
    if any(report.edition is not edition or report.year != year for report in reports):
        raise ValueError("各报表的年度或格式不一致，不能汇总")
    inputs = _add([report.values for report in reports], [c.key for c in edition.inputs])
    return Report(
        edition=edition,
        year=year,
        unit=unit,
        values=with_totals(edition, inputs),
        last=_add([report.last for report in reports], edition.last_keys),
        kind=ReportKind.CONSOLIDATED,
    )


def _add(vectors: Sequence[Mapping[str, Value]], keys: Sequence[str]) -> dict[str, Value]:
    """Add vectors; a key that any of them lacks is left out."""
    return {
        key: from_quanta(sum(to_quanta(vector[key]) for vector in vectors))
        for key in keys
        if all(key in vector for vector in vectors)
    }
