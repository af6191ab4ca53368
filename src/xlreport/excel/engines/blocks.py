"""What an engine of ours needs no program for: books by name, sheets and ranges by address.

An engine derives from these, and adds what it reads and changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from xlreport.excel.engines.parts import CellBlock, Unsupported


class Named:
    """Things with names in an order; an engine says which in ``__iter__``."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: int | str) -> Any:
        """Return one by its number, from 1, or its name.

        :raises KeyError, IndexError: if there is none.
        """
        things = list(self)
        return things[key - 1] if isinstance(key, int) else {t.name: t for t in things}[key]


class BlockApp(base_classes.App):
    """A program with open ``books``."""

    books: Any = None

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: the window in which the clerk works, if there is one, is in front already."""

    @property
    def selection(self) -> Any:
        """The selected cells of the book in front, ``None`` if there are none."""
        book = self.books.active
        return None if book is None else book.selected()


class BlockBook(base_classes.Book):
    """A workbook with a path; ``sheets_type`` is the class of its sheets.

    ``app`` is the program, ``api`` the workbook as the engine's library has it.
    """

    sheets_type: type[Any]
    app: Any = None
    api: Any = None

    def __init__(self, app: Any, document: Any) -> None:
        self.app, self.api = app, document

    @property
    def name(self) -> str:
        """The name of the file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> Any:
        """The sheets."""
        return self.sheets_type(self)


class BlockSheet(base_classes.Sheet):
    """A sheet; ``range_type`` is the class of its ranges.

    ``api`` is the sheet as the engine's library has it.
    """

    range_type: type[BlockRange]
    book: Any = None
    api: Any = None

    def __init__(self, book: Any, sheet: Any) -> None:
        self.book, self.api = book, sheet

    def range(self, first: Any, last: Any = None) -> Any:
        """Return cells by their address, or by their corners."""
        if isinstance(first, str):
            return self.range_type(self, CellBlock.parse(first))
        ends = (first, last or first)
        corners = [(x.row, x.column) if isinstance(x, BlockRange) else x for x in ends]
        return self.range_type(self, CellBlock.between(*corners))


class BlockRange(base_classes.Range):
    """A rectangle of cells."""

    sheet: Any = None

    def __init__(self, sheet: Any, block: CellBlock) -> None:
        self.sheet, self._block = sheet, block

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return self._block.row

    @property
    def column(self) -> int:
        """The first column, from 1."""
        return self._block.column

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._block.height, self._block.width

    @property
    def address(self) -> str:
        """The address."""
        return self._block.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address in one of its forms."""
        if external:
            raise Unsupported("external addresses")
        return self._block.address(row_absolute=row_absolute, column_absolute=col_absolute)

    def __len__(self) -> int:
        return self._block.height * self._block.width

    def __call__(self, row: int, column: int | None = None) -> Any:
        """Return the cell at a row and a column, from 1, or the n-th cell."""
        return type(self)(self.sheet, self._block.cell(row, column))
