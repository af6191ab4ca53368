"""Looking at cells and changing them: an area at a time, and in Excel on Windows many at once.

Each question to Excel costs as much as the next, whatever it asks of.  So one of
:class:`ExcelCellAccess` names as many areas as Excel takes, through ``Sheet.api``; everywhere else
xlwings' public interface serves.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlwings as xw

from xlreport.edition import Place
from xlreport.excel.engines.parts import CellBlock, note_size, places_of, to_colour
from xlreport.excel.hosts import Host, host_of
from xlreport.finding import address_ranges

_log = logging.getLogger(__name__)

LONGEST_ADDRESS = 255
"""Characters: ``Worksheet.Range`` takes no longer name of cells."""
NO_COLOUR = -4142
"""``xlColorIndexNone``."""


class CellAccess:
    """What looks at the cells of a workbook and changes them, through xlwings alone."""

    def __init__(self, app: xw.App) -> None:
        """:param app: the program."""
        self.host = host_of(app)
        self._engine = app.engine.impl
        self._notes: dict[tuple[str, str], xw.Note] = {}

    def rows(self, sheet: xw.Sheet) -> list[list[Any]]:
        """Return the values of a sheet from ``A1`` on; an error is its text."""
        cells = sheet.range(_from_first(sheet.used_range.address))
        values: list[list[Any]] = cells.options(ndim=2, err_to_str=True).value
        return values

    def formulas(self, sheet: xw.Sheet) -> Sequence[Sequence[object]]:
        """Return what a sheet holds from ``A1`` on, the formulas where there are some."""
        cells = sheet.range(_from_first(sheet.used_range.address))
        formulas: Sequence[Sequence[object]] = cells.formula
        return formulas

    def write(self, sheet: xw.Sheet, block: CellBlock, rows: Sequence[Sequence[object]]) -> None:
        """Write values to a block; a text that begins with ``=`` is a formula."""
        cells = sheet.range(block.address())
        if self.host is Host.MAC:
            cells.value = rows  # appscript has another word for nothing, which xlwings puts in
        else:
            cells.raw_value = rows

    def colours(self, sheet: xw.Sheet, places: Sequence[Place]) -> dict[Place, str]:
        """Return the colours of cells of one sheet, as ``#RRGGBB``, empty where there is none."""
        return {place: _hexadecimal(sheet.range(place.a1).color) for place in places}

    def set_colour(self, sheet: xw.Sheet, areas: Sequence[str], colour: str) -> None:
        """Give areas a colour, or none."""
        for area in areas:
            sheet.range(area).color = colour or None

    def notes(self, sheet: xw.Sheet) -> dict[str, str]:
        """Return the notes of a sheet by the address of their cells."""
        name, found = sheet.name, {n.location.get_address(False, False): n for n in sheet.notes}
        self._notes.update({(name, cell): note for cell, note in found.items()})
        return {cell: note.text for cell, note in found.items()}

    def remove_notes(self, sheet: xw.Sheet, cells: Sequence[str]) -> None:
        """Remove the notes of cells; one that was read need not be looked for again."""
        name = sheet.name
        for cell in cells:
            note = self._notes.pop((name, cell), None) or sheet.range(cell).note
            if note is not None:
                note.delete()

    def add_notes(self, sheet: xw.Sheet, texts: Iterable[tuple[str, str]]) -> None:
        """Give cells notes; one that cannot have any goes without, as under a merged cell."""
        for cell, text in texts:
            try:
                self._add_note(sheet, cell, text)
            except Exception:  # noqa: BLE001 - one note less
                _log.info("no note for %s", cell, exc_info=True)

    def _add_note(self, sheet: xw.Sheet, cell: str, text: str) -> None:
        # LibreOffice sizes a note by itself, and the closed file when it writes it.
        sheet.range(cell).add_note(text)

    def set_row_heights(self, sheet: xw.Sheet, areas: Sequence[str], points: float) -> None:
        """Make the rows of areas so many points high."""
        for area in areas:
            sheet.range(area).row_height = points


