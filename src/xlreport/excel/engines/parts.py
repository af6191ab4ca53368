"""What our engines share: addresses, values, colours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlreport.addresses import column_letters, column_number
from xlreport.edition import Place

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", re.IGNORECASE)
_ERRORS = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)")


class Unsupported(NotImplementedError):
    """Something of xlwings that an engine of ours offers in part only."""


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A rectangle of cells; rows and columns count from 1, as xlwings counts them."""

    row: int
    column: int
    height: int = 1
    width: int = 1

    @classmethod
    def parse(cls, address: str) -> CellBlock:
        """Return the block of an A1 address.

        :raises Unsupported: if it is something else, for instance a name.
        """
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise Unsupported(f"not an address: {address}")
        first = (int(match[2]), column_number(match[1].upper().encode()) + 1)
        last = (int(match[4]), column_number(match[3].upper().encode()) + 1) if match[3] else first
        return cls.between(first, last)

    @classmethod
    def between(cls, first: tuple[int, int], last: tuple[int, int]) -> CellBlock:
        """Return the block with two cells, each row and column, at its corners."""
        rows, columns = sorted((first[0], last[0])), sorted((first[1], last[1]))
        return cls(rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.row + self.height - 1

    @property
    def last_column(self) -> int:
        """The last column."""
        return self.column + self.width - 1

    def halves(self) -> tuple[CellBlock, CellBlock]:
        """Return the upper half and the lower, or of a single row the left and the right."""
        if self.height > 1:
            upper = self.height // 2
            lower = self.height - upper
            return (
                CellBlock(self.row, self.column, upper, self.width),
                CellBlock(self.row + upper, self.column, lower, self.width),
            )
        left = self.width // 2
        right = CellBlock(self.row, self.column + left, 1, self.width - left)
        return CellBlock(self.row, self.column, 1, left), right

    def cell(self, row: int, column: int | None = None) -> CellBlock:
        """Return the cell at a row and a column of the block, or its n-th cell."""
        if column is None:
            row, column = (row - 1) // self.width + 1, (row - 1) % self.width + 1
        return CellBlock(self.row + row - 1, self.column + column - 1)

    def address(self, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """Return the A1 address."""
        signs = ("$" if column_absolute else "", "$" if row_absolute else "")
        first = f"{signs[0]}{column_letters(self.column - 1)}{signs[1]}{self.row}"
        if (self.height, self.width) == (1, 1):
            return first
        return f"{first}:{signs[0]}{column_letters(self.last_column - 1)}{signs[1]}{self.last_row}"


def places_of(sheet: str, areas: Iterable[str]) -> Iterator[Place]:
    """Yield the cells of areas of a sheet, each an address."""
    for area in areas:
        block = CellBlock.parse(area)
        for row in range(block.row, block.last_row + 1):
            for column in range(block.column, block.last_column + 1):
                yield Place(sheet, row - 1, column - 1)


def to_colour(given: Colour | str | int | None) -> Colour | None:
    """Return a colour as xlwings takes it (``"#FFC7CE"``, a tuple, an Excel integer) as a tuple."""
    if isinstance(given, str):
        return int(given[1:3], 16), int(given[3:5], 16), int(given[5:7], 16)
    if isinstance(given, int):
        return given & 255, given >> 8 & 255, given >> 16 & 255
    return given


_NOTE_WIDTH, _NOTE_LINE_HEIGHT, _NOTE_LINE = 240, 15, 24
"""Points, points, and characters in a line."""


def note_size(text: str) -> tuple[int, int]:
    """Return how wide and how high a note must be to be read, in points."""
    lines = sum(len(line) // _NOTE_LINE + 1 for line in text.splitlines())
    return _NOTE_WIDTH, (lines + 1) * _NOTE_LINE_HEIGHT


def as_rows(values: Any, block: CellBlock) -> Sequence[Sequence[Any]]:
    """Spread what is written to a block over its cells."""
    if isinstance(values, list | tuple):
        return values
    return [[values] * block.width] * block.height


class ValueCleaning:
    """How values pass between xlwings' converters and an engine."""

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Turn raw values into what the reader asked for."""

        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, dt.datetime):
                moment = value.timetuple()[:6]
                names = ("year", "month", "day", "hour", "minute", "second")
                return datetime_builder(
                    **dict(zip(names, moment, strict=True)), microsecond=value.microsecond
                )
            if isinstance(value, int | float) and not isinstance(value, bool):
                return number_builder(value) if number_builder else float(value)
            if isinstance(value, str) and _ERRORS.fullmatch(value) and not err_to_str:
                return None
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: object) -> Any:
        """Turn a value to be written into a raw one; a number that is none is written as empty."""
        if isinstance(value, float) and value != value:
            return None
        return value.item() if hasattr(value, "item") else value
