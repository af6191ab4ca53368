"""Workbooks as a spreadsheet program computes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import formualizer
import openpyxl

from xlreport.checking import check
from xlreport.edition import Place, layout_of
from xlreport.edition.model import AnswerKind, AnswerType, Register, join_key
from xlreport.quantity import plain
from xlreport.report import Entry, Report
from xlreport.template import write_workbook

Shown = str | int | Decimal | None
"""What a cell shows; the text of no characters counts as nothing."""


def shown(value: object) -> Shown:
    """Return a cell's content, whichever program computed it, in one form."""
    match value:
        case None | "":
            return None
        case bool() | str() | datetime():
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
        for question in self._edition.questions.values():
            given = report.unreadable.get(question.key)
            answer = report.answers.get(question.key)
            self._type(question.key, given or _typed(question.type, answer))
        for register in self._edition.registers.values():
            self._enter(register, report.registers[register.key])
        level = self._edition.levels.get(report.unit.level)
        self._type("cover.level", level.label if level else None)
        self._book.evaluate_all()

    def _enter(self, register: Register, entries: Sequence[Entry]) -> None:
        """Type the entries of a register, and clear the rows after them."""
        for number in range(register.room):
            entry = entries[number] if number < len(entries) else Entry(0, {}, {})
            for key, column in register.columns.items():
                value: str | float | None = entry.unreadable.get(key)
                if value is None and key in entry.figures:
                    value = float(entry.figures[key])
                if value is None and isinstance(column.type, AnswerType):
                    value = _typed(column.type, entry.answers.get(key))
                place = self._places[join_key(register.key, key)]
                self._put(replace(place, row=place.row + number), value)

    def _type(self, name: str, value: str | float | None) -> None:
        self._put(self._places[name], value)

    def _put(self, place: Place, value: str | float | None) -> None:
        match value:
            case None:
                literal = formualizer.LiteralValue.empty()
            case str():
                literal = formualizer.LiteralValue.text(value)
            case _:
                literal = formualizer.LiteralValue.number(value)
        self._book.set_value(place.sheet, place.row + 1, place.column + 1, literal)

    def __getitem__(self, place: Place) -> Shown:
        """Return what a cell shows."""
        return shown(self._book.get_value(place.sheet, place.row + 1, place.column + 1))


def _typed(asked: AnswerType, answer: str | None) -> str | float | None:
    """Return what a person types for an answer; a sheet makes a number of a date."""
    if answer is None:
        return None
    if asked.kind is AnswerKind.DATE:
        return (date.fromisoformat(answer) - date(1899, 12, 30)).days
    return asked.shown(answer)


def formula_places(path: Path) -> Iterator[Place]:
    """Yield the place of every formula of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield Place(sheet.title, cell.row - 1, cell.column - 1)
    book.close()


def opened(path: Path) -> openpyxl.Workbook:
    """Return a workbook as openpyxl reads it, to look at and not to change.

    What was opened lately is not taken apart again.
    """
    return _opened(path.read_bytes())


@lru_cache(4)
def _opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def contents(path: Path) -> dict[Place, Shown]:
    """Return what all cells of a workbook show, formulas by the value stored with them."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        return {
            Place(sheet.title, row, column): shown(value)
            for sheet in book
            for row, values in enumerate(sheet.iter_rows(values_only=True))
            for column, value in enumerate(values)
        }
    finally:
        book.close()
