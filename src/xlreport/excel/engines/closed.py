"""An xlwings engine over a workbook file that no program has open, with openpyxl.

The file named is only read: a changed book is saved under another name.  Formulas are not
computed; a program that opens the saved file does that.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from xlwings import base_classes

from xlreport.excel.engines.blocks import BlockBook, BlockBooks, BlockRange, BlockSheet
from xlreport.excel.engines.parts import (
    Block,
    Colour,
    Unsupported,
    ValueCleaning,
    as_rows,
    note_size,
    refuse_unimplemented,
    to_colour,
)
from xlreport.excel.engines.results import put_back
from xlreport.files import replacing

NAME = "closed"
_AUTHOR = "校验"
_PIXELS = 96 / 72
"""In a point; openpyxl measures notes in pixels."""
_MACROS = (".xlsm", ".xlam")


def open_closed(path: Path | str) -> xw.Book:
    """Open a workbook file.

    :raises OSError, ValueError, KeyError, zipfile.BadZipFile: if openpyxl cannot read it.
    """
    app = App()
    app.books.open(str(path))
    return xw.Book(impl=app.books.active)


class Engine(ValueCleaning):
    """The engine, as xlwings wants to see it."""

    name, type = NAME, "desktop"


@refuse_unimplemented(NAME)
class App(base_classes.App):
    """Stands for a program: one that shows nothing and remembers what it would have said."""

    engine = Engine()
    pid, visible, screen_updating, status_bar, display_alerts = 1, False, False, False, False

    def __init__(self) -> None:
        self._books = Books(self)
        self.alerts: list[str] = []
        self.answer = "ok"

    @property
    def books(self) -> Books:
        """The open books."""
        return self._books

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active book."""
        book = self._books.active
        if book is None:
            return None
        sheet = book.sheets.active
        selected: Range = sheet.range(sheet.api.sheet_view.selection[0].sqref.split()[0])
        return selected

    def alert(self, prompt: str, *_: object) -> str:
        """Remember a message, and answer it as ``answer`` says."""
        self.alerts.append(prompt)
        return self.answer


@refuse_unimplemented(NAME)
class Books(BlockBooks):
    """The open books."""

    active: Book | None = None

    def __init__(self, app: App) -> None:
        self._app = app
        self._books: list[Book] = []

    @property
    def app(self) -> App:
        """What stands for the program."""
        return self._app

    def forget(self, book: Book) -> None:
        """Have one book less."""
        self._books = [each for each in self._books if each.fullname != book.fullname]

    def open(self, fullname: str, *_: object) -> Book:
        """Open a file."""
        macros = Path(fullname).suffix.lower() in _MACROS
        book = Book(self._app, openpyxl.load_workbook(fullname, keep_vba=macros), fullname)
        self._books.append(book)
        self.active = book
        return book

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books)


