"""The bodies on a roster: a tree by their parents, matched without guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from xlreport.report import Unit
from xlreport.sequences import grouped, only


class UnitKind(StrEnum):
    """What sort of body a unit is; the value is what the roster's file says."""

    GOVERNMENT = "人民政府"
    OFFICE = "政府办公室"
    DEPARTMENT = "政府部门"
    TOWNSHIP = "乡镇"
    SUB_DISTRICT = "街道"
    VERTICAL = "垂直管理部门"


@dataclass(frozen=True, slots=True)
class Member:
    """A body on the roster.  ``parent`` is the identity of the body above it, or empty.

    ``merged_into`` are the identities of the bodies that a closed one went into: one where it
    merged or was founded anew, several where it was split.  ``level`` is the administrative
    level as the file says it, empty where it says nothing.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str = ""
    in_scope: bool = True
    opened: date | None = None
    closed: date | None = None
    merged_into: tuple[str, ...] = ()
    level: str = ""

    @property
    def identity(self) -> str:
        """What tells members apart: the code where there is one, otherwise the name."""
        return self.code or self.name

    @property
    def entry(self) -> str:
        """How it stands in a list to choose from."""
        return f"{self.name}（{self.code}）" if self.code else self.name

    def exists_in(self, year: int) -> bool:
        """Tell whether the body existed at the end of a year, and so reports for it.

        :param year: the year reported on.
        """
        end = date(year, 12, 31)
        return (self.opened or end) <= end and (self.closed is None or self.closed > end)

    def reports_in(self, year: int) -> bool:
        """Tell whether the roll-up of a year takes the body in; vertical bodies it does not.

        :param year: the year reported on.
        """
        return self.in_scope and self.kind is not UnitKind.VERTICAL and self.exists_in(year)


class RosterDoubt(NamedTuple):
    """A mistake that concerns one body: whose it is, and how it is taken until it is mended."""

    member: Member
    text: str
    advice: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as a decision of kind ``roster``, as plain data for JSON."""
        return {
            "kind": "roster",
            "unit": self.member.name,
            "code": self.member.code,
            "files": [],
            "text": self.text,
            "advice": self.advice,
        }


@dataclass(frozen=True)
class Roster:
    """The bodies in the order of the file, a tree by their parents.

    ``rows`` are the rows of the file that they stand in, by identity; ``doubts`` the mistakes that
    stop nobody else.
    """

    members: Mapping[str, Member]
    rows: Mapping[str, int] = field(default_factory=dict, compare=False)
    doubts: tuple[RosterDoubt, ...] = field(default=(), compare=False)

    @cached_property
    def children(self) -> Mapping[str, tuple[Member, ...]]:
        """The members under each identity; under the empty one, those without a parent."""
        return self._grouped(attrgetter("parent"))

    @cached_property
    def named(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each name."""
        return self._grouped(attrgetter("name"))

    def _grouped(self, key: Callable[[Member], str]) -> Mapping[str, tuple[Member, ...]]:
        groups = grouped((key(member), member) for member in self.members.values())
        return {name: tuple(members) for name, members in groups.items()}

    @cached_property
    def by_name(self) -> Mapping[str, Member | None]:
        """The member of each name; ``None`` where several bear it."""
        return {name: only(members) for name, members in self.named.items()}

    @cached_property
    def entries(self) -> Mapping[str, Member]:
        """The members as they stand in a list to choose from."""
        return {member.entry: member for member in self.members.values()}

    def meant(self, text: str) -> Member | None:
        """Return whom a person means: by entry, by code, or by a name that one member bears.

        :param text: what a person wrote.
        """
        return self.entries.get(text) or self.members.get(text) or self.by_name.get(text)

    def parent_of(self, member: Member) -> Member | None:
        """Return the body right above a member, ``None`` if it is on top.

        :param member: a member of this roster.
        """
        return self.members.get(member.parent)

    def above(self, member: Member) -> Iterator[str]:
        """Yield the identities of the bodies above a member, the nearest first.

        :param member: a member of this roster.
        """
        while member.parent:
            yield member.parent
            member = self.members[member.parent]

    def from_below(self) -> Iterator[Member]:
        """Yield all members, each after all below it, and otherwise in the order of the file."""
        stack = [(root, False) for root in reversed(self.children.get("", ()))]
        while stack:
            member, entered = stack.pop()
            if entered:
                yield member
                continue
            stack.append((member, True))
            stack += [(m, False) for m in reversed(self.children.get(member.identity, ()))]

    def under(self, identity: str) -> Iterator[Member]:
        """Yield a member and all below it, each before those below it.

        :param identity: the member's code, or its name if it has none.
        :raises KeyError: if nobody on the roster has this identity.
        """
        stack = [self.members[identity]]
        while stack:
            member = stack.pop()
            yield member
            stack += reversed(self.children.get(member.identity, ()))

    def match(self, unit: Unit) -> Member | None:
        """Return the member that a report is of: by code, otherwise by exact name.

        :param unit: the unit as the cover of its report states it.
        """
        by_code = self.members.get(unit.code) if unit.code else None
        return by_code or self.by_name.get(unit.name)


NOBODY = Roster({})
"""Who must report where there is no roster."""


def name_above(roster: Roster | None, member: Member) -> str:
    """Return the name of the body right above a member, empty if there is none.

    :param roster: the roster that the member is on; without one nobody is above anybody.
    :param member: the member.
    """
    parent = roster.parent_of(member) if roster else None
    return parent.name if parent else ""
