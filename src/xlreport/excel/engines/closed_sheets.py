"""The sheets, cells and notes of a file that no program has open, for the xlwings engine."""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill
from xlwings import base_classes

from xlreport.addresses import column_letters
from xlreport.excel.engines.blocks import BlockRange, BlockSheet
from xlreport.excel.engines.parts import (
    CellBlock,
    Colour,
    Unsupported,
    as_rows,
    note_size,
    to_colour,
)

_AUTHOR = "校验"
_PIXELS = 96 / 72
"""In a point; openpyxl measures notes in pixels."""


class Sheet(BlockSheet):
    """A sheet."""

    @property  # type: ignore[misc]  # sheets are not renamed here
    def name(self) -> str:
        """The name."""
        return str(self.api.title)

    @property
    def index(self) -> int:
        """The position, from 1."""
        return int(self.book.api.index(self.api)) + 1

    @property
    def used_range(self) -> Range:
        """From ``A1`` to the last cell used."""
        return Range(self, CellBlock(1, 1, self.api.max_row, self.api.max_column))

    @property
    def notes(self) -> list[Note]:
        """The notes."""
        cells = (cell for row in self.api.iter_rows() for cell in row)
        return [Note(self, cell) for cell in cells if isinstance(cell, Cell) and cell.comment]

    @property  # type: ignore[misc]  # sheets are not hidden here
    def visible(self) -> bool:
        """Whether the sheet can be looked at."""
        return str(self.api.sheet_state) == "visible"

    def activate(self) -> None:
        """Bring the sheet to the front; no other stays selected with it."""
        for sheet in self.book.api.worksheets:
            sheet.sheet_view.tabSelected = sheet is self.api
        self.book.api.active = self.api


class Range(BlockRange):
    """A rectangle of cells."""

    def _cells(self) -> list[tuple[Any, ...]]:
        b = self._block
        return list(self.sheet.api.iter_rows(b.row, b.last_row, b.column, b.last_column))

    @property
    def api(self) -> list[tuple[Any, ...]]:
        """The openpyxl cells."""
        return self._cells()

    @property
    def raw_value(self) -> list[list[Any]]:
        """The values; those of formulas as the program that saved the file computed them."""
        book, sheet = self.sheet.book, self.sheet.name
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
        height = self.sheet.api.row_dimensions[self._block.row].height
        return None if height is None else float(height)

    @row_height.setter
    def row_height(self, points: float) -> None:
        for row in range(self._block.row, self._block.last_row + 1):
            self.sheet.api.row_dimensions[row].height = points

    def select(self) -> None:
        """Select the cells in the front of their sheet."""
        self.sheet.activate()
        selections = self.sheet.api.sheet_view.selection
        for selection in selections:
            selection.activeCell = self._block.cell(1).address(
                row_absolute=False, column_absolute=False
            )
            selection.sqref = self._block.address(row_absolute=False, column_absolute=False)

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        cell = self._cells()[0][0]
        return Note(self.sheet, cell) if isinstance(cell, Cell) and cell.comment else None

    def add_note(self, text: str) -> Note:
        """Give the cell a note that is large enough to be read.

        :raises Unsupported: if it lies under a merged cell.
        """
        cell = self._cells()[0][0]
        if not isinstance(cell, Cell):
            raise Unsupported("a note under a merged cell")
        width, height = (round(points * _PIXELS) for points in note_size(text))
        cell.comment = Comment(text, _AUTHOR, height, width)
        return Note(self.sheet, cell)


Sheet.range_type = Range


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
        return Range(self._sheet, CellBlock(self._cell.row, self._cell.column))

    def delete(self) -> None:
        """Remove the note."""
        self._cell.comment = None


def _take_look_of_column(cell: Any) -> None:
    """Give a cell that has no look of its own that of its column, as Excel does."""
    letters = column_letters(cell.column - 1)
    if cell.has_style or letters not in cell.parent.column_dimensions:
        return
    column = cell.parent.column_dimensions[letters]
    for part in ("font", "border", "fill", "alignment", "protection", "number_format"):
        setattr(cell, part, copy(getattr(column, part)))
