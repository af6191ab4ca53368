"""The sheets, cells and notes of a document that is open in LibreOffice, for the xlwings engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from xlreport.excel.engines.blocks import BlockBook, BlockRange, BlockSheet, Named
from xlreport.excel.engines.parts import (
    CellBlock,
    Colour,
    as_rows,
    to_colour,
)

_ANNOTATION = 8
"""``CellFlags``: notes."""
_OPEN_XML = 3
"""``AddressConvention.XL_OOX``: formulas as they stand in an .xlsx file."""
_POINTS_PER_INCH, _UNITS_PER_INCH = 72, 2540


class Sheets(Named, base_classes.Sheets):
    """The sheets of a document."""

    def __init__(self, book: BlockBook) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self._book, self._book.api.CurrentController.ActiveSheet)

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self._book.api.Sheets
        return (Sheet(self._book, sheets.getByIndex(index)) for index in range(sheets.Count))


class Sheet(BlockSheet):
    """A sheet."""

    @property  # type: ignore[misc]  # sheets are not renamed here
    def name(self) -> str:
        """The name."""
        return str(self.api.Name)

    @property
    def index(self) -> int:
        """The position, from 1."""
        return int(self.api.RangeAddress.Sheet) + 1

    @property
    def used_range(self) -> Range:
        """From ``A1`` to the last cell used."""
        cursor = self.api.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Range(self, CellBlock(1, 1, end.EndRow + 1, end.EndColumn + 1))

    @property
    def notes(self) -> list[Note]:
        """The notes."""
        notes = self.api.Annotations
        positions = (notes.getByIndex(index).Position for index in range(notes.Count))
        return [Note(self, CellBlock(p.Row + 1, p.Column + 1)) for p in positions]

    @property  # type: ignore[misc]  # sheets are not hidden here
    def visible(self) -> bool:
        """Whether the sheet can be looked at."""
        return bool(self.api.IsVisible)

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self.book.api.CurrentController.setActiveSheet(self.api)


class Range(BlockRange):
    """A rectangle of cells."""

    @property
    def api(self) -> Any:
        """The UNO cell range."""
        b = self._block
        return self.sheet.api.getCellRangeByPosition(
            b.column - 1, b.row - 1, b.last_column - 1, b.last_row - 1
        )

    @property
    def raw_value(self) -> list[list[Any]]:
        """The values, as computed; an error is its text."""
        rows = [list(row) for row in self.api.getDataArray()]
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value == "":
                    row[j] = None
                elif not isinstance(value, str | float | int):
                    row[j] = self(i + 1, j + 1).api.getCellByPosition(0, 0).String
        return rows

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        rows = [list(row) for row in as_rows(values, self._block)]
        formulas: list[tuple[int, int, str]] = []
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    formulas.append((i + 1, j + 1, value))
                    row[j] = ""
                elif value is None:
                    row[j] = ""
        self.api.setDataArray(tuple(map(tuple, rows)))
        for row_number, column_number, formula in formulas:
            self(row_number, column_number).write_formula(formula)

    @property  # type: ignore[misc]  # formulas are written as values
    def formula(self) -> tuple[tuple[str, ...], ...]:
        """The formulas as LibreOffice writes them, values as texts, a row each."""
        rows: tuple[tuple[str, ...], ...] = self.api.getFormulaArray()
        return rows

    def write_formula(self, formula: str) -> None:
        """Write a formula as Excel writes it."""
        cell = self.api.getCellByPosition(0, 0)
        parser = self.sheet.book.api.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = _OPEN_XML
        own_format = cell.getPropertyState("NumberFormat").value == "DIRECT_VALUE"
        cell.setTokens(parser.parseFormula(formula[1:], cell.CellAddress))
        # Computing the formula may give the cell a number format that nobody chose.
        if cell.String and not own_format:
            cell.setPropertyToDefault("NumberFormat")

    @property
    def color(self) -> Colour | None:
        """The background, if all cells have the same."""
        colour = self.api.CellBackColor
        if colour is None or colour < 0:
            return None
        return colour >> 16 & 255, colour >> 8 & 255, colour & 255

    @color.setter
    def color(self, given: Colour | str | int | None) -> None:
        colour = to_colour(given)
        if colour is None:
            self.api.setPropertyToDefault("CellBackColor")
            return
        red, green, blue = colour
        self.api.CellBackColor = red << 16 | green << 8 | blue

    @property
    def row_height(self) -> float:
        """The height of the first row in points."""
        return float(self.api.Rows.getByIndex(0).Height * _POINTS_PER_INCH / _UNITS_PER_INCH)

    @row_height.setter
    def row_height(self, points: float) -> None:
        self.api.Rows.Height = round(points * _UNITS_PER_INCH / _POINTS_PER_INCH)

    def select(self) -> None:
        """Select the cells in the front of their sheet.

        A single cell gets the cursor: a cell that is marked as a block would keep Tab and Enter
        within itself.
        """
        self.sheet.activate()
        controller = self.sheet.book.api.CurrentController
        if len(self) > 1:
            controller.select(self.api)
            return
        import uno

        target = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        target.Name, target.Value = "ToPoint", self.address
        helper = self.sheet.book.app.create("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(controller.Frame, ".uno:GoToCell", "", 0, (target,))
        controller.Frame.ComponentWindow.setFocus()

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        note = Note(self.sheet, self._block.cell(1))
        return note if note.text else None

    def add_note(self, text: str) -> Note:
        """Give the cell a note."""
        self.sheet.api.Annotations.insertNew(self.api.getCellByPosition(0, 0).CellAddress, text)
        return Note(self.sheet, self._block.cell(1))


Sheet.range_type = Range


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, block: CellBlock) -> None:
        self._sheet, self._block = sheet, block

    @property  # type: ignore[misc]  # a note is removed and added, not rewritten
    def text(self) -> str:
        """The text; empty if there is no note."""
        return str(self.location.api.getCellByPosition(0, 0).Annotation.String)

    @property
    def location(self) -> Range:
        """The cell."""
        return Range(self._sheet, self._block)

    def delete(self) -> None:
        """Remove the note."""
        self.location.api.clearContents(_ANNOTATION)
