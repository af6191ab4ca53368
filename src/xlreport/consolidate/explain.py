"""The units behind a figure of a roll-up, read back from its workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.consolidate.detail import ORIGIN_HEADS
from xlreport.consolidate.previous import DETAIL_CODE, DETAIL_NAME, DETAIL_TOP
from xlreport.edition import Cell, layout_of
from xlreport.edition.layout import DETAIL_SHEET
from xlreport.errors import UserError
from xlreport.quantity import Value, plain, to_quanta
from xlreport.read import read
from xlreport.read.guard import Refused, load
from xlreport.report import Report, ReportKind, Unit

_FILE, _TIME, _DIGEST = 3, 4, 5


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
    rows = _detail_rows(path)
    if report.kind is not ReportKind.CONSOLIDATED or not rows:
        raise Refused(path, "不是汇总簿，没有明细", "请指定 xlreport consolidate 写出的工作簿。")
    cell = _find_cell(report, asked)
    keys = [str(key) for key in rows[DETAIL_TOP - 1]]
    column = keys.index(cell.key)
    parts = [_contribution(row, column) for row in rows[DETAIL_TOP:] if row[DETAIL_NAME]]
    parts.sort(key=lambda part: -abs(to_quanta(part.value)) if part.value is not None else 0)
    return Explained(report, cell, report.values.get(cell.key), tuple(parts))


def _detail_rows(path: Path) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(load(path)))
        if DETAIL_SHEET not in book.sheet_names:
            return []
        return book.get_sheet_by_name(DETAIL_SHEET).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refused(path, f"工作表“{DETAIL_SHEET}”读不出来", "请重新汇总。") from error


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


def _contribution(row: Sequence[object], column: int) -> Contribution:
    raw = row[column] if column < len(row) else None
    texts = [_text(row[i]) for i in range(len(ORIGIN_HEADS))]
    unit = Unit(texts[DETAIL_NAME], texts[DETAIL_CODE])
    value = plain(raw) if isinstance(raw, float) else None
    return Contribution(unit, value, texts[_FILE], texts[_TIME], texts[_DIGEST])


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
