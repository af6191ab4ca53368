"""The roster: which bodies must report, to whom, and which of them the roll-up takes in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from xlreport.consolidate.roster_file import ERROR_VALUES, RosterError, roster_rows
from xlreport.dates import parse_day
from xlreport.edition import administrative_levels, level_typed
from xlreport.report import Unit

__all__ = [
    "NO",
    "YES",
    "Column",
    "Member",
    "Roster",
    "RosterError",
    "UnitKind",
    "demand_roots",
    "read_roster",
]


class UnitKind(StrEnum):
    """What sort of body a unit is; the value is what the roster's file says."""

    GOVERNMENT = "人民政府"
    OFFICE = "政府办公室"
    DEPARTMENT = "政府部门"
    TOWNSHIP = "乡镇"
    SUB_DISTRICT = "街道"
    VERTICAL = "垂直管理部门"


class Column(StrEnum):
    """The columns of a roster's file."""

    CODE = "代码"
    NAME = "名称"
    KIND = "类别"
    PARENT = "上级"
    IN_SCOPE = "汇总"
    OPENED = "设立"
    CLOSED = "撤销"
    MERGED = "并入"
    LEVEL = "层级"


_REQUIRED = (Column.CODE, Column.NAME, Column.KIND, Column.PARENT)
YES, NO = ("", "是", "1"), ("否", "0")
_FEW = 10
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
_BETWEEN = re.compile(r"[、,，;；]")


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
        """Tell whether the body existed at the end of a year, and so reports for it."""
        end = date(year, 12, 31)
        return (self.opened or end) <= end and (self.closed is None or self.closed > end)

    def reports_in(self, year: int) -> bool:
        """Tell whether the roll-up of a year takes the body in; vertical bodies it does not."""
        return self.in_scope and self.kind is not UnitKind.VERTICAL and self.exists_in(year)


