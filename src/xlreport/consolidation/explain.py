"""What stands behind a figure of a roll-up, read back from its workbook: the units and their parts.

So do the answers to a question, and what the units entered in a column of a register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.edition import Edition, Place, layout_of
from xlreport.edition.model import AnswerType, join_key
from xlreport.errors import UserError
from xlreport.evidence import RollUpBook, books_beside, open_book
from xlreport.quantity import Value, from_quanta, show, to_quanta
from xlreport.reading import read
from xlreport.reading.refusal import Refused
from xlreport.report import Report, Unit


@dataclass(frozen=True, slots=True)
class Item:
    """What can be explained: a cell, a question, or a column of a register.

    ``unit`` is that of its figures, ``""`` if it has none; ``register`` and ``column`` are the keys
    of a column of a register.
    """

    key: str
    label: str
    unit: str = ""
    register: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One unit's part in a figure, and where it came from; ``value`` is ``None`` if missing.

    The part of an answer or an entry that is no number is a text.  ``via`` are the names of the
    units, from above, in whose roll-ups the unit is.
    """

    unit: Unit
    value: Value | str | None
    file: str
    time: str
    digest: str
    via: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The part as people read it."""
        if self.value is None:
            return "缺"
        return self.value if isinstance(self.value, str) else show(self.value)


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure of a roll-up, and the units behind it, the largest first.

    ``value`` is ``None`` where it is missing, and where there are answers instead of figures.
    """

    report: Report
    cell: Item
    value: Value | None
    contributions: tuple[Contribution, ...]

    @staticmethod
    def sum_of(parts: Sequence[Contribution]) -> Value:
        """Return what the figures of some of the units add up to."""
        values = (part.value for part in parts if not isinstance(part.value, str | None))
        return from_quanta(sum(map(to_quanta, values)))


class NoSuchCell(UserError, LookupError):
    """The form has no such cell; ``like`` are keys and labels of what resembles it."""

    def __init__(self, asked: str, like: Sequence[Item]) -> None:
        """:param asked: what was asked for."""
        super().__init__(asked)
        self.like = tuple(like)


def explain(path: Path, asked: str, overlays: Sequence[Path] = ()) -> Explained:
    """Return the units behind a figure of a city workbook, down to those that reported it.

    The workbooks of the levels below are looked for beside it; where there is none, or it has
    another figure, the sum of that level stands for the units in it.

    :param asked: a key of the form, a label, or an address (``三、依申请公开!I6``).
    :raises NoSuchCell: if the form has nothing of this name.
    :raises Refused: if the file is not the workbook of a roll-up.
    """
    report = read(path, overlays)
    top = open_book(path, report)
    if top is None:
        raise Refused(path, "不是汇总簿，没有明细", "请指定 xlreport consolidate 写出的工作簿。")
    item = _find(report.edition, asked)
    if item.register:
        parts = list(_entries(report, item))
    else:
        has_lower = any(row.reports for row in top.detail.rows)
        lower = books_beside(top, overlays) if has_lower else []
        parts = list(_leaves(top, {book.identity: book for book in lower}, item, ()))
    parts.sort(key=lambda part: -_size(part.value))
    return Explained(report, item, report.values.get(item.key), tuple(parts))


def _size(value: Value | str | None) -> int:
    return 0 if value is None or isinstance(value, str) else abs(to_quanta(value))


def _leaves(
    book: RollUpBook, lower: Mapping[str, RollUpBook], item: Item, via: tuple[str, ...]
) -> Iterator[Contribution]:
    """Yield the rows of a roll-up, and instead of one that is a roll-up itself its rows."""
    answered = item.key in book.report.edition.questions
    left = {identity: each for identity, each in lower.items() if identity != book.identity}
    for row in book.detail.rows:
        value = row.answers.get(item.key) or None if answered else row.values.get(item.key)
        below = left.get(row.unit.identity) if row.reports else None
        if below is not None and (answered or below.value(item.key) == value):
            yield from _leaves(below, left, item, (*via, row.unit.name))
        else:
            yield Contribution(row.unit, value, row.file, row.time, row.digest, via)


def _entries(report: Report, item: Item) -> Iterator[Contribution]:
    """Yield what stands in a column of a register, entry by entry."""
    asked = report.edition.registers[item.register].columns[item.column].type
    for entry in report.registers.get(item.register, ()):
        value = entry.told.get(item.column)
        if isinstance(value, str) and isinstance(asked, AnswerType):
            value = asked.shown(value)
        yield Contribution(Unit(entry.unit), value, "", "", "")


def _items(edition: Edition) -> Iterator[Item]:
    """Yield all that a form asks for."""
    for cell in edition.cells.values():
        yield Item(cell.key, cell.label, cell.unit)
    for question in edition.questions.values():
        yield Item(question.key, question.label)
    for register in edition.registers.values():
        for column in register.columns.values():
            key = join_key(register.key, column.key)
            yield Item(key, column.label, column.unit, register.key, column.key)


def _find(edition: Edition, asked: str) -> Item:
    items = {item.key: item for item in _items(edition)}
    if asked in items:
        return items[asked]
    places = layout_of(edition).places
    address = asked.replace("'", "").replace("$", "")
    for item in items.values():
        if asked == item.label or _is_at(address, places[item.key], item):
            return item
    from rapidfuzz import fuzz, process

    texts = {item.key: f"{item.key} {item.label}" for item in items.values()}
    found = process.extract(asked, texts, scorer=fuzz.partial_ratio, limit=5)
    raise NoSuchCell(asked, [items[key] for _, _, key in found])


def _is_at(address: str, place: Place, item: Item) -> bool:
    """Tell whether an address is that of an item; any row of a register will do."""
    at = f"{place.sheet.replace(chr(39), '')}!{place.a1}"
    if not item.register:
        return address == at
    return address.rstrip("0123456789") == at.rstrip("0123456789")
