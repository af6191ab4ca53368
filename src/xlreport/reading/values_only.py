"""Workbooks in older or other formats, of which only the values are read: .xls, .et and .ods.

python-calamine (MIT) reads them.  It can bring its process down, so this is done under the guard
only.  It has no formulas, no formats and nothing of what is hidden: a note says so, and totals
are computed anew and held against those in the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.reading.catalogue import make_note
from xlreport.reading.limits import (
    LARGEST_PART,
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_TEXT,
    MOST_PARTS,
    MOST_SHEETS,
    size_text,
)
from xlreport.reading.package import Package, directory_of, grows_too_much
from xlreport.reading.refusal import refusal
from xlreport.reading.rows import Rows
from xlreport.reading.workbook import read_package, read_sheets
from xlreport.report import Report, with_totals

_FORMATS = {"FILE-XLS": "旧版 .xls 或 .et", "FILE-ODS": "OpenDocument（.ods）"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_content(path: Path, data: bytes, code: str, overlays: Sequence[Path] = ()) -> Report:
    """Read a filled workbook, whatever its format is.

    :param code: what the file was found to be, empty for a zip file.
    :raises Refused: if it is none, or values cannot be placed with certainty.
    """
    if not code:
        return read_package(Package(path, data), overlays)
    if code not in _FORMATS:
        raise refusal(path, code)
    _demand_order(path, data, code)
    report = read_sheets(_ValueSheets(path, data, code), overlays)
    totals = with_totals(report.edition, report.values)
    told = f"这是{_FORMATS[code]}格式的表格，只读了其中的数和文字；公式、隐藏和合并的格没有核对"
    note = make_note("READ-VALUES", told, unit=report.unit.name, source=report.source)
    notes = [note, *_stale(report, totals)]
    return replace(report, values=totals, notes=(*report.notes, *notes))


def _stale(report: Report, totals: Mapping[str, Value]) -> list[Finding]:
    """Say which totals are not what their cells add up to."""
    found = []
    for key, value in report.values.items():
        if report.edition.cells[key].total and key in totals and totals[key] != value:
            told = f"表中是 {show(value)}，各格合计是 {show(totals[key])}"
            place = report.place(key)
            note = make_note(
                "READ-TOTAL", told, unit=report.unit.name, source=report.source, places=(place,)
            )
            found.append(note)
    return found


def _demand_order(path: Path, data: bytes, code: str) -> None:
    """Refuse what is two things at once, or would unpack to more than any workbook of ours has.

    The reader takes what it likes for an .xlsx, and that must be read by what looks further.

    :raises Refused: if it is.
    """
    if code != "FILE-ODS":
        if zipfile.is_zipfile(io.BytesIO(data)):
            raise refusal(path, code)
        return
    parts = directory_of(path, data)
    if any(part.filename.lower().startswith("xl/") for part in parts):
        raise refusal(path, code)
    if len(parts) > MOST_PARTS:
        raise refusal(path, "PACK-PARTS", count=len(parts), limit=MOST_PARTS)
    for part in parts:
        if part.file_size > LARGEST_PART:
            raise refusal(path, "PACK-SIZE", part="表格内容", size=size_text(part.file_size))
        if grows_too_much(part):
            raise refusal(path, "PACK-RATIO", part="表格内容")


class _ValueSheets:
    """The values of a workbook's sheets."""

    def __init__(self, path: Path, data: bytes, code: str) -> None:
        self.path = path
        self.code = code
        try:
            self.book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.names: Sequence[str] = self.book.sheet_names
        except (CalamineError, OSError, ValueError) as error:
            locked = type(error).__name__ == "PasswordError"
            raise refusal(path, "FILE-ENCRYPTED" if locked else code) from error
        if len(self.names) > MOST_SHEETS or len(set(self.names)) < len(self.names):
            raise refusal(path, "PACK-SHEETS", part="工作表目录")
        self._rows: dict[str, Rows] = {}

    def rows(self, name: str) -> Rows:
        """Return the values of a sheet from ``A1`` on; errors and empty cells are ``None``.

        :raises Refused: if they cannot be read, or stand too far away.
        """
        if name not in self._rows:
            try:
                sheet = self.book.get_sheet_by_name(name)
                row, column = sheet.end or (0, 0)
                if row >= LAST_ROW or column >= LAST_COLUMN:
                    raise refusal(self.path, "LIMIT-AREA", sheet=name, cell=f"第 {row + 1} 行")
                found = sheet.to_python(skip_empty_area=False)
            except (CalamineError, OSError, ValueError) as error:
                raise refusal(self.path, "STRUCT-DAMAGED", sheet=name) from error
            self._rows[name] = Rows([[_value(each) for each in row] for row in found])
        return self._rows[name]


def _value(value: object) -> object:
    if isinstance(value, str):
        return _CONTROL.sub("", value)[:LONGEST_TEXT] or None
    return value
