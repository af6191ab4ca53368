"""Whose report of last year is whose: by code, by name where that leaves no doubt.

Where there is doubt, a person is told what settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from xlreport.consolidation.units.members import NOBODY, Member, Roster
from xlreport.consolidation.units.succession import Succession
from xlreport.consolidation.units.whose import on_cover
from xlreport.consolidation.years.merged_reports import merged_report
from xlreport.reading import Refused
from xlreport.report import Report, ReportKind, Unit


@dataclass(frozen=True)
class LastYear:
    """A report of last year; ``parent`` is the unit in whose roll-up it is a row.

    ``whole`` says that the report is a workbook of its own, with its texts.
    """

    report: Report
    parent: Unit | None = None
    whole: bool = False


class LastYearDoubt(StrEnum):
    """Why nothing was taken for a unit; the value is what a person is told."""

    NONE = ""
    CODE = "上年只有代码不同的同名单位"
    NAME = "上年有几个同名的单位，或者今年有几个单位叫这个名称"
    TORN = "上年有一份报表，代码是一个单位的，名称是另一个单位的"
    COVER = "封面的代码是一个单位的，名称是另一个单位的"
    VERSIONS = "上年有几份数字不同的报表"
    SPLIT = "由上年的单位拆分而来，上年数怎样分，须由人定"
    MERGED = "由几个单位合并而来，其中有的没有找到上年报表"
    EDITIONS = "由几个单位合并而来，它们上年用的格式不同"


@dataclass(frozen=True, slots=True)
class LastYearAnswer:
    """Last year's report of a unit, or the doubt for which a person has to say which it is."""

    report: Report | None = None
    doubt: LastYearDoubt = LastYearDoubt.NONE
    candidates: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Previous:
    """Reports of an earlier year by unit; ``refused`` are the files that could not be read.

    ``roster`` tells apart the units that are called the same; ``workbooks`` counts the files.
    """

    found: tuple[LastYear, ...]
    refused: tuple[Refused, ...] = ()
    roster: Roster = NOBODY
    workbooks: int = 0
    _by_code: dict[tuple[str, int], list[LastYear]] = field(default_factory=dict)
    _by_name: dict[tuple[str, int], list[LastYear]] = field(default_factory=dict)
    _torn: dict[tuple[str, int], list[LastYear]] = field(default_factory=dict)
    _successions: dict[int, Succession] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the reports; one whose code and name are two units' is certain for neither."""
        for each in self.found:
            unit, year = each.report.unit, each.report.year
            if torn := self._torn_between(unit):
                for member in torn:
                    self._torn.setdefault((member.identity, year), []).append(each)
                continue
            if unit.code:
                self._by_code.setdefault((unit.code, year), []).append(each)
            self._by_name.setdefault((unit.name, year), []).append(each)

    def _torn_between(self, unit: Unit) -> tuple[Member, ...]:
        """Return the units on the roster of which one has a code and others a name."""
        meant = on_cover(self.roster, unit) if unit.code in self.roster.members else ()
        return meant if len(meant) > 1 else ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """All reports."""
        return tuple(each.report for each in self.found)

    def of(self, unit: Unit, year: int, kind: ReportKind = ReportKind.OWN) -> Report | None:
        """Return a unit's report of a year, ``None`` if there is none or it is in doubt."""
        return self.answer(unit, year, kind).report

    def answer(self, unit: Unit, year: int, kind: ReportKind = ReportKind.OWN) -> LastYearAnswer:
        """Return a unit's report of a year, or why it is in doubt.

        A unit is found by its code; by its name only where the name is alone under the parent in
        whose roll-up it was.  The sum of the units below is nobody's own report.
        """
        if self._torn_between(unit):
            return LastYearAnswer(None, LastYearDoubt.COVER)
        if (member := self.roster.match(unit)) is not None:
            return self.of_member(member, year, kind)
        return self._answer(unit.code, unit.name, None, year, kind)

    def of_member(
        self, member: Member, year: int, kind: ReportKind = ReportKind.OWN
    ) -> LastYearAnswer:
        """Return the same as :meth:`answer` for a unit on the roster.

        Of a unit that others went into since, it is the sum of them all.
        """
        own, since = self._of_itself(member, year, kind), self._since(year)
        if parts := [self._of_itself(each, year, kind) for each in since.split_into(member)]:
            told = [each.report for each in parts if each.report]
            return _doubtful_reports(LastYearDoubt.SPLIT, told) if told else own
        came, left = since.merged_into(member), list[Member]()
        if kind is ReportKind.CONSOLIDATED:
            moved, left, partly = since.moves(member)
            came = [each for each in came if member.identity not in self.roster.above(each)] + moved
            if partly:
                return _doubtful_reports(LastYearDoubt.SPLIT, [own.report] if own.report else [])
        return self._merged(member, own, came, left, year, kind) if came or left else own

    def _of_itself(self, member: Member, year: int, kind: ReportKind) -> LastYearAnswer:
        return self._answer(member.code, member.name, member, year, kind)

    def _since(self, year: int) -> Succession:
        """Return who went into whom in the year after."""
        if year not in self._successions:
            self._successions[year] = Succession(self.roster, year + 1)
        return self._successions[year]

    def _merged(
        self,
        member: Member,
        own: LastYearAnswer,
        came: Sequence[Member],
        left: Sequence[Member],
        year: int,
        kind: ReportKind,
    ) -> LastYearAnswer:
        """Return the sum of a unit and of those that came to it, less those that left it."""
        answers = {each.identity: self._of_itself(each, year, kind) for each in (*came, *left)}
        if member.reports_in(year):
            answers[member.identity] = own
        if doubt := next((each for each in answers.values() if each.doubt), None):
            return doubt
        told = [each.report for each in answers.values() if each.report]
        if not told:
            return LastYearAnswer()
        lacking = {identity for identity, each in answers.items() if each.report is None}
        if kind is ReportKind.OWN:
            # A report of its own is not awaited of a unit that has others below it.
            lacking -= self.roster.children.keys()
        if lacking:
            return _doubtful_reports(LastYearDoubt.MERGED, told)
        unit = Unit(member.name, member.code, own.report.unit.level if own.report else "")

        def reports(members: Sequence[Member]) -> list[Report]:
            return [r for each in members if (r := answers[each.identity].report)]

        try:
            return LastYearAnswer(merged_report(unit, own.report, reports(came), reports(left)))
        except ValueError:
            return _doubtful_reports(LastYearDoubt.EDITIONS, told)

    def _answer(
        self, code: str, name: str, member: Member | None, year: int, kind: ReportKind
    ) -> LastYearAnswer:
        by_code = _of_kind(self._by_code.get((code, year), ()) if code else (), kind)
        # A code of last year may be that of another unit on this year's roster.
        known = self.roster.members
        found = _of_kind(self._by_name.get((name, year), ()), kind)
        codes = ((each.report.unit.code, each) for each in found)
        named = [each for was, each in codes if was == code or was not in known]
        if by_code and named and all(each.report.unit.name != name for each in by_code):
            # The code was given to one report and the name to another.
            return _doubtful(LastYearDoubt.TORN, [*by_code, *named])
        if by_code:
            return _one_of(by_code)
        identity = member.identity if member else code or name
        if torn := _of_kind(self._torn.get((identity, year), ()), kind):
            return _doubtful(LastYearDoubt.TORN, torn)
        same = [each for each in named if not (code and each.report.unit.code)]
        if not same:
            return _doubtful(LastYearDoubt.CODE, named) if named else LastYearAnswer()
        meant = self._alone(name, member, same)
        return _one_of(meant) if meant else _doubtful(LastYearDoubt.NAME, same)

    def added_to(self, report: Report, unit: Unit) -> Report:
        """Return a report with the figures and texts of a unit of the year before, if any.

        :param unit: whose report it is: by a person's decision, otherwise by its cover.
        """
        found = self.of(unit, report.year - 1, report.kind)
        return report.with_last(found) if found else report

    def _alone(
        self, name: str, member: Member | None, found: Sequence[LastYear]
    ) -> Sequence[LastYear]:
        """Return the reports of the one unit that a name can mean; none if there may be others."""
        if member is None:
            parents = {each.parent.identity for each in found if each.parent is not None}
            return found if len(parents) <= 1 and _of_one_code(found) else ()
        rows = [each for each in found if each.parent is not None]
        mine = [each for each in rows if self._ancestor(member, each.parent)]
        if rows and not mine:
            return ()  # last year it was under somebody else
        above = self._ancestor(member, mine[0].parent) if mine else None
        within = self.roster.under(above) if above else self.roster.members.values()
        alone = sum(each.name == name for each in within) == 1
        return (mine or found) if alone and _of_one_code(mine or found) else ()

    def _ancestor(self, member: Member, unit: Unit | None) -> str | None:
        """Return the identity of the body above a member that a unit is."""
        if unit is None:
            return None
        at: Member | None = member
        while at is not None:
            if (at.code and at.code == unit.code) or at.name == unit.name:
                return at.identity
            at = self.roster.parent_of(at)
        return None


