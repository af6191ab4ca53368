"""收到的文件: the columns from which files and what people decide about them are read back.

The others are declared where the list is drawn, in
:mod:`xlreport.consolidation.book.received_sheet`.  A roll-up without a roster has this list under
the name 报送情况.

STORAGE: read back by heads: files and digests by ``verify``, decisions by ``consolidate`` and
wherever last year's reports are looked up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from xlreport.edition import Place
from xlreport.edition.layout import DETAIL_SHEET, FILES_SHEET, INTAKE_SHEET
from xlreport.sheets.columns import Column, Columns, Record, records
from xlreport.sheets.decisions import (
    ACTION,
    UNIT,
    UNIT_SHOWN,
    DecisionRow,
    decided_in,
)
from xlreport.sheets.reader import OwnBook

FILE, FOLDER = Column("文件", 18, earlier=("来源文件",)), Column("所在文件夹", 9)
NAME, CODE, STATUS = Column("单位名称", 11), Column("单位代码", 10), Column("状态", 7)
DIGEST = Column("文件指纹（SHA-256）", 68, earlier=("文件指纹",))

_READ = Columns(
    file=FILE,
    folder=FOLDER,
    name=NAME,
    code=CODE,
    status=STATUS,
    action=ACTION,
    unit=UNIT,
    digest=DIGEST,
)
_EITHER = Columns({**_READ, "unit": replace(UNIT, earlier=(UNIT_SHOWN.head,))})
"""The same where it does not matter whether it is decided here, or shown, whose a file is."""


class Received(NamedTuple):
    """A file as a roll-up lists it; ``place`` is where its digest stands."""

    file: str
    unit: str
    code: str
    status: str
    digest: str
    place: Place


def read_received(book: OwnBook) -> list[Received]:
    """Return the files that a roll-up lists; none if it has no such list.

    :raises Refused: if a sheet is damaged or too large.
    """
    return [
        Received(
            file=record.text("file"),
            unit=record.text("name"),
            code=record.text("code"),
            status=record.text("status"),
            digest=record.text("digest"),
            place=record.place("digest"),
        )
        for record in _rows(book)
    ]


def read_units(book: OwnBook) -> dict[str, str]:
    """Return whose files are by a person's decision, by digest, whether decided here or shown.

    :raises Refused: if a sheet is damaged or too large.
    """
    return {
        digest: unit
        for row in _rows(book, _EITHER)
        if (digest := row.text("digest")) and (unit := row.text("unit"))
    }


def read_decided(book: OwnBook) -> tuple[list[DecisionRow], list[str]]:
    """Return what is decided about the files that a roll-up lists, and the digests of all of them.

    A workbook in which nothing is decided has nothing to say of any.

    :raises Refused: if a sheet is damaged or too large.
    """
    rows = [row for row in _rows(book) if "action" in row.columns]
    return decided_in(rows), [digest for row in rows if (digest := row.text("digest"))]


def _rows(book: OwnBook, columns: Columns = _READ) -> list[Record]:
    known = [name for name in (FILES_SHEET, INTAKE_SHEET) if name in book.names]
    for name in known or [name for name in book.names if name != DETAIL_SHEET]:
        found = records(name, book.lines(name), columns, ("file", "digest"))
        if rows := [record for record in found if record.text("file")]:
            return rows
    return []
