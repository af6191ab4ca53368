"""催报名单: the units to write to, by parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlreport.edition.layout import CHASE_SHEET
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, finish_list, streamed_sheet
from xlreport.template.canvas import Canvas

COLUMNS = Columns(
    parent=Column("上级", 24),
    name=Column("单位名称", 28),
    code=Column("单位代码", 14),
    kind=Column("类别", 12),
    state=Column("情况", 16),
    advice=Column("怎么办", 50),
)


class ChaseRow(NamedTuple):
    """A unit to write to, from left to right."""

    parent: str
    name: str
    code: str
    kind: str
    state: str
    advice: str


def draw_chase(canvas: Canvas, rows: Sequence[ChaseRow]) -> None:
    """Draw 催报名单."""
    sheet = streamed_sheet(canvas, CHASE_SHEET)
    draw_heads(canvas, sheet, f"共 {len(rows)} 个单位。可复制后发给各上级催报。", COLUMNS)
    widths = COLUMNS.widths
    for row, each in enumerate(rows, start=LIST_TOP):
        draw_row(sheet, row, each, canvas.styles["text"], widths=widths)
    finish_list(sheet, len(rows), COLUMNS)
