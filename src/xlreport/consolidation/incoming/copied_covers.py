"""A neighbour's file that somebody filled in anew, with the neighbour's cover left in.

Nothing but its name tells whose it is.  That is too little to say so, and enough to ask where it
would otherwise stand as a rival version of the neighbour's own report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.units.members import Member
from xlreport.consolidation.units.whose import Names
from xlreport.report import ReportKind
from xlreport.sequences import grouped

_ASKED = (Status.TAKEN, Status.REFUSED)


def with_copied_covers(
    filings: Sequence[Filing], names: Names, year: int, how: Callable[[Filing], str]
) -> list[Filing]:
    """Return the files, with a question where the name of a rival version means another unit.

    Of several versions of a unit one at least must not bear such a name, and the other unit must
    report and lie neither above nor below.  Where a person has decided on one, nobody is asked.

    :param names: finds units in the names of files.
    :param how: gives what to do to say whose a file is.
    """
    result = list(filings)
    asked = (f for f in filings if f.status in _ASKED and f.kind is ReportKind.OWN)
    groups = grouped((f.member, f) for f in asked if f.member and not f.marked)
    for identity, group in groups.items():
        if len({filing.content for filing in group}) == 1 or any(
            filing.is_chosen or filing.decided.unit for filing in group
        ):
            continue
        member = names.roster.members[identity]
        others = {filing.index: _other(filing, member, names, year) for filing in group}
        if all(others.values()):
            continue
        for filing in group:
            if (other := others[filing.index]) is not None:
                result[filing.index] = _asked_about(filing, member, other, how)
    return result


def _other(filing: Filing, member: Member, names: Names, year: int) -> Member | None:
    """Return the unit that the name of a file means, if that is not its own or one around it."""
    named = names.named_by(filing.path)
    if named is None or named == member or not named.reports_in(year):
        return None
    above = names.roster.above
    related = named.identity in above(member) or member.identity in above(named)
    return None if related else named


def _asked_about(
    filing: Filing, member: Member, other: Member, how: Callable[[Filing], str]
) -> Filing:
    reason = (
        f"封面是“{member.name}”（{member.identity}），文件名却是“{other.name}”（{other.identity}）的，"
        f"“{member.name}”另有报表；可能是在别的单位的报表上改的，封面没有改"
    )
    asked = replace(filing, member="", concerns=(member.identity, other.identity))
    return asked.with_status(Status.UNDECIDED, reason, how(filing))
