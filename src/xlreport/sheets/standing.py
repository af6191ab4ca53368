"""报送情况: the columns from which is read back where units stand.

The others are declared where the list is drawn, in
:mod:`xlreport.consolidation.book.standing_sheets`.

STORAGE: what a parent's total says of the units below it is read back from here, by heads.
"""

from __future__ import annotations

from typing import NamedTuple

from xlreport.edition.layout import INTAKE_SHEET
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.reader import OwnBook

PARENT, NAME, CODE = Column("上级", 16), Column("单位名称", 22), Column("单位代码", 10)
STATE = Column("情况", 11)

_READ = Columns(parent=PARENT, name=NAME, code=CODE, state=STATE)


class ListedUnit(NamedTuple):
    """A unit as a roll-up lists it: who it is, and where it stands."""

    name: str
    code: str
    state: str


def read_standing(book: OwnBook) -> list[ListedUnit]:
    """Return the units that a roll-up lists; none if it was made without a roster.

    :raises Refused: if the sheet is damaged or too large.
    """
    found = listed(book, INTAKE_SHEET, _READ, ("name", "state", "parent"))
    units = (
        ListedUnit(*(each.text(column) for column in ("name", "code", "state"))) for each in found
    )
    return [each for each in units if each.name]
