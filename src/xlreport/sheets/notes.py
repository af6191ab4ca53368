"""What people put on cells of a roll-up, read back to be named, for none of it is kept.

Notes, and figures typed over formulas: those are worked out anew.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from xlreport.addresses import column_letters
from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.manifest import MARKS_ROW
from xlreport.quantity import show
from xlreport.reading.limits import SHEET_COLUMNS
from xlreport.reading.markup import tags, text_of
from xlreport.reading.package import RELATION
from xlreport.reading.sheets import FileSheets
from xlreport.report import Report, ReportKind
from xlreport.sheets.reader import OwnBook

_NOTE = re.compile(r"<(?:\w+:)?comment\s([^<>]*)>")
_CELL = re.compile(r"\bref=[\"']([A-Z]{1,3}[1-9]\d{0,6})[\"']")
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</")
_LONGEST = 60
"""Characters of a note that are shown."""


class CellNote(NamedTuple):
    """A note: the sheet and the cell that it is on, and the beginning of its text."""

    sheet: str
    cell: str
    text: str


def read_notes(book: OwnBook) -> list[CellNote]:
    """Return the notes of a workbook but for those that the program has put on cells itself.

    :raises Refused: if a part that is needed is damaged or too large.
    """
    own = set(_recorded(book))
    return [note for note in _notes(book) if (note.sheet, note.cell) not in own]


def _notes(book: OwnBook) -> Iterator[CellNote]:
    for sheet, (part, _) in book.package.sheets.items():
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if not book.package.has(relations):
            continue
        for each in tags(RELATION, book.package.xml(relations).decode()):
            if not each.get("Type", "").endswith("/comments"):
                continue
            target = posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            if book.package.has(target):
                yield from _notes_in(sheet, book.package.xml(target).decode())


def _notes_in(sheet: str, xml: str) -> Iterator[CellNote]:
    _, *found = _NOTE.split(xml)
    for attributes, piece in zip(found[::2], found[1::2], strict=True):
        if cell := _CELL.search(attributes):
            text = " ".join(text_of("".join(_TEXT.findall(piece))).split())
            yield CellNote(sheet, cell[1], text[:_LONGEST])


def _recorded(book: OwnBook) -> Iterator[tuple[str, str]]:
    """Yield the cells on which a click of 校验 has put a note."""
    if MANIFEST_SHEET not in book.names:
        return
    row = next((v for number, v in book.lines(MANIFEST_SHEET) if number == MARKS_ROW), {})
    try:
        entries = json.loads("".join(str(row[column]) for column in sorted(row)) or "[]")
        for sheet, (line, column), *_, note in entries:
            if note and column in range(SHEET_COLUMNS):
                yield str(sheet), f"{column_letters(column)}{line + 1}"
    except (ValueError, TypeError):
        return


def overtyped(book: FileSheets, report: Report) -> Iterator[CellNote]:
    """Yield the cells of a roll-up that hold a figure without a formula, and the figure.

    :param book: the sheets that the report was read from.
    """
    if report.kind is not ReportKind.CONSOLIDATED:
        return
    for key in report.edition.cells:
        value, place = report.values.get(key), report.place(key)
        if value is None or place.sheet not in book.names:
            continue
        fact = book.facts(place.sheet).cell(place.row, place.column)
        if fact is not None and fact.value and fact.formula is None:
            yield CellNote(place.sheet, place.a1, show(value))
