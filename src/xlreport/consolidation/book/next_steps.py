"""What is to be done next about a roll-up: the open points, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlreport.checking import Verdict
from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.incoming.filing import Filing, pending
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement, Standing
from xlreport.consolidation.incoming.states import State
from xlreport.consolidation.sums.tree import RollUp, has_strangers
from xlreport.edition import Place
from xlreport.edition.layout import (
    CHASE_SHEET,
    CHECK_SHEET,
    FILES_SHEET,
    INTAKE_SHEET,
    ISSUES_SHEET,
    PROGRESS_SHEET,
)
from xlreport.finding import EXPLAIN, MEND
from xlreport.issue import issues_of
from xlreport.sheets.lists import LIST_TOP

_RETURNED = (State.REFUSED, State.UNREADABLE, State.WRONG_PERIOD)


class Step(NamedTuple):
    """An open point, and the place where it is to be seen to."""

    text: str
    place: Place


def next_steps(
    roll_up: RollUp,
    verdict: Verdict,
    open_files: OpenFiles,
    found: Sequence[Standing],
    below: int = 0,
) -> Iterator[Step]:
    """Yield what is to be done, the most urgent first.

    :param open_files: which files somebody has to do something about.
    :param found: where the units stand that are at or below the unit of the roll-up.
    :param below: how many findings about the sums of those below it are open.
    """
    intake, plan = open_files.intake, open_files.plan
    has_roster = intake.choices.roster is not None
    files = Place(FILES_SHEET if has_roster else INTAKE_SHEET, LIST_TOP, 0)
    chase = Place(CHASE_SHEET, LIST_TOP, 0)
    if count := _decisions(roll_up, intake, plan):
        how = "填“处理”或“对应单位”" if roll_up.is_top else "在上级的汇总簿中决定"
        yield Step(f"{count} 处要您确定以什么为准：看“怎么办”，{how}", files)
    if back := [standing for standing in found if standing.state in _RETURNED]:
        yield Step(f"{len(back)} 个单位的来件要退回改正后重报", chase)
    if missing := sum(standing.state is State.MISSING for standing in found):
        lost = len(open_files.of_nobody(roll_up.filings))
        told = f"名下没有来件：先弄清 {lost} 份来件是哪个单位的，再催报"
        told = told if lost else "什么也没有报来，要催报"
        yield Step(f"{missing} 个单位{told}", chase)
    if count := len(_others(roll_up, open_files, back)):
        told = "另有 {} 份来件要处理：看“怎么办”" if has_roster else "{} 份来件要退回改正后重报"
        yield Step(told.format(count), files)
    mend, explain = pending(roll_up.filings)
    if mend or explain:
        where = "" if roll_up.is_top else "在上级的汇总簿中"
        how = f"请单位改正或说明，或者问清后{where}填“说明”"
        text = f"{MEND} {mend} 处，{EXPLAIN}而没有说明 {explain} 处：{how}"
        yield Step(text, Place(ISSUES_SHEET, LIST_TOP, 0))
    refused = intake.choices.previous.refused if intake.choices.previous else ()
    if roll_up.is_top and refused:
        text = f"{len(refused)} 份上年报表读不了：请换成能读的，或者不再用 --previous 给出"
        yield Step(text, files)
    own = issues_of(verdict.findings, verdict.report.explanations) if roll_up.parts else ()
    if count := sum(issue.open for issue in own):
        yield Step(f"本级汇总数有 {count} 处要核对或说明", Place(CHECK_SHEET, 0, 0))
    if below:
        text = f"下级汇总数有 {below} 处要核对或说明：看下级的汇总簿"
        yield Step(text, Place(PROGRESS_SHEET, LIST_TOP, 0))


def _others(roll_up: RollUp, open_files: OpenFiles, back: Sequence[Standing]) -> Sequence[Filing]:
    """Return the files that ask for something which neither a decision nor a unit stands for."""
    mine = {filing.index for filing in roll_up.filings}
    decided = {filing.index for decision in open_files.plan.decisions for filing in decision.files}
    told = {standing.member.identity for standing in back}
    return [
        filing
        for filing in open_files.files
        if filing.index in mine - decided and told.isdisjoint(filing.concerns)
    ]


def _decisions(roll_up: RollUp, intake: Intake, plan: Placement) -> int:
    """Count what has to be decided about files of a roll-up; the whole has all that is left."""
    if has_strangers(roll_up.member, intake):
        return len(plan.decisions)
    mine = {filing.index for filing in roll_up.filings}
    return sum(any(f.index in mine for f in decision.files) for decision in plan.decisions)
