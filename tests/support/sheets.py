"""Workbooks as a spreadsheet program computes them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import formualizer
import openpyxl

from xlreport.check import check
from xlreport.edition import Place, layout_of
from xlreport.quantity import plain
from xlreport.report import Report
from xlreport.template import write_workbook

Shown = str | int | Decimal | None
"""What a cell shows; the text of no characters counts as nothing."""


def shown(value: object) -> Shown:
    """Return a cell's content, whichever program computed it, in one form."""
    match value:
        case None | "":
            return None
        case bool() | str():
            return str(value)
        case int() | float() | Decimal():
            return plain(value)
    raise TypeError(f"a cell holds {value!r}")


class LiveSheet:
    """A blank workbook that is filled and computed again and again, without a file for each."""

    def __init__(self, blank: Report, folder: Path) -> None:
        """:param blank: a report whose workbook it is to be.

        :param folder: where the workbook may be written.
        """
        self._edition = blank.edition
        self._places = layout_of(blank.edition).places
        path = folder / f"{blank.edition.id}-{'-'.join(blank.edition.overlays)}-{blank.kind}.xlsx"
        write_workbook(check([blank])[0], path)
        self._book = formualizer.load_workbook(str(path))

    def fill(self, report: Report, *, totals: bool = False) -> None:
        """Type a report into the input cells and compute everything.

        :param totals: type the stated totals too, over their formulas.
        """
        for cell in self._edition.cells.values() if totals else self._edition.inputs:
            value = report.values.get(cell.key)
            text = report.unreadable.get(cell.key)
            self._type(cell.key, text if value is None else float(value))
        for key in self._edition.last_keys:
            last = report.last.get(key)
            self._type(f"last.{key}", None if last is None else float(last))
        for key in self._edition.prose:
            self._type(key, report.prose.get(key) or None)
        level = self._edition.levels.get(report.unit.level)
        self._type("cover.level", level.label if level else None)
        self._book.evaluate_all()

    def _type(self, name: str, value: str | float | None) -> None:
        match value:
            case None:
                literal = formualizer.LiteralValue.empty()
            case str():
                literal = formualizer.LiteralValue.text(value)
            case _:
                literal = formualizer.LiteralValue.number(value)
        place = self._places[name]
        self._book.set_value(place.sheet, place.row + 1, place.column + 1, literal)

    def __getitem__(self, place: Place) -> Shown:
        """Return what a cell shows."""
        return shown(self._book.get_value(place.sheet, place.row + 1, place.column + 1))


def formula_places(path: Path) -> Iterator[Place]:
    """Yield the place of every formula of a workbook."""
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield Place(sheet.title, cell.row - 1, cell.column - 1)


def contents(path: Path) -> dict[Place, Shown]:
    """Return what all cells of a workbook show, formulas by the value stored with them."""
    return {
        Place(sheet.title, cell.row - 1, cell.column - 1): shown(cell.value)
        for sheet in openpyxl.load_workbook(path, data_only=True)
        for row in sheet.iter_rows()
        for cell in row
    }
