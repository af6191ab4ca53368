"""The workbook of a roll-up: the form with live sums over 明细, and what became of each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from xlsxwriter.worksheet import Worksheet

from xlreport.checking import Verdict
from xlreport.consolidation.book.completeness import Share, shares
from xlreport.consolidation.book.detail import detail_rows
from xlreport.consolidation.book.difference import draw_differences
from xlreport.consolidation.book.issues import draw_issues
from xlreport.consolidation.book.next_steps import next_steps
from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.book.overview import draw_overview
from xlreport.consolidation.book.received_sheet import draw_files, draw_waiting
from xlreport.consolidation.book.standing_sheets import (
    draw_chase_list,
    draw_shares,
    draw_standings,
)
from xlreport.consolidation.earlier.rerun import OldBook, Shown, waiting
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Standing
from xlreport.consolidation.sums.same_units import same_units
from xlreport.consolidation.sums.tree import RollUp, has_strangers, members_of
from xlreport.consolidation.units.workbook_links import WorkbookLinks
from xlreport.edition.layout import FILES_SHEET, INTAKE_SHEET
from xlreport.issue import Issue, issues_of
from xlreport.sheets.computed import computed_of
from xlreport.sheets.detail import column_links, draw_detail, sum_formulas
from xlreport.sheets.reasons import ReasonRow, draw_reasons
from xlreport.sheets.settings import draw_settings
from xlreport.template import write_workbook
from xlreport.template.canvas import Canvas


def write_city(
    roll_up: RollUp,
    verdict: Verdict,
    open_files: OpenFiles,
    path: Path,
    old: OldBook | None = None,
    books: Mapping[str, Path] = MappingProxyType({}),
    below: int = 0,
) -> None:
    """Write the workbook of a roll-up.

    :param verdict: what the rules say of the roll-up, as its workbook is to show it.
    :param open_files: what came in, where the units stand, and which files ask for something.
    :param old: the workbook that it replaces.
    :param books: the paths of all roll-ups, by the identities of their units.
    :param below: how many findings about the sums of those below it are open.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    :raises Contradiction: if the second judgement of the figures came out otherwise; so, too.
    """
    city = _City(roll_up, verdict, open_files, old, WorkbookLinks(path, books), below)
    formulas = sum_formulas(roll_up.report.edition, len(roll_up.parts))
    macros = path.suffix.lower() == ".xlsm"
    write_workbook(
        verdict,
        path,
        formulas,
        city.draw,
        opening=city.draw_front,
        macros=macros,
        approve=open_files.intake.second.demand_agreement,
    )


@dataclass(frozen=True)
class _City:
    """Draws what a roll-up has besides the form."""

    roll_up: RollUp
    verdict: Verdict
    open_files: OpenFiles
    old: OldBook | None
    links: WorkbookLinks
    below: int

    @property
    def intake(self) -> Intake:
        """What came in."""
        return self.open_files.intake

    @cached_property
    def standings(self) -> Sequence[Standing]:
        """Where the units at and below its unit stand."""
        roster = self.intake.choices.roster
        members = members_of(self.roll_up, roster) if roster else {}
        return [each for each in self.open_files.plan.standings if each.member.identity in members]

    @cached_property
    def shares(self) -> Sequence[Share]:
        """How many of them have reported."""
        roster = self.intake.choices.roster
        return shares(self.standings, roster) if roster else ()

    def draw_front(self, canvas: Canvas) -> Worksheet:
        """Draw the sheet on which the workbook opens."""
        canvas.origins = column_links(self.roll_up.report.edition)
        steps = [
            *next_steps(self.roll_up, self.verdict, self.open_files, self.standings, self.below)
        ]
        same = same_units(self.roll_up, self.intake)
        up = self.links.above(self.roll_up.member, self.intake.choices.roster)
        return draw_overview(canvas, self.roll_up, self.shares, same, steps, up)

    def draw(self, canvas: Canvas) -> None:
        """Draw the lists."""
        roll_up, intake = self.roll_up, self.intake
        folder = self.links.folder
        canvas.computed = computed_of(roll_up.report)
        name, roster = FILES_SHEET, intake.choices.roster
        if roster is None:
            name = INTAKE_SHEET
        else:
            draw_shares(canvas, self.shares, intake.choices, self.links)
            draw_standings(canvas, self.standings, self.shares[0], intake, self.links)
            unknown = self.open_files.of_nobody(roll_up.filings)
            draw_chase_list(canvas, self.standings, roster, len(unknown))
        draw_files(
            *(canvas, roll_up.filings, name, intake, folder),
            decides=roll_up.is_top,
            top=self.links.highest(roll_up.member, roster),
        )
        draw_issues(canvas, roll_up.filings, intake, folder, decides=roll_up.is_top)
        if has_strangers(roll_up.member, intake):
            draw_waiting(canvas, intake)
        if self.old is not None:
            draw_reasons(canvas, _waiting(roll_up, self.verdict, intake, self.old))
        draw_differences(canvas, roll_up, intake)
        if roll_up.is_top:
            draw_settings(canvas, intake.choices.settings.shown(self.links.path))
        draw_detail(canvas, detail_rows(roll_up, self.links))


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