def _of_kind(found: Iterable[LastYear], kind: ReportKind) -> list[LastYear]:
    """Return the reports that a report of a kind continues.

    A unit's own report continues its own; a roll-up a roll-up, or what the unit itself stated
    where there was none.
    """
    found = list(found)
    of_kind = [each for each in found if each.report.kind is kind]
    return of_kind or (found if kind is ReportKind.CONSOLIDATED else [])


def _of_one_code(found: Iterable[LastYear]) -> bool:
    return len({each.report.unit.code for each in found} - {""}) <= 1


def _one_of(found: Sequence[LastYear]) -> LastYearAnswer:
    """Return the report that counted: what the row of a roll-up says, with its texts if possible.

    Without such a row, all workbooks have to say the same.
    """
    whole = [each.report for each in found if each.whole]
    rows = [each.report for each in found if not each.whole]
    said = rows or whole
    if any(report.values != said[0].values for report in said):
        return _doubtful(LastYearDoubt.VERSIONS, found)
    return LastYearAnswer(next((each for each in whole if each.values == said[0].values), said[0]))


def _doubtful(doubt: LastYearDoubt, found: Iterable[LastYear]) -> LastYearAnswer:
    return _doubtful_reports(doubt, [each.report for each in found])


def _doubtful_reports(doubt: LastYearDoubt, found: Iterable[Report]) -> LastYearAnswer:
    return LastYearAnswer(None, doubt, tuple(found))


