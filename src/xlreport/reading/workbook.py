"""A workbook made from the template -> :class:`~xlreport.report.Report`.

Values are read by position where manifest and labels agree with the edition, otherwise they are
found by their labels and a note says what moved.  Totals that a program left uncomputed are
computed; nothing that is missing becomes zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlreport.edition import Edition, Place, UnknownEdition, layout_of, load_edition
from xlreport.edition.layout import (
    CHECK_SHEET,
    COVER_SHEET,
    MANIFEST_SHEET,
    ORIGIN_HEADS,
    ORIGIN_SHEET,
    SIGNING_SHEET,
)
from xlreport.manifest import Manifest
from xlreport.reading.answers import plain_text
from xlreport.reading.collector import Collector
from xlreport.reading.guard import open_package
from xlreport.reading.inspection import inspected
from xlreport.reading.package import Package
from xlreport.reading.refusal import Refused, refusal
from xlreport.reading.rows import Rows, cached_per_sheet
from xlreport.reading.sheets import FileSheets, SheetSource
from xlreport.reading.uncalculated import calculated
from xlreport.report import (
    Report,
    ReportKind,
)
from xlreport.sheets.checks import read_explanations
from xlreport.sheets.cover import Cover, interim_in, stated_unit
from xlreport.sheets.signing import read_signatures

_SETTINGS_SHEETS = re.compile(r"(?:xlreport|xlwings)\.conf", re.IGNORECASE)
"""Sheets from which add-ins made with xlwings, ours of earlier versions too, take settings."""
_LONGEST_NAME = 100


def read(path: Path | str, overlays: Sequence[Path] = ()) -> Report:
    """Read a filled workbook.

    :param path: the workbook, .xlsx or .xlsm.
    :param overlays: the local overlays that the workbook was made with.
    :returns: the report; what is missing in the workbook is missing in it, never zero.
    :raises Refused: if the file is no workbook of this system, or values cannot be placed with
        certainty; the exception says why and what to do.
    """
    return read_package(open_package(Path(path)), overlays)


def read_package(package: Package, overlays: Sequence[Path] = ()) -> Report:
    """Read a filled workbook whose file has been read, as :func:`read` does.

    :param package: the opened file, within the limits of :mod:`~xlreport.reading.limits`.
    :param overlays: as there.
    :raises Refused: as there.
    """
    return read_book(FileSheets(package), overlays)


def read_book(book: FileSheets, overlays: Sequence[Path] = ()) -> Report:
    """Read a filled workbook whose sheets somebody else looks at, too, as :func:`read` does.

    :param book: the sheets of the opened file; each is scanned once.
    :param overlays: as there.
    :raises Refused: as there.
    """
    return inspected(calculated(read_sheets(book, overlays), book), book)


def read_sheets(book: SheetSource, overlays: Sequence[Path] = ()) -> Report:
    """Read the sheets of a filled workbook.

    :param book: the sheets, wherever they come from.
    :param overlays: the local overlays that the workbook was made with.
    :raises Refused: if they are no workbook of this system, or values cannot be placed with
        certainty; the exception says why and what to do.
    """
    try:
        return _report(book, overlays)
    except Refused as error:
        error.stated = _stated(book)
        raise


def _stated(book: SheetSource) -> tuple[str, str]:
    """Return the name and the code of the unit on the cover of a workbook that is refused."""
    try:
        rows = book.rows(COVER_SHEET) if COVER_SHEET in book.names else Rows()
    except Refused:
        return "", ""
    name, code = stated_unit(rows)
    return name[:_LONGEST_NAME], code[:_LONGEST_NAME]


def _report(book: SheetSource, overlays: Sequence[Path]) -> Report:
    path = book.path
    manifest = _manifest(book)
    edition = _edition(path, manifest, overlays)
    layout = manifest.layout(edition)
    reader = Collector(book, edition, manifest.year, manifest.kind, layout)
    cover = reader.front()
    places = layout_of(edition).places
    if (stated := cover.texts["cover.year"]) != str(manifest.year):
        place = places["cover.year"]
        raise refusal(path, "STRUCT-YEAR", place, stated=stated[:20], year=manifest.year)
    reader.unit = cover.unit
    for sheet in layout.sheets:
        reader.section(sheet)
    reader.last_year()
    reader.tallies()
    reader.complete_totals()
    for doubt in cover.doubts(manifest.year):
        reader.note(doubt.rule, places[doubt.field], doubt.found)
    return Report(
        edition=edition,
        year=manifest.year,
        unit=reader.unit,
        values=reader.values,
        prose=reader.prose,
        last=reader.last,
        kind=manifest.kind,
        marked=manifest.marked,
        one_cell=layout.one_cell,
        interim=_interim(manifest, cover),
        source=str(path),
        unreadable=reader.unreadable,
        moved=reader.moved,
        cover=cover.others,
        explanations=_explanations(book.rows(CHECK_SHEET)) if CHECK_SHEET in book.names else {},
        signatures=_signatures(book.rows(SIGNING_SHEET)) if SIGNING_SHEET in book.names else (),
        notes=tuple(reader.notes),
        answers=reader.answers,
        registers=reader.registers,
        origins=_origins(book.rows(ORIGIN_SHEET)) if ORIGIN_SHEET in book.names else {},
    )


def _interim(manifest: Manifest, cover: Cover) -> str:
    """Return what a roll-up says of what it lacks: on the hidden sheet, whatever the cover says.

    One of an earlier version has the line on the cover only.
    """
    if manifest.kind is not ReportKind.CONSOLIDATED or manifest.interim == "":
        return ""
    return interim_in(manifest.interim or "") or cover.interim


def _manifest(book: SheetSource) -> Manifest:
    for name in book.names:
        if _SETTINGS_SHEETS.fullmatch(name.strip()):
            raise refusal(book.path, "STRUCT-SETTINGS", Place(name, 0, 0), sheet=name)
    if MANIFEST_SHEET not in book.names:
        raise refusal(book.path, "STRUCT-FOREIGN")
    try:
        return Manifest.parse(book.rows(MANIFEST_SHEET))
    except ValueError as error:
        raise refusal(book.path, "STRUCT-MANIFEST") from error


def _edition(path: Path, manifest: Manifest, overlays: Sequence[Path]) -> Edition:
    try:
        edition = load_edition(manifest.edition, overlays)
    except UnknownEdition as error:
        raise refusal(path, "STRUCT-EDITION", cause=error) from error
    if not edition.serves(manifest.year):
        raise refusal(path, "STRUCT-YEAR-EDITION", year=manifest.year, edition=edition.id)
    # What is a sum already may have local cells of its own; those of the form are found anyway.
    if manifest.overlays != edition.overlays and manifest.kind is ReportKind.OWN:
        expected = "、".join(manifest.overlays) or "不带地方补充"
        raise refusal(path, "STRUCT-OVERLAY", overlays=expected)
    return edition


_explanations = cached_per_sheet(read_explanations)
_signatures = cached_per_sheet(read_signatures)


_WANTED = (ORIGIN_HEADS[0], ORIGIN_HEADS[3], ORIGIN_HEADS[4])


@cached_per_sheet
def _origins(rows: Rows) -> Mapping[str, str]:
    """Return where each value stands in the published report, from 导入来源, found by its heads."""
    found: dict[str, str] = {}
    columns: list[int] = []
    for line in rows:
        texts = [plain_text(value) for value in line]
        if ORIGIN_HEADS[0] in texts:
            at = {text: column for column, text in enumerate(texts)}
            columns = [at[head] for head in _WANTED if head in at]
        elif len(columns) == len(_WANTED) and max(columns) < len(texts):
            key, text, place = (texts[column] for column in columns)
            if key and place:
                found[key] = place + (f"“{text}”" if text else "")
    return found
