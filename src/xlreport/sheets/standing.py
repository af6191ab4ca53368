"""报送情况: completeness by parent and by kind, then every unit that must report.

STORAGE: what a parent's total says of the units below it is read back from here, by heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition.layout import INTAKE_SHEET
from xlreport.sheets.columns import Column, Columns, records
from xlreport.sheets.lists import (
    LIST_TOP,
    draw_heads,
    draw_row,
    filter_rows,
    streamed_sheet,
    write_heads,
)
from xlreport.sheets.reader import OwnBook
from xlreport.template.canvas import Canvas

SHARES = Columns(
    group=Column("范围", 34),
    expected=Column("应报", 9),
    filed=Column("已报", 9),
    late=Column("其中迟报", 9),
    unlisted=Column("由合计包含", 11),
    missing=Column("未报", 9),
    rate=Column("完成率", 9),
)
COLUMNS = Columns(
    name=Column("单位名称", 34),
    code=Column("单位代码", 22),
    kind=Column("类别", 14),
    parent=Column("上级", 22),
    state=Column("情况", 24),
    late=Column("迟报", 8),
    signed=Column("三级审核", 12),
    errors=Column("错误", 9),
    unexplained=Column("未说明的存疑", 13),
    file=Column("文件", 36),
    reason=Column("原因", 50),
)


class ShareRow(NamedTuple):
    """How many units of a group have reported, from left to right."""

    group: str
    expected: int
    filed: int
    late: int
    unlisted: int
    missing: int
    rate: str


class StandingRow(NamedTuple):
    """Where a unit stands, from left to right."""

    name: str
    code: str
    kind: str
    parent: str
    state: str
    late: str = ""
    signed: str = ""
    errors: int | str = ""
    unexplained: int | str = ""
    file: str = ""
    reason: str = ""


def draw_standing(
    canvas: Canvas, note: str, shares: Sequence[ShareRow], rows: Sequence[StandingRow]
) -> None:
    """Draw 报送情况; ``note`` stands above it."""
    sheet = streamed_sheet(canvas, INTAKE_SHEET)
    draw_heads(canvas, sheet, note, SHARES)
    for column, width in enumerate(COLUMNS.widths):
        sheet.set_column(column, column, width)
    row = LIST_TOP
    for share in shares:
        draw_row(sheet, row, share, canvas.styles["text"])
        row += 1
    write_heads(canvas, sheet, COLUMNS, row + 1)
    top = row + 2
    for row, each in enumerate(rows, start=top):
        draw_row(sheet, row, each, canvas.styles["text"])
    filter_rows(sheet, len(rows), len(COLUMNS), top)


class Listed(NamedTuple):
    """A unit as a roll-up lists it: who it is, and where it stands."""

    name: str
    code: str
    state: str


def read_standing(book: OwnBook) -> list[Listed]:
    """Return the units that a roll-up lists; none if it was made without a roster.

    :raises Refused: if the sheet is damaged or too large.
    """
    if INTAKE_SHEET not in book.names:
        return []
    found = records(INTAKE_SHEET, book.lines(INTAKE_SHEET), COLUMNS, ("name", "state", "parent"))
    units = (Listed(*(each.text(column) for column in ("name", "code", "state"))) for each in found)
    return [each for each in units if each.name]
