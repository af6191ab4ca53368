"""报送情况: every unit that must report, and where it stands.

STORAGE: what a parent's total says of the units below it is read back from here, by heads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from xlsxwriter.url import Url

from xlreport.edition import Severity
from xlreport.edition.layout import INTAKE_SHEET
from xlreport.finding import EARLIER_LABELS, MEND
from xlreport.report import Unit
from xlreport.sheets.columns import Column, Columns, listed
from xlreport.sheets.lists import FRONT, ListRow, draw_list
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas


class StandingRow(NamedTuple):
    """Where a unit stands: the columns after number and link, from left to right."""

    parent: Annotated[str, Column("上级", 16)]
    name: Annotated[str, Column("单位名称", 22)]
    code: Annotated[str, Column("单位代码", 10)]
    kind: Annotated[str, Column("类别", 9)]
    state: Annotated[str, Column("情况", 11)]
    late: Annotated[str, Column("迟报", 5)] = ""
    signed: Annotated[str, Column("三级审核", 8)] = ""
    errors: Annotated[int | str, Column(MEND, 6, EARLIER_LABELS[Severity.ERROR])] = ""
    unexplained: Annotated[int | str, Column("未说明", 7, earlier=("未说明的存疑",))] = ""
    reason: Annotated[str, Column("原因", 40)] = ""
    file: Annotated[str, Column("文件", 50)] = ""
    folder: Annotated[str, Column("所在文件夹", 20)] = ""


COLUMNS = Columns.of(StandingRow, FRONT)


def draw_standing(
    canvas: Canvas, note: str, rows: Iterable[tuple[StandingRow, Url | None]]
) -> None:
    """Draw 报送情况; ``note`` stands above it.

    :param rows: each with a link to the unit's file, if there is one.
    """
    lines = (ListRow(row, link) for row, link in rows)
    draw_list(canvas, INTAKE_SHEET, note, COLUMNS, lines, printed="reason")


def read_standing(book: OwnBook) -> list[tuple[Unit, str]]:
    """Return the units that a roll-up lists, and where each stands; none without a roster.

    :raises Refused: if the sheet is damaged or too large.
    """
    found = listed(book, INTAKE_SHEET, COLUMNS, ("name", "state", "parent"))
    units = ((Unit(each.text("name"), each.text("code")), each.text("state")) for each in found)
    return [(unit, state) for unit, state in units if unit.name]
