"""Where everything belongs: each taken report on one path to the root, each unit in one state.

A unit that does not itself report (closed, vertical, out of scope) passes on what lies below it:
the units there are parts of the roll-up of the next one above that does report, or of the root,
which always has a roll-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xlreport.consolidation.incoming.decision import Decision, DecisionKind, most_urgent_first
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import LOCK, State, Status, state_after
from xlreport.consolidation.units.roster import Member, Roster, RosterDoubt, name_above
from xlreport.sequences import grouped

_CHOOSE = "请从“对应单位”的下拉表中选一个，或者清空。"
WHOLE = ""
"""The holder of all reports where there is no roster."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that must report and where it stands.

    ``filing`` is the file that says so, if any; ``files`` are all that are of it, or may be.
    """

    member: Member
    state: State
    late: bool = False
    filing: Filing | None = None
    files: tuple[Filing, ...] = ()


@dataclass(frozen=True)
class Placement:
    """What is added up where, and what is left to do.

    ``holders`` are the units that get a roll-up, by identity, each after those below it and the
    roots last.  ``parts`` has for each of them what its roll-up is the sum of: the number of a
    file that is taken, or another holder.
    """

    holders: tuple[str, ...]
    parts: Mapping[str, tuple[int | str, ...]]
    standings: tuple[Standing, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Hierarchy:
    """Who is under whom in a year, once those that do not report have been passed over."""

    roster: Roster
    year: int

    @cached_property
    def parents(self) -> frozenset[str]:
        """The identities of all members that have a unit below them, at any depth, that reports."""
        found: set[str] = set()
        for member in self.roster.members.values():
            if member.reports_in(self.year):
                for identity in self.roster.above(member):
                    if identity in found:
                        break
                    found.add(identity)
        return frozenset(found)

    def holders(self) -> Iterator[Member]:
        """Yield the members that get a roll-up, each after those below it, the roots last."""
        yield from (m for m in self.roster.from_below() if m.parent and self.is_holder(m))
        yield from self.roster.children.get("", ())

    def is_holder(self, member: Member) -> bool:
        """Tell whether a member gets a roll-up: a root, or one that reports and has units below."""
        below = member.identity in self.parents and member.reports_in(self.year)
        return below or not member.parent

    def is_awaited(self, member: Member) -> bool:
        """Tell whether a member must report: it does, and nobody below it does.

        A report of its own is welcome from a unit that has others under it, but not awaited.
        """
        return member.reports_in(self.year) and member.identity not in self.parents

    def below(self, member: Member) -> Iterator[Member]:
        """Yield those that count as directly under a member, in the order of the roster."""
        stack = [*reversed(self.roster.children.get(member.identity, ()))]
        while stack:
            child = stack.pop()
            if child.reports_in(self.year):
                yield child
            else:
                stack += reversed(self.roster.children.get(child.identity, ()))


def parent_name(roster: Roster | None, filing: Filing) -> str:
    """Return the name of the unit above that of a file, where it is known whose it is."""
    if roster is None or len(filing.concerns) != 1:
        return ""
    return name_above(roster, roster.members[filing.concerns[0]])


def placed(
    roster: Roster | None,
    filings: Sequence[Filing],
    year: int,
    deadline: date | None = None,
    in_totals: Mapping[str, State] | None = None,
    about_totals: Sequence[Decision] = (),
) -> Placement:
    """Say for each taken file where it is added, for each unit where it stands.

    :param filings: all files, each with its status.
    :param in_totals: the units whose figures are in the stated total of a parent, and how.
    :param about_totals: what has to be decided about such totals.
    """
    about_roster = [_about(doubt) for doubt in roster.doubts] if roster else []
    decisions = most_urgent_first([*about_totals, *_decisions(filings, roster), *about_roster])
    if roster is None:
        taken = tuple(f.index for f in filings if f.status is Status.TAKEN)
        return Placement((WHOLE,), {WHOLE: taken}, decisions=decisions)
    hierarchy = Hierarchy(roster, year)
    taken_of = grouped((f.member, f.index) for f in filings if f.status is Status.TAKEN)
    concerning = grouped((identity, f) for f in filings for identity in f.concerns)
    holders = tuple(hierarchy.holders())
    parts: dict[str, tuple[int | str, ...]] = {}
    for holder in holders:
        here: list[int | str] = [*taken_of.get(holder.identity, ())]
        for child in hierarchy.below(holder):
            is_holder = hierarchy.is_holder(child)
            here += [child.identity] if is_holder else taken_of.get(child.identity, ())
        parts[holder.identity] = tuple(here)
    standings = tuple(
        _standing(m, concerning.get(m.identity, ()), deadline, (in_totals or {}).get(m.identity))
        for m in roster.members.values()
        if hierarchy.is_awaited(m)
    )
    return Placement(tuple(m.identity for m in holders), parts, standings, decisions)


def _standing(
    member: Member, files: Sequence[Filing], deadline: date | None, in_total: State | None
) -> Standing:
    """Return where a unit stands: by what is taken, otherwise by the most urgent of its files."""
    files = tuple(files)
    taken = next((f for f in files if f.status is Status.TAKEN), None)
    if taken is not None:
        return Standing(member, State.FILED, _is_late(taken, files, deadline), taken, files)
    urgency = list(State)
    found = [(state, f) for f in files if (state := state_after(f.status)) is not None]
    # A workbook goes before what came with it, and this before what a program left behind.
    found.sort(
        key=lambda pair: (
            urgency.index(pair[0]),
            pair[1].code == LOCK,
            pair[1].status is Status.NOT_A_WORKBOOK,
        )
    )
    state, filing = found[0] if found else (State.MISSING, None)
    if in_total is State.REFUSED and state is not State.MISSING:
        in_total = None  # what came of the unit itself says more
    if in_total is not None and state is not State.UNDECIDED:
        filing = next((f for f in files if f.status is Status.DIFFERENCE), filing)
        return Standing(member, in_total, filing=filing, files=files)
    return Standing(member, state, filing=filing, files=files)


def _is_late(taken: Filing, files: Iterable[Filing], deadline: date | None) -> bool:
    """Tell whether a unit filed late; who was in time and sent a correction later did not.

    :param files: all that concern the unit, ``taken`` among them.
    """
    here = (Status.TAKEN, Status.SUPERSEDED, Status.DUPLICATE)
    return all(f.is_late(deadline) for f in files if f.status in here and f.kind == taken.kind)


def _decisions(filings: Sequence[Filing], roster: Roster | None) -> Iterator[Decision]:
    """Yield what has to be decided about files: whose they are, which of several versions."""
    for filing in filings:
        match filing.status:
            case Status.UNKNOWN:
                yield _decision(DecisionKind.WHOSE, [filing], roster)
            case Status.UNDECIDED if filing.decided.is_open and filing.member:
                yield _decision(DecisionKind.VERSIONS, [filing], roster)
            case Status.UNDECIDED if not filing.member:
                yield _decision(DecisionKind.WHOSE, [filing], roster)
            case status if status is not Status.CONFLICT and (slip := filing.decided.slip):
                name, code = filing.unit.name, filing.unit.code
                yield Decision(DecisionKind.WHOSE, name, code, (filing,), slip, _CHOOSE)
            case _:
                pass
    differing = (filing for filing in filings if filing.status is Status.CONFLICT)
    for group in grouped(((f.member, f.kind), f) for f in differing).values():
        yield _decision(DecisionKind.VERSIONS, group, roster)


def _about(doubt: RosterDoubt) -> Decision:
    name, code = doubt.member.name, doubt.member.code
    return Decision(DecisionKind.ROSTER, name, code, (), doubt.text, doubt.advice)


def _decision(kind: DecisionKind, files: Sequence[Filing], roster: Roster | None) -> Decision:
    first = files[0]
    member = roster.members.get(first.member) if roster else None
    name, code = (member.name, member.code) if member else (first.unit.name, first.unit.code)
    slips = list(dict.fromkeys(filter(None, (filing.decided.slip for filing in files))))
    text = "；".join((first.reason, *slips))
    advised = [*(filing.advice for filing in files), *(_CHOOSE for _ in slips)]
    return Decision(kind, name, code, tuple(files), text, "\n".join(dict.fromkeys(advised)))
