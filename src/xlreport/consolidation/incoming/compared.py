"""A report held against those of other units: what stands out is asked about.

A unit's own report that looks like the total of the unit and those below it; and a sum of money
that lies far from those of other units of its kind, as one in the wrong unit does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from xlreport.checking.compare import comparable
from xlreport.checking.scale import wrong_unit
from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.roster import Roster
from xlreport.consolidation.years.last_year import Previous
from xlreport.edition import Cell, Edition
from xlreport.edition.model import Comparison, ComparisonTest
from xlreport.finding import Finding
from xlreport.issue import Kept
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.report import Report, ReportKind
from xlreport.sequences import grouped


def with_own_totals(
    filings: Sequence[Filing],
    roster: Roster,
    figures: Callable[[Filing], Vector],
    reasons: Mapping[str, Mapping[str, Kept]],
) -> list[Filing]:
    """Return the files, with a query at each own report that may be a total by mistake.

    :param figures: gives those of a file that is taken.
    :param reasons: what was given as a reason in an earlier run, by unit and fingerprint.
    """
    taken = [filing for filing in filings if filing.status is Status.TAKEN]
    own = {filing.member: filing for filing in taken if filing.kind is ReportKind.OWN}
    below = grouped(
        (identity, filing)
        for filing in taken
        for identity in roster.above(roster.members[filing.member])
        if identity in own
    )
    result = list(filings)
    for identity, parts in below.items():
        filing = own[identity]
        found = list(_total_queries(filing, figures(filing), [figures(part) for part in parts]))
        if found:
            result[filing.index] = filing.with_findings(found, reasons)
    return result


def _total_queries(filing: Filing, own: Vector, parts: Sequence[Vector]) -> Iterator[Finding]:
    edition = filing.form
    sums = np.sum([part.quanta for part in parts], axis=0)
    for comparison in edition.comparisons:
        if comparison.test is not ComparisonTest.PARTS:
            continue
        for keys in comparison.groups:
            columns = [edition.numbers[key] for key in keys]
            mine, theirs = own.quanta[columns], sums[columns]
            whole = not own.missing[columns].any() and bool((mine >= theirs).all())
            if whole and np.count_nonzero(theirs) >= comparison.least:
                largest = int(np.argmax(theirs))
                numbers = (int(mine[largest]), int(theirs[largest]), len(parts))
                yield _finding(filing, comparison, keys[largest], numbers)


def _finding(
    filing: Filing, comparison: Comparison, key: str, numbers: tuple[int, int, int]
) -> Finding:
    """Return the query, with the cell in which the units below have most as its example."""
    mine, theirs, parts = numbers
    cell = filing.form.cells[key]
    heading = filing.form.section(cell.section).heading
    found = (
        f"“{heading}”每一格都不小于下级 {parts} 份报表之和，例如“{cell.label}”"
        f"本级 {show(from_quanta(mine))}，下级之和 {show(from_quanta(theirs))}"
    )
    return filing.finding(comparison, key, heading, found)


_LEAST_PEERS = 5
_NEAR = 100
"""Units of a kind are alike if most figures are so many times the middle one at most."""
_MOST_APART = 5
"""One of so many may lie farther away."""


def with_wrong_units(
    filings: Sequence[Filing],
    roster: Roster | None,
    figures: Callable[[Filing], Vector],
    reasons: Mapping[str, Mapping[str, Kept]],
    previous: Previous | None,
) -> list[Filing]:
    """Return the files, with a query at each sum of money that may be in the wrong unit.

    :param figures: gives those of a file that is taken.
    :param reasons: what was given as a reason in an earlier run, by unit and fingerprint.
    :param previous: a figure that is like last year's is right, whatever the others have.
    """
    result = list(filings)
    for group in _groups(filings, roster):
        for filing, finding in _scale_queries(group, figures, roster, previous):
            now = result[filing.index]
            if not any(issue.finding.clause == finding.clause for issue in now.issues):
                result[filing.index] = now.with_findings([finding], reasons)
    return result


def _groups(filings: Sequence[Filing], roster: Roster | None) -> Iterator[list[Filing]]:
    """Yield the units' own reports that are taken, those of a kind and level together."""
    own = (f for f in filings if f.status is Status.TAKEN and f.kind is ReportKind.OWN)
    groups = grouped(
        ((roster.members[f.member].kind.value if roster else "", f.unit.level), f) for f in own
    )
    return (group for group in groups.values() if len(group) > _LEAST_PEERS)


def _scale_queries(
    group: Sequence[Filing],
    figures: Callable[[Filing], Vector],
    roster: Roster | None,
    previous: Previous | None,
) -> Iterator[tuple[Filing, Finding]]:
    (edition,) = {filing.form for filing in group}
    for comparison in edition.comparisons:
        if comparison.test is not ComparisonTest.SCALE:
            continue
        for key in (key for keys in comparison.groups for key in keys):
            column = edition.numbers[key]
            told = [(f, value) for f in group if (value := figures(f).value(column))]
            for filing, value, found in _outliers(comparison, edition.cells[key], told):
                unit = filing.unit_on(roster)
                last = previous.of(unit, filing.year - 1) if previous else None
                if not _as_last_year(last, edition, key, value):
                    yield filing, filing.finding(comparison, key, edition.cells[key].label, found)


def _outliers(
    comparison: Comparison, cell: Cell, told: Sequence[tuple[Filing, Value]]
) -> Iterator[tuple[Filing, Value, str]]:
    """Yield the figures that lie far from the middle of the others, which are alike, and how."""
    ordered = sorted(value for _, value in told)
    if len(ordered) <= _LEAST_PEERS:
        return
    middle = ordered[len(ordered) // 2]
    far = sum(not _near(value, middle) for value in ordered)
    if far * _MOST_APART > len(ordered):
        return
    peers = len(ordered) - 1
    whose = "其他单位"
    large = max(comparison.units, key=comparison.units.__getitem__)
    for filing, value in told:
        # Only this unit's own figure can be wrong: the middle one is that of many.
        if (value > middle) == (cell.unit == large) and (
            said := wrong_unit(comparison, cell, value, middle, whose)
        ):
            what = f"同类其他 {peers} 个单位居中的数是 {show(middle)}"
            yield filing, value, f"“{cell.label}”{show(value)}，{what}，{said}"


def _near(value: Value, middle: Value) -> bool:
    low, high = sorted((to_quanta(value), to_quanta(middle)))
    return high <= low * _NEAR


def _as_last_year(before: Report | None, edition: Edition, key: str, value: Value) -> bool:
    then = before.values.get(key) if before else None
    if before is None or not then or not comparable(key, edition, before.edition):
        return False
    return _near(value, then)
