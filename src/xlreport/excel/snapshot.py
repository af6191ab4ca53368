"""A workbook as it was at the click: everything that an action asks of it, each thing read once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from xlreport.edition import Place
from xlreport.errors import UserError
from xlreport.excel.engines.parts import places_of
from xlreport.excel.plan import Change, Look, Values
from xlreport.reading import read_sheets
from xlreport.reading.rows import Rows
from xlreport.reading.sheets import SheetSource
from xlreport.report import Report

OVERLAYS = "XLREPORT_OVERLAY"
"""The environment variable that names overlays and forms, as ``PATH`` names folders."""


def own_files() -> list[Path]:
    """Return the overlays and forms that the buttons know besides the editions shipped."""
    return [Path(path) for path in os.environ.get(OVERLAYS, "").split(os.pathsep) if path]


class CannotDo(UserError):
    """What a button was asked for cannot be done; the message, in Chinese, says why."""


class Source(SheetSource, Protocol):
    """Where a snapshot is taken: an open workbook, or one made up by a test."""

    def notes(self, name: str) -> Mapping[str, str]:
        """Return the notes of a sheet by the address of their cells."""

    def colours(self, places: Sequence[Place]) -> Mapping[Place, str]:
        """Return the colours of cells as ``#RRGGBB``, empty where there is none."""

    def here(self) -> Place | None:
        """Return the selected cell."""

    def formulas(self, name: str) -> Rows:
        """Return what a sheet holds from ``A1`` on, the formulas where there are some."""

    def spoiled(self, name: str, areas: Sequence[str], *, validated: bool) -> tuple[str, ...]:
        """Return the cells that are locked, or take anything though they should not."""


class Snapshot:
    """What a workbook says; it asks for nothing twice and changes nothing."""

    def __init__(
        self,
        source: Source,
        rows: Mapping[str, Rows] | None = None,
        colours: Mapping[Place, str] | None = None,
    ) -> None:
        """:param rows: what some sheets are to say instead, and ``colours`` some cells."""
        self._source = source
        self._rows = dict(rows or {})
        self._colours = dict(colours or {})
        self.notes = cache(source.notes)
        """Gives the notes of a sheet by the address of their cells."""
        self.formulas = cache(source.formulas)
        """Gives what a sheet holds from ``A1`` on, the formulas where there are some."""
        self.here = source.here
        """Gives the selected cell."""
        self.spoiled = source.spoiled
        """Gives the cells that are locked, or take anything though they should not."""
        self.path = source.path
        self.names = source.names

    def rows(self, name: str) -> Rows:
        """Return the values of a sheet from ``A1`` on."""
        if name not in self._rows:
            self._rows[name] = self._source.rows(name)
        return self._rows[name]

    def colours(self, places: Iterable[Place]) -> Mapping[Place, str]:
        """Return the colours of cells as ``#RRGGBB``, empty where there is none."""
        wanted = tuple(places)
        if unknown := [place for place in wanted if place not in self._colours]:
            self._colours.update(self._source.colours(unknown))
        return {place: self._colours[place] for place in wanted}

    def is_computed(self, place: Place) -> bool:
        """Tell whether a cell is a formula, so that nobody changes it where it stands."""
        return str(self.formulas(place.sheet).at(place.row, place.column) or "").startswith("=")

    @property
    def folder(self) -> Path:
        """The folder that the file lies in, where other files are written.

        :raises CannotDo: if the workbook has no folder, because it was never saved.
        """
        if not self.path.is_absolute() or not self.path.parent.is_dir():
            raise CannotDo("这个工作簿还没有保存到本机的文件夹。请先保存，再点这个按钮。")
        return self.path.parent

    def demand(self, name: str, wanted: str) -> None:
        """Refuse what needs a sheet that somebody has deleted or renamed.

        :param wanted: what it is needed for, as in 不能签署.
        :raises CannotDo: if there is no such sheet.
        """
        if name not in self.names:
            raise CannotDo(
                f"没有“{name}”表，{wanted}。它可能被删除或者改了名：请改回原名，或者用最近保存的、"
                "这张表还在的文件；都没有的，请用下发的模板重新填报。"
            )

    def report(self) -> Report:
        """Read the workbook as it was, changes that were not saved included.

        :raises xlreport.reading.Refused: if it is no workbook of this system.
        """
        return read_sheets(self, own_files())

    def after(self, changes: Iterable[Change]) -> Snapshot:
        """Return what the workbook will say when values are written, and cells are mended."""
        rows, colours = dict(self._rows), dict(self._colours)
        for change in changes:
            if isinstance(change, Values):
                old = rows.get(change.sheet) or self.rows(change.sheet)
                rows[change.sheet] = _written(old, change)
            elif isinstance(change, Look):
                tint = str(change.style.get("bg_color", ""))
                colours.update((place, tint) for place in places_of(change.sheet, change.areas))
        return Snapshot(self._source, rows, colours)


def _written(rows: Rows, change: Values) -> Rows:
    wide = max(change.column + len(change.rows[0]), *(len(row) for row in rows), 0)
    deep = max(change.row + len(change.rows), len(rows))
    cells = [[rows.at(row, column) for column in range(wide)] for row in range(deep)]
    for row, values in enumerate(change.rows, start=change.row):
        cells[row][change.column : change.column + len(values)] = values
    return Rows(cells)
