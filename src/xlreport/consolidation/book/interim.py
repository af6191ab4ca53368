"""Whether a roll-up still lacks something, which its cover and its printed pages say."""

from __future__ import annotations

from xlreport.consolidation.book.asked import Asked
from xlreport.consolidation.sums.tree import RollUp, members_of
from xlreport.sheets.cover import interim_note


def interim(roll_up: RollUp, asked: Asked) -> str:
    """Return what a roll-up says of the units and files that it lacks; empty once it has all.

    :param asked: where the units stand, and which files somebody has to do something about.
    """
    waiting = len({filing.index for filing in roll_up.filings} & asked.numbers)
    if asked.roster is None:
        return interim_note(0, 0, waiting)
    members = members_of(roll_up, asked.roster)
    states = [each.state for each in asked.plan.standings if each.member.identity in members]
    return interim_note(len(states), sum(state.counted for state in states), waiting)
