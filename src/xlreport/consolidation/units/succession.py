"""Who went into whom between two years: mergers, splits, and moves under another body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xlreport.consolidation.units.roster import Member, Roster


@dataclass(frozen=True)
class Succession:
    """What became, by the end of a year, of the bodies that reported for the year before."""

    roster: Roster
    year: int

    @cached_property
    def _ended(self) -> tuple[tuple[Member, tuple[Member, ...]], ...]:
        """The bodies that ended in the year, each with those that it went into at its end."""
        return tuple(
            (member, tuple(self._heirs(member)))
            for member in self.roster.members.values()
            if member.merged_into
            and member.reports_in(self.year - 1)
            and not member.exists_in(self.year)
        )

    def _heirs(self, member: Member) -> Iterator[Member]:
        """Yield what a body went into, and what that went into in turn; rosters have no circles."""
        for heir in map(self.roster.members.__getitem__, member.merged_into):
            if heir.merged_into and not heir.exists_in(self.year):
                yield from self._heirs(heir)
            else:
                yield heir

    def merged_into(self, member: Member) -> list[Member]:
        """Return the bodies that went into a member whole."""
        return [each for each, heirs in self._ended if heirs == (member,)]

    def split_into(self, member: Member) -> list[Member]:
        """Return the bodies of which a part went into a member: nobody knows how much."""
        return [each for each, heirs in self._ended if len(heirs) > 1 and member in heirs]

    def moves(self, member: Member) -> tuple[list[Member], list[Member], list[Member]]:
        """Return who came under a member or left it, and who did both in part.

        What went into the member itself is not among them, nor what lies below it.
        """
        before = {member.identity, *(each.identity for each in self.merged_into(member))}
        came: list[Member] = []
        left: list[Member] = []
        partly: list[Member] = []
        for each, heirs in self._ended:
            if each.identity in before:
                continue
            was = not before.isdisjoint(self.roster.above(each))
            within = {member.identity in (h.identity, *self.roster.above(h)) for h in heirs}
            if len(within) > 1:
                partly.append(each)
            elif within != {was}:
                (left if was else came).append(each)
        return self._highest(came), self._highest(left), partly

    def _highest(self, members: list[Member]) -> list[Member]:
        """Leave out those that lie below others."""
        all_ = {member.identity for member in members}
        return [member for member in members if all_.isdisjoint(self.roster.above(member))]
