"""Names of units as people write them otherwise: with the parent in front, with 人民政府 behind."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.consolidation.units.roster import Member, Roster
from xlreport.report import Unit
from xlreport.sequences import only

_OFFICES = ("人民政府办公室", "人民政府", "街道办事处", "办事处")
_STREET = "街道"
_LEAST = 60.0
"""Of 100: names that are less alike are not worth suggesting."""


def without_office(name: str) -> str:
    """Return a name without 人民政府 or 办事处 behind it: what is governed, not who governs."""
    for ending in _OFFICES:
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending) + (_STREET if ending.startswith(_STREET) else "")
    return name


def suggest(roster: Roster, unit: Unit) -> Member | None:
    """Return the member that a name not on the roster most likely means; a person must confirm it.

    A name that is a member's once the names above it in front and the ending are taken away goes
    first; otherwise the one whose spelling is most like it.
    """
    meant = _same_place(roster, without_office(_squeezed(unit.name)))
    if meant:
        return only(meant)
    from rapidfuzz import fuzz, process

    names = [name for name, member in roster.by_name.items() if member is not None]
    found = process.extractOne(unit.name, names, scorer=fuzz.ratio, score_cutoff=_LEAST)
    return roster.by_name[found[0]] if found else None


def _same_place(roster: Roster, name: str) -> Sequence[Member]:
    """Return the members that a name means, best of all those whose parents it names in front."""
    ends = {name[start:] for start in range(len(name))}
    alike = [m for m in roster.members.values() if _bare(roster, m)[-1] in ends]
    scored = [(n, m) for m in alike if (n := _named_above(roster, m, name)) is not None]
    least = min((left for left, _ in scored), default=0)
    return [m for left, m in scored if left == least]


def _bare(roster: Roster, member: Member) -> list[str]:
    """Return the names of those above a member, from the top, and its own.

    Each is without those in front that stand before it, and without the office behind.
    """
    bare: list[str] = []
    for each in (*reversed([*map(roster.members.__getitem__, roster.above(member))]), member):
        name = without_office(_squeezed(each.name))
        for above in bare:
            name = name.removeprefix(above) or name
        bare.append(name)
    return bare


def _named_above(roster: Roster, member: Member, name: str) -> int | None:
    """Return how many bodies above a member a name leaves out; ``None`` if it names others."""
    *names, own = _bare(roster, member)
    front = name.removesuffix(own)
    left_out = []
    for above in names:
        if front.startswith(above):
            front = front.removeprefix(above)
        else:
            left_out.append(above)
    return None if front else len(left_out)


def _squeezed(text: str) -> str:
    return "".join(text.split())
