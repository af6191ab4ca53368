"""The columns of a list: how their heads are drawn, and how its rows are found by them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_type_hints

from xlreport.edition import Place
from xlreport.letters import shown_number
from xlreport.sheets.reader import Line, OwnBook, Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its head, its width in characters, heads that it had in earlier years."""

    head: str
    width: float
    earlier: tuple[str, ...] = ()


class Columns(dict[str, Column]):
    """The columns of a list from left to right, each by a name that only the code uses."""

    @classmethod
    def of(
        cls, row: type[tuple[object, ...]], front: Mapping[str, Column] | None = None
    ) -> Columns:
        """Return the columns of the rows of a list.

        :param row: a named tuple, each of its fields annotated with the column that shows it.
        :param front: columns before those, which are no fields of it.
        """
        hints = get_type_hints(row, include_extras=True)
        return cls(
            {**(front or {}), **{name: hint.__metadata__[0] for name, hint in hints.items()}}
        )

    def at(self, name: str) -> int:
        """Return the number of a column, from 0, where the list is drawn now."""
        return list(self).index(name)

    @property
    def heads(self) -> list[str]:
        """The heads from left to right."""
        return [column.head for column in self.values()]

    @property
    def widths(self) -> list[float]:
        """The widths from left to right, in characters."""
        return [column.width for column in self.values()]

    def found_in(self, line: Mapping[int, Value]) -> dict[str, int]:
        """Return which number each column has in a row of heads, if it has one there."""
        where: dict[str, int] = {}
        for number, text in line.items():
            where.setdefault(text_in(text), number)
        found: dict[str, int] = {}
        for name, column in self.items():
            at = (where[head] for head in (column.head, *column.earlier) if head in where)
            if (number := next(at, -1)) >= 0:
                found[name] = number
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a list as it was read back; what its workbook does not have is empty."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    values: Mapping[int, Value]

    def value(self, name: str) -> Value | None:
        """Return what stands in a column, ``None`` for nothing."""
        return self.values.get(self.columns.get(name, -1))

    def text(self, name: str) -> str:
        """Return what stands in a column as a text without blanks around it."""
        return text_in(self.value(name))

    def place(self, name: str) -> Place:
        """Return the place of a column in this row; the first cell if there is no such column."""
        return Place(self.sheet, self.row, self.columns.get(name, 0))


def listed(book: OwnBook, sheet: str, columns: Columns, needed: Iterable[str]) -> Iterator[Record]:
    """Yield the rows of a list in a workbook as :func:`records` does; none if it has no such sheet.

    :raises Refused: if the sheet is damaged or too large.
    """
    if sheet in book.names:
        yield from records(sheet, book.lines(sheet), columns, needed)


def records(
    sheet: str, lines: Iterable[Line], columns: Columns, needed: Iterable[str]
) -> Iterator[Record]:
    """Yield the rows below the first row that has the heads of all needed columns.

    :param sheet: its name, for the places of the rows.
    """
    needed = frozenset(needed)
    where: Mapping[str, int] | None = None
    for row, values in lines:
        if where is not None:
            yield Record(sheet, row, where, values)
        else:
            found = columns.found_in(values)
            where = found if needed <= found.keys() else None


def text_in(value: Value | None) -> str:
    """Return a value as a text; a code that a program has turned into a number has no decimals."""
    if value is None:
        return ""
    return shown_number(value) if isinstance(value, float) else str(value).strip()
