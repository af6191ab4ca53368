"""Who lies below whom where totals are held against their parts: a roster, or only the files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.listed import RollUpList, is_same
from xlreport.consolidation.incoming.placement import Hierarchy
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.units.roster import Member, Roster
from xlreport.report import ReportKind, Unit
from xlreport.sequences import only


class TotalsContext:
    """What is known of the units: a roster of a year, or nothing but the files themselves."""

    def __init__(self, hierarchy: Hierarchy | None, filings: Sequence[Filing]) -> None:
        """:param hierarchy: that of the roster, if there is one."""
        self.hierarchy = hierarchy
        self.roster: Roster | None = hierarchy.roster if hierarchy else None
        self._units = {f.member: f.unit for f in filings if f.status is Status.TAKEN}

    def totals(self, filings: Sequence[Filing], lists: Mapping[int, RollUpList]) -> Iterator[int]:
        """Yield the numbers of the files that are totals of others, the lower ones first."""
        taken = [
            filing
            for filing in filings
            if filing.status is Status.TAKEN and filing.kind is ReportKind.CONSOLIDATED
        ]
        if self.hierarchy is None:
            listing = [filing for filing in taken if filing.index in lists]
            listing.sort(key=lambda filing: len(lists[filing.index].digests))
            yield from (filing.index for filing in listing)
            return
        by_member = {filing.member: filing.index for filing in taken}
        for member in self.hierarchy.roster.from_below():
            if member.identity in by_member and member.identity in self.hierarchy.parents:
                yield by_member[member.identity]

    def named(self, filing: Filing) -> tuple[str, str]:
        """Return name and code of a file's unit."""
        if self.roster is None:
            return filing.unit.name, filing.unit.code
        member = self.roster.members[filing.member]
        return member.name, member.code

    def is_below(self, part: Filing, whole: Filing) -> bool:
        """Tell whether a report is of the unit of a total or of one below it."""
        if self.roster is None:
            return False
        above = self.roster.above(self.roster.members[part.member])
        return part.member == whole.member or whole.member in above

    def under(self, whole: Filing) -> Collection[str]:
        """Return the identities of the unit of a total and of those below it by the roster."""
        if self.roster is None:
            return frozenset()
        return {member.identity for member in self.roster.under(whole.member)}

    def shown(self, identity: str) -> str:
        """Return how a unit is named to people."""
        member = self.roster.members.get(identity) if self.roster else None
        unit = self._units.get(identity)
        name = member.name if member else unit.name if unit else identity
        return f"“{name}”" if name == identity else f"“{name}”（{identity}）"

    def covered(self, whole: Filing, listed: RollUpList | None) -> dict[str, State]:
        """Return the units whose figures are in a total, and how that is known.

        Of units that have others below them only their own reports are meant.
        """
        hierarchy = self.hierarchy
        if hierarchy is None:
            return {self._present(u): State.IN_TOTAL for u in (listed.named if listed else ())}
        below = {m.identity: m for m in hierarchy.roster.under(whole.member)}
        awaited = [m for m in below.values() if hierarchy.is_awaited(m)]
        if listed is None:
            return {member.identity: State.IN_UNLISTED_TOTAL for member in awaited}
        found: dict[str, State] = {}
        for unit, state in listed.units:
            member = _member(hierarchy.roster, unit, below)
            if member is not None and member.reports_in(hierarchy.year):
                found[member.identity] = state
        for row in listed.rows:
            member = _member(hierarchy.roster, row.unit, below)
            if member is not None:
                found |= _by_row(hierarchy, member, listed, is_report=row.is_report)
        return found

    def is_complete(
        self, covered: Mapping[str, State], listed: RollUpList | None, present: Collection[str]
    ) -> bool:
        """Tell whether everything that a total covers is here by itself.

        :param present: the identities of what is here.
        """
        if self.roster is not None or listed is None:
            return bool(covered) and set(covered) <= set(present)
        # Without a roster nobody knows which rows the units are in: either will do.
        rows = {self._present(row.unit) for row in listed.rows}
        units = {self._present(unit) for unit, _ in listed.units}
        return any(some and some <= set(present) for some in (rows, units))

    def _present(self, unit: Unit) -> str:
        """Return the identity under which a unit's file is here, or else its own."""
        if unit.identity in self._units:
            return unit.identity
        return next((i for i, u in self._units.items() if is_same(u, unit)), unit.identity)


def _by_row(
    hierarchy: Hierarchy, member: Member, listed: RollUpList, *, is_report: bool
) -> dict[str, State]:
    """Return who is in a total by one row of its 明细."""
    if is_report and (hierarchy.is_awaited(member) or member.identity in hierarchy.parents):
        return {member.identity: State.IN_TOTAL}
    if listed.units:
        return {}
    under = (m for m in hierarchy.roster.under(member.identity) if hierarchy.is_awaited(m))
    return {each.identity: State.IN_UNLISTED_TOTAL for each in under}


def _member(roster: Roster, unit: Unit, below: Mapping[str, Member]) -> Member | None:
    """Return whom a row of a total means: by code, or by name below its unit.

    A name that is not there means the one on the roster that bears it, if it is the only one.
    """
    if unit.code in roster.members:
        return roster.members[unit.code]
    named = roster.named.get(unit.name, ())
    found = [member for member in named if member.identity in below] or named
    return only(found)
