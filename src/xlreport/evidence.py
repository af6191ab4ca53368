"""A roll-up's workbook as evidence: what it lists, what its 明细 says, and what its cells state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from xlreport.quantity import Value
from xlreport.reading import Refused, real_path
from xlreport.report import Report, ReportKind, Unit
from xlreport.sheets.computed import read_computed
from xlreport.sheets.detail import Detail, read_detail
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.received import Received, read_received
from xlreport.work.reading import isolated

_BELOW = "-各级汇总簿"


@dataclass(frozen=True, eq=False)
class RollUpBook:
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
        return self.detail.sums(self.report.edition)

    def value(self, key: str) -> Value | None:
        """Return what a cell of the form states."""
        return self.report.values.get(key)


def open_book(path: Path, report: Report) -> RollUpBook | None:
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
    return RollUpBook(file, report, unit, read_received(file), detail)


def books_beside(top: RollUpBook, overlays: Sequence[Path] = ()) -> list[RollUpBook]:
    """Return the other roll-ups of the same run, as far as they lie where it puts them."""
    paths = list(dict.fromkeys(_beside(top.path, top.report.year)))
    mine = real_path(top.path)
    paths = [path for path in paths if real_path(path) != mine]
    found: list[RollUpBook] = []
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
