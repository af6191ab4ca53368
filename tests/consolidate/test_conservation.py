"""Random rosters and files against plain arithmetic: every figure once, every unit in one state.

Each unit's report has a digit of its own in two cells: one as its parents' totals have it, one
as a corrected version has it.  So the total of a root shows whose figures are in it, which of
the two, and how often.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xlreport.consolidation.figures import Figures
from xlreport.consolidation.incoming import placement, sorting
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.listed import ListedRow, RollUpList
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.incoming.sorting import Sorter
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.sums import conservation, tree
from xlreport.consolidation.sums.conservation import Contradiction, demand_conservation
from xlreport.consolidation.sums.tree import RollUp, placed_of, roll_up
from xlreport.consolidation.units.roster import Member, Roster, UnitKind
from xlreport.edition import edition_for
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.report import ReportKind, Unit

YEAR = 2020
EDITION = edition_for(YEAR)
CELLS = [cell.key for cell in EDITION.inputs if cell.number.decimals == 0 and cell.typed][:2]
FIRST, SECOND = CELLS
BASE = 4
"""A digit of the sum says how often a unit is in it."""


@dataclass
class Sent:
    """A file that somebody sent: whose, as what, with whose digits in which cell."""

    unit: str
    kind: ReportKind = ReportKind.OWN
    digits: Mapping[str, set[int]] = field(default_factory=dict)
    listed: RollUpList | None = None
    year: int = YEAR
    readable: bool = True
    name: str = ""


@dataclass
class Case:
    """A roster, with the number of each unit, and the files."""

    roster: Roster
    numbers: Mapping[str, int]
    sent: list[Sent]


def figure(digits: set[int]) -> int:
    return sum(BASE**digit for digit in digits)


# ---- Cases ---------------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> Case:
    size = draw(st.integers(2, 14))
    members: dict[str, Member] = {}
    for number in range(size):
        code = f"{1000 + number}"
        parent = f"{1000 + draw(st.integers(0, number - 1))}" if number else ""
        fate = draw(st.sampled_from(["", "", "", "", "closed", "vertical", "out"]))
        members[code] = Member(
            code,
            f"示例{number}局",
            UnitKind.VERTICAL if fate == "vertical" else UnitKind.DEPARTMENT,
            parent,
            in_scope=fate != "out",
            closed=date(YEAR, 6, 30) if fate == "closed" else None,
        )
    roster = Roster(members)
    numbers = {code: number for number, code in enumerate(members)}
    sent: list[Sent] = []
    for code in members:
        sent += _own(draw, code, numbers)
    for code in members:
        if has_below(roster, code) and draw(st.integers(0, 2)) == 0:
            sent.append(_total(draw, roster, code, numbers))
    return Case(roster, numbers, draw(st.permutations(sent)))


def _own(draw: st.DrawFn, code: str, numbers: Mapping[str, int]) -> list[Sent]:
    digits = {FIRST: {numbers[code]}}
    match draw(st.sampled_from(["none", "sent", "sent", "other", "copies", "late", "broken"])):
        case "sent":
            return [Sent(code, digits=digits)]
        case "other":
            return [Sent(code, digits={SECOND: {numbers[code]}})]
        case "copies":
            return [Sent(code, digits=digits), Sent(code, digits=digits)]
        case "late":
            return [Sent(code, digits=digits, year=YEAR - 1)]
        case "broken":
            return [Sent(code, readable=False, name=f"{code}.xlsx")]
        case _:
            return []


def _total(draw: st.DrawFn, roster: Roster, code: str, numbers: Mapping[str, int]) -> Sent:
    """Return a total of a unit, which lists some of those that must report below it, or nobody."""
    below = [m.identity for m in roster.under(code) if m.identity in awaited(roster)]
    elsewhere = sorted(awaited(roster) - set(below)) if draw(st.integers(0, 2)) == 0 else []
    inside = [unit for unit in (*below, *elsewhere) if draw(st.booleans())]
    digits = {FIRST: {numbers[unit] for unit in inside}}
    if draw(st.integers(0, 3)) == 0:
        everybody = {m.identity for m in roster.under(code) if reports(roster, m.identity)}
        return Sent(code, ReportKind.CONSOLIDATED, {FIRST: {numbers[u] for u in everybody}})
    rows = tuple(
        ListedRow(
            Unit(roster.members[unit].name, unit), f"in {code}", _values({FIRST: {numbers[unit]}})
        )
        for unit in inside
        if draw(st.integers(0, 3))
    )
    units = tuple((Unit(roster.members[unit].name, unit), State.IN_TOTAL) for unit in inside)
    return Sent(code, ReportKind.CONSOLIDATED, digits, RollUpList(rows, units))


def _values(digits: Mapping[str, set[int]]) -> dict[str, int]:
    return {key: figure(digits.get(key, set())) for key in EDITION.cells}


# ---- What must come of it, by plain recursion ----------------------------------------------------


def reports(roster: Roster, code: str) -> bool:
    member = roster.members[code]
    gone = member.closed is not None and member.closed <= date(YEAR, 12, 31)
    return member.in_scope and member.kind is not UnitKind.VERTICAL and not gone


def has_below(roster: Roster, code: str) -> bool:
    children = [m.identity for m in roster.members.values() if m.parent == code]
    return any(reports(roster, child) or has_below(roster, child) for child in children)


def awaited(roster: Roster) -> set[str]:
    return {c for c in roster.members if reports(roster, c) and not has_below(roster, c)}


# ---- The program ---------------------------------------------------------------------------------


def played(case: Case) -> Intake:
    figures = Figures(EDITION, len(case.sent))
    filings: list[Filing] = []
    for number, each in enumerate(case.sent):
        path = Path(each.name or f"{number}.bin.xlsx")
        if not each.readable:
            filings.append(Filing(number, path, status=Status.UNREADABLE, code="FILE-DAMAGED"))
            continue
        figures._missing[number] = False
        for key, digits in each.digits.items():
            figures._quanta[number, EDITION.numbers[key]] = figure(digits) * QUANTA_PER_UNIT
        unit = Unit(case.roster.members[each.unit].name, each.unit)
        filings.append(
            Filing(
                number,
                path,
                f"digest {number}",
                edition=EDITION,
                year=each.year,
                unit=unit,
                kind=each.kind,
                content=f"{each.kind} {each.digits}",
            )
        )
    choices = Choices(year=YEAR, roster=case.roster)

    def lists(asked: Iterable[Filing], _: object) -> dict[int, RollUpList]:
        return {f.index: found for f in asked if (found := case.sent[f.index].listed)}

    with patch.object(sorting, "lists_of", lists):
        settled = Sorter(choices, YEAR, EDITION).sorted(filings, lambda f: figures.row(f.index))
    return Intake(
        settled.filings,
        YEAR,
        EDITION,
        figures,
        choices,
        settled.in_totals,
        settled.decisions,
        settled.lists,
    )


def added(intake: Intake, plan: Placement) -> list[RollUp]:
    return roll_up(intake, plan, Unit("示例市"))


def demand(intake: Intake, plan: Placement, roll_ups: list[RollUp]) -> None:
    demand_conservation([f.path for f in intake.filings], intake, plan, roll_ups)


def counts(root: RollUp, case: Case) -> dict[str, tuple[int, int]]:
    """Return how often each unit is in a total: by its first figure, and by its second."""

    def digits(key: str) -> dict[str, int]:
        value = int(root.report.values.get(key, 0))
        return {code: value // BASE**number % BASE for code, number in case.numbers.items()}

    first, second = digits(FIRST), digits(SECOND)
    return {code: (first[code], second[code]) for code in case.numbers}


def handed_on() -> Case:
    """A report gives way to a total that lists it, and that total to one that does not."""
    above = ["", 0, 0, 0, 0, 3, 4, 5, 2, 0, 6, 7, 0, 1]
    members = {
        f"{1000 + n}": Member(
            f"{1000 + n}", f"示例{n}局", UnitKind.DEPARTMENT, f"{1000 + p}" if p != "" else ""
        )
        for n, p in enumerate(above)
    }
    units = [(Unit(members[code].name, code), State.IN_TOTAL) for code in ("1010", "1013")]
    totals = {"1002": {2, 8}, "1003": {3, 5, 7, 11}, "1005": {5, 7, 11}, "1007": {10, 13}}
    sent = [Sent("1013", digits={FIRST: {13}})]
    for code, digits in totals.items():
        listed = RollUpList((), tuple(units)) if code == "1007" else None
        sent.append(Sent(code, ReportKind.CONSOLIDATED, {FIRST: digits}, listed))
    return Case(Roster(members), {code: n for n, code in enumerate(members)}, sent)


@given(cases())
@example(handed_on())
def test_every_unit_of_which_something_can_be_counted_is_counted_once(case: Case) -> None:
    intake = played(case)
    plan = placed_of(intake)
    roll_ups = added(intake, plan)
    demand(intake, plan, roll_ups)
    (root,) = [r for r in roll_ups if r.member and not r.member.parent]
    counted = counts(root, case)
    standing = {s.member.identity: s.state for s in plan.standings}
    assert set(standing) == awaited(case.roster)
    accepted = [f for f in intake.filings if f.status not in (Status.OUTSIDE, Status.WRONG_PERIOD)]
    for code in case.numbers:
        own = [f for f in accepted if f.member == code and f.kind is ReportKind.OWN]
        own = [f for f in own if f.edition]
        named = any(f.status is Status.TAKEN and _names(case, f, code) for f in accepted)
        open_ = any(f.status is Status.UNDECIDED and _names(case, f, code) for f in accepted)
        times = sum(counted[code])
        assert times <= 1, f"{code} is counted twice"
        if own or named:
            assert times == 1 or (open_ and not own), f"{code} is lost"
        else:
            assert times == 0 or not reports(case.roster, code)
        if code in standing:
            state = standing[code]
            taken = any(f.status is Status.TAKEN for f in own)
            assert (state is State.FILED) == taken
            assert state.counted <= (times == 1)
            if times == 0 and not own and not open_:
                assert not state.counted
    if not any(each.kind is ReportKind.CONSOLIDATED for each in case.sent):
        plain = dict.fromkeys(case.numbers, (0, 0))
        for each in case.sent:
            if each.readable and each.year == YEAR and reports(case.roster, each.unit):
                plain[each.unit] = (int(FIRST in each.digits), int(SECOND in each.digits))
        assert counted == plain


def _names(case: Case, filing: Filing, code: str) -> bool:
    """Tell whether a total says that a unit is in it, or lists nobody and is of one above."""
    each = case.sent[filing.index]
    if each.kind is not ReportKind.CONSOLIDATED:
        return False
    if each.listed is None and reports(case.roster, code):
        return code in {member.identity for member in case.roster.under(each.unit)}
    return each.listed is not None and code in {unit.code for unit, _ in each.listed.units}


@given(cases())
def test_every_level_is_the_sum_of_the_one_below(case: Case) -> None:
    intake = played(case)
    by_unit = {r.unit.code: r for r in added(intake, placed_of(intake))}
    for roll_up_ in by_unit.values():
        for key in CELLS:
            column = EDITION.numbers[key]
            expected = sum(int(part.vector.quanta[column]) for part in roll_up_.parts)
            assert int(roll_up_.vector.quanta[column]) == expected


# ---- Mistakes that are put in on purpose ---------------------------------------------------------


@pytest.fixture
def case() -> Case:
    members = {
        "1000": Member("1000", "示例市", UnitKind.GOVERNMENT),
        "1001": Member("1001", "示例县", UnitKind.GOVERNMENT, "1000"),
        "1002": Member("1002", "示例镇", UnitKind.TOWNSHIP, "1001"),
        "1003": Member("1003", "示例乡", UnitKind.TOWNSHIP, "1001"),
        "1004": Member("1004", "示例局", UnitKind.DEPARTMENT, "1000"),
    }
    numbers = {code: number for number, code in enumerate(members)}
    sent = [Sent(code, digits={FIRST: {numbers[code]}}) for code in ("1002", "1003", "1004")]
    return Case(Roster(members), numbers, sent)


def test_nothing_is_said_of_what_is_right(case: Case) -> None:
    intake = played(case)
    plan = placed_of(intake)
    demand(intake, plan, added(intake, plan))


def test_a_skipped_child_contradicts(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: who is under a closed unit is in no sum."""
    monkeypatch.setattr(placement.Hierarchy, "below", _only_last)
    intake = played(case)
    plan = placed_of(intake)
    with pytest.raises(Contradiction, match="汇总了 0 次"):
        demand(intake, plan, added(intake, plan))


