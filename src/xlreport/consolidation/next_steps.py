"""What is to be done next about a roll-up: the open points, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlreport.checking import Verdict
from xlreport.consolidation.intake import Intake
from xlreport.consolidation.placement import Plan, Standing
from xlreport.consolidation.states import State, Status
from xlreport.consolidation.tree import RollUp, has_strangers
from xlreport.edition import Place
from xlreport.edition.layout import (
    CHASE_SHEET,
    CHECK_SHEET,
    DECISIONS_SHEET,
    FILES_SHEET,
    INTAKE_SHEET,
    ISSUES_SHEET,
)
from xlreport.issue import issues_of
from xlreport.sheets.lists import LIST_TOP

_RETURNED = (State.REFUSED, State.UNREADABLE, State.WRONG_PERIOD)
_RETURNED_FILES = (Status.REFUSED, Status.UNREADABLE, Status.WRONG_PERIOD)


class Step(NamedTuple):
    """An open point, and the place where it is to be seen to."""

    text: str
    place: Place


def next_steps(
    roll_up: RollUp, verdict: Verdict, intake: Intake, plan: Plan, found: Sequence[Standing]
) -> list[Step]:
    """Return what is to be done, the most urgent first.

    :param found: where the units stand that are at or below the unit of the roll-up.
    """
    return list(_steps(roll_up, verdict, intake, plan, found))


def _steps(
    roll_up: RollUp, verdict: Verdict, intake: Intake, plan: Plan, found: Sequence[Standing]
) -> Iterator[Step]:
    has_roster = intake.choices.roster is not None
    files = Place(FILES_SHEET if has_roster else INTAKE_SHEET, LIST_TOP, 0)
    chase = Place(CHASE_SHEET, LIST_TOP, 0)
    is_top = roll_up.member is None or not roll_up.member.parent
    if count := _decisions(roll_up, intake, plan):
        how = "填“处理”或“对应单位”" if is_top else "在上级的汇总簿中决定"
        yield Step(f"{count} 处要您确定以什么为准：看“怎么办”，{how}", files)
    if has_roster:
        states = [standing.state for standing in found]
        back = sum(states.count(state) for state in _RETURNED)
        missing = states.count(State.MISSING)
        if back:
            yield Step(f"{back} 个单位的来件要退回改正后重报", chase)
        if missing:
            yield Step(f"{missing} 个单位什么也没有报来，要催报", chase)
    elif back := sum(filing.status in _RETURNED_FILES for filing in roll_up.filings):
        yield Step(f"{back} 份来件要退回改正后重报", files)
    if count := sum(f.to_explain for f in roll_up.filings if f.status is Status.TAKEN):
        yield Step(
            f"可以说明的 {count} 处还没有说明：请单位说明，或者问清后填“说明”",
            Place(ISSUES_SHEET, LIST_TOP, 0),
        )
    own = issues_of(verdict.findings, verdict.report.explanations) if roll_up.parts else ()
    if count := sum(issue.open for issue in own):
        yield Step(f"本级汇总数有 {count} 处要核对或说明", Place(CHECK_SHEET, 0, 0))
    if has_strangers(roll_up.member, intake) and (rows := intake.left_over.rows):
        text = f"{len(rows)} 个以前的决定这次用不上（留着，不必处理）"
        yield Step(text, Place(DECISIONS_SHEET, LIST_TOP, 0))


def _decisions(roll_up: RollUp, intake: Intake, plan: Plan) -> int:
    """Count what has to be decided about files of a roll-up; the whole has all that is left."""
    if has_strangers(roll_up.member, intake):
        return len(plan.decisions)
    mine = {filing.index for filing in roll_up.filings}
    return sum(any(f.index in mine for f in decision.files) for decision in plan.decisions)
