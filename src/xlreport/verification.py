"""A roll-up held against its evidence: the files it was made from, and the figures in it.

The workbook of a roll-up lists every file with its SHA-256 and every unit's figures.  Whoever
has the files can tell later whether files, figures or sums have changed since.  This shows
mistakes and tampering with some of these; it is no signature: who changes them all, with this
program at hand, leaves no trace.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from xlreport.edition import Edition, Place
from xlreport.edition.layout import DETAIL_SHEET, INTAKE_SHEET
from xlreport.finding import Finding
from xlreport.quantity import Value, from_quanta, plain, show, to_quanta
from xlreport.read import Refused, real_path, workbooks_in
from xlreport.read.catalogue import make_note
from xlreport.read.guard import open_package
from xlreport.read.refusal import refusal
from xlreport.report import Report, with_totals
from xlreport.work.reading import isolated

_DIGEST_HEAD = "文件指纹"
_FILE_HEADS = ("文件", "来源文件")
_NAME_HEAD, _CODE_HEAD = "单位名称", "单位代码"
_STATUS_HEAD, _TAKEN = "状态", "已汇总"
_DIGEST_LENGTH = 64

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A file that the roll-up lists: its name, its SHA-256, and where that stands.

    ``taken`` says that its figures are in the sum.
    """

    name: str
    digest: str
    taken: bool
    place: Place


@dataclass(frozen=True, slots=True)
class _Row:
    """A unit's row of 明细: its figures by cell key, and its number from 0."""

    number: int
    figures: Mapping[str, Value]


def verify(roll_up: Path, folder: Path, overlays: Sequence[Path] = ()) -> list[Finding]:
    """Return what has changed since a roll-up was made from the files of a folder.

    :param roll_up: the workbook of the roll-up.
    :param overlays: the local overlays that the reports were made with.
    :raises Refused: if the roll-up cannot be read, or lists no files.
    """
    (total,) = isolated([roll_up], overlays)
    if isinstance(total, Refused):
        raise total
    return list(_Verification(total, roll_up, folder, overlays).findings())


