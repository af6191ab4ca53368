"""Whose last year's figures are in doubt: a decision at each unit that has none of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlreport.consolidation.incoming.decision import Decision, DecisionKind
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.years.last_year import LastYearAnswer, advice_on

_FEW = 3
_AGAIN = "重新汇总"


def doubts_about_last_year(intake: Intake) -> Iterator[Decision]:
    """Yield a decision for each report that is taken and could not be held against last year.

    Who has filled in last year's figures in the workbook itself has decided.
    """
    previous, roster = intake.choices.previous, intake.choices.roster
    if previous is None:
        return
    for filing in intake.of(Status.TAKEN):
        columns = [filing.form.numbers[f"last.{key}"] for key in filing.form.last_keys]
        if not columns or not intake.row(filing).missing[columns].all():
            continue
        if roster is not None:
            member = roster.members[filing.member]
            answer = previous.of_member(member, intake.year - 1, filing.kind)
        else:
            answer = previous.answer(filing.unit, intake.year - 1, filing.kind)
        if answer.doubt:
            yield _decision(filing, answer)


def _decision(filing: Filing, answer: LastYearAnswer) -> Decision:
    names = list(dict.fromkeys(Path(each.source).name for each in answer.candidates))
    more = "等" if len(names) > _FEW else ""
    told = "、".join(f"“{name}”" for name in names[:_FEW])
    where = f"（{told}{more}）" if told else ""
    return Decision(
        DecisionKind.PREVIOUS,
        filing.unit.name,
        filing.unit.code,
        (filing,),
        f"{answer.doubt.value}{where}，没有核对与上年的衔接",
        f"{advice_on(answer.doubt, _AGAIN)}。",
    )