def _only_last(hierarchy: placement.Hierarchy, member: Member) -> list[Member]:
    return list(hierarchy.roster.children.get(member.identity, ()))[-1:]


def test_a_doubled_parent_contradicts(case: Case) -> None:
    intake = played(case)
    plan = placed_of(intake)
    doubled = {**plan.parts, "1000": (*plan.parts["1000"], "1001")}
    wrong = Placement(plan.holders, doubled, plan.standings, plan.decisions)
    with pytest.raises(Contradiction, match="被上级汇总了 2 次"):
        demand(intake, wrong, added(intake, wrong))


def test_a_swapped_code_contradicts(case: Case) -> None:
    from dataclasses import replace

    intake = played(case)
    one, other, *rest = intake.filings
    swapped = (replace(one, member=other.member), replace(other, member=one.member), *rest)
    intake = replace(intake, filings=swapped)
    plan = placed_of(intake)
    with pytest.raises(Contradiction, match="却算作"):
        demand(intake, plan, added(intake, plan))


def test_a_lost_file_contradicts(case: Case) -> None:
    from dataclasses import replace

    whole = played(case)
    intake = replace(whole, filings=whole.filings[:-1])
    plan = placed_of(intake)
    paths = [f.path for f in whole.filings]
    with pytest.raises(Contradiction, match="没有列出"):
        demand_conservation(paths, intake, plan, added(intake, plan))


