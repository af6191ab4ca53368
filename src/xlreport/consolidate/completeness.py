"""Who has reported and who has not, counted by parent and by kind of unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlreport.consolidate.filing import Filing, Status
from xlreport.consolidate.roster import Member, Roster


class State(StrEnum):
    """Where a unit on the roster stands, the most urgent first."""

    MISSING = "未报送"
    CONFLICT = "版本冲突"
    REFUSED = "有错误未采用"
    LATE = "迟报"
    FILED = "已报送"


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that must report, where it stands, and the file that says so (if any)."""

    member: Member
    state: State
    filing: Filing | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many units of a group have reported: of ``expected``, ``filed``, ``late`` included."""

    group: str
    expected: int
    filed: int
    late: int

    @property
    def missing(self) -> int:
        """How many have not reported, or nothing that could be taken."""
        return self.expected - self.filed


def standings(
    members: Iterable[Member],
    roster: Roster,
    filings: Sequence[Filing],
    year: int,
    deadline: date | None,
) -> list[Standing]:
    """Return where each unit stands that must report for a year, in the order of the roster.

    A unit that has others under it is a roll-up; a report of its own is welcome but not awaited.
    """
    by_member: dict[str, list[Filing]] = {}
    for filing in filings:
        by_member.setdefault(filing.member, []).append(filing)
    return [
        _standing(member, by_member.get(member.identity, []), deadline)
        for member in members
        if member.reports_in(year) and member.identity not in roster.children
    ]


def _standing(member: Member, filings: Sequence[Filing], deadline: date | None) -> Standing:
    by_status: Mapping[Status, Filing] = {f.status: f for f in reversed(filings)}
    if taken := by_status.get(Status.TAKEN):
        state = State.LATE if taken.is_late(deadline) else State.FILED
        return Standing(member, state, taken)
    if conflict := by_status.get(Status.CONFLICT):
        return Standing(member, State.CONFLICT, conflict)
    if refused := by_status.get(Status.REFUSED):
        return Standing(member, State.REFUSED, refused)
    return Standing(member, State.MISSING)


def shares(found: Sequence[Standing], roster: Roster) -> list[Share]:
    """Return the completeness of the whole, by parent, and by kind."""
    groups: dict[str, list[Standing]] = {"全部": list(found)}
    for standing in found:
        parent = roster.members.get(standing.member.parent)
        if parent:
            groups.setdefault(f"上级：{parent.name}", []).append(standing)
    for standing in found:
        groups.setdefault(f"类别：{standing.member.kind}", []).append(standing)
    return [_share(group, members) for group, members in groups.items()]


def _share(group: str, members: Sequence[Standing]) -> Share:
    states = [standing.state for standing in members]
    late = states.count(State.LATE)
    return Share(group, len(states), states.count(State.FILED) + late, late)
