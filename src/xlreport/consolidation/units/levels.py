"""The administrative level of a unit: from the roster, its kind, its name, or those around it.

A level that is wrong makes rules speak where they must not, so what is not certain stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from xlreport.consolidation.units.bare_names import without_office
from xlreport.consolidation.units.roster import Member, Roster, UnitKind
from xlreport.edition import Edition, level_typed

_EXCEPT = "-"
"""Before an ending: names that end so are not meant."""
_ROOM = "办公室"
"""What ends so works for the government above; it is no area of its own."""


def level_of(roster: Roster, member: Member, edition: Edition) -> str:
    """Return the level of a member by its key, or ``""`` where nobody can know it."""
    return _Levels(roster, edition).of(member)


@dataclass(frozen=True)
class _Levels:
    roster: Roster
    edition: Edition

    def of(self, member: Member) -> str:
        """Return the level of a member; the roster is a tree, so this ends."""
        if member.level:
            return level_typed(self.edition.levels, member.level)
        match member.kind:
            case UnitKind.TOWNSHIP | UnitKind.SUB_DISTRICT:
                return level_typed(self.edition.levels, member.kind.value)
            case UnitKind.GOVERNMENT:
                return self._by_name(member)
            case UnitKind.OFFICE if not member.name.endswith(_ROOM):
                return self._by_name(member) or self._of_department(member)
            case UnitKind.OFFICE | UnitKind.DEPARTMENT:
                return self._of_department(member)
            case UnitKind.VERTICAL:
                return ""
            case _:
                assert_never(member.kind)

    def _of_department(self, member: Member) -> str:
        """Return the level of the government above, unless the name may mean an area of its own."""
        name = member.name if member.name.endswith(_ROOM) else without_office(member.name)
        areas = (ends for level in self.edition.levels.values() for ends in level.under.values())
        parent = self.roster.parent_of(member)
        if parent is None or any(_ends_in(name, endings) for endings in areas):
            return ""
        return self.of(parent)

    def _by_name(self, member: Member) -> str:
        """Return the level that the name means here, among those above and below."""
        name = without_office(member.name)
        if found := self.edition.suggest_level(name):
            return found
        below = [without_office(m.name) for m in self._governments_under(member)]
        parent = self.roster.parent_of(member)
        above = self.of(parent) if parent is not None else ""
        if parent is not None and without_office(parent.name) == name:
            return above
        for level in self.edition.levels.values():
            for ending, needed in level.over.items():
                if name.endswith(ending) and any(_ends_in(each, needed) for each in below):
                    return level.key
            if above and _ends_in(name, level.under.get(above, ())):
                return level.key
        return ""

    def _governments_under(self, member: Member) -> Iterable[Member]:
        children = self.roster.children.get(member.identity, ())
        return (child for child in children if child.kind is UnitKind.GOVERNMENT)


def _ends_in(name: str, endings: Iterable[str]) -> bool:
    """Tell whether a name ends in one of some endings, and in none of those that are excepted."""
    endings = tuple(endings)
    excepted = tuple(each.removeprefix(_EXCEPT) for each in endings if each.startswith(_EXCEPT))
    meant = tuple(each for each in endings if not each.startswith(_EXCEPT))
    return name.endswith(meant) and not name.endswith(excepted)
