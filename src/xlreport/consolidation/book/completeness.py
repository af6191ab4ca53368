"""Who has reported and who has not, by parent and by kind of unit; what is still lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.incoming.placement import Standing
from xlreport.consolidation.incoming.states import State
from xlreport.consolidation.sums.tree import RollUp, members_of
from xlreport.consolidation.units.members import NOBODY, Roster
from xlreport.sequences import grouped
from xlreport.sheets.cover import interim_note


@dataclass(frozen=True, slots=True)
class Share:
    """How many units of a group have reported: of ``expected``, ``filed``, ``late`` included.

    ``unlisted`` are in a total that does not list its units: nobody can tell one by one.
    ``parent`` is the identity of the unit that those of the group are under, if that is the group.
    """

    group: str
    expected: int
    filed: int
    late: int
    unlisted: int = 0
    parent: str = ""

    @property
    def missing(self) -> int:
        """How many have not reported, or nothing that could be taken."""
        return self.expected - self.filed - self.unlisted


def shares(found: Sequence[Standing], roster: Roster) -> list[Share]:
    """Return the completeness of the whole, by parent, and by kind."""
    above = [(parent, s) for s in found if (parent := roster.parent_of(s.member))]
    parents = {f"上级：{parent.name}": parent.identity for parent, _ in above}
    groups = {
        "全部": found,
        **grouped((f"上级：{parent.name}", standing) for parent, standing in above),
        **grouped((f"类别：{standing.member.kind}", standing) for standing in found),
    }
    return [_share(group, units, parents.get(group, "")) for group, units in groups.items()]


def _share(group: str, members: Sequence[Standing], parent: str) -> Share:
    states = [standing.state for standing in members]
    unlisted = states.count(State.IN_UNLISTED_TOTAL)
    filed = sum(state.counted for state in states) - unlisted
    return Share(group, len(states), filed, sum(s.late for s in members), unlisted, parent)


def interim(roll_up: RollUp, open_files: OpenFiles) -> str:
    """Return what a roll-up says of the units and files that it lacks; empty once it has all.

    :param open_files: where the units stand, and which files somebody has to do something about.
    """
    waiting = len({filing.index for filing in roll_up.filings} & open_files.numbers)
    members = members_of(roll_up, open_files.roster or NOBODY)
    states = [each.state for each in open_files.plan.standings if each.member.identity in members]
    return interim_note(len(states), sum(state.counted for state in states), waiting)
