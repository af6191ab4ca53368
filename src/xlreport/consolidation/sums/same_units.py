"""This year and the last on the same units: those that have reported in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.checking.compare import comparable
from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.sums.tree import RollUp
from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.report import Report


@dataclass(frozen=True)
class SameUnits:
    """The figures of this year, and the reports of the last, of units that have both."""

    pairs: tuple[tuple[Vector, Report], ...]
    of: int
    """How many reports there are this year."""

    def sums(self, report: Report, keys: Sequence[str]) -> tuple[Value, Value] | None:
        """Return what some cells come to last year and this year, without units with a gap.

        :param report: that of the roll-up.
        :returns: ``None`` if the cells meant something else last year.
        """
        last = this = 0
        for vector, before in self.pairs:
            if not all(comparable(key, report.edition, before.edition) for key in keys):
                return None
            now = [vector.value(report.edition.numbers[key]) for key in keys]
            then = [before.values.get(key) for key in keys]
            if None not in now and None not in then:
                this += sum(to_quanta(value) for value in now if value is not None)
                last += sum(to_quanta(value) for value in then if value is not None)
        return from_quanta(last), from_quanta(this)


def same_units(roll_up: RollUp, intake: Intake) -> SameUnits:
    """Return the units in a roll-up, at any depth, whose reports of both years are known."""
    pairs = [
        (intake.row(filing), before)
        for filing in _filings(roll_up)
        if (before := intake.before(filing)) is not None
    ]
    return SameUnits(tuple(pairs), roll_up.reports)


def _filings(roll_up: RollUp) -> Iterator[Filing]:
    for part in roll_up.parts:
        if part.filing is not None:
            yield part.filing
        elif part.below is not None:
            yield from _filings(part.below)
