"""The rows of a roster's file, .xlsx or .csv, read under guard like any file from outside."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlreport.addresses import column_number
from xlreport.codes import EXACT
from xlreport.errors import UserError
from xlreport.letters import shown_number
from xlreport.reading.guard import open_package
from xlreport.reading.limits import LARGEST_FILE
from xlreport.reading.package import Package
from xlreport.reading.refusal import Refused
from xlreport.work import Guard, Task
from xlreport.work.guard import CannotBegin

ERROR_VALUES = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
"""What stands in a cell whose formula has gone wrong."""
_FAR_AWAY = (
    "可能在离表格很远的地方有内容，或者文件已损坏",
    "请只留下名册的行和列，另存后重试。",
)
_LONGEST_CELL = 1000
_LINE_END = re.compile("\r\n?")
_LAST_ROW, _LAST_COLUMN = 200_000, 200
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)(?<!/)>"
    rb"(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>))?"
    rb"(?:<(?:\w+:)?v>(#[^<>]{1,20})<)?"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


class RosterError(UserError, ValueError):
    """The roster's file cannot be read, or has mistakes; the message names file and rows."""


def roster_rows(path: Path) -> list[list[str]]:
    """Return the rows of a roster's file as texts.

    :param path: an .xlsx or .csv file.
    :raises RosterError: if it cannot be read.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise RosterError(f"名册“{path.name}”应为 .xlsx 或 .csv 文件。")
    try:
        with Guard() as guard:
            rows: list[list[str]] = guard.ask(Task("roster", path)).data
    except Refused as error:
        if error.code in ("LIMIT-ABORT", "LIMIT-TIME"):
            raise RosterError(f"名册“{path.name}”读不出来：{_FAR_AWAY[0]}", _FAR_AWAY[1]) from error
        raise RosterError(f"名册{error}") from error
    except CannotBegin:
        raise
    except UserError as error:  # what comes back from a worker has lost its kind
        raise RosterError(str(error)) from error
    return rows


def rows_job(
    path: Path, _: Mapping[str, Any], __: bytes, ___: Sequence[Path]
) -> tuple[list[list[str]], bytes]:
    """Return the rows of a roster's file; what stands in place of a broken formula is a text.

    :param path: an .xlsx or .csv file.
    """
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _sheet_rows(path)
    return [[cell[:_LONGEST_CELL] for cell in row] for row in rows], b""


def _csv_rows(path: Path) -> list[list[str]]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE)
    except OSError as error:
        raise RosterError(f"打不开名册“{path}”", "请核对文件名和权限。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            # Lines may end in CR alone, as an old program writes them.
            text = _LINE_END.sub("\n", data.decode(encoding))
        except UnicodeDecodeError:
            continue
        reader = csv.reader(io.StringIO(text.replace("\0", "")))
        try:
            return [[cell.strip() for cell in row] for row in reader]
        except csv.Error as error:
            raise RosterError(
                f"名册“{path.name}”第 {reader.line_num} 行读不出来",
                "引号可能没有成对，或者一格太长；请改正，或者用 .xlsx 格式的名册。",
            ) from error
    raise RosterError(f"名册“{path.name}”的文字编码无法识别，请另存为 UTF-8 编码的 CSV。")


def _sheet_rows(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    package = open_package(path)
    errors = _looked_through(package)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except CalamineError as error:
        raise RosterError(f"名册“{path.name}”已损坏，读不出来。") from error
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    for row, column, value in errors:
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = value
    for (top, left), (bottom, right) in merged:
        _spread(texts, top, left, bottom, right)
    return texts


def _looked_through(package: Package) -> list[tuple[int, int, str]]:
    """Return the cells whose formula has gone wrong, which calamine leaves out.

    :raises RosterError: if a cell far away holds something: calamine makes room for all between.
    """
    part, _ = next(iter(package.sheets.values()))
    found = []
    for cell in _CELL.finditer(package.unpack(part)):
        place = _PLACE.search(cell[1])
        if place is None:
            continue
        row, column = int(place[2]) - 1, column_number(place[1])
        if row >= _LAST_ROW or column >= _LAST_COLUMN:
            told = f"{(place[1] + place[2]).decode()} 有内容，离表格太远"
            raise RosterError(f"名册“{package.path.name}”读不出来：{told}", _FAR_AWAY[1])
        value = (cell[2] or b"").decode("utf-8", "replace")
        if value in ERROR_VALUES:
            found.append((row, column, value))
    return found


def _spread(texts: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """Give all cells of a merged one the value that it shows."""
    if top >= len(texts) or left >= len(texts[top]):
        return
    for row in texts[top : bottom + 1]:
        row[left : right + 1] = [texts[top][left]] * len(row[left : right + 1])


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        # More digits than a spreadsheet keeps: nobody may take them for a code.
        return shown_number(cell) if abs(cell) < EXACT else f"{cell:.6E}"
    return str(cell).strip()
