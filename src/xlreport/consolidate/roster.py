"""The roster: which bodies must report, to whom, and which of them the roll-up takes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from xlreport.consolidate.roster_file import ERROR_VALUES, RosterError, roster_rows
from xlreport.dates import parse_day
from xlreport.report import Unit

__all__ = ["Column", "Member", "Roster", "RosterError", "UnitKind", "read_roster", "write_roster"]


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


_REQUIRED = (Column.CODE, Column.NAME, Column.KIND, Column.PARENT)
_YES, _NO = ("", "是", "1"), ("否", "0")
_FEW = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A body on the roster.  ``parent`` is the identity of the body above it, or empty."""

    code: str
    name: str
    kind: UnitKind
    parent: str = ""
    in_scope: bool = True
    opened: date | None = None
    closed: date | None = None

    @property
    def identity(self) -> str:
        """What tells members apart: the code where there is one, otherwise the name."""
        return self.code or self.name

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

    def suggest(self, unit: Unit, least: float = 60.0) -> Member | None:
        """Return the member whose name is most like a report's; a person must confirm it."""
        from rapidfuzz import fuzz, process

        names = [name for name, member in self.by_name.items() if member is not None]
        found = process.extractOne(unit.name, names, scorer=fuzz.ratio, score_cutoff=least)
        return self.by_name[found[0]] if found else None


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
    if scope not in _YES + _NO:
        raise ValueError(f"“汇总”一列填的是“{scope}”，应为“是”或“否”")
    return Member(
        code=texts[Column.CODE],
        name=name,
        kind=UnitKind(kind),
        parent=texts[Column.PARENT],
        in_scope=scope in _YES,
        opened=_day(texts.get(Column.OPENED, ""), Column.OPENED),
        closed=_day(texts.get(Column.CLOSED, ""), Column.CLOSED),
    )


def _day(text: str, column: Column) -> date | None:
    if not text:
        return None
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
    for identity, member in members.items():
        if not member.parent or member.parent in members:
            continue
        found = names.get(member.parent, [])
        if len(found) == 1:
            members[identity] = replace(member, parent=found[0])
        else:
            why = "不在名册中" if not found else "有同名的，请写代码"
            faults.append(f"第 {rows[identity]} 行：上级“{member.parent}”{why}")
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


_HELP = (
    ("代码", "行政区划代码或统一社会信用代码；没有可以不填"),
    ("名称", "与报表封面的单位名称一致"),
    ("类别", "从下拉列表中选择；垂直管理部门不列入汇总"),
    ("上级", "汇总到哪个单位：写它的代码或名称；最上一级不填"),
    ("汇总", "是（默认）或否"),
    ("设立", "年度中间设立的，填日期，如 2020-03-01"),
    ("撤销", "撤销的，填日期；年末已撤销的不再报送"),
)
_WIDTHS = (22, 30, 16, 24, 8, 14, 14)
_MOST_ROWS = 5000
_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook knows no time zone


def write_roster(members: Iterable[Member], path: Path) -> None:
    """Write a roster as a workbook, with no members as a blank one to fill in.

    :raises CannotWrite: if the file cannot be written.
    """
    import xlsxwriter

    from xlreport.files import replacing
    from xlreport.template.styles import Styles

    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(temporary, {"strings_to_urls": False})
        book.set_properties({"created": _CREATED})
        styles = Styles(book)
        sheet = book.add_worksheet("名册")
        for column, ((head, help_text), width) in enumerate(zip(_HELP, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, styles["field"])
            sheet.write_string(0, column, head, styles["label"])
            sheet.write_comment(0, column, help_text)
        for row, member in enumerate(members, start=1):
            for column, text in enumerate(_texts(member)):
                sheet.write_string(row, column, text, styles["field"])
        kinds, scopes = [kind.value for kind in UnitKind], [_YES[1], _NO[0]]
        for column, choices in ((2, kinds), (4, scopes)):
            rule = {"validate": "list", "source": choices}
            sheet.data_validation(1, column, _MOST_ROWS, column, rule)
        sheet.freeze_panes(1, 2)
        book.close()


def _texts(member: Member) -> tuple[str, ...]:
    return (
        member.code,
        member.name,
        member.kind.value,
        member.parent,
        _YES[1] if member.in_scope else _NO[0],
        member.opened.isoformat() if member.opened else "",
        member.closed.isoformat() if member.closed else "",
    )
