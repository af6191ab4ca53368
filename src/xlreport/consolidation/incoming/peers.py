"""A unit's money beside that of other units of its kind: what is in the wrong unit stands out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

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
from xlreport.quantity import Value, show, to_quanta
from xlreport.report import Report, ReportKind
from xlreport.sequences import grouped

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
        for filing, finding in _queries(group, figures, roster, previous):
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


def _queries(
    group: Sequence[Filing],
    figures: Callable[[Filing], Vector],
    roster: Roster | None,
    previous: Previous | None,
) -> Iterator[tuple[Filing, Finding]]:
    edition = group[0].edition
    if edition is None:
        return
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