@dataclass(frozen=True)
class Roster:
    """The bodies in the order of the file, a tree by their parents.

    ``rows`` are the rows of the file that they stand in, by identity.
    """

    members: Mapping[str, Member]
    rows: Mapping[str, int] = field(default_factory=dict, compare=False)

    @cached_property
    def children(self) -> Mapping[str, tuple[Member, ...]]:
        """The members under each identity; under the empty one, those without a parent."""
        under: dict[str, list[Member]] = {}
        for member in self.members.values():
            under.setdefault(member.parent, []).append(member)
        return {identity: tuple(members) for identity, members in under.items()}

    @cached_property
    def named(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each name."""
        names: dict[str, list[Member]] = {}
        for member in self.members.values():
            names.setdefault(member.name, []).append(member)
        return {name: tuple(members) for name, members in names.items()}

    @cached_property
    def by_name(self) -> Mapping[str, Member | None]:
        """The member of each name; ``None`` where several bear it."""
        return {name: m[0] if len(m) == 1 else None for name, m in self.named.items()}

    @cached_property
    def entries(self) -> Mapping[str, Member]:
        """The members as they stand in a list to choose from."""
        return {member.entry: member for member in self.members.values()}

    def meant(self, text: str) -> Member | None:
        """Return whom a person means: by entry, by code, or by a name that one member bears."""
        return self.entries.get(text) or self.members.get(text) or self.by_name.get(text)

    def above(self, member: Member) -> Iterator[str]:
        """Yield the identities of the bodies above a member, the nearest first."""
        while member.parent:
            yield member.parent
            member = self.members[member.parent]

    def parents(self) -> Iterator[Member]:
        """Yield the members that have others under them, each after all below it."""
        return (m for m in self.from_below() if m.identity in self.children)

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
        """Yield a member and all below it, each before those below it."""
        stack = [self.members[identity]]
        while stack:
            member = stack.pop()
            yield member
            stack += reversed(self.children.get(member.identity, ()))

    def match(self, unit: Unit) -> Member | None:
        """Return the member that a report is of: by code, otherwise by exact name."""
        by_code = self.members.get(unit.code) if unit.code else None
        return by_code or self.by_name.get(unit.name)


def read_roster(path: Path) -> Roster:
    """Read a roster from .csv or .xlsx.

    :raises RosterError: if it cannot be read or has mistakes; all of them are named.
    """
    rows = roster_rows(path)
    head = next((i for i, row in enumerate(rows) if Column.NAME in row and Column.CODE in row), -1)
    if head < 0:
        raise RosterError(f"名册“{path.name}”中没有表头行，应有“代码”“名称”“类别”“上级”各列。")
    columns = {column: rows[head].index(column) for column in Column if column in rows[head]}
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        raise RosterError(f"名册“{path.name}”缺少列：{'、'.join(missing)}。")
    faults: list[str] = []
    members: list[tuple[int, Member]] = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        texts = {c: row[i] if i < len(row) else "" for c, i in columns.items()}
        if any(texts.values()):
            try:
                members.append((number, _member(texts)))
            except ValueError as error:
                faults.append(f"第 {number} 行：{error}")
    roster = _tied(members, faults)
    if faults:
        more = f"\n……共 {len(faults)} 处" if len(faults) > _FEW else ""
        raise RosterError(f"名册“{path.name}”有误：\n" + "\n".join(faults[:_FEW]) + more)
    if not roster.members:
        raise RosterError(f"名册“{path.name}”中没有单位。")
    return roster


def demand_roots(roster: Roster, path: Path) -> None:
    """Let pass a roster that says for every body where it belongs: under another, or on top.

    On top may stand one body, or several that each have others under them.

    :raises RosterError: if a body with none under it has none above it either.
    """
    roots = roster.children.get("", ())
    lost = [member for member in roots if member.identity not in roster.children]
    if len(roots) > 1 and lost:
        told = "\n".join(
            f"第 {roster.rows.get(member.identity, 0)} 行：“{member.name}”没有写上级，也没有下级"
            for member in lost[:_FEW]
        )
        more = f"\n……共 {len(lost)} 处" if len(lost) > _FEW else ""
        raise RosterError(f"名册“{path.name}”有误，请补上“上级”一列：\n{told}{more}")


def _member(texts: Mapping[Column, str]) -> Member:
    for column, text in texts.items():
        if text in ERROR_VALUES:
            raise ValueError(f"“{column}”一列是错误值 {text}，请改正公式或直接填写")
    name, kind = texts[Column.NAME], texts[Column.KIND]
    if not name:
        raise ValueError("没有名称")
    if kind not in set(UnitKind):
        raise ValueError(f"类别“{kind}”不对，应为：{'、'.join(UnitKind)}")
    scope = texts.get(Column.IN_SCOPE, "")
    if scope not in YES + NO:
        raise ValueError(f"“汇总”一列填的是“{scope}”，应为“是”或“否”")
    return Member(
        code=texts[Column.CODE],
        name=name,
        kind=UnitKind(kind),
        parent=texts[Column.PARENT],
        in_scope=scope in YES,
        opened=_day(texts.get(Column.OPENED, ""), Column.OPENED, "01-01"),
        closed=_day(texts.get(Column.CLOSED, ""), Column.CLOSED, "12-31"),
        merged_into=tuple(
            filter(None, map(str.strip, _BETWEEN.split(texts.get(Column.MERGED, ""))))
        ),
        level=texts.get(Column.LEVEL, ""),
    )


def _day(text: str, column: Column, in_year: str) -> date | None:
    """Return a day; of a year alone the day ``in_year``, as 12-31."""
    if not text:
        return None
    if year := _YEAR.fullmatch(text):
        return date.fromisoformat(f"{year[1]}-{in_year}")
    try:
        return parse_day(text)
    except ValueError:
        raise ValueError(f"“{column}”一列填的是“{text}”，应为日期，如 2020-03-01") from None


def _tied(numbered: Sequence[tuple[int, Member]], faults: list[str]) -> Roster:
    """Tie members to their parents, which the file names by code or by name."""
    members: dict[str, Member] = {}
    names: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for number, member in numbered:
        if member.identity in members:
            first = rows[member.identity]
            faults.append(f"第 {number} 行：“{member.identity}”与第 {first} 行重复")
            continue
        members[member.identity] = member
        rows[member.identity] = number
        names.setdefault(member.name, []).append(member.identity)

    def meant(identity: str, told: str, column: Column) -> str:
        """Return the identity that a column names by code or by name."""
        found = [told] if not told or told in members else names.get(told, [])
        if len(found) == 1:
            return found[0]
        why = "不在名册中" if not found else "有同名的，请写代码"
        faults.append(f"第 {rows[identity]} 行：{column}“{told}”{why}")
        return told

    for identity, member in members.items():
        parent = meant(identity, member.parent, Column.PARENT)
        heirs = tuple(meant(identity, told, Column.MERGED) for told in member.merged_into)
        if (parent, heirs) != (member.parent, member.merged_into):
            members[identity] = replace(member, parent=parent, merged_into=heirs)
    if not faults:
        faults += _circles(members, rows)
    if not faults:
        faults += [f"第 {rows[m.identity]} 行：{why}" for m, why in _contradictions(members)]
    return Roster(members, rows)


def _circles(members: Mapping[str, Member], rows: Mapping[str, int]) -> list[str]:
    """Name the members that are, step by step, their own parents."""
    faults: list[str] = []
    rooted: set[str] = set()
    for identity in members:
        path: list[str] = []
        at = identity
        while at and at not in rooted:
            if at in path:
                faults.append(f"第 {rows[at]} 行：“{members[at].name}”的上级绕回到了它自己")
                break
            path.append(at)
            at = members[at].parent
        rooted.update(path)
    return faults


def _contradictions(members: Mapping[str, Member]) -> Iterator[tuple[Member, str]]:
    """Yield what cannot be in a roster as a whole: at which member, and why."""
    for member in members.values():
        if member.opened and member.closed and member.closed < member.opened:
            yield member, f"“{member.name}”的撤销早于设立"
        if member.merged_into and member.closed is None:
            yield member, f"“{member.name}”写了并入，没有写撤销的日期"
        elif why := _no_heir(members, member):
            yield member, why
    yield from _wrong_levels(members)


def _no_heir(members: Mapping[str, Member], member: Member) -> str:
    """Say why the bodies that a closed one went into cannot be so."""
    for heir in map(members.__getitem__, member.merged_into):
        seen, at = {member.identity}, heir
        while at.identity not in seen and len(at.merged_into) == 1:
            seen.add(at.identity)
            at = members[at.merged_into[0]]
        if at.identity in seen:
            return f"“{member.name}”的并入绕回到了它自己"
        ended = member.closed and heir.closed and heir.closed < member.closed
        if ended and not heir.merged_into:
            return f"“{member.name}”并入的“{heir.name}”已经先撤销了，没有写它又并入哪里"
        if ended:
            return f"“{member.name}”并入的“{heir.name}”已经先撤销了，请直接写它并入的单位"
    return ""


def _wrong_levels(members: Mapping[str, Member]) -> Iterator[tuple[Member, str]]:
    """Yield levels that nobody knows, and those above the level of the body above."""
    if not any(member.level for member in members.values()):
        return
    levels = administrative_levels()
    order, known = list(levels), {}
    for member in members.values():
        if member.level:
            known[member.identity] = level_typed(levels, member.level)
            if not known[member.identity]:
                labels = "、".join(level.label for level in levels.values())
                yield member, f"层级“{member.level}”不对，应为：{labels}"
    for identity, key in known.items():
        above = known.get(members[identity].parent)
        if key and above and order.index(key) < order.index(above):
            parent = members[members[identity].parent]
            told = f"层级“{members[identity].level}”高于上级“{parent.name}”的“{parent.level}”"
            yield members[identity], told