class _Verification:
    def __init__(
        self, total: Report, roll_up: Path, folder: Path, overlays: Sequence[Path]
    ) -> None:
        self.total = total
        self.roll_up = roll_up
        self.overlays = overlays
        self.files = [p for p in workbooks_in([folder]) if real_path(p) != real_path(roll_up)]
        self.digests = {path: _digest(path) for path in self.files}
        self.list_name, self.intake, self.detail = _sheets(roll_up)
        self.columns = _key_columns(total.edition, self.detail)
        if not self.columns or not any(self._recorded()):
            raise refusal(roll_up, "STRUCT-SHEET", sheet=f"{INTAKE_SHEET}”或“{DETAIL_SHEET}")

    def note(self, rule: str, found: str, *places: Place) -> Finding:
        unit = self.total.unit.name
        return make_note(rule, found, unit=unit, source=str(self.roll_up), places=places)

    def findings(self) -> Iterator[Finding]:
        recorded = list(self._recorded())
        yield from self._changed_files(recorded)
        yield from self._changed_figures(recorded)
        yield from self._changed_sums()

    def _recorded(self) -> Iterator[_Recorded]:
        heads, top = _heads(self.intake)
        digest_column = next((c for h, c in heads.items() if h.startswith(_DIGEST_HEAD)), None)
        file_column = next((heads[h] for h in _FILE_HEADS if h in heads), None)
        if digest_column is None or file_column is None:
            return
        for number, row in enumerate(self.intake[top:], start=top):
            digest = str(row[digest_column]).strip()
            if len(digest) == _DIGEST_LENGTH:
                place = Place(self.list_name, number, digest_column)
                status = heads.get(_STATUS_HEAD)
                taken = status is not None and row[status] == _TAKEN
                yield _Recorded(str(row[file_column]), digest, taken, place)

    def _changed_files(self, recorded: Sequence[_Recorded]) -> Iterator[Finding]:
        present = set(self.digests.values())
        names = {path.name for path in self.files}
        for each in recorded:
            if each.digest in present:
                continue
            name = Path(each.name).name
            if name in names:
                found = f"“{name}”的指纹与报送情况中记录的不同"
                yield self.note("VERIFY-CHANGED", found, each.place)
            else:
                yield self.note("VERIFY-MISSING", f"文件夹中没有“{name}”", each.place)
        known = {each.digest for each in recorded}
        known_names = {Path(each.name).name for each in recorded}
        for path, digest in self.digests.items():
            if digest not in known and path.name not in known_names:
                yield self.note("VERIFY-NEW", f"“{path.name}”不在报送情况中")

    def _changed_figures(self, recorded: Sequence[_Recorded]) -> Iterator[Finding]:
        """Hold each row of 明细 against the file it came from, where that is still the same."""
        digests = {each.digest: each for each in recorded if each.taken}
        rows = self._rows()
        used: set[str] = set()
        paths = [path for path, digest in self.digests.items() if digest in digests]
        for path, outcome in zip(paths, isolated(paths, self.overlays), strict=True):
            if isinstance(outcome, Refused):
                continue
            identity = outcome.unit.identity
            if identity in used:
                continue
            used.add(identity)
            row = rows.get(identity) or rows.get(outcome.unit.name)
            if row is None:
                found = f"明细中没有“{path.name}”（{outcome.unit.name}）的一行"
                yield self.note("VERIFY-ROW", found, digests[self.digests[path]].place)
                continue
            for key, column in self.columns.items():
                there, here = row.figures.get(key), outcome.values.get(key)
                if there != here:
                    cell = self.total.edition.cells[key].label
                    found = f"“{path.name}”{cell} 是 {_shown(here)}，明细中是 {_shown(there)}"
                    place = Place(DETAIL_SHEET, row.number, column)
                    yield self.note("VERIFY-FIGURE", found, place)

    def _rows(self) -> dict[str, _Row]:
        """Return the rows of 明细 by the unit's code, or its name where it has none."""
        heads, _ = _heads(self.detail)
        name, code = heads.get(_NAME_HEAD), heads.get(_CODE_HEAD)
        rows: dict[str, _Row] = {}
        if name is None:
            return rows
        first = _key_row(self.total.edition, self.detail) + 1
        for number, line in enumerate(self.detail[first:], start=first):
            identity = str(line[code]).strip() if code is not None else ""
            identity = identity or str(line[name]).strip()
            if identity:
                figures = {key: _number(line[column]) for key, column in self.columns.items()}
                rows[identity] = _Row(
                    number, {key: value for key, value in figures.items() if value is not None}
                )
        return rows

    def _changed_sums(self) -> Iterator[Finding]:
        edition, rows = self.total.edition, list(self._rows().values())
        inputs = {
            key: from_quanta(sum(to_quanta(row.figures[key]) for row in rows))
            for key in edition.addends
            if all(key in row.figures for row in rows)
        }
        sums = with_totals(edition, inputs)
        for key, cell in edition.cells.items():
            there, here = self.total.values.get(key), sums.get(key)
            if there != here:
                place = self.total.place(key)
                found = f"{place.a1}（{cell.label}）是 {_shown(there)}，明细合计是 {_shown(here)}"
                yield self.note("VERIFY-SUM", found, place)


def _sheets(path: Path) -> tuple[str, Rows, Rows]:
    """Return the name and the rows of the list of files, and the rows of 明细."""
    package = open_package(path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        rows: dict[str, Rows] = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
        detail = rows.pop(DETAIL_SHEET)
        name = next(name for name in rows if _lists_files(rows[name]))
    except (CalamineError, OSError, ValueError, KeyError, StopIteration) as error:
        raise refusal(path, "STRUCT-SHEET", sheet=f"{INTAKE_SHEET}”或“{DETAIL_SHEET}") from error
    return name, rows[name], detail


def _lists_files(rows: Rows) -> bool:
    heads, _ = _heads(rows)
    return any(head.startswith(_DIGEST_HEAD) for head in heads)


def _heads(rows: Rows) -> tuple[dict[str, int], int]:
    """Return the column of each head, and the first row below the heads."""
    for number, row in enumerate(rows):
        if _NAME_HEAD in row:
            return {str(text): column for column, text in enumerate(row) if text}, number + 1
    return {}, 0


def _key_row(edition: Edition, rows: Rows) -> int:
    """Return the row of 明细 that holds the cell keys, -1 if there is none."""
    first = next(iter(edition.cells))
    return next((number for number, row in enumerate(rows) if first in row), -1)


def _key_columns(edition: Edition, rows: Rows) -> dict[str, int]:
    number = _key_row(edition, rows)
    if number < 0:
        return {}
    return {str(key): column for column, key in enumerate(rows[number]) if key in edition.cells}


def _number(value: object) -> Value | None:
    """Return the figure of a cell of 明细, ``None`` if it says that the figure is missing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain(value)
    return None


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, ``""`` if it is none or cannot be read."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _shown(value: Value | None) -> str:
    return "空" if value is None else show(value)
