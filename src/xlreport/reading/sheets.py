"""The sheets of a workbook as the reader sees them: in a file, or open in a program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from xlreport.edition import Place
from xlreport.reading.package import Package
from xlreport.reading.refusal import MalformedPart, Refused
from xlreport.reading.rows import Rows
from xlreport.reading.scan import SheetFacts, scan
from xlreport.reading.values import rows_of


class SheetSource(Protocol):
    """The sheets of a workbook, wherever it is: a file, or open in a spreadsheet program."""

    @property
    def path(self) -> Path:
        """The name that reports and messages give as their source."""

    @property
    def names(self) -> Sequence[str]:
        """The names of the sheets."""

    def rows(self, name: str) -> Rows:
        """Return the raw values of a sheet."""


class FileSheets:
    """The sheets of a file, each scanned once when asked for."""

    def __init__(self, package: Package) -> None:
        self.path = package.path
        self.package = package
        self.names = list(package.sheets)
        self._facts: dict[str, SheetFacts] = {}
        self._rows: dict[str, Rows] = {}

    def facts(self, name: str) -> SheetFacts:
        """Return what the XML of a sheet says.

        :raises Refused: if it is damaged, or beyond the limits.
        """
        if name not in self._facts:
            part, _ = self.package.sheets[name]
            xml = self.package.unpack(part)
            try:
                self._facts[name] = scan(xml)
            except MalformedPart as error:
                raise self._refused(name, error) from error
        return self._facts[name]

    def rows(self, name: str) -> Rows:
        """Return the raw values of a sheet.

        :raises Refused: if it is damaged, or beyond the limits.
        """
        if name not in self._rows:
            facts, meaning = self.facts(name), self.package.meaning
            try:
                self._rows[name] = rows_of(facts, meaning)
            except MalformedPart as error:
                raise self._refused(name, error) from error
        return self._rows[name]

    def _refused(self, name: str, error: MalformedPart) -> Refused:
        """Return the refusal of the file for what is wrong with a sheet."""
        place = Place(name, error.row, error.column)
        at = place if error.code in ("STRUCT-CELL", "STRUCT-DAMAGED", "LIMIT-AREA") else None
        return error.refused(self.path, at, part=name, sheet=name, cell=place.a1)
