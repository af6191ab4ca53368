"""One adapter for every program: an open workbook through xlwings' public interface alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from xlreport.edition import Place
from xlreport.errors import UserError
from xlreport.finding import address_ranges
from xlreport.read import read_sheets
from xlreport.read.rows import Rows
from xlreport.report import Report
from xlreport.template.macros import TITLE

OVERLAYS = "XLREPORT_OVERLAY"
"""The environment variable that names overlays and forms, as ``PATH`` names folders."""


def own_files() -> list[Path]:
    """Return the overlays and forms that the buttons know besides the editions shipped."""
    return [Path(path) for path in os.environ.get(OVERLAYS, "").split(os.pathsep) if path]


class CannotDo(UserError):
    """What a button was asked for cannot be done; the message, in Chinese, says why."""


class LiveBook:
    """A workbook that may be open and unsaved; the source of a report and the place of marks."""

    def __init__(self, book: xw.Book) -> None:
        """:param book: the workbook, of any engine."""
        self.book = book
        self.app = book.app
        self.path = Path(book.fullname)
        # Looked up once: every question to a spreadsheet program takes its time.
        self.sheets: dict[str, xw.Sheet] = {sheet.name: sheet for sheet in book.sheets}
        self.names: tuple[str, ...] = tuple(self.sheets)

    @property
    def folder(self) -> Path:
        """The folder that the file lies in, where other files are written.

        :raises CannotDo: if the workbook has no folder, because it was never saved.
        """
        if not self.path.is_absolute() or not self.path.parent.is_dir():
            raise CannotDo("这个工作簿还没有保存到本机的文件夹。请先保存，再点这个按钮。")
        return self.path.parent

    def says(self, text: str, mode: str = "info") -> None:
        """Show a message until it is read.

        :param mode: ``info``, or ``critical`` if something was not done.
        """
        self.app.alert(text, TITLE, mode=mode)

    def asks(self, text: str) -> bool:
        """Ask a question, and return whether the answer was yes."""
        return bool(self.app.alert(text, TITLE, buttons="yes_no", mode="info") == "yes")

    def rows(self, name: str) -> Rows:
        """Return the values of a sheet from ``A1`` on."""
        sheet = self.sheets[name]
        last = sheet.used_range.last_cell
        area = sheet.range((1, 1), (last.row, last.column))
        return Rows(area.options(ndim=2, err_to_str=True).value)

    def report(self) -> Report:
        """Read the workbook as it is now, unsaved changes included.

        :raises xlreport.read.Refused: if it is no workbook of this system.
        """
        return read_sheets(self.path, self, own_files())

    def cell(self, place: Place) -> xw.Range:
        """Return the cell at a place."""
        return self.sheets[place.sheet].range(place.a1)

    def write(self, sheet: str, row: int, rows: Sequence[Sequence[object]]) -> None:
        """Write a rectangle from a row, counted from 0, and the first column on."""
        if rows:
            last = (row + len(rows), len(rows[0]))
            self.sheets[sheet].range((row + 1, 1), last).value = rows

    def rows_used(self, sheet: str) -> int:
        """Return how many rows, from the first, a sheet uses."""
        return int(self.sheets[sheet].used_range.last_cell.row)

    def empty(self, sheet: str, row: int, height: int, width: int) -> None:
        """Empty so many rows and columns from a row, counted from 0, and the first column on."""
        if height > 0:
            self.sheets[sheet].range((row + 1, 1), (row + height, width)).clear_contents()

    def set_heights(self, sheet: str, row: int, heights: Sequence[float]) -> None:
        """Make rows, from one counted from 0 on, so many points high."""
        target = self.sheets[sheet]
        for index, height in enumerate(heights, start=row + 1):
            target.range((index, 1)).row_height = height

    def paint(self, places: Iterable[Place], colour: str) -> None:
        """Give cells of one sheet a colour, or none if it is empty."""
        ordered = sorted(set(places))
        # Neighbours in a row are put together, and such rows where they stand on each other.
        for address in address_ranges(ordered):
            self.sheets[ordered[0].sheet].range(address).color = colour or None

    def noted(self, sheet: str) -> dict[str, xw.Note]:
        """Return the notes of a sheet by the address of their cells."""
        notes = self.sheets[sheet].notes
        return {note.location.get_address(False, False): note for note in notes}

    def go_to(self, place: Place) -> None:
        """Select a cell."""
        self.cell(place).select()

    def here(self) -> Place | None:
        """Return the selected cell."""
        selected = self.app.selection
        if selected is None:
            return None
        return Place(selected.sheet.name, selected.row - 1, selected.column - 1)

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Keep the window still while much is being changed."""
        before = self.app.screen_updating
        self.app.screen_updating = False
        try:
            yield
        finally:
            self.app.screen_updating = before


def colour_of(cell: xw.Range) -> str:
    """Return a cell's colour as ``#RRGGBB``, empty if it has none."""
    colour = cell.color
    return "#{:02X}{:02X}{:02X}".format(*colour) if colour else ""
