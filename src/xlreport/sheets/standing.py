"""报送情况: the columns from which is read back where units stand.

The others are declared where the list is drawn, in
:mod:`xlreport.consolidation.book.standing_sheets`.

STORAGE: what a parent's total says of the units below it is read back from here, by heads.
"""

from __future__ import annotations

from xlreport.edition.layout import INTAKE_SHEET
from xlreport.report import Unit
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.reader import OwnBook

PARENT, NAME, CODE = Column("上级", 16), Column("单位名称", 22), Column("单位代码", 10)
STATE = Column("情况", 11)

_READ = Columns(parent=PARENT, name=NAME, code=CODE, state=STATE)


def read_standing(book: OwnBook) -> list[tuple[Unit, str]]:
    """Return the units that a roll-up lists, and where each stands; none without a roster.

    :raises Refused: if the sheet is damaged or too large.
    """
    found = listed(book, INTAKE_SHEET, _READ, ("name", "state", "parent"))
    units = ((Unit(each.text("name"), each.text("code")), each.text("state")) for each in found)
    return [(unit, state) for unit, state in units if unit.name]