def test_the_last_year_of_another_unit_contradicts(case: Case) -> None:
    from dataclasses import replace

    intake = played(case)
    plan = placed_of(intake)
    *lower, root = added(intake, plan)
    stranger = replace(root.report, year=YEAR - 1, unit=Unit("别的市", "2000"))
    wrong = replace(root, report=root.report.with_last(stranger))
    with pytest.raises(Contradiction, match="上年数据"):
        demand(intake, plan, [*lower, wrong])


def test_a_wrong_sum_contradicts(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    right = tree.total

    def off_by_one(vectors: list) -> object:
        vector = right(vectors)
        vector.quanta[EDITION.numbers[FIRST]] += QUANTA_PER_UNIT
        return vector

    monkeypatch.setattr(tree, "total", off_by_one)
    intake = played(case)
    plan = placed_of(intake)
    with pytest.raises(Contradiction, match="逐份相加"):
        demand(intake, plan, added(intake, plan))


def test_a_unit_in_the_totals_of_two_branches_contradicts(monkeypatch: pytest.MonkeyPatch) -> None:
    from xlreport.consolidation.incoming import totals

    intake = played(_two_branches())
    demand(intake, plan := placed_of(intake), added(intake, plan))
    assert [f.status for f in intake.filings] == [Status.UNDECIDED, Status.TAKEN]
    (decision,) = plan.decisions
    assert "示例乡" in decision.text

    monkeypatch.setattr(totals, "conflicts_among", lambda *_: [])
    monkeypatch.setattr(totals._Work, "_in", lambda *_: False)
    intake = played(_two_branches())
    with pytest.raises(Contradiction, match="单位 1003 同时在"):
        demand(intake, plan := placed_of(intake), added(intake, plan))


def _two_branches() -> Case:
    """Two counties, each with a town; the total of the first has the other's town as well."""
    members = {
        "1000": Member("1000", "示例市", UnitKind.GOVERNMENT),
        "1001": Member("1001", "甲县", UnitKind.GOVERNMENT, "1000"),
        "1002": Member("1002", "示例镇", UnitKind.TOWNSHIP, "1001"),
        "1004": Member("1004", "乙县", UnitKind.GOVERNMENT, "1000"),
        "1003": Member("1003", "示例乡", UnitKind.TOWNSHIP, "1004"),
    }
    numbers = {code: number for number, code in enumerate(members)}

    def stated(county: str, *towns: str) -> Sent:
        digits = {FIRST: {numbers[town] for town in towns}}
        units = tuple((Unit(members[town].name), State.IN_TOTAL) for town in towns)
        rows = tuple(ListedRow(unit, "", {}) for unit, _ in units)
        return Sent(county, ReportKind.CONSOLIDATED, digits, RollUpList(rows, units))

    sent = [stated("1001", "1002", "1003"), stated("1004", "1003")]
    return Case(Roster(members), numbers, sent)


def test_the_law_uses_nothing_of_what_it_judges() -> None:
    names = vars(conservation)
    assert not {"placed", "placed_of", "Hierarchy", "total", "roll_up", "np"} & set(names)
    assert np is not None
