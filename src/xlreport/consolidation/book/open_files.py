"""Which files somebody still has to do something about: screen, 概览 and exit code ask here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.incoming.states import LOCK, Status

_ALWAYS = frozenset(
    {Status.REFUSED, Status.CONFLICT, Status.UNDECIDED, Status.UNKNOWN, Status.UNREADABLE}
)
_UNLESS_FILED = frozenset({Status.NOT_A_WORKBOOK, Status.WRONG_PERIOD})
"""Statuses of files beside which nothing has to be done, if their units are in the sum anyway."""
_OF_NOBODY = frozenset(
    {Status.UNKNOWN, Status.UNDECIDED, Status.UNREADABLE, Status.WRONG_PERIOD}
    | {Status.NOT_A_WORKBOOK}
)
"""Statuses of files of which it may not be known whose they are."""


class OpenFiles:
    """Tells of files whether they ask for something, as the units stand; one serves all books."""

    def __init__(self, intake: Intake, plan: Placement) -> None:
        """:param plan: where the units stand."""
        self.intake = intake
        self.plan = plan
        self.roster = intake.choices.roster
        self.taken = {filing.member for filing in intake.of(Status.TAKEN)}
        self.awaited = {each.member.identity for each in plan.standings}
        self.lacking: set[str] = set()
        """The units that are not in the sum, and those that have one of them below."""
        for each in plan.standings:
            if self.roster is not None and not each.state.counted:
                self.lacking |= {each.member.identity, *self.roster.above(each.member)}

    @cached_property
    def files(self) -> tuple[Filing, ...]:
        """The files about which somebody has to do something."""
        return tuple(filing for filing in self.intake.filings if self._asks(filing))

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of those files."""
        return frozenset(filing.index for filing in self.files)

    def is_settled(self, filing: Filing) -> bool:
        """Tell whether all units that a file may be of are in the sum without it."""
        if filing.code == LOCK:
            return True
        if self.roster is None:
            return bool(filing.member) and filing.member in self.taken
        if filing.concerns:
            return self.lacking.isdisjoint(filing.concerns)
        return not self.lacking

    def of_nobody(self, filings: Sequence[Filing]) -> list[Filing]:
        """Return those of some files that may be of units of which nothing seems to have come."""
        return [
            filing
            for filing in filings
            if filing.index in self.numbers
            and filing.status in _OF_NOBODY
            and not filing.member
            and self.awaited.isdisjoint(filing.concerns)
        ]

    def _asks(self, filing: Filing) -> bool:
        if filing.status in _UNLESS_FILED:
            return not self.is_settled(filing)
        if filing.status is Status.UNREADABLE and self._came_before_what_is_taken(filing):
            return False
        return filing.status in _ALWAYS

    def _came_before_what_is_taken(self, filing: Filing) -> bool:
        """Tell whether all units that a file may be of have sent another since, which is taken.

        What is later may be a correction that cannot be read.
        """
        times = [self._taken_at.get(identity, 0) for identity in filing.concerns]
        return bool(times) and all(filing.modified < at for at in times)

    @cached_property
    def _taken_at(self) -> dict[str, int]:
        """The time of the file that is taken of each unit."""
        return {each.member: each.modified for each in self.intake.of(Status.TAKEN)}
