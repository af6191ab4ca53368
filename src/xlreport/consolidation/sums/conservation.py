"""The law of conservation: what was taken is in the totals, once, and everything is accounted for.

Before anything is written the totals are added up a second way, straight from the figures of the
files that were taken, and the lists are held against each other.  Nothing here uses what placed
or added up the reports.  What does not agree is a fault of this program and no mistake of the
office's: nothing may be written then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.sums.tree import RollUp
from xlreport.consolidation.units.members import NOBODY, Member, Roster
from xlreport.errors import Contradiction
from xlreport.quantity import to_quanta
from xlreport.report import ReportKind, Unit
from xlreport.sequences import grouped, only

_FEW = 5
_T = TypeVar("_T")


def demand_conservation(
    paths: Collection[Path], intake: Intake, plan: Placement, roll_ups: Sequence[RollUp]
) -> None:
    """Let pass only what accounts for every file, unit and figure.

    :param paths: all files that were found.
    :raises Contradiction: if anything is lost, doubled, or in two lists that disagree.
    """
    taken = [filing for filing in intake.filings if filing.status is Status.TAKEN]
    claims = _Claims(intake)
    found = [
        *_files(paths, intake.filings),
        *_identities(intake, taken),
        *_paths(intake, taken, roll_ups),
        *_sums(intake, taken, roll_ups),
        *_units(intake, taken, plan),
        *_totals(intake, taken, plan, claims),
        *_doubled(claims, intake),
        *_last_years(intake, roll_ups),
    ]
    if found:
        raise Contradiction(found)


def _files(paths: Collection[Path], filings: Sequence[Filing]) -> Iterator[str]:
    """Every file found has one line, and no other file has."""
    lines, found = Counter(filing.path for filing in filings), set(paths)
    for path in _few([path for path in paths if not lines[path]]):
        yield f"文件“{path.name}”没有列出"
    wrong = [path for path, count in lines.items() if count > 1 or path not in found]
    for path in _few(wrong):
        yield f"文件“{path.name}”列出了 {lines[path]} 次，找到 {int(path in found)} 份"


def _identities(intake: Intake, taken: Sequence[Filing]) -> Iterator[str]:
    """A report is taken for the unit whose code it bears, or for which a person took it."""
    roster = intake.choices.roster or NOBODY
    for filing in taken:
        is_anothers = filing.unit.code in roster.members and filing.unit.code != filing.member
        if is_anothers and not filing.decided.unit:
            yield f"“{filing.name}”的代码是 {filing.unit.code}，却算作 {filing.member} 的报表"


def _paths(intake: Intake, taken: Sequence[Filing], roll_ups: Sequence[RollUp]) -> Iterator[str]:
    """Each taken report is part of one roll-up, and each roll-up of one above, up to a root."""
    direct = Counter(p.filing.index for r in roll_ups for p in r.parts if p.filing is not None)
    below = Counter(id(p.below) for r in roll_ups for p in r.parts if p.below is not None)
    expected = {filing.index for filing in taken}
    for filing in _few([f for f in intake.filings if direct[f.index] != (f.index in expected)]):
        yield f"“{filing.name}”（{filing.status.value}）被汇总了 {direct[filing.index]} 次"
    for each in roll_ups:
        if each.parts and below[id(each)] != (not each.is_top):
            yield f"“{each.unit.name}”的汇总数被上级汇总了 {below[id(each)]} 次"


def _sums(intake: Intake, taken: Sequence[Filing], roll_ups: Sequence[RollUp]) -> Iterator[str]:
    """The total of each root is the plain sum of the reports taken from the units below it."""
    roster = intake.choices.roster
    for root in (each for each in roll_ups if each.is_top):
        mine = [f for f in taken if roster is None or _root_of(f, roster) == root.member]
        if root.reports != len(mine):
            yield f"“{root.unit.name}”的汇总数含 {root.reports} 份，应含 {len(mine)} 份"
        expected = _added(intake, mine)
        stated = {key: to_quanta(value) for key, value in root.report.values.items()}
        for name in _few([n for n, quanta in expected.items() if stated.get(n) != quanta]):
            yield (
                f"“{root.unit.name}”的 {name} 汇总数是 {stated.get(name)}，"
                f"逐份相加是 {expected[name]}（单位：百万分之一）"
            )


def _added(intake: Intake, filings: Sequence[Filing]) -> Mapping[str, int | None]:
    """Add figures up as plain integers; what one does not have, the sum does not have."""
    if not filings:
        return {}
    edition = filings[0].form
    vectors = [intake.row(filing) for filing in filings]
    sums = [sum(column) for column in zip(*(v.quanta.tolist() for v in vectors), strict=True)]
    gaps = [any(column) for column in zip(*(v.missing.tolist() for v in vectors), strict=True)]
    columns = {key: edition.numbers[key] for key in edition.addends}
    return {key: None if gaps[at] else sums[at] for key, at in columns.items()}


def _units(intake: Intake, taken: Sequence[Filing], plan: Placement) -> Iterator[str]:
    """Each unit that must report is in one state, and that is the one its files say."""
    roster = intake.choices.roster
    if roster is None:
        return
    lines = Counter(standing.member.identity for standing in plan.standings)
    awaited = _awaited(roster, intake.year)
    everyone = sorted(awaited | set(lines))
    for identity in _few([i for i in everyone if lines[i] != (i in awaited)]):
        yield f"单位 {identity} 有 {lines[identity]} 种情况"
    filed = Counter(filing.member for filing in taken)
    for standing in plan.standings:
        identity = standing.member.identity
        if (standing.state is State.FILED) != (filed[identity] == 1) or filed[identity] > 1:
            yield f"单位 {identity} 的情况是“{standing.state.value}”，已汇总 {filed[identity]} 份"


def _totals(
    intake: Intake, taken: Sequence[Filing], plan: Placement, claims: _Claims
) -> Iterator[str]:
    """What a total that counts has in it counts nowhere else; what gave way did so to something."""
    roster = intake.choices.roster
    totals = [filing for filing in taken if filing.kind is ReportKind.CONSOLIDATED]
    for whole in totals:
        for part in taken:
            if part is not whole and _has(whole, part, intake, in_branch=False):
                yield f"“{part.name}”已在合计“{whole.name}”中，又汇总了一次"
    for filing in intake.filings:
        gave_way = filing.status is Status.DIFFERENCE
        by_hand = filing.decided.is_open
        gave_way |= filing.status is Status.UNDECIDED and bool(filing.member) and not by_hand
        is_part = any(_has(whole, filing, intake, in_branch=True) for whole in totals)
        is_whole = filing.kind is ReportKind.CONSOLIDATED and any(
            _has(filing, part, intake, in_branch=True) for part in taken
        )
        if gave_way and not (
            is_part or is_whole or not claims.of(filing).isdisjoint(claims.counted)
        ):
            yield f"“{filing.name}”没有汇总，却没有别的文件代替它"
    if roster is not None:
        yield from _covered(intake, roster, totals, plan)


def _doubled(claims: _Claims, intake: Intake) -> Iterator[str]:
    """No unit is in two totals that count, nor in one beside its own report."""
    for unit, numbers in claims.counted.items():
        if len(numbers) > 1:
            names = "、".join(f"“{intake.filings[number].name}”" for number in numbers)
            yield f"单位 {unit} 同时在 {names} 中，汇总了 {len(numbers)} 次"


class _Claims:
    """The units whose figures each file says that it has, as far as codes and names tell.

    ``counted`` has for each unit the files that are taken and have it.
    """

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.roster = intake.choices.roster
        self.awaited = _awaited(self.roster, intake.year) if self.roster else set()
        self.counted = grouped(
            (unit, filing.index)
            for filing in intake.of(Status.TAKEN)
            for unit in sorted(self.of(filing))
        )

    def of(self, filing: Filing) -> set[str]:
        """Return the units: of those on a roster only such as must report."""
        listed = self.intake.lists.get(filing.index)
        if filing.kind is ReportKind.OWN:
            return {filing.member}
        if self.roster is None:
            return {unit.identity for unit in listed.named} if listed else set()
        below = {member.identity for member in self.roster.under(filing.member)}
        if listed is None:
            return below & self.awaited
        units = [unit for unit, _ in listed.units]
        found: set[str] = set()
        for unit in units or [row.unit for row in listed.rows]:
            named = self._named(unit, below)
            if named:
                under = self.roster.under(named)
                found |= {named} if units else {member.identity for member in under}
        return found & self.awaited

    def _named(self, unit: Unit, below: Collection[str]) -> str:
        """Return whom a line of a total names: by code, by name below its unit, or alone."""
        if self.roster is None or unit.code in self.roster.members:
            return unit.code
        named = [member.identity for member in self.roster.named.get(unit.name, ())]
        found = [identity for identity in named if identity in below] or named
        return only(found) or ""


def _awaited(roster: Roster, year: int) -> set[str]:
    """Return the units that report and have nobody below them that does."""
    reporting = [member for member in roster.members.values() if member.reports_in(year)]
    above = {identity for member in reporting for identity in roster.above(member)}
    return {member.identity for member in reporting} - above


def _has(whole: Filing, part: Filing, intake: Intake, *, in_branch: bool) -> bool:
    """Tell whether a total has a report in it, as far as codes and digests say.

    :param in_branch: take for inside, too, whatever lies below the unit of a total with a list.
    """
    roster, listed = intake.choices.roster, intake.lists.get(whole.index)
    at = part.member
    while roster is not None and at and at != whole.member:
        at = roster.members[at].parent
    below = roster is not None and at == whole.member
    if listed is None:
        return below or (in_branch and roster is None)
    member = roster.members.get(part.member) if roster else None
    code = member.code if member else part.unit.code
    named = part.kind is ReportKind.OWN and code in listed.codes
    named |= in_branch and not listed.in_rows.isdisjoint({code, part.unit.name})
    return named or part.digest in listed.digests or (in_branch and below)


def _covered(
    intake: Intake, roster: Roster, totals: Sequence[Filing], plan: Placement
) -> Iterator[str]:
    """A unit is in a total if and only if one that counts, of a unit above it, says so."""
    for standing in plan.standings:
        member, state = standing.member, standing.state
        above = {member.identity, *roster.above(member)}
        mine = [whole for whole in totals if whole.member in above]
        claimed = state in (State.IN_TOTAL, State.IN_UNLISTED_TOTAL)
        lists = [intake.lists[whole.index] for whole in mine if whole.index in intake.lists]
        named = any(member.code in listed.codes for listed in lists)
        left_out = named and not state.counted and state is not State.UNDECIDED
        if (claimed and not totals) or left_out:
            yield f"单位 {member.identity} 的情况是“{state.value}”，与上级的合计不符"


def _last_years(intake: Intake, roll_ups: Sequence[RollUp]) -> Iterator[str]:
    """What a total is held against is the total of the same unit, of the year before."""
    for each in roll_ups:
        before = each.report.before
        if before is None:
            continue
        codes = {before.unit.code, each.unit.code} - {""}
        if before.year != intake.year - 1 or len(codes) > 1:
            yield f"“{each.unit.name}”的上年数据是 {before.year} 年“{before.unit.name}”的"


def _root_of(filing: Filing, roster: Roster) -> Member | None:
    member = roster.members.get(filing.member)
    while member is not None and member.parent:
        member = roster.members[member.parent]
    return member


def _few(found: Sequence[_T]) -> Sequence[_T]:
    return found[:_FEW]