class ExcelCellAccess(CellAccess):
    """The same for Excel on Windows, many cells at once."""

    def rows(self, sheet: xw.Sheet) -> list[list[Any]]:
        """Ask for the extent by its address, and for the values as they are."""
        values: list[list[Any]] = self._engine.clean_value_data(
            _used(sheet).Value, dt.datetime, None, None, err_to_str=True
        )
        return values

    def formulas(self, sheet: xw.Sheet) -> Sequence[Sequence[object]]:
        """Ask for the extent by its address."""
        formulas: Sequence[Sequence[object]] = _used(sheet).Formula
        return formulas

    def write(self, sheet: xw.Sheet, block: CellBlock, rows: Sequence[Sequence[object]]) -> None:
        """Write them as they are; pywin32 would make ``Null`` of ``None``."""
        values = tuple(tuple("" if each is None else each for each in row) for row in rows)
        sheet.api.Range(block.address()).Value = values

    def notes(self, sheet: xw.Sheet) -> dict[str, str]:
        """Ask for no more than where they are and what they say."""
        return {note.Parent.Address.replace("$", ""): note.Text() for note in sheet.api.Comments}

    def colours(self, sheet: xw.Sheet, places: Sequence[Place]) -> dict[Place, str]:
        """Ask of all at once, and of the halves where they differ."""
        return dict(_colours(sheet, address_ranges(sorted(places))))

    def set_colour(self, sheet: xw.Sheet, areas: Sequence[str], colour: str) -> None:
        """Name the areas together."""
        for joined in together(areas):
            interior = sheet.api.Range(joined).Interior
            if colour:
                red, green, blue = to_colour(colour) or (0, 0, 0)
                interior.Color = red | green << 8 | blue << 16
            else:
                interior.ColorIndex = NO_COLOUR

    def remove_notes(self, sheet: xw.Sheet, cells: Sequence[str]) -> None:
        """Name the cells together."""
        for joined in together(cells):
            sheet.api.Range(joined).ClearComments()

    def _add_note(self, sheet: xw.Sheet, cell: str, text: str) -> None:
        # Excel gives every note the same size, whatever its text.
        shape = sheet.api.Range(cell).AddComment(text).Shape
        shape.Width, shape.Height = note_size(text)

    def set_row_heights(self, sheet: xw.Sheet, areas: Sequence[str], points: float) -> None:
        """Name the rows together."""
        for joined in together(areas):
            sheet.api.Range(joined).RowHeight = points


def access_to(app: xw.App) -> CellAccess:
    """Return what gives access to the cells of a program's workbooks."""
    return ExcelCellAccess(app) if host_of(app) is Host.WINDOWS else CellAccess(app)


def _from_first(address: str) -> str:
    """Return the address of an area that begins with ``A1``, and has two columns at least.

    Of a single cell there would be no rows, but the one value.
    """
    used = CellBlock.parse(address)
    return CellBlock(1, 1, used.last_row, max(used.last_column, 2)).address()


def _used(sheet: xw.Sheet) -> Any:
    api = sheet.api
    return api.Range(_from_first(api.UsedRange.Address))


def together(areas: Iterable[str]) -> Iterator[str]:
    """Yield areas by as many as Excel takes in one name, commas between them."""
    joined = ""
    for area in areas:
        longer = f"{joined},{area}" if joined else area
        if len(longer) > LONGEST_ADDRESS:
            yield joined
            longer = area
        joined = longer
    if joined:
        yield joined


def _hexadecimal(colour: tuple[int, int, int] | None) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour) if colour else ""


def _colours(sheet: xw.Sheet, areas: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for joined in together(areas):
        these = joined.split(",")
        colour = _one_colour(
            sheet.api.Range(joined).Interior, one=":" not in joined and len(these) == 1
        )
        if colour is not None:
            yield from ((place, colour) for place in places_of(sheet.name, these))
        elif len(these) > 1:
            yield from _colours(sheet, these[: len(these) // 2])
            yield from _colours(sheet, these[len(these) // 2 :])
        else:
            yield from _colours(
                sheet, [half.address() for half in CellBlock.parse(joined).halves()]
            )


def _one_colour(interior: Any, *, one: bool) -> str | None:
    """Return the colour of cells, ``None`` if they differ.

    Of cells that differ the index is ``Null``; should two colours have one index, the colour is
    ``Null`` or 0, which of a single cell means black.
    """
    index = interior.ColorIndex
    if index is None or index == NO_COLOUR:
        return None if index is None else ""
    colour = interior.Color
    if not colour and not one:
        return None
    value = int(colour)
    return _hexadecimal((value & 255, value >> 8 & 255, value >> 16 & 255))
