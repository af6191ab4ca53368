"""A unit's own report that looks like the total of the unit and those below it: a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.roster import Roster
from xlreport.edition.model import Comparison, ComparisonTest
from xlreport.finding import Finding
from xlreport.issue import Kept
from xlreport.quantity import from_quanta, show
from xlreport.report import ReportKind
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
        found = list(_queries(filing, figures(filing), [figures(part) for part in parts]))
        if found:
            result[filing.index] = filing.with_findings(found, reasons)
    return result


def _queries(filing: Filing, own: Vector, parts: Sequence[Vector]) -> Iterator[Finding]:
    edition = filing.edition
    if edition is None:
        return
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
    assert filing.edition is not None  # noqa: S101 - it is taken
    mine, theirs, parts = numbers
    cell = filing.edition.cells[key]
    heading = filing.edition.section(cell.section).heading
    found = (
        f"“{heading}”每一格都不小于下级 {parts} 份报表之和，例如“{cell.label}”"
        f"本级 {show(from_quanta(mine))}，下级之和 {show(from_quanta(theirs))}"
    )
    return filing.finding(comparison, key, heading, found)
