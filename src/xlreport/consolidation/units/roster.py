"""The roster: which bodies must report, to whom, and which of them the roll-up takes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from xlreport.codes import damage_of, plain_code
from xlreport.consolidation.units.members import Member, Roster, RosterDoubt, UnitKind, name_above
from xlreport.consolidation.units.roster_file import ERROR_VALUES, RosterError, roster_rows
from xlreport.dates import parse_day
from xlreport.edition import administrative_levels, level_typed
from xlreport.sequences import some_of

__all__ = [
    "NO",
    "YES",
    "Member",
    "Roster",
    "RosterColumn",
    "RosterDoubt",
    "RosterError",
    "UnitKind",
    "demand_roots",
    "name_above",
    "read_roster",
]


class RosterColumn(StrEnum):
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


_REQUIRED = (RosterColumn.CODE, RosterColumn.NAME, RosterColumn.KIND, RosterColumn.PARENT)
YES, NO = ("", "是", "1"), ("否", "0")
_FEW = 10
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
_BETWEEN = re.compile(r"[、,，;；]")


def read_roster(path: Path) -> Roster:
    """Read a roster from .csv or .xlsx.

    What is wrong about one body and changes nothing for others is a doubt of the roster.

    :raises RosterError: if it cannot be read or has other mistakes; all of them are named.
    """
    rows = roster_rows(path)
    head = next(
        (i for i, row in enumerate(rows) if RosterColumn.NAME in row and RosterColumn.CODE in row),
        -1,
    )
    if head < 0:
        raise RosterError(f"名册“{path.name}”中没有表头行，应有“代码”“名称”“类别”“上级”各列。")
    columns = {column: rows[head].index(column) for column in RosterColumn if column in rows[head]}
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        raise RosterError(f"名册“{path.name}”缺少列：{'、'.join(missing)}。")
    faults: list[str] = []
    members: list[tuple[int, Member]] = []
    unsure: list[_Slip] = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        texts = {c: row[i] if i < len(row) else "" for c, i in columns.items()}
        if any(texts.values()):
            try:
                member, wrong = _member(texts)
                members.append((number, member))
                unsure += [_Slip(member.identity, *each) for each in wrong]
            except ValueError as error:
                faults.append(f"第 {number} 行：{error}")
    roster = _settled(_tied(members, faults, unsure), faults, unsure)
    if faults:
        raise RosterError("\n".join((f"名册“{path.name}”有误：", *_some(faults))))
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
        lines = [
            f"第 {roster.rows.get(member.identity, 0)} 行：“{member.name}”没有写上级，也没有下级"
            for member in lost
        ]
        head = f"名册“{path.name}”有误，请补上“上级”一列："
        raise RosterError("\n".join((head, *_some(lines))))


def _some(faults: Sequence[str]) -> list[str]:
    return some_of(faults, _FEW, f"……共 {len(faults)} 处")


def _member(texts: Mapping[RosterColumn, str]) -> tuple[Member, list[tuple[RosterColumn, str]]]:
    """Return the body that a row describes, and what is wrong with its code and its dates."""
    for column, text in texts.items():
        if text in ERROR_VALUES:
            raise ValueError(f"“{column}”一列是错误值 {text}，请改正公式或直接填写")
    name, kind = texts[RosterColumn.NAME], texts[RosterColumn.KIND]
    if not name:
        raise ValueError("没有名称")
    if kind not in set(UnitKind):
        raise ValueError(f"类别“{kind}”不对，应为：{'、'.join(UnitKind)}")
    scope = texts.get(RosterColumn.IN_SCOPE, "")
    if scope not in YES + NO:
        raise ValueError(f"“汇总”一列填的是“{scope}”，应为“是”或“否”")
    opened, closed, wrong = None, None, list[tuple[RosterColumn, str]]()
    code = plain_code(texts[RosterColumn.CODE])
    if why := damage_of(None, code):
        wrong.append((RosterColumn.CODE, why))
        code = ""
    try:
        opened = _day(texts.get(RosterColumn.OPENED, ""), RosterColumn.OPENED, "01-01")
        closed = _day(texts.get(RosterColumn.CLOSED, ""), RosterColumn.CLOSED, "12-31")
    except ValueError as error:
        wrong.append((RosterColumn.CLOSED, str(error)))
    member = Member(
        code=code,
        name=name,
        kind=UnitKind(kind),
        parent=texts[RosterColumn.PARENT],
        in_scope=scope in YES,
        opened=opened,
        closed=closed,
        merged_into=tuple(
            filter(None, map(str.strip, _BETWEEN.split(texts.get(RosterColumn.MERGED, ""))))
        ),
        level=texts.get(RosterColumn.LEVEL, ""),
    )
    return member, wrong


def _day(text: str, column: RosterColumn, in_year: str) -> date | None:
    """Return a day; of a year alone the day ``in_year``, as 12-31."""
    if not text:
        return None
    if year := _YEAR.fullmatch(text):
        return date.fromisoformat(f"{year[1]}-{in_year}")
    try:
        return parse_day(text)
    except ValueError:
        raise ValueError(f"“{column}”一列填的是“{text}”，应为日期，如 2020-03-01") from None


class _Slip(NamedTuple):
    """A mistake of one body: in which column, and what; rows are named when it is told."""

    identity: str
    column: RosterColumn
    why: str


_TAKEN_AS = {
    RosterColumn.NAME: "重复的一行没有采用，请删去",
    RosterColumn.CODE: "暂按名称认这个单位，请把代码一列设成文本格式后重新填写",
    RosterColumn.CLOSED: "暂按没有设立、撤销日期处理，请改正名册",
    RosterColumn.MERGED: "暂按没有写并入处理，它的上年数没有并入任何单位，请改正名册",
    RosterColumn.LEVEL: "暂按没有写层级处理，请改正名册",
}
"""How a body is taken until a mistake in a column is mended."""


def _without(member: Member, column: RosterColumn) -> Member:
    """Return a body without what its row says in a column."""
    match column:
        case RosterColumn.CLOSED:
            return replace(member, opened=None, closed=None, merged_into=())
        case RosterColumn.MERGED:
            return replace(member, merged_into=())
        case RosterColumn.LEVEL:
            return replace(member, level="")
        case _:
            return member


def _settled(roster: Roster, faults: list[str], slips: Sequence[_Slip]) -> Roster:
    """Return a roster without what is wrong about single bodies; what is not safe is a fault.

    Whether a body with others below it exists decides where those are added: nobody guesses.
    """
    if faults:
        faults += [f"第 {roster.rows[each.identity]} 行：{each.why}" for each in slips]
        return roster
    members = dict(roster.members)
    doubts: list[RosterDoubt] = []

    def settle(slips: Iterable[_Slip]) -> None:
        for identity, column, why in slips:
            told = f"第 {roster.rows[identity]} 行：{why}"
            if column is RosterColumn.CLOSED and identity in roster.children:
                faults.append(told)
                continue
            members[identity] = _without(members[identity], column)
            doubts.append(RosterDoubt(members[identity], f"名册{told}", f"{_TAKEN_AS[column]}。"))

    settle(slips)
    # What went into a body without dates has to be looked at anew.
    settle([_Slip(m.identity, column, why) for m, column, why in _contradictions(dict(members))])
    doubts.sort(key=lambda doubt: roster.rows[doubt.member.identity])
    return Roster(members, roster.rows, tuple(doubts))


def _tied(numbered: Sequence[tuple[int, Member]], faults: list[str], slips: list[_Slip]) -> Roster:
    """Tie members to their parents, which the file names by code or by name."""
    members: dict[str, Member] = {}
    names: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for number, member in numbered:
        if member.identity in members:
            first = rows[member.identity]
            why = f"“{member.identity}”与第 {first} 行重复"
            if member == members[member.identity]:
                slips.append(_Slip(member.identity, RosterColumn.NAME, f"与第 {number} 行完全相同"))
            else:
                faults.append(f"第 {number} 行：{why}")
            continue
        members[member.identity] = member
        rows[member.identity] = number
        names.setdefault(member.name, []).append(member.identity)

    def meant(identity: str, told: str, column: RosterColumn) -> str:
        """Return the identity that a column names by code or by name."""
        code = told if told in members else plain_code(told)
        found = [code] if not told or code in members else names.get(told, [])
        if len(found) == 1:
            return found[0]
        why = "不在名册中" if not found else "有同名的，请写代码"
        if column is RosterColumn.MERGED:
            slips.append(_Slip(identity, column, f"{column}“{told}”{why}"))
        else:
            faults.append(f"第 {rows[identity]} 行：{column}“{told}”{why}")
        return told

    for identity, member in members.items():
        parent = meant(identity, member.parent, RosterColumn.PARENT)
        heirs = tuple(meant(identity, told, RosterColumn.MERGED) for told in member.merged_into)
        if (parent, heirs) != (member.parent, member.merged_into):
            members[identity] = replace(member, parent=parent, merged_into=heirs)
    if not faults:
        faults += _circles(members, rows)
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


def _contradictions(members: Mapping[str, Member]) -> Iterator[tuple[Member, RosterColumn, str]]:
    """Yield what cannot be in a roster as a whole: at which member, in which column, and why."""
    for member in members.values():
        if member.opened and member.closed and member.closed < member.opened:
            yield member, RosterColumn.CLOSED, f"“{member.name}”的撤销早于设立"
        if member.merged_into and member.closed is None:
            yield member, RosterColumn.MERGED, f"“{member.name}”写了并入，没有写撤销的日期"
        elif why := _no_heir(members, member):
            yield member, RosterColumn.MERGED, why
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


def _wrong_levels(members: Mapping[str, Member]) -> Iterator[tuple[Member, RosterColumn, str]]:
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
                yield member, RosterColumn.LEVEL, f"层级“{member.level}”不对，应为：{labels}"
    for identity, key in known.items():
        above = known.get(members[identity].parent)
        if key and above and order.index(key) < order.index(above):
            parent = members[members[identity].parent]
            told = f"层级“{members[identity].level}”高于上级“{parent.name}”的“{parent.level}”"
            yield members[identity], RosterColumn.LEVEL, told
