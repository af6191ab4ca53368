"""The roll-ups of an intake: one for each unit that has others under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlreport.consolidation.figures import Figures, Registers, Vector, joined, report_of, total
from xlreport.consolidation.incoming.doubts import doubts_about_last_year
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.kept_decisions import decisions_on_changed
from xlreport.consolidation.incoming.placement import Placement, placed
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.levels import level_of
from xlreport.consolidation.units.members import NOBODY, Member, Roster
from xlreport.edition import Edition
from xlreport.report import Report, ReportKind, Unit
from xlreport.sequences import grouped


@dataclass(frozen=True)
class RollUpRow:
    """One row of a roll-up: a unit's own report, or the roll-up of a unit below."""

    unit: Unit
    vector: Vector
    filing: Filing | None = None
    below: RollUp | None = None

    @property
    def reports(self) -> int:
        """How many units' own reports are in it."""
        return self.below.reports if self.below else 1

    @property
    def registers(self) -> Registers:
        """The entries of its registers."""
        if self.below is not None:
            return self.below.report.registers
        return self.filing.registers if self.filing is not None else {}


@dataclass(frozen=True)
class RollUp:
    """The report of ``unit`` as the sum of ``parts``.

    ``member`` is the unit on the roster, if there is one.  ``filings`` are all files that
    concern it or units below; ``stated`` is the total that the unit filed itself, where it is
    only compared.
    """

    unit: Unit
    member: Member | None
    parts: tuple[RollUpRow, ...]
    report: Report
    vector: Vector
    filings: tuple[Filing, ...]
    stated: Filing | None = None

    @property
    def holder(self) -> str:
        """The identity of its unit on the roster, empty without one."""
        return self.member.identity if self.member else ""

    @property
    def is_top(self) -> bool:
        """Whether no other is above it: decisions are taken in its workbook."""
        return self.member is None or not self.member.parent

    @property
    def reports(self) -> int:
        """How many units' own reports are in it."""
        return sum(part.reports for part in self.parts)


def placed_of(intake: Intake) -> Placement:
    """Return where the reports of an intake are added up, and where the units stand.

    :param intake: the files that came in.
    """
    choices = intake.choices
    return placed(
        choices.roster,
        intake.filings,
        intake.year,
        choices.deadline,
        intake.in_totals,
        (
            *intake.about_totals,
            *doubts_about_last_year(intake),
            *decisions_on_changed(intake.left_over, intake.filings),
        ),
    )


def roll_up(intake: Intake, plan: Placement, unit: Unit) -> list[RollUp]:
    """Return the roll-up of every holder of a plan, each after those below it, the roots last.

    Without a roster there is one, of ``unit``.

    :param intake: the files that came in.
    :param plan: where they are added up, by :func:`placed_of`.
    :param unit: whose sum it is, without a roster.
    :raises ValueError: if there is no edition: no file is taken, and there is no roster.
    """
    if intake.figures is None:
        raise ValueError("没有一份报表可以汇总")
    edition = intake.figures.edition
    grown: dict[str, RollUp] = {}
    files = _Files(intake)
    for holder in plan.holders:
        parts = tuple(_parts(intake, plan, holder, grown))
        member = intake.choices.roster.members[holder] if intake.choices.roster else None
        of = files.unit_of(member, edition) if member else unit
        grown[holder] = _sum(intake, edition, of, member, parts, files)
    return list(grown.values())


class _Files:
    """The files by the unit that they concern."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.roster = intake.choices.roster or NOBODY
        self.by_unit = grouped(
            (identity, filing) for filing in intake.filings for identity in filing.concerns or ("",)
        )

    def of(self, member: Member) -> list[Filing]:
        return self.by_unit.get(member.identity, [])

    def in_workbook(self, member: Member | None) -> tuple[Filing, ...]:
        """Return the files to be listed in the workbook of a unit, each once."""
        if member is None:
            return self.intake.filings
        filings = [f for m in self.roster.under(member.identity) for f in self.of(m)]
        if has_strangers(member, self.intake):
            # Files of nobody on the roster are shown where the whole is.
            filings += self.by_unit.get("", [])
        return tuple({filing.index: filing for filing in filings}.values())

    def unit_of(self, member: Member, edition: Edition) -> Unit:
        known = level_of(self.roster, member, edition)
        said = (f.unit.level for f in self.of(member) if f.unit.level)
        level = known if member.level else next(said, known)
        return Unit(member.name, member.code, level)

    def stated(self, member: Member | None) -> Filing | None:
        """Return the total that a unit filed itself and that is only compared."""
        if member is None:
            return None
        own = (f for f in self.of(member) if f.member == member.identity)
        totals = (filing for filing in own if filing.kind is ReportKind.CONSOLIDATED)
        return next((filing for filing in totals if filing.status is Status.DIFFERENCE), None)


def _parts(
    intake: Intake, plan: Placement, holder: str, grown: Mapping[str, RollUp]
) -> Iterator[RollUpRow]:
    for part in plan.parts[holder]:
        if isinstance(part, int):
            filing = intake.filings[part]
            yield RollUpRow(filing.unit_on(intake.choices.roster), intake.row(filing), filing)
        elif grown[part].parts:
            below = grown[part]
            yield RollUpRow(below.unit, below.vector, below=below)


def _sum(
    intake: Intake,
    edition: Edition,
    unit: Unit,
    member: Member | None,
    parts: tuple[RollUpRow, ...],
    files: _Files,
) -> RollUp:
    vector = total([part.vector for part in parts]) if parts else Figures(edition, 1).row(0)
    registers = joined(edition, ((part.unit.name, part.registers) for part in parts))
    report = report_of(vector, registers, edition, intake.year, unit)
    if intake.choices.previous:
        report = intake.choices.previous.added_to(report, unit)
    filings = files.in_workbook(member)
    return RollUp(unit, member, parts, report, vector, filings, files.stated(member))


def has_strangers(member: Member | None, intake: Intake) -> bool:
    """Tell whether the workbook of a unit shows what is of nobody on the roster: the whole does.

    :param member: the unit on the roster, ``None`` without one.
    :param intake: the files that came in.
    """
    roster = intake.choices.roster
    return roster is None or member == roster.children[""][0]


def members_of(roll_up_: RollUp, roster: Roster) -> Mapping[str, Member]:
    """Return the members on the roster at and below a roll-up's unit, by identity.

    :param roll_up_: the roll-up.
    :param roster: the roster that it was made by.
    """
    if roll_up_.member is None:
        return {}
    return {member.identity: member for member in roster.under(roll_up_.member.identity)}
