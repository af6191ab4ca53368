"""The units behind a figure of a roll-up, read back from its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.edition import Cell, layout_of
from xlreport.errors import UserError
from xlreport.quantity import Value, to_quanta
from xlreport.read import read
from xlreport.read.guard import Refused
from xlreport.report import Report, ReportKind, Unit
from xlreport.sheets.detail import read_detail
from xlreport.sheets.reader import OwnBook


@dataclass(frozen=True, slots=True)
class Contribution:
    """One unit's part in a figure, and where it came from; ``value`` is ``None`` if missing."""

    unit: Unit
    value: Value | None
    file: str
    time: str
    digest: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure of a roll-up, and the units behind it, the largest first."""

    report: Report
    cell: Cell
    value: Value | None
    contributions: tuple[Contribution, ...]


class NoSuchCell(UserError, LookupError):
    """The form has no such cell; ``like`` are keys and labels of cells that resemble it."""

    def __init__(self, asked: str, like: Sequence[Cell]) -> None:
        """:param asked: what was asked for."""
        super().__init__(asked)
        self.like = tuple(like)


def explain(path: Path, asked: str, overlays: Sequence[Path] = ()) -> Explained:
    """Return the units behind a figure of a city workbook.

    :param asked: a cell key, a label as 明细 has it, or an address (``三、依申请公开!I6``).
    :raises NoSuchCell: if the form has no such cell.
    :raises Refused: if the file is not the workbook of a roll-up.
    """
    report = read(path, overlays)
    detail = read_detail(OwnBook.open(path), report.edition)
    if report.kind is not ReportKind.CONSOLIDATED or detail is None:
        raise Refused(path, "不是汇总簿，没有明细", "请指定 xlreport consolidate 写出的工作簿。")
    cell = _find_cell(report, asked)
    parts = [
        Contribution(row.unit, row.values.get(cell.key), row.file, row.time, row.digest)
        for row in detail.rows
    ]
    parts.sort(key=lambda part: -abs(to_quanta(part.value)) if part.value is not None else 0)
    return Explained(report, cell, report.values.get(cell.key), tuple(parts))


def _find_cell(report: Report, asked: str) -> Cell:
    cells = report.edition.cells
    if asked in cells:
        return cells[asked]
    places = layout_of(report.edition).places
    address = asked.replace("'", "").replace("$", "")
    for cell in cells.values():
        place = places[cell.key]
        if asked == cell.label or address == f"{place.sheet}!{place.a1}":
            return cell
    from rapidfuzz import fuzz, process

    texts = {cell.key: f"{cell.key} {cell.label}" for cell in cells.values()}
    found = process.extract(asked, texts, scorer=fuzz.partial_ratio, limit=5)
    raise NoSuchCell(asked, [cells[key] for _, _, key in found])
