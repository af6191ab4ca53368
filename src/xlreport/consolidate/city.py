"""The workbook of a roll-up: the form with live sums over 明细, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.check import Verdict
from xlreport.consolidate.completeness import shares
from xlreport.consolidate.detail import detail_rows
from xlreport.consolidate.difference import draw_differences
from xlreport.consolidate.intake import Intake
from xlreport.consolidate.issues import draw_issues
from xlreport.consolidate.overview import draw_overview
from xlreport.consolidate.placement import Plan
from xlreport.consolidate.received_sheet import draw_files, draw_waiting
from xlreport.consolidate.rerun import OldBook, Shown, waiting
from xlreport.consolidate.standing_sheets import (
    draw_chase_list,
    draw_standings,
)
from xlreport.consolidate.tree import RollUp, has_strangers, members_of
from xlreport.edition.layout import FILES_SHEET, INTAKE_SHEET
from xlreport.issue import Issue, issues_of
from xlreport.sheets.computed import computed_of
from xlreport.sheets.detail import draw_detail, sum_formulas
from xlreport.sheets.reasons import ReasonRow, draw_reasons
from xlreport.sheets.settings import draw_settings
from xlreport.template import write_workbook
from xlreport.template.canvas import Canvas


def write_city(
    roll_up: RollUp,
    verdict: Verdict,
    intake: Intake,
    plan: Plan,
    path: Path,
    old: OldBook | None = None,
) -> None:
    """Write the workbook of a roll-up.

    :param verdict: what the rules say of the roll-up, as its workbook is to show it.
    :param plan: where the units stand.
    :param old: the workbook that it replaces.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    folder = path.parent
    is_top = roll_up.member is None or not roll_up.member.parent

    def more_sheets(canvas: Canvas) -> None:
        canvas.computed = computed_of(roll_up.report)
        roster = intake.choices.roster
        if roster is None:
            draw_overview(canvas, roll_up, ())
            draw_files(canvas, roll_up.filings, INTAKE_SHEET, intake, folder, decides=True)
        else:
            members = members_of(roll_up, roster)
            found = [s for s in plan.standings if s.member.identity in members]
            draw_overview(canvas, roll_up, shares(found, roster))
            draw_standings(canvas, found, roster, intake.choices)
            draw_chase_list(canvas, found, roster)
            draw_files(canvas, roll_up.filings, FILES_SHEET, intake, folder, decides=is_top)
        draw_issues(canvas, roll_up.filings, intake, folder, decides=is_top)
        if has_strangers(roll_up.member, intake):
            draw_waiting(canvas, intake)
        if old is not None:
            draw_reasons(canvas, _waiting(roll_up, verdict, intake, old))
        draw_differences(canvas, roll_up, intake)
        if is_top:
            draw_settings(canvas, intake.choices.settings.shown(path))
        draw_detail(canvas, detail_rows(roll_up))

    formulas = sum_formulas(roll_up.report.edition, len(roll_up.parts))
    macros = path.suffix.lower() == ".xlsm"
    write_workbook(verdict, path, formulas, more_sheets, macros=macros)


def _waiting(
    roll_up: RollUp, verdict: Verdict, intake: Intake, old: OldBook
) -> Sequence[ReasonRow]:
    """Return the reasons in the old workbook that have nothing to excuse this time."""
    of_files = [
        _shown(filing.unit.identity, issue) for filing in roll_up.filings for issue in filing.issues
    ]
    report = verdict.report
    own = issues_of(verdict.findings, report.explanations)
    of_itself = [_shown(report.unit.identity, issue) for issue in own]
    present = [filing.unit.identity for filing in roll_up.filings]
    return waiting(old, (*of_files, *of_itself), present, intake.choices.earlier)


def _shown(identity: str, issue: Issue) -> Shown:
    return identity, issue.finding.clause, issue.finding.fingerprint, issue.reason
