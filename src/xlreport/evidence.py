"""A roll-up's workbook as evidence: what it lists, what its 明细 says, and what its cells state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from xlreport.edition import Place
from xlreport.quantity import Value, from_quanta, to_quanta
from xlreport.reading import Refused, real_path
from xlreport.reading.scan import CellFact, SheetFacts, scan
from xlreport.report import Report, ReportKind, Unit, with_totals
from xlreport.sheets.computed import read_computed
from xlreport.sheets.detail import Detail, read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.received import Received, read_received
from xlreport.work.reading import isolated

_BELOW = "-各级汇总簿"
_AS_WRITTEN = re.compile(r"[\s$'=]")


@dataclass(frozen=True, eq=False)
class Book:
    """A roll-up that has been read: its report, its list of files, its 明细.

    ``unit`` is as the program wrote it, whatever the cover says since.
    """

    file: OwnBook
    report: Report
    unit: Unit
    received: Sequence[Received]
    detail: Detail

    @property
    def path(self) -> Path:
        """The file."""
        return self.file.path

    @property
    def identity(self) -> str:
        """What tells its unit from others."""
        return self.unit.identity

    @property
    def columns(self) -> Sequence[str]:
        """The keys of the cells that have a column in 明细."""
        return [key for key in self.detail.columns if key in self.report.edition.cells]

    @cached_property
    def sums(self) -> Mapping[str, Value]:
        """What 明细 adds up to, and the totals that follow; a gap leaves no sum."""
        edition, rows = self.report.edition, self.detail.rows
        inputs = {
            key: from_quanta(sum(to_quanta(row.values[key]) for row in rows))
            for key in edition.addends
            if key in self.detail.columns and all(key in row.values for row in rows)
        }
        return with_totals(edition, inputs)

    def value(self, key: str) -> Value | None:
        """Return what a cell of the form states.

        A program that saves formulas without their values leaves nothing to read: such a cell
        states the sum, if its formula is still the one that adds up 明细.
        """
        stated = self.report.values.get(key)
        if stated is not None:
            return stated
        fact = self._fact(self.report.place(key))
        if fact is None or not fact.formula or fact.value:
            return None
        if self.report.edition.cells[key].total:
            changed = {p for n in self.report.notes if n.rule in _REWRITTEN for p in n.places}
            return None if self.report.place(key) in changed else self.sums.get(key)
        if key not in self.detail.columns:
            return None
        written, now = (_AS_WRITTEN.sub("", f) for f in (self.detail.formula_of(key), fact.formula))
        return self.sums.get(key) if written == now else None

    def _fact(self, place: Place) -> CellFact | None:
        return self._facts(place.sheet).cell(place.row, place.column)

    def _facts(self, sheet: str) -> SheetFacts:
        """Return what a sheet of the form says; the report was read from it already."""
        return scan(self.file.package.unpack(self.file.package.sheets[sheet][0]))


_REWRITTEN = ("READ-TOTAL-FORMULA", "READ-PASTED")


def open_book(path: Path, report: Report) -> Book | None:
    """Return a roll-up whose report has been read, ``None`` if it is none or has no 明细.

    :raises Refused: if one of its lists is damaged or too large.
    """
    if report.kind is not ReportKind.CONSOLIDATED:
        return None
    file = OwnBook.open(path)
    detail = read_detail(file, report.edition)
    if detail is None:
        return None
    computed, unit = read_computed(file), report.unit
    if computed:
        unit = replace(unit, name=computed["cover.unit"], code=computed["cover.code"])
    return Book(file, report, unit, read_received(file), detail)


def books_beside(top: Book, overlays: Sequence[Path] = ()) -> list[Book]:
    """Return the other roll-ups of the same run, as far as they lie where it puts them."""
    paths = list(dict.fromkeys(_beside(top.path, top.report.year)))
    mine = real_path(top.path)
    paths = [path for path in paths if real_path(path) != mine]
    found: list[Book] = []
    for path, outcome in zip(paths, isolated(paths, overlays), strict=True):
        if isinstance(outcome, Refused):
            continue
        same = (outcome.year, outcome.edition) == (top.report.year, top.report.edition)
        try:
            book = open_book(path, outcome) if same else None
        except Refused:
            continue
        if book is not None:
            found.append(book)
    return found


def _beside(path: Path, year: int) -> Iterator[Path]:
    pattern = f"*{year}年汇总*.xlsx"
    yield from sorted(path.with_name(path.stem + _BELOW).glob(pattern))
    yield from sorted(path.parent.glob(pattern))
    if path.parent.name.endswith(_BELOW):
        stem = path.parent.name.removesuffix(_BELOW)
        places = (path.parent.with_name(stem + ending) for ending in (".xlsx", ".xlsm"))
        yield from (above for above in places if above.is_file())
