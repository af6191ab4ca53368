"""A roll-up held against its evidence: the files it was made from, and the figures in it.

The workbook of a roll-up lists every file with its SHA-256 and every unit's figures; a row that is
itself the sum of units below is held against the workbook of that level, which lies beside it.
Whoever has the files can tell later whether files, figures or sums have changed since.  This shows
mistakes and tampering with some of these; it is no signature: who changes them all, with this
program at hand, leaves no trace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from xlreport.edition import Edition, Place
from xlreport.edition.layout import DETAIL_SHEET, INTAKE_SHEET
from xlreport.evidence import RollUpBook, books_beside, open_book
from xlreport.files import shown_name
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.reading import Refused, files_in, is_spreadsheet, real_path
from xlreport.reading.catalogue import make_note
from xlreport.reading.refusal import refusal
from xlreport.report import Report
from xlreport.sheets.detail import DetailRow
from xlreport.work.opening import digests_inside
from xlreport.work.reading import isolated

_TAKEN = "已汇总"
_DIGEST_LENGTH = 64


def verify(
    roll_up: Path, folder: Path | Sequence[Path], overlays: Sequence[Path] = ()
) -> list[Finding]:
    """Return what has changed since a roll-up was made from the files of a folder.

    :param roll_up: the workbook of the roll-up; those of the levels below are looked for beside it.
    :param folder: where the files are; of several, all.
    :param overlays: the local overlays that the reports were made with.
    :raises Refused: if the roll-up cannot be read, or lists no files though it has taken some.
    """
    (total,) = isolated([roll_up], overlays)
    if isinstance(total, Refused):
        raise total
    top = open_book(roll_up, total)
    lists_files = top and any(len(each.digest) == _DIGEST_LENGTH for each in top.received)
    # Where nothing was taken there may be no file to list.
    if top is None or (top.detail.rows and not lists_files):
        raise refusal(roll_up, "STRUCT-SHEET", sheet=f"{INTAKE_SHEET}”或“{DETAIL_SHEET}")
    folders = [folder] if isinstance(folder, Path) else folder
    return list(_Verification(top, books_beside(top, overlays), folders, overlays).findings())


class _Verification:
    def __init__(
        self,
        top: RollUpBook,
        others: Sequence[RollUpBook],
        folders: Sequence[Path],
        overlays: Sequence[Path],
    ) -> None:
        self.top = top
        self.others = others
        self.overlays = overlays
        results = {real_path(book.path) for book in (top, *others)}
        found = [p for p in files_in(folders) if real_path(p) not in results]
        self.digests = _digests(found, overlays)
        self.reached, self.lost = _reached(top, {book.identity: book for book in others})
        self.reports = self._read()

    def _read(self) -> Mapping[str, Report]:
        """Return the reports of the files that rows of 明细 name, by their digests."""
        wanted = {row.digest for book in self.reached for row in book.detail.rows if row.digest}
        taken = {each.digest for each in self.top.received if each.status == _TAKEN}
        paths = {d: path for path, d in self.digests.items() if d and d in wanted | taken}
        outcomes = zip(paths, isolated(paths.values(), self.overlays), strict=True)
        return {digest: each for digest, each in outcomes if isinstance(each, Report)}

    def note(self, book: RollUpBook, rule: str, found: str, *places: Place) -> Finding:
        where = "" if book is self.top else f"下级汇总簿“{book.path.name}”："
        unit, source = book.report.unit.name, str(book.path)
        return make_note(rule, where + found, unit=unit, source=source, places=places)

    def findings(self) -> Iterator[Finding]:
        yield from self._files()
        yield from self._new_files()
        used: set[str] = set()
        for book in self.reached:
            yield from self._rows(book, used)
            yield from self._sums(book)
        yield from self._files_without_row(used)
        for book, row in self.lost:
            found = f"没有找到“{row.unit.name}”的汇总簿，明细中它的一行没有核对"
            yield self.note(book, "VERIFY-ALONE", found, row.record.place("name"))

    # ---- Files -------------------------------------------------------------------------------

    def _files(self) -> Iterator[Finding]:
        present = set(self.digests.values())
        names = {shown_name(path) for path in self.digests}
        for each in self.top.received:
            if len(each.digest) != _DIGEST_LENGTH or each.digest in present:
                continue
            name = Path(each.file).name
            if name in names:
                found = f"“{name}”的指纹与报送情况中记录的不同"
                yield self.note(self.top, "VERIFY-CHANGED", found, each.place)
            else:
                found = f"文件夹中没有“{name}”"
                yield self.note(self.top, "VERIFY-MISSING", found, each.place)

    def _new_files(self) -> Iterator[Finding]:
        """Name the files of the folder that no roll-up beside this one lists."""
        listed = [each for book in (self.top, *self.others) for each in book.received]
        digests = {each.digest for each in listed if each.digest}
        names = {Path(each.file).name for each in listed}
        unlisted = [
            path
            for path, digest in self.digests.items()
            if is_spreadsheet(path) and digest not in digests and shown_name(path) not in names
        ]
        for path, outcome in zip(unlisted, isolated(unlisted, self.overlays), strict=True):
            # Last year's workbooks and the roster are no reports of this year, and in no list.
            of_another_year = isinstance(outcome, Report) and outcome.year != self.top.report.year
            if not of_another_year and not _is_roster(path):
                yield self.note(self.top, "VERIFY-NEW", f"“{shown_name(path)}”不在报送情况中")

    def _files_without_row(self, used: set[str]) -> Iterator[Finding]:
        left = [
            each
            for each in self.top.received
            if each.status == _TAKEN and each.digest in self.reports and each.digest not in used
        ]
        # Those below a level whose workbook is not here cannot be looked up.
        if len(left) > sum(row.reports for _, row in self.lost):
            for each in left:
                found = f"明细中没有“{Path(each.file).name}”（{each.unit}）的一行"
                yield self.note(self.top, "VERIFY-ROW", found, each.place)

    # ---- Figures -----------------------------------------------------------------------------

    def _rows(self, book: RollUpBook, used: set[str]) -> Iterator[Finding]:
        """Hold each row of 明细 against what it came from, where that is still the same."""
        lower = {each.identity: each for each in self.reached}
        listed = {each.digest: each for each in self.top.received}
        by_unit = {self.reports[d].unit.identity: d for d in self.reports}
        for row in book.detail.rows:
            if row.reports:
                below = lower.get(row.unit.identity)
                if below is not None:
                    name = below.path.name
                    yield from self._against(book, row, "VERIFY-LOWER", name, below.value)
                continue
            digest = row.digest
            if digest not in listed:
                found = f"明细中“{row.unit.name}”一行的文件不在收到的文件中"
                yield self.note(book, "VERIFY-ROW", found, row.record.place("digest"))
                digest = by_unit.get(row.unit.identity, "")
            used.add(digest)
            if digest in self.reports:
                name = Path(listed[digest].file if digest in listed else row.file).name
                values = self.reports[digest].values
                yield from self._against(book, row, "VERIFY-FIGURE", name, values.get)

    def _against(
        self,
        book: RollUpBook,
        row: DetailRow,
        rule: str,
        name: str,
        value: Callable[[str], Value | None],
    ) -> Iterator[Finding]:
        """Hold a row against the figures of the file that it came from."""
        for key in book.columns:
            there, here = row.values.get(key), value(key)
            if there != here:
                label = book.report.edition.cells[key].label
                found = f"“{name}”{label} 是 {_shown(here)}，明细中是 {_shown(there)}"
                yield self.note(book, rule, found, row.place(key))

    def _sums(self, book: RollUpBook) -> Iterator[Finding]:
        edition: Edition = book.report.edition
        for key, cell in edition.cells.items():
            there, here = book.value(key), book.sums.get(key)
            if there != here:
                place = book.report.place(key)
                found = f"{place.a1}（{cell.label}）是 {_shown(there)}，明细合计是 {_shown(here)}"
                yield self.note(book, "VERIFY-SUM", found, place)


def _reached(
    top: RollUpBook, others: Mapping[str, RollUpBook]
) -> tuple[list[RollUpBook], list[tuple[RollUpBook, DetailRow]]]:
    """Return the roll-ups that rows of others are the figures of, and the rows without one."""
    reached, lost = [top], list[tuple[RollUpBook, DetailRow]]()
    for book in reached:
        for row in book.detail.rows:
            if not row.reports:
                continue
            below = others.get(row.unit.identity)
            if below is None:
                lost.append((book, row))
            elif below not in reached:
                reached.append(below)
    return reached, lost


def _is_roster(path: Path) -> bool:
    from xlreport.consolidation.units.roster import RosterError, read_roster

    try:
        return bool(read_roster(path).members)
    except RosterError:
        return False


def _digests(paths: Sequence[Path], overlays: Sequence[Path]) -> dict[Path, str]:
    """Return the SHA-256 of each file, and of each file in an archive in its place."""
    inside = digests_inside(paths, overlays)
    digests: dict[Path, str] = {}
    for path in paths:
        digests |= inside.get(path) or {path: _digest(path)}
    return digests


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
