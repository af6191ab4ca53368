"""The workbook of a roll-up: the form with live sums over 明细, and what became of each file."""

from __future__ import annotations

from pathlib import Path

from xlreport.check import Verdict
from xlreport.consolidate.completeness import shares
from xlreport.consolidate.detail import detail_rows
from xlreport.consolidate.difference import draw_differences
from xlreport.consolidate.intake import Intake
from xlreport.consolidate.issues import draw_issues
from xlreport.consolidate.overview import draw_overview
from xlreport.consolidate.placement import Plan
from xlreport.consolidate.standing_sheets import (
    draw_chase_list,
    draw_files,
    draw_standings,
)
from xlreport.consolidate.tree import RollUp, members_of
from xlreport.edition.layout import FILES_SHEET, INTAKE_SHEET
from xlreport.sheets.detail import draw_detail, sum_formulas
from xlreport.template import write_workbook
from xlreport.template.canvas import Canvas


def write_city(roll_up: RollUp, verdict: Verdict, intake: Intake, plan: Plan, path: Path) -> None:
    """Write the workbook of a roll-up.

    :param verdict: what the rules say of the roll-up.
    :param plan: where the units stand.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    folder = path.parent

    def more_sheets(canvas: Canvas) -> None:
        roster = intake.choices.roster
        if roster is None:
            draw_overview(canvas, roll_up, ())
            draw_files(canvas, roll_up.filings, INTAKE_SHEET)
        else:
            members = members_of(roll_up, roster)
            found = [s for s in plan.standings if s.member.identity in members]
            draw_overview(canvas, roll_up, shares(found, roster))
            draw_standings(canvas, found, roster, intake.choices)
            draw_chase_list(canvas, found, roster)
            draw_files(canvas, roll_up.filings, FILES_SHEET)
        draw_issues(canvas, roll_up.filings, folder)
        draw_differences(canvas, roll_up, intake)
        draw_detail(canvas, detail_rows(roll_up))

    formulas = sum_formulas(roll_up.report.edition, len(roll_up.parts))
    write_workbook(verdict, path, formulas, more_sheets)
