"""Whether a roll-up still lacks something, which its cover and its printed pages say."""

from __future__ import annotations

from collections.abc import Set

from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.sums.tree import RollUp, members_of
from xlreport.consolidation.units.roster import Roster
from xlreport.sheets.cover import interim_note


def interim(roll_up: RollUp, roster: Roster | None, plan: Placement, asking: Set[int]) -> str:
    """Return what a roll-up says of the units and files that it lacks; empty once it has all.

    :param plan: where the units stand.
    :param asking: the numbers of the files about which somebody has to do something.
    """
    waiting = len({filing.index for filing in roll_up.filings} & asking)
    if roster is None:
        return interim_note(0, 0, waiting)
    members = members_of(roll_up, roster)
    states = [each.state for each in plan.standings if each.member.identity in members]
    return interim_note(len(states), sum(state.counted for state in states), waiting)