@refuse_unimplemented(NAME)
class Book(BlockBook):
    """A workbook."""

    def __init__(self, app: App, workbook: Workbook, fullname: str) -> None:
        super().__init__(app, workbook)
        self._fullname = fullname
        self._computed: dict[str, dict[str, Any]] | None = None

    def computed(self, sheet: str, address: str) -> Any:
        """Return the value of a formula that the file holds; ``None`` if it holds none."""
        if self._computed is None:
            self._computed = _values_in(self._fullname)
        value = self._computed.get(sheet, {}).get(address)
        return None if value == "" else value

    @property
    def fullname(self) -> str:
        """The path of the file."""
        return self._fullname

    def activate(self) -> None:
        """Make this the active book."""
        self._app.books.active = self

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save under another name, so that what opens the file computes it.

        The results that the file held stay in it for those who only look.

        :raises Unsupported: if no other name is given, or a password is.
        :raises CannotWrite: if the file cannot be written.
        """
        if path is None or Path(path).resolve() == Path(self._fullname).resolve() or password:
            raise Unsupported("the closed engine saves a copy, without a password")
        if self._document.calculation is not None:
            self._document.calculation.fullCalcOnLoad = True
        with replacing(Path(path)) as temporary, TemporaryDirectory() as folder:
            saved = Path(folder) / "saved.xlsx"
            self._document.save(saved)
            # The parts have their names only now.
            parts = {sheet.path.lstrip("/"): sheet.title for sheet in self._document.worksheets}
            put_back(saved, temporary, parts, self.computed)

    def close(self) -> None:
        """Forget the book."""
        self._document.close()
        self._app.books.forget(self)


@refuse_unimplemented(NAME)
class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        front = self._book.api.active
        return self(front.title if front else 1)

    def __call__(self, key: int | str) -> Sheet:
        """Return one by its number, from 1, or its name."""
        if isinstance(key, int):
            return Sheet(self._book, self._book.api.worksheets[key - 1])
        return Sheet(self._book, self._book.api[key])

    def __len__(self) -> int:
        return len(self._book.api.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, sheet) for sheet in self._book.api.worksheets)


Book.sheets_type = Sheets


@refuse_unimplemented(NAME)
class Sheet(BlockSheet):
    """A sheet."""

    @property  # type: ignore[misc]  # sheets are not renamed here
    def name(self) -> str:
        """The name."""
        return str(self._sheet.title)

    @property
    def index(self) -> int:
        """The position, from 1."""
        return int(self._book.api.index(self._sheet)) + 1

    @property
    def used_range(self) -> Range:
        """From ``A1`` to the last cell used."""
        return Range(self, Block(1, 1, self._sheet.max_row, self._sheet.max_column))

    @property
    def notes(self) -> list[Note]:
        """The notes."""
        cells = (cell for row in self._sheet.iter_rows() for cell in row)
        return [Note(self, cell) for cell in cells if isinstance(cell, Cell) and cell.comment]

    @property  # type: ignore[misc]  # sheets are not hidden here
    def visible(self) -> bool:
        """Whether the sheet can be looked at."""
        return str(self._sheet.sheet_state) == "visible"

    def activate(self) -> None:
        """Bring the sheet to the front; no other stays selected with it."""
        for sheet in self._book.api.worksheets:
            sheet.sheet_view.tabSelected = sheet is self._sheet
        self._book.api.active = self._sheet


@refuse_unimplemented(NAME)
class Range(BlockRange):
    """A rectangle of cells."""

    def _cells(self) -> list[tuple[Any, ...]]:
        b = self._block
        return list(self._sheet.api.iter_rows(b.row, b.last_row, b.column, b.last_column))

    @property
    def api(self) -> list[tuple[Any, ...]]:
        """The openpyxl cells."""
        return self._cells()

    @property
    def raw_value(self) -> list[list[Any]]:
        """The values; those of formulas as the program that saved the file computed them."""
        book, sheet = self._sheet.book, self._sheet.name
        return [
            [
                book.computed(sheet, cell.coordinate) if cell.data_type == "f" else cell.value
                for cell in row
            ]
            for row in self._cells()
        ]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        for row, given in zip(self._cells(), as_rows(values, self._block), strict=True):
            for cell, value in zip(row, given, strict=True):
                if isinstance(cell, Cell):  # what is under a merged cell holds nothing
                    cell.value = value
                    _take_look_of_column(cell)

    @property  # type: ignore[misc]  # formulas are written as values
    def formula(self) -> list[list[Any]]:
        """The formulas, and the values of cells that have none, a row each."""
        return [[cell.value for cell in row] for row in self._cells()]

    def clear_contents(self) -> None:
        """Empty the cells; their formats stay."""
        self.raw_value = None

    @property
    def color(self) -> Colour | None:
        """The fill of the first cell, if it is a plain colour."""
        fill = self._cells()[0][0].fill
        if fill.fill_type != "solid" or fill.fgColor.type != "rgb":
            return None
        return to_colour(f"#{fill.fgColor.rgb[-6:]}")

    @color.setter
    def color(self, given: Colour | str | int | None) -> None:
        colour = to_colour(given)
        fill = PatternFill()
        if colour:
            # As XlsxWriter writes it, so that a fill put back equals the one that was there.
            ink = "FF{:02X}{:02X}{:02X}".format(*colour)
            fill = PatternFill("solid", fgColor=ink, bgColor=Color(indexed=64))
        for row in self._cells():
            for cell in row:
                _take_look_of_column(cell)
                cell.fill = fill

    @property
    def row_height(self) -> float | None:
        """The height of the first row in points, ``None`` if it is the sheet's default."""
        height = self._sheet.api.row_dimensions[self._block.row].height
        return None if height is None else float(height)

    @row_height.setter
    def row_height(self, points: float) -> None:
        for row in range(self._block.row, self._block.last_row + 1):
            self._sheet.api.row_dimensions[row].height = points

    def select(self) -> None:
        """Select the cells in the front of their sheet."""
        self._sheet.activate()
        selections = self._sheet.api.sheet_view.selection
        for selection in selections:
            selection.activeCell = self._block.cell(1).address(
                row_absolute=False, column_absolute=False
            )
            selection.sqref = self._block.address(row_absolute=False, column_absolute=False)

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        cell = self._cells()[0][0]
        return Note(self._sheet, cell) if isinstance(cell, Cell) and cell.comment else None

    def add_note(self, text: str) -> Note:
        """Give the cell a note that is large enough to be read.

        :raises Unsupported: if it lies under a merged cell.
        """
        cell = self._cells()[0][0]
        if not isinstance(cell, Cell):
            raise Unsupported("a note under a merged cell")
        width, height = (round(points * _PIXELS) for points in note_size(text))
        cell.comment = Comment(text, _AUTHOR, height, width)
        return Note(self._sheet, cell)


Sheet.range_type = Range


@refuse_unimplemented(NAME)
class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, cell: Cell) -> None:
        self._sheet, self._cell = sheet, cell

    @property  # type: ignore[misc]  # a note is removed and added, not rewritten
    def text(self) -> str:
        """The text."""
        return str(self._cell.comment.text) if self._cell.comment else ""

    @property
    def location(self) -> Range:
        """The cell."""
        return Range(self._sheet, Block(self._cell.row, self._cell.column))

    def delete(self) -> None:
        """Remove the note."""
        self._cell.comment = None


def _values_in(path: str) -> dict[str, dict[str, Any]]:
    """Return what the cells of each sheet of a file hold; looks, which take most time, are left."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        return {
            sheet.title: {
                cell.coordinate: cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _take_look_of_column(cell: Any) -> None:
    """Give a cell that has no look of its own that of its column, as Excel does."""
    letters = get_column_letter(cell.column)
    if cell.has_style or letters not in cell.parent.column_dimensions:
        return
    column = cell.parent.column_dimensions[letters]
    for part in ("font", "border", "fill", "alignment", "protection", "number_format"):
        setattr(cell, part, copy(getattr(column, part)))