_FILL_IN = "请在该单位工作簿的“上年数据”中手工填写它上年的数"


def advice_on(doubt: LastYearDoubt, again: str, fill_in: str = "") -> str:
    """Say what settles a doubt, in Chinese, without the full stop.

    :param doubt: why nothing was taken; :attr:`Doubt.NONE` where there is no report at all.
    :param again: what is done once it is settled, as 重新汇总.
    :param fill_in: how figures that nobody can look up are given, if not in the unit's workbook.
    """
    fill_in = fill_in or f"{_FILL_IN}，再{again}"
    match doubt:
        case LastYearDoubt.NONE | LastYearDoubt.SPLIT | LastYearDoubt.EDITIONS:
            return fill_in
        case LastYearDoubt.CODE:
            told = f"请核对今年和上年的单位代码，改正写错的再{again}"
            return f"{told}；确是另一个单位的，{fill_in}"
        case LastYearDoubt.NAME:
            return f"请在名册和上年报表中都写明单位代码，再{again}；分不清的，{fill_in}"
        case LastYearDoubt.TORN:
            told = "请在上年汇总簿“收到的文件”的“对应单位”中选定它是哪个单位的"
            return f"{told}（单个报表请改正封面），再{again}"
        case LastYearDoubt.COVER:
            return f"请改正封面上的单位代码或者名称，再{again}"
        case LastYearDoubt.VERSIONS:
            return f"请用 --previous 只给出应当采用的那一份，再{again}"
        case LastYearDoubt.MERGED:
            return f"请用 --previous 补上缺少的上年报表，再{again}；补不上的，{fill_in}（合计数）"
        case _:
            assert_never(doubt)
