"""The roll-ups of an intake: one for each unit that has others under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlreport.consolidate.figures import Vector, report_of, total
from xlreport.consolidate.filing import Filing, Status
from xlreport.consolidate.intake import Intake
from xlreport.consolidate.registers import Registers, joined
from xlreport.consolidate.roster import Member, Roster
from xlreport.report import Report, ReportKind, Unit


@dataclass(frozen=True)
class Part:
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
    concern it or units below; ``stated`` is the roll-up that the unit filed itself.
    """

    unit: Unit
    member: Member | None
    parts: tuple[Part, ...]
    report: Report
    vector: Vector
    filings: tuple[Filing, ...]
    stated: Filing | None = None

    @property
    def reports(self) -> int:
        """How many units' own reports are in it."""
        return sum(part.reports for part in self.parts)


def roll_up(intake: Intake, unit: Unit) -> list[RollUp]:
    """Return the roll-up of every parent on the roster, each after those below it.

    Without a roster there is one, of ``unit``.

    :raises ValueError: if no file is taken.
    """
    if intake.edition is None:
        raise ValueError("没有一份报表可以汇总")
    if intake.choices.roster is not None:
        return list(_Tree(intake, intake.choices.roster).grow())
    parts = tuple(_part(intake, filing) for filing in intake.of(Status.TAKEN))
    return [_sum(intake, unit, None, parts, intake.filings)]


def set_aside_totals(intake: Intake) -> Intake:
    """Keep the roll-ups that parents filed out of sums in which the units below are already."""
    roster = intake.choices.roster
    if roster is None:
        return intake
    own = {f.member for f in intake.of(Status.TAKEN) if not _is_stated_total(f, roster)}
    filings = [
        filing.turned(
            Status.DIFFERENCE,
            "下级单位的报表已经汇总，这份合计不再相加",
            "请看“差额表”中与汇总数的差别。",
        )
        if filing.status is Status.TAKEN
        and _is_stated_total(filing, roster)
        and any(m.identity in own for m in roster.under(filing.member))
        else filing
        for filing in intake.filings
    ]
    return replace(intake, filings=tuple(filings))


def _is_stated_total(filing: Filing, roster: Roster) -> bool:
    return filing.kind is ReportKind.CONSOLIDATED and filing.member in roster.children


def _part(intake: Intake, filing: Filing) -> Part:
    if intake.figures is None:
        raise ValueError("没有一份报表可以汇总")
    return Part(filing.unit, intake.figures.row(filing.index), filing)


def _sum(
    intake: Intake,
    unit: Unit,
    member: Member | None,
    parts: tuple[Part, ...],
    filings: Sequence[Filing],
    stated: Filing | None = None,
) -> RollUp:
    if intake.edition is None:
        raise ValueError("没有一份报表可以汇总")
    vector = total([part.vector for part in parts])
    registers = joined(intake.edition, ((part.unit.name, part.registers) for part in parts))
    report = report_of(vector, registers, intake.edition, intake.year, unit)
    previous = intake.choices.previous
    if previous and (last_year := previous.of(unit, intake.year - 1, report.kind)):
        report = report.with_last(last_year)
    return RollUp(unit, member, parts, report, vector, tuple(filings), stated)


class _Tree:
    """Grows the roll-ups from the leaves of a roster."""

    def __init__(self, intake: Intake, roster: Roster) -> None:
        self.intake = intake
        self.roster = roster
        self.by_member: dict[str, list[Filing]] = {}
        for filing in intake.filings:
            self.by_member.setdefault(filing.member, []).append(filing)
        self.grown: dict[str, RollUp] = {}

    def grow(self) -> Iterator[RollUp]:
        roots = self.roster.children.get("", ())
        for member in self.roster.parents():
            filings = [f for m in self.roster.under(member.identity) for f in self._files(m)]
            if member == roots[0]:
                # Files of nobody on the roster are shown where the whole is.
                filings += self.by_member.get("", [])
            parts = tuple(self._parts(member))
            if parts:
                unit = self._unit(member)
                stated = next(
                    (f for f in self._files(member) if f.status is Status.DIFFERENCE), None
                )
                grown = _sum(self.intake, unit, member, parts, filings, stated)
                self.grown[member.identity] = grown
                yield grown

    def _files(self, member: Member) -> list[Filing]:
        return self.by_member.get(member.identity, [])

    def _parts(self, member: Member) -> Iterator[Part]:
        yield from self._own(member)
        for child in self.roster.children.get(member.identity, ()):
            if not child.reports_in(self.intake.year):
                continue
            below = self.grown.get(child.identity)
            if below:
                yield Part(below.unit, below.vector, below=below)
            elif child.identity not in self.roster.children:
                yield from self._own(child)

    def _own(self, member: Member) -> Iterator[Part]:
        for filing in self._files(member):
            if filing.status is Status.TAKEN:
                yield _part(self.intake, filing)

    def _unit(self, member: Member) -> Unit:
        if self.intake.edition is None:
            raise ValueError("没有一份报表可以汇总")
        level = next((f.unit.level for f in self._files(member) if f.unit.level), "")
        return Unit(
            member.name, member.code, level or self.intake.edition.suggest_level(member.name)
        )


def members_of(roll_up_: RollUp, roster: Roster) -> Mapping[str, Member]:
    """Return the members on the roster at and below a roll-up's unit, by identity."""
    if roll_up_.member is None:
        return {}
    return {member.identity: member for member in roster.under(roll_up_.member.identity)}
