"""Whether a roll-up still lacks something, which its cover and its printed pages say."""

from __future__ import annotations

from xlreport.consolidation.book.asked import Asked
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.sums.tree import RollUp, members_of
from xlreport.sheets.cover import interim_note


def interim(roll_up: RollUp, intake: Intake, plan: Placement) -> str:
    """Return what a roll-up says of the units and files that it lacks; empty once it has all.

    :param plan: where the units stand.
    """
    roster = intake.choices.roster
    here = {filing.index for filing in roll_up.filings}
    waiting = sum(filing.index in here for filing in Asked(intake, plan).files())
    if roster is None:
        return interim_note(0, 0, waiting)
    members = members_of(roll_up, roster)
    states = [each.state for each in plan.standings if each.member.identity in members]
    return interim_note(len(states), sum(state.counted for state in states), waiting)
