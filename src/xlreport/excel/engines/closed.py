"""An xlwings engine over a workbook file that no program has open, with openpyxl.

The file named is only read: a changed book is saved under another name.  Formulas are not
computed; a program that opens the saved file does that.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.workbook import Workbook
from xlwings import base_classes

from xlreport.excel.engines.blocks import BlockApp, BlockBook, Named
from xlreport.excel.engines.closed_sheets import Range, Sheet
from xlreport.excel.engines.parts import (
    Unsupported,
    ValueCleaning,
)
from xlreport.excel.engines.results import put_back
from xlreport.files import replacing

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

    name, type = "closed", "desktop"


class App(BlockApp):
    """Stands for a program: one that shows nothing and remembers what it would have said."""

    engine = Engine()
    pid, visible, screen_updating, status_bar, display_alerts = 1, False, False, False, False

    def __init__(self) -> None:
        self.books = Books(self)
        self.alerts: list[str] = []
        self.answer = "ok"

    def alert(self, prompt: str, *_: object) -> str:
        """Remember a message, and answer it as ``answer`` says."""
        self.alerts.append(prompt)
        return self.answer


class Books(Named, base_classes.Books):
    """The open books."""

    active: Book | None = None
    app: Any = None

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []

    def forget(self, book: Book) -> None:
        """Have one book less."""
        self._books = [each for each in self._books if each.fullname != book.fullname]

    def open(self, fullname: str, *_: object) -> Book:
        """Open a file."""
        macros = Path(fullname).suffix.lower() in _MACROS
        workbook = openpyxl.load_workbook(fullname, keep_vba=macros)
        if (archive := workbook.vba_archive) and (content := archive.fp):
            # The macros are only read; an archive that is being written must be closed in time.
            archive.close()
            workbook.vba_archive = zipfile.ZipFile(content)
        book = Book(self.app, workbook, fullname)
        self._books.append(book)
        self.active = book
        return book

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books)


class Book(BlockBook):
    """A workbook; ``fullname`` is the path of its file."""

    fullname: str = ""

    def __init__(self, app: App, workbook: Workbook, fullname: str) -> None:
        super().__init__(app, workbook)
        self.fullname = fullname
        self._computed: dict[str, dict[str, Any]] | None = None

    def computed(self, sheet: str, address: str) -> Any:
        """Return the value of a formula that the file holds; ``None`` if it holds none."""
        if self._computed is None:
            self._computed = _values_in(self.fullname)
        value = self._computed.get(sheet, {}).get(address)
        return None if value == "" else value

    def selected(self) -> Range:
        """Return the cells that are selected."""
        sheet = self.sheets.active
        selected: Range = sheet.range(sheet.api.sheet_view.selection[0].sqref.split()[0])
        return selected

    def activate(self) -> None:
        """Make this the active book."""
        self.app.books.active = self

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save under another name, so that what opens the file computes it.

        The results that the file held stay in it for those who only look.

        :raises Unsupported: if no other name is given, or a password is.
        :raises CannotWrite: if the file cannot be written.
        """
        if path is None or Path(path).resolve() == Path(self.fullname).resolve() or password:
            raise Unsupported("the closed engine saves a copy, without a password")
        if self.api.calculation is not None:
            self.api.calculation.fullCalcOnLoad = True
        with replacing(Path(path)) as temporary, TemporaryDirectory() as folder:
            saved = Path(folder) / "saved.xlsx"
            self.api.save(saved)
            # The parts have their names only now.
            parts = {sheet.path.lstrip("/"): sheet.title for sheet in self.api.worksheets}
            put_back(saved, temporary, parts, self.computed)

    def close(self) -> None:
        """Forget the book."""
        self.api.close()
        self.app.books.forget(self)


class Sheets(Named, base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        api = self._book.api
        return Sheet(self._book, api.active or api.worksheets[0])

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, sheet) for sheet in self._book.api.worksheets)


Book.sheets_type = Sheets


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
