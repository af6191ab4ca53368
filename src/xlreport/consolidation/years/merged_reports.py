"""Last year's figures of several units as those of the one that they have become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.report import Report, Unit, with_totals


def merged_report(
    unit: Unit, own: Report | None, came: Sequence[Report], left: Sequence[Report] = ()
) -> Report:
    """Return what a unit would have reported, had those that came and left done so before.

    A cell that is missing in any of them is missing.  Texts are the unit's own.

    :param own: the unit's own report, if it existed.
    :raises ValueError: if there is none, or they differ in edition.
    """
    added = [*([own] if own else []), *came]
    if not added or len({report.edition for report in (*added, *left)}) > 1:
        raise ValueError("各单位上年的报表格式不同，或者没有")
    first = added[0]
    values: dict[str, Value] = {}
    for key in first.edition.addends:
        figures = [report.values.get(key) for report in added]
        less = [report.values.get(key) for report in left]
        told = [to_quanta(figure) for figure in figures if figure is not None]
        taken = [to_quanta(figure) for figure in less if figure is not None]
        if len(told) == len(figures) and len(taken) == len(less):
            values[key] = from_quanta(sum(told) - sum(taken))
    return replace(
        own or Report(first.edition, first.year, unit, {}, kind=first.kind, source=first.source),
        unit=unit,
        values=with_totals(first.edition, values),
        last={},
        registers={},
        merged_from=(
            *(f"“{report.unit.name}”" for report in added),
            *(f"（减）“{report.unit.name}”" for report in left),
        ),
    )
